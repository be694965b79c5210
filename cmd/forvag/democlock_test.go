package main

import (
	"context"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"forvag/internal/civil"
	"forvag/internal/dbx/dbtest"
	"forvag/internal/residents"
	"forvag/lifeevents"
)

func TestDemoClockLeapsByWeeksAndIsKept(t *testing.T) {
	folder, real := t.TempDir(), func() time.Time { return aMonday }
	c, err := openDemoClock(folder, real)
	if err != nil {
		t.Fatal(err)
	}
	var days []string
	week := func(_ context.Context, from, to civil.Date) error {
		if to != civil.Today(c.now) || !from.Before(to) || to.After(from.AddDays(7)) {
			t.Errorf("a week from %s to %s on %s", from, to, civil.Today(c.now))
		}
		days = append(days, c.now().In(civil.Zone()).Format("2006-01-02 15:04"))
		return nil
	}
	today := civil.Of(aMonday)
	if err := c.leap(t.Context(), today.AddDays(16), week); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"2026-11-30 15:30", "2026-12-07 15:30", "2026-12-09 15:30"}, days); diff != "" {
		t.Error(diff)
	}
	again, err := openDemoClock(folder, real)
	if err != nil || !again.now().Equal(c.now()) {
		t.Errorf("opened again: %v, %v; want %v", again.now(), err, c.now())
	}
	days = nil
	if err := c.leap(t.Context(), civil.Must("2027-04-05"), week); err != nil { // over the change to summer time
		t.Fatal(err)
	}
	if got := days[len(days)-1]; got != "2027-04-05 15:30" {
		t.Errorf("it is %s", got)
	}
	if err := os.WriteFile(filepath.Join(folder, "demo-clock"), []byte("i morgon"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := openDemoClock(folder, real); err == nil {
		t.Error("a clock that cannot be read is read")
	}
}

// TestAYearGoesByInTheDemo lets a year pass and looks at what has come of it.
func TestAYearGoesByInTheDemo(t *testing.T) {
	folder := t.TempDir()
	c, err := openDemoClock(folder, func() time.Time { return aMonday })
	if err != nil {
		t.Fatal(err)
	}
	s := settings{storage: storage{Data: folder, DatabaseURL: dbtest.SQLiteDSN(t)}, Listen: "127.0.0.1:0", SessionIdle: time.Hour}
	var almby *townsfolk
	p, err := start(t.Context(), s, c.now, slog.New(slog.NewTextHandler(io.Discard, nil)), func(ctx context.Context, in *instance) (err error) {
		if _, almby, err = populate(ctx, in); err != nil {
			return err
		}
		return almby.settle(ctx, 400)
	})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	}()
	offered := func() (n int) {
		for _, l := range residents.DemoLogins() {
			all, err := p.life.Of(t.Context(), l.ID)
			if err != nil {
				t.Fatal(err)
			}
			n += len(all)
		}
		return n
	}
	before, today := offered(), civil.Today(c.now)
	if err := almby.moved(t.Context(), c, today.AddYears(1), p.sweep); err != nil {
		t.Fatal(err)
	}
	if after := offered(); after < before+5 {
		t.Errorf("%d offers before the year and %d after", before, after)
	}
	lately := p.site.Demo.Lately()
	for _, kind := range []lifeevents.EventKind{lifeevents.Born, lifeevents.MovedIn, lifeevents.MovedWithin, lifeevents.MovedOut, lifeevents.Died} {
		if lately.Since != today || lately.Happened[kind] == 0 {
			t.Errorf("since %s there were %d of %s", lately.Since, lately.Happened[kind], kind)
		}
	}
	newest, err := p.site.Demo.Offered(t.Context(), today.AddYears(1))
	if err != nil || len(newest) < 4 || lately.Offers < 100 {
		t.Errorf("%d rules have offered last, %d offers, %v", len(newest), lately.Offers, err)
	}
	rules := map[string]bool{}
	for _, r := range newest {
		if rules[r.Rule] {
			t.Errorf("%s is there twice", r.Rule)
		}
		rules[r.Rule] = true
	}
	if got, want := civil.Today(p.clock), today.AddYears(1); got != want {
		t.Errorf("it is %s; want %s", got, want)
	}
	verified(t, p.instance)
}
