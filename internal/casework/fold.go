package casework

import (
	"fmt"
	"slices"

	"forvag/internal/civil"
	"forvag/internal/fault"
)

// Fold makes the file that events add up to, and decodes them in place: the file keeps the slice. It asks nothing but the events, so that the state
// can always be made again from the history. The version and the diary number are not in them: the caller sets both. Where the case has been
// disposed of, only the headers are left, with what was disposed of and why, and the file is without state.
func Fold(events []Event) (*File, error) {
	f := &File{Events: events}
	opened := false
	for i := range events {
		e := &events[i]
		if e.Payload == nil {
			continue
		}
		if err := e.open(); err != nil {
			return nil, err
		}
		if err := f.take(e); err != nil {
			return nil, fmt.Errorf("event %d: %w", e.Seq, err)
		}
		opened = true
	}
	if opened {
		f.derive()
	}
	return f, nil
}

// apply adds one event and derives everything from the file anew. Whether it may happen has been asked before.
func (f *File) apply(e Event) error {
	if err := f.take(&e); err != nil {
		return err
	}
	f.Events = append(f.Events, e)
	f.derive()
	return nil
}

// derive computes what no event says by itself.
func (f *File) derive() {
	f.runPermits()
	f.Clocks = f.clocks()
	f.Case.Due = f.due()
	f.Case.Status = f.status()
	if !f.Case.Disposed {
		f.Case.DisposeFrom, f.Case.PartsFrom = f.disposeFrom(), f.partsFrom()
	}
}

// take changes what the event says it changes.
func (f *File) take(e *Event) error {
	d, day := &e.Details, e.day()
	f.Case.Step = stepAfter(f.Case.Step, e)
	if n := len(f.agreeing); n > 0 && f.agreeing[n-1].to.IsZero() && (e.Kind == Resumed || e.Kind == Decided || e.Kind == Withdrawn) {
		f.agreeing[n-1].to = day
	}
	f.addDocuments(e)
	switch e.Kind {
	case Submitted:
		f.openWith(d, e)
	case Joined, Claimed:
		if d.Party == nil { // who follows by a code is nobody in the case
			break
		}
		f.Parties = append(f.Parties, *d.Party)
		if e.Kind == Claimed {
			f.claimer = d.Party.ID
		}
	case AgentConfirmed, AgentRefused:
		f.agency(e)
	case Stated:
		f.stated(e, d.Stance, *d.Party)
		f.Case.Urgent = f.Case.Urgent || d.Urgent
		if d.Stance == OwnAnswers && f.opens(d.Party.ID) {
			f.Answers, f.Recommendation = d.Sent.Answers, d.Sent.Recommendation
		}
	case Assigned, Unassigned:
		f.Case.Assignee = d.Assignee
	case Requested:
		f.Requests = append(f.Requests, *d.Request)
	case RequestWithdrawn:
		f.OpenRequest().Withdrawn = day
	case Answered:
		f.answer(e)
	case Messaged:
		f.addMessage(e)
	case SecrecySet:
		f.mark(d)
	case Waiting:
		f.Wait = d.Wait
		if d.Wait.Guardians {
			f.agreeing = append(f.agreeing, span{from: day})
		}
	case Resumed:
		f.Wait = nil
	case Delayed:
		f.Delay = &Delay{Reason: d.Reason, Told: day, Until: d.Until}
	case Extended:
		if f.extended == nil {
			f.extended = map[string]bool{}
		}
		f.extended[d.Clock] = true
	case Demanded:
		f.Demanded = day
	case DemandRefused:
		f.DemandAnswered = day
		f.Decisions = append(f.Decisions, *d.Decision)
	case Decided:
		f.decide(d)
	case Corrected:
		c := f.decision(d.Decision.ID)
		c.Corrections = append(c.Corrections, Correction{Text: d.Text, On: day, By: e.Actor, seq: e.Seq})
	case Noticed:
		n := f.decision(d.Decision.ID)
		n.Notices = append(n.Notices, *d.Notice)
	case NoticeCorrected:
		f.correctNotice(*d.Notice)
	case Announced:
		made := f.decision(d.Decision.ID)
		made.Adjusted, made.Announced, made.Posting = d.Adjusted, d.On, d.Posting
	case Appealed:
		f.Appeals = append(f.Appeals, *d.Appeal)
	case AppealForwarded:
		a := f.appeal(d.Appeal.ID)
		a.To, a.Forwarded = d.Appeal.To, d.On
	case AppealSettled:
		f.settle(d)
	case Withdrawn:
		f.Withdrawn, f.Wait = day, nil
		f.lapse(day)
		f.lapseOffer(day)
	case Closed:
		f.Case.Closed = day
		f.archive(d.Archived)
	case Reopened:
		f.reopen()
	case PartsDisposed:
		f.lose(d.Disposal, day)
	case Disposed:
		f.dispose()
	case WishesSet:
		f.stand(d.Queue, f.Case.ReceivedAt)
	case TurnSet:
		f.confirm(d.Mark)
	case Offered:
		f.Queue.Offers = append(f.Queue.Offers, *d.Offer)
	case OfferAccepted:
		f.endOffer(OfferTaken, e)
	case OfferDeclined:
		f.endOffer(OfferRefused, e)
	case OfferExpired:
		f.endOffer(OfferTimedOut, e)
	case OfferWithdrawn:
		f.endOffer(OfferTakenBack, e)
	case PlaceEnded:
		f.HeldPlace().Ended = d.On
	case BookingMoved:
		f.Booking = d.Booking
	case BookingCancelled:
		f.cancelBooking(d, day)
	case BookingEnded:
		f.endBooking(day)
	case Reminded, HandedUp:
		r := *d.Reminder
		r.On, r.Up = day, e.Kind == HandedUp
		f.reminders = append(f.reminders, r)
	case Moved, Noted, DocumentAdded:
	default:
		return fault.New(fault.Invalid, "case.event_unknown")
	}
	f.Case.Seq, f.Case.Head = e.Seq, e.Hash
	if !e.aside() {
		f.Case.ChangedAt = e.At
	}
	return nil
}

