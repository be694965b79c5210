package identity

import (
	"fmt"
	"slices"

	"forvag/internal/fault"
)

// LoginNeeded is the cause of a refusal that a login, or a stronger one, may turn into a yes. Ask with errors.AsType.
type LoginNeeded struct {
	// Level is the lowest assurance that helps.
	Level Assurance
}

func (e LoginNeeded) Error() string { return fmt.Sprintf("login at level %d needed", e.Level) }

type actions []Action

// partyMay is what each capacity gives in a case.
var partyMay = map[PartyRole]actions{
	Applicant:  {ReadCase, ReadDocument, ReadSecret, SeeReaders, Answer, Reply, Withdraw, Appeal, RequestDecision, Message, AddDocument, ConfirmAgent},
	Child:      {ReadCase, ReadDocument, ReadSecret, SeeReaders, Appeal, Message},
	Guardian:   {ReadCase, ReadDocument, ReadSecret, SeeReaders, Answer, Reply, State, Withdraw, Appeal, RequestDecision, Message, AddDocument},
	Informed:   {ReadCase, ReadDocument, SeeReaders, State, Appeal, Message},
	CoGuardian: {ReadCase, ReadDocument, SeeReaders, State, Appeal, RequestDecision, Message, AddDocument},
	Agent:      {ReadCase, ReadDocument, ReadSecret, SeeReaders, Answer, Reply, Withdraw, Appeal, RequestDecision, Message, AddDocument},
	Sender:     senderMay,
	// Only what their receipt said, and why they are not accepted.
	RefusedAgent: {ReadCase},
	Neighbour:    {ReadCase, ReadDocument, Appeal, Message, AddDocument},
	Follower:     {ReadCase},
}

// codeMay is what a code gives in its anonymous case.
var codeMay = actions{ReadCase, ReadDocument, SeeReaders, Answer, Reply, Withdraw, Message, AddDocument}

// senderMay is what whoever sent a case for somebody else may do by their own word alone: with a code, or as an agent whom nobody has confirmed. What they
// see is what they sent, what they are asked for, and where the case stands; the same whoever the applicant is, so that it tells nothing of them.
var senderMay = actions{ReadCase, ReadDocument, Reply, Message, AddDocument}

// roleMay is what each role gives on its board.
var roleMay = map[Role]actions{
	Reader: {ListDesk, Search, SeeRules, ReadCase, ReadDocument, ReadSecret},
	Registrar: {ListDesk, Search, MendLinks, PostNotice, SeeQuestions, SeeRules, WriteArticle, PublishArticle, ReadCase, ReadDocument, ReadSecret, ReadInternal, SeeReaders,
		Register, Assign, Move, Note, AddDocument, Message},
	CaseOfficer: {ListDesk, Search, MendLinks, PostNotice, SeeQuestions, SeeRules, WriteArticle, HandleReview, ReadCase, ReadDocument, ReadSecret, ReadInternal, SeeReaders,
		Register, Assign, Move, Note, AddDocument, Message, ConfirmAgent, RequestCompletion, Notice, Close},
	DecisionMaker: {ListDesk, Search, MendLinks, PostNotice, SeeQuestions, SeeRules, SwitchRule, WriteArticle, PublishArticle, HandleReview, ReadCase, ReadDocument,
		ReadSecret, ReadInternal, SeeReaders, Assign, Note, AddDocument, Message, ConfirmAgent, RequestCompletion, Notice, Decide},
}

// systemMay is what the program does by itself. It reads to carry a case forward, and no drafts.
var systemMay = actions{Submit, ReadCase, ReadDocument, ReadSecret, ReadInternal, Assign, Move, RequestCompletion, Note, Message, AddDocument,
	Decide, Notice, Close, Verify}

// asked says about which kinds of object an action can be asked. What is in no list is asked about cases and their documents.
var asked = map[ObjectKind]actions{
	ServiceObject:      {Submit, Register},
	DraftObject:        {ReadDraft, EditDraft},
	DeskObject:         {ListDesk, Search, MendLinks, PostNotice, SeeQuestions, SeeRules, SwitchRule, WriteArticle, PublishArticle, HandleReview},
	ReviewObject:       {HandleReview},
	InstallationObject: {Administer, Verify},
}

