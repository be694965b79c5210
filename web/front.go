package web

// FrontPage is where everybody starts: one box, then what waits for the reader, then life situations, common services and subjects.
type FrontPage struct {
	Hints      []Link        // short examples beneath the box
	NeedsMe    []CaseRow     // the reader's cases, those that need something first; empty when nobody is logged in
	Offers     []OfferCard   // what the municipality offers the reader; empty when nobody is logged in
	Drafts     []DraftRow    // begun forms
	Services   []ServiceCard // the most common
	Situations []Situation
	Subjects   []Situation
	Others     Link // the list of what others run
}

// ServiceCard is a service in few words.
type ServiceCard struct {
	Icon  Icon
	Title string
	Text  string
	Href  string
}

// Situation is a stage of life, or a subject, that gathers services.
type Situation struct {
	Icon  Icon
	Title string
	Text  string
	Href  string
}
