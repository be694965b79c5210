package sqlstore_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"forvag/internal/civil"
	"forvag/internal/dbx"
	"forvag/internal/dbx/dbtest"
	"forvag/internal/fault"
	"forvag/internal/identity"
	"forvag/internal/municipality"
	"forvag/internal/outbox"
	"forvag/lifeevents"
	"forvag/lifeevents/sqlstore"
)

var modules = []dbx.Module{outbox.Module, sqlstore.Module}

const text = `
id: test
board: KS
icon: baby
law: [lagen 1 §]
name: {sv: Namn, en: Name}
why: {sv: Skäl, en: Reason}
trigger: {age: {months: 6}, within: 1 year}
facts:
  - {id: registered_here, from: register}
conditions:
  - {id: here, if: registered_here, yes: {sv: Bor här., en: Lives here.}, no: {sv: Bor inte här., en: Does not live here.}, law: lagen 2 §}
effect: offer
to: guardians
answer: 4 months
remind: [2 weeks, 4 weeks]
texts:
  title: {sv: Rubrik, en: Title}
  lead: {sv: Ingress, en: Lead}
  yes: {sv: Ja, en: "Yes"}
  no: {sv: Nej, en: "No"}
  nothing: {sv: Inget, en: Nothing}
accept: [{service: forskola}]
examples: [{name: ett, today: 2026-11-23, people: [{name: A, born: 2020-01-01}], expect: none}]
`

func rule(t testing.TB) *lifeevents.Rule {
	t.Helper()
	return ruleOf(t, text)
}

func ruleOf(t testing.TB, text string) *lifeevents.Rule {
	t.Helper()
	r, faults := lifeevents.Parse("test.yaml", []byte(text), lifeevents.Options{Municipality: municipality.Default().Catalog()})
	for _, f := range faults {
		t.Fatal(f)
	}
	return r
}

// family is a child with two guardians, and what becomes of them.
type family struct {
	child, mother, father lifeevents.Person
	fatherGuards          bool
}

func newFamily() *family {
	adult := civil.Must("1990-01-01")
	return &family{
		child:        lifeevents.Person{ID: "child", Born: civil.Must("2026-05-23"), Home: "a", Here: true, SchoolDistance: -1},
		mother:       lifeevents.Person{ID: "mother", Born: adult, Home: "a", Here: true, SchoolDistance: -1},
		father:       lifeevents.Person{ID: "father", Born: adult, Home: "b", Here: true, SchoolDistance: -1},
		fatherGuards: true,
	}
}

func (f *family) world(day civil.Date, out func(identity.PersonID, string) bool) *lifeevents.World {
	var b lifeevents.Builder
	for _, p := range []lifeevents.Person{f.child, f.mother, f.father} {
		b.Add(p)
	}
	b.Guardian("child", "mother", f.child.Born, civil.Date{})
	if f.fatherGuards {
		b.Guardian("child", "father", f.child.Born, civil.Date{})
	}
	return &lifeevents.World{Day: day, People: b.Build(), OptedOut: out}
}

// town is a store with a rule that runs.
type town struct {
	t     testing.TB
	store *sqlstore.Store
	db    *dbx.DB
	rule  *lifeevents.Rule
	*family
}

func noon(day civil.Date) time.Time { return day.Start().Add(12 * time.Hour) }

