package web

// CaseQueue is where a case stands in line.
type CaseQueue struct {
	Title  string
	Places []QueuePlace
	Means  Paragraphs // what the numbers mean, and when they can change
	Rules  []string   // what the turn depends on, in order
	Change *QueueChange
}

// QueuePlace is the line to one unit.
type QueuePlace struct {
	Unit   string
	Number int    // 0: an offer waits for its answer
	Words  string // "Nummer 4 av 12"
	Note   string // why one stands there
}

// QueueChange is the form by which wishes are changed.
type QueueChange struct {
	Action string
	Fields []Field
	Open   bool
}

// CaseOffer is a place that is offered and waits for its answer.
type CaseOffer struct {
	Unit    string
	Text    Paragraphs
	Facts   []Fact
	Due     When
	Action  string // where the answer is posted: do is DoAccept or DoDecline; empty for who cannot answer
	Decline string // what a no means
}

// What is posted as do in answer to an offer.
const (
	DoAccept  = "yes"
	DoDecline = "no"
)

// CasePlace is a place that the reader has.
type CasePlace struct {
	Title  string
	Facts  []Fact
	Action string // where the place is given up; empty: by talking to us
	Fields []Field
	Open   bool
}

// QueuesPage lists the queues of an officer's boards.
type QueuesPage struct {
	Queues []QueueSummary
}

// QueueSummary is a service's queue, unit by unit.
type QueueSummary struct {
	Title string
	Units []QueueUnit
}

// QueueUnit is a unit with its places and who waits for them.
type QueueUnit struct {
	Name    string
	Group   string
	Places  int
	Free    int
	Waiting int
	Offered int
	Soon    string // when a place is given up; empty: none is
	Href    string
}

// QueuePage is the queue to one unit.
type QueuePage struct {
	Service string
	Unit    QueueUnit
	Units   []Tab // of the same service
	Rules   []string
	Rows    []QueueRow
	Offers  []QueueRow
	Prev    string // those before, and after, on this page; empty: none
	Next    string
}

// QueueRow is somebody in line, or somebody with an offer.
type QueueRow struct {
	Number  int // 0 for who has an offer
	Name    string
	Case    string // diary number
	Href    string // empty: the officer may not see who it is
	Wish    string // "Förstahandsval"
	Why     []string
	Wanted  When
	Since   When
	Due     When // the clock's, or the last day to answer an offer
	Overdue bool
	Offer   *Action // the form that offers the next in turn a place; nil for others, and where none is free
	// OutOfTurn is where somebody else is offered a place, with a reason; empty where that cannot be done.
	OutOfTurn string
}

// DeskQueue is where a case stands in line, or which place it holds, as the officer sees it.
type DeskQueue struct {
	Facts  []Fact
	Queues []Link // the queues of the units
}

// PathQueues is where officers see the queues.
const PathQueues = PathDesk + "/ko"
