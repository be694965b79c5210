package sqlstore_test

import (
	"fmt"
	"hash/fnv"
	"io/fs"
	"math/rand/v2"
	"slices"
	"strings"

	"forvag/internal/civil"
	"forvag/internal/identity"
	"forvag/internal/municipality"
	"forvag/lifeevents"
	"forvag/lifeevents/sqlstore"
	"forvag/lifeevents/synthetic"
)

// The recorded year, of a small town.
var recordFrom, recordTo = civil.Must("2027-01-04"), civil.Must("2027-12-31")

const (
	recordPeople = 200
	// recordPace is how many days lie between the days on which the town looks at its registers: each is then full of what has happened.
	recordPace = 14
)

// record is what happens in a town in the year, two weeks at a time: the same seed records the same. It is what the registers and other systems say on its day.
type record struct {
	day     civil.Date
	people  []lifeevents.Person
	names   []string
	guards  []guard
	permits []lifeevents.Permit
	// tells is what other systems tell of on the day.
	tells  []lifeevents.Event
	seed   uint64
	chance *rand.Rand
}

type guard struct {
	child, guardian identity.PersonID
	until           civil.Date
}

// newRecord is the town as it stands before the year.
func newRecord(seed uint64) *record {
	town := synthetic.Town{Seed: seed, People: recordPeople, Day: recordFrom.AddDays(-recordPace)}
	r := &record{day: town.Day, seed: seed}
	town.Each(func(p lifeevents.Person) {
		if len(r.people)%20 == 0 {
			r.permits = append(r.permits, lifeevents.Permit{ID: "permit-" + string(p.ID), Service: "parkeringstillstand", Holder: p.ID, End: recordFrom.AddDays(20 * len(r.permits))})
		}
		r.people, r.names = append(r.people, p), append(r.names, "n")
	})
	for _, child := range r.people {
		for _, p := range r.people {
			if child.Home == p.Home && civil.Age(child.Born, r.day) < 18 && civil.Age(p.Born, r.day) >= 18 {
				r.guards = append(r.guards, guard{child: child.ID, guardian: p.ID})
			}
		}
	}
	return r
}

// pass lets two weeks pass.
func (r *record) pass() {
	r.day, r.tells = r.day.AddDays(recordPace), nil
	r.chance = rand.New(rand.NewPCG(r.seed, uint64(recordFrom.DaysUntil(r.day))))
	for range 2 * recordPace {
		r.happens()
	}
	for range 4 {
		p := r.anybody()
		r.tells = append(r.tells, lifeevents.Event{ID: fmt.Sprint("built-", p.ID), Kind: lifeevents.BuildingFinished, Subject: p.ID, Day: r.day})
	}
}

func (r *record) anybody() *lifeevents.Person { return &r.people[r.chance.IntN(len(r.people))] }

// happens lets something happen to somebody, corrections and what is told late among it.
func (r *record) happens() {
	p := r.anybody()
	switch r.chance.IntN(11) {
	case 0:
		if civil.Age(p.Born, r.day) >= 18 && p.Here && p.Home != "" {
			child := r.comes(p.Home, r.day.AddDays(-r.chance.IntN(5)))
			r.guards = append(r.guards, guard{child: child, guardian: p.ID})
		}
	case 1:
		r.comes(fmt.Sprint("new/", len(r.people)), r.day.AddYears(-16-r.chance.IntN(60)))
	case 2:
		p.Here = false
	case 3:
		p.Here = p.Died.IsZero()
	case 4:
		p.Home = r.anybody().Home
	case 5:
		if p.Died.IsZero() {
			p.Died, p.Here = r.day.AddDays(-r.chance.IntN(4)), false
		} else { // it was a mistake
			p.Died, p.Here = civil.Date{}, true
		}
	case 6:
		p.Protected = !p.Protected
	case 7:
		if len(r.guards) > 0 {
			r.guards[r.chance.IntN(len(r.guards))].until = r.day
		}
	case 8:
		g := guard{child: p.ID, guardian: r.anybody().ID}
		if civil.Age(p.Born, r.day) < 18 && g.guardian != g.child && !slices.Contains(r.guards, g) {
			r.guards = append(r.guards, g)
		}
	case 9:
		p.Born = p.Born.AddDays(r.chance.IntN(9) - 4)
	case 10:
		r.names[r.chance.IntN(len(r.names))] = fmt.Sprint(r.day)
	}
}

