package casework

import (
	"context"
	"slices"
	"time"

	"forvag/internal/fault"
	"forvag/internal/identity"
)

// Case reads a case: everything in it that the principal may see, and nothing else, with who has read it. An officer's reading is logged before it returns.
func (s *Service) Case(ctx context.Context, p identity.Principal, id CaseID) (*File, error) {
	f, whole, err := s.read(ctx, p, id)
	if err != nil {
		return nil, err
	}
	if err := s.logReading(ctx, p, f, ""); err != nil {
		return nil, err
	}
	if identity.Allow(p, identity.SeeReaders, whole.object()) == nil {
		f.Readings, err = s.readings(ctx, p, id, time.Time{})
	}
	return f, err
}

// read loads the case and cuts it down to what p sees, without a trace in the log. It returns the whole file too.
func (s *Service) read(ctx context.Context, p identity.Principal, id CaseID) (view, whole *File, err error) {
	f, seen, err := s.store.LoadSeen(ctx, id, holderOf(p))
	if err != nil {
		return nil, nil, err
	}
	if err := identity.Allow(p, identity.ReadCase, f.object()); err != nil {
		return nil, nil, err
	}
	if f.Case.Disposed && p.Kind != identity.Officer {
		return nil, nil, fault.New(fault.Gone, "case.disposed")
	}
	v := f.view(p)
	v.Seen = seen
	return v, f, nil
}

// logReading notes that an officer read the case, or a document in it. The role is the first on the case's board.
func (s *Service) logReading(ctx context.Context, p identity.Principal, f *File, d DocumentID) error {
	if p.Kind != identity.Officer {
		return nil
	}
	r := Reading{Case: f.Case.ID, At: s.now(), Reader: p.Actor, Board: f.Case.Board, Document: d}
	if i := slices.IndexFunc(p.Grants, func(g identity.Grant) bool { return g.Board == f.Case.Board }); i >= 0 {
		r.Role = p.Grants[i].Role
	}
	return s.store.LogReading(ctx, r)
}

// Document answers where a document's file is, for download. An officer's reading is logged before it returns.
func (s *Service) Document(ctx context.Context, p identity.Principal, id CaseID, document DocumentID) (Document, error) {
	f, _, err := s.read(ctx, p, id)
	if err != nil {
		return Document{}, err
	}
	d, ok := f.Document(document)
	if !ok {
		return Document{}, fault.New(fault.NotFound, "access.not_found")
	}
	if d.IsDisposed() {
		return Document{}, fault.New(fault.Gone, "case.document_disposed")
	}
	return d, s.logReading(ctx, p, f, document)
}

// Changes is a cheap look at what is new in a case: its status, the last event's number and the events after since that the principal may see.
// It logs no reading: who watches a case has opened it.
func (s *Service) Changes(ctx context.Context, p identity.Principal, id CaseID, since int) (Status, int, []Event, error) {
	f, _, err := s.read(ctx, p, id)
	if err != nil {
		return "", 0, nil, err
	}
	i := slices.IndexFunc(f.Events, func(e Event) bool { return e.Seq > since })
	if i < 0 {
		return f.Case.Status, f.Case.Seq, nil, nil
	}
	return f.Case.Status, f.Case.Seq, f.Events[i:], nil
}

// MarkRead notes that the principal has seen the case's events up to seq.
func (s *Service) MarkRead(ctx context.Context, p identity.Principal, id CaseID, seq int) error {
	if p.Kind != identity.Resident {
		return nil
	}
	return s.store.Seen(ctx, id, holderOf(p), seq)
}

// ReadingsShown is how many readings of a case are told at once.
const ReadingsShown = 200

// EarlierReadings lists who read the case before an instant, the latest first, at most ReadingsShown. Fault.Forbidden for who may read the case but not know that.
func (s *Service) EarlierReadings(ctx context.Context, p identity.Principal, id CaseID, before time.Time) ([]Reading, error) {
	_, whole, err := s.read(ctx, p, id)
	if err != nil {
		return nil, err
	}
	if err := identity.Allow(p, identity.SeeReaders, whole.object()); err != nil {
		return nil, err
	}
	return s.readings(ctx, p, id, before)
}

// readings are who has read the case, given that p may know: an officer knows who, a party in what role.
func (s *Service) readings(ctx context.Context, p identity.Principal, id CaseID, before time.Time) ([]Reading, error) {
	readings, err := s.store.Readings(ctx, id, before, ReadingsShown)
	if p.Kind != identity.Officer {
		for i := range readings {
			readings[i].Reader = ""
		}
	}
	return readings, err
}

// Permits lists the principal's permits, or those of whom they act for.
func (s *Service) Permits(ctx context.Context, p identity.Principal) ([]Permit, error) {
	h := holderOf(p)
	if h == "" {
		return nil, fault.New(fault.Forbidden, "access.login").Because(identity.LoginNeeded{Level: identity.AssuranceLow})
	}
	return s.store.Permits(ctx, h)
}
