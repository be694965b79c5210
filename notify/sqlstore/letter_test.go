package sqlstore_test

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"forvag/internal/casework"
	"forvag/internal/civil"
	"forvag/internal/fault"
	"forvag/internal/identity"
	"forvag/notify"
)

// tray is a way by letter: what it is handed waits for somebody to print it.
type tray struct {
	phone
	store notify.Store
	safe  bool
}

func (l *tray) Addresses(context.Context, identity.PersonID) ([]notify.Address, error) {
	return []notify.Address{{ID: "home", Safe: l.safe}}, nil
}

func (l *tray) Send(ctx context.Context, m notify.Message) notify.Result {
	l.got = append(l.got, m)
	if err := l.store.Enqueue(ctx, m.ID, []byte("till "+m.Person), 2); err != nil {
		return notify.Result{Outcome: notify.Later, Err: err}
	}
	return notify.Result{Outcome: notify.Queued}
}

func (l *tray) Rehearse(ctx context.Context, m notify.Message) notify.Result { return l.Send(ctx, m) }

// written has a decision written to Anna, who can be reached by letter alone.
func written(t *testing.T, w *town) *tray {
	t.Helper()
	l := &tray{store: w.store}
	w.Routes = map[notify.Channel]notify.Route{notify.Letter: l}
	w.blind["erik"] = true
	w.happens(casework.Decided, "", casework.Details{})
	w.work()
	w.is(t, "letter queued ")
	return l
}

func (w *town) is(t *testing.T, want ...string) {
	t.Helper()
	if diff := cmp.Diff(want, w.states()); diff != "" {
		t.Error(diff)
	}
}

// illegal wants what cannot be done now.
func illegal(t *testing.T, what string, err error) {
	t.Helper()
	if !errors.Is(err, fault.Illegal) {
		t.Errorf("%s: %v, want illegal", what, err)
	}
}

func (w *town) reach(t *testing.T) notify.Reach {
	t.Helper()
	all, err := w.store.NoticesOf(t.Context(), "c", "anna")
	if err != nil || len(all) != 1 {
		t.Fatal(all, err)
	}
	return all[0].Reach
}

var board = []identity.BoardID{""}

func TestALetterIsPrintedAndPosted(t *testing.T) {
	each(t, notify.Live, func(t *testing.T, w *town) {
		ctx := t.Context()
		written(t, w)
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		queued, err := w.store.Queued(ctx, board, 9)
		if err != nil || len(queued) != 1 || queued[0].Pages != 2 || queued[0].Content != nil {
			t.Fatalf("%+v, %v", queued, err)
		}
		if other, err := w.store.Queued(ctx, []identity.BoardID{"TN"}, 9); err != nil || len(other) != 0 {
			t.Errorf("another board has %d letters, %v", len(other), err)
		}
		if got := w.reach(t); got != notify.ReachTrying {
			t.Errorf("a letter that waits: %s", got)
		}
		b := notify.Batch{ID: "b1", By: "johan", Made: w.now}
		for try, want := range []int{1, 0} {
			if n, err := w.Print(ctx, b, []string{queued[0].ID}); n != want || err != nil {
				t.Errorf("printed %d, %v; want %d", n, err, want)
			}
			if try == 0 {
				w.is(t, "letter printed ")
			}
		}
		got, err := w.store.Batch(ctx, "b1")
		if err != nil || got.By != "johan" || len(got.Papers) != 1 || string(got.Papers[0].Content) != "till anna" {
			t.Fatalf("%+v, %v", got, err)
		}
		illegal(t, "taking back what was not posted", w.store.Unpost(ctx, "b1"))
		day := civil.Must("2026-11-23")
		must(w.store.Post(ctx, "b1", day, "johan"))
		w.is(t, "letter sent ")
		illegal(t, "posting it twice", w.store.Post(ctx, "b1", day, "johan"))
		illegal(t, "putting back what was posted", w.store.Unprint(ctx, "b1"))
		if d := w.deliveries()[0]; civil.Of(d.Sent) != day || d.Evidence != "posted 2026-11-23" || w.reach(t) != notify.ReachReached {
			t.Errorf("%+v", d)
		}
		for posted, want := range map[bool]int{true: 1, false: 0} {
			if all, err := w.store.Batches(ctx, board, posted, 9); err != nil || len(all) != want {
				t.Errorf("posted %v: %d batches, %v", posted, len(all), err)
			}
		}
		must(w.store.Unpost(ctx, "b1"))
		w.is(t, "letter printed ")
		must(w.store.Unprint(ctx, "b1"))
		w.is(t, "letter queued ")
		if _, err := w.store.Batch(ctx, "b1"); !errors.Is(err, fault.NotFound) {
			t.Errorf("an empty batch: %v", err)
		}
	})
}

