package web

// Where people are told, and choose how.
const (
	PathInbox   = "/aviseringar"
	PathTell    = "/konto/aviseringar" // GET shows the choices, POST keeps them
	PathContact = "/konto/bekrafta"    // with /epost or /mobil: GET shows, POST sends a code or takes one
	PathDevices = "/konto/enheter"     // POST: do (add, renew, drop), subscription
	PathSent    = PathDesk + "/utskick"
)

// InboxPage is everything that the reader has been told, the newest first.
type InboxPage struct {
	Rows []InboxRow
	More string // the rest; empty: that is all
	Push *PushAsk
}

// InboxRow is one thing that the reader was told.
type InboxRow struct {
	Text   string
	Number string // the case's diary number
	When   When
	New    bool
	Href   string // the case; empty: the reader sees it no longer, or not as whom they act for now
}

// PushAsk lets the reader be told on the device that they hold. Nothing of it shows without script.
type PushAsk struct {
	Key string // what the browser subscribes with
	// Offer says that it is an offer in passing: it shows only where it can be taken. Else what cannot be done is explained.
	Offer bool
}

// TellPage is how the reader wants to be told.
type TellPage struct {
	Push    *PushAsk // nil: the municipality does not send to devices
	Devices []TellDevice
	Kinds   []TellKind // empty: the municipality tells people in the portal alone
	Anytime ConsentField
	// Contacts are the addresses that the municipality can send to; Protected says that it sends to none of the reader's.
	Contacts  []TellContact
	Protected bool
}

// TellContact is an e-mail address or a mobile number, and whether it is verified.
type TellContact struct {
	Icon   Icon
	Label  string
	Value  string // empty: none yet
	Status Status
	Action Link // where it is verified or changed
}

// ContactPage verifies an e-mail address or a mobile number: the address, then the code that was sent there.
type ContactPage struct {
	Heading  string
	Lead     string
	Action   string // POST do=send with the address, do=confirm with the code, do=remove
	Errors   []FieldError
	Address  TextField
	Verified When // since when it is; empty: it is not
	Value    string
	Code     *ContactCode // nil: none is on its way
	Off      string       // why nothing can be sent; empty: it can
}

// ContactCode is a code that was sent.
type ContactCode struct {
	To      string
	Until   string // what time it ends
	Refused bool   // the address takes no messages
	Field   TextField
	Demo    string // what it is, in a demonstration, where nothing is sent
}

// TellDevice is a device that the reader added.
type TellDevice struct {
	Name   string
	Added  When
	Used   When
	Remove string // POST removes
}

// TellKind is one kind of news with the reader's choice.
type TellKind struct {
	Title string
	Text  string // what it is, and what cannot be switched off
	First SelectField
	Then  SelectField
}

// UnsubscribePage ends mails of one kind, without login.
type UnsubscribePage struct {
	Kind   string // in words
	Action string // POST; empty: it is done
}

// SentPage is what was sent to people, for officers: first what needs one of them.
type SentPage struct {
	Mode   Notice // what is sent at all; without text: as it should be
	Stuck  []SentRow
	Latest []SentRow
	// StuckMore and LatestMore are the rest of each; empty: that is all.
	StuckMore, LatestMore string
	Texts                 string // where the texts are shown
	Letters               string // where letters are printed and posted
}

// SentRow is one message.
type SentRow struct {
	Who     string // whom it is for, where somebody must reach them; empty: nobody must, or they are not known by name
	Matter  string
	Channel string
	To      string // what the address is called
	Case    Link   // without address for an offer, which is no case: the board that came first
	When    When
	Status  Status
	Reason  string // why it did not reach; empty: it did
	Title   string // what was said; both empty: nothing yet
	Text    Paragraphs
	Action  string // POST do=again or do=drop; empty: nothing to do
	Nowhere bool   // there is nowhere to send it again to
	Letters string // where a letter that waits is printed and posted; empty: it is none
}

// SentTextsPage shows every text with sample values.
type SentTextsPage struct {
	Matters []SentText
}

// SentText is what is said of one matter.
type SentText struct {
	ID    string
	Name  string
	Facts []Fact // of whom it goes to, and whether it can be switched off
	Parts []SentTextPart
}

// SentTextPart is a text on one channel.
type SentTextPart struct {
	Channel string
	Title   string
	Text    Paragraphs
	Note    string // its length, where that costs
}

// CaseTold is how somebody was told of what happened in a case.
type CaseTold struct {
	Who     string // empty: the reader
	Matter  string
	Channel string
	To      string
	When    When
	Status  Status
	Reason  string
}
