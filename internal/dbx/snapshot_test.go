package dbx_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"forvag/internal/dbx"
	"forvag/internal/dbx/dbtest"
)

// TestUnderJoinsTheTransaction holds that what reads under a running transaction sees what that has written and others do not, waits for no connection, and
// cannot write beside it.
func TestUnderJoinsTheTransaction(t *testing.T) {
	for name, dsn := range map[string]string{"sqlite": dbtest.SQLiteDSN(t), "postgres": strings.Replace(dbtest.PostgresDSN(t), "pool_max_conns=8", "pool_max_conns=1", 1)} {
		t.Run(name, func(t *testing.T) {
			ctx, stop := context.WithTimeout(t.Context(), time.Minute)
			defer stop()
			db := dbtest.Open(t, dsn)
			err := db.Write(ctx, func(tx *dbx.Tx) error {
				if _, err := tx.Exec(ctx, `CREATE TABLE thing (name text)`); err != nil {
					return err
				}
				if _, err := tx.Exec(ctx, `INSERT INTO thing (name) VALUES ('a')`); err != nil {
					return err
				}
				under, seen := db.Under(ctx, tx), 0
				if err := db.Read(under, func(tx *dbx.Tx) error { return tx.QueryRow(under, `SELECT COUNT(*) FROM thing`).Scan(&seen) }); err != nil || seen != 1 {
					t.Errorf("a read: %d rows, %v, want 1", seen, err)
				}
				if err := db.QueryRow(under, `SELECT COUNT(*) FROM thing`).Scan(&seen); err != nil || seen != 1 {
					t.Errorf("a query by itself: %d rows, %v, want 1", seen, err)
				}
				if err := db.Write(under, func(*dbx.Tx) error { return nil }); err == nil {
					t.Error("a write: no error")
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		})
	}
}

// TestSnapshotIsOneInstant holds that reads under a snapshot see what was there when the first of them began, that others' writes go on meanwhile,
// and that a write under it fails.
func TestSnapshotIsOneInstant(t *testing.T) {
	dbtest.Each(t, nil, func(t *testing.T, db *dbx.DB) {
		ctx := t.Context()
		write := func(ctx context.Context, statement string) error {
			return db.Write(ctx, func(tx *dbx.Tx) error {
				_, err := tx.Exec(ctx, statement)
				return err
			})
		}
		count := func(ctx context.Context) (n int) {
			t.Helper()
			err := db.Read(ctx, func(tx *dbx.Tx) error { return tx.QueryRow(ctx, `SELECT COUNT(*) FROM thing`).Scan(&n) })
			if err != nil {
				t.Fatal(err)
			}
			var alone int
			if err := db.QueryRow(ctx, `SELECT COUNT(*) FROM thing WHERE name <> $1`, "").Scan(&alone); err != nil || alone != n {
				t.Errorf("a query by itself counts %d rows, %v, want %d", alone, err, n)
			}
			return n
		}
		if err := write(ctx, `CREATE TABLE thing (name text)`); err != nil {
			t.Fatal(err)
		}
		err := db.Snapshot(ctx, func(under context.Context) error {
			before := count(under)
			if err := write(ctx, `INSERT INTO thing (name) VALUES ('a')`); err != nil {
				return err
			}
			if after := count(under); before != 0 || after != 0 {
				t.Errorf("under a snapshot: %d rows, then %d, want none", before, after)
			}
			if now := count(ctx); now != 1 {
				t.Errorf("beside the snapshot: %d rows, want 1", now)
			}
			if err := write(under, `INSERT INTO thing (name) VALUES ('b')`); err == nil {
				t.Error("a write under a snapshot: no error")
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if now := count(ctx); now != 1 {
			t.Errorf("after the snapshot: %d rows, want 1", now)
		}
	})
}
