package knowledge

import (
	"cmp"
	"slices"
	"strings"

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

// kinWeight is what a word that means much the same is worth beside the one that was asked with.
const kinWeight = 0.7

// misspeltWeight is what a word that is a slip away from the one that was asked with is worth beside it.
const misspeltWeight = 0.8

// vocabulary is the words of an index in one language, with what each is searched by. A word is there as long as a document has it.
type vocabulary struct {
	lang  locale.Lang
	words map[string]*word
	// folds and stems are how many of the words are so when folded, and have such a stem.
	folds, stems map[string]int
	// grams and units number the n-grams, and the stems of words and of parts of compounds. A number is not used again.
	grams, units numbering
}

// numbering gives each name a number, from zero.
type numbering map[string]uint32

func (n numbering) of(name string) uint32 {
	id, known := n[name]
	if !known {
		id = uint32(len(n))
		n[name] = id
	}
	return id
}

// word is a word as it was written, in lower case.
type word struct {
	folded, stem string
	// grams are the n-grams of the word with its ends marked, each as often as it stands there.
	grams []uint32
	// units are its stem and, of a compound, those of its parts; none for words that say nothing of what a text is about.
	units []term
	used  int
}

func newVocabulary(lang locale.Lang) *vocabulary {
	return &vocabulary{lang: lang, words: map[string]*word{}, folds: map[string]int{}, stems: map[string]int{}, grams: numbering{}, units: numbering{}}
}

// take counts a use of a word by a document. Its units come with join, when all words of the documents that come have been taken.
func (v *vocabulary) take(written string) {
	w, ok := v.words[written]
	if !ok {
		w = &word{folded: words.Fold(written), stem: words.Fold(words.Stem(v.lang, written))}
		for _, g := range gramsOf(written) {
			w.grams = append(w.grams, v.grams.of(g))
		}
		v.words[written] = w
		if !words.Common(v.lang, w.folded) {
			v.folds[w.folded]++
			v.stems[w.stem]++
		}
	}
	w.used++
}

// join gives a word that was taken its units, where it has none.
func (v *vocabulary) join(written string) {
	w := v.words[written]
	if w.units != nil || words.Common(v.lang, w.folded) {
		return
	}
	w.units = append(w.units, term{v.units.of(w.stem), 1})
	for _, stem := range words.Parts(v.lang, w.folded, v.known) {
		w.units = append(w.units, term{v.units.of(stem), partWeight})
	}
}

// leave takes a use of a word back.
func (v *vocabulary) leave(written string) {
	w := v.words[written]
	if w.used--; w.used > 0 {
		return
	}
	delete(v.words, written)
	if !words.Common(v.lang, w.folded) {
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
	if len(folded) >= words.MinPart && v.folds[folded] > 0 {
		return words.Fold(words.Stem(v.lang, folded))
	}
	if stem := words.Fold(words.Stem(v.lang, folded)); len(stem) > words.MinPart && v.stems[stem] > 0 {
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

// question is what documents are searched by.
type question struct {
	grams, units []term
	// strange is how many of its n-grams no document ever had.
	strange int
	// words are those that count, each once.
	words []askedWord
}

// ask reads a question's words.
func (v *vocabulary) ask(asked []string) question {
	var q question
	grams, units := map[uint32]float32{}, map[uint32]float32{}
	strange, seen := map[string]bool{}, map[string]bool{}
	kin := words.Kin(v.lang, asked)
	for i, written := range asked {
		for _, g := range gramsOf(written) {
			if id, known := v.grams[g]; known {
				grams[id]++
			} else {
				strange[g] = true
			}
		}
		folded := words.Fold(written)
		if words.Common(v.lang, folded) {
			continue
		}
		var own askedWord
		if id, known := v.units[words.Fold(words.Stem(v.lang, written))]; known {
			units[id]++
			own.units = append(own.units, term{id, 1})
		}
		for _, stem := range words.Parts(v.lang, folded, v.known) {
			if id, known := v.units[stem]; known {
				units[id] += partWeight
				own.units = append(own.units, term{id, partWeight})
			}
		}
		if least := leastMisspelt; len(own.units) == 0 || own.units[0].weight < 1 {
			if len(own.units) > 0 {
				least = leastMisspeltCompound
			}
			if meant := v.meant(folded, least); meant != nil {
				units[*meant] += misspeltWeight
				own.units = append(own.units, term{*meant, misspeltWeight})
			}
		}
		for _, k := range kin[i] {
			if id, known := v.units[words.Fold(words.Stem(v.lang, k))]; known {
				units[id] += kinWeight
				own.kin = append(own.kin, term{id, kinWeight})
			}
		}
		if words.Talk(v.lang, folded) && len(own.kin) > 0 {
			own.units = nil // it says something only with others: "säga upp"
		} else if words.Talk(v.lang, folded) || isNumber(folded) {
			continue
		}
		if !seen[folded] {
			seen[folded] = true
			q.words = append(q.words, own)
		}
	}
	q.grams, q.units, q.strange = termsOf(grams), termsOf(units), len(strange)
	return q
}

func isNumber(word string) bool { return strings.Trim(word, "0123456789") == "" }

func termsOf(weights map[uint32]float32) []term {
	out := make([]term, 0, len(weights))
	for id, w := range weights {
		out = append(out, term{id, w})
	}
	slices.SortFunc(out, func(a, b term) int { return cmp.Compare(a.id, b.id) }) // sums are the same every time
	return out
}
