package web

// PathWriting is where staff write articles.
const PathWriting = PathDesk + "/artiklar"

// What the buttons of the article editor do.
const (
	DoPublish = "publish"
	DoDiscard = "discard"
)

// WritingPage lists the articles as staff see them: what is used, what is not and why, and what is on its way.
type WritingPage struct {
	Tabs   []Tab
	Query  string
	Tab    string // travels as lista when searching
	New    string // where a POST begins a new article
	Drafts []WritingRow
	Rows   []WritingRow
	Total  int
	More   int // how many are not shown
}

// WritingRow is an article, or a draft of one.
type WritingRow struct {
	Name   string
	Href   string
	Marks  []Status
	Facts  []string // board, topic, languages
	Day    When
	DayIs  string // what happened that day: "Läst igenom", "Sparat"
	Reason string // why it is not used; empty where it is
}

// WritingArticlePage is one article as staff see it: what holds, what the desk has made of it, and what can be done.
type WritingArticlePage struct {
	Name     string
	Marks    []Status
	Facts    []Fact
	Reason   string // why it is not used; empty where it is
	Public   string // where residents read it; empty where they cannot
	Edit     string // where a POST begins a draft
	Article  string // travels as article
	Withdraw *Action
	Versions []WritingVersion
}

// WritingVersion is what the desk made of an article at one time.
type WritingVersion struct {
	Name    string // "Version 2"
	Made    When
	By      string
	Status  Status
	Restore string // value of version when a POST begins a draft from it; empty where there is nothing to begin from
}

// AuthorPage is the editor of one article.
type AuthorPage struct {
	Name       string
	Action     string
	Version    int64
	Errors     []FieldError
	About      []Field
	Swedish    []Field
	English    []Field
	EnglishHas bool // something is written in English
	CanPublish bool
	// WhyNot says why the reader cannot publish; empty where they can.
	WhyNot   string
	Saved    When
	Previews []ArticlePreview
	Again    bool // the draft was saved by somebody else meanwhile
}

// ArticlePreview is how the text reads.
type ArticlePreview struct {
	Lang     string
	Language string // "Svenska"
	Name     string
	Passages []ArticlePassage
	Lix      Status
	Faults   []FieldError
}

// authorHelps are how an article is written: the keys of what one wants, and of how it looks.
var authorHelps = []struct{ what, as string }{
	{"web.author.help.lead", "web.author.help_as.lead"}, {"web.author.help.heading", "web.author.help_as.heading"},
	{"web.author.help.list", "web.author.help_as.list"}, {"web.author.help.strong", "web.author.help_as.strong"},
	{"web.author.help.link", "web.author.help_as.link"}, {"web.author.help.value", "web.author.help_as.value"},
}
