package web

// LoginPage lists the ways to log in.
type LoginPage struct {
	Next      string // where to go afterwards; travels as next
	Reason    string // why a login is asked for; empty: the reader came by themself
	Providers []Provider
	Demo      *DemoLogin // nil outside the demo
	Error     string
}

// Provider is a way to log in.
type Provider struct {
	Name  string
	Text  string
	Href  string
	Level string // the assurance level in words: "Tillitsnivå 3"
	Icon  Icon
}

// DemoLogin is the demo's choice of fictional people.
type DemoLogin struct {
	Action    string // POST person, next
	Residents []DemoPerson
	Others    []DemoPerson // who have just been offered something
	Officers  []DemoPerson
	Leap      *DemoLeap // nil where time only goes as it does
}

// DemoLeap moves the demo's clock on.
type DemoLeap struct {
	Action string // POST step
	Today  string // "söndag 22 november 2026"
	Steps  []Option
	Lately string // what came about when time was last moved on
}

// DemoPerson is a fictional resident or officer.
type DemoPerson struct {
	ID     string
	Name   string
	Text   string // "Två barn i Almbyskolan"
	Detail string // "2 erbjudanden väntar"
}

// AccountPage is the reader's own: how to be reached, language, permits, the way out.
type AccountPage struct {
	Name    string
	Number  string // masked personal number; empty: not shown
	Address Paragraphs
	Level   string // assurance level of this login
	Action  string // where contact details are posted
	Email   TextField
	Phone   TextField
	Errors  []FieldError
	Permits []CasePermit
	ActsFor []ActFor
}

// StaffPage is an officer's own page: who they are to the program, what they may do on which board, and the way out.
type StaffPage struct {
	Name   string
	Post   string // "Bygglovshandläggare"
	Grants []Fact // board and role
	Others Paragraphs
}

// ActFor is somebody that the reader may act for.
type ActFor struct {
	Name    string
	Text    string // "Firmatecknare", "Vårdnadshavare"
	Action  string // POST switches
	Current bool
}
