package storetest

import (
	"errors"
	"fmt"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"forvag/internal/casework"
	"forvag/internal/civil"
	"forvag/internal/fault"
	"forvag/internal/identity"
)

// stand lets somebody stand in line to units.
func (w *World) stand(by identity.PersonID, caseType, key string, q casework.Queueing) casework.CaseID {
	w.T.Helper()
	in := application(key, caseType)
	in.Parties[0].Person, in.Queue = by, &q
	r, err := w.Submit(w.ctx, w.resident(by), in)
	if err != nil {
		w.T.Fatalf("Submit: %v", err)
	}
	return r.Case
}

// waiting are those who wait in line to a unit.
func waiting(caseType, unit string) casework.QueueQuery {
	return casework.QueueQuery{Type: caseType, Unit: unit, State: casework.LineWaiting}
}

// wish is a wish for units without anything that the turn rests on.
func wish(units ...string) casework.Queueing {
	var q casework.Queueing
	for _, u := range units {
		q.Wishes = append(q.Wishes, casework.Wish{Unit: u})
	}
	return q
}

// standing is where a case stands, as "oak 2/3, elm 1/1".
func (w *World) standing(id casework.CaseID, by identity.PersonID) string {
	w.T.Helper()
	all, err := w.Standings(w.ctx, w.resident(by), id)
	if err != nil {
		w.T.Fatal(err)
	}
	text := ""
	for i, s := range all[id] {
		if i > 0 {
			text += ", "
		}
		text += fmt.Sprintf("%s %d/%d", s.Unit, s.Number, s.Of)
	}
	return text
}

func (w *World) offer(id casework.CaseID, unit string) casework.OfferID {
	w.T.Helper()
	w.must(w.Offer(w.ctx, w.ada(), w.ref(id), casework.NewOffer{Unit: unit, Law: []string{"skollagen 8:14"}}))
	return w.file(id).OpenOffer().ID
}

func system() identity.Principal { return identity.Principal{Kind: identity.System} }

