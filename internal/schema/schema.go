// Package schema tells of the format of a data file from the Go types that it is decoded into: as a JSON Schema (draft 7) for editors, and as a table of
// its keys for people. What is said at each key is the comment of the field, so that code, editor and documentation cannot say different things.
package schema

import (
	"encoding"
	"encoding/json"
	"reflect"
	"slices"
	"strings"

	"forvag/internal/locale"
)

// Node is a JSON Schema or a part of one.
type Node map[string]any

// Format is how files of one kind are described. Its functions may be nil.
type Format struct {
	// Title is what the kind of file is called.
	Title string
	// Words are what is said at each key, by package, type and field ("catalog.Room.Open"): what Comments makes.
	Words map[string]string
	// Special is the schema of a type that reads itself, nil for one that does not. Types with Values are known.
	Special func(reflect.Type) Node
	// Named are the names that a field may point at, such as the municipality's boards; none for a field that may say anything.
	Named func(owner reflect.Type, f reflect.StructField) []string
	// Needed are the keys that an object of a type must have.
	Needed func(reflect.Type) []string
}

// Of is the JSON Schema of files that are decoded into a struct. It says what can be written; what holds together is for the file's checker to say.
func (f Format) Of(root reflect.Type) ([]byte, error) {
	b := builder{Format: f, definitions: Node{}}
	node := b.object(root)
	node["$schema"] = "http://json-schema.org/draft-07/schema#"
	node["title"] = f.Title
	node["definitions"] = b.definitions
	return json.MarshalIndent(node, "", "  ")
}

type builder struct {
	Format
	definitions Node
}

// of is the schema of a type. Structs stand once, among the definitions.
func (b *builder) of(t reflect.Type) Node {
	if special := b.special(t); special != nil {
		return special
	}
	switch t.Kind() {
	case reflect.Pointer:
		return b.of(t.Elem())
	case reflect.Slice:
		return Node{"type": "array", "items": b.of(t.Elem())}
	case reflect.Map:
		return Node{"type": "object", "additionalProperties": b.of(t.Elem())}
	case reflect.Struct:
		if _, ok := b.definitions[t.Name()]; !ok {
			b.definitions[t.Name()] = Node{} // stands here already, where a type holds itself
			b.definitions[t.Name()] = b.object(t)
		}
		return Node{"$ref": "#/definitions/" + t.Name()}
	case reflect.Bool:
		return Node{"type": "boolean"}
	case reflect.Int, reflect.Int64:
		return Node{"type": "integer"}
	default:
		return Node{"type": []string{"string", "number", "boolean"}} // the decoder reads 10 and true as they are written, where words are wanted
	}
}

// special are the types that read themselves, and those whose values are listed; nil for others.
func (f Format) special(t reflect.Type) Node {
	if t == reflect.TypeFor[locale.Text]() {
		return Node{"type": "object", "properties": Node{"sv": Node{"type": "string", "description": "Swedish"}, "en": Node{"type": "string", "description": "English"}},
			"required": []string{"sv", "en"}, "additionalProperties": false}
	}
	if f.Special != nil {
		if node := f.Special(t); node != nil {
			return node
		}
	}
	if values := valuesOf(t); values != nil {
		return Node{"enum": values}
	}
	return nil
}

// valuesOf are the values of an enumeration, nil for other types.
func valuesOf(t reflect.Type) []string {
	if e, ok := reflect.Zero(t).Interface().(interface{ Values() []string }); ok {
		return e.Values()
	}
	return nil
}

// object is the schema of a struct.
func (b *builder) object(t reflect.Type) Node {
	properties := Node{}
	for name, f := range keys(t) {
		p := b.of(f.Type)
		if list := b.named(t, f); len(list) > 0 {
			p = Node{"enum": list}
		}
		if words := b.words(t, f); words != "" {
			if _, ref := p["$ref"]; ref {
				p = Node{"allOf": []Node{p}} // beside a reference nothing else counts
			}
			p["description"] = words
		}
		properties[name] = p
	}
	object := Node{"type": "object", "properties": properties, "additionalProperties": false}
	if needed := b.needed(t); len(needed) > 0 {
		object["required"] = needed
	}
	return object
}

func (f Format) named(owner reflect.Type, field reflect.StructField) []string {
	if f.Named == nil {
		return nil
	}
	return f.Named(owner, field)
}

func (f Format) needed(t reflect.Type) []string {
	if f.Needed == nil {
		return nil
	}
	return f.Needed(t)
}

// words are what is said at a field.
func (f Format) words(t reflect.Type, field reflect.StructField) string {
	return f.Words[t.String()+"."+field.Name]
}

// keys are a struct's keys in a file with their fields, in the order of the type.
func keys(t reflect.Type) func(func(string, reflect.StructField) bool) {
	return func(yield func(string, reflect.StructField) bool) {
		for i := range t.NumField() {
			f := t.Field(i)
			name, _, _ := strings.Cut(f.Tag.Get("yaml"), ",")
			if name == "" || name == "-" {
				continue
			}
			if !yield(name, f) {
				return
			}
		}
	}
}

// reads says whether a type reads itself from one value of a file.
func reads(t reflect.Type) bool {
	p := reflect.PointerTo(t)
	return p.Implements(reflect.TypeFor[encoding.TextUnmarshaler]()) || p.Implements(reflect.TypeFor[interface{ UnmarshalScalar(string) error }]())
}

// Row is one key of a file.
type Row struct {
	// Path is where the key stands, as "staff[].grants[].role"; <name> stands for a name that the file chooses.
	Path string
	// Kind is what its value is, in words.
	Kind string
	// Needed says that the file, or the entry that the key stands in, cannot do without it.
	Needed bool
	// Words are what it says.
	Words string
}

// Rows are all the keys of a file that is decoded into a struct, in the order of the types. An object stands before what is in it.
func (f Format) Rows(root reflect.Type) []Row { return f.rows("", root, nil) }

func (f Format) rows(at string, t reflect.Type, out []Row) []Row {
	needed := f.needed(t)
	for name, field := range keys(t) {
		path, inner := at+name, field.Type
		kind := ""
		for inner.Kind() == reflect.Pointer || inner.Kind() == reflect.Slice || inner.Kind() == reflect.Map {
			switch inner.Kind() {
			case reflect.Slice:
				path, kind = path+"[]", kind+"list of "
			case reflect.Map:
				path, kind = path+".<name>", kind+"by name: "
			}
			inner = inner.Elem()
		}
		simple := inner.Kind() != reflect.Struct || inner == reflect.TypeFor[locale.Text]() || reads(inner)
		out = append(out, Row{Path: strings.TrimSuffix(at+name, "."), Kind: kind + f.kind(inner, simple), Needed: slices.Contains(needed, name), Words: f.words(t, field)})
		if !simple {
			out = f.rows(path+".", inner, out)
		}
	}
	return out
}

// kind is what a value is, in words.
func (f Format) kind(t reflect.Type, simple bool) string {
	switch {
	case t == reflect.TypeFor[locale.Text]():
		return "text in sv and en"
	case valuesOf(t) != nil:
		return "one of " + strings.Join(valuesOf(t), ", ")
	case !simple:
		return "keys"
	}
	if f.Special != nil {
		if title, ok := f.Special(t)["title"].(string); ok {
			return title
		}
		if examples, ok := f.Special(t)["examples"].([]string); ok {
			return "as " + examples[0]
		}
	}
	switch t.Kind() {
	case reflect.Bool:
		return "true or false"
	case reflect.Int, reflect.Int64:
		return "whole number"
	}
	return "text"
}
