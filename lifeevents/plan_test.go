package lifeevents_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"forvag/internal/civil"
	"forvag/internal/identity"
	"forvag/lifeevents"
)

const ruleHead = `
id: test
board: KS
icon: baby
law: [lagen 1 §]
name: {sv: Namn, en: Name}
why: {sv: Skäl, en: Reason}
facts:
  - {id: registered_here, from: register}
  - {id: adults_at_home, from: register}
conditions:
  - {id: here, if: registered_here, yes: {sv: Bor här., en: Lives here.}, no: {sv: Bor inte här., en: Does not live here.}}
effect: reminder
texts: {title: {sv: Rubrik, en: Title}, lead: {sv: Ingress, en: Lead}}
examples: [{name: ett, today: 2026-11-23, people: [{name: A, born: 2020-01-01}], expect: none}]
`

// rule makes a rule of a trigger and whom it tells.
func rule(t testing.TB, trigger, to string) *lifeevents.Rule {
	t.Helper()
	r, faults := lifeevents.Parse("test.yaml", []byte(ruleHead+"to: "+to+"\ntrigger: "+trigger+"\n"), options(t))
	for _, f := range faults {
		t.Fatal(f)
	}
	return r
}

// people is a small world as it may come from any register.
type people struct {
	all    []lifeevents.Person
	guards [][2]int // child and guardian
	out    map[identity.PersonID]bool
	events []lifeevents.Event
}

var anyDay = rapid.Custom(func(t *rapid.T) civil.Date {
	return civil.New(rapid.IntRange(2004, 2027).Draw(t, "year"), 1, rapid.IntRange(1, 366).Draw(t, "day"))
})

// anyPeople draws homes with adults, children, dead and protected people in them, and events of theirs.
var anyPeople = rapid.Custom(func(t *rapid.T) people {
	p := people{out: map[identity.PersonID]bool{}}
	n := rapid.IntRange(1, 12).Draw(t, "people")
	for i := range n {
		q := lifeevents.Person{ID: identity.PersonID(fmt.Sprintf("p%02d", i)), Born: anyDay.Draw(t, "born"), Home: rapid.SampledFrom([]string{"", "a", "b", "c"}).Draw(t, "home"),
			Here: rapid.Float64Range(0, 1).Draw(t, "here") < 0.8, Protected: rapid.Float64Range(0, 1).Draw(t, "protected") < 0.1, SchoolDistance: -1}
		if rapid.Float64Range(0, 1).Draw(t, "dead") < 0.15 {
			q.Died = anyDay.Draw(t, "died")
		}
		p.all = append(p.all, q)
		p.out[q.ID] = rapid.Float64Range(0, 1).Draw(t, "out") < 0.15
	}
	for range rapid.IntRange(0, 8).Draw(t, "guardianships") {
		child, guardian := rapid.IntRange(0, n-1).Draw(t, "child"), rapid.IntRange(0, n-1).Draw(t, "guardian")
		if pair := [2]int{child, guardian}; child != guardian && !slices.Contains(p.guards, pair) {
			p.guards = append(p.guards, pair)
		}
	}
	for i := range rapid.IntRange(0, 6).Draw(t, "events") {
		kind := rapid.SampledFrom([]lifeevents.EventKind{lifeevents.MovedIn, lifeevents.Died, lifeevents.GuardianNew}).Draw(t, "kind")
		p.events = append(p.events, lifeevents.Event{ID: fmt.Sprintf("e%d", i), Kind: kind, Day: anyDay.Draw(t, "on"),
			Subject: p.all[rapid.IntRange(0, n-1).Draw(t, "subject")].ID, Other: p.all[rapid.IntRange(0, n-1).Draw(t, "other")].ID})
	}
	return p
})

