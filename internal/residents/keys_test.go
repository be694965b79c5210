package residents_test

import (
	"encoding/base64"
	"strings"
	"testing"

	"forvag/internal/civil"
	"forvag/internal/dbx"
	"forvag/internal/dbx/dbtest"
	"forvag/internal/identity"
	"forvag/internal/residents"
)

func ring(t *testing.T, fill string) *identity.Keyring {
	t.Helper()
	k, err := identity.ParseKeyring("1:" + base64.StdEncoding.EncodeToString([]byte(strings.Repeat(fill, 32))))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestAnEmptyDatabaseKnowsItsKey(t *testing.T) {
	dbtest.Each(t, modules, func(t *testing.T, db *dbx.DB) {
		ctx := t.Context()
		with := func(k *identity.Keyring) *residents.Store {
			return residents.New(db, k, func() civil.Date { return today })
		}
		own, other := with(ring(t, "a")), with(ring(t, "b"))
		for name, s := range map[string]*residents.Store{"own": own, "other": other, "none": with(nil)} {
			if err := s.CheckKeys(ctx); err != nil {
				t.Errorf("before anybody claimed it, %s: %v", name, err)
			}
		}
		for range 2 {
			if err := own.Claim(ctx); err != nil {
				t.Error(err)
			}
		}
		for name, s := range map[string]*residents.Store{"other": other, "none": with(nil)} {
			if err := s.CheckKeys(ctx); err == nil {
				t.Errorf("%s is taken", name)
			}
		}
		if err := other.Claim(ctx); err == nil {
			t.Error("claimed twice")
		}
	})
}

func TestSealedNumbers(t *testing.T) {
	n := identity.TestNumber(civil.Must("1985-06-06"), 981)
	sealed := residents.SealNumber(ring(t, "a"), n)
	if got, err := residents.OpenNumber(ring(t, "a"), sealed); err != nil || got != n {
		t.Errorf("opened: %v, %v", got, err)
	}
	for name, text := range map[string]string{"cut": sealed[:8], "not base64": "åäö", "empty": ""} {
		if _, err := residents.OpenNumber(ring(t, "a"), text); err == nil {
			t.Errorf("%s opens", name)
		}
	}
	if _, err := residents.OpenNumber(ring(t, "b"), sealed); err == nil || strings.Contains(sealed, n.Digits()) {
		t.Errorf("another key: %v", err)
	}
}
