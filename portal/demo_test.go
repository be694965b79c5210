package portal_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"forvag/internal/civil"
	"forvag/lifeevents"
	"forvag/portal"
	"forvag/portal/portaltest"
)

// TestDemoVisitorIsWhoWasOffered holds that a visitor may be one of those who were just offered something, and nobody else who is in no story.
func TestDemoVisitorIsWhoWasOffered(t *testing.T) {
	robin, ewa := portaltest.PersonID("001401"), portaltest.PersonID("001102")
	s := portaltest.New(t)
	s.Demo.Offered = func(context.Context, civil.Date) ([]lifeevents.Record, error) {
		return []lifeevents.Record{{Rule: "trygghetslarm", Receiver: robin}}, nil
	}
	s.Demo.Leap = func(context.Context, civil.Date) error { return nil }
	s.Demo.Lately = func() *portal.Lately {
		return &portal.Lately{Since: civil.Must("2026-11-01"), Happened: map[lifeevents.EventKind]int{lifeevents.Born: 1, lifeevents.Died: 3}, Offers: 12}
	}
	visitor := s.Visitor(t)
	page := visitor.Get("/logga-in").Want(http.StatusOK)
	for _, want := range []string{"Robin Ek", "Trygghetslarm", "Detta har hänt sedan 1 november 2026: en föddes, 3 dog, 12 erbjudanden gick ut."} {
		if !strings.Contains(page.Text(), want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	visitor.Post("/logga-in/demo", url.Values{"person": {string(ewa)}}).Want(http.StatusNotFound)
	if got := visitor.Post("/logga-in/demo", url.Values{"person": {string(robin)}}).Want(http.StatusOK).URL.Path; got != "/arenden" {
		t.Errorf("at %s", got)
	}
}
