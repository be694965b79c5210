package main

import (
	"context"
	"errors"

	"forvag/internal/civil"
	"forvag/internal/fault"
	"forvag/internal/identity"
	"forvag/lifeevents"
)

// sendHeld sends the form in to which every guardian has said yes, once. Everything that could forbid it is asked again first, of the register as it is now: who is
// guardian, whether anybody near has come under protection, and whether the offer stands.
func (in *instance) sendHeld(ctx context.Context, rec lifeevents.Record) error {
	becomes := func(c lifeevents.Change) error {
		_, err := in.life.Change(ctx, rec.ID, c, in.clock())
		return err
	}
	officer := func() error {
		return in.life.HandOver(ctx, rec.ID, append([]identity.PersonID{rec.Receiver}, rec.Others...), in.clock())
	}
	site, today := in.current(), civil.Today(in.clock)
	rule := site.Book.Rule(rec.Rule)
	if rule == nil {
		return becomes(lifeevents.GroundLost{})
	}
	if sent, err := site.FormSent(ctx, in.clock(), rec); err != nil || sent { // it was stopped before it was noted
		return err
	}
	protected, err := site.Residents.Protected(ctx, append([]identity.PersonID{rec.Subject, rec.Receiver}, rec.Others...)...)
	if err != nil {
		return err
	}
	if protected {
		return officer()
	}
	guardians, withheld, err := site.Residents.OtherGuardians(ctx, rec.Subject, rec.Receiver, today)
	switch {
	case errors.Is(err, fault.NotFound):
		return becomes(lifeevents.GroundLost{})
	case err != nil:
		return err
	case withheld:
		return officer()
	}
	others := []identity.PersonID{}
	for _, g := range guardians {
		others = append(others, g.ID)
	}
	if err := becomes(lifeevents.Consult{Others: others}); err != nil {
		return err
	}
	if now, err := in.life.Find(ctx, rec.ID); err != nil || now.State != lifeevents.Agreed || now.Turn != rec.Turn {
		return err // somebody is asked first, or there is a job of what all have said yes to now
	}
	w, err := in.worldOf(ctx, site.Municipality, today, []identity.PersonID{rec.Subject})
	if err != nil {
		return err
	}
	sent := lifeevents.Sent{Subject: rec.Subject, Receiver: rec.Receiver, Period: rec.Period, Ground: rec.Ground, Event: w.Event(rec.Event), Asked: rule.Answers(rec.Asked)}
	switch {
	case lifeevents.Shy(rule, w, sent):
		return officer()
	case !lifeevents.Ask(rule, w, sent).Stands:
		return becomes(lifeevents.GroundLost{})
	}
	err = site.SendHeld(ctx, in.clock(), rec)
	switch {
	case errors.Is(err, fault.Forbidden):
		return officer()
	case errors.Is(err, fault.Invalid), errors.Is(err, fault.Illegal), errors.Is(err, fault.NotFound), errors.Is(err, fault.Gone): // it has to be looked at again
		return becomes(lifeevents.Returned{})
	}
	return err
}
