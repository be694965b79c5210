package notice_test

import (
	"errors"
	"strings"
	"testing"

	"forvag/internal/civil"
	"forvag/internal/dbx"
	"forvag/internal/dbx/dbtest"
	"forvag/internal/fault"
	"forvag/internal/notice"
)

func day(t *testing.T, text string) civil.Date {
	t.Helper()
	d, err := civil.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// TestANoticeStandsFromItsFirstDayToItsLast posts, lists by day, takes down and sweeps.
func TestANoticeStandsFromItsFirstDayToItsLast(t *testing.T) {
	dbtest.Each(t, []dbx.Module{notice.Module}, func(t *testing.T, db *dbx.DB) {
		ctx, s := t.Context(), notice.NewStore(db)
		minutes := notice.Notice{Key: "d1", Kind: notice.Minutes, Board: "KS", Title: "Protokoll 17 november", Posted: day(t, "2026-11-18"), Until: day(t, "2026-12-09")}
		meeting := notice.Notice{Key: "m1", Kind: notice.Meeting, Board: "KF", Title: "Kommunfullmäktige", Posted: day(t, "2026-11-20"), Until: day(t, "2026-11-30")}
		for _, n := range []notice.Notice{minutes, meeting, minutes} {
			if err := s.Post(ctx, n); err != nil {
				t.Fatal(err)
			}
		}
		on := func(text, want string) {
			t.Helper()
			all, err := s.On(ctx, day(t, text))
			if err != nil {
				t.Fatal(err)
			}
			var keys []string
			for _, n := range all {
				keys = append(keys, n.Key)
			}
			if got := strings.Join(keys, " "); got != want {
				t.Errorf("%s: %q, want %q", text, got, want)
			}
		}
		on("2026-11-17", "")
		on("2026-11-18", "d1")
		on("2026-11-20", "m1 d1")
		on("2026-11-30", "m1 d1")
		on("2026-12-01", "d1")
		on("2026-12-09", "d1")
		on("2026-12-10", "")

		all, err := s.All(ctx)
		if err != nil || len(all) != 2 {
			t.Fatalf("all: %d, %v", len(all), err)
		}
		if err := s.TakeDown(ctx, all[1].ID, day(t, "2026-12-09")); !errors.Is(err, fault.Illegal) {
			t.Errorf("minutes within the time for appeal: %v", err)
		}
		if err := s.TakeDown(ctx, all[0].ID, day(t, "2026-11-25")); err != nil {
			t.Error(err)
		}
		if err := s.TakeDown(ctx, "nothing", day(t, "2026-11-25")); !errors.Is(err, fault.NotFound) {
			t.Errorf("what is not there: %v", err)
		}
		on("2026-11-25", "d1")

		words := notice.Words{Title: "Protokoll 18 november", Link: "https://almby.example/p.pdf"}
		mended := notice.Correction{On: day(t, "2026-11-20"), By: "erik", What: "Fel namn: det gäller Almby 4:12"}
		minutesID := all[1].ID
		for _, test := range []struct {
			name  string
			after int
			to    notice.Words
			c     notice.Correction
			want  error
		}{
			{"without a title", 0, notice.Words{}, mended, fault.Invalid},
			{"without a reason", 0, words, notice.Correction{On: mended.On}, fault.Invalid},
			{"after it was taken down", 0, words, notice.Correction{On: day(t, "2026-12-10"), What: "Fel dag"}, fault.Illegal},
			{"as it should be", 0, words, mended, nil},
			{"a double tap", 0, words, mended, nil},
			{"without having seen the first", 0, notice.Words{Title: "Annat"}, mended, fault.Stale},
		} {
			if err := s.Correct(ctx, minutesID, test.after, test.to, test.c); !errors.Is(err, test.want) {
				t.Errorf("correct %s: %v, want %v", test.name, err, test.want)
			}
		}
		if err := s.Conceal(ctx, "m1", "Sekretess", "Sekretess", day(t, "2026-11-21")); err != nil {
			t.Error(err)
		}
		on("2026-11-21", "d1")
		n, err := s.Find(ctx, minutesID)
		if err != nil || n.Words() != words || len(n.Corrections) != 1 || n.Corrections[0].Title != minutes.Title {
			t.Errorf("corrected: %+v, %v", n, err)
		}
		for range 2 {
			if err := s.Conceal(ctx, "d1", "Sekretess", "Ärendet är hemligt", day(t, "2026-11-22")); err != nil {
				t.Error(err)
			}
		}
		n, err = s.Find(ctx, minutesID)
		if err != nil || n.Words() != (notice.Words{Title: "Sekretess"}) || len(n.Corrections) != 2 {
			t.Fatalf("concealed: %+v, %v", n, err)
		}
		for i, c := range n.Corrections {
			if c.Words != (notice.Words{}) || c.What != "Ärendet är hemligt" {
				t.Errorf("correction %d says on what may not be told: %+v", i, c)
			}
		}
		on("2026-12-09", "d1")
		if n, err := s.Sweep(ctx, day(t, "2027-12-09")); err != nil || n != 1 {
			t.Errorf("swept %d, %v", n, err)
		}
	})
}

func TestWhatCannotStandThere(t *testing.T) {
	s, posted := notice.NewStore(dbtest.SQLite(t, notice.Module)), day(t, "2026-11-18")
	for _, test := range []struct {
		name, title, text, link string
		kind                    notice.Kind
		until                   string
	}{
		{"no title", " ", "", "", notice.Other, "2026-12-09"},
		{"a title as long as a book", strings.Repeat("a", 401), "", "", notice.Other, "2026-12-09"},
		{"a text as long as a book", "A", strings.Repeat("a", 4001), "", notice.Other, "2026-12-09"},
		{"NUL", "A\x00", "", "", notice.Other, "2026-12-09"},
		{"a link that runs something", "A", "", "javascript:alert(1)", notice.Other, "2026-12-09"},
		{"a link in the open", "A", "", "http://almby.example", notice.Other, "2026-12-09"},
		{"down before up", "A", "", "", notice.Other, "2026-11-17"},
		{"minutes a day too short", "A", "", "", notice.Minutes, "2026-12-08"},
		{"a permit a day too short", "A", "", "", notice.Permit, "2026-12-08"},
	} {
		n := notice.Notice{Key: test.name, Kind: test.kind, Board: "KS", Title: test.title, Text: test.text, Link: test.link, Posted: posted, Until: day(t, test.until)}
		if err := s.Post(t.Context(), n); !errors.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", test.name, err)
		}
	}
}
