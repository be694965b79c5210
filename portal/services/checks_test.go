package services_test

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"forvag/internal/catalog"
	"forvag/internal/civil"
	"forvag/internal/rules"
)

// checked are the services with a guided check.
func checked(t testing.TB) []*catalog.Service {
	t.Helper()
	var out []*catalog.Service
	for _, s := range load(t).Services() {
		if s.Check != nil {
			out = append(out, s)
		}
	}
	return out
}

// expressions are all that a service's check is worked out by.
func expressions(s *catalog.Service) string {
	var b strings.Builder
	for _, f := range s.Declared {
		fmt.Fprintln(&b, f.Derive)
	}
	for _, c := range s.Conditions {
		fmt.Fprintln(&b, c.If)
	}
	for _, v := range s.Check.Verdicts {
		fmt.Fprintln(&b, v.When)
	}
	return b.String()
}

var (
	literalDay  = regexp.MustCompile(`\d{4}-\d{2}-\d{2}`)
	literal     = regexp.MustCompile(`\b\d+\b`)
	settingName = regexp.MustCompile(`setting\.([a-z0-9_]+)`)
)

// limitsIn are the numbers that a check compares with: those in its expressions and the local settings that they name.
func limitsIn(s *catalog.Service, m catalog.Moment) []int64 {
	source := expressions(s)
	found := []int64{0}
	for _, name := range settingName.FindAllStringSubmatch(source, -1) {
		if v, ok := m.Municipality.Setting(name[1], m.Today); ok {
			found = append(found, v.N)
		}
	}
	for _, text := range literal.FindAllString(literalDay.ReplaceAllString(settingName.ReplaceAllString(source, ""), ""), -1) {
		n, _ := strconv.ParseInt(text, 10, 64)
		found = append(found, n)
	}
	return found
}

// moments are days at, before and after those on which a check's rules change.
func moments(s *catalog.Service, today catalog.Moment) []catalog.Moment {
	out := []catalog.Moment{today}
	for _, text := range literalDay.FindAllString(expressions(s), -1) {
		for _, beside := range []int{-1, 0, 1} {
			m := today
			if m.Today = date(text).AddDays(beside); m.Today.Year() >= 2025 {
				out = append(out, m)
			}
		}
	}
	return out
}

// answer draws an answer to a question that its field would take, for numbers mostly at, just over or just under one of the limits.
func answer(t *rapid.T, q *catalog.Field, limits []int64, m catalog.Moment) rules.Value {
	switch q.Type {
	case catalog.ChoiceField:
		return rules.OfEnum(rapid.SampledFrom(q.Choices).Draw(t, q.ID).ID)
	case catalog.ChoicesField:
		var some []string
		for _, c := range q.Choices {
			if rapid.Bool().Draw(t, q.ID+" "+c.ID) {
				some = append(some, c.ID)
			}
		}
		if len(some) == 0 {
			some = []string{q.Choices[0].ID}
		}
		return rules.OfList(some)
	case catalog.YesNoField:
		return rules.OfBool(rapid.Bool().Draw(t, q.ID))
	case catalog.NumberField:
		n := rapid.SampledFrom(limits).Draw(t, q.ID+" limit") + rapid.SampledFrom([]int64{-1, 0, 1, 0, 10}).Draw(t, q.ID+" beside")
		if q.Min.Set {
			n = max(n, q.Min.N)
		}
		if q.Max.Set {
			n = min(n, q.Max.N)
		}
		return rules.OfInt(max(n, 0))
	case catalog.DateField:
		n := rapid.SampledFrom(limits).Draw(t, q.ID+" days") + rapid.Int64Range(-1, 1).Draw(t, q.ID+" beside")
		day := m.Today.AddDays(int(min(n, 4000)))
		if q.Min.Set {
			return rules.OfDate(day)
		}
		years := rapid.SampledFrom(limits).Draw(t, q.ID+" years") + rapid.Int64Range(-1, 1).Draw(t, q.ID+" years beside")
		return rules.OfDate(day.AddYears(-int(min(max(years, 0), 100))))
	}
	t.Fatalf("%s: the check asks for a %s, and this test does not know how to answer", q.ID, q.Type)
	return rules.Value{}
}

