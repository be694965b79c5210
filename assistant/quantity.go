package assistant

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/width"

	"forvag/internal/locale"
	"forvag/internal/words"
)

// stated is something exact that a text states: a number with its unit, a day, a month, a day of the week, or a paragraph of law, written in one way
// however the text writes it.
type stated struct {
	kind statedKind
	// value is 4000, 0.5, 2026-03-01 (or 03-01 without a year), 03 for a month, 9:31a for a paragraph of a chapter.
	value string
	// unit is as measures has it; empty where none stands by the number. counted is the stem of the noun that stands there instead.
	unit, counted string
}

type statedKind int

const (
	aNumber statedKind = iota
	aDay
	aMonth
	aWeekday
	aLaw
)

// supports says whether what a source states is what a sentence states.
func (have stated) supports(want stated) bool {
	if have.kind != want.kind || have.value != want.value {
		return false
	}
	switch {
	case have.unit == want.unit:
		return true
	case want.unit == "":
		return want.counted == ""
	default:
		return have.unit == "" && have.counted == ""
	}
}

// measures are the units that a number may have, by the folded word after it.
var measures = unitWords(map[string]string{
	"kr": "kr krona kronor kronorna kronors sek", "ore": "öre", "%": "% procent percent", "m2": "m² m2 kvm kvadratmeter kvadratmeters sqm",
	"m": "m meter meters metre metres", "cm": "cm centimeter centimeters centimetre centimetres", "mm": "mm millimeter millimeters millimetres",
	"km": "km kilometer kilometers kilometre kilometres", "ha": "ha hektar hectare hectares", "l": "l liter liters litre litres", "kg": "kg kilo kilogram kilograms",
	"minute": "minut minuter minute minutes", "hour": "timme timmar timmars tim hour hours", "day": "dag dagar dagars dagarna dygn day days",
	"workday": "arbetsdag arbetsdagar vardag vardagar workday workdays", "week": "vecka veckor veckors week weeks",
	"month": "månad månader månaders month months", "year": "år års åring åringar årig åriga årigt year years",
})

func unitWords(lists map[string]string) map[string]string {
	all := map[string]string{}
	for unit, list := range lists {
		for _, w := range strings.Fields(list) {
			all[words.Fold(w)] = unit
		}
	}
	return all
}

// doubled are units of two words, by the first of them.
var doubled = map[string]map[string]string{
	"square": {"meter": "m2", "meters": "m2", "metre": "m2", "metres": "m2"}, "working": {"day": "workday", "days": "workday"},
	"business": {"day": "workday", "days": "workday"},
}

// multiples move a number's point to the right.
var multiples = map[string]int{"tusen": 3, "thousand": 3, "tkr": 3, "miljon": 6, "miljoner": 6, "million": 6, "millions": 6, "mkr": 6, "mnkr": 6, "miljard": 9, "miljarder": 9, "billion": 9}

// numerals are numbers in words, folded.
var numerals = numbersInWords()

func numbersInWords() map[string]int {
	all := map[string]int{"noll": 0, "zero": 0, "hundra": 100, "hundred": 100}
	for lang, list := range map[locale.Lang][2]string{
		locale.SV: {"två tre fyra fem sex sju åtta nio tio elva tolv tretton fjorton femton sexton sjutton arton nitton", "tjugo trettio fyrtio femtio sextio sjuttio åttio nittio"},
		locale.EN: {"two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen",
			"twenty thirty forty fifty sixty seventy eighty ninety"},
	} {
		units, tens := strings.Fields(words.Fold(list[0])), strings.Fields(words.Fold(list[1]))
		for i, u := range units {
			all[u] = i + 2
			if lang == locale.SV && i < 8 {
				all[u+"hundra"] = 100 * (i + 2)
			}
		}
		ones := map[locale.Lang][]string{locale.SV: {"ett", "en"}, locale.EN: {"one"}}[lang]
		for i, t := range tens {
			all[t] = 10 * (i + 2)
			for _, one := range ones {
				all[t+one] = 10*(i+2) + 1
			}
			for j, u := range units[:8] {
				all[t+u] = 10*(i+2) + j + 2
			}
		}
	}
	return all
}

