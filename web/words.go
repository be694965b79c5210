package web

import "strings"

// breakable lets the longest words of a title break where their parts meet: narrow tiles have no room for them, and not every browser knows where
// Swedish words may be hyphenated.
func breakable(title string) string { return longWords.Replace(title) }

var longWords = strings.NewReplacer("funktionsnedsättning", "funktions\u00adnedsättning", "Funktionsnedsättning", "Funktions\u00adnedsättning")

// Tone is the meaning that a colour carries; the words beside it always say the same.
type Tone int

// What a tag or a notice can mean.
const (
	Neutral Tone = iota
	Info
	Success
	Warning
	Danger
)

// Notice is a message about what just happened, read out by screen readers.
type Notice struct {
	Tone  Tone
	Title string // may be empty
	Text  string
	Lines []string // what the notice lists; may be empty
	Link  *Link    // where it is told more; nil: nowhere
}

// Status is what a case shows in a list: a word and its tone.
type Status struct {
	Text string
	Tone Tone
}

// When is an instant or a day, written out for people by the caller. The zero When shows nothing.
type When struct {
	Machine string // as the datetime attribute wants it: 2026-11-22 or 2026-11-22T09:12:00Z
	Human   string // "22 november 2026", "i dag 09.12"
}

// Link is a place to go to.
type Link struct {
	Text string
	Href string
}

// Fact is a line in a list of facts: what it is, and its value. Lines of Value are kept.
type Fact struct {
	Label string
	Value string
}

// Paragraphs is running text, one string per paragraph.
type Paragraphs []string
