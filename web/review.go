package web

// PathReviews is where trained officers see to what life events have left to them.
const PathReviews = PathDesk + "/granskning"

// LifeReviewsPage lists what waits for a trained officer, since a protected identity is near. It names nobody: that is read one at a time.
type LifeReviewsPage struct {
	Waiting []LifeReviewRow
	Closed  []LifeReviewRow
}

// LifeReviewRow is one of them.
type LifeReviewRow struct {
	Name   string // the rule's
	Board  string
	Made   When
	Status Status
	By     string // who closed it; empty for nobody
	Gone   string // that its rule has been taken away; empty: it has not
	Href   string
}

// LifeReviewPage is one of them, with everything that an officer needs to see to it by hand.
type LifeReviewPage struct {
	Name    string
	Lead    string
	More    Paragraphs
	About   []Fact  // whom it concerns, and who would have been told
	Over    *Notice // what became of it, or that its case is there
	Close   *Action // nil: it is closed, or has lost its ground
	Ways    []Link  // where a case may be registered for them
	Why     Paragraphs
	Grounds []Condition
	Facts   []OfferFact
	Law     []LawRef
	Readers []Fact // who has read it before, and when
	Errors  []FieldError
}
