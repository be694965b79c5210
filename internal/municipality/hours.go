package municipality

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"forvag/internal/civil"
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
	for _, h := range c.Hours {
		if slices.Contains(h.Days, Weekday(weekdays[day.Weekday()])) {
			return h, true
		}
	}
	return Hours{}, false
}

// OpenAt says whether the telephone and the desk are open at an instant.
func (c Contact) OpenAt(t time.Time) bool {
	h, open := c.On(civil.Of(t))
	local := t.In(civil.Zone())
	now := Clock(60*local.Hour() + local.Minute())
	return open && h.Open <= now && now < h.To
}
