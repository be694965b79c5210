package main

import (
	"context"
	"errors"

	"forvag/internal/civil"
	"forvag/internal/content"
	"forvag/lifeevents"
)

// simulate counts what a rule, on or off, would do on a day, against the version before where there is one that can be read.
func (in *instance) simulate(ctx context.Context, r *lifeevents.Rule, day civil.Date) (lifeevents.Simulation, error) {
	site := in.current()
	before, err := in.versionBefore(ctx, r)
	if err != nil {
		return lifeevents.Simulation{}, err
	}
	w, err := in.world(ctx, site.Municipality, day)
	if err != nil {
		return lifeevents.Simulation{}, err
	}
	return lifeevents.Simulate(r, before, w), nil
}

// versionBefore is the version of a rule that was used last, but for the one that there is now; nil where there is none, or where it names settings that the
// municipality has no longer.
func (in *instance) versionBefore(ctx context.Context, r *lifeevents.Rule) (*lifeevents.Rule, error) {
	versions, err := in.versions.History(ctx, "rule", r.ID)
	if err != nil {
		return nil, err
	}
	for _, v := range versions {
		if v.Hash == content.Hash(r.Hash) {
			continue
		}
		text, err := in.versions.Get(ctx, v.Hash)
		if err != nil {
			return nil, err
		}
		before, _ := lifeevents.Parse(r.ID+".yaml", text, lifeevents.Options{Municipality: in.current().Rules})
		return before, nil
	}
	return nil, nil
}

// trials simulates rules for the desk, one at a time and beside what else the process does.
type trials struct {
	*instance
	ctx context.Context // ends with the instance
	one chan struct{}
}

func newTrials(ctx context.Context, in *instance) *trials {
	return &trials{instance: in, ctx: ctx, one: make(chan struct{}, 1)}
}

// Start implements portal.Trials.
func (t *trials) Start(ctx context.Context, r *lifeevents.Rule, by string) (<-chan struct{}, error) {
	done := make(chan struct{})
	of := lifeevents.Trial{Begun: t.clock(), By: by}
	begun, err := t.life.BeginTrial(ctx, r, of.By, of.Begun)
	if err != nil || !begun {
		close(done)
		return done, err
	}
	t.beside.Go(func() {
		defer close(done)
		select {
		case t.one <- struct{}{}:
			defer func() { <-t.one }()
		case <-t.ctx.Done():
		}
		if err := t.count(r, of); err != nil {
			t.log.Error("simulation", "rule", r.ID, "err", err)
		}
	})
	return done, nil
}

// count simulates a rule and keeps what was counted, or what broke it off.
func (t *trials) count(r *lifeevents.Rule, of lifeevents.Trial) error {
	s, err := t.simulate(t.ctx, r, civil.Today(t.clock))
	if of.Done = &s; err != nil {
		of.Done, of.Error = nil, err.Error()
	}
	return errors.Join(err, t.life.EndTrial(context.WithoutCancel(t.ctx), r, of, t.clock()))
}

// Last implements portal.Trials.
func (t *trials) Last(ctx context.Context, r *lifeevents.Rule) (*lifeevents.Trial, error) {
	return t.life.Trial(ctx, r.ID, r.Hash, t.clock())
}
