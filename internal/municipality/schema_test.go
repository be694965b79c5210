package municipality_test

import (
	"bytes"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"forvag/internal/civil"
	"forvag/internal/identity"
	"forvag/internal/municipality"
)

// newFile is a new municipality's file: as it stands, and with every key that it only shows.
func newFile(t testing.TB) (asItStands, withAll string) {
	t.Helper()
	text, err := municipality.New(`Falkenbergs "nya" kommun`, "Falkenberg", civil.Must("2026-11-22"))
	if err != nil {
		t.Fatal(err)
	}
	return text, strings.ReplaceAll(strings.NewReplacer("\nstaff: []\n", "\n", "\nplaces: []\n", "\n", `"sealed:…"`, `"sealed:AAAA"`).Replace(text), "\n#:", "\n")
}

func TestNewFilePasses(t *testing.T) {
	text, all := newFile(t)
	if text == all {
		t.Fatal("no key is only shown")
	}
	for name, text := range map[string]string{"as it stands": text, "with all keys": all} {
		m, faults := municipality.Decode("kommun.yaml", []byte(text))
		for _, f := range faults {
			t.Errorf("%s: %s", name, f)
		}
		if m.Name.SV != `Falkenbergs "nya" kommun` || m.Place != "Falkenberg" || m.Name.EN != "Municipality of Falkenberg" {
			t.Errorf("%s: it is called %+v, %s", name, m.Name, m.Place)
		}
	}
	for _, name := range []string{"", " ", "a\nb"} {
		if _, err := municipality.New(name, "x", civil.Must("2026-11-22")); err == nil {
			t.Errorf("%q is a name", name)
		}
	}
}

// A new file takes over what services need, and nothing that only Almby has decided on.
func TestNewFileIsNobodyElses(t *testing.T) {
	text, _ := newFile(t)
	m, _ := municipality.Decode("kommun.yaml", []byte(text))
	almby := municipality.Default()
	if len(m.Settings) != len(almby.Settings) || len(m.Delegation) != len(almby.Delegation) || len(m.Boards) != len(almby.Boards) {
		t.Errorf("%d settings, %d delegations, %d boards", len(m.Settings), len(m.Delegation), len(m.Boards))
	}
	for _, d := range m.Delegation {
		if d.Ref != "" {
			t.Errorf("%s is delegated by %s", d.Key, d.Ref)
		}
	}
	for name, s := range m.Settings {
		if s.Decided != municipality.ToFillIn {
			t.Errorf("%s is decided by %s", name, s.Decided)
		}
	}
	for _, o := range almby.Staff {
		if strings.Contains(text, o.Name) {
			t.Errorf("%s is in it", o.Name)
		}
	}
	if strings.Contains(text, "almby") || strings.Contains(text, "@") {
		t.Error("it speaks of Almby, or was not filled in by the program")
	}
}

// Whoever writes a kommun.yaml meets every key there is, in a new file and in the documentation, with words at each.
func TestEveryKeyIsToldOf(t *testing.T) {
	_, all := newFile(t)
	table, err := municipality.Keys()
	if err != nil {
		t.Fatal(err)
	}
	rows := strings.Split(strings.TrimSpace(table), "\n")[2:]
	if len(rows) < 90 {
		t.Fatalf("only %d keys", len(rows))
	}
	for _, row := range rows {
		cells := strings.Split(row, " | ")
		path := strings.Trim(cells[0], "| `")
		if words := strings.Trim(cells[len(cells)-1], "| "); len(words) < 5 || !strings.HasSuffix(words, ".") {
			t.Errorf("%s has no words: %q", path, words)
		}
		if name := path[strings.LastIndexByte(path, '.')+1:]; !regexp.MustCompile(`\b` + name + `:`).MatchString(all) {
			t.Errorf("a new file does not show %s", path)
		}
	}
	told := between(t, "keys")
	if diff := cmp.Diff(table, told); diff != "" {
		t.Errorf("put the output of forvag schema --markdown into docs/municipality.md:\n%s", diff)
	}
}

// between is what docs/municipality.md has between two markers.
func between(t *testing.T, name string) string {
	t.Helper()
	_, rest, found := strings.Cut(string(read(t, "../../docs/municipality.md")), "<!-- "+name+" -->\n")
	text, _, closed := strings.Cut(rest, "<!-- /"+name+" -->")
	if !found || !closed {
		t.Fatalf("docs/municipality.md has no <!-- %s -->", name)
	}
	return text
}

