package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"forvag/internal/casework"
	"forvag/internal/civil"
	"forvag/internal/identity"
	"forvag/internal/municipality"
	"forvag/internal/residents"
	"forvag/internal/rules"
	"forvag/lifeevents"
	lifestore "forvag/lifeevents/sqlstore"
	"forvag/notify"
)

// remembered is how long rules look back for what happened: longer than any rule waits.
const remembered = 2

// holdings are what people hold and have asked for in cases, as rules of life events may look at it.
type holdings struct {
	permits []lifeevents.Permit
	engaged map[casework.Engagement]bool
}

// has says whether somebody has a case of a service, or a place that it led to.
func (h holdings) has(who identity.PersonID, service string) bool {
	return h.engaged[casework.Engagement{Holder: casework.HolderOf(who, ""), Type: service}]
}

// digests are what everybody holds, in few letters each; nobody who holds nothing is among them.
func (h holdings) digests() map[identity.PersonID]string {
	lines := map[identity.PersonID][]string{}
	for e := range h.engaged {
		if who := e.Holder.Person(); who != "" {
			lines[who] = append(lines[who], e.Type)
		}
	}
	for _, p := range h.permits {
		lines[p.Holder] = append(lines[p.Holder], fmt.Sprint(p.ID, p.Service, p.Begin, p.End))
	}
	out := make(map[identity.PersonID]string, len(lines))
	for who, all := range lines {
		slices.Sort(all)
		out[who] = digest(strings.Join(all, "\n"))
	}
	return out
}

// digest is a text in sixteen letters.
func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:8])
}

// holdings reads what everybody holds on a day.
func (in *instance) holdings(ctx context.Context, day civil.Date) (h holdings, err error) {
	system := identity.Principal{Kind: identity.System, On: day}
	permits, err := in.site.Cases.PermitsFrom(ctx, system, day)
	if err != nil {
		return h, err
	}
	for _, p := range permits {
		if p.Holder != "" {
			h.permits = append(h.permits, lifeevents.Permit{ID: string(p.ID), Service: p.Type, Holder: p.Holder, Begin: p.StartBy, End: p.To})
		}
	}
	engaged, err := in.site.Cases.Engagements(ctx, system)
	h.engaged = set(engaged)
	return h, err
}

func set[T comparable](all []T) map[T]bool {
	out := make(map[T]bool, len(all))
	for _, one := range all {
		out[one] = true
	}
	return out
}

// world is what rules of life events may look at on a day.
func (in *instance) world(ctx context.Context, m *municipality.Municipality, day civil.Date) (*lifeevents.World, error) {
	h, err := in.holdings(ctx, day)
	if err != nil {
		return nil, err
	}
	return in.worldWith(ctx, m, day, h)
}

func (in *instance) worldWith(ctx context.Context, m *municipality.Municipality, day civil.Date, h holdings) (*lifeevents.World, error) {
	var b lifeevents.Builder
	err := in.site.Residents.Everyone(ctx, func(r residents.Resident) { b.Add(person(m, r)) }, func(g residents.Guardianship) {
		b.Guardian(g.Child, g.Guardian, g.Since, g.Until)
	})
	if err != nil {
		return nil, err
	}
	w := &lifeevents.World{Day: day, People: b.Build(), Settings: settingsOn(m, day), Permits: h.permits, Has: h.has, Referenced: in.referenced(m)}
	if w.Events, err = in.life.Events(ctx, day.AddYears(-remembered)); err != nil {
		return nil, err
	}
	w.OptedOut, err = in.life.OptedOut(ctx)
	return w, err
}

// referenced is by which delegation a rule grants; empty where it does not, or none stands.
func (in *instance) referenced(m *municipality.Municipality) func(*lifeevents.Rule) string {
	settings := m.Catalog()
	return func(r *lifeevents.Rule) string {
		if r.Effect != lifeevents.Grant || len(r.Accept) == 0 {
			return ""
		}
		return r.Reference(in.current().Catalog.Service(r.Accept[0].Service), settings)
	}
}

// settingsOn are the local settings on a day.
func settingsOn(m *municipality.Municipality, day civil.Date) map[string]rules.Value {
	all, settings := map[string]rules.Value{}, m.Catalog()
	for name := range settings.Settings() {
		if v, ok := settings.Setting(name, day); ok {
			all[name] = v
		}
	}
	return all
}

