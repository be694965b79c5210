package knowledge

import (
	"cmp"
	"context"
	"embed"
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"sync"

	"forvag/internal/content"
	"forvag/internal/dbx"
)

//go:embed migrations
var migrations embed.FS

// Module is the table in which vectors are kept by what they were made of.
var Module = dbx.Embedded("knowledge", migrations)

// Similar is a chunk's words with how alike their vector is to that of a question.
type Similar struct {
	Hash content.Hash
	// Cosine lies between -1 and 1.
	Cosine float64
}

// Vectors keeps the vectors of one model and finds the nearest. Implementations are safe for concurrent use.
type Vectors interface {
	// Missing are those of the hashes that have no vector.
	Missing(ctx context.Context, hashes []content.Hash) ([]content.Hash, error)
	// Put keeps vectors, all of one length.
	Put(ctx context.Context, vectors map[content.Hash][]float32) error
	// Nearest are the most similar, best first.
	Nearest(ctx context.Context, vector []float32, limit int) ([]Similar, error)
	// Keep forgets vectors of all other models, and of other hashes.
	Keep(ctx context.Context, hashes []content.Hash) error
}

// errLength tells of a model that answers with vectors of different lengths.
var errLength = errors.New("knowledge: vectors of different lengths")

// cache is the vectors of one model as the database keeps them, on either kind of database.
type cache struct {
	db    *dbx.DB
	model string
}

func (c cache) put(ctx context.Context, tx *dbx.Tx, vectors map[content.Hash][]float32) error {
	for h, v := range vectors {
		_, err := tx.Exec(ctx, `INSERT INTO knowledge_vector (model, hash, vector) VALUES ($1, $2, $3) ON CONFLICT (model, hash) DO NOTHING`,
			c.model, string(h), encode(v))
		if err != nil {
			return err
		}
	}
	return nil
}

// all are the model's vectors.
func (c cache) all(ctx context.Context) (map[content.Hash][]float32, error) {
	out := map[content.Hash][]float32{}
	err := c.db.Read(ctx, func(tx *dbx.Tx) error {
		rows, err := tx.Query(ctx, `SELECT hash, vector FROM knowledge_vector WHERE model = $1`, c.model)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var hash string
			var raw []byte
			if err := rows.Scan(&hash, &raw); err != nil {
				return err
			}
			out[content.Hash(hash)] = decode(raw)
		}
		return rows.Err()
	})
	if err != nil {
		return nil, fmt.Errorf("knowledge: read vectors: %w", err)
	}
	return out, nil
}

// stale are the model and hash of what is not to be kept.
func (c cache) stale(ctx context.Context, tx *dbx.Tx, hashes []content.Hash) ([][2]string, error) {
	keep := map[string]bool{}
	for _, h := range hashes {
		keep[string(h)] = true
	}
	all, err := dbx.All(ctx, tx, func(s dbx.Scanner) (row [2]string, err error) { return row, s.Scan(&row[0], &row[1]) },
		`SELECT model, hash FROM knowledge_vector`)
	return slices.DeleteFunc(all, func(row [2]string) bool { return row[0] == c.model && keep[row[1]] }), err
}

func (c cache) drop(ctx context.Context, tx *dbx.Tx, rows [][2]string) error {
	for _, row := range rows {
		if _, err := tx.Exec(ctx, `DELETE FROM knowledge_vector WHERE model = $1 AND hash = $2`, row[0], row[1]); err != nil {
			return err
		}
	}
	return nil
}

// encode writes a vector as little-endian float32.
func encode(vector []float32) []byte {
	out := make([]byte, 0, 4*len(vector))
	for _, x := range vector {
		out = binary.LittleEndian.AppendUint32(out, math.Float32bits(x))
	}
	return out
}

func decode(raw []byte) []float32 {
	out := make([]float32, len(raw)/4)
	for i := range out {
		out[i] = math.Float32frombits(binary.LittleEndian.Uint32(raw[4*i:]))
	}
	return out
}

// unit is a vector of length one in the same direction; nil where it has no direction.
func unit(vector []float32) []float32 {
	squares := 0.0
	for _, x := range vector {
		squares += float64(x) * float64(x)
	}
	if squares == 0 || math.IsInf(squares, 0) || math.IsNaN(squares) {
		return nil
	}
	out := make([]float32, len(vector))
	for i, x := range vector {
		out[i] = float32(float64(x) / math.Sqrt(squares))
	}
	return out
}

// Exact keeps vectors in memory and in a database, and compares a question with every one.
type Exact struct {
	cache
	mu   sync.RWMutex
	held map[content.Hash][]float32
}

// NewExact has the vectors of a model that the database keeps from the first Missing on.
func NewExact(db *dbx.DB, model string) *Exact {
	return &Exact{cache: cache{db, model}, held: map[content.Hash][]float32{}}
}

// Missing are those that have no vector.
func (e *Exact) Missing(ctx context.Context, hashes []content.Hash) ([]content.Hash, error) {
	if len(e.lacking(hashes)) == 0 {
		return nil, nil
	}
	kept, err := e.all(ctx) // by another process, or before this one started
	if err != nil {
		return nil, err
	}
	e.hold(kept)
	return e.lacking(hashes), nil
}

func (e *Exact) lacking(hashes []content.Hash) []content.Hash {
	e.mu.RLock()
	defer e.mu.RUnlock()
	return slices.DeleteFunc(slices.Clone(hashes), func(h content.Hash) bool { return e.held[h] != nil })
}

func (e *Exact) hold(vectors map[content.Hash][]float32) {
	e.mu.Lock()
	defer e.mu.Unlock()
	maps.Copy(e.held, vectors)
}

// Put keeps vectors.
func (e *Exact) Put(ctx context.Context, vectors map[content.Hash][]float32) error {
	if err := e.db.Write(ctx, func(tx *dbx.Tx) error { return e.put(ctx, tx, vectors) }); err != nil {
		return fmt.Errorf("knowledge: keep vectors: %w", err)
	}
	e.hold(vectors)
	return nil
}

// Nearest are the most similar.
func (e *Exact) Nearest(_ context.Context, vector []float32, limit int) ([]Similar, error) {
	e.mu.RLock()
	defer e.mu.RUnlock()
	all := make([]Similar, 0, len(e.held))
	for h, v := range e.held {
		if len(v) != len(vector) {
			return nil, errLength
		}
		dot := float32(0)
		for i, x := range v {
			dot += x * vector[i]
		}
		all = append(all, Similar{h, float64(dot)})
	}
	slices.SortFunc(all, func(a, b Similar) int { return cmp.Or(cmp.Compare(b.Cosine, a.Cosine), cmp.Compare(a.Hash, b.Hash)) })
	return all[:min(limit, len(all))], nil
}

// Keep forgets the rest.
func (e *Exact) Keep(ctx context.Context, hashes []content.Hash) error {
	var rows [][2]string
	err := e.db.Write(ctx, func(tx *dbx.Tx) (err error) {
		if rows, err = e.stale(ctx, tx, hashes); err != nil {
			return err
		}
		return e.drop(ctx, tx, rows)
	})
	if err != nil {
		return fmt.Errorf("knowledge: forget vectors: %w", err)
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, row := range rows {
		if row[0] == e.model {
			delete(e.held, content.Hash(row[1]))
		}
	}
	return nil
}
