// Package synthetic makes populations of people who don't exist, for benchmarks and for trying a rule: towns with homes, children with guardians in one
// home or two, protected identities, pupils, permits, and what has happened to them in the years before. The same seed gives the same town. Nobody has a
// name or a personal identity number.
//
// The shares are round numbers near Sweden's, so that rules have about as much to do as in earnest: a fifth are under eighteen, four in ten homes hold one
// adult, about one in ten moves in a year.
package synthetic

import (
	"math/rand/v2"
	"strconv"

	"forvag/internal/civil"
	"forvag/internal/identity"
	"forvag/lifeevents"
)

// Town is one municipality's synthetic population on a day.
type Town struct {
	// Seed is what chance goes by, and tells the ids of one town from another's.
	Seed uint64
	// People is how many live there.
	People int
	Day    civil.Date
}

// municipalities is how many Sweden has.
const municipalities = 290

// Nation divides people among 290 municipalities, few of them large and many small, as by rank and size (Zipf).
func Nation(people int, day civil.Date) []Town {
	const offset = 2.0 // the largest is a sixteenth of the whole, not a sixth
	var total float64
	for i := range municipalities {
		total += 1 / (float64(i) + offset)
	}
	towns, left := make([]Town, municipalities), people
	for i := municipalities - 1; i >= 0; i-- {
		size := int(float64(people) / (float64(i) + offset) / total)
		if i == 0 {
			size = left
		}
		towns[i] = Town{Seed: uint64(i), People: size, Day: day}
		left -= size
	}
	return towns
}

// World is everything that rules may look at in the town. Settings are the local ones, by name.
func (t Town) World() *lifeevents.World {
	var b lifeevents.Builder
	m := maker{Town: t, add: b.Add, guardian: b.Guardian}
	m.all()
	w := &lifeevents.World{Day: t.Day, People: b.Build(), Events: m.events, Permits: m.permits}
	w.Has = func(who identity.PersonID, service string) bool { return hash(who, service)%10 == 0 }
	w.OptedOut = func(who identity.PersonID, _ string) bool { return hash(who, "out")%50 == 0 }
	return w
}

// Each calls fn for everybody in the town, home by home.
func (t Town) Each(fn func(lifeevents.Person)) {
	m := maker{Town: t, add: fn, guardian: func(_, _ identity.PersonID, _, _ civil.Date) {}}
	m.all()
}

// hash is the same number for the same person and word each time (FNV-1a).
func hash(who identity.PersonID, word string) uint64 {
	h := uint64(14695981039346656037)
	for _, s := range [...]string{string(who), word} {
		for i := range len(s) {
			h = (h ^ uint64(s[i])) * 1099511628211
		}
	}
	return h ^ h>>32
}

// maker makes a town, home by home.
type maker struct {
	Town
	add      func(lifeevents.Person)
	guardian func(child, guardian identity.PersonID, since, until civil.Date)

	chance  *rand.Rand
	made    int
	events  []lifeevents.Event
	permits []lifeevents.Permit
	// apart is the guardian who lives in another home than the next children that are made, and empty where none waits.
	apart identity.PersonID
}

// all makes the whole town. The last home may have some more than its people.
func (m *maker) all() {
	m.chance = rand.New(rand.NewPCG(m.Seed, 1))
	for m.made < m.People {
		m.home()
	}
}

// in says yes once in n times.
func (m *maker) in(n int) bool { return m.chance.IntN(n) == 0 }

// home makes a home: one adult (four in ten), two (a third), or a family (a quarter).
func (m *maker) home() {
	home := strconv.FormatUint(m.Seed, 36) + "/" + strconv.Itoa(m.made)
	adult := func(from, to int) identity.PersonID { return m.person(home, from+m.chance.IntN(to-from), false) }
	switch kind := m.chance.IntN(20); {
	case kind < 8:
		who := adult(19, 95)
		if m.apart == "" && m.in(8) {
			m.apart = who
		}
	case kind < 15:
		adult(22, 90)
		adult(22, 90)
	default:
		age := 23 + m.chance.IntN(30)
		guardians := []identity.PersonID{m.person(home, age, false)}
		alternating := m.apart != "" && m.in(2)
		if alternating {
			guardians, m.apart = append(guardians, m.apart), ""
		} else if !m.in(5) {
			guardians = append(guardians, m.person(home, age+m.chance.IntN(6), false))
		}
		for range 1 + m.chance.IntN(3) {
			child := m.person(home, m.chance.IntN(min(age-20, 20)), alternating)
			for _, g := range guardians {
				m.guardian(child, g, civil.Date{}, civil.Date{})
			}
		}
	}
}

// person makes somebody of an age in whole years, with what has happened to them.
func (m *maker) person(home string, age int, alternating bool) identity.PersonID {
	id := identity.PersonID(strconv.FormatUint(m.Seed, 36) + "-" + strconv.FormatInt(int64(m.made), 36))
	m.made++
	p := lifeevents.Person{ID: id, Born: m.Day.AddYears(-age).AddDays(-m.chance.IntN(365)), Home: home, Here: true, Protected: m.in(400),
		Alternating: alternating, SchoolDistance: -1}
	if turns := m.Day.Year() - p.Born.Year(); turns >= 6 && turns <= 15 {
		p.Pupil, p.Grade, p.Chosen, p.SchoolDistance = true, turns-6, m.in(6), m.chance.IntN(9000)
	}
	if m.in(100) {
		p.Died = m.ago(700)
		m.happened(lifeevents.Died, id, p.Died)
	}
	m.add(p)
	if age < 2 {
		m.happened(lifeevents.Born, id, p.Born)
	}
	if m.in(10) {
		m.happened(lifeevents.MovedWithin, id, m.ago(700))
	}
	if m.in(10) {
		m.happened(lifeevents.MovedIn, id, m.ago(700))
	}
	if m.in(100) {
		service := [...]string{"parkeringstillstand", "fardtjanst", "bygglov", "serveringstillstand"}[m.chance.IntN(4)]
		m.permits = append(m.permits, lifeevents.Permit{ID: "permit-" + string(id), Service: service, Holder: id,
			Begin: m.Day.AddDays(m.chance.IntN(700)), End: m.Day.AddDays(m.chance.IntN(1800))})
	}
	return id
}

// ago is one of the days before the town's.
func (m *maker) ago(days int) civil.Date { return m.Day.AddDays(-m.chance.IntN(days)) }

func (m *maker) happened(kind lifeevents.EventKind, who identity.PersonID, day civil.Date) {
	m.events = append(m.events, lifeevents.Event{ID: string(kind) + "-" + string(who), Kind: kind, Subject: who, Day: day})
}
