package casework

import (
	"context"
	"strings"

	"forvag/internal/civil"
	"forvag/internal/fault"
	"forvag/internal/identity"
)

// QueueQuery chooses a part of the queue to a unit: those who wait, by turn, or those with an offer. From says how many come before the part, Limit how
// long it is at most; zero for as much as is read at once.
type QueueQuery struct {
	Type, Unit  string
	State       LineState
	From, Limit int
}

// Waiter is whose row in a queue it is, as the store gives it.
type Waiter struct {
	Case Case
	// Parties are the case's, in the order of their rows.
	Parties []Holding
}

// QueueRow is somebody in line, and StandingRow where somebody stands, as the store gives them.
type (
	QueueRow struct {
		Line
		Who Waiter
	}
	StandingRow struct {
		Standing
		Who Waiter
	}
)

// Queuer is somebody in line, as an officer sees them.
type Queuer struct {
	// Number counts from 1 those who wait; 0 for who has an offer.
	Number int
	Line
	// Hidden says that the officer may not see the case: then nothing is said but that somebody stands there.
	Hidden bool
	// Diary, Status, Version and Due (of the first running clock) are the case's.
	Diary   Diary
	Version int64
	Due     civil.Date
	// Subject is whom the place is for: the child, or who applied.
	Subject identity.PersonID
	Org     identity.OrgID
}

// Queue lists a part of who stands in line to a unit, for officers of the type's board. Whoever the officer may not see counts all the same.
func (s *Service) Queue(ctx context.Context, p identity.Principal, query QueueQuery) ([]Queuer, error) {
	if err := s.mayQueue(ctx, p, query.Type); err != nil {
		return nil, err
	}
	query.From = max(query.From, 0)
	if query.Limit <= 0 || query.Limit > maxQueue {
		query.Limit = maxQueue
	}
	rows, err := s.store.Queue(ctx, query)
	if err != nil {
		return nil, err
	}
	out := make([]Queuer, 0, len(rows))
	for i, row := range rows {
		c := row.Who.Case
		q := Queuer{Line: row.Line, Diary: c.Diary, Version: c.Version, Due: c.Due}
		if row.State == LineWaiting {
			q.Number = query.From + i + 1
		}
		q.Subject, q.Org = row.Who.subject()
		if identity.Allow(p, identity.ReadCase, row.Who.object()) != nil {
			q = Queuer{Number: q.Number, Line: Line{Type: row.Type, Unit: row.Unit, State: row.State, Wish: row.Wish}, Hidden: true}
		}
		out = append(out, q)
	}
	return out, nil
}

// QueueLengths tells how many wait in line to each unit, for officers of the type's board.
func (s *Service) QueueLengths(ctx context.Context, p identity.Principal, caseType string) (map[string]int, error) {
	if err := s.mayQueue(ctx, p, caseType); err != nil {
		return nil, err
	}
	return s.store.QueueLengths(ctx, caseType)
}

func (s *Service) mayQueue(ctx context.Context, p identity.Principal, caseType string) error {
	t, err := s.types.CaseType(ctx, caseType, "")
	if err != nil {
		return err
	}
	if t.Queue == nil {
		return fault.New(fault.NotFound, "access.not_found")
	}
	return identity.Allow(p, identity.ListDesk, identity.Object{Kind: identity.DeskObject, Board: t.Board})
}

// object is what identity.Allow needs to know of a row's case.
func (w *Waiter) object() identity.Object {
	f := File{Case: w.Case}
	for _, h := range w.Parties {
		person, org := h.Holder.split()
		f.Parties = append(f.Parties, Party{Person: person, Org: org, Role: h.Role, Until: h.Until})
	}
	return f.object()
}

// subject is whom the place is for.
func (w *Waiter) subject() (identity.PersonID, identity.OrgID) {
	for _, role := range []identity.PartyRole{identity.Child, identity.Applicant, identity.Guardian} {
		for _, h := range w.Parties {
			if h.Role == role {
				return h.Holder.split()
			}
		}
	}
	return "", ""
}

// split is the person or the organisation that a holder is.
func (h Holder) split() (identity.PersonID, identity.OrgID) {
	if org, ok := strings.CutPrefix(string(h), "o:"); ok {
		return "", identity.OrgID(org)
	}
	return identity.PersonID(strings.TrimPrefix(string(h), "p:")), ""
}

// Holds lists the places of a type that are offered or held, or that somebody leaves later, for officers of its board: numbers and last days, and
// nobody's name.
func (s *Service) Holds(ctx context.Context, p identity.Principal, caseType string) ([]Hold, error) {
	if err := s.mayQueue(ctx, p, caseType); err != nil {
		return nil, err
	}
	return s.store.Holds(ctx, caseType, s.today())
}
