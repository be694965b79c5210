package portal

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"forvag/internal/booking"
	"forvag/internal/casework"
	"forvag/internal/catalog"
	"forvag/internal/civil"
	"forvag/internal/fault"
	"forvag/internal/identity"
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

// followBooking does at once what the outbox would have done in a moment; what fails here comes again there.
func (r *request) followBooking(service *catalog.Service, id casework.CaseID, kind casework.EventKind) {
	if service.Booking == nil {
		return
	}
	if err := r.FollowBookings(r.ctx(), casework.EventNews{Case: id, Kind: kind}); err != nil {
		r.server.Log.Warn("the booking follows later", "error", err)
	}
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
	from := monday(day)
	view.Week = b.week(from)
	if from.After(today) {
		view.Prev = web.DoWeek + from.AddDays(-7).String()
	}
	if !from.AddDays(7).After(until) {
		view.Next = web.DoWeek + from.AddDays(7).String()
	}
	taken, err := b.Bookings.Between(b.ctx(), s.ID+"/"+room.ID, from, from.AddDays(6))
	if err != nil {
		b.server.Log.Error("free times", "error", err)
		view.Empty = b.t("booking.unavailable")
		return view
	}
	for d := from; !d.After(from.AddDays(6)); d = d.AddDays(1) {
		if d.Before(today) || d.After(until) {
			continue
		}
		if slots := b.freeSlots(f, room, d, taken); len(slots) > 0 {
			view.Days = append(view.Days, web.SlotDay{Name: b.dayName(d), Slots: slots})
		}
	}
	if len(view.Days) == 0 {
		view.Empty = b.t("booking.full_week")
	}
	return view
}

