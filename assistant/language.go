package assistant

import (
	"strings"

	"forvag/internal/locale"
	"forvag/internal/words"
)

// Words by which one asks a municipality and that only one of the languages has, beside those by which people talk.
var asking = map[locale.Lang]map[string]bool{
	locale.SV: words.Set("söker söka ansöker ansöka kostar där här uppe"),
	locale.EN: words.Set("apply cost there here much help"),
}

// LanguageOf guesses which language a question is asked in: by the everyday words that only one of them has, of which å, ä and ö make a word Swedish, and
// else by whether any word has those letters; the fallback where neither says.
func LanguageOf(text string, fallback locale.Lang) locale.Lang {
	swedish, english := 0, 0
	for _, w := range words.Split(text) {
		folded := words.Fold(w)
		sv := words.Talk(locale.SV, folded) || asking[locale.SV][folded]
		en := folded == w && (words.Talk(locale.EN, folded) || asking[locale.EN][folded])
		switch {
		case sv && !en:
			swedish++
		case en && !sv:
			english++
		}
	}
	switch {
	case swedish > english:
		return locale.SV
	case english > swedish && (swedish == 0 || english > swedish+1):
		return locale.EN
	case strings.ContainsAny(strings.ToLower(text), "åäö"):
		return locale.SV
	}
	return fallback
}
