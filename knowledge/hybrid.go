package knowledge

import (
	"context"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"forvag/internal/content"
)

// Hybrid is an index by words and by meaning. Vectors come in the background: until a chunk has one, and as long as the endpoint does not answer, it
// is found by its words alone. It is safe for concurrent use.
type Hybrid struct {
	*Memory
	vectors  Vectors
	embedder Embedder
	clock    func() time.Time
	log      *slog.Logger

	mu sync.Mutex
	// texts are what each chunk's vector is made of, by hash, and owners the hashes of each document.
	texts  map[content.Hash]string
	uses   map[content.Hash]int
	owners map[string][]content.Hash
	// silent is until when questions are not sent, since the endpoint did not answer.
	silent time.Time
	wake   chan struct{}
}

const (
	// questionTime is the most that a question waits for its vector.
	questionTime = 500 * time.Millisecond
	// silence is how long questions go without vectors after one that got none.
	silence = 30 * time.Second
	// batch is how many texts are sent at once.
	batch = 32
	// nearest is how many chunks count as alike: as many as pgvector looks for when it is not told (hnsw.ef_search).
	nearest = 40
	// The waits between tries after an endpoint has failed.
	firstWait = time.Second
	lastWait  = 5 * time.Minute
)

// NewHybrid lays vectors beside an index of words. chunks are those that the index has. Run gives them their vectors.
func NewHybrid(chunks []Chunk, vectors Vectors, embedder Embedder, clock func() time.Time, log *slog.Logger) *Hybrid {
	h := &Hybrid{
		Memory: NewMemory(chunks...), vectors: vectors, embedder: embedder, clock: clock, log: log,
		texts: map[content.Hash]string{}, uses: map[content.Hash]int{}, owners: map[string][]content.Hash{}, wake: make(chan struct{}, 1),
	}
	documents := map[string][]Chunk{}
	for _, c := range chunks {
		documents[c.Document] = append(documents[c.Document], c)
	}
	for name, own := range documents {
		h.own(name, own)
	}
	return h
}

// own notes what a document's vectors are made of.
func (h *Hybrid) own(document string, chunks []Chunk) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, hash := range h.owners[document] {
		if h.uses[hash]--; h.uses[hash] == 0 {
			delete(h.uses, hash)
			delete(h.texts, hash)
		}
	}
	delete(h.owners, document)
	for _, c := range chunks {
		hash := c.Hash()
		h.texts[hash] = c.embedded()
		h.uses[hash]++
		h.owners[document] = append(h.owners[document], hash)
	}
	select {
	case h.wake <- struct{}{}:
	default: // it is awake
	}
}

// Put makes chunks the only ones of a document.
func (h *Hybrid) Put(ctx context.Context, document string, chunks ...Chunk) error {
	if err := h.Memory.Put(ctx, document, chunks...); err != nil {
		return err
	}
	h.own(document, chunks)
	return nil
}

// Remove takes a document away.
func (h *Hybrid) Remove(ctx context.Context, document string) error { return h.Put(ctx, document) }

// Search gives the best hits.
func (h *Hybrid) Search(ctx context.Context, q Query) ([]Hit, error) {
	return h.search(q, h.alike(ctx, q.Text)), nil
}

// alike are the chunks whose vectors are near a question's; none where there are no vectors to be had.
func (h *Hybrid) alike(ctx context.Context, question string) map[content.Hash]float64 {
	h.mu.Lock()
	silent := h.clock().Before(h.silent)
	h.mu.Unlock()
	if silent || len(split(question)) == 0 {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, questionTime)
	defer cancel()
	vectors, err := h.embedder.Embed(ctx, []string{question})
	var found []Similar
	if err == nil {
		found, err = h.vectors.Nearest(ctx, vectors[0], nearest)
	}
	if err != nil {
		h.mu.Lock()
		h.silent = h.clock().Add(silence)
		h.mu.Unlock()
		h.log.Warn("questions are answered by words alone for a while: no vectors", "error", err)
		return nil
	}
	out := make(map[content.Hash]float64, len(found))
	for _, f := range found {
		out[f.Hash] = f.Cosine
	}
	return out
}

// Embed gives vectors to all chunks that have none, and forgets those of chunks that are gone and of other models.
func (h *Hybrid) Embed(ctx context.Context) error {
	h.mu.Lock()
	texts := maps.Clone(h.texts)
	h.mu.Unlock()
	hashes := slices.Sorted(maps.Keys(texts))
	missing, err := h.vectors.Missing(ctx, hashes)
	if err != nil {
		return err
	}
	for part := range slices.Chunk(missing, batch) {
		wanted := make([]string, len(part))
		for i, hash := range part {
			wanted[i] = texts[hash]
		}
		vectors, err := h.embedder.Embed(ctx, wanted)
		if err != nil {
			return err
		}
		got := make(map[content.Hash][]float32, len(part))
		for i, hash := range part {
			got[hash] = vectors[i]
		}
		if err := h.vectors.Put(ctx, got); err != nil {
			return err
		}
	}
	return h.vectors.Keep(ctx, hashes)
}

// Run gives chunks their vectors as they come, until ctx ends. An endpoint that fails is asked again, after longer and longer.
func (h *Hybrid) Run(ctx context.Context) {
	wait := firstWait
	for {
		again := h.wake
		var retry <-chan time.Time
		if err := h.Embed(ctx); err != nil {
			if ctx.Err() != nil {
				return
			}
			h.log.Warn("some passages have no vectors yet and are found by words alone", "error", err, "again_in", wait)
			retry, again = time.After(wait), nil
			wait = min(2*wait, lastWait)
		} else {
			wait = firstWait
		}
		select {
		case <-ctx.Done():
			return
		case <-again:
		case <-retry:
		}
	}
}
