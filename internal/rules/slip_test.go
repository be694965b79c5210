package rules_test

import (
	"testing"

	"forvag/internal/rules"
)

// What people write who think in another language is answered with how it is written here.
func TestSlips(t *testing.T) {
	scope, err := rules.NewScope(rules.Fact{Name: "why", Type: rules.Enum, Values: []string{"far", "other"}}, rules.Fact{Name: "age", Type: rules.Int})
	if err != nil {
		t.Fatal(err)
	}
	for source, want := range map[string]rules.Error{
		`age =< 3`:                    {Offset: 4, Words: "cannot read =< here: at most is written <="},
		`age => 3`:                    {Offset: 4, Words: "cannot read => here: at least is written >="},
		`age <> 3`:                    {Offset: 4, Words: "cannot read <> here: not equal is written !="},
		`age === 3`:                   {Offset: 4, Words: "cannot read === here: equal is written ==, and not equal !="},
		`why = "far"`:                 {Offset: 4, Words: "cannot read = here: equal is written =="},
		`age > 3 & age < 5`:           {Offset: 8, Words: "cannot read & here: and is written &&"},
		`age > 3 | age < 5`:           {Offset: 8, Words: "cannot read | here: or is written ||"},
		`why == "a or b" AND age > 3`: {Offset: 16, Words: "cannot read AND here: and is written &&"},
		`age > 3 eller age < 5`:       {Offset: 8, Words: "cannot read eller here: or is written ||"},
		`not (age > 3)`:               {Offset: 0, Words: "cannot read not here: not is written !"},
		`why == “far”`:                {Offset: 7, Words: `cannot read “ here: a text stands in straight quotes, "so" or 'so'`},
		`why == "far`:                 {Offset: 7, Words: `cannot read " here: the text has no quote at its end`},
		`(age > 3`:                    {Offset: 8, Words: "the expression ends too early: a parenthesis is not closed"},
		`why == other`:                {Offset: 7, Words: `"other" is not known here; a value is written in quotes: "other"`},
		`age + > 3`:                   {Offset: 6, Words: "cannot read the expression at '>'"},
		`today > 2026-01-01`:          {Offset: 6, Words: `these types do not go together: '>' with '(date, int)'; a day is written date("2026-12-01")`},
	} {
		_, got := scope.Condition(source)
		if got == nil || *got != want {
			t.Errorf("%s: got %+v, want %+v", source, got, want)
		}
	}
}
