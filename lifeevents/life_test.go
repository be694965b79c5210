package lifeevents_test

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"forvag/internal/civil"
	"forvag/internal/fault"
	"forvag/lifeevents"
)

var (
	lifeDay  = civil.Must("2026-11-23")
	lifeNoon = lifeDay.Start().Add(12 * time.Hour)
)

// lived lets changes happen one after the other, and returns what became of it and the work that was left.
func lived(t testing.TB, changes ...lifeevents.Change) (l lifeevents.Life, jobs []lifeevents.Job) {
	t.Helper()
	for _, c := range changes {
		next, more, err := l.After(c, lifeNoon)
		if err != nil {
			t.Fatalf("%T: %v", c, err)
		}
		l, jobs = next, append(jobs, more...)
	}
	return l, jobs
}

func TestWhatBecomesOfAnEffect(t *testing.T) {
	offer, review, opens := lifeevents.Ground{Kind: lifeevents.Offer, Until: lifeDay}, lifeevents.Ground{Kind: lifeevents.Review}, lifeevents.Ground{Kind: lifeevents.Case}
	tell, open := lifeevents.Job{Kind: lifeevents.Tell}, lifeevents.Job{Kind: lifeevents.OpenCase}
	lost, closed := lifeevents.GroundLost{}, lifeevents.CloseReview{By: "o", Reason: lifeevents.ByHand, Note: "Ringde."}
	for _, tc := range []struct {
		name    string
		changes []lifeevents.Change
		state   lifeevents.State
		reason  string
		jobs    []lifeevents.Job
	}{
		{"an offer", []lifeevents.Change{offer}, lifeevents.Open, "", []lifeevents.Job{tell}},
		{"the ground goes before it came", []lifeevents.Change{lost, offer}, lifeevents.Open, "", []lifeevents.Job{tell}},
		{"the ground goes", []lifeevents.Change{offer, lost, lost}, lifeevents.Withdrawn, lifeevents.GroundGone, []lifeevents.Job{tell}},
		{"the ground comes back", []lifeevents.Change{offer, lost, offer}, lifeevents.Open, "", []lifeevents.Job{tell}},
		{"a no stands when the ground goes and comes", []lifeevents.Change{offer, lifeevents.Decline{}, lost, offer}, lifeevents.Declined, "", []lifeevents.Job{tell}},
		{"the other guardian said yes", []lifeevents.Change{offer, lifeevents.OtherAccepted{}, offer}, lifeevents.Withdrawn, lifeevents.Taken, []lifeevents.Job{tell}},
		{"left alone", []lifeevents.Change{offer, lifeevents.LeaveAlone{}, offer}, lifeevents.Withdrawn, lifeevents.LeftAlone, []lifeevents.Job{tell}},
		{"the last day has passed", []lifeevents.Change{offer, lifeevents.Passed{Day: lifeDay.AddDays(1)}, offer}, lifeevents.Expired, "", []lifeevents.Job{tell}},
		{"on the last day", []lifeevents.Change{offer, lifeevents.Passed{Day: lifeDay}}, lifeevents.Open, "", []lifeevents.Job{tell}},
		{"a form that was sent in after the last day", []lifeevents.Change{offer, lifeevents.Begin{Draft: "d"}, lifeevents.Passed{Day: lifeDay.AddDays(1)},
			lifeevents.Accept{Case: "c"}, lifeevents.Accept{Case: "c"}}, lifeevents.Accepted, "", []lifeevents.Job{tell}},
		{"reminded twice, and each once", []lifeevents.Change{offer, lifeevents.Remind{N: 1, On: lifeDay}, lifeevents.Remind{N: 1, On: lifeDay}, lifeevents.Remind{N: 2, On: lifeDay}},
			lifeevents.Open, "", []lifeevents.Job{tell, {Kind: lifeevents.Tell, N: 1}, {Kind: lifeevents.Tell, N: 2}}},
		{"the second reminder does not come before the first", []lifeevents.Change{offer, lifeevents.Remind{N: 2, On: lifeDay}}, lifeevents.Open, "", []lifeevents.Job{tell}},
		{"who wished to rest is not reminded", []lifeevents.Change{offer, lifeevents.Postpone{Until: lifeDay.AddDays(1)}, lifeevents.Remind{N: 1, On: lifeDay}},
			lifeevents.Open, "", []lifeevents.Job{tell}},
		{"a review tells nobody", []lifeevents.Change{review}, lifeevents.Reviewed, "", nil},
		{"a review is closed, and stays so", []lifeevents.Change{review, closed, lost, opens, review}, lifeevents.Done, lifeevents.ByHand, nil},
		{"a case", []lifeevents.Change{opens, lifeevents.Opened{Case: "c"}, lifeevents.Opened{Case: "c"}, lost}, lifeevents.Done, "", []lifeevents.Job{open}},
		{"a case that lost its ground is not opened", []lifeevents.Change{opens, lost}, lifeevents.Withdrawn, lifeevents.GroundGone, []lifeevents.Job{open}},
		{"a case whose ground comes back is asked for again", []lifeevents.Change{opens, lost, opens}, lifeevents.Opening, "", []lifeevents.Job{open, open}},
		{"a case that was opened while its ground went is there", []lifeevents.Change{opens, lost, lifeevents.Opened{Case: "c"}, opens}, lifeevents.Done, "", []lifeevents.Job{open}},
		{"protection before the case was opened", []lifeevents.Change{opens, review}, lifeevents.Reviewed, "", []lifeevents.Job{open}},
		{"protection while it was opened waits for an officer", []lifeevents.Change{opens, review, lifeevents.Opened{Case: "c"}, lifeevents.Opened{Case: "d"}},
			lifeevents.Reviewed, "", []lifeevents.Job{open}},
		{"protection while it was opened, and an officer has seen to it", []lifeevents.Change{opens, review, lifeevents.Opened{Case: "c"}, closed}, lifeevents.Done,
			lifeevents.ByHand, []lifeevents.Job{open}},
		{"protection after it was", []lifeevents.Change{opens, lifeevents.Opened{Case: "c"}, review}, lifeevents.Done, "", []lifeevents.Job{open}},
		{"protection ends, and the case is opened", []lifeevents.Change{review, lost, opens}, lifeevents.Opening, "", []lifeevents.Job{open}},
		{"protection ends before anybody saw that the ground went", []lifeevents.Change{review, opens, opens}, lifeevents.Opening, "", []lifeevents.Job{open}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			l, jobs := lived(t, tc.changes...)
			if l.State != tc.state || l.Reason != tc.reason {
				t.Errorf("got %s %q, want %s %q", l.State, l.Reason, tc.state, tc.reason)
			}
			if diff := cmp.Diff(tc.jobs, jobs); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestAnOfficerIsToldOfTheCaseThatWasOpenedBeforeTheShield keeps the case with the review, and the review open.
func TestAnOfficerIsToldOfTheCaseThatWasOpenedBeforeTheShield(t *testing.T) {
	l, _ := lived(t, lifeevents.Ground{Kind: lifeevents.Case}, lifeevents.Ground{Kind: lifeevents.Review}, lifeevents.Opened{Case: "c"})
	if l.Case != "c" || l.State != lifeevents.Reviewed || l.Settles() {
		t.Errorf("%+v, want a review that waits and has the case", l)
	}
}

func TestAnswersAreRefusedOnceItIsOver(t *testing.T) {
	over, _ := lived(t, lifeevents.Ground{Kind: lifeevents.Offer}, lifeevents.Decline{})
	answers := []lifeevents.Change{lifeevents.Decline{}, lifeevents.Postpone{Until: lifeDay}, lifeevents.Answer{}, lifeevents.Begin{Draft: "d"}}
	for _, c := range append(answers, lifeevents.CloseReview{By: "o", Reason: lifeevents.NotNeeded, Note: "Nej."}) {
		if _, _, err := over.After(c, lifeNoon); !errors.Is(err, fault.Illegal) {
			t.Errorf("%T: %v", c, err)
		}
	}
	waits, _ := lived(t, lifeevents.Ground{Kind: lifeevents.Review})
	for _, c := range []lifeevents.CloseReview{{By: "o", Reason: lifeevents.ByHand}, {By: "o", Reason: "taken", Note: "Nej."}} {
		if _, _, err := waits.After(c, lifeNoon); !errors.Is(err, fault.Invalid) {
			t.Errorf("%+v: %v", c, err)
		}
	}
}

func TestHowMuchIsShown(t *testing.T) {
	offer := lifeevents.Ground{Kind: lifeevents.Offer}
	for _, tc := range []struct {
		name    string
		told    bool
		changes []lifeevents.Change
		want    lifeevents.Sight
	}{
		{"nothing that was never made", true, nil, lifeevents.Unseen},
		{"an open offer", true, []lifeevents.Change{offer}, lifeevents.Answerable},
		{"an open offer of whom one may be told of no more", false, []lifeevents.Change{offer}, lifeevents.Fate},
		{"an offer that rests", true, []lifeevents.Change{offer, lifeevents.Postpone{Until: lifeDay.AddDays(1)}}, lifeevents.Past},
		{"an offer that was taken back", true, []lifeevents.Change{offer, lifeevents.GroundLost{}}, lifeevents.Past},
		{"a review", true, []lifeevents.Change{lifeevents.Ground{Kind: lifeevents.Review}}, lifeevents.Unseen},
		{"a case", true, []lifeevents.Change{lifeevents.Ground{Kind: lifeevents.Case}}, lifeevents.Unseen},
	} {
		if l, _ := lived(t, tc.changes...); l.Sight(lifeDay, tc.told) != tc.want {
			t.Errorf("%s: %d, want %d", tc.name, l.Sight(lifeDay, tc.told), tc.want)
		}
	}
}

// anyChange draws something that may happen, a run's or a person's.
var anyChange = rapid.Custom(func(t *rapid.T) lifeevents.Change {
	day := lifeDay.AddDays(rapid.IntRange(-3, 3).Draw(t, "day"))
	return rapid.SampledFrom([]lifeevents.Change{
		lifeevents.Ground{Kind: lifeevents.Offer, Until: day}, lifeevents.Ground{Kind: lifeevents.Reminder}, lifeevents.Ground{Kind: lifeevents.Case},
		lifeevents.Ground{Kind: lifeevents.Review}, lifeevents.GroundLost{}, lifeevents.GroundLost{}, lifeevents.Passed{Day: day},
		lifeevents.Remind{N: rapid.IntRange(1, 3).Draw(t, "n"), On: lifeDay}, lifeevents.Opened{Case: "c"}, lifeevents.See{}, lifeevents.Decline{},
		lifeevents.Postpone{Until: day}, lifeevents.Answer{Asked: map[string][]string{"f": {"true"}}}, lifeevents.Begin{Draft: "d"}, lifeevents.Accept{Case: "c"},
		lifeevents.OtherAccepted{}, lifeevents.LeaveAlone{}, lifeevents.CloseReview{By: "o", Reason: lifeevents.ByHand, Note: "n"},
	}).Draw(t, "what")
})

// TestALifeHoldsWhateverHappensToIt lets anything happen in any order, and holds what must hold after each step.
func TestALifeHoldsWhateverHappensToIt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var l lifeevents.Life
		told := map[lifeevents.Job]int{}
		opened := map[int]bool{}
		for range rapid.IntRange(1, 30).Draw(t, "changes") {
			c := anyChange.Draw(t, "change")
			next, jobs, err := l.After(c, lifeNoon)
			what := fmt.Sprintf("%s %q, %T", l.State, l.Reason, c)
			if err != nil {
				if !reflect.DeepEqual(next, l) || jobs != nil {
					t.Fatalf("%s: refused, and something changed", what)
				}
				continue
			}
			again, more, err := next.After(c, lifeNoon.Add(time.Hour))
			if err == nil && !reflect.DeepEqual(again, next) || more != nil { // a duplicate
				t.Fatalf("%s: the same again: %+v, %v", what, again, more)
			}
			for _, j := range jobs {
				if told[j]++; j.Kind == lifeevents.Tell && told[j] > 1 {
					t.Fatalf("%s: told twice: %+v", what, j)
				}
				if j.Kind == lifeevents.OpenCase && (opened[next.Turn] || next.State != lifeevents.Opening) {
					t.Fatalf("%s: a case is asked for twice, or of %s", what, next.State)
				}
				opened[next.Turn] = opened[next.Turn] || j.Kind == lifeevents.OpenCase
				if next.State == lifeevents.Withdrawn || next.State == lifeevents.Reviewed {
					t.Fatalf("%s: work is left of what nobody is to be told of", what)
				}
			}
			ended := slices.Contains([]lifeevents.State{lifeevents.Declined, lifeevents.Expired, lifeevents.Done}, l.State) ||
				l.State == lifeevents.Withdrawn && l.Reason != lifeevents.GroundGone
			if _, accepts := c.(lifeevents.Accept); ended && !accepts && next.State != l.State {
				t.Fatalf("%s: came to %s after its end", what, next.State)
			}
			if l.State == lifeevents.Accepted && next.State != l.State {
				t.Fatalf("%s: an accepted offer came to %s", what, next.State)
			}
			if l.State == "" && next.State != "" {
				if _, made := c.(lifeevents.Ground); !made {
					t.Fatalf("%s: made by something else than its ground", what)
				}
			}
			if next.Turn < l.Turn || next.Reminded < l.Reminded || !l.Seen.IsZero() && next.Seen != l.Seen {
				t.Fatalf("%s: time went backwards", what)
			}
			if next.Settles() && (next.By == "" || next.Reason == "" || next.Note == "") {
				t.Fatalf("%s: seen to by nobody", what)
			}
			if _, opens := c.(lifeevents.Opened); opens && l.State == lifeevents.Opening && next.Case == "" {
				t.Fatalf("%s: nobody is told of the case", what)
			}
			if sight := next.Sight(lifeDay, true); (next.Kind == lifeevents.Review || next.Kind == lifeevents.Case) && sight != lifeevents.Unseen ||
				sight == lifeevents.Answerable && next.State != lifeevents.Open || next.Sight(lifeDay, false) > lifeevents.Fate {
				t.Fatalf("%s: shows %d", what, sight)
			}
			l = next
		}
	})
}

// TestTheLastWordOnTheGroundCounts lets the ground come and go in any order, as late and corrected records tell of it, with nobody answering.
func TestTheLastWordOnTheGroundCounts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		kind := rapid.SampledFrom([]lifeevents.Kind{lifeevents.Offer, lifeevents.Reminder, lifeevents.Case, lifeevents.Review}).Draw(t, "kind")
		var l lifeevents.Life
		there := false
		for range rapid.IntRange(1, 20).Draw(t, "records") {
			if there = rapid.Bool().Draw(t, "there"); there {
				l, _, _ = l.After(lifeevents.Ground{Kind: kind}, lifeNoon)
			} else {
				l, _, _ = l.After(lifeevents.GroundLost{}, lifeNoon)
			}
		}
		if stands := l.State == lifeevents.Open || l.State == lifeevents.Opening || l.State == lifeevents.Reviewed; stands != there {
			t.Fatalf("the ground is there: %t, and it is %q", there, l.State)
		}
	})
}
