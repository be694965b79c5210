package web

// Values of the button called do, which says what the reader wants with a posted form.
const (
	DoNext    = "next"    // also the default when Enter is pressed
	DoBack    = "back"    // keep what is written, go to the page before
	DoSave    = "save"    // keep what is written and leave
	DoUpload  = "upload"  // take the chosen files and stay
	DoRefresh = "refresh" // take what is written and show the page anew
	DoLocate  = "locate"  // look the written address up and stay
	DoRemove  = "remove:" // followed by the id of an uploaded file
	DoSubmit  = "submit"
	DoAdd     = "add"   // one more entry of what the page asks
	DoDrop    = "drop:" // followed by the number of the entry to take out
)

// FieldError is a line in the error summary.
type FieldError struct {
	Field    string // the id that it leads to: Field.ID(); empty: it concerns the whole page
	Question string // what was asked, where the text alone does not tell; empty: nothing stands before the text
	Text     string
}

// Progress is how far somebody has come in a form.
type Progress struct {
	Step  int  // from 1
	Steps int  // 0: no progress is shown
	More  bool // there can be more steps, by what is answered: Steps is the fewest
}

// FormPage is one page of a service's form.
type FormPage struct {
	Service Link
	Name    string // of this page: its heading, unless a field has Heading
	Lead    string
	Progress
	Action   string
	Back     string // link for the way back; the button posts DoBack so that nothing is lost. Empty on the first page
	CanSave  bool   // the reader can save and go on another day
	Fields   []Field
	Errors   []FieldError
	Hidden   []HiddenField
	Nearby   *Nearby // reports that others made close by; nil: none
	SavedAt  When    // when the draft was last saved; zero: never
	NextText string  // words on the button; empty: "Fortsätt"
}

// HiddenField travels with a form unseen.
type HiddenField struct {
	Name, Value string
}

// Nearby lists reports of the same kind close to the place that the reader named.
type Nearby struct {
	Reports []NearbyReport
	None    string // value of do when none of them is it
}

// NearbyReport is what others have reported; nothing about who.
type NearbyReport struct {
	Title    string
	Text     string
	Distance string // "40 meter bort"
	When     When
	Status   Status
	Follow   string // where a POST follows it
	Followed bool
}

// NearbyPage is the question "har någon redan anmält det här?" on a page of its own.
type NearbyPage struct {
	Service Link
	Progress
	Nearby Nearby
	// LogIn is where a reader who would rather follow a report among their own cases logs in; empty for who is logged in.
	LogIn  string
	Action string // where the form goes on when none of them is it
	Back   string
	Hidden []HiddenField
}

// ReviewPage is check-your-answers: everything that will be sent, with ways to change it.
type ReviewPage struct {
	Service Link
	Progress
	Sections []ReviewSection
	Consents []ConsentField
	Errors   []FieldError
	Action   string
	Back     string
	Key      string // travels as key; a submission repeated with the same key makes no second case
	Fee      string // empty: nothing is said
	CanSave  bool
	Informs  Paragraphs // who else is told, and what happens to the information
	Held     bool       // it cannot be sent in yet
	Sends    string     // words on the button; empty: "Skicka in"
}

// ReviewSection is one page of the form with its answers.
type ReviewSection struct {
	Title  string
	Entry  bool   // the title is that of one of several that the page asks the same about
	Change string // back to that page
	Facts  []Fact
	Files  []File
}

// ReceiptPage is shown when a submission is durable.
type ReceiptPage struct {
	Service  string
	Number   string // diary number
	Received When
	Heading  string       // empty: that it has come in
	Booking  *CaseBooking // what was booked; nil: nothing
	Answer   string       // when to expect an answer, in words
	Next     []string
	Code     string // the follow code of an anonymous case, shown this once; empty for a logged-in reader
	Follows  bool   // nothing was sent in: the code is to somebody else's report
	Case     string // the case page
	Opened   []OpenedCase
	Together *Together  // how the answers compare to the other guardian's; nil: there is nothing to tell
	Siblings []Link     // where a POST begins the form for a sibling
	Informed Paragraphs // who else was told
	Decided  *Result    // an automatic decision, when there was one
	Again    *Link      // one more of the same kind
	Push     *PushAsk   // the offer to be told on this device; nil: none
}
