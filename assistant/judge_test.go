package assistant

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"forvag/internal/locale"
)

func TestDefaultJudgeIsSound(t *testing.T) {
	j, faults := ReadJudge("judge.yaml", judgeFile)
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	again, faults := ReadJudge("again.yaml", j.YAML())
	if diff := cmp.Diff(again, j); diff != "" || len(faults) > 0 {
		t.Errorf("written and read again it is another: got -, want +\n%s%v", diff, faults)
	}
}

func TestJudgesWithFaults(t *testing.T) {
	for name, text := range map[string]string{
		"a gate above one":       "gate: 2\n",
		"a gate that is a word":  "gate: high\n",
		"a name that is unknown": "gate: 0.5\narticles: {beauty: 1}\n",
		"not a number":           "gate: .nan\n",
	} {
		if _, faults := ReadJudge("j.yaml", []byte(text)); len(faults) != 1 {
			t.Errorf("%s: got %v", name, faults)
		}
	}
}

// What is learnt from examples that a line parts tells new ones apart.
func TestLearn(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	draw := func() example {
		x, y := 20*random.Float64()-10, 200*random.Float64()-100
		return example{[]feature{{"x", x}, {"y", y}, {"constant", 3}}, y/10-2*x-1 > 0}
	}
	var examples []example
	for range 300 {
		examples = append(examples, draw())
	}
	w, wrong := learn(examples), 0
	for range 300 {
		if e := draw(); w.of(e.features) > .5 != e.yes {
			wrong++
		}
	}
	if wrong > 15 {
		t.Errorf("%d of 300 wrong by %v", wrong, w)
	}
}

// Whatever the examples, weights are numbers, and the same whenever they are learnt.
func TestLearnGivesNumbers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		examples := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) example {
			return example{[]feature{{"x", rapid.Float64Range(-1e6, 1e6).Draw(t, "x")}, {"y", rapid.SampledFrom([]float64{0, 1}).Draw(t, "y")}}, rapid.Bool().Draw(t, "yes")}
		}), 0, 30).Draw(t, "examples")
		w := learn(examples)
		for name, weight := range w {
			if math.IsNaN(weight) || math.IsInf(weight, 0) || learn(examples)[name] != weight {
				t.Fatalf("%s: %v", name, weight)
			}
		}
	})
}

// Var means where, and is no way to write vår.
func TestAsksForOneself(t *testing.T) {
	for text, want := range map[string]bool{
		"Var ligger biblioteket": false, "vår tunna är trasig": true, "varför är det så dyrt i år": false, "får jag bygga": true, "may I build": true, "where is it": false,
	} {
		if got := asksForOneself(LanguageOf(text, locale.SV), text); got != want {
			t.Errorf("%q: got %v", text, got)
		}
	}
}

// Questions that one article answers are in the same fold, and so are those most like one matter of somebody else's.
func TestFamilies(t *testing.T) {
	of := func(want Want, matter string) int {
		return (&taught{Asked: Asked{Want: want}, subject: subject{rival: rival{Elsewhere: &Elsewhere{ID: matter}}}}).family()
	}
	a := Want{Articles: []string{"bygga-altan", "bygga-pool"}}
	if of(a, "tax") != of(Want{Articles: []string{"bygga-altan"}}, "care") {
		t.Error("one article's questions are in two folds")
	}
	outside, folds := Want{Refuse: OutOfScope}, map[int]bool{}
	for _, matter := range []string{"tax", "care", "bank", "pension"} {
		folds[of(outside, matter)] = true
	}
	if len(folds) == 1 {
		t.Error("matters do not part the folds")
	}
}
