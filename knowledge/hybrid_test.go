package knowledge_test

import (
	"context"
	"encoding/json"
	"hash/fnv"
	"log/slog"
	"math"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"forvag/internal/content"
	"forvag/internal/dbx"
	"forvag/internal/dbx/dbtest"
	"forvag/internal/locale"
	"forvag/internal/words"
	"forvag/knowledge"
	"forvag/knowledge/indextest"
)

// dimensions are those of the server's vectors.
const dimensions = 1024

// synonyms are words that mean the same to the server.
var synonyms = map[string]string{"hund": "byracka", "jycke": "byracka"}

// embeddings is a server that speaks as OpenAI's does. Each word has a direction of its own.
type embeddings struct {
	*httptest.Server
	// answer, where it holds something, is written instead.
	answer atomic.Pointer[func(w http.ResponseWriter, texts []string)]
	asked  atomic.Int64
	model  atomic.Pointer[string]
}

func newEmbeddings(t *testing.T) *embeddings {
	e := &embeddings{}
	e.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var in struct {
			Input []string `json:"input"`
			Model string   `json:"model"`
		}
		if err := json.NewDecoder(r.Body).Decode(&in); err != nil || r.URL.Path != "/v1/embeddings" || r.Header.Get("Authorization") != "Bearer key" {
			http.Error(w, `{"error": {"message": "no"}}`, http.StatusUnauthorized)
			return
		}
		e.asked.Add(int64(len(in.Input)))
		e.model.Store(&in.Model)
		if answer := e.answer.Load(); answer != nil {
			(*answer)(w, in.Input)
			return
		}
		write(w, in.Input, nil)
	}))
	t.Cleanup(e.Close)
	return e
}

func (e *embeddings) does(answer func(w http.ResponseWriter, texts []string)) {
	e.answer.Store(&answer)
}

// write answers. change may spoil each vector's entry.
func write(w http.ResponseWriter, texts []string, change func(i int, entry map[string]any)) {
	data := []map[string]any{}
	for i, text := range texts {
		entry := map[string]any{"object": "embedding", "index": i, "embedding": vectorOf(text)}
		if change != nil {
			change(i, entry)
		}
		data = append(data, entry)
	}
	slices.Reverse(data) // the order is not promised
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(map[string]any{"object": "list", "data": data, "model": "m", "usage": map[string]int{"prompt_tokens": 1, "total_tokens": 1}})
}

func vectorOf(text string) []float64 {
	out := make([]float64, dimensions)
	for _, w := range words.Split(text) {
		if s := synonyms[w]; s != "" {
			w = s
		}
		h := fnv.New64a()
		_, _ = h.Write([]byte(w))
		out[h.Sum64()%dimensions]++
	}
	out[0] += 0.01
	return out
}

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

// watch is a clock that is set.
type watch struct {
	mu  sync.Mutex
	now time.Time
}

func (w *watch) time() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

func (w *watch) pass(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(d)
}

var modules = []dbx.Module{knowledge.Module}

