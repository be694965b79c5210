package casework

import (
	"context"
	"math"

	"forvag/internal/civil"
	"forvag/internal/identity"
)

// DeskList is one of the desk's lists.
type DeskList string

// The lists. Overdue is what has a time that has ended, or waits for what should have come. Reminded is what the officer was reminded of and has not done, in
// their own cases and those that nobody has, and what was handed up to them. Waiting is for a party or somebody else; of agents, those where somebody's word that they act for the applicant waits to be confirmed. What was
// taken back needs only to be closed: it is listed by itself and with whoever has it, and among all, but not among what is unassigned or open.
const (
	ListUnassigned DeskList = "unassigned"
	ListMine       DeskList = "mine"
	ListOverdue    DeskList = "overdue"
	ListReminded   DeskList = "reminded"
	ListWaiting    DeskList = "waiting"
	ListAgents     DeskList = "agents"
	ListWithdrawn  DeskList = "withdrawn"
	ListOpen       DeskList = "open"
	ListClosed     DeskList = "closed"
	ListAll        DeskList = "all"
)

// DeskSort orders a list.
type DeskSort string

// The orders; empty is by due date, then the oldest first, and of closed cases those first that were closed last.
const (
	SortDue      DeskSort = "due"
	SortReceived DeskSort = "received"
	SortChanged  DeskSort = "changed"
)

// DeskFilter chooses among the cases of the officer's boards.
type DeskFilter struct {
	// List is ListOpen where empty.
	List DeskList
	// Board and Type narrow; empty for all.
	Board identity.BoardID
	Type  string
	// Query is a diary number, an organisation number, or words, all of which a case must have.
	Query string
	Sort  DeskSort
	// Page counts from 0; a page has Size rows, 0 is 50, at most 200.
	Page, Size int
}

// DeskRow is a case in a list for officers.
type DeskRow struct {
	Case
	// Unanswered says that a party wrote last and nobody has answered.
	Unanswered bool
	Attention
	// AgentWaits says that somebody's word that they act for the applicant waits to be confirmed.
	AgentWaits bool
}

// Until is the day that the list tells of a case, by which SortDue sorts it: what should have come before a day comes before the case's own time, and stands for it
// where it has none. Zero where there is neither.
func (r *DeskRow) Until(day civil.Date) civil.Date {
	switch {
	case r.Due.IsZero(), r.Awaited.Before(day) && !r.Awaited.IsZero() && r.Awaited.Before(r.Due):
		return r.Awaited
	}
	return r.Due
}

// DeskQuery is DeskFilter as the store gets it.
type DeskQuery struct {
	DeskFilter
	// Grants are what the officer may see: each row is covered by one of them whole.
	Grants []identity.Grant
	// Actor is the officer, Near and NearOrgs those near to them; cases with one of them as a party are left out (jäv, FL 16 §).
	Actor    identity.PersonID
	Near     []identity.PersonID
	NearOrgs []identity.OrgID
	// Diary is set where the query is a diary number, else Tokens are what it was cut into.
	Diary  Diary
	Tokens []string
	On     civil.Date
}

// Desk lists cases of the boards that the officer serves, with the number of all that match. It obeys the same authorisation as reading: what an
// officer may not open is neither listed nor counted.
func (s *Service) Desk(ctx context.Context, p identity.Principal, filter DeskFilter) ([]DeskRow, int, error) {
	q, found, err := s.deskQuery(p, filter)
	if err != nil || !found {
		return nil, 0, err
	}
	return s.store.Desk(ctx, q)
}

// DeskCounts counts the cases of several lists by the same filter, as Desk would.
func (s *Service) DeskCounts(ctx context.Context, p identity.Principal, filter DeskFilter, lists []DeskList) (map[DeskList]int, error) {
	q, found, err := s.deskQuery(p, filter)
	if err != nil || !found {
		return map[DeskList]int{}, err
	}
	return s.store.DeskCounts(ctx, q, lists)
}

// deskQuery is the filter as the store gets it, for what p may see; false where nothing can be found by its words.
func (s *Service) deskQuery(p identity.Principal, filter DeskFilter) (q DeskQuery, found bool, err error) {
	if err := identity.Allow(p, identity.ListDesk, identity.Object{Kind: identity.DeskObject, Board: filter.Board}); err != nil {
		return q, false, err
	}
	q = DeskQuery{DeskFilter: filter, Actor: p.Actor, Near: p.Near, NearOrgs: p.NearOrgs, On: s.today()}
	q.Type = fold(q.Type)
	if q.List == "" {
		q.List = ListOpen
	}
	if q.Size <= 0 || q.Size > 200 {
		q.Size = 50
	}
	q.Page = min(max(q.Page, 0), math.MaxInt32)
	for _, g := range p.Grants {
		if p.Assurance < identity.AssuranceSubstantial {
			g.Secrecy, g.Protected = false, false
		}
		q.Grants = append(q.Grants, g)
	}
	if d, ok := ParseDiary(filter.Query); ok {
		q.Diary = d
	} else if n, err := identity.ParseOrgNumber(filter.Query); err == nil {
		q.Tokens = s.tokens(n.Digits())
	} else if filter.Query != "" {
		if q.Tokens = s.tokens(fold(filter.Query)); len(q.Tokens) == 0 {
			return q, false, nil
		}
	}
	return q, true, nil
}
