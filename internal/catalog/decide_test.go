package catalog_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"forvag/internal/catalog"
	"forvag/internal/civil"
	"forvag/internal/rules"
)

func questions(g catalog.Guidance) []string {
	var ids []string
	for _, q := range g.Questions {
		ids = append(ids, q.ID)
	}
	return ids
}

func TestGuideAsksOnlyWhatMatters(t *testing.T) {
	s := bus(t)
	asked := rules.Facts{}
	for _, step := range []struct {
		raw  map[string][]string
		want []string
	}{
		{nil, []string{"why"}},
		{map[string][]string{"why": {"far"}}, []string{"distance", "grade"}},
		{map[string][]string{"grade": {"5"}}, []string{"danger"}},
		{map[string][]string{"danger": {"low"}}, nil},
	} {
		for fact := range step.raw {
			v, fault := s.AnswerQuestion(fact, step.raw, today)
			if fault != nil {
				t.Fatal(fault)
			}
			asked[fact] = v
		}
		g := s.Guide(s.Facts(catalog.Known{Asked: asked}, today))
		if diff := cmp.Diff(step.want, questions(g)); diff != "" {
			t.Fatalf("after %v: %s", step.raw, diff)
		}
	}
	if g := s.Guide(s.Facts(catalog.Known{Asked: asked}, today)); g.Outcome != rules.No || len(g.Trace) != 3 {
		t.Errorf("got %+v", g.Decision)
	}
	if got, want := s.Carry(asked), (catalog.Answers{"why": {Text: "far"}}); cmp.Diff(want, got) != "" {
		t.Error(cmp.Diff(want, got))
	}
}

func TestRegisterKnowsBetterThanWhatWasAsked(t *testing.T) {
	s := bus(t)
	k := catalog.Known{Asked: rules.Facts{"grade": rules.OfInt(9)}, Register: map[catalog.RegisterFact]rules.Value{"child.grade": rules.OfInt(2)}}
	if got := s.Facts(k, today)["grade"]; !got.Equal(rules.OfInt(2)) {
		t.Errorf("got %v", got)
	}
	k.Register = nil
	if got := s.Facts(k, today)["grade"]; !got.Equal(rules.OfInt(9)) {
		t.Errorf("without register: got %v", got)
	}
}

func TestRegisterThatDoesNotKnow(t *testing.T) {
	text := strings.Replace(string(read(t, "testdata/bus.yaml")), "  - {id: twice,",
		"  - {id: age, type: int, unit: years, source: register, register: child.age, default: -1}\n  - {id: twice,", 1)
	s, faults := catalog.Parse("bus.yaml", []byte(text), options)
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	if got := s.Facts(catalog.Known{}, today)["age"]; !got.Equal(rules.OfInt(-1)) {
		t.Errorf("got %v, want the default", got)
	}
	k := catalog.Known{Register: map[catalog.RegisterFact]rules.Value{"child.age": rules.OfInt(7)}}
	if got := s.Facts(k, today)["age"]; !got.Equal(rules.OfInt(7)) {
		t.Errorf("got %v, want what the register says", got)
	}
}

func TestDerivedFactsAreNotTakenFromTheAsked(t *testing.T) {
	s := bus(t)
	k := catalog.Known{Asked: rules.Facts{"twice": rules.OfInt(99999), "distance": rules.OfInt(10)}}
	if got := s.Facts(k, today)["twice"]; !got.Equal(rules.OfInt(20)) {
		t.Errorf("got %v, want what it is derived to", got)
	}
}

func TestRulesHoldFromTheirDay(t *testing.T) {
	s := bus(t)
	k := catalog.Known{Asked: rules.Facts{"why": rules.OfEnum("far"), "grade": rules.OfInt(1), "distance": rules.OfInt(2500), "danger": rules.OfEnum("low")}}
	for day, want := range map[string]rules.Outcome{"2026-06-30": rules.No, "2026-07-01": rules.Yes} {
		m := catalog.Moment{Today: civil.Must(day), Municipality: almby{}}
		if got := s.Guide(s.Facts(k, m)).Outcome; got != want {
			t.Errorf("%s: got %s, want %s", day, got, want)
		}
	}
}

