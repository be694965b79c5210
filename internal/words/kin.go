package words

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"forvag/internal/locale"
	"forvag/internal/strict"
)

//go:embed kin.yaml
var kinFile []byte

// kinship is what words of a language also are, as folded words.
type kinship struct {
	// words are by the stem of one word, with the marks on its letters, and plain by the stem without; phrases by the plain stem of the first of several.
	words, plain map[string][]string
	phrases      map[string][]phrase
}

// phrase is several words that stand in their order, as stems, and what they mean.
type phrase struct {
	stems []string
	also  []string
}

var kin = func() map[locale.Lang]*kinship {
	all, faults := readKin("kin.yaml", kinFile)
	if len(faults) > 0 {
		panic(faults[0].String()) // held by a test
	}
	return all
}()

// Kin are, for each of some lower-case words in their order, the folded words that mean much the same in whatever form it stands, or of which it is a
// kind. What a phrase means stands at its first word. Nil where nothing is known.
func Kin(lang locale.Lang, text []string) [][]string {
	k := kin[lang]
	if k == nil {
		return make([][]string, len(text))
	}
	stems := make([]string, len(text))
	for i, w := range text {
		stems[i] = Fold(Stem(lang, w))
	}
	out := make([][]string, len(text))
	for i, stem := range stems {
		if bare, neuter := strings.CutSuffix(text[i], "et"); neuter && lang == locale.SV && k.plain[stem] == nil { // which the stemmer leaves: barnet
			text, stem = slices.Clone(text), Fold(Stem(lang, bare))
			text[i] = bare
		}
		if out[i] = k.words[Stem(lang, text[i])]; Fold(text[i]) == text[i] { // who writes a may mean any of a, å and ä
			out[i] = k.plain[stem]
		}
		for _, p := range k.phrases[stem] {
			if p.begins(stems[i:]) {
				out[i] = slices.Concat(out[i], p.also)
			}
		}
	}
	return out
}

// between is how many other words may stand between two of a phrase: "säger jag då upp".
const between = 2

// begins says whether words, of which the first is the phrase's, go on with the rest of it.
func (p phrase) begins(stems []string) bool {
	at := 0
	for _, want := range p.stems[1:] {
		next := slices.Index(stems[at+1:min(at+2+between, len(stems))], want)
		if next < 0 {
			return false
		}
		at += 1 + next
	}
	return true
}

// readKin reads lists of words and phrases. The first of each list leads to the others, and they to it. A list of fewer than two is a fault.
func readKin(file string, data []byte) (map[locale.Lang]*kinship, []strict.Fault) {
	var f struct {
		SV [][]string `yaml:"sv"`
		EN [][]string `yaml:"en"`
	}
	d := strict.Decode(file, data, &f)
	out := map[locale.Lang]*kinship{}
	for lang, lists := range map[locale.Lang][][]string{locale.SV: f.SV, locale.EN: f.EN} {
		k := &kinship{words: map[string][]string{}, plain: map[string][]string{}, phrases: map[string][]phrase{}}
		for i, list := range lists {
			if len(list) < 2 {
				d.Faultf(fmt.Sprintf("%s[%d]", lang, i), "a list has at least two words")
				continue
			}
			for _, said := range list[1:] {
				k.lead(lang, said, list[0])
				k.lead(lang, list[0], said)
			}
		}
		out[lang] = k
	}
	return out, d.Faults()
}

// lead makes one word or phrase mean another. A phrase leads to words, but is itself no word to look for.
func (k *kinship) lead(lang locale.Lang, from, to string) {
	var stems []string
	for _, w := range Split(from) {
		stems = append(stems, Fold(Stem(lang, w)))
	}
	target := Split(to)
	if len(stems) == 0 || len(target) != 1 {
		return
	}
	folded := Fold(target[0])
	if len(stems) > 1 {
		k.phrases[stems[0]] = append(k.phrases[stems[0]], phrase{stems, []string{folded}})
		return
	}
	stem := Stem(lang, Split(from)[0])
	if stem == Stem(lang, target[0]) {
		return
	}
	note := func(index map[string][]string, name string) {
		if !slices.Contains(index[name], folded) {
			index[name] = append(index[name], folded)
		}
	}
	note(k.words, stem)
	note(k.plain, stems[0])
}
