package assistant

import (
	"fmt"
	"slices"
	"strings"

	"forvag/internal/words"
)

// gap is how many words may stand where a pattern has an underscore.
const gap = 4

// Pattern is a phrase to look for among a text's words, folded (words.Fold), so that neither capitals nor missing dots over letters matter:
//
//	vill|önskar _ dö        one of the words, up to four others, and a word
//	självmord*              a word that begins so
//	^ hej $                 nothing stands before ^, and nothing after $
//
// The words stand in that order. A pattern without words matches nothing and is refused.
type Pattern struct {
	parts       [][]string
	first, last bool // it begins, or ends, where the text does
}

// ParsePattern reads a pattern. It returns an error for one without words, with a gap first or last, or with two gaps in a row.
func ParsePattern(text string) (Pattern, error) {
	var p Pattern
	given := strings.Fields(text)
	if len(given) > 0 && given[0] == "^" {
		p.first, given = true, given[1:]
	}
	if n := len(given); n > 0 && given[n-1] == "$" {
		p.last, given = true, given[:n-1]
	}
	for i, w := range given {
		if w == "_" {
			if i == 0 || i == len(given)-1 && !p.last || given[i-1] == "_" {
				return Pattern{}, fmt.Errorf("pattern %q: _ stands between two words", text)
			}
			p.parts = append(p.parts, nil)
			continue
		}
		alternatives := strings.Split(words.Fold(w), "|")
		for _, a := range alternatives {
			if strings.Trim(a, "*") == "" || strings.Contains(strings.TrimSuffix(a, "*"), "*") {
				return Pattern{}, fmt.Errorf("pattern %q: want a word, or the beginning of one with * after it, not %q", text, a)
			}
		}
		p.parts = append(p.parts, alternatives)
	}
	if len(p.parts) == 0 {
		return Pattern{}, fmt.Errorf("pattern %q has no words", text)
	}
	return p, nil
}

// UnmarshalScalar reads a pattern from a file.
func (p *Pattern) UnmarshalScalar(raw string) (err error) {
	*p, err = ParsePattern(raw)
	return err
}

// In says whether the phrase stands among the words.
func (p Pattern) In(words []string) bool {
	for i := range words {
		if p.at(p.parts, words[i:]) {
			return true
		}
		if p.first {
			break
		}
	}
	return false
}

func (p Pattern) at(parts [][]string, words []string) bool {
	if len(parts) == 0 {
		return !p.last || len(words) == 0
	}
	if parts[0] == nil {
		for skip := 0; skip <= min(gap, len(words)); skip++ {
			if p.at(parts[1:], words[skip:]) {
				return true
			}
		}
		return false
	}
	return len(words) > 0 && slices.ContainsFunc(parts[0], func(a string) bool { return fits(a, words[0]) }) && p.at(parts[1:], words[1:])
}

func fits(pattern, word string) bool {
	if start, open := strings.CutSuffix(pattern, "*"); open {
		return strings.HasPrefix(word, start)
	}
	return pattern == word
}

// foldedWords are a text's words, folded, in order.
func foldedWords(text string) []string {
	return words.Split(words.Fold(text))
}