// about says whether a can be asked about an object of this kind.
func (a Action) about(kind ObjectKind) bool {
	if kind != CaseObject && kind != DocumentObject {
		return asked[kind].include(a)
	}
	for _, others := range asked {
		if others.include(a) {
			return false
		}
	}
	return true
}

func (may actions) include(a Action) bool { return slices.Contains(may, a) }

// Allow answers whether p may do a to o: nil, or a fault.
//
// It is fault.NotFound where p may not even know that o exists: what belongs to others answers like what does not exist. It is fault.Forbidden
// where p may know of it but not do this, with LoginNeeded as its cause where a login would help. Nobody gets the same answer whether a thing exists
// or not, so it tells nothing.
func Allow(p Principal, a Action, o Object) error {
	if !a.about(o.Kind) {
		return hide(o)
	}
	switch p.Kind {
	case Resident:
		return allowResident(p, a, o)
	case Officer:
		return allowOfficer(p, a, o)
	case Administrator:
		if o.Kind == InstallationObject {
			return nil
		}
		return hide(o)
	case System:
		if systemMay.include(a) {
			return nil
		}
		return hide(o)
	case CodeHolder:
		if a == Submit {
			return allowNobody(a, o)
		}
		return allowCode(p, a, o)
	default:
		return allowNobody(a, o)
	}
}

func allowNobody(a Action, o Object) error {
	if a == Submit && o.MinAssurance == AssuranceNone {
		return nil
	}
	return fault.New(fault.Forbidden, "access.login").Because(LoginNeeded{max(o.MinAssurance, AssuranceLow)})
}

func allowResident(p Principal, a Action, o Object) error {
	switch o.Kind {
	case ServiceObject:
		if a != Submit {
			return hide(o)
		}
		return assured(p, o)
	case DraftObject:
		if p.Actor != "" && o.Owner == p.Actor {
			return nil
		}
		return hide(o)
	case CaseObject, DocumentObject:
		return allowParty(p, a, o)
	default:
		return hide(o)
	}
}

// allowParty answers for a resident about a case: by the capacity that gives most, or by a code.
func allowParty(p Principal, a Action, o Object) error {
	roles := standing(p, o)
	if len(roles) == 0 {
		if a == Claim && !p.Follows && p.CaseID != "" && p.CaseID == o.CaseID && len(o.Parties) == 0 {
			return nil
		}
		return allowCode(p, a, o)
	}
	if o.Internal || o.Withheld {
		return hide(o)
	}
	if err := assured(p, o); err != nil {
		return err
	}
	if slices.ContainsFunc(roles, func(r PartyRole) bool { return partyMay[r].include(a) }) {
		return nil
	}
	switch {
	case partyMay[Agent].include(a) && slices.Contains(roles, Sender):
		return fault.New(fault.Forbidden, "access.sender")
	case partyMay[Agent].include(a) && slices.Contains(roles, RefusedAgent):
		return fault.New(fault.Forbidden, "access.refused_agent")
	case partyMay[Applicant].include(a):
		return fault.New(fault.Forbidden, "access.informed")
	default:
		return fault.New(fault.Forbidden, "access.forbidden")
	}
}

// standing returns the capacities in which p has access to o today. Where a protected identity is at stake, only who is a party in their own
// name counts: neither the other guardian nor who acts for somebody. The applicant's agent counts by what the authority has confirmed, and an organisation
// that is one does so by its signatories: their access must not tell whether the applicant is protected.
func standing(p Principal, o Object) []PartyRole {
	mandate := p.Acting()
	var roles []PartyRole
	for _, r := range o.Parties {
		if ended(r.Until, p.On) {
			continue
		}
		own := r.Person != "" && r.Person == p.Actor
		acting := (r.Person != "" && r.Person == mandate.Person) || (r.Org != "" && r.Org == mandate.Org)
		if o.Protected && (!own || r.Role == Informed || r.Role == CoGuardian) && !r.Role.ActsForOther() {
			continue
		}
		if own || acting {
			roles = append(roles, r.Role)
		}
	}
	return roles
}

