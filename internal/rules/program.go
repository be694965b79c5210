package rules

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"

	"forvag/internal/civil"
)

// Error says what is wrong with an expression.
type Error struct {
	// Offset is where in the expression, in characters from its start.
	Offset int
	Words  string
}

// Error gives the words.
func (e *Error) Error() string { return e.Words }

// Program is an expression, compiled now or when it is first asked about. It is safe for concurrent use.
type Program struct {
	source string
	want   Type
	scope  *Scope

	once    sync.Once
	refs    []string
	program cel.Program
	bad     *Error
}

// compiled counts the expressions that this process has compiled.
var compiled atomic.Int64

// Compiled is how many expressions this process has compiled so far.
func Compiled() int64 { return compiled.Load() }

// Condition compiles an expression that must be true or false.
func (s *Scope) Condition(source string) (*Program, *Error) { return s.compile(source, Bool) }

// Derived compiles an expression whose value is a fact of a type.
func (s *Scope) Derived(source string, want Type) (*Program, *Error) { return s.compile(source, want) }

func (s *Scope) compile(source string, want Type) (*Program, *Error) {
	p := &Program{source: source, want: want, scope: s}
	if s.later {
		return p, nil
	}
	if p.ready(); p.bad != nil {
		return nil, p.bad
	}
	return p, nil
}

// ready compiles the expression unless it is.
func (p *Program) ready() {
	p.once.Do(func() {
		compiled.Add(1)
		p.bad = p.compile()
	})
}

func (p *Program) compile() *Error {
	s, source := p.scope, p.source
	if strings.TrimSpace(source) == "" {
		return &Error{Words: "there is no expression"}
	}
	env, err := s.env()
	if err != nil {
		return &Error{Words: err.Error()}
	}
	parsed, issues := env.Parse(source)
	if err := issues.Err(); err != nil {
		if known, ok := slip(source); ok {
			return known
		}
		return first(source, issues)
	}
	look := reader{scope: s, info: parsed.NativeRep().SourceInfo(), refs: map[string]bool{}}
	if look.bound(parsed.NativeRep().Expr()); look.err == nil {
		look.expr(parsed.NativeRep().Expr())
	}
	if look.err != nil {
		if known, ok := slip(source); ok { // not(x) reads as a function
			return known
		}
		return look.err
	}
	checked, issues := env.Check(parsed)
	if err := issues.Err(); err != nil {
		return first(source, issues)
	}
	if got, wanted := checked.OutputType(), celTypes[p.want]; !got.IsExactType(wanted) {
		return &Error{Words: fmt.Sprintf("the expression is %s; want %s", typeWords(got), typeWords(wanted))}
	}
	estimate, err := env.EstimateCost(checked, sizes{s.facts})
	if err != nil {
		return &Error{Words: err.Error()}
	}
	if estimate.Max > MaxCost {
		return &Error{Words: fmt.Sprintf("the expression can cost more than %d steps; declare a smaller max for its lists or split it", MaxCost)}
	}
	if p.program, err = env.Program(checked, cel.EvalOptions(cel.OptPartialEval)); err != nil {
		return &Error{Words: err.Error()}
	}
	p.refs = slices.Sorted(maps.Keys(look.refs))
	return nil
}

// first is the first of CEL's own complaints, in its words and at its place.
func first(source string, issues *cel.Issues) *Error {
	if len(issues.Errors()) == 0 {
		return &Error{Words: "the expression cannot be read"}
	}
	e := issues.Errors()[0]
	words, _, _ := strings.Cut(e.Message, "\n")
	offset := 0
	if e.Location.Line() == 1 {
		offset = e.Location.Column()
	}
	return &Error{Offset: max(0, min(offset, len([]rune(source)))), Words: plainWords(words)}
}

var plain = strings.NewReplacer("timestamp", "date", "google.protobuf.Timestamp", "date", "_==_", "==", "_!=_", "!=", "_<_", "<", "_<=_", "<=",
	"_>_", ">", "_>=_", ">=", "_+_", "+", "_-_", "-", "_*_", "*", "_&&_", "&&", "_||_", "||", "!_", "!", "@in", "in",
	"found no matching overload for", "these types do not go together:", " applied to ", " with ", "Syntax error: ", "")

