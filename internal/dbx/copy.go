package dbx

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// Copy copies every row of one database, as of one instant, into another that has the same tables and no rows; they may be of either kind.
// Foreign keys hold again when it returns nil; when it returns an error, nothing was copied.
func Copy(ctx context.Context, from, to *DB) error {
	return to.Write(ctx, func(in *Tx) error {
		return from.Read(ctx, func(out *Tx) error {
			source, err := tables(ctx, out)
			if err != nil {
				return err
			}
			target, err := tables(ctx, in)
			if err != nil {
				return err
			}
			if err := sameTables(from.dialect, source, to.dialect, target); err != nil {
				return err
			}
			restore, err := suspend(ctx, in, slices.Sorted(maps.Keys(target)))
			if err != nil {
				return err
			}
			for _, table := range slices.Sorted(maps.Keys(source)) {
				if err := copyTable(ctx, out, in, table, source[table]); err != nil {
					return fmt.Errorf("table %s: %w", table, err)
				}
			}
			for _, statement := range restore {
				if _, err := in.Exec(ctx, statement); err != nil {
					return err
				}
			}
			return nil
		})
	})
}

// suspend sets aside the foreign keys and triggers of the tables that are about to be filled, since rows come in no particular order and carry
// what triggers did already. It returns the statements that bring them back and set the sequences.
func suspend(ctx context.Context, tx *Tx, names []string) (restore []string, err error) {
	if tx.dialect == SQLite {
		if _, err := tx.Exec(ctx, `PRAGMA defer_foreign_keys = ON`); err != nil {
			return nil, err
		}
		return dropEach(ctx, tx, `SELECT 'DROP TRIGGER "' || name || '"', sql FROM sqlite_schema WHERE type = 'trigger' ORDER BY name`)
	}
	for _, name := range names {
		if _, err := tx.Exec(ctx, `ALTER TABLE `+quote(name)+` DISABLE TRIGGER USER`); err != nil {
			return nil, err
		}
		restore = append(restore, `ALTER TABLE `+quote(name)+` ENABLE TRIGGER USER`)
	}
	keys, err := dropEach(ctx, tx, `SELECT format('ALTER TABLE %I DROP CONSTRAINT %I', r.relname, c.conname),
			format('ALTER TABLE %I ADD CONSTRAINT %I %s', r.relname, c.conname, pg_get_constraintdef(c.oid))
		FROM pg_constraint c JOIN pg_class r ON r.oid = c.conrelid
		WHERE c.contype = 'f' AND r.relnamespace = CAST(quote_ident(current_schema()) AS regnamespace) ORDER BY r.relname, c.conname`)
	if err != nil {
		return nil, err
	}
	// From pg_depend, since pg_get_serial_sequence fails on tables of other schemas, and the planner may call it before it has sorted those out.
	sequences, err := All(ctx, tx, Value[string], `SELECT format('SELECT setval(%L, max(%I)) FROM %I HAVING max(%I) IS NOT NULL',
			CAST(s.oid AS regclass), a.attname, r.relname, a.attname)
		FROM pg_class s
		JOIN pg_depend d ON d.classid = CAST('pg_class' AS regclass) AND d.objid = s.oid
			AND d.refclassid = CAST('pg_class' AS regclass) AND d.deptype IN ('a', 'i')
		JOIN pg_class r ON r.oid = d.refobjid
		JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum = d.refobjsubid
		WHERE s.relkind = 'S' AND r.relnamespace = CAST(quote_ident(current_schema()) AS regnamespace) ORDER BY r.relname, a.attname`)
	return slices.Concat(keys, restore, sequences), err
}

// dropEach runs the first column of each row and returns the second, which undoes it.
func dropEach(ctx context.Context, tx *Tx, query string) (undo []string, err error) {
	pairs, err := All(ctx, tx, func(row Scanner) (pair [2]string, err error) {
		err = row.Scan(&pair[0], &pair[1])
		return pair, err
	}, query)
	for _, pair := range pairs {
		if _, err := tx.Exec(ctx, pair[0]); err != nil {
			return nil, err
		}
		undo = append(undo, pair[1])
	}
	return undo, err
}

func copyTable(ctx context.Context, from, to *Tx, table string, columns []column) error {
	var there int
	if err := to.QueryRow(ctx, `SELECT count(*) FROM `+quote(table)).Scan(&there); err != nil {
		return err
	}
	if there > 0 {
		return fmt.Errorf("holds %d rows already", there)
	}
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = quote(c.name)
	}
	list := strings.Join(names, ", ")
	rows, err := from.Query(ctx, `SELECT `+list+` FROM `+quote(table))
	if err != nil {
		return err
	}
	defer rows.Close()
	insert := `INSERT INTO ` + quote(table) + ` (` + list + `)`
	if to.dialect == Postgres {
		insert += ` OVERRIDING SYSTEM VALUE`
	}
	most := max(1, 2000/len(columns)) * len(columns)
	args := make([]any, 0, most)
	for rows.Next() {
		row, err := scanRow(rows, columns)
		if err != nil {
			return err
		}
		if args = append(args, row...); len(args) == most {
			if err := insertRows(ctx, to, insert, len(columns), args); err != nil {
				return err
			}
			args = args[:0]
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	return insertRows(ctx, to, insert, len(columns), args)
}

func insertRows(ctx context.Context, tx *Tx, insert string, width int, args []any) error {
	if len(args) == 0 {
		return nil
	}
	tuples := make([]string, 0, len(args)/width)
	for i := 0; i < len(args); i += width {
		tuples = append(tuples, "("+List(i+1, width)+")")
	}
	_, err := tx.Exec(ctx, insert+` VALUES `+strings.Join(tuples, ", "), args...)
	return err
}

func scanRow(rows *Rows, columns []column) ([]any, error) {
	dest := make([]any, len(columns))
	for i, c := range columns {
		switch c.kind {
		case kindText:
			dest[i] = new(sql.NullString)
		case kindInt:
			dest[i] = new(sql.NullInt64)
		case kindBool:
			dest[i] = new(sql.NullBool)
		case kindTime:
			dest[i] = new(sql.Null[time.Time])
		case kindFloat:
			dest[i] = new(sql.NullFloat64)
		case kindBytes:
			dest[i] = new(blob)
		}
	}
	values := slices.Clone(dest) // Scan wraps what it is given
	return values, rows.Scan(dest...)
}

// blob is bytes or null. A plain []byte would not do: the SQLite driver gives no bytes as a nil slice, which would be bound as null.
type blob struct {
	bytes []byte
	valid bool
}

// Scan implements sql.Scanner.
func (b *blob) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*b = blob{}
	case []byte:
		*b = blob{append([]byte{}, v...), true}
	default:
		return fmt.Errorf("no bytes: %T", src)
	}
	return nil
}

// Value implements driver.Valuer.
func (b *blob) Value() (driver.Value, error) {
	if !b.valid {
		return nil, nil
	}
	return b.bytes, nil
}
