package catalog_test

import (
	"reflect"
	"strings"
	"testing"

	"forvag/internal/catalog"
	"forvag/internal/locale"
)

// keysOf are the keys that a service's file may hold and, where values is set, the values of its enumerations.
func keysOf(values bool) []string {
	seen := map[reflect.Type]bool{}
	var look func(t reflect.Type) []string
	look = func(t reflect.Type) (names []string) {
		for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice || t.Kind() == reflect.Map {
			t = t.Elem()
		}
		if e, ok := reflect.Zero(t).Interface().(interface{ Values() []string }); ok && t != reflect.TypeFor[catalog.RegisterFact]() &&
			t != reflect.TypeFor[catalog.Situation]() && values {
			return e.Values()
		}
		if t.Kind() != reflect.Struct || seen[t] || t == reflect.TypeFor[locale.Text]() {
			return nil
		}
		seen[t] = true
		for i := range t.NumField() {
			name, _, _ := strings.Cut(t.Field(i).Tag.Get("yaml"), ",")
			if name != "" && name != "-" {
				names = append(names, name)
				names = append(names, look(t.Field(i).Type)...)
			}
		}
		return names
	}
	return look(reflect.TypeFor[catalog.Service]())
}

// Whoever writes a service finds every key and every value that a file may hold in the guide.
func TestGuideTellsOfEveryKey(t *testing.T) {
	guide := string(read(t, "../../docs/e-service.md"))
	names := keysOf(true)
	if len(names) < 150 {
		t.Fatalf("found only %d names", len(names))
	}
	for _, name := range names {
		if !strings.Contains(guide, name) {
			t.Errorf("the guide does not tell of %q", name)
		}
	}
}

func BenchmarkValidate(b *testing.B) {
	s := leave(b)
	raw := map[string][]string{"child": {"p1"}, "school": {"Almbyskolan"}, "class": {"4B"}, "from": {"2026-12-01"}, "to": {"2026-12-02"},
		"reason": {"family"}, "description": {"Min syster gifter sig."}, "plan": {"Vi läser hemma."}, "email": {"a@example.se"}}
	for b.Loop() {
		s.Validate(catalog.Input{Raw: raw}, today)
	}
}
