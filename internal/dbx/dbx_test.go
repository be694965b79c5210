package dbx_test

import (
	"context"
	"database/sql"
	"errors"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sync/errgroup"

	"forvag/internal/dbx"
	"forvag/internal/dbx/dbtest"
)

// things is a module with one of each kind of column.
var things = dbx.Module{Name: "things", FS: fstest.MapFS{
	"sqlite/0001_thing.sql": {Data: []byte(`
		CREATE TABLE thing (id text PRIMARY KEY, at timestamp, day text, open boolean, n bigint, body blob, parent text REFERENCES thing (id));
		CREATE INDEX thing_at ON thing (at);`)},
	"postgres/0001_thing.sql": {Data: []byte(`
		CREATE TABLE thing (id text COLLATE "C" PRIMARY KEY, at timestamptz, day text, open boolean, n bigint, body bytea,
			parent text COLLATE "C" REFERENCES thing (id));
		CREATE INDEX thing_at ON thing (at);`)},
}}

var modules = []dbx.Module{things}

func insert(ctx context.Context, tx *dbx.Tx, id string, at any) error {
	_, err := tx.Exec(ctx, `INSERT INTO thing (id, at, day, open, n, body) VALUES ($1, $2, $3, $4, $5, $6)`,
		id, at, "2026-03-01", true, 1, []byte(id))
	return err
}

func count(ctx context.Context, t *testing.T, db *dbx.DB) (n int) {
	t.Helper()
	err := db.Read(ctx, func(tx *dbx.Tx) error { return tx.QueryRow(ctx, `SELECT count(*) FROM thing`).Scan(&n) })
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestTimesAreUTCMicroseconds(t *testing.T) {
	stockholm := time.FixedZone("CEST", 2*60*60)
	in := time.Date(2026, 3, 1, 0, 30, 0, 123456789, stockholm)
	want := time.Date(2026, 2, 28, 22, 30, 0, 123456000, time.UTC)
	var none *time.Time
	cases := map[string]struct {
		arg  any
		want *time.Time
	}{
		"value":         {in, &want},
		"pointer":       {&in, &want},
		"nil pointer":   {none, nil},
		"nil":           {nil, nil},
		"sql.NullTime":  {sql.NullTime{Time: in, Valid: true}, &want},
		"null NullTime": {sql.NullTime{}, nil},
		"or null":       {dbx.OrNull(in), &want},
		"zero or null":  {dbx.OrNull(time.Time{}), nil},
	}
	dbtest.Each(t, modules, func(t *testing.T, db *dbx.DB) {
		ctx := t.Context()
		for name, c := range cases {
			t.Run(name, func(t *testing.T) {
				var got, newest *time.Time
				var null sql.NullTime
				zero := in // what was there before is not left
				err := db.Write(ctx, func(tx *dbx.Tx) error {
					if err := insert(ctx, tx, name, c.arg); err != nil {
						return err
					}
					err := tx.QueryRow(ctx, `SELECT at, at, at FROM thing WHERE id = $1`, name).Scan(&got, &null, dbx.OrZero(&zero))
					if err != nil {
						return err
					}
					return tx.QueryRow(ctx, `SELECT max(at) FROM thing WHERE id = $1`, name).Scan(&newest)
				})
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(got, c.want); diff != "" {
					t.Error(diff)
				}
				if diff := cmp.Diff(newest, c.want); diff != "" {
					t.Errorf("max: %s", diff)
				}
				if zero.IsZero() != (c.want == nil) || c.want != nil && zero != want {
					t.Errorf("or zero: %v", zero)
				}
				if null.Valid != (c.want != nil) {
					t.Errorf("NullTime.Valid = %v", null.Valid)
				}
				if got != nil && got.Location() != time.UTC {
					t.Errorf("location %v, want UTC", got.Location())
				}
			})
		}
	})
}

func TestInstantsCompareInSQL(t *testing.T) {
	start := time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)
	dbtest.Each(t, modules, func(t *testing.T, db *dbx.DB) {
		ctx := t.Context()
		ids := []string{"a", "b", "c", "d"}
		steps := []time.Duration{0, time.Microsecond, 100 * time.Millisecond, time.Second}
		var got []string
		err := db.Write(ctx, func(tx *dbx.Tx) error {
			for i, id := range ids {
				if err := insert(ctx, tx, id, start.Add(steps[i])); err != nil {
					return err
				}
			}
			var err error
			got, err = dbx.All(ctx, tx, dbx.Value[string], `SELECT id FROM thing WHERE at > $1 AND at <= $2 ORDER BY at`, start, start.Add(time.Second))
			return err
		})
		if diff := cmp.Diff(got, []string{"b", "c", "d"}); err != nil || diff != "" {
			t.Error(err, diff)
		}
	})
}

