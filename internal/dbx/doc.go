// Package dbx is the thin ground under every store: it opens SQLite or PostgreSQL, runs transactions, applies migrations and copies a whole
// database, so that a store is written once, as one SQL text with $n placeholders.
//
// # Transactions
//
// Everything runs inside DB.Read or DB.Write. Read sees one snapshot and never waits for a writer. Write may be run again from the start when
// the database reports a serialization failure, a deadlock or a busy file, so the function given to it changes nothing outside the
// transaction but variables that it sets anew each time; what must happen once, after the commit, goes to Tx.AfterCommit.
// Write isolates as READ COMMITTED does on PostgreSQL: read-modify-write is safe only by
// "UPDATE … WHERE version = $n" or under a row lock (Dialect.ForUpdate). Do not call Write inside Write: SQLite has one writer.
//
// # Times and dates
//
// Every time.Time is bound as UTC cut to microseconds, here and nowhere else, and scanned as UTC. Columns are declared timestamp in SQLite and
// timestamptz in PostgreSQL. A civil date is text, YYYY-MM-DD, in both.
//
// # SQL that holds on both
//
// Never now(); no lower() or LIKE on Swedish text (fold it in Go into its own column); bind booleans, never compare with 1;
// CAST($1 AS TEXT) IS NULL where a parameter may be null; NULLS LAST spelt out; ON CONFLICT … DO UPDATE and RETURNING work on both;
// text keys are COLLATE "C" in PostgreSQL's migrations.
//
// # Tenants
//
// A tenant is a database: one SQLite file or one PostgreSQL schema. No table has a tenant column.
package dbx
