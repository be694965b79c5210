// Package journal keeps what the assistant was asked, for a short time and tied to nobody: so that a municipality can see what residents ask that
// nobody has written about, and write it.
//
// What is kept may become a public record, and a question may tell more than it asks. So it is redacted by rule before it is written (Redact), it has the
// hour and not the moment, since a moment can be laid beside a log of who was at which address, and it has no session, no address and no account. The id
// of an entry is random and stands in the asker's own page alone, for their thumb. What no rule can tell, such as a rare name, is why the time is short.
package journal

import (
	"time"

	"forvag/assistant"
	"forvag/internal/locale"
)

// ID names an entry: random, and without the time that other ids carry. Empty for what is not kept.
type ID string

// Source is what an answer rests on.
type Source struct {
	Article string
	// Passage is empty for the article's first.
	Passage string
}

// Entry is a question and what came of it.
type Entry struct {
	ID ID
	// Hour is the hour in which it was asked, UTC.
	Hour time.Time
	Lang locale.Lang
	// Question is redacted. It is empty for an emergency and for what was too long: of those only the number is kept.
	Question string
	Outcome  assistant.Outcome
	// Cause is why it was refused; empty for other outcomes.
	Cause assistant.Cause
	// Cited are what the answer rests on, Services the ids of the services that were offered.
	Cited    []Source
	Services []string
	// Score is how sure the gate was that the passage answers; nil where it was not asked.
	Score *float64
	// Unsure says that the answer told that it may be about something else.
	Unsure bool
	// Model says that a language model wrote the answer.
	Model bool
	// Took is the time from question to whole answer, in milliseconds.
	Took time.Duration

	// Thumb is 1 for up, -1 for down and 0 for none. Reason and Words say why; Words are redacted.
	Thumb  int
	Reason Reason
	Words  string
}

// Reason is why somebody was not helped.
type Reason string

// The reasons that can be given.
const (
	Wrong    Reason = "wrong"     // what stands there is not right
	OffTopic Reason = "off_topic" // it answers something else
	Lacking  Reason = "lacking"   // something is missing
	Unclear  Reason = "unclear"   // it is hard to understand
	OtherWhy Reason = "other"     // in words, or not at all
)

// Reasons are all of them, in the order in which they are offered.
func Reasons() []Reason { return []Reason{Wrong, OffTopic, Lacking, Unclear, OtherWhy} }

// EntryOf is the entry of an answer, but for what the answer does not tell: Score and Took.
func EntryOf(a *assistant.Answer) Entry {
	e := Entry{Lang: a.Lang, Question: a.Question, Outcome: a.Outcome, Cause: a.Cause, Unsure: a.Unsure, Model: len(a.Written) > 0}
	if a.Outcome == assistant.InEmergency || a.Cause == assistant.TooLong {
		e.Question = ""
	}
	for _, c := range a.Citations {
		e.Cited = append(e.Cited, Source{c.Article.ID, c.Passage.ID})
	}
	for _, s := range a.Services {
		e.Services = append(e.Services, s.ID)
	}
	return e
}
