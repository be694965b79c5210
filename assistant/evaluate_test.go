package assistant

import "testing"

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
