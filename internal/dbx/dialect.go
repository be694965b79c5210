package dbx

import (
	"errors"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// Dialect is what differs between the two databases in a query. A store puts its strings into the query text and has no branch of its own.
type Dialect struct{ name string }

// The two dialects.
var (
	SQLite   = Dialect{"sqlite"}
	Postgres = Dialect{"postgres"}
)

// String is "sqlite" or "postgres", which is also the name of the dialect's folder of migrations.
func (d Dialect) String() string { return d.name }

// ForUpdate is the clause that locks the selected rows until the transaction ends; empty in SQLite, whose one writer holds the whole file.
func (d Dialect) ForUpdate() string { return d.pick("", " FOR UPDATE") }

// SkipLocked is ForUpdate that passes over rows which others hold: for claims of work, where two workers must not wait for each other.
func (d Dialect) SkipLocked() string { return d.pick("", " FOR UPDATE SKIP LOCKED") }

// Alone is a statement that lets through one transaction at a time that gives it the same text as $1, until it ends; others in the same database, a tenant's own,
// wait, and nobody in another's. SQLite's one writer is alone anyway.
func (d Dialect) Alone() string {
	return d.pick(`SELECT $1`, `SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || ' ' || CAST($1 AS TEXT), 0))`)
}

// Binary is the clause after a text expression in ORDER BY or a comparison that is not on a COLLATE "C" column: byte order, as SQLite has it.
func (d Dialect) Binary() string { return d.pick("", ` COLLATE "C"`) }

func (d Dialect) pick(lite, postgres string) string {
	if d == Postgres {
		return postgres
	}
	return lite
}

// Instants is a list of columns that hold instants, for a query that many ask or that reads many rows. SQLite's driver parses a column that is declared
// timestamp twice, and leaves what is an expression, as these then are, to this package.
func Instants(columns ...string) string {
	list := make([]string, len(columns))
	for i, c := range columns {
		list[i] = "COALESCE(" + c + ", " + c + ")"
	}
	return strings.Join(list, ", ")
}

// List is "$from, $from+1, …", n placeholders for an IN list. n must be at least 1.
func List(from, n int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteByte('$')
		b.WriteString(strconv.Itoa(from + i))
	}
	return b.String()
}

// IsUnique tells whether err is a broken unique or primary key. On PostgreSQL the transaction is lost by then: return the error.
// Where the conflict is expected, ON CONFLICT DO NOTHING and its number of rows is the better way.
func IsUnique(err error) bool {
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		return e.Code == "23505"
	}
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		return e.Code() == sqlite3.SQLITE_CONSTRAINT_UNIQUE || e.Code() == sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY
	}
	return false
}

// IsDenied tells whether err is PostgreSQL's that the role has not the rights that it needs.
func IsDenied(err error) bool {
	e, ok := errors.AsType[*pgconn.PgError](err)
	return ok && e.Code == "42501"
}

// transient tells whether the transaction was rolled back for a reason that running it again may well mend.
func transient(err error) bool {
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		switch e.Code {
		case "40001", "40P01": // serialization failure, deadlock
			return true
		case "0A000": // a migration changed a table under a prepared statement; pgx forgets the statement, so once more helps
			return strings.Contains(e.Message, "cached plan")
		}
		return false
	}
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		primary := e.Code() & 0xff
		return primary == sqlite3.SQLITE_BUSY || primary == sqlite3.SQLITE_LOCKED
	}
	return false
}
