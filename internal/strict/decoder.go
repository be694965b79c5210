package strict

import (
	"encoding"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"
)

// scalar is a type that reads itself from one scalar. Its error says what was wanted.
type scalar interface{ UnmarshalScalar(raw string) error }

// enumeration is a string type with a closed set of values.
type enumeration interface{ Values() []string }

type decoder struct {
	*Document
	depth int
}

func (d *decoder) root(n ast.Node, into any) {
	v := reflect.ValueOf(into)
	if v.Kind() != reflect.Pointer || v.Elem().Kind() != reflect.Struct {
		panic("strict: Decode wants a pointer to a struct")
	}
	d.value(n, v.Elem(), "")
}

func position(n ast.Node) place {
	if m, ok := n.(*ast.MappingNode); ok && !m.IsFlowStyle && len(m.Values) > 0 {
		n = m.Values[0].Key
	}
	t := n.GetToken()
	if t == nil || t.Position == nil {
		return place{line: 1, column: 1}
	}
	p := place{line: t.Position.Line, column: t.Position.Column}
	if s, ok := n.(*ast.StringNode); ok && !strings.Contains(s.Value, "\n") {
		p.text = p.column
		if t.Type == token.DoubleQuoteType || t.Type == token.SingleQuoteType {
			p.text++
		}
	}
	return p
}

func (d *decoder) at(n ast.Node, format string, args ...any) {
	p := position(n)
	d.faults = append(d.faults, Fault{d.file, p.line, p.column, fmt.Sprintf(format, args...)})
}

// value decodes one node. Each kind of Go value has its own function.
func (d *decoder) value(n ast.Node, v reflect.Value, path string) {
	if d.depth++; d.depth > maxDepth {
		d.at(n, "nested deeper than %d levels", maxDepth)
		return
	}
	defer func() { d.depth-- }()
	d.places[path] = position(n)
	switch n.(type) {
	case *ast.TagNode:
		d.at(n, "%s: a value that begins with ! needs quotes around it", last(path))
		return
	case *ast.AnchorNode, *ast.AliasNode, *ast.MergeKeyNode, *ast.DirectiveNode:
		d.at(n, "anchors and aliases are not used in these files; write the value out, in quotes if it begins with & or *")
		return
	case *ast.NullNode:
		d.at(n, "%s has no value; leave the key out if there is none", last(path))
		return
	}
	if v.Kind() == reflect.Pointer {
		v.Set(reflect.New(v.Type().Elem()))
		v = v.Elem()
	}
	_, isList := n.(*ast.SequenceNode)
	_, hasKeys := n.(*ast.MappingNode)
	if s, ok := v.Addr().Interface().(scalar); ok && !(isList && v.Kind() == reflect.Slice) && !(hasKeys && takesKeys(v.Type())) {
		d.unmarshal(n, path, s.UnmarshalScalar)
		return
	}
	if u, ok := v.Addr().Interface().(encoding.TextUnmarshaler); ok {
		d.unmarshal(n, path, func(raw string) error { return u.UnmarshalText([]byte(raw)) })
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		d.structure(n, v, path)
	case reflect.Map:
		d.mapping(n, v, path)
	case reflect.Slice:
		d.list(n, v, path)
	default:
		d.plain(n, v, path)
	}
}

// takesKeys says whether a type that reads itself from a scalar can be written with keys too: a struct in which some field has a yaml tag.
func takesKeys(t reflect.Type) bool {
	if t.Kind() != reflect.Struct {
		return false
	}
	for i := range t.NumField() {
		if tag := t.Field(i).Tag.Get("yaml"); tag != "" && tag != "-" {
			return true
		}
	}
	return false
}

func (d *decoder) unmarshal(n ast.Node, path string, read func(string) error) {
	raw, ok := text(n)
	if !ok {
		d.at(n, "%s: want one value, not %s", last(path), describe(n))
		return
	}
	if err := read(raw); err != nil {
		d.at(n, "%s: %v", last(path), err)
	}
}

// pairs returns the entries of a mapping, having reported keys that come twice or that are no plain names.
func (d *decoder) pairs(n ast.Node, path string) ([]*ast.MappingValueNode, bool) {
	m, ok := n.(*ast.MappingNode)
	if !ok {
		d.at(n, "%s: want keys with values, not %s", last(path), describe(n))
		return nil, false
	}
	seen := map[string]int{}
	var out []*ast.MappingValueNode
	for _, pair := range m.Values {
		name, ok := text(pair.Key)
		if !ok {
			d.at(pair.Key, "want a plain name as key, not %s", describe(pair.Key))
			continue
		}
		if line, twice := seen[name]; twice {
			d.at(pair.Key, "%q stands here twice; the first is on line %d", name, line)
			continue
		}
		seen[name] = position(pair.Key).line
		out = append(out, pair)
	}
	return out, true
}

