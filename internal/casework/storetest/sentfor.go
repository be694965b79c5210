package storetest

import (
	"fmt"
	"testing"

	"forvag/internal/casework"
	"forvag/internal/fault"
	"forvag/internal/identity"
)

// sentFor: somebody sends a form for another, with a login or without. The applicant sees all of the case; the sender as much as they may.
func sentFor(t *testing.T, w *World) {
	t.Run("without login", func(t *testing.T) { sentByCode(t, w) })
	t.Run("as agent", func(t *testing.T) { sentByAgent(t, w, false) })
	t.Run("as agent of a protected person", func(t *testing.T) { sentByAgent(t, w, true) })
	w.sound()
}

// forSaga is a submission that names saga, whoever sends it.
func forSaga(key string, sender ...casework.Party) casework.Submission {
	in := application(key, "permit")
	in.Parties = append(sender, casework.Party{Person: saga, Role: identity.Applicant})
	in.Documents = []casework.NewDocument{{Filename: "power-of-attorney.pdf", Hash: "aa"}}
	return in
}

// investigated gives a case an officer's message and document, a request and a decision.
func (w *World) investigated(id casework.CaseID) {
	w.T.Helper()
	ada, dina := cleared(w.ada()), cleared(w.dina())
	w.must(w.Message(w.ctx, ada, id, "", "", "About your health", nil))
	w.must(w.AddDocument(w.ctx, ada, id, "", casework.DocumentEstablished, casework.Parties, []casework.NewDocument{{Filename: "inquiry.pdf", Hash: "bb"}}))
	w.must(w.Request(w.ctx, ada, w.ref(id), "A certificate", w.today(), false))
	w.Pass(1)
	w.must(w.Decide(w.ctx, dina, w.ref(id), casework.NewDecision{Type: "merits", Outcome: casework.Granted, Text: "Because of your health"}))
}

// sees is what a reader sees of a case, in numbers.
func (w *World) sees(p identity.Principal, id casework.CaseID) string {
	w.T.Helper()
	f, err := w.Case(w.ctx, p, id)
	if err != nil {
		return err.Error()
	}
	return fmt.Sprintf("documents %d, messages %d, requests %d, decisions %d, permits %d, parties %d, answers %v", len(f.Documents), len(f.Messages),
		len(f.Requests), len(f.Decisions), len(f.Permits), len(f.Parties), f.Answers != nil)
}

const (
	wholeCase = "documents 2, messages 1, requests 1, decisions 1, permits 1, parties %d, answers true"
	onlySent  = "documents 1, messages 0, requests 0, decisions 0, permits 0, parties %d, answers true"
)

func sentByCode(t *testing.T, w *World) {
	in := forSaga("a key of at least 128 bits")
	in.Anonymous = true
	nobody := identity.Principal{Kind: identity.Nobody, On: w.today()}
	r, err := w.Submit(w.ctx, nobody, in)
	w.must(err)
	holder, err := w.Follow(w.ctx, r.Code, w.today())
	w.must(err)
	w.investigated(r.Case)
	equal(t, "the applicant", w.sees(w.saga(), r.Case), fmt.Sprintf(wholeCase, 1))
	equal(t, "the code", w.sees(holder, r.Case), fmt.Sprintf(onlySent, 0))
	f, err := w.Case(w.ctx, holder, r.Case)
	w.must(err)
	doc := w.file(r.Case).Documents[1].ID
	_, err = w.Document(w.ctx, holder, r.Case, doc)
	isKind(t, "the code's download of the inquiry", err, fault.NotFound)
	equal(t, "may withdraw by code", f.May(holder, identity.Withdraw), false)
	isKind(t, "withdrawing by code", w.Withdraw(w.ctx, holder, r.Case, ""), fault.Forbidden)
	w.must(w.Message(w.ctx, holder, r.Case, "m", "", "She is worse", nil))
	equal(t, "the code's own messages", len(w.fileOf(holder, r.Case).Messages), 1)
	equal(t, "the permit's holder", w.file(r.Case).Permits[0].Holder, saga)
	_, err = w.Claim(w.ctx, w.saga(), r.Code)
	isKind(t, "for whom it was sent, with the code", err, fault.Forbidden)
	_, err = w.Claim(w.ctx, w.resident(kim), r.Code)
	w.must(err)
	equal(t, "the sender, logged in", w.file(r.Case).Parties[1].Role, identity.Agent)
	_, err = w.Follow(w.ctx, r.Code, w.today())
	isKind(t, "the code of a claimed case", err, fault.NotFound)
	_, err = w.Claim(w.ctx, w.resident(omar), r.Code)
	isKind(t, "claiming what is claimed", err, fault.NotFound)
}

func sentByAgent(t *testing.T, w *World, protected bool) {
	in := forSaga(fmt.Sprint("agent ", protected), casework.Party{Person: kim, Role: identity.Agent})
	in.Protected = protected
	r, err := w.Submit(w.ctx, w.resident(kim), in)
	w.must(err)
	w.investigated(r.Case)
	equal(t, "the applicant", w.sees(w.saga(), r.Case), fmt.Sprintf(wholeCase, 2))
	want, need := fmt.Sprintf(wholeCase, 2), casework.NeedDecision
	if protected {
		want, need = fmt.Sprintf(onlySent, 1), casework.NeedNothing
		isKind(t, "the agent takes it back", w.Withdraw(w.ctx, w.resident(kim), r.Case, ""), fault.Forbidden)
	}
	equal(t, "the agent", w.sees(w.resident(kim), r.Case), want)
	rows, err := w.Mine(w.ctx, w.resident(kim), casework.MineFilter{Query: r.Diary.String()})
	w.must(err)
	equal(t, "cases in the agent's list", len(rows), 1)
	equal(t, "what the agent's list asks for", rows[0].Needs, need)
	equal(t, "the permit's holder", w.file(r.Case).Permits[0].Holder, saga)
}
