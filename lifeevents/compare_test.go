package lifeevents_test

import (
	"strings"
	"testing"

	"forvag/internal/civil"
	"forvag/internal/identity"
	"forvag/lifeevents"
)

// TestComparingTellsWhatHappened compares two sights of somebody.
func TestComparingTellsWhatHappened(t *testing.T) {
	day := civil.Must("2026-11-23")
	base := lifeevents.Known{Born: civil.Must("2018-03-14"), Home: "a", Here: true, Name: "n", Guardians: []identity.PersonID{"sara"}}
	with := func(change func(*lifeevents.Known)) lifeevents.Known {
		k := base
		change(&k)
		return k
	}
	away := with(func(k *lifeevents.Known) { k.Here, k.Home, k.Left = false, "a", civil.Must("2026-11-01") })
	date := func(day string) civil.Date {
		d, err := civil.Parse(day)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	ptr := func(k lifeevents.Known) *lifeevents.Known { return &k }
	since := func(day string) *lifeevents.Known {
		return ptr(with(func(k *lifeevents.Known) { k.Since = civil.Must(day) }))
	}
	status := func(civilStatus, day string) lifeevents.Known {
		return with(func(k *lifeevents.Known) { k.Civil, k.CivilSince = civilStatus, date(day) })
	}
	for _, test := range []struct {
		name   string
		before *lifeevents.Known
		now    lifeevents.Known
		want   string
	}{
		{"nothing", &base, base, ""},
		{"new in the register", nil, base, "moved_in 2026-11-23"},
		{"newborn", nil, with(func(k *lifeevents.Known) { k.Born = civil.Must("2026-09-01") }), "born 2026-09-01"},
		{"new and dead", nil, with(func(k *lifeevents.Known) { k.Died = civil.Must("2026-09-01") }), ""},
		{"new and elsewhere", nil, with(func(k *lifeevents.Known) { k.Here = false }), ""},
		{"another home", &base, with(func(k *lifeevents.Known) { k.Home = "b" }), "moved_within 2026-11-23"},
		{"the birth was corrected", &base, with(func(k *lifeevents.Known) { k.Born = civil.Must("2018-03-15") }), ""},
		{"died", &base, with(func(k *lifeevents.Known) { k.Died, k.Here = civil.Must("2026-11-02"), false }), "died 2026-11-02"},
		{"moved away", &base, with(func(k *lifeevents.Known) { k.Here, k.Home = false, "" }), "moved_out 2026-11-23"},
		{"still away", &away, with(func(k *lifeevents.Known) { k.Here, k.Home = false, "" }), ""},
		{"had never moved", &away, base, ""},
		{"came back to another home", &away, with(func(k *lifeevents.Known) { k.Home = "b" }), "moved_in 2026-11-23"},
		{"came back after a year", func() *lifeevents.Known { k := away; k.Left = civil.Must("2025-11-01"); return &k }(), base, "moved_in 2026-11-23"},
		{"protected, the home is not known any more", &base, with(func(k *lifeevents.Known) { k.Protected, k.Home = true, "" }), "protection_set 2026-11-23"},
		{"protection lifted, nobody learns that they moved", func() *lifeevents.Known { k := base; k.Protected = true; return &k }(), with(func(k *lifeevents.Known) { k.Home = "b" }), "protection_lifted 2026-11-23"},
		{"another guardian", &base, with(func(k *lifeevents.Known) { k.Guardians = []identity.PersonID{"daniel"} }), "guardian_new daniel 2026-11-23, guardian_ended sara 2026-11-23"},
		{"moved, as the register tells when", &base, with(func(k *lifeevents.Known) { k.Home, k.Since = "b", civil.Must("2026-11-02") }), "moved_within 2026-11-02"},
		{"moved again, and the day is of the move before", since("2026-10-01"), with(func(k *lifeevents.Known) { k.Home, k.Since = "b", civil.Must("2026-10-01") }), "moved_within 2026-11-23"},
		{"the day of the move was corrected", since("2026-10-01"), with(func(k *lifeevents.Known) { k.Since = civil.Must("2026-10-03") }), ""},
		{"moved, on a day to come", &base, with(func(k *lifeevents.Known) { k.Home, k.Since = "b", civil.Must("2026-12-01") }), "moved_within 2026-11-23"},
		{"a birth that is told late", nil, with(func(k *lifeevents.Known) { k.Since = k.Born }), "born 2018-03-14"},
		{"a death that was a mistake", func() *lifeevents.Known { k := away; k.Died = civil.Must("2026-01-02"); k.Left = k.Died; return &k }(), base, ""},
		{"a civil status is told for the first time", &base, status("married", "2026-06-06"), ""},
		{"married", ptr(status("unmarried", "")), status("married", "2026-06-06"), "married 2026-06-06"},
		{"divorced", ptr(status("married", "2016-06-06")), status("divorced", "2026-11-20"), "divorced 2026-11-20"},
		{"widowed", ptr(status("married", "2016-06-06")), status("widowed", "2026-11-20"), ""},
		{"married again", ptr(status("widowed", "2016-06-06")), status("married", ""), "married 2026-11-23"},
		{"never married: it was corrected", ptr(status("married", "2016-06-06")), status("unmarried", ""), ""},
		{"another name", &base, with(func(k *lifeevents.Known) { k.Name = "m" }), "renamed 2026-11-23"},
	} {
		events, known := lifeevents.Compare("alva", test.before, test.now, day)
		var got []string
		for _, e := range events {
			got = append(got, strings.Join(strings.Fields(string(e.Kind)+" "+string(e.Other)+" "+e.Day.String()), " "))
		}
		if g := strings.Join(got, ", "); g != test.want {
			t.Errorf("%s: %q, want %q", test.name, g, test.want)
		}
		if again, _ := lifeevents.Compare("alva", &known, test.now, day.AddDays(1)); len(again) > 0 {
			t.Errorf("%s: seen again, %+v", test.name, again)
		}
	}
}
