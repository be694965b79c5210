package catalog_test

import (
	"bytes"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"forvag/internal/catalog"
)

// reading is the schema as an editor uses it.
func reading(t testing.TB) *jsonschema.Schema {
	t.Helper()
	o := options
	o.Icons = nil // those of the files here are the program's
	data, err := catalog.Schema(o)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("service.schema.json", parsed); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("service.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// value is a YAML file as the editor's checker sees it.
func value(t testing.TB, data []byte) any {
	t.Helper()
	text, err := yaml.YAMLToJSON(data)
	if err != nil {
		t.Fatal(err)
	}
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// What check takes, an editor takes too. The services that the program carries are tried where they lie.
func TestSchemaTakesGoodFiles(t *testing.T) {
	schema := reading(t)
	for name, text := range map[string][]byte{"bus": read(t, "testdata/bus.yaml"), "berth": read(t, "testdata/berth.yaml"), "new": []byte(scaffold(t))} {
		if err := schema.Validate(value(t, text)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSchemaMarksMistakes(t *testing.T) {
	schema := reading(t)
	for _, mistake := range [][2]string{
		{"kind: application", "kindd: application"}, {"kind: application", "kind: aplication"}, {"board: BUN", "board: BYN"},
		{"type: longtext", "type: longtxt"}, {"title: {sv: Åka buss till skolan, en: Bus to school}", "title: Åka buss"},
		{"title: {sv: Åka buss till skolan, en: Bus to school}", "title: {sv: Åka buss}"}, {"max: 100000", "max: [1]"},
	} {
		text := read(t, "testdata/bus.yaml")
		broken := bytes.Replace(text, []byte(mistake[0]), []byte(mistake[1]), 1)
		if bytes.Equal(text, broken) {
			t.Fatalf("bus.yaml has no %q", mistake[0])
		}
		if err := schema.Validate(value(t, broken)); err == nil {
			t.Errorf("%q is taken", mistake[1])
		}
	}
}
