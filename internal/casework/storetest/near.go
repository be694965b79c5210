package storetest

import (
	"context"
	"testing"

	"forvag/internal/casework"
	"forvag/internal/fault"
	"forvag/internal/identity"
)

// kin is a register in which bo lives with saga, and dina signs for the club.
type kin struct{}

func (kin) Near(_ context.Context, officer identity.PersonID) ([]identity.PersonID, []identity.OrgID, error) {
	switch officer {
	case bo:
		return []identity.PersonID{bo, saga}, nil, nil
	case dina:
		return []identity.PersonID{dina}, []identity.OrgID{"club"}, nil
	default:
		return []identity.PersonID{officer}, nil, nil
	}
}

// near: nobody is given, decides or presents what concerns somebody near to them (jäv, FL 16–17 §§).
func near(t *testing.T, w *World) {
	w.Service = casework.New(casework.Config{Store: w.store, Types: types{}, Delegations: order{}, Staff: kin{}, Tokens: tokens, Now: w.Now})
	own := w.submit(application("saga's", "permit")).Case
	in := application("the club's", "permit")
	in.Parties = []casework.Party{{Org: "club", Role: identity.Applicant}}
	signatory := w.saga()
	signatory.For = identity.Mandate{Org: "club"}
	r, err := w.Submit(w.ctx, signatory, in)
	w.must(err)

	isKind(t, "given to whom the applicant lives with", w.Assign(w.ctx, w.ada(), w.ref(own), bo), fault.Invalid)
	w.must(w.Assign(w.ctx, w.ada(), w.ref(own), dina))
	isKind(t, "given to who signs for the applicant", w.Assign(w.ctx, w.ada(), w.ref(r.Case), dina), fault.Invalid)
	w.must(w.Assign(w.ctx, w.ada(), w.ref(r.Case), bo))

	grant := casework.NewDecision{Type: "merits", Outcome: casework.Granted, Rapporteur: dina}
	isKind(t, "presented by who signs for the applicant", w.Decide(w.ctx, w.officer(ada, identity.DecisionMaker), w.ref(r.Case), grant), fault.Invalid)
	grant.Rapporteur = ""
	p := signing(w.dina())
	ref := w.ref(r.Case)
	for what, err := range map[string]error{
		"decided":      w.Decide(w.ctx, p, ref, grant),
		"noted":        w.Note(w.ctx, p, r.Case, "x"),
		"written":      w.Message(w.ctx, p, r.Case, "", "", "x", nil),
		"asked for":    w.Request(w.ctx, p, ref, "x", w.today(), false),
		"given away":   w.Assign(w.ctx, p, ref, ada),
		"a delay told": w.Delay(w.ctx, p, ref, "x", w.today()),
	} {
		isKind(t, what+" by who signs for the applicant", err, fault.Forbidden)
	}
	rows, _, err := w.Desk(w.ctx, p, casework.DeskFilter{List: casework.ListAll})
	w.must(err)
	equal(t, "cases in the signatory's desk", len(rows), 1)
	_, err = w.Submit(w.ctx, signing(w.ada()), in)
	isKind(t, "registered by who signs for the applicant", err, fault.Forbidden)
	w.must(w.Decide(w.ctx, w.officer(ada, identity.DecisionMaker), ref, grant))
	w.sound()
}

// signing is an officer as signatory of the club.
func signing(p identity.Principal) identity.Principal {
	p.NearOrgs = []identity.OrgID{"club"}
	return p
}
