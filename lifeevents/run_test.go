package lifeevents

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"forvag/internal/civil"
)

// heardStore makes what a test says of each rule, and keeps which rules' runs are logged.
type heardStore struct {
	Store
	made, reopened map[string]int
	logged         []string
}

// Apply implements Store. It is asked of reviews after all else, and makes none.
func (s *heardStore) Apply(_ context.Context, r *Rule, _ []Effect, _ time.Time) (made, reopened int, err error) {
	made, reopened = s.made[r.ID], s.reopened[r.ID]
	delete(s.made, r.ID)
	delete(s.reopened, r.ID)
	return made, reopened, nil
}

// LogRule implements Store.
func (s *heardStore) LogRule(_ context.Context, run RuleRun) error {
	s.logged = append(s.logged, run.Rule)
	return nil
}

// TestARunOfWhatIsHeardIsKeptOfTheRulesThatDidSomething has rules that make, that open again and that do nothing.
func TestARunOfWhatIsHeardIsKeptOfTheRulesThatDidSomething(t *testing.T) {
	var rules []*Rule
	for _, id := range []string{"first-nothing", "makes", "nothing", "reopens", "nothing-last"} {
		r := &Rule{ID: id}
		r.Trigger.Events = []EventKind{MovedIn}
		rules = append(rules, r)
	}
	var b Builder
	store := &heardStore{made: map[string]int{"makes": 2}, reopened: map[string]int{"reopens": 1}}
	day := civil.Must("2026-11-23")
	made, err := Catch(t.Context(), store, rules, &World{Day: day, People: b.Build()}, nil, day.Start())
	if err != nil || made != 2 {
		t.Errorf("made %d, %v", made, err)
	}
	if diff := cmp.Diff([]string{"makes", "reopens"}, store.logged); diff != "" {
		t.Error(diff)
	}
}
