package assistant

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"forvag/internal/catalog"
	"forvag/internal/locale"
	"forvag/internal/rules"
	"forvag/internal/search"
	"forvag/internal/words"
	"forvag/knowledge"
)

// Contents are what answers are made of, as they read on one day.
type Contents struct {
	Services *catalog.Catalog
	// Moment is the day, with the settings that hold on it.
	Moment   catalog.Moment
	Articles *knowledge.Edition
	// Passages finds among the articles' chunks.
	Passages knowledge.Index
	// Everything finds services and outside links by residents' words.
	Everything *search.Index
}

// Assistant answers questions. It keeps nothing between them and is safe for concurrent use.
type Assistant struct {
	guards Guards
	// gate is the least likeness (see likeness) at which a passage is shown as an answer.
	gate float64
	// model is nil where no language model takes part.
	model *Model
}

// Gate is the least likeness at which an article is shown, and Sure that at which it is shown without saying that it may be the wrong one. On the
// program's own questions three in four of the answerable pass the gate; Calibrate finds others.
const (
	Gate = 0.04
	Sure = 0.1
)

// New makes an assistant. The gate lies between 0 and 1; zero means Gate.
func New(g Guards, gate float64) *Assistant { return &Assistant{guards: g, gate: cmp.Or(gate, Gate)} }

// Question is what somebody asks.
type Question struct {
	Text string
	// Lang is the language that the reader has chosen: that of the answer where the question itself does not tell.
	Lang locale.Lang
	// Checking is the guided check that the conversation is in the middle of; nil where it is in none.
	Checking *Checking
	// Registered gives what registers know of the reader, for a service's check: nothing of one who has not logged in. Nil where there is no register.
	Registered func(*catalog.Service) (rules.Facts, error)
	// LoggedIn says that the reader has logged in.
	LoggedIn bool
	// OwnCases gives what a language model may learn of the cases of a reader who has logged in. Nil where nothing is to be learnt.
	OwnCases func(context.Context, locale.Lang) ([]OwnCase, error)
}

// settle answers by what the municipality has written, without a language model.
func (a *Assistant) settle(ctx context.Context, c Contents, q Question) (*turn, error) {
	lang := LanguageOf(q.Text, q.Lang)
	if q.Checking != nil {
		lang = q.Lang
	}
	answer := &Answer{Lang: lang, Question: clean(lang, cut(q.Text)), Outcome: Refused}
	t := &turn{Assistant: a, Contents: c, asked: q, answer: answer}
	if e := a.guards.emergency(answer.Question); e != nil {
		answer.Outcome, answer.Emergency, answer.Links = InEmergency, e, e.Links
		return t, nil
	}
	if answer.Cause = a.guards.refuse(answer.Question); answer.Cause != "" {
		return t, nil
	}
	if wantsPerson(answer.Question) {
		answer.Outcome = Handover
		return t, nil
	}
	if q.Checking != nil {
		goesOn, err := t.goOn()
		if err != nil || goesOn {
			return t, err
		}
		answer.Lang = LanguageOf(q.Text, q.Lang)
	}
	if own := ownMatter(answer.Question); own != "" {
		answer.Outcome, answer.OwnCases, answer.Own = Answered, true, own
		if !q.LoggedIn {
			answer.Outcome, answer.OwnCases, answer.Cause = Refused, false, LoginNeeded
		}
		return t, nil
	}
	return t, t.look(ctx)
}

// turn is one question on its way to its answer.
type turn struct {
	*Assistant
	Contents
	asked  Question
	answer *Answer
	// found are the passages that are most like the question, best first; everything is what residents' words find of services and links.
	found      []knowledge.Hit
	everything []search.Hit
}

// goOn takes the message as the answer to what the guided check asked. It says false where it is a new question instead.
func (t *turn) goOn() (bool, error) {
	s := t.Services.Service(t.asked.Checking.Service)
	if s == nil || s.Check == nil {
		return false, nil
	}
	checked, err := t.check(s, *t.asked.Checking)
	if err != nil {
		return false, err
	}
	if !checked.Understood && isQuestion(t.answer.Question) {
		return false, nil
	}
	t.answer.Outcome, t.answer.Check, t.answer.Services = InCheck, checked, []*catalog.Service{s}
	return true, nil
}

func (t *turn) check(s *catalog.Service, on Checking) (*Checked, error) {
	var registered rules.Facts
	if t.asked.Registered != nil {
		var err error
		if registered, err = t.asked.Registered(s); err != nil {
			return nil, fmt.Errorf("check %s: %w", s.ID, err)
		}
	}
	return check(s, on, registered, t.answer.Lang, t.answer.Question, t.Moment), nil
}

// hits is how many passages are looked at.
const hits = 8

