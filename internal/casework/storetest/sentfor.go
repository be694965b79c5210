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
	t.Run("as agent of somebody unknown", func(t *testing.T) { sentForNobody(t, w) })
	t.Run("by an organisation", func(t *testing.T) { sentByOrganisation(t, w) })
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
	equal(t, "the sender, logged in", w.file(r.Case).Parties[1].Role, identity.Sender)
	equal(t, "what they see then", w.sees(w.resident(kim), r.Case), "documents 1, messages 1, requests 0, decisions 0, permits 0, parties 1, answers true")
	_, err = w.Follow(w.ctx, r.Code, w.today())
	isKind(t, "the code of a claimed case", err, fault.NotFound)
	_, err = w.Claim(w.ctx, w.resident(omar), r.Code)
	isKind(t, "claiming what is claimed", err, fault.NotFound)
}

// sentByAgent: whoever says that they are an agent sees the same until that is confirmed, whether or not the applicant is protected; then the whole case.
func sentByAgent(t *testing.T, w *World, protected bool) {
	in := forSaga(fmt.Sprint("agent ", protected), casework.Party{Person: kim, Role: identity.Sender})
	in.Protected = protected
	r, err := w.Submit(w.ctx, w.resident(kim), in)
	w.must(err)
	sender, applicant := w.file(r.Case).Parties[0].ID, w.saga()
	w.investigated(r.Case)
	ada := cleared(w.ada())
	row := func() casework.MineRow {
		t.Helper()
		rows, err := w.Mine(w.ctx, w.resident(kim), casework.MineFilter{Query: r.Diary.String()})
		w.must(err)
		equal(t, "cases in the agent's list", len(rows), 1)
		return rows[0]
	}

	equal(t, "the applicant", w.sees(applicant, r.Case), fmt.Sprintf(wholeCase, 2))
	equal(t, "the agent", w.sees(w.resident(kim), r.Case), fmt.Sprintf(onlySent, 1))
	equal(t, "what the agent's list asks for", row().Needs, casework.NeedNothing)
	equal(t, "what it calls the case", row().Title, in.Title)
	equal(t, "the permit's holder", w.file(r.Case).Permits[0].Holder, saga)
	isKind(t, "the agent takes it back", w.Withdraw(w.ctx, w.resident(kim), r.Case, ""), fault.Forbidden)
	isKind(t, "the agent confirms themself", w.ConfirmAgent(w.ctx, w.resident(kim), casework.Ref{ID: r.Case}, sender, ""), fault.Forbidden)
	isKind(t, "a registrar", w.ConfirmAgent(w.ctx, cleared(w.officer(bo, identity.Registrar)), w.ref(r.Case), sender, casework.GroundOral), fault.Forbidden)
	isKind(t, "without ground", w.ConfirmAgent(w.ctx, ada, w.ref(r.Case), sender, ""), fault.Invalid)
	isKind(t, "on the applicant's word", w.ConfirmAgent(w.ctx, ada, w.ref(r.Case), sender, casework.GroundApplicant), fault.Invalid)
	isKind(t, "an old version", w.ConfirmAgent(w.ctx, ada, casework.Ref{ID: r.Case}, sender, casework.GroundOral), fault.Stale)
	isKind(t, "nobody's party", w.ConfirmAgent(w.ctx, ada, w.ref(r.Case), "nobody", casework.GroundOral), fault.NotFound)
	isKind(t, "nobody's party refused", w.RefuseAgent(w.ctx, ada, w.ref(r.Case), "nobody", "Not signed"), fault.NotFound)

	w.must(w.ConfirmAgent(w.ctx, ada, w.ref(r.Case), sender, casework.GroundAttorney))
	equal(t, "the confirmed agent", w.sees(w.resident(kim), r.Case), fmt.Sprintf(wholeCase, 2))
	equal(t, "what a confirmed agent's list asks for", row().Needs, casework.NeedDecision)
	isKind(t, "confirming twice", w.ConfirmAgent(w.ctx, ada, w.ref(r.Case), sender, casework.GroundAttorney), fault.Illegal)
	w.must(w.Message(w.ctx, applicant, r.Case, "", "", "I live at Lillgatan 3", nil))
	w.must(w.AddDocument(w.ctx, applicant, r.Case, "", "", "", []casework.NewDocument{{Filename: "lease.pdf", Hash: "cc"}}))
	f := w.fileOf(w.resident(kim), r.Case)
	equal(t, "what the applicant wrote is shown to the agent", len(f.Messages) == 2 && len(f.Documents) == 3, !protected)
	equal(t, "who the applicant is", f.Parties[1].Person == "", protected)
	equal(t, "who the applicant's agent is", w.fileOf(applicant, r.Case).Parties[0].Person, kim)

	w.must(w.RefuseAgent(w.ctx, applicant, casework.Ref{ID: r.Case}, sender, ""))
	equal(t, "an agent whose applicant has ended it", w.sees(w.resident(kim), r.Case), "documents 0, messages 0, requests 0, decisions 0, permits 0, parties 1, answers false")
	equal(t, "their status", w.fileOf(w.resident(kim), r.Case).Case.Status, casework.StatusReceived)
	equal(t, "their row", fmt.Sprint(row().Status, row().Rank, row().Newest), fmt.Sprint(casework.StatusReceived, casework.RankClosed, casework.AgentRefused))
	isKind(t, "their message", w.Message(w.ctx, w.resident(kim), r.Case, "", "", "Please", nil), fault.Forbidden)
	isKind(t, "an officer takes up what the applicant ended", w.ConfirmAgent(w.ctx, ada, w.ref(r.Case), sender, casework.GroundAttorney), fault.Illegal)
	w.must(w.ConfirmAgent(w.ctx, applicant, casework.Ref{ID: r.Case}, sender, ""))
	equal(t, "the ground", w.file(r.Case).Parties[0].Agency.Ground, casework.GroundApplicant)
	isKind(t, "refused without reason", w.RefuseAgent(w.ctx, ada, w.ref(r.Case), sender, " "), fault.Illegal)
	w.must(w.RefuseAgent(w.ctx, ada, w.ref(r.Case), sender, "The power of attorney is not signed"))
	equal(t, "the reason, to the agent", w.fileOf(w.resident(kim), r.Case).Parties[0].Agency.Reason, "The power of attorney is not signed")
	equal(t, "the reason, to the applicant", w.fileOf(applicant, r.Case).Parties[0].Agency.Reason, "The power of attorney is not signed")
}

