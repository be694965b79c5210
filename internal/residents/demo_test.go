package residents_test

import (
	"testing"

	"forvag/internal/civil"
	"forvag/internal/dbx"
	"forvag/internal/dbx/dbtest"
	"forvag/internal/identity"
	"forvag/internal/municipality"
	"forvag/internal/residents"
)

var today = civil.Must("2026-11-22")

var modules = []dbx.Module{residents.Module}

func keys(t testing.TB) *identity.Keyring {
	k, err := identity.ParseKeyring("1:MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=")
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// almby is a register with the demo's people in it.
func almby(t testing.TB, db *dbx.DB) *residents.Store {
	t.Helper()
	s := residents.New(db, keys(t), func() civil.Date { return today })
	if err := s.LoadDemo(t.Context()); err != nil {
		t.Fatal(err)
	}
	return s
}

func TestDemo(t *testing.T) {
	dbtest.Each(t, modules, func(t *testing.T, db *dbx.DB) {
		ctx := t.Context()
		s := almby(t, db)
		if err := s.LoadDemo(ctx); err != nil {
			t.Errorf("again: %v", err)
		}
		for _, login := range residents.DemoLogins() {
			p, err := s.Person(ctx, login.ID)
			if err != nil {
				t.Fatalf("%s: %v", login.Why.SV, err)
			}
			n, err := s.Number(ctx, login.ID)
			if err != nil || !n.IsTest() {
				t.Errorf("%s: %v, %v; want a test number", p.Name(), n, err)
			}
		}
		soon, err := s.Person(ctx, residents.DemoID("000504"))
		if err != nil || soon.Age(today) != 17 || soon.Age(today.AddDays(12)) != 18 {
			t.Errorf("%+v, %v: want seventeen, and eighteen in twelve days", soon, err)
		}
	})
}

func TestDemoChildrenStayInTheirGrades(t *testing.T) {
	db := dbtest.SQLite(t, modules...)
	on := civil.Must("2031-03-01") // the spring of the school year 2030
	s := residents.New(db, keys(t), func() civil.Date { return on })
	if err := s.LoadDemo(t.Context()); err != nil {
		t.Fatal(err)
	}
	elsa, err := s.Person(t.Context(), residents.DemoID("000103"))
	if err != nil || elsa.Born != civil.Must("2021-05-21") {
		t.Errorf("%+v, %v: want her born in 2021, nine in the autumn of 2030", elsa, err)
	}
}

// TestDemoFitsTheMunicipality holds that schools, and whatever else has a point, stand at addresses of the register, and that officers who live in Almby have their own ids.
func TestDemoFitsTheMunicipality(t *testing.T) {
	s := almby(t, dbtest.SQLite(t, modules...))
	m := municipality.Default()
	for _, place := range m.Places {
		if place.East == 0 { // only told about
			continue
		}
		a, ok, err := s.FindAddress(t.Context(), place.Address)
		if err != nil || !ok || a.Point != (residents.Point{East: place.East, North: place.North}) {
			t.Errorf("%s: the register has %+v, %v, %v", place.ID, a, ok, err)
		}
	}
	living := 0
	for _, o := range m.Staff {
		if p, err := s.Person(t.Context(), o.ID); err == nil {
			living++
			if p.Name() != o.Name {
				t.Errorf("%s is %s in the register", o.Name, p.Name())
			}
		}
	}
	if living != 2 {
		t.Errorf("%d officers live in Almby, want 2", living)
	}
	elsa, err := s.Pupil(t.Context(), residents.DemoID("000103"))
	if err != nil {
		t.Fatal(err)
	}
	if m.PlaceByID(elsa.School) == nil {
		t.Errorf("there is no school %q", elsa.School)
	}
}

func TestDemoMap(t *testing.T) {
	kinds := map[string]int{}
	for _, f := range residents.DemoMap() {
		kinds[f.Kind]++
		least := 2
		if f.Shape != residents.Line {
			least = 3
		}
		if len(f.Points) < least || f.Name == "" {
			t.Errorf("%+v cannot be drawn", f)
		}
		for _, p := range f.Points {
			if !p.InSweden() {
				t.Errorf("%s: %v is not in Sweden", f.Name, p)
			}
		}
	}
	if kinds["water"] == 0 || kinds["road"] < 15 || kinds["park"] == 0 {
		t.Errorf("the map has %v", kinds)
	}
}
