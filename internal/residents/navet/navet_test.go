package navet

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"forvag/internal/civil"
)

var update = flag.Bool("update", false, "write the golden files anew")

var today = civil.Must("2026-11-22")

// shown is a record as the golden file has it: with the day of birth in the place of the number.
type shown struct {
	Record
	Number, Later string
	Relations     []string
}

func readAll(t testing.TB, data []byte, codes *Codes) (all []Record, aside []Aside) {
	t.Helper()
	err := Read(bytes.NewReader(data), codes, today, func(r Record) error { all = append(all, r); return nil }, func(a Aside) { aside = append(aside, a) })
	if err != nil {
		t.Fatal(err)
	}
	return all, aside
}

// TestTheSampleIsReadAsItStands reads a file with everything in it, and compares with the golden one.
func TestTheSampleIsReadAsItStands(t *testing.T) {
	data, err := os.ReadFile(filepath.Join("testdata", "sample.txt"))
	if err != nil {
		t.Fatal(err)
	}
	records, aside := readAll(t, data, Carried())
	var all []any
	for _, r := range records {
		s := shown{Record: r, Number: r.Number.String(), Later: r.Later.String()}
		for _, rel := range r.Relations {
			s.Relations = append(s.Relations, strings.TrimSpace(string(rel.Kin)+" "+rel.Number.String()+" "+rel.Since.String()))
		}
		all = append(all, s)
	}
	got, err := json.MarshalIndent(append(all, aside), "", "\t")
	if err != nil {
		t.Fatal(err)
	}
	golden := filepath.Join("testdata", "sample.golden.json")
	if *update {
		if err := os.WriteFile(golden, append(got, '\n'), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)+"\n"); diff != "" {
		t.Error(diff)
	}
	day, err := Created(bytes.NewReader(data))
	if err != nil || day != civil.Must("2026-11-20") {
		t.Errorf("made on %s, %v", day, err)
	}
}

