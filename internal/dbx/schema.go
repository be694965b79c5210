package dbx

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// kind is a column's type as both databases know it.
type kind string

const (
	kindText  kind = "text"
	kindInt   kind = "integer"
	kindBool  kind = "boolean"
	kindTime  kind = "instant"
	kindBytes kind = "bytes"
	kindFloat kind = "float"
)

// kinds are the declared types that stores may use, in lower case, of SQLite and of PostgreSQL as information_schema spells them.
var kinds = map[string]kind{
	"text": kindText, "character varying": kindText, "json": kindText, "jsonb": kindText,
	"integer": kindInt, "bigint": kindInt, "smallint": kindInt, "int": kindInt,
	"boolean":   kindBool,
	"timestamp": kindTime, "timestamp with time zone": kindTime,
	"blob": kindBytes, "bytea": kindBytes,
	"real": kindFloat, "double precision": kindFloat,
}

type column struct {
	name string
	kind kind
}

// tables gives the columns of each table, sorted by name; without generated columns, and without the list of migrations.
func tables(ctx context.Context, tx *Tx) (map[string][]column, error) {
	query := `SELECT t.name, c.name, lower(c.type) FROM sqlite_schema t JOIN pragma_table_info(t.name) c
		WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite#_%' ESCAPE '#' AND t.name <> 'schema_migration' ORDER BY t.name, c.name`
	if tx.dialect == Postgres {
		query = `SELECT c.table_name, c.column_name, c.data_type FROM information_schema.columns c
			JOIN information_schema.tables t ON t.table_schema = c.table_schema AND t.table_name = c.table_name
			WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE' AND c.is_generated = 'NEVER'
			AND c.table_name <> 'schema_migration' ORDER BY c.table_name COLLATE "C", c.column_name COLLATE "C"`
	}
	rows, err := tx.Query(ctx, query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[string][]column{}
	for rows.Next() {
		var table, name, declared string
		if err := rows.Scan(&table, &name, &declared); err != nil {
			return nil, err
		}
		k, ok := kinds[declared]
		if !ok {
			return nil, fmt.Errorf("%s: column %s.%s has type %q, which the other database does not have", tx.dialect, table, name, declared)
		}
		out[table] = append(out[table], column{name, k})
	}
	return out, rows.Err()
}

// Filled names a table that holds rows, empty where none does: Restore fills only empty tables. A database without tables is empty.
func Filled(ctx context.Context, db *DB) (name string, err error) {
	err = db.Read(ctx, func(tx *Tx) error {
		all, err := tables(ctx, tx)
		if err != nil {
			return err
		}
		for _, table := range slices.Sorted(maps.Keys(all)) {
			var has bool
			if err := tx.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM `+quote(table)+`)`).Scan(&has); err != nil {
				return err
			}
			if has {
				name = table
				return nil
			}
		}
		return nil
	})
	return name, err
}

// SameTables returns an error where two databases don't have the same tables with the same columns of the same kinds.
func SameTables(ctx context.Context, a, b *DB) error {
	var left, right map[string][]column
	err := a.Read(ctx, func(tx *Tx) (err error) { left, err = tables(ctx, tx); return err })
	if err != nil {
		return err
	}
	err = b.Read(ctx, func(tx *Tx) (err error) { right, err = tables(ctx, tx); return err })
	if err != nil {
		return err
	}
	return sameTables(a.dialect, left, b.dialect, right)
}

func sameTables(a Dialect, left map[string][]column, b Dialect, right map[string][]column) error {
	var differ []string
	names := maps.Clone(left)
	maps.Copy(names, right)
	for _, table := range slices.Sorted(maps.Keys(names)) {
		if !slices.Equal(left[table], right[table]) {
			differ = append(differ, fmt.Sprintf("table %s: %s has %v, %s has %v", table, a, left[table], b, right[table]))
		}
	}
	if differ != nil {
		return fmt.Errorf("the databases differ:\n%s", strings.Join(differ, "\n"))
	}
	return nil
}
