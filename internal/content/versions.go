package content

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"sync"
	"time"

	"forvag/internal/dbx"
	"forvag/internal/fault"
)

//go:embed migrations
var migrations embed.FS

// Module is the tables of Versions.
var Module = dbx.Module{Name: "content", FS: sub(migrations, "migrations")}

func sub(fsys fs.FS, dir string) fs.FS {
	out, err := fs.Sub(fsys, dir)
	if err != nil {
		panic(err) // dir is a constant
	}
	return out
}

// Versions keeps the exact words that cases, offers and decisions rest on: a service, a rule, an article. Safe for concurrent use.
type Versions struct {
	db    *dbx.DB
	clock func() time.Time
	known sync.Map // use → true: what this process has seen in the database
}

type use struct {
	kind, name string
	hash       Hash
}

// NewVersions gives the versions of one database. clock tells the time of first use.
func NewVersions(db *dbx.DB, clock func() time.Time) *Versions {
	return &Versions{db: db, clock: clock}
}

// Ensure stores text at its first use under a kind, such as "service", and a name, such as "bygglov", and returns the hash to point at.
// Call it before the transaction that writes the hash; it has its own, and costs nothing from the second time on.
func (v *Versions) Ensure(ctx context.Context, kind, name string, text []byte) (Hash, error) {
	this := use{kind, name, Sum(text)}
	if _, ok := v.known.Load(this); ok {
		return this.hash, nil
	}
	if text == nil {
		text = []byte{} // no bytes, which is not null
	}
	err := v.db.Write(ctx, func(tx *dbx.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO content_text (hash, bytes) VALUES ($1, $2) ON CONFLICT (hash) DO NOTHING`, string(this.hash), text)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `INSERT INTO content_version (kind, name, hash, first_at) VALUES ($1, $2, $3, $4)
			ON CONFLICT (kind, name, hash) DO NOTHING`, kind, name, string(this.hash), v.clock())
		return err
	})
	if err != nil {
		return "", fmt.Errorf("content: keep %s %s: %w", kind, name, err)
	}
	v.known.Store(this, true)
	return this.hash, nil
}

// Get returns the text of a hash. fault.NotFound where it was never stored; an ordinary error where the stored bytes are not what the hash
// promises.
func (v *Versions) Get(ctx context.Context, h Hash) (text []byte, err error) {
	err = v.db.Read(ctx, func(tx *dbx.Tx) error {
		return tx.QueryRow(ctx, `SELECT bytes FROM content_text WHERE hash = $1`, string(h)).Scan(&text)
	})
	switch {
	case errors.Is(err, dbx.ErrNoRows):
		return nil, fmt.Errorf("content: text %s: %w", h, fault.NotFound)
	case err != nil:
		return nil, fmt.Errorf("content: text %s: %w", h, err)
	case Sum(text) != h:
		return nil, fmt.Errorf("content: text %s is corrupt", h)
	}
	return text, nil
}

// Version is one of a name's texts.
type Version struct {
	Hash Hash
	// FirstAt is when it was first used.
	FirstAt time.Time
}

// History lists a name's versions, the newest first; none where the name was never used.
func (v *Versions) History(ctx context.Context, kind, name string) (all []Version, err error) {
	err = v.db.Read(ctx, func(tx *dbx.Tx) error {
		all, err = dbx.All(ctx, tx, func(row dbx.Scanner) (x Version, err error) {
			err = row.Scan(&x.Hash, &x.FirstAt)
			return x, err
		}, `SELECT hash, first_at FROM content_version WHERE kind = $1 AND name = $2 ORDER BY first_at DESC, hash`, kind, name)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("content: history of %s %s: %w", kind, name, err)
	}
	return all, nil
}

// Uses lists what a text is, as "service bygglov": a kind and a name for each use.
func (v *Versions) Uses(ctx context.Context, h Hash) (uses []string, err error) {
	err = v.db.Read(ctx, func(tx *dbx.Tx) error {
		uses, err = dbx.All(ctx, tx, dbx.Value[string], `SELECT kind || ' ' || name FROM content_version WHERE hash = $1 ORDER BY 1`, string(h))
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("content: uses of %s: %w", h, err)
	}
	return uses, nil
}

// Verify reads every stored text and calls report with those whose bytes are not what the hash promises.
func (v *Versions) Verify(ctx context.Context, report func(Damage)) (looked int, err error) {
	err = v.db.Read(ctx, func(tx *dbx.Tx) error {
		rows, err := tx.Query(ctx, `SELECT hash, bytes FROM content_text ORDER BY hash`)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var h Hash
			var text []byte
			if err := rows.Scan(&h, &text); err != nil {
				return err
			}
			if looked++; Sum(text) != h {
				report(Damage{string(h), Corrupt})
			}
		}
		return rows.Err()
	})
	if err != nil {
		return 0, fmt.Errorf("content: verify texts: %w", err)
	}
	return looked, nil
}
