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

// Outsider returns whom a personal number is, and makes them where the register has nobody: somebody who lives elsewhere, known by the number and
// the name that was given, without address. Whoever asks again, or at once, gets the same person; a name that is given later changes nothing. When
// the register brings that number, it is the same person, with what the register says. The error is fault.Invalid without number or name.
func (s *Store) Outsider(ctx context.Context, n identity.Number, name string) (id identity.PersonID, err error) {
	words := strings.Fields(name)
	if n.IsZero() || len(words) == 0 {
		return "", fault.New(fault.Invalid, "number.invalid")
	}
	last := len(words) - 1
	err = s.db.Write(ctx, func(tx *dbx.Tx) error {
		if id, err = s.byNumber(ctx, tx, n); err == nil || !isNotFound(err) {
			return err
		}
		id = identity.NewPersonID()
		_, err := tx.Exec(ctx, `INSERT INTO resident_person (id, given, family, born, died, address, apartment, alternate, protection, outside)
			VALUES ($1, $2, $3, $4, NULL, '', '', '', '', $5)`, id, strings.Join(words[:last], " "), words[last], bornBy(n), true)
		if err != nil {
			return err
		}
		made, err := tx.Exec(ctx, `INSERT INTO resident_number (person, sealed, digest) VALUES ($1, $2, $3) ON CONFLICT (digest) DO NOTHING`, id,
			s.keys.Encrypt(purpose, []byte(n.Digits()), []byte(id)), s.keys.Digest(purpose, n.Digits()))
		if err != nil || made == 1 {
			return err
		}
		if _, err := tx.Exec(ctx, `DELETE FROM resident_person WHERE id = $1`, id); err != nil { // somebody made them just now
			return err
		}
		id, err = s.byNumber(ctx, tx, n)
		return err
	})
	if err != nil {
		return "", fmt.Errorf("outsider: %w", err)
	}
	return id, nil
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
