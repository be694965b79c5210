package knowledge

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestSentenceEnds(t *testing.T) {
	for _, tc := range []struct {
		name, text string
		want       []string
	}{
		{"none", "", nil},
		{"one without mark", "Ring oss", []string{"Ring oss"}},
		{"marks", "Ja. Nej! Varför? Så är det.", []string{"Ja.", "Nej!", "Varför?", "Så är det."}},
		{"abbreviations", "Öppet t.ex. Julafton kl. 8.30 enl. 3 kap. 2 § m.m. Ring.", []string{"Öppet t.ex. Julafton kl. 8.30 enl. 3 kap. 2 § m.m.", "Ring."}},
		{"a capital", "Fråga A. Öst. Han vet.", []string{"Fråga A. Öst.", "Han vet."}},
		{"quotes", "Hon sa: ”Nej.” Sedan gick hon.", []string{"Hon sa: ”Nej.”", "Sedan gick hon."}},
		{"a value to come", "Det är så. {setting.x} gäller.", []string{"Det är så.", "{setting.x} gäller."}},
		{"lower case goes on", "Se 2 §. och 3 §. Klart.", []string{"Se 2 §. och 3 §.", "Klart."}},
	} {
		var got []string
		from := 0
		for _, end := range SentenceEnds(tc.text) {
			got = append(got, strings.TrimSpace(tc.text[from:end]))
			from = end
		}
		if diff := cmp.Diff(tc.want, got); diff != "" {
			t.Errorf("%s: %s", tc.name, diff)
		}
	}
}

// However spans are set, cutting them loses no letter and leaves no white space at the ends.
func TestCuttingKeepsAllWords(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		texts := rapid.SliceOfN(rapid.StringMatching(`( ?(Ja|nej|t\.ex|å)[.!?]? ?){0,4}`), 0, 6).Draw(t, "spans")
		var spans []Span
		for i, text := range texts {
			spans = append(spans, Span{Text: text, Strong: i%2 == 1})
		}
		letters := func(s string) string { return strings.Join(strings.Fields(s), "") }
		var got strings.Builder
		for _, s := range sentences(spans) {
			if text := s.Text(); text == "" || strings.TrimSpace(text) != text {
				t.Fatalf("sentence %q", text)
			}
			got.WriteString(s.Text())
		}
		if letters(got.String()) != letters(strings.Join(texts, "")) {
			t.Fatalf("%q became %q", texts, got.String())
		}
	})
}
