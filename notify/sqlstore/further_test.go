package sqlstore_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"forvag/internal/casework"
	"forvag/internal/civil"
	"forvag/internal/fault"
	"forvag/internal/identity"
	"forvag/notify"
)

// post gives Anna e-mail beside her device.
func (w *town) post() *phone {
	p := &phone{addresses: map[identity.PersonID][]notify.Address{"anna": {{ID: "m", Name: "a…@post.example"}}}, answer: notify.Result{Outcome: notify.Sent}}
	w.Routes[notify.Mail] = p
	return p
}

// TestTheNextWayOutlivesACrash has the worker die between what ended a delivery and planning the next way: the job for it is there.
func TestTheNextWayOutlivesACrash(t *testing.T) {
	for name, finish := range map[string]notify.Finish{
		"gone":   {State: notify.StateSkipped, Reason: notify.ReasonAddress},
		"failed": {State: notify.StateFailed, Reason: "refused"},
	} {
		t.Run(name, func(t *testing.T) {
			each(t, notify.Live, func(t *testing.T, w *town) {
				post := w.post()
				w.blind["erik"] = true
				w.happens(casework.Decided, "", casework.Details{})
				d := w.deliveries()[0]
				if _, _, _, _, err := w.store.Begin(t.Context(), d.ID, w.now); err != nil {
					t.Fatal(err)
				}
				finish.At = w.now
				if err := w.store.End(t.Context(), d.ID, finish); err != nil {
					t.Fatal(err)
				}
				w.work()
				if len(w.phone.got) != 0 || len(post.got) != 1 {
					t.Errorf("%d on the device, %d by mail; want none and one", len(w.phone.got), len(post.got))
				}
			})
		})
	}
}

func TestABounceLeadsToTheNextWayAtOnce(t *testing.T) {
	each(t, notify.Live, func(t *testing.T, w *town) {
		post := w.post()
		w.blind["erik"] = true
		w.happens(casework.Decided, "", casework.Details{})
		w.work()
		bounced := notify.Report{Delivery: w.deliveries()[0].ID, State: notify.StateFailed, At: w.now, Evidence: "DSN failed 5.1.1"}
		for range 2 { // it may be told twice
			if err := w.Report(t.Context(), bounced); err != nil {
				t.Fatal(err)
			}
		}
		w.work()
		if diff := cmp.Diff([]string{"push failed DSN failed 5.1.1", "mail sent "}, w.states()); diff != "" || len(post.got) != 1 {
			t.Errorf("%d by mail %s", len(post.got), diff)
		}
	})
}

func TestOneDeviceOfTwoIsEnough(t *testing.T) {
	each(t, notify.Live, func(t *testing.T, w *town) {
		post := w.post()
		w.blind["erik"] = true
		w.phone.addresses["anna"] = []notify.Address{{ID: "a"}, {ID: "b"}}
		first := true
		w.phone.during = func() {
			if w.phone.answer = (notify.Result{Outcome: notify.Sent}); first {
				first, w.phone.answer = false, notify.Result{Outcome: notify.Gone}
			}
		}
		w.happens(casework.Decided, "", casework.Details{})
		if w.work(); len(post.got) != 0 {
			t.Errorf("mail at once, though a device has it: %v", w.states())
		}
		w.now = w.now.Add(25 * time.Hour)
		if w.work(); len(post.got) != 1 {
			t.Errorf("no mail after a day: %v", w.states())
		}
	})
}

func TestAReportThatComesWhileItIsHandedOver(t *testing.T) {
	each(t, notify.Live, func(t *testing.T, w *town) {
		w.blind["erik"] = true
		w.phone.once = true
		w.happens(casework.Decided, "", casework.Details{})
		d := w.deliveries()[0]
		if _, _, _, _, err := w.store.Begin(t.Context(), d.ID, w.now); err != nil {
			t.Fatal(err)
		}
		arrived := notify.Report{Delivery: d.ID, State: notify.StateDelivered, At: w.now, Evidence: "s1"}
		if err := w.Report(t.Context(), arrived); !errors.Is(err, fault.Stale) {
			t.Fatalf("%v, want to be told again", err)
		}
		w.work() // the worker that had it died
		if diff := cmp.Diff([]string{"push failed unsure"}, w.states()); diff != "" {
			t.Fatal(diff)
		}
		if err := w.Report(t.Context(), arrived); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{"push delivered "}, w.states()); diff != "" {
			t.Errorf("the receipt tells that it was handed over: %s", diff)
		}
	})
}

// TestADeliveryWaitsAsLongAsTheOneBefore has a push service that wants to be left alone for an hour.
func TestADeliveryWaitsAsLongAsTheOneBefore(t *testing.T) {
	each(t, notify.Live, func(t *testing.T, w *town) {
		w.blind["erik"] = true
		w.phone.answer = notify.Result{Outcome: notify.Later, After: time.Hour, Err: errors.New("HTTP 429")}
		w.happens(casework.Decided, "", casework.Details{})
		w.happens(casework.Corrected, "", casework.Details{})
		w.work()
		w.phone.answer = notify.Result{Outcome: notify.Sent}
		tried := 0
		for range 12 * 50 { // fifty minutes, in steps of five seconds
			w.now = w.now.Add(5 * time.Second)
			tried += w.work()
		}
		if tried != 0 || len(w.phone.got) != 1 {
			t.Errorf("%d jobs tried while the service wants to be left alone, %d messages", tried, len(w.phone.got))
		}
		w.now = w.now.Add(11 * time.Minute)
		w.work()
		w.now = w.now.Add(time.Minute)
		w.work()
		if diff := cmp.Diff([]string{"push sent ", "push sent "}, w.states()); diff != "" {
			t.Error(diff)
		}
	})
}

