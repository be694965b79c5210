// Package storetest holds what every casework.Store must do: a conformance suite that a store's tests run on each of its databases, always
// through the Service, since that is how stores are used.
package storetest

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"forvag/internal/casework"
	"forvag/internal/civil"
	"forvag/internal/fault"
	"forvag/internal/identity"
)

// The people of the suite.
const (
	saga  identity.PersonID = "saga" // applies
	noor  identity.PersonID = "noor" // lives next door
	omar  identity.PersonID = "omar" // is a co-guardian
	kim   identity.PersonID = "kim"  // is nobody in the case
	ada   identity.PersonID = "ada"  // case officer
	bo    identity.PersonID = "bo"   // case officer too
	dina  identity.PersonID = "dina" // decision maker
	lo    identity.PersonID = "lo"   // officer of another board
	board identity.BoardID  = "BN"
)

// World is a Service on an empty store, with a clock that the test moves.
type World struct {
	*casework.Service
	T     testing.TB
	ctx   context.Context
	store casework.Store

	mu  sync.Mutex
	now time.Time
}

// NewWorld makes a world on a store.
func NewWorld(t testing.TB, store casework.Store) *World {
	w := &World{T: t, ctx: t.Context(), store: store, now: time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)}
	w.Service = casework.New(casework.Config{Store: store, Types: types{}, Delegations: order{}, Managers: w, Tokens: tokens, Now: w.Now})
	return w
}

// Now is the clock. Each look takes a millisecond, so that things happen one after another.
func (w *World) Now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(time.Millisecond)
	return w.now
}

// Pass lets days go by.
func (w *World) Pass(days int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.AddDate(0, 0, days)
}

func (w *World) today() civil.Date { return civil.Of(w.Now()) }

func tokens(text string) []string { return strings.Fields(strings.ToLower(text)) }

// order lets case officers decide permits, nothing else.
type order struct{}

func (order) Officer(_ identity.BoardID, caseType, _ string) string {
	if caseType == "permit" || caseType == "place" {
		return "BN 2.1"
	}
	return ""
}

// rule is a queue to two units, of which the first has one place free and the other two.
func rule(decision string) *casework.QueueRule {
	r := &casework.QueueRule{Units: []casework.QueueUnit{{ID: "oak", Places: 3, Taken: 2}, {ID: "elm", Places: 2}},
		AnswerWithin: civil.Period{N: 7, Unit: civil.Days}, Declined: casework.KeepsTurn, Expired: casework.LeavesQueue, Decision: decision}
	if decision == "" {
		r.Declined, r.Expired = casework.GoesLast, casework.GoesLast
	}
	return r
}

// kept keeps whole cases for some years.
func kept(years int) []casework.Keep {
	return []casework.Keep{{Record: casework.WholeCase, Years: years, Plan: "Plan BN 1.1"}}
}

type types struct{}

