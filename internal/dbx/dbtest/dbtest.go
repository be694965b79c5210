// Package dbtest gives a test a fresh database on SQLite and on PostgreSQL.
//
// PostgreSQL is the server that FORVAG_TEST_POSTGRES names, or else a throw-away one that lives as long as the test binary. A test fails, it
// does not skip, where there is no PostgreSQL: what was not tried on both databases was not tried.
package dbtest

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"forvag/internal/dbx"
)

var count atomic.Int64

// Each runs fn as subtests "sqlite" and "postgres", each on a fresh database with the modules' tables.
func Each(t *testing.T, modules []dbx.Module, fn func(t *testing.T, db *dbx.DB)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { fn(t, SQLite(t, modules...)) })
	t.Run("postgres", func(t *testing.T) { fn(t, Postgres(t, modules...)) })
}

// SQLite gives a fresh database in a temporary file, closed when the test ends. It is a copy of the first with the same tables in this test binary.
func SQLite(t testing.TB, modules ...dbx.Module) *dbx.DB {
	t.Helper()
	made, err := migrated(t.Context(), modules)
	if err != nil {
		t.Fatal(err)
	}
	dsn := SQLiteDSN(t)
	if err := os.WriteFile(sqliteFile(dsn), made, 0o600); err != nil {
		t.Fatal(err)
	}
	return Open(t, dsn)
}

// Postgres gives a fresh schema, dropped when the test ends.
func Postgres(t testing.TB, modules ...dbx.Module) *dbx.DB {
	t.Helper()
	return Open(t, PostgresDSN(t), modules...)
}

// SQLiteDSN names a file that does not exist yet, without syncing to disk.
func SQLiteDSN(t testing.TB) string {
	t.Helper()
	return "sqlite:" + filepath.Join(t.TempDir(), "test.db") + "?synchronous=off"
}

// PostgresDSN names a schema that does not exist yet and is dropped when the test ends: for tests of several processes on one database.
func PostgresDSN(t testing.TB) string {
	t.Helper()
	base, err := server()
	if err != nil {
		t.Fatalf("no PostgreSQL to test on: %v", err)
	}
	u, err := url.Parse(base)
	if err != nil {
		t.Fatalf("FORVAG_TEST_POSTGRES: %v", err)
	}
	schema := fmt.Sprintf("t%d_%d_%d", os.Getpid(), time.Now().UnixNano()%1e9, count.Add(1))
	q := u.Query()
	q.Set("schema", schema)
	q.Set("pool_max_conns", "8")
	u.RawQuery = q.Encode()
	dsn := u.String()
	t.Cleanup(func() { drop(t, dsn, schema) })
	return dsn
}

// sqliteFile is the file that SQLiteDSN names.
func sqliteFile(dsn string) string {
	path, _, _ := strings.Cut(strings.TrimPrefix(dsn, "sqlite:"), "?")
	return path
}

// templates are SQLite files with the tables of some modules and nothing in them, by the modules' migrations.
var templates struct {
	sync.Mutex
	files map[string][]byte
}

// migrated is a SQLite file with the modules' tables.
func migrated(ctx context.Context, modules []dbx.Module) ([]byte, error) {
	key, err := written(modules)
	if err != nil {
		return nil, err
	}
	templates.Lock()
	defer templates.Unlock()
	if made := templates.files[key]; made != nil {
		return made, nil
	}
	dir, err := os.MkdirTemp("", "forvag-template-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "template.db")
	db, err := dbx.Open(ctx, "sqlite:"+path+"?synchronous=off")
	if err != nil {
		return nil, err
	}
	if err := errors.Join(dbx.Migrate(ctx, db, modules...), db.Close()); err != nil { // to close it brings its log into the file
		return nil, err
	}
	made, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	if templates.files == nil {
		templates.files = map[string][]byte{}
	}
	templates.files[key] = made
	return made, nil
}

// written is what the modules' migrations for SQLite say, in order.
func written(modules []dbx.Module) (string, error) {
	var all strings.Builder
	for _, m := range modules {
		files, err := fs.Glob(m.FS, "sqlite/*.sql")
		if err != nil {
			return "", err
		}
		for _, file := range files {
			text, err := fs.ReadFile(m.FS, file)
			if err != nil {
				return "", err
			}
			fmt.Fprintf(&all, "%s %s\n%s\n", m.Name, file, text)
		}
	}
	return all.String(), nil
}

// Open opens and migrates the database that dsn names and closes it when the test ends.
func Open(t testing.TB, dsn string, modules ...dbx.Module) *dbx.DB {
	t.Helper()
	db, err := dbx.Open(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Errorf("close database: %v", err)
		}
	})
	if err := dbx.Migrate(t.Context(), db, modules...); err != nil {
		t.Fatal(err)
	}
	return db
}

func drop(t testing.TB, dsn, schema string) {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	db, err := dbx.Open(ctx, dsn)
	if err != nil {
		t.Errorf("drop schema: %v", err)
		return
	}
	defer db.Close()
	err = db.Write(ctx, func(tx *dbx.Tx) error {
		_, err := tx.Exec(ctx, `DROP SCHEMA IF EXISTS "`+strings.ReplaceAll(schema, `"`, ``)+`" CASCADE`)
		return err
	})
	if err != nil {
		t.Errorf("drop schema: %v", err)
	}
}

// Parity fails the test where the modules' folders of migrations differ in file names, or in the tables and columns that they make.
func Parity(t *testing.T, modules ...dbx.Module) {
	t.Helper()
	for _, m := range modules {
		if err := m.CheckParity(); err != nil {
			t.Error(err)
		}
	}
	if err := dbx.SameTables(t.Context(), SQLite(t, modules...), Postgres(t, modules...)); err != nil {
		t.Error(err)
	}
}
