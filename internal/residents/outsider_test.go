package residents_test

import (
	"errors"
	"fmt"
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
				if ids[i], err = s.Outsider(ctx, number, fmt.Sprintf("Rut  Märta Ek%d", i)); err != nil {
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
		if err != nil || p.ID != ids[0] || !p.Outside || p.Given != "Rut Märta" || p.Born != civil.Must("1944-05-06") || p.Address != "" {
			t.Errorf("got %+v, %v", p, err)
		}
		if home, err := s.Household(ctx, p.ID); err != nil || len(home) != 1 {
			t.Errorf("got a household of %d, %v", len(home), err)
		}

		load(ctx, t, s, residents.Addresses, residents.CSV, streets)
		report := load(ctx, t, s, residents.People, residents.CSV, "number;given;family;address\n"+number.Digits()+";Rut;Ekström;Ängsgatan 3\n")
		if report.Changed != 1 || len(report.Bad) > 0 {
			t.Errorf("moves in: got %+v", report)
		}
		if p, err = s.Person(ctx, ids[0]); err != nil || p.Outside || p.Name() != "Rut Ekström" || p.Address == "" {
			t.Errorf("after that: got %+v, %v", p, err)
		}
		if id, err := s.Outsider(ctx, number, "Någon Annan"); err != nil || id != ids[0] {
			t.Errorf("somebody whom the register has: got %q, %v", id, err)
		}
		if p, err = s.Person(ctx, ids[0]); err != nil || p.Outside || p.Name() != "Rut Ekström" {
			t.Errorf("is as the register says: got %+v, %v", p, err)
		}
		for _, name := range []string{"", "  "} {
			if _, err := s.Outsider(ctx, number, name); !errors.Is(err, fault.Invalid) {
				t.Errorf("name %q: got %v, want Invalid", name, err)
			}
		}
		if _, err := s.Outsider(ctx, identity.Number{}, "Rut Ek"); !errors.Is(err, fault.Invalid) {
			t.Errorf("no number: got %v, want Invalid", err)
		}
	})
}
