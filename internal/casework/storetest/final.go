package storetest

import (
	"testing"

	"forvag/internal/casework"
	"forvag/internal/civil"
	"forvag/internal/identity"
)

// final: a building permit runs from the day on which nobody can appeal it any more: begun within two years from then, ended within five.
func final(t *testing.T, w *World) {
	in := application("k1", "building")
	in.Parties = append(in.Parties, casework.Party{Person: noor, Role: identity.Neighbour})
	id := w.submit(in).Case
	w.must(w.Decide(w.ctx, w.dina(), w.ref(id), casework.NewDecision{Type: "building", Outcome: casework.Granted, From: w.today()}))
	d := w.file(id).Decisions[0]
	permit := func() casework.Permit {
		t.Helper()
		all, err := w.Permits(w.ctx, w.saga())
		w.must(err)
		equal(t, "permits", len(all), 1)
		return all[0]
	}
	waits := func(what string) {
		t.Helper()
		if p := permit(); !p.From.IsZero() || !p.To.IsZero() || !p.StartBy.IsZero() {
			t.Errorf("%s: the permit runs from %s", what, p.From)
		}
	}
	waits("decided")
	decided := w.today()
	w.must(w.Notice(w.ctx, w.saga(), casework.Ref{ID: id}, casework.Notice{Decision: d.ID}))
	w.must(w.Announce(w.ctx, w.ada(), w.ref(id), d.ID, civil.Date{}, decided))
	from := civil.Deadline(decided.AddDays(7), civil.Period{N: 3, Unit: civil.Weeks}).AddDays(1)
	runs := func(what string, from civil.Date) {
		t.Helper()
		p := permit()
		equal(t, what+": from", p.From, from)
		equal(t, what+": begun by", p.StartBy, from.AddYears(2))
		equal(t, what+": to", p.To, from.AddYears(5))
	}
	runs("announced", from)
	w.Pass(3)
	w.must(w.Notice(w.ctx, w.resident(noor), casework.Ref{ID: id}, casework.Notice{Decision: d.ID}))
	runs("the neighbour served earlier than the others' time ends", from)
	w.Pass(10)
	w.must(w.RegisterAppeal(w.ctx, w.resident(noor), id, "", casework.Appeal{Decision: d.ID, Text: "Too high"}))
	waits("appealed")
	w.Pass(60)
	w.must(w.SettleAppeal(w.ctx, w.ada(), w.ref(id), w.file(id).Appeals[0].ID, casework.AppealRejected, ""))
	runs("the appeal was rejected", w.today().AddDays(1))
	w.sound()
}
