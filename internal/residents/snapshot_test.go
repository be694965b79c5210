package residents_test

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"forvag/internal/civil"
	"forvag/internal/dbx"
	"forvag/internal/dbx/dbtest"
	"forvag/internal/identity"
	"forvag/internal/residents"
)

// The people of the sample file.
var (
	elin = identity.TestNumber(civil.Must("1990-02-03"), 980)
	jan  = identity.TestNumber(civil.Must("1988-07-01"), 981)
	axel = identity.TestNumber(civil.Must("2019-02-03"), 981)
	kim  = identity.TestNumber(civil.Must("1975-03-03"), 984)
	rob  = identity.TestNumber(civil.Must("1961-06-15"), 985)
	kari = identity.TestNumber(civil.Must("1944-05-05"), 983)
	nils = identity.TestNumber(civil.Must("1985-01-01"), 987)
)

// navetFile is a file from Navet of records, each of terms that are written "01001 value".
func navetFile(records ...[]string) string {
	var b strings.Builder
	for _, terms := range records {
		b.WriteString("#POST_START\n")
		for _, term := range terms {
			b.WriteString("#UP " + term + "\n")
		}
		b.WriteString("#POST_SLUT\n")
	}
	return b.String()
}

type register struct {
	*residents.Store
	t *testing.T
}

// take takes a file of a day, and returns what it did in one line, with what was left out.
func (s register) take(day, file string) string {
	s.t.Helper()
	report, err := s.ImportNavet(s.t.Context(), strings.NewReader(file), residents.Snapshot{Municipality: "1799", AsOf: civil.Must(day)})
	if err != nil {
		s.t.Fatal(err)
	}
	out := []string{fmt.Sprintf("%d added, %d changed, %d same, %d families", report.Added, report.Changed, report.Same, report.Families)}
	for _, b := range report.Bad {
		out = append(out, fmt.Sprintf("%d: %s", b.Row, b.Reason))
	}
	return strings.Join(out, "\n")
}

func (s register) want(what, got, want string) {
	s.t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		s.t.Errorf("%s: %s", what, diff)
	}
}

// look is somebody as the register has them, in a line.
func (s register) look(n identity.Number) string {
	s.t.Helper()
	p, err := s.ByNumber(s.t.Context(), n)
	if err != nil {
		return "nobody"
	}
	out := []string{p.Name(), string(p.Address) + "/" + p.Apartment, string(p.Protection), p.Died.String()}
	err = s.Everyone(s.t.Context(), func(r residents.Resident) {
		if r.ID == p.ID {
			out = append(out, r.Civil, r.Since.String(), map[bool]string{true: "away"}[r.Away])
		}
	}, func(g residents.Guardianship) {
		if g.Child == p.ID {
			who, err := s.Person(s.t.Context(), g.Guardian)
			if err != nil {
				s.t.Fatal(err)
			}
			out = append(out, fmt.Sprintf("(%s %s–%s)", who.Given, g.Since, g.Until))
		}
	})
	if err != nil {
		s.t.Fatal(err)
	}
	slices.Sort(out[7:])
	return strings.Join(strings.Fields(strings.Join(out, " ")), " ")
}

func almost(ctx context.Context, t *testing.T, db *dbx.DB) register {
	t.Helper()
	s := register{empty(t, db), t}
	rows := "id;street;number;letter;postcode;town;east;north\na3;Ängsgatan;3;;999 01;Almby;402300;6530080\na4b;Ängsgatan;4;B;999 01;Almby;402310;6530080\n"
	if report := load(ctx, t, s.Store, residents.Addresses, residents.CSV, rows); report.Added != 2 {
		t.Fatalf("%+v", report)
	}
	return s
}

// TestNavetsSampleIsTaken takes the sample file, and takes it again.
func TestNavetsSampleIsTaken(t *testing.T) {
	dbtest.Each(t, modules, func(t *testing.T, db *dbx.DB) {
		s := almost(t.Context(), t, db)
		data, err := os.ReadFile("navet/testdata/sample.txt")
		if err != nil {
			t.Fatal(err)
		}
		aside := "\n28: there is no term 01099 in the table of codes" +
			"\n77: the code XQ is not in the table leaving\n80: a number is no personal number" +
			"\n83: the line stands outside of any record\n84: there is no personal number"
		s.want("first", s.take("2026-11-20", string(data)), "6 added, 0 changed, 1 same, 1 families"+aside)
		for n, want := range map[identity.Number]string{
			elin: "Elin Ek a3/ unmarried 2015-06-01",
			jan:  "Jan-Olof Berg Ek a3/ 2015-06-01",
			axel: "Axel Ek a3/ (Elin 2019-02-03–) (Jan-Olof –)",
			kim:  "Kim Lund a4b/1101 marked",
			rob:  "Robin Al / registered",
			kari: "Karin Ström / 2026-11-01",
			nils: "nobody",
		} {
			s.want(n.String(), s.look(n), want)
		}
		s.want("again", s.take("2026-11-20", string(data)), "0 added, 0 changed, 7 same, 0 families"+aside)
	})
}

