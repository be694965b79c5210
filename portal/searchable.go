package portal

import (
	"context"
	"strings"
	"sync"

	"forvag/assistant"
	"forvag/internal/catalog"
	"forvag/internal/civil"
	"forvag/internal/directory"
	"forvag/internal/locale"
	"forvag/internal/municipality"
	"forvag/internal/search"
	"forvag/internal/words"
	"forvag/knowledge"
)

// How much a kind of result counts: one's own municipality's services first, and what leads on to other things last.
const (
	serviceWeight   = 1.2
	situationWeight = 0.85
	boardWeight     = 0.7
	absentWeight    = 0.9 // so that a link or an article about the same comes before
)

// Searchable is everything that residents look for: services, links, articles, life situations and boards. It is safe for concurrent use.
type Searchable struct {
	catalog      *catalog.Catalog
	directory    *directory.Directory
	municipality *municipality.Municipality
	library      *knowledge.Library
	// Passages makes the index of a day's passages. Nil makes one in memory that finds by words. Set it before anybody searches.
	Passages func(chunks []knowledge.Chunk) knowledge.Index

	mu    sync.Mutex
	day   civil.Date
	index *search.Index
	// passages are the articles of the day, for the assistant; nil until it first asks.
	passages knowledge.Index
	// stems are those of all words of what can be found, by language; nil until somebody asks.
	stems map[locale.Lang]map[string]bool
}

// NewSearchable gathers it.
func NewSearchable(cat *catalog.Catalog, dir *directory.Directory, m *municipality.Municipality, lib *knowledge.Library) *Searchable {
	return &Searchable{catalog: cat, directory: dir, municipality: m, library: lib}
}

// On is an index of it as it reads on a day, made when it is first asked for: articles come and go by their dates.
func (s *Searchable) On(day civil.Date) *search.Index {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.on(day)
}

func (s *Searchable) on(day civil.Date) *search.Index {
	if s.index == nil || s.day != day {
		s.index, s.day, s.passages = newIndex(s.catalog, s.directory, s.municipality, s.library.On(day)), day, nil
	}
	return s.index
}

// Contents is what the assistant answers by on a day.
func (s *Searchable) Contents(day civil.Date) assistant.Contents {
	s.mu.Lock()
	defer s.mu.Unlock()
	everything, articles := s.on(day), s.library.On(day)
	if s.passages == nil {
		if s.Passages != nil {
			s.passages = s.Passages(articles.Chunks())
		} else {
			s.passages = knowledge.NewMemory(articles.Chunks()...)
		}
	}
	return assistant.Contents{
		Services: s.catalog, Moment: catalog.Moment{Today: day, Municipality: s.municipality.Catalog()}, Articles: articles, Passages: s.passages,
		Everything: everything, Place: s.municipality.Place, Places: s.municipality.Places,
	}
}

// Knows says whether any text of the municipality's own uses a word, in lower case, in some form or as part of a compound.
func (s *Searchable) Knows(lang locale.Lang, word string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stems == nil {
		s.stems = map[locale.Lang]map[string]bool{}
		for _, l := range locale.Langs() {
			s.stems[l] = map[string]bool{}
		}
		for _, l := range locale.Langs() {
			for _, text := range s.texts(l) {
				for _, w := range words.Split(text) {
					s.stems[l][words.Fold(words.Stem(l, w))] = true
				}
			}
		}
	}
	known := func(w string) string {
		if stem := words.Fold(words.Stem(lang, w)); s.stems[lang][stem] {
			return stem
		}
		return ""
	}
	return known(word) != "" || words.Parts(lang, words.Fold(word), known) != nil
}

// texts are all that can be found in a language, whatever the day.
func (s *Searchable) texts(lang locale.Lang) []string {
	var out []string
	for _, id := range s.library.IDs() {
		if a := s.library.Written(lang, id); a != nil {
			out = append(out, a.Title, a.Text(), strings.Join(a.Questions, " "))
		}
	}
	for _, v := range s.catalog.Services() {
		out = append(out, v.Title.In(lang), v.Summary.In(lang), serviceWords(v).In(lang), strings.Join(keywords(v.Keywords)[lang], " "))
	}
	for _, l := range s.directory.Links() {
		out = append(out, l.Title.In(lang), l.Text.In(lang), strings.Join(keywords(l.Keywords)[lang], " "))
	}
	for _, b := range s.municipality.Boards {
		out = append(out, b.Name.In(lang), b.Does.In(lang))
	}
	return out
}

// Rewritten is the same with another library. Where passages have been made, those of the articles that read otherwise on that day are put in their
// place, and the rest is left as it is: the index is the old one's too, whose readers find what there is now.
func (s *Searchable) Rewritten(ctx context.Context, library *knowledge.Library) (*Searchable, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	next := &Searchable{catalog: s.catalog, directory: s.directory, municipality: s.municipality, library: library, Passages: s.Passages}
	if s.passages == nil {
		return next, nil
	}
	before, now := s.library.On(s.day), library.On(s.day)
	next.day, next.passages, next.index = s.day, s.passages, newIndex(s.catalog, s.directory, s.municipality, now)
	next.index.Prepare()
	for _, lang := range locale.Langs() {
		for _, a := range before.Articles(lang) {
			if now.Article(lang, a.ID) == nil {
				if err := s.passages.Remove(ctx, a.Document()); err != nil {
					return nil, err
				}
			}
		}
		for _, a := range now.Articles(lang) {
			if old := before.Article(lang, a.ID); old != nil && old.Hash == a.Hash {
				continue
			}
			if err := s.passages.Put(ctx, a.Document(), a.Chunks()...); err != nil {
				return nil, err
			}
		}
	}
	return next, nil
}

func newIndex(cat *catalog.Catalog, dir *directory.Directory, m *municipality.Municipality, articles *knowledge.Edition) *search.Index {
	var docs []search.Document
	for _, a := range articles.Articles(locale.SV) {
		docs = append(docs, articleDocument(a, articles.Article(locale.EN, a.ID)))
	}
	for _, s := range cat.Services() {
		docs = append(docs, search.Document{
			Kind: search.Service, ID: s.ID, Title: s.Title, Text: s.Summary, Keywords: keywords(s.Keywords), More: serviceWords(s), Weight: serviceWeight,
		})
	}
	for _, s := range cat.Retired() {
		docs = append(docs, search.Document{
			Kind: search.Absent, ID: s.ID, Title: s.Title, Text: s.Summary, Keywords: keywords(s.Keywords), More: serviceWords(s), Weight: absentWeight,
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

// articleDocument is an article in both languages. How residents put it counts as keywords do, and the text behind the lead least.
func articleDocument(sv, en *knowledge.Article) search.Document {
	d := search.Document{
		Kind: search.Article, ID: sv.ID, Title: locale.Text{SV: sv.Title}, Text: locale.Text{SV: sv.Lead().Text()},
		More: locale.Text{SV: sv.Text()}, Keywords: map[locale.Lang][]string{locale.SV: sv.Questions},
	}
	if len(sv.Services) > 0 {
		d.LeadsTo = sv.Services[0]
	}
	if en != nil {
		d.Title.EN, d.Text.EN, d.More.EN, d.Keywords[locale.EN] = en.Title, en.Lead().Text(), en.Text(), en.Questions
	}
	return d
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
