package web

// ErrorPage is what a reader meets when something is wrong.
type ErrorPage struct {
	Status  int    // HTTP status; decides heading and picture
	Message string // what is wrong in this case, safe to show; empty: the usual words for Status
	Ref     string // what the log calls it, for support; empty: not shown
	Retry   string // where to try again; empty: not offered
}

// OfflinePage is what the service worker shows without a network.
type OfflinePage struct{}

// AccessibilityPage is the accessibility statement (DOS-lagen) with a form to report faults.
type AccessibilityPage struct {
	Updated When
	Faults  []string // what is known not to work yet
	Address string   // where a report can be sent by e-mail instead; empty for nowhere
	Action  string   // where a report is posted: what, where, email
	What    LongField
	Where   TextField
	Email   TextField
	Errors  []FieldError
	Sent    bool
}

// AboutPage says what the portal is, what becomes of personal data (GDPR articles 13 and 14), which cookies it sets and what it logs.
type AboutPage struct {
	Version string
	Boards  []Mailbox // the controllers
	Officer Mailbox   // the data protection officer
	Cookies []Cookie
	Logs    Paragraphs
}

// Mailbox is somebody who can be written to or, where Phone is set, called.
type Mailbox struct {
	Name, Email, Phone string
}

// Cookie is a cookie that the portal sets.
type Cookie struct {
	Name, Purpose, Lasts string
}
