package knowledge

import (
	"regexp"

	"forvag/internal/locale"
)

// answerForms are the forms that an answer has: a set of bits.
type answerForms uint16

// The forms of answers. What a question asks for makes one of them likelier, whatever the question is about.
const (
	saysYesOrNo answerForms = 1 << iota // begins with yes, no, or that it depends
	hasAmount
	hasTime
	hasReason
	defines // the first sentence says what something is
	tellsHow
)

// What an answer of the right form is worth beside the words: little, since most texts have most forms.
const (
	fitWeight = 0.02
	// maxFit is the most that a form gives.
	maxFit = 2 * fitWeight
)

// kind is a kind of question, with the forms of its answers.
type kind struct {
	question *regexp.Regexp
	form     answerForms
}

// form is a form of answers, by what stands in them.
type form struct {
	form   answerForms
	in     *regexp.Regexp
	opens  bool // only the beginning of the text counts
	within bool // only the first sentence counts
}

func pattern(p string) *regexp.Regexp { return regexp.MustCompile("(?i)" + p) }

// kinds are tried in their order; the first that fits is the question's.
var kinds = map[locale.Lang][]kind{
	locale.SV: {
		{pattern(`\bhur (många|mycket|stor|stort|stora|hög|högt|höga|dyr|dyrt|lågt|långt)\b|\b(vad|hur) kostar|\bvilke[nt] (avgift|pris|kostnad)`), hasAmount},
		{pattern(`\bnär\b|\bhur (länge|ofta|lång tid|snart|gammal|gamla)\b|\bvilke[nt] (dag|datum|tid)`), hasTime},
		{pattern(`\bvarför\b`), hasReason},
		{pattern(`^\P{L}*vad (är|innebär|menas|betyder|avses)\b`), defines},
		{pattern(`^\P{L}*hur\b|\bhur (gör|går|ska|kan|får)\b`), tellsHow},
		{pattern(`^\P{L}*(kan|får|har|är|ska|måste|behöver|finns|vill|bör|\pL+[aeou]r|går|gäller) \pL`), saysYesOrNo},
	},
	locale.EN: {
		{pattern(`\bhow (many|much|big|large|high|tall|expensive|far)\b|\bwhat (does|do|is the) .*\b(cost|fee|price)`), hasAmount},
		{pattern(`\bwhen\b|\bhow (long|often|soon|old)\b|\bwhat (day|date|time)`), hasTime},
		{pattern(`\bwhy\b`), hasReason},
		{pattern(`^\P{L}*what (is|are|does .* mean)\b`), defines},
		{pattern(`^\P{L}*how\b`), tellsHow},
		{pattern(`^\P{L}*(can|may|do|does|did|is|are|must|should|will|would|have|has|could|am) \pL`), saysYesOrNo},
	},
}

var forms = map[locale.Lang][]form{
	locale.SV: {
		{form: saysYesOrNo, in: pattern(`^\P{L}*(ja|jo|nej|det beror|oftast|vanligtvis|normalt|som regel|ibland)\b`), opens: true},
		{form: hasAmount, in: pattern(`\d|\b(procent|hälften|tusen|miljon|miljoner|miljard|kronor)\b`)},
		{form: hasTime, in: pattern(`\b(19|20)\d\d\b|\b(januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december|` +
			`dag|dagar|dagen|vecka|veckor|veckan|månad|månader|månaden|år|året|åren|timme|timmar|senast|tidigast|innan|tills|klockan|kl)\b`)},
		{form: hasReason, in: pattern(`\b(eftersom|därför|beror på|på grund av|skäl|skälet|orsak|orsaken|anledning|anledningen|för att|syfte|syftet)\b`)},
		{form: defines, in: pattern(`\b(är en|är ett|är den|är det|är att|innebär|betyder|avses|menas|kallas|syftar|står för|handlar om)\b`), within: true},
		{form: tellsHow, in: pattern(`\b(ansök|ansöker|anmäl|anmäler|kontakta|kontaktar|ring|skicka|skickar|skickas|fyll|fyller|lämna|lämnar|logga|beställ|` +
			`börja|börjar|först|därefter|sedan|genom att|steg)\b`)},
	},
	locale.EN: {
		{form: saysYesOrNo, in: pattern(`^\P{L}*(yes|no|it depends|usually|often|sometimes|normally|as a rule|not always)\b`), opens: true},
		{form: hasAmount, in: pattern(`\d|\b(per cent|percent|half|thousand|million|billion|kronor)\b`)},
		{form: hasTime, in: pattern(`\b(19|20)\d\d\b|\b(January|February|March|April|May|June|July|August|September|October|November|December|` +
			`days?|weeks?|months?|years?|hours?|latest|earliest|before|until|o'clock)\b`)},
		{form: hasReason, in: pattern(`\b(because|since|therefore|due to|reason|reasons|purpose|in order to|so that)\b`)},
		{form: defines, in: pattern(`\b(is an?|are|means|refers to|is called|stands for|is about)\b`), within: true},
		{form: tellsHow, in: pattern(`\b(apply|report|contact|call|send|fill|submit|log in|order|begin|start|first|then|by \pL+ing|steps?)\b`)},
	},
}

// kindOf is the form that an answer to a question is likely to have; zero where the question does not say.
func kindOf(lang locale.Lang, question string) answerForms {
	for _, k := range kinds[lang] {
		if k.question.MatchString(question) {
			return k.form
		}
	}
	return 0
}

// formsOf are the forms that a text has: those of the whole, and those of its first sentence in the upper byte.
func formsOf(lang locale.Lang, text string) answerForms {
	var out answerForms
	first := firstSentence(text)
	for _, f := range forms[lang] {
		if f.in.MatchString(first) {
			out |= f.form<<8 | f.form
		} else if !f.opens && !f.within && f.in.MatchString(text) {
			out |= f.form
		}
	}
	return out
}

// fit is what a text with these forms gets for a question that asks for one.
func (a answerForms) fit(asked answerForms) float32 {
	switch {
	case asked == 0 || a&asked == 0:
		return 0
	case a&(asked<<8) != 0:
		return 2 * fitWeight
	}
	return fitWeight
}
