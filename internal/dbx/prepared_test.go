package dbx_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"forvag/internal/dbx"
	"forvag/internal/dbx/dbtest"
)

// TestStatementsAreUsedAgain holds that a query asked again is a new query: in its own rows, after an error, after a migration, and after so many
// others that it is not kept any longer.
func TestStatementsAreUsedAgain(t *testing.T) {
	ctx := t.Context()
	db := dbtest.SQLite(t)
	const byGroup = `SELECT name FROM thing WHERE grp = $1 ORDER BY name`
	const insert = `INSERT INTO thing (name, grp) VALUES ($1, $2)`
	names := func(tx *dbx.Tx, group int) []string {
		t.Helper()
		all, err := dbx.All(ctx, tx, dbx.Value[string], byGroup, group)
		if err != nil {
			t.Fatal(err)
		}
		return all
	}
	err := db.Write(ctx, func(tx *dbx.Tx) error {
		if _, err := tx.Exec(ctx, `CREATE TABLE thing (name text PRIMARY KEY, grp integer NOT NULL)`); err != nil {
			return err
		}
		for i, name := range []string{"a", "b", "c", "d"} {
			if _, err := tx.Exec(ctx, insert, name, i%2); err != nil {
				return err
			}
		}

		rows, err := tx.Query(ctx, byGroup, 0)
		if err != nil {
			return err
		}
		defer rows.Close()
		var pairs [][]string
		for rows.Next() {
			var name string
			if err := rows.Scan(&name); err != nil {
				return err
			}
			pairs = append(pairs, append([]string{name}, names(tx, 1)...))
		}
		if diff := cmp.Diff([][]string{{"a", "b", "d"}, {"c", "b", "d"}}, pairs); diff != "" {
			t.Errorf("a query inside its own rows (-want +got):\n%s", diff)
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			return err
		}

		if _, err := tx.Exec(ctx, insert, "a", 1); !dbx.IsUnique(err) {
			t.Errorf("a second a: got %v, want a broken key", err)
		}
		if _, err := tx.Exec(ctx, insert, "e", 0); err != nil {
			t.Errorf("after an error: %v", err)
		}

		if _, err := tx.Exec(ctx, `ALTER TABLE thing ADD COLUMN more text; UPDATE thing SET name = 'å' WHERE name = 'a'`); err != nil {
			return err
		}
		if diff := cmp.Diff([]string{"c", "e", "å"}, names(tx, 0)); diff != "" {
			t.Errorf("after a migration (-want +got):\n%s", diff)
		}

		for i := range 300 {
			var got int
			if err := tx.QueryRow(ctx, fmt.Sprintf(`SELECT %d + $1`, i), 1).Scan(&got); err != nil || got != i+1 {
				return fmt.Errorf("%d + 1 is %d: %w", i, got, err)
			}
		}
		if diff := cmp.Diff([]string{"b", "d"}, names(tx, 1)); diff != "" {
			t.Errorf("after many others (-want +got):\n%s", diff)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
