package rules

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/cost"
	"cel.dev/cel-go/common/env"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"

	"forvag/internal/civil"
)

// MaxCost is the largest estimated cost of one expression, in CEL's units: about one per comparison and loop step.
const MaxCost = 5000

// maxSource is how long an expression may be, in bytes.
const maxSource = 2000

// maxSpan is how many days workdays counts over.
const maxSpan = 3660

// Today is the name of the fact that every scope has: the day of the case.
const Today = "today"

var factName = regexp.MustCompile(`^(?:setting\.)?[a-z][a-z0-9_]{0,59}$`)

// reserved words of CEL, which no fact can be called.
var reserved = []string{"as", "break", "const", "continue", "else", "false", "for", "function", "if", "import", "in", "let", "loop", "null",
	"namespace", "package", "return", "setting", "true", "var", "void", "while"}

// functions that an expression may call, by the name that it is written with; the operators are in operatorNames.
var functions = []string{"addDays", "all", "date", "days", "exists", "month", "size", "workdays", "year", "years"}

var operatorNames = []string{"!_", "_&&_", "_||_", "_?_:_", "_==_", "_!=_", "_<_", "_<=_", "_>_", "_>=_", "_+_", "_-_", "-_", "_*_", "@in",
	"size", "@not_strictly_false"}

// Scope is the set of facts that expressions may name, with their types. It is safe for concurrent use once made.
type Scope struct {
	facts map[string]Fact
	order []string                 // of their declaration, without Today
	env   func() (*cel.Env, error) // made when the first expression is compiled
	later bool
}

// base holds the language itself, which is the same for every scope.
var base = sync.OnceValues(func() (*cel.Env, error) {
	var included []*env.Function
	for _, name := range operatorNames {
		included = append(included, env.NewFunction(name))
	}
	day, number := cel.TimestampType, cel.IntType
	return cel.NewCustomEnv(
		cel.StdLib(cel.StdLibSubset(&env.LibrarySubset{IncludeFunctions: included, IncludeMacros: []string{"exists", "all"}})),
		cel.ParserExpressionSizeLimit(maxSource),
		cel.ParserRecursionLimit(50),
		cel.Function("date", cel.Overload("date_string", []*cel.Type{cel.StringType}, day, cel.UnaryBinding(parseDate))),
		cel.Function("days", cel.Overload("days_date_date", []*cel.Type{day, day}, number, cel.BinaryBinding(betweenDays(daysBetween)))),
		cel.Function("years", cel.Overload("years_date_date", []*cel.Type{day, day}, number, cel.BinaryBinding(betweenDays(yearsBetween)))),
		cel.Function("workdays", cel.Overload("workdays_date_date", []*cel.Type{day, day}, number, cel.BinaryBinding(betweenDays(workdaysBetween)))),
		cel.Function("addDays", cel.Overload("add_days", []*cel.Type{day, number}, day, cel.BinaryBinding(addDays))),
		cel.Function("year", cel.Overload("year_date", []*cel.Type{day}, number, cel.UnaryBinding(partOfDay(civil.Date.Year)))),
		cel.Function("month", cel.Overload("month_date", []*cel.Type{day}, number, cel.UnaryBinding(partOfDay(monthOf)))),
	)
})

// NewScope makes a scope. It fails on a name that is not lower-case letters, digits and underscores, that is reserved or that comes twice.
// Today is always there. The order is that in which missing facts are listed.
func NewScope(facts ...Fact) (*Scope, error) {
	s := &Scope{facts: map[string]Fact{Today: {Name: Today, Type: Date}}}
	if err := s.extend(facts...); err != nil {
		return nil, err
	}
	return s, nil
}

// extend declares more facts in a scope that nobody else has yet.
func (s *Scope) extend(more ...Fact) error {
	for _, f := range more {
		if err := s.refuses(f); err != nil {
			return err
		}
		s.facts[f.Name] = f
		s.order = append(s.order, f.Name)
	}
	s.env = sync.OnceValues(s.language)
	return nil
}

// refuses says what keeps a fact from being declared beside the others.
func (s *Scope) refuses(f Fact) error {
	if !factName.MatchString(f.Name) || slices.Contains(reserved, f.Name) {
		return fmt.Errorf("%q cannot be a fact's name; want lower-case letters, digits and underscores, no reserved word", f.Name)
	}
	if _, twice := s.facts[f.Name]; twice {
		return fmt.Errorf("the fact %q is declared twice", f.Name)
	}
	if celTypes[f.Type] == nil && !(f.Type == Text && strings.HasPrefix(f.Name, "setting.")) {
		return fmt.Errorf("the fact %q has no known type", f.Name)
	}
	return nil
}

