package identity

import "forvag/internal/civil"

// Action is what somebody wants to do.
type Action string

// The actions. Those on a case are also asked about its documents, messages and streams.
const (
	// On a service.
	Submit   Action = "submit"
	Register Action = "register" // an officer submits what came by letter, phone or visit

	// On a draft.
	ReadDraft Action = "read draft"
	EditDraft Action = "edit draft"

	// On a board's desk, or on all boards' where Board is empty.
	ListDesk  Action = "list desk"
	Search    Action = "search"
	MendLinks Action = "mend links" // look after links that residents say are dead
	// PostNotice puts something on the notice board in a board's name (KL 8:10), and takes it down.
	PostNotice Action = "post notice"
	// SeeQuestions reads what residents ask the assistant, WriteArticle drafts what it answers by, and PublishArticle makes a draft of the board's the text that
	// residents read.
	SeeQuestions   Action = "see questions"
	WriteArticle   Action = "write article"
	PublishArticle Action = "publish article"
	// HandleReview sees to what life events have left to a trained officer, since a protected identity is near.
	HandleReview Action = "handle review"
	// SeeRules reads a board's rules of life events and what they have come to, in numbers, and SwitchRule switches them on and off.
	SeeRules   Action = "see rules"
	SwitchRule Action = "switch rule"

	// On a case, reading.
	ReadCase     Action = "read case"
	ReadDocument Action = "read document"
	ReadSecret   Action = "read secret parts"
	ReadInternal Action = "read internal" // notes, working material, the recommendation before the decision
	SeeReaders   Action = "see readers"

	// On a case, as a party.
	Answer          Action = "answer" // a request for completion, or an offer
	Reply           Action = "reply"  // to a request that is put to oneself alone
	Withdraw        Action = "withdraw"
	Appeal          Action = "appeal"
	RequestDecision Action = "request decision" // FL 12 §
	State           Action = "state"            // answer the form for oneself, beside the child's other guardian
	Claim           Action = "claim"            // tie an anonymous case to oneself by its code

	// On a case, as a party or an officer.
	Message      Action = "message"
	AddDocument  Action = "add document"
	ConfirmAgent Action = "confirm agent" // that somebody acts for the applicant, or does not: FL 15 §

	// On a case, as an officer.
	Assign            Action = "assign"
	Move              Action = "move" // to another step, board or case type
	RequestCompletion Action = "request completion"
	Note              Action = "note"
	Decide            Action = "decide"
	Notice            Action = "notice" // inform parties of a decision: FL 33 §
	Close             Action = "close"

	// On the installation.
	Administer Action = "administer"
	Verify     Action = "verify"
)

// ObjectKind is what sort of thing is asked about.
type ObjectKind string

// The kinds of object.
const (
	ServiceObject      ObjectKind = "service"
	DraftObject        ObjectKind = "draft"
	DeskObject         ObjectKind = "desk"
	CaseObject         ObjectKind = "case"     // and its events, messages, decisions and streams
	DocumentObject     ObjectKind = "document" // and its file
	InstallationObject ObjectKind = "installation"
	// ReviewObject is one of the things that life events have left to a trained officer; it is Protected.
	ReviewObject ObjectKind = "review"
)

// PartyRole is in what capacity somebody has access to a case.
type PartyRole string

// The capacities.
const (
	// Applicant (sökande) opened the case or is the one it was opened for.
	Applicant PartyRole = "applicant"
	// Child is whom a guardian's case is about.
	Child PartyRole = "child"
	// Guardian (vårdnadshavare) applied for their child.
	Guardian PartyRole = "guardian"
	// Informed is the other guardian, who is told and asked nothing.
	Informed PartyRole = "informed"
	// CoGuardian is the other guardian who has answered for themself, in the case that the first one opened.
	CoGuardian PartyRole = "co_guardian"
	// Agent (ombud) acts for the applicant by a right that the authority, or the applicant, has confirmed: FL 14–15 §§.
	Agent PartyRole = "agent"
	// Sender says that they are the applicant's agent, and nobody has confirmed it.
	Sender PartyRole = "sender"
	// RefusedAgent was not accepted as the applicant's agent, or is so no longer.
	RefusedAgent PartyRole = "refused_agent"
	// Neighbour (berörd granne) is heard and may appeal.
	Neighbour PartyRole = "neighbour"
	// Follower reported the same thing as somebody else and follows that case: sees what holds nothing about a person.
	Follower PartyRole = "follower"
)

// ActsForOther says whether the capacity is that of the applicant's agent: confirmed, not yet, or no longer.
func (r PartyRole) ActsForOther() bool { return r == Agent || r == Sender || r == RefusedAgent }

// PartyRef is one who has access to a case as a party: a person or an organisation, never both.
type PartyRef struct {
	Person PersonID
	Org    OrgID
	Role   PartyRole
	// Until is the first day without access: for a guardian, the child's eighteenth birthday (FB 9:1). Zero is without end.
	Until civil.Date
}

// Object is what an action is about, with all that the answer depends on.
type Object struct {
	Kind  ObjectKind
	Board BoardID
	// CaseID is the case that the object is or belongs to.
	CaseID string
	// MinAssurance is what the service demands of a resident.
	MinAssurance Assurance
	// Secret says that the case, or this part of it, is kept secret from officers who are not cleared.
	Secret bool
	// Protected says that a party, or somebody who lives with one, has a protected identity.
	Protected bool
	// SentFor says that whoever sent the case did so for somebody else, without login: its code goes on opening what they sent.
	SentFor bool
	// Withheld keeps this part of the case from the parties as well: OSL 10:3.
	Withheld bool
	// Internal is working material, a note or another thing that is not part of what parties see.
	Internal bool
	// Parties have access to the case. No officer handles a case whose party is near to them (jäv, FL 16–18 §§).
	Parties []PartyRef
	// Owner is who writes a draft.
	Owner PersonID
}