// world builds the population, with people, guardianships and events in an order of chance; the seed 0 is the order that they were drawn in.
func (p people) world(day civil.Date, seed uint64) *lifeevents.World {
	order := rand.New(rand.NewPCG(seed, seed))
	all, guards, events := slices.Clone(p.all), slices.Clone(p.guards), slices.Clone(p.events)
	if seed != 0 {
		order.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		order.Shuffle(len(guards), func(i, j int) { guards[i], guards[j] = guards[j], guards[i] })
		order.Shuffle(len(events), func(i, j int) { events[i], events[j] = events[j], events[i] })
		events = append(events, events...) // each told twice
	}
	var b lifeevents.Builder
	for _, q := range all {
		b.Add(q)
	}
	for _, g := range guards {
		b.Guardian(p.all[g[0]].ID, p.all[g[1]].ID, civil.Date{}, civil.Date{})
	}
	return &lifeevents.World{Day: day, People: b.Build(), Events: events, OptedOut: func(who identity.PersonID, _ string) bool { return p.out[who] }}
}

func (p people) find(id identity.PersonID) lifeevents.Person {
	return p.all[slices.IndexFunc(p.all, func(q lifeevents.Person) bool { return q.ID == id })]
}

// near says whether somebody has a protected identity or lives with somebody alive who has.
func (p people) near(id identity.PersonID) bool {
	q := p.find(id)
	return q.Protected || slices.ContainsFunc(p.all, func(other lifeevents.Person) bool {
		return other.Protected && other.Died.IsZero() && other.Home != "" && other.Home == q.Home
	})
}

// guardiansOf are those who are a child's guardians on a day.
func (p people) guardiansOf(id identity.PersonID, day civil.Date) (all []identity.PersonID) {
	for _, g := range p.guards {
		if child := p.all[g[0]]; child.ID == id && day.Before(child.Born.AddYears(18)) {
			all = append(all, p.all[g[1]].ID)
		}
	}
	return all
}

// TestNoRuleSpeaksToThoseItMustNot holds the guards whatever the rule says.
func TestNoRuleSpeaksToThoseItMustNot(t *testing.T) {
	var all []*lifeevents.Rule
	for _, to := range []string{"subject", "guardians", "both"} {
		all = append(all, rule(t, "{age: {months: 7}, within: 10 years}", to), rule(t, "{season: {on: [03-01], from: 2, to: 12}, within: 1 year}", to))
	}
	all = append(all, rule(t, "{events: [moved_in, guardian_new], delay: 10 days, within: 20 years}", "other"),
		rule(t, "{events: [died], delay: 30 days, within: 20 years}", "home"))
	rapid.Check(t, func(rt *rapid.T) {
		p, day := anyPeople.Draw(rt, "people"), anyDay.Draw(rt, "today")
		w := p.world(day, 0)
		for _, r := range all {
			for _, e := range lifeevents.Plan(r, w, civil.Date{}) {
				subject := p.find(e.Subject)
				if e.Ground.After(day) || subject.Died.IsZero() == (r.Trigger.Events != nil && r.Trigger.Events[0] == lifeevents.Died) {
					rt.Fatalf("%+v for %+v", e, subject)
				}
				shy := p.near(e.Subject) || slices.ContainsFunc(p.guardiansOf(e.Subject, day), p.near)
				if shy && e.Kind != lifeevents.Review {
					rt.Fatalf("%+v, and a protected identity is near", e)
				}
				if e.Kind == lifeevents.Review && len(e.Receivers) > 0 {
					rt.Fatalf("a review tells %v", e.Receivers)
				}
				for _, who := range e.Receivers {
					if q := p.find(who); !q.Died.IsZero() || p.near(who) || p.out[who] || civil.Age(q.Born, day) < 15 {
						rt.Fatalf("%s is told %+v", who, e)
					}
				}
				if guardians := p.guardiansOf(e.Subject, day); r.To == lifeevents.ToGuardians {
					for _, who := range e.Receivers {
						if !slices.Contains(guardians, who) {
							rt.Fatalf("%s is told as guardian", who)
						}
					}
				}
			}
		}
	})
}

