package lifeevents_test

import (
	"testing"

	"pgregory.net/rapid"

	"forvag/lifeevents"
)

// TestOutcomesPointAtNobody counts what became of offers in places of all sizes.
func TestOutcomesPointAtNobody(t *testing.T) {
	for _, tc := range []struct {
		name string
		lifeevents.Numbers
		want string
	}{
		{"nothing", lifeevents.Numbers{}, "0: 0 0 0 0 0 0, 0 seen"},
		{"few", lifeevents.Numbers{States: map[lifeevents.State]int{lifeevents.Open: 2, lifeevents.Declined: 1}, Seen: 1}, "under 5: under 5 0 0 under 5 0 0, under 5 seen"},
		{"one small part", lifeevents.Numbers{States: map[lifeevents.State]int{lifeevents.Open: 30, lifeevents.Accepted: 12, lifeevents.Declined: 2}, Seen: 20},
			"44: 30 0 not told under 5 0 0, 20 seen"},
		{"all but one have read", lifeevents.Numbers{States: map[lifeevents.State]int{lifeevents.Open: 30}, Seen: 29}, "30: 30 0 0 0 0 0, not told seen"},
		{"two that the sum gives away", lifeevents.Numbers{States: map[lifeevents.State]int{lifeevents.Open: 30, lifeevents.Declined: 1, lifeevents.Expired: 1}, Seen: 10},
			"32: not told 0 0 under 5 0 under 5, 10 seen"},
		{"a yes that waits for another's, and one that is being sent", lifeevents.Numbers{States: map[lifeevents.State]int{lifeevents.Open: 30, lifeevents.Awaiting: 4,
			lifeevents.Agreed: 3, lifeevents.Accepted: 8}, Seen: 20}, "45: 30 7 8 0 0 0, 20 seen"},
	} {
		out := tc.Numbers.Outcomes()
		got := out.Sent.String() + ":"
		for _, p := range out.Fates {
			got += " " + p.Count.String()
		}
		if got = got + ", " + out.Seen.String() + " seen"; got != tc.want {
			t.Errorf("%s: %s, want %s", tc.name, got, tc.want)
		}
	}
}

// TestSmallPartsCannotBeWorkedOut holds that where a part is too small, more than one way of dividing the rest fits what is told.
func TestSmallPartsCannotBeWorkedOut(t *testing.T) {
	states := []lifeevents.State{lifeevents.Open, lifeevents.Awaiting, lifeevents.Accepted, lifeevents.Declined, lifeevents.Withdrawn, lifeevents.Expired}
	rapid.Check(t, func(t *rapid.T) {
		n := lifeevents.Numbers{States: map[lifeevents.State]int{}}
		for _, s := range states {
			n.States[s] = rapid.IntRange(0, 12).Draw(t, string(s))
		}
		out := n.Outcomes()
		if out.Sent < lifeevents.Shown {
			return // the sum is not told
		}
		least, most, sum := 0, 0, 0
		for _, p := range out.Fates {
			switch {
			case p.Count == lifeevents.Hidden:
				least, most, sum = least+lifeevents.Shown, most+1000, sum+n.States[p.State]
			case p.Count.Few():
				least, most, sum = least+1, most+lifeevents.Shown-1, sum+n.States[p.State]
			}
		}
		everything := out.Fates[0].Count
		for _, p := range out.Fates[1:] {
			if p.Count > everything {
				everything = p.Count
			}
		}
		if sum > 0 && (sum == least || sum == most) && everything >= lifeevents.Shown {
			t.Fatalf("%v gives away its small parts: %v", n.States, out)
		}
	})
}
