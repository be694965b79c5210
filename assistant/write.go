package assistant

import (
	"context"
	"errors"
	"slices"
	"strings"

	"forvag/internal/catalog"
	"forvag/internal/locale"
	"forvag/internal/rules"
	"forvag/knowledge"
)

const (
	// maxSources is how many passages a model writes from.
	maxSources = 4
	// maxSentences and maxWritten (bytes) are the most that an answer holds; what goes on is endless.
	maxSentences = 10
	maxWritten   = 6_000
)

// write lets the model take part, where the turn has something for it: an answer to put into words, or a message to read facts from. Whatever fails
// leaves the turn as it was settled without it. The error is the reader's: give's, or ctx's.
func (t *turn) write(ctx context.Context, give func(Part) error) error {
	if t.model == nil || !t.forModel() {
		return nil
	}
	patience := t.model.Timeout
	if t.answer.Check != nil {
		patience /= 4 // the check can begin without
	}
	limited, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	var w Writing
	var err error
	if t.answer.Check != nil {
		err = t.read(limited)
	} else {
		d := &draft{turn: t, give: give}
		err = d.write(limited)
		w.Kept, w.Dropped = d.kept, d.dropped
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if gone := (*giveError)(nil); errors.As(err, &gone) {
		return gone.error
	}
	w.Fallback = fallback(err)
	t.answer.Writing = &w
	if t.model.Observe != nil {
		t.model.Observe(w)
	}
	return nil
}

// giveError is that the reader could not be given a part.
type giveError struct{ error }

// fallback is what is counted of an error: that of a writer that has no name for it is the endpoint's.
func fallback(err error) Fallback {
	if err == nil {
		return ""
	}
	if f, ok := errors.AsType[Fallback](err); ok {
		return f
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return FallbackTimeout
	}
	return FallbackServer
}

// forModel says whether the model is asked: about an answer that passed the gate, and about a check where something is to be asked that the program
// has not read itself. It is never asked what guards or the gate have refused.
func (t *turn) forModel() bool {
	a := t.answer
	if c := a.Check; c != nil {
		return c.Question() != nil && len(c.Unconfirmed) == 0 && (t.asked.Checking == nil || !c.Understood)
	}
	return a.Outcome == Answered && a.Extract != nil && len(a.Openings) == 0
}

// draft is an answer that a model is writing.
type draft struct {
	*turn
	give  func(Part) error
	brief Brief

	grounds  []*grounds
	prose    prose
	size     int
	kept     int
	dropped  int
	written  []Sentence
	cited    []Citation
	quotes   [][]int // by citation, which of its passage's sentences
	ownCases bool
}

func (d *draft) write(ctx context.Context) error {
	d.brief = d.turn.brief()
	call, err := d.ask(ctx)
	if err == nil && call != nil && call.OwnCases && d.brief.OwnCases && d.kept == 0 {
		if err = d.addOwnCases(ctx); err == nil {
			call, err = d.ask(ctx)
		}
	}
	switch {
	case err != nil:
		return err
	case call != nil:
		return d.called(call)
	case d.kept+d.dropped == 0:
		return FallbackEmpty
	case d.dropped >= d.kept:
		return FallbackUnverified
	}
	d.answer.Written, d.answer.Citations, d.answer.OwnCases = d.written, d.cited, d.ownCases
	return nil
}

func (d *draft) ask(ctx context.Context) (*Call, error) {
	d.grounds = nil
	for i := range d.brief.Sources {
		d.grounds = append(d.grounds, newGrounds(d.brief.Lang, &d.brief.Sources[i]))
	}
	call, err := d.model.Writer.Write(ctx, d.brief, d.take)
	if err != nil || call != nil {
		return call, err
	}
	for _, raw := range d.prose.end() {
		if err := d.sentence(raw); err != nil {
			return nil, err
		}
	}
	return nil, nil
}

// take is given the text as it comes.
func (d *draft) take(text string) error {
	if d.size += len(text); d.size > maxWritten {
		return FallbackEndless
	}
	for _, raw := range d.prose.add(text) {
		if err := d.sentence(raw); err != nil {
			return err
		}
	}
	return nil
}

// sentence lets a sentence out, or drops it. Where the first is dropped nothing more is waited for.
func (d *draft) sentence(raw string) error {
	if d.kept+d.dropped == maxSentences {
		return FallbackEndless
	}
	lang := d.brief.Lang
	c, ok := parse(raw, d.brief.Links)
	standing := ok && (founded(lang, c, d.grounds) || d.kept > 0 && c.directs(lang))
	if ok && !standing && c.hollow(lang) {
		return nil
	}
	if !standing {
		d.dropped++
		if d.kept == 0 {
			return FallbackUnverified
		}
		return nil
	}
	d.kept++
	s := Sentence{Spans: c.spans}
	already := len(d.cited)
	for _, n := range c.cites {
		if n < 1 || n > len(d.brief.Sources) { // of a sentence that needs no source
			continue
		}
		if source := &d.brief.Sources[n-1]; source.article != nil {
			s.Cites = append(s.Cites, d.cite(source, c))
		}
	}
	slices.Sort(s.Cites)
	s.Cites = slices.Compact(s.Cites)
	d.written = append(d.written, s)
	if err := d.give(Part{Sentence: &s, Cited: slices.Clone(d.cited[already:])}); err != nil {
		return &giveError{err}
	}
	return nil
}

// cite is the number of a source among the answer's citations, with what the claim rests on among its quotes.
func (d *draft) cite(source *Source, c claim) int {
	at := slices.IndexFunc(d.cited, func(known Citation) bool { return known.Passage == source.passage })
	if at < 0 {
		at = len(d.cited)
		d.cited, d.quotes = append(d.cited, Citation{Article: source.article, Passage: source.passage}), append(d.quotes, nil)
	}
	d.quotes[at] = append(d.quotes[at], quoted(d.brief.Lang, c, source.passage)...)
	slices.Sort(d.quotes[at])
	d.quotes[at] = slices.Compact(d.quotes[at])
	sentences := source.passage.Sentences()
	d.cited[at].Quotes = nil
	for _, i := range d.quotes[at] {
		d.cited[at].Quotes = append(d.cited[at].Quotes, sentences[i])
	}
	return at + 1
}

// addOwnCases makes the state of the reader's own cases a source.
func (d *draft) addOwnCases(ctx context.Context) error {
	cases, err := d.asked.OwnCases(ctx, d.brief.Lang)
	if err != nil {
		return err
	}
	s := Source{Title: locale.T(d.brief.Lang, "assistant.own_cases")}
	if len(cases) == 0 {
		s.Title = locale.T(d.brief.Lang, "assistant.no_cases")
	}
	for _, c := range cases {
		s.Text += c.Service + ": " + c.Status + ".\n"
	}
	d.brief.Sources = append(d.brief.Sources, s)
	d.brief.OwnCases, d.brief.Checks, d.ownCases = false, nil, true
	return nil
}

// called does what the model asked for instead of writing.
func (d *draft) called(call *Call) error {
	i := slices.IndexFunc(d.brief.Checks, func(s *catalog.Service) bool { return s.ID == call.Service })
	if i < 0 || call.OwnCases || d.kept > 0 {
		return FallbackTool
	}
	s := d.brief.Checks[i]
	checked, err := d.check(s, Checking{Service: s.ID})
	if err != nil {
		return err
	}
	checked.propose(factValues(s, call.Facts, d.brief.Lang, d.brief.Question, d.Moment))
	d.answer.Outcome, d.answer.Check = InCheck, checked
	return nil
}

// read lets the model read facts for the check under way, beyond those that the program has read itself.
func (t *turn) read(ctx context.Context) error {
	c := t.answer.Check
	b := Brief{Lang: t.answer.Lang, Question: forWriter(t.answer.Lang, t.answer.Question), Checks: []*catalog.Service{c.Service}, Reading: true}
	if on := t.asked.Checking; on != nil {
		b.Asked = c.Service.Question(on.Asked)
	}
	call, err := t.model.Writer.Write(ctx, b, func(string) error { return nil })
	switch {
	case err != nil:
		return err
	case call == nil:
		return FallbackEmpty
	case call.OwnCases || call.Service != c.Service.ID:
		return FallbackTool
	}
	c.propose(factValues(c.Service, call.Facts, b.Lang, b.Question, t.Moment))
	return nil
}

// propose takes facts that a model read and that are not known already, to be confirmed. A check that has its verdict wants none.
func (c *Checked) propose(facts rules.Facts) {
	if c.Question() == nil {
		return
	}
	for _, q := range c.Service.Questions() {
		v, read := facts[q.ID]
		_, known := c.Facts[q.ID]
		if _, registered := c.registered[q.ID]; !read || known || registered {
			continue
		}
		c.Unconfirmed, c.Understood = append(c.Unconfirmed, Read{q, v}), true
	}
}

// brief is what the model is told of a turn that passed the gate.
func (t *turn) brief() Brief {
	b := Brief{Lang: t.answer.Lang, Question: forWriter(t.answer.Lang, t.answer.Question)}
	b.OwnCases = t.asked.LoggedIn && t.asked.OwnCases != nil && namesOwnCase(t.answer.Question)
	add := func(a *knowledge.Article, p *knowledge.Passage) {
		known := slices.ContainsFunc(b.Sources, func(s Source) bool { return s.passage == p })
		if !known && len(b.Sources) < maxSources {
			b.Sources = append(b.Sources, Source{a.Title, p.Heading, p.Text(), a, p})
		}
	}
	best := t.answer.Extract
	add(best.Article, best.Passage)
	add(best.Article, &best.Article.Passages[0])
	for _, h := range t.found {
		if a := t.article(h.Chunk); a != nil && h.answers >= moreShare*t.found[0].answers {
			add(a, passageOf(a, h.Chunk))
		}
	}
	for _, s := range t.answer.Services {
		b.Links = append(b.Links, destinationOf(knowledge.ToService, s.ID, s.Title.In(b.Lang)))
		if s.Check != nil {
			b.Checks = append(b.Checks, s)
		}
	}
	for _, s := range b.Sources {
		if d := destinationOf(knowledge.ToArticle, s.article.ID, s.article.Title); destination(b.Links, d.Token) == nil {
			b.Links = append(b.Links, d)
		}
	}
	return b
}

func destinationOf(kind knowledge.LinkKind, id, title string) Destination {
	link := knowledge.Link{Kind: kind, ID: id}
	return Destination{Token: "⟦" + link.String() + "⟧", Title: title, link: link}
}

func passageOf(a *knowledge.Article, c knowledge.Chunk) *knowledge.Passage {
	_, id, _ := strings.Cut(c.ID, "#")
	if p := a.Passage(id); p != nil {
		return p
	}
	return &a.Passages[0]
}
