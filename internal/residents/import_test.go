package residents_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"forvag/internal/civil"
	"forvag/internal/dbx"
	"forvag/internal/dbx/dbtest"
	"forvag/internal/fault"
	"forvag/internal/identity"
	"forvag/internal/residents"
)

func load(ctx context.Context, t *testing.T, s *residents.Store, kind residents.Kind, format residents.Format, file string) residents.Report {
	t.Helper()
	report, err := s.Import(ctx, kind, format, strings.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func empty(t *testing.T, db *dbx.DB) *residents.Store {
	return residents.New(db, keys(t), func() civil.Date { return today })
}

const streets = "\ufeffstreet;number;letter;postcode;town;east;north\r\n" +
	"Ängsgatan;3;;999 01;Almby;402300;6530080\r\n" +
	"Ängsgatan;4;b;999 01;Almby;402310;6530080\r\n"

func TestImportKeepsGoodRowsAndTellsOfBadOnes(t *testing.T) {
	dbtest.Each(t, modules, func(t *testing.T, db *dbx.DB) { importRows(t, empty(t, db)) })
}

// importRows imports files of every kind, one after the other: later ones point at what earlier ones brought.
func importRows(t *testing.T, s *residents.Store) {
	elin, axel := identity.TestNumber(civil.Must("1990-02-03"), 980), identity.TestNumber(civil.Must("2019-02-03"), 981)
	for _, tc := range []struct {
		name   string
		kind   residents.Kind
		format residents.Format
		file   string
		want   residents.Report
	}{
		{"addresses, semicolon and byte order mark", residents.Addresses, residents.CSV, streets, residents.Report{Added: 2}},
		{"the same again", residents.Addresses, residents.CSV, streets, residents.Report{Same: 2}},
		{"commas, columns in another order, quotes", residents.Addresses, residents.CSV,
			"number,street,postcode,town,north,east\n3,\"Ängsgatan\",999 01,Almby,6530080,402301\n", residents.Report{Changed: 1}},
		{"bad addresses", residents.Addresses, residents.CSV,
			"street;number;postcode;town;east;north\nStorgatan;x;999 01;Almby;1;1\nStorgatan;1;999 01;Almby;17;59\n;1;999 01;Almby;402300;6530080\n" +
				"Storgatan;1;999 01\n\"Stor\"gatan;1;999 01;Almby;402300;6530080\nStorgatan 5;5;999 01;Almby;402300;6530080\n" +
				"Stor\x00gatan;5;999 01;Almby;402300;6530080\nStor\xe5gatan;5;999 01;Almby;402300;6530080\n",
			residents.Report{Bad: []residents.BadRow{
				{2, "number: want a whole number between 1 and 9999"},
				{3, "east 17, north 59 is not in Sweden; want metres in SWEREF 99 TM"},
				{4, "street is missing"},
				{5, "has 3 columns; want 6"},
				{6, "extraneous or missing \" in quoted-field"},
				{7, "street: want the street's name without a number"},
				{8, "street holds control characters"},
				{9, "street is not UTF-8"},
			}}},
		{"people, NDJSON", residents.People, residents.NDJSON, fmt.Sprintf(
			`{"number": %q, "given": "Elin", "family": "Ek", "address": "Ängsgatan 4 B", "apartment": 1001}
not json

{"number": "19900203-9801", "given": "Fel", "family": "Ek"}
{"number": %q, "given": "Axel", "family": "Ek", "address": "Ängsgatan 99"}
{"number": %q, "given": "Axel", "family": "Ek", "adress": "Ängsgatan 3"}
{"number": %q, "given": "Axel", "family": "Ek", "protection": "secret"}
{"number": %q, "given": ["Axel"], "family": "Ek"}
{"number": %q, "given": "Axel", "family": "Ek", "born": "2019-02-04", "address": "angsgatan 4b", "apartment": "1001"}`,
			elin.Digits(), axel.Digits(), axel.Digits(), axel.Digits(), axel.Digits(), axel.Digits()),
			residents.Report{Added: 2, Bad: []residents.BadRow{
				{2, "is no JSON object"},
				{4, "number: is no personal number: its date or its check digit is wrong"},
				{5, "address: the address register has 0 addresses of that name"},
				{6, `there is no column "adress"; did you mean "address"?`},
				{7, "protection: want nothing, marked or registered"},
				{8, "given holds more than one value"},
			}}},
		{"guardians", residents.Guardians, residents.CSV, "child;guardian;since;until\n" +
			axel.Digits() + ";" + elin.Digits() + ";2019-02-04;\n" +
			axel.Digits() + ";" + axel.Digits() + ";;\n" +
			axel.Digits() + ";" + identity.TestNumber(civil.Must("1950-01-01"), 980).Digits() + ";;\n" +
			axel.Digits() + ";" + elin.Digits() + ";2020-01-01;2019-01-01\n" +
			axel.Digits() + ";" + elin.Digits() + ";i fjol;\n",
			residents.Report{Added: 1, Bad: []residents.BadRow{
				{3, "guardian: is the child"},
				{4, "guardian: the register has nobody with that number"},
				{5, "until: does not come after since"},
				{6, "since: want a date such as 2026-11-22"},
			}}},
		{"pupils", residents.Pupils, residents.CSV, "person;school;grade;chosen\n" + axel.Digits() + ";alskolan;1;\n" +
			axel.Digits() + ";alskolan;11;\n" + axel.Digits() + ";alskolan;1;kanske\n",
			residents.Report{Added: 1, Bad: []residents.BadRow{
				{3, "grade: want a whole number between 0 and 9"}, {4, "chosen: want true or false"}}}},
		{"pupils who leave", residents.Pupils, residents.CSV, "person;school;grade;left\n" + axel.Digits() + ";;;true\n" + axel.Digits() + ";;;true\n" +
			axel.Digits() + ";;;\n" + axel.Digits() + ";alskolan;;false\n" + axel.Digits() + ";;;ja\n" + axel.Digits() + ";alskolan;2;false\n",
			residents.Report{Added: 1, Changed: 1, Same: 1, Bad: []residents.BadRow{
				{4, "school is missing; write left: true where they go to none of the municipality's schools"},
				{5, "grade is missing; write left: true where they go to none of the municipality's schools"},
				{6, "left: want true or false"}}}},
		{"organisations", residents.Organisations, residents.CSV, "number;name;form\n559999-9991;Ek AB;company\n559999-9992;Fel AB;company\n" +
			"899999-9991;Fel;club\n",
			residents.Report{Added: 1, Bad: []residents.BadRow{
				{3, "number: is no organisation number"}, {4, "form: want company or association"}}}},
		{"signatories", residents.Signatories, residents.CSV, "organisation;person\n559999-9991;" + elin.Digits() + "\n899999-9991;" + elin.Digits() + "\n",
			residents.Report{Added: 1, Bad: []residents.BadRow{{3, "organisation: the register has none with that number"}}}},
	} {
		if got := load(t.Context(), t, s, tc.kind, tc.format, tc.file); cmp.Diff(tc.want, got) != "" {
			t.Errorf("%s: %s", tc.name, cmp.Diff(tc.want, got))
		}
	}
}

// TestImportPupilsOfKnownSchools holds that a pupil of a school that the municipality does not have is a bad row, by number.
func TestImportPupilsOfKnownSchools(t *testing.T) {
	s := empty(t, dbtest.SQLite(t, modules...))
	axel := identity.TestNumber(civil.Must("2019-02-03"), 981)
	load(t.Context(), t, s, residents.People, residents.CSV, "number;given;family\n"+axel.Digits()+";Axel;Test\n")
	file := "person;school;grade\n" + axel.Digits() + ";alskola;1\n" + axel.Digits() + ";alskolan;1\n" + axel.Digits() + ";biblioteket;1\n"
	for _, tc := range []struct {
		name  string
		store *residents.Store
		want  residents.Report
	}{
		{"of known schools", s.Knowing([]string{"alskolan", "boskolan"}), residents.Report{Added: 1, Bad: []residents.BadRow{
			{2, `school: there is no school "alskola" among the places of kommun.yaml; did you mean "alskolan"?`},
			{4, `school: there is no school "biblioteket" among the places of kommun.yaml`}}}},
		{"of none", s.Knowing(nil), residents.Report{Bad: []residents.BadRow{
			{2, `school: there is no school "alskola" among the places of kommun.yaml`},
			{3, `school: there is no school "alskolan" among the places of kommun.yaml`},
			{4, `school: there is no school "biblioteket" among the places of kommun.yaml`}}}},
	} {
		if diff := cmp.Diff(load(t.Context(), t, tc.store, residents.Pupils, residents.CSV, file), tc.want); diff != "" {
			t.Errorf("%s, got and want: %s", tc.name, diff)
		}
	}
}

func TestImportWholeFiles(t *testing.T) {
	s := empty(t, dbtest.SQLite(t, modules...))
	for _, tc := range []struct{ name, kind, format, file, want string }{
		{"no such kind", "dogs", "csv", "", `no kind "dogs"`},
		{"no such format", "people", "xml", "", `no format "xml"`},
		{"an empty file", "people", "csv", "", "columns' names cannot be read"},
		{"a misspelt column", "addresses", "csv", "stret;number\n", `no column "stret"; did you mean "street"?`},
		{"a column twice", "addresses", "csv", "street;street\n", `"street" stands twice`},
		{"an endless line", "people", "ndjson", strings.Repeat("x", 2<<20), "line 1"},
	} {
		_, err := s.Import(t.Context(), residents.Kind(tc.kind), residents.Format(tc.format), strings.NewReader(tc.file))
		if err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: got %v, want %q", tc.name, err, tc.want)
		}
	}
}

func TestImportManyRows(t *testing.T) {
	dbtest.Each(t, modules, func(t *testing.T, db *dbx.DB) {
		ctx := t.Context()
		s := empty(t, db)
		var file strings.Builder
		file.WriteString("street;number;postcode;town;east;north\n")
		for i := range 1201 {
			fmt.Fprintf(&file, "Storgatan;%d;999 01;Almby;%d;6530000\n", i+1, 402000+i)
		}
		if got := load(ctx, t, s, residents.Addresses, residents.CSV, file.String()); got.Added != 1201 {
			t.Errorf("%+v", got)
		}
		if got := load(ctx, t, s, residents.Addresses, residents.CSV, file.String()); got.Same != 1201 {
			t.Errorf("again: %+v", got)
		}
		if _, err := s.Address(ctx, "none"); !errors.Is(err, fault.NotFound) {
			t.Errorf("an unknown address: %v", err)
		}
	})
}

func TestImportRefusesAnIDThatAnotherHas(t *testing.T) {
	ctx := t.Context()
	s := empty(t, dbtest.SQLite(t, modules...))
	a, b := identity.TestNumber(civil.Must("1990-02-03"), 980), identity.TestNumber(civil.Must("1990-02-03"), 982)
	got := load(ctx, t, s, residents.People, residents.CSV, "id;number;given;family\np1;"+a.Digits()+";A;A\np1;"+b.Digits()+";B;B\n")
	want := residents.Report{Added: 1, Bad: []residents.BadRow{{Row: 3, Reason: "id: another entry has it"}}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func FuzzImport(f *testing.F) {
	f.Add("people", "ndjson", `{"number": "199002039801", "given": "A", "family": "B"}`)
	f.Add("addresses", "csv", streets)
	f.Add("guardians", "csv", "child,guardian\n\"1\n2\",3")
	db := dbtest.SQLite(f, modules...)
	k := keys(f)
	f.Fuzz(func(t *testing.T, kind, format, file string) {
		s := residents.New(db, k, func() civil.Date { return today })
		report, err := s.Import(t.Context(), residents.Kind(kind), residents.Format(format), strings.NewReader(file))
		if err == nil && report.Added+report.Changed+report.Same+len(report.Bad) > strings.Count(file, "\n")+1 {
			t.Errorf("more rows than lines: %+v", report)
		}
	})
}
