package knowledge

import (
	"regexp"
	"slices"
	"strings"

	"forvag/internal/civil"
	"forvag/internal/identity"
	"forvag/internal/locale"
	"forvag/internal/municipality"
)

// A text names what the municipality has data for in braces: {setting.NAME}, {board.BN}, {municipality}, {place.ID.hours}.
var (
	placeholder = regexp.MustCompile(`\{[^{}\n]*\}`)
	braces      = regexp.MustCompile(`\{[^{}\n]*\}|[{}]`)
)

// unknownValue is what readers see where the municipality has no value on the day.
var unknownValue = locale.Text{SV: "(uppgift saknas)", EN: "(not known)"}

// placeParts are what a text can say of a place.
var placeParts = []string{"name", "address", "hours", "phone"}

// values are what stands in place of names on a day.
type values struct {
	m   *municipality.Municipality
	day civil.Date
	// usable says whether a link leads somewhere; nil keeps all links.
	usable func(lang locale.Lang, l Link) bool
}

// fill writes values in place of the names that a text has.
func (v values) fill(lang locale.Lang, text string) string {
	return placeholder.ReplaceAllStringFunc(text, func(name string) string {
		value := v.of(strings.Trim(name, "{}")).In(lang)
		if value == "" {
			return unknownValue.In(lang)
		}
		return value
	})
}

// of is the value of a name; zero where there is none.
func (v values) of(name string) locale.Text {
	kind, rest, _ := strings.Cut(name, ".")
	switch kind {
	case "municipality":
		return v.m.Name
	case "board":
		if b := v.m.Board(identity.BoardID(rest)); b != nil {
			return b.Name
		}
	case "setting":
		if s := v.m.Settings[rest]; s != nil {
			if is, ok := s.On(v.day); ok {
				return s.Catalog().Say(is)
			}
		}
	case "place":
		id, part, _ := strings.Cut(rest, ".")
		if p := v.m.PlaceByID(id); p != nil {
			return placeText(p, part)
		}
	}
	return locale.Text{}
}

func placeText(p *municipality.Place, part string) locale.Text {
	switch part {
	case "name":
		return p.Name
	case "address":
		return locale.Text{SV: p.Address}
	case "phone":
		return locale.Text{SV: p.Phone}
	case "hours":
		return locale.Text{SV: municipality.Week(locale.SV, p.Hours), EN: municipality.Week(locale.EN, p.Hours)}
	}
	return locale.Text{}
}

// filled is the article as it reads on a day.
func (a *Article) filled(v values) *Article {
	out := *a
	out.Title = v.fill(a.Lang, a.Title)
	out.Questions = make([]string, len(a.Questions))
	for i, q := range a.Questions {
		out.Questions[i] = v.fill(a.Lang, q)
	}
	out.Passages = make([]Passage, len(a.Passages))
	for i, p := range a.Passages {
		p.Heading = v.fill(a.Lang, p.Heading)
		p.Blocks = slices.Clone(p.Blocks)
		for j, b := range p.Blocks {
			items := make([]Item, len(b.Items))
			for k, item := range b.Items {
				items[k] = v.item(a.Lang, item)
			}
			p.Blocks[j].Items = items
		}
		out.Passages[i] = p
	}
	return &out
}

func (v values) item(lang locale.Lang, item Item) Item {
	out := make(Item, len(item))
	for i, sentence := range item {
		out[i] = make(Sentence, len(sentence))
		for j, span := range sentence {
			span.Text = v.fill(lang, span.Text)
			if v.usable != nil && span.Link != (Link{}) && !v.usable(lang, span.Link) {
				span.Link = Link{} // the words stay
			}
			out[i][j] = span
		}
	}
	return out
}
