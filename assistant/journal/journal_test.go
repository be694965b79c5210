package journal_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"forvag/assistant"
	"forvag/assistant/journal"
	"forvag/internal/dbx"
	"forvag/internal/dbx/dbtest"
	"forvag/internal/fault"
	"forvag/internal/locale"
)

var noon = time.Date(2026, 11, 22, 12, 34, 56, 0, time.UTC)

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

func TestParity(t *testing.T) { dbtest.Parity(t, journal.Module) }

func TestEntriesAreKeptForTheirTime(t *testing.T) {
	dbtest.Each(t, []dbx.Module{journal.Module}, func(t *testing.T, db *dbx.DB) {
		ctx, now, score := t.Context(), noon, 0.25
		j := journal.New(db, func() time.Time { return now }, journal.Options{Kept: 30 * 24 * time.Hour, Log: quiet(), Names: func() []string { return []string{"Siv Alm"} }})
		all := func() []journal.Entry {
			t.Helper()
			got, err := j.Between(ctx, noon.Add(-time.Hour), now.Add(time.Hour), 10)
			if err != nil {
				t.Fatal(err)
			}
			return got
		}
		asked := journal.Entry{
			Lang: locale.SV, Question: "kan Siv Alm ringa 070-123 45 67", Outcome: assistant.Answered, Cited: []journal.Source{{Article: "altan"}, {Article: "altan", Passage: "granne"}},
			Services: []string{"bygglov", "synpunkt"}, Score: &score, Model: true, Unsure: true, Took: 12 * time.Millisecond,
			Thumb: 1, Reason: journal.Wrong, Words: "what a caller says of thumbs is not believed",
		}
		first := j.Record(asked)
		now = now.Add(2 * time.Hour)
		second := j.Record(journal.Entry{Lang: locale.EN, Question: "what is this", Outcome: assistant.Refused, Cause: assistant.NoContent})
		want := []journal.Entry{
			{ID: second, Hour: noon.Truncate(time.Hour).Add(2 * time.Hour), Lang: locale.EN, Question: "what is this", Outcome: assistant.Refused, Cause: assistant.NoContent},
			{ID: first, Hour: noon.Truncate(time.Hour), Lang: locale.SV, Question: "kan [namn] ringa [telefonnummer]", Outcome: assistant.Answered, Cited: asked.Cited,
				Services: asked.Services, Score: &score, Model: true, Unsure: true, Took: 12 * time.Millisecond},
		}
		if diff := cmp.Diff(want, all(), cmpopts.EquateEmpty()); diff != "" || first == second || first == "" {
			t.Errorf("-want +got:\n%s", diff)
		}

		for _, step := range []struct {
			name  string
			id    journal.ID
			up    bool
			why   journal.Reason
			words string
			fault error
			want  string
		}{
			{"down, with why", first, false, journal.Lacking, "ring eva@ek.example 850712-9805", nil, "-1 lacking ring [e-postadress] [personnummer]"},
			{"up after all", first, true, "", "", nil, "1  "},
			{"no such reason", first, false, "bored", "", fault.Invalid, "1  "},
			{"no such entry", "8e2c8b4e-0000-4000-8000-000000000000", true, "", "", fault.NotFound, "1  "},
			{"nothing", "", true, "", "", fault.NotFound, "1  "},
			{"long words", first, false, journal.OtherWhy, strings.Repeat("å", 400), nil, "-1 other " + strings.Repeat("å", journal.MaxWords)},
		} {
			if err := j.Thumb(ctx, step.id, step.up, step.why, step.words); !errors.Is(err, step.fault) {
				t.Errorf("%s: %v, want %v", step.name, err, step.fault)
			}
			e := all()[1]
			if got := strings.TrimSpace(strings.Join([]string{map[int]string{1: "1", -1: "-1", 0: "0"}[e.Thumb], string(e.Reason), e.Words}, " ")); got != strings.TrimSpace(step.want) {
				t.Errorf("%s: %q, want %q", step.name, got, step.want)
			}
		}

		for _, step := range []struct {
			name string
			at   time.Time
			left int
		}{
			{"the last hour", noon.Truncate(time.Hour).Add(30 * 24 * time.Hour), 2},
			{"the first is gone, the second not", noon.Add(30 * 24 * time.Hour), 1},
			{"both are gone", noon.Add(30*24*time.Hour + 2*time.Hour), 0},
		} {
			now = step.at
			if _, err := j.Sweep(ctx); err != nil {
				t.Fatal(err)
			}
			if got := len(all()); got != step.left {
				t.Errorf("%s: %d are left, want %d", step.name, got, step.left)
			}
		}
	})
}

