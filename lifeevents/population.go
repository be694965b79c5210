package lifeevents

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"forvag/internal/civil"
	"forvag/internal/identity"
)

// majority is the age at which guardianship ends: FB 9:1.
const majority = 18

// Person is somebody as the engine is told of them.
type Person struct {
	ID         identity.PersonID
	Born, Died civil.Date
	// Home tells homes apart; empty where it is not known, or protected.
	Home string
	// Area is the part of the municipality that the home is in, as counts are divided; empty where it is not known.
	Area string
	// Here says that the population register has them in this municipality.
	Here bool
	// Protected says that they have a protected identity themselves.
	Protected bool
	// Alternating says that they live by turns in two homes.
	Alternating bool
	// Pupil says that the school register has them; Grade is 0 in förskoleklass, then 1 to 9. Chosen says that the school is another than the
	// municipality would have placed them at.
	Pupil, Chosen bool
	Grade         int
	// SchoolDistance is the way to school in metres as the crow flies; negative where it is not known.
	SchoolDistance int
}

// Population is everybody in a register, in columns, so that a whole country fits and is gone through fast. It is never changed once built, and safe for
// concurrent use.
type Population struct {
	ids        []identity.PersonID
	born, died []int32 // days as dayOf counts; none where there is none
	home       []int32 // none where it is not known
	area       []uint16
	areas      []string // by area; the first is the one that is not known
	flags      []flag
	grade      []int8
	distance   []int32

	byID, byBorn []int32 // people in the order of their ids, and of birth
	homes        lists   // who live in each home, eldest first
	guardians    links   // by child
}

type flag uint8

const (
	isHere flag = 1 << iota
	isProtected
	isAlternating
	isChosen
	// isExposed says that somebody in the home has a protected identity.
	isExposed
)

// none is no day, no home and nobody.
const none int32 = -1 << 31

// firstDay is what days are counted from.
var firstDay = civil.New(1900, 1, 1)

func dayOf(d civil.Date) int32 {
	if d.IsZero() {
		return none
	}
	return int32(firstDay.DaysUntil(d))
}

func dateOf(day int32) civil.Date {
	if day == none {
		return civil.Date{}
	}
	return firstDay.AddDays(int(day))
}

// lists are many lists of people, one after the other.
type lists struct{ start, who []int32 }

func (l lists) of(i int32) []int32 { return l.who[l.start[i]:l.start[i+1]] }

// links are lists with the days between which each holds.
type links struct {
	lists
	since, until []int32
}

// holding calls fn for everybody to whom i is linked on a day.
func (l links) holding(i, day int32, fn func(who int32)) {
	for at := l.start[i]; at < l.start[i+1]; at++ {
		if (l.since[at] == none || day >= l.since[at]) && (l.until[at] == none || day < l.until[at]) {
			fn(l.who[at])
		}
	}
}

// Builder gathers a population.
type Builder struct {
	p     Population
	homes map[string]int32
	areas map[string]uint16
	// guardianships, as they were added
	child, guardian []identity.PersonID
	since, until    []int32
}

// Add adds somebody. The same id again is somebody else: the caller sees to it that each comes once.
func (b *Builder) Add(q Person) {
	p := &b.p
	p.ids = append(p.ids, q.ID)
	p.born, p.died = append(p.born, dayOf(q.Born)), append(p.died, dayOf(q.Died))
	home := none
	if q.Home != "" {
		if b.homes == nil {
			b.homes = map[string]int32{}
		}
		var known bool
		if home, known = b.homes[q.Home]; !known {
			home = int32(len(b.homes))
			b.homes[q.Home] = home
		}
	}
	p.home, p.area = append(p.home, home), append(p.area, b.area(q.Area))
	var f flag
	for _, set := range []struct {
		on  bool
		bit flag
	}{{q.Here, isHere}, {q.Protected, isProtected | isExposed}, {q.Alternating, isAlternating}, {q.Chosen, isChosen}} {
		if set.on {
			f |= set.bit
		}
	}
	p.flags = append(p.flags, f)
	grade := int8(-1)
	if q.Pupil {
		grade = int8(q.Grade)
	}
	p.grade, p.distance = append(p.grade, grade), append(p.distance, int32(q.SchoolDistance))
}

// area is the number of an area; zero for none, and for those that are too many to tell apart.
func (b *Builder) area(name string) uint16 {
	if b.areas == nil {
		b.areas, b.p.areas = map[string]uint16{"": 0}, []string{""}
	}
	n, known := b.areas[name]
	if !known && len(b.areas) <= math.MaxUint16 {
		n = uint16(len(b.areas))
		b.areas[name], b.p.areas = n, append(b.p.areas, name)
	}
	return n
}

// Guardian adds that somebody is a child's guardian from a day until another, which is the first without; zero days are without end. Whoever was not added
// is left out.
func (b *Builder) Guardian(child, guardian identity.PersonID, since, until civil.Date) {
	b.child, b.guardian = append(b.child, child), append(b.guardian, guardian)
	b.since, b.until = append(b.since, dayOf(since)), append(b.until, dayOf(until))
}

