package catalog

import (
	"fmt"
	"slices"
	"strings"

	"forvag/internal/rules"
	"forvag/internal/strict"
)

// compileRules compiles facts, conditions and what is decided by them.
func (c *compiler) compileRules() {
	var facts []rules.Fact
	for i := range c.service.Declared {
		f, path := &c.service.Declared[i], fmt.Sprintf("facts[%d]", i)
		if !c.goodID(f.ID, path, "fact") {
			continue
		}
		if slices.Contains(c.program.order, f.ID) {
			c.Faultf(path+".id", "the fact %q stands here twice", f.ID)
			continue
		}
		if d, ok := c.fact(f, path, facts); ok {
			facts = append(facts, d)
			c.program.order = append(c.program.order, f.ID)
		}
	}
	c.compileQueue(facts)
	scope, err := c.over(facts)
	if err != nil {
		c.Faultf("", "%v", err)
		return
	}
	conditions, problems := scope.Conditions(c.service.Conditions)
	c.problems("", problems)
	if conditions == nil {
		return
	}
	c.program.conditions = conditions
	if check := c.service.Check; check != nil {
		c.program.check, problems = conditions.Rule(check.Verdicts)
		c.problems("check.", problems)
		c.asks()
	}
	if r := c.service.Recommendation; r != nil {
		c.program.recommendation, problems = conditions.Rule(r.Verdicts)
		c.problems("recommendation.", problems)
	}
	for i, d := range c.service.Decisions {
		path, isLast := fmt.Sprintf("decisions[%d]", i), i == len(c.service.Decisions)-1
		var when *rules.Program
		switch {
		case d.When == "" && !isLast:
			c.Faultf(path, "only the last decision can be without when; those after it are never reached")
		case d.When != "" && isLast:
			c.Faultf(path+".when", "the last decision has no when, so that every case ends in one")
		case d.When != "":
			var bad *rules.Error
			if when, bad = conditions.When(d.When); bad != nil {
				c.FaultIn(path+".when", bad.Offset, "%s", bad.Words)
			}
		}
		c.program.decisions = append(c.program.decisions, when)
	}
}

func (c *compiler) problems(prefix string, problems []rules.Problem) {
	for _, p := range problems {
		c.FaultIn(prefix+p.Path, p.Offset, "%s", p.Words)
	}
}

// fact resolves one declared fact, fills in what its field knows and makes its question.
func (c *compiler) fact(f *Fact, path string, earlier []rules.Fact) (rules.Fact, bool) {
	d := rules.Fact{Name: f.ID, Type: f.Type, Values: f.Values, Max: f.Max}
	if f.Max > 100 {
		c.Faultf(path+".max", "a list has at most 100 entries")
	}
	switch f.Source {
	case FromForm:
		field := c.program.fields[f.field()]
		if field == nil {
			at := path + ".id"
			if f.Field != "" {
				at = path + ".field"
			}
			c.Faultf(at, "there is no field %q%s", f.field(), strict.Suggest(f.field(), c.fieldNames()))
			return d, false
		}
		if field.Entry > 0 {
			c.Faultf(path, "%q is asked once for each entry of its page; rules can look at how many entries there are", field.ID)
			return d, false
		}
		own, ok := field.fact(f.ID)
		if !ok {
			c.Faultf(path, "rules cannot see a field of type %s; want a register fact instead", field.Type)
			return d, false
		}
		if f.Type != "" && f.Type != own.Type {
			c.Faultf(path+".type", "the field %q is %s, not %s", field.ID, own.Type, f.Type)
		}
		f.Type, f.Unit = own.Type, field.Unit
		question := *field
		question.ID, question.Visible, question.Optional, question.Checks = f.ID, "", false, nil
		if question.Type == EntriesField {
			question.Type, question.Unit = NumberField, "count"
		}
		if !f.Ask.IsZero() {
			question.Label, question.Hint = f.Ask, f.Hint
		}
		c.program.questions[f.ID] = &question
		return own, true
	case FromDerived:
		scope, err := c.over(earlier)
		if err != nil || f.Type == "" {
			c.Faultf(path, "a derived fact needs a type and derive")
			return d, false
		}
		program, bad := scope.Derived(f.Derive, f.Type)
		if bad != nil {
			c.FaultIn(path+".derive", bad.Offset, "%s", bad.Words)
			return d, true
		}
		c.program.derived[f.ID] = program
	case FromRegister:
		if f.Register == "" {
			c.Faultf(path, "a register fact needs register: what to ask for")
		}
	case FromSetting:
		switch known, ok := c.options.settings[f.setting()]; {
		case !ok:
			c.Faultf(path, "there is no setting %q%s", f.setting(), strict.Suggest(f.setting(), c.program.settings))
		case f.Type != "" && f.Type != known.Type:
			c.Faultf(path+".type", "the setting %q is %s, not %s", f.setting(), settingWords[known.Type], f.Type)
		}
	case FromAsk:
		if f.Ask.IsZero() {
			c.Faultf(path, "a fact that is asked needs ask: the question")
		}
	default:
		c.Faultf(path, "the fact needs a source: %s", strings.Join(FactSource("").Values(), ", "))
		return d, false
	}
	if f.Type == "" {
		c.Faultf(path, "the fact needs a type")
		return d, false
	}
	if f.Type == rules.Enum && len(f.Values) == 0 {
		c.Faultf(path, "an enum needs values")
	}
	c.fallback(f, path)
	if !f.Ask.IsZero() && f.Source != FromDerived && f.Source != FromSetting {
		c.program.questions[f.ID] = c.question(f, path)
	}
	return d, true
}

// fallback reads what a register fact is where the register does not know.
func (c *compiler) fallback(f *Fact, path string) {
	if f.Default == nil {
		return
	}
	if f.Source != FromRegister || !f.Ask.IsZero() {
		c.Faultf(path+".default", "only a register fact that is never asked has a default")
		return
	}
	v, err := rules.Parse(f.Type, f.Default)
	if err != nil {
		c.Faultf(path+".default", "default: %v", err)
		return
	}
	c.program.defaults[f.ID] = v
}

// question is the form field that asks for a fact.
func (c *compiler) question(f *Fact, path string) *Field {
	q := &Field{ID: f.ID, Label: f.Ask, Hint: f.Hint, Unit: f.Unit}
	switch f.Type {
	case rules.Int:
		q.Type = NumberField
		if f.Unit == "cm" || f.Unit == "dm2" || f.Unit == "ore" {
			q.Shown = map[Unit]Unit{"cm": "m", "dm2": "m2", "ore": "kr"}[f.Unit]
		}
	case rules.Bool:
		q.Type = YesNoField
	case rules.Date:
		q.Type = DateField
	default:
		q.Type = ChoiceField
		if f.Type == rules.List {
			q.Type = ChoicesField
		}
		if len(f.Labels) != len(f.Values) {
			c.Faultf(path, "a fact that is asked needs labels for its %d values, in order", len(f.Values))
			return q
		}
		for i, v := range f.Values {
			q.Choices = append(q.Choices, Choice{ID: v, Label: f.Labels[i]})
		}
	}
	return q
}
