package draft_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"forvag/internal/dbx"
	"forvag/internal/dbx/dbtest"
	"forvag/internal/fault"
	"forvag/portal/draft"
)

var (
	saga    = draft.Owner{Person: "saga"}
	sagasAB = draft.Owner{Person: "saga", For: "ab"}
	visitor = draft.Owner{Session: "s1"}
)

func each(t *testing.T, test func(t *testing.T, s *draft.Store, now *time.Time)) {
	dbtest.Each(t, []dbx.Module{draft.Module}, func(t *testing.T, db *dbx.DB) {
		now := time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)
		test(t, draft.NewStore(db, func() time.Time { return now }), &now)
	})
}

func start(t *testing.T, s *draft.Store, o draft.Owner) *draft.Draft {
	t.Helper()
	d, err := s.Start(t.Context(), o, "felanmalan", "hash1", map[string][]string{"what": {"Lampan är släckt"}})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestDraftIsKeptAsItWasWritten(t *testing.T) {
	each(t, func(t *testing.T, s *draft.Store, _ *time.Time) {
		ctx, d := t.Context(), start(t, s, saga)
		d.Values["many"], d.Page, d.Hash = []string{"å", "ö"}, "plats", "hash2"
		if err := s.Save(ctx, saga, d); err != nil {
			t.Fatal(err)
		}
		if err := s.AddFile(ctx, d, draft.File{Field: "bild", Name: "lampa.jpg", MediaType: "image/jpeg", Hash: "h", Size: 12}); err != nil {
			t.Fatal(err)
		}
		got, err := s.Get(ctx, saga, d.ID)
		if diff := cmp.Diff(got, d); err != nil || diff != "" {
			t.Errorf("Get: %v\n-got +want\n%s", err, diff)
		}
		if kept, err := s.HasFile(ctx, "h"); err != nil || !kept {
			t.Errorf("HasFile = %v, %v", kept, err)
		}
		if err := s.RemoveFile(ctx, d, d.Files[0].ID); err != nil || len(d.Files) != 0 {
			t.Errorf("RemoveFile: %v, %d left", err, len(d.Files))
		}
		if kept, err := s.HasFile(ctx, "h"); err != nil || kept {
			t.Errorf("HasFile after removal = %v, %v", kept, err)
		}
	})
}

func TestDraftIsTheOwnersAlone(t *testing.T) {
	each(t, func(t *testing.T, s *draft.Store, _ *time.Time) {
		ctx, d := t.Context(), start(t, s, saga)
		for name, other := range map[string]draft.Owner{"a visitor": visitor, "the same person for a company": sagasAB, "another": {Person: "abdi"}} {
			if _, err := s.Get(ctx, other, d.ID); !errors.Is(err, fault.NotFound) {
				t.Errorf("%s reads it: got %v, want NotFound", name, err)
			}
			if err := s.Save(ctx, other, d); !errors.Is(err, fault.Gone) {
				t.Errorf("%s saves it: got %v, want Gone", name, err)
			}
			if err := s.Remove(ctx, other, d.ID); !errors.Is(err, fault.Gone) {
				t.Errorf("%s removes it: got %v, want Gone", name, err)
			}
		}
		if _, err := s.Get(ctx, saga, d.ID); err != nil {
			t.Errorf("the owner: %v", err)
		}
	})
}

func TestVisitorsDraftFollowsTheLogin(t *testing.T) {
	each(t, func(t *testing.T, s *draft.Store, _ *time.Time) {
		ctx, d := t.Context(), start(t, s, visitor)
		if err := s.Adopt(ctx, visitor, saga); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Get(ctx, saga, d.ID); err != nil {
			t.Errorf("after login: %v", err)
		}
		if _, err := s.Get(ctx, visitor, d.ID); !errors.Is(err, fault.NotFound) {
			t.Errorf("the visitor after login: got %v, want NotFound", err)
		}
	})
}

func TestSentDraftIsNoDraft(t *testing.T) {
	each(t, func(t *testing.T, s *draft.Store, now *time.Time) {
		ctx, d := t.Context(), start(t, s, saga)
		if err := s.MarkSent(ctx, saga, d, "case1", "sealed"); err != nil {
			t.Fatal(err)
		}
		if err := s.Save(ctx, saga, d); !errors.Is(err, fault.Gone) {
			t.Errorf("saving what was sent: got %v, want Gone", err)
		}
		if list, err := s.List(ctx, saga); err != nil || len(list) != 0 {
			t.Errorf("List = %v, %v", list, err)
		}
		if got, err := s.Get(ctx, saga, d.ID); err != nil || got.Case != "case1" {
			t.Errorf("a repeated submission finds %+v, %v", got, err)
		}
		*now = now.Add(25 * time.Hour)
		if _, err := s.Get(ctx, saga, d.ID); !errors.Is(err, fault.NotFound) {
			t.Errorf("a day later: got %v, want NotFound", err)
		}
		if n, err := s.Sweep(ctx); err != nil || n != 1 {
			t.Errorf("Sweep = %d, %v", n, err)
		}
	})
}

func TestListIsNewestFirst(t *testing.T) {
	each(t, func(t *testing.T, s *draft.Store, now *time.Time) {
		first := start(t, s, saga)
		*now = now.Add(time.Minute)
		second := start(t, s, saga)
		*now = now.Add(time.Minute)
		if err := s.Save(t.Context(), saga, first); err != nil {
			t.Fatal(err)
		}
		list, err := s.List(t.Context(), saga)
		if err != nil || len(list) != 2 || list[0].ID != first.ID || list[1].ID != second.ID {
			t.Errorf("List = %v, %v, want the last changed first", list, err)
		}
	})
}
