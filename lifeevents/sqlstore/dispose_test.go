package sqlstore_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"forvag/internal/civil"
	"forvag/internal/dbx"
	"forvag/internal/dbx/dbtest"
	"forvag/internal/identity"
	"forvag/lifeevents"
	"forvag/lifeevents/sqlstore"
)

// TestWhatHasHadItsTimeGoesAndWhatWaitsStays lets a year pass over offers with different ends.
func TestWhatHasHadItsTimeGoesAndWhatWaitsStays(t *testing.T) {
	each(t, func(w *town) {
		ctx := t.Context()
		w.want("2026-11-23", lifeevents.Tally{Made: 2})
		hers := w.waiting("mother", "2026-11-23")[0].ID
		if err := w.store.Decline(ctx, "mother", hers, noon(civil.Must("2026-11-24"))); err != nil {
			t.Fatal(err)
		}
		all := func(day string) sqlstore.Disposal {
			on := civil.Must(day)
			return sqlstore.Disposal{Offers: on, Reviews: on, Events: on, Register: on, Runs: on}
		}
		dispose := func(d sqlstore.Disposal, want sqlstore.Disposed) {
			t.Helper()
			ended, err := w.store.Ended(ctx, d, 100)
			if err != nil {
				t.Fatal(err)
			}
			got, err := w.store.Dispose(ctx, d, ended, 100)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		}
		dispose(sqlstore.Disposal{}, sqlstore.Disposed{}) // without a rule nothing goes
		dispose(all("2026-11-23"), sqlstore.Disposed{})
		dispose(all("2026-11-25"), sqlstore.Disposed{Effects: []string{hers}, Runs: 1})
		dispose(all("2028-11-25"), sqlstore.Disposed{}) // his still waits
		if n := len(w.waiting("father", "2026-11-26")); n != 1 {
			t.Errorf("%d wait for the father, want his offer", n)
		}

		w.mother.Protected = true
		w.want("2026-11-25", lifeevents.Tally{Made: 1, Withdrawn: 1}) // a review
		standing, err := w.store.Standing(ctx, "test")
		if err != nil || len(standing) != 1 {
			t.Fatalf("%+v, %v; want a review", standing, err)
		}
		review := standing[0].ID
		if _, err := w.store.ReadReview(ctx, review, "officer", noon(civil.Must("2026-11-25"))); err != nil {
			t.Fatal(err)
		}
		dispose(sqlstore.Disposal{Reviews: civil.Must("2028-01-01")}, sqlstore.Disposed{}) // it waits for an officer
		closing := lifeevents.CloseReview{By: "officer", Reason: lifeevents.NotNeeded, Note: "Nej."}
		if err := w.store.CloseReview(ctx, review, closing, noon(civil.Must("2026-11-26"))); err != nil {
			t.Fatal(err)
		}
		dispose(sqlstore.Disposal{Reviews: civil.Must("2028-01-01")}, sqlstore.Disposed{Effects: []string{review}})
		if before, err := w.store.ReadReview(ctx, review, "officer", noon(civil.Must("2026-11-25"))); err != nil || len(before) != 0 {
			t.Errorf("readings of what is gone: %+v, %v", before, err)
		}
	})
}

func seen(id identity.PersonID, home string, died string) sqlstore.Seen {
	k := lifeevents.Known{Born: civil.Must("1990-01-01"), Home: home, Here: home != "", Name: "n"}
	if died != "" {
		k.Died, k.Here = civil.Must(died), false
	}
	return sqlstore.Seen{Person: id, Known: k}
}

