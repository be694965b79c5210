package assistant_test

import (
	"strings"
	"testing"

	"forvag/assistant"
	"forvag/internal/civil"
	"forvag/internal/locale"
	"forvag/internal/municipality"
	"forvag/portal/portaltest"
)

// Who asks when a place is open is told of that place as it is on the day; where no place is meant, no other's hours are shown.
func TestOpeningHours(t *testing.T) {
	almby, err := portaltest.Almby()
	if err != nil {
		t.Fatal(err)
	}
	a := assistant.New(assistant.DefaultGuards(), 0)
	for _, c := range []struct {
		name, ask, day string
		lang           locale.Lang
		want           []string // parts of the answer; none where it is refused
	}{
		{"on a day when it is open", "När är återvinningscentralen öppen?", "2026-11-23", locale.SV, []string{"Almby återvinningscentral har öppet i dag, måndag, 12.00–19.00", "Depåvägen 8"}},
		{"on a Sunday", "när öppnar tippen", "2026-11-22", locale.SV, []string{"har stängt i dag, söndag. Nästa öppna dag är måndag, 12.00–19.00"}},
		{"over Christmas", "är tippen öppen", "2026-12-24", locale.SV, []string{"stängt i dag, torsdag. Nästa öppna dag är måndag"}},
		{"in English", "when does the library open", "2026-11-23", locale.EN, []string{"Almby Library is open today, Monday, 09:00–19:00"}},
		{"by its own name", "när öppnar öppna förskolan Tummeliten", "2026-11-23", locale.SV, []string{"Öppna förskolan Tummeliten har öppet i dag"}},
		{"without a name, the municipality's office", "har ni öppet på lördag", "2026-11-23", locale.SV, []string{"Kommunhuset har öppet i dag, måndag"}},
		{"without a name, in English", "are you open at Easter", "2026-11-23", locale.EN, []string{"Town Hall is open today, Monday"}},
		{"a place that there is not", "när är ishallen öppen", "2026-11-23", locale.SV, nil},
		{"a place of somebody else's", "vilka öppettider har gokartbanan", "2026-11-23", locale.SV, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := a.Ask(t.Context(), almby.Search.Contents(civil.Must(c.day)), assistant.Question{Text: c.ask, Lang: c.lang})
			if err != nil {
				t.Fatal(err)
			}
			text := assistant.OpeningText(got.Lang, got.Openings)
			if (got.Outcome == assistant.Answered) != (c.want != nil) || c.want == nil && got.Cause == "" {
				t.Fatalf("got %s %s %q", got.Outcome, got.Cause, text)
			}
			for _, want := range c.want {
				if !strings.Contains(text, want) {
					t.Errorf("got %q, want %q in it", text, want)
				}
			}
		})
	}
}

// A place that is closed for longer than a week names the day when it opens by its date: the day of the week alone would be taken for the nearest one.
func TestAPlaceThatIsClosedForLongTellsTheDate(t *testing.T) {
	tip := municipality.Place{Name: locale.Text{SV: "Tippen", EN: "The tip"}, Address: "Depåvägen 8",
		Hours: []municipality.Hours{{Days: []municipality.Weekday{"monday"}, Open: 12 * 60, To: 19 * 60}}}
	for _, c := range []struct {
		name, next string
		lang       locale.Lang
		want       string
	}{
		{"on the nearest Monday", "2026-12-28", locale.SV, "Tippen har stängt i dag, tisdag. Nästa öppna dag är måndag, 12.00–19.00."},
		{"on the one after", "2027-01-04", locale.SV, "Tippen har stängt i dag, tisdag. Nästa öppna dag är måndag den 4 januari 2027, 12.00–19.00."},
		{"in English", "2027-01-04", locale.EN, "The tip is closed today, Tuesday. It opens next on Monday 4 January 2027, 12:00–19:00."},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := assistant.Opening{Place: tip, Day: civil.Must("2026-12-22"), Next: civil.Must(c.next)}.Lines(c.lang)
			if got[0] != c.want {
				t.Errorf("got %q, want %q", got[0], c.want)
			}
		})
	}
}
