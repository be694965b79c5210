// Package municipality holds what is particular to one municipality: its name, boards, delegation order, local settings, opening hours, schools and
// staff. It is one file, kommun.yaml, decoded strictly; the program carries that of Almby, which does not exist, and a municipality's own file
// replaces it whole.
package municipality

import (
	"cmp"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"sync"

	"forvag/internal/catalog"
	"forvag/internal/civil"
	"forvag/internal/identity"
	"forvag/internal/locale"
	"forvag/internal/strict"
)

// File is the name of the file in a municipality's folder.
const File = "kommun.yaml"

//go:embed default.yaml
var embedded embed.FS

// Municipality is one municipality (kommun). It does not change after it was read: safe for concurrent use.
type Municipality struct {
	// Name is the municipality's whole name, as "Almby kommun".
	Name locale.Text `yaml:"name"`
	// Place is the name alone, as "Almby": for running text.
	Place string `yaml:"place"`
	// Code is SCB's four digits for the municipality (kommunkod), in quotes.
	Code string `yaml:"code"`
	// Organisation is OrgNumber as it was read.
	Organisation identity.OrgNumber `yaml:"-"`
	// OrgNumber is the municipality's organisation number.
	OrgNumber string `yaml:"organisation_number"`
	// Tagline stands under the name on the front page.
	Tagline locale.Text `yaml:"tagline"`
	// Contact is how residents reach the municipality.
	Contact Contact `yaml:"contact"`
	// Boards are the boards (nämnder), each an authority of its own with its own diary. Services name them by their codes.
	Boards []Board `yaml:"boards"`
	// Delegation is the delegation order (delegationsordning, KL 6:37–40, 7:5–8): who may decide what for a board.
	Delegation []Delegation `yaml:"delegation"`
	// Settings are what is decided locally, such as fees, distances and promised times, by the names that services and articles use.
	Settings map[string]*Setting `yaml:"settings"`
	// Services are the program's e-services. One with the id of a file in the folder services is replaced by it.
	Services Carried `yaml:"services"`
	// Situations are the program's pages of life situations. One with the id of a file in the folder situations is replaced by it.
	Situations Carried `yaml:"situations"`
	// Articles are the program's articles. One with the id of a file in the folder articles/sv or articles/en is replaced by it.
	Articles Carried `yaml:"articles"`
	// Rules are the program's rules of life events. One with the id of a file in the folder rules is replaced by it.
	Rules Carried `yaml:"rules"`
	// Queues are what people queue for, by service: the municipality's own preschools, berths or courses. A service with a queue needs two or more.
	Queues map[string][]catalog.QueueUnit `yaml:"queues"`
	// Rooms are what can be booked by the hour, by service. A service with booking needs two or more.
	Rooms map[string][]catalog.Room `yaml:"rooms"`
	// Places are the municipality's places, with address and opening hours. The register of pupils names schools by their ids.
	Places []Place `yaml:"places"`
	// Staff are those who handle cases. Who is not here cannot open the desk, whatever the staff directory says.
	Staff []Officer `yaml:"staff"`
	// Accessibility is what the accessibility statement says beside what the program knows: lag (2018:1937) 13 §.
	Accessibility Accessibility `yaml:"accessibility"`
	// Appeals are those who try appeals, and where they sit, by name: forvaltningsratten (needed), kammarratten, lansstyrelsen, okn. A decision tells how it is
	// appealed (FL 33 §).
	Appeals map[string]Court `yaml:"appeals"`
	// Privacy is what residents are told about their personal data beside what the program knows.
	Privacy Privacy `yaml:"privacy"`
	// Reminders are how long before and after its day residents and officers are reminded of something. Left out: as the table says.
	Reminders Reminders `yaml:"reminders"`
	// Enquiries is where questions go that only a person can answer. Left out: to the service synpunkt.
	Enquiries Enquiries `yaml:"enquiries"`
	// Lives say how long what life events leave is kept. Left out: for ever.
	Lives []LifeKeep `yaml:"life_events"`
	// Brand is the municipality's colour. Its logotypes are files in the folder brand: docs/brand.md.
	Brand Brand `yaml:"brand"`
}

