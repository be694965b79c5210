package casework

import (
	"slices"

	"forvag/internal/civil"
	"forvag/internal/identity"
)

// ReminderOf is what somebody is reminded of.
type ReminderOf string

// Of these the parties are told: that what they were asked for is to be answered soon, that the day for it has passed, that their time to appeal soon ends,
// and that they may demand a decision, since six months have passed (FL 12 §).
const (
	OfAnswer ReminderOf = "answer"
	OfLapsed ReminderOf = "lapsed"
	OfAppeal ReminderOf = "appeal"
	OfDemand ReminderOf = "demand"
)

// Of these the officer is: that a time soon ends or has ended; that a party has not answered in time, nor somebody else for whom the case waits; that soon
// six months have passed; that the time to appeal has not begun, or has ended; and that an appeal has not been handed over (FL 46 §).
const (
	OfClockNear  ReminderOf = "clock_near"
	OfClockOver  ReminderOf = "clock_over"
	OfUnanswered ReminderOf = "unanswered"
	OfWait       ReminderOf = "wait"
	OfHalfYear   ReminderOf = "half_year"
	OfNotice     ReminderOf = "notice"
	OfFinal      ReminderOf = "final"
	OfForward    ReminderOf = "forward"
)

// Reminder is that somebody was reminded of something. Of, About, Party and Day together are its key: nobody is reminded of the same twice, and a day that
// is moved is something new.
type Reminder struct {
	Of ReminderOf `json:"of"`
	// About is the id of the request, the clock, the decision or the appeal; empty where it is the case.
	About string `json:"about,omitempty"`
	// Party is the one party that it concerns; empty for all who answer for the case, and for officers.
	Party string `json:"party,omitempty"`
	// Day is the day that it is about: the last to answer, to decide or to appeal.
	Day civil.Date `json:"day"`
	// To is the officer who was reminded, or the manager whom it was handed up to; empty where nobody has the case, and for parties.
	To identity.PersonID `json:"to,omitempty"`

	// Quiet says that nobody was told: it was past already when the municipality began to remind.
	Quiet bool `json:"quiet,omitempty"`

	// Up says that it was handed up, and On is when they were reminded.
	Up bool       `json:"-"`
	On civil.Date `json:"-"`
}

// ToParty says whether it is parties who are reminded.
func (r Reminder) ToParty() bool {
	return r.Of == OfAnswer || r.Of == OfLapsed || r.Of == OfAppeal || r.Of == OfDemand
}

// goesUp says whether it is handed up to the manager where the officer lets it be: what others wait for, and not what only draws near or remains to be closed.
func (r Reminder) goesUp() bool {
	return !r.ToParty() && r.Of != OfClockNear && r.Of != OfHalfYear && r.Of != OfFinal
}

// same says whether both are the same to the same.
func (r Reminder) same(other Reminder) bool {
	return r.Of == other.Of && r.About == other.About && r.Party == other.Party && r.Day == other.Day && r.Up == other.Up
}

// Reminding is how long before and after its day somebody is reminded, in working days, by a municipality's choice.
type Reminding struct {
	// Answer is how long before the last day to answer a party is reminded.
	Answer int
	// Clock is how long before its end an officer is reminded of a time, by law or promise; of a short one, in its last third.
	Clock int
	// Appeal is how long before its end a party is reminded of their time to appeal what went against them.
	Appeal int
	// Notice is after how long an officer is reminded of a decision that a party has not got part of, and of an appeal that was not handed over.
	Notice int
	// Up is after how long without anything done by an officer the manager is told.
	Up int
}

// DefaultReminding holds where nobody has chosen anything else.
var DefaultReminding = Reminding{Answer: 3, Clock: 5, Appeal: 5, Notice: 5, Up: 3}

// ahead is the last day whose matters anybody is reminded of on a day.
func (r Reminding) ahead(on civil.Date) civil.Date {
	return civil.AddWorkingDays(on, max(r.Answer, r.Clock, r.Appeal, r.Notice))
}

