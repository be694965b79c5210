package main

import (
	"strings"
	"testing"
	"time"

	"forvag/internal/catalog"
	"forvag/internal/identity"
	"forvag/internal/municipality"
	"forvag/portal"
)

// TestSecretCasesHaveSomebodyToOpenThem: who writes kommun.yaml is told of a board whose secret cases nobody may open.
func TestSecretCasesHaveSomebodyToOpenThem(t *testing.T) {
	m := municipality.Default()
	cat, err := catalog.Load(portal.Services(), options(m, time.Now))
	if err != nil {
		t.Fatal(err)
	}
	if got := uncleared("kommun.yaml", m, cat); len(got) > 0 {
		t.Errorf("the demo's staff: %v", got)
	}
	for i := range m.Staff {
		for j := range m.Staff[i].Grants {
			if g := &m.Staff[i].Grants[j]; g.Board == "KS" && identity.Role(g.Role) != identity.Registrar {
				g.Secrecy = false
			}
		}
	}
	got := uncleared("kommun.yaml", m, cat)
	if len(got) != 1 || !strings.Contains(got[0].String(), "feriearbete") || !strings.Contains(got[0].String(), "KS") {
		t.Errorf("where only the registrar is cleared: %v", got)
	}
}
