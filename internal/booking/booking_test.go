package booking_test

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"

	"forvag/internal/booking"
	"forvag/internal/civil"
	"forvag/internal/dbx"
	"forvag/internal/dbx/dbtest"
	"forvag/internal/fault"
)

var day = civil.Must("2026-12-01")

func at(hour, hours int) booking.Time {
	return booking.Time{Room: "hall", Day: day, Minute: hour * 60, Length: hours * 60, Slot: 60}
}

// world is a store with a clock that the test moves.
type world struct {
	*booking.Store
	now time.Time
}

func each(t *testing.T, fn func(t *testing.T, w *world)) {
	dbtest.Each(t, []dbx.Module{booking.Module}, func(t *testing.T, db *dbx.DB) {
		w := &world{now: time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)}
		w.Store = booking.NewStore(db, func() time.Time { return w.now })
		fn(t, w)
	})
}

func (w *world) taken(t *testing.T) int {
	t.Helper()
	all, err := w.Between(t.Context(), day, day, "hall")
	if err != nil {
		t.Fatal(err)
	}
	return len(all)
}

// Who begins a second form is not in their own way, and a time of theirs that is booked is.
func TestOwnHold(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		hold := func(id, holder string, x booking.Time) error {
			return w.Hold(t.Context(), id, holder, x, 15*time.Minute)
		}
		for _, h := range []struct {
			id, holder string
			time       booking.Time
			taken      bool
		}{{"a", "p:anna", at(10, 2), false}, {"b", "p:anna", at(11, 1), false}, {"c", "p:linh", at(11, 1), true}, {"c", "p:linh", at(10, 1), false}} {
			if err := hold(h.id, h.holder, h.time); errors.Is(err, fault.Exists) != h.taken || err != nil && !h.taken {
				t.Errorf("%s holds %v: %v", h.id, h.time, err)
			}
		}
		if err := w.Confirm(t.Context(), "p:anna", at(11, 1), "case", "möte"); err != nil {
			t.Fatal(err)
		}
		if err := hold("d", "p:anna", at(11, 1)); !errors.Is(err, fault.Exists) {
			t.Errorf("what she has booked: %v", err)
		}
	})
}

func TestFromHeldToBookedToFree(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		hold := func(id string, x booking.Time) error { return w.Hold(ctx, id, "p:"+id, x, 15*time.Minute) }
		if err := hold("a", at(10, 2)); err != nil {
			t.Fatal(err)
		}
		if err := hold("b", at(11, 1)); !errors.Is(err, fault.Exists) {
			t.Errorf("the second half: %v", err)
		}
		if err := hold("b", at(12, 1)); err != nil {
			t.Errorf("just after: %v", err)
		}
		if err := hold("a", at(12, 1)); !errors.Is(err, fault.Exists) {
			t.Errorf("what b has: %v", err)
		}
		if err := w.Confirm(ctx, "p:b", at(10, 2), "case-b", "möte"); !errors.Is(err, fault.NotFound) {
			t.Errorf("somebody else's hold: %v", err)
		}
		for range 2 {
			if err := w.Confirm(ctx, "p:a", at(10, 2), "case-a", "möte"); err != nil {
				t.Errorf("confirm: %v", err)
			}
		}
		if err := hold("a", at(15, 1)); !errors.Is(err, fault.Gone) {
			t.Errorf("a form that is a case: %v", err)
		}
		w.now = w.now.Add(20 * time.Minute)
		if n := w.taken(t); n != 1 {
			t.Errorf("after the hold of b: %d taken", n)
		}
		if err := w.Confirm(ctx, "p:b", at(12, 1), "case-b", "möte"); err != nil {
			t.Errorf("late, and nobody took it: %v", err)
		}
		if b, ok, err := w.Of(ctx, "case-a"); !ok || err != nil || b.Minute != 600 || b.State != booking.Booked {
			t.Errorf("of the case: %+v, %v, %v", b, ok, err)
		}
		if each, err := w.OfEach(ctx, "case-a", "no case"); err != nil || len(each) != 1 || each["case-a"].Minute != 600 {
			t.Errorf("of each case: %+v, %v", each, err)
		}
		for range 2 {
			if err := w.Free(ctx, "case-a"); err != nil {
				t.Errorf("free: %v", err)
			}
		}
		if err := w.Block(ctx, at(10, 1), "Floor"); err != nil {
			t.Errorf("block what is free again: %v", err)
		}
		if err := hold("c", at(9, 2)); !errors.Is(err, fault.Exists) {
			t.Errorf("a blocked time: %v", err)
		}
		all, err := w.Between(ctx, day, day, "hall")
		if err != nil || len(all) != 2 || all[0].State != booking.Blocked || all[0].Note != "Floor" {
			t.Fatalf("%+v, %v", all, err)
		}
		if err := w.Unblock(ctx, "another hall", all[0].ID); err != nil {
			t.Error(err)
		}
		if err := hold("c", at(9, 2)); !errors.Is(err, fault.Exists) {
			t.Errorf("what was let go of in another room: %v", err)
		}
		if err := w.Unblock(ctx, "hall", all[0].ID); err != nil {
			t.Error(err)
		}
		if err := hold("c", at(9, 2)); err != nil {
			t.Errorf("after that: %v", err)
		}
		if err := hold("d", booking.Time{Room: "hall", Day: day, Minute: 23 * 60, Length: 120, Slot: 60}); !errors.Is(err, fault.Invalid) {
			t.Errorf("over midnight: %v", err)
		}
		w.now = w.now.Add(time.Hour)
		if err := w.Sweep(ctx); err != nil {
			t.Error(err)
		}
		if n := w.taken(t); n != 1 {
			t.Errorf("swept: %d taken", n)
		}
	})
}

