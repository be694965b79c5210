package search

import (
	"strings"

	"forvag/internal/locale"
	"forvag/internal/words"
)

// grammar is what the index knows of a language.
type grammar struct {
	lang locale.Lang
	stop map[string]bool
	// kin are folded everyday words and what they also are, for example dotter: barn.
	kin map[string][]string
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
		kin: kinship(`barn: dotter dottern son sonen pojke pojk pojken flicka flickan tjej tjejen kille killen unge ungen ungar kid bebis bebisen barnet
			äldre: mamma pappa farmor mormor farfar morfar gammal gamla gamling pensionär pensionären åldring
			avliden: dött död dödsfall avlidit
			bidrag: stöd finansiering
			förskola: dagis dagisplats
			skola: skolan skolans plugget
			fritids: fritidshem fritis
			krog: restaurang pub bar krogen baren
			mat: livsmedel käk
			bil: bilen
			klaga: klagomål missnöjd missnöje kritik klagan
			sönder: trasig trasigt trasiga söndrig skadad skadat
			funktionsnedsättning: funktionshinder funktionshindrad funktionsnedsatt handikapp handikappad rörelsehindrad
			sopor: avfall skräp
			barn: elev eleven
			hus: villa villan huset stuga stugan
			jobb: arbete jobba arbeta
			boka: hyra bokning uthyrning
			byta: ändra byte ändring`),
	},
	locale.EN: {
		lang: locale.EN,
		stop: words.Set(`i you we they he she it a an the to and or is are was have has had of in on for with my our your their his her how what who which can
			could will would want need do does did not when where get got be been apply application applying at from this that there some any if so up out about
			please hello hi municipality council am me us`),
		kin: kinship(`child: kid kids son daughter boy girl children toddler
			elderly: old older grandmother grandfather mother father parent senior
			grant: funding money support fund
			licence: license permit licensed
			broken: damaged faulty
			preschool: kindergarten daycare nursery
			rubbish: garbage trash waste bin bins refuse
			disabled: disability wheelchair handicapped
			complaint: complain complaining
			build: building construct extension
			book: hire rent booking`),
	},
}

// kinship reads lines of "word: words that mean much the same". Each word of a line leads to the others before the colon and back.
func kinship(lines string) map[string][]string {
	kin := map[string][]string{}
	for _, line := range strings.Split(lines, "\n") {
		head, others, _ := strings.Cut(line, ":")
		h := words.Fold(strings.TrimSpace(head))
		for _, w := range words.Split(others) {
			kin[words.Fold(w)] = append(kin[words.Fold(w)], h)
			kin[h] = append(kin[h], words.Fold(w))
		}
	}
	return kin
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
