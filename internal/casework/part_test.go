package casework

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// full is a chain with one event of each kind of part.
func full(t *testing.T) Stored {
	t.Helper()
	c := &Change{File: &File{Case: Case{ID: "c"}}, at: time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)}
	for _, step := range []struct {
		kind EventKind
		d    Details
	}{
		{Submitted, Details{Opening: &Opening{Board: "BN", Title: "Carport <1>"}, Sent: &Sent{Answers: []byte(`{"a":"<å>"}`)},
			Documents: []Document{{ID: "d1", Title: "One", Party: "q"}, {ID: "d2", Title: "Two"}}}},
		{Messaged, Details{Message: &Message{ID: "m", Text: "Hello", Party: "p"}, Documents: []Document{{ID: "d3"}}}},
		{Noted, Details{Text: "Called"}},
	} {
		if err := c.system(step.kind, Parties, step.d); err != nil {
			t.Fatal(err)
		}
	}
	return Stored{Case: c.File.Case, Events: c.Events}
}

func TestAnyPartsMayGoAndTheChainHolds(t *testing.T) {
	names := []string{"1 sent", "1 documents d1", "1 documents d2", "2 message", "2 documents d3", "3 said"}
	rapid.Check(t, func(r *rapid.T) {
		s := full(t)
		all := map[string]bool{}
		for range 2 { // what is left can lose more
			gone := map[string]bool{}
			for _, name := range names {
				if rapid.Bool().Draw(r, name) {
					gone[name], all[name] = true, true
				}
			}
			for i := range s.Events {
				left, _, err := strip(s.Events[i].Payload, gone, s.Events[i].Seq)
				if err != nil {
					r.Fatal(err)
				}
				s.Events[i].Payload = left
			}
		}
		if problems := chain(s); problems != nil {
			r.Fatalf("without %v: %v", all, problems)
		}
		text := ""
		for _, e := range s.Events {
			text += string(e.Payload)
		}
		for name, word := range map[string]string{"1 sent": "å", "1 documents d1": "One", "1 documents d2": "Two", "2 message": "Hello", "3 said": "Called"} {
			if all[name] == strings.Contains(text, word) {
				r.Fatalf("without %v %q is there: %v", all, word, !all[name])
			}
		}
	})
}

func TestWhatIsLeftOfAPartIsSigned(t *testing.T) {
	for _, test := range []struct{ name, from, to, want string }{
		{"a part that is there", `"Hello"`, `"Goodbye"`, "event 2: its content is not what was signed"},
		{"its salt", `"salt":"`, `"salt":"0`, "event 2: its content is not what was signed"},
		{"the digest that is left", `"gone":"`, `"gone":"0`, "event 2: its content is not what was signed"},
		{"the rest", `"party":"p"`, `"party":"q"`, "event 2: its content is not what was signed"},
		{"nothing, but that nobody said why it went", ``, ``, "event 2: documents is gone, and nothing says that it was disposed of"},
	} {
		s := full(t)
		left, _, err := strip(s.Events[1].Payload, map[string]bool{"2 documents d3": true}, 2)
		if err != nil {
			t.Fatal(err)
		}
		s.Events[1].Payload = []byte(strings.Replace(string(left), test.from, test.to, 1))
		if got := strings.Join(examine(t.Context(), s, nil), "; "); !strings.Contains(got, test.want) {
			t.Errorf("%s: got %q, want %q", test.name, got, test.want)
		}
	}
}

