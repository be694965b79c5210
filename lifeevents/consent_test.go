package lifeevents_test

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"forvag/internal/fault"
	"forvag/internal/identity"
	"forvag/lifeevents"
)

// couple are guardians who were offered the same, as a store would keep them, with the work that was left.
type couple struct {
	t     testing.TB
	group []lifeevents.Record
	out   map[identity.PersonID]bool
	work  map[string]int
	made  int
}

func newCouple(t testing.TB, guardians ...identity.PersonID) *couple {
	c := &couple{t: t, out: map[identity.PersonID]bool{}, work: map[string]int{}}
	for _, who := range guardians {
		c.group = append(c.group, lifeevents.Record{ID: string(who), Receiver: who, Subject: "child"})
		if err := c.happens(who, lifeevents.Ground{Kind: lifeevents.Offer, Until: lifeDay.AddDays(90)}); err != nil {
			t.Fatal(err)
		}
	}
	return c
}

func (c *couple) of(who identity.PersonID) *lifeevents.Record {
	i := slices.IndexFunc(c.group, func(r lifeevents.Record) bool { return r.Receiver == who })
	if i < 0 {
		return nil
	}
	return &c.group[i]
}

// happens lets something happen to somebody's, and settles what follows for the others.
func (c *couple) happens(who identity.PersonID, change lifeevents.Change) error {
	r := c.of(who)
	next, jobs, err := r.After(change, lifeNoon)
	if err != nil {
		return err
	}
	c.left(r, jobs)
	r.Life = next
	c.settle()
	return nil
}

func (c *couple) settle() {
	for _, step := range lifeevents.Settle(c.group, func(who identity.PersonID) bool { return c.out[who] }, lifeNoon) {
		if step.ID == "" {
			c.made++
			step.ID = string(step.Receiver)
			c.group = append(c.group, step.Record)
		}
		*c.of(step.Receiver) = step.Record
		c.left(&step.Record, step.Jobs)
	}
}

// left keeps work by its key, as the outbox does.
func (c *couple) left(r *lifeevents.Record, jobs []lifeevents.Job) {
	for _, j := range jobs {
		key := fmt.Sprintf("%s %s %d", j.Kind, r.Receiver, j.N)
		if j.Kind == lifeevents.OpenCase {
			key = fmt.Sprintf("%s %s turn %d", j.Kind, r.Receiver, r.Turn)
		}
		c.work[key]++
	}
}

func (c *couple) states() string {
	var all []string
	for _, r := range c.group {
		text := string(r.Receiver) + " " + string(r.State)
		if r.Reason != "" {
			text += " " + r.Reason
		}
		if r.Asks() {
			text += " asked"
		}
		all = append(all, text)
	}
	slices.Sort(all)
	return strings.Join(all, ", ")
}

// hold is a yes with a form, to which the others named are to say yes.
func hold(draft string, others ...identity.PersonID) lifeevents.Hold {
	return lifeevents.Hold{Draft: draft, Others: others, On: lifeDay, Until: lifeDay.AddDays(21)}
}

// said is something that happens to one of them.
type said struct {
	who  identity.PersonID
	what lifeevents.Change
}