// Build makes the population. The builder is used up.
func (b *Builder) Build() *Population {
	built := *b
	*b = Builder{} // what it was built from goes, and the population alone stays
	return built.build()
}

func (b *Builder) build() *Population {
	p := new(Population)
	*p = b.p
	p.byID, p.byBorn = upTo(len(p.ids)), upTo(len(p.ids))
	slices.SortFunc(p.byID, func(a, b int32) int { return strings.Compare(string(p.ids[a]), string(p.ids[b])) })
	slices.SortFunc(p.byBorn, func(a, b int32) int {
		return cmp.Or(cmp.Compare(p.born[a], p.born[b]), strings.Compare(string(p.ids[a]), string(p.ids[b])))
	})
	p.homes = gather(len(b.homes), p.byBorn, func(i int32) int32 { return p.home[i] })
	for _, i := range p.homes.who {
		if p.flags[i]&isProtected != 0 && p.lives(i) {
			for _, j := range p.homes.of(p.home[i]) {
				p.flags[j] |= isExposed
			}
		}
	}
	b.link(p)
	return p
}

// lives says whether somebody is alive as far as the register knows.
func (p *Population) lives(i int32) bool { return p.died[i] == none }

// link makes the lists of guardians.
func (b *Builder) link(p *Population) {
	child, guardian := make([]int32, 0, len(b.child)), make([]int32, 0, len(b.child))
	var since, until []int32
	for n := range b.child {
		c, knownChild := p.find(b.child[n])
		g, knownGuardian := p.find(b.guardian[n])
		if !knownChild || !knownGuardian {
			continue
		}
		end := dayOf(dateOf(p.born[c]).AddYears(majority)) // FB 9:1
		if b.until[n] != none && b.until[n] < end {
			end = b.until[n]
		}
		child, guardian = append(child, c), append(guardian, g)
		since, until = append(since, b.since[n]), append(until, end)
	}
	order := upTo(len(child))
	slices.SortFunc(order, func(x, y int32) int {
		return cmp.Or(strings.Compare(string(p.ids[guardian[x]]), string(p.ids[guardian[y]])), strings.Compare(string(p.ids[child[x]]), string(p.ids[child[y]])))
	})
	l := gather(len(p.ids), order, func(n int32) int32 { return child[n] })
	p.guardians = links{lists: lists{start: l.start, who: make([]int32, len(l.who))}, since: make([]int32, len(l.who)), until: make([]int32, len(l.who))}
	for at, n := range l.who {
		p.guardians.who[at], p.guardians.since[at], p.guardians.until[at] = guardian[n], since[n], until[n]
	}
}

func upTo(n int) []int32 {
	out := make([]int32, n)
	for i := range out {
		out[i] = int32(i)
	}
	return out
}

// gather makes n lists of those in order, each in the list that of says; none is in no list.
func gather(n int, order []int32, of func(int32) int32) lists {
	l := lists{start: make([]int32, n+1)}
	total := int32(0)
	for _, i := range order {
		if at := of(i); at != none {
			l.start[at+1]++
			total++
		}
	}
	for at := range n {
		l.start[at+1] += l.start[at]
	}
	l.who = make([]int32, total)
	next := slices.Clone(l.start)
	for _, i := range order {
		if at := of(i); at != none {
			l.who[next[at]] = i
			next[at]++
		}
	}
	return l
}

// Size is how many people there are.
func (p *Population) Size() int { return len(p.ids) }

// find is where somebody stands in the columns; false where they are not there.
func (p *Population) find(id identity.PersonID) (int32, bool) {
	at, ok := slices.BinarySearchFunc(p.byID, id, func(i int32, id identity.PersonID) int { return strings.Compare(string(p.ids[i]), string(id)) })
	if !ok {
		return none, false
	}
	return p.byID[at], true
}

// bornBetween are those born from one day to another, both counted, eldest first.
func (p *Population) bornBetween(from, to civil.Date) []int32 {
	at := func(day int32) int {
		n, _ := slices.BinarySearchFunc(p.byBorn, day, func(i, day int32) int { return cmp.Compare(p.born[i], day) })
		return n
	}
	first, last := at(dayOf(from)), at(dayOf(to)+1)
	return p.byBorn[first:max(first, last)]
}

// household is everybody who lives with somebody, and they themself. Those who have died are left out, but for the one that was asked about.
func (p *Population) household(i int32) []int32 {
	if p.home[i] == none {
		return []int32{i}
	}
	var all []int32
	for _, j := range p.homes.of(p.home[i]) {
		if j == i || p.lives(j) {
			all = append(all, j)
		}
	}
	return all
}

// age is somebody's age in years on a day.
func (p *Population) age(i int32, on civil.Date) int { return civil.Age(dateOf(p.born[i]), on) }

// exposed says whether a subject must be left to a trained officer: the subject, somebody at home with them, or a guardian's home, has a protected identity.
func (p *Population) exposed(i int32, on civil.Date) bool {
	if p.flags[i]&isExposed != 0 {
		return true
	}
	found := false
	p.guardians.holding(i, dayOf(on), func(g int32) { found = found || p.flags[g]&isExposed != 0 })
	return found
}
