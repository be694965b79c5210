package main

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"forvag/internal/casework"
	"forvag/internal/civil"
	"forvag/internal/identity"
	"forvag/internal/residents"
	"forvag/lifeevents"
	"forvag/notify"
)

// TestTheRegisterIsLearntForTodayAlone runs rules for a day that has been, after somebody has come into the register: that they have moved in is found by
// today's run, on today's date.
func TestTheRegisterIsLearntForTodayAlone(t *testing.T) {
	today := civil.Must("2026-11-23")
	now := today.Start().Add(12 * time.Hour)
	in := almby(t, "", now)
	if _, err := in.life.Switch(t.Context(), lifeevents.Switch{Rule: in.site.Book.Rules()[0].ID, On: true, At: now, By: "test", Under: "KS 1.1"}); err != nil {
		t.Fatal(err)
	}
	register := func(id string, serial int) {
		t.Helper()
		row := strings.Join([]string{id, identity.TestNumber(civil.Must("1990-01-01"), serial).Digits(), "Test", "Testsson", "marked"}, ";")
		report, err := in.site.Residents.Import(t.Context(), residents.People, residents.CSV, strings.NewReader("id;number;given;family;protection\n"+row+"\n"))
		if err != nil || len(report.Bad) > 0 || report.Added != 1 {
			t.Fatalf("%+v, %v", report, err)
		}
	}
	run := func(day civil.Date, want int) {
		t.Helper()
		if _, err := in.runRules(t.Context(), in.site.Municipality, in.site.Book, day, false, nil); err != nil {
			t.Fatal(err)
		}
		events, err := in.life.Events(t.Context(), today.AddYears(-1))
		if err != nil || len(events) != want {
			t.Fatalf("after the run for %s: %+v, %v; want %d", day, events, err, want)
		}
		for _, e := range events {
			if e.Day != today {
				t.Errorf("%s on %s", e.Kind, e.Day)
			}
		}
	}
	register("01900000-0000-7000-8000-0000000009a1", 980)
	run(today, 0)
	register("01900000-0000-7000-8000-0000000009a2", 981)
	run(today.AddDays(-7), 0)
	run(today, 1)
}

// TestTheRegisterIsFollowedWhileNoRuleIsOn lets the days pass with every rule off: what happened is known, of its own day, when one is switched on.
func TestTheRegisterIsFollowedWhileNoRuleIsOn(t *testing.T) {
	today := civil.Must("2026-11-23")
	in := almby(t, "", today.Start().Add(12*time.Hour))
	due := func(want bool) {
		t.Helper()
		if got, err := in.lifeDue(t.Context(), in.site.Book, today); err != nil || got != want {
			t.Errorf("%s: due is %v, %v", today, got, err)
		}
	}
	for range 3 {
		in.clock = func() time.Time { return today.Start().Add(12 * time.Hour) }
		due(true)
		if run, err := in.runRules(t.Context(), in.site.Municipality, in.site.Book, today, false, nil); err != nil || run.Rules != 0 {
			t.Fatalf("%+v, %v", run, err)
		}
		due(false)
		today = today.AddDays(1)
	}
	if looked, err := in.life.Looked(t.Context()); err != nil || looked != today.AddDays(-1) {
		t.Errorf("looked on %s, %v", looked, err)
	}
	today = today.AddDays(-1)
	if _, err := in.life.Switch(t.Context(), lifeevents.Switch{Rule: in.site.Book.Rules()[0].ID, On: true, At: in.clock(), By: "test", Under: "KS 1.1"}); err != nil {
		t.Fatal(err)
	}
	due(true) // and a rule that is switched on runs the same day
}

// TestWhatLifeEventsLeftIsDisposedOfAndVerifiedAfter lets years pass over what a run made.
func TestWhatLifeEventsLeftIsDisposedOfAndVerifiedAfter(t *testing.T) {
	today := civil.Must("2026-11-23")
	in := almby(t, "", today.Start().Add(12*time.Hour))
	if err := in.site.Residents.LoadDemo(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := comeFirst(t.Context(), in); err != nil {
		t.Fatal(err)
	}
	before, err := in.life.Versions(t.Context())
	if err != nil || len(before) == 0 {
		t.Fatalf("%v, %v: nothing was made", before, err)
	}
	verified := func() {
		t.Helper()
		v := newVerification(&console{out: t.Output(), err: t.Output()}, in.db, in.blobs)
		if err := v.lives(t.Context()); err != nil || v.problems != 0 {
			t.Errorf("%d problems, %v", v.problems, err)
		}
	}
	verified()
	for _, years := range []int{1, 4} {
		if _, err := in.life.Expire(t.Context(), today.AddYears(1), in.clock()); err != nil {
			t.Fatal(err)
		}
		if err := in.disposeLives(t.Context(), in.site.Municipality, today.AddYears(years)); err != nil {
			t.Fatal(err)
		}
		verified()
		events, err := in.life.Events(t.Context(), today.AddYears(-1))
		if err != nil || (len(events) == 0) != (years > 2) {
			t.Errorf("after %d years: %d events, %v", years, len(events), err)
		}
		if ran, err := in.life.Ran(t.Context(), today); err != nil || ran != (years < 2) {
			t.Errorf("after %d years: the run is there: %v, %v", years, ran, err)
		}
	}
}

// unforgetting is a store of notices that fails to forget.
type unforgetting struct{ notify.Store }

func (unforgetting) Forget(context.Context, casework.CaseID) error {
	return errors.New("the disk is full")
}

// TestNoOfferGoesBeforeWhatWasToldOfIt has the notices stay once: the offers that they are found by stay too, and all goes the next time.
func TestNoOfferGoesBeforeWhatWasToldOfIt(t *testing.T) {
	today := civil.Must("2026-11-23")
	in := almby(t, "", today.Start().Add(12*time.Hour))
	if err := in.site.Residents.LoadDemo(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := comeFirst(t.Context(), in); err != nil {
		t.Fatal(err)
	}
	if _, err := in.life.Expire(t.Context(), today.AddYears(1), in.clock()); err != nil {
		t.Fatal(err)
	}
	versions := func() int {
		t.Helper()
		all, err := in.life.Versions(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return len(all)
	}
	before, store := versions(), in.site.Notify.Store
	in.site.Notify.Store = unforgetting{store}
	if err := in.disposeLives(t.Context(), in.site.Municipality, today.AddYears(4)); err == nil || versions() != before {
		t.Errorf("%v: %d rules have something, want %d", err, versions(), before)
	}
	in.site.Notify.Store = store
	if err := in.disposeLives(t.Context(), in.site.Municipality, today.AddYears(4)); err != nil || versions() >= before {
		t.Errorf("%v: %d rules have something, want fewer than %d", err, versions(), before)
	}
}
