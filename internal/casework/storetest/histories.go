package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"forvag/internal/casework"
	"forvag/internal/civil"
	"forvag/internal/fault"
	"forvag/internal/identity"
)

// histories lets random people do random things to a few cases, and looks after each step that everything still holds.
func histories(t *testing.T, w *World) {
	round := 0
	rapid.Check(t, func(r *rapid.T) {
		round++
		h := &history{World: w, versions: map[casework.CaseID]int64{}}
		for i := range 2 {
			caseType := rapid.SampledFrom([]string{"permit", "leave", "leisure", "fault"}).Draw(r, "type")
			in := application(fmt.Sprint("h", round, "-", i), caseType)
			in.Parties = append(in.Parties, casework.Party{Person: noor, Role: identity.Neighbour}, casework.Party{Person: omar, Role: identity.Sender})
			receipt, err := w.Submit(w.ctx, w.saga(), in)
			if err != nil {
				r.Fatalf("submit: %v", err)
			}
			h.cases = append(h.cases, receipt.Case)
			h.versions[receipt.Case] = 1
		}
		for range rapid.IntRange(1, 30).Draw(r, "steps") {
			h.step(r)
		}
		for problem, err := range w.Verify(w.ctx, Administrator(), nil) {
			if err != nil {
				r.Fatalf("verify: %v", err)
			}
			r.Fatalf("verify: %s: %s", problem.Diary, problem.What)
		}
	})
}

type history struct {
	*World
	cases    []casework.CaseID
	versions map[casework.CaseID]int64
}

// likely draws what begins and ends things three times as often as the rest, so that histories get somewhere.
func likely(deeds []deed) []int {
	var draws []int
	for i, d := range deeds {
		draws = append(draws, i)
		switch d.name {
		case "request", "decide", "close", "reopen", "appeal", "confirm agent":
			draws = append(draws, i, i)
		}
	}
	return draws
}

// deed is something that a principal does to a case.
type deed struct {
	name string
	do   func(ctx context.Context, p identity.Principal, ref casework.Ref, f *casework.File, r *rapid.T) error
}

func (h *history) deeds() []deed {
	type C = context.Context
	type P = identity.Principal
	type R = casework.Ref
	type F = *casework.File
	text := rapid.SampledFrom([]string{"", "words"})
	return []deed{
		{"assign", func(c C, p P, ref R, _ F, _ *rapid.T) error { return h.Assign(c, p, ref, ada) }},
		{"unassign", func(c C, p P, ref R, _ F, _ *rapid.T) error { return h.Unassign(c, p, ref) }},
		{"move", func(c C, p P, ref R, _ F, r *rapid.T) error {
			return h.Move(c, p, ref, rapid.SampledFrom(casework.Steps()).Draw(r, "to"), text.Draw(r, "reason"))
		}},
		{"request", func(c C, p P, ref R, _ F, r *rapid.T) error {
			return h.Request(c, p, ref, "A drawing", h.today().AddDays(rapid.IntRange(-1, 5).Draw(r, "days")), false)
		}},
		{"ask the agent", func(c C, p P, ref R, f F, _ *rapid.T) error {
			return h.RequestFrom(c, p, ref, f.Parties[2].ID, "A power of attorney", h.today(), false)
		}},
		{"confirm agent", func(c C, p P, ref R, f F, r *rapid.T) error {
			return h.ConfirmAgent(c, p, ref, f.Parties[2].ID, rapid.SampledFrom(append(casework.AgencyGrounds(), "")).Draw(r, "ground"))
		}},
		{"refuse agent", func(c C, p P, ref R, f F, r *rapid.T) error {
			return h.RefuseAgent(c, p, ref, f.Parties[2].ID, text.Draw(r, "reason"))
		}},
		{"withdraw request", func(c C, p P, ref R, f F, _ *rapid.T) error { return h.WithdrawRequest(c, p, ref, request(f), "") }},
		{"answer", func(c C, p P, ref R, f F, _ *rapid.T) error {
			return h.Answer(c, p, ref.ID, "", request(f), "Here", nil)
		}},
		{"message", func(c C, p P, ref R, _ F, _ *rapid.T) error { return h.Message(c, p, ref.ID, "", "", "Hello", nil) }},
		{"note", func(c C, p P, ref R, _ F, _ *rapid.T) error { return h.Note(c, p, ref.ID, "Called") }},
		{"wait", func(c C, p P, ref R, _ F, _ *rapid.T) error { return h.Wait(c, p, ref, "Somebody", h.today()) }},
		{"resume", func(c C, p P, ref R, _ F, _ *rapid.T) error { return h.Resume(c, p, ref, "") }},
		{"decide", func(c C, p P, ref R, f F, r *rapid.T) error {
			in := casework.NewDecision{Type: map[string]string{"permit": "merits", "leave": "leave", "leisure": "leisure"}[f.Case.Type.ID],
				Outcome: rapid.SampledFrom(casework.Outcomes()).Draw(r, "outcome"),
				Grounds: casework.Grounds{Law: []string{"A law"}, Circumstances: text.Draw(r, "circumstances")}}
			return h.Decide(c, p, ref, in)
		}},
		{"notice", func(c C, p P, ref R, f F, _ *rapid.T) error {
			return h.Notice(c, p, ref, casework.Notice{Decision: latest(f), Party: f.Parties[0].ID, On: h.today(), How: casework.NoticeLetter, Evidence: "delgivningskvitto"})
		}},
		{"announce", func(c C, p P, ref R, f F, _ *rapid.T) error {
			return h.Announce(c, p, ref, latest(f), civil.Date{}, h.today())
		}},
		{"appeal", func(c C, p P, ref R, f F, _ *rapid.T) error {
			return h.RegisterAppeal(c, p, ref.ID, "", casework.Appeal{Decision: latest(f), Received: h.today()})
		}},
		{"settle", func(c C, p P, ref R, f F, r *rapid.T) error {
			return h.SettleAppeal(c, p, ref, appeal(f), casework.Settlement{Outcome: rapid.SampledFrom(casework.AppealOutcomes()).Draw(r, "outcome"), On: h.today()})
		}},
		{"withdraw", func(c C, p P, ref R, _ F, _ *rapid.T) error { return h.Withdraw(c, p, ref.ID, "") }},
		{"close", func(c C, p P, ref R, f F, r *rapid.T) error {
			reason := text.Draw(r, "reason")
			err := h.CloseEarly(c, p, ref, "", reason)
			if err == nil && reason == "" && len(f.Left()) > 0 {
				r.Fatalf("closed without a reason, and this is left: %+v", f.Left())
			}
			return err
		}},
		{"reopen", func(c C, p P, ref R, _ F, r *rapid.T) error { return h.Reopen(c, p, ref, text.Draw(r, "reason")) }},
	}
}

