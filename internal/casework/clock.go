package casework

import (
	"forvag/internal/civil"
)

// Clock is a time limit of a case, as it stands.
type Clock struct {
	// ID is the rule's.
	ID string
	// Start is the day that it counts from; zero where it has not begun.
	Start civil.Date
	// Due is its last day; zero where it has not begun.
	Due civil.Date
	// Stopped is the day on which what it waits for happened; zero while it runs.
	Stopped civil.Date
	// Extended says that it was extended.
	Extended bool
	Law      string
	Promise  bool
}

// Runs says whether the clock has begun and not stopped.
func (c Clock) Runs() bool { return !c.Due.IsZero() && c.Stopped.IsZero() }

// demandRule is the four weeks in which a demand for a decision is answered (FL 12 §).
var demandRule = ClockRule{ID: "demand", Start: FromDemanded, Length: civil.Period{N: 4, Unit: civil.Weeks}, Law: "FL 12 §"}

// clocks computes every clock of the file.
func (f *File) clocks() []Clock {
	rules := f.rules
	if !f.Demanded.IsZero() {
		rules = append(rules[:len(rules):len(rules)], demandRule)
	}
	clocks := make([]Clock, 0, len(rules))
	for _, r := range rules {
		c := Clock{ID: r.ID, Start: f.clockStart(r), Extended: f.extended[r.ID], Stopped: f.clockStop(r), Law: r.Law, Promise: r.Promise}
		c.Due = civil.Deadline(c.Start, r.Length)
		if c.Extended && !c.Start.IsZero() {
			c.Due = civil.NextWorkingDay(r.Extension.After(r.Length.After(c.Start)))
		}
		clocks = append(clocks, c)
	}
	return clocks
}

func (f *File) clockStart(r ClockRule) civil.Date {
	switch r.Start {
	case FromComplete:
		return f.complete(r.AskWithin)
	case FromDecided:
		if d := f.Decision(); d != nil {
			return d.On
		}
		return civil.Date{}
	case FromClosed:
		return f.Case.Closed
	case FromDemanded:
		return f.Demanded
	default:
		return f.Case.Received
	}
}

// complete is the day from which the case counts as complete: the day it came in, or the day of the last answer to a completion that was asked
// for in time. Zero while such a completion is open.
func (f *File) complete(within int) civil.Date {
	start := f.Case.Received
	for _, r := range f.Requests {
		if within > 0 && f.Case.Received.DaysUntil(r.Asked) > within {
			continue
		}
		if r.IsOpen() {
			return civil.Date{}
		}
		if r.Answered.After(start) {
			start = r.Answered
		}
	}
	return start
}

// clockStop is the day on which what the clock waits for happened: the first decision for those that count towards one, the first offer, the refusal of a
// demand, the closing for every other.
func (f *File) clockStop(r ClockRule) civil.Date {
	if r.Start == FromDecided || r.Start == FromClosed {
		return f.stopAtClosing(r)
	}
	if r.Start == FromDemanded && !f.DemandAnswered.IsZero() {
		return f.DemandAnswered
	}
	if at := f.firstOffer(); r.AtOffer && !at.IsZero() {
		return at
	}
	for _, d := range f.Decisions {
		if !d.Aside() {
			return d.On
		}
	}
	return f.Case.Closed
}

func (f *File) stopAtClosing(r ClockRule) civil.Date {
	if r.Start == FromDecided {
		return f.Case.Closed
	}
	return civil.Date{}
}

// due is the end of the earliest running clock.
func (f *File) due() civil.Date {
	var due civil.Date
	for _, c := range f.Clocks {
		if c.Runs() && (due.IsZero() || c.Due.Before(due)) {
			due = c.Due
		}
	}
	return due
}
