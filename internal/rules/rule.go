package rules

import (
	"fmt"
	"reflect"
	"slices"
	"sync"

	"forvag/internal/locale"
)

var stringSlice = reflect.TypeFor[[]string]()

// Outcome of a condition or a rule.
type Outcome string

// The outcomes. Maybe means that a person must look, Unknown that facts are missing.
const (
	Yes     Outcome = "yes"
	No      Outcome = "no"
	Maybe   Outcome = "maybe"
	Unknown Outcome = "unknown"
)

// Values lists the outcomes, for files.
func (Outcome) Values() []string { return []string{"yes", "no", "maybe", "unknown"} }

// Condition is one circumstance that the law points at, with the words that explain each answer.
type Condition struct {
	// ID is what verdicts call it; no fact has the same name.
	ID string `yaml:"id"`
	// If is CEL over facts.
	If  string      `yaml:"if"`
	Yes locale.Text `yaml:"yes"`
	No  locale.Text `yaml:"no"`
	// Law is the paragraph; for example "PBL 9 kap. 4 §".
	Law string `yaml:"law"`
}

// Verdict is one way for a rule to end.
type Verdict struct {
	// Outcome is yes, no or maybe; never unknown.
	Outcome Outcome `yaml:"outcome"`
	// When is CEL over condition ids and facts. Only the last verdict has none.
	When string `yaml:"when"`
	// Say is the answer: what a guided check tells, or what a recommendation tells the officer.
	Say locale.Text `yaml:"say"`
	// Grounds are the reasons that a party reads where the recommendation is followed; empty where the officer writes them.
	Grounds locale.Text `yaml:"grounds"`
	// Instead says what the reader can do instead; may be empty.
	Instead locale.Text `yaml:"instead"`
	Law     string      `yaml:"law"`
}

// Step is one condition in a trace.
type Step struct {
	Condition string  `json:"condition"`
	Outcome   Outcome `json:"outcome"`
	// Words are the condition's for its outcome; empty while it is unknown or maybe.
	Words locale.Text `json:"words"`
	Law   string      `json:"law,omitempty"`
	// Facts are those that the condition was given, and Missing those that it still hangs on.
	Facts   Facts    `json:"facts"`
	Missing []string `json:"missing,omitempty"`
	// Cause says why an outcome is maybe, for the log and the officer.
	Cause string `json:"cause,omitempty"`
}

// Decision is what a rule came to, and why. It can be written as JSON and kept with a case.
type Decision struct {
	Outcome Outcome `json:"outcome"`
	// Verdict is the index of the verdict that decided, -1 where none did.
	Verdict int         `json:"verdict"`
	Say     locale.Text `json:"say"`
	Grounds locale.Text `json:"grounds"`
	Instead locale.Text `json:"instead"`
	Law     string      `json:"law,omitempty"`
	// Missing are the facts that still matter, in the order of declaration; empty unless Outcome is unknown.
	Missing []string `json:"missing,omitempty"`
	// Trace holds the conditions that the rule's verdicts name, in their order in the file.
	Trace []Step `json:"trace"`
}

type condition struct {
	Condition
	program *Program
}

type verdict struct {
	Verdict
	when *Program
}

// Rule is a compiled rule. It is safe for concurrent use.
type Rule struct {
	order []string
	// conditions are those that the verdicts name. To know them is to have compiled the verdicts.
	conditions func() []condition
	verdicts   []verdict
}

// Problem is an Error at a place in a rule: "conditions[1].if", "verdicts[0].when".
type Problem struct {
	Path string
	*Error
}

// Conditions is a compiled list of conditions, from which several rules can be made.
type Conditions struct {
	order []string
	list  []condition
	scope *Scope
}

