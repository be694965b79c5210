package lifeevents

import (
	"fmt"
	"slices"

	"forvag/internal/civil"
)

// causes calls fn for everything that sets the rule off and of which it speaks on the day: due by then, not older than Within, and not before since.
// It goes by the indexes of birth, event and permit, and looks at nobody else.
func (r *Rule) causes(w *World, since civil.Date, fn func(cause)) {
	t := &r.Trigger
	last := w.Day
	first := before(last, t.Within)
	if first.Before(since) {
		first = since
	}
	speak := func(c cause) {
		if c.due = t.Delay.After(c.ground); c.due.Before(first) || c.due.After(last) {
			return
		}
		known := true
		switch { // who is looked up last, since most days are settled without
		case c.event != nil:
			c.subject, known = w.People.find(c.event.Subject)
		case c.permit != nil:
			c.subject, known = w.People.find(c.permit.Holder)
		}
		if known {
			fn(c)
		}
	}
	switch {
	case t.Age != nil:
		r.ages(w, first, last, speak)
	case t.Season != nil:
		r.seasons(w, first, last, speak)
	case t.Permit != nil:
		for i := range w.Permits {
			if p := &w.Permits[i]; p.Service == t.Permit.Service {
				r.ending(p, speak)
			}
		}
	default:
		for i := range w.Events {
			if e := &w.Events[i]; slices.Contains(t.Events, e.Kind) {
				speak(cause{ground: e.Day, period: e.ID, event: e})
			}
		}
	}
}

// slack is how many days a month's length may move a birthday.
const slack = 4

// before is the day that lies a period before another, or some days earlier.
func before(day civil.Date, p civil.Period) civil.Date {
	back := p
	back.N = -back.N
	if p.Unit == civil.WorkingDays {
		return civil.AddWorkingDays(day, -p.N)
	}
	return back.After(day)
}

// ages finds those who reach the age so that it is due from first to last.
func (r *Rule) ages(w *World, first, last civil.Date, speak func(cause)) {
	a, delay := r.Trigger.Age, r.Trigger.Delay
	n := -(12*a.Years + a.Months)
	from, to := before(first, delay).AddMonths(n).AddDays(-2*slack), before(last, delay).AddMonths(n).AddDays(2*slack)
	period := fmt.Sprintf("age:%d-%d", a.Years, a.Months)
	for _, i := range w.People.bornBetween(from, to) {
		speak(cause{subject: i, ground: a.reached(dateOf(w.People.born[i])), period: period})
	}
}

// seasons finds those who turn the age in the year of each of the season's days that is due from first to last.
func (r *Rule) seasons(w *World, first, last civil.Date, speak func(cause)) {
	s := r.Trigger.Season
	for year := first.Year() - 1; year <= last.Year(); year++ {
		for _, on := range s.On {
			day := on.In(year)
			if due := r.Trigger.Delay.After(day); due.Before(first) || due.After(last) {
				continue
			}
			for _, i := range w.People.bornBetween(civil.New(year-s.To, 1, 1), civil.New(year-s.From, 12, 31)) {
				speak(cause{subject: i, ground: day, period: "season:" + day.String()})
			}
		}
	}
}

// ending is that a permit comes near its end.
func (r *Rule) ending(p *Permit, speak func(cause)) {
	end := p.End
	if r.Trigger.Permit.Begin {
		end = p.Begin
	}
	if end.IsZero() {
		return
	}
	speak(cause{ground: before(end, r.Trigger.Permit.Before), period: "permit:" + p.ID + ":" + end.String(), permit: p})
}
