package residents

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"forvag/internal/civil"
	"forvag/internal/dbx"
	"forvag/internal/fault"
	"forvag/internal/identity"
)

// Outsider returns whom a personal number is, and makes them where the register has nobody: somebody who lives elsewhere, known by the number alone,
// without name or address. What somebody else calls them belongs to the case where they said so. Whoever asks again, or at once, gets the same person. When
// the register brings that number, it is the same person, with what the register says. The error is fault.Invalid without number.
func (s *Store) Outsider(ctx context.Context, n identity.Number) (id identity.PersonID, err error) {
	if n.IsZero() {
		return "", fault.New(fault.Invalid, "number.invalid")
	}
	err = s.db.Write(ctx, func(tx *dbx.Tx) error {
		id, err = s.outsider(ctx, tx, n)
		return err
	})
	if err != nil {
		return "", fmt.Errorf("outsider: %w", err)
	}
	return id, nil
}

// outsider is Outsider within a transaction.
func (s *Store) outsider(ctx context.Context, tx *dbx.Tx, n identity.Number) (id identity.PersonID, err error) {
	if id, err = s.byNumber(ctx, tx, n); err == nil || !isNotFound(err) {
		return id, err
	}
	id = identity.NewPersonID()
	_, err = tx.Exec(ctx, `INSERT INTO resident_person (id, given, family, born, died, address, apartment, alternate, protection, outside)
		VALUES ($1, '', '', $2, NULL, '', '', '', '', $3)`, id, bornBy(n), true)
	if err != nil {
		return "", err
	}
	made, err := tx.Exec(ctx, `INSERT INTO resident_number (person, sealed, digest) VALUES ($1, $2, $3) ON CONFLICT (digest) DO NOTHING`, id,
		s.keys.Encrypt(purpose, []byte(n.Digits()), []byte(id)), s.keys.Digest(purpose, n.Digits()))
	if err != nil || made == 1 {
		return id, err
	}
	if _, err := tx.Exec(ctx, `DELETE FROM resident_person WHERE id = $1`, id); err != nil { // somebody made them just now
		return "", err
	}
	return s.byNumber(ctx, tx, n)
}

// NameOutsider keeps what somebody who lives elsewhere is called, as their own e-ID says it at a login. It changes nothing for whom the register has.
func (s *Store) NameOutsider(ctx context.Context, id identity.PersonID, name string) error {
	words := strings.Fields(name)
	if len(words) == 0 {
		return nil
	}
	last := len(words) - 1
	err := s.db.Write(ctx, func(tx *dbx.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE resident_person SET given = $2, family = $3 WHERE id = $1 AND outside`, id, strings.Join(words[:last], " "), words[last])
		return err
	})
	if err != nil {
		return fmt.Errorf("name outsider: %w", err)
	}
	return nil
}

// bornBy is the day of birth that a number tells. Of a coordination number that leaves out the day it is the first of the year.
func bornBy(n identity.Number) civil.Date {
	if born := n.BirthDate(); !born.IsZero() {
		return born
	}
	year, err := strconv.Atoi(n.Digits()[:4])
	if err != nil {
		return civil.Date{} // a number is digits
	}
	return civil.New(year, time.January, 1)
}
