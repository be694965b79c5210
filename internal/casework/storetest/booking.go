package storetest

import (
	"testing"

	"forvag/internal/casework"
	"forvag/internal/civil"
	"forvag/internal/fault"
	"forvag/internal/identity"
)

// book makes a case about a time some days ahead, which costs 100 kronor to cancel on its last three days.
func (w *World) book(key string, days int) casework.CaseID {
	w.T.Helper()
	in, price, day := application(key, "room"), int64(40000), w.today().AddDays(days)
	in.Booking = &casework.Booking{Room: "hall", Day: day, Minute: 18 * 60, Length: 120, Price: &price, FreeUntil: day.AddDays(-3), LateFee: 10000}
	return w.submit(in).Case
}

func booked(t *testing.T, w *World) {
	cancel := func(p identity.Principal, id casework.CaseID, fee int64) error {
		return w.CancelBooking(w.ctx, p, casework.Ref{ID: id}, fee, "")
	}
	t.Run("in time", func(t *testing.T) {
		id := w.book("c1", 3)
		isKind(t, "taken back", w.Withdraw(w.ctx, w.saga(), id, ""), fault.Illegal)
		isKind(t, "by a stranger", cancel(w.resident(kim), id, 0), fault.NotFound)
		isKind(t, "for another fee than told", cancel(w.saga(), id, 10000), fault.Stale)
		w.must(cancel(w.saga(), id, 0))
		w.must(cancel(w.saga(), id, 0)) // tapped twice
		f := w.file(id)
		equal(t, "status", f.Case.Status, casework.StatusWithdrawn)
		equal(t, "nothing is left to do", f.Case.IsClosed(), true)
		equal(t, "fee", f.Booking.Fee, 0)
	})
	t.Run("late", func(t *testing.T) {
		id := w.book("c2", 3)
		w.Pass(1)
		isKind(t, "free of charge", cancel(w.saga(), id, 0), fault.Stale)
		w.must(cancel(w.saga(), id, 10000))
		f := w.file(id)
		equal(t, "the fee is to be charged", f.Booking.Fee, 10000)
		equal(t, "before it is closed", f.Case.IsClosed(), false)
		isKind(t, "moved after that", w.MoveBooking(w.ctx, w.ada(), w.ref(id), *f.Booking, "r"), fault.Illegal)
		w.must(w.Close(w.ctx, w.ada(), w.ref(id), ""))
	})
	t.Run("when it has begun", func(t *testing.T) {
		id := w.book("c3", 1)
		w.Pass(2)
		isKind(t, "by who booked", cancel(w.saga(), id, 10000), fault.Illegal)
		isKind(t, "without a reason", w.CancelBooking(w.ctx, w.ada(), w.ref(id), 0, " "), fault.Invalid)
		w.must(w.CancelBooking(w.ctx, w.ada(), w.ref(id), 0, "The lights did not work"))
		equal(t, "free of charge", w.file(id).Booking.Fee, 0)
	})
	t.Run("moved", func(t *testing.T) {
		id := w.book("c4", 10)
		to := casework.Booking{Room: "gym", Day: w.today().AddDays(12), Minute: 600, Length: 60, FreeUntil: w.today().AddDays(9), LateFee: 99}
		isKind(t, "without a reason", w.MoveBooking(w.ctx, w.ada(), w.ref(id), to, ""), fault.Illegal)
		isKind(t, "by who booked", w.MoveBooking(w.ctx, w.saga(), w.ref(id), to, "r"), fault.Forbidden)
		night := to
		night.Minute = 23*60 + 30
		isKind(t, "over midnight", w.MoveBooking(w.ctx, w.ada(), w.ref(id), night, "r"), fault.Invalid)
		w.must(w.MoveBooking(w.ctx, w.ada(), w.ref(id), to, "The floor is sanded"))
		seen, err := w.Case(w.ctx, w.saga(), id)
		w.must(err)
		equal(t, "room", seen.Booking.Room, "gym")
		equal(t, "the price is as it was", *seen.Booking.Price, 40000)
		equal(t, "and what it costs to cancel", seen.Booking.FeeOn(w.today().AddDays(10)), 10000)
		equal(t, "why", seen.Events[len(seen.Events)-1].Details.Reason, "The floor is sanded")
	})
	t.Run("when it has been", func(t *testing.T) {
		over := func(id casework.CaseID) casework.Rank {
			rows, err := w.Mine(w.ctx, w.saga(), casework.MineFilter{Limit: 100})
			w.must(err)
			for _, row := range rows {
				if row.Case == id {
					return row.Rank
				}
			}
			t.Fatal("it is not in the list")
			return 0
		}
		id := w.book("c6", 2)
		w.must(w.EndBooking(w.ctx, system(), id))
		equal(t, "before it has been", over(id), casework.RankOngoing)
		w.Pass(3)
		isKind(t, "ended by who booked", w.EndBooking(w.ctx, w.saga(), id), fault.Forbidden)
		w.must(w.EndBooking(w.ctx, system(), id))
		w.must(w.EndBooking(w.ctx, system(), id)) // once more
		f := w.file(id)
		equal(t, "events", f.Events[len(f.Events)-1].Kind, casework.BookingEnded)
		equal(t, "once", f.Case.Seq, 2)
		equal(t, "what is left", f.Case.Step, casework.FollowUp)
		equal(t, "the price is to be charged", f.Case.IsClosed(), false)
		equal(t, "over for who booked", over(id), casework.RankClosed)
		w.must(w.Close(w.ctx, w.ada(), w.ref(id), ""))
		w.must(w.Reopen(w.ctx, w.ada(), w.ref(id), "The wrong price"))
		equal(t, "taken up again", over(id), casework.RankOngoing)

		free := application("c7", "room")
		free.Booking = &casework.Booking{Room: "hall", Day: w.today().AddDays(1), Minute: 18 * 60, Length: 60}
		id = w.submit(free).Case
		asked := application("c8", "room")
		asked.Booking = free.Booking
		other := w.submit(asked).Case
		w.must(w.Request(w.ctx, w.ada(), w.ref(other), "Who has the key?", w.today().AddDays(9), false))
		w.Pass(2)
		w.must(w.EndBooking(w.ctx, system(), id))
		equal(t, "nothing to charge closes it", w.file(id).Case.IsClosed(), true)
		w.must(w.EndBooking(w.ctx, system(), id))
		w.must(w.EndBooking(w.ctx, system(), other))
		equal(t, "not while something is asked for", w.file(other).Case.IsClosed(), false)
		equal(t, "and it needs an answer still", over(other), casework.RankNeedsMe)
	})
	isKind(t, "of a type without bookings", second(w.Submit(w.ctx, w.saga(), withBooking(application("c5", "permit")))), fault.Invalid)
	w.sound()
}

func withBooking(in casework.Submission) casework.Submission {
	in.Booking = &casework.Booking{Room: "hall", Day: civil.Must("2026-12-01"), Length: 60}
	return in
}
