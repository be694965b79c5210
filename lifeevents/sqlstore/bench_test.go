package sqlstore_test

import (
	"fmt"
	"testing"
	"time"

	"forvag/internal/civil"
	"forvag/internal/dbx"
	"forvag/internal/dbx/dbtest"
	"forvag/internal/identity"
	"forvag/lifeevents"
	"forvag/lifeevents/sqlstore"
)

// benchEffects is how many effects are made at a time.
const benchEffects = 2000

// BenchmarkApply makes effects with their work in the outbox, and beside it, in the same run and in turn, inserts as many rows of the same size, one statement for
// each, in transactions of as many. of-bare is the share of that rate.
func BenchmarkApply(b *testing.B) {
	for _, engine := range []struct {
		name string
		open func(testing.TB, ...dbx.Module) *dbx.DB
	}{{"sqlite", dbtest.SQLite}, {"postgres", dbtest.Postgres}} {
		b.Run(engine.name, func(b *testing.B) {
			ctx, db, r := b.Context(), engine.open(b, modules...), rule(b)
			store, day := sqlstore.New(db), civil.Must("2026-11-23")
			err := db.Write(ctx, func(tx *dbx.Tx) error {
				_, err := tx.Exec(ctx, `CREATE TABLE bare (id text PRIMARY KEY, subject text NOT NULL, made text NOT NULL, why text NOT NULL)`)
				return err
			})
			if err != nil {
				b.Fatal(err)
			}
			round, spent, bare := 0, time.Duration(0), time.Duration(0)
			for b.Loop() {
				round++
				effects := offers(b, r, day, round)
				start := time.Now()
				if made, _, err := store.Apply(ctx, r, effects, noon(day)); err != nil || made != benchEffects {
					b.Fatal(made, err)
				}
				spent += time.Since(start)
				b.StopTimer()
				start = time.Now()
				insertBare(b, db, effects, fmt.Sprint(effects[0].Why(r)))
				bare += time.Since(start)
				b.StartTimer()
			}
			b.ReportMetric(float64(benchEffects*round)/spent.Seconds(), "effects/s")
			b.ReportMetric(float64(bare)/float64(spent), "of-bare")
		})
	}
}

// offers are effects for as many children, of a round that no other has.
func offers(b *testing.B, r *lifeevents.Rule, day civil.Date, round int) []lifeevents.Effect {
	b.Helper()
	var people lifeevents.Builder
	for i := range benchEffects {
		child, mother := identity.PersonID(fmt.Sprintf("c%d-%d", round, i)), identity.PersonID(fmt.Sprintf("m%d-%d", round, i))
		people.Add(lifeevents.Person{ID: child, Born: day.AddMonths(-6), Home: string(child), Here: true, SchoolDistance: -1})
		people.Add(lifeevents.Person{ID: mother, Born: day.AddYears(-30), Home: string(child), Here: true, SchoolDistance: -1})
		people.Guardian(child, mother, civil.Date{}, civil.Date{})
	}
	all := lifeevents.Plan(r, &lifeevents.World{Day: day, People: people.Build()}, civil.Date{})
	if len(all) != benchEffects {
		b.Fatalf("%d effects", len(all))
	}
	return all
}

// bareAtOnce is how many rows a transaction of the bare insert takes: as many as of effects.
const bareAtOnce = 200

func insertBare(b *testing.B, db *dbx.DB, effects []lifeevents.Effect, why string) {
	b.Helper()
	for len(effects) > 0 {
		part := effects[:min(bareAtOnce, len(effects))]
		effects = effects[len(part):]
		err := db.Write(b.Context(), func(tx *dbx.Tx) error {
			for _, e := range part {
				_, err := tx.Exec(b.Context(), `INSERT INTO bare (id, subject, made, why) VALUES ($1, $2, $3, $4)`, identity.NewID(), e.Subject, e.Ground.String(), why)
				if err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}
