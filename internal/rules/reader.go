package rules

import (
	"fmt"
	"slices"
	"strings"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/types"

	"forvag/internal/strict"
)

// reader walks a parsed expression before it is type-checked: it collects the facts and refuses what the language leaves out, in words that help
// whoever wrote it.
type reader struct {
	scope  *Scope
	info   *ast.SourceInfo
	locals []string
	refs   map[string]bool
	err    *Error
}

// bound collects the names that exists and all bind.
func (r *reader) bound(e ast.Expr) {
	ast.PostOrderVisit(e, ast.NewExprVisitor(func(e ast.Expr) {
		if e.Kind() == ast.ComprehensionKind {
			c := e.AsComprehension()
			if _, taken := r.scope.facts[c.IterVar()]; taken {
				r.refuse(e, "%q is a fact already; call the loop's variable something else", c.IterVar())
			}
			r.locals = append(r.locals, c.IterVar(), c.AccuVar())
		}
	}))
}

func (r *reader) refuse(e ast.Expr, format string, args ...any) {
	if r.err != nil {
		return
	}
	offset := 0
	if at := r.info.GetStartLocation(e.ID()); at.Line() == 1 {
		offset = max(0, at.Column())
	}
	r.err = &Error{Offset: offset, Words: fmt.Sprintf(format, args...)}
}

func (r *reader) expr(e ast.Expr) {
	if r.err != nil {
		return
	}
	switch e.Kind() {
	case ast.IdentKind:
		r.name(e, e.AsIdent())
	case ast.SelectKind:
		s := e.AsSelect()
		if s.IsTestOnly() || s.Operand().Kind() != ast.IdentKind || s.Operand().AsIdent() != "setting" {
			r.refuse(e, "facts have no parts; the only dotted names are setting.NAME")
			return
		}
		r.name(e, s.Operand().AsIdent()+"."+s.FieldName())
	case ast.LiteralKind:
		r.literal(e)
	case ast.CallKind:
		r.call(e)
	case ast.ListKind:
		for _, item := range e.AsList().Elements() {
			r.expr(item)
		}
	case ast.ComprehensionKind:
		c := e.AsComprehension()
		for _, part := range []ast.Expr{c.IterRange(), c.AccuInit(), c.LoopCondition(), c.LoopStep(), c.Result()} {
			r.expr(part)
		}
	default:
		r.refuse(e, "maps and structures are not part of the language")
	}
}

func (r *reader) name(e ast.Expr, name string) {
	if slices.Contains(r.locals, name) {
		return
	}
	if _, ok := r.scope.facts[name]; !ok {
		if r.scope.isValue(name) {
			r.refuse(e, "%q is not known here; a value is written in quotes: %q", name, name)
			return
		}
		r.refuse(e, "%q is not known here%s", name, strict.Suggest(name, r.scope.Names()))
		return
	}
	if r.scope.facts[name].Type == Text {
		r.refuse(e, "%s is words in two languages, which only texts can name; an expression looks at numbers, days, and yes or no", name)
		return
	}
	r.refs[name] = true
}

func (r *reader) literal(e ast.Expr) {
	switch e.AsLiteral().(type) {
	case types.Double:
		r.refuse(e, "no decimals: facts are whole numbers in small units (öre, dm2, cm)")
	case types.Bool, types.Int, types.String:
	default:
		r.refuse(e, "want whole numbers, true, false or texts in quotes")
	}
}

func (r *reader) call(e ast.Expr) {
	c := e.AsCall()
	name := c.FunctionName()
	switch {
	case name == "_/_" || name == "_%_":
		r.refuse(e, "there is no division; multiply the other side instead")
		return
	case name == "_[_]":
		r.refuse(e, "lists have no positions here; use in, size, exists or all")
		return
	case !slices.Contains(operatorNames, name) && !slices.Contains(functions, name):
		r.refuse(e, "%q is not a function here%s", name, strict.Suggest(name, functions))
		return
	}
	args := c.Args()
	if c.IsMemberFunction() {
		args = append([]ast.Expr{c.Target()}, args...)
	}
	for _, a := range args {
		r.expr(a)
	}
	if r.err == nil {
		r.compared(e, name, args)
	}
	if r.err == nil && name == "date" && len(args) == 1 && args[0].Kind() == ast.LiteralKind {
		if text, ok := args[0].AsLiteral().(types.String); ok {
			if v := parseDate(text); types.IsError(v) {
				r.refuse(e, "%q is not a date; want 2026-12-01", string(text))
			}
		}
	}
}

// compared refuses a comparison of an enumeration with a text that it can never be.
func (r *reader) compared(e ast.Expr, operator string, args []ast.Expr) {
	if len(args) != 2 || (operator != "_==_" && operator != "_!=_" && operator != "@in") {
		return
	}
	for i, a := range args {
		if a.Kind() != ast.IdentKind {
			continue
		}
		f := r.scope.facts[a.AsIdent()]
		if len(f.Values) == 0 {
			continue
		}
		others := []ast.Expr{args[1-i]}
		if others[0].Kind() == ast.ListKind {
			others = others[0].AsList().Elements()
		}
		for _, o := range others {
			if o.Kind() != ast.LiteralKind {
				continue
			}
			if text, ok := o.AsLiteral().(types.String); ok && !slices.Contains(f.Values, string(text)) {
				r.refuse(o, "%s is never %q; it is one of %s%s", f.Name, string(text), strings.Join(f.Values, ", "),
					strict.Suggest(string(text), f.Values))
			}
		}
	}
}