// DueReminders are those to be given on a day: everything that the state of the case calls for and that nobody has been reminded of, parties' first.
func (f *File) DueReminders(on civil.Date, by Reminding) []Reminder {
	if f.Case.Disposed {
		return nil
	}
	found := f.appealEnds(on, by)
	if !f.Case.IsClosed() {
		found = slices.Concat(f.unanswered(on, by), f.demandable(on), found, f.clockEnds(on, by), f.halfYear(on, by), f.decisionWaits(on, by))
	}
	found = append(found, f.unforwarded(on, by)...)
	for i := range found {
		if !found[i].ToParty() {
			found[i].To = f.Case.Assignee
		}
	}
	found = append(found, f.ignored(on, by)...)
	return slices.DeleteFunc(found, func(r Reminder) bool { return slices.ContainsFunc(f.reminders, r.same) })
}

// unanswered are reminders of what the case waits for, by others than officers.
func (f *File) unanswered(on civil.Date, by Reminding) (out []Reminder) {
	if r := f.OpenRequest(); r != nil {
		to := Reminder{About: string(r.ID), Party: r.Party, Day: r.Due}
		from := civil.AddWorkingDays(r.Due, -by.Answer)
		switch {
		case r.Due.Before(on):
			late := to
			to.Of, late.Of, late.Party = OfLapsed, OfUnanswered, ""
			out = append(out, to, late)
		case !on.Before(from) && r.Asked.Before(from): // who has had so short a time remembers
			to.Of = OfAnswer
			out = append(out, to)
		}
	}
	if until := f.waitEnds(); !until.IsZero() && until.Before(on) {
		out = append(out, Reminder{Of: OfWait, Day: until})
	}
	return out
}

// waitEnds is the last day of a wait for somebody who is no party, or for the guardians to agree; zero where there is none.
func (f *File) waitEnds() civil.Date {
	switch w := f.Wait; {
	case w == nil:
		return civil.Date{}
	case w.Guardians:
		return f.StateUntil
	default:
		return w.Until
	}
}

// demandable is that six months have passed without a decision where the law gives a right to demand one (FL 2 and 12 §§).
func (f *File) demandable(on civil.Date) []Reminder {
	if !f.MayDemand(on) {
		return nil
	}
	return []Reminder{{Of: OfDemand, Day: f.Case.Received.AddMonths(6)}}
}

// halfYear is that an officer has so little time left before a party may demand a decision.
func (f *File) halfYear(on civil.Date, by Reminding) []Reminder {
	day := f.Case.Received.AddMonths(6)
	if !on.Before(day) || on.Before(civil.AddWorkingDays(day, -by.Clock)) || !f.MayDemand(day) {
		return nil
	}
	return []Reminder{{Of: OfHalfYear, Day: day}}
}

// clockEnds are reminders of times that end or have ended. A time that stands still while a party has time to answer is not told of meanwhile.
func (f *File) clockEnds(on civil.Date, by Reminding) (out []Reminder) {
	for _, c := range f.Clocks {
		switch still := c.Pauses && !f.PausedUntil(on).IsZero(); {
		case !c.Runs():
		case c.Due.Before(on):
			out = append(out, Reminder{Of: OfClockOver, About: c.ID, Day: c.Due})
		case !still && !on.Before(c.near(by.Clock)):
			out = append(out, Reminder{Of: OfClockNear, About: c.ID, Day: c.Due})
		}
	}
	return out
}

// near is the day on which an officer is reminded of a time that ends: as many working days before as its rule says, or so many as the municipality says of all,
// or a third of them where that is later.
func (c Clock) near(days int) civil.Date {
	if c.Remind > 0 {
		return civil.AddWorkingDays(c.Due, -c.Remind)
	}
	return civil.AddWorkingDays(c.Due, -min(days, workingDays(c.Start, c.Due)/3))
}