// language is the language with the scope's facts as its variables.
func (s *Scope) language() (*cel.Env, error) {
	language, err := base()
	if err != nil {
		return nil, err
	}
	var variables []cel.EnvOption
	for _, name := range s.Names() {
		if s.facts[name].Type == Text {
			continue
		}
		variables = append(variables, cel.Variable(name, celTypes[s.facts[name].Type]))
	}
	return language.Extend(variables...)
}

// With returns a scope with more facts.
func (s *Scope) With(more ...Fact) (*Scope, error) {
	wider := s.copied()
	if err := wider.extend(more...); err != nil {
		return nil, err
	}
	return wider, nil
}

func (s *Scope) copied() *Scope {
	return &Scope{facts: maps.Clone(s.facts), order: slices.Clone(s.order), env: s.env, later: s.later}
}

// Later returns a scope with the same facts that compiles each expression when it is first asked about, for expressions that were compiled before
// over facts of the same names and types: nothing is wrong in them. One with something wrong can never be decided.
func (s *Scope) Later() *Scope {
	return &Scope{facts: s.facts, order: s.order, env: s.env, later: true}
}

// isValue says whether some fact can have the value.
func (s *Scope) isValue(word string) bool {
	for _, f := range s.facts {
		if slices.Contains(f.Values, word) {
			return true
		}
	}
	return false
}

// Names lists the facts, sorted.
func (s *Scope) Names() []string { return slices.Sorted(maps.Keys(s.facts)) }

var celTypes = map[Type]*cel.Type{
	Int: cel.IntType, Bool: cel.BoolType, Date: cel.TimestampType, Enum: cel.StringType, List: cel.ListType(cel.StringType),
}

// native is a value as CEL has it. A day is midnight UTC.
func native(v Value) any {
	switch v.Type {
	case Int:
		return v.N
	case Bool:
		return v.B
	case Date:
		return celDate(v.D)
	case Enum:
		return v.S
	default:
		return v.L
	}
}

func parseDate(arg ref.Val) ref.Val {
	d, err := civil.Parse(string(arg.(types.String)))
	if err != nil || d.IsZero() {
		return types.NewErr("%q is not a date", arg)
	}
	return celDate(d)
}

func betweenDays(count func(from, to civil.Date) (int, error)) func(from, to ref.Val) ref.Val {
	return func(from, to ref.Val) ref.Val {
		n, err := count(civilDate(from), civilDate(to))
		if err != nil {
			return types.NewErr("%v", err)
		}
		return types.Int(n)
	}
}

func daysBetween(from, to civil.Date) (int, error) { return from.DaysUntil(to), nil }

func yearsBetween(from, to civil.Date) (int, error) { return civil.Age(from, to), nil }

func workdaysBetween(from, to civil.Date) (int, error) {
	if from.DaysUntil(to) > maxSpan {
		return 0, fmt.Errorf("workdays counts over at most %d days", maxSpan)
	}
	n := 0
	for d := range from.Through(to) {
		if civil.IsWorkingDay(d) {
			n++
		}
	}
	return n, nil
}

func partOfDay(part func(civil.Date) int) func(ref.Val) ref.Val {
	return func(day ref.Val) ref.Val { return types.Int(part(civilDate(day))) }
}

func monthOf(d civil.Date) int { return int(d.Month()) }

func addDays(day, n ref.Val) ref.Val {
	count := int64(n.(types.Int))
	if count < -100*366 || count > 100*366 {
		return types.NewErr("addDays goes at most a hundred years")
	}
	d := civilDate(day).AddDays(int(count))
	if d.IsZero() || d.Year() < 1 || d.Year() > 9999 {
		return types.NewErr("that day is outside the calendar")
	}
	return celDate(d)
}

// sizes tells the cost estimate how large facts can be.
type sizes struct{ facts map[string]Fact }

func (s sizes) EstimateCallCost(function, overload string, target *cost.AstNode, args []cost.AstNode) *cost.CallEstimate {
	if function == "workdays" {
		return &cost.CallEstimate{CostEstimate: cost.Estimate{Min: 1, Max: 500}}
	}
	return nil
}

func (s sizes) EstimateSize(element cost.AstNode) *cost.SizeEstimate {
	path := element.Path()
	if len(path) == 0 {
		return nil
	}
	f, ok := s.facts[path[0]]
	switch {
	case ok && f.Type == List && len(path) == 1:
		return &cost.SizeEstimate{Min: 0, Max: uint64(f.size())}
	case ok:
		return &cost.SizeEstimate{Min: 0, Max: 60}
	}
	return nil
}
