package web

// CasePage is a resident's case, in the order that serves them: now, what to do, steps, messages, documents, decision, who saw it.
type CasePage struct {
	Service   string
	Name      string
	Number    string
	Status    Status
	Received  When
	For       string // whom it is about, when not the reader
	ByCode    bool   // opened with a follow code, by somebody who has no other cases here
	Now       CaseNow
	Requests  []CaseRequest
	Offer     *CaseOffer   // a place that waits for an answer; nil: none does
	Queue     *CaseQueue   // where the case stands in line; nil: nowhere
	Booking   *CaseBooking // the time that it has booked; nil: none
	Place     *CasePlace   // the place that the reader has; nil: none
	Steps     []CaseStep
	Messages  CaseMessages
	Documents []CaseDocument
	Decisions []CaseDecision
	Permits   []CasePermit
	Facts     []Fact       // what the reader sent in
	Opened    []OpenedCase // the other cases that the form became
	Together  *Together    // what the child's guardians answer each for themself; nil: nothing
	CameBy    string       // the form that the case came by, where it is another service's; empty: its own
	Parties   []CaseParty
	Agents    []CaseAgent // who acts for the reader, or says so
	Readers   CaseReaders
	Told      []CaseTold // how the reader was told of what happened
	Live      string     // the event stream; empty: the page is not live
	Part      string     // where the changed page is fetched when an event comes; empty: the page's own address
	Withdraw  string     // where a POST withdraws; empty: it cannot be withdrawn
	Demand    *DemandDecision
	Claim     string // where a logged-in reader takes over an anonymous case; empty: not possible
	Errors    []FieldError
}

// OpenedCase is a case that came in by the form of another.
type OpenedCase struct {
	Name   string
	Number string // diary number
	Href   string
}

// CaseNow is what happens now, in words.
type CaseNow struct {
	Title    string
	Text     Paragraphs
	Tone     Tone
	Expected When // when an answer can be expected
}

// CaseRequest is something that the municipality asks for.
type CaseRequest struct {
	Key    string // makes an answer that is posted twice one answer
	ID     string
	Title  string
	Text   Paragraphs
	Due    When
	Late   bool   // the day has passed
	Action string // where the answer is posted: text and files
	Answer LongField
	Files  FilesField
}

// StepState is where a step stands.
type StepState int

// Where a step can stand.
const (
	StepNext StepState = iota
	StepNow
	StepDone
	StepStopped // the case ended here without the steps that follow
)

// CaseStep is a step of the way that the case goes.
type CaseStep struct {
	State  StepState
	Title  string
	Text   string
	When   When
	Who    string
	Events []CaseEvent
}

// CaseEvent is something that happened, as the reader may see it.
type CaseEvent struct {
	Text string
	When When
	Who  string
}

// CaseMessages is the conversation and the form to write in.
type CaseMessages struct {
	Key      string // makes a message that is posted twice one message
	Messages []Message
	Action   string // where a message is posted; empty: no more messages are taken
	Write    LongField
	Closed   string // why nothing can be written
}

// Message is one message. Mine are the reader's own.
type Message struct {
	ID     string
	Mine   bool
	From   string
	Text   string // line breaks are kept
	When   When
	Files  []File
	Unread bool
}

// CaseDocument is a document (handling) of the case.
type CaseDocument struct {
	Name    string
	Kind    string // "Inkommen", "Upprättad", "Arbetsmaterial"
	Size    string
	When    When
	Href    string // empty: cannot be opened by the reader
	Secrecy string // the paragraph that keeps it secret; empty: open
	From    string
	For     string // the question of the form that it answers; empty for what came otherwise
	Kept    string // how long it is kept, in plain words; empty: not said
}

// CaseDecision is a decision with its grounds and how to appeal it.
type CaseDecision struct {
	ID         string
	Title      string
	Outcome    Status
	When       When
	By         string // who decided, or which delegated rule
	Given      *Fact  // what the decision gives by name: the school; nil for nothing
	Grounds    Paragraphs
	Conditions []string // what holds for whoever was granted: villkor
	Law        []LawRef
	Appeal     *Appeal // nil: cannot be appealed
	NoAppeal   string  // that it cannot be appealed; empty: nothing is said of it
	Document   string  // where the decision can be fetched as a file
	Noticed    When    // when the reader was told
	NoticedHow string  // how, and what shows it
}

// Appeal is how to appeal a decision.
type Appeal struct {
	Key    string // makes an appeal that is posted twice one appeal
	Text   Paragraphs
	Until  When // last day; zero: counted from a day that is not known yet
	Passed bool
	Action string // where the appeal is posted; empty: by letter only
	Field  LongField
}

// CasePermit is a permit that a decision left.
type CasePermit struct {
	Title      string
	Holder     string
	From, To   When
	Conditions []string
	Status     Status
	Renew      string // where it is renewed; empty: not yet
	Case       string // the case that it was granted in, where it is told of elsewhere
}

// CaseParty is somebody with a part in the case.
type CaseParty struct {
	Name string
	Role string
	Note string // "Informerad 22 november"
}

// CaseAgent is somebody who acts for the reader, or says so, with what the reader can do about it.
type CaseAgent struct {
	ID     string
	Title  string
	Text   Paragraphs
	Tone   Tone
	Action string // where a POST with do=confirm or do=end goes
	// Confirm and End are the buttons' words; empty: no such button.
	Confirm, End string
}

// CaseReaders are those who have read a case, the latest first.
type CaseReaders struct {
	Rows    []CaseReader
	More    string // the readings before these; empty: there are none
	Earlier bool   // later ones have been asked past
}

// CaseReader is what somebody of the authority read of the case in one capacity.
type CaseReader struct {
	Name string
	Role string // with the board: "Handläggare, byggnadsnämnden"
	Days []CaseReading
}

// CaseReading is what was read on one day.
type CaseReading struct {
	What []string // "Läste ärendet 7 gånger", "Läste handlingen Ritning"
	When When
	Last bool // When is the last of several times
}

// DemandDecision is the right to demand that a slow case be decided, FL 12 §.
type DemandDecision struct {
	Text   Paragraphs
	Action string
}
