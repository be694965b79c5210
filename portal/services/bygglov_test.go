package services_test

import (
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"forvag/internal/catalog"
	"forvag/internal/rules"
)

// works are the measures of the check, by what PBL 9 kap. has to say about them.
var works = []string{"shed", "dwelling", "shed_extension", "extension", "deck", "fence", "facade", "new_house", "use", "extra_home", "parking", "farm",
	"storage", "mast", "technical", "other"}

// around draws a number at, just over, under or far over one of the limits.
func around(limits ...int64) *rapid.Generator[int64] {
	return rapid.Custom(func(t *rapid.T) int64 {
		limit := rapid.SampledFrom(limits).Draw(t, "limit")
		return max(1, limit+rapid.SampledFrom([]int64{-limit / 2, -1, 0, 1, 10, limit}).Draw(t, "beside"))
	})
}

// project draws every fact that the check can ask about, mostly such that more than the first limit matters.
func project(t *rapid.T, measure string) rules.Facts {
	number := func(name string, limits ...int64) rules.Value { return rules.OfInt(around(limits...).Draw(t, name)) }
	yes := func(name string) rules.Value { return rules.OfBool(rapid.Bool().Draw(t, name)) }
	rarely := func(name string, value bool) rules.Value {
		return rules.OfBool(value == (rapid.IntRange(0, 9).Draw(t, name) == 0))
	}
	one := func(name string, of ...string) rules.Value { return rules.OfEnum(rapid.SampledFrom(of).Draw(t, name)) }
	return rules.Facts{
		rules.Today:      rules.OfDate(day),
		"measure":        rules.OfEnum(measure),
		"plan":           one("plan", "inside", "outside", "unknown"),
		"special":        one("special", "none", "none", "none", "some", "unknown"),
		"building_area":  number("building_area", 3000, 5000),
		"other_area":     number("other_area", 1500, 2),
		"ridge_height":   number("ridge_height", 400, 450),
		"extension_area": number("extension_area", 3000, 1500), "earlier_extension_area": number("earlier_extension_area", 1500, 2),
		"deck_height": number("deck_height", 120, 180), "fence_height": number("fence_height", 120, 180),
		"use_area": number("use_area", 5000), "parking_area": number("parking_area", 5000, 10000),
		"storage_area": number("storage_area", 1500, 5000), "storage_height": number("storage_height", 300),
		"mast_height": number("mast_height", 2000, 450), "boundary": number("boundary", 450, 2000),
		"home_in":           one("home_in", "one_family", "farm", "other"),
		"smaller_than_main": rarely("smaller_than_main", false), "inside_plot": rarely("inside_plot", false), "above_ridge": rarely("above_ridge", true),
		"deck_roofed": rarely("deck_roofed", true), "deck_near_building": yes("deck_near_building"), "fence_near_building": yes("fence_near_building"),
		"facade_house": yes("facade_house"), "facade_public": yes("facade_public"), "use_dense": yes("use_dense"),
		"railway": rarely("railway", true), "consent": yes("consent"), "small_house": yes("small_house"),
	}
}

// column is what differs in the law between places inside a detailed plan and outside.
type column struct {
	inPlan                                             bool
	area, total, ridge, parking, storage               int64
	farmNeedsPermit, heightMatters, facadeMatters, use bool
}

var (
	inPlan  = column{true, 3000, 4500, 400, 5000, 1500, true, true, true, true}
	outside = column{false, 5000, 6500, 450, 10000, 5000, false, false, false, false}
)

// needsPermit says what PBL 9 kap. 3–35 §§ says, read paragraph by paragraph and written apart from the file: whether a permit is needed, and if
// not, whether that hangs on a plan that must be followed (35 § 3 a).
func needsPermit(f rules.Facts, c column) (needed, hangsOnPlan bool) {
	n := func(name string) int64 { return f[name].N }
	b := func(name string) bool { return f[name].B }
	tooHigh := func(height int64, near bool) bool {
		return c.heightMatters && (near && height > 180 || !near && height > 120)
	}
	var nearBoundaryMatters, deviationAllowed bool
	switch measure := f["measure"].S; measure {
	case "new_house": // 3 §
		return true, false
	case "shed", "dwelling", "shed_extension": // 4, 5, 11, 12 §§
		if n("building_area") > c.area || n("building_area")+n("other_area") > c.total || n("ridge_height") > c.ridge ||
			!b("smaller_than_main") || !b("inside_plot") {
			return true, false
		}
		nearBoundaryMatters, deviationAllowed = true, measure == "dwelling" || b("small_house")
	case "extension": // 10 §
		if n("extension_area")+n("earlier_extension_area") > 3000 || b("above_ridge") {
			return true, false
		}
		nearBoundaryMatters, deviationAllowed = true, b("small_house")
	case "farm": // 6, 13 §§; 35 § 1
		return c.farmNeedsPermit, false
	case "use": // 15 § 1, 16 § 1
		if c.use || b("use_dense") || n("use_area") > 5000 {
			return true, false
		}
		nearBoundaryMatters = true
	case "extra_home": // 15 § 2, 17 §
		return f["home_in"].S == "other" || f["home_in"].S == "farm" && c.inPlan, false
	case "facade": // 15 § 3
		return c.facadeMatters && !b("facade_house") && b("facade_public"), false
	case "deck": // 19 §; 34 § does not name decks
		return tooHigh(n("deck_height"), b("deck_near_building")), false
	case "fence": // 19, 34 §§
		if tooHigh(n("fence_height"), b("fence_near_building")) {
			return true, false
		}
		nearBoundaryMatters, deviationAllowed = n("fence_height") > 120, true
	case "parking": // 22 §
		return n("parking_area") > c.parking, false
	case "storage": // 25 §
		if n("storage_height") > 300 || n("storage_area") > c.storage {
			return true, false
		}
		nearBoundaryMatters = true
	case "mast": // 28 § 3
		return n("mast_height") > 2000 || n("boundary") < n("mast_height"), false
	}
	if near := n("boundary") < 450 || b("railway"); near && nearBoundaryMatters { // 34, 35 §§
		return !b("consent"), b("consent") && !deviationAllowed
	}
	return false, false
}