// vectorsOn gives the vectors that a kind of database has.
func vectorsOn(t *testing.T, db *dbx.DB, model string) knowledge.Vectors {
	t.Helper()
	if db.Dialect() == dbx.SQLite {
		return knowledge.NewExact(db, model)
	}
	v, err := knowledge.NewApproximate(t.Context(), db, model)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// embedded is a hybrid index whose chunks have their vectors as soon as they are put.
type embedded struct{ *knowledge.Hybrid }

func (e embedded) Put(ctx context.Context, document string, chunks ...knowledge.Chunk) error {
	if err := e.Hybrid.Put(ctx, document, chunks...); err != nil {
		return err
	}
	return e.Embed(ctx)
}

func (e embedded) Remove(ctx context.Context, document string) error { return e.Put(ctx, document) }

func TestHybrid(t *testing.T) {
	dbtest.Each(t, modules, func(t *testing.T, db *dbx.DB) {
		server := newEmbeddings(t)
		indextest.Run(t, false, func(t *testing.T) knowledge.Index {
			model := strings.ReplaceAll(t.Name(), "/", " ")
			return embedded{knowledge.NewHybrid(nil, vectorsOn(t, db, model), knowledge.NewEndpoint(server.URL+"/v1", "key", model), time.Now, quiet())}
		})
	})
}

func TestParity(t *testing.T) { dbtest.Parity(t, knowledge.Module) }

func chunk(id, text string) knowledge.Chunk {
	return knowledge.Chunk{ID: id, Document: id, Lang: locale.SV, Title: text, Text: text}
}

var animals = []knowledge.Chunk{chunk("hund", "Var får en hund springa lös?"), chunk("katt", "Var får en katt vara?"), chunk("altan", "Bygga altan")}

func firstOf(t *testing.T, x knowledge.Index, question string) (string, float64) {
	t.Helper()
	hits, err := x.Search(t.Context(), knowledge.Query{Lang: locale.SV, Text: question})
	if err != nil {
		t.Fatal(err)
	}
	if len(hits) == 0 {
		return "", 0
	}
	return hits[0].Chunk.Document, hits[0].Similarity
}

// A word that no text has leads to what means the same, where there are vectors; without them the words alone decide.
func TestMeaningLeads(t *testing.T) {
	dbtest.Each(t, modules, func(t *testing.T, db *dbx.DB) {
		server := newEmbeddings(t)
		clock := &watch{now: time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)}
		x := knowledge.NewHybrid(animals, vectorsOn(t, db, "m"), knowledge.NewEndpoint(server.URL+"/v1/", "key", "m"), clock.time, quiet())
		const question = "jycke, var får den vara?"
		if got, similarity := firstOf(t, x, question); got != "katt" || similarity != 0 {
			t.Errorf("without vectors: %q, %v", got, similarity)
		}
		if err := x.Embed(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got, similarity := firstOf(t, x, "jycke lös"); got != "hund" || similarity <= 0.4 {
			t.Errorf("with vectors: %q, %v", got, similarity)
		}
		asked := server.asked.Load()
		again := knowledge.NewHybrid(animals, vectorsOn(t, db, "m"), knowledge.NewEndpoint(server.URL+"/v1", "key", "m"), clock.time, quiet())
		if err := again.Embed(t.Context()); err != nil || server.asked.Load() != asked {
			t.Errorf("another start embeds %d texts again, %v", server.asked.Load()-asked, err)
		}
		if got, similarity := firstOf(t, again, "jycke lös"); got != "hund" || similarity <= 0.4 {
			t.Errorf("after another start: %q, %v", got, similarity)
		}
	})
}

// Another model has vectors of its own, and those of the old one go.
func TestModelChanges(t *testing.T) {
	dbtest.Each(t, modules, func(t *testing.T, db *dbx.DB) {
		server := newEmbeddings(t)
		kept := func(model string) int {
			hashes := make([]content.Hash, len(animals))
			for i, c := range animals {
				hashes[i] = c.Hash()
			}
			missing, err := vectorsOn(t, db, model).Missing(t.Context(), hashes)
			if err != nil {
				t.Fatal(err)
			}
			return len(animals) - len(missing)
		}
		for _, model := range []string{"old", "new"} {
			x := knowledge.NewHybrid(animals, vectorsOn(t, db, model), knowledge.NewEndpoint(server.URL+"/v1", "key", model), time.Now, quiet())
			if err := x.Embed(t.Context()); err != nil {
				t.Fatal(err)
			}
			if kept(model) != len(animals) || *server.model.Load() != model {
				t.Errorf("%s: %d vectors, the server was asked for %s", model, kept(model), *server.model.Load())
			}
		}
		if n := kept("old"); n != 0 {
			t.Errorf("%d vectors of the old model are left", n)
		}
	})
}

// Whatever the endpoint does, questions are answered, and after a while it is asked again.
func TestAnOutageLeavesTheWords(t *testing.T) {
	for name, answer := range map[string]func(w http.ResponseWriter, texts []string){
		"429": func(w http.ResponseWriter, _ []string) {
			http.Error(w, `{"error": {"message": "slow down"}}`, http.StatusTooManyRequests)
		},
		"500":     func(w http.ResponseWriter, _ []string) { http.Error(w, "oops", http.StatusInternalServerError) },
		"no JSON": func(w http.ResponseWriter, _ []string) { _, _ = w.Write([]byte("<html>")) },
		"half an answer": func(w http.ResponseWriter, _ []string) {
			_, _ = w.Write([]byte(`{"data": [{"index": 0, "embedding": [0.1,`))
		},
		"an empty answer": func(w http.ResponseWriter, _ []string) { write(w, nil, nil) },
		"a number too high": func(w http.ResponseWriter, t []string) {
			write(w, t, func(i int, e map[string]any) { e["index"] = i + 7 })
		},
		"a number twice": func(w http.ResponseWriter, t []string) {
			write(w, append(t, t[0]), func(_ int, e map[string]any) { e["index"] = 0 })
		},
		"an empty vector": func(w http.ResponseWriter, t []string) {
			write(w, t, func(_ int, e map[string]any) { e["embedding"] = []float64{} })
		},
		"zeros": func(w http.ResponseWriter, t []string) {
			write(w, t, func(_ int, e map[string]any) { e["embedding"] = make([]float64, dimensions) })
		},
		"another length": func(w http.ResponseWriter, t []string) {
			write(w, t, func(_ int, e map[string]any) { e["embedding"] = []float64{1, 2} })
		},
	} {
		t.Run(name, func(t *testing.T) {
			db := dbtest.SQLite(t, modules...)
			server := newEmbeddings(t)
			clock := &watch{now: time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)}
			x := knowledge.NewHybrid(animals, vectorsOn(t, db, "m"), knowledge.NewEndpoint(server.URL+"/v1", "key", "m"), clock.time, quiet())
			if err := x.Embed(t.Context()); err != nil {
				t.Fatal(err)
			}
			server.does(answer)
			for range 3 {
				if got, similarity := firstOf(t, x, "hund"); got != "hund" || similarity != 0 {
					t.Errorf("found %q, %v", got, similarity)
				}
			}
			if err := x.Put(t.Context(), "ny", chunk("ny", "Något nytt om fiske")); err != nil {
				t.Fatal(err)
			}
			if got, _ := firstOf(t, x, "fiske"); got != "ny" {
				t.Errorf("what was put in the meantime: %q", got)
			}
			server.answer.Store(nil)
			if _, similarity := firstOf(t, x, "hund"); similarity != 0 {
				t.Error("the endpoint was asked at once again")
			}
			clock.pass(time.Minute)
			if _, similarity := firstOf(t, x, "hund"); similarity <= 0 {
				t.Error("the endpoint is not asked again")
			}
			if err := x.Embed(t.Context()); err != nil {
				t.Errorf("when it answers again: %v", err)
			}
		})
	}
}

