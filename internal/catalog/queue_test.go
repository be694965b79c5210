package catalog_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"forvag/internal/catalog"
	"forvag/internal/civil"
	"forvag/internal/locale"
)

func berth(t testing.TB, m catalog.Municipality) *catalog.Service {
	t.Helper()
	s, faults := catalog.Parse("berth.yaml", read(t, "testdata/berth.yaml"), catalog.Options{Municipality: m})
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	return s
}

func TestQueueWishesAndTheirTurn(t *testing.T) {
	s := berth(t, almby{})
	answers, faults := s.Validate(catalog.Input{Raw: map[string][]string{
		"width": {"2,5"}, "club": {"true"}, "from": {"2027-05-01"}, "first": {"south"}, "second": {"north"}}}, today)
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	day := civil.Must("2027-05-01")
	got := s.QueueWishes(answers, s.Facts(catalog.Known{Answers: answers}, today))
	want := []catalog.QueueWish{
		{Unit: "south", Marks: []catalog.TurnMark{{Rule: "swap", Holds: true}, {Rule: "need", Asked: true}, {Rule: "day", Dated: true, Day: day}}},
		{Unit: "north", Marks: []catalog.TurnMark{{Rule: "swap"}, {Rule: "need", Asked: true}, {Rule: "day", Dated: true, Day: day}}},
	}
	if diff := cmp.Diff(want, got, cmp.Comparer(func(a, b civil.Date) bool { return a == b })); diff != "" {
		t.Errorf("wishes (-want +got):\n%s", diff)
	}
	if from := s.QueueFrom(answers); from != day {
		t.Errorf("from %v", from)
	}
	if s.Queue.AfterExpiry() != catalog.LeavesQueue || s.QueueDecision() != nil {
		t.Error("an offer that expires leaves the queue, and carries no decision here")
	}
}

func TestQueueExamplesComeTrue(t *testing.T) {
	faults := catalog.Check(fstest.MapFS{"berth.yaml": {Data: read(t, "testdata/berth.yaml")}}, catalog.Options{Municipality: almby{}})
	if len(faults) > 0 {
		t.Error(faults)
	}
}

// owner is a municipality with units of its own.
type owner struct{ almby }

func (owner) QueueUnits(string) []catalog.QueueUnit {
	return []catalog.QueueUnit{{ID: "south", Name: locale.Text{SV: "Östra", EN: "East"}, Places: 9}, {ID: "west", Name: locale.Text{SV: "Västra", EN: "West"}}}
}

func TestMunicipalityHasItsOwnUnits(t *testing.T) {
	s := berth(t, owner{})
	if got := s.QueueUnits(); len(got) != 2 || got[0].Places != 9 {
		t.Errorf("units %v", got)
	}
	if got := s.Field("first").Choices; len(got) != 2 || got[1].ID != "west" {
		t.Errorf("choices %v", got)
	}
	if _, ok := s.QueueUnit("north"); ok {
		t.Error("the service's own unit stays")
	}
}

func TestBrokenQueues(t *testing.T) {
	good := string(read(t, "testdata/berth.yaml"))
	for name, c := range map[string]struct{ old, new, want string }{
		"units without queue field": {"units: true, label: {sv: Helst", "label: {sv: Helst", "at least two choices"},
		"a wish that is no field":   {"wishes: [first, second]", "wishes: [frist]", `no field "frist" of type choice; did you mean "first"?`},
		"more taken than there are": {"places: 2, taken: 1", "places: 2, taken: 3", "no more taken than there are"},
		"a rule with both":          {"by: from, say", `by: from, when: club, say`, "when or by, and not both"},
		"a rule by no date":         {"by: from,", "by: width,", `no field "width" of type date`},
		"a misspelt unit":           {`unit == "south"`, `unit == "suoth"`, `did you mean "south"?`},
		"fits that does not parse":  {"fits: width <= 250", "fits: widht <= 250", "widht"},
		"an unknown way after a no": {"declined: keeps", "declined: stays", "is not one of keeps, last, leaves"},
		"an unknown setting":        {"setting.svarstid days", "setting.svarstd days", `did you mean "svarstid"?`},
		"no decision of the name":   {"  numbered: true", "  decision: place", `there is no decision "place"`},
		"open to nobody known":      {"level: 2}", "level: 0}", "must be known again"},
		"a day that waits":          {"by: from, say", "by: from, confirm: true, say", "only a rule with when can wait"},
	} {
		t.Run(name, func(t *testing.T) {
			if !strings.Contains(good, c.old) {
				t.Fatalf("%q is not in the file", c.old)
			}
			_, faults := catalog.Parse("berth.yaml", []byte(strings.Replace(good, c.old, c.new, 1)), catalog.Options{Municipality: almby{}})
			var all []string
			for _, f := range faults {
				all = append(all, f.String())
			}
			if !strings.Contains(strings.Join(all, "\n"), c.want) {
				t.Errorf("want %q among\n%s", c.want, strings.Join(all, "\n"))
			}
		})
	}
}
