package knowledge

import (
	"forvag/internal/locale"
	"forvag/internal/words"
)

// Lengths of the character n-grams.
const (
	minGram = 3
	maxGram = 5
)

// maxWord is the most letters of a word that count; what is longer is no word.
const maxWord = 60

// partWeight is what a part of a compound is worth beside the whole word.
const partWeight = 0.7

// vocabulary is the words of an index in one language, with what each is searched by. A word is there as long as a document has it.
type vocabulary struct {
	lang  locale.Lang
	words map[string]*word
	// folds and stems are how many of the words are so when folded, and have such a stem.
	folds, stems map[string]int
}

// word is a word as it was written, in lower case.
type word struct {
	folded, stem string
	// grams are the n-grams of the word with its ends marked, each as often as it stands there.
	grams []string
	// parts are the stems of a compound's parts.
	parts []string
	used  int
}

func newVocabulary(lang locale.Lang) *vocabulary {
	return &vocabulary{lang: lang, words: map[string]*word{}, folds: map[string]int{}, stems: map[string]int{}}
}

// look describes a word, whether the vocabulary has it or not.
func (v *vocabulary) look(written string) *word {
	if w, ok := v.words[written]; ok {
		return w
	}
	folded := words.Fold(written)
	return &word{folded: folded, stem: words.Fold(words.Stem(v.lang, written)), grams: gramsOf(written), parts: words.Parts(v.lang, folded, v.known)}
}

// take counts a use of a word by a document. Words are taken for a document before any of them is looked at, so that a compound is cut by the
// document's own words too.
func (v *vocabulary) take(written string) {
	w, ok := v.words[written]
	if !ok {
		w = &word{folded: words.Fold(written), stem: words.Fold(words.Stem(v.lang, written)), grams: gramsOf(written)}
		v.words[written] = w
		if !common[v.lang][w.folded] {
			v.folds[w.folded]++
			v.stems[w.stem]++
		}
	}
	w.used++
}

// split finds the parts of words that were taken.
func (v *vocabulary) split(written []string) {
	for _, name := range written {
		if w := v.words[name]; w.parts == nil {
			w.parts = words.Parts(v.lang, w.folded, v.known)
		}
	}
}

// leave takes a use of a word back.
func (v *vocabulary) leave(written string) {
	w := v.words[written]
	if w.used--; w.used > 0 {
		return
	}
	delete(v.words, written)
	if !common[v.lang][w.folded] {
		drop(v.folds, w.folded)
		drop(v.stems, w.stem)
	}
}

func drop(counts map[string]int, name string) {
	if counts[name]--; counts[name] <= 0 {
		delete(counts, name)
	}
}

// known is the stem of a folded word that the documents have in some form; empty where they have not. Very common words are no parts of compounds.
func (v *vocabulary) known(folded string) string {
	stem := words.Fold(words.Stem(v.lang, folded))
	if len(folded) >= words.MinPart && v.folds[folded] > 0 || len(stem) > words.MinPart && v.stems[stem] > 0 {
		return stem
	}
	return ""
}

func gramsOf(word string) []string {
	r := []rune(" " + word + " ")
	var out []string
	for n := minGram; n <= maxGram; n++ {
		for i := 0; i+n <= len(r); i++ {
			out = append(out, string(r[i:i+n]))
		}
	}
	return out
}