func TestWhatGuardiansSayTogether(t *testing.T) {
	yes, no := lifeevents.Agree{}, lifeevents.Decline{}
	over := lifeevents.Passed{Day: lifeDay.AddDays(22)}
	held := said{"anna", hold("form", "bo")}
	for _, tc := range []struct {
		name string
		said []said
		want string
		work string // that is left beside the first news, by key
	}{
		{"one yes waits", []said{held}, "anna awaiting, bo open asked", "tell bo 100"},
		{"a double tap", []said{held, held}, "anna awaiting, bo open asked", "tell bo 100"},
		{"yes and yes", []said{held, {"bo", yes}}, "anna agreed, bo agreed", "case anna turn 1, tell bo 100"},
		{"yes and yes, tapped twice", []said{held, {"bo", yes}, {"bo", yes}, held}, "anna agreed, bo agreed", "case anna turn 1, tell bo 100"},
		{"the case is there", []said{held, {"bo", yes}, {"anna", lifeevents.Accept{Case: "c"}}, {"bo", lifeevents.OtherAccepted{Case: "c"}}},
			"anna accepted, bo accepted", "case anna turn 1, tell bo 100"},
		{"yes and no", []said{held, {"bo", no}}, "anna withdrawn disagreed, bo declined disagreed", "tell anna 102, tell bo 100"},
		{"no and yes", []said{{"bo", no}, held}, "anna withdrawn disagreed, bo declined disagreed", "tell anna 102, tell bo 102"},
		{"reminded once, then silence", []said{held, {"bo", lifeevents.Remind{N: lifeevents.ToldUrged, On: lifeDay.AddDays(7)}},
			{"bo", lifeevents.Remind{N: lifeevents.ToldUrged, On: lifeDay.AddDays(8)}}, {"bo", over}}, "anna expired silent, bo expired", "tell anna 102, tell bo 100, tell bo 101"},
		{"silence, and the one who waits comes first", []said{held, {"anna", over}, {"bo", over}}, "anna expired silent, bo expired", "tell anna 102, tell bo 100"},
		{"the yes is taken back", []said{held, {"anna", no}}, "anna declined, bo open", "tell bo 100"},
		{"the other wants to be left alone", []said{held, {"bo", lifeevents.LeaveAlone{}}}, "anna withdrawn by_officer, bo withdrawn left_alone", "tell anna 102, tell bo 100"},
		{"the ground goes", []said{held, {"anna", lifeevents.GroundLost{}}, {"bo", lifeevents.GroundLost{}}}, "anna withdrawn ground, bo withdrawn ground", "tell anna 102, tell bo 100"},
		{"the ground goes for the one alone, who is guardian no more", []said{held, {"anna", lifeevents.GroundLost{}}}, "anna withdrawn ground, bo open", "tell anna 102, tell bo 100"},
		{"the other is guardian no more, or dead", []said{held, {"anna", lifeevents.Consult{}}, {"bo", lifeevents.GroundLost{}}}, "anna agreed, bo withdrawn ground", "case anna turn 1, tell bo 100"},
		{"a new guardian is asked", []said{held, {"anna", lifeevents.Consult{Others: []identity.PersonID{"bo", "cleo"}}}, {"bo", yes}},
			"anna awaiting, bo awaiting, cleo open asked", "tell bo 100, tell cleo 100"},
		{"a new guardian is asked after all had said yes", []said{held, {"bo", yes}, {"anna", lifeevents.Consult{Others: []identity.PersonID{"bo", "cleo"}}}},
			"anna awaiting, bo agreed, cleo open asked", "case anna turn 1, tell bo 100, tell cleo 100"},
		{"and says yes", []said{held, {"bo", yes}, {"anna", lifeevents.Consult{Others: []identity.PersonID{"bo", "cleo"}}}, {"cleo", yes}},
			"anna agreed, bo agreed, cleo agreed", "case anna turn 1, case anna turn 2, tell bo 100, tell cleo 100"},
		{"the form cannot be sent", []said{held, {"bo", yes}, {"anna", lifeevents.Returned{}}, {"anna", lifeevents.Returned{}}}, "anna open, bo open", "case anna turn 1, tell anna 102, tell bo 100, tell bo 102"},
		{"and is sent when it is mended", []said{held, {"bo", yes}, {"anna", lifeevents.Returned{}}, held, {"bo", yes}}, "anna agreed, bo agreed",
			"case anna turn 1, case anna turn 2, tell anna 102, tell bo 100, tell bo 102"},
		{"an officer sees to it", []said{held, {"anna", lifeevents.HandOver{}}}, "anna withdrawn by_officer, bo open", "tell bo 100"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c := newCouple(t, "anna", "bo")
			clear(c.work)
			for _, s := range tc.said {
				if err := c.happens(s.who, s.what); err != nil {
					t.Fatalf("%s %T: %v", s.who, s.what, err)
				}
			}
			if got := c.states(); got != tc.want {
				t.Errorf("got %s\nwant %s", got, tc.want)
			}
			var work []string
			for key := range c.work {
				work = append(work, key)
			}
			slices.Sort(work)
			if got := strings.Join(work, ", "); got != tc.work {
				t.Errorf("left %s\nwant %s", got, tc.work)
			}
		})
	}
}

// TestTheFirstFormStands lets both fill in the form at the same time.
func TestTheFirstFormStands(t *testing.T) {
	c := newCouple(t, "anna", "bo")
	if err := c.happens("anna", hold("annas", "bo")); err != nil {
		t.Fatal(err)
	}
	if err := c.happens("bo", hold("bos", "anna")); !errors.Is(err, fault.Exists) {
		t.Errorf("the second form: %v", err)
	}
	if got := c.states(); got != "anna awaiting, bo open asked" {
		t.Error(got)
	}
}

// TestWhoIsToldNothingIsNotAsked asks nobody who has opted out, and says the same of that as where an officer must look.
func TestWhoIsToldNothingIsNotAsked(t *testing.T) {
	c := newCouple(t, "anna")
	c.out["bo"] = true
	if err := c.happens("anna", hold("form", "bo")); err != nil {
		t.Fatal(err)
	}
	if got := c.states(); got != "anna withdrawn by_officer" || c.made != 0 {
		t.Errorf("%s, %d made", got, c.made)
	}
}

