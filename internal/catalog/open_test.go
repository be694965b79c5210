package catalog_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"forvag/internal/catalog"
)

// opening is bus.yaml under another name, opening what the test says.
func opening(t *testing.T, id, opens string) string {
	t.Helper()
	return strings.Replace(string(read(t, "testdata/bus.yaml")), "id: bus\n", "id: "+id+"\n", 1) + "\nopens:\n" + opens
}

// What a form opens is checked against the services that there are.
func TestOpens(t *testing.T) {
	all := func(change string) string {
		lines := strings.Split(handedAll(t), "\n")
		key, _, _ := strings.Cut(strings.TrimSpace(change), ":")
		for i, line := range lines {
			if strings.HasPrefix(strings.TrimSpace(line), key+":") {
				lines[i] = change
			}
		}
		return "  - service: bus\n    answers:\n" + strings.Join(lines, "\n")
	}
	for _, c := range []struct{ name, opens, want string }{
		{"all that is asked for", all(""), ""},
		{"no service", "  - when: true\n", "service is missing"},
		{"a service that there is not", "  - service: buss\n", `there is no service "buss"; did you mean "bus"?`},
		{"itself", "  - service: form\n", "opens others itself"},
		{"a queue", "  - service: berth\n", "which only its own form can ask for"},
		{"twice", all("") + "\n" + all(""), "stands here twice"},
		{"a field that it has not", all("") + "\n      chil: child\n", "bus has no field"},
		{"a field that the form has not", all("      child: chidl"), `there is no field "chidl" in this form`},
		{"another type", all("      child: why"), "it is choice, not child"},
		{"what is always asked for", "  - service: bus\n    answers: {}\n", "bus always asks for child"},
		{"fixed and answered", all("") + "\n    fixed: {child: x}\n", "is answered by child already"},
		{"a condition that is none", all("") + "\n    when: nonsense +\n", "opens[0].when"},
	} {
		t.Run(c.name, func(t *testing.T) {
			files := fstest.MapFS{"bus.yaml": {Data: read(t, "testdata/bus.yaml")}, "berth.yaml": {Data: read(t, "testdata/berth.yaml")},
				"form.yaml": {Data: []byte(opening(t, "form", c.opens))}}
			_, faults := catalog.Load(files, options)
			var got strings.Builder
			for _, f := range faults {
				got.WriteString(f.String() + "\n")
			}
			if c.want == "" && got.Len() > 0 || c.want == "opens[0].when" && got.Len() == 0 || c.want != "opens[0].when" && !strings.Contains(got.String(), c.want) {
				t.Errorf("got %q, want %q", got.String(), c.want)
			}
		})
	}
}

// handedAll passes on every field of bus.yaml as it is.
func handedAll(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	for _, page := range bus(t).Pages {
		for _, f := range page.Fields {
			if f.Type != catalog.InfoField && f.Type != catalog.PersonField {
				b.WriteString("      " + f.ID + ": " + f.ID + "\n")
			}
		}
	}
	return strings.TrimRight(b.String(), "\n")
}
