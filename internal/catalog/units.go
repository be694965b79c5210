package catalog

import (
	"math"
	"strconv"
	"strings"

	"forvag/internal/locale"
)

// measure is what a unit measures, in multiples of the smallest unit for it, and what readers see.
type measure struct {
	of    string
	size  int64
	words locale.Text
}

var measures = map[Unit]measure{
	"ore":     {"money", 1, locale.Text{SV: "öre", EN: "öre"}},
	"kr":      {"money", 100, locale.Text{SV: "kronor", EN: "kronor"}},
	"dm2":     {"area", 1, locale.Text{SV: "dm²", EN: "dm²"}},
	"m2":      {"area", 100, locale.Text{SV: "m²", EN: "m²"}},
	"cm":      {"length", 1, locale.Text{SV: "cm", EN: "cm"}},
	"m":       {"length", 100, locale.Text{SV: "meter", EN: "metres"}},
	"km":      {"length", 100_000, locale.Text{SV: "km", EN: "km"}},
	"days":    {"days", 1, locale.Text{SV: "dagar", EN: "days"}},
	"weeks":   {"weeks", 1, locale.Text{SV: "veckor", EN: "weeks"}},
	"months":  {"months", 1, locale.Text{SV: "månader", EN: "months"}},
	"years":   {"years", 1, locale.Text{SV: "år", EN: "years"}},
	"percent": {"percent", 1, locale.Text{SV: "procent", EN: "per cent"}},
	"count":   {"count", 1, locale.Text{}},
	"":        {"count", 1, locale.Text{}},
}

// Words is the unit as readers see it; empty for plain counts.
func (u Unit) Words() locale.Text { return measures[u].words }

// scale converts between what a resident types and what is kept.
type scale struct {
	factor   int64
	decimals int
	shown    Unit
}

func (f *Field) scale() scale {
	shown := f.Shown
	if shown == "" {
		shown = f.Unit
	}
	s := scale{factor: 1, shown: shown}
	if kept := measures[f.Unit]; kept.size > 0 && measures[shown].size > kept.size {
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
	write := func(lang locale.Lang, point string) string {
		text := sign + locale.Number(lang, n/s.factor)
		if part != "" {
			text += point + part
		}
		return strings.TrimSpace(text + "\u00a0" + s.shown.Words().In(lang))
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