// TestWhatNavetTellsComesToHold takes change after change, corrections and what comes late among them.
func TestWhatNavetTellsComesToHold(t *testing.T) {
	dbtest.Each(t, modules, func(t *testing.T, db *dbx.DB) {
		s := almost(t.Context(), t, db)
		here := []string{"01022 17", "01023 99", "01033 Ängsgatan 3", "01034 999 01"}
		rec := func(n identity.Number, terms ...string) []string {
			return append([]string{"01001 " + n.Digits()}, terms...)
		}
		at := func(n identity.Number, name string, terms ...string) []string {
			return rec(n, append(append([]string{"01012 " + name, "01014 Ek"}, here...), terms...)...)
		}
		child := at(axel, "Axel", "01201 "+elin.Digits(), "01202 V", "01201 "+nils.Digits(), "01202 V", "01203 20200101")
		s.want("all", s.take("2026-11-01", navetFile(at(elin, "Elin"), at(jan, "Jan"), child)), "3 added, 0 changed, 0 same, 1 families")
		s.want("a guardian elsewhere is known by the number", s.look(axel), "Axel Ek a3/ ( 2020-01-01–) (Elin –)")

		for _, step := range []struct{ name, day, file, report, who string }{
			{"moved within", "2026-11-02", navetFile(rec(jan, "01012 Jan", "01014 Ek", "01021 20261101", "01033 ÄNGSGATAN 4 B LGH 1101")),
				"0 added, 1 changed, 0 same, 0 families", "Jan Ek a4b/1101 2026-11-01"},
			{"an older file comes late", "2026-11-01", navetFile(at(jan, "Jan")),
				"0 added, 0 changed, 0 same, 0 families\n1: the record is of 2026-11-01, and what is known is of 2026-11-02", "Jan Ek a4b/1101 2026-11-01"},
			{"married", "2026-11-03", navetFile(rec(jan, "01071 RP", "01072 20261103")), "0 added, 1 changed, 0 same, 0 families", "Jan Ek a4b/1101 married 2026-11-01"},
			{"a house that is not in the register of addresses", "2026-11-04", navetFile(rec(jan, "01033 Nygatan 1", "01003 J")),
				"0 added, 1 changed, 0 same, 0 families\n1: the address register has 0 addresses of that name: the address is left as it was", "Jan Ek a4b/1101 marked married 2026-11-01"},
			{"no mark any more", "2026-11-05", navetFile(rec(jan)), "0 added, 1 changed, 0 same, 0 families", "Jan Ek a4b/1101 married 2026-11-01"},
			{"moved away", "2026-11-06", navetFile(rec(jan, "01022 18", "01023 80", "01033 Ängsgatan 3")), "0 added, 1 changed, 0 same, 0 families", "Jan Ek / married 2026-11-01 away"},
			{"had not moved away", "2026-11-07", navetFile(rec(jan, here...)), "0 added, 1 changed, 0 same, 0 families", "Jan Ek a3/ married 2026-11-01"},
			{"died", "2026-11-08", navetFile(rec(jan, "01006 AV", "01007 20261107")), "0 added, 1 changed, 0 same, 0 families", "Jan Ek a3/ 2026-11-07 married 2026-11-01"},
			{"it was a mistake", "2026-11-09", navetFile(rec(jan, here...)), "0 added, 1 changed, 0 same, 0 families", "Jan Ek a3/ married 2026-11-01"},
			{"died, nobody knows when", "2026-11-10", navetFile(rec(jan, "01006 AV", "01007 20261100")),
				"0 added, 1 changed, 0 same, 0 families\n1: the day of death is not told: it is taken for the day on which it was learnt\n4: a date is not whole, or no day, and is left out", ""},
			{"protected, in a record that cannot be used", "2026-11-11", navetFile(rec(jan, "01006 ??", "01020 J")),
				"0 added, 0 changed, 0 same, 0 families\n3: the code ?? is not in the table leaving", ""},
		} {
			s.want(step.name, s.take(step.day, step.file), step.report)
			if step.who != "" {
				s.want(step.name, s.look(jan), step.who)
			}
		}
		if p, err := s.ByNumber(t.Context(), jan); err != nil || p.Protection != residents.Registered || p.Address != "" || p.Died != today {
			t.Errorf("%+v, %v", p, err)
		}

		s.want("another guardian", s.take("2026-11-12", navetFile(at(axel, "Axel", "01201 "+jan.Digits(), "01202 V", "01203 20261110", "01201 "+nils.Digits(), "01202 V"))),
			"0 added, 0 changed, 1 same, 1 families")
		s.want("another guardian", s.look(axel), "Axel Ek a3/ ( 2020-01-01–) (Elin –2026-11-12) (Jan 2026-11-10–)")
		s.want("nothing is told of relations", s.take("2026-11-13", navetFile(at(axel, "Axel"))), "0 added, 0 changed, 1 same, 0 families")
		s.want("nothing is told of relations", s.look(axel), "Axel Ek a3/ ( 2020-01-01–) (Elin –2026-11-12) (Jan 2026-11-10–)")

		second := identity.TestNumber(civil.Must("1990-02-03"), 982)
		s.want("another number", s.take("2026-11-14", navetFile(rec(elin, "01006 GN", "01005 "+second.Digits()))), "0 added, 1 changed, 0 same, 0 families")
		s.want("the old number", s.look(elin), "nobody")
		s.want("the new number", s.look(second), "Elin Ek a3/")
		s.want("the new number is told of too", s.take("2026-11-14", navetFile(at(second, "Elin", "01005 "+second.Digits()))), "0 added, 0 changed, 1 same, 0 families")
		s.want("two people", s.take("2026-11-15", navetFile(rec(jan, "01006 GN", "01005 "+second.Digits()))),
			"0 added, 0 changed, 0 same, 0 families\n1: the old number and the new one are two people's in the register, who are to be made one by hand")
	})
}