// TestOrderAndRepetitionChangeNothing plans the same world told in another order, and twice.
func TestOrderAndRepetitionChangeNothing(t *testing.T) {
	all := []*lifeevents.Rule{rule(t, "{age: {months: 7}, within: 10 years}", "guardians"),
		rule(t, "{events: [moved_in, guardian_new], within: 20 years}", "both")}
	rapid.Check(t, func(rt *rapid.T) {
		p, day := anyPeople.Draw(rt, "people"), anyDay.Draw(rt, "today")
		for _, r := range all {
			want := lifeevents.Plan(r, p.world(day, 0), civil.Date{})
			got := lifeevents.Plan(r, p.world(day, rapid.Uint64Min(1).Draw(rt, "order")), civil.Date{})
			if diff := cmp.Diff(got, want, cmpopts.EquateComparable(civil.Date{})); diff != "" {
				rt.Fatal(diff)
			}
		}
	})
}

// TestTheIndexMissesNobody compares the rules of the calendar with asking everybody on each day.
func TestTheIndexMissesNobody(t *testing.T) {
	ages := map[*lifeevents.Rule]lifeevents.Age{}
	for _, a := range []lifeevents.Age{{Years: 15, Months: 1}, {Years: 16}, {Years: 17, Months: 11}, {Years: 18}} {
		ages[rule(t, fmt.Sprintf("{age: {years: %d, months: %d}, delay: 1 month, within: 5 weeks}", a.Years, a.Months), "subject")] = a
	}
	season := rule(t, "{season: {on: [02-15, 08-15], from: 16, to: 18}, delay: 1 month, within: 5 weeks}", "subject")
	delay, within := civil.Period{N: 1, Unit: civil.Months}, 35
	speaks := func(ground, day civil.Date) bool {
		due := delay.After(ground)
		return !due.After(day) && !due.Before(day.AddDays(-within))
	}
	rapid.Check(t, func(rt *rapid.T) {
		p, day := anyPeople.Draw(rt, "people"), anyDay.Draw(rt, "today")
		w := p.world(day, 0)
		open := func(q lifeevents.Person) bool {
			return q.Died.IsZero() && q.Here && !p.near(q.ID) && !p.out[q.ID] && civil.Age(q.Born, day) >= 15
		}
		told := func(r *lifeevents.Rule) (all []string) {
			for _, e := range lifeevents.Plan(r, w, civil.Date{}) {
				if q := p.find(e.Subject); e.Kind == lifeevents.Reminder && open(q) {
					all = append(all, string(e.Subject)+" "+e.Ground.String())
				}
			}
			return all
		}
		for r, a := range ages {
			var want []string
			for _, q := range p.all {
				if ground := q.Born.AddMonths(12*a.Years + a.Months); speaks(ground, day) && open(q) && !slices.ContainsFunc(p.guardiansOf(q.ID, day), p.near) {
					want = append(want, string(q.ID)+" "+ground.String())
				}
			}
			if got := told(r); strings.Join(got, "\n") != strings.Join(want, "\n") {
				rt.Fatalf("%+v on %s: got %v, want %v", a, day, got, want)
			}
		}
		var want []string
		for _, q := range p.all {
			for year := day.Year() - 2; year <= day.Year(); year++ {
				for _, ground := range []civil.Date{civil.New(year, 2, 15), civil.New(year, 8, 15)} {
					turns := year - q.Born.Year()
					if turns >= 16 && turns <= 18 && speaks(ground, day) && open(q) && !slices.ContainsFunc(p.guardiansOf(q.ID, day), p.near) {
						want = append(want, string(q.ID)+" "+ground.String())
					}
				}
			}
		}
		if got := told(season); strings.Join(got, "\n") != strings.Join(want, "\n") {
			rt.Fatalf("season on %s: got %v, want %v", day, got, want)
		}
	})
}

