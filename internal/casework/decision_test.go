package casework

import (
	"testing"

	"forvag/internal/civil"
)

func TestAppealUntil(t *testing.T) {
	notices := []Notice{{Party: "a", On: civil.Must("2026-03-04")}}
	for _, test := range []struct {
		name      string
		kind      AppealKind
		announced string
		party     string
		want      string
	}{
		{"three weeks from a Wednesday is a Wednesday (FL 44 §)", Merits, "", "a", "2026-03-25"},
		{"not begun for who has not got part of it", Merits, "2026-03-02", "b", ""},
		{"the board of appeal for education counts the same", School, "", "a", "2026-03-25"},
		{"legality counts from the announcement for everybody (KL 13:5)", Legality, "2026-03-02", "a", "2026-03-23"},
		{"legality has not begun before it", Legality, "", "a", ""},
		{"planning: who was served", Planning, "2026-03-02", "a", "2026-03-25"},
		{"planning: who was not, one week later (PBL 13:16)", Planning, "2026-03-02", "b", "2026-03-30"},
		{"planning: neither served nor announced", Planning, "", "b", ""},
		{"Good Friday moves the last day past Easter", Legality, "2026-03-13", "a", "2026-04-07"},
		{"no appeal", Unappealable, "2026-03-02", "a", ""},
	} {
		announced, err := civil.Parse(test.announced)
		if err != nil {
			t.Fatal(err)
		}
		d := Decision{Appeal: test.kind, Announced: announced, Notices: notices}
		if got := d.AppealUntil(test.party).String(); got != test.want {
			t.Errorf("%s: got %s, want %s", test.name, got, test.want)
		}
	}
}

// TestEachPartysTimeCountsFromTheirOwnDay holds that what one party got tells nothing of another's time, over weekends and holidays.
func TestEachPartysTimeCountsFromTheirOwnDay(t *testing.T) {
	for _, test := range []struct{ name, on, want string }{
		{"a Friday", "2026-11-06", "2026-11-27"},
		{"a Saturday's last day is the Monday after", "2026-11-07", "2026-11-30"},
		{"a Sunday's too", "2026-11-08", "2026-11-30"},
		{"what would end on Christmas Eve ends after the holidays", "2026-12-03", "2026-12-28"},
		{"and on New Year's Eve likewise", "2026-12-10", "2027-01-04"},
		{"on Twelfth Night's day the day after", "2026-12-16", "2027-01-07"},
		{"Midsummer Eve moves to the Monday", "2027-06-04", "2027-06-28"},
		{"over the night that summer time begins", "2027-03-09", "2027-03-30"},
	} {
		d := Decision{Appeal: Merits, Notices: []Notice{{Party: "b", On: civil.Must("2026-01-07")}, {Party: "a", On: civil.Must(test.on)}}}
		if got := d.AppealUntil("a").String(); got != test.want {
			t.Errorf("%s: got %s, want %s", test.name, got, test.want)
		}
		if got := d.AppealUntil("b").String(); got != "2026-01-28" {
			t.Errorf("%s: the other's is %s", test.name, got)
		}
		if got := d.AppealUntil("c"); !got.IsZero() {
			t.Errorf("%s: who has got nothing may appeal until %s", test.name, got)
		}
	}
}

