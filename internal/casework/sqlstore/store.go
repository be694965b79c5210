// Package sqlstore keeps cases in SQLite or PostgreSQL: one store, one SQL text for both.
package sqlstore

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"forvag/internal/casework"
	"forvag/internal/dbx"
	"forvag/internal/fault"
	"forvag/internal/outbox"
)

//go:embed migrations
var migrations embed.FS

// Module is the tables of cases. They need those of package outbox beside them.
var Module = dbx.Module{Name: "casework", FS: sub(migrations, "migrations")}

func sub(fsys fs.FS, dir string) fs.FS {
	out, err := fs.Sub(fsys, dir)
	if err != nil {
		panic(err) // dir is a constant
	}
	return out
}

// Store is a casework.Store on a database. Safe for concurrent use.
type Store struct{ db *dbx.DB }

var _ casework.Store = (*Store)(nil)

// New makes a store on a migrated database.
func New(db *dbx.DB) *Store { return &Store{db} }

func notFound() error { return fault.New(fault.NotFound, "access.not_found") }

// Create writes a case. Everything that takes time comes first; then the diary's counter is locked, and only the rows that carry the number are
// written after it.
func (s *Store) Create(ctx context.Context, c casework.Creation) (made casework.Case, again bool, err error) {
	f := c.Change.File
	err = s.db.Write(ctx, func(tx *dbx.Tx) error {
		f.Case.Diary = casework.Diary{}
		earlier, err := once(ctx, tx, c.Key, f.Case.ID)
		if err != nil {
			return err
		}
		if earlier != "" {
			again = true
			made, err = caseRow(ctx, tx, earlier)
			return err
		}
		if err := alone(ctx, tx, c.Together, f.Case.ID); err != nil {
			return err
		}
		if err := s.insertEvents(ctx, tx, c.Change); err != nil {
			return err
		}
		if err := insertTokens(ctx, tx, f.Case.ID, c.Change.Tokens); err != nil {
			return err
		}
		if c.Code != "" {
			if _, err := tx.Exec(ctx, `INSERT INTO case_codes (hash, case_id, follows) VALUES ($1, $2, $3)`, c.Code, f.Case.ID, false); err != nil {
				return err
			}
		}
		if c.Still != nil {
			if err := c.Still(s.db.Under(ctx, tx)); err != nil {
				return err
			}
		}
		if f.Case.Diary, err = nextNumber(ctx, tx, f.Case); err != nil {
			return err
		}
		if err := insertCase(ctx, tx, f); err != nil {
			return err
		}
		made, again = f.Case, false
		if err := standsOnce(ctx, tx, f); err != nil {
			return err
		}
		if err := s.writeQueue(ctx, tx, c.Change); err != nil {
			return err
		}
		return upsertHolders(ctx, tx, f)
	})
	if err != nil {
		return casework.Case{}, false, fmt.Errorf("create case: %w", err)
	}
	return made, again, nil
}

// nextNumber takes the board's next number of the year in which the case was received. It locks the counter's row until the transaction ends,
// and a rollback gives the number back: hence no gaps.
func nextNumber(ctx context.Context, tx *dbx.Tx, c casework.Case) (casework.Diary, error) {
	d := casework.Diary{Board: c.Board, Year: c.Received.Year()}
	err := tx.QueryRow(ctx, `INSERT INTO diaries (board, year, last) VALUES ($1, $2, 1)
		ON CONFLICT (board, year) DO UPDATE SET last = diaries.last + 1 RETURNING last`, d.Board, d.Year).Scan(&d.Number)
	return d, err
}

