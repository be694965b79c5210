package knowledge

import (
	"fmt"
	"io/fs"
	"math/rand/v2"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
	"unsafe"

	"forvag/internal/locale"
)

// The size that a lexical question is measured at: as many chunks as a large municipality has, all pages included.
const (
	benchDocuments = 5000
	benchPassages  = 4
)

// many is an index of 20,000 chunks of about sixty words, drawn sentence by sentence from the articles, a few words in each put together anew so that
// the vocabulary grows as it does in real texts; and questions as residents put them.
var many = sync.OnceValues(func() (*Memory, []string) {
	var sentences, words, questions []string
	random := rand.New(rand.NewPCG(1, 2))
	names, _ := fs.Glob(Articles(), "sv/*.md")
	for _, name := range names {
		data, _ := fs.ReadFile(Articles(), name)
		f, _ := parse(name, locale.SV, data)
		if f == nil {
			continue
		}
		questions = append(questions, f.article.Questions...)
		questions = append(questions, f.article.Title)
		for _, p := range f.article.Passages {
			for _, s := range p.Sentences() {
				sentences = append(sentences, s.Text())
				words = append(words, split(s.Text())...)
			}
		}
	}
	var chunks []Chunk
	for d := range benchDocuments {
		for p := range benchPassages {
			var text strings.Builder
			for n := 0; n < 60; {
				s := sentences[random.IntN(len(sentences))]
				n += len(strings.Fields(s))
				text.WriteString(s + " ")
				if random.IntN(3) == 0 {
					text.WriteString(words[random.IntN(len(words))] + words[random.IntN(len(words))] + ". ")
				}
			}
			id := fmt.Sprint("d", d)
			chunks = append(chunks, Chunk{ID: fmt.Sprint(id, "#", p), Document: id, Lang: locale.SV, Title: sentences[random.IntN(len(sentences))], Text: text.String()})
		}
	}
	return NewMemory(chunks...), questions
})

// BenchmarkLexical is one question against 20,000 chunks on one core.
func BenchmarkLexical(b *testing.B) {
	x, questions := many()
	b.ReportAllocs()
	runtime.LockOSThread() // so that the processor's time is that of the questions alone, however busy the machine is
	defer runtime.UnlockOSThread()
	var took, busy []float64
	for i := 0; b.Loop(); i++ {
		start, before := time.Now(), processorTime()
		if _, err := x.Search(b.Context(), Query{Lang: locale.SV, Text: questions[i%len(questions)]}); err != nil {
			b.Fatal(err)
		}
		took = append(took, float64(time.Since(start).Microseconds())/1000)
		busy = append(busy, float64((processorTime()-before).Nanoseconds())/1e6)
	}
	b.ReportMetric(quantile(took, 0.5), "ms-p50")
	b.ReportMetric(quantile(took, 0.99), "ms-p99")
	b.ReportMetric(quantile(busy, 0.5), "cpu-ms-p50")
	b.ReportMetric(quantile(busy, 0.99), "cpu-ms-p99")
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

// BenchmarkPut changes one article among 20,000 chunks.
func BenchmarkPut(b *testing.B) {
	x, _ := many()
	chunks := Cut("new", locale.SV, "Ny artikel", strings.Repeat("Ansökan om bygglov prövas av byggnadsnämnden inom tio veckor. ", 20))
	for b.Loop() {
		if err := x.Put(b.Context(), "new", chunks...); err != nil {
			b.Fatal(err)
		}
	}
}