// TestALateWorkerStrandsNoLetter has a worker that lost its turn lay a letter in the queue that another has laid there, and an officer has printed.
func TestALateWorkerStrandsNoLetter(t *testing.T) {
	each(t, notify.Live, func(t *testing.T, w *town) {
		ctx := t.Context()
		written(t, w)
		id := w.deliveries()[0].ID
		if n, err := w.Print(ctx, notify.Batch{ID: "b1", By: "johan", Made: w.now}, []string{id}); n != 1 || err != nil {
			t.Fatal(n, err)
		}
		if err := w.store.Enqueue(ctx, id, []byte("en annan"), 7); err != nil {
			t.Fatal(err)
		}
		w.is(t, "letter printed ")
		if b, err := w.store.Batch(ctx, "b1"); err != nil || len(b.Papers) != 1 || b.Papers[0].Pages != 2 || string(b.Papers[0].Content) != "till anna" {
			t.Errorf("what was printed is not what is in its batch: %+v, %v", b, err)
		}
		if err := w.store.Enqueue(ctx, "nothing", nil, 1); !errors.Is(err, fault.NotFound) {
			t.Errorf("a letter of no delivery: %v", err)
		}
		if err := w.Follow(ctx, casework.EventNews{Case: "c", Kind: casework.Disposed}); err != nil {
			t.Fatal(err)
		}
		if err := w.store.Post(ctx, "b1", civil.Of(w.now), "johan"); !errors.Is(err, fault.NotFound) {
			t.Errorf("posting a batch of which nothing is left: %v", err)
		}
	})
}

// TestALetterThatNobodyPostsIsStuck: it stands among what did not arrive from the day on which it should have been posted, printed or not, until it has been.
func TestALetterThatNobodyPostsIsStuck(t *testing.T) {
	each(t, notify.Live, func(t *testing.T, w *town) {
		ctx := t.Context()
		written(t, w)
		id, today := w.deliveries()[0].ID, civil.Of(w.now)
		stuck := func(when string, posted civil.Date, want int) {
			t.Helper()
			if all, err := w.store.Stuck(ctx, w.now, posted, notify.Page{Boards: board, Limit: 9}); err != nil || len(all) != want {
				t.Errorf("%s: %d are stuck, %v; want %d", when, len(all), err, want)
			}
		}
		stuck("queued today", today, 0)
		stuck("queued and late", today.AddDays(1), 1)
		if n, err := w.Print(ctx, notify.Batch{ID: "b1", By: "johan", Made: w.now}, []string{id}); n != 1 || err != nil {
			t.Fatal(n, err)
		}
		stuck("printed today", today, 0)
		stuck("printed and late", today.AddDays(1), 1)
		if err := w.store.Post(ctx, "b1", today, "johan"); err != nil {
			t.Fatal(err)
		}
		stuck("posted", today.AddDays(1), 0)
	})
}

