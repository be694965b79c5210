package municipality

import (
	"embed"
	"fmt"
	"reflect"
	"strings"

	"forvag/internal/catalog"
	"forvag/internal/civil"
	"forvag/internal/schema"
)

// The sources of the types that kommun.yaml is decoded into: their comments are what an editor shows at each key.
//
//go:embed municipality.go delegation.go setting.go enquiries.go lives.go reminders.go
var sources embed.FS

// needed are the keys that an object of each type must have. What more is needed now and then, such as the post of a decision maker, the comments say.
var needed = map[reflect.Type][]string{
	reflect.TypeFor[Municipality]():      {"name", "place", "code", "organisation_number", "contact", "boards", "accessibility", "appeals", "privacy"},
	reflect.TypeFor[Contact]():           {"phone", "email", "visit", "hours"},
	reflect.TypeFor[Hours]():             {"days", "open", "to"},
	reflect.TypeFor[Board]():             {"code", "name", "does"},
	reflect.TypeFor[Delegation]():        {"key", "board", "what", "service", "to"},
	reflect.TypeFor[Setting]():           {"what", "values"},
	reflect.TypeFor[Value]():             {"from", "is"},
	reflect.TypeFor[YesNoWords]():        {"yes", "no"},
	reflect.TypeFor[Place]():             {"id", "kind", "name"},
	reflect.TypeFor[Officer]():           {"id", "name", "title"},
	reflect.TypeFor[Grant]():             {"board", "role"},
	reflect.TypeFor[Accessibility]():     {"updated"},
	reflect.TypeFor[Court]():             {"name", "post"},
	reflect.TypeFor[Privacy]():           {"officer", "email"},
	reflect.TypeFor[Enquiries]():         {"service", "question"},
	reflect.TypeFor[LifeKeep]():          {"record", "keep", "plan"},
	reflect.TypeFor[catalog.QueueUnit](): {"id", "name"},
	reflect.TypeFor[catalog.Room]():      {"id", "name", "open"},
}

// format is how kommun.yaml is described. m, where not nil, is the municipality whose boards it names.
func format(m *Municipality) (schema.Format, error) {
	words, err := schema.Comments(sources, catalog.Sources)
	if err != nil {
		return schema.Format{}, err
	}
	return schema.Format{
		Title: "A municipality of Förväg", Words: words, Special: special,
		Needed: func(t reflect.Type) []string { return needed[t] },
		Named: func(owner reflect.Type, f reflect.StructField) []string {
			if m == nil || f.Name != "Board" {
				return nil
			}
			return m.Catalog().Boards()
		},
	}, nil
}

// special are the types that read themselves; nil for others.
func special(t reflect.Type) schema.Node {
	switch t {
	case reflect.TypeFor[civil.Date]():
		return schema.Node{"type": "string", "pattern": `^\d{4}-\d{2}-\d{2}$`, "examples": []string{"2026-12-01"}}
	case reflect.TypeFor[civil.Period]():
		return schema.Node{"type": "string", "pattern": `^\d+ (days?|weeks?|months?|years?)$`, "examples": []string{"2 years"}}
	case reflect.TypeFor[Clock](), reflect.TypeFor[catalog.TimeOfDay]():
		return schema.Node{"type": "string", "pattern": `^\d{1,2}:\d{2}$`, "examples": []string{"08:30"}}
	case reflect.TypeFor[Written]():
		text := schema.Node{"type": "string"}
		return schema.Node{"title": "number, true or false, day, or text in sv and en", "anyOf": []schema.Node{{"type": []string{"integer", "boolean", "string"}},
			{"type": "object", "properties": schema.Node{"sv": text, "en": text}, "required": []string{"sv", "en"}, "additionalProperties": false}}}
	}
	return nil
}

// Schema is the format of kommun.yaml as a JSON Schema (draft 7), for editors. It says what can be written; what holds together is for Decode to say.
func (m *Municipality) Schema() ([]byte, error) {
	f, err := format(m)
	if err != nil {
		return nil, err
	}
	return f.Of(reflect.TypeFor[Municipality]())
}

// Keys is a table in Markdown of every key that kommun.yaml may hold.
func Keys() (string, error) {
	f, err := format(nil)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	b.WriteString("| key | needed | value | what it says |\n| --- | --- | --- | --- |\n")
	for _, row := range f.Rows(reflect.TypeFor[Municipality]()) {
		mark := ""
		if row.Needed {
			mark = "yes"
		}
		_, words, _ := strings.Cut(row.Words, " ") // the name of the field in Go
		words = strings.TrimPrefix(strings.TrimPrefix(words, "is "), "are ")
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", row.Path, mark, row.Kind, strings.ReplaceAll(first(words), "|", `\|`))
	}
	return b.String(), nil
}

// first writes words with a capital letter first.
func first(words string) string {
	if words == "" {
		return ""
	}
	return strings.ToUpper(words[:1]) + words[1:]
}
