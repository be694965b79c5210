// Package apikey keeps the keys that other systems call the API with. A key is shown once, when it is made; what is kept is its digest, which is no help
// to whoever reads the database, since a key has 256 random bits.
package apikey

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"embed"
	"encoding/base32"
	"encoding/hex"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"forvag/internal/dbx"
	"forvag/internal/fault"
	"forvag/internal/identity"
)

//go:embed migrations
var migrations embed.FS

// Module is the package's table.
var Module = dbx.Embedded("apikey", migrations)

// Scope is what a key may be used for.
type Scope string

// Events lets a key tell of life events.
const Events Scope = "events"

// Scopes lists them.
func Scopes() []Scope { return []Scope{Events} }

// Key is a key without its secret.
type Key struct {
	Name    string
	Scopes  []Scope
	Made    time.Time
	Revoked time.Time // zero while it is good
}

// Store keeps keys. Safe for concurrent use.
type Store struct {
	db  *dbx.DB
	now func() time.Time
}

// New makes a store on a database that has the Module's table.
func New(db *dbx.DB, now func() time.Time) *Store { return &Store{db, now} }

// prefix tells what a key is of where somebody finds one.
const prefix = "forvag_"

// name is what a key may be called.
var name = regexp.MustCompile(`^[a-z0-9åäö][a-z0-9åäö._-]{0,59}$`)

// Make makes a key and returns it, the only time that it is known. fault.Invalid for a name or a scope that cannot be, fault.Exists for a name that a good key
// has.
func (s *Store) Make(ctx context.Context, called string, scopes []Scope) (string, error) {
	switch {
	case !name.MatchString(called):
		return "", fmt.Errorf("a key's name is of small letters, digits, dots and hyphens, not %q: %w", called, fault.Invalid)
	case len(scopes) == 0:
		return "", fmt.Errorf("a key needs a scope: %w", fault.Invalid)
	}
	texts := make([]string, len(scopes))
	for i, scope := range scopes {
		if texts[i] = string(scope); !slices.Contains(Scopes(), scope) {
			return "", fmt.Errorf("there is no scope %q: %w", scope, fault.Invalid)
		}
	}
	secret := make([]byte, 32)
	rand.Read(secret)
	key := prefix + strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(secret))
	err := s.db.Write(ctx, func(tx *dbx.Tx) error {
		n, err := tx.Exec(ctx, `INSERT INTO api_keys (id, name, scopes, digest, made) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
			identity.NewID(), called, strings.Join(texts, " "), digest(key), s.now())
		if err == nil && n == 0 {
			err = fmt.Errorf("there is a key called %q already; revoke it first, or choose another name: %w", called, fault.Exists)
		}
		return err
	})
	if err != nil {
		return "", err
	}
	return key, nil
}

func digest(key string) string {
	sum := sha256.Sum256([]byte(key))
	return hex.EncodeToString(sum[:])
}

// List lists every key, the newest first.
func (s *Store) List(ctx context.Context) (all []Key, err error) {
	err = s.db.Read(ctx, func(tx *dbx.Tx) error {
		all, err = dbx.All(ctx, tx, scan, `SELECT name, scopes, made, revoked FROM api_keys ORDER BY id DESC`)
		return err
	})
	return all, err
}

func scan(row dbx.Scanner) (k Key, err error) {
	var scopes string
	err = row.Scan(&k.Name, &scopes, &k.Made, dbx.OrZero(&k.Revoked))
	for _, scope := range strings.Fields(scopes) {
		k.Scopes = append(k.Scopes, Scope(scope))
	}
	return k, err
}

// Revoke ends a key by its name: fault.NotFound where no good key has it.
func (s *Store) Revoke(ctx context.Context, called string) error {
	return s.db.Write(ctx, func(tx *dbx.Tx) error {
		n, err := tx.Exec(ctx, `UPDATE api_keys SET revoked = $2 WHERE name = $1 AND revoked IS NULL`, called, s.now())
		if err == nil && n == 0 {
			err = fmt.Errorf("no good key is called %q: %w", called, fault.NotFound)
		}
		return err
	})
}

// Allows says whether a key is good for a scope: fault.NotFound where there is no such key, or no longer, and fault.Forbidden where it is for something else.
func (s *Store) Allows(ctx context.Context, key string, scope Scope) (Key, error) {
	k, err := scan(s.db.QueryRow(ctx, `SELECT name, scopes, made, revoked FROM api_keys WHERE digest = $1 AND revoked IS NULL`, digest(key)))
	switch {
	case errors.Is(err, dbx.ErrNoRows):
		return Key{}, fault.NotFound
	case err != nil:
		return Key{}, fmt.Errorf("api key: %w", err)
	case !slices.Contains(k.Scopes, scope):
		return Key{}, fault.Forbidden
	}
	return k, nil
}
