package assistant

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"forvag/internal/catalog"
	"forvag/internal/civil"
	"forvag/internal/locale"
	"forvag/internal/words"
)

// message is what somebody wrote, taken apart to find answers to a check's questions in it. Nothing is guessed: an answer is found where one of the
// question's alternatives is named and no other is, where a number stands with a unit of the question's kind, and where yes or no is said to the
// question that was just asked.
type message struct {
	lang  locale.Lang
	text  string
	stems []string // each once, in order
	// read are the stems of the texts of questions and alternatives, by text: a check comes back to the same ones.
	read map[string]map[string]bool
	// used are the numbers, by where they stand, that have answered a question.
	used map[int]bool
}

func newMessage(lang locale.Lang, text string) *message {
	m := &message{lang: lang, text: text, read: map[string]map[string]bool{}, used: map[int]bool{}}
	for _, w := range words.Split(text) {
		m.stems = append(m.stems, stemOf(lang, w))
	}
	slices.Sort(m.stems)
	m.stems = slices.Compact(m.stems)
	return m
}

// stemsOf are contentStems of a text of a question or an alternative, in the message's language.
func (m *message) stemsOf(text locale.Text) map[string]bool {
	own := text.In(m.lang)
	stems, known := m.read[own]
	if !known {
		stems = contentStems(m.lang, own)
		m.read[own] = stems
	}
	return stems
}

func stemOf(lang locale.Lang, word string) string { return words.Fold(words.Stem(lang, word)) }

// answerTo reads the message as the answer to a question that was just asked, in the shape that the catalog reads. Nil where it is none.
func (m *message) answerTo(q *catalog.Field, today civil.Date) []string {
	switch q.Type {
	case catalog.YesNoField:
		return m.yesNo()
	case catalog.ChoiceField, catalog.ChoicesField:
		return m.choice(q, true)
	case catalog.NumberField:
		for _, n := range m.numbers() {
			if raw, ok := n.in(q.ShownUnit()); ok {
				m.used[n.at] = true
				return []string{raw}
			}
		}
	case catalog.DateField:
		return m.date(today)
	}
	return nil
}

// mentions finds an answer to a question that was not asked, among what the message says.
func (m *message) mentions(q *catalog.Field) []string {
	switch q.Type {
	case catalog.ChoiceField:
		return m.choice(q, false)
	case catalog.NumberField:
		about := contentStems(m.lang, q.Label.In(m.lang)+" "+q.Hint.In(m.lang))
		for _, n := range m.numbers() {
			raw, ok := n.in(q.ShownUnit())
			if !ok || n.unit == "" || m.used[n.at] {
				continue
			}
			// An area is an area; a length can be a height, a distance or a width, and the words beside it tell which.
			if n.unit != "m2" && !m.near(n.at, about) {
				continue
			}
			m.used[n.at] = true
			return []string{raw}
		}
	}
	return nil
}

// unused is the text without the numbers that have answered a question.
func (m *message) unused() string {
	text := []byte(m.text)
	for _, at := range amounts.FindAllStringIndex(m.text, -1) {
		if m.used[at[0]] {
			for i := at[0]; i < at[1]; i++ {
				text[i] = ' '
			}
		}
	}
	return string(text)
}

// near says whether one of the stems stands within four words of a place in the text.
func (m *message) near(at int, stems map[string]bool) bool {
	before, after := words.Split(m.text[:at]), words.Split(m.text[at:])
	around := append(slices.Clone(before[max(0, len(before)-4):]), after[:min(len(after), 6)]...)
	return slices.ContainsFunc(around, func(w string) bool { return stems[stemOf(m.lang, w)] })
}

var (
	yesWords = words.Set("ja japp jo jajamen visst absolut precis stämmer yes yep yeah correct right sure")
	noWords  = words.Set("nej nä nope nix no")
	// negations say no where they come first or nearly alone; in a longer sentence they may belong to anything.
	negations = words.Set("inte ej aldrig not never")
	unsure    = words.Set("vet osäker kanske ingen aning know unsure maybe idea")
)

// shortAnswer is how many words an answer has in which a negation is the answer.
const shortAnswer = 3

// yesNo reads yes or no. Where both are said, or neither, it is none.
func (m *message) yesNo() []string {
	yes, no := false, false
	said := words.Split(m.text)
	for i, w := range said {
		yes = yes || yesWords[words.Fold(w)]
		no = no || noWords[words.Fold(w)] || negations[words.Fold(w)] && (i == 0 || len(said) <= shortAnswer)
	}
	if yes == no || m.isUnsure() {
		return nil
	}
	return []string{strconv.FormatBool(yes)}
}

