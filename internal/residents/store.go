package residents

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"forvag/internal/civil"
	"forvag/internal/dbx"
	"forvag/internal/fault"
	"forvag/internal/identity"
)

// purpose names the keys that protect personal numbers.
const purpose = "personal number"

// Store reads and keeps the register. It is safe for concurrent use.
type Store struct {
	db    *dbx.DB
	keys  *identity.Keyring
	today func() civil.Date
	// schools are the ids that pupils may go to; nil for any.
	schools []string
}

// Knowing is the store with the ids of the municipality's schools, of which an imported pupil must go to one.
func (s *Store) Knowing(schools []string) *Store {
	knows := *s
	knows.schools = append([]string{}, schools...)
	return &knows
}

// New returns a store on a database that has the Module's tables. today gives the legal day.
func New(db *dbx.DB, keys *identity.Keyring, today func() civil.Date) *Store {
	return &Store{db: db, keys: keys, today: today}
}

// missing turns an empty result into fault.NotFound.
func missing(what string, err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return fault.New(fault.NotFound, "register.not_found").Because(errors.New(what))
	}
	return fmt.Errorf("%s: %w", what, err)
}

const personColumns = `p.id, p.given, p.family, p.born, p.died, p.address, p.apartment, p.alternate, p.protection, p.outside`

func scanPerson(s dbx.Scanner) (Person, error) {
	var p Person
	err := s.Scan(&p.ID, &p.Given, &p.Family, &p.Born, &p.Died, &p.Address, &p.Apartment, &p.Alternate, &p.Protection, &p.Outside)
	return p, err
}

func person(ctx context.Context, tx *dbx.Tx, id identity.PersonID) (Person, error) {
	p, err := scanPerson(tx.QueryRow(ctx, `SELECT `+personColumns+` FROM resident_person p WHERE p.id = $1`, id))
	if err != nil {
		return Person{}, missing("read person", err)
	}
	return p, nil
}

// Person returns somebody by id; fault.NotFound where the register has nobody.
func (s *Store) Person(ctx context.Context, id identity.PersonID) (p Person, err error) {
	err = s.db.Read(ctx, func(tx *dbx.Tx) error {
		p, err = person(ctx, tx, id)
		return err
	})
	return p, err
}

// Count is how many people are in the register.
func (s *Store) Count(ctx context.Context) (n int, err error) {
	err = s.db.Read(ctx, func(tx *dbx.Tx) error { return tx.QueryRow(ctx, `SELECT COUNT(*) FROM resident_person`).Scan(&n) })
	return n, err
}

// ByNumber returns who has a personal number, as a login does; fault.NotFound where the register has nobody.
func (s *Store) ByNumber(ctx context.Context, n identity.Number) (p Person, err error) {
	err = s.db.Read(ctx, func(tx *dbx.Tx) error {
		id, err := s.byNumber(ctx, tx, n)
		if err != nil {
			return err
		}
		p, err = person(ctx, tx, id)
		return err
	})
	return p, err
}

func (s *Store) byNumber(ctx context.Context, tx *dbx.Tx, n identity.Number) (identity.PersonID, error) {
	if n.IsZero() {
		return "", missing("find number", sql.ErrNoRows)
	}
	digests := s.keys.Digests(purpose, n.Digits())
	args := make([]any, len(digests))
	for i, d := range digests {
		args[i] = d
	}
	var id identity.PersonID
	err := tx.QueryRow(ctx, `SELECT person FROM resident_number WHERE digest IN (`+dbx.List(1, len(args))+`)`, args...).Scan(&id)
	if err != nil {
		return "", missing("find number", err)
	}
	return id, nil
}

// Number returns somebody's personal number, for what must show it in full, such as a letter or another authority's register.
func (s *Store) Number(ctx context.Context, id identity.PersonID) (n identity.Number, err error) {
	err = s.db.Read(ctx, func(tx *dbx.Tx) error {
		var sealed []byte
		if err := tx.QueryRow(ctx, `SELECT sealed FROM resident_number WHERE person = $1`, id).Scan(&sealed); err != nil {
			return missing("read number", err)
		}
		digits, err := s.keys.Decrypt(purpose, sealed, []byte(id))
		if err != nil {
			return fmt.Errorf("read number: %w", err)
		}
		n, err = identity.ParseNumber(string(digits), s.today())
		return err
	})
	return n, err
}