// comes adds somebody to the register.
func (r *record) comes(home string, born civil.Date) identity.PersonID {
	p := lifeevents.Person{ID: identity.PersonID(fmt.Sprint("new-", len(r.people))), Born: born, Home: home, Here: true, SchoolDistance: -1}
	r.people, r.names = append(r.people, p), append(r.names, "n")
	return p.ID
}

// world is the town on its day, as rules see it.
func (r *record) world(events []lifeevents.Event, out func(identity.PersonID, string) bool) *lifeevents.World {
	var b lifeevents.Builder
	for _, p := range r.people {
		b.Add(p)
	}
	for _, g := range r.guards {
		b.Guardian(g.child, g.guardian, civil.Date{}, g.until)
	}
	return &lifeevents.World{Day: r.day, People: b.Build(), Events: events, Permits: r.permits, OptedOut: out}
}

// besides are a child's guardians on the day who live, but for one of them.
func (r *record) besides(child, but identity.PersonID) (others []identity.PersonID) {
	for _, g := range r.guards {
		lives := slices.ContainsFunc(r.people, func(p lifeevents.Person) bool { return p.ID == g.guardian && p.Died.IsZero() })
		if g.child == child && g.guardian != but && lives && (g.until.IsZero() || r.day.Before(g.until)) {
			others = append(others, g.guardian)
		}
	}
	slices.Sort(others)
	return slices.Compact(others)
}

// seen is everybody as the population register has them.
func (r *record) seen() (all []sqlstore.Seen) {
	guardians := map[identity.PersonID][]identity.PersonID{}
	for _, g := range r.guards {
		if g.until.IsZero() || r.day.Before(g.until) {
			guardians[g.child] = append(guardians[g.child], g.guardian)
		}
	}
	for i, p := range r.people {
		of := guardians[p.ID]
		slices.Sort(of)
		all = append(all, sqlstore.Seen{Person: p.ID, Known: lifeevents.Known{Born: p.Born, Died: p.Died, Home: p.Home, Here: p.Here, Protected: p.Protected,
			Name: r.names[i], Guardians: slices.Compact(of)}})
	}
	return all
}

// recordRules are rules of the program's own of each kind of trigger, and one that opens cases.
func recordRules() (all []*lifeevents.Rule, err error) {
	texts := map[string][]byte{"test.yaml": []byte(strings.NewReplacer("effect: offer", "effect: case", "to: guardians\nanswer: 4 months\nremind: [2 weeks, 4 weeks]\n", "").Replace(text))}
	names := []string{"test.yaml"}
	for _, id := range []string{"forskola-forsta-plats", "forskola-uppsokande", "skolstart", "inflyttad", "nyfodd", "dodsfall", "myndig", "ny-byggnad", "parkeringstillstand-slutar"} {
		name := id + ".yaml"
		if texts[name], err = fs.ReadFile(lifeevents.Files(), name); err != nil {
			return nil, err
		}
		names = append(names, name)
	}
	o := lifeevents.Options{Municipality: municipality.Default().Catalog()}
	for _, name := range names {
		r, faults := lifeevents.Parse(name, texts[name], o)
		if len(faults) > 0 {
			return nil, fmt.Errorf("%s: %v", name, faults)
		}
		all = append(all, r)
	}
	return all, nil
}

// chanceOf is the same number for the same words each time.
func chanceOf(words string) int {
	h := fnv.New32a()
	h.Write([]byte(words))
	return int(h.Sum32() >> 8)
}
