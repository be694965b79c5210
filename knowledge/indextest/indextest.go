// Package indextest is what every knowledge.Index does, as tests that each implementation runs.
package indextest

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sync/errgroup"
	"pgregory.net/rapid"

	"forvag/internal/locale"
	"forvag/knowledge"
)

// Run runs the suite. make gives an empty index. One that is not exact may give other scores to the same, as one does that looks for near vectors.
func Run(t *testing.T, exact bool, make func(t *testing.T) knowledge.Index) {
	for _, tc := range []struct {
		name string
		run  func(t *testing.T, x knowledge.Index)
	}{
		{"finds what a resident says", finds},
		{"finds nothing where nothing fits", nothing},
		{"what is put shows at once", showsAtOnce},
		{"languages are apart", languages},
		{"a document stands once, by its best passage", once},
		{"a limit holds", limit},
		{"coverage and cosine tell what is covered", covers},
		{"evidence says where words stand", evidence},
		{"many at once", concurrent},
		{"changes leave nothing behind", func(t *testing.T, x knowledge.Index) { leavesNothing(t, exact, x) }},
	} {
		t.Run(tc.name, func(t *testing.T) { tc.run(t, make(t)) })
	}
}

// article is a document of passages, the first of which is its lead.
func article(lang locale.Lang, id, title string, passages ...string) []knowledge.Chunk {
	var out []knowledge.Chunk
	for i, text := range passages {
		c := knowledge.Chunk{ID: fmt.Sprintf("%s#%d", id, i), Document: id, Lang: lang, Title: title, Text: text}
		if i > 0 {
			c.Heading, c.Lead = fmt.Sprintf("Del %d", i), passages[0]
		}
		out = append(out, c)
	}
	return out
}

var shelf = [][]knowledge.Chunk{
	article(locale.SV, "altan", "Behöver jag bygglov för altan?", "En låg altan får du ofta bygga utan lov.", "Höjden mäts från marken. En altan på pålar räknas som byggnad."),
	article(locale.SV, "forskola", "Vad kostar förskolan?", "Avgiften för barnomsorg beror på hushållets inkomst.", "Du betalar varje månad, också när barnet är ledigt."),
	article(locale.SV, "sopor", "När töms soptunnan?", "Soptunnan töms varannan tisdag.", "Ställ ut kärlet senast klockan sex."),
	article(locale.SV, "parkering", "Parkeringstillstånd för rörelsehindrade", "Har du svårt att gå kan du få parkeringstillstånd.", "Tillståndet gäller i hela landet."),
	article(locale.SV, "skolskjuts", "Har mitt barn rätt till skolskjuts?", "Är vägen lång får barnet åka buss till skolan."),
	article(locale.EN, "bins", "When are the bins emptied?", "The bins are emptied every other Tuesday."),
}

func fill(t *testing.T, x knowledge.Index) {
	t.Helper()
	for _, chunks := range shelf {
		put(t, x, chunks[0].Document, chunks...)
	}
}

func put(t *testing.T, x knowledge.Index, document string, chunks ...knowledge.Chunk) {
	t.Helper()
	if err := x.Put(t.Context(), document, chunks...); err != nil {
		t.Fatal(err)
	}
}

func search(t *testing.T, x knowledge.Index, lang locale.Lang, question string) []knowledge.Hit {
	t.Helper()
	hits, err := x.Search(t.Context(), knowledge.Query{Lang: lang, Text: question})
	if err != nil {
		t.Fatal(err)
	}
	return hits
}

// first is the document that is found first; empty where none is.
func first(t *testing.T, x knowledge.Index, lang locale.Lang, question string) string {
	t.Helper()
	if hits := search(t, x, lang, question); len(hits) > 0 {
		return hits[0].Chunk.Document
	}
	return ""
}

func finds(t *testing.T, x knowledge.Index) {
	fill(t, x)
	for question, want := range map[string]string{
		"får jag bygga altan": "altan", "altanbygge": "altan", "ALTANEN!": "altan", "alltan": "altan", "vad kostar barnomsorgen": "forskola",
		"förskoleavgift": "forskola", "när kommer sopbilen och tömmer": "sopor", "handikapp parkering tillstånd": "parkering", "buss till skola": "skolskjuts",
	} {
		if got := first(t, x, locale.SV, question); got != want {
			t.Errorf("%q: found %q, want %q", question, got, want)
		}
	}
}

func nothing(t *testing.T, x knowledge.Index) {
	if hits := search(t, x, locale.SV, "altan"); len(hits) > 0 {
		t.Errorf("an empty index found %v", hits)
	}
	fill(t, x)
	for _, question := range []string{"", " ?! ", "xyzzy", "\xff", "🙂"} {
		if hits := search(t, x, locale.SV, question); len(hits) > 0 {
			t.Errorf("%q: found %v", question, hits)
		}
	}
}