func queue(t *testing.T, w *World) {
	first := w.stand(saga, "place", "q1", wish("oak", "elm"))
	second := w.stand(noor, "place", "q2", wish("oak"))
	third := w.stand(kim, "place", "q3", wish("oak", "elm"))
	equal(t, "first", w.standing(first, saga), "oak 1/3, elm 1/2")
	equal(t, "third", w.standing(third, kim), "oak 3/3, elm 2/2")
	equal(t, "somebody else's", w.standing(first, kim), "")

	t.Run("offer", func(t *testing.T) {
		isKind(t, "without a wish", w.Offer(w.ctx, w.ada(), w.ref(second), casework.NewOffer{Unit: "elm", Reason: "r"}), fault.Illegal)
		isKind(t, "out of turn", w.Offer(w.ctx, w.ada(), w.ref(second), casework.NewOffer{Unit: "oak"}), fault.Invalid)
		isKind(t, "by a party", w.Offer(w.ctx, w.saga(), casework.Ref{ID: first}, casework.NewOffer{Unit: "oak"}), fault.Forbidden)
		isKind(t, "unseen", w.Offer(w.ctx, w.ada(), casework.Ref{ID: first}, casework.NewOffer{Unit: "oak"}), fault.Stale)
		id := w.offer(first, "oak")
		f := w.file(first)
		equal(t, "place", f.OpenOffer().Place, 3)
		equal(t, "delegation", f.OpenOffer().Delegation, "BN 2.1")
		equal(t, "status", f.Case.Status, casework.StatusWaitingYou)
		equal(t, "the clock stops at the offer", f.Clocks[0].Stopped, w.today())
		rows, err := w.Mine(w.ctx, w.saga(), casework.MineFilter{})
		if err != nil || len(rows) != 1 || rows[0].Needs != casework.NeedOffer || rows[0].NeedsDue != f.OpenOffer().Due {
			t.Errorf("the list says %+v, %v", rows, err)
		}
		equal(t, "the next", w.standing(second, noor), "oak 1/2")
		isKind(t, "twice", w.Offer(w.ctx, w.ada(), w.ref(first), casework.NewOffer{Unit: "elm", Reason: "r"}), fault.Illegal)
		isKind(t, "no place left", w.Offer(w.ctx, w.ada(), w.ref(second), casework.NewOffer{Unit: "oak"}), fault.Illegal)
		isKind(t, "other wishes meanwhile", w.SetWishes(w.ctx, w.saga(), first, wish("elm")), fault.Illegal)
		isKind(t, "a decision meanwhile", w.Decide(w.ctx, w.ada(), w.ref(first), casework.NewDecision{Type: "placed", Outcome: casework.Granted}), fault.Illegal)
		isKind(t, "somebody else's yes", w.AcceptOffer(w.ctx, w.resident(kim), first, id), fault.NotFound)
		isKind(t, "another offer's yes", w.AcceptOffer(w.ctx, w.saga(), first, "none"), fault.Illegal)
	})
	t.Run("no", func(t *testing.T) {
		id := w.file(first).OpenOffer().ID
		w.must(w.DeclineOffer(w.ctx, w.saga(), first, id))
		w.must(w.DeclineOffer(w.ctx, w.saga(), first, id)) // tapped twice
		equal(t, "keeps the turn to the other", w.standing(first, saga), "elm 1/2")
		equal(t, "the next", w.standing(second, noor), "oak 1/2")
	})
	t.Run("yes", func(t *testing.T) {
		id := w.offer(second, "oak")
		w.must(w.AcceptOffer(w.ctx, w.resident(noor), second, id))
		w.must(w.AcceptOffer(w.ctx, w.resident(noor), second, id))
		f := w.file(second)
		d := f.Decision()
		if d == nil || d.Outcome != casework.Granted || d.By != ada || d.Delegation != "BN 2.1" || d.Appeal != casework.Legality || d.Automatic {
			t.Fatalf("decision %+v", d)
		}
		equal(t, "the place", f.HeldPlace().Place, 3)
		equal(t, "no line", w.standing(second, noor), "")
		holds, err := w.Holds(w.ctx, w.ada(), "place")
		if err != nil || len(holds) != 1 || holds[0].Case != second || !holds[0].Due.IsZero() {
			t.Errorf("holds %+v, %v", holds, err)
		}
	})
	t.Run("no answer", func(t *testing.T) {
		err := w.Offer(w.ctx, w.ada(), w.ref(third), casework.NewOffer{Unit: "elm", Reason: "The first one has asked for another time"})
		w.must(err)
		equal(t, "why is for the authority", w.file(third).OpenOffer().Reason, "The first one has asked for another time")
		seen, err := w.Case(w.ctx, w.resident(kim), third)
		w.must(err)
		equal(t, "and not for the party", seen.OpenOffer().Reason+seen.Events[len(seen.Events)-1].Details.Offer.Reason, "")
		w.Pass(8)
		n, err := w.ExpireOffers(w.ctx, system(), 10)
		if n != 1 || err != nil {
			t.Fatalf("%d ended, %v", n, err)
		}
		equal(t, "leaves", w.standing(third, kim), "")
		equal(t, "to be written off", w.file(third).Case.Status, casework.StatusWithdrawn)
	})
	w.sound()
}

