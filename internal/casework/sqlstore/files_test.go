package sqlstore_test

import (
	"io/fs"
	"testing"
	"testing/fstest"

	"forvag/internal/casework/sqlstore"
	"forvag/internal/dbx"
	"forvag/internal/dbx/dbtest"
)

// TestFilesOfOlderCases brings forward a database whose cases came before the list of files.
func TestFilesOfOlderCases(t *testing.T) {
	first := fstest.MapFS{}
	for _, file := range []string{"sqlite/0001_cases.sql", "postgres/0001_cases.sql"} {
		text, err := fs.ReadFile(sqlstore.Module.FS, file)
		if err != nil {
			t.Fatal(err)
		}
		first[file] = &fstest.MapFile{Data: text}
	}
	dbtest.Each(t, []dbx.Module{{Name: sqlstore.Module.Name, FS: first}}, func(t *testing.T, db *dbx.DB) {
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
