package storetest

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"forvag/internal/casework"
	"forvag/internal/fault"
	"forvag/internal/identity"
)

// together: a child's two guardians answer each for themself in one case. Neither sees nor changes what the other has answered; officers see both.
func together(t *testing.T, w *World) {
	in := application("k1", "secret")
	in.StateUntil = w.today().AddDays(10)
	in.Answers = json.RawMessage(`{"school":"Oak"}`)
	in.Documents = []casework.NewDocument{{Filename: "schedule.pdf", Hash: "aa"}}
	in.Parties[0].Role = identity.Guardian
	in.Parties = append(in.Parties, casework.Party{Person: noor, Role: identity.Child}, casework.Party{Person: omar, Role: identity.Informed})
	id := w.submit(in).Case
	first, other, officer := w.saga(), w.resident(omar), cleared(w.ada())
	own := func(key, answers string) casework.Stating {
		return casework.Stating{Key: key, Stance: casework.OwnAnswers, Answers: json.RawMessage(answers)}
	}
	sees := func(p identity.Principal) string {
		t.Helper()
		f, err := w.Case(w.ctx, p, id)
		if err != nil {
			return err.Error()
		}
		return fmt.Sprintf("%s %d documents, %d statements", f.Answers, len(f.Documents), len(f.Statements))
	}
	equal(t, "the other one, told", sees(other), " 0 documents, 0 statements")
	isKind(t, "agreeing with oneself", w.State(w.ctx, first, id, casework.Stating{Stance: casework.Agrees}), fault.Illegal)
	isKind(t, "a stranger", w.State(w.ctx, w.resident(kim), id, own("", `{}`)), fault.NotFound)
	isKind(t, "the child", w.State(w.ctx, w.resident(noor), id, own("", `{}`)), fault.Forbidden)

	second := own("k2", `{"school":"Elm"}`)
	second.Documents = []casework.NewDocument{{Filename: "contract.pdf", Hash: "bb"}}
	w.must(w.State(w.ctx, other, id, second))
	w.must(w.State(w.ctx, other, id, second)) // the same key
	equal(t, "the first one", sees(first), `{"school":"Oak"} 1 documents, 1 statements`)
	equal(t, "the other one", sees(other), `{"school":"Elm"} 1 documents, 1 statements`)
	equal(t, "the officer", sees(officer), `{"school":"Oak"} 2 documents, 2 statements`)
	equal(t, "events", len(w.file(id).Events), 2)
	isKind(t, "taken back over the other's head", w.Withdraw(w.ctx, first, id, ""), fault.Illegal)
	isKind(t, "taken back by the other", w.Withdraw(w.ctx, other, id, ""), fault.Forbidden)

	system := identity.Principal{Kind: identity.System, On: w.today()}
	for range 2 {
		w.must(w.AwaitGuardians(w.ctx, system, id, "the guardians"))
	}
	equal(t, "waits", w.file(id).Case.Status, casework.StatusWaitingOther)
	isKind(t, "a guardian makes the case wait", w.AwaitGuardians(w.ctx, first, id, "me"), fault.Forbidden)
	w.must(w.State(w.ctx, first, id, own("k3", `{"school":"Elm"}`)))
	w.must(w.State(w.ctx, other, id, casework.Stating{Key: "k4", Stance: casework.Agrees}))
	isKind(t, "agreeing with an agreement", w.State(w.ctx, first, id, casework.Stating{Stance: casework.Agrees}), fault.Illegal)
	w.must(w.AwaitGuardians(w.ctx, system, id, ""))
	equal(t, "goes on", w.file(id).Wait == nil, true)
	equal(t, "handled by what is answered last", sees(officer), `{"school":"Elm"} 2 documents, 2 statements`)
	equal(t, "role", w.file(id).Parties[2].Role, identity.CoGuardian)

	w.must(w.Wait(w.ctx, officer, w.ref(id), "the court", w.today()))
	w.must(w.AwaitGuardians(w.ctx, system, id, ""))
	equal(t, "another wait stays", w.file(id).Wait != nil, true)
	unheard(t, w, id)
	w.Pass(10)
	w.must(w.State(w.ctx, w.saga(), id, own("k5", `{"school":"Oak"}`)))
	w.Pass(1)
	isKind(t, "after the last day", w.State(w.ctx, w.saga(), id, own("k6", `{"school":"Elm"}`)), fault.Illegal)
	alone := application("k7", "secret")
	alone.Parties[0].Role = identity.Guardian
	isKind(t, "where only the sender answers", w.State(w.ctx, w.saga(), w.submit(alone).Case, own("", `{}`)), fault.Illegal)
	w.sound()
}

