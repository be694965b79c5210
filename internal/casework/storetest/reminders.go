package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"forvag/internal/casework"
	"forvag/internal/civil"
	"forvag/internal/fault"
	"forvag/internal/identity"
)

// Managers hands what ada and nobody has up to dina, who is cleared for nothing, and then to eva. Of bo's cases it cannot tell.
func (w *World) Managers(_ context.Context, _ identity.BoardID, officer identity.PersonID) ([]identity.Principal, error) {
	if officer == bo {
		return nil, errUnmanaged
	}
	eva := cleared(w.officer("eva", identity.DecisionMaker))
	eva.Near = []identity.PersonID{noor}
	return []identity.Principal{w.ada(), w.dina(), eva}, nil
}

var errUnmanaged = errors.New("nobody knows who answers for bo")

// remindOn lets days go by and reminds: what was new is told as kind, what, party or officer, and day.
func (w *World) remindOn(day civil.Date) []string {
	w.T.Helper()
	for w.today().Before(day) {
		w.Pass(1)
	}
	before := w.reminders()
	given, err := w.Remind(w.ctx, system(), casework.DefaultReminding)
	w.must(err)
	after := w.reminders()
	if got := len(after) - len(before); got != given {
		w.T.Errorf("%d reminders given, %d events", given, got)
	}
	again, err := w.Remind(w.ctx, system(), casework.DefaultReminding)
	w.must(err)
	equalT(w.T, "reminded twice", again, 0)
	for _, old := range before {
		i := slices.Index(after, old)
		after = slices.Delete(after, i, i+1)
	}
	return after
}

