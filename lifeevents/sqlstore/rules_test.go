package sqlstore_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"forvag/internal/civil"
	"forvag/internal/dbx"
	"forvag/internal/dbx/dbtest"
	"forvag/lifeevents"
	"forvag/lifeevents/sqlstore"
)

// TestASwitchIsKeptOnce switches a rule from several places at the same time.
func TestASwitchIsKeptOnce(t *testing.T) {
	dbtest.Each(t, modules, func(t *testing.T, db *dbx.DB) {
		store, at := sqlstore.New(db), noon(civil.Must("2026-11-23"))
		press := func(on bool) int {
			t.Helper()
			results := make(chan bool, 4)
			for range cap(results) {
				go func() {
					changed, err := store.Switch(t.Context(), lifeevents.Switch{Rule: "test", On: on, At: at, By: "Lena", Under: "KS 1.1", Hash: "h"})
					if err != nil {
						t.Error(err)
					}
					results <- changed
				}()
			}
			n := 0
			for range cap(results) {
				if <-results {
					n++
				}
			}
			return n
		}
		for i, want := range []struct {
			on bool
			n  int
		}{{false, 0}, {true, 1}, {true, 0}, {false, 1}, {true, 1}} {
			if n := press(want.on); n != want.n {
				t.Errorf("press %d: switched %d times, want %d", i, n, want.n)
			}
		}
		all, err := store.Switched(t.Context(), "test")
		if err != nil || len(all) != 3 || !all[0].On || all[1].On || !all[2].On {
			t.Errorf("%+v, %v", all, err)
		}
		latest, err := store.Switches(t.Context())
		want := map[string]lifeevents.Switch{"test": {Rule: "test", On: true, At: at, By: "Lena", Under: "KS 1.1", Hash: "h"}}
		if diff := cmp.Diff(latest, want); diff != "" || err != nil {
			t.Error(diff, err)
		}
	})
}

// TestARunTellsWhatEachRuleDid runs a rule for a family, without and with a protected guardian, and one that breaks.
func TestARunTellsWhatEachRuleDid(t *testing.T) {
	dbtest.Each(t, modules, func(t *testing.T, db *dbx.DB) {
		w := &town{t: t, store: sqlstore.New(db), db: db, rule: rule(t), family: newFamily()}
		w.run("2026-11-23")
		w.father.Protected = true
		w.run("2026-11-24")
		runs, err := w.store.RuleRuns(t.Context(), "test", 10)
		if err != nil {
			t.Fatal(err)
		}
		want := []lifeevents.RuleRun{
			{At: noon(civil.Must("2026-11-24")), Day: civil.Must("2026-11-24"), Rule: "test", Hash: w.rule.Hash, Looked: 1, Reviews: 1, Withdrawn: 2},
			{At: noon(civil.Must("2026-11-23")), Day: civil.Must("2026-11-23"), Rule: "test", Hash: w.rule.Hash, Looked: 1, Made: 2},
		}
		if diff := cmp.Diff(runs, want, cmpopts.EquateComparable(civil.Date{})); diff != "" {
			t.Error(diff)
		}
		numbers, err := w.store.Numbers(t.Context(), "test")
		if diff := cmp.Diff(numbers, lifeevents.Numbers{Reviews: 1, States: map[lifeevents.State]int{lifeevents.Withdrawn: 2}}); diff != "" || err != nil {
			t.Error(diff, err)
		}
		used, err := w.store.Used(t.Context())
		if diff := cmp.Diff(used, map[string]string{"test": w.rule.Hash}); diff != "" || err != nil {
			t.Error(diff, err)
		}
		day := civil.Must("2026-11-25")
		if _, err := lifeevents.Do(t.Context(), broken{w.store}, []*lifeevents.Rule{w.rule}, w.world(day, nil), noon(day), nil); !errors.Is(err, errBroken) {
			t.Errorf("a run that breaks: %v", err)
		}
		last, err := w.store.LastRuns(t.Context())
		if err != nil || last["test"].Error != errBroken.Error() {
			t.Errorf("the run that broke is told of as %+v, %v", last, err)
		}
	})
}