func (m *message) isUnsure() bool {
	return slices.ContainsFunc(words.Split(m.text), func(w string) bool { return unsure[words.Fold(w)] })
}

// choice finds the alternative that is named, and that alone. An answer may also be the alternative's number in the list, yes or no where the
// alternatives begin so, and that one does not know where that is an alternative.
func (m *message) choice(q *catalog.Field, asked bool) []string {
	if asked {
		if n, err := strconv.Atoi(strings.Trim(strings.TrimSpace(m.text), ".)")); err == nil && n >= 1 && n <= len(q.Choices) {
			return []string{q.Choices[n-1].ID}
		}
		if m.isUnsure() && q.Offers("unknown") {
			return []string{"unknown"}
		}
	}
	for _, c := range q.Choices {
		if asked && words.Fold(strings.TrimSpace(m.text)) == words.Fold(c.Label.In(m.lang)) {
			return []string{c.ID}
		}
	}
	best, second, at := 0.0, 0.0, -1
	for i := range q.Choices {
		score := m.names(q, i)
		if score > best {
			best, second, at = score, best, i
		} else if score > second {
			second = score
		}
	}
	if at >= 0 && best > second && (asked || best >= 1) {
		return []string{q.Choices[at].ID}
	}
	if asked {
		if raw := m.yesNo(); raw != nil {
			return m.choiceThatBegins(q, raw[0] == "true")
		}
	}
	return nil
}

// names is how well the message names an alternative: each of its words counts one, divided by how many alternatives have it, and less where it stands
// in the alternative's hint only and in another's label.
func (m *message) names(q *catalog.Field, i int) float64 {
	score := 0.0
	for _, stem := range m.stems {
		var labels, hints []int
		for j, c := range q.Choices {
			switch {
			case m.stemsOf(c.Label)[stem]:
				labels = append(labels, j)
			case m.stemsOf(c.Hint)[stem]:
				hints = append(hints, j)
			}
		}
		switch {
		case slices.Contains(labels, i):
			score += 1.1 / float64(len(labels))
		case slices.Contains(hints, i) && len(labels) > 0:
			score += 0.3
		case slices.Contains(hints, i):
			score += 1 / float64(len(hints))
		}
	}
	return score
}

// choiceThatBegins is the only alternative whose label begins with yes, or with no.
func (m *message) choiceThatBegins(q *catalog.Field, yes bool) []string {
	var found []string
	for _, c := range q.Choices {
		w := words.Split(c.Label.In(m.lang))
		if len(w) > 0 && (yes && yesWords[words.Fold(w[0])] || !yes && (words.Fold(w[0]) == "nej" || words.Fold(w[0]) == "no")) {
			found = append(found, c.ID)
		}
	}
	if len(found) != 1 {
		return nil
	}
	return found
}

// common are words of labels and hints that say nothing of what they are about.
var common = words.Set(`och eller som att det den de en ett i på av för till med från vid om inte något nagot någon annat annan du din ditt dina vi vill ska är har kan få
	får göra bygga bygger ny nytt nya liknande exempel även mer platsen ja nej jag vet hur hus huset tomten ligger hela blir
	and or the a an of for to with from at in on not something else you your we want is are have can do build building new similar example also more
	yes no i know how house place whole will be`)

// contentStems are the stems of the words of a text that are not common.
func contentStems(lang locale.Lang, text string) map[string]bool {
	stems := map[string]bool{}
	for _, w := range words.Split(text) {
		if !common[words.Fold(w)] {
			stems[stemOf(lang, w)] = true
		}
	}
	return stems
}

// amount is a number in a text.
type amount struct {
	at int
	// whole and decimals are digits; unit is as unitWords says, empty where none stands after the number.
	whole, decimals, unit string
}

var (
	amounts = regexp.MustCompile(`([0-9]{1,3}(?:[ \x{00a0}][0-9]{3})+|[0-9]+)(?:[.,]([0-9]+))?(?:[ \x{00a0}]?(m²|m2|[\p{L}]+(?:[ -](?:meters?|metres?))?))?`)
	units   = map[string]string{
		"m²": "m2", "m2": "m2", "kvm": "m2", "kvadrat": "m2", "kvadratmeter": "m2", "sqm": "m2", "square meter": "m2", "square meters": "m2", "square metre": "m2",
		"square metres": "m2", "m": "m", "meter": "m", "meters": "m", "metre": "m", "metres": "m", "cm": "cm", "centimeter": "cm", "mm": "mm", "millimeter": "mm",
		"km": "km", "kilometer": "km", "kilometers": "km", "kilometre": "km", "kilometres": "km", "kr": "kr", "kronor": "kr", "sek": "kr", "år": "years", "years": "years",
		"dagar": "days", "days": "days", "veckor": "weeks", "weeks": "weeks", "månader": "months", "months": "months", "procent": "percent", "percent": "percent",
	}
	// shift is by how many decimals one unit's number moves to become the other's.
	shift = map[[2]string]int{{"cm", "m"}: 2, {"mm", "m"}: 3, {"mm", "cm"}: 1, {"m", "cm"}: -2, {"m", "km"}: 3, {"km", "m"}: -3}
)

