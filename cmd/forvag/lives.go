package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"math"
	"slices"

	"forvag/internal/casework"
	"forvag/internal/civil"
	"forvag/internal/content"
	"forvag/internal/identity"
	"forvag/internal/locale"
	"forvag/internal/municipality"
	"forvag/internal/outbox"
	"forvag/internal/residents"
	"forvag/internal/rules"
	"forvag/lifeevents"
	lifestore "forvag/lifeevents/sqlstore"
	"forvag/notify"
)

// remembered is how long rules look back for what happened: longer than any rule waits.
const remembered = 2

// world is what rules of life events may look at on a day.
func (in *instance) world(ctx context.Context, m *municipality.Municipality, day civil.Date) (*lifeevents.World, error) {
	var b lifeevents.Builder
	err := in.site.Residents.Everyone(ctx, func(r residents.Resident) { b.Add(person(m, r)) }, func(g residents.Guardianship) {
		b.Guardian(g.Child, g.Guardian, g.Since, g.Until)
	})
	if err != nil {
		return nil, err
	}
	w := &lifeevents.World{Day: day, People: b.Build(), Settings: map[string]rules.Value{}}
	settings := m.Catalog()
	for name := range settings.Settings() {
		if v, ok := settings.Setting(name, day); ok {
			w.Settings[name] = v
		}
	}
	if w.Events, err = in.life.Events(ctx, day.AddYears(-remembered)); err != nil {
		return nil, err
	}
	if w.OptedOut, err = in.life.OptedOut(ctx); err != nil {
		return nil, err
	}
	system := identity.Principal{Kind: identity.System, On: day}
	permits, err := in.site.Cases.PermitsFrom(ctx, system, day)
	if err != nil {
		return nil, err
	}
	for _, p := range permits {
		if p.Holder != "" {
			w.Permits = append(w.Permits, lifeevents.Permit{ID: string(p.ID), Service: p.Type, Holder: p.Holder, Begin: p.StartBy, End: p.To})
		}
	}
	engaged, err := in.site.Cases.Engagements(ctx, system)
	if err != nil {
		return nil, err
	}
	has := map[casework.Engagement]bool{}
	for _, e := range engaged {
		has[e] = true
	}
	w.Referenced = func(r *lifeevents.Rule) string {
		if r.Effect != lifeevents.Grant || len(r.Accept) == 0 {
			return ""
		}
		return r.Reference(in.current().Catalog.Service(r.Accept[0].Service), settings)
	}
	w.Has = func(who identity.PersonID, service string) bool {
		return has[casework.Engagement{Holder: casework.HolderOf(who, ""), Type: service}]
	}
	return w, nil
}

// person is somebody as rules see them.
func person(m *municipality.Municipality, r residents.Resident) lifeevents.Person {
	p := lifeevents.Person{ID: r.ID, Born: r.Born, Died: r.Died, Here: !r.Away && (r.Address != "" || r.IsProtected()), Protected: r.IsProtected(),
		Alternating: r.Alternate != "", Area: r.Area, SchoolDistance: -1}
	if r.Address != "" {
		p.Home = string(r.Address) + "/" + r.Apartment
	}
	if r.Pupil == nil {
		return p
	}
	p.Pupil, p.Grade, p.Chosen = true, r.Pupil.Grade, r.Pupil.Chosen
	if school := m.PlaceByID(r.Pupil.School); school != nil && r.Point != nil {
		p.SchoolDistance = int(math.Hypot(float64(r.Point.North-school.North), float64(r.Point.East-school.East)))
	}
	return p
}

