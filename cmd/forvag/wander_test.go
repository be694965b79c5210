package main

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"forvag/portal/portaltest"
)

// TestNothingThatIsSentBreaksThePortal has people press everything in the demo municipality and write anything: no answer is the program's fault, none
// lacks its text, and each comes to an end.
func TestNothingThatIsSentBreaksThePortal(t *testing.T) {
	tw := newTown(t, storage{Data: t.TempDir()}) // its own: what people do here would meet other tests
	for i, who := range []struct {
		name  string
		start []string
	}{
		{"", []string{"/", "/tjanster", "/fraga", "/folj"}},
		{"Anna Lindqvist", []string{"/", "/arenden", "/tjanster", "/konto"}},
		{"Tomasz Kowalczyk", []string{"/arenden", "/tjanster", "/konto"}},
		{"Kerstin Wallgren", []string{"/handlaggning", "/handlaggning?lista=all"}},
		{"Samira Haddad", []string{"/handlaggning?lista=all", "/handlaggning/granskning"}},
		{"Tomas Berglund", []string{"/handlaggning?lista=all", "/handlaggning/lokaler"}},
	} {
		t.Run(who.name, func(t *testing.T) {
			visitor := portaltest.Visit(t, tw.url())
			if who.name != "" {
				in := false
				for _, b := range visitor.Get("/logga-in").All("button", "name=person") {
					if strings.HasPrefix(b.Text(), who.name) {
						visitor.Post("/logga-in/demo", url.Values{"person": {b.Attr("value")}}).Want(http.StatusOK)
						in = true
					}
				}
				if !in {
					t.Fatalf("nobody is called %s", who.name)
				}
			}
			portaltest.Wander{
				Start: who.start, Steps: 250, Patience: 20 * time.Second,
				Leave: func(path string) bool {
					return strings.HasPrefix(path, "/logga-") || strings.HasPrefix(path, "/demo/") || strings.HasPrefix(path, "/sprak")
				},
			}.Run(visitor, uint64(i+1))
		})
	}
}
