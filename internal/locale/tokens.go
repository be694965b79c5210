package locale

import (
	"strings"
	"unicode"

	"github.com/kljensen/snowball/swedish"
	"golang.org/x/text/unicode/norm"
)

// longestToken is how many letters of a word count. Longer ones are no words.
const longestToken = 40

// Tokens cuts a text into the words that it is found by, each once: lower case, without diacritics and å's ring, ä's and ö's dots, and stemmed as Swedish, so
// that "gatlamporna" finds "gatlampa" and who types without å, ä and ö finds the same. Texts and questions go through the same function.
func Tokens(text string) []string {
	var out []string
	seen := map[string]bool{}
	split := func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }
	for _, word := range strings.FieldsFunc(strings.ToLower(norm.NFC.String(text)), split) {
		token := plain(swedish.Stem(word, false))
		if n := len([]rune(token)); n < 2 || n > longestToken || seen[token] {
			continue
		}
		seen[token] = true
		out = append(out, token)
	}
	return out
}

// plain takes away what stands above and below letters.
func plain(word string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFD.String(word))
}
