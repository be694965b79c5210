package dbx

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"modernc.org/sqlite"
)

// DB is one tenant's database. Safe for concurrent use. Close it when done.
type DB struct {
	dialect Dialect
	schema  string // PostgreSQL: the tenant's schema
	path    string // SQLite: the file
	write   *sql.DB
	read    *sql.DB // SQLite: a pool of its own; PostgreSQL: the same as write
	pool    *pgxpool.Pool
}

// Open opens a database and checks that it answers. dsn is one of
//
//	postgres://user@host/name?schema=almby   a PostgreSQL schema, public unless named; pool_max_conns and the other pgx parameters hold
//	sqlite:/path/to/file.db                  a SQLite file; ?synchronous=off trades durability for speed, for tests only
//	/path/to/file.db                         the same
//
// A SQLite file and its folder are made if they don't exist, readable by their owner alone. A PostgreSQL schema is made by Migrate.
func Open(ctx context.Context, dsn string) (*DB, error) {
	var (
		db  *DB
		err error
	)
	if strings.HasPrefix(dsn, "postgres://") || strings.HasPrefix(dsn, "postgresql://") {
		db, err = openPostgres(ctx, dsn)
	} else {
		db, err = openSQLite(strings.TrimPrefix(dsn, "sqlite:"))
	}
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	if err := db.Ping(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("open database: %w", err), db.Close())
	}
	return db, nil
}

func openPostgres(ctx context.Context, dsn string) (*DB, error) {
	u, err := url.Parse(dsn)
	if err != nil {
		return nil, errors.New("the database URL cannot be read") // not err: it quotes the URL, which holds the password
	}
	q := u.Query()
	schema := q.Get("schema")
	if schema == "" {
		schema = q.Get("search_path")
	}
	if schema == "" {
		schema = "public"
	}
	q.Del("schema")
	q.Set("search_path", quote(strings.Trim(schema, `"`)))
	if !q.Has("pool_max_conns") {
		q.Set("pool_max_conns", "16")
	}
	u.RawQuery = q.Encode()
	config, err := pgxpool.ParseConfig(u.String())
	if err != nil {
		return nil, err
	}
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, err
	}
	sqldb := stdlib.OpenDBFromPool(pool)
	return &DB{dialect: Postgres, schema: strings.Trim(schema, `"`), write: sqldb, read: sqldb, pool: pool}, nil
}

func openSQLite(name string) (*DB, error) {
	path, params, _ := strings.Cut(name, "?")
	given, err := url.ParseQuery(params)
	if err != nil {
		return nil, err
	}
	synchronous := "full" // a commit is on disk when it returns, in WAL mode too
	for key, values := range given {
		if key != "synchronous" {
			return nil, fmt.Errorf("sqlite: unknown parameter %q", key)
		}
		synchronous = values[0]
	}
	if path == "" {
		return nil, errors.New("sqlite: no file is named")
	}
	if path, err = filepath.Abs(path); err != nil {
		return nil, err
	}
	if err := makePrivate(path); err != nil {
		return nil, err
	}
	common := url.Values{"_busy_timeout": {"10000"}, "_foreign_keys": {"on"}, "_dqs": {"0"}}
	writer := withAll(common, url.Values{"_journal_mode": {"wal"}, "_synchronous": {synchronous}})
	reader := withAll(common, url.Values{"_query_only": {"on"}, "_pragma": {"cache_size(-16000)"}}) // kB each: the upper pages of large tables
	write, err := sqliteDB(path, writer, 1)
	if err != nil {
		return nil, err
	}
	read, err := sqliteDB(path, reader, max(4, 2*runtime.GOMAXPROCS(0)))
	if err != nil {
		return nil, errors.Join(err, write.Close())
	}
	return &DB{dialect: SQLite, path: path, write: write, read: read}, nil
}

func sqliteDB(path string, params url.Values, conns int) (*sql.DB, error) {
	u := url.URL{Scheme: "file", Path: path, RawQuery: params.Encode()}
	connector, err := sqlite.NewConnector(u.String())
	if err != nil {
		return nil, err
	}
	db := sql.OpenDB(preparer{connector})
	db.SetMaxOpenConns(conns)
	db.SetMaxIdleConns(conns)
	return db, nil
}

func withAll(a, b url.Values) url.Values {
	out := url.Values{}
	for _, values := range []url.Values{a, b} {
		for k, v := range values {
			out[k] = v
		}
	}
	return out
}

// makePrivate creates the file before SQLite does, since SQLite would let everybody read it. Its WAL takes over the file's mode.
func makePrivate(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	return f.Close()
}

// Dialect is the database's dialect, for the strings that differ in a query.
func (db *DB) Dialect() Dialect { return db.dialect }

// Ping tells whether the database answers, for readiness.
func (db *DB) Ping(ctx context.Context) error {
	if err := db.write.PingContext(ctx); err != nil {
		return err
	}
	return db.read.PingContext(ctx)
}

// Close waits for running transactions and closes all connections.
func (db *DB) Close() error {
	err := db.read.Close()
	if db.write != db.read {
		err = errors.Join(err, db.write.Close()) // last, so that SQLite folds the WAL into the file
	}
	if db.pool != nil {
		db.pool.Close()
	}
	return err
}

// quote quotes an identifier for both databases.
func quote(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }
