package storetest

import (
	"cmp"
	"fmt"
	"slices"
	"testing"

	"forvag/internal/casework"
	"forvag/internal/civil"
	"forvag/internal/fault"
	"forvag/internal/identity"
)

// visibility looks at one case through everybody's eyes.
func visibility(t *testing.T, w *World) {
	in := application("k1", "secret")
	in.Parties = append(in.Parties, casework.Party{Person: omar, Role: identity.Informed}, casework.Party{Person: noor, Role: identity.Neighbour})
	in.Documents = []casework.NewDocument{{Filename: "certificate.pdf", Hash: "aa"}}
	id := w.submit(in).Case
	officer := cleared(w.ada())
	w.must(w.Note(w.ctx, officer, id, "A note"))
	w.must(w.Message(w.ctx, w.saga(), id, "m1", "", "Private", nil))
	w.must(w.Message(w.ctx, w.resident(noor), id, "m2", "", "I object", nil))

	for _, test := range []struct {
		name                                     string
		p                                        identity.Principal
		kind                                     error
		documents, messages, notes, answersBytes int
	}{
		{"the applicant", w.saga(), nil, 1, 2, 0, 18},
		{"the informed guardian", w.resident(omar), nil, 0, 0, 0, 0},
		{"the neighbour", w.resident(noor), nil, 0, 1, 0, 0},
		{"somebody else", w.resident(kim), fault.NotFound, 0, 0, 0, 0},
		{"nobody", identity.Principal{}, fault.Forbidden, 0, 0, 0, 0},
		{"the cleared officer", officer, nil, 1, 2, 1, 18},
		{"the officer who is not cleared", w.ada(), fault.Forbidden, 0, 0, 0, 0},
		{"an officer of another board", cleared(w.lo()), fault.NotFound, 0, 0, 0, 0},
		{"the applicant at work", cleared(w.officer(saga, identity.CaseOfficer)), fault.Forbidden, 0, 0, 0, 0},
		{"the administrator", Administrator(), fault.NotFound, 0, 0, 0, 0},
	} {
		f, err := w.Case(w.ctx, test.p, id)
		if test.kind != nil {
			isKind(t, test.name, err, test.kind)
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
			continue
		}
		notes := 0
		for _, e := range f.Events {
			if e.Kind == casework.Noted {
				notes++
			}
			if e.Payload != nil || e.Details.Opening != nil {
				t.Errorf("%s: event %d carries its payload", test.name, e.Seq)
			}
		}
		got := fmt.Sprint(len(f.Documents), len(f.Messages), notes, len(f.Answers))
		equal(t, test.name, got, fmt.Sprint(test.documents, test.messages, test.notes, test.answersBytes))
	}
	f := w.fileOf(officer, id)
	withheld := []casework.NewDocument{{Filename: "threat.pdf", Hash: "bb", Withheld: true}}
	w.must(w.AddDocument(w.ctx, officer, id, "", casework.DocumentReceived, casework.Applicants, withheld))
	equal(t, "documents that the applicant sees beside a withheld one", len(w.fileOf(w.saga(), id).Documents), 1)
	w.must(w.Request(w.ctx, officer, casework.Ref{ID: id, Version: f.Case.Version + 1}, "A certificate", w.today(), false))
	equal(t, "status to the applicant", w.fileOf(w.saga(), id).Case.Status, casework.StatusWaitingYou)
	equal(t, "status to the neighbour", w.fileOf(w.resident(noor), id).Case.Status, casework.StatusWaitingOther)
	rows, err := w.Mine(w.ctx, w.resident(noor), casework.MineFilter{})
	w.must(err)
	equal(t, "status in the neighbour's list", rows[0].Status, casework.StatusWaitingOther)
	_, err = w.Document(w.ctx, w.resident(omar), id, w.fileOf(officer, id).Documents[0].ID)
	isKind(t, "the informed guardian's download", err, fault.NotFound)

	in = application("marks", "permit")
	in.Documents = []casework.NewDocument{{Filename: "certificate.pdf", Hash: "cc"}}
	id = w.submit(in).Case
	doc, mark := w.file(id).Documents[0].ID, casework.Secrecy{Law: "OSL 26:1", Strength: casework.Reversed}
	w.must(w.SetSecrecy(w.ctx, w.ada(), w.ref(id), doc, mark))
	for what, p := range map[string]identity.Principal{"an officer without clearance": w.ada(), "with it, and a weak login": weak(officer)} {
		isKind(t, what+" unmarks what they may not read", w.SetSecrecy(w.ctx, p, w.ref(id), doc, casework.Secrecy{}), fault.NotFound)
	}
	isKind(t, "marking what is not there", w.SetSecrecy(w.ctx, officer, w.ref(id), "none", mark), fault.NotFound)
	equal(t, "the mark", w.file(id).Documents[0].Secrecy, mark)
	w.must(w.SetSecrecy(w.ctx, officer, w.ref(id), doc, casework.Secrecy{}))
	equal(t, "the mark, taken away", w.file(id).Documents[0].Secrecy, casework.Secrecy{})

	protected := application("k2", "permit")
	protected.Protected = true
	protected.Parties = append(protected.Parties, casework.Party{Person: omar, Role: identity.Informed},
		casework.Party{Person: noor, Role: identity.Neighbour})
	id = w.submit(protected).Case
	_, err = w.Case(w.ctx, w.resident(omar), id)
	isKind(t, "the other guardian of a protected person", err, fault.NotFound)
	f, err = w.Case(w.ctx, w.resident(noor), id)
	w.must(err)
	for _, p := range f.Parties {
		if p.Person == saga {
			t.Error("the neighbour sees who the protected applicant is")
		}
	}
	if f.Answers != nil || f.Case.Title != "Building permit" {
		t.Errorf("the neighbour sees a protected applicant's form (%s) or title (%s)", f.Answers, f.Case.Title)
	}
}