func TestNothingIsKeptWhereNothingShallBe(t *testing.T) {
	dbtest.Each(t, []dbx.Module{journal.Module}, func(t *testing.T, db *dbx.DB) {
		clock := func() time.Time { return noon }
		before := journal.New(db, clock, journal.Options{Kept: time.Hour, Log: quiet()})
		before.Record(journal.Entry{Lang: locale.SV, Question: "vad"})
		none := journal.New(db, clock, journal.Options{Log: quiet()})
		if id := none.Record(journal.Entry{Lang: locale.SV, Question: "vad"}); id != "" {
			t.Errorf("id %s", id)
		}
		if err := before.Flush(t.Context()); err != nil {
			t.Fatal(err)
		}
		if n, err := none.Sweep(t.Context()); n != 1 || err != nil {
			t.Errorf("removed %d, %v; want the one that was kept before", n, err)
		}
		var nothing *journal.Journal
		if id := nothing.Record(journal.Entry{}); id != "" {
			t.Errorf("a nil journal kept %s", id)
		}
	})
}

// TestRunWritesWithoutBeingWaitedFor holds the database's writer while questions come: each is answered at once, and all are there afterwards.
func TestRunWritesWithoutBeingWaitedFor(t *testing.T) {
	dbtest.Each(t, []dbx.Module{journal.Module}, func(t *testing.T, db *dbx.DB) {
		j := journal.New(db, func() time.Time { return noon }, journal.Options{Kept: time.Hour, Log: quiet()})
		ctx, stop := context.WithCancel(t.Context())
		ran := make(chan struct{})
		go func() { defer close(ran); j.Run(ctx) }()
		err := db.Write(t.Context(), func(*dbx.Tx) error {
			for range 300 {
				if j.Record(journal.Entry{Lang: locale.SV, Question: "vad"}) == "" {
					t.Error("not taken")
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		stop()
		<-ran // writes what is left
		if got, err := j.Between(t.Context(), time.Time{}, noon, 1000); len(got) != 300 || err != nil {
			t.Errorf("%d entries, %v; want 300", len(got), err)
		}
	})
}

// TestABrokenDatabaseFailsNobody closes the database: questions are taken all the same until there are too many, and the log says so without them.
func TestABrokenDatabaseFailsNobody(t *testing.T) {
	db := dbtest.SQLite(t, journal.Module)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		j := journal.New(db, func() time.Time { return noon }, journal.Options{Kept: time.Hour, Log: slog.New(slog.NewTextHandler(&log, nil))})
		taken := 0
		for range 2500 {
			if j.Record(journal.Entry{Lang: locale.SV, Question: "hemligt"}) != "" {
				taken++
			}
		}
		if taken != 2000 {
			t.Errorf("%d were taken", taken)
		}
		ctx, stop := context.WithCancel(t.Context())
		go j.Run(ctx)
		synctest.Wait()
		if said := log.String(); !strings.Contains(said, "questions=500") || strings.Contains(said, "hemligt") {
			t.Errorf("log: %s", said)
		}
		stop()
	})
}

func TestDays(t *testing.T) {
	for kept, want := range map[time.Duration]int{0: 0, 24 * time.Hour: 1, 30 * 24 * time.Hour: 30} {
		if got := journal.New(nil, time.Now, journal.Options{Kept: kept}).Days(); got != want {
			t.Errorf("%v: got %d, want %d", kept, got, want)
		}
	}
	if got := (*journal.Journal)(nil).Days(); got != 0 {
		t.Errorf("without a journal: got %d", got)
	}
}
