package web

// HitKind says what a search result is.
type HitKind int

// The kinds of result that the search knows.
const (
	HitService   HitKind = iota // an e-service: can be started
	HitInfo                     // something to read
	HitLink                     // a service that lives elsewhere
	HitSituation                // the page of a life situation
	HitBoard                    // a board of the municipality
)

// ServicesPage lists all services, or what a search found. With a Query and no Hits it says so and helps onwards.
type ServicesPage struct {
	Query      string
	Absent     string // says that the municipality has no such thing, so that Hits are only like it; empty: nothing is said
	DidYouMean []Link // other spellings, each a new search
	Kinds      []Tab  // the results by what they are; nil when all are of one kind
	Hits       []Hit
	Found      int            // how many there are, of which Hits are the best
	Lists      []Tab          // the ways to look through everything
	Groups     []ServiceGroup // the whole list by subject; shown when there is no Query or nothing was found
	Subjects   []Situation    // shown, and Situations, when nothing was found
	Situations []Situation
}

// Hit is one result of a search.
type Hit struct {
	Kind  HitKind
	Icon  Icon
	Title string
	Text  string
	Href  string
	By    string // who runs it, when that is not the municipality
	Login bool   // needs login
	Check *Link  // its guided check; nil: there is none
	// Foreign is the language of Title and Text where it is not the reader's; empty where it is.
	Foreign string
}

// ServiceGroup is a subject and its services.
type ServiceGroup struct {
	Title    string
	ID       string // the anchor, unique on the page
	Services []ServiceCard
}

// ServicePage tells everything about one service before anybody starts it.
type ServicePage struct {
	Icon     Icon
	Name     string
	Lead     string     // what it is, in a sentence or two
	About    Paragraphs // more, if needed
	Who      Paragraphs // who may apply
	Needs    []string   // what to have at hand
	Duration string     // how long it takes to get an answer
	Effort   string     // how long the form takes, "5 minuter"
	Fee      string     // "Kostar inget", or what it costs
	Board    string     // which board decides
	Login    string     // how to log in, or that it is not needed
	Process  []string   // how it is handled, step by step
	Appeal   Paragraphs // what can be appealed, where and until when
	Law      []LawRef
	Secrecy  string        // who can read what is sent; empty shows nothing
	Start    string        // where the form starts; empty where it takes nothing that the reader could answer
	Carried  []HiddenField // what the guided check found out, which the form starts with
	Check    *Link         // the guided check; nil: there is none
	Advice   bool          // the check is what most come for, and the form only asks a person
	Drafts   []DraftRow    // forms of the service that the reader has begun
	Contact  string        // who answers questions
}

// BegunPage asks who begins a form anew whether to go on with one that they have begun.
type BegunPage struct {
	Service Link
	Drafts  []DraftRow
	Action  string // where a POST begins a new one
	Hidden  []HiddenField
}

// LawRef is a paragraph of law with its address; Href may be empty.
type LawRef struct {
	Text string
	Href string
}

// DraftRow is a form that was begun and saved.
type DraftRow struct {
	Title  string
	About  string // the child that it is about; empty: nobody said yet
	Saved  When
	Until  When // when an untouched draft is removed
	Href   string
	Remove string // where a POST removes it; empty hides the button
}
