package storetest

import (
	"testing"

	"forvag/internal/casework"
	"forvag/internal/civil"
	"forvag/internal/fault"
	"forvag/internal/identity"
)

// meeting: what the board itself decides is written down, not decided, by an officer. Three weeks run from the day on which it was announced that the
// minutes are adjusted (KL 13:5).
func meeting(t *testing.T, w *World) {
	ctx := w.ctx
	id := w.submit(application("k1", "proposal")).Case
	w.Pass(30)
	today := w.today()
	in := casework.NewDecision{Type: "answer", Outcome: casework.Granted}
	for what, m := range map[string]*casework.Meeting{
		"no meeting":                 nil,
		"a meeting without day":      {Paragraph: "87"},
		"a meeting to come":          {On: today.AddDays(1), Paragraph: "87"},
		"a meeting before the case":  {On: today.AddDays(-31), Paragraph: "87"},
		"a meeting without a number": {On: today, Paragraph: " "},
	} {
		in.Meeting = m
		isKind(t, what, w.Decide(w.ctx, w.dina(), w.ref(id), in), fault.Invalid)
	}
	in.Meeting = &casework.Meeting{On: today.AddDays(-6), Paragraph: "87"}
	isKind(t, "written down by a registrar", w.Decide(w.ctx, w.officer(ada, identity.Registrar), w.ref(id), in), fault.Forbidden)
	w.must(w.Decide(w.ctx, w.ada(), w.ref(id), in))
	d := w.file(id).Decisions[0]
	equal(t, "the decision's day", d.On, today.AddDays(-6))
	equal(t, "paragraph", d.Meeting.Paragraph, "87")
	equal(t, "delegation", d.Delegation, "")
	equal(t, "the appeal's end before the announcement", d.AppealUntil(""), civil.Date{})

	for what, days := range map[string][2]int{
		"not adjusted":                     {0, -1},
		"adjusted before the meeting":      {-7, -1},
		"announced before it was adjusted": {-3, -4},
		"announced tomorrow":               {-3, 1},
	} {
		adjusted := today.AddDays(days[0])
		if days[0] == 0 {
			adjusted = civil.Date{}
		}
		isKind(t, what, w.Announce(w.ctx, w.ada(), w.ref(id), d.ID, adjusted, today.AddDays(days[1])), fault.Invalid)
	}
	w.must(w.Announce(w.ctx, w.ada(), w.ref(id), d.ID, today.AddDays(-3), today.AddDays(-1)))
	d = w.fileOf(w.saga(), id).Decisions[0]
	equal(t, "adjusted", d.Adjusted, today.AddDays(-3))
	equal(t, "announced late", d.AnnouncedLate(), false)
	equal(t, "the appeal's end", d.AppealUntil(""), today.AddDays(20))
	late := d
	late.Announced = d.Announced.AddDays(5)
	equal(t, "announced a week after the adjustment is late", late.AnnouncedLate(), true)

	// What is put on the municipality's own notice board is announced today; of a secret case nothing is.
	posted := w.submit(application("k3", "proposal")).Case
	again := casework.NewDecision{Type: "answer", Outcome: casework.Granted, Meeting: &casework.Meeting{On: today, Paragraph: "89"}}
	w.must(w.Decide(ctx, w.ada(), w.ref(posted), again))
	d = w.file(posted).Decisions[0]
	isKind(t, "a posting without words", w.Post(ctx, w.ada(), w.ref(posted), d.ID, today, casework.Posting{}), fault.Invalid)
	w.must(w.Post(ctx, w.ada(), w.ref(posted), d.ID, today, casework.Posting{Title: "Minutes of today"}))
	d = w.fileOf(w.saga(), posted).Decisions[0]
	equal(t, "the day of the posting", d.Announced, w.today())
	equal(t, "the posting", d.Posting.Title, "Minutes of today")
	secret := w.submit(application("k4", "secret")).Case
	clear := cleared(w.dina())
	w.must(w.Decide(ctx, clear, w.ref(secret), casework.NewDecision{Type: "merits", Outcome: casework.Granted}))
	f := w.file(secret)
	isKind(t, "a posting about a secret case", w.Post(ctx, clear, w.ref(secret), f.Decisions[0].ID, civil.Date{}, casework.Posting{Title: "A grant"}), fault.Forbidden)

	// A board may itself decide what it has delegated.
	other := w.submit(application("k2", "leave")).Case
	own := casework.NewDecision{Type: "leave", Outcome: casework.Granted, Meeting: &casework.Meeting{On: today, Paragraph: "88", Body: "Kommunstyrelsen"}}
	w.must(w.Decide(w.ctx, w.ada(), w.ref(other), own))
	w.sound()
}
