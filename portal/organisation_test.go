package portal_test

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"forvag/internal/casework"
	"forvag/internal/catalog"
	"forvag/internal/dbx"
	"forvag/internal/dbx/dbtest"
	"forvag/internal/identity"
	"forvag/internal/residents"
	"forvag/portal"
	"forvag/portal/portaltest"
)

// The sports club, its chair, and who becomes its treasurer.
const club identity.OrgID = "01900000-0000-7000-8000-0000000b0002"

const clubNumber, chair, treasurer = "899999-9991", "001201", "000101"

// signs lets the register say that somebody signs for the club, from a day to a day.
func (w *world) signs(digits, since, until string) {
	w.t.Helper()
	rows := fmt.Sprintf("organisation;person;since;until\n%s;%s;%s;%s\n", clubNumber, w.numberOf(portaltest.PersonID(digits)), since, until)
	report, err := w.Residents.Import(w.t.Context(), residents.Signatories, residents.CSV, strings.NewReader(rows))
	if err != nil || len(report.Bad) > 0 {
		w.t.Fatal(report, err)
	}
}

// actingFor is the cookie of somebody who has chosen to act for the club; empty where they may not.
func (w *world) actingFor(digits string) string {
	w.t.Helper()
	c := w.logIn(portaltest.PersonID(digits))
	if a := w.post("/konto/foretrad?org="+string(club), c, nil); a.status != 303 {
		return ""
	}
	return c
}

// A change of treasurer breaks nothing: the case is the club's, whoever signs for it today sees it and can go on, and whoever did yesterday does not.
func TestChangeOfTreasurer(t *testing.T) {
	dbtest.Each(t, portaltest.Modules, func(t *testing.T, db *dbx.DB) {
		w := worldOn(t, db, false)
		w.Pass(14 * time.Hour) // until the evening
		w.may(treasurer)
		w.signs(chair, "2020-01-01", "2026-11-24")
		w.signs(treasurer, "2026-11-24", "")
		old, early := w.actingFor(chair), w.actingFor(treasurer)
		if old == "" || early != "" {
			t.Fatalf("today the chair acts (%v) and the treasurer does not (%v)", old != "", early != "")
		}
		p := w.resident(portaltest.PersonID(chair))
		p.For = identity.Mandate{Org: club}
		made, err := w.Cases.Submit(t.Context(), p, casework.Submission{Key: "club", Type: "bygglov", Title: "Nytt klubbhus",
			Answers: []byte(`{}`), Words: "Almby IF 8999999991", Parties: []casework.Party{{Org: club, Role: identity.Applicant}}})
		if err != nil {
			t.Fatal(err)
		}
		page := "/arenden/" + string(made.Case)
		if got := w.get(page, old).status; got != 200 {
			t.Errorf("the chair today: %d", got)
		}
		if got := w.get(page, w.as("Anna")).status; got != 404 {
			t.Errorf("the treasurer today: %d", got)
		}

		w.Pass(2 * time.Hour) // past midnight
		if got := w.get(page, old).status; got != 404 {
			t.Errorf("the chair, still logged in, the day after: %d", got)
		}
		if w.actingFor(chair) != "" {
			t.Error("the chair acts for the club the day after")
		}
		now := w.actingFor(treasurer)
		if a := w.get(page, now); a.status != 200 || !strings.Contains(a.body, "Almby IF") {
			t.Errorf("the treasurer the day after: %d", a.status)
		}
		if a := w.get("/arenden", now); !strings.Contains(a.body, made.Diary.String()) {
			t.Error("the treasurer's list lacks the club's case")
		}
		if got := w.get(page, w.logIn(portaltest.PersonID(treasurer))).status; got != 404 {
			t.Errorf("the treasurer in their own name: %d", got)
		}

		erik := w.logIn(w.Staff("Erik Sandberg"))
		for _, query := range []string{"899999-9991", "8999999991", "16899999-9991", "almby+if"} {
			if a := w.get("/handlaggning?lista=all&q="+query, erik); !strings.Contains(a.body, made.Diary.String()) {
				t.Errorf("the desk does not find the case by %s", query)
			}
		}
	})
}

// An officer registers what an association sent by letter under its number.
func TestRegisterForOrganisation(t *testing.T) {
	w := newWorld(t)
	c := w.LogIn(t, "Erik Sandberg")
	page := c.Get("/handlaggning/nytt")
	page.Form("/handlaggning/nytt").Set("nytt-service", "bygglov", "nytt-heading", "Klubbhus", "nytt-said", "De vill bygga.", "nytt-number", clubNumber,
		"nytt-channel", "letter").Submit()
	rows, _, err := w.Cases.Desk(t.Context(), officerOf(w, "Erik Sandberg"), casework.DeskFilter{List: casework.ListAll, Query: clubNumber})
	if err != nil || len(rows) != 1 {
		t.Fatalf("found %d, %v", len(rows), err)
	}
	want := []casework.Party{{Org: club, Role: identity.Applicant}}
	got := w.File(rows[0].ID).Parties
	got[0].ID = ""
	if !slices.Equal(got, want) {
		t.Errorf("got %+v", got)
	}
}

func officerOf(w *world, name string) identity.Principal {
	p := identity.Principal{Kind: identity.Officer, Actor: w.Staff(name), Assurance: identity.AssuranceSubstantial, On: w.Today()}
	p.Grants, _ = w.Municipality.Grants(p.Actor)
	return p
}

// What only organisations apply for is begun for the one that the reader signs for, chosen among several, and not begun by who signs for none.
func TestServiceForOrganisations(t *testing.T) {
	w := newWorld(t)
	source, err := fs.ReadFile(portal.Services(), "bygglov.yaml")
	if err != nil {
		t.Fatal(err)
	}
	file := strings.Replace(string(source), "who: [resident, company, agent]", "who: [company, agent]", 1)
	var faults []catalog.Fault
	w.Catalog, faults = catalog.Load(fstest.MapFS{"bygglov.yaml": {Data: []byte(file)}}, catalog.Options{Municipality: w.Rules})
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	begin := func(cookie string) answer { return w.post("/tjanster/bygglov/borja", cookie, nil) }
	if a := begin(w.as("Anna")); a.status != 403 || !strings.Contains(a.body, "firmatecknare") {
		t.Errorf("who signs for nobody: %d", a.status)
	}
	tomasz := w.logIn(portaltest.PersonID("001101"))
	if a := begin(tomasz); !strings.HasPrefix(a.location(), "/ansok/") {
		t.Errorf("who signs for one: %d %s", a.status, a.location())
	} else if got := w.get(a.location(), tomasz).status; got != 303 {
		t.Errorf("the form, acting for the firm: %d", got)
	}
	w.signs("001101", "", "")
	both := w.logIn(portaltest.PersonID("001101"))
	a := begin(both)
	if !strings.HasPrefix(a.location(), "/konto?next=") {
		t.Fatalf("who signs for two: %d %s", a.status, a.location())
	}
	if a := w.post("/konto/foretrad?org="+string(club)+"&next=%2Ftjanster%2Fbygglov", both, nil); a.location() != "/tjanster/bygglov" {
		t.Errorf("chosen: %d %s", a.status, a.location())
	}
	if a := begin(both); !strings.HasPrefix(a.location(), "/ansok/") {
		t.Errorf("begun for the chosen one: %d %s", a.status, a.location())
	}
	if _, err := w.Submission(t.Context(), w.resident(portaltest.PersonID("000101")), w.Now(), portal.Form{Service: "bygglov", Key: "k"}); err == nil {
		t.Error("somebody who signs for nobody can fill it in")
	}
}
