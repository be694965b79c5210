package journal

import (
	"math"

	"forvag/internal/locale"
	"forvag/internal/words"
)

// The lengths of character n-grams, as in the index of articles.
const (
	minGram = 3
	maxGram = 5
)

// cosines are how alike texts are. Made once, by newCosines.
type cosines struct {
	texts [][]weighed
	lists map[string][]weighed // by n-gram: the texts that have it
}

// weighed is an n-gram of a text, or a text of an n-gram, with its part of the text's unit vector.
type weighed struct {
	gram   string
	text   int
	weight float64
}

func newCosines(lang locale.Lang, texts []string) *cosines {
	x := &cosines{lists: map[string][]weighed{}}
	counts := make([]map[string]int, len(texts))
	in := map[string]int{}
	order := make([][]string, len(texts)) // so that sums come out the same each time
	for i, text := range texts {
		counts[i] = map[string]int{}
		for _, w := range words.Split(words.Fold(marks.ReplaceAllString(text, " "))) {
			if words.Common(lang, w) {
				continue
			}
			for _, g := range grams(w) {
				if counts[i][g]++; counts[i][g] == 1 {
					in[g]++
					order[i] = append(order[i], g)
				}
			}
		}
	}
	for i := range texts {
		length := 0.0
		own := make([]weighed, 0, len(order[i]))
		for _, g := range order[i] {
			w := float64(counts[i][g]) * math.Log(1+float64(len(texts))/float64(in[g]))
			own = append(own, weighed{g, i, w})
			length += w * w
		}
		for k := range own {
			own[k].weight /= math.Sqrt(length)
			x.lists[own[k].gram] = append(x.lists[own[k].gram], own[k])
		}
		x.texts = append(x.texts, own)
	}
	return x
}

// grams are a folded word's n-grams, with its ends marked.
func grams(word string) []string {
	marked := []rune("^" + word + "$")
	var out []string
	for n := minGram; n <= maxGram; n++ {
		for i := 0; i+n <= len(marked); i++ {
			out = append(out, string(marked[i:i+n]))
		}
	}
	return out
}

// of is how alike each text is to the one with a number, 0 to 1; 1 for itself, unless it has no words.
func (x *cosines) of(text int) []float64 {
	out := make([]float64, len(x.texts))
	if text >= len(x.texts) {
		return out
	}
	for _, g := range x.texts[text] {
		for _, other := range x.lists[g.gram] {
			out[other.text] += g.weight * other.weight
		}
	}
	return out
}
