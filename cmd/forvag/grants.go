package main

import (
	"context"
	"encoding/json"
	"errors"
	"slices"

	"forvag/internal/casework"
	"forvag/internal/catalog"
	"forvag/internal/civil"
	"forvag/internal/fault"
	"forvag/internal/identity"
	"forvag/internal/locale"
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

// shield leaves a case or a grant to a trained officer, who is told whom it is about alone, where a protected identity is near, and says whether one is.
func (in *instance) shield(ctx context.Context, rec lifeevents.Record, to []identity.PersonID) (protected bool, err error) {
	if protected, err = in.shielded(ctx, rec, to); err != nil || !protected {
		return false, err
	}
	_, err = in.life.Change(ctx, rec.ID, lifeevents.Ground{Kind: lifeevents.Review}, in.clock())
	return true, err
}

// shielded says whether a protected identity is near an effect's subject or parties.
func (in *instance) shielded(ctx context.Context, rec lifeevents.Record, to []identity.PersonID) (bool, error) {
	return in.site.Residents.Protected(ctx, append(append(slices.Clone(to), rec.Subject), rec.Why.Near...)...)
}

// grant makes the decision that a rule comes to, in a case of its own, once. Everything that could forbid it is asked again first, of the registers as they are now: what
// waited for its decision may have lost its ground since. It is asked once more in the transaction that makes the decision, which is undone where the answer is another.
func (in *instance) grant(ctx context.Context, rec lifeevents.Record, r *lifeevents.Rule) error {
	to, err := in.grantees(ctx, rec, r)
	if err != nil {
		return err
	}
	if protected, err := in.shield(ctx, rec, to); err != nil || protected {
		return err
	}
	if len(to) == 0 {
		_, err := in.life.Change(ctx, rec.ID, lifeevents.GroundLost{}, in.clock())
		return err
	}
	submission, err := in.granting(ctx, rec, r, in.current().Catalog.Service(r.Accept[0].Service), to)
	if err != nil {
		return err
	}
	receipt, err := in.site.Cases.Submit(ctx, identity.Principal{Kind: identity.System, On: civil.Today(in.clock)}, submission)
	if err != nil {
		return err
	}
	return in.life.Granted(ctx, rec.ID, string(receipt.Case), to, in.clock())
}

// grantees are the parties of a grant as it stands now, beside the subject; nobody where it must not be made.
func (in *instance) grantees(ctx context.Context, rec lifeevents.Record, r *lifeevents.Rule) ([]identity.PersonID, error) {
	site := in.current()
	switches, err := in.life.Switches(ctx)
	if err != nil || !switches[r.ID].On || r.Reference(site.Catalog.Service(r.Accept[0].Service), site.Rules) == "" {
		return nil, err
	}
	w, sent, err := in.asItStands(ctx, rec)
	if err != nil {
		return nil, err
	}
	return lifeevents.Grantees(r, w, sent), nil
}

// asItStands is what was made, and as much of the world as its rule looks at for it, as the registers have it now.
func (in *instance) asItStands(ctx context.Context, rec lifeevents.Record) (*lifeevents.World, lifeevents.Sent, error) {
	sent := lifeevents.Sent{Subject: rec.Subject, Receiver: rec.Receiver, Period: rec.Period, Ground: rec.Ground}
	today := civil.Today(in.clock)
	w, err := in.worldOf(ctx, in.current().Municipality, today, []identity.PersonID{rec.Subject})
	if err == nil && rec.Permit != "" {
		var h holdings
		h, err = in.holdings(ctx, today)
		w.Permits = h.permits
	}
	if err != nil {
		return nil, sent, err
	}
	sent.Event, sent.Permit = w.Event(rec.Event), w.Permit(rec.Permit)
	return w, sent, nil
}

// granting is the case that a grant is decided in, with the decision as it is proposed: the case core makes it where law and delegation allow.
func (in *instance) granting(ctx context.Context, rec lifeevents.Record, r *lifeevents.Rule, s *catalog.Service, to []identity.PersonID) (casework.Submission, error) {
	sub := casework.Submission{Key: submissionKey(rec), Type: s.ID, Title: s.Title.SV, PublicTitle: s.Secrecy.PublicTitle.SV, Channel: casework.System}
	sub.Still = func(ctx context.Context) error { return in.stillGranted(ctx, rec, r, to) }
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
	sub.Recommendation = &casework.Recommendation{Type: r.Grant.Decision, Outcome: casework.Granted, Automatic: true,
		Grounds: casework.Grounds{Law: s.Decisions[i].Law, Circumstances: words.In(r.Grant.Grounds, locale.SV), RuleHash: rec.Hash}}
	g := &sub.Recommendation.Grounds
	if g.Facts, err = json.Marshal(rec.Why.Facts); err == nil {
		g.Trace, err = json.Marshal(rec.Why.Conditions)
	}
	return sub, err
}

// stillGranted is fault.Stale where a grant is not to be made any more, or has other parties.
func (in *instance) stillGranted(ctx context.Context, rec lifeevents.Record, r *lifeevents.Rule, to []identity.PersonID) error {
	now, err := in.grantees(ctx, rec, r)
	if err != nil {
		return err
	}
	protected, err := in.shielded(ctx, rec, to)
	if err == nil && (protected || !slices.Equal(now, to)) {
		err = fault.New(fault.Stale, "life.gone")
	}
	return err
}
