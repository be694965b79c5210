package main

import (
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"forvag/assistant"
	"forvag/assistant/journal"
	"forvag/internal/civil"
	"forvag/internal/locale"
	"forvag/internal/search"
	"forvag/knowledge"
	"forvag/knowledge/authored"
)

// TestEveryProcessAnswersByWhatIsPublished lets one process publish and withdraw, and another answer by it without being started anew. What holds is
// exported as files that forvag check takes.
func TestEveryProcessAnswersByWhatIsPublished(t *testing.T) {
	eachStorage(t, func(t *testing.T, s storage) {
		ctx, today := t.Context(), civil.Today(time.Now)
		here, err := openQuietly(s, time.Now)
		if err != nil {
			t.Fatal(err)
		}
		defer here.Close()
		there, err := openQuietly(s, time.Now)
		if err != nil {
			t.Fatal(err)
		}
		defer there.Close()
		answers := func(want bool) {
			t.Helper()
			if there.site, err = there.site.Rewritten(ctx); err != nil {
				t.Fatal(err)
			}
			a, err := there.site.Assistant.Ask(ctx, there.site.Search.Contents(today), assistant.Question{Text: "var finns lånecyklar att hyra", Lang: locale.SV})
			if err != nil {
				t.Fatal(err)
			}
			if got := a.Extract != nil && a.Extract.Article.ID == "lanecykel"; got != want {
				t.Errorf("the other process answers by it: %v, want %v", got, want)
			}
			found := slices.ContainsFunc(there.site.Search.On(today).Search(locale.SV, "lanecykel").Hits, func(h search.Hit) bool { return h.ID == "lanecykel" })
			if found != want {
				t.Errorf("the other process finds it: %v, want %v", found, want)
			}
		}
		d := authored.Draft{Article: "lanecykel", Topic: "trafik", Board: "TN", SV: authored.Words{
			Title: "Var finns lånecyklar?", Owner: "Gatuenheten", Body: "Du kan hyra en lånecykel vid kommunhuset.", Questions: "var finns lånecyklar\nhyra cykel\nlådcykel",
		}}
		store := here.site.Writing.Store
		answers(false)
		if err := store.Publish(ctx, "lanecykel", 0, "lena", "", d.Texts(today)...); err != nil {
			t.Fatal(err)
		}
		answers(true)

		dir := t.TempDir()
		if code, out, words := command(s, "knowledge", "export", dir); code != 0 || !strings.Contains(out, "1 file") {
			t.Fatalf("export: %d %s %s", code, out, words)
		}
		got, err := os.ReadFile(filepath.Join(dir, "articles", "sv", "lanecykel.md"))
		if err != nil || string(got) != string(d.Texts(today)[0].Data) {
			t.Errorf("the file: %v\n%s", err, got)
		}
		own, err := openFolder(dir)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := own.load(time.Now); err != nil {
			t.Errorf("the exported folder cannot be used: %v", err)
		}

		if err := store.Publish(ctx, "lanecykel", 1, "lena", ""); err != nil {
			t.Fatal(err)
		}
		answers(false)
		if a := there.site.Library.Written(locale.SV, "lanecykel"); a != nil {
			t.Errorf("%s is still there", a.ID)
		}
	})
}

// TestAnArticleThatLostWhatItNamesKeepsNothingFromStarting publishes what nothing of the municipality's holds up.
func TestAnArticleThatLostWhatItNamesKeepsNothingFromStarting(t *testing.T) {
	s := storage{Data: t.TempDir()}
	in, err := openQuietly(s, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	text := knowledge.Text{ID: "gone", Lang: locale.SV, Data: []byte("---\ntitle: X\ntopic: trafik\nboard: TN\nowner: Y\nreviewed: 2026-01-01\nquestions:\n  - a\n  - b\n  - c\n---\nSe {setting.gone}.\n")}
	if err := in.site.Writing.Store.Publish(t.Context(), "gone", 0, "lena", "", text); err != nil {
		t.Fatal(err)
	}
	if err := in.Close(); err != nil {
		t.Fatal(err)
	}
	again, err := openQuietly(s, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	flags := again.site.Library.On(civil.Today(time.Now)).Flags
	found := false
	for _, f := range flags {
		found = found || f.Article.ID == "gone" && f.Kind == knowledge.Lacks && strings.Contains(f.What, "gone")
	}
	if !found {
		t.Errorf("it is not flagged: %v", flags)
	}
}

// TestUpkeepForgetsQuestions lets the time pass that questions are kept.
func TestUpkeepForgetsQuestions(t *testing.T) {
	ctx, now := t.Context(), time.Now()
	s := settings{storage: storage{Data: t.TempDir()}, Listen: "127.0.0.1:0", SessionIdle: time.Hour, QuestionsKept: 1}
	p, err := start(ctx, s, func() time.Time { return now }, slog.New(slog.DiscardHandler), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	defer p.listener.Close()
	p.site.Journal.Record(journal.Entry{Lang: locale.SV, Question: "vad"})
	for _, step := range []struct {
		pass time.Duration
		left int
	}{{23 * time.Hour, 1}, {2 * time.Hour, 0}} {
		if err := p.site.Journal.Flush(ctx); err != nil {
			t.Fatal(err)
		}
		now = now.Add(step.pass)
		if err := p.sweep(ctx); err != nil {
			t.Fatal(err)
		}
		if got, err := p.site.Journal.Between(ctx, now.AddDate(-1, 0, 0), now, 10); len(got) != step.left || err != nil {
			t.Errorf("%d are left, %v; want %d", len(got), err, step.left)
		}
	}
}