// agreement is a queue in which a place is no decision, and a no goes last.
func agreement(t *testing.T, w *World) {
	one := w.stand(saga, "berth", "b1", wish("oak"))
	two := w.stand(noor, "berth", "b2", wish("oak"))
	id := w.offer(one, "oak")
	w.must(w.DeclineOffer(w.ctx, w.saga(), one, id))
	equal(t, "last", w.standing(one, saga), "oak 2/2")
	id = w.offer(two, "oak")
	n, err := w.ExpireOffers(w.ctx, system(), 10)
	if n != 0 || err != nil {
		t.Fatalf("%d ended before their time, %v", n, err)
	}
	w.Pass(7)
	w.must(w.AcceptOffer(w.ctx, w.resident(noor), two, id)) // the last day counts
	f := w.file(two)
	if f.Decision() != nil || f.Case.Step != casework.Arrange || f.HeldPlace() == nil {
		t.Errorf("after a yes: %s, %+v", f.Case.Step, f.Queue)
	}
	w.must(w.Close(w.ctx, w.ada(), w.ref(two), ""))
	isKind(t, "the place is kept though the case is closed", w.Offer(w.ctx, w.ada(), w.ref(one), casework.NewOffer{Unit: "oak"}), fault.Illegal)
	w.must(w.EndPlace(w.ctx, w.resident(noor), casework.Ref{ID: two}, w.today(), ""))
	isKind(t, "twice", w.EndPlace(w.ctx, w.resident(noor), casework.Ref{ID: two}, w.today(), ""), fault.Illegal)
	w.Pass(1)
	id = w.offer(one, "oak")
	w.Pass(8)
	isKind(t, "too late", w.AcceptOffer(w.ctx, w.saga(), one, id), fault.Illegal)
	isKind(t, "by a party", second(w.ExpireOffers(w.ctx, w.saga(), 10)), fault.Forbidden)
	if n, err := w.ExpireOffers(w.ctx, system(), 10); n != 1 || err != nil {
		t.Errorf("%d ended, %v", n, err)
	}
	equal(t, "last, and first for all that", w.standing(one, saga), "oak 1/1")
	w.must(w.Withdraw(w.ctx, w.saga(), one, ""))
	equal(t, "left", w.standing(one, saga), "")
	w.sound()
}

func second[A, B any](_ A, b B) B { return b }

// leaving is a place that is given up some time ahead: it is offered to the next from the day after, and not before.
func leaving(t *testing.T, w *World) {
	one := w.stand(saga, "berth", "l1", wish("oak"))
	two := w.stand(noor, "berth", "l2", wish("oak"))
	w.must(w.AcceptOffer(w.ctx, w.saga(), one, w.offer(one, "oak")))
	w.must(w.Close(w.ctx, w.ada(), w.ref(one), ""))
	end := func(p identity.Principal, days int) error {
		return w.EndPlace(w.ctx, p, casework.Ref{ID: one}, w.today().AddDays(days), "")
	}
	isKind(t, "yesterday, by a party", end(w.saga(), -1), fault.Invalid)
	isKind(t, "before it was taken", end(w.ada(), -1), fault.Illegal)
	isKind(t, "in the far future", end(w.saga(), 800), fault.Illegal)
	w.must(end(w.saga(), 40))
	last := w.today().AddDays(40)
	equal(t, "it is theirs until then", w.file(one).PlaceOn(last).Place, 3)
	equal(t, "and not after", w.file(one).PlaceOn(last.AddDays(1)), nil)
	holds, err := w.Holds(w.ctx, w.ada(), "berth")
	if err != nil || len(holds) != 1 || holds[0].Until != last {
		t.Errorf("holds %+v, %v", holds, err)
	}
	offer := func(from civil.Date) error {
		return w.Offer(w.ctx, w.ada(), w.ref(two), casework.NewOffer{Unit: "oak", From: from})
	}
	isKind(t, "at once", offer(civil.Date{}), fault.Illegal)
	isKind(t, "on the last day", offer(last), fault.Illegal)
	if key, args, _ := fault.Words(offer(last)); key != "queue.free_later" || len(args) != 1 || args[0] != last.AddDays(1) {
		t.Errorf("the officer is told %s %v", key, args)
	}
	w.must(offer(last.AddDays(1)))
	w.must(w.AcceptOffer(w.ctx, w.resident(noor), two, w.file(two).OpenOffer().ID))
	equal(t, "the same place", w.file(two).HeldPlace().Place, 3)
	w.sound()
	w.Pass(41)
	holds, err = w.Holds(w.ctx, w.ada(), "berth")
	if err != nil || len(holds) != 1 || holds[0].Case != two {
		t.Errorf("holds after that %+v, %v", holds, err)
	}
}

