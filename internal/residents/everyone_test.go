package residents_test

import (
	"testing"

	"forvag/internal/dbx"
	"forvag/internal/dbx/dbtest"
	"forvag/internal/residents"
)

func TestEveryoneIsToldOfOnce(t *testing.T) {
	dbtest.Each(t, modules, func(t *testing.T, db *dbx.DB) {
		s := almby(t, db)
		people, guardians := map[string]residents.Resident{}, map[[2]string]bool{}
		err := s.Everyone(t.Context(), func(r residents.Resident) { people[string(r.ID)] = r }, func(g residents.Guardianship) {
			guardians[[2]string{string(g.Child), string(g.Guardian)}] = true
		})
		if err != nil {
			t.Fatal(err)
		}
		elsa, robin := people[string(residents.DemoID("000103"))], people[string(residents.DemoID("001401"))]
		if elsa.Given != "Elsa" || elsa.Pupil == nil || elsa.Pupil.School == "" || elsa.Point == nil {
			t.Errorf("a pupil at home: %+v", elsa)
		}
		if robin.Protection != residents.Registered || robin.Pupil != nil || robin.Point != nil {
			t.Errorf("somebody whose home is not known: %+v", robin)
		}
		if len(people) != 31 || !guardians[[2]string{string(elsa.ID), string(residents.DemoID("000101"))}] {
			t.Errorf("%d people, %d guardianships", len(people), len(guardians))
		}
	})
}