func TestNamesThatSomebodyIsCalledBy(t *testing.T) {
	for _, test := range []struct{ name, given, mark, want string }{
		{"no mark", "Eva  Mia", "", "Eva Mia"},
		{"the second", "Eva Mia", "20", "Mia"},
		{"two", "Kjell Olof Stig", "12", "Kjell Olof"},
		{"one with a hyphen", "Hedvig Britt-Marie", "23", "Britt-Marie"},
		{"two that are not neighbours", "Eva Ulla-Karin Isa", "14", "Eva Isa"},
		{"the latter part of a hyphen and the next", "Ulla-Karin Isa", "23", "Karin Isa"},
		{"behind the hyphen", "Eva Ulla-Karin Isa", "40", "Isa"},
		{"a mark that points at nothing", "Eva", "20", "Eva"},
		{"no digits", "Eva Mia", "x0", "Eva Mia"},
		{"no name", "", "10", ""},
	} {
		if got := called(test.given, test.mark); got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}

// TestWhatCannotBeUsedIsToldOf has each way of being wrong, and holds that no reason repeats what stood in the file.
func TestWhatCannotBeUsedIsToldOf(t *testing.T) {
	const number = "#UP 01001 199002039809\n"
	for _, test := range []struct {
		name, file string
		want       string
	}{
		{"no number", "#POST_START\n#UP 01012 Elin\n#POST_SLUT\n", "1: there is no personal number"},
		{"a wrong number", "#POST_START\n#UP 01001 199002039801\n#POST_SLUT\n", "2: a number is no personal number"},
		{"no end", "#POST_START\n" + number, "1: the record has no end"},
		{"no end before the next", "#POST_START\n" + number + "#POST_START\n" + number + "#POST_SLUT\n", "3: the record has no end\n"},
		{"no term", "#POST_START\n" + number + "Elin Ek\n#POST_SLUT\n", "3: the line is no term of a record"},
		{"an unknown reason for leaving", "#POST_START\n" + number + "#UP 01006 Ek\n#POST_SLUT\n", "3: the code (not shown) is not in the table leaving"},
		{"an old number without the new one", "#POST_START\n" + number + "#UP 01006 GN\n#POST_SLUT\n", "1: it says that the number is an old one, and not which is the new one"},
		{"an unknown term", "#POST_START\n" + number + "#UP 01999 Elin\n#POST_SLUT\n", "\n3: there is no term 01999 in the table of codes"},
		{"a name in the place of a code", "#POST_START\n" + number + "#UP Elin-Ek J\n#POST_SLUT\n", "\n3: there is no term (not shown) in the table of codes"},
		{"an unknown civil status", "#POST_START\n" + number + "#UP 01071 Q\n#POST_SLUT\n", "\n3: the code Q is not in the table civil"},
		{"half a date", "#POST_START\n" + number + "#UP 01021 20260100\n#POST_SLUT\n", "\n3: a date is not whole, or no day, and is left out"},
		{"a doubtful mark", "#POST_START\n" + number + "#UP 01003 ?\n#POST_SLUT\n", "\n3: a mark of protection is neither J nor N, and is taken for J"},
		{"a relation's term alone", "#POST_START\n" + number + "#UP 01202 V\n#POST_SLUT\n", "\n3: a relation's term stands before any relation"},
		{"a relation's wrong number", "#POST_START\n" + number + "#UP 01201 199002039801\n#POST_SLUT\n", "\n3: the number of somebody related is no personal number"},
		{"a relation of two kinds", "#POST_START\n" + number + "#UP 01201 199002039809\n#UP 01202 V\n#UP 01202 FA\n#POST_SLUT\n", "\n5: a relation has more than one kind"},
		{"outside of any record", "Elin Ek\n", "1: the line stands outside of any record"},
		{"an end of nothing", "#POST_SLUT\n", "1: the line stands outside of any record"},
		{"a long line", "#POST_START\n" + number + "#UP 01012 " + strings.Repeat("x", 2*maxLine) + "\n#POST_SLUT\n", "3: the line is no term of a record"},
		{"a long record", "#POST_START\n" + strings.Repeat(number, maxTerms+1) + "#POST_SLUT\n", "502: the record has more than 500 terms"},
	} {
		records, aside := readAll(t, []byte(test.file), Carried())
		var got strings.Builder
		for _, r := range records {
			if r.Bad != "" {
				aside = append(aside, Aside{r.Line, r.Bad})
			} else {
				got.WriteString("\n")
			}
			aside = append(aside, r.Asides...)
		}
		for _, a := range aside {
			line, _ := json.Marshal(a.Line)
			got.WriteString(string(line) + ": " + a.Reason)
		}
		if want := test.want; strings.Trim(got.String(), "\n") != strings.Trim(want, "\n") {
			t.Errorf("%s: %q, want %q", test.name, got.String(), want)
		}
		if s := got.String(); strings.Contains(s, "Elin") || strings.Contains(s, "9809") {
			t.Errorf("%s: it repeats what stood there: %q", test.name, s)
		}
	}
}

// TestWhatRelationsCannotBeRead says of which records not all relations could be, and what of them could.
func TestWhatRelationsCannotBeRead(t *testing.T) {
	const elin, jan = "#UP 01201 199002039809\n", "#UP 01201 198807019813\n"
	for _, test := range []struct {
		name, terms string
		kinds       []Kin
		partial     bool
	}{
		{"none", "", nil, false},
		{"all", elin + "#UP 01202 V\n" + jan + "#UP 01202 M\n", []Kin{Guardian, OtherKin}, false},
		{"a kind that is not in the table", elin + "#UP 01202 V\n" + jan + "#UP 01202 VH\n", []Kin{Guardian, ""}, true},
		{"a kind that is not told", elin + "#UP 01202 V\n" + jan + "#UP 01202\n", []Kin{Guardian, ""}, true},
		{"the kind of the first is not told", elin + jan + "#UP 01202 V\n", []Kin{"", Guardian}, true},
		{"a guardian's wrong number", "#UP 01201 199002039801\n#UP 01202 V\n", []Kin{Guardian}, true},
		{"a guardian's day of birth alone", "#UP 01201 19900203\n#UP 01202 V\n", []Kin{Guardian}, true},
		{"a guardian without number", elin + "#UP 01202 V\n#UP 01201\n#UP 01202 V\n", []Kin{Guardian, Guardian}, true},
		{"a parent without number", elin + "#UP 01202 V\n#UP 01201\n#UP 01202 FA\n", []Kin{Guardian, OtherKin}, false},
		{"a guardian without number who has died", "#UP 01201\n#UP 01202 V\n#UP 01205 AV\n", []Kin{OtherKin}, false},
		{"a relation's number was lost", elin + "#UP 01202 V\n#UP 01202 FA\n", []Kin{Guardian}, true},
		{"all numbers were lost", "#UP 01202 V\n", nil, true},
	} {
		records, _ := readAll(t, []byte("#POST_START\n#UP 01001 201902039815\n"+test.terms+"#POST_SLUT\n"), Carried())
		var kinds []Kin
		for _, rel := range records[0].Relations {
			kinds = append(kinds, rel.Kin)
		}
		if diff := cmp.Diff(test.kinds, kinds); diff != "" || records[0].Partial != test.partial {
			t.Errorf("%s: partial %t, %s", test.name, records[0].Partial, diff)
		}
	}
}

func TestTablesAreChecked(t *testing.T) {
	const number, marked, registered = `{code: "01001", is: number, name: a}`, `{code: "01003", is: marked, name: b}`, `{code: "01020", is: registered, name: c}`
	terms := func(rows ...string) string { return "terms: [" + strings.Join(rows, ", ") + "]\n" }
	whole := terms(number, marked, registered)
	for _, test := range []struct{ name, text, want string }{
		{"no number", terms(marked, registered), "no term is the personal number"},
		{"no mark", terms(number, registered), "no term is sekretessmarkering"},
		{"no skyddad folkbokföring", terms(number, marked), "no term is skyddad folkbokföring"},
		{"twice", terms(number, marked, registered, `{code: "01001", is: given, name: b}`), "stands twice"},
		{"an unknown meaning", terms(number, marked, registered, `{code: "01002", is: nubmer, name: a}`), "number"},
		{"a relation that is nothing", whole + "relations: [{code: V, means: boss, name: a}]", "guardian"},
		{"an empty code", whole + "leaving: [{code: \"\", means: died, name: a}]", "empty or stands twice"},
	} {
		_, faults := Parse("navet.yaml", []byte(test.text))
		if len(faults) != 1 || !strings.Contains(faults[0].String(), test.want) {
			t.Errorf("%s: %v, want %q alone", test.name, faults, test.want)
		}
	}
}

// TestAnErrorOfTheReceiverEndsIt holds that a database that fails is no bad record.
func TestAnErrorOfTheReceiverEndsIt(t *testing.T) {
	full := errors.New("full")
	err := Read(strings.NewReader("#POST_START\n#POST_SLUT\n#POST_START\n#POST_SLUT\n"), Carried(), today, func(Record) error { return full }, func(Aside) {})
	if !errors.Is(err, full) {
		t.Error(err)
	}
}

// FuzzRead holds that no file stops the reader, that each record has its place, and that a record without a reason has a number.
func FuzzRead(f *testing.F) {
	sample, err := os.ReadFile(filepath.Join("testdata", "sample.txt"))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(sample)
	f.Add([]byte("\xef\xbb\xbf#POST_START\n#UP 01001\n#UP\n#UP 01003\n#POST_START"))
	f.Add([]byte("#POST_START\n#UP 01201 \n#UP 01205 AV\n#POST_SLUT"))
	f.Fuzz(func(t *testing.T, data []byte) {
		records, aside := readAll(t, data, Carried())
		most, last := bytes.Count(data, []byte("\n"))+1, 0
		if len(records)+len(aside) > most {
			t.Fatalf("%d records and %d lines aside of %d lines", len(records), len(aside), most)
		}
		for _, r := range records {
			if r.Bad == "" && r.Number.IsZero() {
				t.Fatalf("%+v has no number", r)
			}
			if r.Line < last || r.Line > most {
				t.Fatalf("line %d after %d of %d", r.Line, last, most)
			}
			last = r.Line
			for _, a := range r.Asides {
				if a.Line < 1 || a.Line > most || a.Reason == "" {
					t.Fatalf("%+v", a)
				}
			}
		}
		if _, err := Created(bytes.NewReader(data)); err != nil {
			t.Fatal(err)
		}
	})
}
