package portal

import (
	"strings"

	"forvag/internal/catalog"
	"forvag/internal/directory"
	"forvag/internal/locale"
	"forvag/internal/municipality"
	"forvag/internal/search"
)

// How much a kind of result counts: one's own municipality's services first, and what leads on to other things last.
const (
	serviceWeight   = 1.2
	situationWeight = 0.85
	boardWeight     = 0.7
)

// NewIndex makes everything that residents look for searchable: services, links, life situations and boards.
func NewIndex(cat *catalog.Catalog, dir *directory.Directory, m *municipality.Municipality) *search.Index {
	var docs []search.Document
	for _, s := range cat.Services() {
		docs = append(docs, search.Document{
			Kind: search.Service, ID: s.ID, Title: s.Title, Text: s.Summary, Keywords: keywords(s.Keywords), More: serviceWords(s), Weight: serviceWeight,
		})
	}
	for _, l := range dir.Links() {
		docs = append(docs, search.Document{
			Kind: search.Link, ID: l.ID, Title: joinTexts(l.Title, l.Organisation.Name), Text: l.Text, Keywords: keywords(l.Keywords),
			More: joinTexts(l.Needs...),
		})
	}
	for _, s := range dir.Situations() {
		more := []locale.Text{s.Short}
		for _, step := range s.Steps {
			more = append(more, step.Title)
		}
		docs = append(docs, search.Document{
			Kind: search.Situation, ID: s.ID, Title: s.Title, Text: s.Lead, Keywords: keywords(s.Keywords), More: joinTexts(more...), Weight: situationWeight,
		})
	}
	for _, b := range m.Boards {
		docs = append(docs, search.Document{
			Kind: search.Board, ID: string(b.Code), Title: b.Name, Text: b.Does, Weight: boardWeight,
			Keywords: map[locale.Lang][]string{locale.SV: {string(b.Code), "nämnd"}, locale.EN: {string(b.Code), "board"}},
		})
	}
	return search.New(docs)
}

func keywords(k catalog.Keywords) map[locale.Lang][]string {
	return map[locale.Lang][]string{locale.SV: k.SV, locale.EN: k.EN}
}

// serviceWords are what stands in a service's form and check: the questions, and what can be chosen.
func serviceWords(s *catalog.Service) locale.Text {
	texts := []locale.Text{s.Who}
	for _, p := range s.Pages {
		texts = append(texts, p.Title)
		for _, f := range p.Fields {
			texts = append(texts, f.Label)
			for _, c := range f.Choices {
				texts = append(texts, c.Label)
			}
		}
	}
	if s.Check != nil {
		texts = append(texts, s.Check.Question, s.Check.Intro)
	}
	return joinTexts(texts...)
}

func joinTexts(texts ...locale.Text) locale.Text {
	var sv, en strings.Builder
	for _, t := range texts {
		sv.WriteString(t.In(locale.SV) + "\n")
		en.WriteString(t.In(locale.EN) + "\n")
	}
	return locale.Text{SV: sv.String(), EN: en.String()}
}
