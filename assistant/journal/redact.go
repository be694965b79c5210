package journal

import (
	_ "embed"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"forvag/assistant"
	"forvag/internal/locale"
	"forvag/internal/words"
)

// A rule replaces what it matches by a word in brackets that says what stood there. Rules are tried in order, each on what those before have left.
type rule struct {
	pattern *regexp.Regexp
	// as is the end of the locale key of the word; group is the part of the match that it replaces, zero for all of it.
	as    string
	group int
	// except is what a match may be that is something else; nil where there is no such thing.
	except *regexp.Regexp
}

// The ends of the names of streets.
const streetEnds = `(?:gatan?|vägen|väg|gränd(?:en)?|stigen|stig|allén?|torget|torg|plan|backen|backe|bågen|slingan|leden|kajen|esplanaden|hamnen|promenaden|` +
	`lunden|hagen|ängen|kroken|ringen|udden|street|road|avenue|lane)`

// A time of day and a paragraph of law look like a property, but for the word before them; school years look like a long number.
var (
	times = regexp.MustCompile(`(?i)^(?:kl|klockan|till|efter|före|innan|från|vid|mellan|och|senast|tidigast|runt|omkring|at|after|before|until|from|to|around|and|lag|` +
		`lagen|kap|enligt) `)
	years = regexp.MustCompile(`^(?:19|20)\d\d.(?:19|20)\d\d$`)
)

// name is a word that begins with a capital, within patterns that are blind to case.
const name = `(?-i:\p{Lu}[\pL'’-]+)`

var rules = []rule{
	{pattern: regexp.MustCompile(`(?i)\bhttps?://\S+|\bwww\.\S+`), as: "address"},
	{pattern: assistant.MailAddress, as: "mail"},
	// BN 2026-000123, and the same without its board.
	{pattern: regexp.MustCompile(`\b\p{Lu}{2,4}[ -]?(?:19|20)\d\d[-/]\d{1,8}\b|\b(?:19|20)\d\d[-/](?:0\d{2,7}|\d{5,8})\b`), as: "case"},
	// Follow codes, and accounts in banks.
	{pattern: regexp.MustCompile(`\b(?:[A-Z0-9]{4}-){2,}[A-Z0-9]{1,4}\b`), as: "number"},
	{pattern: regexp.MustCompile(`(?i)\bSE\d{2}(?: ?\d{4}){5}\b`), as: "number"},
	// Almby 4:12, and kvarteret Kvarnen 3.
	{pattern: regexp.MustCompile(`\pL[\pL-]+ \d{1,4}\s?:\s?\d{1,4}\b`), as: "property", except: times},
	{pattern: regexp.MustCompile(`(?i)\b(?:kvarteret|kv\.?|fastigheten|fastighet|tomten)\s+(\pL[\pL-]+\s+\d{1,4})\b`), as: "property", group: 1},
	{pattern: regexp.MustCompile(`(?i)(?:` + name + ` )?\pL{2,}` + streetEnds + `\s+\d{1,4}(?:\s?[a-h]\b)?(?:,?\s+(?:lgh|lägenhet)\s*\d{4})?`), as: "street"},
	{pattern: regexp.MustCompile(`(?i)\b(?:lgh|lägenhet|apartment)\s*\d{4}\b`), as: "street"},
	{pattern: regexp.MustCompile(`\b[1-9]\d{2} \d{2} +\p{Lu}\pL+`), as: "street"},
	// ABC 123, ABC 12D and abc123.
	{pattern: regexp.MustCompile(`\b[A-HJ-PR-UW-Z]{3}[ -]?\d{2}[A-HJ-NPR-UW-Z\d]\b|\b[a-hj-pr-uw-z]{3}\d{2}[a-hj-npr-uw-z\d]\b`), as: "plate"},
	{pattern: assistant.PhoneNumber, as: "phone"},
	// Any other long number may be somebody's: an account, a customer, a day of birth.
	{pattern: regexp.MustCompile(`\b\d(?:[ \p{Pd}./]?\d){5,}\b`), as: "number", except: years},
	{pattern: regexp.MustCompile(`(?i)\b(?:heter|mitt namn är|kallas för|hälsningar|mvh|vänligen|my name is|regards)[,:]?\s+(` + name + `(?:\s+` + name + `){0,2})`),
		as: "name", group: 1},
}

// patronymic is a surname that is no other word.
var patronymic = regexp.MustCompile(`(?i)^\pL{2,}(?:sson|ssons|sdotter|sdotters|dottir|oğlu|ović|ovic|enko)$`)

