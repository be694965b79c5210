package catalog

import (
	"embed"
	"maps"
	"reflect"
	"slices"
	"strings"

	"forvag/internal/rules"
	"forvag/internal/schema"
)

// Sources are the Go files of the types that a service's file is decoded into: their comments are what an editor shows at each key.
//
//go:embed *.go
var Sources embed.FS

// Schema is the format of a service's file as a JSON Schema (draft 7), for editors: keys with what they mean, values that they may have, and the
// municipality's boards, settings and delegations by name. It says what can be written; what holds together is for Check to say.
func Schema(o Options) ([]byte, error) {
	words, err := schema.Comments(Sources)
	if err != nil {
		return nil, err
	}
	s := describing{o.ready()}
	return schema.Format{Title: "An e-service of Förväg", Words: words, Special: s.special, Named: s.named, Needed: s.needed}.Of(reflect.TypeFor[Service]())
}

// describing is what of a service's format depends on the municipality.
type describing struct{ options Options }

const lengthPattern = `^([0-9]+|setting\.[a-z][a-z0-9_]*) (days?|working days?|weeks?|months?|years?)$`

// special are the types that read themselves; nil for others.
func (d describing) special(t reflect.Type) schema.Node {
	switch t {
	case reflect.TypeFor[Length]():
		return schema.Node{"type": "string", "pattern": lengthPattern, "examples": []string{"10 weeks", "5 working days", "setting.NAME days"}}
	case reflect.TypeFor[Keep]():
		return schema.Node{"type": "string", "pattern": `^(preserve|[0-9]{1,3} years?)$`, "examples": []string{"preserve", "2 years"}}
	case reflect.TypeFor[Bound]():
		return schema.Node{"type": []string{"integer", "string"}, "examples": []any{10, "2026-12-01", "today", "today-30d", "today+1y"}}
	case reflect.TypeFor[Metres]():
		metres := []schema.Node{{"type": "integer", "minimum": 1, "maximum": maxRadius}}
		if names := d.settings("setting.", func(s Setting) bool { return s.Unit == "m" }); len(names) > 0 {
			metres = append(metres, schema.Node{"enum": names})
		}
		return schema.Node{"anyOf": metres}
	case reflect.TypeFor[Values]():
		one := []string{"string", "number", "boolean"}
		return schema.Node{"type": append(one, "array"), "items": schema.Node{"type": one}}
	}
	return nil
}

// settings are the names of those that suit.
func (d describing) settings(prefix string, suits func(Setting) bool) []string {
	var names []string
	for _, name := range slices.Sorted(maps.Keys(d.options.settings)) {
		if suits(d.options.settings[name]) {
			names = append(names, prefix+name)
		}
	}
	return names
}

// needed are the keys that a service's file must have.
func (describing) needed(t reflect.Type) []string {
	if t != reflect.TypeFor[Service]() {
		return nil
	}
	var out []string
	for _, key := range neededKeys {
		key, _, _ = strings.Cut(key, ".")
		if !slices.Contains(out, key) {
			out = append(out, key)
		}
	}
	return out
}

// named are the names that a field points at: boards, icons, settings and delegations of the municipality.
func (d describing) named(owner reflect.Type, f reflect.StructField) []string {
	switch owner.Name() + "." + f.Name {
	case "Service.Board":
		return d.options.Municipality.Boards()
	case "Service.Icon":
		return slices.Sorted(slices.Values(d.options.Icons))
	case "Fee.Setting", "HourFee.Setting":
		return d.settings("", func(s Setting) bool { return s.Unit == "ore" })
	case "Booking.Late":
		return d.settings("", func(s Setting) bool { return s.Unit == "percent" })
	case "Window.Opens", "Window.Closes":
		return d.settings("", func(s Setting) bool { return s.Type == rules.Date })
	case "Fact.Setting":
		return d.settings("", func(s Setting) bool { return s.Type != rules.Text })
	case "Automatic.Delegation":
		return d.options.Municipality.Delegations()
	}
	return nil
}