// aside says whether an event changes nothing of what an officer handles: somebody was reminded, or follows the case from now on. It makes nobody's form
// stale, and is no change that the desk's lists tell of.
func (e *Event) aside() bool { return e.Kind == Reminded || e.Kind == HandedUp || e.Kind == Joined }

// stepAfter is the step that a case is in after an event: an officer who takes it begins to investigate, and a decision is the end of deciding.
func stepAfter(now Step, e *Event) Step {
	switch e.Kind {
	case Submitted:
		return Initiate
	case Assigned:
		if now == Initiate {
			return Investigate
		}
	case Moved:
		return e.Details.To
	case Decided, Offered:
		return Decide
	case BookingEnded:
		return FollowUp
	case Reopened:
		return Investigate
	}
	return now
}

func (f *File) openWith(d *Details, e *Event) {
	o := d.Opening
	f.Case.ID, f.Case.Type, f.Case.Kind, f.Case.Channel = e.Case, o.Type, o.Kind, o.Channel
	f.Case.Classification, f.Case.Title, f.Case.PublicTitle = o.Classification, o.Title, o.PublicTitle
	f.Case.Board, f.Case.Assurance, f.Case.Secrecy, f.Case.Protected = o.Board, o.Assurance, o.Secrecy, o.Protected
	f.Case.ReceivedAt, f.Case.Received, f.Case.Lang, f.Case.Place = e.At, o.Received, o.Lang, o.Place
	f.Parties, f.Answers, f.Recommendation = append(f.Parties, o.Parties...), o.Answers, o.Recommendation
	since := e.At
	if o.Received.Before(e.day()) { // what came on paper has its turn from the day it came
		since = o.Received.Start()
	}
	f.stand(o.Queue, since)
	f.Booking = o.Booking
	if d.Sent != nil {
		f.Answers, f.Recommendation = d.Sent.Answers, d.Sent.Recommendation
	}
	f.rules, f.retention = o.Clocks, o.Retention
	if len(f.retention) == 0 && o.RetentionYears > 0 {
		f.retention = []Keep{{Record: WholeCase, Years: o.RetentionYears}}
	}
	f.needsDecision, f.legalityOnly, f.publicPlace = o.NeedsDecision, o.LegalityOnly, o.PublicPlace
	f.sentFor, f.StateUntil, f.Case.Urgent = o.SentFor, o.StateUntil, o.Urgent
	if !o.StateUntil.IsZero() && len(o.Parties) > 0 {
		f.stated(e, OwnAnswers, o.Parties[0])
	}
}

func (f *File) addDocuments(e *Event) {
	for _, doc := range e.Details.Documents {
		doc.By, doc.At, doc.Audience = e.Actor, e.At, e.Audience
		f.Documents = append(f.Documents, doc)
	}
}

func (f *File) addMessage(e *Event) {
	m := *e.Details.Message
	m.By, m.At, m.FromOfficer, m.Seq = e.Actor, e.At, e.ActorKind != ByParty, e.Seq
	f.Messages = append(f.Messages, m)
}

func (f *File) answer(e *Event) {
	r, said := f.OpenRequest(), e.Details.Request
	r.Answered, r.AnsweredAt, r.Answer = e.day(), e.At, said.Answer
	for _, doc := range e.Details.Documents {
		r.Documents = append(r.Documents, doc.ID)
	}
}

func (f *File) mark(d *Details) {
	if d.Document == "" {
		f.Case.Secrecy = *d.Secrecy
		return
	}
	for i := range f.Documents {
		if f.Documents[i].ID == d.Document {
			f.Documents[i].Secrecy = *d.Secrecy
		}
	}
}

