package casework

import (
	"context"
	"strings"
	"time"

	"forvag/internal/civil"
	"forvag/internal/fault"
	"forvag/internal/identity"
)

// Booking is a time in a room that a case is about (bokning), on the terms that were told when it was made. Who keeps two from having the same time is
// another's matter: this is what was agreed.
type Booking struct {
	// Room is the id of what is booked, within its service.
	Room string     `json:"room"`
	Day  civil.Date `json:"day"`
	// Minute is when it begins, in minutes after midnight, and Length how long it is, in minutes.
	Minute int `json:"minute"`
	Length int `json:"length"`
	// Price is what it costs, in öre; nil where nothing was said of that.
	Price *int64 `json:"price,omitempty"`
	// FreeUntil is the last day on which it can be cancelled free of charge, LateFee what that costs afterwards, in öre.
	FreeUntil civil.Date `json:"freeUntil,omitzero"`
	LateFee   int64      `json:"lateFee,omitempty"`
	// Cancelled is the day on which it was cancelled, zero while it holds, and Fee what that cost, in öre.
	Cancelled civil.Date `json:"cancelled,omitzero"`
	Fee       int64      `json:"fee,omitempty"`
	// Over is the day on which it was noted that the time has been, zero until then.
	Over civil.Date `json:"over,omitzero"`
}

// Holds says whether the time is booked still.
func (b *Booking) Holds() bool { return b != nil && b.Cancelled.IsZero() }

// FeeOn is what it costs whoever booked to cancel on a day, in öre.
func (b *Booking) FeeOn(day civil.Date) int64 {
	if b.FreeOn(day) {
		return 0
	}
	return b.LateFee
}

// FreeOn says whether it can be cancelled free of charge on a day.
func (b *Booking) FreeOn(day civil.Date) bool { return !day.After(b.FreeUntil) }

// Begins is the instant at which the time begins.
func (b *Booking) Begins() time.Time {
	return time.Date(b.Day.Year(), b.Day.Month(), b.Day.Day(), b.Minute/60, b.Minute%60, 0, 0, civil.Zone())
}

// Ends is the instant at which the time ends.
func (b *Booking) Ends() time.Time { return b.Begins().Add(time.Duration(b.Length) * time.Minute) }

// sound refuses what is no time of a day.
func (b *Booking) sound() bool {
	return b.Room != "" && !b.Day.IsZero() && b.Minute >= 0 && b.Length > 0 && b.Minute+b.Length <= 24*60 && b.LateFee >= 0
}

// MoveBooking gives a booked case another time, by an officer, with a reason that the parties see. What it costs is as it was; until when it can be cancelled
// free of charge is to's.
func (s *Service) MoveBooking(ctx context.Context, p identity.Principal, ref Ref, to Booking, reason string) error {
	return s.do(ctx, p, ref, command{kind: BookingMoved, audience: Parties, details: func(f *File) (Details, error) {
		if !to.sound() {
			return Details{}, fault.New(fault.Invalid, "booking.time")
		}
		if f.Booking != nil {
			to.Price, to.LateFee = f.Booking.Price, f.Booking.LateFee
		}
		to.Cancelled, to.Fee, to.Over = civil.Date{}, 0, civil.Date{}
		return Details{Booking: &to, Reason: reason}, nil
	}})
}

// CancelBooking lets go of a case's time: by a party until it begins, or by an officer with a reason that the parties see. It costs a party fee öre, which
// they have been told; where that is not what it costs now, nothing is done: fault.Stale. It costs nothing where the municipality cancels. A case without a fee
// to charge is closed thereby.
func (s *Service) CancelBooking(ctx context.Context, p identity.Principal, ref Ref, fee int64, reason string) error {
	officer := p.Kind == identity.Officer
	return s.do(ctx, p, ref, command{kind: BookingCancelled, audience: Parties,
		done: func(f *File) bool { return !officer && f.Booking != nil && !f.Booking.Holds() },
		details: func(f *File) (Details, error) {
			d := Details{Booking: &Booking{}, Reason: reason}
			switch {
			case officer && strings.TrimSpace(reason) == "":
				return d, fault.New(fault.Invalid, "case.reason_missing")
			case officer || f.Booking == nil:
				return d, nil
			case !f.Booking.Begins().After(s.now()):
				return d, fault.New(fault.Illegal, "booking.begun")
			}
			if d.Booking.Fee = f.Booking.FeeOn(s.today()); d.Booking.Fee != fee {
				return d, fault.New(fault.Stale, "booking.fee_changed")
			}
			return d, nil
		},
		then: func(c *Change) error {
			if c.File.Booking.Fee > 0 {
				return nil // somebody has to charge it
			}
			return c.system(Closed, Everyone, Details{})
		}})
}

// EndBooking notes that the time that a case has booked has been: for the parties it is over then, and what is left is to follow it up. A case without a price
// to charge is closed thereby, where nothing else is left in it. Nothing happens before the time has been, a second time, or while the case waits for a
// decision. For the system.
func (s *Service) EndBooking(ctx context.Context, p identity.Principal, id CaseID) error {
	if p.Kind != identity.System {
		return fault.New(fault.Forbidden, "access.forbidden")
	}
	return s.do(ctx, p, Ref{ID: id}, command{kind: BookingEnded, audience: Parties,
		allow: func(*File) error { return nil },
		done: func(f *File) bool {
			undecided := f.needsDecision && f.Decision() == nil
			return f.Case.IsClosed() || !f.Booking.Holds() || !f.Booking.Over.IsZero() || undecided || !f.Withdrawn.IsZero() || f.Booking.Ends().After(s.now())
		},
		then: func(c *Change) error {
			b := c.File.Booking
			if b.Price != nil && *b.Price > 0 || check(c.File, &Details{}, Closed, c.day()) != nil {
				return nil // somebody has something to do
			}
			return c.system(Closed, Everyone, Details{})
		}})
}

// endBooking marks the time as one that has been; zero takes the mark away.
func (f *File) endBooking(on civil.Date) {
	b := *f.Booking
	b.Over = on
	f.Booking = &b
}

// cancelBooking lets go of the time, and with it of the matter.
func (f *File) cancelBooking(d *Details, on civil.Date) {
	b := *f.Booking
	b.Cancelled, b.Fee = on, d.Booking.Fee
	f.Booking, f.Withdrawn, f.Wait = &b, on, nil
	f.lapse(on)
}