// TestTheRegisterIsForgottenOfWhoHasLeft disposes of what it said of the dead and those who moved, which the register itself may go on telling of.
func TestTheRegisterIsForgottenOfWhoHasLeft(t *testing.T) {
	dbtest.Each(t, modules, func(t *testing.T, db *dbx.DB) {
		store, ctx := sqlstore.New(db), t.Context()
		learn := func(day string, want int, everyone ...sqlstore.Seen) {
			t.Helper()
			if got, err := store.Learn(ctx, everyone, civil.Must(day), noon(civil.Must(day))); err != nil || got != want {
				t.Errorf("%s: %d events, %v; want %d", day, got, err, want)
			}
		}
		learn("2026-11-01", 0, seen("a", "1", ""), seen("b", "1", ""), seen("c", "2", ""))
		learn("2026-11-02", 2, seen("a", "1", ""), seen("b", "", ""), seen("c", "2", "2026-11-01"))
		gone := []sqlstore.Seen{seen("a", "1", ""), seen("b", "", ""), seen("c", "2", "2026-11-01")}
		got, err := store.Dispose(ctx, sqlstore.Disposal{Register: civil.Must("2026-11-03")}, nil, 100)
		if err != nil || got.Register != 2 {
			t.Fatalf("%+v, %v; want both that are gone", got, err)
		}
		learn("2026-11-03", 0, gone...) // and they are not learnt anew
		if got, err := store.Dispose(ctx, sqlstore.Disposal{Register: civil.Must("2027-11-03")}, nil, 100); err != nil || got.Register != 0 {
			t.Errorf("%+v, %v; want nothing left to forget", got, err)
		}
		learn("2026-11-04", 1, seen("a", "1", ""), seen("b", "1", ""), seen("c", "2", "2026-11-01")) // back, as anybody who moves in
	})
}

// TestALateLookTellsNobodyOfOldMoves lets nobody look at the register for months.
func TestALateLookTellsNobodyOfOldMoves(t *testing.T) {
	dbtest.Each(t, modules, func(t *testing.T, db *dbx.DB) {
		store, ctx := sqlstore.New(db), t.Context()
		child := seen("child", "2", "")
		child.Born = civil.Must("2027-05-20")
		for _, tc := range []struct {
			day      string
			everyone []sqlstore.Seen
			want     []lifeevents.EventKind
		}{
			{"2026-11-01", []sqlstore.Seen{seen("a", "1", ""), seen("b", "1", ""), seen("c", "2", "")}, nil},
			{"2026-11-15", []sqlstore.Seen{seen("a", "2", ""), seen("b", "1", ""), seen("c", "2", "")}, []lifeevents.EventKind{lifeevents.MovedWithin}},
			{"2027-06-01", []sqlstore.Seen{seen("a", "3", ""), seen("b", "", ""), seen("c", "2", "2027-01-01"), seen("d", "1", ""), child},
				[]lifeevents.EventKind{lifeevents.Born, lifeevents.Died}},
			{"2027-06-02", []sqlstore.Seen{seen("a", "4", ""), seen("b", "", ""), seen("c", "2", "2027-01-01"), seen("d", "1", ""), child},
				[]lifeevents.EventKind{lifeevents.MovedWithin}},
		} {
			before, err := store.Events(ctx, civil.Must("2026-01-01"))
			if err != nil {
				t.Fatal(err)
			}
			known := map[string]bool{}
			for _, e := range before {
				known[e.ID] = true
			}
			if _, err := store.Learn(ctx, tc.everyone, civil.Must(tc.day), noon(civil.Must(tc.day))); err != nil {
				t.Fatal(err)
			}
			after, err := store.Events(ctx, civil.Must("2026-01-01"))
			if err != nil {
				t.Fatal(err)
			}
			got := map[lifeevents.EventKind]bool{}
			for _, e := range after {
				if !known[e.ID] {
					got[e.Kind] = true
				}
			}
			want := map[lifeevents.EventKind]bool{}
			for _, k := range tc.want {
				want[k] = true
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s: %s", tc.day, diff)
			}
			if looked, err := store.Looked(ctx); err != nil || looked != civil.Must(tc.day) {
				t.Errorf("looked on %s, %v", looked, err)
			}
		}
	})
}
