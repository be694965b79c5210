package portal_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"forvag/internal/locale"
	"forvag/portal/portaltest"
)

// TestLateIsNotPromised follows what the one who applied for a building permit reads of the time: the day that the desk keeps, what becomes of it while they
// are asked for something, and once it has passed that the municipality is late, with what they can do.
func TestLateIsNotPromised(t *testing.T) {
	const day = 24 * time.Hour
	site := portaltest.New(t)
	made := site.Case(portaltest.Permit())
	reads := func(lang, when string, wants []string, not ...string) {
		t.Helper()
		c := site.LogIn(t, "Tomasz Kowalczyk")
		if lang == "en" {
			c.Post("/sprak", url.Values{"lang": {"en"}})
		}
		got := c.Get("/arenden/"+string(made.Case)).Find("section", "id=part-now").Text()
		for _, w := range wants {
			if !strings.Contains(got, w) {
				t.Errorf("%s, %s: %q is missing: %s", when, lang, w, got)
			}
		}
		for _, w := range not {
			if strings.Contains(got, w) {
				t.Errorf("%s, %s: %q is said: %s", when, lang, w, got)
			}
		}
	}
	const promise, late, ask = "Du får svar senast", "Du skulle ha fått svar senast ", "eller ring "
	due := locale.Date(locale.SV, site.File(made.Case).Case.Due)
	reads("sv", "in time", []string{promise + " " + due}, late)

	asks := func() {
		t.Helper()
		site.LogIn(t, erik).Get(path(made)).Form("/komplettering").Set("komplettering-what", "Ritning på fasaden").Submit()
	}
	answers := func() {
		t.Helper()
		open := site.File(made.Case).OpenRequest()
		if open == nil {
			t.Fatal("nothing is asked for")
		}
		site.LogIn(t, "Tomasz Kowalczyk").Get("/arenden/"+string(made.Case)).Form("/komplettering/"+string(open.ID)).Set("text", "Här är den.").Submit()
	}
	site.Pass(5 * day)
	asks()
	reads("sv", "asked in time", []string{"räknas från den dag då vi har allt"}, promise, late)
	answers()
	due = locale.Date(locale.SV, site.File(made.Case).Case.Due)
	reads("sv", "answered", []string{promise + " " + due}, late)

	site.Pass(30 * day)
	asks()
	reads("sv", "asked later than what moves the time", []string{"Tiden går även medan vi väntar på dig", due}, late)
	answers()

	site.Pass(60 * day)
	demand := locale.Date(locale.SV, site.File(made.Case).Case.Received.AddMonths(6))
	reads("sv", "after the day", []string{late + due, "ledsna", ask, "förvaltningslagen 11 §", "Har du inte fått svar " + demand}, promise)
	reads("en", "after the day", []string{"You should have had an answer by ", "sorry", "or call ", "section 11", "section 12"}, "You will have an answer by")
	asks()
	reads("sv", "asked when it is late", []string{late + due, "Vi behöver ändå ditt svar"}, promise, "räknas från den dag", "Tiden går")
	answers()
	reads("sv", "answered when it is late", []string{late + due, ask}, promise)

	site.Pass(120 * day)
	reads("sv", "after six months", []string{late + due, "begära att vi avgör det, här på sidan"}, promise, "Har du inte fått svar")
}
