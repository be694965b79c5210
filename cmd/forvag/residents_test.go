package main

import (
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"forvag/internal/civil"
	"forvag/internal/identity"
	"forvag/internal/residents"
)

// TestRegistersOfTheManual imports the manual's examples, and holds its table to the columns that there are.
func TestRegistersOfTheManual(t *testing.T) {
	manual, err := os.ReadFile("../../docs/registers.md")
	if err != nil {
		t.Fatal(err)
	}
	text, examples, _ := strings.Cut(string(manual), "## Examples")
	blocks, town := strings.Split(examples, "```"), storage{Data: t.TempDir()}
	for i, kind := range residents.Kinds() {
		_, row, found := strings.Cut(text, "| `"+string(kind)+"` |")
		row, _, _ = strings.Cut(row, "\n")
		for _, column := range residents.Columns(kind) {
			name, must := strings.CutSuffix(column, "*")
			if !strings.Contains(row, "`"+name+"`") || strings.Contains(row, "`"+name+"`*") != must {
				t.Errorf("%s (in the table: %v): the column %s is not there as it is", kind, found, column)
			}
		}
		file := filepath.Join(t.TempDir(), string(kind)+".txt")
		if err := os.WriteFile(file, []byte(strings.TrimPrefix(blocks[2*i+1], "json")[1:]), 0o600); err != nil {
			t.Fatal(err)
		}
		code, out, words := command(town, "residents", "import", file)
		if code != 0 {
			t.Errorf("%s: exit code %d\n%s%s", kind, code, out, words)
		}
	}
}

// TestWhatNavetTellsBecomesEvents imports two files from Navet at the command line, and learns of what happened between them.
func TestWhatNavetTellsBecomesEvents(t *testing.T) {
	town, folder, own := storage{Data: t.TempDir()}, t.TempDir(), t.TempDir()
	almby, err := os.ReadFile("../../internal/municipality/default.yaml")
	if err == nil {
		err = os.WriteFile(filepath.Join(own, "kommun.yaml"), almby, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	number := func(born string, serial int) string { return identity.TestNumber(civil.Must(born), serial).Digits() }
	record := func(n string, terms ...string) string {
		return "#POST_START\n#UP 01001 " + n + "\n#UP " + strings.Join(terms, "\n#UP ") + "\n#POST_SLUT\n"
	}
	take := func(want int, name, text string) string {
		t.Helper()
		file := filepath.Join(folder, name)
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		code, out, words := command(town, "residents", "import", "--content", own, file)
		if code != want {
			t.Fatalf("%s: exit code %d\n%s%s", name, code, out, words)
		}
		if warned := strings.Contains(words, "are marked unsure"); warned != strings.HasSuffix(name, ".txt") {
			t.Errorf("%s: warned of unsure terms: %v\n%s", name, warned, words)
		}
		return out
	}
	learn := func() (kinds []string) {
		t.Helper()
		in, err := open(t.Context(), settings{storage: town}, time.Now, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		defer in.Close()
		if _, err := in.runRules(t.Context(), in.site.Municipality, in.site.Book, civil.Today(time.Now), false, nil); err != nil {
			t.Fatal(err)
		}
		events, err := in.life.Events(t.Context(), civil.Must("2020-01-01"))
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range events {
			kinds = append(kinds, string(e.Kind))
		}
		slices.Sort(kinds)
		return kinds
	}
	elin, jan, axel := number("1990-02-03", 980), number("1988-07-01", 981), number("2019-02-03", 981)
	kari, rob, away := number("1944-05-05", 983), number("1961-06-15", 985), number("1975-03-03", 984)
	baby := number(civil.Today(time.Now).AddDays(-20).String(), 986)
	home := []string{"01012 Nn", "01014 Ek", "01033 ÄNGSGATAN 3", "01034 99901"}
	with := func(terms ...string) []string { return append(slices.Clone(home), terms...) }
	take(0, "addresses.csv", "street;number;postcode;town;east;north\nÄngsgatan;3;999 01;Almby;402300;6530080\nÄngsgatan;5;999 01;Almby;402305;6530080\n")
	take(0, "monday.txt", "#SKAPAD 20261115 031500\n"+record(elin, with("01071 OG")...)+record(jan, with("01071 G")...)+
		record(axel, with("01201 "+elin, "01202 V", "01201 "+jan, "01202 V")...)+record(kari, home...)+record(rob, home...)+record(away, home...))
	if kinds := learn(); kinds != nil {
		t.Fatalf("%v happened, and everybody was just there", kinds)
	}
	out := take(1, "tuesday.txt", record(elin, with("01071 G", "01072 20261110")...)+record(jan, "01012 Nn", "01014 Ny", "01033 ÄNGSGATAN 5", "01071 S")+
		record(axel, with("01201 "+elin, "01202 V", "01201 "+kari, "01202 V")...)+record(kari, "01006 AV", "01007 20261116")+record(rob, with("01020 J")...)+
		record(away, "01022 00", "01023 01")+record(baby, with("01201 "+elin, "01202 V", "01998 x")...)+"#SKAPAD 20261116 031500\n")
	for _, words := range []string{"1 added, 5 changed, 1 as before, 1 bad", "guardians began or ended for 2 children", "there is no term 01998"} {
		if !strings.Contains(out, words) || strings.Contains(out, elin) {
			t.Errorf("want %q without any number: %s", words, out)
		}
	}
	want := []string{"born", "died", "divorced", "guardian_ended", "guardian_new", "married", "moved_out", "moved_within", "protection_set", "renamed"}
	if diff := cmp.Diff(want, learn()); diff != "" {
		t.Error(diff)
	}
	if code, out, words := command(town, "residents", "aside"); code != 0 || !strings.Contains(out, "tuesday.txt:") || strings.Contains(out, "monday") {
		t.Errorf("exit code %d: %s%s", code, out, words)
	}
}
