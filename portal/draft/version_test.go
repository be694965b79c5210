package draft_test

import (
	"errors"
	"testing"
	"time"

	"forvag/internal/fault"
	"forvag/portal/draft"
)

// Of two tabs that have read the same draft, the later save is told; and what is sent keeps no key in the clear.
func TestLaterSaveIsTold(t *testing.T) {
	each(t, func(t *testing.T, s *draft.Store, _ *time.Time) {
		ctx, first := t.Context(), start(t, s, saga)
		second, err := s.Get(ctx, saga, first.ID)
		if err != nil {
			t.Fatal(err)
		}
		first.Values["what"] = []string{"ett"}
		if err := s.Save(ctx, saga, first); err != nil {
			t.Fatal(err)
		}
		second.Values["what"] = []string{"två"}
		if err := s.Save(ctx, saga, second); !errors.Is(err, fault.Stale) {
			t.Fatalf("the later save: got %v, want Stale", err)
		}
		if err := s.Save(ctx, saga, first); err != nil {
			t.Errorf("the same tab again: %v", err)
		}
		kept, err := s.Get(ctx, saga, first.ID)
		if err != nil || kept.Values["what"][0] != "ett" || kept.Version != first.Version {
			t.Errorf("kept %+v, %v", kept, err)
		}
		key := kept.Key
		if err := s.MarkSent(ctx, saga, kept, "case1", "sealed"); err != nil {
			t.Fatal(err)
		}
		if kept, err = s.Get(ctx, saga, first.ID); err != nil || kept.Key != "sealed" || key == "sealed" {
			t.Errorf("sent: key %q, %v", kept.Key, err)
		}
	})
}
