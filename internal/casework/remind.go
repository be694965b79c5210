package casework

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"forvag/internal/civil"
	"forvag/internal/fault"
	"forvag/internal/identity"
)

// Managers tells who answers for an officer's cases.
type Managers interface {
	// Managers are those whom a board's case can be handed up to, the nearest first: of the officer, empty where nobody has the case, and of the board.
	// Each with those near to them (jäv, FL 16 §).
	Managers(ctx context.Context, board identity.BoardID, officer identity.PersonID) ([]identity.Principal, error)
}

// DeskTopic is the topic of the outbox by which an officer, or a manager, is told that cases need them: one job for each and day.
const DeskTopic = "case.desk"

// remindedAtOnce is how many cases are found at a time.
const remindedAtOnce = 200

// UnremindedError is that nobody could be reminded in some cases. What is wrong with them keeps nobody else from being reminded.
type UnremindedError struct {
	// Cases are those, and Causes what is wrong with each of them, in the same order.
	Cases  []CaseID
	Causes []error
}

// Error is for the log.
func (e *UnremindedError) Error() string { return errors.Join(e.Causes...).Error() }

// Unwrap gives the causes to errors.Is.
func (e *UnremindedError) Unwrap() []error { return e.Causes }

// Remind reminds parties and officers of what the day calls for, and hands up what officers have let be, each once: how many reminders were given. It may
// be asked again, and by several at once. Where cases were handled before anybody was reminded, parties are not told of what was past by then: it is noted in the
// case alone. An UnremindedError says in which cases it did not succeed, once all others are done. For the system.
func (s *Service) Remind(ctx context.Context, p identity.Principal, by Reminding) (given int, err error) {
	return s.remindEach(ctx, p, by, func(on civil.Date, after CaseID) ([]CaseID, error) {
		return s.store.Watched(ctx, on, by.ahead(on), after, remindedAtOnce)
	})
}

// RemindIn is Remind in some cases alone: those in which it did not succeed before.
func (s *Service) RemindIn(ctx context.Context, p identity.Principal, by Reminding, cases []CaseID) (given int, err error) {
	return s.remindEach(ctx, p, by, func(_ civil.Date, after CaseID) ([]CaseID, error) {
		return cases[slices.Index(cases, after)+1:], nil
	})
}

// remindEach reminds in the cases that next gives: those after one, for the day.
func (s *Service) remindEach(ctx context.Context, p identity.Principal, by Reminding, next func(on civil.Date, after CaseID) ([]CaseID, error)) (given int, err error) {
	if p.Kind != identity.System {
		return 0, fault.New(fault.Forbidden, "access.forbidden")
	}
	today := s.today()
	since, err := s.store.RemindsSince(ctx, today)
	if err != nil {
		return 0, err
	}
	var failed UnremindedError
	for after := CaseID(""); ; {
		ids, err := next(today, after)
		if err != nil {
			return given, err
		}
		for _, id := range ids {
			n, err := s.remind(ctx, p, id, by, today, since)
			given += n
			if ctx.Err() != nil {
				return given, ctx.Err()
			}
			if err != nil {
				failed.Cases, failed.Causes = append(failed.Cases, id), append(failed.Causes, fmt.Errorf("remind in %s: %w", id, err))
			}
		}
		if len(ids) == 0 {
			break
		}
		after = ids[len(ids)-1]
	}
	if len(failed.Cases) > 0 {
		return given, &failed
	}
	return given, nil
}

// remind gives the reminders of one case, each a change of its own, so that nothing of it is given twice whoever else does the same.
func (s *Service) remind(ctx context.Context, p identity.Principal, id CaseID, by Reminding, on, since civil.Date) (given int, err error) {
	f, err := s.store.Load(ctx, id)
	if err != nil {
		return 0, err
	}
	due := f.DueReminders(on, by)
	var up identity.PersonID
	if slices.ContainsFunc(due, func(r Reminder) bool { return r.Up }) {
		if up, err = s.manager(ctx, f); err != nil {
			return 0, err
		}
	}
	for _, r := range due {
		if r.Up && up == "" {
			continue // nobody may see it but those who have it in their lists already
		}
		done := false
		err := s.store.Update(ctx, Ref{ID: id}, Key{}, func(f *File) (*Change, error) {
			done = false
			i := slices.IndexFunc(f.DueReminders(on, by), r.same)
			if i < 0 {
				return nil, nil // done meanwhile
			}
			done = true
			r := f.DueReminders(on, by)[i]
			r.Quiet = r.ToParty() && r.Day.Before(since)
			return s.give(p, f, r, up)
		})
		if err != nil {
			return given, err
		}
		if done {
			given++
			s.watchers.signal(id)
		}
	}
	return given, nil
}

func (s *Service) give(p identity.Principal, f *File, r Reminder, up identity.PersonID) (*Change, error) {
	c := s.change(p, f)
	switch {
	case r.Up:
		r.To = up
		return c, c.system(HandedUp, Internal, Details{Reminder: &r})
	case r.ToParty() && r.Of != OfAppeal && !r.Quiet:
		return c, c.system(Reminded, Applicants, Details{Reminder: &r})
	default: // an officer, one party by itself, or nobody
		return c, c.system(Reminded, Internal, Details{Reminder: &r})
	}
}

// manager is the nearest who may read the case and does not have it; empty where there is nobody.
func (s *Service) manager(ctx context.Context, f *File) (identity.PersonID, error) {
	if s.managers == nil {
		return "", nil
	}
	all, err := s.managers.Managers(ctx, f.Case.Board, f.Case.Assignee)
	if err != nil {
		return "", err
	}
	for _, p := range all {
		if p.Actor != f.Case.Assignee && identity.Allow(p, identity.ReadCase, f.object()) == nil {
			return p.Actor, nil
		}
	}
	return "", nil
}

// told is the outbox's work that an event makes: everybody who may see it hears of it, and an officer who is reminded of something, once a day.
func (e *Event) told() (Effect, bool) {
	news := EventNews{Case: e.Case, Event: e.ID, Seq: e.Seq, Kind: e.Kind}
	if r := e.Details.Reminder; r != nil && r.Quiet {
		return Effect{}, false
	}
	if r := e.Details.Reminder; r != nil && !r.ToParty() {
		return Effect{Topic: DeskTopic, Key: fmt.Sprintf("%s/%s/%s/%s", DeskTopic, e.Kind, r.To, e.day()), Payload: news}, r.To != ""
	}
	// others dispose of, or hide, what they keep of the case
	seen := e.Audience != Internal || e.Kind == Disposed || e.Kind == SecrecySet || e.Details.Reminder != nil
	return Effect{Topic: NewsTopic, Key: NewsTopic + "/" + string(e.ID), Payload: news}, seen
}
