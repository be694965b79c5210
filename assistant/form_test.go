package assistant

import (
	"testing"

	"forvag/knowledge"
)

func TestPassageInTheFormThatIsAskedFor(t *testing.T) {
	library := &knowledge.Article{Title: "Hur lånar jag på biblioteket?", Passages: []knowledge.Passage{{}, {ID: "oppet", Heading: "Öppettider"}, {ID: "pris", Heading: "Vad kostar det?"}}}
	hall := &knowledge.Article{Title: "När har simhallen öppet, och vad kostar det?", Passages: []knowledge.Passage{{}, {ID: "oppet", Heading: "Öppet på lov"}}}
	english := &knowledge.Article{Title: "How do I borrow books?", Passages: []knowledge.Passage{{}, {ID: "opening", Heading: "Opening hours"}}}
	for _, c := range []struct {
		question string
		article  *knowledge.Article
		want     string
	}{
		{"när öppnar biblioteket", library, "oppet"},
		{"är biblioteket stängt på lördag", library, "oppet"},
		{"vad kostar ett nytt lånekort", library, "pris"},
		{"hur överklagar jag böterna", library, ""},
		{"hur får jag ett lånekort", library, ""},
		{"när är simhallen öppen", hall, ""}, // what the whole article is about
		{"what time does the library open", english, "opening"},
	} {
		got := ""
		if p := formOf(c.question).in(c.article); p != nil {
			got = p.ID
		}
		if got != c.want {
			t.Errorf("%q: got %q, want %q", c.question, got, c.want)
		}
	}
}
