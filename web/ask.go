package web

import "strings"

// AskPage is a conversation with the assistant, as a page of its own.
type AskPage struct {
	Conversation
}

// AskPanel is a conversation with the assistant beside another page. It is no page, and is rendered by RenderPart.
type AskPanel struct {
	Conversation
}

// Conversation is what was asked and answered, and the box to ask more in.
type Conversation struct {
	// Machine says what it is that answers, and what becomes of what is written.
	Machine   string
	Exchanges []Exchange // the first one first
	// Talk carries the conversation from page to page; nobody but the portal can read or change it.
	Talk  string
	Value string // what was written, where it was not answered
	Error string // what is wrong with it; empty when nothing is
	Most  int    // how many characters a question may have
	// Reasons are why an answer may not have helped.
	Reasons []Reason
	// Suggest are questions to begin with.
	Suggest []string
}

// Reason is why an answer did not help, to choose.
type Reason struct{ Code, Words string }

// last is the newest exchange; the zero one where nothing was asked.
func (c Conversation) last() Exchange {
	if len(c.Exchanges) == 0 {
		return Exchange{}
	}
	return c.Exchanges[len(c.Exchanges)-1]
}

// label is what the box is for.
func (c Conversation) label() string {
	switch {
	case c.last().Ask != "":
		return "web.ask.answer"
	case len(c.Exchanges) > 0:
		return "web.ask.next"
	default:
		return "web.ask.label"
	}
}

// AskedNow is the newest exchange alone, to be put at the end of a conversation that is shown. It is rendered by RenderPart.
type AskedNow struct {
	Exchange
	Talk    string
	Reasons []Reason
}

// Exchange is one question and its answer. It is kept in the conversation as it is, but for what can only be chosen in the last.
type Exchange struct {
	// Number tells the exchange from others of the conversation: 1 is the first.
	Number int
	// Entry is by what name the portal has taken it down; empty where it has not.
	Entry string `json:",omitempty"`
	// Answers says that Question answers what a guided check asked.
	Answers bool `json:",omitempty"`
	// Thumb is what the reader has said of the answer.
	Thumb Thumb `json:",omitempty"`
	// Lang is the language of both.
	Lang     string
	Question string
	// Urgent is an emergency's answer.
	Urgent bool `json:",omitempty"`
	// Text is an answer in plain words.
	Text Paragraphs `json:",omitempty"`
	// Verdict is how a guided check came out.
	Verdict *Result `json:",omitempty"`
	// Read are facts that the question gave, as the guided check takes them.
	Read []Answer `json:",omitempty"`
	// Ask is what the guided check wants to know next; empty where it asks nothing.
	Ask  string `json:",omitempty"`
	Hint string `json:",omitempty"`
	// Options are answers to choose among, beside writing one.
	Options []string `json:"-"`
	// Blocks are the part of an article that answers, or Written what a language model wrote in their place. Sources are where it stands, as it cites them.
	Blocks []ArticleBlock `json:",omitempty"`
	// Asks is the question that Blocks answer, where that is not the reader's; else empty.
	Asks    string    `json:",omitempty"`
	Written []Written `json:",omitempty"`
	Sources []Link    `json:",omitempty"`
	Hits    []Hit     `json:",omitempty"`
	// Handover says that a person was asked for, and Person offers that one answers.
	Handover bool `json:",omitempty"`
	Person   bool `json:",omitempty"`
	// Go is what to do next, above all else.
	Go *Link `json:",omitempty"`
	// Cases and Permits are the reader's own, and AllCases is where all of them stand.
	Cases    []OwnCase    `json:"-"`
	Permits  []CasePermit `json:"-"`
	AllCases *Link        `json:"-"`
	// More are other questions that may have been meant.
	More []string `json:"-"`
}

// Written is a sentence that a language model wrote. Alone, as it comes, it is rendered by RenderPart.
type Written struct {
	Spans []Span
	Cites []int // numbers of its sources, the first one 1
}

// OwnCase is one of the reader's cases, as an answer tells of it.
type OwnCase struct {
	CaseRow
	Now      Paragraphs // what happens, or what it waits for; empty where the row's Next says it
	Expected When       // when an answer can be expected
}

// Thumb is what a reader says of an answer.
type Thumb string

// What can be said. Empty is nothing.
const (
	ThumbUp   Thumb = "up"
	ThumbDown Thumb = "down" // and then why
	ThumbWhy  Thumb = "why"  // down, and it has been said why, or that it will not be
)

// Words are the answer in plain words, a paragraph each, without what is the reader's own.
func (e Exchange) Words() []string {
	var out []string
	out = append(out, e.Text...)
	if e.Verdict != nil {
		out = append(out, e.Verdict.Title)
		out = append(out, e.Verdict.Text...)
	}
	for _, b := range e.Blocks {
		for _, item := range b.Items {
			out = append(out, plain(item))
		}
	}
	var sentences []string
	for _, w := range e.Written {
		sentences = append(sentences, plain(w.Spans))
	}
	if len(sentences) > 0 {
		out = append(out, strings.Join(sentences, " "))
	}
	if e.Ask != "" {
		out = append(out, e.Ask)
	}
	return out
}

func plain(spans []Span) string {
	var b strings.Builder
	for _, s := range spans {
		b.WriteString(s.Text)
	}
	return b.String()
}