// plainWords turns CEL's wording into that of the files. The parser lists every token that could have come; that helps nobody.
func plainWords(words string) string {
	words = plain.Replace(words)
	if strings.Contains(words, "do not go together") && strings.Contains(words, "date") && (strings.Contains(words, "int") || strings.Contains(words, "string")) {
		words += `; a day is written date("2026-12-01")`
	}
	unexpected, _, _ := strings.Cut(words, " expecting ")
	if strings.Contains(unexpected, "'<EOF>'") {
		return "the expression ends too early"
	}
	for _, start := range []string{"mismatched input ", "extraneous input ", "no viable alternative at input "} {
		if rest, ok := strings.CutPrefix(unexpected, start); ok {
			return "cannot read the expression at " + rest
		}
	}
	return unexpected
}

func typeWords(t *cel.Type) string {
	for name, known := range celTypes {
		if t.IsExactType(known) {
			return map[Type]string{Int: "a whole number", Bool: "true or false", Date: "a date", Enum: "a text", List: "a list of texts"}[name]
		}
	}
	return "a " + t.String()
}

// Refs lists the facts that the expression names, sorted.
func (p *Program) Refs() []string {
	p.ready()
	return p.refs
}

// Result of an expression.
type Result struct {
	// Value is there where the expression could be decided.
	Value Value
	// Missing are the facts that it hangs on otherwise, sorted.
	Missing []string
	// Err says why it can never be decided with these facts: an overflow, or a fact outside its declaration.
	Err error
}

// Known says whether there is a value.
func (r Result) Known() bool { return r.Value.Type != "" }

// True says whether the expression is known to be true.
func (r Result) True() bool { return r.Value.Type == Bool && r.Value.B }

// Eval decides the expression with the facts that there are. It never panics.
func (p *Program) Eval(facts Facts) Result {
	return p.eval(func(name string) (any, bool, error) {
		v, ok := facts[name]
		if !ok || v.Type == "" {
			return nil, false, nil
		}
		if !p.scope.facts[name].holds(v) {
			return nil, false, fmt.Errorf("the fact %s does not hold what it was declared to", name)
		}
		return native(v), true, nil
	})
}

// eval asks value for each fact: its CEL value, or false where it is missing.
func (p *Program) eval(value func(name string) (any, bool, error)) Result {
	if p.ready(); p.bad != nil {
		return Result{Err: p.bad}
	}
	known := map[string]any{}
	var unknown []*cel.AttributePatternType
	for _, name := range p.refs {
		v, ok, err := value(name)
		switch {
		case err != nil:
			known[name] = types.WrapErr(err)
		case ok:
			known[name] = v
		default:
			unknown = append(unknown, cel.AttributePattern(name))
		}
	}
	vars, err := cel.PartialVars(known, unknown...)
	if err != nil {
		return Result{Err: err}
	}
	out, _, err := p.program.Eval(vars)
	switch {
	case err != nil:
		return Result{Err: err}
	case types.IsUnknown(out):
		return Result{Missing: variables(out.(*types.Unknown))}
	}
	return Result{Value: fromCEL(out)}
}

func variables(u *types.Unknown) []string {
	names := map[string]bool{}
	for _, id := range u.IDs() {
		trails, _ := u.GetAttributeTrails(id)
		for _, t := range trails {
			names[t.Variable()] = true
		}
	}
	return slices.Sorted(maps.Keys(names))
}

func fromCEL(v ref.Val) Value {
	switch v := v.(type) {
	case types.Bool:
		return OfBool(bool(v))
	case types.Int:
		return OfInt(int64(v))
	case types.String:
		return OfEnum(string(v))
	case types.Timestamp:
		return OfDate(civilDate(v))
	}
	if l, err := v.ConvertToNative(stringSlice); err == nil {
		return OfList(l.([]string))
	}
	return Value{}
}

func celDate(d civil.Date) types.Timestamp {
	return types.Timestamp{Time: time.Date(d.Year(), d.Month(), d.Day(), 0, 0, 0, 0, time.UTC)}
}

func civilDate(v ref.Val) civil.Date {
	t := v.(types.Timestamp).UTC()
	return civil.New(t.Year(), t.Month(), t.Day())
}
