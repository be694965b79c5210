package dbx_test

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sync/errgroup"

	"forvag/internal/dbx"
	"forvag/internal/dbx/dbtest"
)

// row is a thing as a test compares it.
type row struct {
	ID, Day, Parent sql.NullString
	At              *time.Time
	Open            sql.NullBool
	N               sql.NullInt64
	Body            sql.NullString // the bytes; whether they are null is asked of the database, since a driver may give no bytes as nil
}

func dump(ctx context.Context, t *testing.T, db *dbx.DB) (rows []row) {
	t.Helper()
	err := db.Read(ctx, func(tx *dbx.Tx) (err error) {
		rows, err = dbx.All(ctx, tx, func(s dbx.Scanner) (r row, err error) {
			err = s.Scan(&r.ID, &r.At, &r.Day, &r.Open, &r.N, &r.Body.String, &r.Parent, &r.Body.Valid)
			return r, err
		}, `SELECT id, at, day, open, n, COALESCE(body, $1), parent, body IS NOT NULL FROM thing ORDER BY id`, []byte{})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// fill makes rows with every kind of value, nulls, and children that sort before their parents.
func fill(ctx context.Context, t *testing.T, db *dbx.DB) {
	t.Helper()
	err := db.Write(ctx, func(tx *dbx.Tx) error {
		if err := insert(ctx, tx, "z å'", time.Date(2026, 3, 1, 12, 0, 0, 123456000, time.UTC)); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `INSERT INTO thing (id, parent, body) VALUES ($1, $2, $3)`, "a", "z å'", []byte{}); err != nil {
			return err
		}
		for i := range 700 {
			if err := insert(ctx, tx, fmt.Sprintf("many %04d", i), time.Unix(int64(i), 0)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestBackupAndRestoreIntoEither(t *testing.T) {
	dbtest.Each(t, modules, func(t *testing.T, source *dbx.DB) {
		ctx := t.Context()
		fill(ctx, t, source)
		file := filepath.Join(t.TempDir(), "backup.db")
		if err := dbx.Backup(ctx, source, file, modules...); err != nil {
			t.Fatal(err)
		}
		if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("mode %v, %v; want readable by the owner alone", info.Mode(), err)
		}
		if left, err := filepath.Glob(file + "?*"); err != nil || left != nil {
			t.Errorf("left beside the backup: %v, %v", left, err)
		}
		dbtest.Each(t, nil, func(t *testing.T, target *dbx.DB) {
			if err := dbx.Restore(ctx, file, target, modules...); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(dump(ctx, t, target), dump(ctx, t, source)); diff != "" {
				t.Error(diff)
			}
			orphan := func(tx *dbx.Tx) error {
				_, err := tx.Exec(ctx, `INSERT INTO thing (id, parent) VALUES ($1, $2)`, "orphan", "nobody")
				return err
			}
			if err := target.Write(ctx, orphan); err == nil {
				t.Error("foreign keys do not hold after a restore")
			}
			if err := dbx.Restore(ctx, file, target, modules...); err == nil {
				t.Error("a restore over rows succeeded")
			}
		})
	})
}

// TestBackupWhileWritersRun has writers count in the first and the last table alike: a backup that is no snapshot differs sooner or later.
func TestBackupWhileWritersRun(t *testing.T) {
	pair := module("pair", "0001_pair.sql: CREATE TABLE alpha (n integer); CREATE TABLE middle (n integer); CREATE TABLE omega (n integer)")
	both := func(ctx context.Context, t *testing.T, db *dbx.DB) (alpha, omega int) {
		t.Helper()
		err := db.Read(ctx, func(tx *dbx.Tx) error {
			return tx.QueryRow(ctx, `SELECT alpha.n, omega.n FROM alpha, omega`).Scan(&alpha, &omega)
		})
		if err != nil {
			t.Fatal(err)
		}
		return alpha, omega
	}
	dbtest.Each(t, []dbx.Module{pair}, func(t *testing.T, db *dbx.DB) {
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		err := db.Write(ctx, func(tx *dbx.Tx) error {
			if _, err := tx.Exec(ctx, `INSERT INTO alpha (n) VALUES (0); INSERT INTO omega (n) VALUES (0)`); err != nil {
				return err
			}
			for n := range 300 {
				if _, err := tx.Exec(ctx, `INSERT INTO middle (n) VALUES ($1)`, n); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		var g errgroup.Group
		for range 2 {
			g.Go(func() error {
				for ctx.Err() == nil {
					err := db.Write(t.Context(), func(tx *dbx.Tx) error {
						if _, err := tx.Exec(t.Context(), `UPDATE alpha SET n = n + 1`); err != nil {
							return err
						}
						_, err := tx.Exec(t.Context(), `UPDATE omega SET n = n + 1`)
						return err
					})
					if err != nil {
						return err
					}
				}
				return nil
			})
		}
		dir := t.TempDir()
		for i := range 3 {
			file := filepath.Join(dir, fmt.Sprint(i))
			if err := dbx.Backup(t.Context(), db, file, pair); err != nil {
				t.Fatal(err)
			}
			if alpha, omega := both(t.Context(), t, dbtest.Open(t, file, pair)); alpha != omega {
				t.Errorf("backup %d holds %d of %d commits in its last table", i, omega, alpha)
			}
		}
		stop()
		if err := g.Wait(); err != nil {
			t.Error(err)
		}
		if alpha, _ := both(t.Context(), t, db); alpha == 0 {
			t.Error("the writers wrote nothing")
		}
	})
}

func TestRestoreBringsAnOldBackupForward(t *testing.T) {
	newer := fstest.MapFS{}
	for name, file := range things.FS.(fstest.MapFS) {
		newer[name] = file
		newer[strings.Replace(name, "0001_thing", "0002_colour", 1)] = &fstest.MapFile{
			Data: []byte("ALTER TABLE thing ADD COLUMN colour text NOT NULL DEFAULT 'red'"),
		}
	}
	dbtest.Each(t, modules, func(t *testing.T, old *dbx.DB) {
		ctx := t.Context()
		fill(ctx, t, old)
		file := filepath.Join(t.TempDir(), "backup.db")
		if err := dbx.Backup(ctx, old, file, modules...); err != nil {
			t.Fatal(err)
		}
		dbtest.Each(t, nil, func(t *testing.T, target *dbx.DB) {
			if err := dbx.Restore(ctx, file, target, dbx.Module{Name: "things", FS: newer}); err != nil {
				t.Fatal(err)
			}
			var red int
			err := target.Read(ctx, func(tx *dbx.Tx) error {
				return tx.QueryRow(ctx, `SELECT count(*) FROM thing WHERE colour = $1`, "red").Scan(&red)
			})
			if want := count(ctx, t, old); err != nil || red != want {
				t.Errorf("%d red rows, %v; want %d", red, err, want)
			}
		})
	})
}

func TestBackupRefuses(t *testing.T) {
	dbtest.Each(t, modules, func(t *testing.T, db *dbx.DB) {
		dir := t.TempDir()
		exists := filepath.Join(dir, "exists")
		if err := os.WriteFile(exists, []byte("not a database"), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := dbx.Backup(t.Context(), db, exists, modules...); err == nil {
			t.Error("a backup went over a file that exists")
		}
		empty := filepath.Join(dir, "empty")
		if err := os.WriteFile(empty, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		for _, bad := range []string{exists, empty, filepath.Join(dir, "missing")} {
			if err := dbx.Restore(t.Context(), bad, db, modules...); err == nil {
				t.Errorf("restored from %s", filepath.Base(bad))
			}
		}
	})
}

func TestFilled(t *testing.T) {
	m := module("shoes", "0001_shoe.sql: CREATE TABLE boot (id text); CREATE TABLE shoe (id text)")
	dbtest.Each(t, []dbx.Module{m}, func(t *testing.T, db *dbx.DB) {
		for _, want := range []string{"", "shoe"} {
			if got, err := dbx.Filled(t.Context(), db); err != nil || got != want {
				t.Errorf("got %q, %v, want %q", got, err, want)
			}
			err := db.Write(t.Context(), func(tx *dbx.Tx) error {
				_, err := tx.Exec(t.Context(), `INSERT INTO shoe (id) VALUES ('left')`)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
	})
}

func TestSameTablesNamesTheDifference(t *testing.T) {
	even := module("shoes", "0001_shoe.sql: CREATE TABLE shoe (id text, size integer)")
	dbtest.Parity(t, even, things)
	uneven := fstest.MapFS{
		"sqlite/0001_shoe.sql":   {Data: []byte("CREATE TABLE shoe (id text, size text)")},
		"postgres/0001_shoe.sql": {Data: []byte("CREATE TABLE shoe (id text, size integer)")},
	}
	m := dbx.Module{Name: "shoes", FS: uneven}
	err := dbx.SameTables(t.Context(), dbtest.SQLite(t, m), dbtest.Postgres(t, m))
	if err == nil || !strings.Contains(err.Error(), "table shoe") {
		t.Errorf("got %v, want table shoe", err)
	}
}
