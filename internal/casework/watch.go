package casework

import "sync"

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

// Watch gives a channel that gets a value after the case has changed in this process, until stop is called; the caller must call it. A value
// may come without change, and several changes may give one. It says nothing about the case, so that no authorisation is asked: Changes asks.
func (s *Service) Watch(id CaseID) (changed <-chan struct{}, stop func()) {
	return s.watchers.watch(id)
}

// Signal wakes those who watch the case. For who learns from another process that it has changed.
func (s *Service) Signal(id CaseID) { s.watchers.signal(id) }
