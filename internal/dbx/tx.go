package dbx

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"
)

// ErrNoRows is what Row.Scan returns where the query found nothing.
var ErrNoRows = sql.ErrNoRows

// attempts is how often Write tries before it gives the error back: about a second of growing pauses.
const attempts = 8

// Tx is a running transaction. It must not outlive the function that it was given to, and is not safe for concurrent use.
type Tx struct {
	tx      *sql.Tx
	dialect Dialect
	after   []func()
}

// Read runs fn in a read-only transaction on one snapshot. It waits for no writer, and a write inside it fails. Under a context of Snapshot or
// Under it joins that transaction.
func (db *DB) Read(ctx context.Context, fn func(*Tx) error) error {
	if tx := db.joined(ctx); tx != nil {
		return fn(tx)
	}
	options := &sql.TxOptions{ReadOnly: true} // without it SQLite would take the write lock
	if db.dialect == Postgres {
		options.Isolation = sql.LevelRepeatableRead
	}
	return db.retry(ctx, func() error { return db.run(ctx, db.read, options, fn) })
}

// QueryRow runs a query for at most one row by itself: what one statement reads is of one instant, so that it costs no transaction. Under a context of
// Snapshot or Under it joins that transaction. Scan returns ErrNoRows where there is no row.
func (db *DB) QueryRow(ctx context.Context, query string, args ...any) Scanner {
	if tx := db.joined(ctx); tx != nil {
		return tx.QueryRow(ctx, query, args...)
	}
	return lone{db, ctx, query, args}
}

// lone is a query for one row outside of a transaction.
type lone struct {
	db    *DB
	ctx   context.Context
	query string
	args  []any
}

// Scan asks, again where the database says that it passes, and reads the row into dest.
func (l lone) Scan(dest ...any) error {
	bound, err := bind(l.db.dialect, l.args)
	if err != nil {
		return err
	}
	dest = targets(dest)
	return l.db.retry(l.ctx, func() error { return l.db.read.QueryRowContext(l.ctx, l.query, bound...).Scan(dest...) })
}

// snapshot is the key in a context of the transaction that a database's reads join.
type snapshot struct{ db *DB }

// Snapshot runs fn with a context under which every Read of this database sees one instant, in one transaction: a page of several parts costs one
// transaction and its parts agree. A Write under that context fails, since what it wrote would not be seen. The context is for one goroutine, and no
// Read may begin inside another's rows. As with Read, fn may be run again.
func (db *DB) Snapshot(ctx context.Context, fn func(context.Context) error) error {
	return db.Read(ctx, func(tx *Tx) error { return fn(db.Under(ctx, tx)) })
}

// Under is a context under which every Read of this database joins a running transaction, as under a Snapshot: what asks by contexts asks in the transaction, sees
// what it has written, and takes no connection of its own, which others may hold who wait for this one. A Write under it fails.
func (db *DB) Under(ctx context.Context, tx *Tx) context.Context {
	return context.WithValue(ctx, snapshot{db}, tx)
}

// joined is the transaction that ctx is under, nil for none.
func (db *DB) joined(ctx context.Context) *Tx {
	tx, _ := ctx.Value(snapshot{db}).(*Tx)
	return tx
}

// errJoined is a Write under a Snapshot, or under a transaction: a fault in the program.
var errJoined = errors.New("a write beside the transaction that it is under")

// Write runs fn in a transaction and commits it when fn returns nil. Whatever fn returns is returned as it is.
// It runs fn again when the database rolled back for a passing reason; see the package's words on transactions.
func (db *DB) Write(ctx context.Context, fn func(*Tx) error) error {
	if db.joined(ctx) != nil {
		return errJoined
	}
	return db.retry(ctx, func() error { return db.run(ctx, db.write, nil, fn) })
}

func (db *DB) run(ctx context.Context, pool *sql.DB, options *sql.TxOptions, fn func(*Tx) error) error {
	sqltx, err := pool.BeginTx(ctx, options)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	tx := &Tx{tx: sqltx, dialect: db.dialect}
	committed := false
	defer func() {
		if !committed {
			_ = sqltx.Rollback() // also when fn panics; the error of interest is fn's
		}
	}()
	if err := fn(tx); err != nil {
		return err
	}
	if err := sqltx.Commit(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	committed = true
	for _, f := range tx.after {
		f()
	}
	return nil
}

func (db *DB) retry(ctx context.Context, run func() error) error {
	pause := 4 * time.Millisecond
	for n := 1; ; n++ {
		err := run()
		if err == nil || n == attempts || !transient(err) {
			return err
		}
		select {
		case <-ctx.Done():
			return errors.Join(ctx.Err(), err)
		case <-time.After(pause/2 + rand.N(pause)):
			pause *= 2
		}
	}
}

// Dialect is the database's dialect, for the strings that differ in a query.
func (tx *Tx) Dialect() Dialect { return tx.dialect }

// AfterCommit has f run once the transaction is committed, in the order given; never when it is rolled back.
// For hints such as waking a worker: a crash may come between, so nothing may depend on it.
func (tx *Tx) AfterCommit(f func()) { tx.after = append(tx.after, f) }

// Exec runs a statement and tells how many rows it changed. Without arguments it may hold several statements.
func (tx *Tx) Exec(ctx context.Context, query string, args ...any) (int64, error) {
	bound, err := bind(tx.dialect, args)
	if err != nil {
		return 0, err
	}
	result, err := tx.tx.ExecContext(ctx, query, bound...)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// Query runs a query for several rows. The caller closes them. All is shorter.
func (tx *Tx) Query(ctx context.Context, query string, args ...any) (*Rows, error) {
	bound, err := bind(tx.dialect, args)
	if err != nil {
		return nil, err
	}
	rows, err := tx.tx.QueryContext(ctx, query, bound...)
	if err != nil {
		return nil, err
	}
	return &Rows{rows}, nil
}

// QueryRow runs a query for at most one row; its Scan returns ErrNoRows where there is none.
func (tx *Tx) QueryRow(ctx context.Context, query string, args ...any) *Row {
	bound, err := bind(tx.dialect, args)
	if err != nil {
		return &Row{err: err}
	}
	return &Row{row: tx.tx.QueryRowContext(ctx, query, bound...)}
}

// All runs a query and scans each row. No row gives nil and no error.
func All[T any](ctx context.Context, tx *Tx, scan func(Scanner) (T, error), query string, args ...any) (_ []T, err error) {
	rows, err := tx.Query(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	var out []T
	for rows.Next() {
		v, err := scan(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, rows.Err()
}

// Value scans a row of one column, for All and One.
func Value[T any](s Scanner) (T, error) {
	var v T
	err := s.Scan(&v)
	return v, err
}

// Scanner is a row to scan: *Row or *Rows.
type Scanner interface{ Scan(dest ...any) error }

// Rows are a query's rows. Scan gives times in UTC.
type Rows struct{ *sql.Rows }

// Scan reads the current row into dest.
func (r *Rows) Scan(dest ...any) error { return r.Rows.Scan(targets(dest)...) }

// Row is a query's one row.
type Row struct {
	row *sql.Row
	err error
}

// Scan reads the row into dest, or returns ErrNoRows.
func (r *Row) Scan(dest ...any) error {
	if r.err != nil {
		return r.err
	}
	return r.row.Scan(targets(dest)...)
}
