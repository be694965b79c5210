package folk

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"time"

	"forvag/internal/civil"
	"forvag/internal/fault"
	"forvag/internal/identity"
	"forvag/internal/residents"
)

// What happens in a home in a year, as a share. The numbers are round ones near Sweden's.
const (
	movesWithin = 0.08
	movesOut    = 0.05
	movesIn     = 0.055 // homes that come, of those there are
	marries     = 0.04
	parts       = 0.025
	isProtected = 0.0005
	hasChild    = 0.13 // where two are of age for it
)

// schoolStarts is the day of the year when pupils are in their next grade.
const schoolStarts, schoolMonth = 15, time.August

// yearly says yes as often as something happens that does so with a share of all in a year.
func (d *days) yearly(share float64) bool { return d.chance.Float64() < share/365 }

// live lets a day go by.
func (d *days) live(ctx context.Context) error {
	homes := slices.SortedFunc(maps.Keys(d.homes), func(a, b home) int { return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.apartment, b.apartment)) })
	for _, h := range homes {
		switch {
		case d.yearly(movesWithin):
			d.move(h)
		case d.yearly(movesOut):
			d.moveOut(h)
		default:
			if err := d.at(ctx, h); err != nil {
				return err
			}
		}
		if d.yearly(movesIn) && len(d.vacant) > 0 {
			if err := d.moveIn(ctx); err != nil {
				return err
			}
		}
	}
	if d.day.Month() == schoolMonth && d.day.Day() == schoolStarts {
		for _, p := range d.everybody() {
			d.enrol(p)
		}
	}
	return nil
}

// at is what happens in a home whose people stay there.
func (d *days) at(ctx context.Context, h home) error {
	adults, children := d.grown(h)
	if len(children) == 0 {
		for _, p := range slices.Clone(adults) {
			if d.yearly(2e-5 * math.Exp(0.103*float64(p.Age(d.day)))) { // Gompertz: doubles in seven years
				d.die(h, p)
				return nil
			}
		}
	}
	if d.yearly(isProtected) && len(adults) > 0 {
		for _, p := range d.homes[h] {
			p.Protection, p.changed = residents.Marked, true
		}
		return nil
	}
	if len(adults) != 2 {
		return nil
	}
	switch one, other := adults[0], adults[1]; {
	case max(one.Age(d.day), other.Age(d.day)) < 43 && len(children) < 3 && d.spaced(children) && d.yearly(hasChild):
		return d.bear(ctx, h, one, other)
	case one.Civil != married && other.Civil != married && max(one.Age(d.day), other.Age(d.day)) < 70 && d.yearly(marries):
		d.becomes(married, one, other)
	case len(children) > 0 && len(d.vacant) > 0 && d.yearly(parts):
		d.part(h, one, other, children)
	}
	return nil
}

// Civil status, as the register has it.
const (
	married  = "married"
	divorced = "divorced"
	widowed  = "widowed"
)

func (d *days) becomes(status string, all ...*resident) {
	for _, p := range all {
		p.Civil, p.CivilSince, p.changed = status, d.day, true
	}
}

// grown are the adults and the children of a home.
func (d *days) grown(h home) (adults, children []*resident) {
	for _, p := range d.homes[h] {
		if p.Age(d.day) >= 18 {
			adults = append(adults, p)
		} else {
			children = append(children, p)
		}
	}
	return adults, children
}

// spaced says that no child was born in the last year and a half.
func (d *days) spaced(children []*resident) bool {
	return !slices.ContainsFunc(children, func(c *resident) bool { return d.day.AddMonths(-18).Before(c.Born) })
}

func (d *days) bear(ctx context.Context, h home, one, other *resident) error {
	child, err := d.comes(ctx, h, newcomer{born: d.day, woman: d.chance.IntN(2) == 0, family: one.Family})
	if err != nil || child == nil {
		return err
	}
	child.guardians, child.begun, child.Protection = []identity.PersonID{one.ID, other.ID}, true, one.Protection
	return nil
}

func (d *days) die(h home, p *resident) {
	p.Died, p.changed = d.day, true
	d.homes[h] = slices.DeleteFunc(d.homes[h], func(q *resident) bool { return q == p })
	for _, left := range d.homes[h] {
		if p.Civil == married && left.Civil == married {
			d.becomes(widowed, left)
		}
	}
	d.leave(h)
}

