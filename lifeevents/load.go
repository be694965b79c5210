package lifeevents

import (
	"cmp"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"forvag/internal/catalog"
	"forvag/internal/rules"
	"forvag/internal/strict"
)

//go:embed rules/*.yaml
var files embed.FS

// Files are the rules that the program carries: one YAML file each.
func Files() fs.FS {
	sub, err := fs.Sub(files, "rules")
	if err != nil {
		panic(err) // embedded
	}
	return sub
}

// Options are what rules are checked against.
type Options struct {
	// Municipality is never nil.
	Municipality catalog.Municipality
	// Services are those that there are, by id. Nil leaves unchecked what names one, and what it opens cannot be filled in.
	Services map[string]*catalog.Service
	// Icons are the names of the icons that there are, and Reading the ids of articles and links. Nil leaves them unchecked.
	Icons, Reading []string
	// Carried says whether a file is the program's own: one that names what this municipality does not have is then left out, and no fault. Nil for none.
	Carried func(file string) bool
	// Checked says whether a file of such bytes has been checked before, for a municipality whose settings are the same to its expressions: they are then
	// compiled when they are first asked about. Nil for none.
	Checked func(file string, data []byte) bool
}

// Book is a loaded set of rules. It is never changed and is safe for concurrent use.
type Book struct {
	rules []*Rule // by id
	byID  map[string]*Rule
}

// Rules lists all, by id.
func (b *Book) Rules() []*Rule { return slices.Clone(b.rules) }

// Rule finds one by id; nil where there is none.
func (b *Book) Rule(id string) *Rule { return b.byID[id] }

// Load reads every *.yaml file at the top of fsys as one rule. Where there is any fault the book is nil and all faults come at once.
func Load(fsys fs.FS, o Options) (*Book, []strict.Fault) {
	all, documents := decode(fsys, o)
	if faults := faultsOf(documents); len(faults) > 0 {
		return nil, faults
	}
	b := &Book{rules: all, byID: map[string]*Rule{}}
	slices.SortFunc(b.rules, func(x, y *Rule) int { return cmp.Compare(x.ID, y.ID) })
	for _, r := range b.rules {
		b.byID[r.ID] = r
	}
	return b, nil
}

// Check is Load with what only matters before a file is used: words that are easy to read, and examples that come true. It is what forvag check runs.
func Check(fsys fs.FS, o Options) []strict.Fault {
	all, documents := decode(fsys, o)
	for i, r := range all {
		l := linter{Document: documents[i], rule: r, options: o}
		l.readable()
		if len(documents[i].Faults()) == 0 {
			l.examples()
		}
	}
	return faultsOf(documents)
}

// Parse reads one rule from a file's bytes, as Load does. The rule is nil where there are faults.
func Parse(file string, data []byte, o Options) (*Rule, []strict.Fault) {
	r, d := parse(file, data, o)
	if faults := d.Faults(); len(faults) > 0 {
		return nil, faults
	}
	return r, nil
}

// Reread reads a rule from bytes that were used before, as far as they can be read now. What it names may be gone since: its words and facts can be told of,
// and its conditions decide nothing.
func Reread(id string, data []byte, m catalog.Municipality) *Rule {
	r, _ := parse(id+".yaml", data, Options{Municipality: m})
	return r
}

// decode reads the files. A carried one that names what the municipality does not have is left out.
func decode(fsys fs.FS, o Options) (all []*Rule, documents []*strict.Document) {
	names, err := fs.Glob(fsys, "*.yaml")
	if err != nil {
		names = nil
	}
	slices.Sort(names)
	for _, file := range names {
		data, err := fs.ReadFile(fsys, file)
		r, d := parse(file, data, o)
		if err != nil {
			d.Faultf("", "the file cannot be read: %v", err)
		}
		if o.Carried != nil && o.Carried(file) && r != nil && r.program.lacks {
			continue
		}
		all, documents = append(all, r), append(documents, d)
	}
	return all, documents
}

func parse(file string, data []byte, o Options) (*Rule, *strict.Document) {
	r := &Rule{Source: slices.Clone(data), program: &program{}}
	sum := sha256.Sum256(data)
	r.Hash = hex.EncodeToString(sum[:])
	d := strict.Decode(file, data, r)
	if !d.Has("") {
		return r, d
	}
	if id := strings.TrimSuffix(path.Base(file), ".yaml"); r.ID != id && d.Has("id") {
		d.Faultf("id", "the file is called %s, so the id is %q", path.Base(file), id)
	}
	l := linter{Document: d, rule: r, options: o}
	l.lint()
	(&compiler{Document: d, rule: r, options: o, later: o.Checked != nil && o.Checked(file, data)}).compile()
	return r, d
}