// Contact is how to reach the municipality.
type Contact struct {
	// Phone is the switchboard's number.
	Phone string `yaml:"phone"`
	// Email is the official address.
	Email string `yaml:"email"`
	// Visit is where the reception is.
	Visit locale.Text `yaml:"visit"`
	// Post is the postal address.
	Post string `yaml:"post"`
	// ForwardPost is the address, line by line, of the Tax Agency's office that sends on letters to people with protected identity. Left out: nobody with one
	// is written letters, and an officer sees who must be reached in another way.
	ForwardPost []string `yaml:"forward_post"`
	// Hours are when telephone and reception are open. They are closed on days that are no working days.
	Hours []Hours `yaml:"hours"`
	// Closed are days on which telephone and reception are closed beside those that are no working days.
	Closed []civil.Date `yaml:"closed"`
}

// Hours are opening hours on some days of the week.
type Hours struct {
	// Days are the days of the week that the hours are for. No day stands twice.
	Days []Weekday `yaml:"days"`
	// Open is when it opens.
	Open Clock `yaml:"open"`
	// To is when it closes.
	To Clock `yaml:"to"`
}

// Board is a board (nämnd): an authority of its own.
type Board struct {
	// Code begins the diary numbers, as BUN in "BUN 2026-000123": two to five capital letters. Do not change it once there are cases.
	Code identity.BoardID `yaml:"code"`
	// Name is the board's name.
	Name locale.Text `yaml:"name"`
	// Does is one sentence about what the board answers for.
	Does locale.Text `yaml:"does"`
	// Email is the board's own address, if any.
	Email string `yaml:"email"`
	// Manager is the id of the officer whom the board's cases are handed up to when nobody does anything with them. They need a role on the board.
	Manager identity.PersonID `yaml:"manager"`
}

// PlaceKind is what stands at a place.
type PlaceKind string

// Values lists what a file may say.
func (PlaceKind) Values() []string {
	return []string{"school", "preschool", "library", "town hall", "arts school", "care", "cemetery", "clinic", "harbour", "meeting place", "office", "park", "parking",
		"recycling centre", "sports hall", "swimming hall", "waterworks", "youth centre"}
}

// Place is a school or another of the municipality's places.
type Place struct {
	// ID is the place's name among services and registers, as alskolan.
	ID string `yaml:"id"`
	// Kind is what stands there.
	Kind PlaceKind `yaml:"kind"`
	// Name is what people call it.
	Name locale.Text `yaml:"name"`
	// Address is its street and number.
	Address string `yaml:"address"`
	// Phone is its own number, if any.
	Phone string `yaml:"phone"`
	// Hours are when it is open to visitors, in the order of the week; left out where it has no opening hours. It is closed on public holidays.
	Hours []Hours `yaml:"hours"`
	// Closed are days on which it is closed although it has hours for the day of the week.
	Closed []civil.Date `yaml:"closed"`
	// East is metres in SWEREF 99 TM, for measuring the way there. A school needs it.
	East int `yaml:"east"`
	// North is metres in SWEREF 99 TM, for measuring the way there. A school needs it.
	North int `yaml:"north"`
	// FromGrade is a school's lowest grade, 0 for förskoleklass.
	FromGrade int `yaml:"from_grade"`
	// ToGrade is a school's highest grade, at most 9.
	ToGrade int `yaml:"to_grade"`
}

