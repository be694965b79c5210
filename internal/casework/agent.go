package casework

import (
	"context"
	"slices"

	"forvag/internal/civil"
	"forvag/internal/fault"
	"forvag/internal/identity"
)

// AgencyGround is what showed that somebody is the applicant's agent: FL 15 §.
type AgencyGround string

// The grounds: a written power of attorney, another document such as a court's decision on a guardian, an oral power of attorney that the applicant gave
// the authority, and the applicant's own word in the portal.
const (
	GroundAttorney  AgencyGround = "attorney"
	GroundDocument  AgencyGround = "document"
	GroundOral      AgencyGround = "oral"
	GroundApplicant AgencyGround = "applicant"
)

// AgencyGrounds returns the grounds that an officer can have.
func AgencyGrounds() []AgencyGround {
	return []AgencyGround{GroundAttorney, GroundDocument, GroundOral}
}

// Agency is what was last said of an agent's right to act for the applicant. Whether it holds is the party's role.
type Agency struct {
	// Party is the agent's id within the case.
	Party string `json:"party"`
	// Ground is what confirmed it; empty where it was refused.
	Ground AgencyGround `json:"ground,omitempty"`

	// Reason says why it was refused, to the agent and to the applicant; empty where the applicant said no.
	Reason string `json:"-"`
	// By is who said so, ByApplicant that it was the applicant, and On the day.
	By          identity.PersonID `json:"-"`
	ByApplicant bool              `json:"-"`
	On          civil.Date        `json:"-"`
}

// ConfirmAgent says that a party is the applicant's agent, who from then on sees the case and acts in it: an officer by what they have seen or heard, or the
// applicant, whose own word is ground enough. What the applicant has ended only they take up again.
func (s *Service) ConfirmAgent(ctx context.Context, p identity.Principal, ref Ref, party string, ground AgencyGround) error {
	if p.Kind != identity.Officer {
		ground = GroundApplicant
	}
	return s.do(ctx, p, ref, command{kind: AgentConfirmed, audience: Applicants, details: func(f *File) (Details, error) {
		if _, ok := f.Party(party); !ok {
			return Details{}, fault.New(fault.NotFound, "case.party_unknown")
		}
		if p.Kind == identity.Officer && !slices.Contains(AgencyGrounds(), ground) {
			return Details{}, fault.New(fault.Invalid, "case.agency_ground")
		}
		return Details{Agency: &Agency{Party: party, Ground: ground}}, nil
	}})
}

// RefuseAgent says that a party is not the applicant's agent, or is so no longer: an officer with a reason that both are told (FL 15 §), or the applicant,
// without one. The agent then sees no more than that they sent it in, and why.
func (s *Service) RefuseAgent(ctx context.Context, p identity.Principal, ref Ref, party, reason string) error {
	d := Details{Agency: &Agency{Party: party, ByApplicant: p.Kind != identity.Officer}, Reason: reason}
	return s.do(ctx, p, ref, command{kind: AgentRefused, audience: Applicants, details: func(f *File) (Details, error) {
		if _, ok := f.Party(party); !ok {
			return Details{}, fault.New(fault.NotFound, "case.party_unknown")
		}
		return d, nil
	}})
}

// agency changes the agent's role, and keeps by whom. What a refused agent was asked for is asked for no longer.
func (f *File) agency(e *Event) {
	said := *e.Details.Agency
	said.Reason, said.By, said.ByApplicant, said.On = e.Details.Reason, e.Actor, e.ActorKind == ByParty, e.day()
	i := slices.IndexFunc(f.Parties, func(q Party) bool { return q.ID == said.Party })
	f.Parties[i].Agency, f.Parties[i].Role = said, identity.Agent
	if e.Kind == AgentConfirmed {
		return
	}
	f.Parties[i].Role = identity.RefusedAgent
	if r := f.OpenRequest(); r != nil && r.Party == said.Party {
		r.Withdrawn = said.On
	}
}

// likelyAgency is about the first party in one of the capacities that it can be about.
func (f *File) likelyAgency(roles ...identity.PartyRole) *Agency {
	for _, q := range f.In(roles...) {
		if !q.Agency.ByApplicant || q.Role != identity.RefusedAgent {
			return &Agency{Party: q.ID}
		}
	}
	return &Agency{}
}

// In returns the parties in any of the capacities.
func (f *File) In(roles ...identity.PartyRole) []Party {
	return keep(f.Parties, func(q Party) bool { return slices.Contains(roles, q.Role) })
}

// agentUnconfirmed: nobody confirms twice, nor what was never claimed, nor, but the applicant themself, what the applicant has ended.
func agentUnconfirmed(f *File, d *Details, _ civil.Date) error {
	q, _ := f.Party(d.Agency.Party)
	if q.Role == identity.RefusedAgent && q.Agency.ByApplicant && d.Agency.Ground != GroundApplicant {
		return illegal("case.agency_ended")
	}
	return unless(q.Role == identity.Sender || q.Role == identity.RefusedAgent, "case.agency_confirmed")
}

func agentUnrefused(f *File, d *Details, _ civil.Date) error {
	q, _ := f.Party(d.Agency.Party)
	return unless(q.Role == identity.Sender || q.Role == identity.Agent, "case.agency_refused")
}

// reasonToRefuse: the applicant needs none.
func reasonToRefuse(f *File, d *Details, on civil.Date) error {
	if d.Agency.ByApplicant {
		return nil
	}
	return reason(f, d, on)
}

// between is the party that an event went between and the authority alone; empty for what is no one party's.
func (f *File) between(e *Event) string {
	d := &e.Details
	switch {
	case d.Message != nil:
		return d.Message.Party
	case d.Agency != nil:
		return d.Agency.Party
	case d.Reminder != nil:
		return d.Reminder.Party
	case e.Kind == Submitted && f.sentFor:
		return Anonymous
	case e.Kind == Submitted && d.Opening != nil && len(d.Opening.Parties) > 0:
		return d.Opening.Parties[0].ID
	case e.Kind == Claimed:
		return d.Party.ID
	case d.Request != nil:
		if i := slices.IndexFunc(f.Requests, func(r Request) bool { return r.ID == d.Request.ID }); i >= 0 {
			return f.Requests[i].Party
		}
	case e.Kind == DocumentAdded && len(d.Documents) > 0:
		return d.Documents[0].Party
	}
	return ""
}

// own says whether what went between the authority and a party, named by id, was this party's: who claimed a case has sent what its code has.
func (f *File) own(q Party, party string) bool {
	return party != "" && (party == q.ID || party == Anonymous && q.ID == f.claimer)
}

// hears says whether a party sees an event. Of guardians who answer each for themself, neither hears what the other writes. Who was refused as agent sees that they sent it, and that they were refused.
func (f *File) hears(q Party, e *Event) bool {
	mine := f.own(q, f.between(e))
	if q.Role == identity.RefusedAgent {
		return mine && onReceipt(e.Kind)
	}
	if e.Details.Message != nil && !f.StateUntil.IsZero() && f.between(e) != "" {
		return mine
	}
	return mine || e.Audience.reaches(audienceOf(q.Role))
}

func onReceipt(k EventKind) bool { return k == Submitted || k == Claimed || k == AgentRefused }
