package portal_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"forvag/internal/identity"
	"forvag/portal/portaltest"
)

// TestWhoReadTheCase has two officers open a case on two days. The resident meets them by role alone, an officer by name.
func TestWhoReadTheCase(t *testing.T) {
	site := portaltest.New(t)
	id := site.Case(portaltest.Leave()).Case
	officer := func(name string) identity.Principal {
		p := identity.Principal{Kind: identity.Officer, Actor: site.Staff(name), Assurance: identity.AssuranceSubstantial}
		p.Grants, _ = site.Municipality.Grants(p.Actor)
		return p
	}
	johan, lena := officer("Johan Ekblad"), officer("Lena Hedström")
	read := func(p identity.Principal, times int) {
		t.Helper()
		for range times {
			p.On = site.Today()
			if _, err := site.Cases.Case(t.Context(), p, id); err != nil {
				t.Fatal(err)
			}
			site.Pass(time.Minute)
		}
	}
	read(johan, 3)
	read(lena, 1)
	site.Pass(24 * time.Hour)
	read(johan, 1)

	readers := func(page *portaltest.Page) (rows []string) {
		for _, row := range page.Want(http.StatusOK).ByID("part-readers").All("li") {
			rows = append(rows, strings.Join(portaltest.Texts(append(row.All("p")[:1], row.All("span")...)), " | "))
		}
		return rows
	}
	want := []string{
		"Beslutsfattare | Barn- och utbildningsnämnden | Läste ärendet | i dag 09.04",
		"Registrator | Barn- och utbildningsnämnden | Läste ärendet | i går 09.03",
		"Beslutsfattare | Barn- och utbildningsnämnden | Läste ärendet 3 gånger | senast i går 09.02",
	}
	if rows := readers(site.LogIn(t, "Anna Lindqvist").Get("/arenden/" + string(id))); !slices.Equal(rows, want) {
		t.Errorf("a party reads %q, want %q", rows, want)
	}
	want = []string{
		"Samira Haddad | Handläggare, Barn- och utbildningsnämnden | Läste ärendet | i dag 09.05",
		"Johan Ekblad | Beslutsfattare, Barn- och utbildningsnämnden | Läste ärendet | i dag 09.04",
		"Lena Hedström | Registrator, Barn- och utbildningsnämnden | Läste ärendet | i går 09.03",
		"Johan Ekblad | Beslutsfattare, Barn- och utbildningsnämnden | Läste ärendet 3 gånger | senast i går 09.02",
	}
	if rows := readers(site.LogIn(t, "Samira Haddad").Get("/handlaggning/" + string(id))); !slices.Equal(rows, want) {
		t.Errorf("an officer reads %q, want %q", rows, want)
	}
}

// TestAnOfficerWithProtectedData writes to a resident, who is not told the name; a colleague is.
func TestAnOfficerWithProtectedData(t *testing.T) {
	site := portaltest.New(t)
	id := site.Case(portaltest.Leave()).Case
	site.Municipality.Officer(site.Staff("Johan Ekblad")).NameHidden = true
	site.LogIn(t, "Johan Ekblad").Get("/handlaggning/"+string(id)).Form("/meddelande").Set("meddelande-text", "Tack för din ansökan.").Submit().Want(http.StatusOK)
	if words := site.LogIn(t, "Anna Lindqvist").Get("/arenden/" + string(id)).Text(); strings.Contains(words, "Johan Ekblad") || !strings.Contains(words, "En tjänsteperson") {
		t.Errorf("the resident reads %s", words)
	}
	if words := site.LogIn(t, "Samira Haddad").Get("/handlaggning/" + string(id)).Text(); !strings.Contains(words, "Johan Ekblad") {
		t.Errorf("the colleague reads %s", words)
	}
}