// worldOf is as much of the world as rules that are set off by events may look at for some people: they, whoever is near them, and whom their events name.
func (in *instance) worldOf(ctx context.Context, m *municipality.Municipality, day civil.Date, people []identity.PersonID) (*lifeevents.World, error) {
	events, err := in.life.EventsOf(ctx, people, day.AddYears(-remembered))
	if err != nil {
		return nil, err
	}
	asked, holders := set(people), make([]casework.Holder, len(people))
	for i, who := range people {
		holders[i] = casework.HolderOf(who, "")
	}
	for i := range events {
		if e := &events[i]; e.Other != "" {
			asked[e.Other] = true
		}
	}
	var b lifeevents.Builder
	err = in.site.Residents.Around(ctx, slices.Sorted(maps.Keys(asked)), func(r residents.Resident) { b.Add(person(m, r)) }, func(g residents.Guardianship) {
		b.Guardian(g.Child, g.Guardian, g.Since, g.Until)
	})
	if err != nil {
		return nil, err
	}
	engaged, err := in.site.Cases.EngagementsOf(ctx, identity.Principal{Kind: identity.System, On: day}, holders)
	if err != nil {
		return nil, err
	}
	w := &lifeevents.World{Day: day, People: b.Build(), Settings: settingsOn(m, day), Events: events, Has: holdings{engaged: set(engaged)}.has,
		Referenced: in.referenced(m)}
	w.OptedOut, err = in.life.OptedOut(ctx)
	return w, err
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

// learn finds what has happened to people since the register was last looked at, and about whom anything has changed that rules may look at.
func (in *instance) learn(ctx context.Context, m *municipality.Municipality, day civil.Date, h holdings) (events int, err error) {
	in.learning.Lock() // what another is at is not begun again
	defer in.learning.Unlock()
	var everyone []lifestore.Seen
	guardians, rest, held := map[identity.PersonID][]identity.PersonID{}, map[identity.PersonID]string{}, h.digests()
	err = in.site.Residents.Everyone(ctx, func(r residents.Resident) {
		p := person(m, r)
		everyone = append(everyone, lifestore.Seen{Person: r.ID, Known: lifeevents.Known{
			Born: p.Born, Died: p.Died, Home: p.Home, Here: p.Here && p.Died.IsZero(), Protected: p.Protected, Name: digest(r.Name()),
			Since: r.Since, Civil: r.Civil, CivilSince: r.CivilSince,
			Rest: fmt.Sprint(p.Here, p.Alternating, p.Pupil, p.Grade, p.Chosen, p.SchoolDistance, held[r.ID]),
		}})
	}, func(g residents.Guardianship) {
		rest[g.Child] += fmt.Sprint(g.Guardian, g.Since, g.Until)
		if (g.Since.IsZero() || !day.Before(g.Since)) && (g.Until.IsZero() || day.Before(g.Until)) {
			guardians[g.Child] = append(guardians[g.Child], g.Guardian)
		}
	})
	if err != nil {
		return 0, err
	}
	for i := range everyone {
		who := &everyone[i]
		who.Guardians = guardians[who.Person] // sorted, as the register gives them
		who.Rest = digest(who.Rest + rest[who.Person])
	}
	return in.life.Learn(ctx, everyone, day, in.clock())
}

// switchedOn are the rules that are on, in the order of the book, and when each was switched on.
func (in *instance) switchedOn(ctx context.Context, book *lifeevents.Book) (on []*lifeevents.Rule, switches map[string]lifeevents.Switch, err error) {
	switches, err = in.life.Switches(ctx)
	if err != nil {
		return nil, nil, err
	}
	for _, r := range book.Rules() {
		if switches[r.ID].On {
			on = append(on, r)
		}
	}
	return on, switches, nil
}

// runRules runs the rules that are on for a day, today or before: anew for everybody, or for those alone for whom something comes due or about whom something has
// changed. What the population register says now is learnt for today alone: it tells nothing of when something else was so, and whether any rule is on or not, so
// that a rule that is switched on later is not told of what is old. progress may be nil.
func (in *instance) runRules(ctx context.Context, m *municipality.Municipality, book *lifeevents.Book, day civil.Date, anew bool, progress func(*lifeevents.Rule)) (lifeevents.Run, error) {
	h, err := in.holdings(ctx, day)
	if err != nil {
		return lifeevents.Run{}, err
	}
	if day == civil.Today(in.clock) {
		if _, err := in.learn(ctx, m, day, h); err != nil {
			return lifeevents.Run{}, err
		}
	}
	return in.runLearnt(ctx, m, book, day, h, anew, progress)
}

// runLearnt is runRules on what has been learnt already.
func (in *instance) runLearnt(ctx context.Context, m *municipality.Municipality, book *lifeevents.Book, day civil.Date, h holdings, anew bool,
	progress func(*lifeevents.Rule)) (lifeevents.Run, error) {
	on, switches, err := in.switchedOn(ctx, book)
	if err != nil || len(on) == 0 {
		return lifeevents.Run{Day: day}, err
	}
	for _, r := range on {
		if _, err := in.versions.Ensure(ctx, "rule", r.ID, r.Source); err != nil {
			return lifeevents.Run{}, err
		}
	}
	w, err := in.worldWith(ctx, m, day, h)
	if err != nil {
		return lifeevents.Run{}, err
	}
	return in.life.Run(ctx, lifestore.Night{Rules: on, Switched: switches, Anew: anew, Progress: progress}, w, in.clock())
}

// daily looks at the register and runs the rules once a day, and disposes of what has had its time. Where several processes do, what one has made the others
// find made.
func (p *process) daily(ctx context.Context) error {
	today, site := civil.Today(p.clock), p.server.Site()
	if due, err := p.lifeDue(ctx, site.Book, today); err != nil || !due {
		return err
	}
	run, err := p.runRules(ctx, site.Municipality, site.Book, today, false, nil)
	if run.Rules > 0 && err == nil {
		p.log.Info("life events", "day", today, "people", run.People, "rules", run.Rules, "made", run.Made, "reopened", run.Reopened,
			"withdrawn", run.Withdrawn, "expired", run.Expired, "reminded", run.Reminded)
	}
	return errors.Join(err, p.disposeLives(ctx, site.Municipality, today))
}

// lifeDue says whether the register is still to be looked at today, or the rules that are on to be run.
func (in *instance) lifeDue(ctx context.Context, book *lifeevents.Book, today civil.Date) (bool, error) {
	looked, err := in.life.Looked(ctx)
	if err != nil || looked != today {
		return true, err
	}
	on, _, err := in.switchedOn(ctx, book)
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