// Run gives vectors to what is put while it runs, and ends with its context.
func TestVectorsComeInTheBackground(t *testing.T) {
	db := dbtest.SQLite(t, modules...)
	server := newEmbeddings(t)
	embeddedAll := make(chan struct{}, 100)
	server.does(func(w http.ResponseWriter, texts []string) {
		write(w, texts, nil)
		for _, text := range texts {
			if strings.Contains(text, "fiske") {
				embeddedAll <- struct{}{}
			}
		}
	})
	ctx, cancel := context.WithCancel(t.Context())
	x := knowledge.NewHybrid(animals, vectorsOn(t, db, "m"), knowledge.NewEndpoint(server.URL+"/v1", "key", "m"), time.Now, quiet())
	done := make(chan struct{})
	go func() {
		defer close(done)
		x.Run(ctx)
	}()
	if err := x.Put(ctx, "ny", chunk("ny", "Något nytt om fiske")); err != nil {
		t.Fatal(err)
	}
	<-embeddedAll
	cancel()
	<-done
}

func TestVectorsKeepTheirDirection(t *testing.T) {
	server := newEmbeddings(t)
	got, err := knowledge.NewEndpoint(server.URL+"/v1", "key", "m").Embed(t.Context(), []string{"hund och katt", "katt"})
	if err != nil {
		t.Fatal(err)
	}
	for i, v := range got {
		squares := 0.0
		for _, x := range v {
			squares += float64(x) * float64(x)
		}
		if len(v) != dimensions || math.Abs(squares-1) > 1e-6 {
			t.Errorf("vector %d has %d dimensions and length %v", i, len(v), math.Sqrt(squares))
		}
	}
	if _, err := knowledge.NewEndpoint(server.URL+"/v1", "wrong", "m").Embed(t.Context(), []string{"hund"}); err == nil {
		t.Error("a wrong key is no error")
	}
}