// weak is a login that secrets are not shown to.
func weak(p identity.Principal) identity.Principal {
	p.Assurance = identity.AssuranceLow
	return p
}

func (w *World) fileOf(p identity.Principal, id casework.CaseID) *casework.File {
	w.T.Helper()
	f, err := w.Case(w.ctx, p, id)
	w.must(err)
	return f
}

// deskUntil holds that the list stands in the order of the days that it tells: an answer that should have come goes before a case that is to be decided later.
func deskUntil(t *testing.T, w *World) {
	own := w.submit(application("k-own", "leisure")).Case
	w.Pass(1)
	later := w.submit(application("k-later", "leisure")).Case
	w.must(w.Request(w.ctx, w.ada(), w.ref(later), "A drawing", w.today().AddDays(30), false))
	w.Pass(1)
	late := w.submit(application("k-late", "leisure")).Case
	w.must(w.Request(w.ctx, w.ada(), w.ref(late), "A drawing", w.today().AddDays(2), false))
	order := func() (ids []casework.CaseID, days []civil.Date) {
		rows, _, err := w.Desk(w.ctx, w.ada(), casework.DeskFilter{})
		w.must(err)
		for i := range rows {
			ids, days = append(ids, rows[i].ID), append(days, rows[i].Until(w.today()))
		}
		return ids, days
	}
	ids, _ := order()
	equal(t, "before it is late", slices.Index(ids, late) > slices.Index(ids, own), true)
	w.Pass(5)
	ids, days := order()
	equal(t, "the late one", ids[0], late)
	equal(t, "in the order of the days", slices.IsSortedFunc(days, func(a, b civil.Date) int {
		switch {
		case a == b:
			return 0
		case b.IsZero() || !a.IsZero() && a.Before(b):
			return -1
		}
		return 1
	}), true)
}

