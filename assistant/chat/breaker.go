package chat

import (
	"sync"
	"time"
)

const (
	// enoughFailures in a row pause the endpoint, and each one after them.
	enoughFailures = 3
	// usualPause is how long it is left alone where it does not say itself; longestPause is the most that it can ask for.
	usualPause   = 30 * time.Second
	longestPause = 10 * time.Minute
)

// breaker keeps readers from waiting for an endpoint that fails. It is safe for concurrent use.
type breaker struct {
	mu       sync.Mutex
	until    time.Time
	failures int
}

func (b *breaker) paused(now time.Time) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return now.Before(b.until)
}

func (b *breaker) succeeded() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.failures = 0
}

// failed counts a failure, and pauses where there have been enough.
func (b *breaker) failed(now time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.failures++; b.failures >= enoughFailures {
		b.until = now.Add(usualPause)
	}
}

// pause does as the endpoint asks; zero is the usual time.
func (b *breaker) pause(now time.Time, wait time.Duration) {
	if wait <= 0 {
		wait = usualPause
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.until = now.Add(min(wait, longestPause))
}
