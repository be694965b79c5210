package portal

import (
	"errors"
	"slices"
	"strings"
	"time"

	"forvag/internal/booking"
	"forvag/internal/casework"
	"forvag/internal/catalog"
	"forvag/internal/civil"
	"forvag/internal/fault"
	"forvag/internal/locale"
	"forvag/web"
)

// weekKey names the day whose week a draft's reader looks at, in the draft.
const weekKey = "_week"

// monday is the first day of a day's week.
func monday(day civil.Date) civil.Date { return day.AddDays(-(int(day.Weekday()) + 6) % 7) }

// lookAtWeek notes which week the reader wants to see; false where they want something else.
func (f *filling) lookAtWeek(do string) bool {
	day, ok := strings.CutPrefix(do, web.DoWeek)
	if !ok || f.service.Booking == nil {
		return false
	}
	if d, err := civil.Parse(day); err == nil {
		f.draft.Values[weekKey] = []string{d.String()}
	}
	return true
}

// bookingHolder is whose time it is: the organisation's that the sender acts for, else their own.
func (f *filling) bookingHolder() string { return string(casework.HolderOf(f.person.ID, f.acting)) }

// hold keeps the chosen time while the form is filled in. Where somebody else was first, or the room is closed, that is what is wrong with the answer.
func (r *request) hold(f *filling) error {
	if f.service.Booking == nil {
		return nil
	}
	slot, ok := f.service.Slot(f.answers)
	if !ok {
		return nil
	}
	refuse := func(key string) {
		f.faults = append(f.faults, catalog.FieldFault{Field: f.service.Booking.Time, Key: key})
	}
	if !f.service.Fits(slot) || slot.Day == r.today() && startOf(slot).Before(r.now) {
		refuse("field.slot_closed")
		return nil
	}
	err := r.Bookings.Hold(r.ctx(), f.draft.ID, f.bookingHolder(), timeOf(f.service, slot), time.Duration(f.service.Booking.Hold)*time.Minute)
	switch {
	case errors.Is(err, fault.Exists):
		refuse("field.slot_taken")
		return nil
	case errors.Is(err, fault.Gone): // sent in before, by a tap that came twice
		return nil
	}
	return err
}

func timeOf(s *catalog.Service, t catalog.Slot) booking.Time {
	return booking.Time{Room: s.ID + "/" + t.Room, Day: t.Day, Minute: t.Minute, Length: t.Length, Slot: s.Booking.Slot}
}

// slotField shows the free times of a week in the room that was chosen.
func (b *blank) slotField(f *catalog.Field, q web.Question) web.SlotField {
	view := web.SlotField{Question: q}
	s := b.service
	room, ok := s.Room(b.value(s.Booking.Room))
	if !ok {
		view.Empty = b.t("booking.no_room")
		return view
	}
	today, until := b.today(), s.Booking.Until(b.moment())
	day := today
	if chosen, _, ok := catalog.ParseSlot(b.value(f.ID)); ok {
		day = chosen
	}
	if looked, err := civil.Parse(b.value(weekKey)); err == nil {
		day = looked
	}
	if day.Before(today) || day.After(until) {
		day = today
	}
	for from := monday(day); ; from = from.AddDays(7) {
		view = b.slotWeek(f, q, room, from)
		asked := b.value(weekKey) != "" || b.value(f.ID) != ""
		if view.Empty == "" || asked || from.AddDays(7).After(until) || day.AddDays(7*emptyWeeks).Before(from) {
			return view
		}
	}
}

// emptyWeeks is how many weeks without a free time are passed over for a reader who has not asked for one.
const emptyWeeks = 8

// slotWeek shows the free times of the week from a Monday.
func (b *blank) slotWeek(f *catalog.Field, q web.Question, room catalog.Room, from civil.Date) web.SlotField {
	view := web.SlotField{Question: q, Week: b.week(from)}
	s, today := b.service, b.today()
	until := s.Booking.Until(b.moment())
	if from.After(today) {
		view.Prev = web.DoWeek + from.AddDays(-7).String()
	}
	if !from.AddDays(7).After(until) {
		view.Next = web.DoWeek + from.AddDays(7).String()
	}
	taken, err := b.Bookings.Between(b.ctx(), from, from.AddDays(6), s.ID+"/"+room.ID)
	if err != nil {
		b.server.Log.Error("free times", "error", err)
		view.Empty = b.t("booking.unavailable")
		return view
	}
	free := 0
	for d := range from.Through(from.AddDays(6)) {
		if d.Before(today) || d.After(until) {
			continue
		}
		slots := b.freeSlots(f, room, d, taken)
		if why, closed := room.ClosedOn(d); closed {
			view.Days = append(view.Days, web.SlotDay{Name: b.dayName(d), Closed: b.closedWords(why)})
		} else if len(slots) > 0 {
			view.Days = append(view.Days, web.SlotDay{Name: b.dayName(d), Slots: slots})
			free++
		}
	}
	view.Price = b.priceOf(room, laterOf(from, today))
	if free == 0 {
		view.Empty = b.t("booking.full_week")
	}
	return view
}