// desk asks that lists and their totals hold exactly what the officer may open.
func desk(t *testing.T, w *World) {
	in := application("k1", "permit")
	in.Words = "Almby IF 8999999991"
	open := w.submit(in)
	secret := w.submit(application("k2", "secret"))
	in = application("k3", "permit")
	in.Protected = true
	protected := w.submit(in)
	w.must(w.Assign(w.ctx, w.ada(), w.ref(open.Case), ada))

	for _, test := range []struct {
		name   string
		p      identity.Principal
		filter casework.DeskFilter
		want   []casework.Receipt
	}{
		{"open", w.ada(), casework.DeskFilter{}, []casework.Receipt{open}},
		{"cleared", cleared(w.ada()), casework.DeskFilter{Sort: casework.SortReceived}, []casework.Receipt{open, secret, protected}},
		{"mine", w.ada(), casework.DeskFilter{List: casework.ListMine}, []casework.Receipt{open}},
		{"another's", w.bo(), casework.DeskFilter{List: casework.ListMine}, nil},
		{"unassigned", cleared(w.ada()), casework.DeskFilter{List: casework.ListUnassigned, Sort: casework.SortReceived},
			[]casework.Receipt{secret, protected}},
		{"another board", cleared(w.lo()), casework.DeskFilter{List: casework.ListAll}, nil},
		{"words", cleared(w.ada()), casework.DeskFilter{Query: "carport lillg", Sort: casework.SortChanged},
			[]casework.Receipt{open, protected, secret}},
		{"words that are not there", cleared(w.ada()), casework.DeskFilter{Query: "garage"}, nil},
		{"organisation number", w.ada(), casework.DeskFilter{Query: "899999-9991"}, []casework.Receipt{open}},
		{"diary number", w.ada(), casework.DeskFilter{Query: open.Diary.String()}, []casework.Receipt{open}},
		{"a secret one's diary number", w.ada(), casework.DeskFilter{Query: secret.Diary.String()}, nil},
		{"type", cleared(w.ada()), casework.DeskFilter{Type: "secret"}, []casework.Receipt{secret}},
		{"second page", cleared(w.ada()), casework.DeskFilter{Sort: casework.SortReceived, Page: 1, Size: 2}, []casework.Receipt{protected}},
		{"several boards", manyBoards(w.ada()), casework.DeskFilter{Query: "carport", Sort: casework.SortReceived},
			[]casework.Receipt{open, secret}},
		{"no grants", identity.Principal{Kind: identity.Officer, Actor: ada}, casework.DeskFilter{}, nil},
		{"one's own case", cleared(w.officer(saga, identity.CaseOfficer)), casework.DeskFilter{}, nil},
		{"the case of somebody at home", livingWith(cleared(w.ada()), saga), casework.DeskFilter{}, nil},
	} {
		rows, total, err := w.Desk(w.ctx, test.p, test.filter)
		if len(test.p.Grants) == 0 {
			isKind(t, test.name, err, fault.Forbidden)
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
			continue
		}
		var got, want []string
		for _, r := range rows {
			got = append(got, r.Diary.String())
		}
		for _, r := range test.want {
			want = append(want, r.Diary.String())
		}
		equal(t, test.name, fmt.Sprint(got), fmt.Sprint(want))
		if test.filter.Size == 0 {
			equal(t, test.name+": total", total, len(want))
			list := cmp.Or(test.filter.List, casework.ListOpen)
			counts, err := w.DeskCounts(w.ctx, test.p, test.filter, []casework.DeskList{list, casework.ListOverdue})
			w.must(err)
			equal(t, test.name+": counted", counts[list], len(want))
			equal(t, test.name+": counted as overdue", counts[casework.ListOverdue], 0)
		}
	}
	_, _, err := w.Desk(w.ctx, w.saga(), casework.DeskFilter{})
	isKind(t, "a resident", err, fault.Forbidden)
	w.Pass(90)
	rows, _, err := w.Desk(w.ctx, w.ada(), casework.DeskFilter{List: casework.ListOverdue})
	w.must(err)
	equal(t, "overdue", len(rows), 1)
	counts, err := w.DeskCounts(w.ctx, w.ada(), casework.DeskFilter{}, []casework.DeskList{casework.ListOverdue, casework.ListAgents})
	w.must(err)
	equal(t, "overdue, counted", counts[casework.ListOverdue], 1)
	equal(t, "agents, counted", counts[casework.ListAgents], 0)
	_, err = w.DeskCounts(w.ctx, w.saga(), casework.DeskFilter{}, nil)
	isKind(t, "a resident who counts", err, fault.Forbidden)
	given, err := w.Remind(w.ctx, system(), casework.DefaultReminding)
	w.must(err)
	equal(t, "cases of every board that are late", given, 2)
	rows, total, err := w.Desk(w.ctx, w.ada(), casework.DeskFilter{List: casework.ListReminded})
	w.must(err)
	equal(t, "reminded of", total, 1)
	equal(t, "reminded on", rows[0].Reminded, w.today())
}

// manyBoards has an officer serve another board too, and see secret cases on the first.
func manyBoards(p identity.Principal) identity.Principal {
	p.Grants = []identity.Grant{{Board: "KS", Role: identity.CaseOfficer, Secrecy: true, Protected: true},
		{Board: board, Role: identity.Reader}, {Board: board, Role: identity.CaseOfficer, Secrecy: true}}
	return p
}

