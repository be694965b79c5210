package main

import (
	"context"
	"flag"
	"fmt"
	"log/slog"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/prometheus/client_golang/prometheus"

	"forvag/internal/civil"
	"forvag/internal/dbx"
	"forvag/internal/dbx/dbtest"
	"forvag/internal/identity"
	"forvag/internal/residents"
	"forvag/lifeevents"
	"forvag/lifeevents/synthetic"
)

// TestWhoIsNearIsAllThatRulesLookAt has something told of everybody in Almby, and holds that rules come to the same with those alone before them who are near as
// with everybody.
func TestWhoIsNearIsAllThatRulesLookAt(t *testing.T) {
	today := civil.Must("2026-11-23")
	in := almby(t, "", today.Start().Add(12*time.Hour))
	if err := in.site.Residents.LoadDemo(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := comeFirst(t.Context(), in); err != nil {
		t.Fatal(err)
	}
	whole, err := in.world(t.Context(), in.site.Municipality, today)
	if err != nil {
		t.Fatal(err)
	}
	var people []identity.PersonID
	err = in.site.Residents.Everyone(t.Context(), func(r residents.Resident) { people = append(people, r.ID) }, func(residents.Guardianship) {})
	if err != nil {
		t.Fatal(err)
	}
	kinds := []lifeevents.EventKind{lifeevents.MovedIn, lifeevents.MovedWithin, lifeevents.Born, lifeevents.GuardianNew, lifeevents.BuildingFinished, lifeevents.Died,
		lifeevents.CompanyRegistered}
	var events []lifeevents.Event
	for i, who := range people {
		for _, kind := range kinds {
			e := lifeevents.Event{ID: fmt.Sprint(kind, "-", i), Kind: kind, Subject: who, Day: today.AddDays(-60)}
			if kind == lifeevents.GuardianNew {
				e.Other = people[(i+7)%len(people)]
			}
			events = append(events, e)
		}
	}
	if _, err := in.life.Tell(t.Context(), events, in.clock()); err != nil {
		t.Fatal(err)
	}
	if whole.Events, err = in.life.Events(t.Context(), today.AddYears(-1)); err != nil {
		t.Fatal(err)
	}
	effects := 0
	for i := range people {
		asked := []identity.PersonID{people[i], people[(i*3+1)%len(people)]}
		near, err := in.worldOf(t.Context(), in.site.Municipality, today, asked)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range in.site.Book.Rules() {
			if len(r.Trigger.Events) == 0 {
				continue
			}
			want, got := lifeevents.PlanOf(r, whole, set(asked)), lifeevents.PlanOf(r, near, set(asked))
			if diff := cmp.Diff(want, got, cmpopts.EquateComparable(civil.Date{})); diff != "" {
				t.Fatalf("%s for %v: %s", r.ID, asked, diff)
			}
			effects += len(got)
		}
	}
	if effects < 50 {
		t.Errorf("only %d effects: nothing was compared", effects)
	}
}

// TestAnEventIsCaughtAtOnce tells an event by the way that the portal does: the offer waits as soon as the process has been woken, without the outbox.
func TestAnEventIsCaughtAtOnce(t *testing.T) {
	now := civil.Must("2026-11-23").Start().Add(12 * time.Hour)
	in := almby(t, "", now)
	if err := in.site.Residents.LoadDemo(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := comeFirst(t.Context(), in); err != nil {
		t.Fatal(err)
	}
	who := residents.DemoID("000101")
	before := waitingFor(t.Context(), t, in, who)
	hear(t.Context(), t, in, who, 1)
	select {
	case <-in.heard:
	default:
		t.Fatal("nobody is told that there is something")
	}
	for range 2 {
		if err := in.catchLives(t.Context()); err != nil {
			t.Fatal(err)
		}
		if n := waitingFor(t.Context(), t, in, who); n != before+1 {
			t.Errorf("%d wait, want %d", n, before+1)
		}
	}
	if told, err := in.life.Told(t.Context(), 1); err != nil || len(told) > 0 {
		t.Errorf("%v is still to be caught, %v", told, err)
	}
	if touched, err := in.life.Touched(t.Context()); err != nil || len(touched) == 0 {
		t.Errorf("the next run does not look at them: %v", err)
	}
}

// TestAnImportOfAnotherProcessIsNoticed has somebody move, by a file that a command takes in while the portal runs: what they are offered waits as soon as the portal
// has looked, and it looks once.
func TestAnImportOfAnotherProcessIsNoticed(t *testing.T) {
	for name, dsn := range map[string]func(testing.TB) string{"sqlite": func(testing.TB) string { return "" }, "postgres": dbtest.PostgresDSN} {
		t.Run(name, func(t *testing.T) {
			town := storage{Data: t.TempDir(), DatabaseURL: dsn(t)}
			in, err := open(t.Context(), settings{storage: town}, time.Now, slog.New(slog.DiscardHandler))
			if err != nil {
				t.Fatal(err)
			}
			defer in.Close()
			if err := in.site.Residents.LoadDemo(t.Context()); err != nil {
				t.Fatal(err)
			}
			if err := comeFirst(t.Context(), in); err != nil {
				t.Fatal(err)
			}
			mikael := residents.DemoID("000102")
			number, err := in.site.Residents.Number(t.Context(), mikael)
			if err != nil {
				t.Fatal(err)
			}
			before := waitingFor(t.Context(), t, in, mikael)
			file := filepath.Join(t.TempDir(), "people.csv")
			row := "number;given;family;address\n" + number.Digits() + ";Mikael;Lindqvist;Ängsgatan 3\n"
			if err := os.WriteFile(file, []byte(row), 0o600); err != nil {
				t.Fatal(err)
			}
			if code, out, words := command(town, "residents", "import", file); code != 0 {
				t.Fatalf("exit code %d\n%s%s", code, out, words)
			}
			for _, want := range []bool{true, false} {
				if did, err := in.notice(t.Context()); did != want || err != nil {
					t.Errorf("noticed: %v, %v; want %v", did, err, want)
				}
				if n := waitingFor(t.Context(), t, in, mikael); n != before+1 {
					t.Errorf("%d wait for who moved, want %d", n, before+1)
				}
			}
		})
	}
}

func waitingFor(ctx context.Context, t testing.TB, in *instance, who identity.PersonID) int {
	t.Helper()
	all, err := in.life.Waiting(ctx, who, civil.Today(in.clock))
	if err != nil {
		t.Fatal(err)
	}
	return len(all)
}

// hear tells, the nth time, that a building of somebody's is finished.
func hear(ctx context.Context, t testing.TB, in *instance, who identity.PersonID, n int) {
	t.Helper()
	id := fmt.Sprint("building-", n)
	event := lifeevents.Event{ID: id, Kind: lifeevents.BuildingFinished, Subject: who, Day: civil.Today(in.clock)}
	if fresh, err := in.site.Hearing.Store.Hear(ctx, "/bygglov", id, []lifeevents.Event{event}, in.clock()); err != nil || !fresh {
		t.Fatal(fresh, err)
	}
}

var toldPeople = flag.Int("told-people", 2000, "how many residents the benchmark of what is told has; a municipality of some size has 100000")

// BenchmarkTold tells of events and waits until the offer is there for the resident: told to the process itself, told to another process, and by a move that another
// process has imported. It reports the times in which half and 99 of 100 were there.
func BenchmarkTold(b *testing.B) {
	for name, dsn := range map[string]func(testing.TB) string{"sqlite": func(testing.TB) string { return "" }, "postgres": dbtest.PostgresDSN} {
		for way, tell := range map[string]func(context.Context, testing.TB, *instance, identity.PersonID, int){"at once": hear, "another process": hearElsewhere,
			"an import": move} {
			b.Run(name+"/"+way, func(b *testing.B) {
				ctx, stop := context.WithCancel(b.Context())
				defer stop()
				in, err := open(ctx, settings{storage: storage{Data: b.TempDir(), DatabaseURL: dsn(b)}}, time.Now, slog.New(slog.DiscardHandler))
				if err != nil {
					b.Fatal(err)
				}
				defer in.Close()
				adults := settle(b, in, *toldPeople)
				for _, r := range in.site.Book.Rules() {
					if _, err := in.life.Switch(ctx, lifeevents.Switch{Rule: r.ID, On: true, At: time.Now(), By: "b", Under: "KS 1"}); err != nil {
						b.Fatal(err)
					}
				}
				p := &process{instance: in, work: newWork(in, prometheus.NewRegistry())}
				go p.catches(ctx)
				go p.work.worker.Run(ctx)
				var took []time.Duration
				n := 0
				for b.Loop() {
					who := adults[n%len(adults)]
					n++
					before, start := waitingFor(ctx, b, in, who), time.Now()
					tell(ctx, b, in, who, n)
					for tick := time.NewTicker(time.Millisecond); waitingFor(ctx, b, in, who) == before; <-tick.C {
						if time.Since(start) > time.Minute {
							b.Fatal("nothing came")
						}
					}
					took = append(took, time.Since(start))
				}
				slices.Sort(took)
				for share, unit := range map[float64]string{0.5: "p50-ms", 0.99: "p99-ms"} {
					at := took[min(len(took)-1, int(math.Ceil(share*float64(len(took))))-1)]
					b.ReportMetric(float64(at)/float64(time.Millisecond), unit)
				}
				stop()
			})
		}
	}
}

// hearElsewhere is hear in a process that runs no rules.
func hearElsewhere(ctx context.Context, t testing.TB, in *instance, who identity.PersonID, n int) {
	t.Helper()
	id := fmt.Sprint("building-", n)
	event := lifeevents.Event{ID: id, Kind: lifeevents.BuildingFinished, Subject: who, Day: civil.Today(in.clock)}
	if fresh, err := in.life.Hear(ctx, "/bygglov", id, []lifeevents.Event{event}, in.clock()); err != nil || !fresh {
		t.Fatal(fresh, err)
	}
}

// move has somebody move, as an import does.
func move(ctx context.Context, t testing.TB, in *instance, who identity.PersonID, n int) {
	t.Helper()
	err := in.db.Write(ctx, func(tx *dbx.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE resident_person SET address = $2 WHERE id = $1`, who, fmt.Sprint("new-", n))
		return err
	})
	if err == nil {
		err = in.life.Imported(ctx)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// settle lets a synthetic town into the register, and returns adults whom nothing keeps from being told. Nobody has a personal number.
func settle(b *testing.B, in *instance, people int) (adults []identity.PersonID) {
	b.Helper()
	day := civil.Today(time.Now)
	homes, shy := map[string][]identity.PersonID{}, map[string]bool{}
	err := in.db.Write(b.Context(), func(tx *dbx.Tx) error {
		var failed error
		synthetic.Town{Seed: 1, People: people, Day: day}.Each(func(p lifeevents.Person) {
			protection := map[bool]string{true: "marked"}[p.Protected]
			shy[p.Home] = shy[p.Home] || p.Protected
			if civil.Age(p.Born, day) >= 20 && p.Died.IsZero() {
				homes[p.Home] = append(homes[p.Home], p.ID)
			}
			if failed == nil {
				_, failed = tx.Exec(b.Context(), `INSERT INTO resident_person (id, given, family, born, died, address, apartment, alternate, protection)
					VALUES ($1, 'N', 'N', $2, $3, $4, '', '', $5)`, p.ID, p.Born, p.Died, p.Home, protection)
			}
		})
		return failed
	})
	if err != nil {
		b.Fatal(err)
	}
	if _, err := in.runRules(b.Context(), in.site.Municipality, in.site.Book, day, false, nil); err != nil {
		b.Fatal(err)
	}
	for home, all := range homes {
		if !shy[home] {
			adults = append(adults, all...)
		}
	}
	return adults
}
