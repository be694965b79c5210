package catalog_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"forvag/internal/catalog"
)

// repeatPage asks about several dogs, in the service of testdata/bus.yaml.
const repeatPage = `
  - id: dogs_page
    title: {sv: Vilka hundar?, en: Which dogs?}
    repeat: {id: dogs, item: {sv: Hund, en: Dog}, add: {sv: En hund till, en: One more dog}, max: 4}
    fields:
      - {id: name, type: text, label: {sv: Namn, en: Name}, max: 10}
      - {id: chipped, type: yesno, label: {sv: Chip?, en: Chip?}}
      - id: chip
        type: text
        label: {sv: Numret, en: The number}
        visible: chipped && name != "chipped"
        pattern: "[0-9]{3}"
        pattern_say: {sv: Tre siffror., en: Three digits.}
        checks:
          - {if: chip != "000" || !chipped, say: {sv: Fel nummer., en: Wrong number.}}
  - id: many_page
    title: {sv: Så många?, en: So many?}
    visible: dogs > 2
    fields:
      - {id: why_many, type: text, label: {sv: Varför?, en: Why?}}
  - id: when_page
`

// kennel is a service with a page that repeats.
func kennel(t *testing.T, pairs ...string) (*catalog.Service, []catalog.Fault) {
	t.Helper()
	text := strings.Replace(string(read(t, "testdata/bus.yaml")), "\n  - id: when_page\n", repeatPage, 1)
	for i := 0; i < len(pairs); i += 2 {
		if !strings.Contains(text, pairs[i]) {
			t.Fatalf("no %q", pairs[i])
		}
		text = strings.Replace(text, pairs[i], pairs[i+1], 1)
	}
	return catalog.Parse("bus.yaml", []byte(text), options)
}

func TestEntriesAreReadEach(t *testing.T) {
	s, faults := kennel(t)
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	for name, c := range map[string]struct {
		raw     map[string][]string
		entries int
		faults  map[string]string // of the page's own fields
		kept    []string
	}{
		"nothing yet":      {nil, 1, map[string]string{"name": "field.required.text", "chipped": "field.required.yesno"}, nil},
		"one":              {map[string][]string{"name": {"Rut"}, "chipped": {"false"}}, 1, nil, []string{"chipped", "name"}},
		"one more, empty":  {map[string][]string{"dogs": {"2"}, "name": {"Rut"}, "chipped": {"false"}}, 2, map[string]string{"name_2": "field.required.text", "chipped_2": "field.required.yesno"}, []string{"chipped", "name"}},
		"told by answers":  {map[string][]string{"name": {"Rut"}, "chipped": {"false"}, "name_2": {"Bo"}, "chipped_2": {"false"}}, 2, nil, []string{"chipped", "chipped_2", "name", "name_2"}},
		"its own chip":     {map[string][]string{"dogs": {"2"}, "name": {"Rut"}, "chipped": {"false"}, "chip": {"123"}, "name_2": {"Bo"}, "chipped_2": {"true"}, "chip_2": {"123"}}, 2, nil, []string{"chip_2", "chipped", "chipped_2", "name", "name_2"}},
		"pattern":          {map[string][]string{"dogs": {"2"}, "name": {"Rut"}, "chipped": {"false"}, "name_2": {"Bo"}, "chipped_2": {"true"}, "chip_2": {"12"}}, 2, map[string]string{"chip_2": "field.pattern"}, []string{"chipped", "chipped_2", "name", "name_2"}},
		"check":            {map[string][]string{"dogs": {"2"}, "name": {"Rut"}, "chipped": {"false"}, "name_2": {"Bo"}, "chipped_2": {"true"}, "chip_2": {"000"}}, 2, map[string]string{"chip_2": "field.check"}, []string{"chip_2", "chipped", "chipped_2", "name", "name_2"}},
		"too long":         {map[string][]string{"dogs": {"2"}, "name": {"Rut"}, "chipped": {"false"}, "name_2": {"Fridolfina-Karin"}, "chipped_2": {"false"}}, 2, map[string]string{"name_2": "field.too_long"}, []string{"chipped", "chipped_2", "name"}},
		"more than max":    {map[string][]string{"dogs": {"9"}, "name": {"Rut"}, "chipped": {"false"}}, 4, nil, nil},
		"none":             {map[string][]string{"dogs": {"0"}, "name": {"Rut"}, "chipped": {"false"}}, 1, nil, []string{"chipped", "name"}},
		"no number":        {map[string][]string{"dogs": {"two"}, "name": {"Rut"}, "chipped": {"false"}}, 1, nil, []string{"chipped", "name"}},
		"beyond the count": {map[string][]string{"dogs": {"1"}, "name": {"Rut"}, "chipped": {"false"}, "name_2": {"Bo"}}, 1, nil, []string{"chipped", "name"}},
	} {
		t.Run(name, func(t *testing.T) {
			answers, faults := s.Validate(catalog.Input{Raw: c.raw}, today)
			page := &s.Pages[1]
			if got := page.Entries(answers); got != c.entries {
				t.Errorf("%d entries, want %d", got, c.entries)
			}
			if c.entries == 4 {
				return // as many as there can be; what they ask is told above
			}
			got := map[string]string{}
			var kept []string
			for _, f := range page.Fields {
				for _, x := range faults {
					if x.Field == f.ID {
						got[x.Field] = x.Key
					}
				}
			}
			for _, id := range []string{"chip", "chip_2", "chipped", "chipped_2", "name", "name_2"} {
				if _, ok := answers[id]; ok {
					kept = append(kept, id)
				}
			}
			if c.faults == nil {
				c.faults = map[string]string{}
			}
			if diff := cmp.Diff(c.faults, got); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(c.kept, kept); diff != "" {
				t.Error(diff)
			}
		})
	}
	answers, _ := s.Validate(catalog.Input{Raw: map[string][]string{"dogs": {"3"}}}, today)
	if shown := s.Visible(answers, today); !shown["why_many"] || !shown["name_3"] || shown["name_4"] {
		t.Errorf("with three: %v", shown)
	}
	if n := len(s.Pages[1].Asked()); n != 3 {
		t.Errorf("the page asks %d things", n)
	}
}