// turn is what order people stand in.
func turn(t *testing.T, w *World) {
	with := func(day string, holds, asked bool) casework.Queueing {
		q := wish("elm")
		q.Wishes[0].Marks = []casework.Mark{{Rule: "need", Holds: holds, Asked: asked}, {Rule: "day", Dated: true}}
		if day != "" {
			q.Wishes[0].Marks[1].Day = civil.Must(day)
		}
		return q
	}
	nowhen := w.stand(saga, "place", "t1", with("", false, false))
	late := w.stand(saga, "place", "t2", with("2026-09-01", false, false))
	early := w.stand(saga, "place", "t3", with("2026-08-01", false, false))
	need := w.stand(saga, "place", "t4", with("2026-12-01", true, false))
	asks := w.stand(saga, "place", "t5", with("2026-12-01", false, true))
	order := func(want ...casework.CaseID) {
		t.Helper()
		rows, err := w.Queue(w.ctx, w.ada(), waiting("place", "elm"))
		if err != nil {
			t.Fatal(err)
		}
		for i, row := range rows {
			if i >= len(want) || row.Case != want[i] || row.Number != i+1 || row.Subject != saga {
				t.Errorf("row %d: %+v", i, row)
			}
		}
		equal(t, "rows", len(rows), len(want))
	}
	order(need, early, late, asks, nowhen)
	isKind(t, "without a reason", w.SetTurn(w.ctx, w.ada(), w.ref(asks), casework.Mark{Rule: "need", Holds: true}, ""), fault.Illegal)
	isKind(t, "by a party", w.SetTurn(w.ctx, w.saga(), casework.Ref{ID: asks}, casework.Mark{Rule: "need", Holds: true}, "r"), fault.Forbidden)
	w.must(w.SetTurn(w.ctx, w.ada(), w.ref(asks), casework.Mark{Rule: "need", Holds: true}, "Looked at the certificate"))
	order(need, asks, early, late, nowhen)
	w.must(w.SetWishes(w.ctx, w.saga(), asks, with("2026-11-01", false, true)))
	order(asks, need, early, late, nowhen)
	w.must(w.SetTurn(w.ctx, w.ada(), w.ref(asks), casework.Mark{Rule: "need"}, "The certificate is another child's"))
	w.must(w.SetWishes(w.ctx, w.saga(), asks, with("2026-11-01", false, true)))
	order(need, early, late, asks, nowhen)
	equal(t, "a no is not asked anew", w.file(asks).Queue.Wishes[0].Marks[0].Asked, false)
	w.must(w.SetTurn(w.ctx, w.ada(), w.ref(early), casework.Mark{Rule: "need", Holds: true, Unit: "oak"}, "A sister goes to the other one"))
	order(need, early, late, asks, nowhen)
	w.must(w.SetTurn(w.ctx, w.ada(), w.ref(late), casework.Mark{Rule: "need", Holds: true, Unit: "elm"}, "A brother goes here"))
	order(late, need, early, asks, nowhen)
	lengths, err := w.QueueLengths(w.ctx, w.ada(), "place")
	if err != nil || lengths["elm"] != 5 || len(lengths) != 1 {
		t.Errorf("lengths %v, %v", lengths, err)
	}
	part, err := w.Queue(w.ctx, w.ada(), casework.QueueQuery{Type: "place", Unit: "elm", State: casework.LineWaiting, From: 2, Limit: 2})
	if err != nil || len(part) != 2 || part[0].Case != early || part[0].Number != 3 || part[1].Number != 4 {
		t.Errorf("the second page: %+v, %v", part, err)
	}
	isKind(t, "no wish", w.SetWishes(w.ctx, w.saga(), asks, casework.Queueing{}), fault.Invalid)
	isKind(t, "an unknown unit", w.SetWishes(w.ctx, w.saga(), asks, wish("ash")), fault.Invalid)
	isKind(t, "the same twice", w.SetWishes(w.ctx, w.saga(), asks, wish("elm", "elm")), fault.Invalid)
	w.sound()
}