// once notes that a command is done. Where it has been done before it returns the case that it was done to, or fault.Exists where the key meant
// something else then. A key without content is one whose content was disposed of.
func once(ctx context.Context, tx *dbx.Tx, k casework.Key, id casework.CaseID) (earlier casework.CaseID, err error) {
	if k == (casework.Key{}) {
		return "", nil
	}
	n, err := tx.Exec(ctx, `INSERT INTO case_keys (scope, hash, content, case_id) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
		k.Scope, k.Hash, k.Content, id)
	if err != nil || n == 1 {
		return "", err
	}
	var content string
	err = tx.QueryRow(ctx, `SELECT content, case_id FROM case_keys WHERE scope = $1 AND hash = $2`, k.Scope, k.Hash).Scan(&content, &earlier)
	if err == nil && content != "" && content != k.Content {
		return "", fault.New(fault.Exists, "case.key_used")
	}
	return earlier, err
}

// Made finds the case that a key made.
func (s *Store) Made(ctx context.Context, k casework.Key) (id casework.CaseID, err error) {
	err = s.db.Read(ctx, func(tx *dbx.Tx) error {
		return tx.QueryRow(ctx, `SELECT case_id FROM case_keys WHERE scope = $1 AND hash = $2`, k.Scope, k.Hash).Scan(&id)
	})
	if errors.Is(err, dbx.ErrNoRows) {
		return "", notFound()
	}
	return id, err
}

// alone gives a new case the key that keeps others away from it. Whoever comes at the same time waits here until it is written, and is then refused; from a
// case that cannot be answered in any longer the key is taken over.
func alone(ctx context.Context, tx *dbx.Tx, k casework.Key, id casework.CaseID) error {
	if k == (casework.Key{}) {
		return nil
	}
	n, err := tx.Exec(ctx, `INSERT INTO case_keys (scope, hash, content, case_id) VALUES ($1, $2, '', $3) ON CONFLICT DO NOTHING`, k.Scope, k.Hash, id)
	if err != nil || n == 1 {
		return err
	}
	holder := `SELECT case_id FROM case_keys WHERE scope = $1 AND hash = $2`
	var other casework.CaseID
	if err := tx.QueryRow(ctx, holder, k.Scope, k.Hash).Scan(&other); err != nil {
		return err
	}
	c, err := caseRow(ctx, tx, other)
	if err != nil {
		return err
	}
	if c.Running() {
		return &casework.TakenError{Case: other}
	}
	n, err = tx.Exec(ctx, `UPDATE case_keys SET case_id = $3 WHERE scope = $1 AND hash = $2 AND case_id = $4`, k.Scope, k.Hash, id, other)
	if err != nil || n == 1 {
		return err
	}
	if err := tx.QueryRow(ctx, holder, k.Scope, k.Hash).Scan(&other); err != nil {
		return err
	}
	return &casework.TakenError{Case: other}
}

// Update changes a case under lock.
func (s *Store) Update(ctx context.Context, ref casework.Ref, key casework.Key, fn func(*casework.File) (*casework.Change, error)) error {
	return s.db.Write(ctx, func(tx *dbx.Tx) error {
		f, err := load(ctx, tx, ref.ID, tx.Dialect().ForUpdate())
		if err != nil {
			return err
		}
		version, seq := f.Case.Version, f.Case.Seq
		if earlier, err := once(ctx, tx, key, ref.ID); err != nil || earlier != "" {
			return err
		}
		if ref.Version != 0 && ref.Version != version {
			// Whoever may not know of the case is told so first.
			if _, err := fn(f); errors.Is(err, fault.NotFound) || errors.Is(err, fault.Forbidden) {
				return err
			}
			return fault.New(fault.Stale, "case.stale")
		}
		change, err := fn(f)
		if err != nil || change == nil {
			return err
		}
		if change.File.Case.Seq != seq+len(change.Events) {
			return fmt.Errorf("update case %s: %d events after %d make %d", ref.ID, len(change.Events), seq, change.File.Case.Seq)
		}
		return s.write(ctx, tx, change, version)
	})
}

func (s *Store) write(ctx context.Context, tx *dbx.Tx, c *casework.Change, version int64) error {
	if err := s.insertEvents(ctx, tx, c); err != nil {
		return fmt.Errorf("write events: %w", err)
	}
	if err := updateCase(ctx, tx, c.File, version); err != nil {
		return fmt.Errorf("write case: %w", err)
	}
	if c.File.Case.Disposed {
		return dispose(ctx, tx, c.File.Case.ID)
	}
	if c.Code != "" {
		if _, err := tx.Exec(ctx, `INSERT INTO case_codes (hash, case_id, follows) VALUES ($1, $2, $3)`, c.Code, c.File.Case.ID, true); err != nil {
			return fmt.Errorf("write code: %w", err)
		}
	}
	if err := stripEvents(ctx, tx, c); err != nil {
		return fmt.Errorf("strip events: %w", err)
	}
	if c.Tokens != nil {
		if _, err := tx.Exec(ctx, `DELETE FROM case_tokens WHERE case_id = $1`, c.File.Case.ID); err != nil {
			return err
		}
		if err := insertTokens(ctx, tx, c.File.Case.ID, c.Tokens); err != nil {
			return err
		}
	}
	if err := upsertHolders(ctx, tx, c.File); err != nil {
		return fmt.Errorf("write holders: %w", err)
	}
	if err := s.writeQueue(ctx, tx, c); err != nil {
		return fmt.Errorf("write queue: %w", err)
	}
	return nil
}

// insertEvents adds the change's events with what rides on them: files, permits and effects.
func (s *Store) insertEvents(ctx context.Context, tx *dbx.Tx, c *casework.Change) error {
	rows := newRows(`INSERT INTO case_events (case_id, seq, id, at, actor, actor_kind, kind, audience, payload, salt, digest, prev, hash) VALUES `)
	files := newRows(`INSERT INTO case_files (hash, case_id) VALUES `)
	for _, e := range c.Events {
		for _, d := range e.Details.Documents {
			files.add(d.Hash, e.Case)
		}
		rows.add(e.Case, e.Seq, e.ID, e.At, e.Actor, e.ActorKind, e.Kind, e.Audience, string(e.Payload), e.Salt, e.Digest, e.Prev, e.Hash)
	}
	if err := rows.exec(ctx, tx, ""); err != nil {
		return err
	}
	if err := files.exec(ctx, tx, ` ON CONFLICT DO NOTHING`); err != nil {
		return err
	}
	if len(c.File.Permits) > 0 {
		if err := upsertPermits(ctx, tx, c.File); err != nil {
			return err
		}
	}
	for _, e := range c.Effects {
		if err := outbox.Put(ctx, tx, outbox.Job{Key: e.Key, Topic: e.Topic, Payload: e.Payload}); err != nil {
			return err
		}
	}
	return nil
}

func insertTokens(ctx context.Context, tx *dbx.Tx, id casework.CaseID, tokens []string) error {
	const most = 200 // a form of several pages has fewer different words; a pasted book is not searched to its end
	rows := newRows(`INSERT INTO case_tokens (token, case_id) VALUES `)
	seen := map[string]bool{}
	for _, t := range tokens {
		if !seen[t] && len(seen) < most {
			seen[t] = true
			rows.add(t, id)
		}
	}
	return rows.exec(ctx, tx, "")
}

// stripEvents writes what is left of events that parts were disposed of from, and forgets the files that the case names no more.
func stripEvents(ctx context.Context, tx *dbx.Tx, c *casework.Change) error {
	for _, e := range c.Stripped {
		n, err := tx.Exec(ctx, `UPDATE case_events SET payload = $3 WHERE case_id = $1 AND seq = $2`, e.Case, e.Seq, string(e.Payload))
		if err == nil && n != 1 {
			err = fmt.Errorf("event %d is not there", e.Seq)
		}
		if err != nil {
			return err
		}
	}
	for _, hash := range c.Files {
		if _, err := tx.Exec(ctx, `DELETE FROM case_files WHERE case_id = $1 AND hash = $2`, c.File.Case.ID, hash); err != nil {
			return err
		}
	}
	if !c.Forget {
		return nil
	}
	if _, err := tx.Exec(ctx, `UPDATE case_keys SET content = '' WHERE case_id = $1 AND scope LIKE $2`, c.File.Case.ID, casework.SubmissionScope+"%"); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `DELETE FROM case_keys WHERE case_id = $1 AND content <> ''`, c.File.Case.ID)
	return err
}

// dispose removes what a case held (gallring). The case's row is the tombstone by now; the events keep their headers, and those that say what was disposed
// of by what rule keep their words.
func dispose(ctx context.Context, tx *dbx.Tx, id casework.CaseID) error {
	for _, query := range []string{
		`UPDATE case_events SET payload = NULL, salt = NULL WHERE case_id = $1 AND kind NOT IN ('parts_disposed', 'disposed')`,
		`DELETE FROM case_holders WHERE case_id = $1`,
		`DELETE FROM case_tokens WHERE case_id = $1`,
		`DELETE FROM case_codes WHERE case_id = $1`,
		`DELETE FROM case_keys WHERE case_id = $1`,
		`DELETE FROM case_permits WHERE case_id = $1`,
		`DELETE FROM case_files WHERE case_id = $1`,
		`DELETE FROM case_readings WHERE case_id = $1`,
		`DELETE FROM case_queue WHERE case_id = $1`,
		`DELETE FROM case_places WHERE case_id = $1`,
		`DELETE FROM case_leaving WHERE case_id = $1`,
	} {
		if _, err := tx.Exec(ctx, query, id); err != nil {
			return fmt.Errorf("dispose: %w", err)
		}
	}
	return nil
}

// rows builds one INSERT of several rows.
type rows struct {
	query strings.Builder
	args  []any
}

func newRows(insert string) *rows {
	r := &rows{}
	r.query.WriteString(insert)
	return r
}

func (r *rows) add(values ...any) {
	if len(r.args) > 0 {
		r.query.WriteString(", ")
	}
	r.query.WriteString("(" + dbx.List(len(r.args)+1, len(values)) + ")")
	r.args = append(r.args, values...)
}

// exec runs the INSERT with a closing clause; without rows it does nothing.
func (r *rows) exec(ctx context.Context, tx *dbx.Tx, clause string) error {
	if len(r.args) == 0 {
		return nil
	}
	_, err := tx.Exec(ctx, r.query.String()+clause, r.args...)
	return err
}
