package portal_test

import (
	"strings"
	"testing"

	"forvag/portal/portaltest"
)

// TestServicePageSaysAllThatItCosts holds that the page tells both what the service costs and what the fee covers, and the amount once.
func TestServicePageSaysAllThatItCosts(t *testing.T) {
	visitor := portaltest.New(t).Visitor(t)
	for _, tt := range []struct {
		service string
		want    []string
		once    string
	}{
		{"tradfallning", []string{"Testet är gratis.", "Du får en faktura efter beslutet"}, "3 100 kr"},
		{"allman-handling", []string{"Att läsa är gratis", "Porto kan komma till."}, "50 kr"},
		{"felanmalan", []string{"Det kostar inget."}, "Det kostar inget."},
	} {
		text := strings.Join(portaltest.Texts(visitor.Get("/tjanster/"+tt.service).All("dd")), "\n")
		for _, want := range tt.want {
			if !strings.Contains(text, want) {
				t.Errorf("%s: the page does not say %q in %q", tt.service, want, text)
			}
		}
		if n := strings.Count(text, tt.once); n != 1 {
			t.Errorf("%s: %q stands %d times, want once in %q", tt.service, tt.once, n, text)
		}
	}
}

// TestCostIsSaidOnce holds that what a service costs, and what its fee covers, together say nothing twice.
func TestCostIsSaidOnce(t *testing.T) {
	site := portaltest.New(t)
	visitor := site.Visitor(t)
	for _, s := range site.Catalog.Services() {
		for _, text := range portaltest.Texts(visitor.Get("/tjanster/" + s.ID).All("dd")) {
			said := map[string]bool{}
			for sentence := range strings.SplitSeq(strings.TrimSuffix(text, "."), ". ") {
				if said[sentence] {
					t.Errorf("%s says twice %q in %q", s.ID, sentence, text)
				}
				said[sentence] = true
			}
		}
	}
}