// sentForNobody: an agent who names nobody by number is asked alone for a power of attorney, and sees nothing of what others are asked for.
func sentForNobody(t *testing.T, w *World) {
	in := forSaga("nobody's agent")
	in.Parties = []casework.Party{{Person: kim, Role: identity.Sender}}
	r, err := w.Submit(w.ctx, w.resident(kim), in)
	w.must(err)
	sender := w.file(r.Case).Parties[0].ID
	seen := func(what string, requests int, status casework.Status, need casework.Need) {
		t.Helper()
		f := w.fileOf(w.resident(kim), r.Case)
		equal(t, what+": requests", len(f.Requests), requests)
		equal(t, what+": status", f.Case.Status, status)
		rows, err := w.Mine(w.ctx, w.resident(kim), casework.MineFilter{Query: r.Diary.String()})
		w.must(err)
		equal(t, what+": in the list", fmt.Sprint(rows[0].Status, rows[0].Needs), fmt.Sprint(status, need))
	}
	w.must(w.Request(w.ctx, w.ada(), w.ref(r.Case), "A drawing", w.today(), false))
	open := w.file(r.Case).OpenRequest().ID
	seen("asked of others", 0, casework.StatusWaitingOther, casework.NeedNothing)
	isKind(t, "answering it", w.Answer(w.ctx, w.resident(kim), r.Case, "", open, "Here", nil), fault.Forbidden)
	w.must(w.WithdrawRequest(w.ctx, w.ada(), w.ref(r.Case), open, ""))
	isKind(t, "asked of nobody", w.RequestFrom(w.ctx, w.ada(), w.ref(r.Case), "nobody", "A power of attorney", w.today(), false), fault.NotFound)
	w.must(w.RequestFrom(w.ctx, w.ada(), w.ref(r.Case), sender, "A power of attorney", w.today(), false))
	seen("asked of the agent", 1, casework.StatusWaitingYou, casework.NeedAnswer)
	docs := []casework.NewDocument{{Filename: "power.pdf", Hash: "dd"}}
	w.must(w.Answer(w.ctx, w.resident(kim), r.Case, "", w.file(r.Case).OpenRequest().ID, "Here", docs))
	seen("answered", 1, casework.StatusReceived, casework.NeedNothing)
	equal(t, "the agent", w.sees(w.resident(kim), r.Case), "documents 2, messages 0, requests 1, decisions 0, permits 0, parties 1, answers true")
	w.must(w.RequestFrom(w.ctx, w.ada(), w.ref(r.Case), sender, "One that is signed", w.today(), false))
	w.must(w.RefuseAgent(w.ctx, w.ada(), w.ref(r.Case), sender, "Not signed"))
	equal(t, "what a refused agent is asked for", w.file(r.Case).OpenRequest() == nil, true)
	in.Key, in.Parties[0].Role = "an agent by their own word", identity.Agent
	_, err = w.Submit(w.ctx, w.resident(kim), in)
	isKind(t, "submitting as confirmed", err, fault.Invalid)
}

// sentByOrganisation: a firm that is an agent is so by its signatories, and its list tells nothing of whether the applicant is protected.
func sentByOrganisation(t *testing.T, w *World) {
	signatory := w.resident(kim)
	signatory.For = identity.Mandate{Org: "bureau"}
	for _, protected := range []bool{false, true} {
		in := forSaga(fmt.Sprint("bureau ", protected), casework.Party{Org: "bureau", Role: identity.Sender})
		in.Protected = protected
		r, err := w.Submit(w.ctx, signatory, in)
		w.must(err)
		equal(t, "the bureau", w.sees(signatory, r.Case), "documents 1, messages 0, requests 0, decisions 0, permits 0, parties 1, answers true")
		rows, err := w.Mine(w.ctx, signatory, casework.MineFilter{Query: r.Diary.String()})
		w.must(err)
		equal(t, "cases in its list", len(rows), 1)
	}
}
