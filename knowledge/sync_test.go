package knowledge_test

import (
	"context"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"forvag/internal/civil"
	"forvag/internal/locale"
	"forvag/knowledge"
)

// noted is an index that tells what is done to it.
type noted struct {
	knowledge.Index
	did []string
}

func (n *noted) Put(ctx context.Context, document string, chunks ...knowledge.Chunk) error {
	n.did = append(n.did, "put "+document)
	return n.Index.Put(ctx, document, chunks...)
}

func (n *noted) Remove(ctx context.Context, document string) error {
	n.did = append(n.did, "remove "+document)
	return n.Index.Remove(ctx, document)
}

// Only what reads otherwise on another day is put again, and what has passed is gone.
func TestSyncFollowsTheDay(t *testing.T) {
	l := load(t, map[string]string{
		"sv/altan.md":  article(),
		"sv/plank.md":  article("{setting.school_transport_f_3}", "en gräns"),
		"sv/passed.md": article("reviewed", "to: 2024-06-30\nreviewed", "{setting.school_transport_f_3}", "en gräns"),
	}, options())
	x := &noted{Index: knowledge.NewMemory()}
	var before *knowledge.Edition
	for _, step := range []struct {
		day  string
		want []string
	}{
		{"2024-06-29", []string{"put article:sv/altan", "put article:sv/passed", "put article:sv/plank"}},
		{"2024-06-30", nil},
		{"2024-07-01", []string{"put article:sv/altan", "remove article:sv/passed"}},
	} {
		x.did = nil
		now := l.On(civil.Must(step.day))
		if err := knowledge.Sync(t.Context(), x, before, now); err != nil {
			t.Fatal(err)
		}
		slices.Sort(x.did)
		if diff := cmp.Diff(step.want, x.did); diff != "" {
			t.Errorf("%s: %s", step.day, diff)
		}
		before = now
	}
	hits, err := x.Search(t.Context(), knowledge.Query{Lang: locale.SV, Text: "bygglov för altan"})
	if err != nil || len(hits) != 2 {
		t.Errorf("found %v, %v", hits, err)
	}
}
