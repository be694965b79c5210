package portal

import (
	"net/url"
	"strings"

	"forvag/assistant"
	"forvag/internal/catalog"
	"forvag/knowledge"
	"forvag/web"
)

// exchange is an answer as a page shows it, in its own language.
func (r *request) exchange(a *assistant.Answer) (web.Exchange, error) {
	in := *r
	in.lang = a.Lang
	e := web.Exchange{Lang: string(a.Lang), Question: a.Question, Urgent: a.Emergency != nil}
	if a.Cause != "" {
		e.Text = web.Paragraphs{a.Refusal}
	}
	if unanswered(a) {
		e.Text = append(e.Text, in.t("assistant.handover_call", in.Municipality.Contact.Phone, in.openingHours()))
	}
	if a.Outcome == assistant.Handover {
		e.Text = web.Paragraphs{in.t("assistant.handover"), in.t("assistant.handover_call", in.Municipality.Contact.Phone, in.openingHours()), in.t("web.person.acute")}
	}
	if a.Cause == assistant.LoginNeeded {
		e.Go = &web.Link{Text: in.t("web.nav.login"), Href: web.PathLogin + "?next=" + url.QueryEscape(web.PathAsk+"?q="+url.QueryEscape(a.Question))}
	}
	if a.Emergency != nil {
		e.Text = paragraphs(a.Emergency.Say.In(a.Lang))
	}
	if a.OwnCases {
		if err := in.own(&e, a.Own); err != nil {
			return e, err
		}
	}
	if a.Check != nil {
		in.showCheck(&e, a.Check)
	}
	if a.Unsure && a.Check == nil {
		e.Text = append(e.Text, in.t("assistant.unsure"))
	}
	shown := in.writer()
	for _, w := range a.Written {
		e.Written = append(e.Written, shown.sentence(w))
	}
	for _, o := range a.Openings {
		e.Text = append(e.Text, strings.Join(o.Lines(a.Lang), " "))
	}
	if a.Extract != nil && len(a.Written) == 0 && len(a.Openings) == 0 {
		e.Asks, e.Blocks = a.Extract.Asks, in.blocks(a.Extract.Blocks)
	}
	for _, c := range a.Citations {
		link := source(c)
		if len(a.Written) > 0 && c.Passage.Heading != "" { // several may be of one article
			link.Text += ", " + c.Passage.Heading
		}
		e.Sources = append(e.Sources, link)
	}
	if a.Check == nil || a.Extract != nil { // the check goes on by itself, and its verdict leads to the form
		for _, s := range a.Services {
			e.Hits = append(e.Hits, in.serviceHit(s))
		}
	}
	for _, id := range a.Links {
		if l := r.Directory.Link(id); l != nil {
			e.Hits = append(e.Hits, in.linkHit(l))
		}
	}
	for _, m := range a.More {
		e.More = append(e.More, m.Title)
	}
	e.Handover = a.Outcome == assistant.Handover
	e.Person = e.Handover || unanswered(a)
	return e, nil
}

// unanswered says whether the question is the municipality's to answer, and was not: then it says how a person is reached.
func unanswered(a *assistant.Answer) bool {
	return a.Cause == assistant.NoContent || a.Cause == assistant.Unclear || a.Cause == assistant.OutOfScope && len(a.Links) == 0
}

// source is where a citation can be read.
func source(c assistant.Citation) web.Link {
	return web.Link{Text: c.Article.Title, Href: passagePath(c)}
}

func passagePath(c assistant.Citation) string {
	if c.Passage == nil || c.Passage.ID == "" {
		return ArticlePath(c.Article.ID)
	}
	return ArticlePath(c.Article.ID) + "#" + c.Passage.ID
}

// writer shows an answer's sentences as they come.
type writer struct{ r *request }

func (r *request) writer() *writer { return &writer{r} }

func (w *writer) sentence(s assistant.Sentence) web.Written {
	return web.Written{Spans: w.r.spans(knowledge.Item{s.Spans}), Cites: s.Cites}
}

// part is a piece of an answer as a page's script takes it.
func (w *writer) part(p assistant.Part) askedPart {
	var html strings.Builder
	if err := web.RenderPart(w.r.ctx(), &html, w.r.lang, w.r.Assets, w.sentence(*p.Sentence)); err != nil {
		return askedPart{Text: p.Sentence.Text()} // a builder takes all
	}
	return askedPart{HTML: html.String(), Text: p.Sentence.Text()}
}

// showCheck is how far the check has come: what was understood, and the next question or the verdict.
func (r *request) showCheck(e *web.Exchange, c *assistant.Checked) {
	if !c.Understood {
		e.Text = web.Paragraphs{r.t("assistant.unclear_answer")}
	}
	for _, read := range c.Read {
		e.Read = append(e.Read, web.Answer{Question: read.Question.Label.In(r.lang), Answer: r.answerWords(read.Question, read.Question.Answered(read.Value))})
	}
	if len(c.Unconfirmed) > 0 {
		for _, read := range c.Unconfirmed {
			e.Read = append(e.Read, web.Answer{Question: read.Question.Label.In(r.lang), Answer: r.answerWords(read.Question, read.Question.Answered(read.Value))})
		}
		e.Ask, e.Options = r.t("assistant.confirm"), []string{r.t("web.yes"), r.t("web.no")}
		return
	}
	q := c.Question()
	if q == nil {
		e.Verdict = r.verdict(c.Service, c.Guidance, c.Facts)
		return
	}
	e.Ask, e.Hint = q.Label.In(r.lang), q.Hint.In(r.lang)
	switch q.Type {
	case catalog.YesNoField:
		e.Options = []string{r.t("web.yes"), r.t("web.no")}
	default:
		for _, choice := range q.Choices {
			e.Options = append(e.Options, choice.Label.In(r.lang))
		}
	}
}