// answerAll draws an answer to everything that a check may ask.
func answerAll(t *rapid.T, s *catalog.Service, m catalog.Moment) rules.Facts {
	limits, all := limitsIn(s, m), rules.Facts{}
	for _, q := range s.Questions() {
		all[q.ID] = answer(t, q, limits, m)
	}
	return all
}

// guide runs a check as the portal does for somebody whom no register knows.
func guide(s *catalog.Service, asked rules.Facts, m catalog.Moment) catalog.Guidance {
	return s.Guide(s.Facts(catalog.Known{Asked: asked}, m))
}

// patience is how many questions somebody answers before they give up.
const patience = 13

// Whoever answers everything gets an answer, after few questions. In whatever order they answer, and whatever they begin with, it is that answer: a check that speaks
// before it has what it needs would have to take something back.
func TestChecksComeToOneAnswer(t *testing.T) {
	today := now(t)
	for _, s := range checked(t) {
		days := moments(s, today)
		t.Run(s.ID, rapid.MakeCheck(func(t *rapid.T) {
			m := rapid.SampledFrom(days).Draw(t, "day")
			all := answerAll(t, s, m)
			want := guide(s, all, m)
			if want.Outcome == rules.Unknown {
				t.Fatalf("all is answered, and the check still asks for %v", want.Missing)
			}
			if want.Verdict < 0 || want.Say.SV == "" || want.Say.EN == "" || want.Law == "" {
				t.Fatalf("the answer %s (verdict %d) does not say why", want.Outcome, want.Verdict)
			}
			asked := rules.Facts{}
			for g := guide(s, asked, m); g.Outcome == rules.Unknown; g = guide(s, asked, m) {
				asked[g.Questions[0].ID] = all[g.Questions[0].ID]
			}
			if len(asked) > patience {
				t.Errorf("it takes %d questions: %v", len(asked), slices.Sorted(maps.Keys(asked)))
			}
			asked = rules.Facts{}
			for _, id := range slices.Sorted(maps.Keys(all)) {
				if rapid.Bool().Draw(t, "begins with "+id) {
					asked[id] = all[id]
				}
			}
			for range len(all) + 1 {
				g := guide(s, asked, m)
				if g.Outcome != rules.Unknown {
					if g.Outcome != want.Outcome || g.Verdict != want.Verdict {
						t.Errorf("after %v the answer is %s (verdict %d), after all of it %s (verdict %d)", slices.Sorted(maps.Keys(asked)), g.Outcome, g.Verdict,
							want.Outcome, want.Verdict)
					}
					return
				}
				id := rapid.SampledFrom(g.Questions).Draw(t, "answers").ID
				if _, twice := asked[id]; twice {
					t.Fatalf("%s is asked again", id)
				}
				asked[id] = all[id]
			}
			t.Errorf("no answer after %v", slices.Sorted(maps.Keys(asked)))
		}))
	}
}

// A verdict that nobody's answers lead to is a fault. Each is reached here by somebody who answers only what they are asked.
func TestEveryVerdictIsReachedByAnswering(t *testing.T) {
	for _, s := range checked(t) {
		reached := map[int]bool{}
		for i := range s.Examples {
			facts, m := factsOf(t, s, &s.Examples[i])
			known := catalog.Known{Asked: rules.Facts{}, Register: map[catalog.RegisterFact]rules.Value{}}
			for _, f := range s.Declared {
				if v, ok := facts[f.ID]; ok && f.Source == catalog.FromRegister && s.Question(f.ID) == nil {
					known.Register[f.Register] = v
				}
			}
			g := s.Guide(s.Facts(known, m))
			for g.Outcome == rules.Unknown {
				v, ok := facts[g.Questions[0].ID]
				if !ok {
					break // the example has no answer to it
				}
				known.Asked[g.Questions[0].ID] = v
				g = s.Guide(s.Facts(known, m))
			}
			if g.Outcome != rules.Unknown {
				reached[g.Verdict] = true
			}
		}
		for i, v := range s.Check.Verdicts {
			if !reached[i] {
				t.Errorf("%s: nobody who answers what is asked is told %q", s.ID, v.Say.SV)
			}
		}
	}
}