// appealEnds are reminders to parties that their time to appeal soon ends, of a decision that went against them and that they have not appealed.
func (f *File) appealEnds(on civil.Date, by Reminding) (out []Reminder) {
	d := f.Decision()
	if d == nil || f.reconsidering || d.Outcome == Granted || d.Outcome == WrittenOff {
		return nil
	}
	for _, q := range f.Parties {
		until := d.AppealUntil(q.ID)
		appealed := slices.ContainsFunc(f.Appeals, func(a Appeal) bool { return a.Decision == d.ID && a.Party == q.ID })
		if answersFor(q.Role) && !appealed && !until.IsZero() && !until.Before(on) && !on.Before(civil.AddWorkingDays(until, -by.Appeal)) {
			out = append(out, Reminder{Of: OfAppeal, About: string(d.ID), Party: q.ID, Day: until})
		}
	}
	return out
}

// decisionWaits are reminders of a decision whose time to appeal has not begun, or has ended: then nothing but the officer is waited for.
func (f *File) decisionWaits(on civil.Date, by Reminding) []Reminder {
	d := f.Decision()
	if d == nil || f.reconsidering || f.appealed() {
		return nil
	}
	if len(f.Left()) > 0 {
		if day := civil.AddWorkingDays(d.On, by.Notice); !on.Before(day) {
			return []Reminder{{Of: OfNotice, About: string(d.ID), Day: day}}
		}
		return nil
	}
	if day := f.final(*d); !day.IsZero() && !on.Before(day) && f.Case.Step == Decide {
		return []Reminder{{Of: OfFinal, About: string(d.ID), Day: day}}
	}
	return nil
}

// unforwarded are reminders of appeals that have not been handed over.
func (f *File) unforwarded(on civil.Date, by Reminding) (out []Reminder) {
	for _, a := range f.Appeals {
		if day := civil.AddWorkingDays(a.Received, by.Notice); f.toForward(&a) && !on.Before(day) {
			out = append(out, Reminder{Of: OfForward, About: string(a.ID), Day: day})
		}
	}
	return out
}

// toForward says whether the authority is to hand an appeal over.
func (f *File) toForward(a *Appeal) bool {
	d := f.decision(a.Decision)
	return a.IsOpen() && a.Forwarded.IsZero() && d != nil && d.Appeal != Legality
}

// ignored are those that stand since long without that an officer has done anything: they are handed up.
func (f *File) ignored(on civil.Date, by Reminding) (out []Reminder) {
	var acted civil.Date
	for i := range f.Events {
		if e := &f.Events[i]; e.ActorKind == ByOfficer {
			acted = e.day()
		}
	}
	for _, r := range f.Reminded() {
		since := r.On
		if since.Before(acted) {
			since = acted
		}
		if !r.Up && r.goesUp() && !on.Before(civil.AddWorkingDays(since, by.Up)) {
			r.Up, r.To, r.On = true, "", civil.Date{}
			out = append(out, r)
		}
	}
	return out
}

// Reminded are the reminders to officers that stand: what they are about has not been done.
func (f *File) Reminded() []Reminder {
	return keep(f.reminders, func(r Reminder) bool { return !r.ToParty() && f.stands(r) })
}

// stands says whether what an officer was reminded of is so still.
func (f *File) stands(r Reminder) bool {
	if f.Case.IsClosed() {
		a := f.appeal(AppealID(r.About))
		return r.Of == OfForward && a != nil && f.toForward(a)
	}
	d := f.Decision()
	switch r.Of {
	case OfClockNear, OfClockOver:
		return slices.ContainsFunc(f.Clocks, func(c Clock) bool { return c.Runs() && c.ID == r.About && c.Due == r.Day })
	case OfUnanswered:
		open := f.OpenRequest()
		return open != nil && string(open.ID) == r.About
	case OfWait:
		return f.waitEnds() == r.Day
	case OfHalfYear:
		return f.MayDemand(r.Day)
	case OfNotice:
		return d != nil && string(d.ID) == r.About && !f.reconsidering && len(f.Left()) > 0
	case OfFinal:
		return d != nil && string(d.ID) == r.About && !f.reconsidering && !f.appealed() && f.Case.Step == Decide
	case OfForward:
		a := f.appeal(AppealID(r.About))
		return a != nil && f.toForward(a)
	default:
		return false
	}
}

