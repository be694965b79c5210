package strict_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"forvag/internal/strict"
)

type colour string

func (colour) Values() []string { return []string{"red", "green"} }

// size reads itself from a scalar.
type size struct{ text string }

func (s *size) UnmarshalScalar(raw string) error {
	if raw == "bad" {
		return errors.New("want a good size")
	}
	s.text = raw
	return nil
}

// either reads itself from a scalar, and from keys.
type either struct {
	text string
	SV   string `yaml:"sv"`
	EN   string `yaml:"en"`
}

func (e *either) UnmarshalScalar(raw string) error {
	e.text = raw
	return nil
}

type thing struct {
	Name   string           `yaml:"name"`
	Count  int              `yaml:"count"`
	Open   bool             `yaml:"open"`
	Colour colour           `yaml:"colour"`
	Size   size             `yaml:"size"`
	Is     []either         `yaml:"is"`
	Parts  []thing          `yaml:"parts"`
	Inner  *thing           `yaml:"inner"`
	Named  map[string]int64 `yaml:"named"`
	Hidden string           `yaml:"-"`
	Plain  string
	Share  float64 `yaml:"share"`
}

func decode(text string) (thing, []string) {
	var got thing
	var faults []string
	for _, f := range strict.Decode("a.yaml", []byte(text), &got).Faults() {
		faults = append(faults, f.String())
	}
	return got, faults
}

func TestDecode(t *testing.T) {
	got, faults := decode("name: 0180\ncount: 3\nopen: true\ncolour: red\nsize: big\nparts:\n  - {name: a}\n  - name: >-\n      b\n      c\ninner: {count: -1}\n" +
		"named: {x: 1, y: 2}\nplain: \"yes\"\nshare: -0.5\nis: [2026-01-01, {sv: a, en: b}]\n# the end\n")
	want := thing{Name: "0180", Count: 3, Open: true, Colour: "red", Size: size{"big"}, Parts: []thing{{Name: "a"}, {Name: "b c"}}, Inner: &thing{Count: -1},
		Named: map[string]int64{"x": 1, "y": 2}, Plain: "yes", Share: -0.5, Is: []either{{text: "2026-01-01"}, {SV: "a", EN: "b"}}}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(size{}, either{})); diff != "" || len(faults) > 0 {
		t.Errorf("%s %v", diff, faults)
	}
}

func TestFaultsComeAtOnceWithTheirPlace(t *testing.T) {
	_, faults := decode("nam: x\ncount: many\nopen: yes\ncolour: gren\nsize: bad\nparts:\n  - naem: a\n    name: [a]\n  - 7\nhidden: x\nname: a\nname: b\ninner: &i {}\nnamed: [1]\nplain:\n")
	want := []string{
		`a.yaml:1:1: "nam" is not a key here; did you mean "name"?`,
		`a.yaml:2:8: count: want a whole number, not "many"`,
		`a.yaml:3:7: open: want true or false, not "yes"`,
		`a.yaml:4:9: colour: "gren" is not one of red, green; did you mean "green"?`,
		`a.yaml:5:7: size: want a good size`,
		`a.yaml:7:5: "naem" is not a key here; did you mean "name"?`,
		`a.yaml:8:11: name: want one value, not a list`,
		`a.yaml:9:5: parts[1]: want keys with values, not "7"`,
		`a.yaml:10:1: "hidden" is not a key here`,
		`a.yaml:12:1: "name" stands here twice; the first is on line 11`,
		`a.yaml:13:8: anchors and aliases are not used in these files; write the value out, in quotes if it begins with & or *`,
		`a.yaml:14:8: named: want keys with values, not a list`,
		`a.yaml:15:8: plain has no value; leave the key out if there is none`,
	}
	if diff := cmp.Diff(want, faults); diff != "" {
		t.Error(diff)
	}
}