// look finds what the municipality has to say.
func (t *turn) look(ctx context.Context) error {
	found, err := t.Passages.Search(ctx, knowledge.Query{Lang: t.answer.Lang, Text: t.answer.Question, Limit: hits})
	if err != nil {
		return fmt.Errorf("look for passages: %w", err)
	}
	t.found = found
	t.everything = t.Everything.Search(t.answer.Lang, t.answer.Question).Hits
	best := t.best(found)
	if best != nil {
		t.answer.Unsure = likeness(found[0]) < Sure
	}
	if t.answer.Unsure && t.elsewhere() {
		best, t.answer.Unsure = nil, false
	}
	if best != nil {
		t.answer.Outcome = Answered
		t.answer.Extract, t.answer.Citations = best, []Citation{best.cited()}
		t.more(found)
	}
	t.fit(best)
	if s := t.toCheck(); s != nil {
		checked, err := t.check(s, Checking{Service: s.ID})
		if err != nil {
			return err
		}
		if best != nil || len(checked.Read) > 0 {
			t.answer.Outcome, t.answer.Check = InCheck, checked
		}
	}
	if t.answer.Outcome == Refused {
		t.answer.Cause = t.cause()
	}
	return nil
}

// elsewhere says whether what is found first, by the words that residents use, is somebody else's.
func (t *turn) elsewhere() bool {
	return len(t.everything) > 0 && t.everything[0].Kind == search.Link
}

// likeness is how sure a hit is to be about what was asked: comparable between questions, and what the gate is set by.
func likeness(h knowledge.Hit) float64 { return h.Coverage * h.Cosine }

// best is the extract of the hit that passes the gate; nil where none does.
func (t *turn) best(found []knowledge.Hit) *Extract {
	if len(found) == 0 || likeness(found[0]) < t.gate {
		return nil
	}
	a := t.article(found[0].Chunk)
	if a == nil {
		return nil
	}
	_, id, _ := strings.Cut(found[0].Chunk.ID, "#")
	p := a.Passage(id)
	if p == nil || !t.addsTo(a, p) {
		p = &a.Passages[0]
	}
	return extract(t.answer.Lang, t.answer.Question, a, p)
}

// addsTo says whether a passage has words of the question that neither the article's title nor its first passage has: else that one, which answers
// the title and stands alone, is the answer.
func (t *turn) addsTo(a *knowledge.Article, p *knowledge.Passage) bool {
	lang := t.answer.Lang
	first, own := contentStems(lang, a.Title+" "+a.Passages[0].Text()), contentStems(lang, p.Heading+" "+p.Text())
	for stem := range contentStems(lang, t.answer.Question) {
		if own[stem] && !first[stem] {
			return true
		}
	}
	return false
}

func (t *turn) article(c knowledge.Chunk) *knowledge.Article {
	_, id, _ := strings.Cut(c.Document, "/")
	return t.Articles.Article(c.Lang, id)
}

// maxMore is how many other articles are suggested.
const maxMore = 3

func (t *turn) more(found []knowledge.Hit) {
	for _, h := range found[1:] {
		if a := t.article(h.Chunk); a != nil && len(t.answer.More) < maxMore && likeness(h) >= t.gate/2 {
			t.answer.More = append(t.answer.More, a)
		}
	}
}

// maxServices is how many services are offered.
const maxServices = 2

// fit finds the services that the question is about: those that the article names, and before them one that residents' words find first.
func (t *turn) fit(best *Extract) {
	add := func(id string) {
		s := t.Services.Service(id)
		if s != nil && len(t.answer.Services) < maxServices && !slices.Contains(t.answer.Services, s) {
			t.answer.Services = append(t.answer.Services, s)
		}
	}
	found := t.everything
	if best != nil {
		if len(found) > 0 && found[0].Kind == search.Service && slices.Contains(best.Article.Services, found[0].ID) {
			add(found[0].ID)
		}
		for _, id := range best.Article.Services {
			add(id)
		}
		return
	}
	for _, h := range found[:min(3, len(found))] {
		switch h.Kind {
		case search.Service:
			add(h.ID)
		case search.Link:
			t.answer.Links = append(t.answer.Links, h.ID)
		}
	}
}

// toCheck is the service whose guided check settles the question: one that fits, where the question is whether something is needed or allowed.
func (t *turn) toCheck() *catalog.Service {
	if len(t.answer.Services) == 0 || !asksWhether(t.answer.Question) {
		return nil
	}
	if s := t.answer.Services[0]; s.Check != nil {
		return s
	}
	return nil
}

// cause is why there is no answer.
func (t *turn) cause() Cause {
	switch {
	case len(t.answer.Services) == 0 && len(t.answer.Links) > 0:
		return OutOfScope
	case len(words.Split(t.answer.Question)) < 2:
		return Unclear
	default:
		return NoContent
	}
}
