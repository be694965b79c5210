package portal

import (
	"context"
	"fmt"
	"sync"
	"time"

	"forvag/internal/casework"
	"forvag/internal/catalog"
	"forvag/internal/civil"
	"forvag/internal/content"
	"forvag/internal/fault"
	"forvag/internal/identity"
	"forvag/internal/municipality"
)

// serviceVersions is the kind of text that services are stored as.
const serviceVersions = "service"

// CaseTypes gives the case core its case types: the services as they are, and as they were when a case came in. It is safe for concurrent use.
type CaseTypes struct {
	versions *content.Versions
	clock    func() time.Time

	mu           sync.Mutex
	catalog      *catalog.Catalog
	municipality *municipality.Municipality
	old          map[string]*catalog.Service // by hash
}

// NewCaseTypes stores the services' texts, so that what cases point at is always there, and returns the types that they make.
func NewCaseTypes(ctx context.Context, c *catalog.Catalog, m *municipality.Municipality, v *content.Versions, clock func() time.Time) (*CaseTypes, error) {
	t := &CaseTypes{versions: v, clock: clock}
	return t, t.Use(ctx, c, m)
}

// Use makes the types those of other services, as when their files were read again. It stores their texts first.
func (t *CaseTypes) Use(ctx context.Context, c *catalog.Catalog, m *municipality.Municipality) error {
	for _, s := range c.Services() {
		if _, err := t.versions.Ensure(ctx, serviceVersions, s.ID, s.Source); err != nil {
			return fmt.Errorf("store service %s: %w", s.ID, err)
		}
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.catalog, t.municipality, t.old = c, m, map[string]*catalog.Service{}
	return nil
}

// Officer implements casework.Delegations by the delegation order as it is now.
func (t *CaseTypes) Officer(board identity.BoardID, caseType, decisionType string) string {
	_, m := t.current()
	return m.Delegations().Officer(board, caseType, decisionType)
}

// Municipality is the one that the types are those of, as it is now.
func (t *CaseTypes) Municipality() *municipality.Municipality {
	_, m := t.current()
	return m
}

func (t *CaseTypes) current() (*catalog.Catalog, *municipality.Municipality) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.catalog, t.municipality
}

// CaseType implements casework.Types.
func (t *CaseTypes) CaseType(ctx context.Context, id, hash string) (casework.CaseType, error) {
	s, err := t.service(ctx, id, hash)
	if err != nil {
		return casework.CaseType{}, err
	}
	return t.caseType(s), nil
}

// Service is the version of a service that a case came by, with its texts as they read on the day when it came in. It returns fault.NotFound where
// there never was one.
func (t *CaseTypes) Service(ctx context.Context, ref casework.TypeRef, day civil.Date) (*catalog.Service, error) {
	s, err := t.service(ctx, ref.ID, ref.Hash)
	if err != nil {
		return nil, err
	}
	_, m := t.current()
	return s.On(catalog.Moment{Today: day, Municipality: m.Catalog()}), nil
}

// service is the version of a service with a hash; the one that holds now where hash is empty.
func (t *CaseTypes) service(ctx context.Context, id, hash string) (*catalog.Service, error) {
	c, _ := t.current()
	for _, s := range c.Handled() {
		if s.ID == id && (hash == "" || s.Hash == hash) {
			return s, nil
		}
	}
	t.mu.Lock()
	s := t.old[hash]
	t.mu.Unlock()
	if s != nil {
		return s, nil
	}
	return t.version(ctx, id, hash)
}

