package casework

import (
	"time"

	"forvag/internal/civil"
	"forvag/internal/identity"
)

// Channel is how a case came in.
type Channel string

// The channels.
const (
	EService Channel = "eservice"
	Email    Channel = "email"
	Phone    Channel = "phone"
	Letter   Channel = "letter"
	Visit    Channel = "visit"
	API      Channel = "api"
	System   Channel = "system"
)

// Step is where in its handling a case is (processteg).
type Step string

// The steps, in order: aktualisera, utreda, besluta, hantera, verkställa, följa upp.
const (
	Initiate    Step = "initiate"
	Investigate Step = "investigate"
	Decide      Step = "decide"
	Arrange     Step = "arrange"
	CarryOut    Step = "carry_out"
	FollowUp    Step = "follow_up"
)

// Steps returns the steps in order.
func Steps() []Step { return []Step{Initiate, Investigate, Decide, Arrange, CarryOut, FollowUp} }

// before says whether s comes before other.
// Before says whether the step comes before another on a case's way.
func (s Step) Before(other Step) bool { return s.order() < other.order() }

func (s Step) order() int {
	for i, step := range Steps() {
		if s == step {
			return i
		}
	}
	return -1
}

// Status is what a resident sees of a case; derived from the file, never set.
type Status string

// The statuses.
const (
	StatusReceived       Status = "received"
	StatusInProgress     Status = "in_progress"
	StatusWaitingYou     Status = "waiting_for_you"
	StatusWaitingOther   Status = "waiting_for_other"
	StatusDecided        Status = "decided"
	StatusBeingDelivered Status = "being_delivered"
	StatusAppealed       Status = "appealed"
	StatusWithdrawn      Status = "withdrawn"
	StatusClosed         Status = "closed"
)

// Statuses returns every status.
func Statuses() []Status {
	return []Status{StatusReceived, StatusInProgress, StatusWaitingYou, StatusWaitingOther, StatusDecided, StatusBeingDelivered,
		StatusAppealed, StatusWithdrawn, StatusClosed}
}

// Place is a point in SWEREF 99 TM, whole metres.
type Place struct {
	North int `json:"n"`
	East  int `json:"e"`
	// Address is what people call it; empty where unknown.
	Address string `json:"address,omitempty"`
}

// Case (ärende) is the state that lists and searches need. It adds nothing to the events: Fold makes it from them, and verification compares.
type Case struct {
	ID CaseID
	// Version grows by one with every change.
	Version int64
	Diary   Diary
	Type    TypeRef
	Kind    Kind
	Channel Channel
	// Classification is the Klassa code.
	Classification string
	// Title is for those who handle the case; PublicTitle is what the public register shows (OSL 5:2) and holds nothing secret.
	Title, PublicTitle string
	Board              identity.BoardID
	Step               Step
	Status             Status
	// Assignee is the case officer (handläggare), empty where nobody has taken it.
	Assignee identity.PersonID
	Secrecy  Secrecy
	// Protected says that a party has protected personal data: only specially cleared officers see the case.
	Protected bool
	// Urgent says that what was answered brooks no delay, by the rules of the service. What it is stands in the answers alone.
	Urgent bool
	// Assurance is what the service demands of a resident's login.
	Assurance identity.Assurance
	// ReceivedAt is when the submission reached the municipality; Received its legal day (FL 22 §).
	ReceivedAt time.Time
	Received   civil.Date
	// Due is the end of the earliest running clock; zero where none runs.
	Due civil.Date
	// Closed is the day the case was closed; zero while it is open.
	Closed civil.Date
	// DisposeFrom is the first day on which the whole case may be disposed of; zero while open, or where anything in it is preserved. PartsFrom is the
	// first on which something in it may go before that; zero where nothing may.
	DisposeFrom, PartsFrom civil.Date
	// Disposed says that only the tombstone is left: number, type and times, and the chain's headers.
	Disposed bool
	// Lang is the language that the applicant chose, "sv" or "en".
	Lang string
	// Place is nil where the case is not about a point on the map.
	Place *Place
	// Seq is the last event's, and Head its hash.
	Seq  int
	Head Hash
	// ChangedAt is the instant of the last event that changed anything for who handles it: a reminder and a follower do not.
	ChangedAt time.Time
}

// Running says whether the case is handled still: neither closed, decided nor withdrawn.
func (c *Case) Running() bool {
	switch c.Status {
	case StatusReceived, StatusInProgress, StatusWaitingYou, StatusWaitingOther:
		return c.Step.Before(Arrange)
	default:
		return false
	}
}

// IsClosed says whether the case is closed.
func (c *Case) IsClosed() bool { return !c.Closed.IsZero() }

// Party is somebody whom a case concerns: a person or an organisation, never both. Somebody who reported without saying who they are is no
// party: they hold the case's follow code.
type Party struct {
	// ID names the party within the case, so that notices and messages can tell whom without saying who. Submit makes it.
	ID     string             `json:"id"`
	Person identity.PersonID  `json:"person,omitempty"`
	Org    identity.OrgID     `json:"org,omitempty"`
	Role   identity.PartyRole `json:"role"`
	// Until is the first day without access, such as the child's eighteenth birthday for a guardian (FB 9:1); zero for no end.
	Until civil.Date `json:"until,omitzero"`
	// Agency is what was last said of an agent's right; zero for other parties, and while nobody has said anything.
	Agency Agency `json:"-"`
}

// Anonymous is the party id of whoever holds the follow code of a case that was reported without login.
const Anonymous = "anonymous"

// holder names the one whose list of cases this party's row stands in.
func (p Party) holder() Holder {
	if p.Org != "" {
		return HolderOf("", p.Org)
	}
	return HolderOf(p.Person, "")
}

// answersFor says whether a capacity answers for a case: is asked for completions and may take it back.
func answersFor(r identity.PartyRole) bool {
	return r == identity.Applicant || r == identity.Guardian || r == identity.Agent
}

// audienceOf is what a capacity lets one see of what is not theirs alone.
func audienceOf(r identity.PartyRole) Audience {
	switch {
	case answersFor(r) || r == identity.Child:
		return Applicants
	case r == identity.Follower || r == identity.Sender || r == identity.RefusedAgent:
		return Everyone
	default:
		return Parties
	}
}