func faultsOf(documents []*strict.Document) []strict.Fault {
	var all []strict.Fault
	for _, d := range documents {
		all = append(all, d.Faults()...)
	}
	return strict.Sort(all)
}

// program is what a rule's expressions compile to.
type program struct {
	decide *rules.Rule
	// settings that the expressions may name.
	settings []string
	// asks are the facts that the resident is asked.
	asks map[string]bool
	// ways have one entry for each way, nil where it is always open.
	ways       []*rules.Program
	conditions *rules.Conditions
	types      map[string]rules.Fact
	// lacks says that the rule names a service, board or article that the municipality does not have.
	lacks bool
}

// compiler compiles a rule and reports what is wrong in its expressions.
type compiler struct {
	*strict.Document
	rule    *Rule
	options Options
	// later leaves expressions to be compiled when they are first asked about.
	later bool
}

func (c *compiler) compile() {
	r, p := c.rule, c.rule.program
	p.asks, p.types, p.ways = map[string]bool{}, map[string]rules.Fact{}, make([]*rules.Program, len(r.Accept))
	var facts []rules.Fact
	for i := range r.Facts {
		f := &r.Facts[i]
		declared, ok := f.declared()
		if !ok {
			continue // told by the linter
		}
		p.asks[f.ID] = f.From == FromAsk
		p.types[f.ID] = declared
		facts = append(facts, declared)
	}
	settings := c.options.Municipality.Settings()
	p.settings = slices.Sorted(maps.Keys(settings))
	for _, name := range p.settings {
		facts = append(facts, rules.Fact{Name: "setting." + name, Type: settings[name].Type})
	}
	scope, err := rules.NewScope(facts...)
	if err != nil {
		c.Faultf("facts", "%v", err)
		return
	}
	if c.later {
		scope = scope.Later()
	}
	conditions, problems := scope.Conditions(r.Conditions)
	p.conditions = conditions
	ids := make([]string, len(r.Conditions))
	for i, one := range r.Conditions {
		ids[i] = one.ID
	}
	verdicts := []rules.Verdict{{Outcome: rules.Yes}}
	if len(ids) > 0 {
		verdicts = []rules.Verdict{{Outcome: rules.Yes, When: strings.Join(ids, " && ")}, {Outcome: rules.No}}
	}
	if len(problems) == 0 {
		p.decide, problems = conditions.Rule(verdicts)
	}
	for _, bad := range problems {
		c.FaultIn(bad.Path, bad.Offset, "%s", bad.Words)
	}
	for i, way := range r.Accept {
		if way.When == "" {
			continue
		}
		when, bad := conditions.When(way.When)
		if bad != nil {
			c.FaultIn(at("accept[%d].when", i), bad.Offset, "%s", bad.Words)
			continue
		}
		p.ways[i] = when
	}
}

// declared is the fact as conditions see it; false where it is none.
func (f *Fact) declared() (rules.Fact, bool) {
	d := rules.Fact{Name: f.ID, Type: f.Type, Values: f.Values}
	switch f.From {
	case FromRegister:
		known, ok := registerFacts[f.ID]
		d.Type = known.kind
		return d, ok
	case FromCases:
		d.Type = rules.Bool
		return d, true
	default:
		return d, f.Type != ""
	}
}

// Open lists the ways to say yes that are open, given the facts. One that hangs on what is not known is.
func (r *Rule) Open(facts rules.Facts) []*Way {
	var open []*Way
	for i := range r.Accept {
		if when := r.program.ways[i]; when != nil {
			if held := r.program.conditions.Holds(when, facts); held.Known() && !held.True() {
				continue
			}
		}
		open = append(open, &r.Accept[i])
	}
	return open
}

// ReadAnswer reads what somebody answered to a fact that the offer asks; no value and false for what it does not ask, or for no answer.
func (r *Rule) ReadAnswer(id string, texts []string) (rules.Value, bool) {
	if !r.program.asks[id] {
		return rules.Value{}, false
	}
	v, err := rules.Parse(r.program.types[id].Type, texts)
	if values := r.program.types[id].Values; err != nil || v.Type == rules.Enum && !slices.Contains(values, v.S) {
		return rules.Value{}, false
	}
	return v, true
}

// Fact finds a declared fact by id; nil where there is none.
func (r *Rule) Fact(id string) *Fact {
	for i := range r.Facts {
		if r.Facts[i].ID == id {
			return &r.Facts[i]
		}
	}
	return nil
}