// TestMoved gives a case another time, which may overlap the one it had, and lets go of that one.
func TestMoved(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		do := func(what string, err error) {
			t.Helper()
			if err != nil {
				t.Fatalf("%s: %v", what, err)
			}
		}
		do("hold", w.Hold(ctx, "a", "p:a", at(10, 2), 15*time.Minute))
		do("confirm", w.Confirm(ctx, "p:a", at(10, 2), "case-a", "möte"))
		do("another", w.Hold(ctx, "b", "p:b", at(14, 1), 15*time.Minute))
		if err := w.Reserve(ctx, "case-a", "p:a", at(13, 2), time.Minute); !errors.Is(err, fault.Exists) {
			t.Errorf("what b holds: %v", err)
		}
		do("an hour later", w.Reserve(ctx, "case-a", "p:a", at(11, 2), time.Minute))
		do("tried again", w.Reserve(ctx, "case-a", "p:a", at(11, 2), time.Minute))
		if b, ok, err := w.Of(ctx, "case-a"); !ok || err != nil || b.Minute != 600 {
			t.Errorf("before it is confirmed: %+v, %v, %v", b, ok, err)
		}
		for range 2 {
			do("moved", w.Confirm(ctx, "p:a", at(11, 2), "case-a", "möte"))
		}
		if b, ok, err := w.Of(ctx, "case-a"); !ok || err != nil || b.Minute != 660 {
			t.Errorf("after that: %+v, %v, %v", b, ok, err)
		}
		do("what was let go of", w.Hold(ctx, "c", "p:c", at(10, 1), time.Minute))
		for _, hour := range []int{11, 12} {
			if err := w.Hold(ctx, "d", "p:d", at(hour, 1), time.Minute); !errors.Is(err, fault.Exists) {
				t.Errorf("the new time, at %d: %v", hour, err)
			}
		}
		do("reserve", w.Reserve(ctx, "case-a", "p:a", at(12, 2), time.Minute))
		do("cancelled meanwhile", w.Free(ctx, "case-a"))
		do("and taken", w.Hold(ctx, "d", "p:d", at(12, 1), time.Minute))
		if err := w.Confirm(ctx, "p:a", at(12, 2), "case-a", "möte"); !errors.Is(err, fault.NotFound) {
			t.Errorf("moved to what was let go of: %v", err)
		}
	})
}

