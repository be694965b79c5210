package civil_test

import (
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"forvag/internal/civil"
	"forvag/internal/fault"
)

func TestOfIsTheDayInSweden(t *testing.T) {
	for _, tc := range []struct{ name, instant, want string }{
		{"winter, an hour before midnight", "2026-01-31T22:59:59Z", "2026-01-31"},
		{"winter, midnight", "2026-01-31T23:00:00Z", "2026-02-01"},
		{"summer, two hours before midnight UTC", "2026-06-30T22:00:00Z", "2026-07-01"},
		{"summer, just before", "2026-06-30T21:59:59Z", "2026-06-30"},
		{"new year", "2026-12-31T23:00:00Z", "2027-01-01"},
	} {
		instant, err := time.Parse(time.RFC3339, tc.instant)
		if err != nil {
			t.Fatal(err)
		}
		if got := civil.Of(instant).String(); got != tc.want {
			t.Errorf("%s: got %s, want %s", tc.name, got, tc.want)
		}
	}
	if got := civil.Of(time.Time{}); !got.IsZero() {
		t.Errorf("the zero instant: got %s", got)
	}
}

func TestStartIsTheFirstInstantOfTheDay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := anyDate(t)
		if got := civil.Of(d.Start()); got != d {
			t.Fatalf("Of(Start(%s)) = %s", d, got)
		}
		if got := civil.Of(d.Start().Add(-time.Microsecond)); got != d.AddDays(-1) {
			t.Fatalf("just before %s is %s", d, got)
		}
	})
}

func TestParse(t *testing.T) {
	for _, bad := range []string{"2026-02-29", "2026-2-1", "20260201", "0000-01-01", "2026-13-01", "i dag", "2026-01-01 ", "2026-01-01T00:00:00Z"} {
		if d, err := civil.Parse(bad); !errors.Is(err, fault.Invalid) {
			t.Errorf("Parse(%q) = %s, %v; want fault.Invalid", bad, d, err)
		}
	}
	if d, err := civil.Parse(""); err != nil || !d.IsZero() {
		t.Errorf("Parse of nothing = %s, %v; want no date", d, err)
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"", "2026-11-22", "2024-02-29", "9999-12-31", "٢٠٢٦-١١-٢٢"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if d, err := civil.Parse(s); err == nil && d.String() != s {
			t.Errorf("Parse(%q).String() = %q", s, d)
		}
	})
}

func TestAddMonthsEndsInTheMonth(t *testing.T) {
	for _, tc := range []struct {
		from string
		n    int
		want string
	}{
		{"2026-01-31", 1, "2026-02-28"},
		{"2024-01-31", 1, "2024-02-29"},
		{"2026-03-31", -1, "2026-02-28"},
		{"2026-11-22", 2, "2027-01-22"},
		{"2026-01-15", -1, "2025-12-15"},
		{"2024-02-29", 12, "2025-02-28"},
		{"2026-05-31", 6, "2026-11-30"},
	} {
		if got := civil.Must(tc.from).AddMonths(tc.n).String(); got != tc.want {
			t.Errorf("%s + %d months = %s, want %s", tc.from, tc.n, got, tc.want)
		}
	}
}

func TestAge(t *testing.T) {
	for _, tc := range []struct {
		birth, on string
		want      int
	}{
		{"2008-11-23", "2026-11-22", 17},
		{"2008-11-23", "2026-11-23", 18},
		{"2008-02-29", "2026-02-27", 17},
		{"2008-02-29", "2026-02-28", 18},
		{"2008-02-29", "2028-02-28", 19},
		{"2008-02-29", "2028-02-29", 20},
		{"2026-11-22", "2026-11-22", 0},
		{"2026-11-23", "2026-11-22", -1},
	} {
		if got := civil.Age(civil.Must(tc.birth), civil.Must(tc.on)); got != tc.want {
			t.Errorf("born %s, on %s: got %d, want %d", tc.birth, tc.on, got, tc.want)
		}
	}
	if got := civil.Age(civil.Date{}, civil.Must("2026-11-22")); got != -1 {
		t.Errorf("no birth date: got %d, want -1", got)
	}
}

