package catalog_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"forvag/internal/catalog"
	"forvag/internal/civil"
	"forvag/internal/locale"
	"forvag/internal/rules"
)

var update = flag.Bool("update", false, "write the golden files anew")

// almby is a municipality with a few boards, settings and entries in its delegation order.
type almby struct{ delegated string }

func (almby) Boards() []string { return []string{"KS", "BUN", "BN", "MSN", "SN", "KFN", "TN"} }

func (almby) Settings() map[string]catalog.Setting {
	return map[string]catalog.Setting{
		"avstand_f3":   {Type: rules.Int, Unit: "m"},
		"svarstid":     {Type: rules.Int, Unit: "days"},
		"avgift":       {Type: rules.Int, Unit: "ore"},
		"leave_answer": {Type: rules.Int, Unit: "workdays"},
		"leave_notice": {Type: rules.Int, Unit: "days"},
		"erbjuds":      {Type: rules.Bool, Yes: locale.Text{SV: "finns", EN: "is there"}, No: locale.Text{SV: "finns inte", EN: "is not there"}},
		"oppet":        {Type: rules.Bool},
		"sista_dag":    {Type: rules.Date},
		"riktlinjer":   {Type: rules.Text},
	}
}

func (almby) Setting(name string, day civil.Date) (rules.Value, bool) {
	switch {
	case name == "avstand_f3" && day.Before(civil.Must("2026-07-01")):
		return rules.OfInt(3000), true
	case name == "avstand_f3":
		return rules.OfInt(2000), true
	case name == "svarstid" || name == "leave_answer" || name == "leave_notice":
		return rules.OfInt(10), true
	case name == "erbjuds" || name == "oppet":
		return rules.OfBool(!day.Before(civil.Must("2026-07-01"))), true
	case name == "sista_dag" && day.Before(civil.Must("2026-07-01")):
		return rules.OfDate(civil.Must("2026-06-15")), true
	case name == "sista_dag":
		return rules.OfDate(civil.Must("2027-06-15")), true
	case name == "riktlinjer":
		return rules.OfText(locale.Text{SV: "nämndens riktlinjer", EN: "the board's guidelines"}), true
	}
	return rules.Value{}, false
}

func (almby) QueueUnits(string) []catalog.QueueUnit { return nil }
func (almby) Rooms(string) []catalog.Room           { return nil }
func (almby) Delegations() []string                 { return []string{"bus_automatic"} }

func (a almby) Delegation(key string) string {
	if key == "bus_automatic" {
		return a.delegated
	}
	return ""
}

var options = catalog.Options{Municipality: almby{}, Icons: []string{"bus", "calendar-days"}, Today: func() civil.Date { return today.Today }}

var today = catalog.Moment{Today: civil.Must("2026-11-23"), Municipality: almby{}}

func read(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// service loads one file that has no faults.
func service(t testing.TB, path string) *catalog.Service {
	t.Helper()
	s, faults := catalog.Parse(filepath.Base(path), read(t, path), options)
	for _, f := range faults {
		t.Error(f)
	}
	if s == nil {
		t.FailNow()
	}
	return s
}

func leave(t testing.TB) *catalog.Service {
	return service(t, "../../portal/services/ledighet-elev.yaml")
}

func bus(t testing.TB) *catalog.Service { return service(t, "testdata/bus.yaml") }

func TestGoodFilesPass(t *testing.T) {
	for _, path := range []string{"testdata/bus.yaml", "../../portal/services/ledighet-elev.yaml"} {
		files := fstest.MapFS{filepath.Base(path): {Data: read(t, path)}}
		for _, f := range catalog.Check(files, options) {
			t.Error(f)
		}
		c, faults := catalog.Load(files, options)
		if len(faults) > 0 || len(c.Services()) != 1 {
			t.Fatalf("%s: %v", path, faults)
		}
	}
}

// Each way of being wrong has its own file, which is bus.yaml but for that.
func TestBrokenFiles(t *testing.T) {
	files, err := filepath.Glob("testdata/broken/*/bus.yaml")
	if err != nil || len(files) < 30 {
		t.Fatalf("%d broken files, %v", len(files), err)
	}
	for _, path := range files {
		t.Run(filepath.Base(filepath.Dir(path)), func(t *testing.T) {
			var got strings.Builder
			for _, f := range catalog.Check(fstest.MapFS{"bus.yaml": {Data: read(t, path)}}, options) {
				got.WriteString(f.String() + "\n")
			}
			if got.Len() == 0 {
				t.Fatal("no fault was found")
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

func TestFaultsOfAllFilesComeTogether(t *testing.T) {
	files := fstest.MapFS{"a.yaml": {Data: []byte("id: b\nkindd: x\n")}, "c.yaml": {Data: []byte("[")}}
	seen := map[string]bool{}
	for _, f := range catalog.Check(files, options) {
		seen[f.File] = true
	}
	if !seen["a.yaml"] || !seen["c.yaml"] {
		t.Errorf("got faults in %v", seen)
	}
	if faults := catalog.Check(fstest.MapFS{}, options); len(faults) != 1 {
		t.Errorf("an empty folder: got %v", faults)
	}
}

func FuzzParse(f *testing.F) {
	f.Add(read(f, "testdata/bus.yaml"))
	f.Add([]byte("id: x"))
	f.Add([]byte("a: &a [*a]"))
	f.Add([]byte("pages: [{fields: [{checks: [{if: '('}]}]}]\nfacts: [{source: form}]"))
	broken, _ := filepath.Glob("testdata/broken/*/bus.yaml")
	for _, path := range broken {
		f.Add(read(f, path))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, fault := range catalog.Check(fstest.MapFS{"bus.yaml": {Data: data}}, options) {
			if fault.Words == "" || fault.Line < 1 || fault.Column < 0 {
				t.Errorf("%+v", fault)
			}
		}
	})
}