// TestNothingIsOpenedUnlessEverybodySaysYes lets guardians say anything in any order, while custody, ground and days change, and holds what must hold after each step.
func TestNothingIsOpenedUnlessEverybodySaysYes(t *testing.T) {
	everybody := []identity.PersonID{"anna", "bo", "cleo"}
	rapid.Check(t, func(t *rapid.T) {
		c := newCouple(silent{}, everybody[:2]...)
		guards := map[identity.PersonID]bool{"anna": true, "bo": true}
		besides := func(who identity.PersonID) (others []identity.PersonID) {
			for _, g := range everybody {
				if guards[g] && g != who {
					others = append(others, g)
				}
			}
			return others
		}
		said := map[identity.PersonID]bool{} // yes to the form that waits
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			who := rapid.SampledFrom(everybody).Draw(t, "who")
			r := c.of(who)
			if r == nil {
				continue
			}
			before := *r
			var what lifeevents.Change
			switch n := rapid.IntRange(0, 12).Draw(t, "what"); n {
			case 0, 1, 2:
				if !guards[who] || len(besides(who)) == 0 {
					continue
				}
				what = hold("form of "+string(who), besides(who)...)
			case 3, 4, 5:
				what = lifeevents.Agree{}
			case 6:
				what = lifeevents.Decline{}
			case 7:
				what = lifeevents.Passed{Day: lifeDay.AddDays(rapid.SampledFrom([]int{1, 22}).Draw(t, "day"))}
			case 8:
				other := rapid.SampledFrom(everybody).Draw(t, "custody")
				guards[other] = !guards[other]
				for _, g := range c.group { // as a run does: first who is guardian, then who has lost the ground
					if guards[g.Receiver] {
						_ = c.happens(g.Receiver, lifeevents.Consult{Others: besides(g.Receiver)})
					}
				}
				for _, g := range slices.Clone(c.group) {
					if !guards[g.Receiver] {
						_ = c.happens(g.Receiver, lifeevents.GroundLost{})
					}
				}
				continue
			case 9:
				what = lifeevents.Returned{}
			case 10:
				what = lifeevents.HandOver{}
			case 11:
				c.out[who], what = true, lifeevents.LeaveAlone{}
			case 12:
				what = lifeevents.Ground{Kind: lifeevents.Offer, Until: lifeDay.AddDays(90)}
			}
			opened := sum(c.work, "case ")
			err := c.happens(who, what)
			if err != nil {
				if !reflect.DeepEqual(*c.of(who), before) {
					t.Fatalf("%T was refused, and something changed", what)
				}
				continue
			}
			switch what.(type) {
			case lifeevents.Hold, lifeevents.Agree:
				said[who] = true
			case lifeevents.Decline:
				said[who] = false
			}
			group := slices.Clone(c.group)
			if c.settle(); !reflect.DeepEqual(group, c.group) {
				t.Fatalf("%T: settled twice, it comes to another thing: %s", what, c.states())
			}
			forms := 0
			for _, r := range c.group {
				if r.Others == nil || r.State != lifeevents.Awaiting && r.State != lifeevents.Agreed {
					continue
				}
				forms++
				for _, o := range r.Others {
					other := c.of(o)
					if r.State == lifeevents.Agreed && (other.State != lifeevents.Agreed || !said[o]) {
						t.Fatalf("%T: a form is sent to which %s has not said yes: %s", what, o, c.states())
					}
					if r.State == lifeevents.Awaiting && !other.Asks() && other.State != lifeevents.Awaiting && other.State != lifeevents.Agreed {
						t.Fatalf("%T: a form waits for who was not asked: %s", what, c.states())
					}
				}
			}
			if forms > 1 {
				t.Fatalf("%T: two forms wait: %s", what, c.states())
			}
			for _, r := range c.group {
				if waits := r.Asks() || r.State == lifeevents.Awaiting || r.State == lifeevents.Agreed; waits && forms == 0 {
					t.Fatalf("%T: %s waits for no form: %s", what, r.Receiver, c.states())
				}
			}
			if grown := sum(c.work, "case ") - opened; grown > 1 || grown == 1 && forms != 1 {
				t.Fatalf("%T: %d cases are opened: %s", what, grown, c.states())
			}
			for key, n := range c.work {
				if n > 1 && strings.HasPrefix(key, "case ") {
					t.Fatalf("%T: %s is asked for %d times", what, key, n)
				}
			}
		}
	})
}

// silent is a test that a helper can use inside a property.
type silent struct{ testing.TB }

func sum(work map[string]int, prefix string) (n int) {
	for key, times := range work {
		if strings.HasPrefix(key, prefix) {
			n += times
		}
	}
	return n
}
