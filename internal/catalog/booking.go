package catalog

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"forvag/internal/civil"
	"forvag/internal/locale"
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
	// Slot is how long one slot is, in minutes, and Hold for how many minutes a time is kept while the form is filled in.
	Slot int `yaml:"slot"`
	Hold int `yaml:"hold"`
	// Ahead is how far ahead a time can be booked.
	Ahead Length `yaml:"ahead"`
	// Cancel is how long before its time a booking can be taken back free of charge.
	Cancel Length `yaml:"cancel"`
}

// Room is something that can be booked.
type Room struct {
	ID    string      `yaml:"id"`
	Name  locale.Text `yaml:"name"`
	About locale.Text `yaml:"about"`
	Open  []OpenHours `yaml:"open"`
}

// OpenHours are when a room can be booked on some days of the week.
type OpenHours struct {
	Days []Weekday `yaml:"days"`
	From TimeOfDay `yaml:"from"`
	To   TimeOfDay `yaml:"to"`
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

// On is when the room can be booked on a day; false where it cannot.
func (r Room) On(day civil.Date) (OpenHours, bool) {
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
	if b.Slot < 5 || b.Slot > 24*60 || b.Hold < 1 || b.Hold > 120 {
		c.Faultf("booking", "slot is 5–1440 minutes and hold 1–120")
	}
	if b.Ahead.IsZero() {
		c.Faultf("booking", "the booking needs ahead: how far ahead a time can be booked")
	}
	for path, l := range map[string]Length{"booking.ahead": b.Ahead, "booking.cancel": b.Cancel} {
		if l.Setting != "" && !slices.Contains(c.program.settings, l.Setting) {
			c.Faultf(path, "there is no setting %q%s", l.Setting, strict.Suggest(l.Setting, c.program.settings))
		}
	}
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
	}
}
