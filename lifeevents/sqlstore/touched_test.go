package sqlstore_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"forvag/internal/civil"
	"forvag/internal/dbx"
	"forvag/internal/dbx/dbtest"
	"forvag/internal/identity"
	"forvag/lifeevents"
	"forvag/lifeevents/sqlstore"
)

// TestSeveralFollowAtOnce lets the nights of several processes end at the same time.
func TestSeveralFollowAtOnce(t *testing.T) {
	dbtest.Each(t, modules, func(t *testing.T, db *dbx.DB) {
		store, day := sqlstore.New(db), civil.Must("2026-11-23")
		want := map[string]lifeevents.Followed{}
		basis, older := map[string]string{}, map[string]string{"gone": "x"}
		for i := range 20 {
			rule := fmt.Sprintf("rule-%02d", i)
			basis[rule], older[rule], want[rule] = "b", "a", lifeevents.Followed{Basis: "b", Day: day}
		}
		if err := store.Follow(t.Context(), older, day.AddDays(-1)); err != nil {
			t.Fatal(err)
		}
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				for range 5 {
					if err := store.Follow(t.Context(), basis, day); err != nil {
						t.Error(err)
					}
				}
			})
		}
		all.Wait()
		got, err := store.Followed(t.Context())
		if diff := cmp.Diff(want, got, cmpopts.EquateComparable(civil.Date{})); diff != "" || err != nil {
			t.Error(diff, err)
		}
		if err := store.Follow(t.Context(), nil, day); err != nil {
			t.Fatal(err)
		}
		if got, err := store.Followed(t.Context()); err != nil || len(got) != 0 {
			t.Errorf("where no rule is on: %v, %v", got, err)
		}
	})
}

// TestEventsOfManyComeInTheOrderOfTheirIds asks of more people than are asked for at a time.
func TestEventsOfManyComeInTheOrderOfTheirIds(t *testing.T) {
	dbtest.Each(t, modules, func(t *testing.T, db *dbx.DB) {
		store, day := sqlstore.New(db), civil.Must("2026-11-23")
		var people []identity.PersonID
		var events []lifeevents.Event
		var want []string
		for i := range 1200 {
			who, id := identity.PersonID(fmt.Sprintf("p%04d", i)), fmt.Sprintf("e%04d", 9999-i)
			people, want = append(people, who), append(want, id)
			events = append(events, lifeevents.Event{ID: id, Kind: lifeevents.MovedIn, Subject: who, Day: day})
		}
		slices.Sort(want)
		if _, err := store.Tell(t.Context(), events, noon(day)); err != nil {
			t.Fatal(err)
		}
		all, err := store.EventsOf(t.Context(), people, day)
		var got []string
		for _, e := range all {
			got = append(got, e.ID)
		}
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Error(diff, err)
		}
	})
}
