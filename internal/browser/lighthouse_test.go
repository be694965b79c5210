package browser_test

import (
	"strings"
	"testing"

	"forvag/internal/browser"
)

func TestLighthouse(t *testing.T) {
	p := browser.Open(t, site(t, nil)).Goto("/more")
	said := &recorder{TB: t}
	got := p.Lighthouse(said, 100)
	for _, name := range []string{"performance", "accessibility", "best-practices"} {
		if got[name] < 90 {
			t.Errorf("an almost empty page has %s %d; want 90 or more", name, got[name])
		}
	}
	if want := "meta-description"; got["seo"] > 95 || !strings.Contains(strings.Join(said.said, "\n"), want) {
		t.Errorf("a page without description has seo %d and report %q; want below 95 and a report with %q", got["seo"], said.said, want)
	}
}
