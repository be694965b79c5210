package assistant

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"forvag/internal/catalog"
	"forvag/internal/locale"
	"forvag/internal/municipality"
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
	// Places are the municipality's own, with their opening hours.
	Places []municipality.Place
	// Place is the municipality's name without "kommun": questions about another's services are not answered.
	Place string
}

// Assistant answers questions. It keeps nothing between them and is safe for concurrent use.
type Assistant struct {
	guards Guards
	judge  Judge
	// model is nil where no language model takes part.
	model *Model
}

// Sure is the least probability at which an article is shown without saying that it may be the wrong one.
const Sure = 0.5

// New makes an assistant that judges as the program has learnt to. The gate, from 0 to 1, is the least probability that a question can be answered at which
// an article is shown; zero means the judge's own.
func New(g Guards, gate float64) *Assistant {
	return (&Assistant{guards: g}).Judging(DefaultJudge(), gate)
}

// Judging is the same assistant with another judge, and another gate where that is not zero.
func (a *Assistant) Judging(j Judge, gate float64) *Assistant {
	j.Gate = cmp.Or(gate, j.Gate)
	return &Assistant{guards: a.guards, judge: j, model: a.model}
}

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
	if cause := a.guards.refuse(answer.Question); cause != "" {
		answer.refuse(cause)
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
			answer.OwnCases = false
			answer.refuse(LoginNeeded)
		}
		return t, nil
	}
	if place := a.guards.places.other(answer.Question, c.Place); place != "" {
		answer.refuse(OutOfScope)
		answer.Refusal = locale.T(answer.Lang, "assistant.elsewhere", place, c.Place)
		answer.Links = []string{municipalitiesLink}
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
	// found are the passages that answer the question most likely, best first; everything is what residents' words find of services and links.
	found      []judged
	everything []search.Hit
	// rival is what else the question may be about.
	rival rival
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

const (
	// looked is how many articles are weighed, and hits how many of them a language model and the list of others are given.
	looked = 20
	hits   = 8
	// municipalitiesLink leads to where other municipalities are found.
	municipalitiesLink = "kommuner"
)

// plain is the question without the words that stand for masked numbers: nobody asked about those.
func (t *turn) plain() string { return unmasked(t.answer.Lang, t.answer.Question) }

// search finds what the municipality has written that is like the question, and what services and links there are.
func (t *turn) search(ctx context.Context) ([]knowledge.Hit, error) {
	everything := t.Everything.Search(t.answer.Lang, t.plain())
	t.everything = everything.Hits
	asked := cmp.Or(everything.DidYouMean, t.plain())
	found, err := t.Passages.Search(ctx, knowledge.Query{Lang: t.answer.Lang, Text: asked, Limit: looked})
	if err != nil {
		return nil, fmt.Errorf("look for passages: %w", err)
	}
	if t.rival, err = t.guards.elsewhere.rival(ctx, t.answer.Lang, asked); err != nil {
		return nil, fmt.Errorf("look elsewhere: %w", err)
	}
	return found, nil
}

// look finds what the municipality has to say.
func (t *turn) look(ctx context.Context) error {
	found, err := t.search(ctx)
	if err != nil {
		return err
	}
	asked := isAsked(found)
	if !asked {
		if t.guards.saysTooLittle(t.answer.Lang, t.plain()) {
			t.answer.refuse(Unclear)
			return nil
		}
		if c := t.class(found); c != nil {
			t.refuse(c)
			return nil
		}
	}
	all, answerable := t.judge.judge(t.subject(), t.candidates(found))
	all = all[:min(hits, len(all))]
	t.found = all
	var best *Extract
	if len(all) > 0 && (asked || answerable >= t.judge.Gate && all[0].meets()) {
		best = t.best(all[0].Chunk)
		t.answer.Unsure = best != nil && !asked && all[0].answers < Sure
	}
	if asksForHours(t.plain()) {
		if t.answer.Openings = t.openings(t.answer.Lang, t.plain()); len(t.answer.Openings) > 0 {
			t.answer.Outcome, t.answer.Unsure = Answered, false
		} else if best != nil && !asked && !tellsHours(best) {
			t.answer.refuse(NoContent)
			t.answer.Refusal = locale.T(t.answer.Lang, "assistant.hours.unknown")
			return nil
		}
	}
	if best != nil {
		t.answer.Outcome = Answered
		t.answer.Extract, t.answer.Citations = best, []Citation{best.cited()}
		t.more(all)
	}
	t.fit(best)
	if s := t.toCheck(); s != nil {
		checked, err := t.check(s, Checking{Service: s.ID})
		if err != nil {
			return err
		}
		if best != nil || len(checked.Read) > 0 && answerable >= t.judge.Gate {
			t.answer.Outcome, t.answer.Check = InCheck, checked
		}
	}
	if t.answer.Outcome == Refused {
		t.turnAway()
	}
	return nil
}

// asSaid is the least likeness at which a question is one that an article says that it answers, whatever else it may seem to be.
const asSaid = 0.9

func isAsked(found []knowledge.Hit) bool { return alike(found, asSaid) }

// nearlySaid is the least likeness at which somebody has written about a matter that a class says that nobody has.
const nearlySaid = 0.75

func alike(found []knowledge.Hit, least float64) bool {
	return slices.ContainsFunc(found, func(h knowledge.Hit) bool { return h.Evidence.Alike >= least })
}

// class is the first class of questions without a text that the question is of, and that nothing found stands against; nil for none.
func (t *turn) class(found []knowledge.Hit) *Class {
	words := foldedWords(t.plain())
	for i := range t.guards.Classes {
		c := &t.guards.Classes[i]
		if by := c.of(words); by != nil && !t.says(by, found) && (c.Cause != NoContent || c.Always || !alike(found, nearlySaid)) {
			return c
		}
	}
	return nil
}

// refuse is the answer to a question of a class. What the municipality could be asked may be in an outside link all the same.
func (t *turn) refuse(c *Class) {
	t.answer.Links = c.Links
	t.answer.refuse(c.Cause)
	if say := c.Say.In(t.answer.Lang); say != "" {
		t.answer.Refusal = say
	} else if c.Cause == OutOfScope && len(c.Links) == 0 && t.rival.sees() {
		t.answer.Links = t.rival.Links
		t.answer.refuse(c.Cause)
	}
	if c.Cause == NoContent && len(c.Links) == 0 && t.elsewhere() {
		t.answer.Links = []string{t.everything[0].ID}
	}
}

// elsewhere says whether what is found first, by the words that residents use, is somebody else's.
func (t *turn) elsewhere() bool {
	return len(t.everything) > 0 && t.everything[0].Kind == search.Link
}

// best is the extract of a chunk's article; nil where there is no such article any longer.
func (t *turn) best(c knowledge.Chunk) *Extract {
	a := t.article(c)
	if a == nil {
		return nil
	}
	_, id, _ := strings.Cut(c.ID, "#")
	p := a.Passage(id)
	if asked := formOf(t.plain()).in(a); asked != nil {
		p = asked
	} else if p == nil || !t.addsTo(a, p) {
		p = &a.Passages[0]
	}
	e := extract(t.answer.Lang, t.plain(), a, p)
	e.Asks = answersAnother(t.answer.Lang, t.plain(), e)
	return e
}

// addsTo says whether a passage has what the question asks and what neither the article's title nor its first passage has: a word in its heading, or two in
// its text. Else the first one, which answers the title and stands alone, is the answer: one word may stand anywhere by chance.
func (t *turn) addsTo(a *knowledge.Article, p *knowledge.Passage) bool {
	lang := t.answer.Lang
	first, heading, text := contentStems(lang, a.Title+" "+a.Passages[0].Text()), contentStems(lang, p.Heading), contentStems(lang, p.Text())
	asked := words.Split(t.plain())
	added := 0
	for i, also := range words.Kin(lang, asked) {
		stem := stemOf(lang, asked[i])
		said := first[stem] || slices.ContainsFunc(also, func(w string) bool { return first[stemOf(lang, w)] })
		switch {
		case said || words.Talk(lang, words.Fold(asked[i])):
		case heading[stem]:
			return true
		case text[stem]:
			added++
		}
	}
	return added >= 2
}

func (t *turn) article(c knowledge.Chunk) *knowledge.Article {
	_, id, _ := strings.Cut(c.Document, "/")
	return t.Articles.Article(c.Lang, id)
}

const (
	// maxMore is how many other articles are suggested, and moreShare how likely each must be to answer, of the likeliest.
	maxMore   = 3
	moreShare = 0.3
)

func (t *turn) more(all []judged) {
	for _, h := range all[1:] {
		if a := t.article(h.Chunk); a != nil && len(t.answer.More) < maxMore && h.answers >= moreShare*all[0].answers {
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
	if len(t.answer.Services) == 0 || !asksWhether(t.plain()) {
		return nil
	}
	if s := t.answer.Services[0]; s.Check != nil {
		return s
	}
	return nil
}

// fewWords is how many words may be a slip on the keyboard, where nobody knows any of them.
const fewWords = 2

// knowsNoWord says whether no word of the question stands in any article.
func (t *turn) knowsNoWord() bool {
	return len(t.found) == 0 || t.found[0].Evidence.Unknown == t.found[0].Evidence.Weight
}

// turnAway is the answer where nothing was found. What is somebody else's leads there, and to no service of one's own; what only may be leads there beside what was
// found of one's own, and counts as something that nobody has written about.
func (t *turn) turnAway() {
	cause := t.cause()
	switch {
	case t.rival.sees():
		t.answer.Services, t.answer.Links, cause = nil, t.rival.Links, OutOfScope
	case t.rival.maySee():
		t.answer.Links = t.rival.Links
	}
	t.answer.refuse(cause)
}

// cause is why there is no answer.
func (t *turn) cause() Cause {
	switch {
	case len(t.answer.Services) == 0 && len(t.answer.Links) > 0:
		return OutOfScope
	case len(t.everything) == 0 && t.knowsNoWord() && len(foldedWords(t.plain())) <= fewWords:
		return Unclear
	default:
		return NoContent
	}
}
