package portal_test

import (
	"net/http"
	"strings"
	"testing"

	"forvag/internal/casework"
	"forvag/internal/identity"
	"forvag/internal/municipality"
	"forvag/portal/portaltest"
)

// An officer whose id is not the register's is kept, by their personal number, from what concerns their own club, and told what to do instead.
func TestOfficerIsKeptFromTheirOwn(t *testing.T) {
	w := newWorld(t)
	lars, err := w.Residents.Number(t.Context(), portaltest.PersonID(chair))
	if err != nil {
		t.Fatal(err)
	}
	w.hire("000993", "Ny Handläggare", municipality.Grant{Board: "BN", Role: municipality.Role(identity.CaseOfficer)})
	w.Municipality.Staff[len(w.Municipality.Staff)-1].Number = lars
	p := w.resident(portaltest.PersonID(chair))
	p.For = identity.Mandate{Org: club}
	made, err := w.Cases.Submit(t.Context(), p, casework.Submission{Key: "club", Type: "bygglov", Title: "Nytt klubbhus", Answers: []byte(`{}`),
		Parties: []casework.Party{{Org: club, Role: identity.Applicant}}})
	if err != nil {
		t.Fatal(err)
	}
	other := w.Case(portaltest.Permit())

	c := w.LogIn(t, "Ny Handläggare")
	if page := c.Get("/handlaggning/" + string(made.Case)); page.Status != http.StatusForbidden || !strings.Contains(page.Text(), "Säg till registratorn") {
		t.Errorf("their own club's case: %d", page.Status)
	}
	if list := c.Get("/handlaggning?lista=all").Text(); strings.Contains(list, made.Diary.String()) || !strings.Contains(list, other.Diary.String()) {
		t.Error("their list is not all cases but those of their own club")
	}
	lena := w.LogIn(t, "Lena Hedström")
	page := lena.Get("/handlaggning/" + string(made.Case))
	page.Form("/tilldela").Set("tilldela-to", string(portaltest.PersonID("000993"))).Submit().Want(http.StatusUnprocessableEntity)
	if got := w.File(made.Case).Case.Assignee; got != "" {
		t.Errorf("given to %s", got)
	}
	page = lena.Get("/handlaggning/" + string(other.Case))
	page.Form("/tilldela").Set("tilldela-to", string(portaltest.PersonID("000993"))).Submit().Want(http.StatusOK)
	if strings.Contains(w.log.String(), lars.Digits()[8:]) {
		t.Error("the log holds the officer's number")
	}
}