var (
	monthNames = [2][]string{
		strings.Fields("januari februari mars april maj juni juli augusti september oktober november december"),
		strings.Fields("january february march april may june july august september october november december"),
	}
	weekdayNames = [2][]string{
		strings.Fields("måndag tisdag onsdag torsdag fredag lördag söndag"),
		strings.Fields("monday tuesday wednesday thursday friday saturday sunday"),
	}
	ordinals = [2][]string{
		strings.Fields("första andra tredje fjärde femte sjätte sjunde åttonde nionde tionde"),
		strings.Fields("first second third fourth fifth sixth seventh eighth ninth tenth"),
	}
	anyMonth = `(` + strings.Join(append(slices.Clone(monthNames[0]), monthNames[1]...), "|") + `|jan|feb|apr|aug|sept?|okt|oct|nov|dec)\b\.?`
	dayWord  = `([0-9]{1,2}|` + strings.Join(append(slices.Clone(ordinals[0]), ordinals[1]...), "|") + `)`
	dayThen  = `(?:st|nd|rd|th|:[ea])?\b`

	isoDate     = regexp.MustCompile(`\b([0-9]{4})-([0-9]{2})-([0-9]{2})\b`)
	dayRange    = regexp.MustCompile(`(?i)\b` + dayWord + dayThen + ` ?(?:–|-|till|och|to|and) ?(?:den |the )?` + dayWord + dayThen + ` (?:of )?` + anyMonth + `(?: ([0-9]{4})\b)?`)
	dayOfMonth  = regexp.MustCompile(`(?i)\b` + dayWord + dayThen + ` (?:of )?` + anyMonth + `(?: ([0-9]{4})\b)?`)
	monthAndDay = regexp.MustCompile(`(?i)\b` + anyMonth + ` ([0-9]{1,2})(?:st|nd|rd|th)?\b(?:,? ([0-9]{4})\b)?`)

	statute    = regexp.MustCompile(`\b[0-9]{4}:[0-9]+\b`)
	manyRefs   = `((?:[0-9]+(?: ?[a-z]\b)?(?: ?[–-] ?|, ?| och | eller | and | or )?)+)`
	chapterRef = regexp.MustCompile(`(?i)\b([0-9]+(?: ?[a-z])?) kap\b\.?,? ?(?:` + manyRefs + ` ?§+)?|\bchapter ([0-9]+(?: ?[a-z]\b)?)(?:,? (?:sections?|§+) ` + manyRefs + `)?`)
	sectionRef = regexp.MustCompile(`(?i)` + manyRefs + ` ?§+|§+ ?` + manyRefs + `|\bsections? ` + manyRefs)
	shortRef   = regexp.MustCompile(`\b\p{Lu}\p{L}{1,6} ([0-9]{1,2}):([0-9]+(?: ?[a-z]\b)?)`)
	oneRef     = regexp.MustCompile(`(?i)[0-9]+(?: ?[a-z]\b)?`)

	figure = regexp.MustCompile(`[0-9]{1,3}(?:[ \x{00a0}\x{202f}][0-9]{3})+\b(?:,[0-9]+)?|[0-9]+(?:[.,:][0-9]+)*`)
	pieces = regexp.MustCompile(figure.String() + `|m²|\bm2\b|\p{L}+|[½¼¾%–-]|:-`)
)

