package knowledge

import (
	"testing"

	"forvag/internal/locale"
)

func TestSlips(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"forsorjningstod", "forsorjningsstod", true},
		{"fardtjensten", "fardtjansten", true},
		{"snorojnig", "snorojning", true},
		{"bilbiotek", "bibliotek", true},
		{"snorjnig", "snorojning", false}, // two letters are gone
		{"baten", "boter", false},         // two are others
		{"pasport", "passport", true},
		{"bygglvo", "bygglov", true},
		{"bygglov", "bygglov", false},
		{"skola", "skor", false},
	} {
		if got := slip(c.a, c.b); got != c.want {
			t.Errorf("%s, %s: got %v", c.a, c.b, got)
		}
		if got := slip(c.b, c.a); got != c.want {
			t.Errorf("%s, %s: got %v", c.b, c.a, got)
		}
	}
}

// A long word with a slip in it leads where the right one does, and a word that the texts have is itself.
func TestMisspeltWordsAreKnown(t *testing.T) {
	m := NewMemory(
		Chunk{ID: "a#0", Document: "a", Lang: locale.SV, Title: "Vem får färdtjänst?", Text: "Färdtjänsten är för den som inte kan resa själv."},
		Chunk{ID: "b#0", Document: "b", Lang: locale.SV, Title: "Hur hög är avgiften?", Text: "Avgiften beror på inkomsten."},
	)
	for ask, want := range map[string]string{"gäller färdtjensten här": "a", "färdtjnsten": "a", "avigften": "b", "avgiften": "b"} {
		hits, err := m.Search(t.Context(), Query{Lang: locale.SV, Text: ask})
		if err != nil || len(hits) == 0 || hits[0].Chunk.Document != want {
			t.Errorf("%q: got %v, %v", ask, hits, err)
			continue
		}
		if e := hits[0].Evidence; e.Text == 0 || e.Unknown != 0 && ask != "gäller färdtjensten här" {
			t.Errorf("%q: got evidence %+v", ask, e)
		}
	}
}
