package sqlstore_test

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"

	"forvag/internal/civil"
	"forvag/internal/dbx"
	"forvag/internal/dbx/dbtest"
	"forvag/internal/fault"
	"forvag/internal/identity"
	"forvag/lifeevents"
	"forvag/lifeevents/sqlstore"
)

// together is the test's rule where both guardians decide.
const together = text + `
consent: {law: [föräldrabalken 6 kap. 13 §], shows: [start], answer: 3 weeks, remind: 1 week}
`

const held = "2026-11-25" // the day on which the mother says yes

// eachHeld runs fn on either database, where both guardians were offered the same and the mother has said yes with a form.
func eachHeld(t *testing.T, fn func(w *town)) {
	dbtest.Each(t, modules, func(t *testing.T, db *dbx.DB) {
		w := &town{t: t, store: sqlstore.New(db), db: db, rule: ruleOf(t, together), family: newFamily()}
		w.want("2026-11-23", lifeevents.Tally{Made: 2})
		if err := w.hold("mother", "form"); err != nil {
			t.Fatal(err)
		}
		fn(w)
	})
}

func (w *town) only(who identity.PersonID) lifeevents.Record {
	w.t.Helper()
	all, err := w.store.Of(w.t.Context(), who)
	if err != nil || len(all) != 1 {
		w.t.Fatalf("%s has %d, %v", who, len(all), err)
	}
	return all[0]
}

func (w *town) hold(who identity.PersonID, draft string) error {
	w.t.Helper()
	day, id := civil.Must(held), w.only(who).ID
	if err := w.store.Begin(w.t.Context(), who, id, draft); err != nil {
		return err
	}
	other := map[identity.PersonID]identity.PersonID{"mother": "father", "father": "mother"}[who]
	return w.store.Hold(w.t.Context(), who, id, lifeevents.Hold{Draft: draft, Others: []identity.PersonID{other}, On: day, Until: day.AddDays(21)}, noon(day))
}

func (w *town) agree() error {
	return w.store.Agree(w.t.Context(), "father", w.only("father").ID, noon(civil.Must("2026-11-26")))
}

