// Package contact holds that an e-mail address or a mobile number is its owner's: nothing about a case is sent to one before a code that went there has
// been written back.
//
// The addresses themselves stay where residents keep them; here stands a keyed digest of the one that was verified. Whoever changes theirs has to verify
// the new one: until then it is kept aside, sealed, with the code that went there, and the one before is reached. A code is not stored: it follows from the
// id of the row that asked for it, and the installation's key.
package contact

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"forvag/internal/dbx"
	"forvag/internal/fault"
	"forvag/internal/identity"
	"forvag/internal/residents"
	"forvag/notify"
)

//go:embed migrations
var migrations embed.FS

// Module is the package's tables. They need those of package outbox beside them.
var Module = dbx.Embedded("contact", migrations)

// What the installation's key protects.
const (
	addressPurpose = "contact address"
	codePurpose    = "contact code"
	asidePurpose   = "contact address aside"
)

// Details is where residents keep how they are reached.
type Details interface {
	Contact(ctx context.Context, id identity.PersonID) (residents.Contact, error)
	// AddContact keeps the address that is not empty, and leaves the other as it is. It may be asked again.
	AddContact(ctx context.Context, id identity.PersonID, c residents.Contact) error
}

// Store keeps which addresses are verified, and which codes were asked for. Safe for concurrent use.
type Store struct {
	db      *dbx.DB
	keys    *identity.Keyring
	details Details
	now     func() time.Time
}

// NewStore returns a store on a database that has the Module's tables.
func NewStore(db *dbx.DB, keys *identity.Keyring, details Details, now func() time.Time) *Store {
	return &Store{db, keys, details, now}
}

// Detail is an address that a person wrote, and how far it is verified.
type Detail struct {
	// Value is empty where the person has written none.
	Value string
	// Verified is when it was; zero while it is not.
	Verified time.Time
	// Dead is when a message that was sent there came back, since there is no such address any longer; zero for one that is alive, or that was never verified.
	Dead time.Time
	// Code is the last one that was asked for and is still good, to this address or another; nil where there is none.
	Code *Code
}

// value is what a person wrote for a channel that has addresses: notify.Mail or notify.SMS.
func (s *Store) value(ctx context.Context, person identity.PersonID, c notify.Channel) (string, error) {
	d, err := s.details.Contact(ctx, person)
	switch {
	case err != nil:
		return "", fmt.Errorf("contact: %w", err)
	case c == notify.Mail:
		return d.Email, nil
	case c == notify.SMS:
		return d.Phone, nil
	default:
		return "", fault.New(fault.NotFound, "portal.error.not_found")
	}
}

// detailsOf is an address as residents keep it, made uniform: fault.Invalid where it cannot be right, and fault.NotFound where it is empty or the channel has
// none.
func detailsOf(c notify.Channel, address string) (d residents.Contact, value string, err error) {
	switch c {
	case notify.Mail:
		d.Email, err = residents.ParseEmail(address)
	case notify.SMS:
		d.Phone, err = residents.ParsePhone(address)
	}
	if value = d.Email + d.Phone; err == nil && value == "" {
		err = fault.New(fault.NotFound, "portal.error.not_found")
	}
	return d, value, err
}

// digests are an address's, under every key. Capitals make no other mailbox in practice.
func (s *Store) digests(value string) [][]byte {
	return s.keys.Digests(addressPurpose, strings.ToLower(value))
}

// is says whether a digest is an address's.
func (s *Store) is(digest []byte, value string) bool {
	for _, d := range s.digests(value) {
		if string(d) == string(digest) {
			return true
		}
	}
	return false
}

