package main

import (
	"context"
	"errors"
	"time"

	"forvag/internal/casework"
	"forvag/internal/civil"
	"forvag/internal/content"
	"forvag/internal/identity"
)

const (
	// sweepEvery is how often what has expired is removed.
	sweepEvery = 10 * time.Minute
	// filesEvery is how many of those times stored files are gone through.
	filesEvery = 36
	// unnamed is how long a file may be stored before something names it: an upload is stored first, and its row written after.
	unnamed = 24 * time.Hour
)

// upkeep removes what has expired, until ctx ends: sessions, drafts, broken uploads, jobs that are done, questions to the assistant, what has come to the
// end of its time of retention, offers that nobody answered, and the files that nothing names after that.
func (p *process) upkeep(ctx context.Context) {
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	for n := 0; ; n++ {
		err := p.sweep(ctx)
		if err == nil && n%filesEvery == 1 { // not at the very start, when there is enough to do
			err = p.sweepFiles(ctx)
		}
		p.complain(ctx, "upkeep", err)
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// complain logs what has gone wrong, unless it is only that the process is being stopped.
func (p *process) complain(ctx context.Context, of string, err error) {
	if err != nil && ctx.Err() == nil {
		p.log.Error(of, "error", err)
	}
}

func (p *process) sweep(ctx context.Context) error {
	sessions, err := p.site.Sessions.Sweep(ctx)
	if err != nil {
		return err
	}
	drafts, err := p.site.Drafts.Sweep(ctx)
	if err != nil {
		return err
	}
	if _, err := p.blobs.Sweep(p.clock().Add(-unnamed)); err != nil {
		return err
	}
	disposed, err := p.site.Cases.Dispose(ctx, identity.Principal{Kind: identity.Administrator}, 100)
	p.complain(ctx, "disposal", err) // what is wrong with one case keeps nothing else
	if disposed.Cases+disposed.Parts > 0 {
		p.log.Info("disposal", "cases", disposed.Cases, "parts", disposed.Parts, "waiting", disposed.Waiting)
	}
	if err := p.site.Bookings.Sweep(ctx); err != nil {
		return err
	}
	_, err = p.site.EndBookings(ctx, 100)
	p.complain(ctx, "bookings", err)
	if _, err := p.site.Notices.Sweep(ctx, civil.Today(p.clock)); err != nil {
		return err
	}
	questions, err := p.site.Journal.Sweep(ctx)
	if err != nil {
		return err
	}
	expired, err := p.site.Cases.ExpireOffers(ctx, identity.Principal{Kind: identity.System}, 100)
	if err != nil {
		return err
	}
	p.complain(ctx, "reminders", p.remind(ctx)) // what is wrong with one case keeps nothing else
	if _, err := p.queue.Prune(ctx, p.clock().Add(-finishedKept)); err != nil {
		return err
	}
	p.complain(ctx, "life events", p.daily(ctx)) // what is wrong with one rule keeps nothing else
	if err := p.work.gauge(ctx, p.queue); err != nil {
		return err
	}
	p.log.Debug("upkeep", "sessions", sessions, "drafts", drafts, "disposed", disposed.Cases, "parts", disposed.Parts,
		"waiting", disposed.Waiting, "offers", expired, "questions", questions)
	return nil
}

// reminded is how far a process has come with a day's reminders.
type reminded struct {
	day civil.Date
	// left are the cases in which nobody could be reminded: they alone are tried again.
	left []casework.CaseID
}

// remind reminds residents and officers of what the day calls for. Once a day is enough, since nothing but the day makes anything due.
func (p *process) remind(ctx context.Context) error {
	today, system, by := civil.Today(p.clock), identity.Principal{Kind: identity.System}, casework.Reminding(p.types.Municipality().Reminders)
	before, _ := p.reminded.Load().(reminded)
	given, err := 0, error(nil)
	switch {
	case before.day != today:
		given, err = p.site.Cases.Remind(ctx, system, by)
	case len(before.left) > 0:
		given, err = p.site.Cases.RemindIn(ctx, system, by, before.left)
	default:
		return nil
	}
	if given > 0 {
		p.log.Info("reminders", "day", today, "given", given)
	}
	failed := &casework.UnremindedError{}
	if err == nil || errors.As(err, &failed) {
		p.reminded.Store(reminded{today, failed.Cases})
	}
	return err
}

// sweepFiles removes the stored files that no draft and no case names.
func (in *instance) sweepFiles(ctx context.Context) error {
	removed, before := 0, in.clock().Add(-unnamed)
	err := in.blobs.Walk(ctx, func(h content.Hash, _ int64) error {
		named, err := in.named(ctx, string(h))
		if err != nil || named {
			return err
		}
		gone, err := in.blobs.Delete(h, before)
		if gone {
			removed++
		}
		return err
	})
	in.log.Debug("upkeep", "files", removed)
	return err
}

// named tells whether a draft or a case names a file. Drafts are asked first, since what a draft names passes to the case: the other way round a file
// could be missed by both.
func (in *instance) named(ctx context.Context, hash string) (bool, error) {
	if has, err := in.site.Drafts.HasFile(ctx, hash); err != nil || has {
		return has, err
	}
	return in.site.Cases.HasFile(ctx, identity.Principal{Kind: identity.System}, hash)
}
