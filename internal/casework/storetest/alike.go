package storetest

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"forvag/internal/casework"
	"forvag/internal/identity"
)

// alike lets the same random things happen to two cases that kim has sent as saga's agent, in one of which somebody is protected: what kim sees of them,
// unconfirmed or refused, is the same.
func alike(t *testing.T, w *World) {
	round := 0
	rapid.Check(t, func(r *rapid.T) {
		round++
		h := &history{World: w}
		for _, protected := range []bool{false, true} {
			in := forSaga(fmt.Sprint("alike ", round, protected), casework.Party{Person: kim, Role: identity.Sender})
			in.Protected = protected
			receipt, err := w.Submit(w.ctx, w.resident(kim), in)
			if err != nil {
				r.Fatalf("submit: %v", err)
			}
			h.cases = append(h.cases, receipt.Case)
		}
		officer := cleared(w.ada())
		for range rapid.IntRange(1, 8).Draw(r, "steps") {
			p := rapid.SampledFrom([]identity.Principal{officer, officer, cleared(w.dina()), w.saga(), w.resident(kim)}).Draw(r, "who")
			what := rapid.SampledFrom([]string{"write", "ask all", "ask the agent", "answer", "decide", "refuse", "move", "close", "withdraw"}).Draw(r, "what")
			var errs []string
			for _, id := range h.cases {
				errs = append(errs, fmt.Sprint(h.happens(p, what, w.file(id))))
			}
			if errs[0] != errs[1] {
				r.Fatalf("%s by %s: %s, and where somebody is protected %s", what, p.Actor, errs[0], errs[1])
			}
			if open, protected := h.kimSees(r, h.cases[0]), h.kimSees(r, h.cases[1]); open != protected {
				r.Fatalf("after %s the agent sees\n%s\nand where somebody is protected\n%s", what, open, protected)
			}
		}
	})
}

func (h *history) happens(p identity.Principal, what string, f *casework.File) error {
	ref, agent := casework.Ref{ID: f.Case.ID, Version: f.Case.Version}, f.Parties[0].ID
	switch what {
	case "write":
		return h.Message(h.ctx, p, ref.ID, "", "", "Hello", nil)
	case "ask all":
		return h.Request(h.ctx, p, ref, "A certificate", h.today(), false)
	case "ask the agent":
		return h.RequestFrom(h.ctx, p, ref, agent, "A power of attorney", h.today(), false)
	case "answer":
		return h.Answer(h.ctx, p, ref.ID, "", request(f), "Here", nil)
	case "decide":
		return h.Decide(h.ctx, p, ref, casework.NewDecision{Type: "merits", Outcome: casework.Granted, Text: "Because of your health"})
	case "refuse":
		return h.RefuseAgent(h.ctx, p, ref, agent, "Not signed")
	case "move":
		return h.Move(h.ctx, p, ref, casework.Decide, "")
	case "close":
		return h.Close(h.ctx, p, ref, "")
	default:
		return h.Withdraw(h.ctx, p, ref.ID, "")
	}
}

// kimSees is all that kim sees of a case, in the list and in the case itself, but for ids, numbers and times.
func (h *history) kimSees(r *rapid.T, id casework.CaseID) string {
	kim := h.resident(kim)
	f, err := h.Case(h.ctx, kim, id)
	if err != nil {
		r.Fatalf("kim reads: %v", err)
	}
	rows, err := h.Mine(h.ctx, kim, casework.MineFilter{Query: f.Case.Diary.String()})
	if err != nil || len(rows) != 1 {
		r.Fatalf("kim's list: %d rows, %v", len(rows), err)
	}
	c, row := f.Case, rows[0]
	out := fmt.Sprintln(c.Title, c.Status, c.Step, c.Due, c.Closed, c.Assignee, f.Withdrawn, len(f.Parties), f.Parties[0].Role, f.Parties[0].Agency.Reason,
		len(f.Documents), string(f.Answers), row.Title, row.Status, row.Rank, row.Needs, row.Newest, row.Own, row.Unseen)
	for _, m := range f.Messages {
		out += fmt.Sprintln("message", m.By, m.Text)
	}
	for _, q := range f.Requests {
		out += fmt.Sprintln("request", q.What, q.Due, q.Answered, q.Withdrawn, q.Answer)
	}
	for _, e := range f.Events {
		out += fmt.Sprintln("event", e.Seq, e.Kind, e.Actor, e.Details.Reason, e.Details.From, e.Details.To)
	}
	for _, a := range []identity.Action{identity.ReadSecret, identity.Answer, identity.Reply, identity.Withdraw, identity.Appeal, identity.Message, identity.SeeReaders} {
		out += fmt.Sprint(" ", f.May(kim, a))
	}
	return out
}
