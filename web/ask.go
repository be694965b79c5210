package web

// AskPage is a conversation with the assistant.
type AskPage struct {
	Exchanges []Exchange // the first one first
	// Talk carries the conversation from page to page; nobody but the portal can read or change it.
	Talk  string
	Value string // what was written, where it was not answered
	Error string // what is wrong with it; empty when nothing is
	Most  int    // how many characters a question may have
}

// Exchange is one question and its answer. It is kept in the conversation as it is, but for what can only be chosen in the last.
type Exchange struct {
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
	// Blocks are the part of an article that answers, and Source is where it stands.
	Blocks []ArticleBlock `json:",omitempty"`
	Source *Link          `json:",omitempty"`
	Hits   []Hit          `json:",omitempty"`
	// Cases are the reader's own.
	Cases []CaseRow `json:"-"`
	// More are other questions that may have been meant.
	More []Link `json:"-"`
}
