package storetest

import (
	"testing"

	"forvag/internal/casework"
	"forvag/internal/civil"
	"forvag/internal/fault"
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
	appealed := w.today()
	w.Pass(60)
	settle := func(outcome casework.AppealOutcome, on, until civil.Date) error {
		t.Helper()
		open := w.file(id).OpenAppeal()
		return w.SettleAppeal(w.ctx, w.ada(), w.ref(id), open.ID, casework.Settlement{Outcome: outcome, On: on, Until: until})
	}
	court := w.today().AddDays(-20)
	for what, days := range map[string][2]civil.Date{
		"no day": {}, "tomorrow": {w.today().AddDays(1)}, "before the appeal": {appealed.AddDays(-1)},
		"appealable until before it": {court, court.AddDays(-1)}, "appealable for ever": {court, court.AddYears(2)},
	} {
		isKind(t, what, settle(casework.AppealRejected, days[0], days[1]), fault.Invalid)
	}
	w.must(settle(casework.AppealRejected, court, court.AddDays(21)))
	runs("rejected, and can be appealed", court.AddDays(22))
	w.must(w.RegisterAppeal(w.ctx, w.ada(), id, "", casework.Appeal{Decision: d.ID, Party: w.file(id).Parties[1].ID, Received: court.AddDays(5)}))
	equal(t, "an appeal in time of what the court said is late", w.file(id).OpenAppeal().Late, false)
	waits("appealed again")
	w.must(settle(casework.AppealRejected, w.today().AddDays(-2), civil.Date{}))
	runs("rejected for good, on the day of that decision", court.AddDays(22))
	w.Pass(10)
	w.must(w.RegisterAppeal(w.ctx, w.ada(), id, "", casework.Appeal{Decision: d.ID, Received: w.today()}))
	w.must(settle(casework.AppealAside, w.today(), civil.Date{}))
	equal(t, "set aside: revoked", permit().Revoked, w.today())
	w.sound()
}
