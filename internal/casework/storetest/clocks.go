package storetest

import (
	"testing"

	"forvag/internal/casework"
	"forvag/internal/civil"
)

// clock is one of a case's clocks.
func (w *World) clock(id casework.CaseID, name string) casework.Clock {
	w.T.Helper()
	for _, c := range w.file(id).Clocks {
		if c.ID == name {
			return c
		}
	}
	w.T.Fatalf("no clock %s", name)
	return casework.Clock{}
}

// pauses: a promise does not count the days on which the case waits for the party; a time that the law gives does.
func pauses(t *testing.T, w *World) {
	id := w.submit(application("k1", "leisure")).Case
	ctx, received := w.ctx, w.today()
	promised, lawful := civil.AddWorkingDays(received, 10), civil.Deadline(received, civil.Period{N: 4, Unit: civil.Months})
	equal(t, "the promise", w.clock(id, "answer").Due, promised)

	w.Pass(1)
	asked := w.today()
	w.must(w.Request(ctx, w.ada(), w.ref(id), "A drawing", asked.AddDays(14), false))
	f := w.file(id)
	equal(t, "paused until", f.PausedUntil(asked), asked.AddDays(14))
	equal(t, "not paused once that day has passed", f.PausedUntil(asked.AddDays(15)), civil.Date{})
	equal(t, "the law's time runs", w.clock(id, "law").Due, lawful)
	if due := w.clock(id, "answer").Due; due.Before(asked.AddDays(14)) {
		t.Errorf("the promise ends on %s, before the party's last day", due)
	}
	equal(t, "the list has the earliest", f.Case.Due, w.clock(id, "answer").Due)

	w.Pass(7)
	w.must(w.Answer(ctx, w.saga(), id, "a1", f.OpenRequest().ID, "Here", nil))
	c := w.clock(id, "answer")
	equal(t, "a week of waiting is five working days", c.Due, civil.AddWorkingDays(promised, 5))
	equal(t, "days waited", c.Waited, 7)
	equal(t, "the law's time as before", w.clock(id, "law").Due, lawful)

	w.Pass(40) // now it is late
	late := w.clock(id, "answer").Due
	w.must(w.Request(ctx, w.ada(), w.ref(id), "Another drawing", w.today().AddDays(14), false))
	equal(t, "who is late already gets no more time by asking", w.clock(id, "answer").Due, late)
	w.sound()
}

// metOrMissed: what is decided was in time or was not, and what was refused has nothing to carry out.
func metOrMissed(t *testing.T, w *World) {
	for _, test := range []struct {
		key     string
		days    int
		outcome casework.Outcome
		met     bool
		starts  bool
	}{{"k1", 1, casework.Granted, true, true}, {"k2", 60, casework.Refused, false, false}} {
		id := w.submit(application(test.key, "leisure")).Case
		w.Pass(test.days)
		w.must(w.Decide(w.ctx, w.dina(), w.ref(id), casework.NewDecision{Type: "leisure", Outcome: test.outcome,
			Grounds: casework.Grounds{Law: []string{"SoL 11:1"}, Circumstances: "As it is"}}))
		c := w.clock(id, "answer")
		equal(t, "stopped", c.Stopped, w.today())
		equal(t, "met", c.Met(), test.met)
		equal(t, "to be carried out", w.clock(id, "carried-out").Runs(), test.starts)
	}
	w.sound()
}

// takenBack: for the parties a case that was taken back is over; the desk has it to close, without a day.
func takenBack(t *testing.T, w *World) {
	id := w.submit(application("k1", "leisure")).Case
	w.submit(application("k2", "leisure"))
	w.must(w.Withdraw(w.ctx, w.saga(), id, ""))
	equal(t, "due", w.file(id).Case.Due, civil.Date{})
	for _, c := range w.file(id).Clocks {
		if c.Runs() {
			t.Errorf("%s runs", c.ID)
		}
	}
	counts, err := w.Counts(w.ctx, w.saga())
	w.must(err)
	equal(t, "the party's cases", counts, casework.Counts{Ongoing: 1, Closed: 1})
	listed := func(when string, want map[casework.DeskList]int) {
		t.Helper()
		for list, n := range want {
			rows, total, err := w.Desk(w.ctx, w.ada(), casework.DeskFilter{List: list})
			w.must(err)
			equal(t, string(list)+" "+when, total, n)
			equal(t, string(list)+" rows "+when, len(rows), n)
		}
	}
	listed("unassigned", map[casework.DeskList]int{casework.ListUnassigned: 1, casework.ListOpen: 1, casework.ListWithdrawn: 1, casework.ListMine: 0, casework.ListAll: 2})
	w.must(w.Assign(w.ctx, w.ada(), w.ref(id), ada))
	listed("taken", map[casework.DeskList]int{casework.ListMine: 1, casework.ListWithdrawn: 1})
	w.must(w.Decide(w.ctx, w.dina(), w.ref(id), casework.NewDecision{Type: "leisure", Outcome: casework.WrittenOff}))
	rows, err := w.Mine(w.ctx, w.saga(), casework.MineFilter{Only: casework.OnlyClosed})
	w.must(err)
	if len(rows) != 1 || rows[0].Case != id || rows[0].Needs != casework.NeedNothing {
		t.Errorf("written off, the party's closed cases are %+v", rows)
	}
	w.must(w.RegisterAppeal(w.ctx, w.ada(), id, "", casework.Appeal{Decision: w.file(id).Decision().ID, Party: w.file(id).Parties[0].ID, Received: w.today()}))
	counts, err = w.Counts(w.ctx, w.saga())
	w.must(err)
	equal(t, "appealed, the case goes on for its party", counts, casework.Counts{Ongoing: 2, Unseen: 1})
	w.sound()
	w.must(w.SettleAppeal(w.ctx, w.ada(), w.ref(id), w.file(id).OpenAppeal().ID, casework.Settlement{Outcome: casework.AppealRejected, On: w.today()}))
	w.must(w.Close(w.ctx, w.ada(), w.ref(id), ""))
	listed("closed", map[casework.DeskList]int{casework.ListWithdrawn: 0, casework.ListClosed: 1, casework.ListMine: 0})
	w.must(w.Reopen(w.ctx, w.ada(), w.ref(id), "She changed her mind"))
	equal(t, "reopened, it is among the open", w.file(id).Case.Status, casework.StatusInProgress)
	w.sound()
}
