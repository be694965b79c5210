package sqlstore

import (
	"context"
	"time"

	"forvag/internal/civil"
	"forvag/internal/identity"
	"forvag/lifeevents"
)

// Night is a day's run over what is in the store.
type Night struct {
	Rules []*lifeevents.Rule
	// Switched is when each rule was switched on, by rule.
	Switched map[string]lifeevents.Switch
	// Effects is where effects are made; nil for the store itself.
	Effects lifeevents.Store
	// Anew says that everybody is asked of, whatever has been looked at before.
	Anew bool
	// Progress is told before each rule; nil for nobody.
	Progress func(*lifeevents.Rule)
}

// Run runs the rules for the world's day. They are asked of those for whom something comes due on a day that no run has seen, and of those about whom something has
// changed or been told since; a rule on another basis, and one that was not run lately, of everybody. What the run has looked at is kept when all of it is done, so
// that it may be broken off anywhere and run again.
func (s *Store) Run(ctx context.Context, n Night, w *lifeevents.World, now time.Time) (lifeevents.Run, error) {
	followed, err := s.Followed(ctx)
	if err != nil {
		return lifeevents.Run{}, err
	}
	touched, err := s.Touched(ctx)
	if err != nil {
		return lifeevents.Run{}, err
	}
	changed := make([]identity.PersonID, len(touched))
	for i, t := range touched {
		changed[i] = t.Person
	}
	var last civil.Date // the first of the last days
	since, basis := map[string]civil.Date{}, map[string]string{}
	for _, r := range n.Rules {
		basis[r.ID] = r.Basis(w, n.Switched[r.ID].At)
		if from := r.Since(followed[r.ID], basis[r.ID], w.Day); !from.IsZero() && !n.Anew {
			since[r.ID] = from
			if day := followed[r.ID].Day; last.IsZero() || day.Before(last) {
				last = day
			}
		}
	}
	effects := n.Effects
	if effects == nil {
		effects = s
	}
	run, err := lifeevents.Follow(ctx, effects, n.Rules, w, lifeevents.NewScope(w, since, last, changed), now, n.Progress)
	if err != nil {
		return run, err
	}
	for _, f := range followed {
		if f.Day.After(w.Day) { // it was for a day that has been: the latest one stands
			return run, nil
		}
	}
	if err := s.Follow(ctx, basis, w.Day); err != nil {
		return run, err
	}
	return run, s.Seen(ctx, touched)
}