func TestVerifySeesWhatDisposalLeft(t *testing.T) {
	message := Part{Seq: 2, Name: partMessage, ID: "m", Party: "p"}
	document := Part{Seq: 1, Name: partDocument, Document: &Document{ID: "d1", Party: "q"}}
	for _, test := range []struct {
		name     string
		told     Part
		take     string // the key of what is taken out
		event    int
		from, to string // in the payload that is left
		want     string
	}{
		{"as it should be", message, "2 message", 2, "", "", ""},
		{"a document", document, "1 documents d1", 1, "", "", ""},
		{"told before messages had names", Part{Seq: 2, Name: partMessage}, "2 message", 2, "", "", ""},
		{"told and still there", message, "", 2, "", "", "event 2: message was disposed of, and is there still"},
		{"a document that is still there", document, "", 1, "", "", "event 1: documents was disposed of, and is there still"},
		{"a text written into what is gone", message, "2 message", 2, `"gone":`, `"text":"Hello","gone":`, "event 2: its content is not what was signed"},
		{"a title", document, "1 documents d1", 1, `"gone":`, `"title":"One","gone":`, "event 1: its content is not what was signed"},
		{"a party twice", message, "2 message", 2, `"party":"p"`, `"party":"My leg","party":"p"`, "event 2: its content is not what was signed"},
		{"a key in capitals", message, "2 message", 2, `"gone":`, `"Text":"Hello","gone":`, "event 2: its content is not what was signed"},
		{"another message's name", message, "2 message", 2, `"id":"m"`, `"id":"n"`, "event 2: what is left of message is not what was told"},
		{"another's message", message, "2 message", 2, `"party":"p"`, `"party":"q"`, "event 2: what is left of message is not what was told"},
		{"another's document", document, "1 documents d1", 1, `"party":"q"`, `"party":"p"`, "event 1: what is left of documents is not what was told"},
		{"another document", document, "1 documents d1", 1, `"id":"d1"`, `"id":"d9"`, "event 1: documents is gone, and nothing says"},
		{"words with a name", Part{Seq: 3, Name: partSaid}, "3 said", 3, `"gone":`, `"party":"My leg","gone":`,
			"event 3: what is left of said is not what was told"},
	} {
		s := full(t)
		e := &s.Events[test.event-1]
		left, _, err := strip(e.Payload, map[string]bool{test.take: true}, test.event)
		if err != nil {
			t.Fatal(err)
		}
		e.Payload = []byte(strings.Replace(string(left), test.from, test.to, 1))
		s.Events = append(s.Events, Event{Seq: 4, Details: Details{Disposal: &Disposal{Parts: []Part{test.told}}}})
		got := strings.Join(append(chain(Stored{Case: s.Case, Events: s.Events[:3]}), unexplained(s.Events)...), "; ")
		if (got == "") != (test.want == "") || !strings.HasPrefix(got, test.want) {
			t.Errorf("%s: got %q, want %q", test.name, got, test.want)
		}
	}
}

// TestUnsealedPayloads signs what was written before parts were sealed, as it was.
func TestUnsealedPayloads(t *testing.T) {
	payload := []byte(`{"text":"Called","documents":[{"id":"d","title":"One"}],"message":{"id":"m","text":"Hello"}}`)
	sum := sha256.Sum256(append([]byte("salt"), payload...))
	if got, err := Digest([]byte("salt"), payload); err != nil || got != Hash(hex.EncodeToString(sum[:])) {
		t.Errorf("digest: %s, %v", got, err)
	}
	left, changed, err := strip(payload, map[string]bool{"1 documents d": true, "1 message": true}, 1)
	if err != nil || changed || string(left) != string(payload) {
		t.Errorf("strip: %s, %v, %v", left, changed, err)
	}
}

// FuzzSigned holds that no stored payload makes verification panic.
func FuzzSigned(f *testing.F) {
	f.Add([]byte(`{"documents":[{"id":"d","salt":"s"}],"message":null,"said":{"gone":"x"}}`))
	f.Add([]byte(`{"documents":7}`))
	f.Fuzz(func(t *testing.T, payload []byte) {
		once, err := signed(payload)
		if err != nil {
			return
		}
		if left, changed, err := strip(payload, nil, 1); err != nil || changed || string(left) != string(payload) {
			t.Errorf("nothing taken out: %s, %v", left, err)
		}
		if len(once) == 0 {
			t.Error("nothing signed")
		}
	})
}
