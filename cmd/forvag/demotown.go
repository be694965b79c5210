package main

import (
	"context"
	"fmt"
	"sync/atomic"

	"forvag/internal/civil"
	"forvag/internal/residents"
	"forvag/internal/residents/folk"
	"forvag/lifeevents"
	"forvag/portal"
)

// townsfolk is the people of Almby of whom no story is told, who live on as the demo's clock is moved.
type townsfolk struct {
	*instance
	folk.Town
	lately  atomic.Pointer[portal.Lately]
	settled chan struct{} // closed when settle has ended
	failed  error         // why it did not do all; read it when settled is closed
}

// livedOn is for how many days they have lived on when a visitor comes, so that something has just happened. It is not longer than what the register says may be
// found in.
const livedOn = 14

// townsfolk is a town that nobody but the people of the stories lives in yet.
func (in *instance) townsfolk() *townsfolk {
	t := &townsfolk{instance: in, Town: folk.Town{Register: in.site.Residents, Kept: map[string]bool{}, Seed: 1}, settled: make(chan struct{})}
	for _, p := range in.site.Municipality.Places {
		t.Kept[p.Address] = true
		if p.Kind == "school" {
			t.Schools = append(t.Schools, folk.School{ID: p.ID, From: p.FromGrade, To: p.ToGrade, Point: residents.Point{East: p.East, North: p.North}})
		}
	}
	return t
}

// settle lets so many move in beside the people of the stories, has residents ask, and offers them all what they have a right to. It is called once; moved
// waits for it.
func (t *townsfolk) settle(ctx context.Context, people int) error {
	defer close(t.settled)
	for _, step := range []func(context.Context) error{
		func(ctx context.Context) error { return t.people(ctx, people) },
		func(ctx context.Context) error { return comeFirst(ctx, t.instance) },
		func(ctx context.Context) error { return t.told(ctx, civil.Today(t.clock).AddDays(-livedOn)) },
		func(ctx context.Context) error { return askAround(ctx, t.instance) },
	} {
		if t.failed = step(ctx); t.failed != nil {
			return fmt.Errorf("demo: %w", t.failed)
		}
	}
	return nil
}

// people lets so many live there, unless some already do. What is begun is done, also while the demo is being stopped: the next start would take a half town for a
// whole one.
func (t *townsfolk) people(ctx context.Context, people int) error {
	ctx = context.WithoutCancel(ctx)
	today := civil.Today(t.clock)
	founded, err := t.Founded(ctx)
	if err != nil || founded || people == 0 {
		return err
	}
	from := today.AddDays(-livedOn)
	if err := t.Found(ctx, people, from); err != nil {
		return err
	}
	h, err := t.holdings(ctx, from)
	if err != nil {
		return err
	}
	if _, err := t.learn(ctx, t.site.Municipality, from, h); err != nil {
		return err
	}
	return t.Live(ctx, from, today)
}

// told counts what has come about after a day, for visitors.
func (t *townsfolk) told(ctx context.Context, since civil.Date) error {
	events, err := t.life.Events(ctx, since.AddDays(1))
	if err != nil {
		return err
	}
	l := &portal.Lately{Since: since, Happened: map[lifeevents.EventKind]int{}}
	for _, e := range events {
		l.Happened[e.Kind]++
	}
	if l.Offers, err = t.life.MadeSince(ctx, since.AddDays(1).Start()); err != nil {
		return err
	}
	t.lately.Store(l)
	return nil
}

// moved moves the demo's clock on to a day and lets the town live until then. Where the town has not settled yet, it waits.
func (t *townsfolk) moved(ctx context.Context, clock *demoClock, to civil.Date, sweep func(context.Context) error) error {
	select {
	case <-t.settled:
	case <-ctx.Done():
		return ctx.Err()
	}
	if t.failed != nil {
		return fmt.Errorf("demo: %w", t.failed)
	}
	since := civil.Today(clock.now)
	err := clock.leap(ctx, to, func(ctx context.Context, from, to civil.Date) error {
		if err := t.Live(ctx, from, to); err != nil {
			return fmt.Errorf("demo: %w", err)
		}
		return sweep(ctx)
	})
	if err != nil {
		return err
	}
	return t.told(ctx, since)
}
