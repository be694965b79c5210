package web

// DeskPage is the officers' list over all case types.
type DeskPage struct {
	Tabs      []Tab
	Query     string
	Tab       string // travels as lista when searching
	Sort      string // travels as ordning when searching; empty: the usual order
	Boards    SelectField
	Services  SelectField
	Columns   []DeskColumn
	Rows      []DeskRow
	Total     int
	Rooms     string // where bookings are; empty: the officer's boards have none
	Notices   string // where the notice board is kept; empty: the officer may not post there
	Reviews   string // where what life events have left to a trained officer waits; empty: the officer is none
	Rules     string // where the rules of life events are; empty: none are for the officer
	Questions string // where it stands what residents ask; empty: the officer may not see it
	Queues    string // where the queues are; empty: the officer's boards have none
	Register  string // where a case is registered; empty: the officer may not
	Reports   *Link  // the list of dead links; nil: nobody has reported any
	Prev      string // empty: first page
	Next      string
}

// SortOrder is how a column is sorted now.
type SortOrder int

// How a column can be sorted.
const (
	Unsorted SortOrder = iota
	Ascending
	Descending
)

// DeskColumn is a column that can be sorted. There are six, in the order of DeskRow's fields: Number, Title, Status, Officer, Due, Updated.
type DeskColumn struct {
	Text  string
	Href  string // sorts by it; empty: cannot be sorted
	Order SortOrder
}

// DeskRow is a case in the officers' list.
type DeskRow struct {
	Number   string
	Title    string
	Service  string // empty: the title says it
	Board    string // empty: the reader serves one alone
	Received When
	Step     string
	Status   Status
	Officer  string // empty: nobody
	Due      When
	Overdue  bool
	Updated  When
	Secrecy  string // paragraph; empty: none
	Urgent   string // says that the case brooks no delay; empty: it is like others
	Agent    string // says that an agent waits to be confirmed; empty: none does
	Reminder string // says that the desk was reminded of it, or that it was handed up; empty: neither
	// Todo is what the desk was reminded of and what is to be done; empty: the list is not of that.
	Todo string
	// Unreached says that what the case waits for has reached nobody; empty: it has, or may yet.
	Unreached string
	Unread    int
	Href      string
}

// DeskCasePage is a case with everything that an officer of its board may see.
type DeskCasePage struct {
	Name      string
	Number    string
	Service   string
	Board     string
	Code      string // classification code
	Kind      string // anmälan, ansökan …
	Channel   string
	Status    Status
	Step      string
	Received  When
	Officer   string
	Secrecy   string
	Retention string   // how long the closed case is kept; empty while it is open
	Protected string   // what to think of when a party has a protected identity; empty: nobody has
	Alerts    []Notice // what must not be missed
	Version   int      // travels as version with every change
	Clocks    []DeskClock
	Answers   []ReviewSection
	Compared  *Compared // both guardians' answers; nil: one has answered
	Parties   []DeskParty
	Documents []DeskDocument
	Messages  []Message
	Requests  []DeskRequest
	Notes     []DeskNote
	Events    []DeskEvent
	Decisions []DeskDecision
	Permits   []CasePermit
	Queue     *DeskQueue
	Booking   *CaseBooking // the time that the case is about; nil: none
	Proposal  *Result      // recommended decision with its trace
	Readers   CaseReaders
	Told      []CaseTold // how the parties were told of what happened
	Actions   []Action
	Deciders  string // who may decide where the officer may not; empty: they may, or nothing can be decided now
	Live      string
	Part      string
	Errors    []FieldError
	Verified  string // what the check of the event chain said; empty: not checked
}

// DeskClock is a time to keep, or that was kept or not.
type DeskClock struct {
	Name string // "Tio veckor (PBL 9 kap. 99 §)"
	Due  When   // its last day; empty while it has not begun
	Left string // "12 dagar kvar", "I tid"
	Note string // why it does not run, or how it ended; empty: it runs
	Tone Tone
}

// DeskParty is a party with what the officer needs to reach them.
type DeskParty struct {
	Name    string
	Role    string
	Number  string // personal or organisation number, when the officer may see it
	Contact []string
	Note    string
	Secret  bool // protected identity
	// Unconfirmed says that they are an agent by their own word alone; Actions are what can be done about it.
	Unconfirmed bool
	Actions     []Action
}

// DeskDocument is a document with its marks.
type DeskDocument struct {
	CaseDocument
	Visible   bool   // the resident sees it
	Retention string // "Bevaras", "Gallras efter 2 år"
}

// DeskRequest is a request for completion as the officer follows it.
type DeskRequest struct {
	Text   string // what was asked for
	Formal string // says that it is a formal one; empty: it is not
	Answer string // empty: none, or files alone
	Sent   When
	Due    When
	Status Status
	Action string // where a POST withdraws it; empty: it is over
}

// DeskNote is an internal note.
type DeskNote struct {
	From string
	Text string
	When When
}

// DeskEvent is a line in the case's history.
type DeskEvent struct {
	Text     string
	Detail   string
	Who      string
	When     When
	Internal bool // the resident does not see it
}

// DeskDecision is a decision with its notices and appeals.
type DeskDecision struct {
	CaseDecision
	AppealKind string
	Notices    []Fact // party and date of notice
	Appeals    []Fact
}

// Action is something that the officer can do: a small form that unfolds. Open ones stand first.
type Action struct {
	ID      string // anchor, unique on the page
	Title   string
	Text    string
	Icon    Icon
	Action  string
	Fields  []Field
	Hidden  []HiddenField
	Button  string
	Tone    Tone // Danger for what cannot be undone
	Open    bool
	More    bool // stands among those that are not always needed
	Instant bool // no fields to fill in: a button alone
	Upload  bool // posts files
	Errors  []FieldError
}

// ConflictPage says that somebody else changed the case first; nothing that was written is lost.
type ConflictPage struct {
	Case    Link
	Who     string
	When    When
	Changes []DeskEvent // what happened since the reader opened the case
	Kept    Action      // the reader's own form, as they wrote it, with the new version
}

// Review is what every page has on which an officer reads something before it is done.
type Review struct {
	Case   Link
	Alerts []Notice // what to know before it is done
	Action string
	Kept   []HiddenField // what was written, to be sent once more
	Do     HiddenField   // does it
	Change HiddenField   // goes back to the form, with what was written in it
}

// DecisionReviewPage shows a decision as the parties will read it, before it is made.
type DecisionReviewPage struct {
	Review
	Decision  CaseDecision
	Receivers []Fact // who gets it, and how
	Starts    []string
}

// OfferReviewPage shows an offer of a place before it is made.
type OfferReviewPage struct {
	Review
	Offer     []Fact
	Receivers []Fact // who can say yes to it
	Starts    []string
}

// RegisterPage registers a case that came by other ways than the portal.
type RegisterPage struct {
	Action string
	Fields []Field
	Hidden []HiddenField
	Errors []FieldError
}

// RegisteredPage says that a case has been registered, where the case's own page cannot: there is a code to pass on, or the officer may not see it.
type RegisteredPage struct {
	Number string
	Text   Paragraphs
	Code   string // the follow code of an anonymous case; empty: none
	Case   string // the case page; empty: the officer may not see it
}
