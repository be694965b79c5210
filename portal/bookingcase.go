package portal

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"

	"forvag/internal/booking"
	"forvag/internal/casework"
	"forvag/internal/catalog"
	"forvag/internal/fault"
	"forvag/internal/identity"
	"forvag/internal/locale"
	"forvag/web"
)

// FollowBookings lets bookings follow a case: as long as it is to have the time that it is about it has it, and else the time is free. What the case says now
// decides, not what the news is of, so that news may come again, late or in another order. A case whose time somebody else has got meanwhile is left for an
// officer, who sees that it has none.
func (s *Site) FollowBookings(ctx context.Context, news casework.EventNews) error {
	switch news.Kind {
	case casework.Submitted, casework.BookingMoved, casework.Decided, casework.Withdrawn, casework.BookingCancelled, casework.Reopened, casework.AppealSettled,
		casework.SecrecySet:
	case casework.Disposed:
		return s.Bookings.Free(ctx, string(news.Case))
	default:
		return nil
	}
	f, err := s.Cases.Case(ctx, identity.Principal{Kind: identity.System}, news.Case)
	switch {
	case err != nil:
		return err
	case !f.Booking.Holds() || !f.Withdrawn.IsZero() || refused(f):
		return s.Bookings.Free(ctx, string(news.Case))
	default:
		return s.book(ctx, f)
	}
}

// EndBookings lets the cases whose booked time has been know it, at most limit, and returns how many.
func (s *Site) EndBookings(ctx context.Context, limit int) (int, error) {
	past, err := s.Bookings.Past(ctx, limit)
	if err != nil {
		return 0, err
	}
	var wrong []error
	for _, b := range past { // what is wrong with one case keeps no other
		err := s.Cases.EndBooking(ctx, identity.Principal{Kind: identity.System}, casework.CaseID(b.Case))
		if err == nil || errors.Is(err, fault.Gone) {
			err = s.Bookings.Ended(ctx, b.ID)
		}
		if err != nil {
			wrong = append(wrong, fmt.Errorf("end the booking of %s: %w", b.Case, err))
		}
	}
	return len(past) - len(wrong), errors.Join(wrong...)
}

// refused says whether the latest decision in the matter gives nothing.
func refused(f *casework.File) bool {
	d := f.Decision()
	return d != nil && d.Outcome != casework.Granted && d.Outcome != casework.PartlyGranted
}

// book confirms the time that a case is about.
func (s *Site) book(ctx context.Context, f *casework.File) error {
	service := (&caller{Site: s, within: ctx}).serviceOf(f.Case.Type, f.Case.Received)
	if service.Booking == nil || len(f.Parties) == 0 {
		return nil
	}
	id, holder, t := string(f.Case.ID), timeHolder(f), bookedTime(service, f.Booking)
	note := bookedFor(service, f)
	err := s.Bookings.Confirm(ctx, holder, t, id, note)
	if errors.Is(err, fault.NotFound) {
		// Nothing was held, or not for long enough: the time is the case's where it is free still.
		if err = s.Bookings.Reserve(ctx, id, holder, t, time.Minute); err == nil {
			err = s.Bookings.Confirm(ctx, holder, t, id, note)
		}
	}
	if errors.Is(err, fault.Exists) {
		return nil
	}
	return err
}

// bookedFor is what a case says that its time is for; empty where all who see the room's week may not read the case.
func bookedFor(service *catalog.Service, f *casework.File) string {
	if service.Booking.About == "" || f.Case.Protected || !f.Case.Secrecy.IsOpen() || service.Secrecy.Strength != "none" {
		return ""
	}
	return (&caller{}).caseAnswers(f)[service.Booking.About].Text
}

// timeHolder is whose a case's time is.
func timeHolder(f *casework.File) string {
	return string(casework.HolderOf(f.Parties[0].Person, f.Parties[0].Org))
}

