package residents

import (
	"context"
	"database/sql"
	"encoding/base64"
	"errors"
	"fmt"
	"time"

	"forvag/internal/civil"
	"forvag/internal/dbx"
	"forvag/internal/identity"
)

// The key that protects personal numbers is the installation's: its database knows it again, and what stands sealed in its files opens with it.

// claimPurpose and staffPurpose name the keys that protect the claim on a database, and officers' personal numbers in the municipality's file.
const (
	claimPurpose = "database"
	staffPurpose = "staff number"
)

// claim is what the database keeps, encrypted, to know the key again.
var claim = []byte("forvag")

// CheckKeys tries the keys on what the database knows its key by, and on one stored personal number: an error where they are not those that it was written
// with. A database that no key has claimed takes any, and none.
func (s *Store) CheckKeys(ctx context.Context) error {
	var sealed []byte
	var id identity.PersonID
	err := s.db.Read(ctx, func(tx *dbx.Tx) error {
		err := tx.QueryRow(ctx, `SELECT sealed FROM resident_key`).Scan(&sealed)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		err = tx.QueryRow(ctx, `SELECT person FROM resident_number ORDER BY person LIMIT 1`).Scan(&id)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		return err
	})
	switch {
	case err != nil || sealed == nil && id == "":
	case s.keys == nil:
		err = errors.New("there is no key")
	default:
		if sealed != nil {
			_, err = s.keys.Decrypt(claimPurpose, sealed, nil)
		}
		if err == nil && id != "" {
			_, err = s.Number(ctx, id)
		}
	}
	if err != nil {
		return fmt.Errorf("check keys: %w", err)
	}
	return nil
}

// Claim lets the database know the keys again, where it knows none yet. Of several processes that start at once with different keys the first one wins, and
// the others get the error that CheckKeys gives.
func (s *Store) Claim(ctx context.Context) error {
	err := s.db.Write(ctx, func(tx *dbx.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO resident_key (one, sealed) VALUES (1, $1) ON CONFLICT DO NOTHING`, s.keys.Encrypt(claimPurpose, claim, nil))
		return err
	})
	if err != nil {
		return fmt.Errorf("claim database: %w", err)
	}
	return s.CheckKeys(ctx)
}

// reclaim lets the database know the newest key.
func (s *Store) reclaim(ctx context.Context) error {
	err := s.db.Write(ctx, func(tx *dbx.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE resident_key SET sealed = $1`, s.keys.Encrypt(claimPurpose, claim, nil))
		return err
	})
	if err != nil {
		return fmt.Errorf("rekey: %w", err)
	}
	return nil
}

// Rekey encrypts anew, with the newest key, the personal numbers that older keys protect, and returns how many there were. It may be broken off and
// run again.
func (s *Store) Rekey(ctx context.Context) (n int, err error) {
	type row struct {
		person identity.PersonID
		sealed []byte
	}
	var rows []row
	err = s.db.Read(ctx, func(tx *dbx.Tx) error {
		rows, err = dbx.All(ctx, tx, func(sc dbx.Scanner) (r row, err error) {
			err = sc.Scan(&r.person, &r.sealed)
			return r, err
		}, `SELECT person, sealed FROM resident_number ORDER BY person`)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("rekey: %w", err)
	}
	for _, r := range rows {
		if s.keys.Current(r.sealed) {
			continue
		}
		digits, err := s.keys.Decrypt(purpose, r.sealed, []byte(r.person))
		if err != nil {
			return n, fmt.Errorf("rekey: %w", err)
		}
		err = s.db.Write(ctx, func(tx *dbx.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE resident_number SET sealed = $1, digest = $2 WHERE person = $3 AND sealed = $4`,
				s.keys.Encrypt(purpose, digits, []byte(r.person)), s.keys.Digest(purpose, string(digits)), r.person, r.sealed)
			return err
		})
		if err != nil {
			return n, fmt.Errorf("rekey: %w", err)
		}
		n++
	}
	return n, s.reclaim(ctx)
}

// SealNumber encrypts an officer's personal number for the municipality's file: base64, different each time. It opens for as long as the key that was the
// newest then is in the keyring.
func SealNumber(keys *identity.Keyring, n identity.Number) string {
	return base64.StdEncoding.EncodeToString(keys.Encrypt(staffPurpose, []byte(n.Digits()), nil))
}

// OpenNumber decrypts what SealNumber made. The error says nothing of the number.
func OpenNumber(keys *identity.Keyring, sealed string) (n identity.Number, err error) {
	raw, err := base64.StdEncoding.DecodeString(sealed)
	if err != nil {
		return n, errors.New("it is not in base64")
	}
	digits, err := keys.Decrypt(staffPurpose, raw, nil)
	if err != nil {
		return n, err
	}
	return identity.ParseNumber(string(digits), civil.New(2200, time.January, 1)) // the day matters for short forms alone
}