// closedWords says that a room is closed on a day, and why.
func (r *caller) closedWords(why locale.Text) string {
	if words := why.In(r.lang); words != "" {
		return r.t("booking.closed_why", words)
	}
	return r.t("booking.closed")
}

// priceOf is what the wanted length costs on a day, as the answers so far say who pays; empty where nothing is said of it.
func (b *blank) priceOf(room catalog.Room, day civil.Date) string {
	slot := catalog.Slot{Room: room.ID, Day: day, Length: b.length()}
	terms := b.service.Terms(slot, b.answers, b.moment())
	if terms.Price == nil {
		return ""
	}
	return b.t("booking.terms.price", b.priceWords(*terms.Price, slot.Length))
}

// length is how long a time is wanted, in minutes.
func (b *blank) length() int {
	length := b.service.Booking.Slot
	if n := b.answers[b.service.Booking.Length].Number; n != nil && *n > 0 && *n <= 24 {
		length *= int(*n)
	}
	return length
}

// freeSlots are the times of a day at which as many slots as are wanted are free to the reader.
func (b *blank) freeSlots(f *catalog.Field, room catalog.Room, day civil.Date, taken []booking.Booking) []web.Option {
	open, ok := room.On(day)
	if !ok {
		return nil
	}
	s, length := b.service, b.length()
	var out []web.Option
	for minute := int(open.From); minute+length <= int(open.To); minute += s.Booking.Slot {
		busy := slices.ContainsFunc(taken, func(x booking.Booking) bool {
			return x.OfOthers(b.draft.ID, b.holder) && x.Day == day && x.Minute < minute+length && minute < x.Minute+x.Length
		})
		slot := catalog.Slot{Day: day, Minute: minute}
		if busy || slot.Day == b.today() && startOf(slot).Before(b.now) {
			continue
		}
		value := catalog.WriteSlot(day, minute)
		out = append(out, web.Option{Value: value, Label: b.clock(minute) + "–" + b.clock(minute+length), Chosen: b.value(f.ID) == value})
	}
	return out
}

// startOf is the instant at which a time begins.
func startOf(t catalog.Slot) time.Time {
	d := t.Day.Start().In(civil.Zone())
	return time.Date(d.Year(), d.Month(), d.Day(), t.Minute/60, t.Minute%60, 0, 0, civil.Zone())
}

// clock is a time of day as readers write it.
func (r *caller) clock(minute int) string {
	return strings.Replace(catalog.TimeOfDay(minute).String(), ":", r.t("booking.clock"), 1)
}

func (r *caller) week(from civil.Date) string {
	_, n := from.Start().In(civil.Zone()).ISOWeek()
	return r.t("booking.week", n, locale.Date(r.lang, from), locale.Date(r.lang, from.AddDays(6)))
}

func (r *caller) dayName(d civil.Date) string {
	return r.t("booking.day."+strings.ToLower(d.Weekday().String())) + " " + locale.Date(r.lang, d)
}

// bookingOf is the time that a form books, on the terms that hold today; nil where it books none.
func (r *caller) bookingOf(f *filling) *casework.Booking {
	if f.service.Booking == nil {
		return nil
	}
	slot, ok := f.service.Slot(f.answers)
	if !ok {
		return nil
	}
	terms := f.service.Terms(slot, f.answers, r.moment())
	return &casework.Booking{Room: slot.Room, Day: slot.Day, Minute: slot.Minute, Length: slot.Length, Price: terms.Price, FreeUntil: terms.FreeUntil,
		LateFee: terms.LateFee}
}

// slotWords is the time that answers book, as a reader would say it.
func (r *caller) slotWords(service *catalog.Service, answers catalog.Answers) string {
	slot, ok := service.Slot(answers)
	if !ok {
		return answers[service.Booking.Time].Text
	}
	return r.bookingTime(&casework.Booking{Day: slot.Day, Minute: slot.Minute, Length: slot.Length})
}

// startsWords is when a chosen time begins, as a reader would say it.
func (r *caller) startsWords(text string) string {
	day, minute, ok := catalog.ParseSlot(text)
	if !ok {
		return text
	}
	return r.t("booking.at", r.dayName(day), r.clock(minute))
}
