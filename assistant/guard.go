package assistant

import (
	_ "embed"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"golang.org/x/text/width"

	"forvag/internal/locale"
	"forvag/internal/strict"
	"forvag/internal/words"
)

// MaxQuestion is how long a question may be, in characters.
const MaxQuestion = 500

// Cause says why a question was refused. It is what reports count.
type Cause string

// The causes that there are.
const (
	Empty       Cause = "empty"        // nothing was asked
	TooLong     Cause = "too_long"     // over MaxQuestion
	NotAllowed  Cause = "not_allowed"  // an attempt to steer the assistant
	OutOfScope  Cause = "outside"      // somebody else's matter, not the municipality's
	NoContent   Cause = "no_content"   // the municipality's matter, but nobody has written about it
	Unclear     Cause = "unclear"      // too little to go on
	LoginNeeded Cause = "login_needed" // about one's own case, without login
)

// Words say it to the reader.
func (c Cause) Words(lang locale.Lang) string { return locale.T(lang, "assistant.refused."+string(c)) }

// Guards are what questions are tried against before anything else.
type Guards struct {
	// Steering are phrases that no resident asks by and that try to steer a language model.
	Steering []Pattern `yaml:"steering"`
	// Emergencies are tried in order.
	Emergencies []Emergency `yaml:"emergencies"`
	// Vague are words that, alone with those by which people talk, say too little to go on.
	Vague []string `yaml:"vague"`
	// Classes are kinds of questions that no text answers, in the order in which they are tried, each unless something that was written says otherwise.
	Classes []Class `yaml:"-"`

	places    *municipalities
	elsewhere *elsewhere
	vague     map[string]bool
}

// Emergency is a matter where an answer from the municipality's texts would cost time that there is not.
type Emergency struct {
	ID string `yaml:"id"`
	// When are the phrases that mean it; Unless are those that show that it is not acute.
	When   []Pattern `yaml:"when"`
	Unless []Pattern `yaml:"unless"`
	// Say is what to do now.
	Say locale.Text `yaml:"say"`
	// Links are ids of linked services to turn to, the first one first.
	Links []string `yaml:"links"`
}

//go:embed guards.yaml
var guardsFile []byte

// DefaultGuards are the program's own.
func DefaultGuards() Guards {
	g, faults := ReadGuards("guards.yaml", guardsFile)
	classes, more := readClasses("classes.yaml", classesFile)
	matters, others := readMatters("matters.yaml", mattersFile)
	places, last := readMunicipalities("municipalities.yaml", municipalitiesFile)
	elsewhere, rest := readElsewhere("elsewhere.yaml", elsewhereFile)
	g.Classes, g.places, g.elsewhere = append(classes, matters...), places, elsewhere
	if faults = slices.Concat(faults, more, others, last, rest); len(faults) > 0 {
		panic(faults[0].String()) // held by a test
	}
	return g
}

// ReadGuards reads a file of guards.
func ReadGuards(file string, data []byte) (Guards, []strict.Fault) {
	var g Guards
	d := strict.Decode(file, data, &g)
	g.vague = words.Set(strings.Join(g.Vague, " "))
	return g, d.Faults()
}

// saysTooLittle says whether a question has no word that says what it is about.
func (g *Guards) saysTooLittle(lang locale.Lang, text string) bool {
	return !slices.ContainsFunc(foldedWords(text), func(w string) bool { return !words.Talk(lang, w) && !g.vague[w] })
}

// mostRead is how many characters of a message are looked at, beyond which it is only too long.
const mostRead = 4 * MaxQuestion

// cut keeps what is looked at of a message, before anything else is done with it.
func cut(text string) string {
	n := 0
	for i := range text {
		if n++; n > mostRead {
			return text[:i]
		}
	}
	return text
}

// clean is a question as it is understood and stored: composed, full-width letters and digits as usual ones, without the characters that do not show,
// without line breaks and with numbers of people and cards masked.
func clean(lang locale.Lang, text string) string {
	text = strings.Map(visible, width.Fold.String(norm.NFC.String(strings.ToValidUTF8(text, ""))))
	return Mask(lang, strings.Join(strings.Fields(text), " "))
}

// visible drops what nobody sees: control and format characters (zero width, direction, tags), variation selectors and private use, by which words can be
// hidden from the reader and shown to a language model. Space stays.
func visible(r rune) rune {
	switch {
	case unicode.IsSpace(r):
		return ' '
	case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Cs, unicode.Variation_Selector), r == '\u034f', r == '\u115f', r == '\u1160', r == '\u3164', r == '\uffa0', r == utf8.RuneError:
		return -1
	}
	return r
}

// refuse is why the question is not taken; empty where it is. The text is clean.
func (g *Guards) refuse(text string) Cause {
	said := foldedWords(text)
	switch {
	case len(said) == 0:
		return Empty
	case utf8.RuneCountInString(text) > MaxQuestion:
		return TooLong
	}
	for _, p := range g.Steering {
		if p.In(said) {
			return NotAllowed
		}
	}
	return ""
}

// emergency is the first that the question means; nil for none.
func (g *Guards) emergency(text string) *Emergency {
	said := foldedWords(text)
	in := func(list []Pattern) bool {
		for _, p := range list {
			if p.In(said) {
				return true
			}
		}
		return false
	}
	for i := range g.Emergencies {
		if e := &g.Emergencies[i]; in(e.When) && !in(e.Unless) {
			return e
		}
	}
	return nil
}
