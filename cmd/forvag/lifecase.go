package main

import (
	"context"
	"fmt"

	"forvag/internal/casework"
	"forvag/internal/civil"
	"forvag/internal/content"
	"forvag/internal/identity"
	"forvag/internal/locale"
	"forvag/internal/outbox"
	"forvag/lifeevents"
	lifestore "forvag/lifeevents/sqlstore"
)

// loses takes back what waits for its case and has lost its ground since, as the registers have it now, or leaves it to a trained officer where a protected identity
// has come near; and says whether it did.
func (in *instance) loses(ctx context.Context, rec lifeevents.Record, r *lifeevents.Rule) (bool, error) {
	w, sent, err := in.asItStands(ctx, rec)
	if err != nil {
		return false, err
	}
	var becomes lifeevents.Change
	switch {
	case lifeevents.Shy(r, w, sent):
		becomes = lifeevents.Ground{Kind: lifeevents.Review}
	case !lifeevents.Holds(r, w, sent):
		becomes = lifeevents.GroundLost{}
	default:
		return false, nil
	}
	_, err = in.life.Change(ctx, rec.ID, becomes, in.clock())
	return true, err
}

// openLifeCase opens the case that a rule asks for, once.
func (in *instance) openLifeCase(ctx context.Context, job outbox.Claim) (retry bool, err error) {
	var news lifestore.News
	if err := job.Decode(&news); err != nil {
		return false, err
	}
	rec, err := in.life.Find(ctx, news.Effect)
	if err == nil && rec.Kind == lifeevents.Offer {
		if rec.State != lifeevents.Agreed { // taken back meanwhile, or sent
			return true, nil
		}
		return true, in.sendHeld(ctx, rec)
	}
	if err != nil || rec.State != lifeevents.Opening && rec.Case != "" { // it is opened
		return true, err
	}
	source, err := in.versions.Get(ctx, content.Hash(rec.Hash))
	if err != nil {
		return true, err
	}
	site := in.current()
	r, faults := lifeevents.Parse(rec.Rule+".yaml", source, lifeevents.Options{Municipality: site.Rules})
	if r == nil || len(r.Accept) == 0 {
		return false, fmt.Errorf("rule %s cannot be read: %v", rec.Rule, faults)
	}
	if done, err := in.opened(ctx, rec, r); done || err != nil || rec.State != lifeevents.Opening { // its ground fell away, or a protected identity has come near
		return true, err
	}
	if r.Effect == lifeevents.Grant {
		return true, in.grant(ctx, rec, r)
	}
	if lost, err := in.loses(ctx, rec, r); err != nil || lost {
		return true, err
	}
	who, err := site.Residents.Person(ctx, rec.Subject)
	if err != nil {
		return true, err
	}
	today := civil.Today(in.clock)
	role := identity.Applicant
	if who.Age(today) < 18 {
		role = identity.Child
	}
	words := lifeevents.Words{Subject: who.Given, Day: rec.Ground, Today: today, Municipality: site.Rules}
	receipt, err := site.Cases.Submit(ctx, identity.Principal{Kind: identity.System, On: today}, casework.Submission{
		Key: submissionKey(rec), Type: r.Accept[0].Service, Title: words.In(r.Texts.Title, locale.SV),
		Parties: []casework.Party{{Person: rec.Subject, Role: role}},
	})
	if err != nil {
		return true, err
	}
	return true, in.life.Opened(ctx, rec.ID, string(receipt.Case), in.clock())
}
