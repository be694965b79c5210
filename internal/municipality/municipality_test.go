package municipality_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"forvag/internal/civil"
	"forvag/internal/identity"
	"forvag/internal/locale"
	"forvag/internal/municipality"
)

func TestDefault(t *testing.T) {
	m := municipality.Default()
	var codes []string
	for _, b := range m.Boards {
		codes = append(codes, string(b.Code))
	}
	if diff := cmp.Diff([]string{"KS", "BUN", "BN", "MSN", "SN", "KFN", "TN"}, codes); diff != "" {
		t.Error(diff)
	}
	if m.Organisation == "" {
		t.Error("no organisation number")
	}
}

func TestSettingHoldsFromItsDay(t *testing.T) {
	m := municipality.Default()
	for _, tc := range []struct {
		on   string
		want int64
		ok   bool
	}{
		{"2020-06-30", 0, false},
		{"2020-07-01", 2500, true},
		{"2024-06-30", 2500, true},
		{"2024-07-01", 2000, true},
		{"2030-01-01", 2000, true},
	} {
		got, ok := m.Setting("school_transport_f_3", civil.Must(tc.on))
		if got.N != tc.want || ok != tc.ok {
			t.Errorf("on %s: got %d, %v; want %d, %v", tc.on, got.N, ok, tc.want, tc.ok)
		}
	}
	if _, ok := m.Setting("no_such_setting", civil.Must("2026-01-01")); ok {
		t.Error("a setting that does not exist has a value")
	}
}

func TestDelegated(t *testing.T) {
	m := municipality.Default()
	for _, tc := range []struct {
		name              string
		to                municipality.To
		board             identity.BoardID
		service, decision string
		want              string
	}{
		{"automatic grant of school transport", municipality.ToAutomated, "BUN", "skolskjuts", "right", "BUN 4.3"},
		{"no automatic decision on a chosen school", municipality.ToAutomated, "BUN", "skolskjuts", "chosen_school", ""},
		{"officer decides on a chosen school", municipality.ToCaseOfficer, "BUN", "skolskjuts", "chosen_school", "BUN 4.4"},
		{"another board", municipality.ToCaseOfficer, "SN", "skolskjuts", "right", ""},
		{"an entry without reference", municipality.ToAutomated, "SN", "parkeringstillstand", "permit", ""},
		{"officer decides on a building permit", municipality.ToCaseOfficer, "BN", "bygglov", "permit", "BN 2.4"},
		{"another kind of decision", municipality.ToCaseOfficer, "BN", "bygglov", "another", ""},
	} {
		if got := m.Delegated(tc.to, tc.board, tc.service, tc.decision); got != tc.want {
			t.Errorf("%s: got %q, want %q", tc.name, got, tc.want)
		}
	}
	if got := m.Delegations().Officer("SN", "parkeringstillstand", "permit"); got != "SN 3.4" {
		t.Errorf("as the case core asks: got %q", got)
	}
}

// An officer's personal number is read and then nowhere in plain sight.
func TestPersonalNumberOfAnOfficer(t *testing.T) {
	text, err := os.ReadFile("default.yaml")
	if err != nil {
		t.Fatal(err)
	}
	digits := identity.TestNumber(civil.Must("1985-06-06"), 981).Digits()
	for _, tc := range []struct {
		written string
		ok      bool
	}{
		{`"` + digits + `"`, true}, {`"` + digits[:8] + "-" + digits[8:] + `"`, true}, {digits, true}, {`"` + digits[2:] + `"`, false},
		{`"198506069998"`, false}, {`"sealed:not whole"`, false}, {`"sealed:"`, false},
	} {
		file := strings.Replace(string(text), "    name: Johan Ekblad\n", "    name: Johan Ekblad\n    personal_number: "+tc.written+"\n", 1)
		m, faults := municipality.Decode("kommun.yaml", []byte(file))
		if (len(faults) == 0) != tc.ok {
			t.Errorf("%s: got faults %v", tc.written, faults)
		}
		for _, f := range faults {
			if strings.Contains(f.String(), digits[8:]) || strings.Contains(f.String(), "9998") {
				t.Errorf("the fault repeats the number: %s", f)
			}
		}
		if !tc.ok {
			continue
		}
		for _, o := range m.Staff {
			if o.Name == "Johan Ekblad" && (o.Number.Digits() != digits || strings.Contains(fmt.Sprintf("%+v %#v", o, o), digits[8:])) {
				t.Errorf("%s: got %+v", tc.written, o)
			}
		}
	}
}