// Where the law is monotone, so is the check: more of one thing never turns the answer the other way.
func TestChecksAreMonotone(t *testing.T) {
	const yes, no, maybe = rules.Yes, rules.No, rules.Maybe
	today := now(t)
	for _, c := range []struct {
		service, fact string
		from          []string        // a choice's values, or false and true, from least to most; none for a number
		answers       []rules.Outcome // in the order that more of it leads through
	}{
		{"bygganmalan", "demolition_area", nil, []rules.Outcome{no, maybe, yes}},
		{"bygglov", "building_area", nil, []rules.Outcome{no, maybe, yes}},
		{"bygglov", "other_area", nil, []rules.Outcome{no, maybe, yes}},
		{"bygglov", "consent", []string{"true", "false"}, []rules.Outcome{no, maybe, yes}},
		{"bygglov", "boundary", nil, []rules.Outcome{yes, maybe, no}},
		{"skolskjuts", "walking", nil, []rules.Outcome{no, maybe, yes}},
		{"parkeringstillstand", "left_alone", []string{"false", "true"}, []rules.Outcome{maybe, no}},
		{"parkeringstillstand", "registered_here", []string{"false", "true"}, []rules.Outcome{no, maybe}},
		{"fardtjanst", "difficulty", []string{"easy", "sometimes", "hard", "never"}, []rules.Outcome{no, maybe, yes}},
		{"fardtjanst", "lasting", []string{"no", "unknown", "yes"}, []rules.Outcome{no, maybe, yes}},
		{"fardtjanst", "registered_here", []string{"false", "true"}, []rules.Outcome{no, maybe, yes}},
		{"bostadsanpassning", "aid", []string{"yes", "unknown", "no"}, []rules.Outcome{no, maybe, yes}},
		{"bostadsanpassning", "cause", []string{"worn", "other", "impairment"}, []rules.Outcome{no, maybe, yes}},
		{"ekonomiskt-bistand", "income", nil, []rules.Outcome{yes, maybe}},
		{"ekonomiskt-bistand", "housing", nil, []rules.Outcome{maybe, yes}},
		{"ekonomiskt-bistand", "costs", nil, []rules.Outcome{maybe, yes}},
		{"ekonomiskt-bistand", "savings", []string{"false", "true"}, []rules.Outcome{yes, maybe}},
		{"ekonomiskt-bistand", "urgent", []string{"false", "true"}, []rules.Outcome{maybe, yes}},
		{"dodsboanmalan", "assets", nil, []rules.Outcome{yes, maybe, no}},
		{"dodsboanmalan", "funeral", nil, []rules.Outcome{no, maybe, yes}},
		{"dodsboanmalan", "other_costs", nil, []rules.Outcome{no, maybe, yes}},
		{"dodsboanmalan", "property", []string{"false", "true"}, []rules.Outcome{yes, maybe, no}},
		{"trygghetslarm", "of_age", []string{"false", "true"}, []rules.Outcome{maybe, yes}},
		{"lss-insats", "over_12", []string{"false", "true"}, []rules.Outcome{maybe, yes, no}},
		{"tradfallning", "plan", []string{"no", "unknown", "yes"}, []rules.Outcome{no, maybe, yes}},
		{"enskilt-avlopp", "substantial", []string{"part", "unknown", "much"}, []rules.Outcome{no, maybe, yes}},
		{"enskilt-avlopp", "toilet", []string{"false", "true"}, []rules.Outcome{no, maybe, yes}},
		{"livsmedelsregistrering", "often", []string{"once", "between", "regular"}, []rules.Outcome{no, maybe, yes}},
		{"serveringstillstand", "trade_place", []string{"false", "true"}, []rules.Outcome{no, maybe, yes}},
		{"serveringstillstand", "named", []string{"true", "false"}, []rules.Outcome{no, maybe, yes}},
		{"serveringstillstand", "own_kitchen", []string{"true", "false"}, []rules.Outcome{no, maybe, yes}},
		{"forskola", "needs", []string{"false", "true"}, []rules.Outcome{no, maybe, yes}},
		{"foreningsbidrag", "young", nil, []rules.Outcome{no, maybe, yes}},
		{"foreningsbidrag", "open", []string{"false", "true"}, []rules.Outcome{no, maybe, yes}},
		{"eldning", "own_waste", []string{"false", "true"}, []rules.Outcome{no, maybe, yes}},
		{"eldning", "small", []string{"false", "true"}, []rules.Outcome{no, maybe, yes}},
		{"fritidshem", "needs", []string{"false", "true"}, []rules.Outcome{no, yes, maybe}},
		{"avfall", "nobody", []string{"false", "true"}, []rules.Outcome{no, maybe, yes}},
	} {
		s := service(t, c.service)
		if s.Check == nil || s.Question(c.fact) == nil {
			t.Errorf("%s asks nothing about %s", c.service, c.fact)
			continue
		}
		t.Run(c.service+" "+c.fact, rapid.MakeCheck(func(t *rapid.T) {
			less := answerAll(t, s, today)
			more := maps.Clone(less)
			if c.from == nil {
				more[c.fact] = rules.OfInt(less[c.fact].N + rapid.Int64Range(1, 5000).Draw(t, "more"))
			} else {
				i := rapid.IntRange(0, len(c.from)-2).Draw(t, "from")
				j := rapid.IntRange(i+1, len(c.from)-1).Draw(t, "to")
				less[c.fact], more[c.fact] = level(less[c.fact], c.from[i]), level(less[c.fact], c.from[j])
			}
			before, after := guide(s, less, today).Outcome, guide(s, more, today).Outcome
			if slices.Index(c.answers, after) < slices.Index(c.answers, before) {
				t.Errorf("from %v to %v: %s became %s", less[c.fact], more[c.fact], before, after)
			}
		}))
	}
}