// rivalOffers lets several officers offer places in one unit to different people at once: no place is given twice, and none too many.
func rivalOffers(t *testing.T, w *World) {
	var cases []casework.CaseID
	for i := range 6 {
		cases = append(cases, w.stand(identity.PersonID(fmt.Sprint("rival", i)), "place", fmt.Sprint("r", i), wish("elm")))
	}
	refs := make([]casework.Ref, len(cases))
	for i, id := range cases {
		refs[i] = w.ref(id)
	}
	var wg sync.WaitGroup
	var mu sync.Mutex
	made := 0
	for i, ref := range refs {
		wg.Go(func() {
			p := w.officer(identity.PersonID(fmt.Sprint("officer", i)), identity.CaseOfficer)
			err := w.Offer(w.ctx, p, ref, casework.NewOffer{Unit: "elm", Reason: "All at once"})
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err == nil:
				made++
			case !errors.Is(err, fault.Illegal) && !errors.Is(err, fault.Exists):
				t.Errorf("offer: %v", err)
			}
		})
	}
	wg.Wait()
	equal(t, "offers of two places", made, 2)
	holds, err := w.Holds(w.ctx, w.ada(), "place")
	if err != nil || len(holds) != 2 || holds[0].Place != 1 || holds[1].Place != 2 {
		t.Errorf("holds %+v, %v", holds, err)
	}
	w.sound()
}

func queueVisibility(t *testing.T, w *World) {
	w.stand(saga, "place", "v1", wish("elm"))
	in := application("v2", "place")
	q := wish("elm")
	in.Parties[0].Person, in.Queue, in.Protected = noor, &q, true
	receipt, err := w.Submit(w.ctx, w.resident(noor), in)
	w.must(err)
	w.stand(kim, "place", "v3", wish("elm"))
	equal(t, "the one behind counts the hidden one", w.standing(receipt.Case, noor), "elm 2/3")
	rows, err := w.Queue(w.ctx, w.ada(), waiting("place", "elm"))
	if err != nil || len(rows) != 3 || rows[0].Hidden || !rows[1].Hidden || rows[1].Case != "" || rows[1].Subject != "" || rows[1].Number != 2 {
		t.Errorf("an officer not cleared sees %+v, %v", rows, err)
	}
	rows, err = w.Queue(w.ctx, cleared(w.ada()), waiting("place", "elm"))
	if err != nil || len(rows) != 3 || rows[1].Subject != noor {
		t.Errorf("a cleared officer sees %+v, %v", rows, err)
	}
	isKind(t, "another board", second(w.Queue(w.ctx, w.lo(), waiting("place", "elm"))), fault.Forbidden)
	isKind(t, "a resident", second(w.Queue(w.ctx, w.saga(), waiting("place", "elm"))), fault.Forbidden)
	isKind(t, "no queue", second(w.Queue(w.ctx, w.ada(), waiting("permit", "elm"))), fault.NotFound)
	isKind(t, "lengths, another board", second(w.QueueLengths(w.ctx, w.lo(), "place")), fault.Forbidden)
	isKind(t, "holds, another board", second(w.Holds(w.ctx, w.lo(), "place")), fault.Forbidden)
	isKind(t, "a queue where there is none", second(w.Submit(w.ctx, w.saga(), withQueue(application("v4", "permit"), wish("elm")))), fault.Invalid)
}

// childOnce holds that a child stands in a queue by one case at a time, whoever of its guardians asks, and that this case is told only to who may read it.
func childOnce(t *testing.T, w *World) {
	ask := func(key, caseType string, by, child identity.PersonID, units ...string) (casework.Receipt, error) {
		in := withQueue(application(key, caseType), wish(units...))
		in.Parties = []casework.Party{{Person: by, Role: identity.Guardian}, {Person: child, Role: identity.Child}}
		return w.Submit(w.ctx, w.resident(by), in)
	}
	told := func(p identity.Principal, key string) int {
		t.Helper()
		cases, err := w.Queued(w.ctx, p, "place", key, noor)
		w.must(err)
		return len(cases[noor])
	}
	stands, err := ask("c1", "place", saga, noor, "oak")
	w.must(err)
	again, err := ask("c1", "place", saga, noor, "oak")
	if err != nil || !again.Again || again.Case != stands.Case {
		t.Errorf("the same again: %+v, %v", again, err)
	}
	isKind(t, "once more", second(ask("c2", "place", saga, noor, "elm")), fault.Exists)
	isKind(t, "by the other guardian", second(ask("c3", "place", kim, noor, "elm")), fault.Exists)
	equal(t, "told to who asked", told(w.saga(), ""), 1)
	equal(t, "not of what was sent by the key", told(w.saga(), "c1"), 0)
	equal(t, "not to who may not read it", told(w.resident(kim), ""), 0)
	equal(t, "told to the officer", told(w.ada(), ""), 1)
	w.must(second(ask("c4", "berth", saga, noor, "oak")))
	w.must(second(ask("c5", "place", saga, omar, "oak")))

	w.must(w.AcceptOffer(w.ctx, w.saga(), stands.Case, w.offer(stands.Case, "oak")))
	isKind(t, "with a place", second(ask("c6", "place", saga, noor, "elm")), fault.Exists)
	w.must(w.EndPlace(w.ctx, w.saga(), casework.Ref{ID: stands.Case}, w.today(), ""))
	w.must(second(ask("c7", "place", saga, noor, "elm")))
}

