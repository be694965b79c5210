package main

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"forvag/internal/casework"
	"forvag/internal/civil"
	"forvag/internal/fault"
	"forvag/internal/identity"
	"forvag/internal/outbox"
	"forvag/internal/residents"
	"forvag/lifeevents"
	lifestore "forvag/lifeevents/sqlstore"
)

const transport = "skolskjuts-fortsatter"

// TestAGrantIsMadeOnceAndOnlyWhileItMayBe lets the rule come to a grant for Hugo, who has far to school, and something happen before it is made.
func TestAGrantIsMadeOnceAndOnlyWhileItMayBe(t *testing.T) {
	hugo, anna, mikael := residents.DemoID("000104"), residents.DemoID("000101"), residents.DemoID("000102")
	now := civil.Must("2027-04-20").Start().Add(12 * time.Hour)
	for _, tc := range []struct {
		name  string
		first func(t *testing.T, in *instance)
		state lifeevents.State
	}{
		{"nothing happens", func(*testing.T, *instance) {}, lifeevents.Done},
		{"the rule is switched off", func(t *testing.T, in *instance) { in.switchRule(t, false) }, lifeevents.Withdrawn},
		{"the board takes its delegation back", func(_ *testing.T, in *instance) {
			for i := range in.site.Municipality.Delegation {
				in.site.Municipality.Delegation[i].Ref = ""
			}
		}, lifeevents.Withdrawn},
		{"a guardian wants to be left alone", func(t *testing.T, in *instance) {
			if err := in.life.LeaveAlone(t.Context(), mikael, transport, now); err != nil {
				t.Fatal(err)
			}
		}, lifeevents.Withdrawn},
		{"a guardian gets a protected identity", func(t *testing.T, in *instance) { in.mark(t, mikael) }, lifeevents.Reviewed},
	} {
		t.Run(tc.name, func(t *testing.T) {
			in := almby(t, "", now)
			rec := in.toGrant(t, hugo)
			tc.first(t, in)
			for range 2 { // as when another process had it too
				if err := in.grant(t.Context(), rec, in.site.Book.Rule(transport)); err != nil {
					t.Fatal(err)
				}
			}
			after, err := in.life.Find(t.Context(), rec.ID)
			if err != nil || after.State != tc.state {
				t.Fatalf("%s, %v; want %s", after.State, err, tc.state)
			}
			told, err := in.life.Of(t.Context(), anna)
			if err != nil {
				t.Fatal(err)
			}
			if tc.state != lifeevents.Done {
				if after.Case != "" || len(told) != 0 {
					t.Errorf("a case %q was opened, and %d told of it", after.Case, len(told))
				}
				return
			}
			if len(told) != 1 || told[0].Kind != lifeevents.Grant || told[0].Case != after.Case {
				t.Errorf("Anna is told of %+v", told)
			}
			p := identity.Principal{Kind: identity.Resident, Actor: anna, Assurance: identity.AssuranceSubstantial, On: civil.Of(now)}
			f, err := in.site.Cases.Case(t.Context(), p, casework.CaseID(after.Case))
			if err != nil {
				t.Fatal(err)
			}
			d := f.Decision()
			if d == nil || !d.Automatic || d.Delegation != "BUN 4.3" || d.Outcome != casework.Granted || d.Appeal != casework.Merits {
				t.Errorf("decided: %+v", d)
			}
			if len(f.Parties) != 3 {
				t.Errorf("parties: %+v", f.Parties)
			}
		})
	}
}

// TestAGrantThatWasBrokenOffIsFinished lets the process end once the decision is made and before it is known of, and something happen before the work is tried again.
func TestAGrantThatWasBrokenOffIsFinished(t *testing.T) {
	hugo, anna := residents.DemoID("000104"), residents.DemoID("000101")
	now := civil.Must("2027-04-20").Start().Add(12 * time.Hour)
	for _, tc := range []struct {
		name  string
		first func(t *testing.T, in *instance)
		state lifeevents.State
		told  int
	}{
		{"nothing happens", func(*testing.T, *instance) {}, lifeevents.Done, 1},
		{"a run finds that its ground is gone", func(t *testing.T, in *instance) {
			if run, err := in.runRules(t.Context(), in.site.Municipality, in.site.Book, civil.Of(now), true, nil); err != nil || run.Withdrawn == 0 {
				t.Fatalf("%+v, %v", run, err)
			}
		}, lifeevents.Done, 1},
		{"the rule is switched off", func(t *testing.T, in *instance) { in.switchRule(t, false) }, lifeevents.Done, 1},
		{"a guardian gets a protected identity", func(t *testing.T, in *instance) { in.mark(t, residents.DemoID("000102")) }, lifeevents.Reviewed, 0},
	} {
		t.Run(tc.name, func(t *testing.T) {
			in := almby(t, "", now)
			rec, rule := in.toGrant(t, hugo), in.site.Book.Rule(transport)
			submission := in.putTogether(t, rec, rule)
			receipt, err := in.site.Cases.Submit(t.Context(), identity.Principal{Kind: identity.System, On: civil.Of(now)}, submission)
			if err != nil {
				t.Fatal(err)
			}
			tc.first(t, in)
			news, err := json.Marshal(lifestore.News{Effect: rec.ID})
			if err != nil {
				t.Fatal(err)
			}
			for range 2 {
				if _, err := in.openLifeCase(t.Context(), outbox.Claim{Payload: news}); err != nil {
					t.Fatal(err)
				}
			}
			after, err := in.life.Find(t.Context(), rec.ID)
			if err != nil || after.State != tc.state || after.Case != string(receipt.Case) {
				t.Errorf("%s %q in %q, %v; want %s in %q", after.State, after.Reason, after.Case, err, tc.state, receipt.Case)
			}
			if told, err := in.life.Of(t.Context(), anna); err != nil || len(told) != tc.told {
				t.Errorf("Anna is told of %d, %v; want %d", len(told), err, tc.told)
			}
		})
	}
}

