package municipality

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"forvag/internal/civil"
	"forvag/internal/locale"
)

// Weekday is a day of the week as files name it.
type Weekday string

var weekdays = []string{"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"}

// Values lists what a file may say.
func (Weekday) Values() []string { return weekdays }

// Clock is a time of day in minutes after midnight.
type Clock int

// UnmarshalScalar reads "08:30".
func (c *Clock) UnmarshalScalar(raw string) error {
	t, err := time.Parse("15:04", raw)
	if err != nil {
		return errors.New("want a time of day such as 08:30")
	}
	*c = Clock(60*t.Hour() + t.Minute())
	return nil
}

// String is "08:30".
func (c Clock) String() string { return fmt.Sprintf("%02d:%02d", int(c)/60, int(c)%60) }

// On returns the hours of a day, and false where it is closed.
func (c Contact) On(day civil.Date) (Hours, bool) {
	if !civil.IsWorkingDay(day) || slices.Contains(c.Closed, day) {
		return Hours{}, false
	}
	return on(c.Hours, day)
}

// On returns a place's hours of a day, and false where it is closed, as on every public holiday, or where it has no opening hours.
func (p Place) On(day civil.Date) (Hours, bool) {
	if civil.Holiday(day) != "" || slices.Contains(p.Closed, day) {
		return Hours{}, false
	}
	return on(p.Hours, day)
}

func on(hours []Hours, day civil.Date) (Hours, bool) {
	for _, h := range hours {
		if slices.Contains(h.Days, Weekday(weekdays[day.Weekday()])) {
			return h, true
		}
	}
	return Hours{}, false
}

// Week writes opening hours as they are read: "måndag–torsdag 08.00–16.30, fredag 08.00–15.00". Empty where there are none.
func Week(lang locale.Lang, hours []Hours) string {
	parts := make([]string, len(hours))
	for i, h := range hours {
		parts[i] = days(lang, h.Days) + " " + h.Open.In(lang) + "–" + h.To.In(lang)
	}
	return strings.Join(parts, ", ")
}

// days writes days of the week, three or more that follow each other as a span.
func days(lang locale.Lang, all []Weekday) string {
	var parts []string
	for i := 0; i < len(all); {
		j := i
		for j+1 < len(all) && all[j+1].number() == all[j].number()%7+1 {
			j++
		}
		if j >= i+2 {
			parts = append(parts, all[i].name(lang)+"–"+all[j].name(lang))
			i = j + 1
			continue
		}
		parts = append(parts, all[i].name(lang))
		i++
	}
	if len(parts) == 1 {
		return parts[0]
	}
	and := locale.Text{SV: " och ", EN: " and "}.In(lang)
	return strings.Join(parts[:len(parts)-1], ", ") + and + parts[len(parts)-1]
}

// number is one for Monday, seven for Sunday.
func (d Weekday) number() int { return (slices.Index(weekdays, string(d))+6)%7 + 1 }

func (d Weekday) name(lang locale.Lang) string {
	return locale.Weekday(lang, time.Weekday(d.number()%7))
}

// In is the time of day as the language writes it: "08.30", in English "08:30".
func (c Clock) In(lang locale.Lang) string {
	if lang == locale.EN {
		return c.String()
	}
	return strings.Replace(c.String(), ":", ".", 1)
}

// OpenAt says whether the telephone and the desk are open at an instant.
func (c Contact) OpenAt(t time.Time) bool {
	h, open := c.On(civil.Of(t))
	local := t.In(civil.Zone())
	now := Clock(60*local.Hour() + local.Minute())
	return open && h.Open <= now && now < h.To
}