func mine(t *testing.T, w *World) {
	var cases []casework.CaseID
	for i := range 5 {
		cases = append(cases, w.submit(application(fmt.Sprint("k", i), "permit")).Case)
	}
	w.must(w.Request(w.ctx, w.ada(), w.ref(cases[1]), "A drawing", w.today().AddDays(7), false))
	w.must(w.Withdraw(w.ctx, w.saga(), cases[0], ""))
	w.must(w.Decide(w.ctx, w.ada(), w.ref(cases[0]), casework.NewDecision{Type: "merits", Outcome: casework.WrittenOff}))
	w.must(w.Close(w.ctx, w.ada(), w.ref(cases[0]), ""))

	list := func(filter casework.MineFilter) string {
		t.Helper()
		var got []string
		for {
			rows, err := w.Mine(w.ctx, w.saga(), filter)
			w.must(err)
			for _, r := range rows {
				got = append(got, fmt.Sprint(r.Diary.Number))
			}
			if len(rows) == 0 || filter.Limit == 0 {
				return fmt.Sprint(got)
			}
			filter.Cursor = rows[len(rows)-1].Cursor()
		}
	}
	equal(t, "all", list(casework.MineFilter{}), "[2 5 4 3 1]")
	equal(t, "all by pages", list(casework.MineFilter{Limit: 2}), "[2 5 4 3 1]")
	equal(t, "needs me", list(casework.MineFilter{Only: casework.OnlyNeedsMe}), "[2]")
	equal(t, "open", list(casework.MineFilter{Only: casework.OnlyOpen}), "[2 5 4 3]")
	equal(t, "ongoing", list(casework.MineFilter{Only: casework.OnlyOngoing}), "[5 4 3]")
	equal(t, "closed", list(casework.MineFilter{Only: casework.OnlyClosed}), "[1]")
	equal(t, "words", list(casework.MineFilter{Query: "CARPORT 2026-000004"}), "[4]")
	equal(t, "a wildcard is a letter", list(casework.MineFilter{Query: "%"}), "[]")

	n, err := w.Counts(w.ctx, w.saga())
	w.must(err)
	equal(t, "counts", n, casework.Counts{NeedsMe: 1, Ongoing: 3, Closed: 1, Unseen: 2})
	whole, err := w.Mine(w.ctx, w.saga(), casework.MineFilter{})
	w.must(err)
	equal(t, "counts of the whole list", casework.CountsOf(whole), n)
	needs, err := w.NeedsMe(w.ctx, w.saga())
	w.must(err)
	equal(t, "needs me", needs, n.NeedsMe)
	w.must(w.MarkRead(w.ctx, w.saga(), cases[1], w.file(cases[1]).Case.Seq))
	n, err = w.Counts(w.ctx, w.saga())
	w.must(err)
	equal(t, "unseen after reading", n.Unseen, 1)
	equal(t, "seen", w.fileOf(w.saga(), cases[1]).Seen, 2)

	w.must(w.Decide(w.ctx, w.ada(), w.ref(cases[2]), casework.NewDecision{Type: "merits", Outcome: casework.Granted}))
	w.must(w.Close(w.ctx, w.ada(), w.ref(cases[2]), ""))
	equal(t, "needs me, an unread decision in a closed case", list(casework.MineFilter{Only: casework.OnlyNeedsMe}), "[3 2]")
	w.must(w.Notice(w.ctx, w.saga(), casework.Ref{ID: cases[2]}, casework.Notice{Decision: w.file(cases[2]).Decisions[0].ID}))
	equal(t, "needs me, once it is read", list(casework.MineFilter{Only: casework.OnlyNeedsMe}), "[2]")
	equal(t, "closed, once it is read", list(casework.MineFilter{Only: casework.OnlyClosed}), "[3 1]")

	other, err := w.Mine(w.ctx, w.resident(kim), casework.MineFilter{})
	w.must(err)
	equal(t, "somebody else's list", len(other), 0)
	_, err = w.Mine(w.ctx, w.ada(), casework.MineFilter{})
	isKind(t, "an officer's list", err, fault.Forbidden)
	_, err = w.Mine(w.ctx, w.saga(), casework.MineFilter{Cursor: "x"})
	isKind(t, "a cursor from elsewhere", err, fault.Invalid)

	for _, p := range []struct {
		name  string
		until civil.Date
		want  int
	}{
		{"access that ends tomorrow", w.today().AddDays(1), 1},
		{"access that has ended", w.today(), 0},
	} {
		in := application(p.name, "permit")
		in.Parties = append(in.Parties, casework.Party{Person: identity.PersonID(p.name), Role: identity.Guardian, Until: p.until})
		w.must(w.Request(w.ctx, w.ada(), w.ref(w.submit(in).Case), "A drawing", w.today().AddDays(7), false))
		rows, err := w.Mine(w.ctx, w.resident(identity.PersonID(p.name)), casework.MineFilter{})
		w.must(err)
		equal(t, p.name, len(rows), p.want)
		needs, err := w.NeedsMe(w.ctx, w.resident(identity.PersonID(p.name)))
		w.must(err)
		equal(t, p.name+" needs", needs, p.want)
	}
	w.sound()
}