func bookedTime(s *catalog.Service, b *casework.Booking) booking.Time {
	return timeOf(s, catalog.Slot{Room: b.Room, Day: b.Day, Minute: b.Minute, Length: b.Length})
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

// lostTime says whether a case has a time that somebody else got.
func (r *request) lostTime(f *casework.File, service *catalog.Service) bool {
	if service.Booking == nil || !f.Booking.Holds() || !f.Withdrawn.IsZero() || refused(f) {
		return false
	}
	b, ok, err := r.Bookings.Of(r.ctx(), string(f.Case.ID))
	if err != nil {
		r.server.Log.Error("the booking of a case", "error", err)
		return false
	}
	return !ok || b.Time != withoutSlot(bookedTime(service, f.Booking))
}

// withoutSlot is a time as a booking that has been read has it.
func withoutSlot(t booking.Time) booking.Time {
	t.Slot = 0
	return t
}

// bookingNow says that a time is booked, or not, in the words above the case.
func (r *request) bookingNow(now *web.CaseNow, f *casework.File, service *catalog.Service) {
	switch {
	case service.Booking == nil || f.Case.IsClosed():
	case r.lostTime(f, service):
		now.Title, now.Text, now.Tone = r.t("booking.now.lost"), web.Paragraphs{r.t("booking.now.lost_text")}, web.Danger
	case f.Booking.Holds() && !f.Booking.Ends().After(r.now):
		over := r.bookingOver()
		now.Title, now.Text, now.Tone = over.Text, web.Paragraphs{r.t("booking.now.over_text")}, over.Tone
		if p := f.Booking.Price; p != nil && *p > 0 {
			now.Text = append(now.Text, r.t("booking.now.over_charged"))
		}
	}
}

// bookingOver is the status of a case whose time has been, for whoever booked it.
func (r *request) bookingOver() web.Status {
	return web.Status{Text: r.t("booking.now.over"), Tone: web.Neutral}
}

// caseStatus is the status of a case that the reader sees.
func (r *request) caseStatus(f *casework.File, service *catalog.Service) web.Status {
	if f.Case.Status == casework.StatusBeingDelivered && f.Booking.Holds() && !f.Booking.Over.IsZero() {
		return r.bookingOver()
	}
	return r.statusIn(service, f.Case.Status, f.Decision())
}

// caseBooking is the time that a case is about, nil where it is about none.
func (r *request) caseBooking(f *casework.File, service *catalog.Service, base string) *web.CaseBooking {
	b := f.Booking
	if service.Booking == nil || b == nil {
		return nil
	}
	view := r.bookingFacts(f, service)
	if !b.Holds() {
		return &view
	}
	view.Ics = base + "/tid.ics"
	if f.May(r.principal, identity.Withdraw) && b.Begins().After(r.now) && !f.Case.IsClosed() {
		view.Cancel = r.cancelForm(b, base)
	}
	return &view
}

// bookingFacts is what was booked, or what was cancelled.
func (r *request) bookingFacts(f *casework.File, service *catalog.Service) web.CaseBooking {
	b := f.Booking
	view := web.CaseBooking{Title: r.t("booking.title")}
	add := func(key, value string) { view.Facts = append(view.Facts, web.Fact{Label: r.t(key), Value: value}) }
	add("booking.room", r.roomName(service, b.Room))
	add("booking.when", r.bookingTime(b))
	if b.Price != nil {
		add("booking.price", r.priceWords(*b.Price, b.Length))
	}
	if !b.Holds() {
		view.Title = r.t("booking.title.cancelled")
		add("booking.cancelled", locale.Date(r.lang, b.Cancelled))
		add("booking.fee", r.cancelFeeWords(b.Fee))
	}
	return view
}

// cancelForm lets whoever booked let go of the time, once they know what it costs.
func (r *request) cancelForm(b *casework.Booking, base string) *web.CancelBooking {
	form := &web.CancelBooking{Action: base + "/avboka", Button: r.t("booking.cancel.free_yes")}
	fee := b.FeeOn(r.today())
	form.Fee = strconv.FormatInt(fee, 10)
	switch {
	case fee > 0:
		form.Text = web.Paragraphs{r.t("booking.cancel.costs", locale.Kronor(r.lang, fee), locale.Date(r.lang, b.FreeUntil))}
		form.Button = r.t("booking.cancel.costs_yes", locale.Kronor(r.lang, fee))
	case b.LateFee > 0:
		form.Text = web.Paragraphs{r.t("booking.cancel.free", locale.Date(r.lang, b.FreeUntil), locale.Kronor(r.lang, b.LateFee))}
	default:
		form.Text = web.Paragraphs{r.t("booking.cancel.always_free")}
	}
	return form
}

func (r *caller) cancelFeeWords(fee int64) string {
	if fee == 0 {
		return r.t("booking.fee.none")
	}
	return r.t("booking.fee.invoice", locale.Kronor(r.lang, fee))
}

// priceWords is what so many minutes cost.
func (r *caller) priceWords(price int64, minutes int) string {
	if price == 0 {
		return r.t("booking.price.free")
	}
	return r.t("booking.price.for", locale.Kronor(r.lang, price), r.lengthWords(minutes))
}

// lengthWords is how long something is, in hours where it is whole ones.
func (r *caller) lengthWords(minutes int) string {
	if minutes%60 == 0 {
		return r.t("booking.hours", minutes/60)
	}
	return r.t("booking.minutes", minutes)
}

// termsWords is what a time costs and until when it can be cancelled, as told before it is booked.
func (r *caller) termsWords(b *casework.Booking) string {
	var words []string
	if b.Price != nil {
		words = append(words, r.t("booking.terms.price", r.priceWords(*b.Price, b.Length)))
	}
	if b.LateFee > 0 && b.FreeOn(r.today()) {
		words = append(words, r.t("booking.cancel.free", locale.Date(r.lang, b.FreeUntil), locale.Kronor(r.lang, b.LateFee)))
	} else if b.LateFee > 0 {
		words = append(words, r.t("booking.terms.late", locale.Kronor(r.lang, b.LateFee)))
	}
	return strings.Join(words, " ")
}

// cancelBooking lets go of the time that a case has booked, for what the page said that it costs.
func (r *request) cancelBooking() error {
	fee, err := strconv.ParseInt(r.FormValue("fee"), 10, 64)
	if err != nil {
		return fault.New(fault.Invalid, "portal.error.form")
	}
	err = r.Cases.CancelBooking(r.ctx(), r.principal, casework.Ref{ID: r.caseID()}, fee, "")
	if key, args, ok := fault.Words(err); ok && key == "booking.fee_changed" {
		r.notices = append(r.notices, web.Notice{Tone: web.Warning, Text: r.t(key, args...)})
		f, err := r.Cases.Case(r.ctx(), r.principal, r.caseID())
		if err != nil {
			return err
		}
		page, err := r.caseView(f)
		if err != nil {
			return err
		}
		if page.Booking != nil && page.Booking.Cancel != nil {
			page.Booking.Cancel.Open = true
		}
		return r.pageStatus(fiber.StatusConflict, web.SectionCases, page)
	}
	if err != nil {
		return err
	}
	if err := r.FollowBookings(r.ctx(), casework.EventNews{Case: r.caseID(), Kind: casework.BookingCancelled}); err != nil {
		r.server.Log.Warn("the booking follows later", "error", err)
	}
	return r.done(r.casePath(), "avbokat")
}

func (r *caller) roomName(service *catalog.Service, room string) string {
	if found, ok := service.Room(room); ok {
		return found.Name.In(r.lang)
	}
	return room
}

func (r *caller) bookingTime(b *casework.Booking) string {
	return r.t("booking.from_to", r.dayName(b.Day), r.clock(b.Minute), r.clock(b.Minute+b.Length))
}

// calendar sends the time that a case has booked as an event for a calendar (RFC 5545). A time that was moved takes the place of the one before.
func (r *request) calendar() error {
	f, err := r.Cases.Case(r.ctx(), r.principal, r.caseID())
	if err != nil {
		return err
	}
	service := r.serviceOf(f.Case.Type, f.Case.Received)
	if service.Booking == nil || !f.Booking.Holds() {
		return fault.New(fault.NotFound, "access.not_found")
	}
	moved := 0
	for i := range f.Events {
		if f.Events[i].Kind == casework.BookingMoved {
			moved++
		}
	}
	stamp := func(t time.Time) string { return t.UTC().Format("20060102T150405Z") }
	room := icsText(r.roomName(service, f.Booking.Room))
	lines := []string{"BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//forvag//booking//SV", "BEGIN:VEVENT", "UID:" + string(f.Case.ID) + "@forvag",
		"SEQUENCE:" + strconv.Itoa(moved), "DTSTAMP:" + stamp(r.now), "DTSTART:" + stamp(f.Booking.Begins()), "DTEND:" + stamp(f.Booking.Ends()),
		"SUMMARY:" + room, "LOCATION:" + room, "DESCRIPTION:" + icsText(f.Case.Diary.String()), "END:VEVENT", "END:VCALENDAR", ""}
	for i := range lines {
		lines[i] = icsFold(lines[i])
	}
	r.Set(fiber.HeaderContentType, "text/calendar; charset=utf-8")
	r.Set(fiber.HeaderContentDisposition, `attachment; filename="bokning.ics"`)
	return r.SendString(strings.Join(lines, "\r\n"))
}

// icsText escapes what has a meaning of its own in a calendar's text.
func icsText(s string) string {
	return strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\n", `\n`).Replace(s)
}

// icsFold breaks a line that is longer than 75 bytes (RFC 5545, 3.1), between characters.
func icsFold(line string) string {
	var b strings.Builder
	width := 0
	for _, c := range line {
		if n := utf8.RuneLen(c); width+n > 75 {
			b.WriteString("\r\n ")
			width = 1
		}
		b.WriteRune(c)
		width += utf8.RuneLen(c)
	}
	return b.String()
}