// Holds says whether what a party was reminded of is so still on a day: nobody is told to do what they have done.
func (f *File) Holds(r Reminder, on civil.Date) bool {
	open, d := f.OpenRequest(), f.Decision()
	switch r.Of {
	case OfAnswer:
		return open != nil && string(open.ID) == r.About && !open.Due.Before(on)
	case OfLapsed:
		return open != nil && string(open.ID) == r.About
	case OfAppeal:
		appealed := slices.ContainsFunc(f.Appeals, func(a Appeal) bool { return string(a.Decision) == r.About && a.Party == r.Party })
		return d != nil && string(d.ID) == r.About && !appealed && !r.Day.Before(on)
	case OfDemand:
		return f.MayDemand(on)
	default:
		return f.stands(r)
	}
}

// Attention is what an open case asks of the desk beside its first running clock, for lists.
type Attention struct {
	// Awaited is the last day on which what the case waits for was to come: an answer, a referral's reply; zero where it waits for nothing with a day.
	Awaited civil.Date
	// Reminded is the first day on which an officer was reminded of something that stands; zero for none. HandedTo is the manager whom something that
	// stands was handed up to last; empty for nobody.
	Reminded civil.Date
	HandedTo identity.PersonID
	// Pressing is what presses most of what an officer was reminded of, by its Of, About and Day alone; the zero value for nothing, and in a list for
	// a case that nothing has happened to since before it was kept.
	Pressing Reminder
}

// pressing is the order in which officers' reminders press: first what the law gives days for and others wait for, last what only draws near or remains.
var pressing = []ReminderOf{OfForward, OfClockOver, OfUnanswered, OfWait, OfNotice, OfHalfYear, OfClockNear, OfFinal}

// before says whether a reminder presses more than another; one of a kind that has no place in the order presses least.
func (o ReminderOf) before(other ReminderOf) bool {
	i, j := slices.Index(pressing, o), slices.Index(pressing, other)
	return i >= 0 && (j < 0 || i < j)
}

// Attention computes it.
func (f *File) Attention() (a Attention) {
	if f.Case.Disposed {
		return a
	}
	if !f.Case.IsClosed() {
		a.Awaited = f.waitEnds()
		if r := f.OpenRequest(); r != nil && (a.Awaited.IsZero() || r.Due.Before(a.Awaited)) {
			a.Awaited = r.Due
		}
	}
	for _, r := range f.Reminded() {
		if a.Reminded.IsZero() || r.On.Before(a.Reminded) {
			a.Reminded = r.On
		}
		if a.Pressing.Of == "" || r.Of.before(a.Pressing.Of) {
			a.Pressing = Reminder{Of: r.Of, About: r.About, Day: r.Day}
		}
		if r.Up {
			a.HandedTo = r.To
		}
	}
	return a
}

// Watch are the days between which the case is looked at for reminders: from the first day that anything hangs on to the last; no last day while it is open. Both
// zero where nobody is to be reminded of anything any more.
func (f *File) Watch() (from, to civil.Date) {
	first := func(day civil.Date) {
		if !day.IsZero() && (from.IsZero() || day.Before(from)) {
			from = day
		}
	}
	if f.Case.Disposed {
		return from, to
	}
	if d := f.Decision(); d != nil {
		for _, q := range f.Parties {
			until := d.AppealUntil(q.ID)
			if first(until); to.Before(until) {
				to = until
			}
		}
		if !f.Case.IsClosed() {
			first(d.On)
		}
	}
	for _, a := range f.Appeals {
		if f.toForward(&a) {
			first(a.Received)
			to = civil.Date{}
			if f.Case.IsClosed() {
				return from, to
			}
		}
	}
	if f.Case.IsClosed() {
		return from, to
	}
	for _, c := range f.Clocks {
		switch {
		case !c.Runs():
		case c.Remind > 0:
			first(c.near(0))
		default:
			first(c.Due)
		}
	}
	first(f.Attention().Awaited)
	if f.MayDemand(f.Case.Received.AddMonths(6)) {
		first(f.Case.Received.AddMonths(6))
	}
	return from, civil.Date{}
}
