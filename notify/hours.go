package notify

import (
	"time"

	"forvag/internal/civil"
)

// The hours in which people are told, in Sweden: from, and until but not at.
const (
	opens  = 7
	closes = 21
)

// Open returns the first instant, t or later, at which somebody may be disturbed: between 7 and 21, and, for what does not have to reach, on a working
// day by the Swedish calendar. Whoever wants to be told at any time always may.
func Open(t time.Time, must, anytime bool) time.Time {
	if anytime {
		return t
	}
	for day := civil.Of(t); ; day = day.AddDays(1) {
		from, until := at(day, opens), at(day, closes)
		if !must && !civil.IsWorkingDay(day) || !t.Before(until) {
			continue
		}
		if t.Before(from) {
			return from
		}
		return t
	}
}

// at is the instant of a whole hour on a day in Sweden. Summer time begins and ends at night, so that these hours are there every day.
func at(day civil.Date, hour int) time.Time {
	return time.Date(day.Year(), day.Month(), day.Day(), hour, 0, 0, 0, civil.Zone()).UTC()
}