func request(f *casework.File) casework.RequestID {
	if r := f.OpenRequest(); r != nil {
		return r.ID
	}
	return "none"
}

func latest(f *casework.File) casework.DecisionID {
	if d := f.Decision(); d != nil {
		return d.ID
	}
	return "none"
}

func appeal(f *casework.File) casework.AppealID {
	for _, a := range f.Appeals {
		if a.IsOpen() {
			return a.ID
		}
	}
	return "none"
}

// step lets somebody do something, sometimes on an old version, and looks at the case.
func (h *history) step(r *rapid.T) {
	id := rapid.SampledFrom(h.cases).Draw(r, "case")
	who := rapid.SampledFrom([]identity.Principal{h.ada(), h.ada(), h.ada(), h.ada(), h.bo(), h.dina(), h.saga(), h.saga(), h.resident(omar), h.resident(noor),
		h.resident(kim), h.lo()})
	p := who.Draw(r, "who")
	deeds := h.deeds()
	d := deeds[rapid.SampledFrom(likely(deeds)).Draw(r, "deed")]
	if rapid.IntRange(0, 9).Draw(r, "time") == 0 {
		h.Pass(rapid.SampledFrom([]int{1, 1, 6, 25, 90}).Draw(r, "days"))
		p.On = h.today()
		h.remind(r)
	}
	before := h.look(r, id)
	ref := casework.Ref{ID: id, Version: before.Case.Version}
	old := rapid.IntRange(0, 9).Draw(r, "old") == 0 && p.Kind == identity.Officer
	if old {
		ref.Version--
	}
	err := d.do(h.ctx, p, ref, before, r)
	after := h.look(r, id)
	switch {
	case err == nil && after.Case.Version != before.Case.Version+1:
		r.Fatalf("%s: version %d became %d", d.name, before.Case.Version, after.Case.Version)
	case err != nil && (after.Case.Version != before.Case.Version || after.Case.Seq != before.Case.Seq || after.Case.Head != before.Case.Head):
		r.Fatalf("%s: failed with %v and left a trace", d.name, err)
	case err != nil && !known(err):
		r.Fatalf("%s: %v", d.name, err)
	}
	if p.Actor == kim || p.Actor == lo {
		if !errors.Is(err, fault.NotFound) {
			r.Fatalf("%s by somebody whose case it is not: %v", d.name, err)
		}
	}
}