// stand holds in which state the mother's and the father's stand, and which work was put in the outbox after the first news.
func (w *town) stand(mother, father, jobs string) {
	w.t.Helper()
	var got []string
	for _, who := range []identity.PersonID{"mother", "father"} {
		r := w.only(who)
		got = append(got, strings.TrimSpace(string(r.State)+" "+r.Reason))
	}
	if got[0] != mother || got[1] != father {
		w.t.Errorf("mother %q, father %q; want %q and %q", got[0], got[1], mother, father)
	}
	ids := strings.NewReplacer("life/"+w.only("mother").ID, "mother", "life/"+w.only("father").ID, "father")
	err := w.db.Read(w.t.Context(), func(tx *dbx.Tx) error {
		all, err := dbx.All(w.t.Context(), tx, dbx.Value[string], `SELECT key FROM outbox_job`)
		for i := range all {
			all[i] = ids.Replace(all[i])
		}
		slices.Sort(all)
		all = slices.DeleteFunc(all, func(key string) bool { return key == "mother" || key == "father" })
		if got := strings.Join(all, " "); got != jobs {
			w.t.Errorf("left %q, want %q", got, jobs)
		}
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

func TestBothSayYesAndTheFormIsSentOnce(t *testing.T) {
	eachHeld(t, func(w *town) {
		ctx, day := t.Context(), civil.Must("2026-11-26")
		w.want(held, lifeevents.Tally{})
		w.stand("awaiting", "open", "father/100")
		if err := w.hold("father", "another"); !errors.Is(err, fault.Exists) {
			t.Errorf("the father's own form: %v", err)
		}
		holder, found, err := w.store.Beside(ctx, w.only("father"))
		if err != nil || !found || holder.Receiver != "mother" || holder.Draft != "form" {
			t.Errorf("the father is asked by %+v, %v", holder, err)
		}
		for range 2 {
			if err := w.agree(); err != nil {
				t.Fatal(err)
			}
		}
		w.want("2026-11-27", lifeevents.Tally{})
		w.stand("agreed", "agreed", "father/100 mother/case/1")
		if err := w.store.Decline(ctx, "father", w.only("father").ID, noon(day)); !errors.Is(err, fault.Illegal) {
			t.Errorf("a no after all have said yes: %v", err)
		}
		for range 2 {
			if err := w.store.Accept(ctx, "form", "case", noon(day)); err != nil {
				t.Fatal(err)
			}
		}
		w.stand("accepted", "accepted", "father/100 mother/case/1")
		if r := w.only("father"); r.Case != "case" {
			t.Errorf("the father is not led to the case: %+v", r)
		}
		w.want("2027-05-01", lifeevents.Tally{})
	})
}

// TestBothSayYesAtOnce lets both tap many times at the same moment, on their own connections.
func TestBothSayYesAtOnce(t *testing.T) {
	dbtest.Each(t, modules, func(t *testing.T, db *dbx.DB) {
		w := &town{t: t, store: sqlstore.New(db), db: db, rule: ruleOf(t, together), family: newFamily()}
		w.want("2026-11-23", lifeevents.Tally{Made: 2})
		mother, father, day := w.only("mother").ID, w.only("father").ID, civil.Must(held)
		yes := func(who identity.PersonID, id string, other identity.PersonID) {
			h := lifeevents.Hold{Draft: "form of " + string(who), Others: []identity.PersonID{other}, On: day, Until: day.AddDays(21)}
			err := w.store.Hold(t.Context(), who, id, h, noon(day))
			if errors.Is(err, fault.Exists) {
				err = w.store.Agree(t.Context(), who, id, noon(day))
			}
			if err != nil && !errors.Is(err, fault.Illegal) && !errors.Is(err, fault.Exists) {
				t.Errorf("%s: %v", who, err)
			}
		}
		var taps sync.WaitGroup
		for range 4 {
			taps.Go(func() { yes("mother", mother, "father") })
			taps.Go(func() { yes("father", father, "mother") })
		}
		taps.Wait()
		if m, f := w.only("mother"), w.only("father"); m.State != lifeevents.Agreed || f.State != lifeevents.Agreed || (m.Others == nil) == (f.Others == nil) {
			t.Errorf("mother %s, father %s", m.State, f.State)
		}
	})
}

func TestOneSaysNoAndBothAreTold(t *testing.T) {
	eachHeld(t, func(w *town) {
		if err := w.store.Decline(t.Context(), "father", w.only("father").ID, noon(civil.Must("2026-11-26"))); err != nil {
			t.Fatal(err)
		}
		w.stand("withdrawn disagreed", "declined disagreed", "father/100 mother/102")
		w.want("2026-12-20", lifeevents.Tally{})
	})
}

func TestSilenceIsRemindedOnceAndEnds(t *testing.T) {
	eachHeld(t, func(w *town) {
		w.want("2026-12-01", lifeevents.Tally{})
		w.want("2026-12-02", lifeevents.Tally{Reminded: 1})
		w.want("2026-12-14", lifeevents.Tally{})
		w.want("2026-12-16", lifeevents.Tally{})
		w.stand("awaiting", "open", "father/100 father/101")
		w.want("2026-12-17", lifeevents.Tally{Expired: 1})
		w.stand("expired silent", "expired", "father/100 father/101 mother/102")
		w.want("2026-12-18", lifeevents.Tally{})
	})
}

func TestWhoIsGuardianNoMoreIsNotWaitedFor(t *testing.T) {
	for name, change := range map[string]func(*town){
		"custody": func(w *town) { w.fatherGuards = false },
		"death":   func(w *town) { w.father.Died = civil.Must(held) },
	} {
		t.Run(name, func(t *testing.T) {
			eachHeld(t, func(w *town) {
				change(w)
				w.want("2026-11-26", lifeevents.Tally{Withdrawn: 1})
				w.stand("agreed", "withdrawn ground", "father/100 mother/case/1")
				w.want("2026-11-27", lifeevents.Tally{})
			})
		})
	}
}

func TestAYesThatLosesItsGroundIsNotSent(t *testing.T) {
	for name, change := range map[string]func(*town){
		"the child moves away": func(w *town) { w.child.Here = false },
		"the child dies":       func(w *town) { w.child.Died = civil.Must(held) },
	} {
		t.Run(name, func(t *testing.T) {
			eachHeld(t, func(w *town) {
				if err := w.agree(); err != nil {
					t.Fatal(err)
				}
				change(w)
				w.want("2026-11-26", lifeevents.Tally{Withdrawn: 2})
				w.stand("withdrawn ground", "withdrawn ground", "father/100 father/102 mother/102 mother/case/1")
			})
		})
	}
	t.Run("the one who filled it in is guardian no more", func(t *testing.T) {
		eachHeld(t, func(w *town) {
			w.mother.Died = civil.Must(held)
			w.want("2026-11-26", lifeevents.Tally{Withdrawn: 1})
			w.stand("withdrawn ground", "open", "father/100 mother/102")
			if err := w.agree(); !errors.Is(err, fault.Illegal) {
				t.Errorf("a yes to what waits no more: %v", err)
			}
		})
	})
}

// TestProtectionLeavesItToAnOfficer lets the father's identity be protected while his yes is waited for: long after the rule speaks of the day that set it off.
func TestProtectionLeavesItToAnOfficer(t *testing.T) {
	eachHeld(t, func(w *town) {
		w.father.Protected = true
		w.rule = ruleOf(t, strings.Replace(together, "within: 1 year", "within: 1 day", 1))
		w.want("2026-12-05", lifeevents.Tally{Made: 1, Withdrawn: 2})
		w.stand("withdrawn by_officer", "withdrawn ground", "father/100")
		waiting, err := w.store.Reviewing(t.Context(), []string{"test"})
		if err != nil || len(waiting) != 1 || !slices.Equal(waiting[0].Why.Near, []identity.PersonID{"father", "mother"}) {
			t.Errorf("waits for an officer: %+v, %v", waiting, err)
		}
		w.want("2026-12-06", lifeevents.Tally{})
	})
	t.Run("seen when the form is to be sent", func(t *testing.T) {
		eachHeld(t, func(w *town) {
			for range 2 {
				if err := w.store.HandOver(t.Context(), w.only("mother").ID, []identity.PersonID{"father", "mother"}, noon(civil.Must("2026-11-26"))); err != nil {
					t.Fatal(err)
				}
			}
			w.stand("withdrawn by_officer", "withdrawn by_officer", "father/100")
			if waiting, err := w.store.Reviewing(t.Context(), []string{"test"}); err != nil || len(waiting) != 1 {
				t.Errorf("waits for an officer: %+v, %v", waiting, err)
			}
		})
	})
}