func TestFaultAtAValue(t *testing.T) {
	var got thing
	d := strict.Decode("a.yaml", []byte("name: plain text\nparts:\n  - {name: \"quoted\"}\n"), &got)
	d.FaultIn("name", 6, "here")
	d.FaultIn("parts[0].name", 2, "there")
	d.Faultf("parts[0].colour", "missing")
	d.Faultf("inner.name", "nowhere")
	var places []string
	for _, f := range d.Faults() {
		places = append(places, f.String())
	}
	want := []string{"a.yaml:1:1: nowhere", "a.yaml:1:13: here", "a.yaml:3:5: missing", "a.yaml:3:15: there"}
	if diff := cmp.Diff(want, places); diff != "" {
		t.Error(diff)
	}
	if !d.Has("parts[0].name") || d.Has("parts[0].colour") {
		t.Error("Has does not know what the file gave")
	}
}

func TestFilesThatCannotBeRead(t *testing.T) {
	for name, text := range map[string]string{
		"empty":      "",
		"a comment":  "# nothing\n",
		"a list":     "- a\n",
		"a scalar":   "hello",
		"open":       "name: [a",
		"two":        "name: a\n---\nname: b\n",
		"deep":       strings.Repeat("{inner: ", 100) + "x" + strings.Repeat("}", 100),
		"too large":  "name: " + strings.Repeat("x", strict.MaxBytes),
		"not UTF-8":  "name: \"a\xff\"",
		"merged":     "inner: {count: 1}\n<<: {name: a}\n",
		"an alias":   "name: *a\n",
		"a bad key":  "? [a]\n: b\n",
		"a tab":      "name:\n\t- a",
		"a NUL byte": "name: \"\\0\"\n\x00: 1",
	} {
		t.Run(name, func(t *testing.T) {
			if _, faults := decode(text); len(faults) == 0 {
				t.Error("no fault was found")
			}
		})
	}
}

func TestATabIsSaidToBeATab(t *testing.T) {
	_, faults := decode("name: a\nparts:\n\t- name: b\n")
	if len(faults) != 1 || !strings.Contains(faults[0], ":3:1: a tab stands here") {
		t.Errorf("got %v, want one fault on line 3 that names the tab", faults)
	}
}

func TestSuggest(t *testing.T) {
	options := []string{"title", "summary", "who", "status"}
	for name, want := range map[string]string{"titel": "title", "tite": "title", "sumary": "summary", "stauts": "status", "hwo": "who", "colour": "", "": ""} {
		if got := strict.Nearest(name, options); got != want {
			t.Errorf("%q: got %q, want %q", name, got, want)
		}
	}
}

func TestDistance(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{{"", "", 0}, {"a", "", 1}, {"ab", "ba", 1}, {"åka", "aka", 1}, {"skola", "skolan", 1}, {"kitten", "sitting", 3}, {"abc", "xyz", 3}, {"abcdef", "uvwxyz", 4}} {
		if got := strict.Distance(c.a, c.b, 4); got != c.want {
			t.Errorf("%q, %q: got %d, want %d", c.a, c.b, got, c.want)
		}
		if got := strict.Distance(c.b, c.a, 4); got != c.want {
			t.Errorf("%q, %q: got %d, want %d", c.b, c.a, got, c.want)
		}
	}
}

func FuzzDecode(f *testing.F) {
	for _, text := range []string{"name: a\n", "parts: [{name: a}, {inner: {count: 1}}]", "a: &a [*a]", "? [a]\n: b", "named: {a: 1}", "- - - a", "%YAML 1.1\n---\nname: a", "name: !!str a"} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var got thing
		for _, fault := range strict.Decode("a.yaml", data, &got).Faults() {
			if fault.Line < 1 || fault.Column < 0 || fault.Words == "" {
				t.Errorf("%+v", fault)
			}
		}
	})
}

func TestNumbersThatAreNone(t *testing.T) {
	for _, raw := range []string{"half", ".nan", "NaN", "1e999", "0,5"} {
		if got, faults := decode("share: " + raw + "\n"); len(faults) != 1 || got.Share != 0 {
			t.Errorf("%s: got %v %v", raw, got.Share, faults)
		}
	}
}
