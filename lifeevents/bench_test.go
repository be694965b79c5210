package lifeevents_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"forvag/internal/civil"
	"forvag/internal/identity"
	"forvag/internal/rules"
	"forvag/lifeevents"
)

// generated is a municipality of n people in homes of up to five, with guardians for the children, by chance that is the same each time.
func generated(n int, day civil.Date) *lifeevents.World {
	var b lifeevents.Builder
	chance := rand.New(rand.NewPCG(1, 2))
	id := func(i int) identity.PersonID { return identity.PersonID(fmt.Sprintf("%08d", i)) }
	for i := 0; i < n; {
		size := min(1+chance.IntN(5), n-i)
		for j := range size {
			age := 20 + chance.IntN(70)
			if j >= 2 {
				age = chance.IntN(18)
			}
			p := lifeevents.Person{ID: id(i + j), Born: day.AddYears(-age).AddDays(-chance.IntN(365)), Home: string(id(i)), Here: true,
				Protected: chance.IntN(350) == 0, SchoolDistance: chance.IntN(9000)}
			if age >= 7 && age < 16 {
				p.Pupil, p.Grade = true, age-6
			}
			b.Add(p)
			if j >= 2 {
				b.Guardian(id(i+j), id(i), civil.Date{}, civil.Date{})
				b.Guardian(id(i+j), id(i+1), civil.Date{}, civil.Date{})
			}
		}
		i += size
	}
	w := &lifeevents.World{Day: day, People: b.Build(), Settings: map[string]rules.Value{
		"preschool_free_hours": rules.OfInt(525), "school_transport_f_3": rules.OfInt(2000)}}
	for i := range n / 20 {
		w.Events = append(w.Events, lifeevents.Event{ID: fmt.Sprint("e", i), Kind: lifeevents.MovedIn, Subject: id(chance.IntN(n)), Day: day.AddDays(-chance.IntN(360))})
	}
	return w
}

// BenchmarkPlan asks all of the program's rules of a municipality of 100,000: for one night by the indexes, and for everything that they still speak of.
func BenchmarkPlan(b *testing.B) {
	const n = 100_000
	book, faults := lifeevents.Load(lifeevents.Files(), options(b))
	for _, f := range faults {
		b.Fatal(f)
	}
	day := civil.Must("2027-01-20") // when both the school start and summer jobs are spoken of
	w := generated(n, day)
	for _, bench := range []struct {
		name  string
		since civil.Date
	}{{"night", day}, {"everything", civil.Date{}}} {
		b.Run(bench.name, func(b *testing.B) {
			effects := 0
			for b.Loop() {
				effects = 0
				for _, r := range book.Rules() {
					effects += len(lifeevents.Plan(r, w, bench.since))
				}
			}
			b.ReportMetric(float64(effects), "effects")
		})
	}
}
