package catalog

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"forvag/internal/civil"
	"forvag/internal/locale"
	"forvag/internal/rules"
	"forvag/internal/strict"
)

// Booking makes the service a booking: a time in a room is chosen in the form, held while it is filled in, and booked when it is sent.
type Booking struct {
	// Rooms are what can be booked, where the municipality's own file (rooms.SERVICE) has none for the service.
	Rooms []Room `yaml:"rooms"`
	// Room is the choice field in which a room is chosen (rooms: true), Time the field of type slot, on a later page, and Length the number field with
	// how many slots; one where empty.
	Room   string `yaml:"room"`
	Time   string `yaml:"time"`
	Length string `yaml:"length"`
	// About is the text field with what the time is for, which officers see beside it; none where empty.
	About string `yaml:"about"`
	// Slot is how long one slot is, in minutes, and Hold for how many minutes a time is kept while the form is filled in.
	Slot int `yaml:"slot"`
	Hold int `yaml:"hold"`
	// Ahead is how far ahead a time can be booked.
	Ahead Length `yaml:"ahead"`
	// Cancel is how long before its day a booking can be cancelled free of charge; at any time where it is zero.
	Cancel Length `yaml:"cancel"`
	// Late names the setting with what a later cancellation costs, in percent of the price; the whole price where empty.
	Late string `yaml:"late"`
	// Fees are what an hour costs: the first that fits. Without any, nothing is said of what a booking costs.
	Fees []HourFee `yaml:"fees"`
}

// HourFee is what an hour costs for some.
type HourFee struct {
	// When is CEL over the form's answers; empty for everybody.
	When string `yaml:"when"`
	// Setting names the setting with what an hour costs, in öre. The value on the booked day counts.
	Setting string `yaml:"setting"`
}

// Room is something that can be booked.
type Room struct {
	// ID names the room in bookings: small letters, digits and hyphens.
	ID string `yaml:"id"`
	// Name is what people call the room.
	Name locale.Text `yaml:"name"`
	// About is one sentence about the room.
	About locale.Text `yaml:"about"`
	// Open are the hours in which it can be booked.
	Open []OpenHours `yaml:"open"`
	// Holidays says that it can be booked on public holidays too.
	Holidays bool `yaml:"holidays"`
	// Closed are the days on which it cannot be booked.
	Closed []ClosedDays `yaml:"closed"`
}

// ClosedDays are days on which a room cannot be booked, both counted.
type ClosedDays struct {
	// From is the first day.
	From civil.Date `yaml:"from"`
	// To is the last day; the first one where it is left out.
	To civil.Date `yaml:"to"`
	// Why is told to those who look for a time.
	Why locale.Text `yaml:"why"`
}

// has says whether a day is among them.
func (c ClosedDays) has(day civil.Date) bool {
	return day == c.From || day.After(c.From) && !day.After(c.To)
}

// OpenHours are when a room can be booked on some days of the week.
type OpenHours struct {
	// Days are the days of the week that the hours are for.
	Days []Weekday `yaml:"days"`
	// From is when the first booking begins.
	From TimeOfDay `yaml:"from"`
	// To is when the last booking ends.
	To TimeOfDay `yaml:"to"`
}

// Weekday is a day of the week as files name it.
type Weekday string

var weekdays = []string{"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"}

// Values lists what a file may say.
func (Weekday) Values() []string { return weekdays }

// TimeOfDay is minutes after midnight.
type TimeOfDay int

// UnmarshalScalar reads "08:30", and "24:00" for the end of the day.
func (c *TimeOfDay) UnmarshalScalar(raw string) error {
	if raw == "24:00" {
		*c = 24 * 60
		return nil
	}
	t, err := time.Parse("15:04", raw)
	if err != nil {
		return errors.New("want a time of day such as 08:30")
	}
	*c = TimeOfDay(60*t.Hour() + t.Minute())
	return nil
}

// String is "08:30".
func (c TimeOfDay) String() string { return fmt.Sprintf("%02d:%02d", int(c)/60, int(c)%60) }

// ClosedOn says why a room is closed on a day that it is else open, such as a public holiday's name; false where it is not. What has no reason given has none
// here either.
func (r Room) ClosedOn(day civil.Date) (why locale.Text, closed bool) {
	for _, c := range r.Closed {
		if c.has(day) {
			return c.Why, true
		}
	}
	if name := civil.Holiday(day); name != "" && !r.Holidays {
		return locale.Text{SV: name, EN: "public holiday"}, true
	}
	return locale.Text{}, false
}

// On is when the room can be booked on a day; false where it cannot.
func (r Room) On(day civil.Date) (OpenHours, bool) {
	if _, closed := r.ClosedOn(day); closed {
		return OpenHours{}, false
	}
	for _, h := range r.Open {
		if slices.Contains(h.Days, Weekday(weekdays[day.Weekday()])) {
			return h, true
		}
	}
	return OpenHours{}, false
}

