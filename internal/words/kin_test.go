package words

import (
	"slices"
	"testing"

	"forvag/internal/locale"
)

func TestKin(t *testing.T) {
	for _, c := range []struct {
		name string
		lang locale.Lang
		text string
		at   int // the word that is looked at
		want string
		is   bool
	}{
		{"what people say leads to what is written", locale.SV, "grabben är sjuk", 0, "barn", true},
		{"and back", locale.SV, "barn", 0, "unge", true},
		{"in the form that says the", locale.SV, "barnet", 0, "unge", true},
		{"but not to another such word", locale.SV, "tallen", 0, "bjork", false},
		{"a phrase", locale.SV, "hur säger jag upp platsen", 1, "uppsagning", true},
		{"half a phrase", locale.SV, "hur säger jag ja", 1, "uppsagning", false},
		{"a phrase too far apart", locale.SV, "säger att de andra sex är upp", 0, "uppsagning", false},
		{"letters with marks are others", locale.SV, "rätta", 0, "skadedjur", false},
		{"letters without may be any", locale.SV, "ratta", 0, "skadedjur", true},
		{"English", locale.EN, "my daughter", 1, "child", true},
		{"the other language", locale.EN, "grabben", 0, "barn", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := Kin(c.lang, Split(c.text))[c.at]; slices.Contains(got, c.want) != c.is {
				t.Errorf("got %v", got)
			}
		})
	}
	if got := Kin("fi", []string{"lapsi"}); len(got) != 1 || got[0] != nil {
		t.Errorf("a language without lists: got %v", got)
	}
}

func TestListsOfKinWithFaults(t *testing.T) {
	for name, text := range map[string]string{"a list of one": "sv:\n  - [barn]\n", "another language": "fi:\n  - [lapsi, muksu]\n"} {
		if _, faults := readKin("kin.yaml", []byte(text)); len(faults) != 1 {
			t.Errorf("%s: got %v", name, faults)
		}
	}
}
