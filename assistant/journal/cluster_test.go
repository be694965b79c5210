package journal_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"forvag/assistant/journal"
	"forvag/internal/locale"
	"forvag/internal/words"
)

// asked makes entries of questions; a number and x before one makes so many of it.
func asked(lang locale.Lang, questions ...string) (all []journal.Entry) {
	for _, q := range questions {
		n := 1
		if _, err := fmt.Sscanf(q, "%dx ", &n); err == nil {
			_, q, _ = strings.Cut(q, "x ")
		}
		for range n {
			all = append(all, journal.Entry{ID: journal.ID(fmt.Sprint(len(all))), Lang: lang, Question: q, Hour: noon.Truncate(time.Hour)})
		}
	}
	return all
}

func clusters(t *testing.T, entries []journal.Entry) (out []string) {
	t.Helper()
	for _, c := range journal.Clusters(entries) {
		var ways []string
		for _, a := range c.Asked {
			ways = append(ways, fmt.Sprintf("%d %s", a.Count, a.Text))
		}
		out = append(out, strings.Join(ways, " | "))
	}
	return out
}

func TestClusters(t *testing.T) {
	questions := []string{
		"3x var finns laddstolpar för elbil", "finns det laddstolpar för elbilen", "får jag sätta upp en laddstolpe", "2x laddstolpar elbil",
		"vad kostar förskolan", "vad kostar förskola", "kostar förskolan något på sommaren",
		"hur överklagar jag ett beslut", "överklaga beslut", "när töms soporna", "", "[namn]",
	}
	entries := append(asked(locale.SV, questions...), asked(locale.EN, "what does preschool cost", "cost of preschool")...)
	entries[9].Cited = []journal.Source{{Article: "forskola-avgift"}}
	entries[7].Cited, entries[8].Cited = entries[9].Cited, entries[9].Cited
	want := []string{
		"3 var finns laddstolpar för elbil | 2 laddstolpar elbil | 1 finns det laddstolpar för elbilen",
		"1 vad kostar förskolan | 1 kostar förskolan något på sommaren | 1 vad kostar förskola",
		"1 cost of preschool | 1 what does preschool cost",
		"1 hur överklagar jag ett beslut | 1 överklaga beslut",
		"1 får jag sätta upp en laddstolpe",
		"1 när töms soporna",
	}
	got := clusters(t, entries)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	for range 5 { // whatever order they come in
		rand.Shuffle(len(entries), func(i, j int) { entries[i], entries[j] = entries[j], entries[i] })
		if diff := cmp.Diff(got, clusters(t, entries)); diff != "" {
			t.Fatalf("another order: %s", diff)
		}
	}
}

func TestShower(t *testing.T) {
	texts := words.Set("hur ansöker jag om bygglov för en altan på min gård vad kostar det")
	known := func(_ locale.Lang, w string) bool { return texts[words.Fold(w)] }
	entries := asked(locale.SV, "3x var finns laddstolpar", "vad kostar det för Zlobodan på 28 m", "vad kostar laddstolpen")
	s := journal.NewShower(entries, known)
	for text, want := range map[string]string{
		"var finns laddstolpar":                       "var finns laddstolpar",
		"vad kostar det för Zlobodan på 28 m":         "vad kostar det för … på 28 …",
		"vad kostar [e-postadress] för [namn] Xerxes": "vad kostar [e-postadress] för [namn] …",
	} {
		if got := s.Show(locale.SV, text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

// BenchmarkClusters is what a page waits for: a month of a town, all of it put in different ways.
func BenchmarkClusters(b *testing.B) {
	var entries []journal.Entry
	stems := strings.Fields("bygglov altan förskola avgift skolskjuts sophämtning parkering tillstånd ansökan äldreboende hemtjänst bibliotek simhall vatten avlopp gata lampa träd granne beslut")
	for i := range 5000 {
		r := rand.New(rand.NewPCG(uint64(i), 1))
		q := []string{"hur", "får", "jag"}
		for range 4 {
			q = append(q, stems[r.IntN(len(stems))])
		}
		entries = append(entries, asked(locale.SV, strings.Join(slices.Compact(q), " "))...)
	}
	for b.Loop() {
		journal.Clusters(entries)
	}
}