// Rooms are what the service's bookings are of, the municipality's own where it has some; nil for a service without booking.
func (s *Service) Rooms() []Room {
	if s.Booking == nil {
		return nil
	}
	return s.program.rooms
}

// Room finds a room by id; false where there is none any longer.
func (s *Service) Room(id string) (Room, bool) {
	rooms := s.Rooms()
	i := slices.IndexFunc(rooms, func(r Room) bool { return r.ID == id })
	if i < 0 {
		return Room{}, false
	}
	return rooms[i], true
}

// Slot is a time that somebody chose: a room, a day, and minutes after midnight and of length.
type Slot struct {
	Room           string
	Day            civil.Date
	Minute, Length int
}

// slotForm is how a time is written in a form.
const slotForm = "2006-01-02T15:04"

// WriteSlot writes a day and a minute as a form's value.
func WriteSlot(day civil.Date, minute int) string {
	return fmt.Sprintf("%sT%s", day, TimeOfDay(minute))
}

// ParseSlot reads a form's value; false where it is no time.
func ParseSlot(text string) (day civil.Date, minute int, ok bool) {
	t, err := time.Parse(slotForm, text)
	if err != nil {
		return civil.Date{}, 0, false
	}
	day, err = civil.Parse(text[:len("2006-01-02")])
	return day, 60*t.Hour() + t.Minute(), err == nil
}

// Slot is the time that the answers book; false where room or time is not answered.
func (s *Service) Slot(a Answers) (Slot, bool) {
	day, minute, ok := ParseSlot(a[s.Booking.Time].Text)
	if !ok || a[s.Booking.Room].Text == "" {
		return Slot{}, false
	}
	length := s.Booking.Slot
	if n := a[s.Booking.Length].Number; n != nil && *n > 0 && *n <= 24 {
		length *= int(*n)
	}
	return Slot{Room: a[s.Booking.Room].Text, Day: day, Minute: minute, Length: length}, true
}

// Terms are what a booked time costs, and what it costs to cancel it.
type Terms struct {
	// Price is in öre; nil where the file, or the municipality, says nothing of it.
	Price *int64
	// FreeUntil is the last day on which it can be cancelled free of charge, and LateFee what that costs afterwards, in öre.
	FreeUntil civil.Date
	LateFee   int64
}

// Terms are those of a time that the answers book.
func (s *Service) Terms(t Slot, a Answers, m Moment) Terms {
	b := s.Booking
	terms := Terms{FreeUntil: b.freeUntil(t.Day, m)}
	facts := s.answered(a, m)
	for i, fee := range b.Fees {
		if when := s.program.fees[i]; when != nil && !when.Eval(facts).True() {
			continue
		}
		hour, ok := m.Municipality.Setting(fee.Setting, t.Day)
		if !ok {
			break
		}
		price, late := hour.N*int64(t.Length)/60, int64(100)
		if share, ok := m.Municipality.Setting(b.Late, t.Day); ok {
			late = share.N
		}
		terms.Price, terms.LateFee = &price, price*late/100
		break
	}
	return terms
}

// freeUntil is the last day on which a time on a day can be cancelled free of charge.
func (b *Booking) freeUntil(day civil.Date, m Moment) civil.Date {
	before := b.Cancel.On(m.Today, m.Municipality)
	last := day
	for !before.IsZero() && before.After(last).After(day) {
		last = last.AddDays(-1)
	}
	return last
}

// Until is the last day that can be booked today.
func (b *Booking) Until(m Moment) civil.Date {
	return b.Ahead.On(m.Today, m.Municipality).After(m.Today)
}

// readSlot reads a time: one at which a slot of the chosen room begins, today at the earliest and as far ahead as can be booked.
func (r *reading) readSlot(f *Field) (Answer, bool) {
	text := r.text(f.ID)
	if text == "" {
		return Answer{}, false
	}
	day, _, ok := ParseSlot(text)
	if !ok || r.service.Booking == nil {
		r.fault(f, "field.choice")
		return Answer{}, false
	}
	if day.Before(r.moment.Today) || day.After(r.service.Booking.Until(r.moment)) {
		r.fault(f, "field.slot_day")
		return Answer{}, false
	}
	return Answer{Text: text}, true
}

// Fits says whether a time lies within the room's opening hours, on its grid of slots.
func (s *Service) Fits(t Slot) bool {
	room, ok := s.Room(t.Room)
	if !ok {
		return false
	}
	open, ok := room.On(t.Day)
	return ok && t.Minute >= int(open.From) && t.Minute+t.Length <= int(open.To) && (t.Minute-int(open.From))%s.Booking.Slot == 0
}

// fillRooms gives the field that chooses a room its choices.
func (c *compiler) fillRooms() {
	s := c.service
	if s.Booking == nil {
		return
	}
	if c.program.rooms = c.options.Municipality.Rooms(s.ID); len(c.program.rooms) == 0 {
		c.program.rooms = s.Booking.Rooms
	}
	for i := range s.Pages {
		for j := range s.Pages[i].Fields {
			f := &s.Pages[i].Fields[j]
			if f.ID != s.Booking.Room || f.Type != ChoiceField || len(f.Choices) > 0 {
				continue
			}
			for _, room := range c.program.rooms {
				f.Choices = append(f.Choices, Choice{ID: room.ID, Label: room.Name, Hint: room.About})
			}
		}
	}
}

