package main

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"time"

	"forvag/assistant"
	"forvag/assistant/chat"
	"forvag/internal/catalog"
	"forvag/internal/civil"
	"forvag/internal/locale"
	"forvag/internal/municipality"
	"forvag/internal/rules"
	"forvag/knowledge"
	"forvag/portal"
)

type askCmd struct {
	Question []string `arg:"" help:"What a resident would ask, in Swedish or English."`
	Content  string   `env:"FORVAG_CONTENT" type:"existingdir" placeholder:"DIR" help:"The municipality's folder. Without it, what the program carries answers."`
	Lang     string   `enum:"sv,en" default:"sv" help:"Language of the answer where the question does not tell (sv or en)."`
	chat.Options
}

// Help stands under the command's flags.
func (askCmd) Help() string {
	return `    forvag ask får jag bygga en altan utan bygglov
    forvag ask --content ./min-kommun "när öppnar återvinningscentralen?"

The answer is the one that the portal gives a visitor who has not logged in. Nothing is kept. With FORVAG_CHAT_URL and FORVAG_CHAT_MODEL a language
model writes it, sentence by sentence as they stand its check; what it uses is not counted in FORVAG_CHAT_BUDGET.`
}

// Validate is called by the command-line parser.
func (c askCmd) Validate() error { return c.Options.Validate() }

// Run asks.
func (c *askCmd) Run(ctx context.Context, out *console) error {
	own, err := openFolder(c.Content)
	if err != nil {
		return err
	}
	all, err := own.load(time.Now)
	if err != nil {
		return err
	}
	contents := portal.NewSearchable(all.catalog, all.directory, all.municipality, all.library).Contents(civil.Today(time.Now))
	log := slog.New(slog.NewTextHandler(out.err, nil))
	said := 0
	return c.Model(assistant.New(assistant.DefaultGuards(), 0).Judging(all.judge, 0), nil, nil, time.Now, log).Stream(ctx, contents,
		assistant.Question{Text: strings.Join(c.Question, " "), Lang: locale.Lang(c.Lang)}, func(p assistant.Part) error {
			if p.Sentence != nil {
				said++
				printSentence(out, p.Sentence)
				return nil
			}
			if said > 0 {
				out.printf("\n")
			}
			if said > 0 && len(p.Answer.Written) == 0 {
				out.printf("%s\n\n", locale.T(p.Answer.Lang, "assistant.withdrawn"))
			}
			printAnswer(out, all, p.Answer)
			return nil
		})
}

// printSentence writes a sentence that a language model wrote, with the numbers of what it cites.
func printSentence(out *console, s *assistant.Sentence) {
	for _, span := range s.Spans {
		out.printf("%s", span.Text)
		if span.Link.Kind == knowledge.ToService {
			out.printf(" (%s)", portal.ServicePath(span.Link.ID))
		}
	}
	for _, n := range s.Cites {
		out.printf(" [%d]", n)
	}
	out.printf("\n")
}

// printAnswer writes an answer for a terminal: what is said, then where it comes from and where to go on.
func printAnswer(out *console, all *contents, a *assistant.Answer) {
	say := func(key string, args ...any) string { return locale.T(a.Lang, key, args...) }
	if a.Cause != "" {
		out.printf("%s\n", a.Refusal)
	}
	unanswered := a.Cause == assistant.NoContent || a.Cause == assistant.Unclear || a.Cause == assistant.OutOfScope && len(a.Links) == 0
	if unanswered || a.Outcome == assistant.Handover {
		contact := all.municipality.Contact
		out.printf("%s (%s)\n", strings.TrimSpace(say("assistant.handover_call", contact.Phone, "")), municipality.Week(a.Lang, contact.Hours))
	}
	if a.Outcome == assistant.Handover {
		out.printf("%s\n", say("assistant.handover"))
		if s := all.catalog.Service(all.municipality.Enquiries.Service); s != nil {
			out.printf("→ %s (%s)\n", s.Title.In(a.Lang), portal.ServicePath(s.ID))
		}
	}
	if a.Emergency != nil {
		out.printf("%s", a.Emergency.Say.In(a.Lang))
	}
	if a.Check != nil {
		printCheck(out, a)
	}
	if len(a.Written) > 0 {
		for i, c := range a.Citations {
			out.printf("[%d] %s (%s)\n    %s\n", i+1, c.Article.Title, portal.ArticlePath(c.Article.ID), c.Quote())
		}
	} else if a.Extract != nil {
		if a.Check != nil {
			out.printf("\n")
		}
		if a.Unsure && a.Check == nil {
			out.printf("%s\n\n", say("assistant.unsure"))
		}
		text := a.Extract.Text()
		if len(a.Openings) > 0 {
			text = assistant.OpeningText(a.Lang, a.Openings)
		}
		out.printf("%s\n\n%s: %s", text, say("assistant.source"), a.Extract.Article.Title)
		if a.Extract.Passage.Heading != "" {
			out.printf(", %s", a.Extract.Passage.Heading)
		}
		out.printf(" (%s)\n", portal.ArticlePath(a.Extract.Article.ID))
	} else if len(a.Openings) > 0 {
		out.printf("%s\n", assistant.OpeningText(a.Lang, a.Openings))
	}
	for _, s := range a.Services {
		out.printf("→ %s (%s)\n", s.Title.In(a.Lang), portal.ServicePath(s.ID))
	}
	for _, id := range a.Links {
		if l := all.directory.Link(id); l != nil {
			out.printf("→ %s: %s (%s)\n", l.Organisation.Name.In(a.Lang), l.Title.In(a.Lang), l.URL.In(a.Lang))
		}
	}
	for _, m := range a.More {
		out.printf("  %s %s\n", say("assistant.more"), m.Title)
	}
}

func printCheck(out *console, a *assistant.Answer) {
	g := a.Check.Guidance
	read := slices.Concat(a.Check.Read, a.Check.Unconfirmed)
	if len(read) > 0 {
		out.printf("%s\n", locale.T(a.Lang, "web.ask.read"))
	}
	for _, r := range read {
		out.printf("  %s\n    %s\n", r.Question.Label.In(a.Lang), written(r.Question, r.Value, a.Lang))
	}
	if len(read) > 0 {
		out.printf("\n")
	}
	if len(a.Check.Unconfirmed) > 0 {
		out.printf("%s\n", locale.T(a.Lang, "assistant.confirm"))
		return
	}
	if q := a.Check.Question(); q != nil {
		out.printf("%s\n", q.Label.In(a.Lang))
		for i, choice := range q.Choices {
			out.printf("  %d. %s\n", i+1, choice.Label.In(a.Lang))
		}
		return
	}
	out.printf("%s\n", g.Say.In(a.Lang))
	for _, step := range g.Trace {
		if step.Outcome == rules.Yes || step.Outcome == rules.No {
			out.printf("  %s %s\n", step.Words.In(a.Lang), step.Law)
		}
	}
}

// written is a fact as a reader sees it.
func written(q *catalog.Field, v rules.Value, lang locale.Lang) string {
	switch v.Type {
	case rules.Int:
		return q.Show(lang, v.N)
	case rules.Bool:
		if v.B {
			return locale.T(lang, "web.yes")
		}
		return locale.T(lang, "web.no")
	case rules.Date:
		return locale.Date(lang, v.D)
	}
	for _, c := range q.Choices {
		if c.ID == v.S {
			return c.Label.In(lang)
		}
	}
	return v.S
}
