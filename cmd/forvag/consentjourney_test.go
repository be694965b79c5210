package main

import (
	"strings"
	"testing"
	"time"

	"forvag/internal/browser"
	"forvag/internal/casework"
	"forvag/internal/civil"
	"forvag/internal/identity"
	"forvag/internal/residents"
	"forvag/portal"
)

// Two guardians are offered preschool for their child. One fills in the form on a phone, and it waits for the other, who is shown on a desktop what they decide
// together. After a yes it becomes one case, which both find among theirs; after a no it becomes none, and both are told that they answered differently.
func TestGuardiansAnswerTogether(t *testing.T) {
	for name, both := range map[string]bool{"both say yes": true, "one says no": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tw := newTown(t, storage{Data: t.TempDir()})
			tw.neverQueued(t, "Hodan Warsame", "forskola")
			ids := offerBoth(t, tw.instance)
			tw.site.Demo.People = append(tw.site.Demo.People, portal.DemoPerson{ID: residents.DemoID("001002"), Name: "Abdi Warsame"})
			hodan, abdi := tw.visit(t, phone), tw.visit(t, desktop)
			logIn(hodan, "Hodan Warsame")
			hodan.Goto("/erbjudanden/" + ids[residents.DemoID("001001")])
			hodan.WaitText("main", "Ni är två som bestämmer om barnet.")
			follow(hodan, "main [name=way]")
			tw.fillIn(t, hodan, phone, answers{"two_adults": "no", "needs": "no", "support": "no", "has_sibling": "no", "email": "hodan@almby.example", "phone": "070-174 06 05"},
				tw.site.Catalog.Service("forskola"), func(string) {})
			hodan.WaitText("main", "Vi frågar den andra vårdnadshavaren först")
			hodan.Axe(t)
			hodan.Click("main [name=declare]")
			follow(hodan, "main [value=submit]")
			hodan.WaitText("main", "Nu väntar vi på barnets andra vårdnadshavare")
			hodan.Axe(t)
			shoot(hodan, "consent waits")

			logIn(abdi, "Abdi Warsame")
			abdi.Goto("/erbjudanden/" + ids[residents.DemoID("001002")])
			abdi.WaitText("main", "Håller du med?")
			if told := abdi.Text("main"); strings.Contains(told, "hodan@") || strings.Contains(told, "174 06 05") || !strings.Contains(told, "Helst") {
				t.Errorf("Abdi reads %s", told)
			}
			abdi.Axe(t)
			shoot(abdi, "consent asked")
			want := 0
			if both {
				want = 1
				follow(abdi, "main [value=agree]")
				abdi.WaitText("main", "Ni har båda sagt ja")
				abdi.Axe(t)
				waitCase(t, abdi)
			} else {
				follow(abdi, "main [value=decline]")
				for p, who := range map[*browser.Page]string{hodan: "001001", abdi: "001002"} {
					p.Goto("/erbjudanden/" + ids[residents.DemoID(who)])
					p.WaitText("main", "Ni har svarat olika, så ansökan skickas inte.")
					p.Axe(t)
				}
			}
			for _, who := range []string{"001001", "001002"} {
				if n := len(tw.ongoing(t, residents.DemoID(who), "forskola")); n != want {
					t.Errorf("%s has %d cases, want %d", who, n, want)
				}
			}
		})
	}
}

// waitCase loads an offer again until it leads to its case.
func waitCase(t *testing.T, p *browser.Page) {
	t.Helper()
	for until := time.Now().Add(time.Minute); !strings.Contains(p.Text("main"), "Öppna ärendet"); p.Reload() {
		if time.Now().After(until) {
			t.Fatalf("the form is not sent: %s", p.Text("main"))
		}
	}
	shoot(p, "consent case")
}

// ongoing are somebody's cases of a service that are not closed.
func (tw *town) ongoing(t *testing.T, who identity.PersonID, service string) (ids []casework.CaseID) {
	t.Helper()
	me := identity.Principal{Kind: identity.Resident, Actor: who, Assurance: identity.AssuranceSubstantial, On: civil.Today(tw.clock)}
	rows, err := tw.site.Cases.Mine(t.Context(), me, casework.MineFilter{Only: casework.OnlyOngoing, Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		if row.Type.ID == service {
			ids = append(ids, row.Case)
		}
	}
	return ids
}

// neverQueued takes back what somebody has sent to a service's queue and closes it, so that rules see a child who stands in no queue.
func (tw *town) neverQueued(t *testing.T, who, service string) {
	t.Helper()
	given, _, _ := strings.Cut(strings.ToLower(who), " ")
	all := tw.ongoing(t, residents.DemoID(demoPeople[given]), service)
	tw.leaveQueue(t, who, service)
	officer := demoOfficer(tw.instance, "johan")
	ref := func(id casework.CaseID) casework.Ref {
		t.Helper()
		f, err := tw.site.Cases.Case(t.Context(), officer, id)
		if err != nil {
			t.Fatal(err)
		}
		return casework.Ref{ID: id, Version: f.Case.Version}
	}
	for _, id := range all {
		off := casework.NewDecision{Type: "place", Outcome: casework.WrittenOff}
		if err := tw.site.Cases.Decide(t.Context(), officer, ref(id), off); err != nil {
			t.Fatal(err)
		}
		if err := tw.site.Cases.Close(t.Context(), officer, ref(id), ""); err != nil {
			t.Fatal(err)
		}
	}
}