var errBroken = errors.New("the disk is full")

// broken is a store that cannot list what stands.
type broken struct{ *sqlstore.Store }

// Standing implements lifeevents.Store.
func (broken) Standing(context.Context, string) ([]lifeevents.Record, error) { return nil, errBroken }

// TestATrialIsCountedOnce begins to count again and again, and after the process that counted has died.
func TestATrialIsCountedOnce(t *testing.T) {
	dbtest.Each(t, modules, func(t *testing.T, db *dbx.DB) {
		store, r, now := sqlstore.New(db), rule(t), noon(civil.Must("2026-11-23"))
		begin := func(after time.Duration, want bool) {
			t.Helper()
			if begun, err := store.BeginTrial(t.Context(), r, "Lena", now.Add(after)); err != nil || begun != want {
				t.Errorf("after %s: begun %v, %v", after, begun, err)
			}
		}
		last := func(after time.Duration) *lifeevents.Trial {
			t.Helper()
			trial, err := store.Trial(t.Context(), r.ID, r.Hash, now.Add(after))
			if err != nil {
				t.Fatal(err)
			}
			return trial
		}
		if trial := last(0); trial != nil {
			t.Errorf("before any: %+v", trial)
		}
		begin(0, true)
		begin(time.Second, false)
		if trial := last(time.Second); !trial.Counting() || trial.By != "Lena" || trial.Done != nil {
			t.Errorf("while it is counted: %+v", trial)
		}
		done := &lifeevents.Simulation{Rule: r.ID, Hash: r.Hash, Day: civil.Must("2026-11-23"), Subjects: 30, Ages: []lifeevents.Group{{Name: "0-4", Count: lifeevents.Hidden}}}
		if err := store.EndTrial(t.Context(), r, lifeevents.Trial{Begun: now, By: "Lena", Done: done}, now.Add(2*time.Second)); err != nil {
			t.Fatal(err)
		}
		trial := last(3 * time.Second)
		if diff := cmp.Diff(trial.Done, done, cmpopts.EquateComparable(civil.Date{})); diff != "" || trial.Counting() {
			t.Errorf("counted: %v, %s", trial.Counting(), diff)
		}
		begin(4*time.Second, true)
		if trial := last(5 * time.Second); !trial.Counting() || trial.Done == nil {
			t.Errorf("what was counted before is gone while it is counted again: %+v", trial)
		}
		if trial := last(time.Hour); trial.Counting() || trial.Error == "" {
			t.Errorf("its process has died, and it is told of as %+v", trial)
		}
		begin(time.Hour, true)
		late := &lifeevents.Simulation{Rule: r.ID, Hash: r.Hash, Day: civil.Must("2026-11-23"), Subjects: 31}
		for _, end := range []struct {
			name string
			lifeevents.Trial
			counting bool
			error    string
		}{
			{"one that was taken for dead lives after all", lifeevents.Trial{Begun: now.Add(4 * time.Second), By: "Lena", Done: late}, true, ""},
			{"one that was taken for dead breaks off", lifeevents.Trial{Begun: now.Add(4 * time.Second), By: "Lena", Error: "no"}, true, ""},
			{"the one that is counted breaks off", lifeevents.Trial{Begun: now.Add(time.Hour), By: "Omar", Error: "full"}, false, "full"},
		} {
			if err := store.EndTrial(t.Context(), r, end.Trial, now.Add(time.Hour+time.Second)); err != nil {
				t.Fatal(err)
			}
			trial := last(time.Hour + 2*time.Second)
			if diff := cmp.Diff(trial.Done, done, cmpopts.EquateComparable(civil.Date{})); diff != "" || trial.Counting() != end.counting || trial.Error != end.error {
				t.Errorf("%s: counting %v, %q, %s", end.name, trial.Counting(), trial.Error, diff)
			}
			if !trial.Counted.Equal(now.Add(2*time.Second)) || trial.CountedBy != "Lena" {
				t.Errorf("%s: counted %s by %s", end.name, trial.Counted, trial.CountedBy)
			}
		}
	})
}
