package words_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"forvag/internal/locale"
	"forvag/internal/words"
)

func TestSplitAndFold(t *testing.T) {
	if diff := cmp.Diff([]string{"får", "jag", "bygga", "2", "altaner"}, words.Split("Får jag bygga 2 altaner?")); diff != "" {
		t.Error(diff)
	}
	for text, want := range map[string]string{"Åäö": "aao", "Förskola": "forskola", "idé": "ide", "a\u030alder": "alder"} {
		if got := words.Fold(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

func TestParts(t *testing.T) {
	vocabulary := []string{"bygg", "lov", "ansokan", "skola", "skol", "skjuts", "barn", "omsorg", "avgift", "kommun"}
	known := func(w string) string {
		if slices.Contains(vocabulary, w) {
			return w
		}
		return ""
	}
	for _, tc := range []struct {
		lang       locale.Lang
		name, word string
		want       []string
	}{
		{locale.SV, "two", "bygglov", []string{"bygg", "lov"}},
		{locale.SV, "three, with a link", "bygglovsansokan", []string{"bygg", "lov", "ansokan"}},
		{locale.SV, "a link", "barnomsorgsavgift", []string{"barn", "omsorg", "avgift"}},
		{locale.SV, "a word of its own", "skola", nil},
		{locale.SV, "half known", "byggherre", nil},
		{locale.SV, "short", "lov", nil},
		{locale.EN, "English", "bygglov", nil},
	} {
		if diff := cmp.Diff(tc.want, words.Parts(tc.lang, tc.word, known)); diff != "" {
			t.Errorf("%s: %s", tc.name, diff)
		}
	}
}

// Whatever words are put together, the compound falls apart into words that there are.
func TestPartsAreKnown(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		vocabulary := rapid.SliceOfNDistinct(rapid.StringMatching(`[a-e]{3,5}`), 2, 6, rapid.ID).Draw(t, "vocabulary")
		known := func(w string) string {
			if slices.Contains(vocabulary, w) {
				return w
			}
			return ""
		}
		link := rapid.SampledFrom([]string{"", "s"}).Draw(t, "link")
		word := vocabulary[0] + link + vocabulary[1]
		parts := words.Parts(locale.SV, word, known)
		if len(parts) < 2 {
			t.Fatalf("%q: %v", word, parts)
		}
		for _, p := range parts {
			if known(p) == "" {
				t.Fatalf("%q: %v", word, parts)
			}
		}
	})
}

func TestWordsThatSayNothing(t *testing.T) {
	for _, c := range []struct {
		lang         locale.Lang
		word         string
		common, talk bool
	}{
		{locale.SV, "och", true, true}, {locale.SV, "tycker", false, true}, {locale.SV, "bygglov", false, false},
		{locale.EN, "the", true, true}, {locale.EN, "please", false, true}, {locale.EN, "permit", false, false}, {"fi", "och", false, false},
	} {
		if words.Common(c.lang, c.word) != c.common || words.Talk(c.lang, c.word) != c.talk {
			t.Errorf("%s %q: got %v and %v", c.lang, c.word, words.Common(c.lang, c.word), words.Talk(c.lang, c.word))
		}
	}
}
