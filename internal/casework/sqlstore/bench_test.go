package sqlstore_test

import (
	"flag"
	"fmt"
	"testing"
	"time"

	"forvag/internal/casework"
	"forvag/internal/casework/sqlstore"
	"forvag/internal/casework/storetest"
	"forvag/internal/dbx"
	"forvag/internal/dbx/dbtest"
	"forvag/internal/identity"
)

// cases is how many cases the benchmarks stand on, each with five events and twenty to a person.
var cases = flag.Int("cases", 2000, "cases in the benchmarks' database")

// filled is a world with cases: person-0 has the first twenty, person-1 the next.
func filled(b *testing.B, db *dbx.DB) (*storetest.World, []casework.CaseID) {
	b.Helper()
	w := storetest.NewWorld(b, sqlstore.New(db))
	ids := make([]casework.CaseID, 0, *cases)
	start := time.Now()
	for i := range *cases {
		id, err := w.Fill(person(i/20), fmt.Sprintf("k%d", i))
		if err != nil {
			b.Fatal(err)
		}
		ids = append(ids, id)
	}
	b.Logf("%d cases in %v", *cases, time.Since(start).Round(time.Millisecond))
	return w, ids
}

func person(i int) identity.PersonID { return identity.PersonID(fmt.Sprintf("person-%d", i)) }

func each(b *testing.B, fn func(b *testing.B, w *storetest.World, ids []casework.CaseID)) {
	b.Run("sqlite", func(b *testing.B) {
		w, ids := filled(b, dbtest.SQLite(b, modules...))
		fn(b, w, ids)
	})
	b.Run("postgres", func(b *testing.B) {
		w, ids := filled(b, dbtest.Postgres(b, modules...))
		fn(b, w, ids)
	})
}

// BenchmarkPages measures what a resident waits for: their twenty cases, and a case.
func BenchmarkPages(b *testing.B) {
	each(b, func(b *testing.B, w *storetest.World, ids []casework.CaseID) {
		b.Run("mine", func(b *testing.B) {
			for i := 0; b.Loop(); i++ {
				rows, err := w.Mine(b.Context(), w.Resident(person(i*7919%(len(ids)/20))), casework.MineFilter{})
				if err != nil || len(rows) != 20 {
					b.Fatal(len(rows), err)
				}
			}
		})
		b.Run("case", func(b *testing.B) {
			for i := 0; b.Loop(); i++ {
				at := i * 7919 % len(ids)
				if _, err := w.Case(b.Context(), w.Resident(person(at/20)), ids[at]); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run("desk", func(b *testing.B) {
			for b.Loop() {
				if _, _, err := w.Desk(b.Context(), w.Officer(), casework.DeskFilter{List: casework.ListUnassigned}); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run("submit", func(b *testing.B) {
			for i := 0; b.Loop(); i++ {
				if err := w.SubmitOne("applicant", fmt.Sprintf("b%d", i)); err != nil {
					b.Fatal(err)
				}
			}
		})
	})
}