// TestALetterThatCameBackWaitsForAPerson has one come back, and be written again.
func TestALetterThatCameBackWaitsForAPerson(t *testing.T) {
	each(t, notify.Live, func(t *testing.T, w *town) {
		ctx := t.Context()
		l := written(t, w)
		id := w.deliveries()[0].ID
		if _, err := w.Print(ctx, notify.Batch{ID: "b1", By: "johan", Made: w.now}, []string{id}); err != nil {
			t.Fatal(err)
		}
		if err := w.store.Post(ctx, "b1", civil.Of(w.now), "johan"); err != nil {
			t.Fatal(err)
		}
		if err := w.Report(ctx, notify.Report{Delivery: id, State: notify.StateFailed, At: w.now, Evidence: notify.ReasonReturned}); err != nil {
			t.Fatal(err)
		}
		w.work()
		w.is(t, "letter failed returned")
		if got := w.reach(t); got != notify.ReachNobody {
			t.Errorf("%s", got)
		}
		if err := w.store.Again(ctx, id, w.now); err != nil {
			t.Fatal(err)
		}
		w.work()
		w.is(t, "letter queued ")
		if len(l.got) != 2 {
			t.Errorf("written %d times, want twice: where she lives now", len(l.got))
		}
		if b, err := w.store.Batch(ctx, "b1"); err != nil || len(b.Papers) != 0 {
			t.Errorf("it is in its old batch still: %+v, %v", b, err)
		}
	})
}

func TestWhatIsNotNeededIsNotPrinted(t *testing.T) {
	for _, c := range []struct {
		name string
		then func(*town)
		want []string
	}{
		{"read in the portal", func(w *town) {
			if _, err := w.store.Read(w.t.Context(), "anna", "c", 1, w.now); err != nil {
				w.t.Fatal(err)
			}
		}, []string{"letter skipped seen"}},
		{"may be seen no longer", func(w *town) { w.blind["anna"] = true }, []string{"letter skipped access"}},
		{"protected since", func(w *town) { w.protected["anna"] = true }, []string{"letter skipped address", " unreached nowhere"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			each(t, notify.Live, func(t *testing.T, w *town) {
				written(t, w)
				id := w.deliveries()[0].ID
				c.then(w)
				n, err := w.Print(t.Context(), notify.Batch{ID: "b1", By: "johan", Made: w.now}, []string{id})
				if w.work(); n != 0 || err != nil {
					t.Errorf("printed %d, %v", n, err)
				}
				w.is(t, c.want...)
				if all, err := w.store.Batches(t.Context(), board, false, 9); err != nil || len(all) != 0 {
					t.Errorf("%d batches, %v", len(all), err)
				}
			})
		})
	}
}

// TestWhoIsProtectedGetsLettersByASafeWayAlone is folkbokföringslagen 16 §.
func TestWhoIsProtectedGetsLettersByASafeWayAlone(t *testing.T) {
	for safe, want := range map[bool][]string{true: {"letter queued "}, false: {" unreached nowhere"}} {
		each(t, notify.Live, func(t *testing.T, w *town) {
			w.Routes = map[notify.Channel]notify.Route{notify.Letter: &tray{store: w.store, safe: safe}}
			w.protected["anna"] = true
			w.happens(casework.Decided, "", casework.Details{})
			w.work()
			w.is(t, want...)
		})
	}
}

func TestALetterOfATestSystemReachesNobody(t *testing.T) {
	each(t, notify.Test, func(t *testing.T, w *town) {
		written(t, w)
		if d := w.deliveries()[0]; !d.Test || w.reach(t) != notify.ReachInbox {
			t.Errorf("%+v", d)
		}
	})
}

func TestDisposalForgetsLetters(t *testing.T) {
	each(t, notify.Live, func(t *testing.T, w *town) {
		written(t, w)
		if err := w.Follow(t.Context(), casework.EventNews{Case: "c", Kind: casework.Disposed}); err != nil {
			t.Fatal(err)
		}
		if queued, err := w.store.Queued(t.Context(), board, 9); err != nil || len(queued) != 0 {
			t.Errorf("%d letters are left, %v", len(queued), err)
		}
	})
}
