package identity_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"forvag/internal/civil"
	"forvag/internal/fault"
	"forvag/internal/identity"
)

var today = civil.Must("2026-11-22")

func TestParseNumber(t *testing.T) {
	for _, tc := range []struct{ name, in, want string }{
		{"published example", "640823-3234", "196408233234"},
		{"twelve digits", "194608239986", "194608239986"},
		{"twelve digits with mark", "19460823-9986", "194608239986"},
		{"spaces around", " 200002292399\n", "200002292399"},
		{"leap day", "000229-2399", "200002292399"},
		{"a hundred years or more", "090527+1474", "190905271474"},
		{"a hundred years or more, in full", "19090527+1474", "190905271474"},
		{"Skatteverket's test number", "189001019802", "189001019802"},
		{"Skatteverket's other test number", "189001029819", "189001029819"},
		{"without mark, the latest day that has been", "1909219931", "201909219931"},
		{"without mark, not a day to come", "2612319802", "192612319802"},
		{"with mark, a day to come", "261231-9802", ""},
		{"of 2000", "200004059937", "200004059937"},
		{"of 1957", "195704289999", "195704289999"},
		{"of 1909", "190901219931", "190901219931"},
		{"coordination number", "730288-9931", "197302889931"},
		{"coordination number of a child", "210791-9967", "202107919967"},
		{"serial 000", "201509160006", ""},
		{"wrong check digit, coordination", "197004289895", ""},
		{"wrong check digit", "196004309886", ""},
		{"wrong check digit, 60 added", "194205669899", ""},
		{"wrong check digit, 1972", "197210869924", ""},
		{"no such day", "20230231-9992", ""},
		{"interim number", "20000101T220", ""},
		{"plus on a young person", "20000405+9937", ""},
		{"other digits than 0 to 9", "١٩٤٦٠٨٢٣٩٩٨٦", ""},
		{"too short", "460823998", ""},
		{"too long", "19460823--9986", ""},
		{"mark in the wrong place", "4608-239986", ""},
		{"eleven digits", "94608239986", ""},
		{"nothing", "", ""},
	} {
		n, err := identity.ParseNumber(tc.in, today)
		if n.Digits() != tc.want {
			t.Errorf("%s: %q gives %q, want %q", tc.name, tc.in, n.Digits(), tc.want)
		}
		if tc.want == "" && !errors.Is(err, fault.Invalid) {
			t.Errorf("%s: got %v, want fault.Invalid", tc.name, err)
		}
	}
	if _, err := identity.ParseNumber("20270101-9806", today); !errors.Is(err, fault.Invalid) {
		t.Errorf("a birth date to come: got %v, want fault.Invalid", err)
	}
}

func TestNumberKnowsItself(t *testing.T) {
	for _, tc := range []struct {
		in           string
		birth        string
		coordination bool
		test         bool
	}{
		{"194608239986", "1946-08-23", false, true},
		{"196408233234", "1964-08-23", false, false},
		{"197302889931", "1973-02-28", true, true},
	} {
		n, err := identity.ParseNumber(tc.in, today)
		if err != nil {
			t.Fatal(err)
		}
		if n.BirthDate() != civil.Must(tc.birth) || n.IsCoordination() != tc.coordination || n.IsTest() != tc.test {
			t.Errorf("%s: born %s, coordination %v, test %v", tc.in, n.BirthDate(), n.IsCoordination(), n.IsTest())
		}
	}
}

func TestTestNumbersAreNumbersAndMarkedAsTests(t *testing.T) {
	for serial := 980; serial <= 999; serial++ {
		n := identity.TestNumber(civil.Must("2008-02-29"), serial)
		if again, err := identity.ParseNumber(n.Digits(), today); err != nil || again != n || !n.IsTest() {
			t.Errorf("%s: %v, %v", n.Digits(), again, err)
		}
	}
	if got := identity.TestNumber(civil.Must("1890-01-01"), 980).Digits(); got != "189001019802" {
		t.Errorf("got %s, want the one that Skatteverket publishes", got)
	}
}

func TestNumberNeverPrintsItself(t *testing.T) {
	n, err := identity.ParseNumber("194608239986", today)
	if err != nil {
		t.Fatal(err)
	}
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "number", n)
	b, err := json.Marshal(map[string]any{"number": n})
	if err != nil {
		t.Fatal(err)
	}
	_, wrong := identity.ParseNumber("194608239987", today)
	for name, out := range map[string]string{
		"%v": fmt.Sprintf("%v", n), "%+v": fmt.Sprintf("%+v", n), "%#v": fmt.Sprintf("%#v", n), "%s": fmt.Sprint(n),
		"log": log.String(), "JSON": string(b), "error": wrong.Error(),
	} {
		if strings.Contains(out, "998") {
			t.Errorf("%s shows %s", name, out)
		}
	}
	if n.String() != "19460823-****" {
		t.Errorf("masked: %s", n)
	}
}

func FuzzParseNumber(f *testing.F) {
	for _, s := range []string{"640823-3234", "090527+1474", "197302889931", "20000101T220", "000000000000", "+0000"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n, err := identity.ParseNumber(s, today)
		if err != nil {
			return
		}
		again, err := identity.ParseNumber(n.Digits(), today)
		if err != nil || again != n {
			t.Errorf("%q gives %s, which gives %s, %v", s, n.Digits(), again.Digits(), err)
		}
		if n.BirthDate().After(today) || len(n.Digits()) != 12 {
			t.Errorf("%q gives %s", s, n.Digits())
		}
	})
}

func TestParseOrgNumber(t *testing.T) {
	for in, want := range map[string]identity.OrgNumber{
		"212000-0092":   "212000-0092",
		"2120000092":    "212000-0092",
		"162120000092":  "212000-0092",
		" 212000-0092 ": "212000-0092",
		"212000-0093":   "", // check digit
		"194608239986":  "", // a person
		"460823-9986":   "", // a person, short: the third digit is 0
		"1721200000092": "",
		"21200-00092":   "",
		"":              "",
	} {
		got, err := identity.ParseOrgNumber(in)
		if got != want || (want == "") != errors.Is(err, fault.Invalid) {
			t.Errorf("%q gives %q, %v; want %q", in, got, err, want)
		}
	}
}

func FuzzParseOrgNumber(f *testing.F) {
	f.Add("212000-0092")
	f.Add("-0000")
	f.Fuzz(func(t *testing.T, s string) {
		if n, err := identity.ParseOrgNumber(s); err == nil {
			if again, err := identity.ParseOrgNumber(string(n)); err != nil || again != n {
				t.Errorf("%q gives %q, which gives %q", s, n, again)
			}
		}
	})
}
