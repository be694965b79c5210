package casework

import (
	"testing"

	"pgregory.net/rapid"

	"forvag/internal/civil"
)

// TestAPromiseCountsTheDaysThatAreNotWaited: however a case waited, the working days up to its last day that nobody waited on are those that were promised.
func TestAPromiseCountsTheDaysThatAreNotWaited(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		start := civil.Must("2026-11-02").AddDays(rapid.IntRange(0, 400).Draw(t, "start"))
		r := ClockRule{ID: "answer", Length: civil.Period{N: rapid.IntRange(1, 30).Draw(t, "length"), Unit: civil.WorkingDays}, Pauses: true}
		f := &File{Case: Case{Received: start}, rules: []ClockRule{r}}
		day := start
		for range rapid.IntRange(0, 4).Draw(t, "requests") {
			day = day.AddDays(rapid.IntRange(0, 20).Draw(t, "then"))
			q := Request{Asked: day, Due: day.AddDays(rapid.IntRange(0, 30).Draw(t, "time"))}
			if rapid.Bool().Draw(t, "answered") {
				q.Answered = day.AddDays(rapid.IntRange(0, 40).Draw(t, "after"))
			}
			f.Requests = append(f.Requests, q)
		}
		c := f.clocks()[0]
		waited := map[civil.Date]bool{}
		for _, s := range f.waits() {
			if s.from.After(c.Due) {
				continue
			}
			for d := s.from.AddDays(1); !d.After(s.to); d = d.AddDays(1) {
				if waited[d] {
					t.Fatalf("%s is waited on twice", d)
				}
				waited[d] = true
			}
		}
		counted := 0
		for d := start.AddDays(1); !d.After(c.Due); d = d.AddDays(1) {
			if civil.IsWorkingDay(d) && !waited[d] {
				counted++
			}
		}
		if counted != r.Length.N {
			t.Fatalf("%d working days until %s, promised %d", counted, c.Due, r.Length.N)
		}
	})
}
