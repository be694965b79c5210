package services_test

import (
	"testing"

	"forvag/internal/catalog"
	"forvag/internal/civil"
	"forvag/internal/rules"
)

// dated is a municipality that has set some days.
type dated struct {
	catalog.Municipality
	days map[string]civil.Date
}

func (d dated) Setting(name string, day civil.Date) (rules.Value, bool) {
	if v, ok := d.days[name]; ok {
		return rules.OfDate(v), !v.IsZero()
	}
	return d.Municipality.Setting(name, day)
}

// TestWindows holds, for every service that takes applications for a part of the year, that it is open from its first day to its last, the days themselves
// included, and that readers are told something on either side, in both languages.
func TestWindows(t *testing.T) {
	first, last := civil.Must("2027-02-01"), civil.Must("2027-02-28")
	seen := map[string]bool{}
	for _, s := range load(t).Services() {
		w := s.Window
		if w == nil {
			continue
		}
		seen[s.ID] = true
		early := catalog.BeforeWindow
		if w.Opens == "" {
			early = catalog.InWindow
		}
		for _, tc := range []struct {
			name string
			day  civil.Date
			want catalog.Timing
		}{
			{"a month before", first.AddMonths(-1), early},
			{"the day before the first", first.AddDays(-1), early},
			{"the first day", first, catalog.InWindow},
			{"the last day", last, catalog.InWindow},
			{"the day after the last", last.AddDays(1), catalog.AfterWindow},
			{"half a year after", last.AddMonths(6), catalog.AfterWindow},
		} {
			days := map[string]civil.Date{w.Opens: first, w.Closes: last}
			delete(days, "")
			m := catalog.Moment{Today: tc.day, Municipality: dated{almby(t), days}}
			got, ok := s.Timed(m)
			if !ok || got.Timing != tc.want {
				t.Errorf("%s, %s: %q, %t; want %q", s.ID, tc.name, got.Timing, ok, tc.want)
			}
			if told := got.Title.SV != "" && got.Title.EN != "" && got.Say.SV != "" && got.Say.EN != ""; told != (tc.want != catalog.InWindow) {
				t.Errorf("%s, %s: readers are told %+v", s.ID, tc.name, got.Outside)
			}
		}
		unset := catalog.Moment{Today: first, Municipality: dated{almby(t), map[string]civil.Date{w.Opens: {}, w.Closes: {}}}}
		if got, ok := s.Timed(unset); ok {
			t.Errorf("%s has the window %+v in a municipality that has set no days", s.ID, got)
		}
	}
	for _, id := range []string{"feriearbete", "kulturstipendium", "gala-nominering", "skolval", "skolstart", "modersmal", "skolskjuts"} {
		if !seen[id] {
			t.Errorf("%s has no window", id)
		}
	}
}

// TestWindowIsForSomeForms holds that changing school is no choice that closes.
func TestWindowIsForSomeForms(t *testing.T) {
	s := service(t, "skolval")
	m := catalog.Moment{Today: civil.Must("2027-03-01"), Municipality: dated{almby(t), map[string]civil.Date{
		"school_choice_opens": civil.Must("2027-01-11"), "school_choice_last_day": civil.Must("2027-02-05")}}}
	for _, tc := range []struct {
		matter string
		want   bool
	}{{"start", true}, {"change", false}, {"next", false}, {"", false}} {
		got, ok := s.TimedFor(catalog.Answers{"matter": {Text: tc.matter}}, m)
		if ok != tc.want || ok && got.Timing != catalog.AfterWindow {
			t.Errorf("%q: %+v, %t", tc.matter, got, ok)
		}
	}
}

// TestBarredByAge holds at which ages a child, or a resident, is refused before a form is begun, by service and day.
func TestBarredByAge(t *testing.T) {
	for _, tc := range []struct {
		service, day, born string
		want               bool
	}{
		{"ledighet-elev", "2026-11-23", "2021-12-31", false}, {"ledighet-elev", "2026-11-23", "2022-01-01", true},
		{"ledighet-elev", "2026-11-23", "2009-01-01", false}, {"ledighet-elev", "2026-11-23", "2008-12-31", true},
		{"skolval", "2026-11-23", "2022-12-31", false}, {"skolval", "2026-11-23", "2023-01-01", true},
		{"skolstart", "2026-11-23", "2022-12-31", false}, {"skolstart", "2026-11-23", "2023-01-01", true},
		{"skolskjuts", "2026-11-23", "2022-12-31", false}, {"skolskjuts", "2026-11-23", "2023-01-01", true},
		{"modersmal", "2026-11-23", "2021-12-31", false}, {"modersmal", "2026-11-23", "2022-01-01", true},
		{"fritidshem", "2026-11-23", "2021-12-31", false}, {"fritidshem", "2026-11-23", "2022-01-01", true},
		{"fritidshem", "2026-06-30", "2013-01-01", false}, {"fritidshem", "2026-07-01", "2013-12-31", true},
		{"forskola", "2026-07-31", "2020-01-01", false}, {"forskola", "2026-08-01", "2020-12-31", true},
		{"feriearbete", "2026-11-23", "2011-12-31", false}, {"feriearbete", "2026-11-23", "2012-01-01", true},
		{"feriearbete", "2026-11-23", "2009-01-01", false}, {"feriearbete", "2026-11-23", "2008-12-31", true},
	} {
		m := catalog.Moment{Today: civil.Must(tc.day), Municipality: almby(t), Registered: func(child string) map[catalog.RegisterFact]rules.Value {
			facts := map[catalog.RegisterFact]rules.Value{"person.birth_date": rules.OfDate(civil.Must("1986-04-12"))}
			if child != "" {
				facts["child.birth_date"] = rules.OfDate(civil.Must(tc.born))
			}
			return facts
		}}
		_, closed := service(t, tc.service).Barred([]string{"child"}, m)
		if closed != tc.want {
			t.Errorf("%s on %s, born %s: closed is %t", tc.service, tc.day, tc.born, closed)
		}
	}
}
