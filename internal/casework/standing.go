package casework

import (
	"context"

	"forvag/internal/identity"
)

// Standing is where a case stands in line to one unit.
type Standing struct {
	Case CaseID
	Unit string
	Wish int
	// Number counts from 1 those who wait; 0 for who has an offer. Of is how many wait in all.
	Number, Of int
	// Subject is whom the place is for: the child, or who applied. Empty for an organisation.
	Subject identity.PersonID
}

// Standings tells where the principal's own cases stand, by case, in the order of their wishes. A case that stands in no line, or that they may not see, is not
// among them.
func (s *Service) Standings(ctx context.Context, p identity.Principal, ids ...CaseID) (map[CaseID][]Standing, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	rows, err := s.store.Standings(ctx, ids)
	if err != nil {
		return nil, err
	}
	out := map[CaseID][]Standing{}
	for _, row := range rows {
		if identity.Allow(p, identity.ReadCase, row.Who.object()) != nil {
			continue
		}
		row.Subject, _ = row.Who.subject()
		out[row.Case] = append(out[row.Case], row.Standing)
	}
	return out, nil
}

// ChildStands is the key of the fault that a child stands in the queue, or has a place in it, by another case.
const ChildStands = "queue.child_stands"

// QueuedRow is a case by which a child stands in a queue, or has a place, as the store gives it.
type QueuedRow struct {
	Child Holder
	Who   Waiter
}

// Queued is a case by which a child stands in a queue, or has a place.
type Queued struct {
	Case  CaseID
	Diary Diary
}

// Queued tells by which cases children stand in the queue of a type, or have a place in it, by child. Cases that p may not read are not among them, nor is
// the one that p has submitted with the key, where it is not empty.
func (s *Service) Queued(ctx context.Context, p identity.Principal, caseType, key string, children ...identity.PersonID) (map[identity.PersonID][]Queued, error) {
	if len(children) == 0 {
		return nil, nil
	}
	holders := make([]Holder, len(children))
	for i, child := range children {
		holders[i] = HolderOf(child, "")
	}
	var but Key
	if key != "" {
		but = keyOf(p, key)
	}
	rows, err := s.store.Queued(ctx, caseType, holders, but)
	if err != nil {
		return nil, err
	}
	out := map[identity.PersonID][]Queued{}
	for _, row := range rows {
		if identity.Allow(p, identity.ReadCase, row.Who.object()) != nil {
			continue
		}
		child, _ := row.Child.split()
		out[child] = append(out[child], Queued{row.Who.Case.ID, row.Who.Case.Diary})
	}
	return out, nil
}