func TestRepeatIsChecked(t *testing.T) {
	for name, c := range map[string]struct{ from, to, want string }{
		"without words": {"item: {sv: Hund, en: Dog}, ", "", "repeat needs item and add"},
		"one at most":   {"max: 4}", "max: 1}", "max is 2–20"},
		"too many":      {"max: 4}", "max: 21}", "max is 2–20"},
		"min over max":  {"max: 4}", "min: 5, max: 4}", "max is 2–20"},
		"no id":         {"{id: dogs, item", "{item", "the repeat has no id"},
		"of a child":    {"{id: name, type: text, label: {sv: Namn, en: Name}, max: 10}", "{id: name, type: place, label: {sv: Namn, en: Name}}", "a field of type place is asked once"},
		"taken name":    {"{id: why_many,", "{id: name_2,", `the field "name_2" stands here twice`},
		"a slip, once":  {`chipped && name != "chipped"`, "chiped", `"chiped"`},
		"as a fact":     {"facts:\n", "facts:\n  - {id: name, source: form}\n", "is asked once for each entry"},
		"untranslated":  {"add: {sv: En hund till, en: One more dog}", "add: {sv: En hund till}", "missing in English"},
		"looking ahead": {"repeat: {id: dogs,", "visible: dogs > 1\n    repeat: {id: dogs,", "comes later in the form"},
		"misspelt key":  {"add: {sv: En", "ad: {sv: En", `"ad"`},
	} {
		t.Run(name, func(t *testing.T) {
			_, faults := kennel(t, c.from, c.to)
			var with []string
			for _, f := range faults {
				if strings.Contains(f.String(), c.want) {
					with = append(with, f.String())
				}
			}
			if len(with) != 1 {
				t.Errorf("want one fault with %q, got %v of %v", c.want, with, faults)
			}
		})
	}
}
