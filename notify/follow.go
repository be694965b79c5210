package notify

import (
	"context"
	"errors"
	"slices"
	"time"

	"forvag/internal/casework"
	"forvag/internal/civil"
	"forvag/internal/fault"
	"forvag/internal/identity"
	"forvag/internal/outbox"
)

// stale is after how long nobody is disturbed any more with what does not have to reach: it stands in the inbox as read.
const stale = 7 * 24 * time.Hour

// Follow writes the notices of an event in a case, and plans how each person is told. It may be asked again.
func (s *Service) Follow(ctx context.Context, news casework.EventNews) error {
	if news.Kind == casework.Disposed {
		return s.Store.Forget(ctx, news.Case)
	}
	if _, told := matters[news.Kind]; !told {
		return nil
	}
	f, err := s.Cases.Case(ctx, system, news.Case)
	if errors.Is(err, fault.Gone) || err == nil && f.Case.Disposed {
		return nil
	}
	if err != nil {
		return err
	}
	i := slices.IndexFunc(f.Events, func(e casework.Event) bool { return e.ID == news.Event })
	if i < 0 {
		return nil
	}
	readers, err := s.readers(ctx, f, &f.Events[i])
	if err != nil {
		return err
	}
	for _, n := range readers {
		var r Reader
		if n.Read.IsZero() {
			if r, err = s.reader(ctx, aboutCase(f, n), n); err != nil {
				return err
			}
		}
		plan := func(earlier []Earlier) Step { return Plan(n.Matter, r, nil, earlier, s.Now()) }
		if err := s.Store.Add(ctx, n, plan); err != nil {
			return err
		}
	}
	return nil
}

// readers are the notices of an event: to each person among the parties, or who signs for one, who may see it and did not do it themself.
func (s *Service) readers(ctx context.Context, f *casework.File, e *casework.Event) ([]Notice, error) {
	var notices []Notice
	for _, q := range f.Parties {
		if e.Kind == casework.NoticeCorrected && e.Details.Notice != nil && e.Details.Notice.Party != q.ID {
			continue // it is another's time to appeal
		}
		people := []identity.PersonID{q.Person}
		if q.Org != "" {
			var err error
			if people, err = s.People.Signatories(ctx, q.Org, s.today()); err != nil {
				return nil, err
			}
		}
		for _, person := range people {
			own := e.ActorKind == casework.ByParty && e.Actor == person
			if person == "" || own || slices.ContainsFunc(notices, func(n Notice) bool { return n.Person == person }) {
				continue
			}
			n := Notice{ID: identity.NewID(), Person: person, Party: q.ID, Case: f.Case.ID, Number: f.Case.Diary.String(), Event: e.ID, Seq: e.Seq,
				Matter: matterOf(e), At: e.At}
			if m, ok := followed[n.Matter]; ok && q.Role == identity.Follower {
				n.Matter = m
			}
			may, seen, err := s.sees(ctx, f, n)
			if err != nil {
				return nil, err
			}
			if seen || !n.Matter.Must() && s.Now().Sub(e.At) > stale {
				n.Read = s.Now()
			}
			if may {
				notices = append(notices, n)
			}
		}
	}
	return notices, nil
}

// matterOf is what an event is to those who did not do it.
func matterOf(e *casework.Event) Matter {
	if e.Kind == casework.Messaged && e.ActorKind == casework.ByParty { // to the authority, not to them
		return Progress
	}
	if e.Details.Reminder != nil {
		return reminded[e.Details.Reminder.Of]
	}
	return matters[e.Kind]
}

// dueOf is the day that an event sets; zero where it sets none.
func dueOf(e *casework.Event) civil.Date {
	switch {
	case e.Details.Request != nil:
		return e.Details.Request.Due
	case e.Details.Reminder != nil:
		return e.Details.Reminder.Day
	case e.Details.Offer != nil:
		return e.Details.Offer.Due
	default:
		return civil.Date{}
	}
}

// Next tries the next way to tell somebody what they have not seen by now: the handler of NextTopic.
func (s *Service) Next(ctx context.Context, job outbox.Claim) (retry bool, err error) {
	var payload NextJob
	if err := job.Decode(&payload); err != nil {
		return false, err
	}
	n, err := s.Store.Notice(ctx, payload.Notice)
	if errors.Is(err, fault.NotFound) || err == nil && !n.Read.IsZero() {
		return false, nil
	}
	if err != nil {
		return true, err
	}
	return true, s.further(ctx, n)
}

// further plans the next way for a notice, unless it may not be told any longer.
func (s *Service) further(ctx context.Context, n Notice) error {
	a, err := s.about(ctx, n)
	if err != nil || !a.may || a.seen {
		return err
	}
	r, err := s.reader(ctx, a, n)
	if err != nil {
		return err
	}
	now := s.Now()
	return s.Store.Further(ctx, n.ID, now, func(tried []Channel, earlier []Earlier) Step { return Plan(n.Matter, r, tried, earlier, now) })
}