func TestClocks(t *testing.T) {
	ten := ClockRule{ID: "ten", Start: FromComplete, Length: civil.Period{N: 10, Unit: civil.Weeks},
		Extension: civil.Period{N: 10, Unit: civil.Weeks}, AskWithin: 21}
	promise := ClockRule{ID: "promise", Start: FromReceived, Length: civil.Period{N: 10, Unit: civil.WorkingDays}, Promise: true}
	request := func(asked, answered, withdrawn string) Request {
		r := Request{Asked: civil.Must(asked)}
		r.Answered, _ = civil.Parse(answered)
		r.Withdrawn, _ = civil.Parse(withdrawn)
		return r
	}
	for _, test := range []struct {
		name     string
		rule     ClockRule
		requests []Request
		extended bool
		decided  string
		due      string
		stopped  string
	}{
		{"complete from the start", ten, nil, false, "", "2026-05-11", ""},
		{"open completion: not begun", ten, []Request{request("2026-03-09", "", "")}, false, "", "", ""},
		{"answered: begins again", ten, []Request{request("2026-03-09", "2026-03-16", "")}, false, "", "2026-05-25", ""},
		{"asked for too late: goes on", ten, []Request{request("2026-03-30", "2026-04-20", "")}, false, "", "2026-05-11", ""},
		{"withdrawn: as if not asked", ten, []Request{request("2026-03-09", "", "2026-03-10")}, false, "", "2026-05-11", ""},
		{"extended", ten, nil, true, "", "2026-07-20", ""},
		{"decided", ten, nil, false, "2026-04-01", "2026-05-11", "2026-04-01"},
		{"working days", promise, nil, false, "", "2026-03-16", ""},
	} {
		f := &File{Case: Case{Received: civil.Must("2026-03-02")}, rules: []ClockRule{test.rule}, Requests: test.requests,
			extended: map[string]bool{test.rule.ID: test.extended}}
		if test.decided != "" {
			f.Decisions = []Decision{{On: civil.Must(test.decided)}}
		}
		c := f.clocks()[0]
		if c.Due.String() != test.due || c.Stopped.String() != test.stopped {
			t.Errorf("%s: due %q stopped %q, want %q %q", test.name, c.Due, c.Stopped, test.due, test.stopped)
		}
	}
}

func TestFollowCode(t *testing.T) {
	code := FollowCode("a key of at least 128 bits")
	if len(code) != 19 || code != FollowCode("a key of at least 128 bits") || code == FollowCode("another key of 128 bits") {
		t.Errorf("code %q", code)
	}
	for _, as := range []string{code, " " + code + " ", "o" + code[1:]} {
		if same := hashCode(as) == hashCode(code); same != (as[0] != 'o' || code[0] == '0') {
			t.Errorf("%q as %q: same %v", as, code, same)
		}
	}
}

func FuzzParseDiary(f *testing.F) {
	f.Add("BN 2026-000123")
	f.Add("ÅN 2026-1234567")
	f.Add("A 0000-000001")
	f.Fuzz(func(t *testing.T, s string) {
		d, ok := ParseDiary(s)
		if ok && d.String() != s {
			t.Errorf("%q became %q", s, d)
		}
	})
}

// TestDismissalIsAppealedAsSuch: that a matter was not tried can be appealed where what would have been decided in it could not (FL 40-41 §§).
func TestDismissalIsAppealedAsSuch(t *testing.T) {
	on := civil.Must("2026-11-23")
	for _, kind := range []AppealKind{Merits, Legality, Planning, School, Unappealable} {
		types := CaseType{Decisions: []DecisionType{{ID: "d", Appeal: kind}}}
		for _, outcome := range Outcomes() {
			want := kind
			if kind == Unappealable && outcome == Dismissed {
				want = Merits
			}
			d, err := decision(types, NewDecision{Type: "d", Outcome: outcome}, on, on)
			if err != nil || d.Appeal != want {
				t.Errorf("%s under %s is appealed by %s, want %s (%v)", outcome, kind, d.Appeal, want, err)
			}
		}
	}
}

// TestSimplifiedServiceTakesTwoWeeks from the working day after the decision (delgivningslagen 22 and 26 §§).
func TestSimplifiedServiceTakesTwoWeeks(t *testing.T) {
	for _, test := range []struct{ name, decided, want string }{
		{"a Monday", "2026-03-02", "2026-03-17"},
		{"a Friday", "2026-03-06", "2026-03-23"},
		{"Maundy Thursday", "2026-04-02", "2026-04-21"},
		{"the day before Christmas Eve", "2026-12-23", "2027-01-11"},
	} {
		if got := simplifiedFrom(civil.Must(test.decided)).String(); got != test.want {
			t.Errorf("%s: got %s, want %s", test.name, got, test.want)
		}
	}
}