func known(err error) bool {
	for _, kind := range []error{fault.Illegal, fault.Forbidden, fault.NotFound, fault.Stale, fault.Invalid} {
		if errors.Is(err, kind) {
			return true
		}
	}
	return false
}

// asides counts the events that change nothing for the desk.
func asides(f *casework.File) (n int) {
	for _, e := range f.Events {
		if e.Kind == casework.Reminded || e.Kind == casework.HandedUp || e.Kind == casework.Joined {
			n++
		}
	}
	return n
}

// look reads the case and asks that it is in order.
func (h *history) look(r *rapid.T, id casework.CaseID) *casework.File {
	f, err := h.Case(h.ctx, cleared(h.ada()), id)
	if err != nil {
		r.Fatalf("read: %v", err)
	}
	c := f.Case
	open := f.OpenRequest() != nil
	switch {
	case c.IsClosed() && open:
		r.Fatal("a closed case has an open request")
	case c.IsClosed() != (c.Status == casework.StatusClosed) && c.Status != casework.StatusAppealed && c.Status != casework.StatusWithdrawn:
		r.Fatalf("closed %v, status %s", c.Closed, c.Status)
	case c.IsClosed() && f.Decision() == nil && c.Type.ID != "fault":
		r.Fatal("a case that needs a decision is closed without")
	case open != (c.Status == casework.StatusWaitingYou) && c.Status != casework.StatusAppealed:
		r.Fatalf("open request %v, status %s", open, c.Status)
	case c.Version != int64(c.Seq-asides(f)):
		r.Fatalf("version %d after %d events, of which %d change nothing", c.Version, c.Seq, asides(f))
	}
	if mine, err := h.Case(h.ctx, h.saga(), id); err != nil || mine.Case.Version != c.Version || mine.Case.Diary != c.Diary || mine.Case.Seq != c.Seq {
		r.Fatalf("the applicant reads %+v, %v, and an officer %+v", mine, err, c)
	}
	rows, err := h.Mine(h.ctx, h.saga(), casework.MineFilter{Query: c.Diary.String()})
	if err != nil || len(rows) != 1 {
		r.Fatalf("the applicant's list: %d rows, %v", len(rows), err)
	}
	asked, status := open && f.OpenRequest().Party == "", c.Status
	if status == casework.StatusWaitingYou && !asked {
		status = casework.StatusWaitingOther
	}
	if row := rows[0]; row.Status != status || row.Closed != c.Closed || (row.Needs == casework.NeedAnswer) != asked {
		r.Fatalf("the applicant's row %+v differs from the case %+v", row, c)
	}
	h.lookAsAgent(r, f)
	return f
}

// lookAsAgent asks that who says that they are the agent sees what that has come to: what is theirs alone, the whole case, or the receipt.
func (h *history) lookAsAgent(r *rapid.T, whole *casework.File) {
	f, err := h.Case(h.ctx, h.resident(omar), whole.Case.ID)
	if err != nil {
		r.Fatalf("the agent reads: %v", err)
	}
	rows, err := h.Mine(h.ctx, h.resident(omar), casework.MineFilter{Query: whole.Case.Diary.String()})
	if err != nil || len(rows) != 1 {
		r.Fatalf("the agent's list: %d rows, %v", len(rows), err)
	}
	role, row := whole.Parties[2].Role, rows[0]
	narrow := len(f.Decisions)+len(f.Permits)+len(f.Appeals)+len(f.Parties) == 1
	others := slices.ContainsFunc(f.Requests, func(q casework.Request) bool { return q.Party != whole.Parties[2].ID })
	switch {
	case row.Status != f.Case.Status:
		r.Fatalf("the agent's list says %s, and the case %s", row.Status, f.Case.Status)
	case role == identity.Agent && (len(f.Parties) != 3 || len(f.Decisions) != len(whole.Decisions) || len(f.Requests) != len(whole.Requests)):
		r.Fatalf("a confirmed agent sees %+v", f)
	case role == identity.Sender && (!narrow || others):
		r.Fatalf("an agent by their own word sees %+v", f)
	case role == identity.RefusedAgent && (!narrow || len(f.Requests)+len(f.Documents)+len(f.Messages) > 0 || f.Answers != nil || row.Rank != casework.RankClosed):
		r.Fatalf("a refused agent sees %+v", f)
	}
}