// booking checks what the booking says.
func (c *compiler) booking() {
	b := c.service.Booking
	for id, f := range c.program.fields {
		if f.Type == SlotField && (b == nil || b.Time != id) {
			c.Faultf("pages", "the field %q of type slot is not the booking's time", id)
		}
	}
	if b == nil {
		return
	}
	room, at := c.queueField("booking.room", b.Room, ChoiceField), c.queueField("booking.time", b.Time, SlotField)
	if room != nil && at != nil && c.position[b.Room] >= c.position[b.Time] {
		c.Faultf("booking.time", "the room is chosen before the time")
	}
	if b.Length != "" {
		c.queueField("booking.length", b.Length, NumberField)
	}
	if b.About != "" {
		c.queueField("booking.about", b.About, TextField)
	}
	if b.Slot < 5 || b.Slot > 24*60 || b.Hold < 1 || b.Hold > 120 {
		c.Faultf("booking", "slot is 5–1440 minutes and hold 1–120")
	}
	if b.Ahead.IsZero() {
		c.Faultf("booking", "the booking needs ahead: how far ahead a time can be booked")
	}
	for path, l := range map[string]Length{"booking.ahead": b.Ahead, "booking.cancel": b.Cancel} {
		c.numberOf(path, l.Setting)
	}
	c.fees()
	if c.service.Access.Level == 0 {
		c.Faultf("booking", "who books must be known: access.level is 2, 3 or 4")
	}
	seen := map[string]bool{}
	for _, r := range c.program.rooms {
		if !unitID.MatchString(r.ID) || seen[r.ID] || r.Name.SV == "" || r.Name.EN == "" || len(r.Open) == 0 {
			c.Faultf("booking", "the room %q needs an id of its own, a name in Swedish and English, and open", r.ID)
		}
		seen[r.ID] = true
		for _, h := range r.Open {
			if h.To <= h.From {
				c.Faultf("booking", "the room %q closes before it opens", r.ID)
			}
		}
		for _, d := range r.Closed {
			if d.From.IsZero() || !d.To.IsZero() && d.To.Before(d.From) || (d.Why.SV == "") != (d.Why.EN == "") {
				c.Faultf("booking", "the room %q is closed on days that need from, to that is not before it, and why in both languages or not at all", r.ID)
			}
		}
	}
}

// about checks the field that a case is known by: a secret one is known by its service alone.
func (c *compiler) about() {
	id := c.service.Secrecy.About
	if id == "" {
		return
	}
	f := c.program.fields[id]
	switch {
	case f == nil:
		c.Faultf("secrecy.about", "there is no field %q%s", id, strict.Suggest(id, c.fieldNames()))
	case f.Type != TextField && f.Type != LongText && f.Type != ChoiceField:
		c.Faultf("secrecy.about", "a case is known by a text or a choice, and %s is neither", id)
	case f.Sensitive || c.service.Secrecy.Strength != "none":
		c.Faultf("secrecy.about", "what is secret names no case")
	}
}

// fees compiles who pays what.
func (c *compiler) fees() {
	b := c.service.Booking
	for i, fee := range b.Fees {
		path, isLast := fmt.Sprintf("booking.fees[%d]", i), i == len(b.Fees)-1
		var when *rules.Program
		switch {
		case fee.When == "" && !isLast:
			c.Faultf(path, "only the last fee can be without when; those after it are never reached")
		case fee.When != "" && isLast:
			c.Faultf(path+".when", "the last fee has no when, so that every booking has one")
		case fee.When != "":
			when = c.expression(c.scope, fee.When, path+".when", len(c.position))
		}
		c.program.fees = append(c.program.fees, when)
		c.unitOf(path+".setting", fee.Setting, "ore")
	}
	if b.Late != "" {
		c.unitOf("booking.late", b.Late, "percent")
	}
}

// unitOf refuses a setting that is not there, or not in the unit.
func (c *compiler) unitOf(path, name string, want Unit) {
	c.numberOf(path, name)
	if known := c.options.settings[name]; known.Type == rules.Int && known.Unit != want {
		c.Faultf(path, "the setting %q is in %s; want %s", name, known.Unit, want)
	}
}

// numberOf refuses a setting that is named and is not there, or is no number.
func (c *compiler) numberOf(path, name string) {
	switch known, ok := c.options.settings[name]; {
	case name == "":
	case !ok:
		c.Faultf(path, "there is no setting %q%s", name, strict.Suggest(name, c.program.settings))
	case known.Type != rules.Int:
		c.Faultf(path, "the setting %q is %s; want a number", name, settingWords[known.Type])
	}
}
