package main

import (
	"strings"
	"testing"
	"time"

	"forvag/internal/civil"
	"forvag/internal/identity"
	"forvag/internal/residents"
	"forvag/lifeevents"
)

// TestTheRegisterIsLearntForTodayAlone runs rules for a day that has been, after somebody has come into the register: that they have moved in is found by
// today's run, on today's date.
func TestTheRegisterIsLearntForTodayAlone(t *testing.T) {
	today := civil.Must("2026-11-23")
	now := today.Start().Add(12 * time.Hour)
	in := almby(t, "", now)
	if err := in.life.Switch(t.Context(), lifeevents.Switch{Rule: in.site.Book.Rules()[0].ID, On: true, At: now, By: "test", Under: "KS 1.1"}); err != nil {
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
		if _, err := in.runRules(t.Context(), in.site.Municipality, in.site.Book, day, nil); err != nil {
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