// statements are all that a text states exactly.
func statements(lang locale.Lang, text string) []stated {
	text = width.Fold.String(strings.NewReplacer("\u00a0", " ", "\u202f", " ").Replace(text))
	var out []stated
	// take replaces each match of a pattern by blanks of the same length, after read has made of it what it says.
	take := func(pattern *regexp.Regexp, read func(group func(int) string) []stated) {
		text = pattern.ReplaceAllStringFunc(text, func(match string) string {
			at := pattern.FindStringSubmatch(match)
			if at == nil { // what stands around the match made it one
				at = make([]string, pattern.NumSubexp()+1)
				at[0] = match
			}
			found := read(func(i int) string { return at[i] })
			if found == nil {
				return match
			}
			out = append(out, found...)
			return strings.Repeat("\x01", len(match))
		})
	}
	take(statute, func(g func(int) string) []stated { return []stated{{kind: aLaw, value: g(0)}} })
	take(isoDate, func(g func(int) string) []stated { return day(g(3), g(2), g(1)) })
	take(dayRange, func(g func(int) string) []stated {
		return append(day(g(1), g(3), g(4)), day(g(2), g(3), g(4))...)
	})
	take(dayOfMonth, func(g func(int) string) []stated { return day(g(1), g(2), g(3)) })
	take(monthAndDay, func(g func(int) string) []stated { return day(g(2), g(1), g(3)) })
	take(chapterRef, func(g func(int) string) []stated { return paragraphs(g(1)+g(3), g(2)+g(4)) })
	take(sectionRef, func(g func(int) string) []stated { return paragraphs("", g(1)+g(2)+g(3)) })
	take(shortRef, func(g func(int) string) []stated { return paragraphs(g(1), g(2)) })
	return append(out, inPieces(lang, text)...)
}

// day is a day with what it implies, by its number or ordinal, its month's number or name, and its year, which may be empty. Nil where it is none.
func day(day, month, year string) []stated {
	d, m := dayNumber(day), monthNumber(month)
	if d == 0 || m == 0 {
		return nil
	}
	name := twoDigits(m) + "-" + twoDigits(d)
	out := []stated{{kind: aDay, value: name}, {kind: aMonth, value: twoDigits(m)}}
	if year != "" {
		out = append(out, stated{kind: aDay, value: year + "-" + name}, stated{kind: aNumber, value: year})
	}
	return out
}

func dayNumber(text string) int {
	text = strings.ToLower(text)
	for _, list := range ordinals {
		if i := slices.Index(list, text); i >= 0 {
			return i + 1
		}
	}
	n, _ := strconv.Atoi(text)
	if n > 31 {
		return 0
	}
	return n
}

// monthNumber is a month's number by its digits, its name or the beginning of that; zero where it is none.
func monthNumber(text string) int {
	text = strings.ToLower(text)
	if n, err := strconv.Atoi(text); err == nil && n <= 12 {
		return n
	}
	for _, list := range monthNames {
		for i, name := range list {
			if len(text) >= 3 && strings.HasPrefix(name, text) {
				return i + 1
			}
		}
	}
	return 0
}

// paragraphs are a law's paragraphs, each alone and, where the chapter is known, with it.
func paragraphs(chapter, list string) []stated {
	var out []stated
	law := func(value string) {
		out = append(out, stated{kind: aLaw, value: strings.ToLower(strings.ReplaceAll(value, " ", ""))})
	}
	if chapter != "" {
		law(chapter + "kap")
	}
	for _, ref := range oneRef.FindAllString(list, -1) {
		law("§" + ref)
		if chapter != "" {
			law(chapter + ":" + ref)
		}
	}
	return out
}

// piece is a number, a word or a sign of a text.
type piece struct {
	text   string // folded
	number string // its value; empty for what is none
}

// inPieces finds numbers, months and days of the week.
func inPieces(lang locale.Lang, text string) []stated {
	var all []piece
	for _, at := range pieces.FindAllString(text, -1) {
		p := piece{text: words.Fold(at)}
		switch {
		case at[0] >= '0' && at[0] <= '9':
			p.number = decimal(lang, at)
		case strings.Contains("½¼¾", at):
			p.number = map[string]string{"½": "0.5", "¼": "0.25", "¾": "0.75"}[at]
		default:
			if n, ok := numerals[p.text]; ok {
				p.number = strconv.Itoa(n)
			}
		}
		all = append(all, p)
	}
	var out []stated
	for i, p := range all {
		if p.number != "" {
			out = append(out, numberAt(lang, all, i))
			continue
		}
		if s, ok := single(all, i); ok {
			out = append(out, s)
		}
		for _, list := range weekdayNames {
			for n, name := range list {
				if strings.HasPrefix(p.text, words.Fold(name)) {
					out = append(out, stated{kind: aWeekday, value: strconv.Itoa(n + 1)})
				}
			}
		}
		if m := monthNumber(p.text); m > 0 && namesMonth(lang, p.text) {
			out = append(out, stated{kind: aMonth, value: twoDigits(m)})
		}
	}
	for _, r := range text {
		if unicode.IsNumber(r) && r > unicode.MaxASCII && !strings.ContainsRune("²³½¼¾", r) {
			out = append(out, stated{kind: aNumber, value: string(r)}) // a sign for a number that is not read stands only where the same sign does
		}
	}
	return out
}

