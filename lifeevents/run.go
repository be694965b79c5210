package lifeevents

import (
	"context"
	"fmt"
	"time"

	"forvag/internal/civil"
)

// Store is what a run writes to.
type Store interface {
	// Apply makes effects that have not been made, and opens those again whose ground had fallen away. Each effect's work in the outbox is written in the
	// transaction that makes it.
	Apply(ctx context.Context, r *Rule, effects []Effect, now time.Time) (made, reopened int, err error)
	// Standing lists a rule's effects that are open or waiting for review, by id.
	Standing(ctx context.Context, rule string) ([]Record, error)
	// Withdraw takes an effect back that is open or waiting for review; false where it is neither any more.
	Withdraw(ctx context.Context, id, reason string, now time.Time) (bool, error)
	// Remind notes that a receiver is reminded the nth time, with its work in the outbox; false where they were, or have answered.
	Remind(ctx context.Context, id string, n int, now time.Time) (bool, error)
	// Expire ends open offers whose last day is before a day.
	Expire(ctx context.Context, day civil.Date, now time.Time) (int, error)
	// LogRun keeps what a run did.
	LogRun(ctx context.Context, run Run) error
}

// Do runs rules over a world: it makes what they come to, takes back what no longer stands, reminds and ends what nobody answered. It may be broken off
// anywhere and run again. Rules are those that are switched on. progress, which may be nil, is told before each rule.
func Do(ctx context.Context, store Store, all []*Rule, w *World, now time.Time, progress func(rule *Rule)) (Run, error) {
	run := Run{At: now, Day: w.Day, People: w.People.Size(), Rules: len(all)}
	known := w.index()
	for _, r := range all {
		if progress != nil {
			progress(r)
		}
		made, reopened, err := store.Apply(ctx, r, Plan(r, w, civil.Date{}), now)
		run.Made, run.Reopened = run.Made+made, run.Reopened+reopened
		if err == nil {
			err = look(ctx, store, r, w, known, now, &run.Tally)
		}
		if err != nil {
			return run, fmt.Errorf("rule %s: %w", r.ID, err)
		}
	}
	var err error
	if run.Expired, err = store.Expire(ctx, w.Day, now); err != nil {
		return run, err
	}
	return run, store.LogRun(ctx, run)
}

// look goes through what a rule has made before: what no longer stands is taken back, and who has not answered is reminded.
func look(ctx context.Context, store Store, r *Rule, w *World, known index, now time.Time, t *Tally) error {
	standing, err := store.Standing(ctx, r.ID)
	if err != nil {
		return err
	}
	for _, rec := range standing {
		sent := Sent{Subject: rec.Subject, Receiver: rec.Receiver, Period: rec.Period, Ground: rec.Ground, Event: known.events[rec.Event],
			Permit: known.permits[rec.Permit], Asked: r.Answers(rec.Asked)}
		stands := Ask(r, w, sent).Stands
		if rec.State == Reviewed {
			stands = Shy(r, w, sent)
		}
		if !stands {
			gone, err := store.Withdraw(ctx, rec.ID, GroundGone, now)
			if err != nil {
				return err
			}
			if gone {
				t.Withdrawn++
			}
			continue
		}
		if n := rec.Reminded; rec.State == Open && n < len(r.Remind) && rec.Waits(w.Day) && !r.Remind[n].After(civil.Of(rec.Made)).After(w.Day) {
			told, err := store.Remind(ctx, rec.ID, n+1, now)
			if err != nil {
				return err
			}
			if told {
				t.Reminded++
			}
		}
	}
	return nil
}

// index finds a world's events and permits by their ids.
type index struct {
	events  map[string]*Event
	permits map[string]*Permit
}

func (w *World) index() index {
	known := index{map[string]*Event{}, map[string]*Permit{}}
	for i := range w.Events {
		known.events[w.Events[i].ID] = &w.Events[i]
	}
	for i := range w.Permits {
		known.permits[w.Permits[i].ID] = &w.Permits[i]
	}
	return known
}
