package lifeevents_test

import (
	"flag"
	"runtime"
	"runtime/debug"
	"sync"
	"testing"
	"time"

	"forvag/internal/civil"
	"forvag/internal/identity"
	"forvag/lifeevents"
	"forvag/lifeevents/synthetic"
)

var nationPeople = flag.Int("people", 100_000, "how many people the nation's benchmark has; all of Sweden is 10600000")

// nationMemory is what the benchmark may take in all, in bytes.
const nationMemory = 1900 << 20

// nationRules is how many rules the nation's benchmark asks: the program's own, in turn.
const nationRules = 40

// nationChanged is of how many people the register says something new about one in a night: a few hundredths of a percent do.
const nationChanged = 2000

// night is the scope of a run on the day after another: rules were run then on the basis on which they stand.
func night(asked []*lifeevents.Rule, w *lifeevents.World) *lifeevents.Scope {
	since, day := map[string]civil.Date{}, w.Day.AddDays(-1)
	for _, r := range asked {
		basis := r.Basis(w, time.Time{})
		if from := r.Since(lifeevents.Followed{Basis: basis, Day: day}, basis, w.Day); !from.IsZero() {
			since[r.ID] = from
		}
	}
	var changed []identity.PersonID
	for i := range w.Events {
		if i%nationChanged == 0 {
			changed = append(changed, w.Events[i].Subject)
		}
	}
	return lifeevents.NewScope(w, since, day, changed)
}

// BenchmarkNation asks 40 rules of all municipalities, on all cores: in a night, of those for whom something comes due, whose birthday it is or about whom something has
// changed, and whoever is near them; and of everybody that the rules still speak of. Beside it stands what 40 predicates written in Go cost over the same people.
func BenchmarkNation(b *testing.B) {
	book, faults := lifeevents.Load(lifeevents.Files(), options(b))
	for _, f := range faults {
		b.Fatal(f)
	}
	var asked []*lifeevents.Rule
	for len(asked) < nationRules {
		asked = append(asked, book.Rules()[:min(nationRules-len(asked), len(book.Rules()))]...)
	}
	day := civil.Must("2027-01-20") // when both the school start and summer jobs are spoken of
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(nationMemory))
	worlds := nation(*nationPeople, day)
	everybody := figures(*nationPeople, day)
	for _, bench := range []struct {
		name  string
		scope func(w *lifeevents.World) *lifeevents.Scope
	}{{"night", func(w *lifeevents.World) *lifeevents.Scope { return night(asked, w) }},
		{"everything", func(*lifeevents.World) *lifeevents.Scope { return lifeevents.Everybody() }}} {
		b.Run(bench.name, func(b *testing.B) {
			effects := 0
			for b.Loop() {
				effects = 0
				each(worlds, func(w *lifeevents.World) (n int) {
					scope := bench.scope(w)
					for _, r := range asked {
						effects, _ := scope.Plan(r, w)
						n += len(effects)
					}
					return n
				}, func(n int) { effects += n })
			}
			b.ReportMetric(float64(effects), "effects")
			b.ReportMetric(float64(b.Elapsed())/float64(b.N)/float64(written(everybody, day, nationRules)), "of-predicates")
			var mem runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&mem)
			b.ReportMetric(float64(mem.HeapAlloc)/(1<<20), "live-MiB")
			runtime.KeepAlive(worlds)
			b.ReportMetric(float64(mem.Sys-mem.HeapReleased)/(1<<20), "MiB")
		})
	}
}

// nation makes the world of each municipality.
func nation(people int, day civil.Date) []*lifeevents.World {
	towns := synthetic.Nation(people, day)
	worlds := make([]*lifeevents.World, 0, len(towns))
	for _, t := range towns {
		w := t.World()
		w.Settings = benchSettings
		worlds = append(worlds, w)
	}
	return worlds
}

// each does something in every town, in as many at once as there are cores.
func each[T any](towns []T, do func(T) int, sum func(int)) {
	next := make(chan T)
	var (
		wait sync.WaitGroup
		one  sync.Mutex
	)
	for range runtime.GOMAXPROCS(0) {
		wait.Go(func() {
			for t := range next {
				n := do(t)
				one.Lock()
				sum(n)
				one.Unlock()
			}
		})
	}
	for _, t := range towns { // the largest first
		next <- t
	}
	close(next)
	wait.Wait()
}

// figure is somebody as a predicate written in Go sees them.
type figure struct {
	born     civil.Date
	here, ok bool // registered here; alive and without a protected identity
}

// figures are everybody in each municipality.
func figures(people int, day civil.Date) [][]figure {
	var all [][]figure
	for _, t := range synthetic.Nation(people, day) {
		town := make([]figure, 0, t.People)
		t.Each(func(p lifeevents.Person) {
			town = append(town, figure{p.Born, p.Here, p.Died.IsZero() && !p.Protected})
		})
		all = append(all, town)
	}
	return all
}

// written is how long as many predicates in Go take over everybody: each asks who has reached an age in the last ninety days, lives here and may be told.
func written(everybody [][]figure, day civil.Date, predicates int) time.Duration {
	var all []func(figure) bool
	for n := range predicates {
		last := day.AddYears(-2 * n)
		first := last.AddDays(-90)
		all = append(all, func(f figure) bool { return f.here && f.ok && !f.born.Before(first) && !f.born.After(last) })
	}
	start := time.Now()
	each(everybody, func(town []figure) (n int) {
		for _, f := range town {
			for _, is := range all {
				if is(f) {
					n++
				}
			}
		}
		return n
	}, func(int) {})
	return time.Since(start)
}