// Conditions compiles conditions over the scope's facts. Where there are problems, the conditions without one can still be used to look for more.
func (s *Scope) Conditions(conditions []Condition) (*Conditions, []Problem) {
	c := &Conditions{order: s.order, scope: s.copied()}
	var problems []Problem
	var names []Fact
	for i, one := range conditions {
		name := Fact{Name: one.ID, Type: Bool}
		if err := c.scope.extend(name); err != nil {
			problems = append(problems, Problem{fmt.Sprintf("conditions[%d].id", i), &Error{Words: idWords(s, names, one.ID)}})
			continue
		}
		names = append(names, name)
		program, bad := s.Condition(one.If)
		if bad != nil {
			problems = append(problems, Problem{fmt.Sprintf("conditions[%d].if", i), bad})
			continue
		}
		c.list = append(c.list, condition{one, program})
	}
	return c, problems
}

func idWords(scope *Scope, earlier []Fact, id string) string {
	if slices.Contains(scope.Names(), id) {
		return fmt.Sprintf("%q is a fact already; a condition needs a name of its own", id)
	}
	if slices.ContainsFunc(earlier, func(f Fact) bool { return f.Name == id }) {
		return fmt.Sprintf("the condition %q stands here twice", id)
	}
	return fmt.Sprintf("%q cannot be a condition's id; want lower-case letters, digits and underscores", id)
}

// When compiles an expression over facts and condition ids, for use with Holds.
func (c *Conditions) When(source string) (*Program, *Error) { return c.scope.Condition(source) }

// Rule compiles an ordered list of verdicts over the conditions. Only the last verdict is without When, so that complete facts always decide.
func (c *Conditions) Rule(verdicts []Verdict) (*Rule, []Problem) {
	var problems []Problem
	r := &Rule{order: c.order}
	for i, v := range verdicts {
		path := fmt.Sprintf("verdicts[%d]", i)
		if v.Outcome == Unknown || v.Outcome == "" {
			problems = append(problems, Problem{path + ".outcome", &Error{Words: "a verdict is yes, no or maybe; unknown is what missing facts make"}})
		}
		switch isLast := i == len(verdicts)-1; {
		case v.When == "" && !isLast:
			problems = append(problems, Problem{path, &Error{Words: "only the last verdict can be without when; those after it are never reached"}})
		case v.When != "" && isLast:
			problems = append(problems, Problem{path + ".when", &Error{Words: "the last verdict has no when, so that every case ends somewhere"}})
		case v.When == "":
			r.verdicts = append(r.verdicts, verdict{Verdict: v})
		default:
			when, bad := c.scope.Condition(v.When)
			if bad != nil {
				problems = append(problems, Problem{path + ".when", bad})
				continue
			}
			r.verdicts = append(r.verdicts, verdict{v, when})
		}
	}
	if len(verdicts) == 0 {
		problems = append(problems, Problem{"verdicts", &Error{Words: "there is no verdict"}})
	}
	r.conditions = sync.OnceValue(func() []condition { return named(c.list, r.verdicts) })
	return r, problems
}

// named are the conditions that some verdict names.
func named(conditions []condition, verdicts []verdict) []condition {
	used := map[string]bool{}
	for _, v := range verdicts {
		if v.when != nil {
			for _, name := range v.when.Refs() {
				used[name] = true
			}
		}
	}
	return slices.DeleteFunc(slices.Clone(conditions), func(c condition) bool { return !used[c.ID] })
}

// Facts lists the names of the facts that can matter to the rule, in the order of declaration.
func (r *Rule) Facts() []string {
	names := map[string]bool{}
	for _, c := range r.conditions() {
		for _, n := range c.program.Refs() {
			names[n] = true
		}
	}
	for _, v := range r.verdicts {
		if v.when != nil {
			for _, n := range v.when.Refs() {
				names[n] = true
			}
		}
	}
	return inOrder(r.order, names)
}

func inOrder(order []string, names map[string]bool) []string {
	var out []string
	for _, n := range order {
		if names[n] {
			out = append(out, n)
		}
	}
	return out
}

// results holds each condition's result by id.
type results map[string]Result

