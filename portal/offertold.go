package portal

import (
	"context"
	"errors"
	"slices"
	"time"

	"forvag/internal/civil"
	"forvag/internal/fault"
	"forvag/internal/identity"
	"forvag/internal/residents"
	"forvag/lifeevents"
	"forvag/notify"
)

// toldOf is what an offer's subject is called for the reader, where the reader may still be told of them; empty where not. It is asked at each reading, for
// what was so when the offer was made may be so no more: a guardian still is one, who shares a home still does, and no protected identity has come near.
func (r *caller) toldOf(rule *lifeevents.Rule, rec *lifeevents.Record) (string, error) {
	me := r.principal.Actor
	subject, err := r.Residents.Person(r.ctx(), rec.Subject)
	if errors.Is(err, fault.NotFound) {
		return "", nil
	}
	if err != nil || rec.Subject == me {
		return subject.Given, err
	}
	if protected, err := r.Residents.Protected(r.ctx(), me, rec.Subject); err != nil || protected {
		return "", err
	}
	var still bool
	switch rule.To {
	case lifeevents.ToHome:
		var home []residents.Person // the dead have the home that they had
		home, err = r.Residents.Household(r.ctx(), rec.Subject)
		still = slices.ContainsFunc(home, func(p residents.Person) bool { return p.ID == me })
	default: // guardians, and a new one, whom the event names
		still, err = r.guards(rule, subject)
	}
	if err != nil || !still {
		return "", err
	}
	return subject.Given, nil
}

// guards says whether the reader is guardian of a child, and no other guardian is to be kept from what is told of them. Who was guardian until the child
// came of age may go on reading what was told to both on that day.
func (r *caller) guards(rule *lifeevents.Rule, child residents.Person) (bool, error) {
	on := r.today()
	if last := child.Born.AddYears(18).AddDays(-1); rule.To == lifeevents.ToBoth && last.Before(on) {
		on = last
	}
	_, withheld, err := r.Residents.OtherGuardians(r.ctx(), child.ID, r.principal.Actor, on)
	if errors.Is(err, fault.NotFound) {
		return false, nil
	}
	return err == nil && !withheld, err
}

// lifeWords are what a rule's texts name of an offer's subject, by what toldOf said.
func (r *caller) lifeWords(rec *lifeevents.Record, name string) lifeevents.Words {
	return lifeevents.Words{Subject: name, Day: rec.Ground, Today: r.today(), Municipality: r.Rules}
}

// ToldOffers reads offers for package notify: what waits for somebody who may still be told of its subject.
type ToldOffers struct {
	// Site is the one as it is now.
	Site func() *Site
	Now  func() time.Time
}

// Effect implements notify.Effects.
func (t ToldOffers) Effect(ctx context.Context, receiver identity.PersonID, id string) (notify.Effect, error) {
	site, now := t.Site(), t.Now()
	rec, err := site.Offers.Get(ctx, receiver, id)
	if err != nil {
		return notify.Effect{}, err
	}
	e := notify.Effect{Seen: !rec.Seen.IsZero(), Offer: rec.Kind == lifeevents.Offer, Until: rec.Until}
	rule := site.Book.Rule(rec.Rule)
	if rule == nil {
		return e, nil
	}
	e.Board = identity.BoardID(rule.Board)
	c := &caller{Site: site, within: ctx, now: now, principal: identity.Principal{Kind: identity.Resident, Actor: receiver, On: civil.Of(now)}}
	name, err := c.toldOf(rule, &rec)
	e.Waits, e.Ended = rec.Sight(c.today(), name != "") == lifeevents.Answerable, name != ""
	return e, err
}
