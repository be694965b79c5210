package portal_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"forvag/internal/identity"
	"forvag/internal/municipality"
	"forvag/lifeevents"
	lifestore "forvag/lifeevents/sqlstore"
	"forvag/portal/portaltest"
)

// TestATrainedOfficerSeesToWhatNobodyWasToldOf goes through the queue: what it shows to whom, and how one is closed.
func TestATrainedOfficerSeesToWhatNobodyWasToldOf(t *testing.T) {
	w := newWorld(t)
	trained := municipality.Grant{Board: "BUN", Role: municipality.Role(identity.CaseOfficer), Secrecy: true, Protected: true}
	w.hire("000993", "Tränad Handläggare", trained)
	elsa, anna := portaltest.PersonID("000103"), portaltest.PersonID("000101")
	id := w.Left(firstPlace, elsa, anna)
	as := w.logIn(portaltest.PersonID("000993"))
	list := w.get("/handlaggning/granskning", as)
	if list.status != http.StatusOK || !strings.Contains(list.body, "/handlaggning/granskning/"+id) || !strings.Contains(list.body, "Plats i förskola när barnet är ett halvår") {
		t.Errorf("the queue answers %d without what waits", list.status)
	}
	if strings.Contains(list.body, "Elsa") || strings.Contains(list.body, "Lindqvist") {
		t.Error("the queue names people before anybody's reading is logged")
	}
	if desk := w.get("/handlaggning", as); !strings.Contains(desk.body, "/handlaggning/granskning") {
		t.Error("the desk does not lead to the queue")
	}
	page := w.get("/handlaggning/granskning/"+id, as)
	for _, want := range []string{"Elsa", "Anna Lindqvist", "Barnet har inte fyllt ett år.", "Ålder, månader", "/handlaggning/nytt?tjanst=forskola"} {
		if !strings.Contains(page.body, want) {
			t.Errorf("the review does not say %q", want)
		}
	}
	if page.header.Get("Cache-Control") != "no-store" {
		t.Error("a page about protected people may be kept")
	}
	before, err := w.Reviews.ReadReview(t.Context(), id, "somebody", w.Now())
	if err != nil || len(before) != 1 || before[0].By == "" {
		t.Errorf("logged are %+v, %v", before, err)
	}
	if page := w.get("/handlaggning/granskning/"+id, as); !strings.Contains(page.body, "Lästes tidigare av") {
		t.Error("the review does not tell who has read it")
	}

	close := func(form url.Values) answer {
		return w.do(ask{method: "POST", path: "/handlaggning/granskning/" + id, cookie: as, form: form})
	}
	if a := close(url.Values{"how": {"by_hand"}}); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, "Skriv vad du gjorde och varför.") {
		t.Errorf("closed without words: %d", a.status)
	}
	if a := close(url.Values{"how": {"taken"}, "note": {"x"}}); a.status != http.StatusUnprocessableEntity {
		t.Errorf("closed in a way that there is not: %d", a.status)
	}
	if a := close(url.Values{"how": {"by_hand"}, "note": {"Ringde förskolan."}}); a.status != http.StatusSeeOther {
		t.Fatalf("closed: %d", a.status)
	}
	if a := close(url.Values{"how": {"by_hand"}, "note": {"Ringde förskolan."}}); a.status != http.StatusConflict {
		t.Errorf("closed twice: %d", a.status)
	}
	rec, err := w.Reviews.Review(t.Context(), id)
	if err != nil || rec.State != lifeevents.Done || rec.Reason != lifeevents.ByHand || rec.Note != "Ringde förskolan." || rec.By == "" {
		t.Errorf("%+v, %v", rec, err)
	}
	if page := w.get("/handlaggning/granskning/"+id, as); !strings.Contains(page.body, "Ringde förskolan.") || strings.Contains(page.body, `name="how"`) {
		t.Error("a closed review does not say how it ended, or can be closed again")
	}
}

// TestAReviewLeadsToTheCaseThatWasOpenedBeforeIt shields what a case was being opened for.
func TestAReviewLeadsToTheCaseThatWasOpenedBeforeIt(t *testing.T) {
	w := newWorld(t)
	w.hire("000993", "Tränad Handläggare", municipality.Grant{Board: "BUN", Role: municipality.Role(identity.CaseOfficer), Secrecy: true, Protected: true})
	id := w.Left(firstPlace, portaltest.PersonID("000103"), portaltest.PersonID("000101"))
	store := w.Reviews.(*lifestore.Store)
	for _, c := range []lifeevents.Change{lifeevents.GroundLost{}, lifeevents.Ground{Kind: lifeevents.Case}, lifeevents.Ground{Kind: lifeevents.Review}, lifeevents.Opened{Case: "c1"}} {
		if _, err := store.Change(t.Context(), id, c, w.Now()); err != nil {
			t.Fatal(err)
		}
	}
	as := w.logIn(portaltest.PersonID("000993"))
	if list := w.get("/handlaggning/granskning", as); !strings.Contains(list.body, id) || strings.Contains(list.body, "⟦") {
		t.Error("it is not in the queue, or is there without words")
	}
	page := w.get("/handlaggning/granskning/"+id, as)
	if !strings.Contains(page.body, `href="/handlaggning/c1"`) || !strings.Contains(page.body, `name="how"`) {
		t.Errorf("%d: the review does not lead to the case, or cannot be closed", page.status)
	}
	if strings.Contains(page.body, "/handlaggning/nytt?tjanst=") {
		t.Error("the review asks for a second case")
	}
}

// TestNobodySeesToWhatConcernsThemself leaves something to an officer that is about the home of one (FL 16 §), and to one of another board.
func TestNobodySeesToWhatConcernsThemself(t *testing.T) {
	w := newWorld(t)
	trained := municipality.Grant{Board: "BUN", Role: municipality.Role(identity.CaseOfficer), Secrecy: true, Protected: true}
	w.hire("000102", "Mikael Lindqvist", trained) // Elsa's father
	elsewhere := trained
	elsewhere.Board = "SN"
	w.hire("000993", "Annan Nämnd", elsewhere)
	id := w.Left(firstPlace, portaltest.PersonID("000103"), portaltest.PersonID("000101"))
	father, other := w.logIn(portaltest.PersonID("000102")), w.logIn(portaltest.PersonID("000993"))
	for _, method := range []string{"GET", "POST"} {
		q := ask{method: method, path: "/handlaggning/granskning/" + id, form: url.Values{"how": {"by_hand"}, "note": {"x"}}}
		if q.cookie = father; w.do(q).status != http.StatusForbidden {
			t.Errorf("%s by the child's father: %d", method, w.do(q).status)
		}
		if q.cookie = other; w.do(q).status != http.StatusNotFound {
			t.Errorf("%s by an officer of another board: %d", method, w.do(q).status)
		}
	}
	if page := w.get("/handlaggning/granskning", other); page.status != http.StatusOK || strings.Contains(page.body, id) {
		t.Errorf("an officer of another board finds it in the queue: %d", page.status)
	}
}
