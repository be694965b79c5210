package outbox

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"forvag/internal/fault"
)

// Handler does a job. A nil error finishes it. Otherwise retry says whether trying again can help; where it cannot, the job is a dead letter
// at once. The context ends when three quarters of the lease have passed. The same key may come again: see the package's words.
type Handler func(ctx context.Context, job Claim) (retry bool, err error)

// Worker claims jobs and hands them to handlers. Fill the fields, then call Run or Drain. Zero fields have the defaults that are named.
type Worker struct {
	Queue *Queue
	// Handlers by topic. Jobs of other topics are left alone.
	Handlers map[string]Handler
	// Spent are called by topic in a handler's place where a job is given up, since the workers that had it before never came to an end: what the job is about must
	// not look as if it were under way for ever. One that fails is called again when the lease is over, and one that
	// returns Postponed then. Nil, and topics without one, have nothing to end.
	Spent map[string]func(context.Context, Claim) error
	// Jitter gives numbers in [0, 1) that spread retries; needed. rand.Float64 of math/rand/v2 does.
	Jitter func() float64
	// Log gets one line for each failure; nil means slog.Default. Neither payload nor key is logged.
	Log *slog.Logger
	// Parallel is how many jobs run at once; 0 means 4.
	Parallel int
	// Attempts is after how many failures a job is a dead letter; 0 means 12, with pauses about 9 hours in all.
	Attempts int
	// Lease is how long a claim holds; 0 means 2 minutes.
	Lease time.Duration
	// Poll is the pause between looks at an empty outbox; 0 means 1 second.
	Poll time.Duration
	// Wake cuts a pause short; nil means that only Poll does.
	Wake <-chan struct{}
}

// The pauses between attempts double from first to longest.
const (
	firstPause   = 10 * time.Second
	longestPause = 2 * time.Hour
)

// Run does jobs until ctx ends, then gives back what it could not finish and returns nil. A database that fails is logged and tried again.
func (w *Worker) Run(ctx context.Context) error {
	var group sync.WaitGroup
	for range w.parallel() {
		group.Go(func() { w.loop(ctx) })
	}
	group.Wait()
	return nil
}

// loop does one job at a time, so that a slow job holds nobody else's up.
func (w *Worker) loop(ctx context.Context) {
	pause := or(w.Poll, time.Second)
	for ctx.Err() == nil {
		worked, err := w.one(ctx)
		if err != nil && ctx.Err() == nil {
			w.log().ErrorContext(ctx, "outbox does not answer", "error", err)
		}
		if worked && err == nil {
			continue // there may be more
		}
		timer := time.NewTimer(pause)
		select {
		case <-ctx.Done():
		case <-w.Wake:
		case <-timer.C:
		}
		timer.Stop()
	}
}

// Drain does the jobs that are due, until none is, and tells how many it tried.
func (w *Worker) Drain(ctx context.Context) (tried int, err error) {
	var mu sync.Mutex
	var group sync.WaitGroup
	for range w.parallel() {
		group.Go(func() {
			for {
				worked, e := w.one(ctx)
				mu.Lock()
				if worked {
					tried++
				}
				err = errors.Join(err, e)
				mu.Unlock()
				if !worked || e != nil {
					return
				}
			}
		})
	}
	group.Wait()
	return tried, err
}

// one claims a job and does it; false where there is none.
func (w *Worker) one(ctx context.Context) (bool, error) {
	claims, err := w.Queue.Claim(ctx, slices.Sorted(maps.Keys(w.Handlers)), 1, w.lease())
	if err != nil || len(claims) == 0 {
		return false, err
	}
	return true, w.do(ctx, claims[0])
}

// do runs one job and finishes it. It returns an error only where the outbox itself fails.
func (w *Worker) do(ctx context.Context, c Claim) error {
	limit := or(w.Attempts, 12)
	var retry bool
	var cause error
	if c.Attempt > limit { // the processes that had it before never came to an end
		cause = errors.New("given up: the lease was lost at each attempt")
		if spent := w.Spent[c.Topic]; spent != nil {
			err := spent(ctx, c)
			if _, waits := errors.AsType[*Postponed](err); waits {
				cause = err
			} else if err != nil {
				return fmt.Errorf("give up a job of %s: %w", c.Topic, err)
			}
		}
	} else {
		retry, cause = w.call(ctx, c)
	}
	finish, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second) // also while the process is shutting down
	defer cancel()
	var err error
	wait, postponed := errors.AsType[*Postponed](cause)
	switch {
	case cause == nil:
		err = w.Queue.Done(finish, c)
	case postponed && wait.Cause == nil:
		return w.stale(ctx, c, w.Queue.Postpone(finish, c, wait.Until))
	case ctx.Err() != nil:
		err = w.Queue.Release(finish, c)
	case retry && c.Attempt < limit:
		due := w.Queue.clock().Add(w.pause(c.Attempt))
		if postponed && wait.Until.After(due) {
			due = wait.Until
		}
		err = w.Queue.Retry(finish, c, due, cause)
	default:
		err = w.Queue.Bury(finish, c, cause)
	}
	if cause != nil && ctx.Err() == nil {
		w.log().WarnContext(ctx, "job failed", "topic", c.Topic, "attempt", c.Attempt, "retry", retry, "error", cause)
	}
	return w.stale(ctx, c, err)
}

// stale forgives that another worker has the job by now: that one finishes it.
func (w *Worker) stale(ctx context.Context, c Claim, err error) error {
	if errors.Is(err, fault.Stale) {
		w.log().WarnContext(ctx, "job outlived its lease", "topic", c.Topic, "attempt", c.Attempt)
		return nil
	}
	return err
}

func (w *Worker) call(ctx context.Context, c Claim) (retry bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, w.lease()*3/4)
	defer cancel()
	defer func() {
		if p := recover(); p != nil {
			retry, err = true, fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	return w.Handlers[c.Topic](ctx, c)
}

// pause is how long to wait after the given attempt: doubling, and between half and the whole of it by chance.
func (w *Worker) pause(attempt int) time.Duration {
	full := longestPause
	if doublings := attempt - 1; doublings < 16 {
		full = min(longestPause, firstPause<<doublings)
	}
	return full/2 + time.Duration(w.Jitter()*float64(full/2))
}

func (w *Worker) lease() time.Duration { return or(w.Lease, 2*time.Minute) }

func (w *Worker) parallel() int { return or(w.Parallel, 4) }

func or[T int | time.Duration](given, otherwise T) T {
	if given == 0 {
		return otherwise
	}
	return given
}

func (w *Worker) log() *slog.Logger {
	if w.Log == nil {
		return slog.Default()
	}
	return w.Log
}