func nearby(t *testing.T, w *World) {
	at := casework.Place{North: 6580000, East: 674000, Address: "Lillgatan 3"}
	in := application("k1", "fault")
	in.Place, in.Title = &at, "Lamp outside Saga's house"
	id := w.submit(in).Case
	secretPlace := application("k2", "permit")
	secretPlace.Place = &at
	w.submit(secretPlace)

	for _, test := range []struct {
		name string
		at   casework.Place
		want int
	}{
		{"here", at, 1},
		{"near", casework.Place{North: at.North + 30, East: at.East - 40}, 1},
		{"in the square's corner", casework.Place{North: at.North + 48, East: at.East + 48}, 0},
		{"far", casework.Place{North: at.North + 1000, East: at.East}, 0},
	} {
		rows, err := w.Nearby(w.ctx, "fault", test.at, 50, civil.Date{})
		w.must(err)
		equal(t, test.name, len(rows), test.want)
		if len(rows) > 0 && (rows[0].Title == in.Title || rows[0].Case != id) {
			t.Errorf("%s: %+v shows what is not public", test.name, rows[0])
		}
	}
	rows, err := w.Nearby(w.ctx, "permit", at, 50, civil.Date{})
	w.must(err)
	equal(t, "a type whose places are not public", len(rows), 0)

	w.must(w.Join(w.ctx, w.resident(kim), id))
	w.must(w.Message(w.ctx, w.saga(), id, "m", "", "My telephone is 1", nil))
	w.must(w.Move(w.ctx, w.ada(), w.ref(id), casework.CarryOut, ""))
	f := w.fileOf(w.resident(kim), id)
	if f.Case.Title != "Building permit" || f.Answers != nil || len(f.Messages) > 0 || len(f.Parties) != 1 || len(f.Events) != 1 {
		t.Errorf("a follower sees %q, %s, %d messages, %d parties, %d events", f.Case.Title, f.Answers, len(f.Messages), len(f.Parties), len(f.Events))
	}
	mine, err := w.Mine(w.ctx, w.resident(kim), casework.MineFilter{})
	w.must(err)
	if len(mine) != 1 || mine[0].Title != "Building permit" || mine[0].Status != casework.StatusBeingDelivered {
		t.Errorf("a follower's list: %+v", mine)
	}
	isKind(t, "a follower's message", w.Message(w.ctx, w.resident(kim), id, "x", "", "Hello", nil), fault.Forbidden)
	w.sound()
}

func livingWith(p identity.Principal, id identity.PersonID) identity.Principal {
	p.Near = append(p.Near, id)
	return p
}

// following is to watch a case: told of what one may see, until one may not.
func following(t *testing.T, w *World) {
	in := application("k", "permit")
	in.Parties = append(in.Parties, casework.Party{Person: omar, Role: identity.Informed, Until: w.today().AddDays(30)})
	id := w.submit(in).Case
	watch := func(p identity.Principal, since int) *casework.Watcher {
		t.Helper()
		watcher, err := w.Watch(w.ctx, p, id, since)
		w.must(err)
		t.Cleanup(watcher.Close)
		return watcher
	}
	applicant, late, told := watch(w.saga(), 0), watch(w.saga(), -1), watch(w.resident(omar), -1)
	look := func(what string, watcher *casework.Watcher, p identity.Principal, want bool) {
		t.Helper()
		got, err := watcher.News(w.ctx, p)
		w.must(err)
		equal(t, what, got, want)
	}
	look("from nothing", applicant, w.saga(), true)
	look("from now", late, w.saga(), false)
	look("nothing new", applicant, w.saga(), false)
	w.must(w.Note(w.ctx, w.ada(), id, "Looks complete."))
	look("a note", applicant, w.saga(), false)
	w.must(w.Message(w.ctx, w.ada(), id, "", "", "Thank you.", nil))
	look("a message", applicant, w.saga(), true)
	look("a message, from now", late, w.saga(), true)
	look("a message to others", told, w.resident(omar), false)
	w.Pass(31)
	_, err := told.News(w.ctx, w.resident(omar))
	isKind(t, "whose access has ended, though nothing has happened", err, fault.NotFound)
	_, err = w.Watch(w.ctx, w.resident(kim), id, 0)
	isKind(t, "nobody in the case", err, fault.NotFound)
	_, err = w.Watch(w.ctx, w.saga(), casework.CaseID(identity.NewID()), 0)
	isKind(t, "no case", err, fault.NotFound)
	_, err = w.Watch(w.ctx, w.saga(), "x", 0)
	isKind(t, "no id", err, fault.NotFound)
}
