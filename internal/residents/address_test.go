package residents_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"forvag/internal/dbx"
	"forvag/internal/dbx/dbtest"
	"forvag/internal/fault"
	"forvag/internal/residents"
)

func TestSearchAddresses(t *testing.T) {
	dbtest.Each(t, modules, func(t *testing.T, db *dbx.DB) {
		ctx := t.Context()
		s := almby(t, db)
		for _, tc := range []struct {
			name, query string
			limit       int
			want        []string
		}{
			{"a street's beginning", "kyrk", 3, []string{"Kyrkogatan 1", "Kyrkogatan 2", "Kyrkogatan 3"}},
			{"without marks", "angsgatan 3", 5, []string{"Ängsgatan 3"}},
			{"with marks and capitals", "ÄNGSGATAN 3", 5, []string{"Ängsgatan 3"}},
			{"the number first, then those that begin with it", "storgatan 1", 3, []string{"Storgatan 1", "Storgatan 10", "Storgatan 11"}},
			{"with letter", "Storgatan 4 b", 5, []string{"Storgatan 4 B"}},
			{"letter at the number", "storgatan 4b", 5, []string{"Storgatan 4 B"}},
			{"both letters", "storgatan 4", 5, []string{"Storgatan 4 A", "Storgatan 4 B"}},
			{"with postcode and town", "Storgatan 4 A, 999 01 Almby", 5, []string{"Storgatan 4 A"}},
			{"misspelt", "kyrkgattan 2", 5, []string{"Kyrkogatan 2"}},
			{"no such number", "kyrkogatan 99", 5, []string{}},
			{"nothing like it", "zzzzzzzz", 5, []string{}},
			{"one letter", "k", 5, []string{}},
			{"only a number", "12", 5, []string{}},
			{"wildcards are letters that no street has", "%_", 5, []string{}},
			{"several streets", "Skog", 9, []string{"Skogsstigen 1", "Skogsstigen 2", "Skogsstigen 3", "Skogsstigen 4", "Skogsstigen 5"}},
		} {
			found, err := s.SearchAddresses(ctx, tc.query, tc.limit)
			if diff := cmp.Diff(tc.want, names(found, residents.Address.Label)); err != nil || diff != "" {
				t.Errorf("%s: %v %s", tc.name, err, diff)
			}
		}
	})
}

func TestFindAddress(t *testing.T) {
	s := almby(t, dbtest.SQLite(t, modules...))
	for label, want := range map[string]string{
		"Storgatan 4 A":              "Storgatan 4 A, 999 01 Almby",
		"storgatan 4a, 999 01 Almby": "Storgatan 4 A, 999 01 Almby",
		"Öxnabacken 1":               "Öxnabacken 1, 999 04 Almby",
		"Storgatan 4":                "", // there are two
		"Storgatan":                  "",
		"Stor 1":                     "",
	} {
		a, ok, err := s.FindAddress(t.Context(), label)
		if got := a.Full(); err != nil || ok != (want != "") || (ok && got != want) {
			t.Errorf("%q: got %q, %v, %v; want %q", label, got, ok, err, want)
		}
	}
}

func TestNearest(t *testing.T) {
	dbtest.Each(t, modules, func(t *testing.T, db *dbx.DB) {
		s := almby(t, db)
		home, ok, err := s.FindAddress(t.Context(), "Skolgatan 2")
		if err != nil || !ok {
			t.Fatal(ok, err)
		}
		for _, tc := range []struct {
			name  string
			point residents.Point
			ok    bool
		}{
			{"a few metres off", residents.Point{East: home.Point.East + 3, North: home.Point.North - 4}, true},
			{"far out on the lake", residents.Point{East: home.Point.East, North: home.Point.North - 9000}, false},
		} {
			a, metres, ok, err := s.Nearest(t.Context(), tc.point)
			if err != nil || ok != tc.ok || (ok && (a != home || metres != 5)) {
				t.Errorf("%s: %+v, %d m, %v, %v", tc.name, a, metres, ok, err)
			}
		}
	})
}

func TestParseEmail(t *testing.T) {
	for in, want := range map[string]string{
		" anna@almby.example ":         "anna@almby.example",
		"":                             "",
		"anna":                         "-",
		"anna@almby":                   "-",
		"Anna <anna@almby.example>":    "-",
		"anna@almby.example, b@c.d":    "-",
		"anna@almby.example\r\nBcc: x": "-",
	} {
		got, err := residents.ParseEmail(in)
		if (want == "-") != errors.Is(err, fault.Invalid) || (want != "-" && got != want) {
			t.Errorf("%q: got %q, %v", in, got, err)
		}
	}
}

func TestParsePhone(t *testing.T) {
	for in, want := range map[string]string{
		"070-174 06 05":    "+46701740605",
		"+46 70 174 06 05": "+46701740605",
		"0046701740605":    "+46701740605",
		"031-390 06 00":    "+46313900600",
		"+47 22 00 00 00":  "+4722000000",
		"":                 "",
		"12":               "-",
		"ring mig":         "-",
		"000-000000":       "-",
	} {
		got, err := residents.ParsePhone(in)
		if (want == "-") != errors.Is(err, fault.Invalid) || (want != "-" && got != want) {
			t.Errorf("%q: got %q, %v; want %q", in, got, err, want)
		}
	}
}

func FuzzParseContact(f *testing.F) {
	f.Add("anna@almby.example")
	f.Add("070-174 06 05")
	f.Fuzz(func(t *testing.T, s string) {
		if e, err := residents.ParseEmail(s); err == nil {
			if again, err := residents.ParseEmail(e); err != nil || again != e {
				t.Errorf("%q gives %q, which gives %q, %v", s, e, again, err)
			}
		}
		if p, err := residents.ParsePhone(s); err == nil {
			if again, err := residents.ParsePhone(p); err != nil || again != p {
				t.Errorf("%q gives %q, which gives %q, %v", s, p, again, err)
			}
		}
	})
}