//go:embed names.txt
var namesFile string

// given are common given names that are no other word, in lower case. They keep the marks on their letters, by which Östen is told from osten.
var given = func() map[string]bool {
	set := map[string]bool{}
	for _, n := range words.Split(namesFile) {
		set[n] = true
	}
	return set
}()

// Redact replaces, in a text in which numbers of people and cards are masked already (assistant.Mask), what may tell who somebody is: addresses on the
// web and for mail, telephone numbers, street addresses with their number, properties, plates, case numbers, other long numbers, and names: those that are
// given, common given names with what follows them in capitals, surnames by their form, and what comes after words such as "heter".
// What is left is no promise: a rare name without a capital stays.
func Redact(lang locale.Lang, text string, names []string) string {
	for _, n := range names {
		text = replaceName(text, n, mark(lang, "name"))
	}
	for _, r := range rules {
		text = r.replace(lang, text)
	}
	return redactNames(lang, text)
}

// mark is the word in brackets.
func mark(lang locale.Lang, what string) string { return locale.T(lang, "assistant.redacted."+what) }

func (r rule) replace(lang locale.Lang, text string) string {
	var out strings.Builder
	last := 0
	for _, at := range r.pattern.FindAllStringSubmatchIndex(text, -1) {
		from, to := at[2*r.group], at[2*r.group+1]
		if r.except != nil && r.except.MatchString(text[from:to]) {
			continue
		}
		out.WriteString(text[last:from])
		out.WriteString(mark(lang, r.as))
		last = to
	}
	out.WriteString(text[last:])
	return out.String()
}

// replaceName replaces a whole name wherever its words stand, in any case.
func replaceName(text, name, by string) string {
	if utf8.RuneCountInString(name) < 4 {
		return text // too short to be told from a word
	}
	pattern, err := regexp.Compile(`(?i)(^|[^\pL])` + regexp.QuoteMeta(name) + `(s?)($|[^\pL])`)
	if err != nil {
		return text
	}
	return pattern.ReplaceAllString(text, "${1}"+by+"${3}")
}

var word = regexp.MustCompile(`\pL[\pL'’-]*`)

// redactNames replaces runs of words of which one is known to be a name: that word, and the words in capitals beside it.
func redactNames(lang locale.Lang, text string) string {
	at := word.FindAllStringIndex(text, -1)
	isName := make([]bool, len(at))
	for i, w := range at {
		written := text[w[0]:w[1]]
		isName[i] = !bracketed(text, w[0]) && (isGiven(written) || patronymic.MatchString(written))
	}
	adjacent := func(i int) bool { return text[at[i][1]:at[i+1][0]] == " " }
	for i := range at {
		if i > 0 && isName[i-1] && adjacent(i-1) && capital(text[at[i][0]:]) {
			isName[i] = true // Eva Ek
		}
	}
	for i := len(at) - 2; i > 0; i-- {
		if isName[i+1] && adjacent(i) && capital(text[at[i][0]:]) && patronymic.MatchString(text[at[i+1][0]:at[i+1][1]]) {
			isName[i] = true // Bo Persson, but not the first word of a text, which always has a capital
		}
	}
	var out strings.Builder
	last := 0
	for i := 0; i < len(at); i++ {
		if !isName[i] {
			continue
		}
		end := i
		for end+1 < len(at) && isName[end+1] && adjacent(end) {
			end++
		}
		out.WriteString(text[last:at[i][0]])
		out.WriteString(mark(lang, "name"))
		last, i = at[end][1], end
	}
	out.WriteString(text[last:])
	return out.String()
}

// isGiven says whether a word is a common given name, in the genitive too.
func isGiven(written string) bool {
	lower := strings.ToLower(written)
	base, genitive := strings.CutSuffix(lower, "s")
	return given[lower] || genitive && given[base]
}

// bracketed says whether the word at an offset stands in the brackets of a mark.
func bracketed(text string, at int) bool {
	i := strings.LastIndexAny(text[:at], "[]")
	return i >= 0 && text[i] == '['
}

func capital(text string) bool {
	r, _ := utf8.DecodeRuneInString(text)
	return unicode.IsUpper(r)
}

// cut keeps the first MaxWords characters.
func cut(text string) string {
	n := 0
	for i := range text {
		if n++; n > MaxWords {
			return text[:i]
		}
	}
	return text
}

func langOf(code string) locale.Lang {
	if l := locale.Lang(code); l == locale.EN {
		return l
	}
	return locale.SV
}
