package civil_test

import (
	"errors"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"forvag/internal/civil"
	"forvag/internal/fault"
)

func TestDaysThatAreNoWorkingDays(t *testing.T) {
	for day, name := range map[string]string{
		"2026-01-01": "Nyårsdagen",
		"2026-01-06": "Trettondedag jul",
		"2026-04-03": "Långfredagen",
		"2026-04-05": "Påskdagen",
		"2026-04-06": "Annandag påsk",
		"2026-05-01": "Första Maj",
		"2026-05-14": "Kristi himmelsfärds dag",
		"2026-05-24": "Pingstdagen",
		"2026-06-06": "Sveriges nationaldag",
		"2026-06-19": "Midsommarafton",
		"2026-06-20": "Midsommardagen",
		"2026-10-31": "Alla helgons dag",
		"2026-12-24": "Julafton",
		"2026-12-25": "Juldagen",
		"2026-12-26": "Annandag jul",
		"2026-12-31": "Nyårsafton",
		"2027-03-26": "Långfredagen",
		"2027-06-25": "Midsommarafton",
		"2026-11-21": "", // Saturday
		"2026-11-22": "", // Sunday
	} {
		d := civil.Must(day)
		if got := civil.Holiday(d); got != name {
			t.Errorf("%s is called %q, want %q", day, got, name)
		}
		if civil.IsWorkingDay(d) {
			t.Errorf("%s is taken for a working day", day)
		}
	}
	// Skärtorsdag, påskafton's Friday after, trettondagsafton and valborg are ordinary; so is the day after Ascension.
	for _, day := range []string{"2026-04-02", "2026-01-05", "2026-04-30", "2026-05-15", "2026-05-25", "2026-12-23", "2026-12-30"} {
		if !civil.IsWorkingDay(civil.Must(day)) {
			t.Errorf("%s is a working day", day)
		}
	}
}

func TestDeadline(t *testing.T) {
	for _, tc := range []struct{ name, start, period, want string }{
		{"three weeks end on the same weekday", "2026-11-18", "3 weeks", "2026-12-09"},
		{"from a Sunday, moved to Monday", "2026-11-22", "3 weeks", "2026-12-14"},
		{"Christmas Eve to the Monday after", "2026-12-03", "3 weeks", "2026-12-28"},
		{"New Year's Eve over New Year's Day and the weekend", "2026-12-10", "3 weeks", "2027-01-04"},
		{"Midsummer Eve", "2026-05-29", "3 weeks", "2026-06-22"},
		{"Good Friday over Easter", "2026-03-13", "3 weeks", "2026-04-07"},
		{"a month without the day", "2026-01-31", "1 month", "2026-03-02"}, // 28 February is a Saturday.
		{"ten weeks", "2026-11-23", "10 weeks", "2027-02-01"},
		{"days", "2026-11-20", "1 day", "2026-11-23"},
		{"working days", "2026-12-22", "5 working days", "2027-01-04"},
		{"years", "2024-02-29", "5 years", "2029-02-28"},
		{"four months", "2026-09-06", "4 months", "2027-01-07"}, // Epiphany is a Wednesday.
	} {
		p, err := civil.ParsePeriod(tc.period)
		if err != nil {
			t.Fatal(err)
		}
		if got := civil.Deadline(civil.Must(tc.start), p).String(); got != tc.want {
			t.Errorf("%s: %s after %s = %s, want %s", tc.name, tc.period, tc.start, got, tc.want)
		}
	}
	if d := civil.Deadline(civil.Must("2026-01-01"), civil.Period{}); !d.IsZero() {
		t.Errorf("no period: got %s", d)
	}
	if d := civil.Deadline(civil.Date{}, civil.Period{N: 1, Unit: civil.Weeks}); !d.IsZero() {
		t.Errorf("no start: got %s", d)
	}
}

func TestParsePeriodRefuses(t *testing.T) {
	for _, bad := range []string{"3", "weeks", "-1 days", "3 weekss", "3  weeks", "1.5 days", "99999 days", "3 Weeks"} {
		if p, err := civil.ParsePeriod(bad); !errors.Is(err, fault.Invalid) {
			t.Errorf("ParsePeriod(%q) = %v, %v; want fault.Invalid", bad, p, err)
		}
	}
}

func TestWorkingDaysCount(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d, n := anyDate(t), rapid.IntRange(1, 60).Draw(t, "n")
		end := civil.AddWorkingDays(d, n)
		count := 0
		for x := d.AddDays(1); !x.After(end); x = x.AddDays(1) {
			if civil.IsWorkingDay(x) {
				count++
			}
		}
		if count != n || !civil.IsWorkingDay(end) {
			t.Fatalf("%d working days after %s is %s, which counts %d", n, d, end, count)
		}
		if civil.IsWorkingDay(d) && civil.AddWorkingDays(end, -n) != d {
			t.Fatalf("%d working days before %s is not %s", n, end, d)
		}
		next := civil.NextWorkingDay(d)
		if !civil.IsWorkingDay(next) || next.Before(d) || d.DaysUntil(next) > 5 {
			t.Fatalf("the working day from %s is %s", d, next)
		}
	})
}

func TestCalendarIsSafeForConcurrentUse(t *testing.T) {
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for year := 2300; year < 2320; year++ {
				civil.IsWorkingDay(civil.New(year, 1, 1))
			}
		})
	}
	wg.Wait()
}
