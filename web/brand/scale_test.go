package brand

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// TestTintedIsWhatTheToolMakes holds that a theme made of a colour is that which Designsystemet's tool makes of the same.
func TestTintedIsWhatTheToolMakes(t *testing.T) {
	pink, err := os.ReadFile("../testdata/granfors/theme.css")
	if err != nil {
		t.Fatal(err)
	}
	for main, built := range map[string][]byte{"#145C4A": carried, "#8a1c4a": pink} {
		css, err := Tinted(main)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(strings.Split(strings.ToLower(string(built)), ";"), strings.Split(string(css), ";"), cmp.Transformer("case", strings.ToLower)); diff != "" {
			t.Errorf("%s (-built +made):\n%s", main, diff)
		}
	}
}

// TestColoursThatCannotBe holds what is said of a colour that some could not see a button in.
func TestColoursThatCannotBe(t *testing.T) {
	tests := []struct{ name, main, want string }{
		{"yellow", "#ffcc00", `in the light scheme a button would have contrast below 3:1, and some could not see it. The nearest shade that can is "#`},
		{"white", "#ffffff", `The nearest shade that can is "#`},
		{"no colour", "yellow", `want a colour such as "#0b5d57", not "yellow"`},
		{"short", "#fc0", `want a colour such as "#0b5d57", not "#fc0"`},
		{"empty", "", `want a colour such as "#0b5d57", not ""`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Tinted(tt.main)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Fatalf("error = %v, want %q", err, tt.want)
			}
			if _, shade, ok := strings.Cut(err.Error(), `that can is "`); ok {
				if _, err := Tinted(strings.TrimSuffix(shade, `"`)); err != nil {
					t.Errorf("the shade that was told of: %v", err)
				}
			}
		})
	}
}

// TestEveryColourIsReadableOrRefused holds that any colour gives a theme that passes what a theme built by hand must, or is refused with a shade that does.
func TestEveryColourIsReadableOrRefused(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := colour{r: rapid.Byte().Draw(t, "r"), g: rapid.Byte().Draw(t, "g"), b: rapid.Byte().Draw(t, "b")}
		css, err := Tinted(c.hex())
		if err != nil {
			_, shade, _ := strings.Cut(err.Error(), `that can is "`)
			if css, err = Tinted(strings.TrimSuffix(shade, `"`)); err != nil {
				t.Fatalf("%s: %v", c.hex(), err)
			}
		} else if schemes, _ := readTheme(css); schemes[Light]["primary-base-default"].hex() != c.hex() {
			t.Errorf("buttons are %s, not %s", schemes[Light]["primary-base-default"].hex(), c.hex())
		}
		if _, wrong := readTheme(css); len(wrong) > 0 {
			t.Errorf("%s: %v", c.hex(), Faults(wrong))
		}
	})
}
