package catalog

import (
	"slices"
	"strings"
	"unicode/utf8"

	"forvag/internal/civil"
)

// Longest is how many characters a text may have in the field.
func (f *Field) Longest() int {
	switch {
	case f.Max.Set:
		return int(f.Max.N)
	case f.Type == LongText:
		return longTextMax
	default:
		return textMax
	}
}

func (r *reading) readText(f *Field) (Answer, bool) {
	text := r.text(f.ID)
	if text == "" || !r.clean(f, text, f.Longest()) {
		return Answer{}, false
	}
	if f.Type != LongText && strings.ContainsAny(text, "\n\t") {
		r.fault(f, "field.characters")
		return Answer{}, false
	}
	if f.Min.Set && utf8.RuneCountInString(text) < int(f.Min.N) {
		r.fault(f, "field.too_short", int(f.Min.N))
		return Answer{}, false
	}
	if p := r.service.program.patterns[f.ID]; p != nil && !p.MatchString(text) {
		r.fault(f, "field.pattern", f.PatternSay)
		return Answer{}, false
	}
	return Answer{Text: text}, true
}

func (r *reading) readNumber(f *Field) (Answer, bool) {
	text := r.text(f.ID)
	if text == "" {
		return Answer{}, false
	}
	n, key := f.scale().parse(text)
	if key != "" {
		r.fault(f, key, f.scale().decimals)
		return Answer{}, false
	}
	if f.Min.Set && n < f.Min.N {
		r.fault(f, "field.too_small", f.scale().words(f.Min.N))
		return Answer{}, false
	}
	if f.Max.Set && n > f.Max.N {
		r.fault(f, "field.too_large", f.scale().words(f.Max.N))
		return Answer{}, false
	}
	return Answer{Number: &n}, true
}

// readDate reads 2026-12-01 from one value, or a day, month and year from ID.day, ID.month and ID.year.
func (r *reading) readDate(f *Field) (Answer, bool) {
	text := r.text(f.ID)
	if year, month, day := r.text(f.ID+".year"), r.text(f.ID+".month"), r.text(f.ID+".day"); text == "" && year+month+day != "" {
		text = year + "-" + padded(month) + "-" + padded(day)
	}
	if text == "" {
		return Answer{}, false
	}
	d, err := civil.Parse(text)
	if err != nil || d.Year() < 1850 || d.Year() > 2200 {
		r.fault(f, "field.date")
		return Answer{}, false
	}
	if !r.bounds(f, d) {
		return Answer{}, false
	}
	return Answer{Date: &d}, true
}

func padded(text string) string {
	if len(text) == 1 {
		return "0" + text
	}
	return text
}

func (r *reading) bounds(f *Field, d civil.Date) bool {
	if least := f.Min.On(r.moment.Today); f.Min.Set && d.Before(least) {
		r.fault(f, "field.too_early", least)
		return false
	}
	if most := f.Max.On(r.moment.Today); f.Max.Set && d.After(most) {
		r.fault(f, "field.too_late", most)
		return false
	}
	return true
}

func (r *reading) readChoice(f *Field) (Answer, bool) {
	text := r.text(f.ID)
	if text == "" {
		return Answer{}, false
	}
	if !slices.Contains(f.choiceIDs(), text) {
		r.fault(f, "field.choice")
		return Answer{}, false
	}
	return Answer{Text: text}, true
}

func (r *reading) readChoices(f *Field) (Answer, bool) {
	given := r.raw[f.ID]
	var chosen []string
	for _, id := range f.choiceIDs() {
		if slices.Contains(given, id) {
			chosen = append(chosen, id)
		}
	}
	for _, id := range given {
		if id != "" && !slices.Contains(chosen, id) {
			r.fault(f, "field.choice")
			return Answer{}, false
		}
	}
	switch {
	case len(chosen) == 0:
		return Answer{}, false
	case f.Min.Set && len(chosen) < int(f.Min.N):
		r.fault(f, "field.too_few", int(f.Min.N))
		return Answer{}, false
	case f.Max.Set && len(chosen) > int(f.Max.N):
		r.fault(f, "field.too_many", int(f.Max.N))
		return Answer{}, false
	}
	return Answer{Choices: chosen}, true
}

func (r *reading) readYesNo(f *Field) (Answer, bool) {
	text := r.text(f.ID)
	if text == "" {
		return Answer{}, false
	}
	if text != "true" && text != "false" {
		r.fault(f, "field.choice")
		return Answer{}, false
	}
	yes := text == "true"
	return Answer{Yes: &yes}, true
}
