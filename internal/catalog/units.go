package catalog

import (
	"cmp"
	"math"
	"strconv"
	"strings"

	"forvag/internal/locale"
)

// measure is what a unit measures, in multiples of the smallest unit for it, and what readers see: one of it, and several.
type measure struct {
	of           string
	size         int64
	one, several locale.Text
}

var measures = map[Unit]measure{
	"ore":      {"money", 1, locale.Text{SV: "öre", EN: "öre"}, locale.Text{SV: "öre", EN: "öre"}},
	"kr":       {"money", 100, locale.Text{SV: "krona", EN: "krona"}, locale.Text{SV: "kronor", EN: "kronor"}},
	"dm2":      {"area", 1, locale.Text{SV: "dm²", EN: "dm²"}, locale.Text{SV: "dm²", EN: "dm²"}},
	"m2":       {"area", 100, locale.Text{SV: "m²", EN: "m²"}, locale.Text{SV: "m²", EN: "m²"}},
	"cm":       {"length", 1, locale.Text{SV: "cm", EN: "cm"}, locale.Text{SV: "cm", EN: "cm"}},
	"m":        {"length", 100, locale.Text{SV: "meter", EN: "metre"}, locale.Text{SV: "meter", EN: "metres"}},
	"km":       {"length", 100_000, locale.Text{SV: "km", EN: "km"}, locale.Text{SV: "km", EN: "km"}},
	"days":     {"days", 1, locale.Text{SV: "dag", EN: "day"}, locale.Text{SV: "dagar", EN: "days"}},
	"workdays": {"workdays", 1, locale.Text{SV: "arbetsdag", EN: "working day"}, locale.Text{SV: "arbetsdagar", EN: "working days"}},
	"weeks":    {"weeks", 1, locale.Text{SV: "vecka", EN: "week"}, locale.Text{SV: "veckor", EN: "weeks"}},
	"months":   {"months", 1, locale.Text{SV: "månad", EN: "month"}, locale.Text{SV: "månader", EN: "months"}},
	"years":    {"years", 1, locale.Text{SV: "år", EN: "year"}, locale.Text{SV: "år", EN: "years"}},
	"percent":  {"percent", 1, locale.Text{SV: "procent", EN: "per cent"}, locale.Text{SV: "procent", EN: "per cent"}},
	"count":    {of: "count", size: 1},
	"":         {of: "count", size: 1},
}

// Words is the unit as readers see it, of several; empty for plain counts.
func (u Unit) Words() locale.Text { return measures[u].several }

// Say writes an amount of the unit as readers see it in a running text, in the unit that is easiest to read: "1 200 kr" of öre, "2,5 km" of metres,
// "45 m²" of dm², "1 vecka", "4 veckor".
func (u Unit) Say(n int64) locale.Text {
	size := max(n, -n)
	switch {
	case u == "kr":
		return Unit("ore").Say(100 * n)
	case u == "ore":
		return locale.Text{SV: locale.Kronor(locale.SV, n), EN: locale.Kronor(locale.EN, n)}
	case u == "cm" && size >= 100:
		return scaleOf("cm", "m").words(n)
	case u == "m" && size >= 1000:
		return scaleOf("m", "km").words(n)
	case u == "dm2":
		return scaleOf("dm2", "m2").words(n)
	}
	return scaleOf(u, u).words(n)
}

// scale converts between what a resident types and what is kept.
type scale struct {
	factor   int64
	decimals int
	shown    Unit
}

func (f *Field) scale() scale { return scaleOf(f.Unit, cmp.Or(f.Shown, f.Unit)) }

func scaleOf(kept, shown Unit) scale {
	s := scale{factor: 1, shown: shown}
	if kept := measures[kept]; kept.size > 0 && measures[shown].size > kept.size {
		s.factor = measures[shown].size / kept.size
	}
	for n := s.factor; n > 1; n /= 10 {
		s.decimals++
	}
	return s
}

// parse reads "1 200", "12,5" or "12.5" exactly. The key names what is wrong; empty where nothing is.
func (s scale) parse(text string) (n int64, key string) {
	text = strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "", "−", "-", ",", ".").Replace(text)
	negative := strings.HasPrefix(text, "-")
	whole, part, _ := strings.Cut(strings.TrimPrefix(text, "-"), ".")
	part = strings.TrimRight(part, "0")
	if whole == "" || len(whole) > 18 || strings.Trim(whole+part, "0123456789") != "" {
		return 0, "field.number"
	}
	if len(part) > s.decimals {
		if s.decimals == 0 {
			return 0, "field.whole_number"
		}
		return 0, "field.decimals"
	}
	w, _ := strconv.ParseInt(whole, 10, 64)
	p, _ := strconv.ParseInt(part+strings.Repeat("0", s.decimals-len(part)), 10, 64)
	if w > numberMax/s.factor || w > math.MaxInt64/s.factor {
		return 0, "field.number"
	}
	if n = w*s.factor + p; negative {
		n = -n
	}
	return n, ""
}

// words writes a kept number for a reader, in the shown unit: "12,5 m²".
func (s scale) words(n int64) locale.Text {
	sign := ""
	if n < 0 {
		sign, n = "−", -n
	}
	part := ""
	if s.decimals > 0 {
		rest := strconv.FormatInt(n%s.factor, 10)
		part = strings.TrimRight(strings.Repeat("0", s.decimals-len(rest))+rest, "0")
	}
	unit := s.shown.Words()
	if n == s.factor {
		unit = measures[s.shown].one
	}
	write := func(lang locale.Lang, point string) string {
		text := sign + locale.Number(lang, n/s.factor)
		if part != "" {
			text += point + part
		}
		return strings.TrimSpace(text + "\u00a0" + unit.In(lang))
	}
	return locale.Text{SV: write(locale.SV, ","), EN: write(locale.EN, ".")}
}

// ShownUnit is the unit that the resident types a number in.
func (f *Field) ShownUnit() Unit { return f.scale().shown }

// Decimals is how many decimals a number may be typed with.
func (f *Field) Decimals() int { return f.scale().decimals }

// Show writes a kept number for a reader, with its unit: "12,5 m²".
func (f *Field) Show(lang locale.Lang, n int64) string { return f.scale().words(n).In(lang) }

// ShowInput writes a kept number as the resident would type it, for a form that is shown again: "12,5".
func (f *Field) ShowInput(lang locale.Lang, n int64) string {
	s := f.scale()
	s.shown = ""
	return s.words(n).In(lang)
}
