package dbx

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"time"
)

// Module is a package's tables: files in sqlite/ and postgres/ with the same names, applied in the order of their names.
type Module struct {
	// Name is the module's name in schema_migration; it never changes.
	Name string
	// FS holds the folders sqlite and postgres. A file is named NNNN_words.sql. On a new database the files make tables and leave them empty,
	// since Restore fills only empty tables.
	FS fs.FS
}

// Embedded is the module whose files are embedded below the folder migrations.
func Embedded(name string, files embed.FS) Module {
	sub, err := fs.Sub(files, "migrations")
	if err != nil {
		panic(err) // the folder's name is a constant that fs.Sub takes
	}
	return Module{Name: name, FS: sub}
}

// ErrChanged means that a migration that was applied has other words now. Migrations are only ever added.
var ErrChanged = errors.New("an applied migration was changed")

// ErrNewer means that a later version of the program has brought the database further than this one knows.
var ErrNewer = errors.New("the database is of a newer version of the program")

type migration struct{ module, name, digest, text string }

func (m Module) migrations(d Dialect) ([]migration, error) {
	files, err := fs.Glob(m.FS, d.String()+"/*.sql")
	if err != nil {
		return nil, err
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("module %s: no migrations for %s", m.Name, d)
	}
	slices.Sort(files)
	out := make([]migration, 0, len(files))
	for _, file := range files {
		text, err := fs.ReadFile(m.FS, file)
		if err != nil {
			return nil, err
		}
		sum := sha256.Sum256(text)
		name := strings.TrimPrefix(file, d.String()+"/")
		out = append(out, migration{m.Name, name, hex.EncodeToString(sum[:]), string(text)})
	}
	return out, nil
}

// CheckParity returns an error where the module's two folders don't hold files of the same names.
func (m Module) CheckParity() error {
	names := map[Dialect][]string{}
	for _, d := range []Dialect{SQLite, Postgres} {
		all, err := m.migrations(d)
		if err != nil {
			return err
		}
		for _, one := range all {
			names[d] = append(names[d], one.name)
		}
	}
	if !slices.Equal(names[SQLite], names[Postgres]) {
		return fmt.Errorf("module %s: sqlite has %v, postgres has %v", m.Name, names[SQLite], names[Postgres])
	}
	return nil
}

// Migrate brings the database forward to the modules' last migrations, in the order of the modules. Each file is one transaction. Several
// processes may call it at once. It returns the errors of Pending, and leaves the database as it is then.
func Migrate(ctx context.Context, db *DB, modules ...Module) error {
	var all []migration
	for _, m := range modules {
		if err := m.CheckParity(); err != nil {
			return err
		}
		list, err := m.migrations(db.dialect)
		if err != nil {
			return err
		}
		all = append(all, list...)
	}
	if err := db.Write(ctx, func(tx *Tx) error { return db.prepareMigrations(ctx, tx) }); err != nil {
		return fmt.Errorf("prepare migrations: %w", err)
	}
	pending, err := db.Pending(ctx, modules...)
	if err != nil {
		return err
	}
	for _, m := range all {
		if !slices.Contains(pending, m.module+"/"+m.name) {
			continue
		}
		if err := db.Write(ctx, func(tx *Tx) error { return db.apply(ctx, tx, m) }); err != nil {
			return fmt.Errorf("migration %s/%s: %w", m.module, m.name, err)
		}
	}
	return nil
}

// Pending lists the migrations, as module/file, that Migrate would apply. It returns ErrChanged where an applied file has changed, and ErrNewer
// where the database has a module's migration that the module does not.
func (db *DB) Pending(ctx context.Context, modules ...Module) ([]string, error) {
	applied := map[string]string{}
	err := db.Read(ctx, func(tx *Tx) error {
		clear(applied)
		exists, err := tableExists(ctx, tx, "schema_migration")
		if err != nil || !exists {
			return err
		}
		rows, err := tx.Query(ctx, `SELECT module, name, digest FROM schema_migration`)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var module, name, digest string
			if err := rows.Scan(&module, &name, &digest); err != nil {
				return err
			}
			applied[module+"/"+name] = digest
		}
		return rows.Err()
	})
	if err != nil {
		return nil, fmt.Errorf("read applied migrations: %w", err)
	}
	var pending []string
	for _, module := range modules {
		list, err := module.migrations(db.dialect)
		if err != nil {
			return nil, err
		}
		for _, m := range list {
			key := m.module + "/" + m.name
			switch digest, ok := applied[key]; {
			case !ok:
				pending = append(pending, key)
			case digest != m.digest:
				return nil, fmt.Errorf("%w: %s", ErrChanged, key)
			}
			delete(applied, key)
		}
		for _, key := range slices.Sorted(maps.Keys(applied)) {
			if strings.HasPrefix(key, module.Name+"/") {
				return nil, fmt.Errorf("%w: it has %s", ErrNewer, key)
			}
		}
	}
	return pending, nil
}

func (db *DB) prepareMigrations(ctx context.Context, tx *Tx) error {
	stamp := "timestamp"
	if db.dialect == Postgres {
		stamp = "timestamptz"
		if err := db.lockMigrations(ctx, tx); err != nil {
			return err
		}
		var exists bool // asked first, since CREATE SCHEMA IF NOT EXISTS needs the right to create even where it exists
		err := tx.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM pg_namespace WHERE nspname = $1)`, db.schema).Scan(&exists)
		if err != nil {
			return err
		}
		if !exists {
			if _, err := tx.Exec(ctx, `CREATE SCHEMA `+quote(db.schema)); err != nil {
				return err
			}
		}
	}
	_, err := tx.Exec(ctx, `CREATE TABLE IF NOT EXISTS schema_migration (
		module text NOT NULL, name text NOT NULL, digest text NOT NULL, applied_at `+stamp+` NOT NULL, PRIMARY KEY (module, name))`)
	return err
}

// lockMigrations holds other processes back until the transaction ends. In SQLite the transaction is itself the lock.
func (db *DB) lockMigrations(ctx context.Context, tx *Tx) error {
	if db.dialect != Postgres {
		return nil
	}
	_, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtextextended('forvag migrate ' || CAST($1 AS TEXT), 0))`, db.schema)
	return err
}

func (db *DB) apply(ctx context.Context, tx *Tx, m migration) error {
	if err := db.lockMigrations(ctx, tx); err != nil {
		return err
	}
	n, err := tx.Exec(ctx, `INSERT INTO schema_migration (module, name, digest, applied_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
		m.module, m.name, m.digest, time.Now())
	if err != nil || n == 0 { // another process was first
		return err
	}
	_, err = tx.Exec(ctx, m.text)
	return err
}

func tableExists(ctx context.Context, tx *Tx, name string) (bool, error) {
	var n int
	query := `SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = $1`
	if tx.dialect == Postgres {
		query = `SELECT count(*) FROM pg_tables WHERE schemaname = current_schema() AND tablename = $1`
	}
	err := tx.QueryRow(ctx, query, name).Scan(&n)
	return n > 0, err
}