// leave makes a home vacant where nobody is left in it.
func (d *days) leave(h home) {
	if len(d.homes[h]) == 0 {
		delete(d.homes, h)
		d.vacant = append(d.vacant, h)
	}
}

// take is a vacant home, which there must be.
func (d *days) take() home {
	i := d.chance.IntN(len(d.vacant))
	h := d.vacant[i]
	d.vacant = slices.Delete(d.vacant, i, i+1)
	return h
}

// goTo lets people move between homes of the town. Children who live by turns with one of them do so at the new address.
func (d *days) goTo(to home, all []*resident) {
	for _, p := range all {
		before := p.Address
		p.Address, p.Apartment, p.Since, p.changed = to.at, to.apartment, d.day, true
		d.settle(p, to)
		for _, child := range d.people {
			if child.Alternate == before && slices.Contains(child.guardians, p.ID) && ours(child.ID) {
				child.Alternate, child.changed = to.at, true
			}
		}
		d.enrol(p)
	}
}

func (d *days) move(h home) {
	if len(d.vacant) == 0 {
		return
	}
	to, all := d.take(), d.homes[h]
	d.homes[h] = nil
	d.leave(h)
	d.goTo(to, all)
}

func (d *days) moveOut(h home) {
	for _, p := range d.homes[h] {
		p.Address, p.Apartment, p.Alternate, p.changed = "", "", "", true
		if p.Pupil != nil {
			p.Pupil, p.enrolled = nil, true
		}
	}
	d.homes[h] = nil
	d.leave(h)
}

// part lets one of two move to a home of their own. The children live by turns.
func (d *days) part(h home, one, other *resident, children []*resident) {
	if one.Civil == married && other.Civil == married {
		d.becomes(divorced, one, other)
	}
	to := d.take()
	d.homes[h] = slices.DeleteFunc(d.homes[h], func(p *resident) bool { return p == other })
	d.goTo(to, []*resident{other})
	for _, c := range children {
		if slices.Contains(c.guardians, other.ID) {
			c.Alternate, c.changed = to.at, true
		}
	}
}

// enrol puts a child in the grade of their year, at the school nearest to their home that has it or at the one that was chosen, and lets who is past the
// last grade leave.
func (d *days) enrol(p *resident) {
	year := d.day.Year()
	if d.day.Month() < schoolMonth || d.day.Month() == schoolMonth && d.day.Day() < schoolStarts {
		year--
	}
	grade := year - p.Born.Year() - 6
	if grade < 0 || grade > 9 || p.Address == "" || !p.Died.IsZero() {
		p.enrolled = p.enrolled || p.Pupil != nil
		p.Pupil = nil
		return
	}
	var fits []School
	for _, s := range d.Schools {
		if s.From <= grade && grade <= s.To {
			fits = append(fits, s)
		}
	}
	if len(fits) == 0 {
		return
	}
	at := d.addresses[p.Address].Point
	slices.SortStableFunc(fits, func(a, b School) int { return cmp.Compare(a.Point.Distance(at), b.Point.Distance(at)) })
	next := residents.Pupil{Person: p.ID, School: fits[0].ID, Grade: grade}
	switch {
	case p.Pupil != nil && p.Pupil.Chosen && slices.ContainsFunc(fits, func(s School) bool { return s.ID == p.Pupil.School }):
		next.School, next.Chosen = p.Pupil.School, true
	case p.Pupil == nil && len(fits) > 1 && d.chance.IntN(6) == 0:
		next.School, next.Chosen = fits[1].ID, true
	}
	if p.Pupil == nil || *p.Pupil != next {
		p.Pupil, p.enrolled = &next, true
	}
}

// newcomer is somebody whom the register does not have yet.
type newcomer struct {
	born   civil.Date
	woman  bool
	family string
}

// comes lets somebody be of the town; nil where no test number of their day is left.
func (d *days) comes(ctx context.Context, h home, who newcomer) (*resident, error) {
	number, err := d.number(ctx, who)
	if err != nil || number.IsZero() {
		return nil, err
	}
	d.made++
	p := &resident{number: number, changed: true}
	p.ID = identity.PersonID(fmt.Sprintf("%s%012d", prefix, d.made))
	p.Given, p.Family, p.Born = given(d.chance, who.born.Year(), who.woman), who.family, who.born
	p.Address, p.Apartment, p.Since = h.at, h.apartment, d.since
	if p.Since.Before(p.Born) {
		p.Since = p.Born
	}
	d.people[p.ID] = p
	d.settle(p, h)
	d.enrol(p)
	return p, nil
}