// level is a choice's or a yes-no question's value, of the type that another answer to it has.
func level(like rules.Value, text string) rules.Value {
	if like.Type == rules.Bool {
		return rules.OfBool(text == "true")
	}
	return rules.OfEnum(text)
}

// typed are answers as somebody writes them, in the order that they are given.
type typed map[string]string

// The law's limits hold to the decimal that can be written, at them and just beyond.
func TestChecksAtTheExactLimits(t *testing.T) {
	m := now(t)
	shed := typed{"measure": "shed", "plan": "inside", "other_area": "0", "ridge_height": "3", "smaller_than_main": "true", "inside_plot": "true",
		"boundary": "10", "railway": "false", "special": "none", "small_house": "true", "consent": "false"}
	alone := typed{"urgent": "false", "living": "alone", "housing": "6200", "costs": "700", "savings": "false"}
	estate := typed{"property": "false", "lived_here": "true", "funeral": "20000", "other_costs": "4000", "married": "no"}
	parking := typed{"registered_here": "true", "lasting": "always", "role": "driver", "can_walk": "true"}
	pupil := typed{"needs": "false", "support": "false", "two_adults": "false", "occupation": "other"}
	leisure := typed{"occupation": "work", "two_adults": "false", "needs": "false"}
	away := typed{"matter": "pause", "nobody": "true", "pause_from": "2027-01-01"}
	for _, c := range []struct {
		service string
		given   typed
		and     typed
		want    rules.Outcome
		circum  string // a condition that came out as yes, or with ! as no
	}{
		{"bygglov", shed, typed{"building_area": "30,0"}, rules.No, "area_ok"},
		{"bygglov", shed, typed{"building_area": "30,1"}, rules.Yes, "!area_ok"},
		{"bygglov", shed, typed{"building_area": "30,1", "plan": "outside"}, rules.No, "area_ok"},
		{"bygglov", shed, typed{"building_area": "50,0", "plan": "outside"}, rules.No, "area_ok"},
		{"bygglov", shed, typed{"building_area": "50,1", "plan": "outside"}, rules.Yes, "!area_ok"},
		{"bygglov", shed, typed{"building_area": "30", "other_area": "15,0"}, rules.No, "total_ok"},
		{"bygglov", shed, typed{"building_area": "30", "other_area": "15,1"}, rules.Yes, "!total_ok"},
		{"bygglov", shed, typed{"building_area": "30", "other_area": "35,0", "plan": "outside"}, rules.No, "total_ok"},
		{"bygglov", shed, typed{"building_area": "30", "other_area": "35,1", "plan": "outside"}, rules.Yes, "!total_ok"},
		{"bygglov", shed, typed{"building_area": "20", "boundary": "4,5"}, rules.No, "far_from_neighbour"},
		{"bygglov", shed, typed{"building_area": "20", "boundary": "4,49"}, rules.Yes, "!far_from_neighbour"},
		{"bygglov", shed, typed{"building_area": "20", "boundary": "4,49", "consent": "true"}, rules.No, "neighbours_agree"},
		{"bygglov", shed, typed{"building_area": "30,1", "boundary": "4,49", "consent": "true"}, rules.Yes, "!area_ok"},
		{"bygganmalan", typed{"work": "demolition", "in_permit": "false", "building": "house"}, typed{"demolition_area": "50,0"}, rules.No, "!big_demolition"},
		{"bygganmalan", typed{"work": "demolition", "in_permit": "false", "building": "house"}, typed{"demolition_area": "50,1"}, rules.Yes, "big_demolition"},
		{"parkeringstillstand", parking, typed{"walk": "100"}, rules.Maybe, "walks_short"},
		{"parkeringstillstand", parking, typed{"walk": "101"}, rules.Maybe, "!walks_short"},
		{"ekonomiskt-bistand", alone, typed{"income": "12119,99"}, rules.Yes, "short_of_money"},
		{"ekonomiskt-bistand", alone, typed{"income": "12120"}, rules.Maybe, "!short_of_money"},
		{"ekonomiskt-bistand", alone, typed{"income": "15409,99", "living": "couple"}, rules.Yes, "short_of_money"},
		{"ekonomiskt-bistand", alone, typed{"income": "15410", "living": "couple"}, rules.Maybe, "!short_of_money"},
		{"dodsboanmalan", estate, typed{"assets": "24000"}, rules.Yes, "only_costs"},
		{"dodsboanmalan", estate, typed{"assets": "24000,01"}, rules.No, "!only_costs"},
		{"forskola", pupil, typed{"born": "2021-01-01", "start": "2027-07-31"}, rules.Yes, "before_school"},
		{"forskola", pupil, typed{"born": "2021-12-31", "start": "2027-08-01"}, rules.No, "!before_school"},
		{"forskola", pupil, typed{"born": "2020-12-31", "start": "2027-01-01"}, rules.No, "!before_school"},
		{"forskola", pupil, typed{"born": "2024-12-31", "start": "2027-08-01"}, rules.Yes, "general"},
		{"forskola", pupil, typed{"born": "2024-01-01", "start": "2027-07-31"}, rules.Maybe, "!general"},
		{"forskola", pupil, typed{"born": "2023-12-31", "start": "2027-01-01"}, rules.Yes, "general"},
		{"forskola", pupil, typed{"born": "2026-02-01", "start": "2027-02-01"}, rules.Maybe, "old_enough"},
		{"forskola", pupil, typed{"born": "2026-02-02", "start": "2027-02-01"}, rules.No, "!old_enough"},
		{"forskola", pupil, typed{"born": "2026-02-01", "start": "2027-02-01", "occupation": "work"}, rules.Yes, "busy"},
		{"avfall", away, typed{"pause_to": "2027-03-31"}, rules.Yes, "long_enough"},
		{"avfall", away, typed{"pause_to": "2027-03-30"}, rules.No, "!long_enough"},
		{"fritidshem", leisure, typed{"born": "2014-12-31", "start_date": "2027-06-30"}, rules.Maybe, "young_enough"},
		{"fritidshem", leisure, typed{"born": "2014-12-31", "start_date": "2027-07-01"}, rules.No, "!young_enough"},
		{"fritidshem", leisure, typed{"born": "2013-12-31", "start_date": "2027-01-01"}, rules.No, "!young_enough"},
		{"fritidshem", leisure, typed{"born": "2017-01-01", "start_date": "2027-06-30"}, rules.Yes, "under_ten"},
		{"fritidshem", leisure, typed{"born": "2017-01-01", "start_date": "2027-07-01"}, rules.Maybe, "!under_ten"},
		{"fritidshem", leisure, typed{"born": "2021-12-31", "start_date": "2027-01-01"}, rules.Yes, "school_age"},
		{"fritidshem", leisure, typed{"born": "2022-01-01", "start_date": "2027-10-31"}, rules.No, "!school_age"},
	} {
		t.Run(fmt.Sprintf("%s %v", c.service, c.and), func(t *testing.T) {
			s, asked := service(t, c.service), rules.Facts{}
			all := maps.Clone(c.given)
			maps.Copy(all, c.and)
			for id, text := range all {
				if s.Question(id) == nil {
					t.Fatalf("the check does not ask for %s", id)
				}
				v, wrong := s.AnswerQuestion(id, map[string][]string{id: {text}}, m)
				if wrong != nil {
					t.Fatalf("%s %q: %s", id, text, wrong.Key)
				}
				asked[id] = v
			}
			g := guide(s, asked, m)
			if g.Outcome != c.want {
				t.Errorf("got %s (missing %v), want %s", g.Outcome, g.Missing, c.want)
			}
			name, want := c.circum, rules.Yes
			if strings.HasPrefix(name, "!") {
				name, want = name[1:], rules.No
			}
			if i := slices.IndexFunc(g.Trace, func(step rules.Step) bool { return step.Condition == name }); i < 0 || g.Trace[i].Outcome != want {
				t.Errorf("%s did not come out as %s: %+v", name, want, g.Trace)
			}
		})
	}
}