func showsAtOnce(t *testing.T, x knowledge.Index) {
	fill(t, x)
	const question = "var badar man"
	put(t, x, "bad", article(locale.SV, "bad", "Badplatser", "Man badar vid Södra stranden.", "Vattnet provas.")...)
	if got := first(t, x, locale.SV, question); got != "bad" {
		t.Errorf("after it was added: found %q", got)
	}
	put(t, x, "bad", article(locale.SV, "bad", "Badplatser", "Vi simmar i Norra viken.")...)
	if hits := search(t, x, locale.SV, "södra stranden"); len(hits) > 0 && hits[0].Chunk.Document == "bad" && hits[0].Chunk.Text != "Vi simmar i Norra viken." {
		t.Errorf("the old text is found: %v", hits[0])
	}
	if got := first(t, x, locale.SV, "Norra viken"); got != "bad" {
		t.Errorf("after it was changed: found %q", got)
	}
	if err := x.Remove(t.Context(), "bad"); err != nil {
		t.Fatal(err)
	}
	if hits := search(t, x, locale.SV, "Norra viken"); len(hits) > 0 && hits[0].Chunk.Document == "bad" {
		t.Errorf("after it was removed: found %v", hits)
	}
	if err := x.Remove(t.Context(), "bad"); err != nil {
		t.Errorf("to remove what is not there: %v", err)
	}
}

func languages(t *testing.T, x knowledge.Index) {
	fill(t, x)
	if got := first(t, x, locale.EN, "when are bins emptied"); got != "bins" {
		t.Errorf("found %q, want bins", got)
	}
	for _, lang := range locale.Langs() {
		for _, h := range search(t, x, lang, "soptunna bins") {
			if h.Chunk.Lang != lang {
				t.Errorf("%s: found %v", lang, h.Chunk)
			}
		}
	}
	put(t, x, "bins", article(locale.SV, "bins", "Sopkärl", "Nu på svenska.")...)
	if hits := search(t, x, locale.EN, "bins emptied"); len(hits) > 0 {
		t.Errorf("a document that changed language is found in the old: %v", hits)
	}
}

func once(t *testing.T, x knowledge.Index) {
	fill(t, x)
	hits := search(t, x, locale.SV, "hur mäts höjden på altanen från marken")
	if len(hits) == 0 || hits[0].Chunk.ID != "altan#1" {
		t.Fatalf("found %v, want the second passage first", hits)
	}
	seen := map[string]bool{}
	for i, h := range hits {
		if seen[h.Chunk.Document] || h.Score <= 0 || h.Score > 1 || i > 0 && h.Score > hits[i-1].Score {
			t.Errorf("hit %d: %v", i, h)
		}
		seen[h.Chunk.Document] = true
	}
}

func limit(t *testing.T, x knowledge.Index) {
	for i := range 30 {
		put(t, x, fmt.Sprint(i), article(locale.SV, fmt.Sprint(i), fmt.Sprintf("Artikel %d", i), "Om kommunen och dess uppdrag.")...)
	}
	for n, want := range map[int]int{0: 10, 3: 3, 30: 30, 100: 30} {
		hits, err := x.Search(t.Context(), knowledge.Query{Lang: locale.SV, Text: "kommunens uppdrag", Limit: n})
		if err != nil || len(hits) != want {
			t.Errorf("limit %d: %d hits, %v; want %d", n, len(hits), err, want)
		}
	}
}

func covers(t *testing.T, x knowledge.Index) {
	fill(t, x)
	inside, outside := search(t, x, locale.SV, "när töms soptunnan")[0], search(t, x, locale.SV, "när öppnar månlandningen för turister")
	if inside.Coverage < 0.9 || inside.Coverage > 1 || inside.Cosine < 0.3 || inside.Cosine > 1 {
		t.Errorf("what stands there has coverage %.2f and cosine %.2f", inside.Coverage, inside.Cosine)
	}
	for _, h := range outside {
		if h.Coverage > 0.6 || h.Cosine > inside.Cosine {
			t.Errorf("what does not stand there has coverage %.2f and cosine %.2f in %s", h.Coverage, h.Cosine, h.Chunk.Document)
		}
	}
}

