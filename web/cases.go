package web

// CaseRow is a case in a list.
type CaseRow struct {
	Title   string
	Number  string
	Status  Status
	Updated When
	Next    string // what happens next, or what is asked of the reader
	Due     When   // when the reader must answer; zero: nothing to do
	Unread  int    // messages not yet read
	Href    string
	For     string // whom it is about, when not the reader: a child, a company
}

// CasesPage is Mina ärenden. The lists are shown in the order of the fields; empty lists are left out.
type CasesPage struct {
	Inbox   Link // everything that the reader has been told, with how many are new
	Query   string
	Tabs    []Tab
	NeedsMe []CaseRow
	Offers  []OfferCard
	Drafts  []DraftRow
	Ongoing []CaseRow
	Closed  []CaseRow
	More    string // the next page of closed cases; empty: that was all
}

// Tab narrows a list. Count below zero shows no number.
type Tab struct {
	Text    string
	Href    string
	Count   int
	Current bool
}

// FollowPage asks for the code of an anonymous case.
type FollowPage struct {
	Code  string // as it was written
	Error string
}
