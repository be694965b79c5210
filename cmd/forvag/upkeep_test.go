package main

import (
	"strings"
	"testing"
	"time"

	"forvag/internal/content"
	"forvag/portal/draft"
)

// TestUpkeepRemovesFilesThatNothingNames lets time pass over files that a case, a draft, both or nothing names.
func TestUpkeepRemovesFilesThatNothingNames(t *testing.T) {
	eachStorage(t, func(t *testing.T, s storage) {
		ctx, now := t.Context(), time.Now()
		in, err := openQuietly(s, func() time.Time { return now })
		if err != nil {
			t.Fatal(err)
		}
		defer in.Close()
		for _, text := range []string{"case", "both"} {
			if _, err := submit(in, text); err != nil {
				t.Fatal(err)
			}
		}
		d, err := in.site.Drafts.Start(ctx, draft.Owner{Person: "p"}, "synpunkt", "h", nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range []string{"both", "draft", "nothing"} {
			hash, size, err := in.blobs.Put(ctx, strings.NewReader(text), 100)
			if err != nil {
				t.Fatal(err)
			}
			if text == "nothing" {
				continue
			}
			if err := in.site.Drafts.AddFile(ctx, d, draft.File{Field: "f", Name: "f", MediaType: "text/plain", Size: size, Hash: string(hash)}); err != nil {
				t.Fatal(err)
			}
		}
		for _, step := range []struct {
			name  string
			pass  time.Duration
			there string
		}{
			{"an upload's row may still be on its way", time.Hour, "case both draft nothing"},
			{"after a day nobody will name it", 24 * time.Hour, "case both draft"},
			{"the draft has expired", draft.Life, "case both"},
			{"cases keep theirs", 300 * 24 * time.Hour, "case both"},
		} {
			now = now.Add(step.pass)
			if _, err := in.site.Drafts.Sweep(ctx); err != nil {
				t.Fatal(err)
			}
			if err := in.sweepFiles(ctx); err != nil {
				t.Fatal(err)
			}
			var there []string
			for _, text := range []string{"case", "both", "draft", "nothing"} {
				if exists, err := in.blobs.Exists(content.Sum([]byte(text))); err != nil {
					t.Fatal(err)
				} else if exists {
					there = append(there, text)
				}
			}
			if got := strings.Join(there, " "); got != step.there {
				t.Errorf("%s: there are %s, want %s", step.name, got, step.there)
			}
		}
	})
}