func TestCatalog(t *testing.T) {
	c := municipality.Default().Catalog()
	if v, ok := c.Setting("school_transport_4_6", civil.Must("2026-11-22")); !ok || v.N != 3000 {
		t.Errorf("setting: %+v, %v", v, ok)
	}
	if _, ok := c.Setting("x", civil.Must("2026-11-22")); ok {
		t.Error("an unknown setting has a value")
	}
	if s := c.Settings()["school_transport_4_6"]; s.Unit != "m" || s.Type != "int" {
		t.Errorf("settings: %+v", s)
	}
	if got := c.Delegation("skolskjuts_automatic"); got != "BUN 4.3" {
		t.Errorf("delegation: %q", got)
	}
	if got := c.Delegation("parkering_automatic"); got != "" {
		t.Errorf("an entry without reference: %q", got)
	}
	if len(c.Boards()) != 7 || len(c.Delegations()) != len(municipality.Default().Delegation) {
		t.Errorf("%v, %v", c.Boards(), c.Delegations())
	}
}

func TestOpeningHours(t *testing.T) {
	contact := municipality.Default().Contact
	for _, tc := range []struct {
		name, at string
		want     bool
	}{
		{"Monday at opening", "2026-11-23T07:00:00Z", true},
		{"Monday a minute before", "2026-11-23T06:59:00Z", false},
		{"Monday at closing", "2026-11-23T15:30:00Z", false},
		{"summer time", "2026-06-22T06:00:00Z", true},
		{"Friday afternoon", "2026-11-27T14:10:00Z", false},
		{"Sunday", "2026-11-22T10:00:00Z", false},
		{"Christmas Eve", "2026-12-24T10:00:00Z", false},
		{"a day that the file closes", "2026-05-15T10:00:00Z", false},
	} {
		at, err := time.Parse(time.RFC3339, tc.at)
		if err != nil {
			t.Fatal(err)
		}
		if got := contact.OpenAt(at); got != tc.want {
			t.Errorf("%s: got %v", tc.name, got)
		}
	}
}

func TestSchools(t *testing.T) {
	m := municipality.Default()
	names := func(grade int) (ids []string) {
		for _, p := range m.Schools(grade) {
			ids = append(ids, p.ID)
		}
		return ids
	}
	if diff := cmp.Diff([]string{"alskolan", "granbyskolan"}, names(2)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"almbyskolan"}, names(8)); diff != "" {
		t.Error(diff)
	}
	if m.PlaceByID("alskolan") == nil || m.PlaceByID("x") != nil {
		t.Error("PlaceByID")
	}
}

func TestGrants(t *testing.T) {
	m := municipality.Default()
	for _, o := range m.Staff {
		grants, ok := m.Grants(o.ID)
		if !ok || len(grants) != len(o.Grants) {
			t.Errorf("%s: %v, %v", o.Name, grants, ok)
		}
	}
	if _, ok := m.Grants("somebody"); ok {
		t.Error("somebody who is not of the staff has grants")
	}
}

func TestLoad(t *testing.T) {
	m, faults, err := municipality.Load(fstest.MapFS{})
	if err != nil || len(faults) > 0 || m.Place != "Almby" {
		t.Errorf("an empty folder: %+v, %v, %v", m, faults, err)
	}
	m, faults, err = municipality.Load(fstest.MapFS{"kommun.yaml": {Data: []byte("name: x")}})
	if err != nil || len(faults) == 0 || m != nil {
		t.Errorf("a broken file: %v, %v, %v", m, faults, err)
	}
}

