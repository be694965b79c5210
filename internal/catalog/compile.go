package catalog

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"forvag/internal/rules"
	"forvag/internal/strict"
)

// program is what a service's expressions compile to.
type program struct {
	fields map[string]*Field
	// visible holds the conditions of fields by id, and of pages by "page " and id.
	visible  map[string]*rules.Program
	checks   map[string][]*rules.Program
	patterns map[string]*regexp.Regexp
	// settings that the expressions may name.
	settings []string

	// order of the declared facts.
	order          []string
	derived        map[string]*rules.Program
	defaults       map[string]rules.Value
	questions      map[string]*Field
	conditions     *rules.Conditions
	check          *rules.Rule
	recommendation *rules.Rule
	// rooms are what can be booked. fees and steps have one entry for each fee and step, nil where it is for all.
	rooms       []Room
	fees, steps []*rules.Program
	// queue is nil for a service without one.
	queue *queueProgram
	// opens has one entry for each service that is opened, nil where it always is.
	opens []*rules.Program
	// decisions has one entry for each decision type, nil where it is for all.
	decisions []*rules.Program

	options Options
	// named are the settings that the texts name, and editions the service with their values in its texts. One without values is in none.
	named    []string
	editions *editions
	later    bool
}

func (p *program) shows(key string, facts rules.Facts) bool {
	c := p.visible[key]
	return c == nil || c.Eval(facts).True()
}

// compiler compiles one service and reports what is wrong in it.
type compiler struct {
	*strict.Document
	service *Service
	options Options
	program *program
	// scope is what visibility is decided in. Checks know the register facts too.
	scope, checks *rules.Scope
	// position of each field in the form, to refuse looking ahead.
	position map[string]int
	named    []string
	editions *editions
	// later leaves expressions to be compiled when they are first asked about, and what is only known by compiling them unchecked.
	later bool
}

// over is the scope of facts and the municipality's settings.
func (c *compiler) over(facts []rules.Fact) (*rules.Scope, error) {
	scope, err := rules.NewScope(append(slices.Clone(facts), c.settingFacts()...)...)
	if err == nil && c.later {
		scope = scope.Later()
	}
	return scope, err
}

func (c *compiler) settingFacts() []rules.Fact {
	var facts []rules.Fact
	for _, name := range c.program.settings {
		facts = append(facts, rules.Fact{Name: "setting." + name, Type: c.options.settings[name].Type})
	}
	return facts
}

func (c *compiler) compile() {
	p := &program{fields: map[string]*Field{}, visible: map[string]*rules.Program{}, checks: map[string][]*rules.Program{},
		patterns: map[string]*regexp.Regexp{}, derived: map[string]*rules.Program{}, defaults: map[string]rules.Value{}, questions: map[string]*Field{},
		options: c.options, named: c.named, editions: c.editions, later: c.later}
	c.program, c.service.program, c.position = p, p, map[string]int{}
	p.settings = slices.Sorted(maps.Keys(c.options.settings))
	c.fillUnits()
	c.fillRooms()
	c.collectFields()
	c.compileForm()
	c.compileOpens()
	c.compileRules()
	c.queue()
	c.booking()
	c.steps()
}

var unitID = regexp.MustCompile(`^[a-z][a-z0-9-]{0,39}$`)

var fieldID = regexp.MustCompile(`^[a-z][a-z0-9_]{0,39}$`)

// collectFields finds every field, refuses ids that are no names or come twice, and makes the scope that visibility is decided in.
func (c *compiler) collectFields() {
	var facts []rules.Fact
	pages := map[string]bool{}
	for i := range c.service.Pages {
		page := &c.service.Pages[i]
		if path := fmt.Sprintf("pages[%d]", i); page.ID == "" {
			c.Faultf(path, "the page has no id")
		} else if pages[page.ID] {
			c.Faultf(path+".id", "the page %q stands here twice", page.ID)
		}
		pages[page.ID] = true
		for j := range page.Fields {
			f, path := &page.Fields[j], fmt.Sprintf("pages[%d].fields[%d]", i, j)
			if !c.goodID(f.ID, path, "field") {
				continue
			}
			if _, twice := c.program.fields[f.ID]; twice {
				c.Faultf(path+".id", "the field %q stands here twice", f.ID)
				continue
			}
			c.program.fields[f.ID], c.position[f.ID] = f, len(c.position)
			if d, ok := f.fact(f.ID); ok {
				facts = append(facts, d)
			}
		}
	}
	scope, err := c.over(facts)
	if err != nil {
		c.Faultf("pages", "%v", err)
		scope, _ = rules.NewScope()
	}
	c.scope, c.checks = scope, scope
	if known, err := scope.With(c.registerFacts()...); err == nil {
		c.checks = known
	}
}

