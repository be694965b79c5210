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
	lately atomic.Pointer[portal.Lately]
}

// settled is for how many days they have lived on when a visitor comes, so that something has just happened. It is not longer than what the register says may be
// found in.
const settled = 14

// peopled lets so many live in a demo that has only the people of the stories.
func (in *instance) peopled(ctx context.Context, people int) (*townsfolk, error) {
	t := &townsfolk{instance: in, Town: folk.Town{Register: in.site.Residents, Kept: map[string]bool{}, Seed: 1}}
	for _, p := range in.site.Municipality.Places {
		t.Kept[p.Address] = true
		if p.Kind == "school" {
			t.Schools = append(t.Schools, folk.School{ID: p.ID, From: p.FromGrade, To: p.ToGrade, Point: residents.Point{East: p.East, North: p.North}})
		}
	}
	today := civil.Today(in.clock)
	founded, err := t.Founded(ctx)
	if err != nil || founded || people == 0 {
		return t, err
	}
	from := today.AddDays(-settled)
	if err := t.Found(ctx, people, from); err != nil {
		return nil, err
	}
	h, err := in.holdings(ctx, from)
	if err != nil {
		return nil, err
	}
	if _, err := in.learn(ctx, in.site.Municipality, from, h); err != nil {
		return nil, err
	}
	return t, t.Live(ctx, from, today)
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

// moved moves the demo's clock on to a day and lets the town live until then.
func (t *townsfolk) moved(ctx context.Context, clock *demoClock, to civil.Date, sweep func(context.Context) error) error {
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
