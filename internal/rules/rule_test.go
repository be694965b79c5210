package rules_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"forvag/internal/locale"
	"forvag/internal/rules"
)

var permitConditions = []rules.Condition{
	{ID: "small", If: "area <= 300", Yes: locale.Text{SV: "Högst 30 m²."}, No: locale.Text{SV: "Större än 30 m²."}, Law: "PBL 9 kap. 4 §"},
	{ID: "low", If: "height <= 400", Yes: locale.Text{SV: "Högst 4 meter."}, No: locale.Text{SV: "Högre än 4 meter."}, Law: "PBL 9 kap. 4 §"},
	{ID: "no_house", If: `building != "house"`},
	{ID: "squared", If: "area * area >= 0"},
}

var permitVerdicts = []rules.Verdict{
	{Outcome: rules.No, When: "small && low && no_house", Say: locale.Text{SV: "Du behöver inte bygglov."}},
	{Outcome: rules.Maybe, When: "no_house && !detailed_plan"},
	{Outcome: rules.Yes, Say: locale.Text{SV: "Du behöver bygglov."}},
}

// conditionsOver compiles conditions over the facts of a shed.
func conditionsOver(conditions []rules.Condition) (*rules.Conditions, []rules.Problem) {
	scope, err := rules.NewScope(shed...)
	if err != nil {
		panic(err)
	}
	return scope.Conditions(conditions)
}

func permitRule(t testing.TB, verdicts ...rules.Verdict) *rules.Rule {
	t.Helper()
	c, problems := conditionsOver(permitConditions)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	r, problems := c.Rule(verdicts)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return r
}