// namesMonth says whether a word is a month's whole name. The English May is left out, since it is also a verb; with a day beside it it is found.
func namesMonth(lang locale.Lang, word string) bool {
	if lang == locale.EN {
		return word != "may" && slices.Contains(monthNames[1], word)
	}
	return slices.Contains(monthNames[0], word)
}

// single is one or a half of a unit, where words say it: en vecka, ett halvt år, one week.
func single(all []piece, i int) (stated, bool) {
	value := map[string]string{"en": "1", "ett": "1", "one": "1", "halv": "0.5", "halvt": "0.5", "half": "0.5"}[all[i].text]
	if value == "" {
		return stated{}, false
	}
	unit, _ := unitAt(all, i+1)
	return stated{kind: aNumber, value: value, unit: unit}, unit != ""
}

// numberAt is the number of a piece with the unit after it. In a range or a list, which has its unit last, that is the unit of each.
func numberAt(lang locale.Lang, all []piece, i int) stated {
	s := stated{kind: aNumber, value: all[i].number}
	next := i + 1
	for next+1 < len(all) && between[all[next].text] && all[next+1].number != "" {
		next += 2
	}
	if next < len(all) {
		if move, ok := multiples[all[next].text]; ok {
			s.value = shifted(s.value, move)
			if strings.HasSuffix(all[next].text, "kr") {
				s.unit = "kr"
				return s
			}
			next++
		}
	}
	var noun string
	s.unit, noun = unitAt(all, next)
	if s.unit == "" && next == i+1 && len([]rune(noun)) > 3 && !common[noun] && !saying[noun] {
		s.counted = stemOf(lang, noun)
	}
	return s
}

var between = map[string]bool{"–": true, "-": true, "och": true, "eller": true, "till": true, "and": true, "or": true, "to": true}

// unitAt is the unit that a piece is, or the word that stands there where it is none.
func unitAt(all []piece, i int) (unit, word string) {
	if i < len(all) && all[i].text == "-" { // 65-åring
		i++
	}
	if i >= len(all) || all[i].number != "" {
		return "", ""
	}
	if all[i].text == ":-" {
		return "kr", ""
	}
	if i+1 < len(all) {
		if u := doubled[all[i].text][all[i+1].text]; u != "" {
			return u, ""
		}
	}
	return measures[all[i].text], all[i].text
}

// decimal is a number in figures in one way: without spaces, with a point before decimals and no zeros that say nothing. In Swedish a comma, in English
// a point stands before decimals; the other one, and a space, stand between thousands.
func decimal(lang locale.Lang, text string) string {
	text = strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == '\u00a0' || r == '\u202f' {
			return -1
		}
		return r
	}, text)
	point, thousands := ",", "."
	if lang == locale.EN {
		point, thousands = ".", ","
	}
	if parts := strings.Split(text, thousands); len(parts) > 1 && !slices.ContainsFunc(parts[1:], func(p string) bool { return len(p) != 3 }) {
		text = strings.Join(parts, "")
	}
	text = strings.NewReplacer(point, ".", thousands, ".", ":", ".").Replace(text) // 10.30 and 10:30 are the same time
	return canonical(text)
}

// canonical takes away the zeros that say nothing.
func canonical(number string) string {
	whole, decimals, _ := strings.Cut(number, ".")
	whole = strings.TrimLeft(whole, "0")
	if whole == "" {
		whole = "0"
	}
	if decimals = strings.TrimRight(decimals, "0"); decimals == "" {
		return whole
	}
	return whole + "." + decimals
}

// shifted is a number with its point moved to the right.
func shifted(number string, by int) string {
	whole, decimals, _ := strings.Cut(number, ".")
	decimals += strings.Repeat("0", max(0, by-len(decimals)))
	return canonical(whole + decimals[:by] + "." + decimals[by:])
}
