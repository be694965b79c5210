package casework

import (
	"context"
	"slices"

	"forvag/internal/civil"
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

// Close ends the case. Nothing may be waited for, and where cases of the type are decided, a decision must be there. Working material is cleared, but for
// what kept names, which is taken care of with the case (TF 2:12).
//
// It is fault.Illegal while something is Left to do before the time to appeal can begin: CloseEarly takes a reason for that.
func (s *Service) Close(ctx context.Context, p identity.Principal, ref Ref, text string, kept ...DocumentID) error {
	return s.CloseEarly(ctx, p, ref, text, "", kept...)
}

// CloseEarly is Close of a case in which something is Left to do, with the reason for closing it all the same, which the parties see: such as that the decision
// will be reported to the board and announced with its minutes. An empty reason is none.
func (s *Service) CloseEarly(ctx context.Context, p identity.Principal, ref Ref, text, reason string, kept ...DocumentID) error {
	return s.do(ctx, p, ref, command{kind: Closed, audience: Everyone,
		details: func(f *File) (Details, error) {
			for _, id := range kept {
				if d, ok := f.Document(id); !ok || d.Kind != DocumentWorking {
					return Details{}, fault.New(fault.NotFound, "case.document_unknown")
				}
			}
			return Details{Text: text, Reason: reason, Archived: kept}, nil
		},
		then: func(c *Change) error {
			return c.disposeOf(slices.DeleteFunc(c.File.disposable(c.day()), func(p part) bool { return !p.Working }))
		}})
}

// Reopen takes up again what was closed, withdrawn or decided, with a reason that the parties see: a new decision may then be made
// (FL 37–38 §§). Not while an appeal is with the higher instance (FL 39 §).
func (s *Service) Reopen(ctx context.Context, p identity.Principal, ref Ref, reason string) error {
	return s.do(ctx, p, ref, command{kind: Reopened, audience: Everyone, details: with(Details{Reason: reason})})
}

// HasFile tells whether any case still names a stored file, so that its bytes may not be removed. For the system.
func (s *Service) HasFile(ctx context.Context, p identity.Principal, hash string) (bool, error) {
	if p.Kind != identity.System {
		return false, fault.New(fault.Forbidden, "access.forbidden")
	}
	return s.store.HasFile(ctx, hash)
}

// PermitsFrom lists the permits of all holders that hold on a day or later, but for those that are revoked by then. For the system.
func (s *Service) PermitsFrom(ctx context.Context, p identity.Principal, day civil.Date) ([]HeldPermit, error) {
	if p.Kind != identity.System {
		return nil, fault.New(fault.Forbidden, "access.forbidden")
	}
	all, err := s.store.PermitsFrom(ctx, day)
	return slices.DeleteFunc(all, func(h HeldPermit) bool { return !h.Revoked.IsZero() && !h.Revoked.After(day) }), err
}

// Engagements lists every holder and type of which they have an open case, or a place that one led to, each once. For the system.
func (s *Service) Engagements(ctx context.Context, p identity.Principal) ([]Engagement, error) {
	if p.Kind != identity.System {
		return nil, fault.New(fault.Forbidden, "access.forbidden")
	}
	return s.store.Engagements(ctx)
}

// EngagementsOf is Engagements of some holders alone. For the system.
func (s *Service) EngagementsOf(ctx context.Context, p identity.Principal, holders []Holder) ([]Engagement, error) {
	if p.Kind != identity.System {
		return nil, fault.New(fault.Forbidden, "access.forbidden")
	}
	return s.store.EngagementsOf(ctx, holders)
}