// version reads a service as it was from its stored text.
func (t *CaseTypes) version(ctx context.Context, id, hash string) (*catalog.Service, error) {
	h, err := content.ParseHash(hash)
	if err != nil {
		return nil, fault.New(fault.NotFound, "portal.error.service").Because(err)
	}
	text, err := t.versions.Get(ctx, h)
	if err != nil {
		return nil, err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	s := catalog.Stored(id, text, catalog.Options{Municipality: t.municipality.Catalog()})
	if s == nil {
		return nil, fmt.Errorf("service %s, version %s cannot be read", id, hash)
	}
	t.old[hash] = s
	return s, nil
}

// strengths are the catalog's words for secrecy in the core's.
var strengths = map[catalog.Strength]casework.Strength{
	"none": casework.Open, "rakt": casework.Straight, "omvant": casework.Reversed, "absolut": casework.Absolute,
}

// clockStarts are the catalog's words for what starts a clock in the core's.
var clockStarts = map[catalog.ClockStart]casework.ClockStart{
	"received": casework.FromReceived, "complete": casework.FromComplete, "decided": casework.FromDecided, "closed": casework.FromClosed,
}

// caseType is what the core needs to know of a service.
func (t *CaseTypes) caseType(s *catalog.Service) casework.CaseType {
	_, own := t.current()
	m := own.Catalog()
	today := civil.Today(t.clock)
	out := casework.CaseType{
		ID: s.ID, Hash: s.Hash, Kind: casework.Kind(s.Kind), Board: identity.BoardID(s.Board), Assurance: identity.Assurance(s.Access.Level),
		Classification: s.Class, Title: s.Title.SV, NeedsDecision: s.NeedsDecision(), PublicPlace: s.Nearby != nil, Booking: s.Booking != nil,
		Secrecy: casework.Secrecy{Law: s.Secrecy.Law, Strength: strengths[s.Secrecy.Strength]},
	}
	for _, d := range s.Decisions {
		kind := casework.DecisionType{ID: d.ID, Appeal: casework.AppealKind(d.Appeal), Meeting: d.Meeting, Gives: d.Gives != nil}
		if s.Recommendation != nil && s.Recommendation.Automatic != nil && s.Recommendation.Automatic.Decision == d.ID {
			kind.Automatic = m.Delegation(s.Recommendation.Automatic.Delegation)
		}
		out.Decisions = append(out.Decisions, kind)
	}
	for _, c := range s.Clocks {
		rule := casework.ClockRule{AtOffer: c.Stops == catalog.OfferedStop, ID: c.ID, Start: clockStarts[c.Starts], Length: c.Length.On(today, m), Law: c.Law,
			Promise: c.Promise, Remind: c.Remind, Pauses: c.Promise, Granted: clockStarts[c.Starts] == casework.FromDecided}
		if !c.Extend.IsZero() {
			rule.Extension = c.Extend.On(today, m)
		}
		if !c.AskWithin.IsZero() {
			rule.AskWithin = today.DaysUntil(c.AskWithin.On(today, m).After(today))
		}
		out.Clocks = append(out.Clocks, rule)
	}
	for _, r := range s.Retention {
		out.Retention = append(out.Retention, casework.Keep{Record: casework.Record(r.Document), Years: r.Keep.Years, Plan: r.Plan})
	}
	out.Queue = queueRule(s, today, m)
	if s.Permit != nil {
		out.PermitKind, out.PermitMonths = s.Permit.Title.SV, months(s.Permit.Max.On(today, m))
		out.PermitFinal = s.Permit.From == catalog.FromFinal
		if !s.Permit.Begin.IsZero() {
			out.PermitStartMonths = months(s.Permit.Begin.On(today, m))
		}
	}
	return out
}

// queueRule is what the core needs to know of a service's queue; nil where it has none.
func queueRule(s *catalog.Service, today civil.Date, m catalog.Municipality) *casework.QueueRule {
	if s.Queue == nil {
		return nil
	}
	rule := &casework.QueueRule{AnswerWithin: s.Queue.AnswerWithin.On(today, m), Declined: casework.AfterNo(s.Queue.Declined),
		Expired: casework.AfterNo(s.Queue.AfterExpiry())}
	for _, u := range s.QueueUnits() {
		rule.Units = append(rule.Units, casework.QueueUnit{ID: u.ID, Places: u.Places, Taken: u.Taken})
	}
	if d := s.QueueDecision(); d != nil {
		rule.Decision = d.ID
	}
	return rule
}

// months is a period in whole months; 0 for none.
func months(p civil.Period) int {
	switch p.Unit {
	case civil.Years:
		return 12 * p.N
	case civil.Months:
		return p.N
	default:
		return 0
	}
}
