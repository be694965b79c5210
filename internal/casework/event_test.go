package casework

import (
	"strings"
	"testing"
	"time"
)

// history is a short chain.
func history(t *testing.T) Stored {
	t.Helper()
	at := time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)
	c := &Change{File: &File{Case: Case{ID: "c"}}, at: at}
	for _, step := range []struct {
		kind EventKind
		d    Details
	}{
		{Submitted, Details{Opening: &Opening{Board: "BN", Title: "Carport"}}},
		{Noted, Details{Text: "Called"}},
		{Assigned, Details{Assignee: "ada"}},
	} {
		if err := c.system(step.kind, Parties, step.d); err != nil {
			t.Fatal(err)
		}
	}
	return Stored{Case: c.File.Case, Events: c.Events}
}

func TestChainHolds(t *testing.T) {
	s := history(t)
	if problems := chain(s); problems != nil {
		t.Fatalf("an untouched chain: %v", problems)
	}
	for i := range s.Events {
		s.Events[i].Payload, s.Events[i].Salt = nil, nil
	}
	s.Case.Disposed = true
	if problems := chain(s); problems != nil {
		t.Errorf("after disposal: %v", problems)
	}
}

func TestChainBreaks(t *testing.T) {
	for _, test := range []struct {
		name  string
		touch func(*Stored)
		want  string
	}{
		{"payload", func(s *Stored) { s.Events[1].Payload = []byte(`{"text":"Never called"}`) }, "content is not what was signed"},
		{"payload gone", func(s *Stored) { s.Events[1].Payload = nil }, "content is gone"},
		{"salt", func(s *Stored) { s.Events[1].Salt = []byte("pepper") }, "content is not what was signed"},
		{"actor", func(s *Stored) { s.Events[1].Actor = "bo" }, "header is not what was signed"},
		{"audience", func(s *Stored) { s.Events[1].Audience = Everyone }, "header is not what was signed"},
		{"instant", func(s *Stored) { s.Events[1].At = s.Events[1].At.Add(time.Microsecond) }, "header is not what was signed"},
		{"event gone", func(s *Stored) { s.Events = append(s.Events[:1], s.Events[2:]...) }, "stands where 2 belongs"},
		{"last event gone", func(s *Stored) { s.Events = s.Events[:2] }, "the chain at 2"},
		{"forged whole", func(s *Stored) {
			e := &s.Events[1]
			e.Details.Text = "Never called"
			if err := e.seal(e.Prev, e.Salt); err != nil {
				panic(err)
			}
		}, "event 3 does not follow"},
	} {
		s := history(t)
		test.touch(&s)
		if got := strings.Join(chain(s), "; "); !strings.Contains(got, test.want) {
			t.Errorf("%s: got %q, want %q", test.name, got, test.want)
		}
	}
}

func TestFoldMakesTheSameFile(t *testing.T) {
	s := history(t)
	f, err := Fold(s.Events)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := f.Case.fingerprint(), s.Case.fingerprint(); strings.Replace(want, "Version:1", "Version:0", 1) != got {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestEveryKindOfEventStandsInTheTable(t *testing.T) {
	for _, kind := range []EventKind{Joined, Claimed, Stated, Assigned, Unassigned, Moved, Requested, RequestWithdrawn, Answered, Messaged, Noted,
		DocumentAdded, SecrecySet, Waiting, Resumed, Delayed, Extended, Demanded, DemandRefused, Decided, Corrected, Noticed, Announced,
		Appealed, AppealForwarded, AppealSettled, Withdrawn, Closed, Reopened, PartsDisposed, Disposed} {
		m, ok := moves[kind]
		if !ok || m.in == nothing {
			t.Errorf("%s: no row, or no state that it is possible in", kind)
		}
		if m.party == "" && m.officer == "" && kind != Disposed && kind != PartsDisposed {
			t.Errorf("%s: nobody may do it", kind)
		}
	}
}
