// Package municipality holds what is particular to one municipality: its name, boards, delegation order, local settings, opening hours, schools and
// staff. It is one file, kommun.yaml, decoded strictly; the program carries that of Almby, which does not exist, and a municipality's own file
// replaces it whole.
package municipality

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"slices"

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
	// Name is "Almby kommun", Place "Almby".
	Name  locale.Text `yaml:"name"`
	Place string      `yaml:"place"`
	// Code is SCB's four digits.
	Code         string              `yaml:"code"`
	Organisation identity.OrgNumber  `yaml:"-"`
	OrgNumber    string              `yaml:"organisation_number"`
	Tagline      locale.Text         `yaml:"tagline"`
	Contact      Contact             `yaml:"contact"`
	Boards       []Board             `yaml:"boards"`
	Delegation   []Delegation        `yaml:"delegation"`
	Settings     map[string]*Setting `yaml:"settings"`
	// Queues are the units that services' queues have places in, by service: the municipality's own number of places.
	Queues map[string][]catalog.QueueUnit `yaml:"queues"`
	// Rooms are what services' bookings are of, by service.
	Rooms   map[string][]catalog.Room `yaml:"rooms"`
	Uploads Uploads                   `yaml:"uploads"`
	Places  []Place                   `yaml:"places"`
	Staff   []Officer                 `yaml:"staff"`
	// Accessibility is what the accessibility statement says beside what the program knows: lag (2018:1937) 13 §.
	Accessibility Accessibility `yaml:"accessibility"`
	// Appeals says where those sit who try appeals, by the names of catalog.AppealBody. A decision tells how it is appealed (FL 33 §).
	Appeals map[string]Court `yaml:"appeals"`
	// Privacy is what residents are told about their personal data beside what the program knows.
	Privacy Privacy `yaml:"privacy"`
	// Enquiries is where questions go that only a person can answer.
	Enquiries Enquiries `yaml:"enquiries"`
	Brand     Brand     `yaml:"brand"`
}

// Contact is how to reach the municipality.
type Contact struct {
	Phone string      `yaml:"phone"`
	Email string      `yaml:"email"`
	Visit locale.Text `yaml:"visit"`
	Post  string      `yaml:"post"`
	Hours []Hours     `yaml:"hours"`
	// Closed are days on which the telephone and the desk are closed beside those that are no working days.
	Closed []civil.Date `yaml:"closed"`
}

// Hours are when the telephone and the desk are open on some days of the week. Days that are no working days are closed.
type Hours struct {
	Days []Weekday `yaml:"days"`
	Open Clock     `yaml:"open"`
	To   Clock     `yaml:"to"`
}

// Board is a board (nämnd): an authority of its own.
type Board struct {
	Code  identity.BoardID `yaml:"code"`
	Name  locale.Text      `yaml:"name"`
	Does  locale.Text      `yaml:"does"`
	Email string           `yaml:"email"`
}

// Uploads limit what residents may send.
type Uploads struct {
	MaxBytes int64 `yaml:"max_bytes"`
	MaxFiles int   `yaml:"max_files"`
}

// PlaceKind is what stands at a place.
type PlaceKind string

// Values lists what a file may say.
func (PlaceKind) Values() []string {
	return []string{"school", "preschool", "library", "town hall", "arts school", "care", "cemetery", "clinic", "harbour", "meeting place", "office",
		"recycling centre", "sports hall", "swimming hall", "waterworks", "youth centre"}
}

// Place is a school or another of the municipality's places.
type Place struct {
	ID      string      `yaml:"id"`
	Kind    PlaceKind   `yaml:"kind"`
	Name    locale.Text `yaml:"name"`
	Address string      `yaml:"address"`
	// Phone is its own number, if any.
	Phone string `yaml:"phone"`
	// Hours are when it is open to visitors, in the order of the week; empty where it has no opening hours.
	Hours []Hours `yaml:"hours"`
	// Closed are days on which it is closed although Hours has the day of the week.
	Closed []civil.Date `yaml:"closed"`
	// East and North are metres in SWEREF 99 TM; both zero where nobody measures the way there. A school has them.
	East  int `yaml:"east"`
	North int `yaml:"north"`
	// FromGrade and ToGrade are the grades of a school, 0 for förskoleklass.
	FromGrade int `yaml:"from_grade"`
	ToGrade   int `yaml:"to_grade"`
}

// Officer is one of the staff. A municipality with a directory of its own takes names and grants from there at login instead.
type Officer struct {
	ID identity.PersonID `yaml:"id"`
	// Login is what the staff directory calls the officer when they log in; the id where empty.
	Login string `yaml:"login"`
	// PersonalNumber, twelve digits, tells who the officer is in the population register, so that they are kept from what concerns themself or somebody near to
	// them (jäv, FL 16 §). It may be left out, and is empty once it has been read: Number has it, masked in print, or Sealed, where the file has it encrypted with
	// the installation's key, after the word "sealed:".
	PersonalNumber string          `yaml:"personal_number"`
	Number         identity.Number `yaml:"-"`
	Sealed         string          `yaml:"-"`
	Name           string          `yaml:"name"`
	Title          locale.Text     `yaml:"title"`
	Email          string          `yaml:"email"`
	Grants         []Grant         `yaml:"grants"`
	// Administrator may configure the installation; such an account reads no cases.
	Administrator bool `yaml:"administrator"`
}

// Grant is a role on a board, as identity.Grant.
type Grant struct {
	Board     identity.BoardID `yaml:"board"`
	Role      Role             `yaml:"role"`
	Secrecy   bool             `yaml:"secrecy"`
	Protected bool             `yaml:"protected"`
}

// Role is an identity.Role as files name it.
type Role string

// Values lists what a file may say.
func (Role) Values() []string {
	return []string{string(identity.Registrar), string(identity.CaseOfficer), string(identity.DecisionMaker), string(identity.Reader)}
}

// Accessibility is what is known not to work yet, and when that was last looked at.
type Accessibility struct {
	Updated civil.Date    `yaml:"updated"`
	Faults  []locale.Text `yaml:"faults"`
	Email   string        `yaml:"email"`
}

// Court is a court or an authority that tries appeals.
type Court struct {
	Name  locale.Text `yaml:"name"`
	Post  string      `yaml:"post"`
	Email string      `yaml:"email"`
}

// Privacy names the data protection officer, whom every public authority must have (GDPR article 37.1 a) and tell of (article 13.1 b).
type Privacy struct {
	Officer locale.Text `yaml:"officer"`
	Email   string      `yaml:"email"`
	Phone   string      `yaml:"phone"`
}

// Brand is the municipality's colour, #rrggbb, and the names of its logotypes in the brand folder.
type Brand struct {
	Colour   string `yaml:"colour"`
	Logo     string `yaml:"logo"`
	LogoDark string `yaml:"logo_dark"`
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

// Board returns a board by its code, nil where there is none.
func (m *Municipality) Board(code identity.BoardID) *Board {
	for i := range m.Boards {
		if m.Boards[i].Code == code {
			return &m.Boards[i]
		}
	}
	return nil
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
