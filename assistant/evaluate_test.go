package assistant

import (
	"strings"
	"testing"

	"forvag/knowledge"
)

func TestQuestionsAreSound(t *testing.T) {
	set, faults := Questions()
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	answerable := 0
	for _, q := range set.Questions {
		if q.Want.Refuse == "" {
			answerable++
		}
	}
	if unanswerable := len(set.Questions) - answerable; answerable < 150 || unanswerable < 100 {
		t.Errorf("%d answerable and %d unanswerable questions; want at least 150 and 100", answerable, unanswerable)
	}
}

func TestQuestionsThatWantNothing(t *testing.T) {
	for _, text := range []string{"questions:\n  - {ask: a}\n", "questions:\n  - {ask: a, want: {refuse: outside, services: [b]}}\n"} {
		if _, faults := ReadQuestions("q.yaml", []byte(text)); len(faults) != 1 {
			t.Errorf("%q: got %v", text, faults)
		}
	}
}

// A question stays in its half whatever else the set has, in any letters; one that has been mended by measures nothing.
func TestHalves(t *testing.T) {
	for _, c := range []struct {
		ask  string
		seen bool
		want bool
	}{
		{"hur söker jag bygglov", false, true}, {"Hur söker jag BYGGLOV", false, true}, {"får jag ha getter", false, false}, {"får jag ha getter", true, true},
	} {
		if got := (Asked{Ask: c.ask, Seen: c.seen}).Development(); got != c.want {
			t.Errorf("%q, seen %v: got %v", c.ask, c.seen, got)
		}
	}
	set, _ := Questions()
	answerable, others := 0, 0
	for _, q := range set.Questions {
		switch {
		case q.fresh, q.Development():
		case q.Want.Refuse == "":
			answerable++
		default:
			others++
		}
	}
	if answerable < 150 || others < 60 {
		t.Errorf("%d answerable and %d unanswerable questions measure", answerable, others)
	}
}

// The third part is balanced, speaks of every topic, repeats no other question, and is in neither half.
func TestFreshQuestions(t *testing.T) {
	set, _ := Questions()
	others, topics := map[string]bool{}, map[knowledge.Topic]bool{}
	answerable, unanswerable := 0, 0
	for _, q := range set.Questions {
		ask := strings.ToLower(q.Ask)
		switch {
		case !q.fresh:
			others[ask] = true
			continue
		case q.Development():
			t.Errorf("%q is learnt from", q.Ask)
		case others[ask]:
			t.Errorf("%q is in another part too", q.Ask)
		}
		if q.Want.Refuse == "" {
			answerable++
			topics[q.Topic] = true
		} else {
			unanswerable++
		}
	}
	if answerable < 60 || unanswerable < 60 {
		t.Errorf("%d answerable and %d unanswerable fresh questions; want at least 60 of each", answerable, unanswerable)
	}
	for _, topic := range knowledge.Topics() {
		if !topics[topic] {
			t.Errorf("no fresh question of %s", topic)
		}
	}
}
