package web

import "forvag/internal/locale"

// Frame is what surrounds a page: whose portal it is, who reads, in which language.
type Frame struct {
	Lang    locale.Lang
	Path    string // path and query of this page; the language switch returns here
	Brand   Brand
	User    User    // zero: nobody is logged in
	Section Section // which entry of the navigation is the current one
	NeedsMe int     // cases waiting for the reader: the number on Mina ärenden; 0 shows none
	Demo    bool    // shows the banner that says that nothing here is real
	Reader  string  // tells one login from another, and nothing else; empty for a visitor
	Notices []Notice
}

// Brand is the municipality as its residents know it.
type Brand struct {
	Name    string // "Almby kommun"
	Tagline string // beneath the name, "Ett ärende i taget"; may be empty
	Phone   string // switchboard, as it is written: "0123-45 60 00"
	Email   string
	Hours   string // when the switchboard answers
	Visit   string // where the town hall stands
	// Assets are the municipality's static files; nil for those that the program carries.
	Assets *Assets
}

func (b Brand) assets() *Assets {
	if b.Assets == nil {
		return carried()
	}
	return b.Assets
}

// User is the logged-in reader.
type User struct {
	Name     string // empty: nobody is logged in
	ActsFor  string // the company or the person that the reader acts for; empty for themself
	Officer  bool   // sees the desk in the navigation
	Resident bool   // sees Mina ärenden in the navigation
}

// LoggedIn tells whether anybody reads under their name.
func (u User) LoggedIn() bool { return u.Name != "" }

// Section is an entry of the navigation.
type Section int

// The entries of the navigation. SectionNone marks none of them.
const (
	SectionNone Section = iota
	SectionHome
	SectionServices
	SectionAsk
	SectionCases
	SectionAccount
	SectionDesk
)
