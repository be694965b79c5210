package identity

import (
	"github.com/google/uuid"

	"forvag/internal/civil"
)

// PersonID is a person, opaque: it says nothing about them. Empty is nobody.
type PersonID string

// OrgID is a company or association, opaque. Empty is none.
type OrgID string

// BoardID is a board's (nämnd) code in the municipality's configuration, such as "BUN". A board is an authority of its own, and secrecy
// stands between boards: OSL 8:1–2. Empty is none.
type BoardID string

// NewID makes an id of anything: a UUIDv7, so that ids sort by when they were made.
func NewID() string { return uuid.Must(uuid.NewV7()).String() }

// NewPersonID makes an id that nobody has.
func NewPersonID() PersonID { return PersonID(NewID()) }

// NewOrgID makes an id that no organisation has.
func NewOrgID() OrgID { return OrgID(NewID()) }

// Kind is in what capacity a principal asks. One person may log in as a resident today and as an officer tomorrow, never as both at once.
type Kind string

// The kinds of principal.
const (
	// Nobody has not logged in. It is what the zero Principal is, too.
	Nobody Kind = "nobody"
	// Resident acts for themselves or for whom they represent.
	Resident Kind = "resident"
	// Officer works for one or several boards, as the grants say.
	Officer Kind = "officer"
	// Administrator configures the installation and reads no cases.
	Administrator Kind = "administrator"
	// System is the program itself: clocks, life events, automatic steps.
	System Kind = "system"
	// CodeHolder follows one anonymous case by its code.
	CodeHolder Kind = "code holder"
)

// Assurance is how surely somebody's identity is known, as the Swedish levels (tillitsnivåer) count.
type Assurance int

// The levels that are in use. 1 is not.
const (
	AssuranceNone        Assurance = 0
	AssuranceLow         Assurance = 2
	AssuranceSubstantial Assurance = 3 // BankID, Freja+
	AssuranceHigh        Assurance = 4
)

// Role is what an officer does for a board.
type Role string

// The roles (ärenderoller).
const (
	// Registrar (registrator) receives, registers and hands out cases.
	Registrar Role = "registrar"
	// CaseOfficer (handläggare) investigates, and carries a case from start to end.
	CaseOfficer Role = "case officer"
	// DecisionMaker (beslutsfattare) decides by delegation.
	DecisionMaker Role = "decision maker"
	// Reader sees cases and does nothing in them.
	Reader Role = "reader"
)

// Grant is one role on one board. Several grants on one board add up.
type Grant struct {
	Board BoardID
	Role  Role
	// Secrecy clears the role for the board's secret cases.
	Secrecy bool
	// Protected says that the officer is trained for people with protected identities (skyddade personuppgifter) and may see their cases.
	Protected bool
}

// Mandate is whom a resident acts for: a child, a person who appointed them, or an organisation whose signatory they are. The zero value is
// themselves.
type Mandate struct {
	Person PersonID
	Org    OrgID
	// Until is the first day on which the mandate no longer holds, such as the child's eighteenth birthday. Zero is without end.
	Until civil.Date
}

// IsZero says whether there is no mandate: somebody acts for themselves.
func (m Mandate) IsZero() bool { return m.Person == "" && m.Org == "" }

// Principal is somebody who asks to do something.
type Principal struct {
	Kind Kind
	// Actor is the person who does it; empty for Nobody, System and CodeHolder.
	Actor PersonID
	// For is whom a resident acts for, checked in the register when the principal was made.
	For Mandate
	// Assurance is how surely Actor is known.
	Assurance Assurance
	// Grants are an officer's roles.
	Grants []Grant
	// Near are an officer's own person in the register, those they live with, their children and guardians, and NearOrgs the organisations that one of
	// them signs or has signed for: what concerns them is not the officer's to handle (jäv, FL 16 §).
	Near     []PersonID
	NearOrgs []OrgID
	// CaseID is the case whose code was shown: by a CodeHolder, or by a Resident who wants to claim it.
	CaseID string
	// Follows says that the code was one to follow somebody else's report by, and CaseID a case that the code tells the state of and nothing more.
	Follows bool
	// On is the legal day of the question. Without it, nothing that ends on a day is allowed.
	On civil.Date
}

// Acting returns the mandate if it holds on the day, otherwise the zero Mandate.
func (p Principal) Acting() Mandate {
	if p.Kind != Resident || ended(p.For.Until, p.On) {
		return Mandate{}
	}
	return p.For
}

// ended says whether a day from which something no longer holds has come. An unknown today counts as come.
func ended(until, on civil.Date) bool {
	return !until.IsZero() && (on.IsZero() || !on.Before(until))
}

// Boards returns the boards on which an officer has a grant, in the order of the grants and each once.
func (p Principal) Boards() []BoardID {
	if p.Kind != Officer {
		return nil
	}
	var boards []BoardID
	seen := map[BoardID]bool{}
	for _, g := range p.Grants {
		if !seen[g.Board] {
			boards = append(boards, g.Board)
		}
		seen[g.Board] = true
	}
	return boards
}