// freeSlots are the times of a day at which as many slots as are wanted are free. What the form itself holds is free to it.
func (b *blank) freeSlots(f *catalog.Field, room catalog.Room, day civil.Date, taken []booking.Booking) []web.Option {
	open, ok := room.On(day)
	if !ok {
		return nil
	}
	s := b.service
	length := s.Booking.Slot
	if n := b.value(s.Booking.Length); n != "" {
		var hours int
		if _, err := fmt.Sscan(n, &hours); err == nil && hours > 0 && hours <= 24 {
			length *= hours
		}
	}
	var out []web.Option
	for minute := int(open.From); minute+length <= int(open.To); minute += s.Booking.Slot {
		busy := slices.ContainsFunc(taken, func(x booking.Booking) bool {
			return x.ID != b.draft.ID && x.Day == day && x.Minute < minute+length && minute < x.Minute+x.Length
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

// bookedWords is a chosen time as a reader would say it.
func (r *caller) bookedWords(text string) string {
	day, minute, ok := catalog.ParseSlot(text)
	if !ok {
		return text
	}
	return r.t("booking.at", r.dayName(day), r.clock(minute))
}

// FollowBookings lets bookings follow what happened to a case: what was sent in is booked, and what is taken back or refused is free again. It may be
// asked again. A case whose time somebody else has got meanwhile is left for an officer, who sees that it has none.
func (s *Site) FollowBookings(ctx context.Context, news casework.EventNews) error {
	switch news.Kind {
	case casework.Submitted:
		f, err := s.Cases.Case(ctx, identity.Principal{Kind: identity.System}, news.Case)
		if err != nil {
			return err
		}
		return s.book(ctx, f)
	case casework.Decided:
		f, err := s.Cases.Case(ctx, identity.Principal{Kind: identity.System}, news.Case)
		if err != nil || len(f.Decisions) == 0 {
			return err
		}
		switch f.Decisions[len(f.Decisions)-1].Outcome {
		case casework.Granted, casework.PartlyGranted:
			return nil
		}
		return s.Bookings.Free(ctx, string(news.Case))
	case casework.Withdrawn, casework.Disposed:
		return s.Bookings.Free(ctx, string(news.Case))
	}
	return nil
}

// book confirms the time that a case is about.
func (s *Site) book(ctx context.Context, f *casework.File) error {
	service := (&caller{Site: s, within: ctx}).serviceOf(f.Case.Type, f.Case.Received)
	if service.Booking == nil {
		return nil
	}
	slot, ok := slotOf(service, f)
	if !ok {
		return nil
	}
	if !f.Withdrawn.IsZero() || len(f.Parties) == 0 {
		return nil
	}
	id, holder, t := string(f.Case.ID), string(casework.HolderOf(f.Parties[0].Person, f.Parties[0].Org)), timeOf(service, slot)
	err := s.Bookings.Confirm(ctx, holder, t, id)
	if !errors.Is(err, fault.NotFound) {
		return err
	}
	// Nothing was held, or not for long enough: the time is the case's where it is free still.
	err = s.Bookings.Hold(ctx, id, holder, t, time.Minute)
	if errors.Is(err, fault.Exists) || errors.Is(err, fault.Gone) {
		return nil
	}
	if err != nil {
		return err
	}
	return s.Bookings.Confirm(ctx, holder, t, id)
}

func slotOf(service *catalog.Service, f *casework.File) (catalog.Slot, bool) {
	var answers catalog.Answers
	if json.Unmarshal(f.Answers, &answers) != nil {
		return catalog.Slot{}, false
	}
	return service.Slot(answers)
}

// caseBooking is the time that a case has booked, nil where it has none.
func (r *request) caseBooking(f *casework.File, service *catalog.Service, base string) *web.CaseBooking {
	if service.Booking == nil || !f.Withdrawn.IsZero() {
		return nil
	}
	b, ok, err := r.Bookings.Of(r.ctx(), string(f.Case.ID))
	if err != nil {
		r.server.Log.Error("the booking of a case", "error", err)
	}
	if !ok {
		return nil
	}
	view := &web.CaseBooking{Title: r.t("booking.title"), Ics: base + "/tid.ics", Text: web.Paragraphs{r.t("booking.cancel")}}
	view.Facts = []web.Fact{{Label: r.t("booking.room"), Value: r.roomName(service, b.Room)}, {Label: r.t("booking.when"), Value: r.bookingTime(b.Time)}}
	return view
}

func (r *caller) roomName(service *catalog.Service, room string) string {
	if found, ok := service.Room(strings.TrimPrefix(room, service.ID+"/")); ok {
		return found.Name.In(r.lang)
	}
	return room
}

func (r *caller) bookingTime(t booking.Time) string {
	return r.t("booking.from_to", r.dayName(t.Day), r.clock(t.Minute), r.clock(t.Minute+t.Length))
}

// calendar sends the time that a case has booked as an event for a calendar (RFC 5545).
func (r *request) calendar() error {
	f, err := r.Cases.Case(r.ctx(), r.principal, r.caseID())
	if err != nil {
		return err
	}
	service := r.serviceOf(f.Case.Type, f.Case.Received)
	b, ok, err := r.Bookings.Of(r.ctx(), string(f.Case.ID))
	if err != nil {
		return err
	}
	if !ok || service.Booking == nil {
		return fault.New(fault.NotFound, "access.not_found")
	}
	start := startOf(catalog.Slot{Day: b.Day, Minute: b.Minute})
	stamp := func(t time.Time) string { return t.UTC().Format("20060102T150405Z") }
	lines := []string{"BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//forvag//booking//SV", "BEGIN:VEVENT", "UID:" + b.ID + "@forvag", "DTSTAMP:" + stamp(r.now),
		"DTSTART:" + stamp(start), "DTEND:" + stamp(start.Add(time.Duration(b.Length)*time.Minute)), "SUMMARY:" + icsText(r.roomName(service, b.Room)),
		"DESCRIPTION:" + icsText(f.Case.Diary.String()), "END:VEVENT", "END:VCALENDAR", ""}
	r.Set(fiber.HeaderContentType, "text/calendar; charset=utf-8")
	r.Set(fiber.HeaderContentDisposition, `attachment; filename="bokning.ics"`)
	return r.SendString(strings.Join(lines, "\r\n"))
}

// icsText escapes what has a meaning of its own in a calendar's text.
func icsText(s string) string {
	return strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\n", `\n`).Replace(s)
}
