package municipality_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"forvag/internal/civil"
	"forvag/internal/locale"
	"forvag/internal/municipality"
	"forvag/internal/rules"
)

var update = flag.Bool("update", false, "write the golden files anew")

func ekby(t *testing.T) *municipality.Municipality {
	t.Helper()
	m, faults := municipality.Decode("kommun.yaml", read(t, "testdata/kommun.yaml"))
	for _, f := range faults {
		t.Fatal(f)
	}
	return m
}

func TestEveryKindHoldsFromItsDay(t *testing.T) {
	words := func(year string) rules.Value {
		return rules.OfText(locale.Text{SV: "riktlinjerna från " + year, EN: "the guidelines of " + year})
	}
	c := ekby(t).Catalog()
	for _, tc := range []struct {
		name, on string
		want     rules.Value
		says     string
	}{
		{"answer", "2026-06-30", rules.OfInt(7), "7\u00a0dagar"},
		{"answer", "2026-07-01", rules.OfInt(5), "5\u00a0dagar"},
		{"offered", "2026-06-30", rules.OfBool(false), "delas inte ut"},
		{"offered", "2026-07-01", rules.OfBool(true), "delas ut"},
		{"last_day", "2026-03-15", rules.OfDate(civil.Must("2026-03-15")), "15 mars 2026"},
		{"last_day", "2026-03-16", rules.OfDate(civil.Must("2027-03-15")), "15 mars 2027"},
		{"guidelines", "2026-06-30", words("2025"), "riktlinjerna från 2025"},
		{"guidelines", "2026-07-01", words("2026"), "riktlinjerna från 2026"},
		{"answer", "2025-06-30", rules.Value{}, ""},
		{"offered", "2025-06-30", rules.Value{}, ""},
		{"last_day", "2025-06-30", rules.Value{}, ""},
		{"guidelines", "2025-06-30", rules.Value{}, ""},
	} {
		got, ok := c.Setting(tc.name, civil.Must(tc.on))
		if diff := cmp.Diff(tc.want, got); diff != "" || ok != (tc.says != "") {
			t.Errorf("%s on %s: %v %s", tc.name, tc.on, ok, diff)
		}
		if said := c.Settings()[tc.name].Say(got); ok && said.SV != tc.says {
			t.Errorf("%s on %s: says %q, want %q", tc.name, tc.on, said.SV, tc.says)
		}
		if declared := c.Settings()[tc.name].Type; ok && got.Type != declared {
			t.Errorf("%s is %s and holds %s", tc.name, declared, got.Type)
		}
	}
}

// TestAValueHoldsUntilTheNext holds that on every day a setting has the value of the last day from which one holds.
func TestAValueHoldsUntilTheNext(t *testing.T) {
	m := municipality.Default()
	names := make([]string, 0, len(m.Settings))
	for name := range m.Settings {
		names = append(names, name)
	}
	rapid.Check(t, func(t *rapid.T) {
		s := m.Settings[rapid.SampledFrom(names).Draw(t, "name")]
		day := civil.Must("2000-01-01").AddDays(rapid.IntRange(0, 15000).Draw(t, "day"))
		got, ok := s.On(day)
		last := -1
		for i, v := range s.Values {
			if !v.From.After(day) {
				last = i
			}
		}
		if ok != (last >= 0) {
			t.Fatalf("on %s: %v", day, ok)
		}
		if last >= 0 {
			if want, _ := s.On(s.Values[last].From); !got.Equal(want) || got.Type != s.Catalog().Type {
				t.Fatalf("on %s: got %+v, want %+v", day, got, want)
			}
		}
	})
}

// TestTheManualsSettingsAreRight holds that the settings that docs/e-service.md shows are taken as they stand.
func TestTheManualsSettingsAreRight(t *testing.T) {
	_, rest, found := strings.Cut(string(read(t, "../../docs/e-service.md")), "```yaml\nsettings:\n")
	shown, _, _ := strings.Cut(rest, "```")
	if !found || strings.Count(shown, "what:") < 4 {
		t.Fatal("the manual shows no settings")
	}
	m, faults := municipality.Decode("kommun.yaml", append(read(t, "testdata/kommun.yaml"), shown...))
	for _, f := range faults {
		t.Error(f)
	}
	for _, kind := range municipality.Kind("").Values() {
		if !strings.Contains(string(read(t, "../../docs/e-service.md")), "| `"+kind+"`") {
			t.Errorf("the manual does not tell of kind: %s", kind)
		}
	}
	if _, ok := m.Setting("scholarship_last_day", civil.Must("2026-11-22")); !ok {
		t.Error("a day that the manual shows does not hold")
	}
}

// TestBrokenSettings holds each way of writing a setting wrong, which is testdata/kommun.yaml but for that, to its place and words.
func TestBrokenSettings(t *testing.T) {
	files, err := filepath.Glob("testdata/broken/*/kommun.yaml")
	if err != nil || len(files) < 20 {
		t.Fatalf("%d broken files, %v", len(files), err)
	}
	for _, path := range files {
		t.Run(filepath.Base(filepath.Dir(path)), func(t *testing.T) {
			_, faults := municipality.Decode("kommun.yaml", read(t, path))
			var got strings.Builder
			for _, f := range faults {
				got.WriteString(f.String() + "\n")
			}
			if len(faults) != 1 {
				t.Errorf("%d faults, want one", len(faults))
			}
			golden := filepath.Join(filepath.Dir(path), "faults.golden")
			if *update {
				if err := os.WriteFile(golden, []byte(got.String()), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if diff := cmp.Diff(string(read(t, golden)), got.String()); diff != "" {
				t.Error(diff)
			}
		})
	}
}
