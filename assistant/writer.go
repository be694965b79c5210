package assistant

import (
	"context"
	"time"

	"forvag/internal/catalog"
	"forvag/internal/locale"
	"forvag/internal/rules"
	"forvag/knowledge"
)

// Writer is a language model. What it writes is held to the passages by whoever asked for it, so that nothing rests on its obedience.
// Implementations are safe for concurrent use.
type Writer interface {
	// Write writes an answer, and hands on the text as it comes. Where the model wants one of the brief's tools instead, it returns the call, and nil
	// otherwise. An error that is a Fallback says why there is no answer, or only half of one; an error of emit ends the writing and is returned.
	Write(ctx context.Context, b Brief, emit func(text string) error) (*Call, error)
}

// Brief is everything that a language model learns of a turn. In the question, numbers of people, addresses for mail and telephone
// numbers are masked; a name that somebody wrote is not.
type Brief struct {
	// Lang is the language to write in.
	Lang     locale.Lang
	Question string
	// Sources are what may be written from, and nothing else.
	Sources []Source
	// Links are what may be led to.
	Links []Destination
	// Checks are the services whose guided check may be called.
	Checks []*catalog.Service
	// Reading says that no answer is wanted, only a call of the one check with the facts that the question states.
	Reading bool
	// Asked is the question of that check that the reader has just been asked; nil where it is none.
	Asked *catalog.Field
	// OwnCases says that the state of the reader's own cases may be called for: the reader has logged in, and the question names a case of theirs.
	OwnCases bool
}

// Source is a text that an answer cites by its number in the brief, the first one 1.
type Source struct {
	Title, Heading, Text string

	// article and passage are where it stands; nil for the reader's own cases.
	article *knowledge.Article
	passage *knowledge.Passage
}

// Destination is a link as a model writes it, and what it leads to.
type Destination struct {
	// Token is the link in its brackets: ⟦service:bygglov⟧.
	Token string
	Title string

	link knowledge.Link
}

// Call is a tool that a model wants. Nothing in it can be trusted.
type Call struct {
	// OwnCases asks for the state of the reader's own cases. Otherwise it is Service's guided check that is wanted.
	OwnCases bool
	Service  string
	// Facts are by the ids of the check's questions, as the model wrote them.
	Facts map[string]string
}

// OwnCase is what a model may learn of a reader's case: what it is about and how far it has come, in the words of the answer's language.
type OwnCase struct{ Service, Status string }

// Fallback is why the extract stands though there is a model. It is an error, and it is what is counted.
type Fallback string

// The reasons that there are.
const (
	FallbackBudget     Fallback = "budget"     // the day's tokens are used
	FallbackPaused     Fallback = "paused"     // the endpoint has failed, and is left alone for a while
	FallbackTimeout    Fallback = "timeout"    // no first word in time, or no end
	FallbackLimited    Fallback = "limited"    // too many requests, says the endpoint
	FallbackServer     Fallback = "server"     // it cannot be reached, or answers with an error
	FallbackTruncated  Fallback = "truncated"  // the answer broke off
	FallbackProtocol   Fallback = "protocol"   // what came is not what the protocol has
	FallbackEmpty      Fallback = "empty"      // nothing was written
	FallbackEndless    Fallback = "endless"    // more was written than an answer holds
	FallbackTool       Fallback = "tool"       // a call of something that was not offered
	FallbackUnverified Fallback = "unverified" // the first sentence, or half of them, did not stand in what they cite
)

// Error implements error.
func (f Fallback) Error() string { return "assistant: the model's answer is not used: " + string(f) }

// Model is a language model with how it is used.
type Model struct {
	Writer Writer
	// Timeout is how long a turn may wait for it.
	Timeout time.Duration
	// Observe, where not nil, is told of every turn in which the model was asked.
	Observe func(Writing)
}

// Writing is how a model took part in a turn. It holds no words of anybody's.
type Writing struct {
	// Fallback is empty where the model's words, or the facts that it read, were used.
	Fallback Fallback
	// Kept and Dropped are how many of its sentences stood the check, and how many did not.
	Kept, Dropped int
}

// With is the assistant with a language model.
func (a *Assistant) With(m Model) *Assistant {
	with := *a
	with.model = &m
	return &with
}

// HasModel says whether a language model takes part.
func (a *Assistant) HasModel() bool { return a.model != nil }

// factValues are the facts of a call as the catalog reads them: those that the check asks about and that it takes. A number or a day that the message does
// not have was not read there, and is left out.
func factValues(s *catalog.Service, raw map[string]string, lang locale.Lang, message string, m catalog.Moment) rules.Facts {
	facts, said := rules.Facts{}, newMessage(lang, message)
	for _, q := range s.Questions() {
		text, ok := raw[q.ID]
		if !ok || !said.has(q, text) {
			continue
		}
		if v, failed := s.AnswerQuestion(q.ID, map[string][]string{q.ID: {text}}, m); failed == nil {
			facts[q.ID] = v
		}
	}
	return facts
}
