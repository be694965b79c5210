package main

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"sync"
	"time"

	"forvag/internal/casework"
	"forvag/internal/catalog"
	"forvag/internal/civil"
	"forvag/internal/fault"
	"forvag/internal/identity"
	"forvag/internal/locale"
	"forvag/internal/municipality"
	"forvag/lifeevents"
)

// opened finishes what was broken off after a rule's case had been submitted, and says whether it had been: a case that was opened is there, and a decision that was made
// stands, whatever has become of their ground since, that case itself included.
func (in *instance) opened(ctx context.Context, rec lifeevents.Record, r *lifeevents.Rule) (bool, error) {
	f, err := in.site.Cases.Made(ctx, identity.Principal{Kind: identity.System}, submissionKey(rec))
	if errors.Is(err, fault.NotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	if r.Effect != lifeevents.Grant {
		return true, in.life.Opened(ctx, rec.ID, string(f.Case.ID), in.clock())
	}
	var to []identity.PersonID
	for _, p := range f.Parties {
		if p.Role == identity.Applicant || p.Role == identity.Guardian {
			to = append(to, p.Person)
		}
	}
	if _, err := in.shield(ctx, rec, to); err != nil {
		return true, err
	}
	return true, in.life.Granted(ctx, rec.ID, string(f.Case.ID), to, in.clock())
}

// submissionKey is the key by which the case of an effect is submitted once.
func submissionKey(rec lifeevents.Record) string { return "life/" + rec.ID }

// shield leaves a grant to a trained officer, who is told whom it is about alone, where a protected identity is near, and says whether one is.
func (in *instance) shield(ctx context.Context, rec lifeevents.Record, to []identity.PersonID) (protected bool, err error) {
	near := append(slices.Clone(to), rec.Subject)
	_, protected, err = in.site.Residents.Concerned(ctx, append(near, rec.Why.Near...)...)
	if err != nil || !protected {
		return false, err
	}
	_, err = in.life.Change(ctx, rec.ID, lifeevents.Ground{Kind: lifeevents.Review}, in.clock())
	return true, err
}

// grant makes the decision that a rule comes to, in a case of its own, once. Everything that could forbid it is asked again first: what waited for its
// decision may have lost its ground since.
func (in *instance) grant(ctx context.Context, rec lifeevents.Record, r *lifeevents.Rule) error {
	lost := func() error {
		_, err := in.life.Change(ctx, rec.ID, lifeevents.GroundLost{}, in.clock())
		return err
	}
	site := in.current()
	service := site.Catalog.Service(r.Accept[0].Service)
	switches, err := in.life.Switches(ctx)
	if err != nil {
		return err
	}
	if !switches[r.ID].On || r.Reference(service, site.Rules) == "" {
		return lost()
	}
	to, err := in.grantees(ctx, rec, r)
	if err != nil {
		return err
	}
	if protected, err := in.shield(ctx, rec, to); err != nil || protected {
		return err
	}
	if len(to) == 0 {
		return lost()
	}
	submission, err := in.granting(ctx, rec, r, service, to)
	if err != nil {
		return err
	}
	receipt, err := site.Cases.Submit(ctx, identity.Principal{Kind: identity.System, On: civil.Today(in.clock)}, submission)
	if err != nil {
		return err
	}
	return in.life.Granted(ctx, rec.ID, string(receipt.Case), to, in.clock())
}

// grantees are the parties of a grant as it stands now, beside the subject; nobody where it must not be made.
func (in *instance) grantees(ctx context.Context, rec lifeevents.Record, r *lifeevents.Rule) ([]identity.PersonID, error) {
	w, err := in.recent.world(ctx, in)
	if err != nil {
		return nil, err
	}
	to := lifeevents.Grantees(r, w, lifeevents.Sent{Subject: rec.Subject, Period: rec.Period, Ground: rec.Ground, Event: w.Event(rec.Event), Permit: w.Permit(rec.Permit)})
	for _, who := range append(slices.Clone(to), rec.Subject) { // what may have changed since the world was looked at
		person, err := in.site.Residents.Person(ctx, who)
		if err != nil || !person.Died.IsZero() {
			return nil, err
		}
		off, err := in.life.LeftAlone(ctx, who)
		if err != nil || slices.Contains(off, "") || slices.Contains(off, r.ID) {
			return nil, err
		}
	}
	return to, nil
}

// granting is the case that a grant is decided in, with the decision as it is proposed: the case core makes it where law and delegation allow.
func (in *instance) granting(ctx context.Context, rec lifeevents.Record, r *lifeevents.Rule, s *catalog.Service, to []identity.PersonID) (casework.Submission, error) {
	sub := casework.Submission{Key: submissionKey(rec), Type: s.ID, Title: s.Title.SV, PublicTitle: s.Secrecy.PublicTitle.SV, Channel: casework.System}
	subject, err := in.site.Residents.Person(ctx, rec.Subject)
	if err != nil {
		return sub, err
	}
	for _, who := range to {
		if who == rec.Subject {
			sub.Parties = append(sub.Parties, casework.Party{Person: who, Role: identity.Applicant})
		} else {
			sub.Parties = append(sub.Parties, casework.Party{Person: who, Role: identity.Guardian, Until: subject.Born.AddYears(18)}) // FB 9 kap. 1 §
		}
	}
	if !slices.Contains(to, rec.Subject) {
		sub.Parties = append(sub.Parties, casework.Party{Person: rec.Subject, Role: identity.Child})
	}
	i := slices.IndexFunc(s.Decisions, func(d catalog.DecisionType) bool { return d.ID == r.Grant.Decision })
	if i < 0 {
		return sub, errors.New("the service has no such decision any more")
	}
	words := lifeevents.Words{Subject: subject.Given, Day: rec.Ground, Today: civil.Today(in.clock), Municipality: in.current().Rules}
	rec.Why.Near = nil
	sub.Recommendation = &casework.Recommendation{Type: r.Grant.Decision, Outcome: casework.Granted, Automatic: true,
		Grounds: casework.Grounds{Law: s.Decisions[i].Law, Circumstances: words.In(r.Grant.Grounds, locale.SV), RuleHash: rec.Hash}}
	g := &sub.Recommendation.Grounds
	if g.Facts, err = json.Marshal(rec.Why.Facts); err == nil {
		g.Trace, err = json.Marshal(rec.Why.Conditions)
	}
	return sub, err
}

// recent is the world as it was looked at last, for work that comes in large numbers after a run.
type recent struct {
	mu sync.Mutex
	at time.Time
	of *municipality.Municipality
	w  *lifeevents.World
}

// fresh is for how long it is used.
const fresh = 10 * time.Second

// world looks at the world unless it has just been done.
func (r *recent) world(ctx context.Context, in *instance) (*lifeevents.World, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	now, m := in.clock(), in.current().Municipality
	if r.w != nil && r.of == m && !now.Before(r.at) && now.Sub(r.at) < fresh {
		return r.w, nil
	}
	w, err := in.world(ctx, m, civil.Of(now))
	if err != nil {
		return nil, err
	}
	r.w, r.at, r.of = w, now, m
	return w, nil
}