func evalAll(conditions []condition, facts Facts) results {
	out := results{}
	for _, c := range conditions {
		out[c.ID] = c.program.Eval(facts)
	}
	return out
}

// holds evaluates an expression over facts and conditions. Missing names facts only: a condition's are its own.
func (p *Program) holds(facts Facts, conditions results) Result {
	out := p.eval(func(name string) (any, bool, error) {
		if r, ok := conditions[name]; ok {
			if r.Err != nil {
				return nil, false, r.Err
			}
			return r.Value.B, r.Known(), nil
		}
		v, ok := facts[name]
		if !ok || v.Type == "" {
			return nil, false, nil
		}
		if !p.scope.facts[name].holds(v) {
			return nil, false, fmt.Errorf("the fact %s does not hold what it was declared to", name)
		}
		return native(v), true, nil
	})
	missing := map[string]bool{}
	for _, name := range out.Missing {
		if r, ok := conditions[name]; ok {
			for _, m := range r.Missing {
				missing[m] = true
			}
			continue
		}
		missing[name] = true
	}
	if len(missing) > 0 {
		out.Missing = nil
		for name := range missing {
			out.Missing = append(out.Missing, name)
		}
		slices.Sort(out.Missing)
	}
	return out
}

// Holds decides an expression that When compiled.
func (c *Conditions) Holds(p *Program, facts Facts) Result {
	return p.holds(facts, evalAll(c.list, facts))
}

// Decide tries the verdicts in order. The first whose When is true decides; the first that cannot be decided makes the outcome unknown, with
// the facts that it hangs on; one that fails makes it maybe. It never panics and never changes facts.
func (r *Rule) Decide(facts Facts) Decision {
	found := evalAll(r.conditions(), facts)
	d := Decision{Outcome: Maybe, Verdict: -1, Trace: r.trace(facts, found)}
	for i, v := range r.verdicts {
		if v.when != nil {
			switch res := v.when.holds(facts, found); {
			case res.Err != nil:
				return d
			case !res.Known():
				names := map[string]bool{}
				for _, n := range res.Missing {
					names[n] = true
				}
				d.Outcome, d.Missing = Unknown, inOrder(append([]string{Today}, r.order...), names)
				return d
			case !res.True():
				continue
			}
		}
		d.Outcome, d.Verdict, d.Say, d.Grounds, d.Instead, d.Law = v.Outcome, i, v.Say, v.Grounds, v.Instead, v.Law
		return d
	}
	return d
}

// Weighed are the steps of a decision that its outcome hangs on: of the conditions that its verdict names, and of those in the verdicts that were passed
// by before it. What only later verdicts ask about did not matter.
func (r *Rule) Weighed(d Decision) []Step {
	if d.Verdict < 0 || d.Verdict >= len(r.verdicts) {
		return d.Trace
	}
	counted := named(r.conditions(), r.verdicts[:d.Verdict+1])
	return slices.DeleteFunc(slices.Clone(d.Trace), func(s Step) bool {
		return !slices.ContainsFunc(counted, func(c condition) bool { return c.ID == s.Condition })
	})
}

func (r *Rule) trace(facts Facts, found results) []Step {
	steps := make([]Step, 0, len(r.conditions()))
	for _, c := range r.conditions() {
		res := found[c.ID]
		s := Step{Condition: c.ID, Law: c.Law, Facts: Facts{}, Missing: res.Missing}
		for _, name := range c.program.Refs() {
			if v, ok := facts[name]; ok {
				s.Facts[name] = v
			}
		}
		switch {
		case res.Err != nil:
			s.Outcome, s.Cause = Maybe, res.Err.Error()
		case !res.Known():
			s.Outcome = Unknown
		case res.True():
			s.Outcome, s.Words = Yes, c.Yes
		default:
			s.Outcome, s.Words = No, c.No
		}
		steps = append(steps, s)
	}
	return steps
}