// TestNobodyWaitsForWhatNoWorkerComesBackTo has the job of an older delivery die.
func TestNobodyWaitsForWhatNoWorkerComesBackTo(t *testing.T) {
	each(t, notify.Live, func(t *testing.T, w *town) {
		w.blind["erik"] = true
		w.happens(casework.Decided, "", casework.Details{})
		claims, err := w.queue.Claim(t.Context(), []string{notify.SendTopic}, 1, time.Minute)
		if err != nil || len(claims) != 1 {
			t.Fatal(claims, err)
		}
		if err := w.queue.Bury(t.Context(), claims[0], errors.New("the database was away")); err != nil {
			t.Fatal(err)
		}
		w.happens(casework.Corrected, "", casework.Details{})
		w.work()
		if diff := cmp.Diff([]string{"push planned ", "push sent "}, w.states()); diff != "" {
			t.Error(diff)
		}
	})
}

func TestAListIsOfTheBoardsThatAreAskedFor(t *testing.T) {
	each(t, notify.Live, func(t *testing.T, w *town) {
		for i, board := range []string{"BUN", "TN", "BUN", "TN", "BUN"} {
			id := fmt.Sprint(i)
			n := notify.Notice{ID: id, Person: "anna", Case: "c", Number: board + " 2026-000001", Event: casework.EventID(id), Matter: notify.Decision, At: w.now}
			if err := w.store.Add(t.Context(), n, func([]notify.Earlier) notify.Step { return notify.Step{Nobody: true} }); err != nil {
				t.Fatal(err)
			}
		}
		list := func(p notify.Page) (stuck, latest []notify.Delivery) {
			t.Helper()
			stuck, err := w.store.Stuck(t.Context(), w.now, civil.Of(w.now), p)
			if err != nil {
				t.Fatal(err)
			}
			latest, err = w.store.Latest(t.Context(), p)
			if err != nil {
				t.Fatal(err)
			}
			return stuck, latest
		}
		for _, c := range []struct {
			boards []identity.BoardID
			want   int
		}{{nil, 0}, {[]identity.BoardID{"BN"}, 0}, {[]identity.BoardID{"BUN"}, 3}, {[]identity.BoardID{"BUN", "TN"}, 5}} {
			if stuck, latest := list(notify.Page{Boards: c.boards, Limit: 9}); len(stuck) != c.want || len(latest) != c.want {
				t.Errorf("%v: %d stuck, %d in all; want %d", c.boards, len(stuck), len(latest), c.want)
			}
		}
		seen := map[string]int{} // all were made at the same instant
		page := notify.Page{Boards: []identity.BoardID{"BUN", "TN"}, Limit: 2}
		for range 3 {
			_, latest := list(page)
			for _, d := range latest {
				seen[d.ID]++
				page.After = d
			}
		}
		if len(seen) != 5 {
			t.Errorf("pages show %d, want 5", len(seen))
		}
		for id, n := range seen {
			if n != 1 {
				t.Errorf("%s is shown %d times", id, n)
			}
		}
	})
}

// TestHowFarANoticeHasComeStandsOnTheCase follows a decision from its device, which is gone, to the mail, which bounces.
func TestHowFarANoticeHasComeStandsOnTheCase(t *testing.T) {
	each(t, notify.Live, func(t *testing.T, w *town) {
		post := w.post()
		w.phone.answer = notify.Result{Outcome: notify.Gone}
		reach := func(want notify.Reach) {
			t.Helper()
			all, err := w.store.NoticesOf(t.Context(), "c", "anna")
			if err != nil || len(all) != 1 {
				t.Fatal(all, err)
			}
			if all[0].Reach != want {
				t.Errorf("%s, want %s: %v", all[0].Reach, want, w.states())
			}
		}
		w.happens(casework.Decided, "", casework.Details{})
		reach(notify.ReachTrying)
		w.work()
		reach(notify.ReachReached)
		all, err := w.store.NoticesOf(t.Context(), "c", "erik") // he has neither
		if err != nil || len(all) != 1 || all[0].Reach != notify.ReachNobody {
			t.Errorf("%+v, %v", all, err)
		}
		if err := w.Report(t.Context(), notify.Report{Delivery: post.got[0].ID, State: notify.StateFailed, At: w.now, Evidence: "DSN failed 5.1.1"}); err != nil {
			t.Fatal(err)
		}
		w.work()
		reach(notify.ReachNobody)
		if all, err = w.store.NoticesOf(t.Context(), "c", "anna"); err != nil || all[0].Lost.Channel != notify.Mail || all[0].Lost.Reason != "DSN failed 5.1.1" {
			t.Errorf("what was lost: %+v, %v", all, err)
		}
		lost, err := w.store.Unreached(t.Context(), []casework.CaseID{"c", "d"})
		if diff := cmp.Diff(map[casework.CaseID][]notify.Matter{"c": {notify.Decision, notify.Decision}}, lost); diff != "" || err != nil {
			t.Errorf("unreached, -want +got, %v:\n%s", err, diff)
		}
		if _, err := w.store.Read(t.Context(), "anna", "c", 1, w.now); err != nil {
			t.Fatal(err)
		}
		reach(notify.ReachReached)
	})
}
