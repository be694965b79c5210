package portal

import (
	"testing"

	"forvag/internal/casework"
	"forvag/internal/civil"
	"forvag/internal/locale"
)

// TestWhatItMeansForTheTimeToAppealThatADecisionIsUnread: the time waits for nobody where it runs from an announcement, and there is none where nothing can be appealed.
func TestWhatItMeansForTheTimeToAppealThatADecisionIsUnread(t *testing.T) {
	r := &request{caller: caller{lang: locale.SV}}
	announced := civil.Must("2026-03-04")
	for _, test := range []struct {
		name string
		d    casework.Decision
		want string
	}{
		{"on the merits", casework.Decision{Appeal: casework.Merits}, "Tiden att överklaga har inte börjat för den personen: den räknas från den dag då hen får beslutet."},
		{"on the merits, announced", casework.Decision{Appeal: casework.School, Announced: announced},
			"Tiden att överklaga har inte börjat för den personen: den räknas från den dag då hen får beslutet."},
		{"legality", casework.Decision{Appeal: casework.Legality, Announced: announced},
			"Tiden att överklaga räknas från anslaget, också för den som inte har läst beslutet. Sista dagen är 25 mars 2026."},
		{"legality, not announced", casework.Decision{Appeal: casework.Legality}, "Tiden att överklaga börjar när beslutet anslås, också för den som inte har läst det."},
		{"planning", casework.Decision{Appeal: casework.Planning, Announced: announced},
			"Tiden att överklaga räknas från anslaget, också för den som inte har läst beslutet. Sista dagen är 1 april 2026."},
		{"planning, not announced", casework.Decision{Appeal: casework.Planning}, "Tiden att överklaga har inte börjat för den personen: den räknas från den dag då hen får beslutet."},
		{"no appeal", casework.Decision{Appeal: casework.Unappealable}, "Beslutet går inte att överklaga."},
	} {
		if got := r.appealUnread(test.d, "p1"); got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}