func TestAnswerToAQuestionIsChecked(t *testing.T) {
	s := bus(t)
	for name, c := range map[string]struct {
		fact string
		raw  map[string][]string
		key  string
	}{
		"nothing":       {"grade", nil, "field.required"},
		"no number":     {"grade", map[string][]string{"grade": {"tre"}}, "field.number"},
		"no such value": {"danger", map[string][]string{"danger": {"medium"}}, "field.choice"},
		"no such fact":  {"colour", map[string][]string{"colour": {"red"}}, "field.unknown"},
		"beyond limits": {"distance", map[string][]string{"distance": {"101"}}, "field.too_large"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, fault := s.AnswerQuestion(c.fact, c.raw, today); fault == nil || fault.Key != c.key {
				t.Errorf("got %v, want %s", fault, c.key)
			}
		})
	}
}

func TestAutomaticOnlyWhereTheLawAllows(t *testing.T) {
	s := bus(t)
	far := func(why string) rules.Facts {
		answers := catalog.Answers{"why": {Text: why}, "distance": {Number: ptr[int64](2500)}}
		return s.Facts(catalog.Known{Answers: answers, Asked: rules.Facts{"grade": rules.OfInt(1)}}, today)
	}
	for name, c := range map[string]struct {
		why        string
		delegation string
		outcome    rules.Outcome
		track      string
		automatic  bool
	}{
		"a right, delegated":     {"far", "BUN 4.2", rules.Yes, "right", true},
		"a right, not delegated": {"far", "", rules.Yes, "right", false},
		"a favour":               {"chosen", "BUN 4.2", rules.Maybe, "choice", false},
		"not clear":              {"health", "BUN 4.2", rules.Unknown, "right", false},
	} {
		t.Run(name, func(t *testing.T) {
			p := s.Recommend(far(c.why), catalog.Moment{Today: today.Today, Municipality: almby{delegated: c.delegation}})
			if p.Outcome != c.outcome {
				t.Errorf("got %s, want %s", p.Outcome, c.outcome)
			}
			if p.Type == nil || p.Type.ID != c.track || p.Automatic() != c.automatic {
				t.Errorf("got %+v, automatic %t", p.Type, p.Automatic())
			}
		})
	}
}

func TestTrackIsOpenUntilItCanBeTold(t *testing.T) {
	s := bus(t)
	if got := s.Track(s.Facts(catalog.Known{}, today)); got != nil {
		t.Errorf("nothing is known, and the track is %s", got.ID)
	}
}

func TestAppealKindsThatMayBeAutomatic(t *testing.T) {
	for kind, want := range map[catalog.AppealKind]bool{
		catalog.Forvaltningsbesvar: true, catalog.PBL: true, catalog.OKN: true, catalog.Laglighetsprovning: false, catalog.NoAppeal: false, "": false,
	} {
		if got := kind.MayBeAutomatic(); got != want {
			t.Errorf("%q: got %t", kind, got)
		}
	}
}

func TestLengthOfASetting(t *testing.T) {
	s := bus(t)
	if got := s.Clocks[0].Length.On(today.Today, almby{}).String(); got != "10 working days" {
		t.Errorf("got %q", got)
	}
}

// TestDecisionsThatSettingsRuleOutAreNotPossible holds that nobody is told how to appeal what cannot come here.
func TestDecisionsThatSettingsRuleOutAreNotPossible(t *testing.T) {
	text := string(read(t, "testdata/bus.yaml"))
	text = strings.Replace(text, "    when: own_choice\n    appeal", "    when: setting.erbjuds\n    appeal", 1)
	s, faults := catalog.Parse("bus.yaml", []byte(text), options)
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	for _, tc := range []struct {
		name    string
		service *catalog.Service
		day     string
		want    []string
	}{
		{"it hangs on the case", bus(t), "2026-11-23", []string{"choice", "right"}},
		{"always the first", s, "2026-11-23", []string{"choice"}},
		{"never the first", s, "2026-06-30", []string{"right"}},
	} {
		var got []string
		for _, d := range tc.service.Possible(catalog.Moment{Today: civil.Must(tc.day), Municipality: almby{}}) {
			got = append(got, d.ID)
		}
		if diff := cmp.Diff(tc.want, got); diff != "" {
			t.Errorf("%s: %s", tc.name, diff)
		}
	}
}
