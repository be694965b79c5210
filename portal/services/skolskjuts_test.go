package services_test

import (
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"forvag/internal/catalog"
	"forvag/internal/civil"
	"forvag/internal/rules"
)

func date(text string) civil.Date { return civil.Must(text) }

var day = date("2026-11-23")

var grades = []string{"f", "1", "2", "3", "4", "5", "6", "7", "8", "9"}

// limitOf is Almby's limit in metres for a grade on the day of the tests.
func limitOf(t testing.TB, grade string) int64 {
	t.Helper()
	name := "school_transport_7_9"
	switch grade {
	case "f", "1", "2", "3":
		name = "school_transport_f_3"
	case "4", "5", "6":
		name = "school_transport_4_6"
	}
	v, ok := almby(t).Setting(name, day)
	if !ok {
		t.Fatalf("no setting %s", name)
	}
	return v.N
}

// plain is a child with one home, in the school that the municipality gave, all of it confirmed by the registers.
func plain(grade string, number, straight int64) catalog.Known {
	no, yes := rules.OfBool(false), rules.OfBool(true)
	return catalog.Known{
		Asked: rules.Facts{"school_kind": rules.OfEnum("compulsory"), "grade": rules.OfEnum(grade), "chosen": no, "home": rules.OfEnum("registered"),
			"reasons": rules.OfList([]string{"distance"}), "school_year": rules.OfEnum("this"), "same_school": yes},
		Register: map[catalog.RegisterFact]rules.Value{"distance.home_school": rules.OfInt(straight), "child.grade": rules.OfInt(number),
			"child.registered_here": yes, "child.school_chosen": no, "child.alternating_home": no},
	}
}

func TestSchoolTransportAtTheLimits(t *testing.T) {
	s, m := service(t, "skolskjuts"), now(t)
	for i, grade := range grades {
		limit := limitOf(t, grade)
		for _, tc := range []struct {
			name              string
			straight, walking int64
			check, grant      rules.Outcome
		}{
			{"straight line over", limit + 1, limit + 1, rules.Yes, rules.Yes},
			{"straight line at, walk over", limit, limit + 1, rules.Maybe, rules.Maybe},
			{"both at", limit, limit, rules.No, rules.Maybe},
			{"far below", limit / 2, limit / 2, rules.No, rules.Maybe},
		} {
			known := plain(grade, int64(i), tc.straight)
			known.Asked["walking"] = rules.OfInt(tc.walking)
			facts := s.Facts(known, m)
			if got := s.Guide(facts).Outcome; got != tc.check {
				t.Errorf("grade %s, %s: the check says %s, want %s", grade, tc.name, got, tc.check)
			}
			p := s.Recommend(facts, m)
			if p.Outcome != tc.grant || p.Automatic() != (tc.grant == rules.Yes) {
				t.Errorf("grade %s, %s: recommended %s, automatic %t", grade, tc.name, p.Outcome, p.Automatic())
			}
			if known.Asked["walking"] = (rules.Value{}); tc.straight > limit {
				if got := s.Guide(s.Facts(known, m)).Outcome; got != rules.Yes {
					t.Errorf("grade %s: the walk is asked for though the straight line is enough (%s)", grade, got)
				}
			}
		}
	}
}

// undelegated is Almby before the board delegated anything.
type undelegated struct{ catalog.Municipality }

func (undelegated) Delegation(string) string { return "" }

func TestNothingIsAutomaticWithoutDelegation(t *testing.T) {
	s, m := service(t, "skolskjuts"), now(t)
	facts := s.Facts(plain("2", 2, limitOf(t, "2")+1), m)
	if p := s.Recommend(facts, m); p.Outcome != rules.Yes || p.Delegation == "" {
		t.Fatalf("with delegation: got %s by %q", p.Outcome, p.Delegation)
	}
	m.Municipality = undelegated{m.Municipality}
	if p := s.Recommend(facts, m); p.Outcome != rules.Yes || p.Automatic() {
		t.Errorf("without delegation: got %s, automatic %t; want a recommendation that a person signs", p.Outcome, p.Automatic())
	}
}

