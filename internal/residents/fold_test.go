package residents

import (
	"testing"

	"pgregory.net/rapid"
)

func TestFold(t *testing.T) {
	for in, want := range map[string]string{
		"Ängsgatan":            "angsgatan",
		"  S:t   Olofs Väg ":   "s t olofs vag",
		"Öxnabacken":           "oxnabacken",
		"Rue de l'Étang":       "rue de l etang",
		"A\u0308ngsgatan":      "angsgatan", // Ä as two characters
		"Ærø":                  "aro",
		"–":                    "",
		"Карла Маркса улица 5": "карла маркса улица 5",
	} {
		if got := fold(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func TestFoldIsStable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "s")
		if once, twice := fold(s), fold(fold(s)); once != twice {
			t.Fatalf("%q: once %q, twice %q", s, once, twice)
		}
	})
}

func FuzzSeek(f *testing.F) {
	f.Add("Storgatan 14 B, 999 01 Almby")
	f.Add("14")
	f.Fuzz(func(t *testing.T, s string) {
		q := seek(s)
		for _, r := range q.number {
			if r < '0' || r > '9' {
				t.Errorf("%q: the number is %q", s, q.number)
			}
		}
	})
}

func TestModuleHasTheSameFilesForBothDatabases(t *testing.T) {
	if err := Module.CheckParity(); err != nil {
		t.Error(err)
	}
}
