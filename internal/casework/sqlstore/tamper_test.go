package sqlstore_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"forvag/internal/casework"
	"forvag/internal/casework/sqlstore"
	"forvag/internal/casework/storetest"
	"forvag/internal/dbx"
	"forvag/internal/dbx/dbtest"
)

// noFiles has lost every file.
type noFiles struct{}

func (noFiles) Check(context.Context, string) error { return errors.New("missing") }

// TestVerifySeesTampering changes rows behind the store's back.
func TestVerifySeesTampering(t *testing.T) {
	dbtest.Each(t, modules, func(t *testing.T, db *dbx.DB) {
		w := storetest.NewWorld(t, sqlstore.New(db))
		w.Example()
		for _, test := range []struct{ name, sql, undo, want string }{
			{"nothing", ``, ``, ""},
			{"payload", `UPDATE case_events SET payload = '{"text":"forged"}' WHERE seq = 2`, ``, "content is not what was signed"},
			{"status", `UPDATE cases SET status = 'closed'`, `UPDATE cases SET status = 'in_progress'`, "the stored state is not"},
			{"list", `UPDATE case_holders SET title = 'forged'`, ``, "lists are not"},
			{"head", `UPDATE cases SET head = '00'||head`, `UPDATE cases SET head = substr(head, 3)`, "head is not"},
			{"number", `UPDATE diaries SET last = last + 1`, `UPDATE diaries SET last = last - 1`, "numbers"},
			{"event", `DELETE FROM case_events WHERE seq = 2`, ``, "stands where 2 belongs"},
		} {
			exec(t, db, test.sql)
			got := problems(t, w)
			if (got == "") != (test.want == "") || !strings.Contains(got, test.want) {
				t.Errorf("%s: got %q, want %q", test.name, got, test.want)
			}
			exec(t, db, test.undo)
		}
	})
}

func TestVerifySeesLostFiles(t *testing.T) {
	w := storetest.NewWorld(t, sqlstore.New(dbtest.SQLite(t, modules...)))
	w.Example()
	for problem, err := range w.Verify(t.Context(), storetest.Administrator(), noFiles{}) {
		if err != nil || !strings.Contains(problem.What, "missing") {
			t.Errorf("%+v, %v", problem, err)
		}
		return
	}
	t.Error("a lost file was not found")
}

func exec(t *testing.T, db *dbx.DB, sql string) {
	t.Helper()
	if sql == "" {
		return
	}
	err := db.Write(t.Context(), func(tx *dbx.Tx) error {
		n, err := tx.Exec(t.Context(), sql)
		if err == nil && n == 0 {
			err = errors.New("no row changed")
		}
		return err
	})
	if err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
}

func problems(t *testing.T, w *storetest.World) string {
	t.Helper()
	var all []string
	for problem, err := range w.Verify(t.Context(), storetest.Administrator(), nil) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, problem.What)
	}
	return strings.Join(all, "; ")
}

// Walked implements casework.Files.
func (noFiles) Walked(int) {}

var _ casework.Files = noFiles{}