// Officer is one of the staff.
type Officer struct {
	// ID names the officer in cases and logs for good: a UUID of your own choice. Never change it, and never give it to somebody else.
	ID identity.PersonID `yaml:"id"`
	// Login is what the staff directory calls the officer when they log in: the value of the claim that FORVAG_STAFF_OIDC_CLAIM names. The id where it is
	// left out.
	Login string `yaml:"login"`
	// PersonalNumber is twelve digits in quotes. It tells who the officer is in the population register, so that they are kept from what concerns themself
	// or somebody near to them (jäv, FL 16 §). It may be left out, or stand encrypted, after the word "sealed:", as forvag residents seal prints it.
	PersonalNumber string `yaml:"personal_number"`
	// Number is PersonalNumber once it has been read, masked in print; PersonalNumber then is empty.
	Number identity.Number `yaml:"-"`
	// Sealed is PersonalNumber where the file has it encrypted, without the word.
	Sealed string `yaml:"-"`
	// Name is what residents and colleagues read.
	Name string `yaml:"name"`
	// NameHidden says that residents read "En tjänsteperson" in place of the name, for an officer whose own personal data are protected (skyddade
	// personuppgifter). Colleagues read the name.
	NameHidden bool `yaml:"name_hidden"`
	// Title is the officer's post.
	Title locale.Text `yaml:"title"`
	// Email is the officer's address.
	Email string `yaml:"email"`
	// Manager is the id of the officer's own manager, such as the head of their unit, whom their cases are handed up to before the board's manager.
	Manager identity.PersonID `yaml:"manager"`
	// Grants are what the officer may do, board by board; several on one board add up. Everybody but an administrator needs one.
	Grants []Grant `yaml:"grants"`
	// Administrator says that the account may configure the installation; such an account reads no cases, and has no grants.
	Administrator bool `yaml:"administrator"`
}

// Grant is a role on a board, as identity.Grant.
type Grant struct {
	// Board is the code of the board.
	Board identity.BoardID `yaml:"board"`
	// Role is what the officer does for the board.
	Role Role `yaml:"role"`
	// Secrecy lets the officer read the board's secret cases.
	Secrecy bool `yaml:"secrecy"`
	// Protected says that the officer is trained for people with protected identities (skyddade personuppgifter) and may see their cases.
	Protected bool `yaml:"protected"`
}

// Role is an identity.Role as files name it.
type Role string

// Values lists what a file may say.
func (Role) Values() []string {
	return []string{string(identity.Registrar), string(identity.CaseOfficer), string(identity.DecisionMaker), string(identity.Reader)}
}

// Accessibility is what is known not to work yet, and when that was last looked at.
type Accessibility struct {
	// Updated is the day when the statement was last looked through.
	Updated civil.Date `yaml:"updated"`
	// Faults are what is known not to work for everybody.
	Faults []locale.Text `yaml:"faults"`
	// Email is another way to report faults than the form on the page of the statement, which tells it.
	Email string `yaml:"email"`
}

// Court is a court or an authority that tries appeals.
type Court struct {
	// Name is its name.
	Name locale.Text `yaml:"name"`
	// Post is its postal address.
	Post string `yaml:"post"`
	// Email is its address for appeals, if any.
	Email string `yaml:"email"`
}

// Privacy names the data protection officer, whom every public authority must have (GDPR article 37.1 a) and tell of (article 13.1 b).
type Privacy struct {
	// Officer is who is the data protection officer (dataskyddsombud).
	Officer locale.Text `yaml:"officer"`
	// Email is the officer's address.
	Email string `yaml:"email"`
	// Phone is the officer's number, if any.
	Phone string `yaml:"phone"`
}

// Carried are things of a kind that the program carries.
type Carried struct {
	// Without are ids of those that the municipality does not have. What residents have begun in one goes on; nobody begins anew.
	Without []string `yaml:"without"`
}

// Brand is the municipality's colour.
type Brand struct {
	// Colour is what buttons, links and headings have in the light scheme, as "#0b5d57" in quotes; all other shades, and the dark scheme, are made
	// of it. Left out: as theme.css in the folder brand says, or the program's own.
	Colour string `yaml:"colour"`
}

