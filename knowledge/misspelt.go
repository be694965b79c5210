package knowledge

import "forvag/internal/words"

// Least lengths, in bytes of the folded word, at which a word that no document has is read as one that differs in a letter: of a word of which nothing is
// known, and of one of which some part is, which may well be a new compound. A shorter one is as likely another word.
const (
	leastMisspelt         = 6
	leastMisspeltCompound = 9
)

// meant is the unit of the word that is meant by one that no document has; nil where it is too short, is said by everybody, or is near none.
func (v *vocabulary) meant(folded string, least int) *uint32 {
	if len(folded) < least || words.Talk(v.lang, folded) || isNumber(folded) {
		return nil
	}
	known := v.nearest(folded)
	if known == "" {
		return nil
	}
	if id, ok := v.units[words.Fold(words.Stem(v.lang, known))]; ok {
		return &id
	}
	return nil
}

// nearest is the word of the documents, folded, that another is a slip of the keyboard away from, with the same first letter: the one that most words are
// written as, the first by the alphabet of those; empty for none.
func (v *vocabulary) nearest(folded string) string {
	best, most := "", 0
	for known, count := range v.folds {
		if known[0] == folded[0] && (count > most || count == most && known < best) && slip(folded, known) {
			best, most = known, count
		}
	}
	return best
}

// slip says whether a letter more, less or other, or two in the wrong order, is all that is between two words.
func slip(a, b string) bool {
	if len(a) < len(b) {
		a, b = b, a
	}
	if len(a)-len(b) > 1 {
		return false
	}
	i := 0
	for i < len(b) && a[i] == b[i] {
		i++
	}
	switch {
	case len(a) > len(b):
		return a[i+1:] == b[i:]
	case i == len(a):
		return false // the same
	case a[i+1:] == b[i+1:]:
		return true
	default:
		return i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
	}
}
