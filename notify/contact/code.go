package contact

import (
	"context"
	"crypto/subtle"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"time"

	"forvag/internal/dbx"
	"forvag/internal/fault"
	"forvag/internal/identity"
	"forvag/internal/locale"
	"forvag/internal/outbox"
	"forvag/notify"
)

// The limits of codes.
const (
	// Lasts is how long a code is good.
	Lasts = 15 * time.Minute
	// Tries is how many times a code may be written wrongly.
	Tries = 5
	// pause is how long after a code the next may be asked for.
	pause = time.Minute
	// most is how many codes a day a person may ask for on a channel, and how many may go to one address, whoever asks: nobody can have a stranger's
	// telephone ring all day.
	most = 5
	day  = 24 * time.Hour
)

// Topic has a job for each code to send.
const Topic = "contact.code"

// Job is the payload of Topic.
type Job struct {
	Code string `json:"code"`
}

// Code is one that was asked for. It says nothing of what it is.
type Code struct {
	ID string
	// To is the address that it went to.
	To string
	// Made is when it was asked for, Until when it ends, and Again when another may be asked for.
	Made, Until, Again time.Time
	// Left is how many more times it may be tried.
	Left int
	// Refused says that the address takes no messages.
	Refused bool

	lang locale.Lang
}

// latest is the last code that a person asked for on a channel and has not used; dbx.ErrNoRows where there is none or it has ended.
func (s *Store) latest(ctx context.Context, tx *dbx.Tx, person identity.PersonID, c notify.Channel) (code Code, err error) {
	var sealed []byte
	var tries int
	var used bool
	err = tx.QueryRow(ctx, `SELECT id, sealed, lang, made, tries, used, refused FROM contact_code WHERE person = $1 AND channel = $2 ORDER BY made DESC, id DESC LIMIT 1`,
		person, c).Scan(&code.ID, &sealed, &code.lang, &code.Made, &tries, &used, &code.Refused)
	if err != nil {
		return code, err
	}
	code.Until, code.Again, code.Left = code.Made.Add(Lasts), code.Made.Add(pause), max(0, Tries-tries)
	if used || len(sealed) == 0 || !s.now().Before(code.Until) {
		return code, dbx.ErrNoRows
	}
	to, err := s.keys.Decrypt(asidePurpose, sealed, []byte(code.ID))
	code.To = string(to)
	return code, err
}

// Ask has a code sent to the address that a person has: AskAt.
func (s *Store) Ask(ctx context.Context, person identity.PersonID, c notify.Channel, lang locale.Lang) error {
	value, err := s.value(ctx, person, c)
	if err != nil {
		return err
	}
	return s.AskAt(ctx, person, c, value, lang)
}

// AskAt has a code sent to an address, in a language. The person's own stays as it is until the code is confirmed. fault.Invalid where the address cannot be
// right, fault.NotFound where it is empty, fault.TooMany where they, or others, have had enough sent there.
func (s *Store) AskAt(ctx context.Context, person identity.PersonID, c notify.Channel, address string, lang locale.Lang) error {
	_, value, err := detailsOf(c, address)
	if err != nil {
		return err
	}
	return s.write(ctx, "ask for a code", func(tx *dbx.Tx) error {
		now := s.now()
		digests := s.digests(value)
		if err := alone(ctx, tx, person, digests[0]); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `DELETE FROM contact_code WHERE made < $1`, now.Add(-day)); err != nil {
			return err
		}
		if err := limits(ctx, tx, person, c, digests, now); err != nil {
			return err
		}
		id := identity.NewID()
		sealed := s.keys.Encrypt(asidePurpose, []byte(value), []byte(id))
		if _, err := tx.Exec(ctx, `INSERT INTO contact_code (id, person, channel, digest, sealed, lang, made, tries, used, refused)
			VALUES ($1, $2, $3, $4, $5, $6, $7, 0, $8, $8)`, id, person, c, digests[0], sealed, lang, now, false); err != nil {
			return err
		}
		return outbox.Put(ctx, tx, outbox.Job{Key: Topic + "/" + id, Topic: Topic, Payload: Job{Code: id}, Due: now})
	})
}

// alone lets one at a time ask for a code, of those who are the same person or write the same address, until the transaction ends, so that nobody counts what
// another is about to add. The person comes first for all, so that no two wait for each other.
func alone(ctx context.Context, tx *dbx.Tx, person identity.PersonID, digest []byte) error {
	for _, what := range []string{"person " + string(person), fmt.Sprintf("address %x", digest)} {
		if _, err := tx.Exec(ctx, tx.Dialect().Alone(), "contact code "+what); err != nil {
			return err
		}
	}
	return nil
}

// limits is fault.TooMany where a person, or whoever wrote the address of these digests, has asked for enough.
func limits(ctx context.Context, tx *dbx.Tx, person identity.PersonID, c notify.Channel, digests [][]byte, now time.Time) error {
	var last time.Time
	var mine, there int
	if err := tx.QueryRow(ctx, `SELECT count(*), max(made) FROM contact_code WHERE person = $1 AND channel = $2`, person, c).Scan(&mine, dbx.OrZero(&last)); err != nil {
		return err
	}
	for _, d := range digests {
		var n int
		if err := tx.QueryRow(ctx, `SELECT count(*) FROM contact_code WHERE digest = $1`, d).Scan(&n); err != nil {
			return err
		}
		there += n
	}
	switch {
	case mine >= most || there >= most:
		return fault.New(fault.TooMany, "contact.code.many")
	case !last.IsZero() && now.Before(last.Add(pause)):
		return fault.New(fault.TooMany, "contact.code.soon")
	}
	return nil
}

