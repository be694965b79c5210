package web

// PathNoticeBoard is the notice board, and PathNotices where officers keep it.
const (
	PathNoticeBoard = "/anslagstavla"
	PathNotices     = PathDesk + "/anslagstavla"
)

// NoticeBoardPage is the municipality's notice board (anslagstavla), open to everybody.
type NoticeBoardPage struct {
	Notices []BoardNotice
}

// BoardNotice is one announcement.
type BoardNotice struct {
	ID     string // anchor, unique on the page
	Kind   string // "Justerat protokoll", "Kungörelse" …
	Name   string
	Text   Paragraphs
	Board  Link
	Facts  []Fact // diary number, days of meeting and adjustment
	Posted When
	Until  When
	Appeal string // how long one may appeal; empty: nothing counts from here
	Link   string // where the document is; empty: none
	Host   string // the same, as people say it
	// Corrections say when and what was mended since it went up, each in a sentence.
	Corrections []string
}

// NoticesPage is where officers post on the notice board, and see what has stood there.
type NoticesPage struct {
	Above   *Link   // the list, where one notice is shown alone; nil: this is the list
	Post    *Action // nil: the officer may not
	Errors  []FieldError
	Notices []DeskNotice
}

// DeskNotice is an announcement as officers see it.
type DeskNotice struct {
	BoardNotice
	By       string
	Status   Status
	TakeDown string // where a POST takes it down; empty: it must stand, or stands no longer
	Correct  string // where its words are mended; empty: it stands no longer, or the officer may not
	Before   []Fact // what it said before each correction
}
