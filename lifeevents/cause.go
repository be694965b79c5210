package lifeevents

import (
	"fmt"
	"slices"

	"forvag/internal/civil"
	"forvag/internal/identity"
)

// speaker passes on the causes of which a rule speaks on a day: due by then, not older than Within, and not before since.
func (r *Rule) speaker(w *World, since civil.Date, fn func(cause)) (first civil.Date, speak func(cause)) {
	t := &r.Trigger
	last := w.Day
	if first = before(last, t.Within); first.Before(since) {
		first = since
	}
	return first, func(c cause) {
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
}

// causes calls fn for everything that sets the rule off and of which it speaks on the day, and that is due on since or later. It goes by the indexes of birth, event
// and permit, and looks at nobody else.
func (r *Rule) causes(w *World, since civil.Date, fn func(cause)) {
	t := &r.Trigger
	first, speak := r.speaker(w, since, fn)
	switch {
	case t.Age != nil:
		r.ages(w, first, w.Day, speak)
	case t.Season != nil:
		r.seasons(w, first, w.Day, speak)
	default:
		r.heard(w, nil, speak)
	}
}

// causesOf calls fn for everything that sets the rule off for one of some people and of which it speaks on the day.
func (r *Rule) causesOf(w *World, people map[identity.PersonID]bool, fn func(cause)) {
	t := &r.Trigger
	first, speak := r.speaker(w, civil.Date{}, fn)
	if t.Age == nil && t.Season == nil {
		r.heard(w, people, speak)
		return
	}
	var grounds []civil.Date
	if t.Season != nil {
		grounds = r.seasonDays(first, w.Day)
	}
	for id := range people {
		i, known := w.People.find(id)
		if !known {
			continue
		}
		born := dateOf(w.People.born[i])
		if t.Age != nil {
			speak(cause{subject: i, ground: t.Age.reached(born), period: t.Age.period()})
		}
		for _, day := range grounds {
			if turns := day.Year() - born.Year(); turns >= t.Season.From && turns <= t.Season.To {
				speak(cause{subject: i, ground: day, period: seasonPeriod(day)})
			}
		}
	}
}

// heard speaks of events and permits; people is nil for everybody's.
func (r *Rule) heard(w *World, people map[identity.PersonID]bool, speak func(cause)) {
	if t := r.Trigger.Permit; t != nil {
		for i := range w.Permits {
			if p := &w.Permits[i]; p.Service == t.Service && (people == nil || people[p.Holder]) {
				r.ending(p, speak)
			}
		}
		return
	}
	for i := range w.Events {
		if e := &w.Events[i]; slices.Contains(r.Trigger.Events, e.Kind) && (people == nil || people[e.Subject]) {
			speak(cause{ground: e.Day, period: e.period(), event: e})
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
	period := a.period()
	for _, i := range w.People.bornBetween(from, to) {
		speak(cause{subject: i, ground: a.reached(dateOf(w.People.born[i])), period: period})
	}
}

// period tells this age from another.
func (a Age) period() string { return fmt.Sprintf("age:%d-%d", a.Years, a.Months) }

// seasons finds those who turn the age in the year of each of the season's days that is due from first to last.
func (r *Rule) seasons(w *World, first, last civil.Date, speak func(cause)) {
	s := r.Trigger.Season
	for _, day := range r.seasonDays(first, last) {
		for _, i := range w.People.bornBetween(civil.New(day.Year()-s.To, 1, 1), civil.New(day.Year()-s.From, 12, 31)) {
			speak(cause{subject: i, ground: day, period: seasonPeriod(day)})
		}
	}
}

// seasonDays are the season's days that are due from first to last.
func (r *Rule) seasonDays(first, last civil.Date) (days []civil.Date) {
	for year := first.Year() - 1; year <= last.Year(); year++ {
		for _, on := range r.Trigger.Season.On {
			day := on.In(year)
			if due := r.Trigger.Delay.After(day); !due.Before(first) && !due.After(last) {
				days = append(days, day)
			}
		}
	}
	return days
}

// seasonPeriod tells this season from another.
func seasonPeriod(day civil.Date) string { return "season:" + day.String() }

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
