package lifeevents_test

import (
	"io/fs"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"forvag/internal/catalog"
	"forvag/internal/civil"
	"forvag/internal/municipality"
	"forvag/lifeevents"
	"forvag/portal"
	"forvag/web"
)

// loaded are the program's own services.
var loaded = sync.OnceValues(func() (*catalog.Catalog, []catalog.Fault) {
	today := func() civil.Date { return civil.Must("2026-11-23") }
	return catalog.Load(portal.Services(), catalog.Options{Municipality: municipality.Default().Catalog(), Today: today})
})

// options are the program's own municipality and services.
func options(t testing.TB) lifeevents.Options {
	t.Helper()
	cat, faults := loaded()
	for _, f := range faults {
		t.Fatal(f)
	}
	services := map[string]*catalog.Service{}
	for _, s := range cat.Services() {
		services[s.ID] = s
	}
	return lifeevents.Options{Municipality: municipality.Default().Catalog(), Services: services, Icons: web.IconNames()}
}

func TestTheProgramsOwnRulesHoldWithTheirExamples(t *testing.T) {
	for _, f := range lifeevents.Check(lifeevents.Files(), options(t)) {
		t.Error(f)
	}
}

// TestEachWayOfBeingWrongIsTold breaks a rule that holds, one place at a time.
func TestEachWayOfBeingWrongIsTold(t *testing.T) {
	whole, err := fs.ReadFile(lifeevents.Files(), "forskola-forsta-plats.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ name, from, to, want string }{
		{"misspelt key", "effect: offer", "efect: offer", `"efect" is not a key here; did you mean "effect"?`},
		{"another board", "board: BUN", "board: BUM", `there is no board "BUM"; did you mean "BUN"?`},
		{"no service", "  - service: forskola", "  - service: forskolan", `there is no service "forskolan"; did you mean "forskola"?`},
		{"no field", "fill: {child:", "fill: {barn:", `the form of "forskola" has no field "barn"`},
		{"unknown placeholder", `child: "{subject}"`, `child: "{subjekt}"`, `is none of {subject}`},
		{"two triggers", "age: {months: 6}", "age: {months: 6}\n  events: [born]", "set off by exactly one of"},
		{"no time to learn of it", "within: 90 days", "within: 0 days", "within is at least a day"},
		{"unknown fact", "{id: age_months, from: register}", "{id: age_month, from: register}", `the registers do not know "age_month"; did you mean "age_months"?`},
		{"sensitive fact", "    service: forskola\n    label", "    service: forskola\n    sensitive: true\n    label", "no rule looks at what is sensitive"},
		{"another board's secret", "    service: forskola\n", "    service: ekonomiskt-bistand\n", "secret with SN"},
		{"no boolean", "if: age_months < 12", "if: age_months + 12", "want true or false"},
		{"an offer without words for nothing", "  nothing:\n", "  nothin:\n", `is not a key here; did you mean "nothing"?`},
		{"no English", "  en: A place in preschool when the child is six months old\n", "", "missing in English"},
		{"unknown name in a text", "{subject} i kö nu", "{barn} i kö nu", "braces only around subject"},
		{"an example that does not come true", "today: 2026-11-23", "today: 2026-11-01", "comes to none, not offer: nothing sets it off"},
		{"a condition that fails", "born: 2026-05-23}\n      - {name: Hodan, born: 1993-08-28, guards: true}\n      - {name: Abdi, born: 1991-02-05, guards: true, home: elsewhere}\n    expect: offer",
			"born: 2026-05-23, away: true}\n      - {name: Hodan, born: 1993-08-28, guards: true}\n    expect: offer", "comes to none, not offer: lives_here is no"},
	} {
		broken := strings.Replace(string(whole), test.from, test.to, 1)
		if broken == string(whole) {
			t.Errorf("%s: the rule does not hold %q", test.name, test.from)
			continue
		}
		found := lifeevents.Check(fstest.MapFS{"forskola-forsta-plats.yaml": {Data: []byte(broken)}}, options(t))
		if len(found) == 0 || !strings.Contains(found[0].String()+found[len(found)-1].String(), test.want) {
			t.Errorf("%s: found %v, want %q", test.name, found, test.want)
		}
	}
}