// Withdraw ends what codes a person asked for on a channel: nothing is confirmed by them any longer. They count among those that were sent.
func (s *Store) Withdraw(ctx context.Context, person identity.PersonID, c notify.Channel) error {
	return s.write(ctx, "withdraw", func(tx *dbx.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE contact_code SET used = $3 WHERE person = $1 AND channel = $2`, person, c, true)
		return err
	})
}

// figures is what a code's id comes to under each key: six figures.
func (s *Store) figures(id string) []string {
	var all []string
	for _, d := range s.keys.Digests(codePurpose, id) {
		all = append(all, fmt.Sprintf("%06d", binary.BigEndian.Uint64(d)%1_000_000))
	}
	return all
}

// Confirm verifies an address by the code that went there, and makes it the person's. fault.Invalid where the code is another, or good no longer.
//
// The address is kept where residents keep theirs before the code is used up: who is interrupted between the two writes the code once more.
func (s *Store) Confirm(ctx context.Context, person identity.PersonID, c notify.Channel, figures string) error {
	code, err := s.try(ctx, person, c, figures)
	if err != nil {
		return err
	}
	d, value, err := detailsOf(c, code.To)
	if err != nil {
		return err
	}
	d.Language = code.lang
	if err := s.details.AddContact(ctx, person, d); err != nil {
		return fmt.Errorf("contact: confirm: %w", err)
	}
	return s.write(ctx, "confirm", func(tx *dbx.Tx) error {
		if _, err := tx.Exec(ctx, `UPDATE contact_code SET used = $2 WHERE id = $1`, code.ID, true); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `INSERT INTO contact_verified (id, person, channel, digest, at) VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (person, channel) DO UPDATE SET id = excluded.id, digest = excluded.digest, at = excluded.at, dead = NULL`,
			identity.NewID(), person, c, s.digests(value)[0], s.now())
		return err
	})
}

// try returns the code that somebody wrote, and counts that they did.
func (s *Store) try(ctx context.Context, person identity.PersonID, c notify.Channel, figures string) (code Code, err error) {
	given := strings.NewReplacer(" ", "", "-", "", "\u00a0", "").Replace(figures)
	var wrong error // is told after the try is written down
	err = s.write(ctx, "try a code", func(tx *dbx.Tx) error {
		wrong = nil
		code, err = s.latest(ctx, tx, person, c)
		if errors.Is(err, dbx.ErrNoRows) {
			wrong = fault.New(fault.Invalid, "contact.code.ended")
			return nil
		}
		if err != nil {
			return err
		}
		tried, err := tx.Exec(ctx, `UPDATE contact_code SET tries = tries + 1 WHERE id = $1 AND tries < $2 AND NOT used`, code.ID, Tries)
		switch {
		case err != nil:
			return err
		case tried == 0:
			wrong = fault.New(fault.Invalid, "contact.code.spent")
		case s.matches(code.ID, given):
		case code.Left <= 1:
			wrong = fault.New(fault.Invalid, "contact.code.spent")
		default:
			wrong = fault.New(fault.Invalid, "contact.code.wrong", code.Left-1)
		}
		return nil
	})
	return code, errors.Join(err, wrong)
}

// matches says whether somebody wrote what a code is.
func (s *Store) matches(id, given string) bool {
	for _, want := range s.figures(id) {
		if subtle.ConstantTimeCompare([]byte(want), []byte(given)) == 1 {
			return true
		}
	}
	return false
}

// Letter is a code on its way to the address that its person wrote.
type Letter struct {
	Person  identity.PersonID
	Channel notify.Channel
	Lang    locale.Lang
	// To is the address, and Figures what the code is.
	To, Figures string
}

// Letter returns a code that was asked for, for whoever sends it: fault.NotFound where it is used, ended, or no longer the last one.
func (s *Store) Letter(ctx context.Context, id string) (l Letter, err error) {
	missing := fault.New(fault.NotFound, "access.not_found")
	err = s.db.Read(ctx, func(tx *dbx.Tx) error {
		return tx.QueryRow(ctx, `SELECT person, channel, lang FROM contact_code WHERE id = $1`, id).Scan(&l.Person, &l.Channel, &l.Lang)
	})
	if errors.Is(err, dbx.ErrNoRows) {
		err = missing
	}
	if err != nil {
		return l, err
	}
	d, err := s.Detail(ctx, l.Person, l.Channel)
	if err == nil && (d.Code == nil || d.Code.ID != id) {
		err = missing
	}
	if err != nil {
		return l, err
	}
	l.To, l.Figures = d.Code.To, s.figures(id)[0]
	return l, nil
}

// Refuse notes that a code could not be sent: the address takes no messages. fault.NotFound where there is no such code.
func (s *Store) Refuse(ctx context.Context, id string) error {
	return s.write(ctx, "refuse", func(tx *dbx.Tx) error {
		n, err := tx.Exec(ctx, `UPDATE contact_code SET refused = $2 WHERE id = $1`, id, true)
		if err == nil && n == 0 {
			err = fault.New(fault.NotFound, "access.not_found")
		}
		return err
	})
}