// spoilers are the ways in which a case that could be granted without a person ceases to be one.
func spoilers(k catalog.Known, number int64) map[string]func() {
	ask := func(fact string, v rules.Value) func() { return func() { k.Asked[fact] = v } }
	says := func(what catalog.RegisterFact, v rules.Value) func() { return func() { k.Register[what] = v } }
	silent := func(what catalog.RegisterFact) func() { return func() { delete(k.Register, what) } }
	return map[string]func(){
		"chosen": ask("chosen", rules.OfBool(true)), "two homes": ask("home", rules.OfEnum("both")), "another address": ask("home", rules.OfEnum("other")),
		"traffic":              ask("reasons", rules.OfList([]string{"distance", "traffic"})),
		"impairment":           ask("reasons", rules.OfList([]string{"distance", "impairment"})),
		"another reason":       ask("reasons", rules.OfList([]string{"distance", "other"})),
		"adapted school":       ask("school_kind", rules.OfEnum("adapted")),
		"another school":       ask("same_school", rules.OfBool(false)),
		"registered as chosen": says("child.school_chosen", rules.OfBool(true)), "registered elsewhere": says("child.registered_here", rules.OfBool(false)),
		"registered two homes": says("child.alternating_home", rules.OfBool(true)), "another grade": says("child.grade", rules.OfInt(number+1)),
		"no distance": silent("distance.home_school"), "no grade": silent("child.grade"), "no municipality": silent("child.registered_here"),
		"no choice": silent("child.school_chosen"), "no home": silent("child.alternating_home"),
	}
}

func TestEachDoubtTakesAPerson(t *testing.T) {
	s, m := service(t, "skolskjuts"), now(t)
	for name := range spoilers(catalog.Known{}, 0) {
		k := plain("2", 2, limitOf(t, "2")+3000)
		spoilers(k, 2)[name]()
		if p := s.Recommend(s.Facts(k, m), m); p.Outcome != rules.Maybe || p.Automatic() || p.Say.SV == "" {
			t.Errorf("%s: recommended %s, automatic %t, in the words %q", name, p.Outcome, p.Automatic(), p.Say.SV)
		}
	}
}

// A grant without a person stands only on what the registers confirm; whatever else is true, a person looks. Nothing is ever refused by rule.
func TestOnlyTheConfirmedCaseIsAutomatic(t *testing.T) {
	s, m := service(t, "skolskjuts"), now(t)
	var limit []int64
	for _, grade := range grades {
		limit = append(limit, limitOf(t, grade))
	}
	rapid.Check(t, func(t *rapid.T) {
		i := rapid.IntRange(0, 9).Draw(t, "grade")
		number, straight := int64(i), limit[i]+rapid.SampledFrom([]int64{-500, 0, 1, 2, 3000}).Draw(t, "straight")
		k := plain(grades[i], number, straight)
		next := rapid.Bool().Draw(t, "next year")
		if next {
			k.Asked["school_year"] = rules.OfEnum("next")
			k.Register["child.grade"] = rules.OfInt(number - 1)
		}
		spoilers := spoilers(k, number)
		spoilt := rapid.SliceOfN(rapid.SampledFrom(slices.Sorted(maps.Keys(spoilers))), 0, 2).Draw(t, "spoilt")
		for _, name := range spoilt {
			spoilers[name]()
		}
		confirmed := straight > limit[i] && len(spoilt) == 0
		p := s.Recommend(s.Facts(k, m), m)
		if p.Automatic() != confirmed || (p.Outcome == rules.Yes) != confirmed || p.Outcome == rules.No || p.Outcome == rules.Unknown {
			t.Errorf("recommended %s, automatic %t; want automatic %t", p.Outcome, p.Automatic(), confirmed)
		}
		want := "right"
		if k.Asked["chosen"].B {
			want = "chosen_school"
		}
		if p.Type == nil || p.Type.ID != want {
			t.Errorf("the track is %v, want %s", p.Type, want)
		}
	})
}

// The further the child lives, the milder the check, and it never says no where the straight line is over the limit.
func TestFurtherIsNeverWorse(t *testing.T) {
	s, m := service(t, "skolskjuts"), now(t)
	order := map[rules.Outcome]int{rules.No: 0, rules.Maybe: 1, rules.Yes: 2}
	rapid.Check(t, func(t *rapid.T) {
		i := rapid.IntRange(0, 9).Draw(t, "grade")
		straight := rapid.Int64Range(0, 6000).Draw(t, "straight")
		near := plain(grades[i], int64(i), straight)
		near.Asked["walking"] = rules.OfInt(straight + rapid.Int64Range(0, 2000).Draw(t, "detour"))
		far := plain(grades[i], int64(i), straight+rapid.Int64Range(1, 2000).Draw(t, "further"))
		far.Asked = maps.Clone(near.Asked)
		far.Asked["walking"] = rules.OfInt(near.Asked["walking"].N + 2000)
		before, after := s.Guide(s.Facts(near, m)).Outcome, s.Guide(s.Facts(far, m)).Outcome
		if order[after] < order[before] || before == rules.Unknown || after == rules.Unknown {
			t.Errorf("%s became %s further away", before, after)
		}
	})
}
