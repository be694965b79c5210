package folk_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"forvag/internal/civil"
	"forvag/internal/dbx/dbtest"
	"forvag/internal/identity"
	"forvag/internal/municipality"
	"forvag/internal/residents"
	"forvag/internal/residents/folk"
)

var day = civil.Must("2026-11-22")

var days = cmp.Comparer(func(a, b civil.Date) bool { return a == b })

// almby is a register with the people of the stories and a town about them, and the clock that it goes by.
func almby(t *testing.T, people int) (*folk.Town, *civil.Date) {
	t.Helper()
	keys, err := identity.ParseKeyring("1:MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=")
	if err != nil {
		t.Fatal(err)
	}
	today := day
	register := residents.New(dbtest.SQLite(t, residents.Module), keys, func() civil.Date { return today })
	if err := register.LoadDemo(t.Context()); err != nil {
		t.Fatal(err)
	}
	w := &folk.Town{Register: register, Kept: map[string]bool{}, Seed: 1}
	for _, p := range municipality.Default().Places {
		w.Kept[p.Address] = true
		if p.Kind == "school" {
			w.Schools = append(w.Schools, folk.School{ID: p.ID, From: p.FromGrade, To: p.ToGrade, Point: residents.Point{East: p.East, North: p.North}})
		}
	}
	if err := w.Found(t.Context(), people, day); err != nil {
		t.Fatal(err)
	}
	return w, &today
}

// census is everybody in a register, by id, and how many guardians each child has.
func census(t *testing.T, w *folk.Town) (map[identity.PersonID]residents.Resident, map[identity.PersonID]int) {
	t.Helper()
	all, guardians := map[identity.PersonID]residents.Resident{}, map[identity.PersonID]int{}
	err := w.Register.Everyone(t.Context(), func(r residents.Resident) { all[r.ID] = r }, func(g residents.Guardianship) { guardians[g.Child]++ })
	if err != nil {
		t.Fatal(err)
	}
	return all, guardians
}

func TestFoundedTown(t *testing.T) {
	w, _ := almby(t, 1500)
	all, guardians := census(t, w)
	type place struct {
		at        residents.AddressID
		apartment string
	}
	homes, grown := map[place][]residents.Resident{}, map[place]bool{}
	minors, pupils, byTurns := 0, 0, 0
	for id, r := range all {
		n, err := w.Register.Number(t.Context(), id)
		if err != nil || !n.IsTest() || n.BirthDate() != r.Born && r.Born.Year() > 1900 {
			t.Errorf("%s %s: %v, %v", id, r.Name(), n, err)
		}
		if r.Protection == residents.Registered {
			continue
		}
		at := place{r.Address, r.Apartment}
		homes[at] = append(homes[at], r)
		if r.Age(day) >= 18 {
			grown[at] = true
			continue
		}
		minors++
		if guardians[id] == 0 {
			t.Errorf("%s, %d years, has no guardian", r.Name(), r.Age(day))
		}
		if r.Pupil != nil {
			pupils++
		}
		if r.Alternate != "" {
			byTurns++
		}
	}
	if n := len(all); n < 1500 || n > 1500+31+5 {
		t.Errorf("%d people", n)
	}
	if share := float64(minors) / float64(len(all)); share < .15 || share > .3 {
		t.Errorf("%.2f are minors; want about a fifth", share)
	}
	if pupils < minors/3 || byTurns == 0 {
		t.Errorf("%d pupils and %d with two homes among %d minors", pupils, byTurns, minors)
	}
	for at, people := range homes {
		if !grown[at] {
			t.Errorf("nobody is grown in %v, where %s lives", at, people[0].Name())
		}
		if storied(people[0].ID) != storied(people[len(people)-1].ID) {
			t.Errorf("somebody lives at %v with %s", at, people[0].Name())
		}
	}
}

// storied says whether stories are told of somebody.
func storied(id identity.PersonID) bool {
	return id[:len(id)-6] == residents.DemoID("000101")[:len(id)-6]
}

// lived is who was there and who is after some weeks have gone by, one at a time.
func lived(t *testing.T, people, weeks int) (before, after map[identity.PersonID]residents.Resident) {
	t.Helper()
	w, today := almby(t, people)
	before, _ = census(t, w)
	for range weeks {
		from := *today
		*today = from.AddDays(7)
		if err := w.Live(t.Context(), from, *today); err != nil {
			t.Fatal(err)
		}
	}
	after, _ = census(t, w)
	return before, after
}

func TestTheSameSeedLivesTheSameWeeks(t *testing.T) {
	_, one := lived(t, 200, 8)
	if _, again := lived(t, 200, 8); cmp.Diff(one, again, days) != "" {
		t.Error("the same seed gives other weeks")
	}
}

// TestAYearInTheTown lets a year go by and looks at what happened.
func TestAYearInTheTown(t *testing.T) {
	before, after := lived(t, 1500, 53)
	happened := map[string]int{}
	for id, now := range after {
		then, known := before[id]
		for what, did := range map[string]bool{
			"born": !known && !now.Born.Before(day), "in": !known && now.Born.Before(day), "out": known && then.Address != "" && now.Address == "" && now.Died.IsZero(),
			"within": known && now.Address != "" && now.Address != then.Address, "dead": !now.Died.IsZero(), "wed": now.Civil == "married" && then.Civil != "married" && known,
			"school": now.Pupil != nil && then.Pupil == nil && known, "left": now.Pupil == nil && then.Pupil != nil, "up": now.Pupil != nil && then.Pupil != nil && now.Pupil.Grade == then.Pupil.Grade+1,
		} {
			if did {
				happened[what]++
			}
		}
		if storied(id) && known {
			now.Pupil, then.Pupil = nil, nil
			if diff := cmp.Diff(then, now, days); diff != "" {
				t.Errorf("%s has lived: %s", now.Name(), diff)
			}
		}
	}
	for what, least := range map[string]int{"born": 5, "in": 30, "out": 30, "within": 50, "dead": 3, "wed": 4, "school": 5, "left": 5, "up": 50} {
		if happened[what] < least {
			t.Errorf("%s: %d in a year; want at least %d", what, happened[what], least)
		}
	}
	if n := len(after) - happened["dead"] - happened["out"]; n < 1300 || n > 1800 {
		t.Errorf("%d people are left of %d", n, len(before))
	}
}
