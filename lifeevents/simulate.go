package lifeevents

import (
	"cmp"
	"slices"
	"strconv"

	"forvag/internal/civil"
	"forvag/internal/identity"
)

// Count is a number of people that is told only where it points at nobody.
type Count int

// Shown is the smallest number that is told, but for none.
const Shown = 5

// few is Shown.
const few Count = Shown

// Hidden is a number that is not told, since it would give another away.
const Hidden Count = -1

// Few says that the number is too small to be told.
func (c Count) Few() bool { return c > 0 && c < few }

// String is the number; "under 5" for one to four, and "not told" for Hidden.
func (c Count) String() string {
	if c == Hidden {
		return "not told"
	}
	if c.Few() {
		return "under " + strconv.Itoa(Shown)
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
	// Group is the subject's ages, as a Group names them.
	Group   string
	Reasons []Reason
}

// Simulation is what a rule would do on a day.
type Simulation struct {
	Rule   string
	Day    civil.Date
	People int
	// Subjects are those whom it concerns, Receivers those who would be told, and Reviews those left to a trained officer.
	Subjects, Receivers, Reviews Count
	// Ages are the subjects by age, in order. Where one group is too small to be told, a second is not told either, since the sum would give it away.
	Ages []Group
	// Samples are ten at most, spread over those in groups that are told.
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
	groupOf := func(e Effect) string {
		i, _ := w.People.find(e.Subject)
		return groupName(w.People.age(i, w.Day) / groupYears)
	}
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
		s.Ages = append(s.Ages, Group{groupName(group), n})
	}
	slices.SortFunc(s.Ages, func(a, b Group) int { return first(a.Name) - first(b.Name) })
	conceal(s.Ages)
	shown = slices.DeleteFunc(shown, func(e Effect) bool { return !tells(s.Ages, groupOf(e)) })
	for n := range min(samples, len(shown)) {
		e := shown[n*len(shown)/min(samples, len(shown))]
		s.Samples = append(s.Samples, Sample{groupOf(e), e.Why(r).Conditions})
	}
	return s
}

// conceal hides groups, the smallest first, until those that are not told cannot be worked out from the others and the sum.
func conceal(groups []Group) {
	var small, large, sum Count
	var told []int
	for i, g := range groups {
		switch {
		case g.Count >= few:
			told = append(told, i)
		case g.Count > 0:
			small, sum = small+1, sum+g.Count
		}
	}
	slices.SortStableFunc(told, func(a, b int) int { return cmp.Compare(groups[a].Count, groups[b].Count) })
	for _, i := range told {
		unclear := small+large > 1 && sum > small+few*large && (large > 0 || sum < (few-1)*small)
		if small == 0 || unclear {
			return
		}
		large, sum = large+1, sum+groups[i].Count
		groups[i].Count = Hidden
	}
}

// tells says whether a group's number is told.
func tells(groups []Group, name string) bool {
	return slices.ContainsFunc(groups, func(g Group) bool { return g.Name == name && g.Count >= few })
}

func groupName(group int) string {
	return strconv.Itoa(group*groupYears) + "-" + strconv.Itoa(group*groupYears+groupYears-1)
}

// first is the first age of a group by its name.
func first(name string) int {
	n, _ := strconv.Atoi(name[:slices.Index([]byte(name), '-')])
	return n
}