// Nobody is talked out of asking for income support: whatever they have answered so far, on any day and with any local values, it is never no.
func TestIncomeSupportIsNeverDiscouraged(t *testing.T) {
	s, m := service(t, "ekonomiskt-bistand"), now(t)
	for _, v := range s.Check.Verdicts {
		if v.Outcome == rules.No {
			t.Errorf("the check can say no: %q", v.Say.SV)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		here := catalog.Moment{Today: m.Today.AddDays(rapid.IntRange(-400, 4000).Draw(t, "day")),
			Municipality: limits{m.Municipality, rapid.SampledFrom([]int64{0, 1, 2026, 522_000, 1 << 40}).Draw(t, "settings"), rapid.Bool().Draw(t, "offered"),
				m.Today.AddDays(rapid.IntRange(-400, 400).Draw(t, "last day"))}}
		asked := answerAll(t, s, here)
		for _, id := range slices.Sorted(maps.Keys(asked)) {
			if rapid.IntRange(0, 3).Draw(t, "forgets "+id) == 0 {
				delete(asked, id)
			}
		}
		g := guide(s, asked, here)
		if g.Outcome == rules.No {
			t.Errorf("the answer is no: %q", g.Say.SV)
		}
		if g.Verdict >= 0 && !strings.Contains(g.Say.SV, "nsök") {
			t.Errorf("the answer does not say that one can apply: %q", g.Say.SV)
		}
	})
}

