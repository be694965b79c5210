package casework

import (
	"context"
	"math"
	"reflect"
	"sync"

	"forvag/internal/identity"
)

// watchers wakes those who look at a case when it changes, within this process. It is a hint: whoever watches asks Changes, and also asks now
// and then without being woken, since another process may have made the change.
type watchers struct {
	mu    sync.Mutex
	cases map[CaseID]map[chan struct{}]bool
}

func newWatchers() *watchers { return &watchers{cases: map[CaseID]map[chan struct{}]bool{}} }

func (w *watchers) signal(id CaseID) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for c := range w.cases[id] {
		select {
		case c <- struct{}{}:
		default: // woken already
		}
	}
}

func (w *watchers) watch(id CaseID) (<-chan struct{}, func()) {
	c := make(chan struct{}, 1)
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.cases[id] == nil {
		w.cases[id] = map[chan struct{}]bool{}
	}
	w.cases[id][c] = true
	return c, func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		delete(w.cases[id], c)
		if len(w.cases[id]) == 0 {
			delete(w.cases, id)
		}
	}
}

// Watcher is somebody who watches a case that they may read. It is not safe for concurrent use.
type Watcher struct {
	// Woken gets a value after the case has changed in this process. A value may come without change, and several changes may give one.
	Woken <-chan struct{}

	service *Service
	id      CaseID
	reader  identity.Principal
	seq     int
	stop    func()
}

// Watch lets p watch a case, from what comes after the event since; below zero for what comes after now. The caller closes the watcher.
func (s *Service) Watch(ctx context.Context, p identity.Principal, id CaseID, since int) (*Watcher, error) {
	_, seq, _, err := s.Changes(ctx, p, id, math.MaxInt)
	if err != nil {
		return nil, err
	}
	if since >= 0 {
		seq = since
	}
	w := &Watcher{service: s, id: id, reader: p, seq: seq}
	w.Woken, w.stop = s.watchers.watch(id)
	return w, nil
}

// Close ends the watching.
func (w *Watcher) Close() { w.stop() }

// News says whether anything has happened since the last look that the reader may see. p is the reader as they are now: where their rights, or the day, are
// others than at the last look, or anything has happened at all, it is asked anew whether they may read; else it is one small question to the store.
func (w *Watcher) News(ctx context.Context, p identity.Principal) (bool, error) {
	if reflect.DeepEqual(p, w.reader) {
		newest, err := w.service.store.Newest(ctx, w.id)
		if err != nil || newest <= w.seq {
			return false, err
		}
	}
	_, newest, events, err := w.service.Changes(ctx, p, w.id, w.seq)
	if err != nil {
		return false, err
	}
	w.reader, w.seq = p, newest
	return len(events) > 0, nil
}

// Signal wakes those who watch the case. For who learns from another process that it has changed.
func (s *Service) Signal(id CaseID) { s.watchers.signal(id) }