// putTogether is a grant's case as it would be submitted now.
func (in *instance) putTogether(t *testing.T, rec lifeevents.Record, rule *lifeevents.Rule) casework.Submission {
	t.Helper()
	to, err := in.grantees(t.Context(), rec, rule)
	if err != nil {
		t.Fatal(err)
	}
	submission, err := in.granting(t.Context(), rec, rule, in.site.Catalog.Service(rule.Accept[0].Service), to)
	if err != nil {
		t.Fatal(err)
	}
	return submission
}

// TestAGrantRestsOnFactsAsTheyAre puts a grant together, lets something happen, and has the decision made: it is not, and neither key nor diary number is used.
func TestAGrantRestsOnFactsAsTheyAre(t *testing.T) {
	hugo, mikael := residents.DemoID("000104"), residents.DemoID("000102")
	now := civil.Must("2027-04-20").Start().Add(12 * time.Hour)
	for _, tc := range []struct {
		name  string
		first func(t *testing.T, in *instance)
		want  error
		then  lifeevents.State
	}{
		{"nothing happens", func(*testing.T, *instance) {}, nil, lifeevents.Done},
		{"the rule is switched off", func(t *testing.T, in *instance) { in.switchRule(t, false) }, fault.Stale, lifeevents.Withdrawn},
		{"a guardian wants to be left alone", func(t *testing.T, in *instance) {
			if err := in.life.LeaveAlone(t.Context(), mikael, "", now); err != nil {
				t.Fatal(err)
			}
		}, fault.Stale, lifeevents.Withdrawn},
		{"a guardian gets a protected identity", func(t *testing.T, in *instance) { in.mark(t, mikael) }, fault.Stale, lifeevents.Reviewed},
		{"a guardian dies", func(t *testing.T, in *instance) { in.row(t, mikael, "died", "2027-04-19") }, fault.Stale, lifeevents.Withdrawn},
		{"the child moves away", func(t *testing.T, in *instance) { in.row(t, hugo, "address", "") }, fault.Stale, lifeevents.Withdrawn},
	} {
		t.Run(tc.name, func(t *testing.T) {
			in := almby(t, "", now)
			rec, rule := in.toGrant(t, hugo), in.site.Book.Rule(transport)
			submission := in.putTogether(t, rec, rule)
			tc.first(t, in)
			system := identity.Principal{Kind: identity.System, On: civil.Of(now)}
			if _, err := in.site.Cases.Submit(t.Context(), system, submission); !errors.Is(err, tc.want) {
				t.Errorf("%v; want %v", err, tc.want)
			}
			made, err := in.site.Cases.Submitted(t.Context(), system, submissionKey(rec))
			if err != nil || (made == "") != (tc.want != nil) {
				t.Errorf("case %q, %v", made, err)
			}
			news, err := json.Marshal(lifestore.News{Effect: rec.ID})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := in.openLifeCase(t.Context(), outbox.Claim{Payload: news}); err != nil {
				t.Fatal(err)
			}
			if after, err := in.life.Find(t.Context(), rec.ID); err != nil || after.State != tc.then {
				t.Errorf("%s, %v; want %s", after.State, err, tc.then)
			}
		})
	}
}

// toGrant lets the rule come to a grant for somebody of the demo, and returns what waits for its case.
func (in *instance) toGrant(t *testing.T, subject identity.PersonID) (rec lifeevents.Record) {
	t.Helper()
	if err := in.site.Residents.LoadDemo(t.Context()); err != nil {
		t.Fatal(err)
	}
	in.switchRule(t, true)
	if _, err := in.runRules(t.Context(), in.site.Municipality, in.site.Book, civil.Today(in.clock), false, nil); err != nil {
		t.Fatal(err)
	}
	standing, err := in.life.Standing(t.Context(), transport)
	for _, one := range standing {
		if one.Subject == subject {
			rec = one
		}
	}
	if err != nil || rec.State != lifeevents.Opening || rec.Receiver != "" {
		t.Fatalf("%+v, %v", standing, err)
	}
	return rec
}

// mark gives somebody of the demo a protected identity.
func (in *instance) mark(t *testing.T, who identity.PersonID) { in.row(t, who, "protection", "marked") }

// row lets the register say one thing more of somebody.
func (in *instance) row(t *testing.T, who identity.PersonID, column, value string) {
	t.Helper()
	person, err := in.site.Residents.Person(t.Context(), who)
	if err != nil {
		t.Fatal(err)
	}
	number, err := in.site.Residents.Number(t.Context(), who)
	if err != nil {
		t.Fatal(err)
	}
	row := "number;given;family;" + column + "\n" + number.Digits() + ";" + person.Given + ";" + person.Family + ";" + value + "\n"
	report, err := in.site.Residents.Import(t.Context(), residents.People, residents.CSV, strings.NewReader(row))
	if err != nil || report.Changed != 1 {
		t.Fatalf("%+v, %v", report, err)
	}
}

// switchRule switches the rule that grants.
func (in *instance) switchRule(t *testing.T, on bool) {
	t.Helper()
	if _, err := in.life.Switch(t.Context(), lifeevents.Switch{Rule: transport, On: on, At: in.clock(), By: "test", Under: "BUN 4.3"}); err != nil {
		t.Fatal(err)
	}
}