// Default returns Almby, the municipality that does not exist. It panics where the embedded file has a fault, which the package's tests find.
func Default() *Municipality {
	data, err := embedded.ReadFile("default.yaml")
	if err != nil {
		panic(err)
	}
	m, faults := Decode("default.yaml", data)
	if len(faults) > 0 {
		panic(fmt.Sprintf("municipality: %v", faults))
	}
	return m
}

// sample is Default, read once: to compare with, never to be given away.
var sample = sync.OnceValue(Default)

// Load reads kommun.yaml in a municipality's folder, or gives Almby where the folder has none. The faults, if any, are all that the file has; the
// municipality then is nil.
func Load(folder fs.FS) (*Municipality, []strict.Fault, error) {
	data, err := fs.ReadFile(folder, File)
	if errors.Is(err, fs.ErrNotExist) {
		return Default(), nil, nil
	}
	if err != nil {
		return nil, nil, fmt.Errorf("municipality: %w", err)
	}
	m, faults := Decode(File, data)
	if len(faults) > 0 {
		return nil, faults, nil
	}
	return m, nil, nil
}

// Sample says whether the file is Almby's own, or a copy of it that still has its code: nobody's municipality.
func (m *Municipality) Sample() bool { return m.Code == sample().Code }

// WithSampleStaff adds those of Almby's staff who are not there, with their roles on the boards that there are, so that a demonstration of any
// municipality has somebody to log in as.
func (m *Municipality) WithSampleStaff() {
	for _, o := range sample().Staff {
		o.Grants = slices.DeleteFunc(slices.Clone(o.Grants), func(g Grant) bool { return m.Board(g.Board) == nil })
		if m.Officer(o.ID) == nil && (o.Administrator || len(o.Grants) > 0) {
			m.Staff = append(m.Staff, o)
		}
	}
}

// Board returns a board by its code, nil where there is none.
func (m *Municipality) Board(code identity.BoardID) *Board {
	for i := range m.Boards {
		if m.Boards[i].Code == code {
			return &m.Boards[i]
		}
	}
	return nil
}

// EmailOf is where a board is written to: its own address, or the municipality's.
func (m *Municipality) EmailOf(code identity.BoardID) string {
	if b := m.Board(code); b != nil {
		return cmp.Or(b.Email, m.Contact.Email)
	}
	return m.Contact.Email
}

// PlaceByID returns a place, nil where there is none.
func (m *Municipality) PlaceByID(id string) *Place {
	for i := range m.Places {
		if m.Places[i].ID == id {
			return &m.Places[i]
		}
	}
	return nil
}

// Schools returns the schools that have a grade, in the order of the file.
func (m *Municipality) Schools(grade int) []Place {
	return slices.DeleteFunc(slices.Clone(m.Places), func(p Place) bool {
		return p.Kind != "school" || grade < p.FromGrade || grade > p.ToGrade
	})
}

// Officer returns one of the staff, nil where nobody has the id.
func (m *Municipality) Officer(id identity.PersonID) *Officer {
	for i := range m.Staff {
		if m.Staff[i].ID == id {
			return &m.Staff[i]
		}
	}
	return nil
}

// OfficerByLogin returns whom the staff directory calls so, nil where that is nobody of the staff.
func (m *Municipality) OfficerByLogin(name string) *Officer {
	for i := range m.Staff {
		if o := &m.Staff[i]; name != "" && (o.Login == name || o.Login == "" && string(o.ID) == name) {
			return o
		}
	}
	return nil
}

// Grants returns what an officer may do, and false where nobody of the staff has the id.
func (m *Municipality) Grants(id identity.PersonID) ([]identity.Grant, bool) {
	o := m.Officer(id)
	if o == nil {
		return nil, false
	}
	grants := make([]identity.Grant, len(o.Grants))
	for i, g := range o.Grants {
		grants[i] = identity.Grant{Board: g.Board, Role: identity.Role(g.Role), Secrecy: g.Secrecy, Protected: g.Protected}
	}
	return grants, true
}
