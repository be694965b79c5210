// Package words is what the program knows of words in Swedish and English: how a text falls into words, how a word is folded so that who types
// without å, ä and ö is understood, its stem, and the parts of a compound.
package words

import (
	"strings"
	"unicode"

	"github.com/kljensen/snowball/english"
	"github.com/kljensen/snowball/swedish"
	"golang.org/x/text/unicode/norm"

	"forvag/internal/locale"
)

// Split cuts a text into lower-case words of letters and digits.
func Split(text string) []string {
	return strings.FieldsFunc(strings.ToLower(norm.NFC.String(text)), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

var folds = strings.NewReplacer("å", "a", "ä", "a", "ö", "o", "é", "e", "è", "e", "ü", "u", "ø", "o", "æ", "a")

// Fold is a text in lower case without the marks on its letters.
func Fold(text string) string { return folds.Replace(strings.ToLower(norm.NFC.String(text))) }

// Set is the folded words of a list.
func Set(list string) map[string]bool {
	set := map[string]bool{}
	for _, w := range Split(list) {
		set[Fold(w)] = true
	}
	return set
}

// Stem is a lower-case word without its endings (Snowball), with the marks on its letters. Another language's words are stemmed as Swedish.
func Stem(lang locale.Lang, word string) string {
	if lang == locale.EN {
		return english.Stem(word, false)
	}
	return swedish.Stem(word, false)
}

// MinPart is the least number of letters that a part of a compound has.
const MinPart = 3

// links are the letters that may stand between the parts of a Swedish compound.
var links = []string{"", "s", "e", "o", "u", "a"}

// Parts cuts a folded compound into the parts that known tells of: its answer for a word is what the part is called, such as its stem, and empty for
// what is no word. Of several ways to cut, the one whose shortest part is longest is taken. Nil where the word is no compound, and always in
// English, which writes compounds apart.
func Parts(lang locale.Lang, word string, known func(word string) string) []string {
	if lang != locale.SV || len(word) < 2*MinPart {
		return nil
	}
	var best []string
	shortest := 0
	for i := MinPart; i <= len(word)-MinPart; i++ {
		left := first(word[:i], known)
		if left == "" {
			continue
		}
		tail := word[i:]
		var parts []string
		if right := known(tail); right != "" {
			parts = []string{left, right}
		} else if rest := Parts(lang, tail, known); rest != nil {
			parts = append([]string{left}, rest...)
		} else {
			continue
		}
		if n := min(i, len(word)-i); n > shortest {
			best, shortest = parts, n
		}
	}
	return best
}

// first is what the first part of a compound is called, with the letter that links it to the next taken away; empty where it is no word.
func first(left string, known func(string) string) string {
	for _, link := range links {
		if base, ok := strings.CutSuffix(left, link); ok && len(base) >= MinPart {
			if name := known(base); name != "" {
				return name
			}
		}
	}
	return ""
}
