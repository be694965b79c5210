// Package folk peoples Almby, the demo's municipality, with residents of whom no story is told: homes of one, of two or of a family at its addresses, who are
// born, move, marry, part, start school and die as the days go by. All are made up and have test numbers that nobody has (identity.TestNumber). The same seed
// gives the same town.
//
// What happens is written into the register alone, as an import from the population register would: what has happened is for others to find.
package folk

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"forvag/internal/civil"
	"forvag/internal/identity"
	"forvag/internal/residents"
)

// Town is Almby. Nobody in it is ever one of the people that residents.LoadDemo tells of, and of those it changes nothing but school and grade.
type Town struct {
	Register *residents.Store
	Schools  []School
	// Kept are the labels of addresses where nobody is to live, such as the town hall's.
	Kept map[string]bool
	Seed uint64
}

// School takes pupils from one grade through another; förskoleklass is 0.
type School struct {
	ID       string
	From, To int
	Point    residents.Point
}

// Founded says whether people of the town are in the register.
func (t *Town) Founded(ctx context.Context) (yes bool, err error) {
	err = t.Register.Everyone(ctx, func(r residents.Resident) { yes = yes || ours(r.ID) }, func(residents.Guardianship) {})
	return yes, err
}

// Found lets a number of people live in the town, somewhat more where the last home is a family's, and fewer where there are not homes enough.
func (t *Town) Found(ctx context.Context, people int, day civil.Date) error {
	if err := put(ctx, t.Register, residents.Addresses, between()); err != nil {
		return err
	}
	d, err := t.read(ctx)
	if err != nil {
		return err
	}
	d.begin(day)
	for d.made < people && len(d.vacant) > 0 {
		d.since = day.AddDays(-d.chance.IntN(15 * 365))
		if err := d.moveIn(ctx); err != nil {
			return err
		}
	}
	return d.write(ctx)
}

// Live lets the days after one through another go by in the town.
func (t *Town) Live(ctx context.Context, from, to civil.Date) error {
	d, err := t.read(ctx)
	if err != nil {
		return err
	}
	for day := range from.AddDays(1).Through(to) {
		d.begin(day)
		if err := d.live(ctx); err != nil {
			return err
		}
	}
	return d.write(ctx)
}

// flats are the streets with houses of many homes.
var flats = []string{"Torggatan", "Storgatan", "Kyrkogatan", "Skolgatan", "Ängsgatan", "Hamngatan", "Stationsgatan"}

// Homes in a house of flats: so many on each floor, and so many floors.
const doors, floors = 4, 8

// home is where a household lives. Apartment is empty in a house of its own.
type home struct {
	at        residents.AddressID
	apartment string
}

// resident is somebody in the register, and what of them is to be written.
type resident struct {
	residents.Resident
	number    identity.Number // zero where the register has it
	guardians []identity.PersonID
	changed   bool
	enrolled  bool // whether school or grade is to be written
	begun     bool // whether their guardians are to be written
}

// days is the town while days go by in it.
type days struct {
	*Town
	day, since civil.Date // the day that goes by, and since when those live here who come
	chance     *rand.Rand
	made       int
	people     map[identity.PersonID]*resident
	addresses  map[residents.AddressID]residents.Address
	homes      map[home][]*resident // whom no story is told of, and alive
	vacant     []home
	births     map[civil.Date]bool
	taken      map[string]bool
	// apart is the guardian in another home of the next children who live by turns; nil for none.
	apart *resident
}

// read finds everybody in the register, and which homes are vacant.
func (t *Town) read(ctx context.Context) (*days, error) {
	d := &days{Town: t, people: map[identity.PersonID]*resident{}, addresses: map[residents.AddressID]residents.Address{}, homes: map[home][]*resident{},
		births: map[civil.Date]bool{}, taken: map[string]bool{}}
	storied := map[residents.AddressID]bool{}
	err := t.Register.Everyone(ctx, func(r residents.Resident) {
		p := &resident{Resident: r}
		d.people[r.ID], d.births[r.Born] = p, true
		switch {
		case !ours(r.ID):
			storied[r.Address], storied[r.Alternate] = true, true
		default:
			d.made++
			if r.Address != "" && r.Died.IsZero() {
				d.settle(p, home{r.Address, r.Apartment})
			}
		}
	}, func(g residents.Guardianship) {
		child := d.people[g.Child]
		child.guardians = append(child.guardians, g.Guardian)
	})
	if err != nil {
		return nil, err
	}
	for _, a := range append(residents.DemoAddresses(), interpolated()...) {
		d.addresses[a.ID] = a
		if storied[a.ID] || t.Kept[a.Label()] {
			continue
		}
		for _, h := range homesAt(a) {
			if len(d.homes[h]) == 0 {
				d.vacant = append(d.vacant, h)
			}
		}
	}
	return d, nil
}

// begin turns to another day, on which chance depends on nothing but the day.
func (d *days) begin(day civil.Date) {
	d.day, d.since = day, day
	d.chance = rand.New(rand.NewPCG(d.Seed, uint64(day.Start().Unix())))
}

// settle notes that somebody lives in a home.
func (d *days) settle(p *resident, h home) { d.homes[h] = append(d.homes[h], p) }

// prefix begins the ids of the people that this package makes.
const prefix = "01900000-0000-7000-8001-"

func ours(id identity.PersonID) bool { return strings.HasPrefix(string(id), prefix) }

func homesAt(a residents.Address) (all []home) {
	if !slices.Contains(flats, a.Street) {
		return []home{{at: a.ID}}
	}
	for floor := range floors {
		for door := range doors {
			all = append(all, home{a.ID, fmt.Sprintf("%d%02d", 10+floor, 1+door)})
		}
	}
	return all
}

// interpolated are the addresses between those that the demo has along its country roads, where numbers are left out.
func interpolated() (all []residents.Address) {
	var before residents.Address
	for _, a := range residents.DemoAddresses() {
		if a.Street == before.Street {
			for n := before.Number + 1; n < a.Number; n++ {
				part := func(from, to int) int { return from + (to-from)*(n-before.Number)/(a.Number-before.Number) }
				next := a
				next.ID = residents.AddressID(fmt.Sprintf("%s%012d", prefix, len(all)))
				next.Number, next.Letter = n, ""
				next.Point = residents.Point{East: part(before.Point.East, a.Point.East), North: part(before.Point.North, a.Point.North)}
				all = append(all, next)
			}
		}
		before = a
	}
	return all
}

// between are the rows of interpolated.
func between() (rows []row) {
	for _, a := range interpolated() {
		rows = append(rows, row{"id": string(a.ID), "street": a.Street, "number": a.Number, "postcode": a.Postcode, "town": a.Town,
			"east": a.Point.East, "north": a.Point.North})
	}
	return rows
}

// everybody is all people in the order of their ids.
func (d *days) everybody() []*resident {
	all := make([]*resident, 0, len(d.people))
	for _, p := range d.people {
		all = append(all, p)
	}
	slices.SortFunc(all, func(a, b *resident) int { return cmp.Compare(a.ID, b.ID) })
	return all
}