func (types) CaseType(_ context.Context, id, hash string) (casework.CaseType, error) {
	t, ok := map[string]casework.CaseType{
		"permit": {Kind: casework.Application, NeedsDecision: true, Retention: kept(5), PermitKind: "parking", PermitMonths: 24,
			Clocks: []casework.ClockRule{{ID: "ten", Start: casework.FromComplete, Length: civil.Period{N: 10, Unit: civil.Weeks},
				Extension: civil.Period{N: 10, Unit: civil.Weeks}, AskWithin: 21, Law: "PBL 9:99"}},
			Decisions: []casework.DecisionType{{ID: "merits", Appeal: casework.Merits, Automatic: "BN 7.3"},
				{ID: "legality", Appeal: casework.Legality, Automatic: "BN 7.4"}}},
		"watched": {Kind: casework.Application, NeedsDecision: true,
			Clocks: []casework.ClockRule{
				{ID: "early", Start: casework.FromReceived, Length: civil.Period{N: 12, Unit: civil.Weeks}, Law: "SoL", Remind: 30},
				{ID: "late", Start: casework.FromReceived, Length: civil.Period{N: 12, Unit: civil.Weeks}, Law: "SoL", Remind: 1},
				{ID: "usual", Start: casework.FromReceived, Length: civil.Period{N: 12, Unit: civil.Weeks}, Law: "SoL"}},
			Decisions: []casework.DecisionType{{ID: "merits", Appeal: casework.Merits}}},
		"proposal": {Kind: casework.Proposal, NeedsDecision: true,
			Decisions: []casework.DecisionType{{ID: "answer", Appeal: casework.Legality, Meeting: true}}},
		"building": {Kind: casework.Application, NeedsDecision: true, PermitKind: "building", PermitMonths: 60, PermitFinal: true, PermitStartMonths: 24,
			Decisions: []casework.DecisionType{{ID: "building", Appeal: casework.Planning}}},
		"leave": {Kind: casework.Application, NeedsDecision: true,
			Decisions: []casework.DecisionType{{ID: "leave", Appeal: casework.Legality}}},
		"secret": {Kind: casework.Application, NeedsDecision: true, Assurance: identity.AssuranceSubstantial,
			Secrecy:   casework.Secrecy{Law: "OSL 26:1", Strength: casework.Reversed},
			Decisions: []casework.DecisionType{{ID: "merits", Appeal: casework.Merits}}},
		"place": {Kind: casework.Application, NeedsDecision: true, Retention: kept(1), Queue: rule("placed"),
			Clocks: []casework.ClockRule{{ID: "four", Start: casework.FromReceived, Length: civil.Period{N: 4, Unit: civil.Months}, AtOffer: true,
				Law: "skollagen 8:14"}},
			Decisions: []casework.DecisionType{{ID: "placed", Appeal: casework.Legality}}},
		"leisure": {Kind: casework.Application, NeedsDecision: true,
			Clocks: []casework.ClockRule{
				{ID: "answer", Start: casework.FromReceived, Length: civil.Period{N: 10, Unit: civil.WorkingDays}, Promise: true, Pauses: true},
				{ID: "law", Start: casework.FromReceived, Length: civil.Period{N: 4, Unit: civil.Months}, Law: "skollagen 8:14"},
				{ID: "carried-out", Start: casework.FromDecided, Length: civil.Period{N: 3, Unit: civil.Months}, Granted: true, Law: "SoL 34:1"}},
			Decisions: []casework.DecisionType{{ID: "leisure", Appeal: casework.Merits}}},
		"room":  {Kind: casework.Order, Booking: true},
		"berth": {Kind: casework.Order, Queue: rule("")},
		"grant": {Kind: casework.Application, NeedsDecision: true, Retention: []casework.Keep{
			{Record: casework.WholeCase, Years: 4, Plan: "Plan 1"}, {Record: casework.AttachmentRecord, Years: 1, Plan: "Plan 2"},
			{Record: casework.MessageRecord, Years: 2, Plan: "Plan 3"}, {Record: casework.DecisionRecord, Plan: "Plan 4"}},
			Decisions: []casework.DecisionType{{ID: "merits", Appeal: casework.Merits}}},
		"licence": {Kind: casework.Application, NeedsDecision: true, PermitKind: "licence", PermitMonths: 24, Retention: []casework.Keep{
			{Record: casework.WholeCase, Plan: "Plan 1"}, {Record: casework.DecisionRecord, Years: 1, Plan: "Plan 2"}},
			Decisions: []casework.DecisionType{{ID: "merits", Appeal: casework.Merits}}},
		"fault": {Kind: casework.Report, PublicPlace: true},
	}[id]
	if !ok || hash != "" && hash != "h1" {
		return casework.CaseType{}, fault.New(fault.NotFound, "access.not_found")
	}
	t.ID, t.Hash, t.Board, t.Title, t.Classification = id, "h1", board, "Title of "+id, "3.2"
	return t, nil
}

// resident is somebody logged in.
func (w *World) resident(id identity.PersonID) identity.Principal {
	return identity.Principal{Kind: identity.Resident, Actor: id, Assurance: identity.AssuranceSubstantial, On: w.today()}
}

// officer has a role on the board, cleared for nothing.
func (w *World) officer(id identity.PersonID, role identity.Role) identity.Principal {
	return identity.Principal{Kind: identity.Officer, Actor: id, Assurance: identity.AssuranceSubstantial, On: w.today(),
		Grants: []identity.Grant{{Board: board, Role: role}}}
}

