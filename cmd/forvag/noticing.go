package main

import (
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"forvag/internal/civil"
	"forvag/internal/fault"
	"forvag/internal/identity"
	"forvag/lifeevents"
	lifestore "forvag/lifeevents/sqlstore"
)

// caughtAtOnce is of how many tellings the rules are run at a time.
const caughtAtOnce = 500

// catchLives runs the rules that are set off by events at once, for those alone of whom another system has told something.
func (in *instance) catchLives(ctx context.Context) error {
	in.catching.Lock() // what another is at is not begun again
	defer in.catching.Unlock()
	site, today := in.current(), civil.Today(in.clock)
	for {
		told, err := in.life.Told(ctx, caughtAtOnce)
		if err != nil || len(told) == 0 {
			return err
		}
		on, _, err := in.switchedOn(ctx, site.Book)
		if err != nil {
			return err
		}
		on = slices.DeleteFunc(on, func(r *lifeevents.Rule) bool { return len(r.Trigger.Events) == 0 })
		for _, r := range on {
			if _, err := in.versions.Ensure(ctx, "rule", r.ID, r.Source); err != nil {
				return err
			}
		}
		people := map[identity.PersonID]bool{}
		for _, t := range told {
			people[t.Person] = true
		}
		made := 0
		if len(on) > 0 {
			w, err := in.worldOf(ctx, site.Municipality, today, slices.Sorted(maps.Keys(people)))
			if err != nil {
				return err
			}
			if made, err = lifeevents.Catch(ctx, in.life, on, w, people, in.clock()); err != nil {
				return err
			}
		}
		if err := in.life.Caught(ctx, told); err != nil {
			return err
		}
		if made > 0 {
			in.log.Info("life events heard", "people", len(people), "made", made)
		}
	}
}

// alert is a store of what other systems tell that says at once that there is something.
type alert struct {
	*lifestore.Store
	heard chan<- struct{}
}

// Hear keeps what was told, and says so.
func (a alert) Hear(ctx context.Context, source, id string, events []lifeevents.Event, now time.Time) (fresh bool, err error) {
	fresh, err = a.Store.Hear(ctx, source, id, events, now)
	if fresh {
		select {
		case a.heard <- struct{}{}:
		default: // it is said already
		}
	}
	return fresh, err
}

const (
	// noticing is how often a process looks whether another one was told something, or took files into the register.
	noticing = 250 * time.Millisecond
	// noticingAfter is how long it waits where it could not see to that, twice as long each time up to noticingLast: it may have to read the whole register again.
	noticingAfter, noticingLast = 10 * time.Second, 10 * time.Minute
)

// catches runs the rules as soon as something is told to this process, or soon after it was told to another one or files were imported, until ctx ends.
func (p *process) catches(ctx context.Context) {
	next := time.NewTimer(noticing)
	defer next.Stop()
	pause := noticing
	for {
		select {
		case <-ctx.Done():
			return
		case <-p.heard:
		case <-next.C:
		}
		did, err := p.notice(ctx)
		if err == nil {
			pause = noticing
		} else {
			p.complain(ctx, "life events heard", err)
			pause = min(max(2*pause, noticingAfter), noticingLast)
		}
		if did {
			p.work.rouse()
		}
		next.Reset(pause)
	}
}

// notice sees to what has come, and says whether anything had. The register is looked at where files were imported: what happened is caught like what is told, and where
// the day's run is done the rules are run once more for those whom it touches, so that nothing stands that has lost its ground.
func (in *instance) notice(ctx context.Context) (did bool, err error) {
	n, err := in.life.Notice(ctx)
	if err != nil || !n.Told && !n.Imported {
		return false, err
	}
	if !n.Imported {
		return true, in.catchLives(ctx)
	}
	imports, err := in.life.Imports(ctx)
	if err != nil {
		return true, err
	}
	site, today := in.current(), civil.Today(in.clock)
	h, err := in.holdings(ctx, today)
	if err != nil {
		return true, err
	}
	_, err = in.learn(ctx, site.Municipality, today, h)
	if errors.Is(err, fault.Stale) { // another process is at it with what it saw before: look again
		return true, nil
	}
	if err == nil {
		err = in.catchLives(ctx)
	}
	if err != nil {
		return true, err
	}
	if ran, err := in.life.Ran(ctx, today); err != nil || !ran { // the day's run is to come
		return true, errors.Join(err, in.life.ImportsSeen(ctx, imports))
	}
	if _, err := in.runLearnt(ctx, site.Municipality, site.Book, today, h, false, nil); err != nil {
		return true, err
	}
	return true, in.life.ImportsSeen(ctx, imports)
}