func (w *town) run(day string) lifeevents.Tally {
	w.t.Helper()
	on := civil.Must(day)
	out, err := w.store.OptedOut(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	run, err := lifeevents.Do(w.t.Context(), w.store, []*lifeevents.Rule{w.rule}, w.world(on, out), noon(on), nil)
	if err != nil {
		w.t.Fatal(err)
	}
	return run.Tally
}

func (w *town) want(day string, want lifeevents.Tally) {
	w.t.Helper()
	if diff := cmp.Diff(w.run(day), want); diff != "" {
		w.t.Errorf("%s: %s", day, diff)
	}
}

func (w *town) jobs() (n int) {
	w.t.Helper()
	err := w.db.Read(w.t.Context(), func(tx *dbx.Tx) error {
		return tx.QueryRow(w.t.Context(), `SELECT count(*) FROM outbox_job`).Scan(&n)
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return n
}

func (w *town) waiting(who identity.PersonID, day string) []lifeevents.Record {
	w.t.Helper()
	all, err := w.store.Waiting(w.t.Context(), who, civil.Must(day))
	if err != nil {
		w.t.Fatal(err)
	}
	return all
}

func each(t *testing.T, fn func(w *town)) {
	dbtest.Each(t, modules, func(t *testing.T, db *dbx.DB) {
		fn(&town{t: t, store: sqlstore.New(db), db: db, rule: rule(t), family: newFamily()})
	})
}

func TestAnOfferIsMadeOnceAndTaken(t *testing.T) {
	each(t, func(w *town) {
		ctx := t.Context()
		w.want("2026-11-22", lifeevents.Tally{})
		w.want("2026-11-23", lifeevents.Tally{Made: 2})
		w.want("2026-11-23", lifeevents.Tally{})
		if n := w.jobs(); n != 2 {
			t.Errorf("%d jobs, want one for each guardian", n)
		}
		w.want("2026-12-07", lifeevents.Tally{Reminded: 2})
		w.want("2026-12-07", lifeevents.Tally{})

		his := w.waiting("father", "2026-12-07")
		if len(his) != 1 {
			t.Fatalf("%d wait for the father", len(his))
		}
		offer := his[0]
		if diff := cmp.Diff(offer.Why.Conditions[0].Law, "lagen 2 §"); diff != "" {
			t.Error(diff)
		}
		if _, err := w.store.Get(ctx, "mother", offer.ID); !errors.Is(err, fault.NotFound) {
			t.Errorf("the mother reads the father's: %v", err)
		}
		if err := w.store.Decline(ctx, "mother", offer.ID, noon(civil.Must("2026-12-07"))); !errors.Is(err, fault.NotFound) {
			t.Errorf("the mother answers the father's: %v", err)
		}
		if err := w.store.Begin(ctx, "father", offer.ID, "draft"); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if err := w.store.Accept(ctx, "draft", "case", noon(civil.Must("2026-12-08"))); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := w.store.Get(ctx, "father", offer.ID); err != nil || got.State != lifeevents.Accepted || got.Case != "case" {
			t.Errorf("%+v, %v", got, err)
		}
		hers, err := w.store.Of(ctx, "mother")
		if err != nil || len(hers) != 1 || hers[0].State != lifeevents.Withdrawn || hers[0].Reason != lifeevents.Taken {
			t.Errorf("the mother's: %+v, %v", hers, err)
		}
		if err := w.store.Decline(ctx, "mother", hers[0].ID, noon(civil.Must("2026-12-09"))); !errors.Is(err, fault.Illegal) {
			t.Errorf("answering what was taken back: %v", err)
		}
		w.want("2026-12-24", lifeevents.Tally{})
	})
}

func TestWhatLosesItsGroundIsTakenBackAndComesBackWithIt(t *testing.T) {
	each(t, func(w *town) {
		w.want("2026-11-23", lifeevents.Tally{Made: 2})
		w.child.Here = false
		w.want("2026-11-24", lifeevents.Tally{Withdrawn: 2})
		w.child.Here = true // they had not moved: the record was corrected
		w.want("2026-11-25", lifeevents.Tally{Reopened: 2})
		if n := w.jobs(); n != 2 {
			t.Errorf("%d jobs: somebody was told twice", n)
		}
		w.fatherGuards = false
		w.want("2026-11-26", lifeevents.Tally{Withdrawn: 1})
		w.mother.Protected = true
		w.want("2026-11-27", lifeevents.Tally{Made: 1, Withdrawn: 1}) // a review, and hers is gone
		if n := len(w.waiting("mother", "2026-11-27")); n != 0 {
			t.Errorf("%d wait for the mother", n)
		}
		if n := w.jobs(); n != 2 {
			t.Errorf("%d jobs: a review tells nobody", n)
		}
		if reviews, err := w.store.Reviews(t.Context()); err != nil || reviews["test"] != 1 || len(reviews) != 1 {
			t.Errorf("%v wait for an officer, %v", reviews, err)
		}
		w.mother.Protected = false
		w.want("2026-11-28", lifeevents.Tally{Reopened: 1, Withdrawn: 1})
		if reviews, err := w.store.Reviews(t.Context()); err != nil || len(reviews) != 0 {
			t.Errorf("%v wait for an officer, %v", reviews, err)
		}
		if hers := w.waiting("mother", "2026-11-28"); len(hers) != 1 || hers[0].Until != civil.Must("2027-03-28") {
			t.Errorf("hers, with a last day from the day it came back: %+v", hers)
		}
	})
}

// TestACaseIsOpenedOnceTheGroundIsBack leaves a case to an officer while the child's mother is protected, and asks for it to be opened after.
func TestACaseIsOpenedOnceTheGroundIsBack(t *testing.T) {
	each(t, func(w *town) {
		w.rule = ruleOf(t, strings.NewReplacer("effect: offer", "effect: case", "to: guardians\nanswer: 4 months\nremind: [2 weeks, 4 weeks]\n", "").Replace(text))
		w.mother.Protected = true
		w.want("2026-11-23", lifeevents.Tally{Made: 1})
		if n := w.jobs(); n != 0 {
			t.Errorf("%d jobs of what waits for an officer", n)
		}
		w.mother.Protected = false
		w.want("2026-11-24", lifeevents.Tally{Reopened: 1}) // at once, and not by a second run: the ground may be gone tomorrow
		w.want("2026-11-24", lifeevents.Tally{})
		w.want("2026-11-26", lifeevents.Tally{})
		if n := w.jobs(); n != 1 {
			t.Errorf("%d jobs, want one that opens the case", n)
		}
	})
}

// TestWhatATrainedOfficerHasSeenToIsDone closes a review, and lets the protection end after.
func TestWhatATrainedOfficerHasSeenToIsDone(t *testing.T) {
	each(t, func(w *town) {
		w.mother.Protected = true
		w.want("2026-11-23", lifeevents.Tally{Made: 1})
		standing, err := w.store.Standing(t.Context(), "test")
		if err != nil || len(standing) != 1 {
			t.Fatalf("%+v, %v", standing, err)
		}
		closing := lifeevents.CloseReview{By: "officer", Reason: lifeevents.ByHand, Note: "Ringde henne."}
		if changed, err := w.store.Change(t.Context(), standing[0].ID, closing, noon(civil.Must("2026-11-24"))); err != nil || !changed {
			t.Fatal(changed, err)
		}
		if _, err := w.store.Change(t.Context(), standing[0].ID, closing, noon(civil.Must("2026-11-24"))); !errors.Is(err, fault.Illegal) {
			t.Errorf("closed twice: %v", err)
		}
		rec, err := w.store.Find(t.Context(), standing[0].ID)
		if err != nil || rec.State != lifeevents.Done || rec.By != "officer" || rec.Note != "Ringde henne." || rec.Reason != lifeevents.ByHand {
			t.Errorf("%+v, %v", rec, err)
		}
		w.want("2026-11-25", lifeevents.Tally{})
		w.mother.Protected = false
		w.want("2026-11-26", lifeevents.Tally{}) // nobody is offered once more what was done by hand
		if n := w.jobs(); n != 0 {
			t.Errorf("%d jobs", n)
		}
	})
}

// TestProtectionStopsACaseThatIsNotOpened lets a protected identity come near between the run and the work of opening the case.
func TestProtectionStopsACaseThatIsNotOpened(t *testing.T) {
	each(t, func(w *town) {
		w.rule = ruleOf(t, strings.NewReplacer("effect: offer", "effect: case", "to: guardians\nanswer: 4 months\nremind: [2 weeks, 4 weeks]\n", "").Replace(text))
		w.want("2026-11-23", lifeevents.Tally{Made: 1})
		w.mother.Protected = true
		w.want("2026-11-24", lifeevents.Tally{Reopened: 1})
		if reviews, err := w.store.Reviews(t.Context()); err != nil || reviews["test"] != 1 {
			t.Errorf("%v, %v", reviews, err)
		}
		w.mother.Protected, w.child.Here = false, false
		w.want("2026-11-25", lifeevents.Tally{Withdrawn: 1})
	})
}

// TestAGrantIsToldOfOnlyWhereNoProtectedIdentityHasComeNear lets one come near before the grant's case is known of.
func TestAGrantIsToldOfOnlyWhereNoProtectedIdentityHasComeNear(t *testing.T) {
	for _, tc := range []struct {
		name  string
		first lifeevents.Change
		state lifeevents.State
		told  int
	}{
		{"nothing happens", lifeevents.See{}, lifeevents.Done, 1},
		{"its ground falls away", lifeevents.GroundLost{}, lifeevents.Done, 1},
		{"a protected identity comes near", lifeevents.Ground{Kind: lifeevents.Review}, lifeevents.Reviewed, 0},
	} {
		t.Run(tc.name, func(t *testing.T) {
			each(t, func(w *town) {
				now := noon(civil.Must("2026-11-23"))
				grant := lifeevents.Effect{Kind: lifeevents.Grant, Rule: "test", Hash: w.rule.Hash, Subject: "child", Period: "p", Ground: civil.Must("2026-11-23"),
					Near: []identity.PersonID{"mother"}}
				if made, _, err := w.store.Apply(w.t.Context(), w.rule, []lifeevents.Effect{grant}, now); err != nil || made != 1 {
					w.t.Fatal(made, err)
				}
				standing, err := w.store.Standing(w.t.Context(), "test")
				if err != nil || len(standing) != 1 {
					w.t.Fatal(standing, err)
				}
				id := standing[0].ID
				if _, err := w.store.Change(w.t.Context(), id, tc.first, now); err != nil {
					w.t.Fatal(err)
				}
				for range 2 {
					if err := w.store.Granted(w.t.Context(), id, "case", []identity.PersonID{"mother"}, now); err != nil {
						w.t.Fatal(err)
					}
				}
				after, err := w.store.Find(w.t.Context(), id)
				if err != nil || after.State != tc.state || after.Case != "case" {
					w.t.Errorf("%s in %q, %v; want %s", after.State, after.Case, err, tc.state)
				}
				if told, err := w.store.Of(w.t.Context(), "mother"); err != nil || len(told) != tc.told {
					w.t.Errorf("%d told, %v; want %d", len(told), err, tc.told)
				}
			})
		})
	}
}

func TestNobodyAnswersForEver(t *testing.T) {
	each(t, func(w *town) {
		ctx := t.Context()
		w.want("2026-11-23", lifeevents.Tally{Made: 2})
		if err := w.store.Postpone(ctx, "mother", w.waiting("mother", "2026-11-23")[0].ID, civil.Must("2027-01-10")); err != nil {
			t.Fatal(err)
		}
		if n := len(w.waiting("mother", "2027-01-09")); n != 0 {
			t.Error("shown before the day")
		}
		if n := len(w.waiting("mother", "2027-01-10")); n != 1 {
			t.Error("not shown on the day")
		}
		if err := w.store.LeaveAlone(ctx, "father", "test", noon(civil.Must("2026-11-24"))); err != nil {
			t.Fatal(err)
		}
		if n := len(w.waiting("father", "2026-11-24")); n != 0 {
			t.Error("what he wants no more of still waits")
		}
		w.want("2026-12-24", lifeevents.Tally{}) // hers rests, and he is left alone
		w.want("2027-03-24", lifeevents.Tally{Reminded: 0, Expired: 1})
		if err := w.store.Welcome(ctx, "father", "test"); err != nil {
			t.Fatal(err)
		}
		w.want("2027-03-25", lifeevents.Tally{})
	})
}

// TestARunForOneDayIsNoRunForAnother keeps a run that was for another day, in whatever order they were made, from standing for today's.
func TestARunForOneDayIsNoRunForAnother(t *testing.T) {
	each(t, func(w *town) {
		for _, day := range []string{"2026-11-23", "2027-06-01", "2026-11-01"} {
			w.run(day)
		}
		for day, want := range map[string]bool{"2026-11-01": true, "2026-11-23": true, "2026-11-24": false, "2027-06-01": true} {
			if ran, err := w.store.Ran(t.Context(), civil.Must(day)); err != nil || ran != want {
				t.Errorf("%s: %v, %v", day, ran, err)
			}
		}
	})
}

// TestLivesGoOnAndNothingHappensTwice lets chance change a family day by day, runs at chance, and holds what must hold after each run.
func TestLivesGoOnAndNothingHappensTwice(t *testing.T) {
	db, r := dbtest.SQLite(t, modules...), rule(t)
	n := 0
	rapid.Check(t, func(rt *rapid.T) {
		n++
		suffix := identity.PersonID(fmt.Sprint("-", n)) // each life in the same store, under other ids
		f := newFamily()
		store, told := sqlstore.New(db), map[string]int{}
		day := civil.Must("2026-11-01")
		for range rapid.IntRange(1, 25).Draw(rt, "days") {
			day = day.AddDays(rapid.IntRange(0, 40).Draw(rt, "later"))
			switch rapid.IntRange(0, 7).Draw(rt, "what") {
			case 0:
				f.child.Here = !f.child.Here
			case 1:
				f.mother.Protected = !f.mother.Protected
			case 2:
				f.fatherGuards = !f.fatherGuards
			case 3:
				f.father.Died = day
			case 4:
				f.father.Died = civil.Date{} // it was a mistake
			case 5:
				f.child.Born = f.child.Born.AddDays(rapid.IntRange(-3, 3).Draw(rt, "corrected"))
			case 6:
				f.child.Home, f.father.Home = f.father.Home, f.child.Home
			}
			renamed := *f
			for _, p := range []*lifeevents.Person{&renamed.child, &renamed.mother, &renamed.father} {
				p.ID += suffix
			}
			var b lifeevents.Builder
			for _, p := range []lifeevents.Person{renamed.child, renamed.mother, renamed.father} {
				b.Add(p)
			}
			b.Guardian(renamed.child.ID, renamed.mother.ID, civil.Date{}, civil.Date{})
			if f.fatherGuards {
				b.Guardian(renamed.child.ID, renamed.father.ID, civil.Date{}, civil.Date{})
			}
			w := &lifeevents.World{Day: day, People: b.Build()}
			effects := lifeevents.Plan(r, w, civil.Date{})
			for range rapid.IntRange(1, 2).Draw(rt, "runs") {
				made, _, err := store.Apply(t.Context(), r, effects, noon(day))
				if err != nil {
					rt.Fatal(err)
				}
				told["made"] += made
			}
			for _, who := range []identity.PersonID{renamed.mother.ID, renamed.father.ID} {
				all, err := store.Of(t.Context(), who)
				if err != nil || len(all) > 1 {
					rt.Fatalf("%s has %d, %v", who, len(all), err)
				}
			}
		}
		if told["made"] > 3 { // one for each guardian, and one review
			rt.Fatalf("%d made", told["made"])
		}
	})
}

// TestWhatTheRegisterSaysBecomesEvents learns of a place again and again.
func TestWhatTheRegisterSaysBecomesEvents(t *testing.T) {
	dbtest.Each(t, modules, func(t *testing.T, db *dbx.DB) {
		store, day := sqlstore.New(db), civil.Must("2026-11-23")
		someone := func(id identity.PersonID, home string) sqlstore.Seen {
			return sqlstore.Seen{Person: id, Known: lifeevents.Known{Born: civil.Must("1990-01-01"), Home: home, Here: home != "", Name: "n"}}
		}
		learn := func(want int, everyone ...sqlstore.Seen) {
			t.Helper()
			day = day.AddDays(1)
			for _, n := range []int{want, 0} { // the second time there is nothing new
				if got, err := store.Learn(t.Context(), everyone, day, noon(day)); err != nil || got != n {
					t.Errorf("%s: %d events, %v; want %d", day, got, err, n)
				}
			}
		}
		learn(0, someone("a", "1"), someone("b", "1")) // the first time everybody is just there
		learn(1, someone("a", "1"), someone("b", "1"), someone("c", "2"))
		learn(2, someone("a", "2"), someone("b", ""), someone("c", "2"))
		learn(0, someone("a", "2"), someone("b", "1"), someone("c", "2")) // b had never moved
		events, err := store.Events(t.Context(), civil.Must("2026-11-01"))
		if err != nil {
			t.Fatal(err)
		}
		kinds := map[lifeevents.EventKind]identity.PersonID{}
		for _, e := range events {
			kinds[e.Kind] = e.Subject
		}
		want := map[lifeevents.EventKind]identity.PersonID{lifeevents.MovedIn: "c", lifeevents.MovedWithin: "a", lifeevents.MovedOut: "b"}
		if diff := cmp.Diff(kinds, want); diff != "" {
			t.Error(diff)
		}
	})
}

// TestOneSignsForAll offers a company's permits to three who sign for it. One says no, which leaves it to the others; one says yes, and the third is told that it is done,
// and so is nobody who comes to sign later.
func TestOneSignsForAll(t *testing.T) {
	dbtest.Each(t, modules, func(t *testing.T, db *dbx.DB) {
		ctx, store, day := t.Context(), sqlstore.New(db), civil.Must("2026-11-23")
		firm := ruleOf(t, strings.NewReplacer("trigger: {age: {months: 6}, within: 1 year}", "trigger: {events: [company_registered], within: 2 months}", "to: guardians", "to: subject").Replace(text))
		var b lifeevents.Builder
		var events []lifeevents.Event
		for _, who := range []identity.PersonID{"anna", "bo", "cleo", "dan"} {
			b.Add(lifeevents.Person{ID: who, Born: civil.Must("1990-01-01"), Home: string(who), Here: true, SchoolDistance: -1})
			events = append(events, lifeevents.Event{ID: "told-" + string(who), Kind: lifeevents.CompanyRegistered, Subject: who, Day: day, Shared: "shared-firm"})
		}
		another := lifeevents.Event{ID: "told-2", Kind: lifeevents.CompanyRegistered, Subject: "bo", Day: day, Shared: "shared-another"}
		people := b.Build()
		run := func(events ...lifeevents.Event) lifeevents.Tally {
			t.Helper()
			if _, err := store.Tell(ctx, events, noon(day)); err != nil {
				t.Fatal(err)
			}
			all, err := store.Events(ctx, day)
			if err != nil {
				t.Fatal(err)
			}
			run, err := lifeevents.Do(ctx, store, []*lifeevents.Rule{firm}, &lifeevents.World{Day: day, People: people, Events: all}, noon(day), nil)
			if err != nil {
				t.Fatal(err)
			}
			return run.Tally
		}
		offers := func(who identity.PersonID) map[string]lifeevents.Record {
			t.Helper()
			all, err := store.Of(ctx, who)
			if err != nil {
				t.Fatal(err)
			}
			by := map[string]lifeevents.Record{}
			for _, r := range all {
				by[r.Period] = r
			}
			return by
		}
		stand := func(want string) {
			t.Helper()
			var all []string
			for _, who := range []identity.PersonID{"anna", "bo", "cleo"} {
				r := offers(who)["shared-firm"]
				all = append(all, strings.TrimSpace(string(r.State)+" "+r.Reason))
			}
			if got := strings.Join(all, ", "); got != want {
				t.Errorf("%s, want %s", got, want)
			}
		}
		if diff := cmp.Diff(run(append(events[:3:3], another)...), lifeevents.Tally{Made: 4}); diff != "" {
			t.Fatal(diff)
		}
		if err := store.Decline(ctx, "anna", offers("anna")["shared-firm"].ID, noon(day)); err != nil {
			t.Fatal(err)
		}
		stand("declined, open, open")
		id := offers("bo")["shared-firm"].ID
		if err := store.Begin(ctx, "bo", id, "form"); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if err := store.Accept(ctx, "form", "case", noon(day)); err != nil {
				t.Fatal(err)
			}
		}
		stand("declined, accepted, withdrawn taken")
		if r := offers("cleo")["shared-firm"]; r.Case != "" {
			t.Errorf("cleo is led to the case %s", r.Case)
		}
		if r := offers("bo")["shared-another"]; r.State != lifeevents.Open {
			t.Errorf("another company's: %s", r.State)
		}
		told := "life/" + offers("cleo")["shared-firm"].ID + "/102"
		var n int
		if err := db.QueryRow(ctx, `SELECT count(*) FROM outbox_job WHERE key = $1`, told).Scan(&n); err != nil || n != 1 {
			t.Errorf("cleo is told %d times that it is done, %v", n, err)
		}
		if diff := cmp.Diff(run(events...), lifeevents.Tally{}); diff != "" {
			t.Errorf("who comes later: %s", diff)
		}
		stand("declined, accepted, withdrawn taken")
	})
}

// TestTheFirstGuardiansAreNoNewOnes imports people first and their guardians after, in a command of its own.
func TestTheFirstGuardiansAreNoNewOnes(t *testing.T) {
	dbtest.Each(t, modules, func(t *testing.T, db *dbx.DB) {
		store, day := sqlstore.New(db), civil.Must("2026-11-23")
		child := sqlstore.Seen{Person: "child", Known: lifeevents.Known{Born: civil.Must("2019-01-01"), Home: "1", Here: true, Name: "n"}}
		for i, guardians := range [][]identity.PersonID{nil, {"a"}, {"a", "b"}} {
			child.Guardians = guardians
			want := []int{0, 0, 1}[i]
			if got, err := store.Learn(t.Context(), []sqlstore.Seen{child}, day, noon(day)); err != nil || got != want {
				t.Errorf("guardians %v: %d events, %v; want %d", guardians, got, err, want)
			}
		}
	})
}

// TestTheLatestSightStands has another process keep what it saw of somebody, between a process's look at them and its keeping of that.
func TestTheLatestSightStands(t *testing.T) {
	dbtest.Each(t, modules, func(t *testing.T, db *dbx.DB) {
		store, day := sqlstore.New(db), civil.Must("2026-11-23")
		at := func(home string) lifeevents.Known {
			return lifeevents.Known{Born: civil.Must("1990-01-01"), Home: home, At: home, Here: true, Name: "n"}
		}
		before := at("1")
		for _, tc := range []struct {
			kept, sees string
			done       bool
			want       error
		}{{"1", "2", false, nil}, {"2", "2", true, nil}, {"3", "2", false, fault.Stale}} {
			if _, err := store.Learn(t.Context(), []sqlstore.Seen{{Person: "a", Known: at(tc.kept)}}, day, noon(day)); err != nil {
				t.Fatal(err)
			}
			err := db.Write(t.Context(), func(tx *dbx.Tx) error {
				done, err := sqlstore.Overtaken(t.Context(), tx, "a", &before, at(tc.sees), false)
				if done != tc.done {
					t.Errorf("%s is kept, and %s was seen: done %v", tc.kept, tc.sees, done)
				}
				return err
			})
			if !errors.Is(err, tc.want) {
				t.Errorf("%s is kept, and %s was seen: %v, want %v", tc.kept, tc.sees, err, tc.want)
			}
		}
	})
}

func TestParity(t *testing.T) { dbtest.Parity(t, modules...) }
