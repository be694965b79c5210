package casework

import (
	"context"
	"errors"
	"fmt"

	"forvag/internal/fault"
	"forvag/internal/identity"
)

// Withdraw takes the matter back, by a party, before it is decided. An officer then writes it off (avskrivning) and closes it.
func (s *Service) Withdraw(ctx context.Context, p identity.Principal, id CaseID, text string) error {
	return s.do(ctx, p, Ref{ID: id}, command{kind: Withdrawn, audience: Parties, details: with(Details{Text: text})})
}

// DemandDecision is a party's written demand that the case be decided, at the earliest six months after it came in, once (FL 12 §). It starts
// a clock of four weeks. Cases where only laglighetsprövning is open are excepted (FL 2 §).
func (s *Service) DemandDecision(ctx context.Context, p identity.Principal, id CaseID) error {
	return s.do(ctx, p, Ref{ID: id}, command{kind: Demanded, audience: Parties})
}

// Close ends the case. Nothing may be waited for, and where cases of the type are decided, a decision must be there.
func (s *Service) Close(ctx context.Context, p identity.Principal, ref Ref, text string) error {
	return s.do(ctx, p, ref, command{kind: Closed, audience: Everyone, details: with(Details{Text: text})})
}

// Reopen takes up again what was closed, withdrawn or decided, with a reason that the parties see: a new decision may then be made
// (FL 37–38 §§). Not while an appeal is with the higher instance (FL 39 §).
func (s *Service) Reopen(ctx context.Context, p identity.Principal, ref Ref, reason string) error {
	return s.do(ctx, p, ref, command{kind: Reopened, audience: Everyone, details: with(Details{Reason: reason})})
}

// Dispose removes what cases held whose time of retention has ended (gallring), at most limit of them, and returns how many. Number, times and the
// chain of hashes stay. A case that cannot be disposed of, such as one whose permit still holds, does not keep the others: what was wrong with each is
// joined in the error. For administrators.
func (s *Service) Dispose(ctx context.Context, p identity.Principal, limit int) (int, error) {
	if err := identity.Allow(p, identity.Administer, identity.Object{Kind: identity.InstallationObject}); err != nil {
		return 0, err
	}
	ids, err := s.store.Disposable(ctx, s.today(), limit)
	if err != nil {
		return 0, err
	}
	n, failed := 0, []error(nil)
	for _, id := range ids {
		err := s.store.Update(ctx, Ref{ID: id}, Key{}, func(f *File) (*Change, error) {
			c := s.change(p, f)
			return c, c.system(Disposed, Internal, Details{})
		})
		switch {
		case errors.Is(err, fault.Illegal), errors.Is(err, fault.Stale), errors.Is(err, fault.Gone):
			failed = append(failed, fmt.Errorf("dispose of %s: %w", id, err))
			continue
		case err != nil:
			return n, errors.Join(append(failed, err)...)
		}
		n++
		s.watchers.signal(id)
	}
	return n, errors.Join(failed...)
}

// HasFile tells whether any case still names a stored file, so that its bytes may not be removed. For the system.
func (s *Service) HasFile(ctx context.Context, p identity.Principal, hash string) (bool, error) {
	if p.Kind != identity.System {
		return false, fault.New(fault.Forbidden, "access.forbidden")
	}
	return s.store.HasFile(ctx, hash)
}

// Late lists open cases with a clock that ends within days from today, or has ended, the earliest first: for reminders and escalation. For the
// system.
func (s *Service) Late(ctx context.Context, p identity.Principal, days, limit int) ([]DeskRow, error) {
	if p.Kind != identity.System {
		return nil, fault.New(fault.Forbidden, "access.forbidden")
	}
	return s.store.Late(ctx, s.today().AddDays(days), limit)
}
