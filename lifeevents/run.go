package lifeevents

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"forvag/internal/civil"
	"forvag/internal/identity"
)

// Store is what a run writes to.
type Store interface {
	// Apply makes effects that have not been made, and opens those again whose ground had fallen away. Each effect's work in the outbox is written in the
	// transaction that makes it.
	Apply(ctx context.Context, r *Rule, effects []Effect, now time.Time) (made, reopened int, err error)
	// Standing lists a rule's effects that are open, waiting for review or for their case, by id.
	Standing(ctx context.Context, rule string) ([]Record, error)
	// Change lets something happen to an effect, as it stands by then, and puts the work that it leaves in the outbox in the same transaction. It says
	// whether anything changed.
	Change(ctx context.Context, id string, c Change, now time.Time) (bool, error)
	// Expire ends open offers whose last day is before a day, and returns how many.
	Expire(ctx context.Context, day civil.Date, now time.Time) (int, error)
	// LogRun keeps what a run did, and LogRule what it did by one rule.
	LogRun(ctx context.Context, run Run) error
	LogRule(ctx context.Context, run RuleRun) error
}

// Do asks rules of everybody in a world anew: Follow with Everybody.
func Do(ctx context.Context, store Store, all []*Rule, w *World, now time.Time, progress func(rule *Rule)) (Run, error) {
	return Follow(ctx, store, all, w, Everybody(), now, progress)
}

// Follow runs rules over a world: it makes what they come to for those in the scope, takes back what no longer stands, reminds and ends what nobody answered. It may be
// broken off anywhere and run again. Rules are those that are switched on. progress, which may be nil, is told before each rule.
func Follow(ctx context.Context, store Store, all []*Rule, w *World, scope *Scope, now time.Time, progress func(rule *Rule)) (Run, error) {
	run := Run{At: now, Day: w.Day, People: w.People.Size(), Rules: len(all)}
	known := w.index()
	for _, r := range all {
		if progress != nil {
			progress(r)
		}
		did := RuleRun{At: now, Day: w.Day, Rule: r.ID, Hash: r.Hash}
		effects, looked := scope.Plan(r, w)
		did.Looked = looked
		err := apply(ctx, store, r, effects, now, &did)
		if err == nil {
			err = look(ctx, store, r, w, scope, known, now, &did)
		}
		run.add(did)
		if err := logged(ctx, store, did, err); err != nil {
			return run, err
		}
	}
	var err error
	if run.Expired, err = store.Expire(ctx, w.Day, now); err != nil {
		return run, err
	}
	return run, store.LogRun(ctx, run)
}

// Catch makes what rules come to by events for some people, of whom something has just been heard. It takes nothing back and is no run of a day: the next run
// sees to all. The world need hold no more than those people and whoever is near them.
func Catch(ctx context.Context, store Store, all []*Rule, w *World, people map[identity.PersonID]bool, now time.Time) (made int, err error) {
	for _, r := range all {
		if len(r.Trigger.Events) == 0 {
			continue
		}
		did := RuleRun{At: now, Day: w.Day, Rule: r.ID, Hash: r.Hash, Heard: true}
		effects, looked := r.plan(w, func(speak func(cause)) { r.causesOf(w, people, speak) })
		did.Looked = looked
		err := apply(ctx, store, r, effects, now, &did)
		made += did.Made + did.Reviews
		if err == nil && did.Made+did.Reviews+did.Reopened == 0 {
			continue // nothing came of it, as of nearly everything that is heard
		}
		if err := logged(ctx, store, did, err); err != nil {
			return made, err
		}
	}
	return made, nil
}

// apply makes what a rule comes to, and counts it.
func apply(ctx context.Context, store Store, r *Rule, effects []Effect, now time.Time, did *RuleRun) error {
	reviews, others := make([]Effect, 0), make([]Effect, 0, len(effects))
	for _, e := range effects {
		if e.Kind == Review {
			reviews = append(reviews, e)
		} else {
			others = append(others, e)
		}
	}
	for _, part := range []struct {
		effects []Effect
		made    *int
	}{{others, &did.Made}, {reviews, &did.Reviews}} {
		made, reopened, err := store.Apply(ctx, r, part.effects, now)
		*part.made, did.Reopened = *part.made+made, did.Reopened+reopened
		if err != nil {
			return err
		}
	}
	return nil
}

// logged keeps what a run did by a rule, and what broke it off, which it returns.
func logged(ctx context.Context, store Store, did RuleRun, broke error) error {
	if broke != nil {
		did.Error = broke.Error()
		broke = fmt.Errorf("rule %s: %w", did.Rule, broke)
	}
	return errors.Join(broke, store.LogRule(context.WithoutCancel(ctx), did))
}