// learn finds what has happened to people since the register was last looked at.
func (in *instance) learn(ctx context.Context, day civil.Date) (events int, err error) {
	var everyone []lifestore.Seen
	guardians := map[identity.PersonID][]identity.PersonID{}
	err = in.site.Residents.Everyone(ctx, func(r residents.Resident) {
		p, name := person(in.site.Municipality, r), sha256.Sum256([]byte(r.Name()))
		everyone = append(everyone, lifestore.Seen{Person: r.ID, Known: lifeevents.Known{
			Born: p.Born, Died: p.Died, Home: p.Home, Here: p.Here && p.Died.IsZero(), Protected: p.Protected, Name: hex.EncodeToString(name[:8]),
			Since: r.Since, Civil: r.Civil, CivilSince: r.CivilSince,
		}})
	}, func(g residents.Guardianship) {
		if (g.Since.IsZero() || !day.Before(g.Since)) && (g.Until.IsZero() || day.Before(g.Until)) {
			guardians[g.Child] = append(guardians[g.Child], g.Guardian)
		}
	})
	if err != nil {
		return 0, err
	}
	for i := range everyone {
		everyone[i].Guardians = guardians[everyone[i].Person] // sorted, as the register gives them
	}
	return in.life.Learn(ctx, everyone, day, in.clock())
}

// switchedOn are the rules that are on, in the order of the book.
func (in *instance) switchedOn(ctx context.Context, book *lifeevents.Book) (on []*lifeevents.Rule, err error) {
	switches, err := in.life.Switches(ctx)
	if err != nil {
		return nil, err
	}
	for _, r := range book.Rules() {
		if switches[r.ID].On {
			on = append(on, r)
		}
	}
	return on, nil
}

// runRules runs the rules that are on for a day, today or before. What the population register says now is learnt for today alone: it tells nothing of when
// something else was so, and whether any rule is on or not, so that a rule that is switched on later is not told of what is old. progress may be nil.
func (in *instance) runRules(ctx context.Context, m *municipality.Municipality, book *lifeevents.Book, day civil.Date, progress func(*lifeevents.Rule)) (lifeevents.Run, error) {
	if day == civil.Today(in.clock) {
		if _, err := in.learn(ctx, day); err != nil {
			return lifeevents.Run{}, err
		}
	}
	on, err := in.switchedOn(ctx, book)
	if err != nil || len(on) == 0 {
		return lifeevents.Run{Day: day}, err
	}
	for _, r := range on {
		if _, err := in.versions.Ensure(ctx, "rule", r.ID, r.Source); err != nil {
			return lifeevents.Run{}, err
		}
	}
	w, err := in.world(ctx, m, day)
	if err != nil {
		return lifeevents.Run{}, err
	}
	return lifeevents.Do(ctx, in.life, on, w, in.clock(), progress)
}

// daily looks at the register and runs the rules once a day, and disposes of what has had its time. Where several processes do, what one has made the others
// find made.
func (p *process) daily(ctx context.Context) error {
	today, site := civil.Today(p.clock), p.server.Site()
	if due, err := p.lifeDue(ctx, site.Book, today); err != nil || !due {
		return err
	}
	run, err := p.runRules(ctx, site.Municipality, site.Book, today, nil)
	if run.Rules > 0 && err == nil {
		p.log.Info("life events", "day", today, "people", run.People, "rules", run.Rules, "made", run.Made, "reopened", run.Reopened,
			"withdrawn", run.Withdrawn, "expired", run.Expired, "reminded", run.Reminded)
	}
	return errors.Join(err, p.disposeLives(ctx, site.Municipality, today))
}

// catchLives runs the rules that are set off by events at once, for what another system has told of.
func (in *instance) catchLives(ctx context.Context, _ outbox.Claim) (retry bool, err error) {
	site, today := in.current(), civil.Today(in.clock)
	on, err := in.switchedOn(ctx, site.Book)
	if err != nil {
		return true, err
	}
	on = slices.DeleteFunc(on, func(r *lifeevents.Rule) bool { return len(r.Trigger.Events) == 0 })
	if len(on) == 0 {
		return false, nil
	}
	for _, r := range on {
		if _, err := in.versions.Ensure(ctx, "rule", r.ID, r.Source); err != nil {
			return true, err
		}
	}
	w, err := in.world(ctx, site.Municipality, today)
	if err != nil {
		return true, err
	}
	made, err := lifeevents.Catch(ctx, in.life, on, w, in.clock())
	if made > 0 {
		in.log.Info("life events heard", "made", made)
	}
	return true, err
}

