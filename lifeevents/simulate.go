package lifeevents

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"time"

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
	// Name is the ages, such as "0-4", or an area; empty for those whose area is not known.
	Name  string `json:"name"`
	Count Count  `json:"count"`
}

// Sample is somebody whom a rule reaches, without anything that tells who.
type Sample struct {
	// Group is the subject's ages, as a Group names them.
	Group   string   `json:"group"`
	Reasons []Reason `json:"reasons"`
}

// Simulation is what a rule would do on a day.
type Simulation struct {
	Rule   string     `json:"rule"`
	Hash   string     `json:"hash"`
	Day    civil.Date `json:"day"`
	People int        `json:"people"`
	// Subjects are those whom it concerns, Receivers those who would be told, and Reviews those left to a trained officer.
	Subjects  Count `json:"subjects"`
	Receivers Count `json:"receivers"`
	Reviews   Count `json:"reviews"`
	// Ages are the subjects by age, and Areas by where they live, in order. Where one group is too small to be told, others are not told either, until the sum
	// gives nobody away.
	Ages  []Group `json:"ages"`
	Areas []Group `json:"areas"`
	// Samples are ten at most, spread over those in groups that are told.
	Samples []Sample `json:"samples"`
	// Change is against the version before; nil where there is none.
	Change *VersionChange `json:"change,omitempty"`
}

// VersionChange is how another version of a rule changes whom it reaches.
type VersionChange struct {
	// Before is the hash of the version before.
	Before string `json:"before"`
	// Added are the subjects whom the version before does not reach, and Gone those whom it alone does. Where either is too small to be told, neither is: how
	// many the two versions reach would give it away.
	Added Count `json:"added"`
	Gone  Count `json:"gone"`
}

// groupYears is how many years one group of ages has, and samples how many examples are shown.
const (
	groupYears = 5
	samples    = 10
)

// Simulate plans a rule, on or off, counts, and compares with the version before, which may be nil.
func Simulate(r, before *Rule, w *World) Simulation {
	s := Simulation{Rule: r.ID, Hash: r.Hash, Day: w.Day, People: w.People.Size()}
	told, subjects := map[identity.PersonID]bool{}, map[identity.PersonID]bool{}
	ages, areas := map[int]Count{}, map[string]Count{}
	groupOf := func(e Effect) string {
		i, _ := w.People.find(e.Subject)
		return groupName(w.People.age(i, w.Day) / groupYears)
	}
	var shown []Effect
	for _, e := range Plan(r, w, civil.Date{}) {
		if e.Kind == Review {
			s.Reviews++
			continue
		}
		for _, who := range slices.Concat(e.Receivers, e.Near) { // near are the parties of a grant
			told[who] = true
		}
		if subjects[e.Subject] { // of whom the rule speaks of more than one thing
			continue
		}
		subjects[e.Subject] = true
		i, _ := w.People.find(e.Subject)
		ages[w.People.age(i, w.Day)/groupYears]++
		areas[w.People.areas[w.People.area[i]]]++
		shown = append(shown, e)
	}
	s.Subjects, s.Receivers = Count(len(subjects)), Count(len(told))
	for _, group := range slices.Sorted(maps.Keys(ages)) {
		s.Ages = append(s.Ages, Group{groupName(group), ages[group]})
	}
	for _, area := range slices.Sorted(maps.Keys(areas)) {
		s.Areas = append(s.Areas, Group{area, areas[area]})
	}
	conceal(s.Ages)
	conceal(s.Areas)
	shown = slices.DeleteFunc(shown, func(e Effect) bool { return !tells(s.Ages, groupOf(e)) })
	for n := range min(samples, len(shown)) {
		e := shown[n*len(shown)/min(samples, len(shown))]
		s.Samples = append(s.Samples, Sample{groupOf(e), e.Why(r).Conditions})
	}
	if before != nil {
		s.Change = changed(before, subjects, w)
	}
	return s
}

// changed compares whom a version reaches with those of another one.
func changed(before *Rule, subjects map[identity.PersonID]bool, w *World) *VersionChange {
	c := VersionChange{Before: before.Hash}
	seen := map[identity.PersonID]bool{}
	for _, e := range Plan(before, w, civil.Date{}) {
		if e.Kind == Review || seen[e.Subject] {
			continue
		}
		if seen[e.Subject] = true; !subjects[e.Subject] {
			c.Gone++
		}
	}
	for who := range subjects {
		if !seen[who] {
			c.Added++
		}
	}
	if c.Added.Few() || c.Gone.Few() {
		c.Added, c.Gone = Hidden, Hidden
	}
	return &c
}

// Conceal says of numbers which may be told beside their sum: the others are Hidden.
func Conceal(counts []Count) []Count {
	groups := make([]Group, len(counts))
	for i, c := range counts {
		groups[i].Count = c
	}
	conceal(groups)
	told := make([]Count, len(counts))
	for i, g := range groups {
		told[i] = g.Count
	}
	return told
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

// Trial is the last time that a version of a rule was simulated from the desk.
type Trial struct {
	// Begun is when, and By who began it.
	Begun time.Time
	By    string
	// Ended is when it was counted or broken off; before Begun, or zero, while it is.
	Ended time.Time
	// Done is what was counted last, at Counted, begun by CountedBy; nil where nothing was. Error is what broke the last one off, in the log's words.
	Done      *Simulation
	Counted   time.Time
	CountedBy string
	Error     string
}

// Counting says whether it is being counted.
func (t *Trial) Counting() bool { return t.Ended.Before(t.Begun) }