func TestReadWhileAWriterIsHeld(t *testing.T) {
	dbtest.Each(t, modules, func(t *testing.T, db *dbx.DB) {
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		err := db.Write(ctx, func(tx *dbx.Tx) error {
			if err := insert(ctx, tx, "uncommitted", nil); err != nil {
				return err
			}
			if n := count(ctx, t, db); n != 0 {
				t.Errorf("a reader sees %d uncommitted rows", n)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if n := count(ctx, t, db); n != 1 {
			t.Errorf("%d rows after the commit, want 1", n)
		}
	})
}

func TestReadIsOneSnapshotAndCannotWrite(t *testing.T) {
	dbtest.Each(t, modules, func(t *testing.T, db *dbx.DB) {
		ctx := t.Context()
		err := db.Read(ctx, func(tx *dbx.Tx) error {
			var before, after int
			if err := tx.QueryRow(ctx, `SELECT count(*) FROM thing`).Scan(&before); err != nil {
				return err
			}
			if err := db.Write(ctx, func(w *dbx.Tx) error { return insert(ctx, w, "between", nil) }); err != nil {
				return err
			}
			if err := tx.QueryRow(ctx, `SELECT count(*) FROM thing`).Scan(&after); err != nil {
				return err
			}
			if before != 0 || after != 0 {
				t.Errorf("counts in one snapshot: %d then %d, want 0 and 0", before, after)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := db.Read(ctx, func(tx *dbx.Tx) error { return insert(ctx, tx, "forbidden", nil) }); err == nil {
			t.Error("a write inside Read succeeded")
		}
	})
}

func TestWriteRollsBack(t *testing.T) {
	broken := errors.New("broken")
	dbtest.Each(t, modules, func(t *testing.T, db *dbx.DB) {
		ctx := t.Context()
		hints := 0
		err := db.Write(ctx, func(tx *dbx.Tx) error {
			tx.AfterCommit(func() { hints++ })
			return errors.Join(insert(ctx, tx, "a", nil), broken)
		})
		if !errors.Is(err, broken) {
			t.Errorf("got %v, want the function's own error", err)
		}
		func() {
			defer func() { _ = recover() }()
			_ = db.Write(ctx, func(tx *dbx.Tx) error {
				if err := insert(ctx, tx, "b", nil); err != nil {
					t.Error(err)
				}
				panic("in the middle")
			})
		}()
		if n := count(ctx, t, db); n != 0 || hints != 0 {
			t.Errorf("%d rows and %d hints after rollbacks, want none", n, hints)
		}
		err = db.Write(ctx, func(tx *dbx.Tx) error {
			tx.AfterCommit(func() { hints++ })
			return insert(ctx, tx, "c", nil)
		})
		if err != nil || hints != 1 {
			t.Errorf("err %v, %d hints after a commit, want 1", err, hints)
		}
	})
}

func TestConcurrentIncrementsUnderRowLock(t *testing.T) {
	dbtest.Each(t, modules, func(t *testing.T, db *dbx.DB) {
		ctx := t.Context()
		if err := db.Write(ctx, func(tx *dbx.Tx) error { return insert(ctx, tx, "counter", nil) }); err != nil {
			t.Fatal(err)
		}
		var g errgroup.Group
		for range 8 {
			g.Go(func() error {
				for range 5 {
					err := db.Write(ctx, func(tx *dbx.Tx) error {
						var n int
						err := tx.QueryRow(ctx, `SELECT n FROM thing WHERE id = $1`+tx.Dialect().ForUpdate(), "counter").Scan(&n)
						if err != nil {
							return err
						}
						_, err = tx.Exec(ctx, `UPDATE thing SET n = $1 WHERE id = $2`, n+1, "counter")
						return err
					})
					if err != nil {
						return err
					}
				}
				return nil
			})
		}
		if err := g.Wait(); err != nil {
			t.Fatal(err)
		}
		var n int
		if err := db.Read(ctx, func(tx *dbx.Tx) error { return tx.QueryRow(ctx, `SELECT n FROM thing`).Scan(&n) }); err != nil || n != 41 {
			t.Errorf("n = %d, %v; want 41", n, err)
		}
	})
}

// TestDeadlockIsRetried makes two transactions lock two rows crosswise: PostgreSQL ends one of them, and Write runs it again.
func TestDeadlockIsRetried(t *testing.T) {
	db := dbtest.Postgres(t, modules...)
	ctx := t.Context()
	err := db.Write(ctx, func(tx *dbx.Tx) error { return errors.Join(insert(ctx, tx, "a", nil), insert(ctx, tx, "b", nil)) })
	if err != nil {
		t.Fatal(err)
	}
	var g errgroup.Group
	var both sync.WaitGroup
	both.Add(2)
	for _, order := range [][2]string{{"a", "b"}, {"b", "a"}} {
		g.Go(func() error {
			first := true
			return db.Write(ctx, func(tx *dbx.Tx) error {
				if _, err := tx.Exec(ctx, `UPDATE thing SET n = n + 1 WHERE id = $1`, order[0]); err != nil {
					return err
				}
				if first {
					first = false
					both.Done()
					both.Wait()
				}
				_, err := tx.Exec(ctx, `UPDATE thing SET n = n + 1 WHERE id = $1`, order[1])
				return err
			})
		})
	}
	if err := g.Wait(); err != nil {
		t.Errorf("a deadlock reached the caller: %v", err)
	}
	var n int
	if err := db.Read(ctx, func(tx *dbx.Tx) error { return tx.QueryRow(ctx, `SELECT sum(n) FROM thing`).Scan(&n) }); err != nil || n != 6 {
		t.Errorf("sum = %d, %v; want 6: each transaction once", n, err)
	}
}

func TestIsUnique(t *testing.T) {
	dbtest.Each(t, modules, func(t *testing.T, db *dbx.DB) {
		ctx := t.Context()
		twice := func(tx *dbx.Tx) error { return errors.Join(insert(ctx, tx, "a", nil), insert(ctx, tx, "a", nil)) }
		if err := db.Write(ctx, twice); !dbx.IsUnique(err) {
			t.Errorf("%v: want a broken key", err)
		}
		orphan := func(tx *dbx.Tx) error {
			_, err := tx.Exec(ctx, `INSERT INTO thing (id, parent) VALUES ($1, $2)`, "b", "nobody")
			return err
		}
		if err := db.Write(ctx, orphan); err == nil || dbx.IsUnique(err) {
			t.Errorf("%v: want a broken foreign key, which is no broken unique key", err)
		}
	})
}

func TestNoRows(t *testing.T) {
	dbtest.Each(t, modules, func(t *testing.T, db *dbx.DB) {
		ctx := t.Context()
		err := db.Read(ctx, func(tx *dbx.Tx) error {
			var id string
			return tx.QueryRow(ctx, `SELECT id FROM thing WHERE id IN (`+dbx.List(1, 2)+`)`, "a", "b").Scan(&id)
		})
		if !errors.Is(err, dbx.ErrNoRows) {
			t.Errorf("got %v, want ErrNoRows", err)
		}
		var at time.Time
		if err := db.QueryRow(ctx, `SELECT at FROM thing WHERE id = $1`, "a").Scan(&at); !errors.Is(err, dbx.ErrNoRows) {
			t.Errorf("by itself: got %v, want ErrNoRows", err)
		}
	})
}

func TestCancelledContextEndsAWaitingWrite(t *testing.T) {
	db := dbtest.SQLite(t, modules...)
	err := db.Write(t.Context(), func(*dbx.Tx) error {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := db.Write(ctx, func(*dbx.Tx) error { return nil }); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v, want context.Canceled", err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestOpenRefuses(t *testing.T) {
	cases := map[string]string{
		"unknown parameter": "sqlite:" + t.TempDir() + "/a.db?mode=memory",
		"no file":           "sqlite:",
		"a folder":          t.TempDir(),
		"no server":         "postgres:///x?host=" + t.TempDir(),
		"bad URL":           "postgres://%zz",
	}
	for name, dsn := range cases {
		t.Run(name, func(t *testing.T) {
			if db, err := dbx.Open(t.Context(), dsn); err == nil {
				t.Errorf("opened; want an error (close: %v)", db.Close())
			}
		})
	}
}

// TestAloneIsATenantsOwn: who holds a text in one tenant's database keeps others in it waiting, and nobody in another's.
func TestAloneIsATenantsOwn(t *testing.T) {
	one, other := dbtest.Postgres(t), dbtest.Postgres(t)
	take := func(ctx context.Context, db *dbx.DB, then func()) error {
		return db.Write(ctx, func(tx *dbx.Tx) error {
			_, err := tx.Exec(ctx, tx.Dialect().Alone(), "the same")
			if err == nil {
				then()
			}
			return err
		})
	}
	within := func(db *dbx.DB, most time.Duration) error {
		ctx, cancel := context.WithTimeout(t.Context(), most)
		defer cancel()
		return take(ctx, db, func() {})
	}
	err := take(t.Context(), one, func() {
		if err := within(other, time.Minute); err != nil {
			t.Errorf("another tenant waits: %v", err)
		}
		if err := within(one, 200*time.Millisecond); err == nil {
			t.Error("two are alone in the same database")
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := within(dbtest.SQLite(t), time.Minute); err != nil {
		t.Errorf("SQLite: %v", err)
	}
}