// What each role may do stands in the documentation as the program has it.
func TestEveryRoleIsToldOf(t *testing.T) {
	acts := []struct {
		words  string
		action identity.Action
	}{
		{"read cases", identity.ReadCase}, {"read internal notes", identity.ReadInternal}, {"register", identity.Register}, {"hand out", identity.Assign},
		{"write to the resident", identity.Message}, {"ask for completion", identity.RequestCompletion}, {"decide", identity.Decide}, {"give notice", identity.Notice},
		{"close", identity.Close}, {"publish articles", identity.PublishArticle},
	}
	var b strings.Builder
	b.WriteString("| role |")
	for _, a := range acts {
		b.WriteString(" " + a.words + " |")
	}
	b.WriteString("\n|" + strings.Repeat(" --- |", len(acts)+1) + "\n")
	for _, role := range municipality.Role("").Values() {
		p := identity.Principal{Kind: identity.Officer, Actor: "o", Assurance: identity.AssuranceSubstantial, On: civil.Must("2026-11-22"),
			Grants: []identity.Grant{{Board: "KS", Role: identity.Role(role)}}}
		b.WriteString("| `" + role + "` |")
		for _, a := range acts {
			object := identity.Object{Kind: identity.CaseObject, Board: "KS"}
			if a.action == identity.Register {
				object.Kind = identity.ServiceObject
			}
			if a.action == identity.PublishArticle {
				object.Kind = identity.DeskObject
			}
			mark := ""
			if identity.Allow(p, a.action, object) == nil {
				mark = "yes"
			}
			b.WriteString(" " + mark + " |")
		}
		b.WriteString("\n")
	}
	if diff := cmp.Diff(b.String(), between(t, "roles")); diff != "" {
		t.Errorf("docs/municipality.md tells another story of the roles:\n%s\nwant\n%s", diff, b.String())
	}
}

// reading is the schema as an editor uses it.
func reading(t testing.TB) *jsonschema.Schema {
	t.Helper()
	data, err := municipality.Default().Schema()
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("kommun.schema.json", parsed); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("kommun.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// validate is what an editor says of a file.
func validate(t testing.TB, s *jsonschema.Schema, data string) error {
	t.Helper()
	text, err := yaml.YAMLToJSON([]byte(data))
	if err != nil {
		t.Fatal(err)
	}
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return s.Validate(v)
}

func TestSchemaTakesGoodFiles(t *testing.T) {
	s := reading(t)
	text, all := newFile(t)
	for name, text := range map[string]string{"Almby": string(read(t, "default.yaml")), "new": text, "new with all keys": all} {
		if err := validate(t, s, text); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSchemaMarksMistakes(t *testing.T) {
	s, almby := reading(t), string(read(t, "default.yaml"))
	for _, mistake := range [][2]string{
		{"tagline:", "taglin:"}, {"place: Almby\n", ""}, {"role: decision maker", "role: decider"}, {"board: TN, role", "board: TX, role"},
		{"unit: years", "unit: yeers"}, {"{from: 2024-07-01, is: 2000}", "{from: 1 juli, is: 2000}"}, {`to: "15:00"`, `to: "15"`}, {"to_grade: 6", "to_grade: [6]"},
		{"name: {sv: Almby kommun, en: Municipality of Almby}", "name: Almby kommun"}, {"    kind: library", "    kind: libary"},
	} {
		broken := strings.Replace(almby, mistake[0], mistake[1], 1)
		if broken == almby {
			t.Fatalf("the file has no %q", mistake[0])
		}
		if validate(t, s, broken) == nil {
			t.Errorf("%q is taken", mistake[1])
		}
	}
}

// conditional are keys that only some entries need, which their words say.
var conditional = []string{"staff[].grants", "staff[].administrator", "places[].east", "places[].north", "places[].hours", "delegation[].title", "delegation[].appeal", "settings.<name>.unit", "settings.<name>.kind"}

// What the table says is needed is needed, and nothing else is: each key is taken out of a file that has them all.
func TestNeededKeysAreNeeded(t *testing.T) {
	_, all := newFile(t)
	table, err := municipality.Keys()
	if err != nil {
		t.Fatal(err)
	}
	var file map[string]any
	if err := yaml.Unmarshal([]byte(all), &file); err != nil {
		t.Fatal(err)
	}
	file["delegation"] = file["delegation"].([]any)[:3] // a few are enough
	settings := file["settings"].(map[string]any)
	for _, name := range slices.Sorted(maps.Keys(settings))[1:] {
		if settings[name].(map[string]any)["say"] == nil {
			delete(settings, name)
		}
	}
	for _, row := range strings.Split(strings.TrimSpace(table), "\n")[2:] {
		cells := strings.Split(row, " | ")
		path, wanted := strings.Trim(cells[0], "| `"), strings.TrimSpace(cells[1]) == "yes"
		if slices.Contains(conditional, path) {
			continue
		}
		left, ok := without(file, strings.Split(path, "."))
		if !ok {
			t.Errorf("a new file has no %s to take out", path)
			continue
		}
		text, err := yaml.Marshal(left)
		if err != nil {
			t.Fatal(err)
		}
		if _, faults := municipality.Decode("kommun.yaml", text); (len(faults) > 0) != wanted {
			t.Errorf("%s: the table says needed = %v; without it there are the faults %v", path, wanted, faults)
		}
	}
}

// without takes a key out of the first entry that has it.
func without(node any, path []string) (any, bool) {
	switch node := node.(type) {
	case map[string]any:
		name := strings.TrimSuffix(path[0], "[]")
		for _, key := range slices.Sorted(maps.Keys(node)) {
			if name != "<name>" && key != name {
				continue
			}
			out := maps.Clone(node)
			if len(path) == 1 {
				delete(out, key)
				return out, true
			}
			if inner, ok := without(node[key], path[1:]); ok {
				out[key] = inner
				return out, true
			}
		}
	case []any:
		for i, item := range node {
			if inner, ok := without(item, path); ok {
				out := slices.Clone(node)
				out[i] = inner
				return out, true
			}
		}
	}
	return node, false
}
