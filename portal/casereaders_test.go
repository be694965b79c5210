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

// TestWhoReadTheCase has two officers open a case on two days, one of them with protected personal data, whom the resident meets by role alone.
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
	site.Municipality.Officer(lena.Actor).NameHidden = true
	read(johan, 3)
	read(lena, 1)
	site.Pass(24 * time.Hour)
	read(johan, 1)

	var rows []string
	page := site.LogIn(t, "Anna Lindqvist").Get("/arenden/" + string(id)).Want(http.StatusOK)
	for _, row := range page.ByID("part-readers").All("li") {
		rows = append(rows, strings.Join(portaltest.Texts(append(row.All("p")[:1], row.All("span")...)), " | "))
	}
	want := []string{
		"Johan Ekblad | Beslutsfattare, Barn- och utbildningsnämnden | Läste ärendet | i dag 09.04",
		"En tjänsteperson | Registrator, Barn- och utbildningsnämnden | Läste ärendet | i går 09.03",
		"Johan Ekblad | Beslutsfattare, Barn- och utbildningsnämnden | Läste ärendet 3 gånger | senast i går 09.02",
	}
	if !slices.Equal(rows, want) {
		t.Errorf("%q, want %q", rows, want)
	}
}