// A ban on fires holds from its first day until the day it is lifted, and then not.
func TestFireBanHoldsOnItsDays(t *testing.T) {
	s, m := service(t, "eldning"), now(t)
	asked := rules.Facts{"fire": rules.OfEnum("camp"), "ban_here": rules.OfEnum("no")}
	for on, want := range map[string]rules.Outcome{"2026-06-17": rules.Yes, "2026-06-18": rules.No, "2026-07-05": rules.No, "2026-07-06": rules.Yes} {
		m.Today = civil.Must(on)
		if got := guide(s, asked, m).Outcome; got != want {
			t.Errorf("%s: got %s, want %s", on, got, want)
		}
	}
}

// The sum of income support is only that of the year that the amounts are for.
func TestIncomeSupportCountsWithTheYearsOwnNorm(t *testing.T) {
	s, m := service(t, "ekonomiskt-bistand"), now(t)
	asked := rules.Facts{"urgent": rules.OfBool(false), "living": rules.OfEnum("alone"), "housing": rules.OfInt(600_000), "costs": rules.OfInt(0),
		"income": rules.OfInt(0), "savings": rules.OfBool(false)}
	for on, want := range map[string]rules.Outcome{"2026-01-01": rules.Yes, "2026-12-31": rules.Yes, "2027-01-01": rules.Maybe, "2025-12-31": rules.Maybe} {
		m.Today = civil.Must(on)
		if got := guide(s, asked, m).Outcome; got != want {
			t.Errorf("%s: got %s, want %s", on, got, want)
		}
	}
}