// correctNotice gives a notice its right day, and with it an appeal that waits here: it came in time, or too late, by that day.
func (f *File) correctNotice(to Notice) {
	d := f.decision(to.Decision)
	d.Notices = slices.Clone(d.Notices)
	for i := range d.Notices {
		if d.Notices[i].Party == to.Party {
			d.Notices[i] = to
		}
	}
	for i := range f.Appeals {
		if a := &f.Appeals[i]; a.Decision == d.ID && a.Party == to.Party {
			until := f.appealUntil(*d, a.Party)
			a.Late = !until.IsZero() && a.Received.After(until)
		}
	}
}

func (f *File) decide(d *Details) {
	f.Decisions = append(f.Decisions, *d.Decision)
	f.reconsidering, f.Wait = false, nil
	f.lapse(d.Decision.On)
	f.lapseOffer(d.Decision.On)
	if d.Permit != nil {
		f.Permits = append(f.Permits, *d.Permit)
	}
	for i := range f.Permits {
		if p := &f.Permits[i]; p.ID == d.Decision.Revokes && p.Revoked.IsZero() {
			p.Revoked = d.Decision.On
		}
	}
}

// lapse ends an open request that is no longer waited for.
func (f *File) lapse(on civil.Date) {
	if r := f.OpenRequest(); r != nil {
		r.Withdrawn = on
	}
}

// settle ends the appeal. A decision that was set aside or sent back is made anew.
func (f *File) settle(d *Details) {
	a := f.appeal(d.Appeal.ID)
	a.Settled, a.Until, a.Outcome = d.On, d.Appeal.Until, d.Appeal.Outcome
	if a.Outcome == AppealAside || a.Outcome == AppealRemitted { // what the decision left falls with it
		for i := range f.Permits {
			if p := &f.Permits[i]; p.Decision == a.Decision && p.Revoked.IsZero() {
				p.Revoked = a.Settled
			}
		}
	}
	if d.Decision != nil {
		f.Decisions = append(f.Decisions, *d.Decision)
	}
}

// reopen takes the case up again, from the investigation.
func (f *File) reopen() {
	f.reconsidering = f.Decision() != nil
	f.Case.Closed, f.Withdrawn = civil.Date{}, civil.Date{}
	if f.Booking.Holds() {
		f.endBooking(civil.Date{})
	}
}

// archive makes working material that is kept with the case a document like the others.
func (f *File) archive(kept []DocumentID) {
	for i := range f.Documents {
		if d := &f.Documents[i]; d.Kind == DocumentWorking && slices.Contains(kept, d.ID) {
			d.Kind = DocumentEstablished
		}
	}
}

// lose takes out of the file what was disposed of.
func (f *File) lose(what *Disposal, on civil.Date) {
	for _, p := range what.Parts {
		switch p.Name {
		case partDocument:
			for i := range f.Documents {
				if d := &f.Documents[i]; d.ID == p.Document.ID {
					left := *p.Document
					left.By, left.At, left.Audience, left.Disposed = d.By, d.At, d.Audience, on
					*d = left
				}
			}
		case partMessage:
			for i := range f.Messages {
				if m := &f.Messages[i]; m.Seq == p.Seq {
					m.Text, m.Documents, m.Disposed = "", nil, on
				}
			}
		case partSent:
			f.Answers, f.Recommendation, f.AnswersDisposed = nil, nil, on
			for i := range f.Statements {
				f.Statements[i].Answers = nil
			}
		case partReasons:
			d := f.decision(f.Events[p.Seq-1].Details.Decision.ID)
			d.Text, d.Grounds, d.Disposed = "", Grounds{}, on
		case partSaid:
			f.loseWords(&f.Events[p.Seq-1], on)
		}
	}
}

// loseWords takes what an event said out of what the file keeps of it. Other words stand in the event alone.
func (f *File) loseWords(e *Event, on civil.Date) {
	switch e.Kind {
	case Requested, Answered:
		i := slices.IndexFunc(f.Requests, func(r Request) bool { return r.ID == e.Details.Request.ID })
		if e.Kind == Requested {
			f.Requests[i].What, f.Requests[i].WhatDisposed = "", on
		} else {
			f.Requests[i].Answer, f.Requests[i].AnswerDisposed = "", on
		}
	case Appealed:
		a := f.appeal(e.Details.Appeal.ID)
		a.Text, a.Disposed = "", on
	case Corrected:
		made := f.decision(e.Details.Decision.ID).Corrections
		i := slices.IndexFunc(made, func(c Correction) bool { return c.seq == e.Seq })
		made[i].Text, made[i].Disposed = "", on
	}
}

// dispose leaves the tombstone (gallring): what register and chain need, and nothing that says what the case was about.
func (f *File) dispose() {
	c := f.Case
	f.Case = Case{ID: c.ID, Version: c.Version, Diary: c.Diary, Type: c.Type, Kind: c.Kind, Channel: c.Channel, Classification: c.Classification,
		Board: c.Board, Step: c.Step, Assurance: c.Assurance, Secrecy: c.Secrecy, Protected: c.Protected, ReceivedAt: c.ReceivedAt,
		Received: c.Received, Closed: c.Closed, DisposeFrom: c.DisposeFrom, Disposed: true}
	*f = File{Case: f.Case, Events: f.Events}
}
