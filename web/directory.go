package web

// SituationsPage lists the life situations.
type SituationsPage struct {
	Lists      []Tab // the ways to look through everything
	Situations []Situation
}

// SituationPage tells what happens in a life situation, step by step.
type SituationPage struct {
	Icon  Icon
	Name  string
	Lead  string
	Steps []SituationStep
	// More is what the steps do not name.
	More []Hit
}

// SituationStep is one thing that happens.
type SituationStep struct {
	When  string
	Name  string
	Text  string
	You   []string // what one must do
	Comes []string // what comes by itself
	Hits  []Hit    // the services and links that it names
	Law   []LawRef
}

// LinksPage lists what others run, by subject.
type LinksPage struct {
	Lists  []Tab
	Groups []LinkGroup
}

// LinkGroup is a subject and its links.
type LinkGroup struct {
	Title string
	ID    string // the anchor, unique on the page
	Links []Hit
}

// LinkPage tells about one service that somebody else runs, before anybody goes there.
type LinkPage struct {
	Name       string
	Lead       string
	By         string // who runs it
	ByKind     string // what sort of body that is
	Phone      string
	Needs      []string // what to have at hand
	Situations []Link
	Href       string // where it is
	Host       string // the same, as people say it
	Reviewed   When
	Report     string // where a POST says that the address is dead
}

// BoardPage tells about one board.
type BoardPage struct {
	Name     string
	Lead     string
	Email    string
	Services []ServiceCard
	Ask      *Link // the service by which public documents are asked for; nil: there is none
}

// LinkReportsPage lists, for officers, the addresses that residents have said are dead.
type LinkReportsPage struct {
	Reports []LinkReport
}

// LinkReport is one such address.
type LinkReport struct {
	Name  string
	By    string
	Href  string
	Count int
	First When
	Last  When
	Done  string // where a POST takes it off the list; empty: the officer may not
}
