package portal

import (
	"errors"
	"strings"
	"time"

	"forvag/internal/casework"
	"forvag/internal/catalog"
	"forvag/internal/civil"
	"forvag/internal/fault"
	"forvag/internal/locale"
	"forvag/web"
)

// deskBooked is the time that a case is about, as the officer sees it; nil where it is about none.
func (r *request) deskBooked(f *casework.File, service *catalog.Service) *web.CaseBooking {
	if service.Booking == nil || f.Booking == nil {
		return nil
	}
	view := r.bookingFacts(f, service)
	if _, ok := service.Room(f.Booking.Room); ok {
		view.Week = roomPath(service.ID, f.Booking.Room, f.Booking.Day)
	}
	return &view
}

// bookingAlerts are what an officer must not miss about a booked time: that it was lost, or that it has been or was cancelled late
// and is to be charged.
func (r *request) bookingAlerts(f *casework.File, service *catalog.Service) []web.Notice {
	switch b := f.Booking; {
	case b == nil || f.Case.IsClosed():
		return nil
	case r.lostTime(f, service):
		return []web.Notice{{Tone: web.Danger, Text: r.t("booking.alert.lost")}}
	case b.Fee > 0:
		return []web.Notice{{Tone: web.Warning, Text: r.t("booking.alert.fee", locale.Date(r.lang, b.Cancelled), locale.Kronor(r.lang, b.Fee))}}
	case !b.Over.IsZero() && b.Price != nil && *b.Price > 0:
		return []web.Notice{{Tone: web.Warning, Text: r.t("booking.alert.over", locale.Kronor(r.lang, *b.Price))}}
	default:
		return nil
	}
}

func (a *act) moveTimeFields() []web.Field {
	service, b := a.serviceOf(a.file.Case.Type, a.file.Case.Received), a.file.Booking
	var rooms []web.Option
	for _, room := range service.Rooms() {
		rooms = append(rooms, web.Option{Value: room.ID, Label: room.Name.In(a.lang)})
	}
	return []web.Field{
		a.choose(a.question("room"), "room", b.Room, rooms),
		web.DateField{Question: a.question("day"), Value: a.or("day", b.Day.String()), Min: a.today().String()},
		web.TextField{Question: a.question("from"), Value: a.or("from", a.clock(b.Minute)), MaxLength: 5},
		a.long(a.question("reason"), "reason", ""),
	}
}

// moveReserve is how long a new time is kept while the case takes it.
const moveReserve = time.Minute

// moveTime gives the booking another time: kept first, then agreed in the case, then booked.
func (a *act) moveTime(ref casework.Ref) error {
	f, err := a.Cases.Case(a.ctx(), a.principal, ref.ID)
	if err != nil {
		return err
	}
	service := a.serviceOf(f.Case.Type, f.Case.Received)
	if service.Booking == nil || !f.Booking.Holds() || len(f.Parties) == 0 {
		return fault.New(fault.Illegal, "booking.none")
	}
	to, err := a.newTime(service, f.Booking)
	if err != nil {
		return err
	}
	reason, err := a.text("reason", "case.reason_missing")
	if err != nil {
		return err
	}
	err = a.Bookings.Reserve(a.ctx(), string(ref.ID), timeHolder(f), bookedTime(service, &to), moveReserve)
	if errors.Is(err, fault.Exists) {
		return fieldFault{"from", err}
	}
	if err != nil {
		return err
	}
	if err := a.Cases.MoveBooking(a.ctx(), a.principal, ref, to, reason); err != nil {
		return err
	}
	a.followBooking(service, ref.ID, casework.BookingMoved)
	return nil
}

// newTime is the time that a booking is to be moved to, as long as before.
func (a *act) newTime(service *catalog.Service, b *casework.Booking) (casework.Booking, error) {
	day, err := a.day("day")
	if err != nil {
		return casework.Booking{}, err
	}
	from, err := parseClock(a.value("from"))
	slot := catalog.Slot{Room: a.value("room"), Day: day, Minute: int(from), Length: b.Length}
	if err != nil || day.IsZero() || !service.Fits(slot) || !startOf(slot).After(a.now) {
		return casework.Booking{}, fieldFault{"from", fault.New(fault.Invalid, "booking.time").Because(err)}
	}
	if _, ok := service.Room(slot.Room); !ok {
		return casework.Booking{}, fieldFault{"room", fault.New(fault.Invalid, "desk.error.turn")}
	}
	terms := service.Terms(slot, nil, catalog.Moment{Today: a.today(), Municipality: a.Rules})
	return casework.Booking{Room: slot.Room, Day: day, Minute: slot.Minute, Length: slot.Length, FreeUntil: terms.FreeUntil}, nil
}

func (a *act) cancelTimeFields() []web.Field {
	return []web.Field{a.long(a.question("reason"), "reason", "")}
}

// cancelTime lets go of the booking, free of charge for whoever booked.
func (a *act) cancelTime(ref casework.Ref) error {
	reason, err := a.text("reason", "case.reason_missing")
	if err != nil {
		return err
	}
	f, err := a.Cases.Case(a.ctx(), a.principal, ref.ID)
	if err != nil {
		return err
	}
	if err := a.Cases.CancelBooking(a.ctx(), a.principal, ref, 0, reason); err != nil {
		return err
	}
	a.followBooking(a.serviceOf(f.Case.Type, f.Case.Received), ref.ID, casework.BookingCancelled)
	return nil
}

// parseClock reads a time of day as people write it, 18:00 or 18.00.
func parseClock(text string) (catalog.TimeOfDay, error) {
	var t catalog.TimeOfDay
	err := t.UnmarshalScalar(strings.Replace(strings.TrimSpace(text), ".", ":", 1))
	return t, err
}

// laterOf is the later of two days.
func laterOf(a, b civil.Date) civil.Date {
	if a.Before(b) {
		return b
	}
	return a
}