// TestNoRecordLosesAProtection has a mark in records that are not taken otherwise, and records that may hold a mark which was not read.
func TestNoRecordLosesAProtection(t *testing.T) {
	const (
		twoPeople  = "\n1: the old number and the new one are two people's in the register, who are to be made one by hand"
		understood = "1: not all of the record was understood: it may say that the person is protected, and they stay so"
	)
	dbtest.Each(t, modules, func(t *testing.T, db *dbx.DB) {
		s, second := almost(t.Context(), t, db), identity.TestNumber(civil.Must("1990-02-03"), 982)
		rec := func(n identity.Number, terms ...string) string {
			return navetFile(append([]string{"01001 " + n.Digits()}, terms...))
		}
		home := []string{"01012 Jan", "01014 Ek", "01022 17", "01023 99", "01033 Ängsgatan 3"}
		s.want("all", s.take("2026-11-01", rec(elin, "01012 Elin", "01014 Ek", "01033 Ängsgatan 3")+rec(jan, home...)+rec(kim, "01012 Kim", "01014 Lund")),
			"3 added, 0 changed, 0 same, 0 families")
		for _, step := range []struct {
			name, day, file, report string
			of                      identity.Number
			who                     string
		}{
			{"renumbered, and marked", "2026-11-02", rec(elin, "01006 GN", "01005 "+second.Digits(), "01003 J"), "0 added, 1 changed, 0 same, 0 families", second, "Elin Ek a3/ marked"},
			{"renumbered once more, and told twice", "2026-11-02", rec(elin, "01006 GN", "01005 "+second.Digits(), "01003 J"), "0 added, 0 changed, 1 same, 0 families", second, "Elin Ek a3/ marked"},
			{"two people, by the one", "2026-11-02", rec(jan, "01006 GN", "01005 "+second.Digits(), "01003 J"), "0 added, 0 changed, 0 same, 0 families" + twoPeople, jan, "Jan Ek a3/ marked"},
			{"two people, by the other", "2026-11-02", rec(jan, "01006 GN", "01005 "+second.Digits(), "01020 J"), "0 added, 0 changed, 0 same, 0 families" + twoPeople, second, "Elin Ek / registered"},
			{"an older record, without the mark", "2026-11-01", rec(jan, home...), "0 added, 0 changed, 0 same, 0 families\n1: the record is of 2026-11-01, and what is known is of 2026-11-02", jan, "Jan Ek / registered"},
			{"the mark is lifted", "2026-11-03", rec(jan, home...), "0 added, 1 changed, 0 same, 0 families", jan, "Jan Ek a3/"},
			{"marked", "2026-11-04", rec(jan, append(home, "01003 J")...), "0 added, 1 changed, 0 same, 0 families", jan, "Jan Ek a3/ marked"},
			{"a term that is unknown", "2026-11-05", rec(jan, append(home, "01099 J")...), "0 added, 0 changed, 1 same, 0 families\n" + understood + "\n8: there is no term 01099 in the table of codes", jan, "Jan Ek a3/ marked"},
			{"a mark that is unclear is no weaker one", "2026-11-05", rec(second, append(home, "01003 ?")...), "0 added, 1 changed, 0 same, 0 families\n" + understood + "\n8: a mark of protection is neither J nor N, and is taken for J", second, "Jan Ek / registered"},
			{"an unknown term and a stricter mark", "2026-11-06", rec(jan, append(home, "01099 J", "01020 J")...), "0 added, 1 changed, 0 same, 0 families\n8: there is no term 01099 in the table of codes", jan, "Jan Ek / registered"},
			{"understood again", "2026-11-07", rec(jan, home...), "0 added, 1 changed, 0 same, 0 families", jan, "Jan Ek a3/"},
			{"nobody is known", "2026-11-07", rec(nils, "01006 GN", "01005 "+axel.Digits(), "01003 J"), "0 added, 0 changed, 1 same, 0 families", nils, "nobody"},
		} {
			s.want(step.name, s.take(step.day, step.file), step.report)
			s.want(step.name, s.look(step.of), step.who)
		}
		s.want("who was not in any of it", s.look(kim), "Kim Lund /")
	})
}

