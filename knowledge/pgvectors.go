package knowledge

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/pgvector/pgvector-go"

	"forvag/internal/content"
	"forvag/internal/dbx"
)

// extensions is the schema that extensions live in where nobody has put them elsewhere: never a tenant's own, since dropping that would drop the
// vectors of all.
const extensions = "forvag_extensions"

// Approximate keeps vectors in PostgreSQL and finds the nearest with pgvector, by an HNSW index over half-precision numbers. Each model has a table of
// its own, in a schema beside the tenant's: the table is made of the tenant's own vectors and can be dropped at any time, and a backup leaves it out.
type Approximate struct {
	cache
	schema, types string // quoted

	mu     sync.Mutex
	length int // of the vectors; zero before the first
}

// NewApproximate makes ready the schema. It fails where the server has no pgvector, or does not let the program have it.
func NewApproximate(ctx context.Context, db *dbx.DB, model string) (*Approximate, error) {
	a := &Approximate{cache: cache{db, model}}
	if err := db.Write(ctx, func(tx *dbx.Tx) error { return a.prepare(ctx, tx) }); err != nil {
		return nil, fmt.Errorf("knowledge: pgvector: %w", err)
	}
	return a, nil
}

func (a *Approximate) prepare(ctx context.Context, tx *dbx.Tx) error {
	const where = `SELECT coalesce((SELECT n.nspname FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'vector'), '')`
	// Several tenants may start at once: making a schema or an extension twice at the same time is an error in PostgreSQL.
	if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtext('forvag extensions'))`); err != nil {
		return err
	}
	var home, tenant string
	if err := tx.QueryRow(ctx, where).Scan(&home); err != nil {
		return err
	}
	if home == "" {
		home = extensions
		for _, statement := range []string{`CREATE SCHEMA IF NOT EXISTS ` + extensions, `CREATE EXTENSION IF NOT EXISTS vector SCHEMA ` + extensions} {
			if _, err := tx.Exec(ctx, statement); err != nil {
				return err
			}
		}
	}
	if err := tx.QueryRow(ctx, `SELECT current_schema()`).Scan(&tenant); err != nil {
		return err
	}
	a.types, a.schema = quoted(home), quoted(tenant+"_vectors")
	if _, err := tx.Exec(ctx, `CREATE SCHEMA IF NOT EXISTS `+a.schema); err != nil {
		return err
	}
	return tx.QueryRow(ctx, `SELECT coalesce((SELECT atttypmod FROM pg_attribute WHERE attrelid = to_regclass($1) AND attname = 'vector'), 0)`, a.table()).Scan(&a.length)
}

// Missing are those that have no vector. What the tenant keeps and the table does not have is put into it first.
func (a *Approximate) Missing(ctx context.Context, hashes []content.Hash) ([]content.Hash, error) {
	lacking, err := a.lacking(ctx, hashes)
	if err != nil || len(lacking) == 0 {
		return nil, err
	}
	kept, err := a.all(ctx)
	if err != nil {
		return nil, err
	}
	known := map[content.Hash][]float32{}
	var missing []content.Hash
	for _, h := range lacking {
		if v := kept[h]; v != nil {
			known[h] = v
		} else {
			missing = append(missing, h)
		}
	}
	return missing, a.Put(ctx, known)
}

// lacking are the hashes that the table does not have.
func (a *Approximate) lacking(ctx context.Context, hashes []content.Hash) ([]content.Hash, error) {
	if a.dimensions() == 0 {
		return hashes, nil
	}
	has := map[content.Hash]bool{}
	err := a.db.Read(ctx, func(tx *dbx.Tx) error {
		all, err := dbx.All(ctx, tx, dbx.Value[string], `SELECT hash FROM `+a.table())
		for _, h := range all {
			has[content.Hash(h)] = true
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("knowledge: vectors in the table: %w", err)
	}
	return slices.DeleteFunc(slices.Clone(hashes), func(h content.Hash) bool { return has[h] }), nil
}

func (a *Approximate) dimensions() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.length
}

func quoted(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

// digest stands for the model in names, since models' names hold anything.
func (a *Approximate) digest() string { return string(content.Sum([]byte(a.model)))[:16] }

// table is the model's.
func (a *Approximate) table() string { return a.schema + "." + quoted("model_"+a.digest()) }

// halfvec is the type of a model's vectors.
func (a *Approximate) halfvec(length int) string {
	return fmt.Sprintf("%s.halfvec(%d)", a.types, length)
}

// Put keeps vectors, in the model's table, which is made where there is none, and among the tenant's own.
func (a *Approximate) Put(ctx context.Context, vectors map[content.Hash][]float32) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	length := a.length
	for _, v := range vectors {
		if length != 0 && len(v) != length {
			return errLength
		}
		length = len(v)
	}
	if length == 0 {
		return nil
	}
	insert := `INSERT INTO ` + a.table() + ` (hash, vector) VALUES ($1, CAST(CAST($2 AS text) AS ` + a.halfvec(length) + `)) ON CONFLICT (hash) DO NOTHING`
	err := a.db.Write(ctx, func(tx *dbx.Tx) error {
		if err := a.make(ctx, tx, length); err != nil {
			return err
		}
		for h, v := range vectors {
			if _, err := tx.Exec(ctx, insert, string(h), pgvector.NewHalfVector(v).String()); err != nil {
				return err
			}
		}
		return a.put(ctx, tx, vectors)
	})
	if err != nil {
		return fmt.Errorf("knowledge: keep vectors: %w", err)
	}
	a.length = length
	return nil
}

// make makes the table and its index where there are none.
func (a *Approximate) make(ctx context.Context, tx *dbx.Tx, length int) error {
	if a.length != 0 {
		return nil
	}
	for _, statement := range []string{
		`CREATE TABLE IF NOT EXISTS ` + a.table() + ` (hash text COLLATE "C" PRIMARY KEY, vector ` + a.halfvec(length) + ` NOT NULL)`,
		`CREATE INDEX IF NOT EXISTS ` + quoted("near_"+a.digest()) + ` ON ` + a.table() + ` USING hnsw (vector ` + a.types + `.halfvec_cosine_ops)`,
	} {
		if _, err := tx.Exec(ctx, statement); err != nil {
			return err
		}
	}
	return nil
}

// Nearest are the most similar.
func (a *Approximate) Nearest(ctx context.Context, vector []float32, limit int) ([]Similar, error) {
	length := a.dimensions()
	if length == 0 {
		return nil, nil
	}
	if length != len(vector) {
		return nil, errLength
	}
	distance := `vector OPERATOR(` + a.types + `.<=>) CAST(CAST($1 AS text) AS ` + a.halfvec(length) + `)`
	var all []Similar
	err := a.db.Read(ctx, func(tx *dbx.Tx) (err error) {
		all, err = dbx.All(ctx, tx, func(s dbx.Scanner) (x Similar, err error) { return x, s.Scan(&x.Hash, &x.Cosine) },
			`SELECT hash, 1 - (`+distance+`) FROM `+a.table()+` ORDER BY `+distance+` LIMIT $2`, pgvector.NewHalfVector(vector).String(), limit)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("knowledge: nearest vectors: %w", err)
	}
	return all, nil
}

// Keep forgets the rest, tables of other models too.
func (a *Approximate) Keep(ctx context.Context, hashes []content.Hash) error {
	err := a.db.Write(ctx, func(tx *dbx.Tx) error {
		rows, err := a.stale(ctx, tx, hashes)
		if err != nil {
			return err
		}
		others := map[string]bool{}
		for _, row := range rows {
			if row[0] != a.model {
				others[row[0]] = true
				continue
			}
			if a.dimensions() == 0 {
				continue
			}
			if _, err := tx.Exec(ctx, `DELETE FROM `+a.table()+` WHERE hash = $1`, row[1]); err != nil {
				return err
			}
		}
		for model := range others {
			other := Approximate{cache: cache{model: model}, schema: a.schema}
			if _, err := tx.Exec(ctx, `DROP TABLE IF EXISTS `+other.table()); err != nil {
				return err
			}
		}
		return a.drop(ctx, tx, rows)
	})
	if err != nil {
		return fmt.Errorf("knowledge: forget vectors: %w", err)
	}
	return nil
}
