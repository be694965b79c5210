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
	// urgent is nil for a service whose cases never are.
	urgent *rules.Program
	// window is nil for a window that is for every form, and where there is none.
	window *rules.Program
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
	c.multiply()
	c.fillUnits()
	c.fillRooms()
	c.collectFields()
	c.compileForm()
	c.compileOpens()
	c.compileRules()
	c.about()
	c.queue()
	c.booking()
	c.steps()
	c.urgent()
	c.window()
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
			if !f.multiplied() && !c.goodID(f.ID, path, "field") {
				continue
			}
			if _, twice := c.program.fields[f.ID]; twice {
				if path += ".id"; f.multiplied() {
					path = fmt.Sprintf("pages[%d].repeat", i)
				}
				c.Faultf(path, "the field %q stands here twice", f.ID)
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
			if f.multiplied() {
				c.compileEntry(f)
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

// compileEntry compiles what stands in a field of a later entry. What is wrong in it was told of the first entry's.
func (c *compiler) compileEntry(f *Field) {
	if f.Visible != "" {
		if p, bad := c.scope.Condition(f.Visible); bad == nil {
			c.program.visible[f.ID] = p
		}
	}
	for _, check := range f.Checks {
		if p, bad := c.checks.Condition(check.If); bad == nil {
			c.program.checks[f.ID] = append(c.program.checks[f.ID], p)
		}
	}
	if p, err := regexp.Compile(`\A(?:` + f.Pattern + `)\z`); f.Pattern != "" && err == nil {
		c.program.patterns[f.ID] = p
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