// allowCode answers for who holds the code of an anonymous case. Once somebody answers for the case in their own name, or says that they sent it, the
// code opens nothing; but for whom it was sent for is not who sent it.
func allowCode(p Principal, a Action, o Object) error {
	if p.Follows {
		return allowFollower(p, a, o)
	}
	if slices.ContainsFunc(o.Parties, func(r PartyRef) bool {
		return r.Role.ActsForOther() || partyMay[r.Role].include(Withdraw) && !(o.SentFor && r.Role == Applicant)
	}) {
		return hide(o)
	}
	may := codeMay
	if o.SentFor {
		may = senderMay
	}
	if p.CaseID == "" || p.CaseID != o.CaseID || o.MinAssurance > AssuranceNone || o.Internal || o.Withheld ||
		(o.Kind != CaseObject && o.Kind != DocumentObject) {
		return hide(o)
	}
	if !may.include(a) {
		return fault.New(fault.Forbidden, "access.login").Because(LoginNeeded{AssuranceLow})
	}
	return nil
}

// allowFollower answers for who holds a code to follow somebody else's report by: where the case stands, for as long as anybody may know of it.
func allowFollower(p Principal, a Action, o Object) error {
	switch {
	case p.CaseID == "" || p.CaseID != o.CaseID || o.Kind != CaseObject || o.MinAssurance > AssuranceNone || o.Secret || o.Protected || o.Internal:
		return hide(o)
	case partyMay[Follower].include(a):
		return nil
	default:
		return fault.New(fault.Forbidden, "access.forbidden")
	}
}

func assured(p Principal, o Object) error {
	if p.Assurance < o.MinAssurance {
		return fault.New(fault.Forbidden, "access.stronger_login").Because(LoginNeeded{o.MinAssurance})
	}
	return nil
}

func allowOfficer(p Principal, a Action, o Object) error {
	if o.Kind == DraftObject || o.Kind == InstallationObject {
		return hide(o)
	}
	grants := slices.DeleteFunc(slices.Clone(p.Grants), func(g Grant) bool {
		everyDesk := o.Kind == DeskObject && o.Board == ""
		return !everyDesk && g.Board != o.Board
	})
	if len(grants) == 0 {
		return hide(o)
	}
	if o.Protected { // first, since who has a protected identity may be near to an officer
		if grants = slices.DeleteFunc(grants, func(g Grant) bool { return !g.Protected }); len(grants) == 0 {
			return hide(o)
		}
	}
	if Concerned(p, o) {
		return fault.New(fault.Forbidden, "access.own_case")
	}
	if o.Secret || a == ReadSecret {
		if grants = slices.DeleteFunc(grants, func(g Grant) bool { return !g.Secrecy }); len(grants) == 0 {
			return fault.New(fault.Forbidden, "access.secrecy")
		}
	}
	if (o.Secret || o.Protected) && p.Assurance < AssuranceSubstantial {
		return fault.New(fault.Forbidden, "access.stronger_login").Because(LoginNeeded{AssuranceSubstantial})
	}
	if o.Internal && (a == ReadCase || a == ReadDocument || a == ReadSecret) {
		a = ReadInternal
	}
	if slices.ContainsFunc(grants, func(g Grant) bool { return roleMay[g.Role].include(a) }) {
		return nil
	}
	return fault.New(fault.Forbidden, "access.role")
}

// Concerned says whether a case is about an officer or somebody near to them: FL 16 §.
func Concerned(p Principal, o Object) bool {
	return slices.ContainsFunc(o.Parties, func(r PartyRef) bool {
		return r.Org != "" && slices.Contains(p.NearOrgs, r.Org) ||
			r.Person != "" && (r.Person == p.Actor || slices.Contains(p.Near, r.Person))
	})
}

// hide is the no to somebody who may not know: a thing with an id does not exist for them, a place that everybody knows of is closed.
func hide(o Object) error {
	switch o.Kind {
	case ServiceObject, DeskObject, InstallationObject:
		return fault.New(fault.Forbidden, "access.forbidden")
	default:
		return fault.New(fault.NotFound, "access.not_found")
	}
}
