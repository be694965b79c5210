package sqlstore_test

import (
	"flag"
	"os"
	"testing"

	"forvag/internal/casework"
	"forvag/internal/casework/sqlstore"
	"forvag/internal/casework/storetest"
	"forvag/internal/dbx"
	"forvag/internal/dbx/dbtest"
	"forvag/internal/outbox"
)

var modules = []dbx.Module{outbox.Module, sqlstore.Module}

// TestMain keeps random histories short, and the search for a shorter failing one; the flags ask for more.
func TestMain(m *testing.M) {
	for name, value := range map[string]string{"rapid.checks": "40", "rapid.shrinktime": "5s"} {
		if err := flag.Set(name, value); err != nil {
			panic(err)
		}
	}
	os.Exit(m.Run())
}

func TestStoreOnSQLite(t *testing.T) {
	storetest.Run(t, func(t *testing.T) casework.Store { return sqlstore.New(dbtest.SQLite(t, modules...)) })
}

func TestStoreOnPostgres(t *testing.T) {
	storetest.Run(t, func(t *testing.T) casework.Store { return sqlstore.New(dbtest.Postgres(t, modules...)) })
}

func TestMigrationsAreTheSameOnBoth(t *testing.T) { dbtest.Parity(t, modules...) }