func (d *decoder) structure(n ast.Node, v reflect.Value, path string) {
	pairs, _ := d.pairs(n, path)
	names, fields := fieldsOf(v.Type())
	for _, pair := range pairs {
		name, _ := text(pair.Key)
		i, ok := fields[name]
		if !ok {
			d.at(pair.Key, "%q is not a key here%s", name, Suggest(name, names))
			continue
		}
		d.value(pair.Value, v.Field(i), join(path, name))
	}
}

// fieldsOf lists the keys that a struct takes.
func fieldsOf(t reflect.Type) (names []string, fields map[string]int) {
	fields = map[string]int{}
	for i := range t.NumField() {
		f := t.Field(i)
		if !f.IsExported() {
			continue
		}
		name, _, _ := strings.Cut(f.Tag.Get("yaml"), ",")
		switch name {
		case "-":
			continue
		case "":
			name = strings.ToLower(f.Name)
		}
		names = append(names, name)
		fields[name] = i
	}
	return names, fields
}

func (d *decoder) mapping(n ast.Node, v reflect.Value, path string) {
	pairs, ok := d.pairs(n, path)
	if !ok {
		return
	}
	v.Set(reflect.MakeMap(v.Type()))
	for _, pair := range pairs {
		name, _ := text(pair.Key)
		item := reflect.New(v.Type().Elem()).Elem()
		d.value(pair.Value, item, join(path, name))
		v.SetMapIndex(reflect.ValueOf(name).Convert(v.Type().Key()), item)
	}
}

func (d *decoder) list(n ast.Node, v reflect.Value, path string) {
	s, ok := n.(*ast.SequenceNode)
	if !ok {
		d.at(n, "%s: want a list, not %s", last(path), describe(n))
		return
	}
	out := reflect.MakeSlice(v.Type(), len(s.Values), len(s.Values))
	for i, item := range s.Values {
		d.value(item, out.Index(i), fmt.Sprintf("%s[%d]", path, i))
	}
	v.Set(out)
}

func (d *decoder) plain(n ast.Node, v reflect.Value, path string) {
	raw, ok := text(n)
	if !ok {
		d.at(n, "%s: want one value, not %s", last(path), describe(n))
		return
	}
	switch v.Kind() {
	case reflect.Bool:
		if raw != "true" && raw != "false" {
			d.at(n, "%s: want true or false, not %q", last(path), raw)
		}
		v.SetBool(raw == "true")
	case reflect.Int, reflect.Int64:
		i, err := strconv.ParseInt(raw, 10, 64)
		if err != nil {
			d.at(n, "%s: want a whole number, not %q", last(path), raw)
		}
		v.SetInt(i)
	case reflect.Float64:
		f, err := strconv.ParseFloat(raw, 64)
		if err != nil || math.IsNaN(f) || math.IsInf(f, 0) {
			d.at(n, "%s: want a number, not %q", last(path), raw)
			f = 0
		}
		v.SetFloat(f)
	case reflect.String:
		v.SetString(raw)
		if e, ok := v.Interface().(enumeration); ok && !slices.Contains(e.Values(), raw) {
			d.at(n, "%s: %q is not one of %s%s", last(path), raw, strings.Join(e.Values(), ", "), Suggest(raw, e.Values()))
		}
	default:
		panic("strict: cannot decode into " + v.Type().String())
	}
}

// text is a scalar's text as the file has it, so that 0180 keeps its zero.
func text(n ast.Node) (string, bool) {
	switch n := n.(type) {
	case *ast.StringNode:
		return n.Value, true
	case *ast.LiteralNode:
		return n.Value.Value, true
	case *ast.IntegerNode:
		return n.Token.Value, true
	case *ast.FloatNode:
		return n.Token.Value, true
	case *ast.BoolNode:
		return n.Token.Value, true
	case *ast.InfinityNode:
		return n.Token.Value, true
	case *ast.NanNode:
		return n.Token.Value, true
	}
	return "", false
}

func describe(n ast.Node) string {
	switch n.(type) {
	case *ast.MappingNode, *ast.MappingValueNode:
		return "keys with values"
	case *ast.SequenceNode:
		return "a list"
	case *ast.NullNode:
		return "nothing"
	}
	if raw, ok := text(n); ok {
		return strconv.Quote(raw)
	}
	return "this"
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

// last names a path's end for a reader: "label", "choices[2]"; the file itself where the path is empty.
func last(path string) string {
	if path == "" {
		return "the file"
	}
	return path[strings.LastIndexByte(path, '.')+1:]
}