// TestManyAtOnce lets many ask for overlapping times at the same moment: each slot goes to one of them.
func TestManyAtOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		var wg sync.WaitGroup
		var got atomic.Int64
		for i := range 40 {
			wg.Go(func() {
				id := fmt.Sprint("form", i)
				err := w.Hold(t.Context(), id, "p:"+id, at(8+i%4, 2), time.Minute)
				switch {
				case err == nil:
					got.Add(1)
				case !errors.Is(err, fault.Exists):
					t.Errorf("%v", err)
				}
			})
		}
		wg.Wait()
		all, err := w.Between(t.Context(), day, day, "hall")
		if err != nil || int(got.Load()) != len(all) || len(all) < 2 {
			t.Errorf("%d said yes, %d stored, %v", got.Load(), len(all), err)
		}
		apart(t, all)
	})
}

func apart(t interface{ Errorf(string, ...any) }, all []booking.Booking) {
	for i, x := range all {
		for _, y := range all[:i] {
			if moves := x.Case != "" && x.Case == y.Case; !moves && x.Minute < y.Minute+y.Length && y.Minute < x.Minute+x.Length {
				t.Errorf("%+v and %+v overlap", x, y)
			}
		}
	}
}

func TestNothingEverOverlaps(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		round := 0
		rapid.Check(t, func(r *rapid.T) {
			round++
			room := fmt.Sprint("room", round)
			for range rapid.IntRange(1, 8).Draw(r, "steps") {
				id := fmt.Sprint(room, rapid.IntRange(0, 3).Draw(r, "who"))
				x := at(rapid.IntRange(8, 12).Draw(r, "hour"), rapid.IntRange(1, 3).Draw(r, "hours"))
				x.Room = room
				var err error
				switch rapid.SampledFrom([]string{"hold", "hold", "confirm", "move", "free", "block", "time"}).Draw(r, "deed") {
				case "move":
					err = w.Reserve(t.Context(), "case-"+id, id, x, time.Minute)
				case "hold":
					err = w.Hold(t.Context(), id, id, x, 15*time.Minute)
				case "confirm":
					err = w.Confirm(t.Context(), id, x, "case-"+id, "möte")
				case "free":
					err = w.Free(t.Context(), "case-"+id)
				case "block":
					err = w.Block(t.Context(), x, "")
				case "time":
					w.now = w.now.Add(10 * time.Minute)
				}
				if err != nil && !errors.Is(err, fault.Exists) && !errors.Is(err, fault.NotFound) && !errors.Is(err, fault.Gone) {
					r.Fatal(err)
				}
				all, err := w.Between(t.Context(), day, day, room)
				if err != nil {
					r.Fatal(err)
				}
				apart(r, all)
			}
		})
	})
}

// What a case has booked is told of once it has been, until it is said that all is done; what is held, blocked or ahead is not.
func TestPast(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for i, x := range []booking.Time{at(8, 1), at(10, 2), at(18, 2)} {
			holder := fmt.Sprintf("p:%d", i)
			if err := w.Hold(t.Context(), holder, holder, x, time.Hour); err != nil {
				t.Fatal(err)
			}
			if err := w.Confirm(t.Context(), holder, x, "case"+holder, ""); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Block(t.Context(), at(6, 1), "Städning"); err != nil {
			t.Fatal(err)
		}
		past := func(limit int) (ids []string) {
			t.Helper()
			all, err := w.Past(t.Context(), limit)
			if err != nil {
				t.Fatal(err)
			}
			for _, b := range all {
				ids = append(ids, b.Case)
			}
			return ids
		}
		w.now = time.Date(2026, 12, 1, 10, 59, 0, 0, time.UTC) // 11.59 in Sweden
		if got := past(9); !slices.Equal(got, []string{"casep:0"}) {
			t.Errorf("a minute before the second has been: %q", got)
		}
		w.now = w.now.Add(time.Minute)
		if got := past(9); !slices.Equal(got, []string{"casep:0", "casep:1"}) {
			t.Errorf("when the second has been: %q", got)
		}
		if got := past(1); !slices.Equal(got, []string{"casep:0"}) {
			t.Errorf("one at a time: %q", got)
		}
		first, _, err := w.Of(t.Context(), "casep:0")
		if err == nil {
			err = w.Ended(t.Context(), first.ID)
		}
		if err != nil {
			t.Fatal(err)
		}
		w.now = w.now.AddDate(0, 0, 1)
		if got := past(9); !slices.Equal(got, []string{"casep:1", "casep:2"}) {
			t.Errorf("the day after, with the first seen to: %q", got)
		}
	})
}
