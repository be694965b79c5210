package catalog

import (
	"embed"
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"reflect"
	"slices"
	"strings"

	"forvag/internal/locale"
	"forvag/internal/rules"
)

// The sources of the types that a file is decoded into: their comments are what an editor shows at each key.
//
//go:embed *.go
var sources embed.FS

// node is a JSON Schema (draft 7) or a part of one.
type node map[string]any

// Schema is the format of a service's file as a JSON Schema (draft 7), for editors: keys with what they mean, values that they may have, and the
// municipality's boards, settings and delegations by name. It says what can be written; what holds together is for Check to say.
func Schema(o Options) ([]byte, error) {
	comments, err := comments()
	if err != nil {
		return nil, err
	}
	b := schemaBuilder{options: o.ready(), comments: comments, definitions: node{}}
	root := b.object(reflect.TypeFor[Service]())
	root["$schema"] = "http://json-schema.org/draft-07/schema#"
	root["title"] = "An e-service of Förväg"
	root["definitions"] = b.definitions
	return json.MarshalIndent(root, "", "  ")
}

type schemaBuilder struct {
	options     Options
	comments    map[string]string
	definitions node
}

// of is the schema of a type. Structs stand once, among the definitions.
func (b *schemaBuilder) of(t reflect.Type) node {
	if special := b.special(t); special != nil {
		return special
	}
	switch t.Kind() {
	case reflect.Pointer:
		return b.of(t.Elem())
	case reflect.Slice:
		return node{"type": "array", "items": b.of(t.Elem())}
	case reflect.Map:
		return node{"type": "object", "additionalProperties": b.of(t.Elem())}
	case reflect.Struct:
		if _, ok := b.definitions[t.Name()]; !ok {
			b.definitions[t.Name()] = node{} // stands here already, where a type holds itself
			b.definitions[t.Name()] = b.object(t)
		}
		return node{"$ref": "#/definitions/" + t.Name()}
	case reflect.Bool:
		return node{"type": "boolean"}
	case reflect.Int, reflect.Int64:
		return node{"type": "integer"}
	default:
		return node{"type": []string{"string", "number", "boolean"}} // the decoder reads 10 and true as they are written, where words are wanted
	}
}

const lengthPattern = `^([0-9]+|setting\.[a-z][a-z0-9_]*) (days?|working days?|weeks?|months?|years?)$`

// special are the types that read themselves, and those whose values are listed; nil for others.
func (b *schemaBuilder) special(t reflect.Type) node {
	switch t {
	case reflect.TypeFor[locale.Text]():
		return node{"type": "object", "properties": node{"sv": node{"type": "string", "description": "Swedish"}, "en": node{"type": "string", "description": "English"}},
			"required": []string{"sv", "en"}, "additionalProperties": false}
	case reflect.TypeFor[Length]():
		return node{"type": "string", "pattern": lengthPattern, "examples": []string{"10 weeks", "5 working days", "setting.NAME days"}}
	case reflect.TypeFor[Keep]():
		return node{"type": "string", "pattern": `^(preserve|[0-9]{1,3} years?)$`, "examples": []string{"preserve", "2 years"}}
	case reflect.TypeFor[Bound]():
		return node{"type": []string{"integer", "string"}, "examples": []any{10, "2026-12-01", "today", "today-30d", "today+1y"}}
	case reflect.TypeFor[Metres]():
		metres := []node{{"type": "integer", "minimum": 1, "maximum": maxRadius}}
		if names := b.settings("setting.", func(s Setting) bool { return s.Unit == "m" }); len(names) > 0 {
			metres = append(metres, node{"enum": names})
		}
		return node{"anyOf": metres}
	case reflect.TypeFor[Values]():
		one := []string{"string", "number", "boolean"}
		return node{"type": append(one, "array"), "items": node{"type": one}}
	}
	if e, ok := reflect.Zero(t).Interface().(interface{ Values() []string }); ok {
		return node{"enum": e.Values()}
	}
	return nil
}

// settings are the names of those that suit.
func (b *schemaBuilder) settings(prefix string, suits func(Setting) bool) []string {
	var names []string
	for _, name := range slices.Sorted(maps.Keys(b.options.settings)) {
		if suits(b.options.settings[name]) {
			names = append(names, prefix+name)
		}
	}
	return names
}

// object is the schema of a struct.
func (b *schemaBuilder) object(t reflect.Type) node {
	properties := node{}
	for i := range t.NumField() {
		f := t.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("yaml"), ",")
		if name == "" || name == "-" {
			continue
		}
		p := b.of(f.Type)
		if list := b.named(t, f); len(list) > 0 {
			p = node{"enum": list}
		}
		if words := b.comments[t.Name()+"."+f.Name]; words != "" {
			if _, ref := p["$ref"]; ref {
				p = node{"allOf": []node{p}} // beside a reference nothing else counts
			}
			p["description"] = words
		}
		properties[name] = p
	}
	object := node{"type": "object", "properties": properties, "additionalProperties": false}
	if t == reflect.TypeFor[Service]() {
		object["required"] = topLevel(neededKeys)
	}
	return object
}

// named are the names that a field points at: boards, icons, settings and delegations of the municipality.
func (b *schemaBuilder) named(t reflect.Type, f reflect.StructField) []string {
	switch t.Name() + "." + f.Name {
	case "Service.Board":
		return b.options.Municipality.Boards()
	case "Service.Icon":
		return slices.Sorted(slices.Values(b.options.Icons))
	case "Fee.Setting", "HourFee.Setting":
		return b.settings("", func(s Setting) bool { return s.Unit == "ore" })
	case "Booking.Late":
		return b.settings("", func(s Setting) bool { return s.Unit == "percent" })
	case "Fact.Setting":
		return b.settings("", func(s Setting) bool { return s.Type != rules.Text })
	case "Automatic.Delegation":
		return b.options.Municipality.Delegations()
	}
	return nil
}

func topLevel(keys []string) []string {
	var out []string
	for _, key := range keys {
		key, _, _ = strings.Cut(key, ".")
		if !slices.Contains(out, key) {
			out = append(out, key)
		}
	}
	return out
}

// comments are the words at each field of the package's structs, by Type.Field.
func comments() (map[string]string, error) {
	files, err := sources.ReadDir(".")
	if err != nil {
		return nil, err
	}
	words := map[string]string{}
	for _, file := range files {
		text, err := sources.ReadFile(file.Name())
		if err != nil {
			return nil, err
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file.Name(), text, parser.ParseComments)
		if err != nil {
			return nil, err
		}
		ast.Inspect(parsed, func(n ast.Node) bool {
			declared, ok := n.(*ast.TypeSpec)
			if !ok {
				return true
			}
			if s, ok := declared.Type.(*ast.StructType); ok {
				for _, field := range s.Fields.List {
					for _, name := range field.Names {
						words[declared.Name.Name+"."+name.Name] = strings.Join(strings.Fields(field.Doc.Text()), " ")
					}
				}
			}
			return false
		})
	}
	return words, nil
}
