package residents_test

import (
	"errors"
	"sync"
	"testing"

	"forvag/internal/civil"
	"forvag/internal/dbx"
	"forvag/internal/dbx/dbtest"
	"forvag/internal/fault"
	"forvag/internal/identity"
	"forvag/internal/residents"
)

// Somebody whom a case names is one person, however often they are named and whoever they are named by at once, and stays that person when they move in.
func TestOutsider(t *testing.T) {
	dbtest.Each(t, modules, func(t *testing.T, db *dbx.DB) {
		ctx, s := t.Context(), empty(t, db)
		number := identity.TestNumber(civil.Must("1944-05-06"), 980)
		ids := make([]identity.PersonID, 8)
		var wg sync.WaitGroup
		for i := range ids {
			wg.Go(func() {
				var err error
				if ids[i], err = s.Outsider(ctx, number); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		for _, id := range ids {
			if id == "" || id != ids[0] {
				t.Fatalf("got different people: %q", ids)
			}
		}
		p, err := s.ByNumber(ctx, number)
		if err != nil || p.ID != ids[0] || !p.Outside || p.Name() != "" || p.Born != civil.Must("1944-05-06") || p.Address != "" {
			t.Errorf("got %+v, %v", p, err)
		}
		if home, err := s.Household(ctx, p.ID); err != nil || len(home) != 1 {
			t.Errorf("got a household of %d, %v", len(home), err)
		}

		if err := s.NameOutsider(ctx, p.ID, "  Rut Märta  Ek "); err != nil {
			t.Fatal(err)
		}
		if p, err = s.Person(ctx, ids[0]); err != nil || p.Given != "Rut Märta" || p.Family != "Ek" {
			t.Errorf("named by their own e-ID: got %+v, %v", p, err)
		}

		load(ctx, t, s, residents.Addresses, residents.CSV, streets)
		report := load(ctx, t, s, residents.People, residents.CSV, "number;given;family;address\n"+number.Digits()+";Rut;Ekström;Ängsgatan 3\n")
		if report.Changed != 1 || len(report.Bad) > 0 {
			t.Errorf("moves in: got %+v", report)
		}
		if p, err = s.Person(ctx, ids[0]); err != nil || p.Outside || p.Name() != "Rut Ekström" || p.Address == "" {
			t.Errorf("after that: got %+v, %v", p, err)
		}
		if id, err := s.Outsider(ctx, number); err != nil || id != ids[0] {
			t.Errorf("somebody whom the register has: got %q, %v", id, err)
		}
		if err := s.NameOutsider(ctx, p.ID, "Någon Annan"); err != nil {
			t.Fatal(err)
		}
		if p, err = s.Person(ctx, ids[0]); err != nil || p.Outside || p.Name() != "Rut Ekström" {
			t.Errorf("is as the register says: got %+v, %v", p, err)
		}
		if _, err := s.Outsider(ctx, identity.Number{}); !errors.Is(err, fault.Invalid) {
			t.Errorf("no number: got %v, want Invalid", err)
		}
	})
}