// number is a test number that nobody has; the zero number where all of that day and sex are taken.
func (d *days) number(ctx context.Context, who newcomer) (identity.Number, error) {
	serial := firstTest
	if !who.woman {
		serial++
	}
	for ; serial < firstTest+tests; serial += 2 {
		n := identity.TestNumber(who.born, serial)
		if d.taken[n.Digits()] {
			continue
		}
		if d.births[who.born] { // else nobody in the register can have it
			_, err := d.Register.ByNumber(ctx, n)
			if err == nil {
				continue
			}
			if !errors.Is(err, fault.NotFound) {
				return identity.Number{}, err
			}
		}
		d.taken[n.Digits()] = true
		return n, nil
	}
	return identity.Number{}, nil
}

// moveIn lets a household come to a vacant home, which there must be: one adult (four in ten), two (a third), or a family (a quarter).
func (d *days) moveIn(ctx context.Context) error {
	h := d.take()
	switch kind := d.chance.IntN(20); {
	case kind < 8:
		p, err := d.adult(ctx, h, 19+d.chance.IntN(75), "")
		if err == nil && p != nil && d.apart == nil && p.Age(d.day) > 24 && p.Age(d.day) < 50 && d.chance.IntN(3) == 0 {
			d.apart = p
		}
		return err
	case kind < 15:
		_, err := d.couple(ctx, h, 22+d.chance.IntN(66))
		return err
	default:
		return d.familyComes(ctx, h)
	}
}

// adult lets somebody of an age come, by a family name where one is given.
func (d *days) adult(ctx context.Context, h home, age int, family string) (*resident, error) {
	who := newcomer{born: d.day.AddYears(-age).AddDays(-d.chance.IntN(365)), woman: d.chance.IntN(2) == 0, family: family}
	if family == "" {
		who.family = pick(d.chance, families)
	}
	return d.comes(ctx, h, who)
}

// couple lets two of about an age come, more than half of them married and of one name.
func (d *days) couple(ctx context.Context, h home, age int) (both []*resident, err error) {
	one, err := d.adult(ctx, h, age, "")
	if err != nil || one == nil {
		return nil, err
	}
	family, wed := "", d.chance.IntN(20) < 12
	if wed {
		family = one.Family
	}
	other, err := d.adult(ctx, h, max(19, age-4+d.chance.IntN(8)), family)
	if err != nil || other == nil {
		return []*resident{one}, err
	}
	both = []*resident{one, other}
	if wed {
		for _, p := range both {
			p.Civil, p.CivilSince = married, d.since
		}
	}
	return both, nil
}

// familyComes lets one or two guardians come with their children. Those of one guardian may live by turns with one who lives elsewhere.
func (d *days) familyComes(ctx context.Context, h home) error {
	age := 24 + d.chance.IntN(28)
	var guardians []*resident
	var err error
	byTurns := d.apart != nil && d.chance.IntN(2) == 0
	if byTurns || d.chance.IntN(5) == 0 {
		one, alone := d.adult(ctx, h, age, "")
		guardians, err = []*resident{one}, alone
	} else {
		guardians, err = d.couple(ctx, h, age)
	}
	if err != nil || len(guardians) == 0 || guardians[0] == nil {
		return err
	}
	var elsewhere residents.AddressID
	if byTurns {
		elsewhere = d.apart.Address
		guardians, d.apart = append(guardians, d.apart), nil
	}
	oldest := min(age-21, 17)
	for range 1 + d.chance.IntN(3) {
		born := d.day.AddYears(-d.chance.IntN(oldest + 1)).AddDays(-d.chance.IntN(365))
		child, err := d.comes(ctx, h, newcomer{born: born, woman: d.chance.IntN(2) == 0, family: guardians[0].Family})
		if err != nil {
			return err
		}
		if child == nil {
			continue
		}
		child.Alternate, child.begun = elsewhere, true
		for _, g := range guardians {
			child.guardians = append(child.guardians, g.ID)
		}
	}
	return nil
}