// TestWhoHasMovedKeepsNoOldAddress has moves to where the register of addresses has nothing, and what is no move.
func TestWhoHasMovedKeepsNoOldAddress(t *testing.T) {
	const none, kept, nowhere = "\n1: the address register has 0 addresses of that name: who has moved there has none",
		"\n1: the address register has 0 addresses of that name: the address is left as it was", "\n1: they have moved, and the record does not say where: they have no address"
	dbtest.Each(t, modules, func(t *testing.T, db *dbx.DB) {
		s := almost(t.Context(), t, db)
		rec := func(terms ...string) string {
			return navetFile(append([]string{"01001 " + jan.Digits(), "01012 Jan", "01014 Ek"}, terms...))
		}
		for _, step := range []struct{ name, day, file, report, who string }{
			{"at first", "2026-11-01", rec("01033 Ängsgatan 4 B", "01021 20200101"), "1 added, 0 changed, 0 same, 0 families", "Jan Ek a4b/ 2020-01-01"},
			{"the same day, by another name", "2026-11-02", rec("01033 Sommarvägen 4", "01021 20200101"), "0 added, 0 changed, 1 same, 0 families" + kept, "Jan Ek a4b/ 2020-01-01"},
			{"no day is told", "2026-11-02", rec("01033 Nygatan 1"), "0 added, 0 changed, 1 same, 0 families" + kept, "Jan Ek a4b/ 2020-01-01"},
			{"an earlier day", "2026-11-02", rec("01033 Nygatan 1", "01021 20190101"), "0 added, 1 changed, 0 same, 0 families" + kept, "Jan Ek a4b/ 2019-01-01"},
			{"moved to a house unknown", "2026-11-08", rec("01033 Nygatan 1", "01021 20261107"), "0 added, 1 changed, 0 same, 0 families" + none, "Jan Ek / 2026-11-07"},
			{"the same file again", "2026-11-08", rec("01033 Nygatan 1", "01021 20261107"), "0 added, 0 changed, 1 same, 0 families" + kept, "Jan Ek / 2026-11-07"},
			{"moved to a house known", "2026-11-10", rec("01033 Ängsgatan 3", "01021 20261109"), "0 added, 1 changed, 0 same, 0 families", "Jan Ek a3/ 2026-11-09"},
			{"nothing is told of where", "2026-11-11", rec("01021 20261109"), "0 added, 0 changed, 1 same, 0 families", "Jan Ek a3/ 2026-11-09"},
			{"moved, and nothing is told of where", "2026-11-12", rec("01021 20261112"), "0 added, 1 changed, 0 same, 0 families" + nowhere, "Jan Ek / 2026-11-12"},
		} {
			s.want(step.name, s.take(step.day, step.file), step.report)
			s.want(step.name, s.look(jan), step.who)
		}
	})
}

