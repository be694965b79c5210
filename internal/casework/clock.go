package casework

import (
	"cmp"
	"slices"

	"forvag/internal/civil"
)

// Clock is a time limit of a case, as it stands.
type Clock struct {
	// ID is the rule's.
	ID string
	// Start is the day that it counts from; zero where it has not begun.
	Start civil.Date
	// Due is its last day; zero where it has not begun. While the case waits for a party, that is if they take all the time they have.
	Due civil.Date
	// Pauses says that it does not count the days on which the case waits for a party, and Waited is how many of those there are, in days of the calendar.
	Pauses bool
	Waited int
	// Stopped is the day on which what it waits for happened; zero while it runs.
	Stopped civil.Date
	// Extended says that it was extended.
	Extended bool
	// Remind is how many working days before its end an officer is reminded; 0 where the municipality says so of all.
	Remind  int
	Law     string
	Promise bool
}

// Runs says whether the clock has begun and not stopped.
func (c Clock) Runs() bool { return !c.Due.IsZero() && c.Stopped.IsZero() }

// Met says whether what the clock waited for happened in time; false while it runs.
func (c Clock) Met() bool { return !c.Stopped.IsZero() && !c.Stopped.After(c.Due) }

// demandRule is the four weeks in which a demand for a decision is answered (FL 12 §).
var demandRule = ClockRule{ID: "demand", Start: FromDemanded, Length: civil.Period{N: 4, Unit: civil.Weeks}, Law: "FL 12 §"}

// clocks computes every clock of the file.
func (f *File) clocks() []Clock {
	rules := f.rules
	if !f.Demanded.IsZero() {
		rules = append(rules[:len(rules):len(rules)], demandRule)
	}
	clocks, waits := make([]Clock, 0, len(rules)), f.waits()
	for _, r := range rules {
		c := Clock{ID: r.ID, Start: f.clockStart(r), Extended: f.extended[r.ID], Stopped: f.clockStop(r), Pauses: r.Pauses, Remind: r.Remind, Law: r.Law, Promise: r.Promise}
		c.end(r, waits)
		clocks = append(clocks, c)
	}
	return clocks
}

// end computes the last day: the time that the rule gives, and what it does not count of the time that the case waits for a party.
func (c *Clock) end(r ClockRule, waits []span) {
	if c.Start.IsZero() || r.Length.IsZero() {
		return
	}
	last := r.Length.After(c.Start)
	if c.Extended {
		last = r.Extension.After(last)
	}
	for _, w := range waits {
		from := w.from
		if from.Before(c.Start) {
			from = c.Start
		}
		days := from.DaysUntil(w.to)
		if !c.Pauses || days <= 0 || w.from.After(civil.NextWorkingDay(last)) { // what is late already gets no more time
			continue
		}
		c.Waited += days
		if r.Length.Unit == civil.WorkingDays {
			days = workingDays(from, w.to)
			last = civil.AddWorkingDays(last, days)
		} else {
			last = last.AddDays(days)
		}
	}
	c.Due = civil.NextWorkingDay(last)
}

// workingDays counts those after one day, up to and with another.
func workingDays(after, to civil.Date) (n int) {
	for d := range after.AddDays(1).Through(to) {
		if civil.IsWorkingDay(d) {
			n++
		}
	}
	return n
}

// span is a time in which the case waits for a party: from the day on which they were asked to the day of their answer, or the last day that they have.
type span struct{ from, to civil.Date }

// waits are the times in which the case has waited for a party, in order, none with a day of another. Whoever lets their last day pass is waited for no
// longer, so that the time needs nobody to say that it goes on.
func (f *File) waits() []span {
	spans := slices.Clone(f.agreeing)
	for i := range spans {
		if s := &spans[i]; s.to.IsZero() || s.to.After(f.StateUntil) {
			s.to = f.StateUntil
		}
	}
	for _, r := range f.Requests {
		s := span{from: r.Asked, to: r.Due}
		for _, over := range []civil.Date{r.Answered, r.Withdrawn} {
			if !over.IsZero() && over.Before(s.to) {
				s.to = over
			}
		}
		spans = append(spans, s)
	}
	slices.SortStableFunc(spans, func(a, b span) int { return cmp.Or(a.from.Compare(b.from), a.to.Compare(b.to)) })
	out := spans[:0]
	for _, s := range spans {
		if n := len(out); n > 0 && s.from.Before(out[n-1].to) {
			s.from = out[n-1].to
		}
		if s.to.After(s.from) {
			out = append(out, s)
		}
	}
	return out
}

// PausedUntil is the last day of the time in which the case waits for a party on a day; zero where it does not.
func (f *File) PausedUntil(on civil.Date) (until civil.Date) {
	if r := f.OpenRequest(); r != nil && !r.Due.Before(on) {
		until = r.Due
	}
	if w := f.Wait; w != nil && w.Guardians && f.StateUntil.After(until) && !f.StateUntil.Before(on) {
		until = f.StateUntil
	}
	return until
}

func (f *File) clockStart(r ClockRule) civil.Date {
	switch r.Start {
	case FromComplete:
		return f.complete(r.AskWithin)
	case FromDecided:
		if d := f.Decision(); d != nil && (!r.Granted || d.Outcome == Granted || d.Outcome == PartlyGranted) {
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

// clockStop is the day on which what the clock waits for happened, or on which nobody waited for it any more, since the matter was taken back.
func (f *File) clockStop(r ClockRule) civil.Date {
	stop := f.happened(r)
	if w := f.Withdrawn; r.Start != FromClosed && !w.IsZero() && (stop.IsZero() || w.Before(stop)) {
		return w
	}
	return stop
}

// happened is the day on which what the clock waits for happened: the first decision for those that count towards one, the first offer, the refusal of a
// demand, the closing for every other.
func (f *File) happened(r ClockRule) civil.Date {
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

// While is what a clock does while the case waits for a party.
type While string

// It pauses, it starts over when they answer, or it runs on.
const (
	WhilePauses     While = "pauses"
	WhileStartsOver While = "starts_over"
	WhileRuns       While = "runs"
)

// WhileAsked is what a running clock would do if a party were asked for a completion on a day; empty for one that does not run.
func (f *File) WhileAsked(c Clock, on civil.Date) While {
	i := slices.IndexFunc(f.rules, func(r ClockRule) bool { return r.ID == c.ID })
	switch {
	case !c.Runs():
		return ""
	case c.Pauses && !on.After(c.Due):
		return WhilePauses
	case i >= 0 && f.rules[i].Start == FromComplete && (f.rules[i].AskWithin == 0 || f.Case.Received.DaysUntil(on) <= f.rules[i].AskWithin):
		return WhileStartsOver
	default:
		return WhileRuns
	}
}

// requestTime is what a party has to answer a request for completion, unless the officer says otherwise.
var requestTime = civil.Period{N: 2, Unit: civil.Weeks}

// AnswerBy is a reasonable last day to answer what is asked for on a day: two weeks, or half of what is left of a time that runs on meanwhile and would be
// over before, so that there is time to decide.
func (f *File) AnswerBy(on civil.Date) civil.Date {
	by := civil.Deadline(on, requestTime)
	for _, c := range f.Clocks {
		left := on.DaysUntil(c.Due)
		if f.WhileAsked(c, on) == WhileRuns && left > 1 && c.Due.Before(by) {
			by = civil.NextWorkingDay(on.AddDays(left / 2))
		}
	}
	return by
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
