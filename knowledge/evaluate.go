package knowledge

import (
	"cmp"
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"forvag/internal/locale"
)

// Measures are how well an index answers a benchmark: means over its questions.
type Measures struct {
	NDCG10  float64 `json:"ndcg10"`
	MRR10   float64 `json:"mrr10"`
	Recall1 float64 `json:"recall1"`
	Recall5 float64 `json:"recall5"`
	P50     float64 `json:"ms_per_query_p50"`
	P99     float64 `json:"ms_per_query_p99"`
}

// Evaluation is a benchmark's result beside that of the baseline in the same run.
type Evaluation struct {
	Questions int `json:"questions"`
	Documents int `json:"documents"`
	Measures
	// Baseline is plain BM25 over character 3–5-grams.
	Baseline Measures `json:"baseline"`
	// Difference is how much higher nDCG@10 is than the baseline's, with the 95 % interval of a paired bootstrap over the questions.
	Difference Difference `json:"difference_ndcg10"`
}

// Difference is a mean of differences.
type Difference struct {
	Mean float64 `json:"mean"`
	Low  float64 `json:"ci95_low"`
	High float64 `json:"ci95_high"`
}

// rankDepth is how many documents count.
const rankDepth = 10

// Evaluate asks an index a benchmark's questions, and the baseline the same. fill makes the index of chunks.
func Evaluate(ctx context.Context, fill func(chunks []Chunk) (Index, error), lang locale.Lang, b *Benchmark) (Evaluation, error) {
	var chunks []Chunk
	for _, d := range b.Documents {
		chunks = append(chunks, Cut(d.ID, lang, d.Title, d.Text)...)
	}
	index, err := fill(chunks)
	if err != nil {
		return Evaluation{}, err
	}
	own, gains, err := measure(b, func(question string) ([]string, error) {
		hits, err := index.Search(ctx, Query{Lang: lang, Text: question, Limit: rankDepth})
		ids := make([]string, len(hits))
		for i, h := range hits {
			ids[i] = h.Chunk.Document
		}
		return ids, err
	})
	if err != nil {
		return Evaluation{}, err
	}
	base := newBaseline(b.Documents)
	baseline, baseGains, err := measure(b, base.search)
	return Evaluation{len(b.Questions), len(b.Documents), own, baseline, difference(gains, baseGains)}, err
}

// measure asks every question. Gains are the nDCG@10 of each.
func measure(b *Benchmark, search func(question string) ([]string, error)) (m Measures, gains []float64, err error) {
	var took []float64
	n := float64(len(b.Questions))
	for _, q := range b.Questions {
		start := time.Now()
		ids, err := search(q.Text)
		took = append(took, float64(time.Since(start).Microseconds())/1000)
		if err != nil {
			return m, nil, err
		}
		gains = append(gains, ndcg(ids, q.Relevant))
		m.NDCG10 += ndcg(ids, q.Relevant) / n
		m.MRR10 += reciprocal(ids, q.Relevant) / n
		m.Recall1 += recall(ids, q.Relevant, 1) / n
		m.Recall5 += recall(ids, q.Relevant, 5) / n
	}
	m.P50, m.P99 = quantile(took, 0.5), quantile(took, 0.99)
	return m, gains, nil
}

// ndcg is the normalised discounted cumulative gain of the first ten (Järvelin and Kekäläinen, 2002), with the gain linear as in trec_eval.
func ndcg(ids []string, relevant map[string]int) float64 {
	gain, ideal := 0.0, 0.0
	for i, id := range ids[:min(len(ids), rankDepth)] {
		gain += float64(relevant[id]) / math.Log2(float64(i+2))
	}
	best := make([]int, 0, len(relevant))
	for _, score := range relevant {
		best = append(best, score)
	}
	slices.SortFunc(best, func(a, b int) int { return b - a })
	for i, score := range best[:min(len(best), rankDepth)] {
		ideal += float64(score) / math.Log2(float64(i+2))
	}
	if ideal == 0 {
		return 0
	}
	return gain / ideal
}

func reciprocal(ids []string, relevant map[string]int) float64 {
	for i, id := range ids[:min(len(ids), rankDepth)] {
		if relevant[id] > 0 {
			return 1 / float64(i+1)
		}
	}
	return 0
}

func recall(ids []string, relevant map[string]int, depth int) float64 {
	found := 0
	for _, id := range ids[:min(len(ids), depth)] {
		if relevant[id] > 0 {
			found++
		}
	}
	return float64(found) / float64(max(len(relevant), 1))
}

// quantile is the least value that a share of all lies at or under; zero of none.
func quantile(values []float64, share float64) float64 {
	if len(values) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(values))
	return sorted[min(int(math.Ceil(share*float64(len(sorted)))), len(sorted))-1]
}

// resamples is how many times the bootstrap draws.
const resamples = 10_000

// difference compares two systems' gains on the same questions. The draws are the same in every run.
func difference(a, b []float64) Difference {
	n := len(a)
	deltas := make([]float64, n)
	mean := 0.0
	for i := range a {
		deltas[i] = a[i] - b[i]
		mean += deltas[i] / float64(n)
	}
	random := rand.New(rand.NewPCG(1, 1))
	means := make([]float64, resamples)
	for i := range means {
		for range n {
			means[i] += deltas[random.IntN(n)] / float64(n)
		}
	}
	return Difference{mean, quantile(means, 0.025), quantile(means, 0.975)}
}

// baseline is BM25 over the 3–5-grams of words with their ends marked, each gram of the question once: nothing else.
type baseline struct {
	ids   []string
	grams numbering
	field *field
}

func newBaseline(documents []BenchmarkDocument) *baseline {
	b := &baseline{grams: numbering{}, field: newField(1.5, 0.75)}
	var bag bag
	for slot, d := range documents {
		b.ids = append(b.ids, d.ID)
		for _, w := range split(d.Title + " " + d.Text) {
			for _, g := range gramsOf(w) {
				bag.add(b.grams.of(g), 1)
			}
		}
		b.field.add(uint32(slot), bag.take())
	}
	return b
}

func (b *baseline) search(question string) ([]string, error) {
	asked := map[uint32]float32{}
	for _, w := range split(question) {
		for _, g := range gramsOf(w) {
			if id, known := b.grams[g]; known {
				asked[id] = 1
			}
		}
	}
	scores := make([]float32, len(b.ids))
	b.field.score(termsOf(asked), b.field.norms(nil), scores)
	order := make([]int, len(b.ids))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(x, y int) int { return cmp.Compare(scores[y], scores[x]) })
	ids := make([]string, min(rankDepth, len(order)))
	for i := range ids {
		ids[i] = b.ids[order[i]]
	}
	return ids, nil
}