// TestARecordThatWasNotAllReadEndsNoGuardian adds those whom it names, and tells of it where somebody else stays.
func TestARecordThatWasNotAllReadEndsNoGuardian(t *testing.T) {
	const stay = "\n1: not all of a child's relations could be read: guardians who are not among them stay"
	dbtest.Each(t, modules, func(t *testing.T, db *dbx.DB) {
		s := almost(t.Context(), t, db)
		of := func(relations ...string) string {
			return navetFile(append([]string{"01001 " + axel.Digits(), "01012 Axel", "01014 Ek"}, relations...))
		}
		both := of("01201 "+elin.Digits(), "01202 V", "01201 "+jan.Digits(), "01202 V")
		s.want("all", s.take("2026-11-01", navetFile([]string{"01001 " + elin.Digits(), "01012 Elin"}, []string{"01001 " + jan.Digits(), "01012 Jan"})+both),
			"3 added, 0 changed, 0 same, 1 families")
		for _, step := range []struct{ name, day, file, report, who string }{
			{"a kind that is not in the table", "2026-11-04", of("01201 "+elin.Digits(), "01202 VH", "01201 "+jan.Digits(), "01202 V"),
				"0 added, 0 changed, 1 same, 0 families" + stay + "\n6: the code VH is not in the table relations", "Axel Ek / (Elin –) (Jan –)"},
			{"no kind is in the table", "2026-11-04", of("01201 "+elin.Digits(), "01202 VH"), "0 added, 0 changed, 1 same, 0 families" + stay +
				"\n6: the code VH is not in the table relations", "Axel Ek / (Elin –) (Jan –)"},
			{"a wrong number", "2026-11-05", of("01201 "+elin.Digits(), "01202 V", "01201 198807019812", "01202 V"),
				"0 added, 0 changed, 1 same, 0 families" + stay + "\n7: the number of somebody related is no personal number", "Axel Ek / (Elin –) (Jan –)"},
			{"no number, and somebody more", "2026-11-06", of("01201 "+elin.Digits(), "01202 V", "01201 "+nils.Digits(), "01202 V", "01201", "01202 V"),
				"0 added, 0 changed, 1 same, 1 families" + stay, "Axel Ek / ( –) (Elin –) (Jan –)"},
			{"a day of birth, and nobody to keep", "2026-11-06", of("01201 "+elin.Digits(), "01202 V", "01201 "+jan.Digits(), "01202 V", "01201 "+nils.Digits(),
				"01202 V", "01201 19900101", "01202 V"), "0 added, 0 changed, 1 same, 0 families", "Axel Ek / ( –) (Elin –) (Jan –)"},
			{"all could be read", "2026-11-07", both, "0 added, 0 changed, 1 same, 1 families", "Axel Ek / ( –2026-11-07) (Elin –) (Jan –)"},
		} {
			s.want(step.name, s.take(step.day, step.file), step.report)
			s.want(step.name, s.look(axel), step.who)
		}
	})
}

// TestWhatIsLeftOutIsKept keeps it by file, and in the place of what was left out before.
func TestWhatIsLeftOutIsKept(t *testing.T) {
	dbtest.Each(t, modules, func(t *testing.T, db *dbx.DB) {
		s, at := empty(t, db), time.Date(2026, 11, 22, 3, 0, 0, 0, time.UTC)
		for _, rows := range [][]residents.BadRow{{{Row: 1, Reason: "x"}, {Row: 1, Reason: "x"}}, {{Row: 7, Reason: "b"}, {Row: 2, Reason: "a"}}} {
			if err := s.SetAside(t.Context(), "people.csv", rows, at); err != nil {
				t.Fatal(err)
			}
		}
		got, err := s.Asides(t.Context())
		want := []residents.AsideRow{{File: "people.csv", BadRow: residents.BadRow{Row: 2, Reason: "a"}, At: at}, {File: "people.csv", BadRow: residents.BadRow{Row: 7, Reason: "b"}, At: at}}
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Error(diff, err)
		}
	})
}