func equalT[T comparable](t testing.TB, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

// reminders are all that were given, in cases in their order.
func (w *World) reminders() (out []string) {
	for s, err := range w.store.All(w.ctx) {
		w.must(err)
		f, err := casework.Fold(s.Events)
		w.must(err)
		for _, e := range f.Events {
			if r := e.Details.Reminder; r != nil {
				to := string(r.To)
				if r.ToParty() {
					to = "party"
				}
				out = append(out, fmt.Sprintf("%s %s %s %s %s", e.Kind, r.Of, to, r.Day, e.Audience))
			}
		}
	}
	return out
}

func (w *World) want(what string, got []string, want ...string) {
	w.T.Helper()
	if diff := cmp.Diff(want, got, cmp.Transformer("", func(s []string) []string { return slices.Sorted(slices.Values(s)) })); diff != "" {
		w.T.Errorf("%s, -want +got:\n%s", what, diff)
	}
}

// Upgraded holds what happens to a store with cases that nobody was ever reminded of, once upgrade has brought it forward: parties are told of what is still to come,
// and of what was past already nobody, though officers are reminded of it, as of everything else.
func Upgraded(t *testing.T, store casework.Store, upgrade func()) {
	w := NewWorld(t, store)
	ask := func(key string, due civil.Date) {
		id := w.submit(application(key, "leisure")).Case
		w.must(w.Assign(w.ctx, w.ada(), w.ref(id), ada))
		w.must(w.Request(w.ctx, w.ada(), w.ref(id), "A drawing", due, false))
	}
	ask("k1", civil.Must("2026-03-12"))
	ask("k2", civil.Must("2026-03-24"))
	for w.today().Before(civil.Must("2026-03-20")) {
		w.Pass(1)
	}
	upgrade()
	w.want("the first time", w.remindOn(civil.Must("2026-03-20")), "reminded lapsed party 2026-03-12 internal", "reminded unanswered ada 2026-03-12 internal",
		"reminded answer party 2026-03-24 applicants", "reminded clock_near ada 2026-03-26 internal")
	w.want("afterwards", w.remindOn(civil.Must("2026-03-25")), "reminded lapsed party 2026-03-24 applicants", "reminded unanswered ada 2026-03-24 internal",
		"handed_up unanswered dina 2026-03-12 internal")
}

// Aside holds that a reminder, and somebody who follows a case, change nothing of it for the desk: neither when it was changed last nor the version that an officer's
// form is of. forward brings a store forward whose rows say otherwise.
func Aside(t *testing.T, store casework.Store, forward func()) {
	w := NewWorld(t, store)
	id := w.submit(application("k1", "leisure")).Case
	w.must(w.Assign(w.ctx, w.ada(), w.ref(id), ada))
	w.must(w.Request(w.ctx, w.ada(), w.ref(id), "A drawing", civil.Must("2026-03-12"), false))
	as := w.file(id).Case
	for _, day := range []string{"2026-03-09", "2026-03-13", "2026-03-18"} { // before it, after it, and handed up
		if len(w.remindOn(civil.Must(day))) == 0 {
			t.Errorf("nobody is reminded on %s", day)
		}
	}
	forward()
	rows, _, err := w.Desk(w.ctx, w.ada(), casework.DeskFilter{List: casework.ListMine})
	w.must(err)
	equal(t, "changed", rows[0].ChangedAt, as.ChangedAt)
	equal(t, "the version", rows[0].Version, as.Version)
	w.must(w.WithdrawRequest(w.ctx, w.ada(), casework.Ref{ID: id, Version: as.Version}, w.file(id).OpenRequest().ID, ""))
	w.sound()
}

// failing: what is wrong with one case keeps nobody else from being reminded, and that case alone is tried again.
func failing(t *testing.T, w *World) {
	ids := map[identity.PersonID]casework.CaseID{}
	for _, p := range []identity.Principal{w.ada(), w.bo()} {
		ids[p.Actor] = w.submit(application(string(p.Actor), "leisure")).Case
		w.must(w.Assign(w.ctx, p, w.ref(ids[p.Actor]), p.Actor))
		w.must(w.Request(w.ctx, p, w.ref(ids[p.Actor]), "A drawing", civil.Must("2026-03-04"), false))
	}
	w.remindOn(civil.Must("2026-03-05"))
	for w.today().Before(civil.Must("2026-03-10")) {
		w.Pass(1)
	}
	_, err := w.Remind(w.ctx, system(), casework.DefaultReminding)
	var failed *casework.UnremindedError
	if !errors.As(err, &failed) || !errors.Is(err, errUnmanaged) {
		t.Fatalf("reminding: %v", err)
	}
	if diff := cmp.Diff([]casework.CaseID{ids[bo]}, failed.Cases); diff != "" {
		t.Errorf("cases in which nobody could be reminded, -want +got:\n%s", diff)
	}
	rows, _, err := w.Desk(w.ctx, w.dina(), casework.DeskFilter{List: casework.ListReminded})
	w.must(err)
	if len(rows) != 1 || rows[0].ID != ids[ada] {
		t.Errorf("the manager's list is %+v", rows)
	}
	if _, err := w.RemindIn(w.ctx, system(), casework.DefaultReminding, failed.Cases); !errors.As(err, &failed) {
		t.Errorf("again: %v", err)
	}
	w.must(w.Assign(w.ctx, w.ada(), w.ref(ids[bo]), ada))
	w.must(w.Note(w.ctx, w.ada(), ids[bo], "Taken over"))
	for w.today().Before(civil.Must("2026-03-13")) {
		w.Pass(1)
	}
	_, err = w.RemindIn(w.ctx, system(), casework.DefaultReminding, failed.Cases)
	w.must(err)
	_, total, err := w.Desk(w.ctx, w.dina(), casework.DeskFilter{List: casework.ListReminded})
	w.must(err)
	equal(t, "handed up once somebody answers for it", total, 2)
	w.sound()
}

// clockReminders: of each time an officer is reminded when its own rule says, or when the municipality says of all.
func clockReminders(t *testing.T, w *World) {
	id := w.submit(application("k1", "watched")).Case // on 2 March 2026; twelve weeks end on 25 May, and Easter, 1 May and Ascension lie between
	w.must(w.Assign(w.ctx, w.ada(), w.ref(id), ada))
	due := civil.Must("2026-05-25")
	for _, c := range w.file(id).Clocks {
		equal(t, "the end of "+c.ID, c.Due, due)
	}
	const near = "reminded clock_near ada 2026-05-25 internal"
	for _, c := range []struct {
		days int
		want []string
	}{{31, nil}, {30, []string{near}}, {6, nil}, {5, []string{near}}, {2, nil}, {1, []string{near}}} {
		w.want(fmt.Sprint(c.days, " working days before"), w.remindOn(civil.AddWorkingDays(due, -c.days)), c.want...)
	}
	w.sound()
}

// reminders: a party is reminded before their day and told when it has passed, and an officer of what follows; a promise that stands still reminds of
// nothing, and FL 12 § is told of where it holds. All days are working days: 2 March 2026 is a Monday.
func reminders(t *testing.T, w *World) {
	id := w.submit(application("k1", "leisure")).Case // promised within ten working days, 16 March; the law gives four months, 2 July
	w.must(w.Assign(w.ctx, w.ada(), w.ref(id), ada))
	w.want("at once", w.remindOn(civil.Must("2026-03-02")))
	w.must(w.Request(w.ctx, w.ada(), w.ref(id), "A drawing", civil.Must("2026-03-12"), false))
	w.want("with days left", w.remindOn(civil.Must("2026-03-06")))
	w.want("three working days before", w.remindOn(civil.Must("2026-03-09")), "reminded answer party 2026-03-12 applicants")
	w.want("on the last day, when the promise stands still", w.remindOn(civil.Must("2026-03-12")))
	w.want("the day after", w.remindOn(civil.Must("2026-03-13")), "reminded lapsed party 2026-03-12 applicants",
		"reminded unanswered ada 2026-03-12 internal")
	overdue, total, err := w.Desk(w.ctx, w.ada(), casework.DeskFilter{List: casework.ListOverdue})
	w.must(err)
	equal(t, "overdue", total, 1)
	equal(t, "awaited until", overdue[0].Awaited, civil.Must("2026-03-12"))
	equal(t, "what presses", overdue[0].Pressing, casework.Reminder{Of: casework.OfUnanswered, About: string(w.file(id).OpenRequest().ID), Day: civil.Must("2026-03-12")})
	f, err := w.Case(w.ctx, w.saga(), id)
	w.must(err)
	for _, e := range f.Events {
		if r := e.Details.Reminder; r != nil && !r.ToParty() {
			t.Errorf("the party sees that the officer is reminded of %s", r.Of)
		}
	}
	equal(t, "what the party sees of the officer's reminders", len(f.Reminded()), 0)
	equal(t, "what stands", len(w.file(id).Reminded()), 1)
	w.must(w.Answer(w.ctx, w.saga(), id, "a1", f.OpenRequest().ID, "Here", nil))
	equal(t, "what stands once it came", len(w.file(id).Reminded()), 0)
	_, total, err = w.Desk(w.ctx, w.ada(), casework.DeskFilter{List: casework.ListReminded})
	w.must(err)
	equal(t, "in the list", total, 0)
	promised := w.clock(id, "answer").Due // ten days later: the case waited for the party from the 2nd to the 12th
	w.want("three working days before the promise", w.remindOn(civil.AddWorkingDays(promised, -5)), "reminded clock_near ada "+promised.String()+" internal")
	w.want("on its last day", w.remindOn(promised))
	w.want("after it", w.remindOn(civil.AddWorkingDays(promised, 1)), "reminded clock_over ada "+promised.String()+" internal")
	w.must(w.Note(w.ctx, w.ada(), id, "Called"))
	w.must(w.Decide(w.ctx, w.dina(), w.ref(id), casework.NewDecision{Type: "leisure", Outcome: casework.Refused,
		Grounds: casework.Grounds{Law: []string{"SoL 11:1"}, Circumstances: "As it is"}}))
	equal(t, "what stands once it is decided", len(w.file(id).Reminded()), 0)

	secret, legality := w.submit(application("k2", "secret")).Case, w.submit(application("k3", "leave")).Case // of the latter FL 12 § says nothing
	six := w.today().AddMonths(6)
	got := w.remindOn(civil.AddWorkingDays(six, -5))
	if !slices.Contains(got, "reminded half_year  "+six.String()+" internal") {
		t.Errorf("before half a year: %v", got)
	}
	got = w.remindOn(six)
	if !slices.Contains(got, "reminded demand party "+six.String()+" applicants") {
		t.Errorf("after half a year: %v", got)
	}
	for _, e := range w.file(legality).Events {
		if e.Details.Reminder != nil {
			t.Errorf("reminded of %s in a case that only laglighetsprövning reaches", e.Details.Reminder.Of)
		}
	}
	w.must(w.DemandDecision(w.ctx, w.saga(), secret))
	four := civil.Deadline(six, civil.Period{N: 4, Unit: civil.Weeks})
	got = w.remindOn(civil.AddWorkingDays(four, -5))
	if !slices.Contains(got, "reminded clock_near  "+four.String()+" internal") {
		t.Errorf("before the four weeks end: %v", got)
	}
	_, err = w.Remind(w.ctx, w.ada(), casework.DefaultReminding)
	isKind(t, "an officer who reminds", err, fault.Forbidden)
	w.sound()
}

// handedUp: what nobody does anything with for three working days goes to the nearest manager who may see it, once.
func handedUp(t *testing.T, w *World) {
	id := w.submit(application("k1", "leisure")).Case
	in := application("k2", "secret")
	in.Parties = append(in.Parties, casework.Party{Person: noor, Role: identity.Neighbour})
	secret := w.submit(in).Case
	w.must(w.Assign(w.ctx, w.ada(), w.ref(id), ada))
	asked := civil.Must("2026-03-04")
	w.must(w.Request(w.ctx, w.ada(), w.ref(id), "A drawing", asked, false))
	w.must(w.Request(w.ctx, cleared(w.ada()), w.ref(secret), "A drawing", asked, false))
	w.want("the day after", w.remindOn(civil.Must("2026-03-05")), "reminded lapsed party 2026-03-04 applicants", "reminded lapsed party 2026-03-04 applicants",
		"reminded unanswered ada 2026-03-04 internal", "reminded unanswered  2026-03-04 internal")
	w.Pass(1)
	w.must(w.Note(w.ctx, w.ada(), id, "Called"))
	w.want("two working days later", w.remindOn(civil.Must("2026-03-09")))
	// The secret case: dina is not cleared, and eva is near to a party.
	w.want("three working days later, counted from what was done last", w.remindOn(civil.Must("2026-03-11")), "handed_up unanswered dina 2026-03-04 internal")
	rows, total, err := w.Desk(w.ctx, w.dina(), casework.DeskFilter{List: casework.ListReminded})
	w.must(err)
	equal(t, "the manager's list", total, 1)
	if total == 1 && (rows[0].ID != id || rows[0].HandedTo != dina) {
		t.Errorf("the manager's list is %+v", rows)
	}
	_, total, err = w.Desk(w.ctx, w.bo(), casework.DeskFilter{List: casework.ListReminded})
	w.must(err)
	equal(t, "another officer's list", total, 0)
	_, total, err = w.Desk(w.ctx, cleared(w.bo()), casework.DeskFilter{List: casework.ListReminded})
	w.must(err)
	equal(t, "the list of who may take what nobody has", total, 1)
	w.must(w.WithdrawRequest(w.ctx, w.ada(), w.ref(id), w.file(id).OpenRequest().ID, ""))
	_, total, err = w.Desk(w.ctx, w.dina(), casework.DeskFilter{List: casework.ListReminded})
	w.must(err)
	equal(t, "the manager's list once it is done", total, 0)
	w.sound()
}

// appealReminders: who lost is reminded before their time to appeal ends, unless they have appealed; the officer is reminded of who has not got part of it,
// of an appeal that lies, and that the decision stands.
func appealReminders(t *testing.T, w *World) {
	refuse := func(key, caseType, kind string) casework.CaseID {
		id := w.submit(application(key, caseType)).Case
		w.must(w.Assign(w.ctx, w.ada(), w.ref(id), ada))
		w.must(w.Decide(w.ctx, w.dina(), w.ref(id), casework.NewDecision{Type: kind, Outcome: casework.Refused,
			Grounds: casework.Grounds{Law: []string{"A law"}, Circumstances: "As it is"}}))
		return id
	}
	quiet, loud, leave := refuse("k1", "permit", "merits"), refuse("k2", "permit", "merits"), refuse("k3", "leave", "leave")
	five := civil.Must("2026-03-09")
	w.want("nobody was told", w.remindOn(five), "reminded notice ada 2026-03-09 internal", "reminded notice ada 2026-03-09 internal",
		"reminded notice ada 2026-03-09 internal")
	for _, id := range []casework.CaseID{quiet, loud} {
		f := w.file(id)
		w.must(w.Notice(w.ctx, w.ada(), w.ref(id), casework.Notice{Decision: f.Decision().ID, Party: f.Parties[0].ID, On: five, How: casework.NoticeLetter, Evidence: "delgivningskvitto"}))
	}
	w.must(w.Announce(w.ctx, w.ada(), w.ref(leave), w.file(leave).Decision().ID, civil.Date{}, five))
	w.must(w.RegisterAppeal(w.ctx, w.saga(), loud, "p1", casework.Appeal{Decision: w.file(loud).Decision().ID, Text: "No"}))
	w.must(w.Close(w.ctx, w.ada(), w.ref(leave), ""))
	until := civil.Must("2026-03-30")
	w.want("an appeal that lies", w.remindOn(civil.Must("2026-03-16")), "reminded forward ada 2026-03-16 internal")
	w.want("and is ignored", w.remindOn(civil.Must("2026-03-19")), "handed_up forward dina 2026-03-16 internal")
	w.want("before the time ends, closed or not", w.remindOn(civil.Must("2026-03-23")), "reminded appeal party "+until.String()+" internal",
		"reminded appeal party "+until.String()+" internal")
	f, err := w.Case(w.ctx, w.saga(), quiet)
	w.must(err)
	if !slices.ContainsFunc(f.Events, func(e casework.Event) bool {
		return e.Details.Reminder != nil && e.Details.Reminder.Of == casework.OfAppeal
	}) {
		t.Error("the party does not see that they were reminded")
	}
	w.want("when it has ended", w.remindOn(until.AddDays(1)), "reminded final ada 2026-03-31 internal")
	w.sound()
}

// remindedOnce: several processes remind at once.
func remindedOnce(t *testing.T, w *World) {
	for i := range 3 {
		id := w.submit(application(fmt.Sprint("k", i), "leisure")).Case
		w.must(w.Request(w.ctx, w.ada(), w.ref(id), "A drawing", w.today().AddDays(1), false))
	}
	w.Pass(3)
	var all sync.WaitGroup
	var mu sync.Mutex
	given := 0
	for range 4 {
		all.Go(func() {
			n, err := w.Remind(w.ctx, system(), casework.DefaultReminding)
			mu.Lock()
			defer mu.Unlock()
			if given += n; err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	equal(t, "given", given, 6)
	equal(t, "events", len(w.reminders()), 6)
	w.sound()
}

// remind reminds, and looks that nobody is reminded twice, that all that is late stands in the list, and that a time that stands still is not told of.
func (h *history) remind(r *rapid.T) {
	before := map[casework.CaseID]int{}
	for _, id := range h.cases {
		before[id] = h.look(r, id).Case.Seq
	}
	if _, err := h.Remind(h.ctx, system(), casework.DefaultReminding); err != nil {
		r.Fatalf("remind: %v", err)
	}
	if again, err := h.Remind(h.ctx, system(), casework.DefaultReminding); err != nil || again != 0 {
		r.Fatalf("%d are reminded twice, %v", again, err)
	}
	today := h.today()
	for _, id := range h.cases {
		f := h.look(r, id)
		seen := map[casework.Reminder]bool{}
		for _, e := range f.Events {
			if e.Details.Reminder == nil {
				continue
			}
			key := *e.Details.Reminder
			key.To, key.Up = "", e.Kind == casework.HandedUp
			if seen[key] {
				r.Fatalf("reminded twice: %+v", key)
			}
			seen[key] = true
			if e.Seq > before[id] && key.Of == casework.OfClockNear && !f.PausedUntil(today).IsZero() &&
				slices.ContainsFunc(f.Clocks, func(c casework.Clock) bool { return c.ID == key.About && c.Pauses }) {
				r.Fatalf("reminded of %s while it stands still", key.About)
			}
			if e.Seq > before[id] && (key.Of == casework.OfLapsed || key.Of == casework.OfClockOver) != key.Day.Before(today) &&
				(key.Of == casework.OfAnswer || key.Of == casework.OfClockNear || key.Of == casework.OfAppeal || key.Of == casework.OfLapsed || key.Of == casework.OfClockOver) {
				r.Fatalf("on %s reminded of %+v", today, key)
			}
		}
		if f.Case.IsClosed() {
			continue
		}
		stands := f.Reminded()
		for _, c := range f.Clocks {
			if c.Runs() && c.Due.Before(today) && !slices.ContainsFunc(stands, func(g casework.Reminder) bool {
				return g.Of == casework.OfClockOver && g.About == c.ID && g.Day == c.Due
			}) {
				r.Fatalf("nobody is reminded that %s ended on %s", c.ID, c.Due)
			}
		}
		if q := f.OpenRequest(); q != nil && q.Due.Before(today) && !seen[casework.Reminder{Of: casework.OfLapsed, About: string(q.ID), Party: q.Party, Day: q.Due}] {
			r.Fatal("nobody is told that the day to answer has passed")
		}
		if _, n, err := h.Desk(h.ctx, cleared(h.ada()), casework.DeskFilter{List: casework.ListReminded, Query: f.Case.Diary.String()}); err != nil || (n == 1) != (len(stands) > 0 &&
			(f.Case.Assignee == "" || f.Case.Assignee == ada)) {
			r.Fatalf("the list has it %d times (%v); what stands: %+v", n, err, stands)
		}
	}
}

// closedEarly: a case is not closed before the time to appeal its decision can begin, unless the officer says why, and the parties see it.
func closedEarly(t *testing.T, w *World) {
	ctx := w.ctx
	for _, test := range []struct {
		name, caseType, kind string
		outcome              casework.Outcome
		announce, party      bool // what is left
	}{
		{"leave that is granted", "leave", "leave", casework.Granted, true, false},
		{"leave that is refused", "leave", "leave", casework.Refused, true, false},
		{"what the party got", "leisure", "leisure", casework.Granted, false, false},
		{"what the party got a part of", "leisure", "leisure", casework.PartlyGranted, false, true},
		{"what the party did not get", "leisure", "leisure", casework.Refused, false, true},
		{"what is dismissed", "leisure", "leisure", casework.Dismissed, false, true},
		{"what is written off", "leave", "leave", casework.WrittenOff, false, false},
		{"a building permit", "building", "building", casework.Granted, true, false},
		{"a building permit that is refused", "building", "building", casework.Refused, false, true},
	} {
		id := w.submit(application(test.name, test.caseType)).Case
		w.must(w.Decide(ctx, w.dina(), w.ref(id), casework.NewDecision{Type: test.kind, Outcome: test.outcome,
			Grounds: casework.Grounds{Law: []string{"A law"}, Circumstances: "As it is"}}))
		f := w.file(id)
		var announce, party bool
		for _, left := range f.Left() {
			announce, party = announce || left.Party == "", party || left.Party == f.Parties[0].ID
		}
		if announce != test.announce || party != test.party {
			t.Errorf("%s: to announce %v, to tell the party %v; left is %+v", test.name, announce, party, f.Left())
		}
		if !announce && !party {
			w.must(w.Close(ctx, w.ada(), w.ref(id), ""))
			continue
		}
		may, err := w.Options(ctx, w.ada(), f)
		w.must(err)
		equal(t, test.name+": closing is offered", may.Can(casework.Closed), true)
		refused(t, test.name, w.Close(ctx, w.ada(), w.ref(id), ""), "case.appeal_not_begun")
		refused(t, test.name+", for a blank reason", w.CloseEarly(ctx, w.ada(), w.ref(id), "", " "), "case.appeal_not_begun")
		if test.outcome == casework.Granted {
			w.must(w.CloseEarly(ctx, w.ada(), w.ref(id), "", "It will be reported to the board"))
			mine, err := w.Case(ctx, w.saga(), id)
			w.must(err)
			equal(t, test.name+": the party sees why", mine.Events[len(mine.Events)-1].Details.Reason, "It will be reported to the board")
			continue
		}
		d := f.Decision().ID
		if announce {
			w.must(w.Announce(ctx, w.ada(), w.ref(id), d, civil.Date{}, w.today()))
		}
		if party {
			w.must(w.Notice(ctx, w.ada(), w.ref(id), casework.Notice{Decision: d, Party: f.Parties[0].ID, On: w.today(), How: casework.NoticeLetter, Evidence: "delgivningskvitto"}))
		}
		w.must(w.Close(ctx, w.ada(), w.ref(id), ""))
	}
	id := w.submit(application("back", "leisure")).Case
	w.must(w.Withdraw(ctx, w.saga(), id, ""))
	refused(t, "telling of a delay of what was taken back", w.Delay(ctx, w.ada(), w.ref(id), "Many cases", civil.Date{}), "case.withdrawn")
	refused(t, "waiting in what was taken back", w.Wait(ctx, w.ada(), w.ref(id), "Somebody", civil.Date{}), "case.withdrawn")
	w.sound()
}
