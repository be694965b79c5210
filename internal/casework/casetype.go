package casework

import (
	"context"

	"forvag/internal/civil"
	"forvag/internal/identity"
)

// Kind is what a case is about in form: the seven kinds that municipal case handling tells apart.
type Kind string

// The kinds: anmälan, ansökan, begäran, beställning, förfrågan, förslag, tillsyn.
const (
	Report      Kind = "report"
	Application Kind = "application"
	KindRequest Kind = "request"
	Order       Kind = "order"
	Enquiry     Kind = "enquiry"
	Proposal    Kind = "proposal"
	Supervision Kind = "supervision"
)

// Strength is how hard a secrecy provision presses (skaderekvisit).
type Strength string

// The strengths: openness presumed (rakt), secrecy presumed (omvänt), and no test of harm at all (absolut). The empty strength is no secrecy.
const (
	Open     Strength = ""
	Straight Strength = "rakt"
	Reversed Strength = "omvant"
	Absolute Strength = "absolut"
)

// Secrecy is a reminder that a provision of OSL may apply (sekretessmarkering, OSL 5:5). The zero value is open. The mark decides nothing: each
// request for the document is tried anew.
type Secrecy struct {
	// Law is the provision, "OSL 26:1".
	Law      string   `json:"law,omitempty"`
	Strength Strength `json:"strength,omitempty"`
}

// IsOpen says whether there is no mark.
func (s Secrecy) IsOpen() bool { return s == Secrecy{} }

// ClockStart is the day that a time limit counts from.
type ClockStart string

// The starts: the day the case came in, the day it was complete (FL 20 §, PBL 9:99), the day of the decision, the day the case was closed, and
// the day that a party demanded a decision (FL 12 §).
const (
	FromReceived ClockStart = "received"
	FromComplete ClockStart = "complete"
	FromDecided  ClockStart = "decided"
	FromClosed   ClockStart = "closed"
	FromDemanded ClockStart = "demanded"
)

// ClockRule is a time limit that cases of a type have.
type ClockRule struct {
	// ID names the clock within the type.
	ID    string     `json:"id"`
	Start ClockStart `json:"start"`
	// Length is counted by civil.Deadline.
	Length civil.Period `json:"length"`
	// Extension is how much longer it may become once, with reasons that the parties see; zero where it may not.
	Extension civil.Period `json:"extension"`
	// AskWithin is for FromComplete: only a completion asked for within so many days after the case came in moves the start (PBL 9:99);
	// 0 means that every completion does.
	AskWithin int `json:"askWithin,omitempty"`
	// AtOffer stops the clock at the first offer of a place, where that comes before the decision (skollagen 8:14).
	AtOffer bool `json:"atOffer,omitempty"`
	// Pauses stops the clock while the case waits for a party. It is for promises: what the law gives runs as the law says.
	Pauses bool `json:"pauses,omitempty"`
	// Granted is for FromDecided: only what was granted is to be carried out, and starts the clock.
	Granted bool `json:"granted,omitempty"`
	// Remind is how many working days before its end an officer is reminded; 0 leaves that to the municipality (Reminding.Clock).
	Remind int `json:"remind,omitempty"`
	// Law is the provision, empty for a promise.
	Law string `json:"law,omitempty"`
	// Promise marks the municipality's own promise of service.
	Promise bool `json:"promise,omitempty"`
}

// AppealKind is how a decision is appealed (överklagandetyp). It stands on the decision, not on the service.
type AppealKind string

// The kinds: on the merits to the administrative court (förvaltningsbesvär, FL 40 §); a review of legality (laglighetsprövning, KL 13 kap.); to
// the county administrative board under the Planning and Building Act (PBL 13:3); to the Swedish National Board of Appeal for Education (ÖKN);
// and not at all.
const (
	Merits       AppealKind = "forvaltningsbesvar"
	Legality     AppealKind = "laglighetsprovning"
	Planning     AppealKind = "pbl"
	School       AppealKind = "okn"
	Unappealable AppealKind = "none"
)

// MayBeAutomatic says whether a board may let an automated function decide: never what is open to laglighetsprövning or to no appeal
// (KL 6:38 second paragraph).
func (k AppealKind) MayBeAutomatic() bool { return k == Merits || k == Planning || k == School }

// Appealable says whether there is any appeal.
func (k AppealKind) Appealable() bool { return k.MayBeAutomatic() || k == Legality }

// DecisionType is a kind of decision that cases of a type can end in.
type DecisionType struct {
	// ID names it within the case type; two tracks with different appeals are two types.
	ID     string
	Appeal AppealKind
	// Automatic is the reference in the board's delegation order by which an automated function may grant; empty where a person decides.
	Automatic string
	// Meeting says that the board itself decides, at a meeting: nobody decides for it, and who sends out its decisions writes down what was decided.
	Meeting bool
	// Gives says that a grant names what it gives, such as which school.
	Gives bool
}

// CaseType (ärendetyp) is what the core needs to know of an e-service: the version of its file that Hash names.
type CaseType struct {
	ID, Hash string
	Kind     Kind
	// Board is the code of the board (nämnd) that owns the case, the first part of its diary number.
	Board identity.BoardID
	// Assurance is what the service demands of a resident's login.
	Assurance identity.Assurance
	// Classification is the code in the municipality's scheme (Klassa).
	Classification string
	// Title is the plain name, in Swedish, for registers.
	Title     string
	Secrecy   Secrecy
	Clocks    []ClockRule
	Decisions []DecisionType
	// Booking says that cases of the type may be about a time.
	Booking bool
	// NeedsDecision says that a case is not closed without one.
	NeedsDecision bool
	// Retention is how long each kind of record is kept (gallring); without any, everything is preserved.
	Retention []Keep
	// PermitKind names the permit that a granting decision leaves; empty where it leaves none. PermitMonths is its longest validity, 0 for
	// no end.
	PermitKind   string
	PermitMonths int
	// PermitFinal says that the permit runs from the day on which the decision gains legal force (laga kraft), and what it permits must be begun within
	// PermitStartMonths from then, 0 for no such limit (PBL 9 kap.).
	PermitFinal       bool
	PermitStartMonths int
	// Queue is nil where cases of the type stand in no queue.
	Queue *QueueRule
	// PublicPlace says that reports of this type may be shown to others near the place, as type, place and state alone.
	PublicPlace bool
}

// Decision finds a kind of decision by id.
func (t CaseType) Decision(id string) (DecisionType, bool) {
	for _, d := range t.Decisions {
		if d.ID == id {
			return d, true
		}
	}
	return DecisionType{}, false
}

// legalityOnly says whether the case is one whose decisions only laglighetsprövning reaches, so that most of FL does not apply (FL 2 §).
func (t CaseType) legalityOnly() bool {
	for _, d := range t.Decisions {
		if d.Appeal.MayBeAutomatic() {
			return false
		}
	}
	return len(t.Decisions) > 0
}

// TypeRef points at the version of a case type.
type TypeRef struct {
	ID   string `json:"id"`
	Hash string `json:"hash"`
}

// Types is where the core finds case types.
type Types interface {
	// CaseType returns the type's version that hash names, or the current one where hash is empty; fault.NotFound where there is none.
	CaseType(ctx context.Context, id, hash string) (CaseType, error)
}

// Delegations is a municipality's delegation order (delegationsordning, KL 6:37–40 and 7:5–8).
type Delegations interface {
	// Officer returns the reference by which the board lets its case officers make such decisions; empty where only decision makers may.
	Officer(board identity.BoardID, caseType, decisionType string) string
}
