package portal_test

import (
	"net/http"
	"slices"
	"testing"

	"forvag/portal/portaltest"
)

// TestCheckAsksOnlyWhatNobodyKnows holds that the guided check takes from the population register what it knows of a reader who has logged in, says
// so, and asks all the same where they want to know it for somebody else.
func TestCheckAsksOnlyWhatNobodyKnows(t *testing.T) {
	site := portaltest.New(t)
	const check, question = "/tjanster/parkeringstillstand/kolla", "Är du folkbokförd här i kommunen?"
	asks := func(p *portaltest.Page) bool { return len(p.Form(check).Options("registered_here")) > 0 }
	known := func(p *portaltest.Page) bool { return slices.Contains(portaltest.Texts(p.All("dt")), question) }

	if p := site.Visitor(t).Get(check); !asks(p) || known(p) {
		t.Errorf("a visitor is asked: %v, told: %v; want asked alone", asks(p), known(p))
	}
	anna := site.LogIn(t, "Anna Lindqvist")
	p := anna.Get(check)
	if asks(p) || !known(p) {
		t.Errorf("a resident is asked: %v, told: %v; want told alone", asks(p), known(p))
	}
	if p = anna.Get(check + "?_fraga=registered_here"); !asks(p) || known(p) {
		t.Errorf("who asks for somebody else is asked: %v, told: %v; want asked alone", asks(p), known(p))
	}
	p = p.Form(check).Set("registered_here", "no").Submit().Want(http.StatusOK)
	if p.ByID("verdict").IsZero() {
		t.Error("the answer for somebody else gives no verdict")
	}
}

// TestAdviceComesFirst holds that where the form only asks a person, what leads the page is the check that may answer without one.
func TestAdviceComesFirst(t *testing.T) {
	visitor := portaltest.New(t).Visitor(t)
	for service, want := range map[string][]string{"eldning": {"Får jag elda?", "Fråga oss"}, "bygganmalan": {"Starta", "Måste jag anmäla arbetet?"}} {
		p := visitor.Get("/tjanster/" + service).Want(http.StatusOK)
		if got := portaltest.Texts(p.Find("aside").All("", "class=ds-button", "class=full")); !slices.Equal(got, want) {
			t.Errorf("%s leads on to %q, want %q", service, got, want)
		}
	}
}

// TestVerdictLeadsWhereItSays holds that the link after a verdict says that the form asks a person, where it does.
func TestVerdictLeadsWhereItSays(t *testing.T) {
	p := portaltest.New(t).Visitor(t).Get("/tjanster/eldning/kolla?fire=other").Want(http.StatusOK)
	links := portaltest.Texts(p.All("a"))
	if want := "Fråga oss, med dina svar ifyllda"; !slices.Contains(links, want) {
		t.Errorf("the verdict leads on to %q, want %q", links, want)
	}
}