// expected is the answer that a lawyer with the same facts could stand for.
func expected(f rules.Facts) rules.Outcome {
	switch {
	case f["measure"].S == "other" || f["measure"].S == "deck" && f["deck_roofed"].B:
		return rules.Maybe
	case f["measure"].S == "technical":
		return rules.No
	}
	in, inHangs := needsPermit(f, inPlan)
	out, outHangs := needsPermit(f, outside)
	needed, hangs := in, inHangs
	switch f["plan"].S {
	case "outside":
		needed, hangs = out, outHangs
	case "unknown":
		if in != out {
			return rules.Maybe
		}
		hangs = inHangs || outHangs
	}
	switch {
	case needed:
		return rules.Yes
	case f["special"].S != "none" || hangs:
		return rules.Maybe
	}
	return rules.No
}

func TestPermitCheckFollowsTheLaw(t *testing.T) {
	s := service(t, "bygglov")
	for _, measure := range works {
		t.Run(measure, rapid.MakeCheck(func(t *rapid.T) {
			f := project(t, measure)
			if got, want := s.Guide(f), expected(f); got.Outcome != want {
				t.Fatalf("got %s (%s), want %s", got.Outcome, got.Say.SV, want)
			}
		}))
	}
}

// The days on which the rules changed decide which rules hold.
func TestPermitCheckKnowsWhenItsRulesBegan(t *testing.T) {
	s := service(t, "bygglov")
	for on, want := range map[string]rules.Outcome{"2025-11-30": rules.Maybe, "2025-12-01": rules.Yes} {
		m := now(t)
		m.Today = date(on)
		facts := s.Facts(catalog.Known{Asked: rules.Facts{"measure": rules.OfEnum("new_house")}}, m)
		if got := s.Guide(facts).Outcome; got != want {
			t.Errorf("%s: got %s, want %s", on, got, want)
		}
	}
}

// strictness orders the outcomes: no permit, perhaps, permit.
func strictness(o rules.Outcome) int {
	return slices.Index([]rules.Outcome{rules.No, rules.Maybe, rules.Yes}, o)
}

// More of what the law limits never makes the answer milder, and more distance or consent never makes it stricter.
func TestBiggerIsNeverMilder(t *testing.T) {
	s := service(t, "bygglov")
	grows := []string{"building_area", "other_area", "ridge_height", "extension_area", "earlier_extension_area", "deck_height", "fence_height", "use_area",
		"parking_area", "storage_area", "storage_height", "mast_height"}
	rapid.Check(t, func(t *rapid.T) {
		f := project(t, rapid.SampledFrom(works).Draw(t, "measure"))
		before := s.Guide(f)
		worse := maps.Clone(f)
		name := rapid.SampledFrom(grows).Draw(t, "grows")
		worse[name] = rules.OfInt(f[name].N + rapid.Int64Range(1, 6000).Draw(t, "more"))
		if after := s.Guide(worse); strictness(after.Outcome) < strictness(before.Outcome) {
			t.Errorf("with a larger %s: %s became %s", name, before.Outcome, after.Outcome)
		}
		better := maps.Clone(f)
		better["boundary"] = rules.OfInt(f["boundary"].N + rapid.Int64Range(1, 2000).Draw(t, "further"))
		better["consent"], better["railway"] = rules.OfBool(true), rules.OfBool(false)
		if after := s.Guide(better); strictness(after.Outcome) > strictness(before.Outcome) {
			t.Errorf("further away, with consent: %s became %s", before.Outcome, after.Outcome)
		}
	})
}

// Whoever answers what is asked gets an answer, after few questions, none of them twice, and every answer explains itself.
func TestPermitCheckAsksLittle(t *testing.T) {
	s := service(t, "bygglov")
	rapid.Check(t, func(t *rapid.T) {
		all := project(t, rapid.SampledFrom(works).Draw(t, "measure"))
		asked := rules.Facts{rules.Today: all[rules.Today]}
		for range 13 {
			g := s.Guide(asked)
			if g.Outcome != rules.Unknown {
				if g.Say.SV == "" || g.Say.EN == "" || g.Law == "" {
					t.Errorf("the verdict %d says too little", g.Verdict)
				}
				if want := expected(all); g.Outcome != want {
					t.Errorf("got %s after %d questions, want %s", g.Outcome, len(asked)-1, want)
				}
				return
			}
			id := g.Questions[0].ID
			if _, twice := asked[id]; twice {
				t.Fatalf("%s is asked twice", id)
			}
			asked[id] = all[id]
		}
		t.Errorf("still no answer after %v", slices.Sorted(maps.Keys(asked)))
	})
}