// look goes through what a rule has made before: what no longer stands is taken back, and who has not answered is reminded.
func look(ctx context.Context, store Store, r *Rule, w *World, scope *Scope, known index, now time.Time, did *RuleRun) error {
	standing, err := store.Standing(ctx, r.ID)
	if err != nil {
		return err
	}
	l := looking{store, r, w, known, now, did}
	looks := func(rec *Record) bool { return scope.whole(r) || scope.touched[rec.Subject] }
	slices.SortStableFunc(standing, func(a, b Record) int { // whose form waits is first, so that nobody is asked anew who is not waited for any more
		return cmp.Compare(waits(b), waits(a))
	})
	for i := range standing {
		rec := &standing[i]
		n, due := r.reminder(rec, w.Day)
		if !due && !looks(rec) {
			continue
		}
		if lost, err := l.lose(ctx, rec); err != nil || lost {
			if err != nil {
				return err
			}
			continue
		}
		if rec.holds() {
			if _, err := store.Change(ctx, rec.ID, Consult{Others: r.besides(w, l.sent(rec))}, now); err != nil {
				return err
			}
		}
		if due {
			if err := count(ctx, store, rec.ID, Remind{N: n, On: w.Day}, now, &did.Reminded); err != nil {
				return err
			}
		}
	}
	return nil
}

// waits is one for a form that waits for others' yes, and zero for all else.
func waits(r Record) int {
	if r.holds() {
		return 1
	}
	return 0
}

// reminder is which reminder is due on a day, of those who have not answered; false for none.
func (r *Rule) reminder(rec *Record, on civil.Date) (n int, due bool) {
	switch {
	case !rec.Waits(on):
		return 0, false
	case rec.Asks():
		return ToldUrged, r.Consent != nil && rec.Reminded == ToldAsked && !r.Consent.Remind.After(rec.Since).After(on)
	default:
		n = rec.Reminded + 1
		return n, n <= len(r.Remind) && !r.reminds(n, rec).After(on)
	}
}

// reminds is the day of the nth reminder, from 1: as long after the offer as the rule says, and no sooner after the one before than the rule has between them, since
// who wished to wait may have had that one late.
func (r *Rule) reminds(n int, rec *Record) civil.Date {
	made := civil.Of(rec.Made)
	day := r.Remind[n-1].After(made)
	if n == 1 || rec.Urged.IsZero() {
		return day
	}
	if next := rec.Urged.AddDays(r.Remind[n-2].After(made).DaysUntil(day)); next.After(day) {
		return next
	}
	return day
}

// looking is a run that looks at what a rule has made before.
type looking struct {
	store Store
	rule  *Rule
	world *World
	known index
	now   time.Time
	did   *RuleRun
}

// sent is what was made, as it is asked of.
func (l *looking) sent(rec *Record) Sent {
	return Sent{Subject: rec.Subject, Receiver: rec.Receiver, Period: rec.Period, Ground: rec.Ground, Event: l.known.events[rec.Event],
		Permit: l.known.permits[rec.Permit], Asked: l.rule.Answers(rec.Asked)}
}

// lose takes back what stands no more, and says whether it did. Of what somebody has said yes to, a trained officer is told where a protected identity has come near.
func (l *looking) lose(ctx context.Context, rec *Record) (lost bool, err error) {
	sent := l.sent(rec)
	if stands(l.rule, l.world, rec.State, sent) {
		return false, nil
	}
	if see := l.rule.see(l.world, sent); see != nil && l.rule.shy(see) && (rec.State == Awaiting || rec.State == Agreed) {
		review := Effect{Rule: l.rule.ID, Hash: l.rule.Hash, Kind: Review, Subject: rec.Subject, Period: rec.Period, Ground: rec.Ground, Event: rec.Event,
			Permit: rec.Permit, Near: l.rule.speaks(see, 0)}
		review.Facts = l.rule.facts(see, sent.Asked)
		review.Trace = l.rule.program.decide.Decide(review.Facts).Trace
		if err := apply(ctx, l.store, l.rule, []Effect{review}, l.now, l.did); err != nil {
			return false, err
		}
		return true, count(ctx, l.store, rec.ID, HandOver{}, l.now, &l.did.Withdrawn)
	}
	return true, count(ctx, l.store, rec.ID, GroundLost{}, l.now, &l.did.Withdrawn)
}

// stands says whether what was made still has its ground: what was sent, what waits for a trained officer, or what waits for its case.
func stands(r *Rule, w *World, state State, sent Sent) bool {
	switch state {
	case Reviewed:
		return Shy(r, w, sent)
	case Opening:
		return Holds(r, w, sent)
	default:
		return Ask(r, w, sent).Stands
	}
}

// count lets something happen to an effect, and counts it where it changed anything.
func count(ctx context.Context, store Store, id string, c Change, now time.Time, n *int) error {
	changed, err := store.Change(ctx, id, c, now)
	if changed {
		*n++
	}
	return err
}

// Event finds an event by id; nil where there is none.
func (w *World) Event(id string) *Event {
	for i := range w.Events {
		if w.Events[i].ID == id {
			return &w.Events[i]
		}
	}
	return nil
}

// Permit finds a permit by id; nil where there is none.
func (w *World) Permit(id string) *Permit {
	for i := range w.Permits {
		if w.Permits[i].ID == id {
			return &w.Permits[i]
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
