package casework

import (
	"slices"

	"forvag/internal/fault"
	"forvag/internal/identity"
)

// object is what identity.Allow needs to know of a case.
func (f *File) object() identity.Object {
	o := identity.Object{Kind: identity.CaseObject, Board: f.Case.Board, CaseID: string(f.Case.ID), MinAssurance: f.Case.Assurance,
		Secret: !f.Case.Secrecy.IsOpen(), Protected: f.Case.Protected, SentFor: f.sentFor}
	for _, p := range f.Parties {
		o.Parties = append(o.Parties, identity.PartyRef{Person: p.Person, Org: p.Org, Role: p.Role, Until: p.Until})
	}
	return o
}

// document is the object that a document in the case is.
func (f *File) document(d Document) identity.Object {
	o := f.object()
	o.Kind = identity.DocumentObject
	o.Secret = o.Secret || !d.Secrecy.IsOpen()
	o.Withheld = d.Withheld
	o.Internal = d.Audience == Internal
	return o
}

// allowMove is the one place where a move meets identity.Allow: by the action that the table names for the kind of principal.
func allowMove(p identity.Principal, m move, f *File) error {
	action := m.party
	switch p.Kind {
	case identity.Officer, identity.System:
		action = m.officer
	}
	if action == "" {
		// Whoever may not even read learns nothing.
		if err := identity.Allow(p, identity.ReadCase, f.object()); err != nil {
			return err
		}
		return fault.New(fault.Forbidden, "access.forbidden")
	}
	return identity.Allow(p, action, f.object())
}

// partyOf is the party that p acts as: the one who answers for the case first.
func (f *File) partyOf(p identity.Principal) string {
	found := ""
	for _, q := range f.Parties {
		if !q.is(p) {
			continue
		}
		if answersFor(q.Role) {
			return q.ID
		}
		if found == "" {
			found = q.ID
		}
	}
	if found == "" && f.opensBy(p) {
		return Anonymous
	}
	return found
}

// opensBy says whether p holds the follow code of the case, and it opens anything still: until somebody answers for the case in their own name.
func (f *File) opensBy(p identity.Principal) bool {
	return p.CaseID == string(f.Case.ID) && !p.Follows && !f.claimed()
}

// claimed says whether somebody answers for the case in their own name, or says that they sent it. Whom it was sent for is not who sent it.
func (f *File) claimed() bool {
	return slices.ContainsFunc(f.Parties, func(q Party) bool {
		return q.Role.ActsForOther() || answersFor(q.Role) && !(f.sentFor && q.Role == identity.Applicant)
	})
}

// shutOut says that a party sent the case for somebody else and may not see into it: nobody has confirmed that they are the applicant's agent.
func (q Party) shutOut() bool { return q.Role == identity.Sender || q.Role == identity.RefusedAgent }

// waitsFor says whether the case waits for p to answer: a request, or an offer.
func (f *File) waitsFor(p identity.Principal) bool {
	if f.opensBy(p) {
		r := f.OpenRequest()
		return r != nil && f.Asks(p, *r)
	}
	return slices.ContainsFunc(f.Parties, func(q Party) bool { return q.is(p) && f.waitsForParty(q) })
}

func (f *File) waitsForParty(q Party) bool {
	r := f.OpenRequest()
	return r != nil && f.asks(r, q) || f.OpenOffer() != nil && answersFor(q.Role)
}

// OnlySent says that p, who may read the case, sent it for somebody else and sees what they sent, and where the case stands; refused, that they are not
// accepted as agent and see not even that.
func (f *File) OnlySent(p identity.Principal) (only, refused bool) {
	if f.opensBy(p) {
		return f.sentFor, false
	}
	for _, q := range f.Parties {
		switch {
		case !q.is(p):
		case q.Role == identity.Sender:
			only = true
		case q.Role == identity.RefusedAgent:
			refused = true
		case q.Role != identity.Follower:
			return false, false
		}
	}
	return only, refused && !only
}

// is says whether p is this party, or acts for it, on the day of the principal.
func (q Party) is(p identity.Principal) bool {
	if !q.Until.IsZero() && !p.On.Before(q.Until) {
		return false
	}
	m := p.Acting()
	return q.Person != "" && (q.Person == p.Actor || q.Person == m.Person) || q.Org != "" && q.Org == m.Org
}

// reach is how much of the case p sees, given that they may read it.
func (f *File) reach(p identity.Principal) Audience {
	switch p.Kind {
	case identity.Officer, identity.System:
		if identity.Allow(p, identity.ReadInternal, f.object()) == nil {
			return Internal
		}
		return Applicants
	}
	widest := Everyone
	if f.opensBy(p) && !f.sentFor {
		widest = Applicants
	}
	for _, q := range f.Parties {
		if a := audienceOf(q.Role); q.is(p) && a.width() < widest.width() {
			widest = a
		}
	}
	return widest
}
