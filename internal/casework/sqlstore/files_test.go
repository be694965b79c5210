package sqlstore_test

import (
	"io/fs"
	"path"
	"strings"
	"testing"
	"testing/fstest"

	"forvag/internal/casework"
	"forvag/internal/casework/sqlstore"
	"forvag/internal/casework/storetest"
	"forvag/internal/dbx"
	"forvag/internal/dbx/dbtest"
	"forvag/internal/outbox"
)

// TestFilesOfOlderCases brings forward a database whose cases came before the list of files.
func TestFilesOfOlderCases(t *testing.T) {
	dbtest.Each(t, []dbx.Module{before(t, "0002")}, func(t *testing.T, db *dbx.DB) {
		exec(t, db, `INSERT INTO case_events (case_id, seq, id, at, actor, actor_kind, kind, audience, payload, digest, prev, hash) VALUES
			('c', 1, 'e1', '2026-01-01 00:00:00', '', 'party', 'submitted', 'parties', '{"documents":[{"id":"d1","hash":"aa"},{"id":"d2","hash":"aa"}]}', '', '', ''),
			('c', 2, 'e2', '2026-01-01 00:00:00', '', 'party', 'messaged', 'parties', '{"message":{"text":"bb"}}', '', '', ''),
			('d', 1, 'e3', '2026-01-01 00:00:00', '', 'party', 'submitted', 'parties', NULL, '', '', '')`)
		if err := dbx.Migrate(t.Context(), db, modules...); err != nil {
			t.Fatal(err)
		}
		for hash, want := range map[string]bool{"aa": true, "bb": false} {
			if got, err := sqlstore.New(db).HasFile(t.Context(), hash); err != nil || got != want {
				t.Errorf("file %s: %v, %v, want %v", hash, got, err, want)
			}
		}
	})
}

// before is the module as it was before a migration.
func before(t *testing.T, name string) dbx.Module {
	return without(t, func(file string) bool { return file >= name })
}

// without is the module without some migrations.
func without(t *testing.T, left func(file string) bool) dbx.Module {
	t.Helper()
	files := fstest.MapFS{}
	err := fs.WalkDir(sqlstore.Module.FS, ".", func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || left(path.Base(file)) {
			return err
		}
		text, err := fs.ReadFile(sqlstore.Module.FS, file)
		files[file] = &fstest.MapFile{Data: text}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return dbx.Module{Name: sqlstore.Module.Name, FS: files}
}

// TestTheFirstRemindersFloodNobody brings forward a database with cases of before anybody was reminded.
func TestTheFirstRemindersFloodNobody(t *testing.T) {
	reminding := func(file string) bool { return strings.HasPrefix(file, "0011") }
	dbtest.Each(t, []dbx.Module{outbox.Module, without(t, reminding)}, func(t *testing.T, db *dbx.DB) {
		store := sqlstore.New(db)
		storetest.Upgraded(t, store, func() {
			if err := dbx.Migrate(t.Context(), db, modules...); err != nil {
				t.Fatal(err)
			}
		})
		jobs := func(key string) (n int) {
			t.Helper()
			if err := db.QueryRow(t.Context(), `SELECT count(*) FROM outbox_job WHERE key = $1`, key).Scan(&n); err != nil {
				t.Fatal(err)
			}
			return n
		}
		quiet := 0
		for s, err := range store.All(t.Context()) {
			if err != nil {
				t.Fatal(err)
			}
			f, err := casework.Fold(s.Events)
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range f.Events {
				r := e.Details.Reminder
				if r == nil || !r.ToParty() {
					continue
				}
				if told := jobs(casework.NewsTopic+"/"+string(e.ID)) > 0; told == r.Quiet {
					t.Errorf("of %s by %s somebody is told: %v", r.Of, r.Day, told)
				}
				if r.Quiet {
					quiet++
				}
			}
		}
		if quiet != 1 {
			t.Errorf("%d were past already", quiet)
		}
		if n := jobs(casework.DeskTopic + "/reminded/ada/2026-03-20"); n != 1 {
			t.Errorf("the officer is told by %d messages", n)
		}
	})
}

// TestReminderNeverWasAChange brings forward a case of which its last reminder was said to be a change.
func TestReminderNeverWasAChange(t *testing.T) {
	dbtest.Each(t, modules, func(t *testing.T, db *dbx.DB) {
		store := sqlstore.New(db)
		storetest.Aside(t, store, func() {
			exec(t, db, `UPDATE cases SET changed_at = (SELECT e.at FROM case_events e WHERE e.case_id = cases.id ORDER BY e.seq DESC LIMIT 1)`)
			text, err := fs.ReadFile(sqlstore.Module.FS, db.Dialect().String()+"/0012_pressing.sql")
			if err != nil {
				t.Fatal(err)
			}
			_, update, _ := strings.Cut(string(text), "UPDATE cases")
			exec(t, db, "UPDATE cases"+update)
		})
	})
}
