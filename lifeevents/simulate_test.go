package lifeevents_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"forvag/internal/civil"
	"forvag/internal/identity"
	"forvag/lifeevents"
)

// TestSimulationPointsAtNobody counts a small place and a larger one.
func TestSimulationPointsAtNobody(t *testing.T) {
	r, day := rule(t, "{season: {on: [11-01], from: 3, to: 12}, within: 2 months}", "guardians"), civil.Must("2026-11-23")
	simulate := func(children int) lifeevents.Simulation {
		var b lifeevents.Builder
		for i := range children {
			child, guardian := identity.PersonID(fmt.Sprintf("c%02d", i)), identity.PersonID(fmt.Sprintf("g%02d", i))
			b.Add(lifeevents.Person{ID: child, Born: civil.New(2016+i%6, 5, 1), Home: string(child), Here: true, SchoolDistance: -1})
			b.Add(lifeevents.Person{ID: guardian, Born: civil.New(1990, 5, 1), Home: string(child), Here: true, SchoolDistance: -1, Protected: i == 0})
			b.Guardian(child, guardian, civil.Date{}, civil.Date{})
		}
		return lifeevents.Simulate(r, nil, &lifeevents.World{Day: day, People: b.Build()})
	}
	few := simulate(5)
	if few.Subjects.String() != "under 5" || few.Reviews.String() != "under 5" || len(few.Samples) != 0 {
		t.Errorf("five children, one near a protected identity: %+v", few)
	}
	many := simulate(31)
	if many.Subjects.String() != "30" || many.Receivers.String() != "30" || len(many.Samples) != 10 {
		t.Errorf("thirty: %+v", many)
	}
	var ages []string
	for _, g := range many.Ages {
		ages = append(ages, g.Name+" "+g.Count.String())
	}
	if diff := cmp.Diff(ages, []string{"5-9 25", "10-14 5"}); diff != "" {
		t.Error(diff)
	}
	if s := many.Samples[0]; len(s.Reasons) != 1 || s.Reasons[0].Words.SV != "Bor här." {
		t.Errorf("an example: %+v", s)
	}
	if none := simulate(0); none.Subjects.String() != "0" {
		t.Errorf("nobody: %+v", none)
	}
}

// TestSimulationGivesNoSmallGroupAway counts places where one group is small, of whom examples would tell, or whom the other numbers would give away.
func TestSimulationGivesNoSmallGroupAway(t *testing.T) {
	r, day := rule(t, "{season: {on: [11-01], from: 3, to: 12}, within: 2 months}", "guardians"), civil.Must("2026-11-23")
	for _, tc := range []struct {
		name         string
		young, older int
		groups       []string
		samples      int
	}{
		{"one small group of few", 4, 2, []string{"5-9 under 5", "10-14 under 5"}, 0},
		{"the sum would tell", 25, 3, []string{"5-9 not told", "10-14 under 5"}, 0},
		{"all may be told", 6, 6, []string{"5-9 6", "10-14 6"}, 10},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var b lifeevents.Builder
			for i := range tc.young + tc.older {
				child, guardian := identity.PersonID(fmt.Sprintf("c%02d", i)), identity.PersonID(fmt.Sprintf("g%02d", i))
				born := civil.Must("2019-05-01")
				if i >= tc.young {
					born = civil.Must("2015-05-01")
				}
				b.Add(lifeevents.Person{ID: child, Born: born, Home: string(child), Here: true, SchoolDistance: -1})
				b.Add(lifeevents.Person{ID: guardian, Born: civil.Must("1990-05-01"), Home: string(child), Here: true, SchoolDistance: -1})
				b.Guardian(child, guardian, civil.Date{}, civil.Date{})
			}
			s := lifeevents.Simulate(r, nil, &lifeevents.World{Day: day, People: b.Build()})
			var groups []string
			for _, g := range s.Ages {
				groups = append(groups, g.Name+" "+g.Count.String())
			}
			if diff := cmp.Diff(groups, tc.groups); diff != "" {
				t.Error(diff)
			}
			if len(s.Samples) != tc.samples {
				t.Errorf("%d examples, want %d", len(s.Samples), tc.samples)
			}
		})
	}
}