// TestBroken holds that each way of being wrong is told, where it stands and in words that help.
func TestBroken(t *testing.T) {
	whole := string(read(t, "default.yaml"))
	for _, tc := range []struct{ name, old, with, want string }{
		{"unknown key", "tagline:", "taglin:", `kommun.yaml:8:1: "taglin" is not a key here; did you mean "tagline"?`},
		{"no English", "en: Municipality of Almby", "en: \"\"", "needs words in English"},
		{"code", `code: "9999"`, `code: Almby`, "four digits"},
		{"e-mail", "email: kommun@almby.example", "email: Ifyllt", `kommun.yaml:12:10: "Ifyllt" is no e-mail address`},
		{"e-mail with a name", "email: bun@almby.example", `email: "BUN <bun@almby.example>"`, "is no e-mail address"},
		{"telephone", "phone: 031-390 06 00", "phone: växeln", `kommun.yaml:11:10: "växeln" is no telephone number`},
		{"organisation number", "999999-9999", "999999-9998", "no organisation number"},
		{"board twice", "code: BUN", "code: KS", `"KS" stands twice`},
		{"board code", "code: BUN", "code: bun", "capital letters"},
		{"unknown board", "board: TN, role: decision maker", "board: TTN, role: decision maker", `no board "TTN"; did you mean "TN"?`},
		{"unknown role", "board: TN, role: decision maker", "board: TN, role: decider", `"decider" is not one of`},
		{"automated where only legality is tried", "to: automated\n    appeal: forvaltningsbesvar", "to: automated\n    appeal: laglighetsprovning", "KL 6:38"},
		{"reference", "ref: BUN 4.3", "ref: 4.3 BUN", "want board and number"},
		{"setting's days in the wrong order", "{from: 2024-07-01, is: 2000}", "{from: 2019-07-01, is: 2000}", "2019-07-01 does not come after 2020-07-01"},
		{"setting's day", "{from: 2024-07-01, is: 2000}", "{from: 1 juli, is: 2000}", "from:"},
		{"setting's unit", "unit: years", "unit: yeers", `did you mean "years"?`},
		{"setting without value", "values: [{from: 2022-10-01, is: 5}]", "values: []", "has no values"},
		{"a fraction", "is: 820000", "is: 8200.50", "want a whole number"},
		{"latitude for metres", "north: 6530033", "north: 59", "SWEREF 99 TM"},
		{"grades", "to_grade: 6", "to_grade: 16", "between 0 and 9"},
		{"hours", `to: "15:00"`, `to: "07:00"`, "before it opens"},
		{"no time of day", `to: "15:00"`, `to: "15"`, "time of day"},
		{"a day twice", "[friday]", "[friday, monday]", `"monday" stands twice`},
		{"a library's hours", `open: "10:00", to: "14:00"`, `open: "10:00", to: "09:00"`, "before it opens"},
		{"closed without hours", "address: Skolgatan 2", "address: Skolgatan 2\n    closed: [2026-05-15]", "without opening hours"},
		{"a school without its place on the map", "    east: 402212\n    north: 6530318\n", "", "SWEREF 99 TM"},
		{"administrator with a role", "administrator: true", "administrator: true\n    grants: [{board: KS, role: reader}]", "reads no cases"},
		{"staff without grants", "    administrator: true\n", "", "has no grants"},
		{"a key that is missing is named", `code: "9999"`, "", `kommun.yaml:4:1: code: want the municipality's four digits, not ""`},
		{"accessibility", "  updated: 2026-11-22\n", "", "last looked through"},
	} {
		if !strings.Contains(whole, tc.old) {
			t.Fatalf("%s: the file has no %q", tc.name, tc.old)
		}
		_, faults := municipality.Decode("kommun.yaml", []byte(strings.Replace(whole, tc.old, tc.with, 1)))
		var all []string
		for _, f := range faults {
			all = append(all, f.String())
		}
		if told := strings.Join(all, "\n"); !strings.Contains(told, tc.want) {
			t.Errorf("%s: told %q, want %q", tc.name, told, tc.want)
		}
	}
}

func TestOpeningHoursAreWritten(t *testing.T) {
	hours := []municipality.Hours{
		{Days: []municipality.Weekday{"monday", "tuesday", "wednesday"}, Open: 8 * 60, To: 16*60 + 30},
		{Days: []municipality.Weekday{"thursday", "friday"}, Open: 9 * 60, To: 12 * 60},
		{Days: []municipality.Weekday{"sunday", "saturday"}, Open: 10 * 60, To: 14 * 60},
	}
	if got, want := municipality.Week(locale.SV, hours), "måndag–onsdag 08.00–16.30, torsdag och fredag 09.00–12.00, söndag och lördag 10.00–14.00"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := municipality.Week(locale.EN, hours[:2]), "Monday–Wednesday 08:00–16:30, Thursday and Friday 09:00–12:00"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := municipality.Week(locale.SV, nil); got != "" {
		t.Errorf("without hours: %q", got)
	}
}

func TestPlacesAreOpen(t *testing.T) {
	library := municipality.Default().PlaceByID("biblioteket")
	for day, want := range map[string]string{"2026-11-28": "10:00", "2026-11-29": "", "2026-12-24": "", "2026-11-27": "09:00"} {
		hours, open := library.On(civil.Must(day))
		if open != (want != "") || open && hours.Open.String() != want {
			t.Errorf("%s: opens at %s, %v; want %q", day, hours.Open, open, want)
		}
	}
	closed := *library
	closed.Closed = []civil.Date{civil.Must("2026-11-27")}
	if _, open := closed.On(civil.Must("2026-11-27")); open {
		t.Error("open on a day that closed names")
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte("name: {sv: x, en: y}\nstaff: [{id: a}]"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if _, faults := municipality.Decode("kommun.yaml", data); len(faults) == 0 {
			t.Errorf("no fault in %q", data)
		}
	})
}

func read(t *testing.T, name string) []byte {
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
