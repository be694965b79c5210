package casework

import (
	"strings"
	"testing"
	"time"

	"forvag/internal/civil"
)

// TestDisposalTakesWordsOfAnyLength disposes of words about as long as the digest that is left of them.
func TestDisposalTakesWordsOfAnyLength(t *testing.T) {
	for _, kind := range []EventKind{Messaged, Noted} {
		for n := 18; n <= 26; n++ {
			word := strings.Repeat("x", n)
			d, p := Details{Text: word}, Part{Seq: 2, Name: partSaid}
			if kind == Messaged {
				d, p = Details{Message: &Message{ID: "m", Text: word, Party: "p"}}, Part{Seq: 2, Name: partMessage}
			}
			c := closedWith(t, kind, d)
			if err := c.disposeOf([]part{{Part: p}}); err != nil {
				t.Fatalf("%s of %d bytes: %v", kind, n, err)
			}
			if len(c.Stripped) != 1 || strings.Contains(string(c.Stripped[0].Payload), word) {
				t.Errorf("%s of %d bytes: what is to be written is %+v", kind, n, c.Stripped)
			}
			if problems := examine(t.Context(), Stored{Case: c.File.Case, Events: c.File.Events}, nil); len(problems) > 0 {
				t.Errorf("%s of %d bytes: %v", kind, n, problems)
			}
		}
	}
}

func TestDisposalOfWhatIsNotThere(t *testing.T) {
	for name, p := range map[string]Part{"another event": {Seq: 7, Name: partSaid}, "another part": {Seq: 2, Name: partMessage}} {
		c := closedWith(t, Noted, Details{Text: "Called"})
		if err := c.disposeOf([]part{{Part: p}}); err == nil {
			t.Errorf("%s: recorded as disposed of", name)
		}
	}
}

// closedWith is a closed case in which one thing happened.
func closedWith(t *testing.T, kind EventKind, d Details) *Change {
	t.Helper()
	c := &Change{File: &File{Case: Case{ID: "c"}}, at: time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)}
	for _, e := range []Event{{Kind: Submitted, Details: Details{Opening: &Opening{Board: "BN", Title: "Carport", Received: civil.Of(c.at)}}},
		{Kind: kind, Details: d}, {Kind: Closed}} {
		if err := c.system(e.Kind, Parties, e.Details); err != nil {
			t.Fatal(err)
		}
	}
	return c
}