// Detail returns a person's address on a channel: notify.Mail or notify.SMS, else fault.NotFound.
func (s *Store) Detail(ctx context.Context, person identity.PersonID, c notify.Channel) (d Detail, err error) {
	if d.Value, err = s.value(ctx, person, c); err != nil {
		return d, err
	}
	err = s.db.Read(ctx, func(tx *dbx.Tx) error {
		v, err := verified(ctx, tx, person, c)
		if err == nil && s.is(v.digest, d.Value) {
			if d.Verified = v.at; !v.dead.IsZero() {
				d.Verified, d.Dead = time.Time{}, v.dead
			}
		}
		if err != nil && !errors.Is(err, dbx.ErrNoRows) {
			return err
		}
		code, err := s.latest(ctx, tx, person, c)
		if err == nil {
			d.Code = &code
		}
		if errors.Is(err, dbx.ErrNoRows) {
			err = nil
		}
		return err
	})
	if err != nil {
		return d, fmt.Errorf("contact: read: %w", err)
	}
	return d, nil
}

// row is a verification.
type row struct {
	id     string
	digest []byte
	at     time.Time
	dead   time.Time // when the address turned out to be dead; zero for one that is not
}

// verified returns a person's verification on a channel, also of an address that is dead, or dbx.ErrNoRows.
func verified(ctx context.Context, tx *dbx.Tx, person identity.PersonID, c notify.Channel) (r row, err error) {
	err = tx.QueryRow(ctx, `SELECT id, digest, at, dead FROM contact_verified WHERE person = $1 AND channel = $2`, person, c).Scan(&r.id, &r.digest, &r.at, dbx.OrZero(&r.dead))
	return r, err
}

// standing returns a person's verification and address where the one is of the other; false where there is none.
func (s *Store) standing(ctx context.Context, person identity.PersonID, c notify.Channel) (r row, value string, ok bool, err error) {
	if value, err = s.value(ctx, person, c); err != nil || value == "" {
		return r, "", false, err
	}
	err = s.db.Read(ctx, func(tx *dbx.Tx) error {
		r, err = verified(ctx, tx, person, c)
		return err
	})
	if errors.Is(err, dbx.ErrNoRows) {
		return r, "", false, nil
	}
	if err != nil {
		return r, "", false, fmt.Errorf("contact: read: %w", err)
	}
	return r, value, r.dead.IsZero() && s.is(r.digest, value), nil
}

// Addresses are where a person can be reached on a channel: the one that they verified, as long as it is theirs still.
func (s *Store) Addresses(ctx context.Context, person identity.PersonID, c notify.Channel) ([]notify.Address, error) {
	r, value, ok, err := s.standing(ctx, person, c)
	if err != nil || !ok {
		return nil, err
	}
	return []notify.Address{{ID: r.id, Name: Masked(value)}}, nil
}

// Address is where a message goes that was planned for an Address's ID: fault.NotFound where the person has verified another since, or none.
func (s *Store) Address(ctx context.Context, person identity.PersonID, c notify.Channel, id string) (string, error) {
	r, value, ok, err := s.standing(ctx, person, c)
	if err == nil && (!ok || r.id != id) {
		err = fault.New(fault.NotFound, "access.not_found")
	}
	if err != nil {
		return "", err
	}
	return value, nil
}

// Bury ends the verification of an address by its ID: it is dead, and its owner sees since when. One that there is no longer is left alone.
func (s *Store) Bury(ctx context.Context, person identity.PersonID, id string) error {
	return s.write(ctx, "bury", func(tx *dbx.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE contact_verified SET dead = $3 WHERE id = $1 AND person = $2 AND dead IS NULL`, id, person, s.now())
		return err
	})
}

// Masked is what owner and officers are shown of an address, since others may look over a shoulder: "k…@post.example", "…06 05".
func Masked(value string) string {
	if name, domain, mail := strings.Cut(value, "@"); mail {
		_, first := utf8.DecodeRuneInString(name)
		return name[:first] + "…@" + domain
	}
	if len(value) < 4 {
		return "…"
	}
	return "…" + value[len(value)-4:len(value)-2] + " " + value[len(value)-2:]
}

func (s *Store) write(ctx context.Context, what string, fn func(*dbx.Tx) error) error {
	if err := s.db.Write(ctx, fn); err != nil {
		return fmt.Errorf("contact: %s: %w", what, err)
	}
	return nil
}
