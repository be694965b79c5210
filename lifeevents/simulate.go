package lifeevents

import (
	"slices"
	"strconv"

	"forvag/internal/civil"
	"forvag/internal/identity"
)

// Count is a number of people that is told only where it points at nobody.
type Count int

// few is the smallest number that is told.
const few = 5

// String is the number; "under 5" for one to four.
func (c Count) String() string {
	if c > 0 && c < few {
		return "under " + strconv.Itoa(few)
	}
	return strconv.Itoa(int(c))
}

// Group is a part of those whom a rule reaches.
type Group struct {
	// Name is the ages, such as "0-4".
	Name  string
	Count Count
}

// Sample is somebody whom a rule reaches, without anything that tells who.
type Sample struct {
	// Age is the subject's in years.
	Age     int
	Reasons []Reason
}

// Simulation is what a rule would do on a day.
type Simulation struct {
	Rule   string
	Day    civil.Date
	People int
	// Subjects are those whom it concerns, Receivers those who would be told, and Reviews those left to a trained officer.
	Subjects, Receivers, Reviews Count
	// Ages are the subjects by age, in order.
	Ages []Group
	// Samples are ten at most, spread over all; none where the subjects are few enough to be known.
	Samples []Sample
}

// groupYears is how many years one group of ages has, and samples how many examples are shown.
const (
	groupYears = 5
	samples    = 10
)

// Simulate plans a rule, on or off, and counts.
func Simulate(r *Rule, w *World) Simulation {
	s := Simulation{Rule: r.ID, Day: w.Day, People: w.People.Size()}
	effects := Plan(r, w, civil.Date{})
	told, ages := map[identity.PersonID]bool{}, map[int]Count{}
	var shown []Effect
	for _, e := range effects {
		if e.Kind == Review {
			s.Reviews++
			continue
		}
		s.Subjects++
		for _, who := range e.Receivers {
			told[who] = true
		}
		i, _ := w.People.find(e.Subject)
		ages[w.People.age(i, w.Day)/groupYears]++
		shown = append(shown, e)
	}
	s.Receivers = Count(len(told))
	for group, n := range ages {
		s.Ages = append(s.Ages, Group{strconv.Itoa(group*groupYears) + "-" + strconv.Itoa(group*groupYears+groupYears-1), n})
	}
	slices.SortFunc(s.Ages, func(a, b Group) int { return first(a.Name) - first(b.Name) })
	if s.Subjects < few {
		return s
	}
	for n := range min(samples, len(shown)) {
		e := shown[n*len(shown)/min(samples, len(shown))]
		i, _ := w.People.find(e.Subject)
		s.Samples = append(s.Samples, Sample{w.People.age(i, w.Day), e.Why(r).Conditions})
	}
	return s
}

// first is the first age of a group by its name.
func first(name string) int {
	n, _ := strconv.Atoi(name[:slices.Index([]byte(name), '-')])
	return n
}