// registerFacts are those that no field has the name of. What is wrong with one is said where the facts are compiled.
func (c *compiler) registerFacts() []rules.Fact {
	var facts []rules.Fact
	for _, f := range c.service.Declared {
		if f.Source == FromRegister && c.program.fields[f.ID] == nil {
			facts = append(facts, rules.Fact{Name: f.ID, Type: f.Type, Values: f.Values, Max: f.Max})
		}
	}
	return facts
}

// goodID refuses an id that expressions could not name.
func (c *compiler) goodID(id, path, what string) bool {
	if !fieldID.MatchString(id) {
		if id == "" {
			c.Faultf(path, "the %s has no id", what)
		} else {
			c.Faultf(path+".id", "%q cannot be a %s's id; want lower-case letters, digits and underscores", id, what)
		}
		return false
	}
	if _, err := rules.NewScope(rules.Fact{Name: id, Type: rules.Bool}); err != nil {
		c.Faultf(path+".id", "%v", err)
		return false
	}
	return true
}

func (c *compiler) compileForm() {
	for i := range c.service.Pages {
		page, path := &c.service.Pages[i], fmt.Sprintf("pages[%d]", i)
		first := len(c.position)
		for _, f := range page.Fields {
			first = min(first, c.position[f.ID])
		}
		c.visibility("page "+page.ID, page.Visible, path+".visible", first)
		for j := range page.Fields {
			f, path := &page.Fields[j], fmt.Sprintf("%s.fields[%d]", path, j)
			if c.program.fields[f.ID] != f {
				continue
			}
			at := c.position[f.ID]
			c.visibility(f.ID, f.Visible, path+".visible", at)
			for k, check := range f.Checks {
				if program := c.expression(c.checks, check.If, fmt.Sprintf("%s.checks[%d].if", path, k), at+1); program != nil {
					c.program.checks[f.ID] = append(c.program.checks[f.ID], program)
				}
			}
			if f.Pattern != "" {
				c.pattern(f, path+".pattern")
			}
			c.field(f, path)
		}
	}
}

// pattern compiles a field's pattern, as it stands so that complaints are about what the file says, and then for the whole text.
func (c *compiler) pattern(f *Field, path string) {
	_, err := regexp.Compile(f.Pattern)
	if err == nil {
		c.program.patterns[f.ID], err = regexp.Compile(`\A(?:` + f.Pattern + `)\z`)
	}
	if err != nil {
		c.Faultf(path, "pattern: %s", strings.TrimPrefix(err.Error(), "error parsing regexp: "))
	}
}

func (c *compiler) visibility(key, source, path string, before int) {
	if source != "" {
		if p := c.expression(c.scope, source, path, before); p != nil {
			c.program.visible[key] = p
		}
	}
}

// expression compiles a condition over the fields that come before a position.
func (c *compiler) expression(scope *rules.Scope, source, path string, before int) *rules.Program {
	p, bad := scope.Condition(source)
	if bad != nil {
		c.FaultIn(path, bad.Offset, "%s", bad.Words)
		return nil
	}
	if c.later {
		return p
	}
	for _, name := range p.Refs() {
		if at, ok := c.position[name]; ok && at >= before {
			c.FaultIn(path, strings.Index(source, name), "%q comes later in the form; only earlier answers can be looked at", name)
			return nil
		}
	}
	return p
}

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
		if !slices.Contains(c.program.settings, f.setting()) {
			c.Faultf(path, "there is no setting %q%s", f.setting(), strict.Suggest(f.setting(), c.program.settings))
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

// asks makes sure that the guided check can ask for something.
func (c *compiler) asks() {
	if !c.later && c.program.check != nil && len(c.program.check.Facts()) > 0 && len(c.service.Questions()) == 0 {
		c.Faultf("check", "the check can ask for none of its facts; give them ask, or read them from form fields")
	}
}

func (c *compiler) fieldNames() []string {
	names := make([]string, 0, len(c.program.fields))
	for name := range c.program.fields {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
