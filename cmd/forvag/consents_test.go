package main

import (
	"errors"
	"strings"
	"testing"
	"time"

	"forvag/internal/catalog"
	"forvag/internal/civil"
	"forvag/internal/fault"
	"forvag/internal/identity"
	"forvag/internal/residents"
	"forvag/lifeevents"
	"forvag/portal/draft"
)

// offerBoth makes an offer of preschool to both guardians of Ilyas, as a run would have, and returns theirs by person.
func offerBoth(t *testing.T, in *instance) map[identity.PersonID]string {
	t.Helper()
	hodan, abdi, ilyas := residents.DemoID("001001"), residents.DemoID("001002"), residents.DemoID("001004")
	rule, today := in.site.Book.Rule("forskola-uppsokande"), civil.Today(in.clock)
	_, _, err := in.life.Apply(t.Context(), rule, []lifeevents.Effect{{Rule: rule.ID, Hash: rule.Hash, Kind: rule.Effect, Subject: ilyas, Period: "test", Ground: today,
		Receivers: []identity.PersonID{hodan, abdi}, Until: today.AddMonths(3)}}, in.clock())
	if err != nil {
		t.Fatal(err)
	}
	ids := map[identity.PersonID]string{}
	for _, who := range []identity.PersonID{hodan, abdi} {
		all, err := in.life.Waiting(t.Context(), who, today)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range all {
			if r.Period == "test" {
				ids[who] = r.ID
			}
		}
	}
	return ids
}

// TestWhatAllSaidYesToIsAskedOnceMore changes the register between the last yes and the sending.
func TestWhatAllSaidYesToIsAskedOnceMore(t *testing.T) {
	now := civil.Must("2026-11-23").Start().Add(12 * time.Hour)
	for _, tc := range []struct {
		name, table, row string
		state            lifeevents.State
		reason           string
	}{
		{"the child has died", "id;number;given;family;died", "Ilyas;Warsame;2026-11-23", lifeevents.Withdrawn, lifeevents.GroundGone},
		{"the child is protected", "id;number;given;family;protection", "Ilyas;Warsame;marked", lifeevents.Withdrawn, lifeevents.ByOfficer},
		{"the form is gone", "", "", lifeevents.Open, ""},
		{"the service takes none in now", "", "", lifeevents.Open, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			in := almby(t, "", now)
			if err := in.site.Residents.LoadDemo(t.Context()); err != nil {
				t.Fatal(err)
			}
			hodan, abdi, ilyas, day := residents.DemoID("001001"), residents.DemoID("001002"), residents.DemoID("001004"), civil.Today(in.clock)
			ids := offerBoth(t, in)
			form := "no draft"
			if strings.HasPrefix(tc.name, "the service") {
				s := in.site.Catalog.Service("forskola")
				s.Window = &catalog.Window{Closes: "summer_job_opens", Late: catalog.Outside{Hold: true}} // 2 November
				d, err := in.site.Drafts.Start(t.Context(), draft.Owner{Person: string(hodan)}, s.ID, s.Hash, map[string][]string{"child": {string(ilyas)},
					"start": {"2027-02-01"}, "occupation": {"seeking"}, "two_adults": {"no"}, "needs": {"no"}, "support": {"no"}, "first": {"linden"},
					"has_sibling": {"no"}, "phone": {"070-174 06 77"}, "email": {"hodan@almby.example"}})
				if err != nil {
					t.Fatal(err)
				}
				form = d.ID
				if err := in.site.SendHeld(t.Context(), now, lifeevents.Record{Receiver: hodan, Life: lifeevents.Life{Draft: form, Since: day}}); !errors.Is(err, fault.Illegal) {
					t.Fatalf("sent when the service takes none in: %v", err)
				}
			}
			hold := lifeevents.Hold{Draft: form, Others: []identity.PersonID{abdi}, On: day, Until: day.AddDays(21)}
			if err := in.life.Hold(t.Context(), hodan, ids[hodan], hold, now); err != nil {
				t.Fatal(err)
			}
			if err := in.life.Agree(t.Context(), abdi, ids[abdi], now); err != nil {
				t.Fatal(err)
			}
			if tc.table != "" {
				number, err := in.site.Residents.Number(t.Context(), ilyas)
				if err != nil {
					t.Fatal(err)
				}
				row := string(ilyas) + ";" + number.Digits() + ";" + tc.row
				report, err := in.site.Residents.Import(t.Context(), residents.People, residents.CSV, strings.NewReader(tc.table+"\n"+row+"\n"))
				if err != nil || len(report.Bad) > 0 || report.Changed != 1 {
					t.Fatalf("%+v, %v", report, err)
				}
			}
			rec, err := in.life.Find(t.Context(), ids[hodan])
			if err != nil || rec.State != lifeevents.Agreed {
				t.Fatalf("%s, %v", rec.State, err)
			}
			for range 2 { // as when the process dies after the first
				if err := in.sendHeld(t.Context(), rec); err != nil {
					t.Fatal(err)
				}
			}
			rec, err = in.life.Find(t.Context(), ids[hodan])
			if err != nil || rec.State != tc.state || rec.Reason != tc.reason {
				t.Errorf("hers is %s %q, %v; want %s %q", rec.State, rec.Reason, err, tc.state, tc.reason)
			}
			waiting, err := in.life.Reviewing(t.Context(), []string{rec.Rule})
			if err != nil || (len(waiting) == 1) != (tc.reason == lifeevents.ByOfficer) {
				t.Errorf("%d wait for an officer, %v", len(waiting), err)
			}
		})
	}
}
