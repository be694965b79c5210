package dbx_test

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sync/errgroup"

	"forvag/internal/dbx"
	"forvag/internal/dbx/dbtest"
)

// module makes a module whose files have the same words for both databases.
func module(name string, files ...string) dbx.Module {
	folder := fstest.MapFS{}
	for _, f := range files {
		file, text, _ := strings.Cut(f, ": ")
		folder["sqlite/"+file] = &fstest.MapFile{Data: []byte(text)}
		folder["postgres/"+file] = &fstest.MapFile{Data: []byte(text)}
	}
	return dbx.Module{Name: name, FS: folder}
}

func TestMigrateGoesForward(t *testing.T) {
	first := module("shoes", "0001_shoe.sql: CREATE TABLE shoe (id text)")
	second := module("shoes", "0001_shoe.sql: CREATE TABLE shoe (id text)", "0002_size.sql: ALTER TABLE shoe ADD COLUMN size integer")
	dbtest.Each(t, []dbx.Module{first}, func(t *testing.T, db *dbx.DB) {
		ctx := t.Context()
		pending, err := db.Pending(ctx, second)
		if diff := cmp.Diff(pending, []string{"shoes/0002_size.sql"}); err != nil || diff != "" {
			t.Error(err, diff)
		}
		for range 2 { // the second time there is nothing to do
			if err := dbx.Migrate(ctx, db, second); err != nil {
				t.Fatal(err)
			}
		}
		err = db.Write(ctx, func(tx *dbx.Tx) error {
			_, err := tx.Exec(ctx, `INSERT INTO shoe (id, size) VALUES ($1, $2)`, "left", 42)
			return err
		})
		if err != nil {
			t.Error(err)
		}
	})
}

func TestMigrateRefusesChangedAndUneven(t *testing.T) {
	first := module("shoes", "0001_shoe.sql: CREATE TABLE shoe (id text)")
	dbtest.Each(t, []dbx.Module{first}, func(t *testing.T, db *dbx.DB) {
		changed := module("shoes", "0001_shoe.sql: CREATE TABLE shoe (id text, size integer)")
		if err := dbx.Migrate(t.Context(), db, changed); !errors.Is(err, dbx.ErrChanged) {
			t.Errorf("got %v, want ErrChanged", err)
		}
		if err := dbx.Migrate(t.Context(), db, module("shoes", "0000_sock.sql: CREATE TABLE sock (id text)")); !errors.Is(err, dbx.ErrNewer) {
			t.Errorf("got %v, want ErrNewer", err)
		}
		uneven := module("hats", "0001_hat.sql: CREATE TABLE hat (id text)")
		uneven.FS.(fstest.MapFS)["sqlite/0002_more.sql"] = &fstest.MapFile{Data: []byte("SELECT 1")}
		if err := dbx.Migrate(t.Context(), db, uneven); err == nil {
			t.Error("a module whose folders differ was migrated")
		}
	})
}

func TestFailedMigrationLeavesNothing(t *testing.T) {
	dbtest.Each(t, nil, func(t *testing.T, db *dbx.DB) {
		broken := module("hats", "0001_hat.sql: CREATE TABLE hat (id text); CREATE TABLE hat (id text)")
		if err := dbx.Migrate(t.Context(), db, broken); err == nil {
			t.Fatal("a table was made twice")
		}
		mended := module("hats", "0001_hat.sql: CREATE TABLE hat (id text)")
		if err := dbx.Migrate(t.Context(), db, mended); err != nil {
			t.Errorf("after a failed migration was mended: %v", err)
		}
	})
}

func TestManyProcessesMigrateAtOnce(t *testing.T) {
	m := module("shoes", "0001_shoe.sql: CREATE TABLE shoe (id text)", "0002_size.sql: ALTER TABLE shoe ADD COLUMN size integer")
	for name, dsn := range map[string]string{"sqlite": dbtest.SQLiteDSN(t), "postgres": dbtest.PostgresDSN(t)} {
		t.Run(name, func(t *testing.T) {
			var g errgroup.Group
			for range 5 {
				g.Go(func() error {
					db, err := dbx.Open(t.Context(), dsn)
					if err != nil {
						return err
					}
					return errors.Join(dbx.Migrate(t.Context(), db, m), db.Close())
				})
			}
			if err := g.Wait(); err != nil {
				t.Error(err)
			}
		})
	}
}
