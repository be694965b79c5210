package rules_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"forvag/internal/rules"
)

// later are the facts of a shed, for expressions that are compiled when they are asked about.
func later(t *testing.T) *rules.Scope { return scope(t).Later() }

func TestExpressionsAreCompiledWhenTheyAreAskedAbout(t *testing.T) {
	before := rules.Compiled()
	c, problems := later(t).Conditions(permitConditions)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	r, problems := c.Rule(permitVerdicts)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	if n := rules.Compiled() - before; n != 0 {
		t.Fatalf("%d expressions are compiled before anything was asked", n)
	}
	facts := rules.Facts{"area": rules.OfInt(300), "building": rules.OfEnum("shed")}
	if diff := cmp.Diff(permitRule(t, permitVerdicts...).Decide(facts), r.Decide(facts)); diff != "" {
		t.Errorf("the rule that is compiled later decides otherwise (-now +later):\n%s", diff)
	}
	asked := rules.Compiled()
	r.Decide(facts)
	if again := rules.Compiled(); again != asked {
		t.Errorf("%d expressions are compiled anew by the second question", again-asked)
	}
}

func TestWhatIsWrongInALaterExpressionIsNeverDecided(t *testing.T) {
	for _, source := range []string{"", "area <", "aera > 3", "area + 1"} {
		p, bad := later(t).Condition(source)
		if bad != nil {
			t.Errorf("%q: %v before it is asked about", source, bad)
			continue
		}
		if got := p.Eval(rules.Facts{"area": rules.OfInt(1)}); got.Err == nil || got.Known() {
			t.Errorf("%q is %+v, want an error", source, got)
		}
		if refs := p.Refs(); len(refs) != 0 {
			t.Errorf("%q names %v", source, refs)
		}
	}
}
