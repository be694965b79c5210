// Package locale holds what readers see in their own language: texts by key, dates, numbers and money, and how names are sorted.
//
// Texts stand in texts/<area>.yaml, one file for each part of the program:
//
//	case.closed: {sv: "Ärendet {0} är avslutat.", en: "Case {0} is closed."}
//	inbox.new:
//	  sv: {one: "{0} nytt meddelande", other: "{0} nya meddelanden"}
//	  en: {one: "{0} new message", other: "{0} new messages"}
//
// {0} is the first argument. Where a text has one and other, the first whole number among the arguments chooses. Everything here is safe for
// concurrent use.
package locale

import (
	"cmp"
	"slices"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
)

// Lang is a language that the program speaks, as a BCP 47 tag.
type Lang string

// The languages. Swedish is what an unknown language falls back to.
const (
	SV Lang = "sv"
	EN Lang = "en"
)

// Langs returns all languages, Swedish first.
func Langs() []Lang { return []Lang{SV, EN} }

// Of returns the language of a tag such as a cookie holds, and false where the program does not speak it.
func Of(tag string) (Lang, bool) {
	l := Lang(tag)
	return l, slices.Contains(Langs(), l)
}

// Name is the language's name in itself.
func (l Lang) Name() string {
	if l == EN {
		return "English"
	}
	return "Svenska"
}

// Negotiate returns the language that an Accept-Language header (RFC 9110) prefers among those that the program speaks. A reader who lists
// none of them, or sends nothing that can be read, gets Swedish.
func Negotiate(acceptLanguage string) Lang {
	if len(acceptLanguage) > 1000 {
		return SV
	}
	wanted, _, err := language.ParseAcceptLanguage(acceptLanguage)
	if err != nil {
		return SV
	}
	for _, tag := range wanted {
		base, _ := tag.Base()
		if l, ok := Of(base.String()); ok {
			return l
		}
	}
	return SV
}

// Text is a bilingual text that belongs to data, such as an e-service's title.
type Text struct {
	SV string `yaml:"sv" json:"sv"`
	EN string `yaml:"en" json:"en"`
}

// In returns the text in a language, or the other one where that is empty.
func (t Text) In(l Lang) string {
	if l == EN {
		return cmp.Or(t.EN, t.SV)
	}
	return cmp.Or(t.SV, t.EN)
}

// IsZero says whether there is no text in either language.
func (t Text) IsZero() bool { return t == Text{} }

// Sort orders items by a text in the way that readers of the language expect: in Swedish å, ä and ö come last. Equal texts keep their order.
func Sort[T any](l Lang, items []T, text func(T) string) {
	c := collate.New(language.Make(string(l)))
	slices.SortStableFunc(items, func(a, b T) int { return c.CompareString(text(a), text(b)) })
}
