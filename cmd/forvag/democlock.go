package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"forvag/internal/civil"
)

// demoClock goes as time does, and is as far ahead of it as visitors to the demo have moved it.
type demoClock struct {
	real  func() time.Time
	ahead atomic.Int64 // nanoseconds
	one   sync.Mutex   // one leap at a time
	file  string       // where it is kept
	// daily is what is done on each day that is leapt over beside, nil for nothing: what only a few days are the right ones for.
	daily func(context.Context) error
}

// openDemoClock goes on as far ahead of the real time as the demo in a folder was.
func openDemoClock(folder string, real func() time.Time) (*demoClock, error) {
	c := &demoClock{real: real, file: filepath.Join(folder, "demo-clock")}
	written, err := os.ReadFile(c.file)
	if errors.Is(err, fs.ErrNotExist) {
		return c, nil
	}
	if err != nil {
		return nil, err
	}
	ahead, err := time.ParseDuration(strings.TrimSpace(string(written)))
	if err != nil {
		return nil, fmt.Errorf("%s: %w; remove the file to go on from today", c.file, err)
	}
	c.ahead.Store(int64(ahead))
	return c, nil
}

// now is what time it is in the demo.
func (c *demoClock) now() time.Time { return c.real().Add(time.Duration(c.ahead.Load())) }

// leapStep is how many days go at a time: what comes about in between is done in order, and as often as residents would notice.
const leapStep = 7

// leap moves the clock on to a day, a week at a time, and after each calls week with the days that it went from and to: for what a portal does by itself, such
// as running the rules of life events.
func (c *demoClock) leap(ctx context.Context, to civil.Date, week func(ctx context.Context, from, to civil.Date) error) error {
	c.one.Lock()
	defer c.one.Unlock()
	for day := civil.Today(c.now); day.Before(to); {
		next := day.AddDays(leapStep)
		if next.After(to) {
			next = to
		}
		for at := day; at.Before(next); at = at.AddDays(1) {
			c.ahead.Add(int64(at.AddDays(1).Start().Sub(at.Start())))
			if c.daily == nil {
				continue
			}
			if err := c.daily(ctx); err != nil {
				return err
			}
		}
		if err := week(ctx, day, next); err != nil {
			return err
		}
		day = next
	}
	return os.WriteFile(c.file, []byte(time.Duration(c.ahead.Load()).String()), 0o600)
}
