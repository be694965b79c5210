package dbx

import (
	"context"
	"database/sql/driver"
	"errors"
	"strconv"
	"strings"
)

// How much a connection keeps.
const (
	// keptStatements is how many prepared statements a connection keeps: the program has fewer queries that are asked often.
	keptStatements = 128
	// keptLength is the longest text that is kept, in bytes. What is longer inserts many rows at once, and seldom the same number of them.
	keptLength = 4096
)

// preparer is a SQLite connector whose connections keep their prepared statements. The driver prepares every query anew, which takes longer than
// to run most of ours; PostgreSQL's driver keeps statements by itself.
type preparer struct{ driver.Connector }

// sqliteConn is what the driver's connections can do.
type sqliteConn interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.ExecerContext
	driver.QueryerContext
	driver.Pinger
	driver.SessionResetter
	driver.Validator
}

// sqliteStmt is what the driver's statements can do.
type sqliteStmt interface {
	driver.Stmt
	driver.StmtExecContext
	driver.StmtQueryContext
}

// Connect implements driver.Connector.
func (p preparer) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := p.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	return &preparedConn{sqliteConn: conn.(sqliteConn), kept: map[string]*preparedStmt{}}, nil
}

// preparedConn is a connection with the statements that it keeps, by text. As every driver's connection, it is used by one goroutine at a time.
type preparedConn struct {
	sqliteConn
	kept map[string]*preparedStmt
	turn uint64 // counts uses, to tell which statement was used last
}

// preparedStmt is a kept statement.
type preparedStmt struct {
	sqliteStmt
	busy bool // its rows are being read
	used uint64
}

// BeginTx implements driver.ConnBeginTx. A transaction that may write takes the write lock at once: one that read first and then found another
// writing would have to begin anew.
func (c *preparedConn) BeginTx(ctx context.Context, options driver.TxOptions) (driver.Tx, error) {
	begin := "BEGIN IMMEDIATE"
	if options.ReadOnly {
		begin = "BEGIN"
	}
	if err := c.command(ctx, begin); err != nil {
		return nil, err
	}
	return preparedTx{c}, nil
}

// preparedTx is a transaction whose beginning and end are kept statements too.
type preparedTx struct{ conn *preparedConn }

// Commit implements driver.Tx. A commit that fails leaves no transaction behind.
func (t preparedTx) Commit() error {
	err := t.conn.command(context.Background(), "COMMIT")
	if err != nil {
		_ = t.Rollback() // err is what happened; SQLite may have rolled back by itself
	}
	return err
}

// Rollback implements driver.Tx.
func (t preparedTx) Rollback() error { return t.conn.command(context.Background(), "ROLLBACK") }

// command runs a kept statement without arguments.
func (c *preparedConn) command(ctx context.Context, text string) error {
	stmt, err := c.keep(ctx, text)
	if err != nil {
		return err
	}
	_, err = stmt.ExecContext(ctx, nil)
	return c.give(text, stmt, err)
}

// ExecContext implements driver.ExecerContext.
func (c *preparedConn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	stmt, err := c.take(ctx, query, args)
	if err != nil {
		return nil, err
	}
	if stmt == nil {
		return c.sqliteConn.ExecContext(ctx, positional(query), args)
	}
	result, err := stmt.ExecContext(ctx, args)
	return result, c.give(query, stmt, err)
}

// QueryContext implements driver.QueryerContext.
func (c *preparedConn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	stmt, err := c.take(ctx, query, args)
	if err != nil {
		return nil, err
	}
	if stmt == nil {
		return c.sqliteConn.QueryContext(ctx, positional(query), args)
	}
	rows, err := stmt.QueryContext(ctx, args)
	if err != nil {
		return nil, c.give(query, stmt, err)
	}
	return &preparedRows{Rows: rows, conn: c, query: query, stmt: stmt}, nil
}

// take returns the statement of a query, prepared now or earlier; nil for what is not kept: several statements in one text, which have no
// arguments, a long text, and a query inside its own rows.
func (c *preparedConn) take(ctx context.Context, query string, args []driver.NamedValue) (*preparedStmt, error) {
	if len(args) == 0 || len(query) > keptLength {
		return nil, nil
	}
	if stmt := c.kept[query]; stmt != nil && stmt.busy {
		return nil, nil
	}
	return c.keep(ctx, query)
}

// keep returns the statement of a text, prepared now or earlier.
func (c *preparedConn) keep(ctx context.Context, text string) (*preparedStmt, error) {
	stmt := c.kept[text]
	if stmt == nil {
		made, err := c.PrepareContext(ctx, positional(text))
		if err != nil {
			return nil, err
		}
		if err := c.makeRoom(); err != nil {
			return nil, errors.Join(err, made.Close())
		}
		stmt = &preparedStmt{sqliteStmt: made.(sqliteStmt)}
		c.kept[text] = stmt
	}
	c.turn++
	stmt.busy, stmt.used = true, c.turn
	return stmt, nil
}

// positional writes the placeholders of a query whose arguments each stand in it once and in order, $1, $2, $3, as ?, ?, ?. To SQLite $1 is a name:
// it looks each up among all before it, and the driver looks it up again to bind it, so that an INSERT of many rows would cost the square of their
// number. A query with other placeholders, or with a quoted $, is left as it is.
func positional(query string) string {
	var b strings.Builder
	rest, quotes := query, 0
	for n := 1; ; n++ {
		before, after, found := strings.Cut(rest, "$")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		quotes += strings.Count(before, "'") + strings.Count(before, `"`)
		digits := len(after) - len(strings.TrimLeft(after, "0123456789"))
		if quotes%2 == 1 || after[:digits] != strconv.Itoa(n) {
			return query
		}
		b.WriteByte('?')
		rest = after[digits:]
	}
}

// give puts a statement back, or away where it failed: what state it is in is then not worth knowing.
func (c *preparedConn) give(query string, stmt *preparedStmt, err error) error {
	stmt.busy = false
	if err == nil {
		return nil
	}
	delete(c.kept, query)
	_ = stmt.Close() // err is what happened
	return err
}

// makeRoom closes the statement that has not been used for the longest time, where there are as many as are kept.
func (c *preparedConn) makeRoom() error {
	if len(c.kept) < keptStatements {
		return nil
	}
	oldest := ""
	for query, stmt := range c.kept {
		if !stmt.busy && (oldest == "" || stmt.used < c.kept[oldest].used) {
			oldest = query
		}
	}
	stmt, ok := c.kept[oldest]
	if !ok {
		return nil // all are busy, which takes as many queries inside one another
	}
	delete(c.kept, oldest)
	return stmt.Close()
}

// Close implements driver.Conn.
func (c *preparedConn) Close() error {
	var errs []error
	for _, stmt := range c.kept {
		errs = append(errs, stmt.Close())
	}
	return errors.Join(append(errs, c.sqliteConn.Close())...)
}

// preparedRows give their statement back when they are closed.
type preparedRows struct {
	driver.Rows
	conn  *preparedConn
	query string
	stmt  *preparedStmt
}

// Close implements driver.Rows.
func (r *preparedRows) Close() error { return r.conn.give(r.query, r.stmt, r.Rows.Close()) }
