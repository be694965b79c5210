package login

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"time"

	"forvag/internal/fault"
	"forvag/internal/identity"
)

// KeepFor is how long somebody may take to log in at a provider, and thus how long the cookie lives.
const KeepFor = 10 * time.Minute

// keepPurpose names the keys that seal cookies.
const keepPurpose = "login cookie"

// Kept is what the portal remembers of a login that has begun.
type Kept struct {
	// Next is the page within the portal to go to afterwards; empty for the usual one.
	Next string `json:"next,omitempty"`
	// Keep is what the provider's Begin returned.
	Keep []byte `json:"keep"`
}

// sealed is what stands in the cookie, encrypted.
type sealed struct {
	Kept
	Until int64 `json:"until"` // Unix seconds
}

// Keeper seals what is kept into a cookie's value that nobody else can read, change or use with another provider. Safe for concurrent use.
type Keeper struct {
	keys  *identity.Keyring
	clock func() time.Time
}

// NewKeeper makes a keeper that seals under the installation's keys. All processes of an installation share them, so that a login may end
// in another process than it began in.
func NewKeeper(keys *identity.Keyring, clock func() time.Time) *Keeper {
	return &Keeper{keys: keys, clock: clock}
}

// Seal makes the cookie's value for a login that begins now at the provider with the id. The cookie is to be HttpOnly, SameSite=Lax (it must
// come along when the provider sends the browser back) and end after KeepFor.
func (k *Keeper) Seal(provider string, kept Kept) string {
	plain, err := json.Marshal(sealed{Kept: kept, Until: k.clock().Add(KeepFor).Unix()})
	if err != nil {
		panic("login: " + err.Error()) // strings, bytes and a number always marshal
	}
	return base64.RawURLEncoding.EncodeToString(k.keys.Encrypt(keepPurpose, plain, []byte(provider)))
}

// Open returns what Seal was given for the same provider. It returns fault.Gone where the login took too long or the browser sent no cookie,
// and fault.Invalid for a value that was not made by Seal for this provider.
func (k *Keeper) Open(provider, cookie string) (Kept, error) {
	if cookie == "" {
		return Kept{}, fault.New(fault.Gone, "login.expired")
	}
	raw, err := base64.RawURLEncoding.DecodeString(cookie)
	if err != nil {
		return Kept{}, fault.New(fault.Invalid, "login.mismatch").Because(fmt.Errorf("login cookie: %w", err))
	}
	plain, err := k.keys.Decrypt(keepPurpose, raw, []byte(provider))
	if err != nil {
		return Kept{}, fault.New(fault.Invalid, "login.mismatch").Because(err)
	}
	var s sealed
	if err := json.Unmarshal(plain, &s); err != nil {
		return Kept{}, fault.New(fault.Invalid, "login.mismatch").Because(fmt.Errorf("login cookie: %w", err))
	}
	if k.clock().Unix() >= s.Until {
		return Kept{}, fault.New(fault.Gone, "login.expired")
	}
	return s.Kept, nil
}
