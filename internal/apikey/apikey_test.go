package apikey_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"forvag/internal/apikey"
	"forvag/internal/dbx"
	"forvag/internal/dbx/dbtest"
	"forvag/internal/fault"
)

var at = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

func TestAKeyIsGoodUntilItIsRevoked(t *testing.T) {
	dbtest.Each(t, []dbx.Module{apikey.Module}, func(t *testing.T, db *dbx.DB) {
		store, ctx := apikey.New(db, func() time.Time { return at }), t.Context()
		key, err := store.Make(ctx, "bygglov", []apikey.Scope{apikey.Events})
		if err != nil {
			t.Fatal(err)
		}
		other, err := store.Make(ctx, "skola", []apikey.Scope{apikey.Events})
		if err != nil || other == key {
			t.Fatal(other, err)
		}
		if k, err := store.Allows(ctx, key, apikey.Events); err != nil || k.Name != "bygglov" {
			t.Errorf("%+v, %v", k, err)
		}
		if _, err := store.Allows(ctx, key, "else"); !errors.Is(err, fault.Forbidden) {
			t.Errorf("for another scope: %v", err)
		}
		for _, wrong := range []string{"", key + "a", strings.ToUpper(key), key[:len(key)-1]} {
			if _, err := store.Allows(ctx, wrong, apikey.Events); !errors.Is(err, fault.NotFound) {
				t.Errorf("%q: %v", wrong, err)
			}
		}
		if _, err := store.Make(ctx, "bygglov", []apikey.Scope{apikey.Events}); !errors.Is(err, fault.Exists) {
			t.Errorf("the same name again: %v", err)
		}
		if err := store.Revoke(ctx, "bygglov"); err != nil {
			t.Fatal(err)
		}
		if err := store.Revoke(ctx, "bygglov"); !errors.Is(err, fault.NotFound) {
			t.Errorf("revoked twice: %v", err)
		}
		if _, err := store.Allows(ctx, key, apikey.Events); !errors.Is(err, fault.NotFound) {
			t.Errorf("a revoked key: %v", err)
		}
		if _, err := store.Make(ctx, "bygglov", []apikey.Scope{apikey.Events}); err != nil {
			t.Errorf("a revoked key's name: %v", err)
		}
		all, err := store.List(ctx)
		if err != nil || len(all) != 3 || all[0].Name != "bygglov" || !all[0].Revoked.IsZero() || all[2].Revoked != at {
			t.Errorf("%+v, %v", all, err)
		}
		var kept int
		err = db.Read(ctx, func(tx *dbx.Tx) error {
			return tx.QueryRow(ctx, `SELECT count(*) FROM api_keys WHERE digest LIKE $1 OR digest = $2`, key+"%", key).Scan(&kept)
		})
		if err != nil || kept != 0 {
			t.Errorf("the key itself is kept: %d, %v", kept, err)
		}
	})
}

func TestAKeyNeedsANameAndAScope(t *testing.T) {
	store := apikey.New(dbtest.SQLite(t, apikey.Module), func() time.Time { return at })
	for name, scopes := range map[string][]apikey.Scope{"": {apikey.Events}, "Bygglov": {apikey.Events}, "two words": {apikey.Events}, "bygglov": nil, "skola": {"all"}} {
		if _, err := store.Make(t.Context(), name, scopes); !errors.Is(err, fault.Invalid) {
			t.Errorf("%q %v: %v", name, scopes, err)
		}
	}
}

func TestParity(t *testing.T) { dbtest.Parity(t, apikey.Module) }
