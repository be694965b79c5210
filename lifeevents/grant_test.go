package lifeevents_test

import (
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"pgregory.net/rapid"

	"forvag/internal/civil"
	"forvag/internal/identity"
	"forvag/internal/municipality"
	"forvag/internal/rules"
	"forvag/lifeevents"
)

const granting = "skolskjuts-fortsatter.yaml"

func grantingRule(t testing.TB) *lifeevents.Rule {
	t.Helper()
	text, err := fs.ReadFile(lifeevents.Files(), granting)
	if err != nil {
		t.Fatal(err)
	}
	r, faults := lifeevents.Parse(granting, text, options(t))
	for _, f := range faults {
		t.Fatal(f)
	}
	return r
}

// TestNothingIsGrantedThatMustNotBe draws families, and holds the guards that no rule can switch off: nothing is granted for the dead, near a protected
// identity, for who wants to be left alone, or where no reference stands; and what is, is told to guardians who live.
func TestNothingIsGrantedThatMustNotBe(t *testing.T) {
	r := grantingRule(t)
	day := civil.Must("2027-04-20")
	granted, undelegated := 0, 0
	settings, local := map[string]rules.Value{}, municipality.Default().Catalog()
	for name := range local.Settings() {
		if v, ok := local.Setting(name, day); ok {
			settings[name] = v
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		rare := func(name string) bool { return rapid.IntRange(0, 5).Draw(t, name) == 0 }
		someone := func(id identity.PersonID, born civil.Date, home string) lifeevents.Person {
			p := lifeevents.Person{ID: id, Born: born, Home: home, Here: true, Protected: rare("protected " + string(id)), SchoolDistance: -1}
			if rare("dead " + string(id)) {
				p.Died = day.AddDays(-3)
			}
			return p
		}
		child := someone("child", civil.Must("2018-05-21"), "a")
		child.Pupil, child.Grade, child.SchoolDistance = true, 2, 5000
		people := []lifeevents.Person{child, someone("mother", civil.Must("1986-04-12"), "a"), someone("father", civil.Must("1984-09-30"), "b"),
			someone("hers", civil.Must("1980-01-01"), "a"), someone("his", civil.Must("1980-01-01"), "b")}
		var b lifeevents.Builder
		for _, p := range people {
			b.Add(p)
		}
		b.Guardian("child", "mother", civil.Date{}, civil.Date{})
		b.Guardian("child", "father", civil.Date{}, civil.Date{})
		out := map[identity.PersonID]bool{"child": rare("child out"), "mother": rare("mother out"), "father": rare("father out")}
		reference := "BUN 4.3"
		if rare("no reference") {
			reference = ""
		}
		w := &lifeevents.World{Day: day, People: b.Build(), Settings: settings, Referenced: func(*lifeevents.Rule) string { return reference },
			OptedOut: func(who identity.PersonID, _ string) bool { return out[who] }}
		protected := slices.ContainsFunc(people, func(p lifeevents.Person) bool { return p.Protected && p.Died.IsZero() })
		dead := !child.Died.IsZero() || !people[1].Died.IsZero() || !people[2].Died.IsZero()
		may := !protected && !dead && !out["child"] && !out["mother"] && !out["father"] && reference != ""
		for _, e := range lifeevents.Plan(r, w, civil.Date{}) {
			sent := lifeevents.Sent{Subject: e.Subject, Period: e.Period, Ground: e.Ground}
			to := lifeevents.Grantees(r, w, sent)
			if e.Kind != lifeevents.Grant {
				if to != nil {
					t.Fatalf("%s, and it would be granted to %v when its turn comes", e.Kind, to)
				}
				continue
			}
			granted++
			if !may {
				t.Fatalf("granted: protected %v, dead %v, opted out %v, reference %q", protected, dead, out, reference)
			}
			if !slices.Equal(to, e.Near) || len(to) != 2 {
				t.Fatalf("granted to %v, and to %v when its turn comes", e.Near, to)
			}
		}
		if reference == "" {
			undelegated++
			if to := lifeevents.Grantees(r, w, lifeevents.Sent{Subject: "child", Period: "season:2027-04-15", Ground: civil.Must("2027-04-15")}); to != nil {
				t.Fatalf("without a reference it would be granted to %v", to)
			}
		}
	})
	if granted == 0 || undelegated == 0 {
		t.Errorf("%d granted, %d without reference: nothing is held", granted, undelegated)
	}
}

// TestARuleThatMustNotGrantIsRefused breaks a rule that grants, one place at a time.
func TestARuleThatMustNotGrantIsRefused(t *testing.T) {
	whole, err := fs.ReadFile(lifeevents.Files(), granting)
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ name, from, to, want string }{
		{"appealed by laglighetsprövning", "decision: right", "decision: chosen_school", "such decisions are not automatic (KL 6 kap. 38 § 2 st.)"},
		{"no such decision", "decision: right", "decision: rigt", `has no decision "rigt"`},
		{"a service without a delegation", "- service: skolskjuts\ntexts", "- service: skolval\ntexts", "has no decision"},
		{"another board's service", "- service: skolskjuts\ntexts", "- service: parkeringstillstand\ntexts", "another board's rule decides nothing in it"},
		{"no grounds", "  decision: right\n", "  decision: right\n  ground: x\n", "is not a key here"},
		{"asks for an answer", "to: guardians\n", "to: guardians\nanswer: 3 months\n", "a grant asks for nothing"},
		{"tells the whole home", "to: guardians\n", "to: home\n", "those who are its parties"},
		{"decides without saying so", "effect: grant\n", "effect: reminder\n", "only a rule whose effect is grant decides"},
		{"asks the reader", "  - {id: grade, from: register}\n", "  - {id: grade, from: register}\n  - {id: x, from: ask, type: bool, ask: {sv: Ja?, en: Yes?}}\n", "only an offer can ask"},
	} {
		broken := strings.Replace(string(whole), test.from, test.to, 1)
		if broken == string(whole) {
			t.Errorf("%s: the rule does not hold %q", test.name, test.from)
			continue
		}
		var words []string
		for _, f := range lifeevents.Check(fstest.MapFS{granting: {Data: []byte(broken)}}, options(t)) {
			words = append(words, f.String())
		}
		if !strings.Contains(strings.Join(words, "\n"), test.want) {
			t.Errorf("%s: found %v, want %q", test.name, words, test.want)
		}
	}
}
