package journal

import (
	"regexp"
	"strings"

	"forvag/internal/locale"
	"forvag/internal/words"
)

// ShownFrom is how many questions must have a word that the municipality's texts do not have, for it to be shown: a word that one or two use may be a name that no
// rule tells, or say who they are in another way. Counts under it are told as fewer than it.
const ShownFrom = 3

// Hidden is what stands in place of a word that is not shown.
const Hidden = "…"

// Shower shows questions without words that could point to a person. Make it of all questions that may be shown.
type Shower struct {
	known func(lang locale.Lang, word string) bool
	used  map[locale.Lang]map[string]int
}

// NewShower counts words. known says whether the municipality's own texts use a word, given in lower case.
func NewShower(entries []Entry, known func(lang locale.Lang, word string) bool) *Shower {
	s := &Shower{known: known, used: map[locale.Lang]map[string]int{}}
	for _, e := range entries {
		if s.used[e.Lang] == nil {
			s.used[e.Lang] = map[string]int{}
		}
		seen := map[string]bool{}
		for _, w := range words.Split(e.Question + " " + e.Words) {
			if stem := words.Stem(e.Lang, w); !seen[stem] {
				seen[stem] = true
				s.used[e.Lang][stem]++
			}
		}
	}
	return s
}

var wordOrNumber = regexp.MustCompile(`[\pL\pN]+`)

// Show is a text with Hidden in place of what may not be shown. Words in brackets are ours.
func (s *Shower) Show(lang locale.Lang, text string) string {
	var out strings.Builder
	last := 0
	for _, at := range wordOrNumber.FindAllStringIndex(text, -1) {
		out.WriteString(text[last:at[0]])
		if last = at[1]; bracketed(text, at[0]) || s.shows(lang, strings.ToLower(text[at[0]:at[1]])) {
			out.WriteString(text[at[0]:at[1]])
		} else {
			out.WriteString(Hidden)
		}
	}
	out.WriteString(text[last:])
	return out.String()
}

func (s *Shower) shows(lang locale.Lang, word string) bool {
	if strings.Trim(word, "0123456789") == "" {
		return true // Redact has taken the long ones
	}
	return s.known(lang, word) || s.used[lang][words.Stem(lang, word)] >= ShownFrom
}

// Says reports whether what may be shown of a text says anything: a word that is neither a mark nor common.
func (s *Shower) Says(lang locale.Lang, text string) bool {
	for _, w := range words.Split(marks.ReplaceAllString(s.Show(lang, text), " ")) {
		if !words.Common(lang, words.Fold(w)) {
			return true
		}
	}
	return false
}
