package assistant_test

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
	"unsafe"

	"forvag/assistant"
	"forvag/internal/civil"
	"forvag/internal/locale"
	"forvag/internal/search"
	"forvag/knowledge"
	"forvag/portal/portaltest"
)

// The size that a turn is measured at: all pages of a large municipality.
const (
	benchDocuments = 5000
	benchPassages  = 4
)

// large is what the program carries among so many other articles, drawn from the sentences and the questions of its own, that there are 20,000 chunks;
// and questions as residents put them.
var large = sync.OnceValues(func() (assistant.Contents, []assistant.Asked) {
	almby, err := portaltest.Almby()
	if err != nil {
		panic(err)
	}
	c := almby.Search.Contents(civil.Must("2026-11-23"))
	var sentences, asked []string
	var docs []search.Document
	for _, a := range c.Articles.Articles(locale.SV) {
		for _, p := range a.Passages {
			for _, s := range p.Sentences() {
				sentences = append(sentences, s.Text())
			}
		}
		asked = append(asked, a.Questions...)
		docs = append(docs, search.Document{Kind: search.Article, ID: a.ID, Title: locale.Text{SV: a.Title}, More: locale.Text{SV: a.Text()},
			Keywords: map[locale.Lang][]string{locale.SV: a.Questions}})
	}
	for _, s := range c.Services.Services() {
		docs = append(docs, search.Document{Kind: search.Service, ID: s.ID, Title: s.Title, Text: s.Summary, Weight: 1.2,
			Keywords: map[locale.Lang][]string{locale.SV: s.Keywords.SV, locale.EN: s.Keywords.EN}})
	}
	chunks := c.Articles.Chunks()
	random := rand.New(rand.NewPCG(1, 2))
	pick := func(from []string) string { return from[random.IntN(len(from))] }
	for d := len(docs); d < benchDocuments; d++ {
		id, title, questions := fmt.Sprint("article:sv/d", d), pick(asked), []string{pick(asked), pick(asked), pick(asked), pick(asked)}
		var text strings.Builder
		for p := range benchPassages {
			text.Reset()
			for range 5 {
				text.WriteString(pick(sentences) + " ")
			}
			chunks = append(chunks, knowledge.Chunk{ID: fmt.Sprint(id, "#", p), Document: id, Lang: locale.SV, Title: title, Text: text.String(), Questions: questions})
		}
		docs = append(docs, search.Document{Kind: search.Article, ID: fmt.Sprint("d", d), Title: locale.Text{SV: title}, More: locale.Text{SV: text.String()},
			Keywords: map[locale.Lang][]string{locale.SV: questions}})
	}
	c.Passages, c.Everything = knowledge.NewMemory(chunks...), search.New(docs)
	c.Everything.Prepare()
	set, _ := assistant.Questions()
	return c, slices.DeleteFunc(set.Questions, func(q assistant.Asked) bool { return q.Lang != locale.SV })
})

// BenchmarkTurn is one whole turn without a language model among 20,000 chunks, and beside it the bare look-up in the index of the same questions.
func BenchmarkTurn(b *testing.B) {
	c, questions := large()
	a := assistant.New(assistant.DefaultGuards(), 0)
	runtime.LockOSThread() // so that the processor's time is that of the questions alone, however busy the machine is
	defer runtime.UnlockOSThread()
	var turns, lookups []float64
	for i := 0; b.Loop(); i++ {
		q := questions[i%len(questions)]
		start := processorTime()
		if _, err := a.Ask(b.Context(), c, assistant.Question{Text: q.Ask, Lang: q.Lang}); err != nil {
			b.Fatal(err)
		}
		between := processorTime()
		if _, err := c.Passages.Search(b.Context(), knowledge.Query{Lang: q.Lang, Text: q.Ask}); err != nil {
			b.Fatal(err)
		}
		turns, lookups = append(turns, (between-start).Seconds()), append(lookups, (processorTime()-between).Seconds())
	}
	total := 0.0
	for _, s := range turns {
		total += s
	}
	b.ReportMetric(float64(len(turns))/total, "questions/cpu-s")
	b.ReportMetric(1000*quantile(turns, .5), "cpu-ms-p50")
	b.ReportMetric(1000*quantile(turns, .99), "cpu-ms-p99")
	b.ReportMetric(1000*quantile(lookups, .5), "lookup-cpu-ms-p50")
	b.ReportMetric(quantile(turns, .5)/quantile(lookups, .5), "lookups-p50")
	b.ReportMetric(quantile(turns, .99)/quantile(lookups, .99), "lookups-p99")
}

// processorTime is what this thread has used of a processor.
func processorTime() time.Duration {
	const thisThread = 3 // CLOCK_THREAD_CPUTIME_ID of clock_gettime(2)
	var t syscall.Timespec
	if _, _, errno := syscall.Syscall(syscall.SYS_CLOCK_GETTIME, thisThread, uintptr(unsafe.Pointer(&t)), 0); errno != 0 {
		return 0
	}
	return time.Duration(t.Nano())
}

func quantile(values []float64, q float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[int(q*float64(len(sorted)-1))]
}
