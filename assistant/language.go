package assistant

import (
	"strings"

	"forvag/internal/locale"
	"forvag/internal/words"
)

// Everyday words that only one of the languages has.
var (
	onlySwedish = words.Set(`jag du ni vi han hon det den som att och är var har hade kan ska skall vill får inte hur vad när vem vilka vilken vilket varför
		min mitt mina din ditt dina sin ett en om på av för från till med utan eller måste behöver behövs kostar söker ansöka finns där här nu mig dig oss`)
	onlyEnglish = words.Set(`i you we he she it the a an and is are was were do does did can could should would want need may must not how what when who which
		why where my your our their of on for from to with without or apply cost there here now me us get have has`)
)

// LanguageOf guesses which language a question is asked in: by the everyday words that only one of them has, then by å, ä and ö; the fallback where
// neither says.
func LanguageOf(text string, fallback locale.Lang) locale.Lang {
	text = strings.ToLower(text)
	swedish, english := 0, 0
	for _, w := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" ,.?!:;\"'()/", r) }) {
		if onlySwedish[w] {
			swedish++
		}
		if onlyEnglish[w] {
			english++
		}
	}
	switch {
	case swedish > english:
		return locale.SV
	case english > swedish && (swedish == 0 || english > swedish+1):
		return locale.EN
	case strings.ContainsAny(text, "åäö"):
		return locale.SV
	}
	return fallback
}
