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
	Handover    Outcome = "handover"  // a person was asked for
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
	// Refusal is what the reader is told where the question was refused.
	Refusal string
	// Openings are the places whose opening hours are asked for. They answer, whatever Extract says.
	Openings []Opening
	// Extract answers; nil where nothing was found.
	Extract *Extract
	// Written is the answer in a language model's words, every sentence checked: where it is not empty it stands in place of Extract.
	Written []Sentence
	// Citations are where the answer stands, in the order that it cites them; one for an answer by extract, none for one that comes from no article.
	Citations []Citation
	// Unsure says that the extract may be about something else.
	Unsure bool
	// Writing is how a language model took part; nil where none was asked.
	Writing *Writing
	// Check is how far a guided check has come; nil where none is under way.
	Check *Checked
	// Emergency is what to do now; nil but in an emergency.
	Emergency *Emergency
	// OwnCases says that the question is about the reader's own cases, and that the reader has logged in: whoever shows the answer shows those.
	OwnCases bool
	// Own is what is asked of them; OwnState where that is not said.
	Own Matter
	// Services fit, best first. Those with a guided check can be tried at once.
	Services []*catalog.Service
	// Links are ids of linked services that fit better than anything of the municipality's own.
	Links []string
	// More are other articles that the question may mean.
	More []*knowledge.Article
}

// refuse makes it a refusal, with what is said for the cause. Links that lead to who sees to the question stand there before.
func (a *Answer) refuse(c Cause) {
	a.Outcome, a.Cause, a.Refusal = Refused, c, c.Words(a.Lang)
	if c == OutOfScope && len(a.Links) == 0 {
		a.Refusal = locale.T(a.Lang, "assistant.refused.outside_unknown")
	}
}

// Extract is the part of an article that answers a question.
type Extract struct {
	Article *knowledge.Article
	// Passage is whose sentences Blocks are.
	Passage *knowledge.Passage
	Blocks  []knowledge.Block
	// Asks is the article's own question, where Blocks begin with yes or no to that one and not to the reader's: it is shown before them. Else empty.
	Asks string
	// Whole says that nothing of the passage was left out.
	Whole bool
}

// Text is the extract as plain text, with the question that it answers where that is not the reader's.
func (e *Extract) Text() string {
	text := knowledge.Passage{Blocks: e.Blocks}.Text()
	if e.Asks != "" {
		return e.Asks + "\n\n" + text
	}
	return text
}

// Sentence is one that a language model wrote and that was checked against what it cites.
type Sentence struct {
	// Spans are its words, without citations; links in them are tokens, with the title of what they lead to as words.
	Spans knowledge.Sentence
	// Cites are numbers of the answer's citations, the first one 1.
	Cites []int
}

// Text is the sentence as plain text, without citations.
func (s Sentence) Text() string { return s.Spans.Text() }

// Citation is a passage that an answer rests on.
type Citation struct {
	Article *knowledge.Article
	Passage *knowledge.Passage
	// Quotes are the passage's sentences that the answer rests on, in their order.
	Quotes []knowledge.Sentence
}

// Quote is what is quoted as plain text.
func (c Citation) Quote() string { return knowledge.Item(c.Quotes).Text() }

// cited is the citation of an extract.
func (e *Extract) cited() Citation {
	return Citation{e.Article, e.Passage, knowledge.Passage{Blocks: e.Blocks}.Sentences()}
}