// TestSimulationComparesWithTheVersionBefore narrows and widens a rule, and divides those whom it reaches by where they live.
func TestSimulationComparesWithTheVersionBefore(t *testing.T) {
	trigger := func(from, to int) *lifeevents.Rule {
		return rule(t, fmt.Sprintf("{season: {on: [11-01], from: %d, to: %d}, within: 2 months}", from, to), "guardians")
	}
	var b lifeevents.Builder
	add := func(born civil.Date, area string, n int) {
		for i := range n {
			child := identity.PersonID(fmt.Sprintf("c-%s-%d", born, i))
			guardian := "g" + child
			b.Add(lifeevents.Person{ID: child, Born: born, Home: string(child), Area: area, Here: true, SchoolDistance: -1})
			b.Add(lifeevents.Person{ID: guardian, Born: civil.Must("1990-05-01"), Home: string(child), Area: area, Here: true, SchoolDistance: -1})
			b.Guardian(child, guardian, civil.Date{}, civil.Date{})
		}
	}
	add(civil.Must("2021-05-01"), "999 01 Almby", 20) // turn five
	add(civil.Must("2020-05-01"), "", 9)              // six
	add(civil.Must("2019-05-01"), "999 02 Almby", 3)  // seven
	w := &lifeevents.World{Day: civil.Must("2026-11-23"), People: b.Build()}
	for _, tc := range []struct {
		name        string
		now, before *lifeevents.Rule
		want        string
	}{
		{"no version before", trigger(5, 6), nil, " 9, 999 01 Almby 20"},
		{"the same", trigger(5, 6), trigger(5, 6), " 9, 999 01 Almby 20; 0 in, 0 out"},
		{"wider", trigger(5, 6), trigger(5, 5), " 9, 999 01 Almby 20; 9 in, 0 out"},
		{"narrower", trigger(5, 5), trigger(5, 6), "999 01 Almby 20; 0 in, 9 out"},
		{"others, of whom some are few", trigger(6, 7), trigger(5, 6), " not told, 999 02 Almby under 5; not told in, not told out"},
	} {
		s, got := lifeevents.Simulate(tc.now, tc.before, w), ""
		for i, g := range s.Areas {
			if i > 0 {
				got += ", "
			}
			got += g.Name + " " + g.Count.String()
		}
		if s.Change != nil {
			got += fmt.Sprintf("; %s in, %s out", s.Change.Added, s.Change.Gone)
		}
		if got != tc.want {
			t.Errorf("%s: %q, want %q", tc.name, got, tc.want)
		}
	}
}

// TestSmallChangesCannotBeWorkedOut compares two versions over places of all sizes, as somebody reads it who has both versions' numbers before them: where fewer than
// five come in or fall away, more than one number fits all that is told.
func TestSmallChangesCannotBeWorkedOut(t *testing.T) {
	trigger := func(from, to int) *lifeevents.Rule {
		return rule(t, fmt.Sprintf("{season: {on: [11-01], from: %d, to: %d}, within: 2 months}", from, to), "guardians")
	}
	older, newer, most := trigger(5, 6), trigger(6, 7), 14
	fit := map[string]map[lifeevents.Count]map[int]bool{} // by what is told: how many come in (key 0) and fall away (key 1)
	for both := range most {
		for gone := range most - both {
			for added := range most - both {
				var b lifeevents.Builder
				for born, n := range map[string]int{"2021-05-01": gone, "2020-05-01": both, "2019-05-01": added} {
					for i := range n {
						child := identity.PersonID(fmt.Sprintf("c-%s-%d", born, i))
						b.Add(lifeevents.Person{ID: child, Born: civil.Must(born), Home: string(child), Here: true, SchoolDistance: -1})
						b.Add(lifeevents.Person{ID: "g" + child, Born: civil.Must("1990-05-01"), Home: string(child), Here: true, SchoolDistance: -1})
						b.Guardian(child, "g"+child, civil.Date{}, civil.Date{})
					}
				}
				w := &lifeevents.World{Day: civil.Must("2026-11-23"), People: b.Build()}
				s := lifeevents.Simulate(newer, older, w)
				told := fmt.Sprint(s.Subjects, lifeevents.Simulate(older, nil, w).Subjects, s.Change.Added, s.Change.Gone)
				if fit[told] == nil {
					fit[told] = map[lifeevents.Count]map[int]bool{0: {}, 1: {}}
				}
				fit[told][0][added], fit[told][1][gone] = true, true
			}
		}
	}
	for told, numbers := range fit {
		for _, of := range numbers {
			for n := range of {
				if len(of) == 1 && lifeevents.Count(n).Few() {
					t.Errorf("%s gives away %d", told, n)
				}
			}
		}
	}
}