func concurrent(t *testing.T, x knowledge.Index) {
	fill(t, x)
	g, ctx := errgroup.WithContext(t.Context())
	for i := range 4 {
		g.Go(func() error {
			for n := range 20 {
				id := fmt.Sprintf("ny%d", i)
				if err := x.Put(ctx, id, article(locale.SV, id, fmt.Sprintf("Nyhet nummer%d", n), "Något nytt.")...); err != nil {
					return err
				}
				hits, err := x.Search(ctx, knowledge.Query{Lang: locale.SV, Text: "altan"})
				if err != nil {
					return err
				}
				if len(hits) == 0 || hits[0].Chunk.Document != "altan" {
					return fmt.Errorf("found %v", hits)
				}
			}
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		t.Error(err)
	}
}

// leavesNothing holds that an index that was changed any number of times answers as one that was filled anew.
func leavesNothing(t *testing.T, exact bool, x knowledge.Index) {
	ctx := context.Background()
	questions := []string{"altan bygglov", "vad kostar förskolan", "tisdag", "buss"}
	answers := func(x knowledge.Index) (out [][]string) {
		for _, q := range questions {
			hits, err := x.Search(ctx, knowledge.Query{Lang: locale.SV, Text: q})
			if err != nil {
				t.Fatal(err)
			}
			var ids []string
			for i, h := range hits {
				if exact {
					ids = append(ids, fmt.Sprintf("%s %.4f %.4f %.4f", h.Chunk.ID, h.Score, h.Coverage, h.Cosine))
				} else if i == 0 {
					ids = append(ids, fmt.Sprintf("%s %.4f %.4f", h.Chunk.ID, h.Coverage, h.Cosine))
				}
			}
			out = append(out, ids)
		}
		return out
	}
	fill(t, x)
	want, size := answers(x), x.Len()
	words := []string{"altan", "skola", "buss", "tisdag", "avgift", "hund", "brygga"}
	rapid.Check(t, func(rt *rapid.T) {
		ids := rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b", "c"}), 1, 8).Draw(rt, "documents")
		for _, id := range ids {
			text := rapid.SliceOfN(rapid.SampledFrom(words), 0, 5).Draw(rt, "text")
			var chunks []knowledge.Chunk
			for i, w := range text {
				chunks = append(chunks, knowledge.Chunk{ID: fmt.Sprintf("%s#%d", id, i), Document: id, Lang: locale.SV, Title: w, Text: w + " och " + w})
			}
			if err := x.Put(ctx, id, chunks...); err != nil {
				rt.Fatal(err)
			}
		}
		slices.Sort(ids)
		for _, id := range slices.Compact(ids) {
			if err := x.Remove(ctx, id); err != nil {
				rt.Fatal(err)
			}
		}
		if diff := cmp.Diff(want, answers(x)); diff != "" || x.Len() != size {
			rt.Fatalf("%d chunks, want %d; -want +got:\n%s", x.Len(), size, diff)
		}
	})
}

func evidence(t *testing.T, x knowledge.Index) {
	fill(t, x)
	chunks := article(locale.SV, "bad", "När öppnar badet?", "Badet öppnar klockan sju.", "Handdukar hyr du i receptionen.")
	for i := range chunks {
		chunks[i].Questions = []string{"simhallens öppettider", "kan man hyra handduk"}
	}
	if err := x.Put(t.Context(), "bad", chunks...); err != nil {
		t.Fatal(err)
	}
	first := func(text string) knowledge.Evidence {
		hits, err := x.Search(t.Context(), knowledge.Query{Lang: locale.SV, Text: text})
		if err != nil || len(hits) == 0 || hits[0].Chunk.Document != "bad" {
			t.Fatalf("%q: got %v %v", text, hits, err)
		}
		return hits[0].Evidence
	}
	if e := first("simhallens öppettider"); e.Words != 2 || e.Unknown != 0 || e.Title != 0 || e.Phrasing != e.Weight || e.Alike < 0.99 {
		t.Errorf("as residents say it: got %+v", e)
	}
	if e := first("kan man hyra handduk i Xyzzy"); e.Unknown == 0 || e.Phrasing == 0 || e.Phrasing >= e.Weight || e.Alike > 0.9 {
		t.Errorf("with an unknown word: got %+v", e)
	}
	if e := first("badet klockan"); e.Title == 0 || e.Lead <= e.Title || e.Text < e.Lead {
		t.Errorf("by title and lead: got %+v", e)
	}
	if e := first("badet klockan"); e.Passage != e.Text {
		t.Errorf("all in the passage that was found: got %+v", e)
	}
	if e := first("handdukar klockan"); e.Passage <= 0 || e.Passage >= e.Text {
		t.Errorf("half of it in another passage: got %+v", e)
	}
	if e := first("simhallens tisdagshandduk"); e.Unknown != 0 || e.Partly <= 0 {
		t.Errorf("a compound that is known by a part: got %+v", e)
	}
}