// cleared is an officer who may see secret and protected cases.
func cleared(p identity.Principal) identity.Principal {
	p.Grants = []identity.Grant{{Board: p.Grants[0].Board, Role: p.Grants[0].Role, Secrecy: true, Protected: true}}
	return p
}

func (w *World) saga() identity.Principal { return w.resident(saga) }
func (w *World) ada() identity.Principal  { return w.officer(ada, identity.CaseOfficer) }
func (w *World) bo() identity.Principal   { return w.officer(bo, identity.CaseOfficer) }
func (w *World) dina() identity.Principal { return w.officer(dina, identity.DecisionMaker) }
func (w *World) lo() identity.Principal {
	p := w.officer(lo, identity.CaseOfficer)
	p.Grants[0].Board = "KS"
	return p
}

// Administrator may verify and dispose.
func Administrator() identity.Principal {
	return identity.Principal{Kind: identity.Administrator, Actor: "root"}
}

// application is a submission by saga.
func application(key, caseType string) casework.Submission {
	return casework.Submission{Key: key, Type: caseType, Title: "Carport at Lillgatan 3", PublicTitle: "Building permit",
		Parties: []casework.Party{{Person: saga, Role: identity.Applicant}}, Answers: []byte(`{"what":"carport"}`)}
}

// submit makes a case by saga and fails the test where it cannot.
func (w *World) submit(in casework.Submission) casework.Receipt {
	w.T.Helper()
	r, err := w.Submit(w.ctx, w.saga(), in)
	if err != nil {
		w.T.Fatalf("Submit: %v", err)
	}
	return r
}

// file reads a case as ada, cleared.
func (w *World) file(id casework.CaseID) *casework.File {
	w.T.Helper()
	f, err := w.Case(w.ctx, cleared(w.ada()), id)
	if err != nil {
		w.T.Fatalf("Case: %v", err)
	}
	return f
}

// ref is the case as it is now.
func (w *World) ref(id casework.CaseID) casework.Ref {
	w.T.Helper()
	return casework.Ref{ID: id, Version: w.file(id).Case.Version}
}

// must fails the test on an error.
func (w *World) must(err error) {
	w.T.Helper()
	if err != nil {
		w.T.Fatal(err)
	}
}

// sound fails the test where Verify finds anything.
func (w *World) sound() {
	w.T.Helper()
	for problem, err := range w.Verify(w.ctx, Administrator(), nil) {
		if err != nil {
			w.T.Fatalf("Verify: %v", err)
		}
		w.T.Errorf("Verify: %s %s: %s", problem.Diary, problem.Case, problem.What)
	}
}

// Example makes one open case with a document, for tests that need something to look at.
func (w *World) Example() casework.CaseID {
	w.T.Helper()
	in := application("example", "permit")
	in.Documents = []casework.NewDocument{{Filename: "plan.pdf", MediaType: "application/pdf", Size: 10, Hash: "aa"}}
	id := w.submit(in).Case
	w.must(w.Note(w.ctx, w.ada(), id, "Called"))
	w.must(w.Assign(w.ctx, w.ada(), w.ref(id), ada))
	return id
}

// Resident is somebody logged in, by any name.
func (w *World) Resident(id identity.PersonID) identity.Principal { return w.resident(id) }

// Officer is a case officer of the board.
func (w *World) Officer() identity.Principal { return w.ada() }

// SubmitOne makes a case by a person.
func (w *World) SubmitOne(by identity.PersonID, key string) error {
	_, err := w.submitBy(by, key)
	return err
}

// Fill makes a case by a person and lets it go on to five events.
func (w *World) Fill(by identity.PersonID, key string) (casework.CaseID, error) {
	r, err := w.submitBy(by, key)
	if err != nil {
		return "", err
	}
	for i := range 4 {
		if err := w.Message(w.ctx, w.resident(by), r.Case, "", "", fmt.Sprintf("Message %d about the carport", i), nil); err != nil {
			return "", err
		}
	}
	return r.Case, nil
}

func (w *World) submitBy(by identity.PersonID, key string) (casework.Receipt, error) {
	in := application(key, "permit")
	in.Parties[0].Person = by
	return w.Submit(w.ctx, w.resident(by), in)
}
