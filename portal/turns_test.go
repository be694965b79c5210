package portal

import "testing"

func TestOneQuestionAtATime(t *testing.T) {
	turns := newTurns()
	done, ok := turns.begin("a")
	if !ok {
		t.Fatal("the first question is refused")
	}
	if _, ok := turns.begin("a"); ok {
		t.Error("a second question is taken while the first is open")
	}
	if _, ok := turns.begin("b"); !ok {
		t.Error("somebody else's question is refused")
	}
	done()
	if _, ok := turns.begin("a"); !ok {
		t.Error("no question is taken after the first was answered")
	}
}
