package portal_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"forvag/internal/casework"
	"forvag/internal/identity"
	"forvag/portal/portaltest"
)

// TestTitlesInEnglish holds that who reads English can tell their cases apart by what each is about, reads the permit's English name, and the English hours.
func TestTitlesInEnglish(t *testing.T) {
	site := portaltest.New(t)
	mine := []casework.Party{{Person: portaltest.PersonID("001101"), Role: identity.Applicant}}
	for _, c := range []struct{ service, title, want string }{
		{"felanmalan", "Felanmälan: Gatlampa, Granbyvägen 8", "Fault report: Street light, Granbyvägen 8"},
		{"felanmalan", "Felanmälan: Väg, cykelväg eller trottoar, Storgatan 1", "Fault report: Road, cycle path or pavement, Storgatan 1"},
		{"felanmalan", "Felanmälan: Väg", "Fault report: Väg"}, // no choice is called so: it was written
		{"felanmalan", "Felanmälan", "Report a fault outdoors"},
		{"ledighet-elev", "Ledighet från skolan", "Leave from school"},
	} {
		made := site.Case(casework.Submission{Type: c.service, Title: c.title, Parties: mine})
		english := site.LogIn(t, "Tomasz Kowalczyk")
		english.Post("/sprak", url.Values{"lang": {"en"}}).Want(http.StatusOK)
		if got := english.Get("/arenden/" + string(made.Case)).Find("h1").Text(); got != c.want {
			t.Errorf("%q is %q in English, want %q", c.title, got, c.want)
		}
		if row := english.Get("/arenden").Find("a", "href=/arenden/"+string(made.Case)).Text(); row != c.want {
			t.Errorf("%q is listed as %q in English, want %q", c.title, row, c.want)
		}
		if got := site.LogIn(t, "Tomasz Kowalczyk").Get("/arenden/" + string(made.Case)).Find("h1").Text(); got != c.title {
			t.Errorf("%q is %q in Swedish", c.title, got)
		}
	}
	permit := site.Case(portaltest.Permit())
	decides(t, site.LogIn(t, erik).Get(path(permit)).Form("/besluta").
		Set("besluta-type", "permit", "besluta-outcome", "granted", "besluta-circumstances", "Det följer planen.").Submit()).Want(http.StatusOK)
	for lang, want := range map[string][2]string{"sv": {"Bygglov", "08.00–16.30"}, "en": {"Building permit", "08:00–16:30"}} {
		c := site.LogIn(t, "Tomasz Kowalczyk")
		c.Post("/sprak", url.Values{"lang": {lang}}).Want(http.StatusOK)
		page := c.Get("/konto").Want(http.StatusOK)
		if got := page.Find("", "class=permits").Text(); !strings.Contains(got, want[0]) {
			t.Errorf("%s: the permit is told as %q", lang, got)
		}
		if text := page.Find("footer").Text(); !strings.Contains(text, want[1]) {
			t.Errorf("%s: the hours are not %s: %s", lang, want[1], text)
		}
	}
}
