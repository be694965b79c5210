package login

import (
	"bytes"
	"encoding/base64"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"forvag/internal/fault"
	"forvag/internal/identity"
)

// keyring is a ring of one key, which differs with the letter.
func keyring(t *testing.T, letter string) *identity.Keyring {
	t.Helper()
	k, err := identity.ParseKeyring("1:" + base64.StdEncoding.EncodeToString(bytes.Repeat([]byte(letter), 32)))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestKeeper(t *testing.T) {
	now := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	keeper := NewKeeper(keyring(t, "a"), func() time.Time { return now })
	other := NewKeeper(keyring(t, "b"), func() time.Time { return now })
	kept := Kept{Next: "/mina-arenden", Keep: []byte("kept")}
	cookie := keeper.Seal("eid", kept)
	if strings.Contains(cookie, base64.RawURLEncoding.EncodeToString([]byte("kept"))) {
		t.Error("the cookie can be read")
	}
	changed := []byte(cookie)
	changed[len(changed)/2] ^= 1
	for _, tc := range []struct {
		name, provider, cookie string
		keeper                 *Keeper
		later                  time.Duration
		want                   error
	}{
		{"at once", "eid", cookie, keeper, 0, nil},
		{"at the last second", "eid", cookie, keeper, KeepFor - time.Second, nil},
		{"too late", "eid", cookie, keeper, KeepFor, fault.Gone},
		{"no cookie", "eid", "", keeper, 0, fault.Gone},
		{"another provider", "staff", cookie, keeper, 0, fault.Invalid},
		{"another installation", "eid", cookie, other, 0, fault.Invalid},
		{"changed", "eid", string(changed), keeper, 0, fault.Invalid},
		{"cut", "eid", cookie[:10], keeper, 0, fault.Invalid},
		{"not base64", "eid", "%%%", keeper, 0, fault.Invalid},
	} {
		t.Run(tc.name, func(t *testing.T) {
			now = now.Add(tc.later)
			defer func() { now = now.Add(-tc.later) }()
			got, err := tc.keeper.Open(tc.provider, tc.cookie)
			if !errors.Is(err, tc.want) {
				t.Fatalf("got %v, want %v", err, tc.want)
			}
			want := kept
			if tc.want != nil {
				want = Kept{}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}
