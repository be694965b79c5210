package search

import (
	"forvag/internal/locale"
	"forvag/internal/words"
)

// grammar is what the index knows of a language.
type grammar struct {
	lang locale.Lang
	stop map[string]bool
}

// stem is a word without its endings.
func (g *grammar) stem(word string) string { return words.Stem(g.lang, word) }

var grammars = map[locale.Lang]*grammar{
	locale.SV: {
		lang: locale.SV,
		stop: words.Set(`jag du vi ni han hon den det de dem dom ett en att och eller är var har hade som om i på till för med av åt från ut upp in ner över
			mig dig oss er sig min mina mitt din ditt dina vår våra vårt nån någon något några hur vad vem vart kan kunna kunde ska skall skulle vill behöver
			måste man inte när där här få får fick ha vara bli blir blev söka söker ansöka ansökan ansöker anmäla anmälan anmäler göra gör gå går så också bara mer
			hej tack vilka vilken vilket då nu ju än två dess deras hans hennes sin sina sitt kommunen kommun kommunens enligt samt alla allt`),
	},
	locale.EN: {
		lang: locale.EN,
		stop: words.Set(`i you we they he she it a an the to and or is are was have has had of in on for with my our your their his her how what who which can
			could will would want need do does did not when where get got be been apply application applying at from this that there some any if so up out about
			please hello hi municipality council am me us`),
	},
}

// trigrams are the folded word's runs of three characters, with its ends marked.
func trigrams(word string) []string {
	r := []rune("^" + word + "$")
	if len(r) < 3 {
		return nil
	}
	out := make([]string, 0, len(r)-2)
	for i := range len(r) - 2 {
		out = append(out, string(r[i:i+3]))
	}
	return out
}