// unheard: what one guardian and the authority write to each other, and how one answers, the other does not see.
func unheard(t *testing.T, w *World, id casework.CaseID) {
	other := w.file(id).Parties[2].ID
	newest := func(p identity.Principal) int {
		rows, err := w.Mine(w.ctx, p, casework.MineFilter{})
		w.must(err)
		return rows[0].NewestSeq
	}
	before := newest(w.saga())
	w.must(w.Message(w.ctx, w.resident(omar), id, "", "", "From Omar", nil))
	w.must(w.Message(w.ctx, cleared(w.ada()), id, "", other, "To Omar", []casework.NewDocument{{Filename: "to-omar.pdf", Hash: "cc"}}))
	equal(t, "what is new to the first one", newest(w.saga()), before)
	w.must(w.Message(w.ctx, w.saga(), id, "", "", "From Saga", nil))
	for _, test := range []struct {
		name           string
		p              identity.Principal
		texts, stances string
	}{
		{"the first one", w.saga(), "From Saga, From Saga, ", " own "},
		{"the other one", w.resident(omar), "From Omar, To Omar, to-omar.pdf, From Omar, To Omar, ", "own  agrees"},
		{"the officer", cleared(w.ada()), "From Omar, To Omar, From Saga, to-omar.pdf, From Omar, To Omar, From Saga, ", "own own agrees"},
	} {
		f, err := w.Case(w.ctx, test.p, id)
		w.must(err)
		texts, stances := "", []string{}
		for _, m := range f.Messages {
			texts += m.Text + ", "
		}
		for _, d := range f.Documents {
			if d.Filename == "to-omar.pdf" {
				texts += d.Filename + ", "
			}
		}
		for _, e := range f.Events {
			if e.Details.Message != nil {
				texts += e.Details.Message.Text + ", "
			}
			if e.Kind == casework.Stated {
				stances = append(stances, string(e.Details.Stance))
				if who := e.Details.Party.Person; who != "" && who != test.p.Actor && test.p.Kind == identity.Resident {
					t.Errorf("%s: who else answered: %s", test.name, who)
				}
			}
		}
		equal(t, test.name+": messages", texts, test.texts)
		equal(t, test.name+": stances", strings.Join(stances, " "), test.stances)
	}
}

// declined: who opened the case may take it back where the other one has only said that they want nothing of it.
func declined(t *testing.T, w *World) {
	in := application("k1", "permit")
	in.StateUntil = w.today().AddDays(10)
	in.Parties[0].Role = identity.Guardian
	in.Parties = append(in.Parties, casework.Party{Person: omar, Role: identity.Informed})
	id := w.submit(in).Case
	may := func(what string, want bool) {
		t.Helper()
		f, err := w.Case(w.ctx, w.saga(), id)
		w.must(err)
		equal(t, "may be taken back once the other one "+what, f.MayWithdraw(), want)
	}
	w.must(w.State(w.ctx, w.resident(omar), id, casework.Stating{Stance: casework.OwnAnswers, Answers: json.RawMessage(`{}`)}))
	may("has answered", false)
	w.must(w.State(w.ctx, w.resident(omar), id, casework.Stating{Stance: casework.Declines}))
	may("declines", true)
	w.must(w.Withdraw(w.ctx, w.saga(), id, ""))
	w.sound()
}

// beside: an officer finds the other case about the same child, where the guardians may know nothing of each other.
func beside(t *testing.T, w *World) {
	submit := func(by identity.PersonID, key, caseType string, protected bool) casework.CaseID {
		in := casework.Submission{Key: key, Type: caseType, Title: caseType, Protected: protected, Answers: json.RawMessage(`{}`),
			Parties: []casework.Party{{Person: by, Role: identity.Guardian}, {Person: noor, Role: identity.Child}}}
		r, err := w.Submit(w.ctx, w.resident(by), in)
		w.must(err)
		return r.Case
	}
	one, two := submit(saga, "b1", "leave", false), submit(omar, "b2", "leave", true)
	submit(saga, "b3", "permit", false)
	for name, test := range map[string]struct {
		p    identity.Principal
		id   casework.CaseID
		want string
	}{
		"an officer cleared for protected identities": {cleared(w.ada()), one, fmt.Sprint([]casework.CaseID{two})},
		"another officer": {w.ada(), one, "[]"},
		"a guardian":      {w.saga(), one, "[]"},
	} {
		cases, err := w.Beside(w.ctx, test.p, w.file(test.id))
		w.must(err)
		ids := []casework.CaseID{}
		for _, c := range cases {
			ids = append(ids, c.ID)
		}
		equal(t, name, fmt.Sprint(ids), test.want)
	}
}