func (m *message) numbers() []amount {
	var out []amount
	for _, at := range amounts.FindAllStringSubmatchIndex(m.text, -1) {
		part := func(i int) string {
			if at[2*i] < 0 {
				return ""
			}
			return m.text[at[2*i]:at[2*i+1]]
		}
		unit := strings.ToLower(part(3))
		if units[unit] == "" {
			unit, _, _ = strings.Cut(unit, " ")
		}
		out = append(out, amount{at: at[0], whole: onlyDigits(part(1)), decimals: part(2), unit: units[unit]})
	}
	return out
}

// in writes the number as one types it in a field of a unit; false where it is of another kind. A number without a unit is taken to be in the field's.
func (n amount) in(unit catalog.Unit) (string, bool) {
	to := string(unit)
	move := shift[[2]string{n.unit, to}]
	if n.unit != "" && n.unit != to && move == 0 {
		return "", false
	}
	digits, point := n.whole+n.decimals, len(n.whole)-move
	if point <= 0 {
		digits, point = strings.Repeat("0", 1-point)+digits, 1
	}
	if point > len(digits) {
		digits += strings.Repeat("0", point-len(digits))
	}
	whole, decimals := strings.TrimLeft(digits[:point-1], "0")+digits[point-1:point], strings.TrimRight(digits[point:], "0")
	if decimals != "" {
		return whole + "," + decimals, true
	}
	return whole, true
}

// has says whether the message has what is given as the answer to a question, where that is a number or a day; what year it is may be left out.
func (m *message) has(q *catalog.Field, raw string) bool {
	told := func(kind statedKind, value string) bool {
		return slices.ContainsFunc(statements(m.lang, m.text), func(s stated) bool { return s.kind == kind && s.value == value })
	}
	switch q.Type {
	case catalog.NumberField:
		number := decimal(locale.SV, raw)
		return told(aNumber, number) || slices.ContainsFunc(m.numbers(), func(n amount) bool {
			in, ok := n.in(q.ShownUnit())
			return ok && decimal(locale.SV, in) == number
		})
	case catalog.DateField:
		_, dayOfYear, _ := strings.Cut(raw, "-")
		return told(aDay, dayOfYear)
	}
	return true
}

var (
	isoDay  = regexp.MustCompile(`\b([0-9]{4}-[0-9]{2}-[0-9]{2})\b`)
	longDay = regexp.MustCompile(`(?i)\b([0-9]{1,2})(?:st|nd|rd|th)?(?::e)? (?:of )?(jan|feb|mar|apr|maj|may|jun|jul|aug|sep|okt|oct|nov|dec)\p{L}*(?: ([0-9]{4}))?`)
	months  = []string{"jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec"}
)

// date reads a day: 2026-11-22, 22 november, 22 November 2026. Without a year it is the next such day.
func (m *message) date(today civil.Date) []string {
	if at := isoDay.FindString(m.text); at != "" {
		if d, err := civil.Parse(at); err == nil {
			return []string{d.String()}
		}
		return nil
	}
	at := longDay.FindStringSubmatch(m.text)
	if at == nil {
		return nil
	}
	name := strings.NewReplacer("may", "maj", "oct", "okt").Replace(strings.ToLower(at[2]))
	month := slices.Index(months, name) + 1
	day, _ := strconv.Atoi(at[1])
	year := today.Year()
	if at[3] != "" {
		year, _ = strconv.Atoi(at[3])
	}
	written := func(year int) (civil.Date, error) {
		return civil.Parse(strconv.Itoa(year) + "-" + twoDigits(month) + "-" + twoDigits(day))
	}
	d, err := written(year)
	if err != nil {
		return nil
	}
	if at[3] == "" && d.Before(today) {
		if d, err = written(year + 1); err != nil {
			return nil
		}
	}
	return []string{d.String()}
}

func twoDigits(n int) string {
	if n < 10 {
		return "0" + strconv.Itoa(n)
	}
	return strconv.Itoa(n)
}