func TestWeek(t *testing.T) {
	for _, tc := range []struct {
		day        string
		year, week int
	}{{"2026-11-22", 2026, 47}, {"2027-01-01", 2026, 53}, {"2024-12-30", 2025, 1}} {
		if y, w := civil.Must(tc.day).Week(); y != tc.year || w != tc.week {
			t.Errorf("%s: got %d week %d, want %d week %d", tc.day, y, w, tc.year, tc.week)
		}
	}
}

func TestTextAndColumnsKeepTheDate(t *testing.T) {
	type row struct {
		On    civil.Date   `json:"on"`
		Until civil.Date   `json:"until"`
		Clock civil.Period `json:"clock"`
	}
	want := row{On: civil.Must("2026-11-22"), Clock: civil.Period{N: 3, Unit: civil.Weeks}}
	b, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := string(b), `{"on":"2026-11-22","until":"","clock":"3 weeks"}`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	var got row
	if err := json.Unmarshal(b, &got); err != nil {
		t.Fatal(err)
	}
	if got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if err := json.Unmarshal([]byte(`{"on":"22/11"}`), &got); !errors.Is(err, fault.Invalid) {
		t.Errorf("a bad date: got %v, want fault.Invalid", err)
	}
	for _, src := range []any{"2026-11-22", []byte("2026-11-22"), time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)} {
		var d civil.Date
		if err := d.Scan(src); err != nil || d != want.On {
			t.Errorf("Scan(%T) = %s, %v", src, d, err)
		}
	}
	var d civil.Date
	if err := d.Scan(20261122); err == nil {
		t.Error("Scan of a number: want an error")
	}
	if v, err := (civil.Date{}).Value(); v != nil || err != nil {
		t.Errorf("no date stores %v, %v; want NULL", v, err)
	}
}

func TestArithmeticHolds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d, n := anyDate(t), rapid.IntRange(-20000, 20000).Draw(t, "n")
		moved := d.AddDays(n)
		if moved.AddDays(-n) != d || d.DaysUntil(moved) != n {
			t.Fatalf("%s + %d days = %s, which is not the way back", d, n, moved)
		}
		if (n < 0) != moved.Before(d) || (n > 0) != moved.After(d) {
			t.Fatalf("order of %s and %s", d, moved)
		}
		later := d.AddMonths(n % 600)
		if later.Day() > d.Day() || (later.Day() < d.Day() && later.AddDays(1).Day() != 1) {
			t.Fatalf("%s + %d months = %s", d, n%600, later)
		}
		if back, err := civil.Parse(d.String()); err != nil || back != d {
			t.Fatal(cmp.Diff(d.String(), back.String()))
		}
	})
}

func TestThroughGivesEachDayOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		from := anyDate(t)
		last := from.AddDays(rapid.IntRange(-10, 400).Draw(t, "n"))
		next, n := from, 0
		for d := range from.Through(last) {
			if d != next {
				t.Fatalf("day %d from %s is %s", n, from, d)
			}
			next, n = next.AddDays(1), n+1
		}
		if want := max(0, from.DaysUntil(last)+1); n != want {
			t.Fatalf("%d days from %s through %s, want %d", n, from, last, want)
		}
	})
	day := civil.Must("2026-11-22")
	for _, c := range [][2]civil.Date{{{}, {}}, {{}, day}, {day, {}}} {
		for d := range c[0].Through(c[1]) {
			t.Fatalf("from %q through %q there is %q", c[0], c[1], d)
		}
	}
}

func anyDate(t *rapid.T) civil.Date {
	return civil.New(1900, 1, 1).AddDays(rapid.IntRange(0, 73000).Draw(t, "days since 1900"))
}
