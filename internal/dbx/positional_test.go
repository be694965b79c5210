package dbx

import "testing"

func TestPositional(t *testing.T) {
	for _, c := range []struct{ name, query, want string }{
		{"none", `SELECT 1`, `SELECT 1`},
		{"in order", `SELECT a FROM t WHERE b = $1 AND c IN ($2, $3)`, `SELECT a FROM t WHERE b = ? AND c IN (?, ?)`},
		{"two digits", `VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11)`, `VALUES (?,?,?,?,?,?,?,?,?,?,?)`},
		{"after a quoted text", `SELECT 'it''s' || $1`, `SELECT 'it''s' || ?`},
		{"twice", `SELECT $1, $1`, `SELECT $1, $1`},
		{"out of order", `SELECT $2, $1`, `SELECT $2, $1`},
		{"not from one", `SELECT $2`, `SELECT $2`},
		{"quoted", `SELECT '$1', $1`, `SELECT '$1', $1`},
		{"a name", `SELECT $1, "$2"`, `SELECT $1, "$2"`},
		{"a word", `SELECT $one`, `SELECT $one`},
		{"leading zero", `SELECT $01`, `SELECT $01`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := positional(c.query); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}
