package portal_test

import (
	"strings"
	"testing"

	"forvag/internal/casework"
	"forvag/portal/portaltest"
)

// TestReasonsAreWrittenForTheParty: what the rules tell the officer is shown to the officer, and never put into the reasons that the party reads.
func TestReasonsAreWrittenForTheParty(t *testing.T) {
	const note, grounds = "Väg skälet mot barnets skolgång.", "Ledigheten är högst tio skoldagar."
	for name, c := range map[string]struct {
		rec  casework.Recommendation
		want string
	}{
		"grounds of their own":  {casework.Recommendation{Outcome: casework.Granted, Note: note, Grounds: casework.Grounds{Circumstances: grounds}}, grounds},
		"a person must judge":   {casework.Recommendation{Note: note}, ""},
		"said to nobody knows":  {casework.Recommendation{Outcome: casework.Granted, Grounds: casework.Grounds{Circumstances: note}}, ""},
		"grant without grounds": {casework.Recommendation{Outcome: casework.Granted, Note: note}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			site := portaltest.New(t)
			in := portaltest.Leave()
			c.rec.Type = "short_leave"
			in.Recommendation = &c.rec
			page := site.LogIn(t, johan).Get(path(site.Case(in)))
			if got := page.Form("/besluta").Value("besluta-circumstances"); got != c.want {
				t.Errorf("the reasons begin as %q, want %q", got, c.want)
			}
			if !strings.Contains(page.Find("", "class=proposal").Text(), note) {
				t.Error("the officer does not see what the rules say to them")
			}
		})
	}
}

// TestNoServiceGivesThePartyWhatIsSaidToTheOfficer looks at every recommendation that is carried.
func TestNoServiceGivesThePartyWhatIsSaidToTheOfficer(t *testing.T) {
	site := portaltest.New(t)
	for _, s := range site.Catalog.Services() {
		if s.Recommendation == nil {
			continue
		}
		for _, v := range s.Recommendation.Verdicts {
			if v.Grounds == v.Say && !v.Say.IsZero() {
				t.Errorf("%s: the party reads what is said to the officer: %q", s.ID, v.Say.SV)
			}
			for _, order := range []string{"Bevilja", "Kontrollera", "Utred", "Pröva", "Läs "} {
				if strings.HasPrefix(v.Grounds.SV, order) || strings.Contains(v.Grounds.SV, ". "+order) {
					t.Errorf("%s: the grounds tell the officer what to do: %q", s.ID, v.Grounds.SV)
				}
			}
		}
	}
}
