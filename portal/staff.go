package portal

import (
	"context"
	"errors"

	"forvag/internal/fault"
	"forvag/internal/identity"
	"forvag/internal/municipality"
	"forvag/internal/residents"
)

// Staff knows in which matters an officer has an interest of their own (jäv, FL 16 §).
type Staff struct {
	// Municipality is the one as it is now.
	Municipality func() *municipality.Municipality
	Residents    *residents.Store
}

// Near returns whom an officer is in the register, those near to them, and the organisations that they sign for: by the personal number that kommun.yaml
// gives, or else by the officer's id. Most officers live elsewhere: then it is themself alone.
func (s Staff) Near(ctx context.Context, officer identity.PersonID) ([]identity.PersonID, []identity.OrgID, error) {
	self := officer
	if o := s.Municipality().Officer(officer); o != nil && !o.Number.IsZero() {
		p, err := s.Residents.ByNumber(ctx, o.Number)
		switch {
		case err == nil:
			self = p.ID
		case !errors.Is(err, fault.NotFound):
			return nil, nil, err
		}
	}
	people, orgs, err := s.Residents.Near(ctx, self)
	return append(people, officer), orgs, err
}

// Managers are those whom a board's case can be handed up to, as kommun.yaml names them, with what they may see. They read what they are handed when they have
// logged in as they must.
func (s Staff) Managers(ctx context.Context, board identity.BoardID, officer identity.PersonID) ([]identity.Principal, error) {
	m := s.Municipality()
	var out []identity.Principal
	for _, id := range m.Managers(board, officer) {
		p := identity.Principal{Kind: identity.Officer, Actor: id, Assurance: identity.AssuranceHigh}
		p.Grants, _ = m.Grants(id)
		var err error
		if p.Near, p.NearOrgs, err = s.Near(ctx, id); err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, nil
}
