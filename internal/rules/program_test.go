package rules_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"forvag/internal/civil"
	"forvag/internal/rules"
)

var shed = []rules.Fact{
	{Name: "area", Type: rules.Int},
	{Name: "height", Type: rules.Int},
	{Name: "age", Type: rules.Int},
	{Name: "detailed_plan", Type: rules.Bool},
	{Name: "building", Type: rules.Enum, Values: []string{"shed", "garage", "house"}},
	{Name: "from", Type: rules.Date},
	{Name: "to", Type: rules.Date},
	{Name: "places", Type: rules.List, Max: 20},
	{Name: "many", Type: rules.List, Max: 100},
	{Name: "setting.limit", Type: rules.Int},
	{Name: "setting.offered", Type: rules.Bool},
	{Name: "setting.last_day", Type: rules.Date},
	{Name: "setting.opening", Type: rules.Text},
}

func scope(t testing.TB) *rules.Scope {
	t.Helper()
	s, err := rules.NewScope(shed...)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestConditionIsRefused(t *testing.T) {
	for name, c := range map[string]struct{ source, want string }{
		"empty":              {" ", "no expression"},
		"not boolean":        {"age + 1", "a whole number; want true or false"},
		"types differ":       {`age == "old"`, "do not go together"},
		"unknown fact":       {"aera > 3", `"aera" is not known here; did you mean "area"?`},
		"unknown setting":    {"area > setting.limti", `did you mean "setting.limit"?`},
		"unknown function":   {"dayz(from, to) > 3", `did you mean "days"?`},
		"float":              {"area > 30.5", "no decimals"},
		"division":           {"area / 2 > 3", "no division"},
		"position":           {`places[0] == "x"`, "no positions"},
		"part":               {"area.size > 3", "setting.NAME"},
		"enum value":         {`building == "shad"`, `did you mean "shed"?`},
		"enum value in list": {`building in ["shed", "garge"]`, `did you mean "garage"?`},
		"bad date":           {`from > date("2026-13-01")`, "is not a date"},
		"costly":             {"many.all(a, many.all(b, a != b))", "can cost more"},
		"syntax":             {"area >", "ends too early"},
		"shadow":             {"places.all(area, true)", "is a fact already"},
		"map":                {`{"a": 1} == {"a": 1}`, "maps and structures"},
		"clock":              {"from < timestamp(\"2026-01-01T00:00:00Z\")", "not a function here"},
		"macro":              {"has(area.b)", "not a function here"},
		"null":               {"area == null", "whole numbers"},
		"words":              {`setting.opening == "idag"`, "words in two languages, which only texts can name"},
		"yes as a number":    {"setting.offered == 1", "do not go together"},
		"a day as a text":    {`setting.last_day == "2026-12-01"`, `a day is written date("2026-12-01")`},
	} {
		t.Run(name, func(t *testing.T) {
			_, bad := scope(t).Condition(c.source)
			if bad == nil {
				t.Fatalf("%s was taken", c.source)
			}
			if !strings.Contains(bad.Words, c.want) {
				t.Errorf("got %q, want %q", bad.Words, c.want)
			}
		})
	}
}

func TestErrorPointsAtTheWord(t *testing.T) {
	_, bad := scope(t).Condition("height < 400 && aera > 3")
	if bad == nil || bad.Offset != 16 {
		t.Errorf("got %+v, want offset 16", bad)
	}
}

func TestEval(t *testing.T) {
	day := func(s string) rules.Value { return rules.OfDate(civil.Must(s)) }
	for name, c := range map[string]struct {
		source  string
		facts   rules.Facts
		want    rules.Value
		missing []string
	}{
		"compare":           {"area <= 300", rules.Facts{"area": rules.OfInt(300)}, rules.OfBool(true), nil},
		"missing":           {"area <= 300", nil, rules.Value{}, []string{"area"}},
		"or absorbs":        {"area <= 300 || detailed_plan", rules.Facts{"area": rules.OfInt(1)}, rules.OfBool(true), nil},
		"or absorbs, other": {"area <= 300 || detailed_plan", rules.Facts{"detailed_plan": rules.OfBool(true)}, rules.OfBool(true), nil},
		"and absorbs":       {"area <= 300 && detailed_plan", rules.Facts{"detailed_plan": rules.OfBool(false)}, rules.OfBool(false), nil},
		"all missing":       {"area <= 300 && detailed_plan", nil, rules.Value{}, []string{"area", "detailed_plan"}},
		"one matters":       {"detailed_plan ? area < 3 : height < 3", rules.Facts{"detailed_plan": rules.OfBool(true)}, rules.Value{}, []string{"area"}},
		"enum":              {`building in ["shed", "garage"]`, rules.Facts{"building": rules.OfEnum("garage")}, rules.OfBool(true), nil},
		"list":              {`"a" in places && size(places) == 2`, rules.Facts{"places": rules.OfList([]string{"a", "b"})}, rules.OfBool(true), nil},
		"exists":            {`places.exists(p, p == "b")`, rules.Facts{"places": rules.OfList([]string{"a", "b"})}, rules.OfBool(true), nil},
		"exists, missing":   {`places.exists(p, p == "b")`, nil, rules.Value{}, []string{"places"}},
		"setting":           {"area > setting.limit", rules.Facts{"area": rules.OfInt(3), "setting.limit": rules.OfInt(2)}, rules.OfBool(true), nil},
		"days":              {"days(from, to) == 2", rules.Facts{"from": day("2026-02-27"), "to": day("2026-03-01")}, rules.OfBool(true), nil},
		"years on birthday": {"years(from, to) == 17", rules.Facts{"from": day("2008-11-22"), "to": day("2026-11-21")}, rules.OfBool(true), nil},
		"year, last day":    {"year(from) == 2026", rules.Facts{"from": day("2026-12-31")}, rules.OfBool(true), nil},
		"year, first day":   {"year(to) - year(from) == 6", rules.Facts{"from": day("2020-12-31"), "to": day("2026-01-01")}, rules.OfBool(true), nil},
		"year, missing":     {"year(to) - year(from) == 6", rules.Facts{"to": day("2026-01-01")}, rules.Value{}, []string{"from"}},
		"month, last day":   {"month(from) == 6", rules.Facts{"from": day("2026-06-30")}, rules.OfBool(true), nil},
		"month, first day":  {"month(from) == 7", rules.Facts{"from": day("2026-07-01")}, rules.OfBool(true), nil},
		"month, missing":    {"month(from) < 7", nil, rules.Value{}, []string{"from"}},
		"workdays":          {"workdays(from, to) == 3", rules.Facts{"from": day("2026-12-23"), "to": day("2026-12-29")}, rules.OfBool(true), nil},
		"since a day":       {`from >= date("2025-12-01")`, rules.Facts{"from": day("2025-12-01")}, rules.OfBool(true), nil},
		"today":             {"addDays(today, 30) > from", rules.Facts{"today": day("2026-11-22"), "from": day("2026-12-01")}, rules.OfBool(true), nil},
	} {
		t.Run(name, func(t *testing.T) {
			p, bad := scope(t).Condition(c.source)
			if bad != nil {
				t.Fatal(bad)
			}
			got := p.Eval(c.facts)
			if got.Err != nil {
				t.Fatal(got.Err)
			}
			if diff := cmp.Diff(c.want, got.Value); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(c.missing, got.Missing); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestEvalFailsWithoutPanic(t *testing.T) {
	big := rules.OfInt(1 << 62)
	for name, c := range map[string]struct {
		source string
		facts  rules.Facts
	}{
		"overflow":           {"area * area > 3", rules.Facts{"area": big}},
		"wrong type":         {"area > 3", rules.Facts{"area": rules.OfBool(true)}},
		"outside the values": {`building != "shed"`, rules.Facts{"building": rules.OfEnum("castle")}},
		"too long a list":    {`"x" in places`, rules.Facts{"places": rules.OfList(make([]string, 21))}},
		"too long a span": {"workdays(from, to) > 3",
			rules.Facts{"from": rules.OfDate(civil.Must("1900-01-01")), "to": rules.OfDate(civil.Must("2026-01-01"))}},
		"outside the calendar": {"addDays(from, 36500) > to",
			rules.Facts{"from": rules.OfDate(civil.Must("9990-01-01")), "to": rules.OfDate(civil.Must("2026-01-01"))}},
	} {
		t.Run(name, func(t *testing.T) {
			p, bad := scope(t).Condition(c.source)
			if bad != nil {
				t.Fatal(bad)
			}
			if got := p.Eval(c.facts); got.Err == nil || got.Known() {
				t.Errorf("got %+v, want an error", got)
			}
		})
	}
}

func TestDerived(t *testing.T) {
	p, bad := scope(t).Derived("area * 2 + 1", rules.Int)
	if bad != nil {
		t.Fatal(bad)
	}
	if diff := cmp.Diff(rules.OfInt(7), p.Eval(rules.Facts{"area": rules.OfInt(3)}).Value); diff != "" {
		t.Error(diff)
	}
	if _, bad := scope(t).Derived("area > 2", rules.Int); bad == nil {
		t.Error("true or false was taken for a whole number")
	}
}

func TestNamesAreRefused(t *testing.T) {
	for _, name := range []string{"", "Area", "1a", "in", "setting", "a.b", "setting.", "å", "today"} {
		if _, err := rules.NewScope(rules.Fact{Name: name, Type: rules.Int}); err == nil {
			t.Errorf("%q was taken as a name", name)
		}
	}
	if _, err := rules.NewScope(rules.Fact{Name: "a", Type: "text"}); err == nil {
		t.Error("a type that does not exist was taken")
	}
}

func FuzzCondition(f *testing.F) {
	for _, s := range []string{"area > 3", "aera", `building == "x"`, "places.all(p, p != '')", "1.5", "((((", `"\x00"`, "a ? b : c", "today"} {
		f.Add(s)
	}
	s := scope(f)
	facts := rules.Facts{"area": rules.OfInt(1 << 62), "building": rules.OfEnum("shed"), "places": rules.OfList([]string{"a"})}
	f.Fuzz(func(t *testing.T, source string) {
		p, bad := s.Condition(source)
		if bad != nil {
			if bad.Words == "" || bad.Offset < 0 || bad.Offset > len([]rune(source)) {
				t.Errorf("%q: %+v", source, bad)
			}
			return
		}
		if r := p.Eval(facts); r.Known() && (r.Err != nil || len(r.Missing) > 0) {
			t.Errorf("%q: %+v", source, r)
		}
	})
}
