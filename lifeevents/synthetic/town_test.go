package synthetic_test

import (
	"slices"
	"testing"

	"forvag/internal/civil"
	"forvag/internal/identity"
	"forvag/lifeevents"
	"forvag/lifeevents/synthetic"
)

var day = civil.Must("2027-01-20")

func TestTheSameSeedIsTheSameTown(t *testing.T) {
	people := func(seed uint64) (all []lifeevents.Person) {
		synthetic.Town{Seed: seed, People: 500, Day: day}.Each(func(p lifeevents.Person) { all = append(all, p) })
		return all
	}
	if !slices.Equal(people(1), people(1)) {
		t.Error("the same seed gives another town")
	}
	if slices.Equal(people(1), people(2)) {
		t.Error("another seed gives the same town")
	}
}

func TestATownLooksLikeOne(t *testing.T) {
	const n = 20_000
	children, homes, ids := 0, map[string]bool{}, map[identity.PersonID]bool{}
	synthetic.Town{Seed: 3, People: n, Day: day}.Each(func(p lifeevents.Person) {
		if age := civil.Age(p.Born, day); age < 18 {
			children++
		} else if age > 100 {
			t.Errorf("%s is %d years old", p.ID, age)
		}
		if p.Born.After(day) || p.Died.After(day) {
			t.Errorf("%s was born %s and died %s", p.ID, p.Born, p.Died)
		}
		homes[p.Home], ids[p.ID] = true, true
	})
	if len(ids) < n || len(ids) > n+5 {
		t.Errorf("%d people; want %d, and those of the last home", len(ids), n)
	}
	if share := float64(children) / n; share < 0.17 || share > 0.25 {
		t.Errorf("%.2f are under eighteen; want about a fifth", share)
	}
	if mean := float64(len(ids)) / float64(len(homes)); mean < 1.8 || mean > 2.6 {
		t.Errorf("%.2f in a home; want about 2.2", mean)
	}
}

func TestNationIsDividedWhole(t *testing.T) {
	sum, last := 0, 1<<62
	towns := synthetic.Nation(10_600_000, day)
	for _, town := range towns {
		if sum += town.People; town.People > last {
			t.Errorf("town %d is larger than the one before", town.Seed)
		}
		last = town.People
	}
	if len(towns) != 290 || sum != 10_600_000 {
		t.Errorf("%d towns with %d people", len(towns), sum)
	}
}