// TestAskFollowsWhatHappens asks of what was sent whether it stands, as lives go on.
func TestAskFollowsWhatHappens(t *testing.T) {
	day := civil.Must("2026-11-23")
	child := lifeevents.Person{ID: "child", Born: civil.Must("2020-01-01"), Home: "a", Here: true, SchoolDistance: -1}
	mother := lifeevents.Person{ID: "mother", Born: civil.Must("1990-01-01"), Home: "a", Here: true, SchoolDistance: -1}
	father := lifeevents.Person{ID: "father", Born: civil.Must("1990-01-01"), Home: "b", Here: true, SchoolDistance: -1}
	r := rule(t, "{age: {years: 6}, within: 1 year}", "guardians")
	for _, test := range []struct {
		name   string
		change func(child, mother, father *lifeevents.Person, out map[identity.PersonID]bool, guards *bool)
		day    civil.Date
		stands bool
	}{
		{"nothing", func(_, _, _ *lifeevents.Person, _ map[identity.PersonID]bool, _ *bool) {}, day, true},
		{"years have passed", func(_, _, _ *lifeevents.Person, _ map[identity.PersonID]bool, _ *bool) {}, day.AddYears(3), true},
		{"the child died", func(c, _, _ *lifeevents.Person, _ map[identity.PersonID]bool, _ *bool) { c.Died = day }, day, false},
		{"the mother died", func(_, m, _ *lifeevents.Person, _ map[identity.PersonID]bool, _ *bool) { m.Died = day }, day, false},
		{"the child moved", func(c, _, _ *lifeevents.Person, _ map[identity.PersonID]bool, _ *bool) { c.Here = false }, day, false},
		{"the father came under protection", func(_, _, f *lifeevents.Person, _ map[identity.PersonID]bool, _ *bool) { f.Protected = true }, day, false},
		{"the mother opted out", func(_, _, _ *lifeevents.Person, out map[identity.PersonID]bool, _ *bool) { out["mother"] = true }, day, false},
		{"the father opted out", func(_, _, _ *lifeevents.Person, out map[identity.PersonID]bool, _ *bool) { out["father"] = true }, day, true},
		{"the mother is no guardian", func(_, _, _ *lifeevents.Person, _ map[identity.PersonID]bool, guards *bool) { *guards = false }, day, false},
		{"the child is of age", func(_, _, _ *lifeevents.Person, _ map[identity.PersonID]bool, _ *bool) {}, civil.Must("2038-01-01"), false},
	} {
		c, m, f, out, guards := child, mother, father, map[identity.PersonID]bool{}, true
		test.change(&c, &m, &f, out, &guards)
		var b lifeevents.Builder
		b.Add(c)
		b.Add(m)
		b.Add(f)
		b.Guardian("child", "father", c.Born, civil.Date{})
		if guards {
			b.Guardian("child", "mother", c.Born, civil.Date{})
		}
		w := &lifeevents.World{Day: test.day, People: b.Build(), OptedOut: func(who identity.PersonID, _ string) bool { return out[who] }}
		sent := lifeevents.Sent{Subject: "child", Receiver: "mother", Period: "age:6-0", Ground: civil.Must("2026-01-01")}
		if got := lifeevents.Ask(r, w, sent).Stands; got != test.stands {
			t.Errorf("%s: stands %v, want %v", test.name, got, test.stands)
		}
	}
}

// TestTwinsAreTwo holds that two children of a day are two subjects, each told to both guardians.
func TestTwinsAreTwo(t *testing.T) {
	var b lifeevents.Builder
	born := civil.Must("2026-05-23")
	for _, id := range []identity.PersonID{"a", "b"} {
		b.Add(lifeevents.Person{ID: id, Born: born, Home: "h", Here: true, SchoolDistance: -1})
	}
	for _, id := range []identity.PersonID{"m", "f"} {
		b.Add(lifeevents.Person{ID: id, Born: civil.Must("1990-01-01"), Home: "h", Here: true, SchoolDistance: -1})
		b.Guardian("a", id, born, civil.Date{})
		b.Guardian("b", id, born, civil.Date{})
	}
	var got []string
	for _, e := range lifeevents.Plan(rule(t, "{age: {months: 6}, within: 1 day}", "guardians"), &lifeevents.World{Day: civil.Must("2026-11-23"), People: b.Build()}, civil.Date{}) {
		got = append(got, fmt.Sprint(e.Subject, e.Receivers))
	}
	if diff := cmp.Diff(got, []string{"a[f m]", "b[f m]"}); diff != "" {
		t.Error(diff)
	}
}