// lifeDue says whether the register is still to be looked at today, or the rules that are on to be run.
func (in *instance) lifeDue(ctx context.Context, book *lifeevents.Book, today civil.Date) (bool, error) {
	looked, err := in.life.Looked(ctx)
	if err != nil || looked != today {
		return true, err
	}
	on, err := in.switchedOn(ctx, book)
	if err != nil || len(on) == 0 {
		return false, err
	}
	ran, err := in.life.Ran(ctx, today)
	return !ran, err
}

// disposedAtOnce is how many records of a kind are disposed of in one transaction at most.
const disposedAtOnce = 500

// disposeLives disposes of what life events have left and has had its time, with what people were told of it.
func (in *instance) disposeLives(ctx context.Context, m *municipality.Municipality, today civil.Date) error {
	var d lifestore.Disposal
	for record, before := range map[municipality.LifeRecord]*civil.Date{municipality.OfferRecord: &d.Offers, municipality.ReviewRecord: &d.Reviews,
		municipality.EventRecord: &d.Events, municipality.RegisterRecord: &d.Register, municipality.RunRecord: &d.Runs} {
		if day, ok := m.LifeBefore(record, today); ok {
			*before = day
		}
	}
	for {
		ended, err := in.life.Ended(ctx, d, disposedAtOnce)
		if err != nil {
			return err
		}
		for _, id := range ended { // before the effects go, which nobody could find them by after
			if err := in.site.Notify.Store.Forget(ctx, notify.OfEffect(id)); err != nil {
				return err
			}
		}
		gone, err := in.life.Dispose(ctx, d, ended, disposedAtOnce)
		if err != nil {
			return err
		}
		n := len(gone.Effects) + gone.Events + gone.Register + gone.Runs
		if n == 0 {
			return nil
		}
		in.log.Info("life events disposed of", "effects", len(gone.Effects), "events", gone.Events, "register", gone.Register, "runs", gone.Runs)
	}
}

// openLifeCase opens the case that a rule asks for, once.
func (in *instance) openLifeCase(ctx context.Context, job outbox.Claim) (retry bool, err error) {
	var news lifestore.News
	if err := job.Decode(&news); err != nil {
		return false, err
	}
	rec, err := in.life.Find(ctx, news.Effect)
	if err != nil || rec.State != lifeevents.Opening { // its ground fell away, a protected identity has come near, or it is opened
		return true, err
	}
	source, err := in.versions.Get(ctx, content.Hash(rec.Hash))
	if err != nil {
		return true, err
	}
	r, faults := lifeevents.Parse(rec.Rule+".yaml", source, lifeevents.Options{Municipality: in.site.Rules})
	if r == nil || len(r.Accept) == 0 {
		return false, fmt.Errorf("rule %s cannot be read: %v", rec.Rule, faults)
	}
	if r.Effect == lifeevents.Grant {
		return true, in.grant(ctx, rec, r)
	}
	who, err := in.site.Residents.Person(ctx, rec.Subject)
	if err != nil {
		return true, err
	}
	today := civil.Today(in.clock)
	role := identity.Applicant
	if who.Age(today) < 18 {
		role = identity.Child
	}
	words := lifeevents.Words{Subject: who.Given, Day: rec.Ground, Today: today, Municipality: in.site.Rules}
	receipt, err := in.site.Cases.Submit(ctx, identity.Principal{Kind: identity.System, On: today}, casework.Submission{
		Key: "life/" + rec.ID, Type: r.Accept[0].Service, Title: words.In(r.Texts.Title, locale.SV), Parties: []casework.Party{{Person: rec.Subject, Role: role}},
	})
	if err != nil {
		return true, err
	}
	return true, in.life.Opened(ctx, rec.ID, string(receipt.Case), in.clock())
}