func withQueue(in casework.Submission, q casework.Queueing) casework.Submission {
	in.Queue = &q
	return in
}

// queues lets random people do random things in a queue: no place has two, nobody stands and holds at once, and every history folds to what is stored.
func queues(t *testing.T, w *World) {
	round := 0
	rapid.Check(t, func(r *rapid.T) {
		round++
		people := []identity.PersonID{saga, noor, kim}
		units := []string{"oak", "elm"}
		var cases []casework.CaseID
		var by []identity.PersonID
		for i, who := range people {
			cases = append(cases, w.stand(who, rapid.SampledFrom([]string{"place", "berth"}).Draw(r, "type"), fmt.Sprint("p", round, "-", i), wish("elm", "oak")))
			by = append(by, who)
		}
		for range rapid.IntRange(1, 12).Draw(r, "steps") {
			i := rapid.IntRange(0, len(cases)-1).Draw(r, "case")
			id, p := cases[i], w.resident(by[i])
			f := w.file(id)
			offer := casework.OfferID("none")
			if o := f.OpenOffer(); o != nil {
				offer = o.ID
			}
			ref := casework.Ref{ID: id, Version: f.Case.Version}
			var err error
			switch rapid.SampledFrom([]string{"offer", "offer", "offer", "yes", "no", "back", "wishes", "end", "leave", "time"}).Draw(r, "deed") {
			case "offer":
				err = w.Offer(w.ctx, w.ada(), ref, casework.NewOffer{Unit: rapid.SampledFrom(units).Draw(r, "unit"), Reason: "r"})
			case "yes":
				err = w.AcceptOffer(w.ctx, p, id, offer)
			case "no":
				err = w.DeclineOffer(w.ctx, p, id, offer)
			case "back":
				err = w.WithdrawOffer(w.ctx, w.ada(), ref, offer, "r")
			case "wishes":
				err = w.SetWishes(w.ctx, p, id, wish(rapid.SampledFrom(units).Draw(r, "unit")))
			case "end":
				err = w.EndPlace(w.ctx, p, casework.Ref{ID: id}, w.today(), "")
			case "leave":
				err = w.Withdraw(w.ctx, p, id, "")
			case "time":
				w.Pass(4)
				_, err = w.ExpireOffers(w.ctx, system(), 100)
			}
			if err != nil && !known(err) {
				r.Fatalf("%v", err)
			}
			f = w.file(id)
			if len(f.Lines()) > 0 && f.HeldPlace() != nil {
				r.Fatalf("somebody stands in line with a place: %+v", f.Queue)
			}
		}
		for problem, err := range w.Verify(w.ctx, Administrator(), nil) {
			if err != nil {
				r.Fatalf("verify: %v", err)
			}
			r.Fatalf("verify: %s: %s", problem.Diary, problem.What)
		}
		for i, id := range cases { // so that the next round has its places
			if w.file(id).HeldPlace() != nil {
				w.must(w.EndPlace(w.ctx, w.resident(by[i]), casework.Ref{ID: id}, w.today(), ""))
			} else if w.file(id).InLine() {
				w.must(w.Withdraw(w.ctx, w.resident(by[i]), id, ""))
			}
		}
		w.Pass(1)
	})
}
