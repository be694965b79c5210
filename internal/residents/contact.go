package residents

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/mail"
	"strings"

	"github.com/nyaruka/phonenumbers"

	"forvag/internal/dbx"
	"forvag/internal/fault"
	"forvag/internal/identity"
	"forvag/internal/locale"
)

// Contact is how a resident wants to be reached, kept by themselves.
type Contact struct {
	// Email and Phone may be empty. Phone is in E.164, "+46701740605".
	Email, Phone string
	// Language is empty where the resident has not chosen one.
	Language locale.Lang
}

// Contact returns how somebody wants to be reached; the zero Contact where they have not said.
func (s *Store) Contact(ctx context.Context, id identity.PersonID) (c Contact, err error) {
	err = s.db.Read(ctx, func(tx *dbx.Tx) error {
		err := tx.QueryRow(ctx, `SELECT email, phone, language FROM resident_contact WHERE person = $1`, id).Scan(&c.Email, &c.Phone, &c.Language)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		return err
	})
	return c, err
}

// SetContact keeps what a resident wrote, made uniform, and returns it. The error is fault.Invalid where e-mail or telephone cannot be right, and
// fault.NotFound where the register has nobody.
func (s *Store) SetContact(ctx context.Context, id identity.PersonID, c Contact) (Contact, error) {
	var err error
	if c.Email, err = ParseEmail(c.Email); err != nil {
		return Contact{}, err
	}
	if c.Phone, err = ParsePhone(c.Phone); err != nil {
		return Contact{}, err
	}
	if _, known := locale.Of(string(c.Language)); !known {
		c.Language = ""
	}
	err = s.db.Write(ctx, func(tx *dbx.Tx) error {
		if _, err := person(ctx, tx, id); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `INSERT INTO resident_contact (person, email, phone, language) VALUES ($1, $2, $3, $4)
			ON CONFLICT (person) DO UPDATE SET email = excluded.email, phone = excluded.phone, language = excluded.language`,
			id, c.Email, c.Phone, c.Language)
		return err
	})
	if err != nil {
		return Contact{}, fmt.Errorf("set contact: %w", err)
	}
	return c, nil
}

// AddContact keeps an e-mail address or a telephone number that was confirmed: what c leaves empty stays as it was, and its language counts where none was
// chosen. Asked again it changes nothing more. Errors are those of SetContact.
func (s *Store) AddContact(ctx context.Context, id identity.PersonID, c Contact) error {
	email, err := ParseEmail(c.Email)
	if err != nil {
		return err
	}
	phone, err := ParsePhone(c.Phone)
	if err != nil {
		return err
	}
	err = s.db.Write(ctx, func(tx *dbx.Tx) error {
		if _, err := person(ctx, tx, id); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `INSERT INTO resident_contact (person, email, phone, language) VALUES ($1, $2, $3, $4)
			ON CONFLICT (person) DO UPDATE SET email = CASE WHEN excluded.email = '' THEN resident_contact.email ELSE excluded.email END,
				phone = CASE WHEN excluded.phone = '' THEN resident_contact.phone ELSE excluded.phone END,
				language = CASE WHEN resident_contact.language = '' THEN excluded.language ELSE resident_contact.language END`,
			id, email, phone, c.Language)
		return err
	})
	if err != nil {
		return fmt.Errorf("add contact: %w", err)
	}
	return nil
}

// ParseEmail reads an address without a name, with a dot in its domain. Empty stays empty. The error is fault.Invalid.
func ParseEmail(s string) (string, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return "", nil
	}
	invalid := fault.New(fault.Invalid, "contact.email")
	a, err := mail.ParseAddress(s)
	if err != nil || a.Address != s || len(s) > 254 || strings.ContainsAny(s, "\r\n") {
		return "", invalid
	}
	_, domain, _ := strings.Cut(s, "@")
	if !strings.Contains(strings.Trim(domain, "."), ".") {
		return "", invalid
	}
	return s, nil
}

// ParsePhone reads a Swedish number, or a foreign one with + and country code, and returns it in E.164. Empty stays empty. The error is
// fault.Invalid.
func ParsePhone(s string) (string, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return "", nil
	}
	if len(s) > 40 {
		return "", fault.New(fault.Invalid, "contact.phone")
	}
	n, err := phonenumbers.Parse(s, "SE")
	if err != nil || !phonenumbers.IsPossibleNumber(n) {
		return "", fault.New(fault.Invalid, "contact.phone").Because(err)
	}
	e164 := phonenumbers.Format(n, phonenumbers.E164)
	// What cannot be read back as itself, such as a row of zeros, cannot be called either.
	if again, err := phonenumbers.Parse(e164, "SE"); err != nil || phonenumbers.Format(again, phonenumbers.E164) != e164 {
		return "", fault.New(fault.Invalid, "contact.phone")
	}
	return e164, nil
}
