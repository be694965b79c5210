package web

// OfferCard is something that the municipality offers or tells the reader, in few words.
type OfferCard struct {
	Icon  Icon
	Kind  Status // "Erbjudande", "Information"
	Title string
	Text  string
	Until When // last day to answer; zero: no end
	Href  string
}

// OffersPage is everything that the municipality has offered or told the reader after what happened in their life, with switches.
type OffersPage struct {
	Waiting  []OfferCard
	Past     []OfferRow
	Switches []OfferSwitch
	Off      bool   // the reader wants nothing of the kind
	Action   string // POST rule, do: on or off; an empty rule is all
}

// OfferRow is an offer that is answered or over.
type OfferRow struct {
	Title  string
	State  Status
	Text   string // what became of it
	Sent   When
	Href   string
	Number string // of the case that it became; empty for none
}

// OfferSwitch is one kind of offer.
type OfferSwitch struct {
	Rule string
	Name string
	Text string // why the municipality comes first in this
	On   bool
}

// OfferPage is one offer: what it is, why the reader got it, and what happens if they say yes, no or nothing.
type OfferPage struct {
	Name    string
	Kind    Status
	Lead    string
	More    Paragraphs
	Sent    When
	Until   When    // last day to answer; zero: no end
	Over    *Notice // what became of it; nil while it waits for the reader
	Case    *Link   // the case that it became
	Action  string  // POST do: accept with way, answer, later, decline, never
	Ask     []Field // what is not known; with questions there are no ways
	Ways    []OfferWay
	Draft   *Link // the form that was begun from it
	Outcome []Fact
	Decline string // what the button says that declines or puts away
	Later   bool
	Why     Paragraphs
	Grounds []Condition
	Facts   []OfferFact
	Law     []LawRef
	Read    []Link
	Errors  []FieldError
	// Agree is what another guardian has filled in, which the reader is to say yes or no to; nil where nothing waits for that. TakeBack says that the reader's own yes
	// waits for another's, and may be taken back.
	Agree    *OfferAgreement
	TakeBack bool
}

// OfferAgreement is a form that another guardian has filled in, as the reader may see it.
type OfferAgreement struct {
	Text  string
	Facts []Fact
}

// OfferWay is one way to say yes.
type OfferWay struct {
	Service string
	Label   string
	Text    string // the service in few words; empty where there is one way
}

// OfferFact is something that the municipality knew.
type OfferFact struct {
	Label  string
	Value  string
	Source string // where it came from
}
