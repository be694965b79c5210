package sqlstore_test

import (
	"flag"
	"os"
	"strings"
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

// TestStillTakesNoConnection holds that what a submission asks in its transaction is read by the transaction's own connection: others may hold all the rest, and
// wait for this one's number.
func TestStillTakesNoConnection(t *testing.T) {
	dsn := strings.Replace(dbtest.PostgresDSN(t), "pool_max_conns=8", "pool_max_conns=1", 1)
	storetest.Still(t, sqlstore.New(dbtest.Open(t, dsn, modules...)))
}

func TestMigrationsAreTheSameOnBoth(t *testing.T) { dbtest.Parity(t, modules...) }
