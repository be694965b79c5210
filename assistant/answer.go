package assistant

import (
	"forvag/internal/catalog"
	"forvag/internal/locale"
	"forvag/knowledge"
)

// Outcome is how a turn came out.
type Outcome string

// The outcomes that there are.
const (
	Answered    Outcome = "answered"  // by an extract, with its source
	InCheck     Outcome = "check"     // a guided check asks on, or has its verdict
	Refused     Outcome = "refused"   // with a cause
	InEmergency Outcome = "emergency" // with what to do now
)

// Answer is what a turn came to. What leads somewhere is a token: whoever shows it makes the address.
type Answer struct {
	// Lang is the language of the answer: the question's.
	Lang locale.Lang
	// Question is the question as it was understood, with numbers of people and cards masked. It is the only form of it that may be kept.
	Question string
	Outcome  Outcome
	// Cause is why the question was refused; empty for other outcomes.
	Cause Cause
	// Extract answers; nil where nothing was found.
	Extract *Extract
	// Unsure says that the extract may be about something else.
	Unsure bool
	// Check is how far a guided check has come; nil where none is under way.
	Check *Checked
	// Emergency is what to do now; nil but in an emergency.
	Emergency *Emergency
	// OwnCases says that the question is about the reader's own cases, and that the reader has logged in: whoever shows the answer shows those.
	OwnCases bool
	// Services fit, best first. Those with a guided check can be tried at once.
	Services []*catalog.Service
	// Links are ids of linked services that fit better than anything of the municipality's own.
	Links []string
	// More are other articles that the question may mean.
	More []*knowledge.Article
}

// Extract is the part of an article that answers a question.
type Extract struct {
	Article *knowledge.Article
	// Passage is whose sentences Blocks are.
	Passage *knowledge.Passage
	Blocks  []knowledge.Block
	// Whole says that nothing of the passage was left out.
	Whole bool
}

// Text is the extract as plain text.
func (e *Extract) Text() string { return knowledge.Passage{Blocks: e.Blocks}.Text() }