// TestWeighedIsWhatTheOutcomeHangsOn holds that a reader is told of no condition that only later verdicts ask about.
func TestWeighedIsWhatTheOutcomeHangsOn(t *testing.T) {
	r := permitRule(t,
		rules.Verdict{Outcome: rules.No, When: "!small"},
		rules.Verdict{Outcome: rules.Maybe, When: "!low"},
		rules.Verdict{Outcome: rules.Maybe, When: "!no_house"},
		rules.Verdict{Outcome: rules.Yes})
	known := rules.Facts{"area": rules.OfInt(100), "height": rules.OfInt(100), "building": rules.OfEnum("shed")}
	with := func(name string, v rules.Value) rules.Facts {
		facts := maps.Clone(known)
		facts[name] = v
		return facts
	}
	for name, tc := range map[string]struct {
		facts rules.Facts
		want  []string
	}{
		"the first":            {with("area", rules.OfInt(900)), []string{"small"}},
		"the second":           {with("height", rules.OfInt(900)), []string{"small", "low"}},
		"the last":             {known, []string{"small", "low", "no_house"}},
		"none is reached":      {nil, []string{"small", "low", "no_house"}},
		"the first, of nobody": {rules.Facts{"area": rules.OfInt(900)}, []string{"small"}},
	} {
		var got []string
		for _, s := range r.Weighed(r.Decide(tc.facts)) {
			got = append(got, s.Condition)
		}
		if diff := cmp.Diff(tc.want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestDecide(t *testing.T) {
	r := permitRule(t, permitVerdicts...)
	for name, c := range map[string]struct {
		facts   rules.Facts
		want    rules.Outcome
		missing []string
	}{
		"nothing known":   {nil, rules.Unknown, []string{"area", "height", "building"}},
		"too large":       {rules.Facts{"area": rules.OfInt(301)}, rules.Unknown, []string{"detailed_plan", "building"}},
		"too large house": {rules.Facts{"area": rules.OfInt(301), "building": rules.OfEnum("house")}, rules.Yes, nil},
		"a house":         {rules.Facts{"building": rules.OfEnum("house")}, rules.Yes, nil},
		"small and low": {rules.Facts{"area": rules.OfInt(300), "height": rules.OfInt(400), "building": rules.OfEnum("shed")},
			rules.No, nil},
		"high outside plan": {rules.Facts{"height": rules.OfInt(401), "building": rules.OfEnum("shed"), "detailed_plan": rules.OfBool(false)},
			rules.Maybe, nil},
		"not what was declared": {rules.Facts{"building": rules.OfEnum("castle"), "area": rules.OfInt(1), "height": rules.OfInt(1)},
			rules.Maybe, nil},
	} {
		t.Run(name, func(t *testing.T) {
			d := r.Decide(c.facts)
			if d.Outcome != c.want {
				t.Errorf("got %s, want %s", d.Outcome, c.want)
			}
			if diff := cmp.Diff(c.missing, d.Missing); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestTraceExplainsItself(t *testing.T) {
	d := permitRule(t, permitVerdicts...).Decide(rules.Facts{"area": rules.OfInt(250), "height": rules.OfInt(450)})
	got, err := json.Marshal(d.Trace)
	if err != nil {
		t.Fatal(err)
	}
	want := `[{"condition":"small","outcome":"yes","words":{"sv":"Högst 30 m².","en":""},"law":"PBL 9 kap. 4 §","facts":{"area":250}},` +
		`{"condition":"low","outcome":"no","words":{"sv":"Högre än 4 meter.","en":""},"law":"PBL 9 kap. 4 §","facts":{"height":450}},` +
		`{"condition":"no_house","outcome":"unknown","words":{"sv":"","en":""},"facts":{},"missing":["building"]}]`
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Error(diff)
	}
}

func TestFailedConditionCanBeAbsorbed(t *testing.T) {
	r := permitRule(t, rules.Verdict{Outcome: rules.Yes, When: "squared || low"}, rules.Verdict{Outcome: rules.No})
	huge := rules.OfInt(1 << 62)
	if d := r.Decide(rules.Facts{"area": huge, "height": rules.OfInt(1)}); d.Outcome != rules.Yes {
		t.Errorf("got %s, want yes: low holds whatever squared is", d.Outcome)
	}
	if d := r.Decide(rules.Facts{"area": huge, "height": rules.OfInt(999)}); d.Outcome != rules.Maybe || d.Trace[1].Cause == "" {
		t.Errorf("got %+v, want maybe with a cause", d)
	}
	if d := r.Decide(rules.Facts{"area": huge}); d.Outcome != rules.Unknown {
		t.Errorf("got %s, want unknown: low may still hold", d.Outcome)
	}
}

func TestRuleIsRefused(t *testing.T) {
	c, _ := conditionsOver(permitConditions)
	for name, v := range map[string]struct {
		verdicts []rules.Verdict
		want     string
	}{
		"none":           {nil, "no verdict"},
		"unknown":        {[]rules.Verdict{{Outcome: rules.Unknown}}, "yes, no or maybe"},
		"open end":       {[]rules.Verdict{{Outcome: rules.Yes, When: "small"}}, "last verdict has no when"},
		"never reached":  {[]rules.Verdict{{Outcome: rules.Yes}, {Outcome: rules.No}}, "never reached"},
		"misspelt":       {[]rules.Verdict{{Outcome: rules.Yes, When: "smal"}, {Outcome: rules.No}}, `did you mean "small"?`},
		"not true/false": {[]rules.Verdict{{Outcome: rules.Yes, When: "area"}, {Outcome: rules.No}}, "want true or false"},
	} {
		t.Run(name, func(t *testing.T) {
			_, problems := c.Rule(v.verdicts)
			if len(problems) == 0 || !strings.Contains(problems[0].Words, v.want) {
				t.Errorf("got %v, want %q", problems, v.want)
			}
		})
	}
	_, problems := conditionsOver([]rules.Condition{{ID: "area", If: "true"}, {ID: "a", If: "true"}, {ID: "a", If: "true"}, {ID: "B", If: "1"}})
	if len(problems) != 3 {
		t.Errorf("got %v, want three bad ids", problems)
	}
}

// someFacts draws a value, or none, for each fact.
func someFacts(t *rapid.T, all bool) rules.Facts {
	facts := rules.Facts{}
	for _, f := range shed {
		if !all && rapid.Bool().Draw(t, "skip "+f.Name) {
			continue
		}
		switch f.Type {
		case rules.Int:
			facts[f.Name] = rules.OfInt(rapid.SampledFrom([]int64{-1, 0, 299, 300, 301, 400, 401, 1 << 62}).Draw(t, f.Name))
		case rules.Bool:
			facts[f.Name] = rules.OfBool(rapid.Bool().Draw(t, f.Name))
		case rules.Enum:
			facts[f.Name] = rules.OfEnum(rapid.SampledFrom(f.Values).Draw(t, f.Name))
		}
	}
	return facts
}

var atoms = []string{"small", "low", "no_house", "squared", "detailed_plan", "area > height", `building == "garage"`, "age * age < 10"}

// someWhen draws an expression over conditions and facts.
func someWhen(t *rapid.T, depth int) string {
	if depth == 0 || rapid.IntRange(0, 3).Draw(t, "leaf") == 0 {
		return rapid.SampledFrom(atoms).Draw(t, "atom")
	}
	a, b := someWhen(t, depth-1), someWhen(t, depth-1)
	return fmt.Sprintf(rapid.SampledFrom([]string{"(%s && %s)", "(%s || %s)", "(!(%s) && %s)", "((%s) == (%s))"}).Draw(t, "op"), a, b)
}

// compiled is done once, since type-checking is most of what a property's run costs.
var compiled = sync.OnceValue(func() *rules.Conditions {
	c, _ := conditionsOver(permitConditions)
	return c
})

func someRule(t *rapid.T) *rules.Rule {
	var verdicts []rules.Verdict
	for range rapid.IntRange(0, 3).Draw(t, "verdicts") {
		verdicts = append(verdicts, rules.Verdict{
			Outcome: rapid.SampledFrom([]rules.Outcome{rules.Yes, rules.No, rules.Maybe}).Draw(t, "outcome"), When: someWhen(t, 3)})
	}
	r, problems := compiled().Rule(append(verdicts, rules.Verdict{Outcome: rules.Yes}))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return r
}

func TestLearningNeverUndecides(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := someRule(t)
		all := someFacts(t, true)
		some := rules.Facts{}
		for name, v := range all {
			if rapid.Bool().Draw(t, "know "+name) {
				some[name] = v
			}
		}
		before, after := r.Decide(some), r.Decide(all)
		if before.Outcome != rules.Unknown && (before.Outcome != after.Outcome || before.Verdict != after.Verdict) {
			t.Fatalf("%v gave %s (%d), and all facts %s (%d)", some, before.Outcome, before.Verdict, after.Outcome, after.Verdict)
		}
	})
}

func TestCompleteFactsDecide(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		if d := someRule(t).Decide(someFacts(t, true)); d.Outcome == rules.Unknown || len(d.Missing) > 0 {
			t.Fatalf("got %+v", d)
		}
	})
}

// Asking for one missing fact at a time must end, and must never ask for what is known.
func TestAskingEnds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := someRule(t)
		all, known := someFacts(t, true), rules.Facts{}
		for range len(all) + 1 {
			d := r.Decide(known)
			if d.Outcome != rules.Unknown {
				if want := r.Decide(all); d.Outcome != want.Outcome {
					t.Fatalf("asked only what mattered and got %s, want %s", d.Outcome, want.Outcome)
				}
				return
			}
			if len(d.Missing) == 0 {
				t.Fatal("unknown, and nothing to ask")
			}
			next := d.Missing[0]
			if _, asked := known[next]; asked {
				t.Fatalf("asked %s twice", next)
			}
			known[next] = all[next]
		}
		t.Fatal("asked for more facts than there are")
	})
}

func TestConditionsInAnyOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		shuffled := slices.Clone(permitConditions)
		rand.New(rand.NewSource(rapid.Int64().Draw(t, "seed"))).Shuffle(len(shuffled), func(i, j int) {
			shuffled[i], shuffled[j] = shuffled[j], shuffled[i]
		})
		verdicts := append([]rules.Verdict{{Outcome: rules.No, When: someWhen(t, 3)}}, rules.Verdict{Outcome: rules.Yes})
		facts := someFacts(t, false)
		var got []rules.Decision
		for _, conditions := range [][]rules.Condition{permitConditions, shuffled} {
			c, _ := conditionsOver(conditions)
			r, problems := c.Rule(verdicts)
			if len(problems) > 0 {
				t.Fatal(problems)
			}
			d := r.Decide(facts)
			d.Trace = nil
			got = append(got, d)
		}
		if diff := cmp.Diff(got[0], got[1]); diff != "" {
			t.Fatal(diff)
		}
	})
}
