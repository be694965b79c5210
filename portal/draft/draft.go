// Package draft keeps forms that are begun and not sent in. A draft is the resident's own: it has not come in to the municipality
// (tryckfrihetsförordningen 2 kap. 9 §), stands apart from the cases, and no officer can read it.
package draft

import (
	"context"
	"crypto/rand"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"forvag/internal/dbx"
	"forvag/internal/fault"
)

//go:embed migrations
var migrations embed.FS

// Module is the package's tables.
var Module = dbx.Embedded("draft", migrations)

// Lives of a draft, counted from its last change.
const (
	// Life is how long a person's draft is kept.
	Life = 30 * 24 * time.Hour
	// VisitorLife is how long the draft of a visitor without login is kept, no longer than their session.
	VisitorLife = 7 * 24 * time.Hour
	// sentLife is how long a draft that was sent in is kept, so that a repeated submission finds its receipt.
	sentLife = 24 * time.Hour
)

// Owner is whose draft it is: a person, acting for themself or for an organisation, or a visitor's session.
type Owner struct {
	Person  string // opaque id; empty for a visitor
	For     string // organisation; empty for none
	Session string // session id of a visitor; empty for a person
}

func (o Owner) key() string {
	if o.Person == "" {
		return "session:" + o.Session
	}
	return "person:" + o.Person + ":" + o.For
}

func (o Owner) life() time.Duration {
	if o.Person == "" {
		return VisitorLife
	}
	return Life
}

// Draft is a begun form.
type Draft struct {
	ID string
	// Key is the submission's, which makes a repeated submission the same case. It is random and a secret: an anonymous case's follow code is
	// made from it, so it stands in no address. Of a draft that is sent it is what MarkSent was given.
	Key string
	// Version grows by one with every save.
	Version int64
	Service string
	// Hash is the content hash of the service's file that the form was begun under.
	Hash string
	// Values are the fields as they were written, right or wrong, by name.
	Values map[string][]string
	// Page is the page that the reader stands on.
	Page  string
	Files []File
	// Case is the case that the draft became; empty until it is sent in.
	Case                      string
	Created, Updated, Expires time.Time
	// Keep is a time that Save keeps the draft until at least; the zero time where its usual life will do. It is not stored.
	Keep time.Time
}

// Sent tells whether the draft has been sent in.
func (d *Draft) Sent() bool { return d.Case != "" }

// FilesOf lists the files of one field.
func (d *Draft) FilesOf(field string) []File {
	var out []File
	for _, f := range d.Files {
		if f.Field == field {
			out = append(out, f)
		}
	}
	return out
}

// File is an uploaded file. Its bytes are stored by hash.
type File struct {
	ID, Field, Name, MediaType, Hash string
	Size                             int64
}

// Store keeps drafts. Safe for concurrent use.
type Store struct {
	db    *dbx.DB
	clock func() time.Time
}

// NewStore makes a store.
func NewStore(db *dbx.DB, clock func() time.Time) *Store { return &Store{db: db, clock: clock} }

// Start begins a draft with the values that are known beforehand.
func (s *Store) Start(ctx context.Context, owner Owner, service, hash string, values map[string][]string) (*Draft, error) {
	id, err := uuid.NewV7()
	if err != nil {
		return nil, fmt.Errorf("start draft: %w", err)
	}
	now := dbx.Instant(s.clock())
	d := &Draft{ID: id.String(), Key: rand.Text(), Service: service, Hash: hash, Values: values, Version: 1, Created: now, Updated: now, Expires: now.Add(owner.life())}
	if d.Values == nil {
		d.Values = map[string][]string{}
	}
	encoded, err := json.Marshal(d.Values)
	if err != nil {
		return nil, fmt.Errorf("start draft: %w", err)
	}
	err = s.db.Write(ctx, func(tx *dbx.Tx) error {
		_, err := tx.Exec(ctx, `
			INSERT INTO draft (id, submission_key, owner, service, hash, field_values, page, case_id, created, updated, expires)
			VALUES ($1, $2, $3, $4, $5, $6, '', '', $7, $8, $9)`,
			d.ID, d.Key, owner.key(), service, hash, string(encoded), d.Created, d.Updated, d.Expires)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("start draft: %w", err)
	}
	return d, nil
}

// Get returns the owner's draft with its files. It returns fault.NotFound for one that does not exist, has expired, or is another's.
func (s *Store) Get(ctx context.Context, owner Owner, id string) (*Draft, error) {
	var found []*Draft
	err := s.db.Read(ctx, func(tx *dbx.Tx) (err error) {
		found, err = s.query(ctx, tx, `id = $1 AND owner = $2 AND expires > $3`, id, owner.key(), s.clock())
		if err != nil || len(found) == 0 {
			return err
		}
		found[0].Files, err = files(ctx, tx, id)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("get draft: %w", err)
	}
	if len(found) == 0 {
		return nil, fault.New(fault.NotFound, "portal.error.draft")
	}
	return found[0], nil
}

// List returns the owner's drafts that are not sent in, newest first, without their files.
func (s *Store) List(ctx context.Context, owner Owner) ([]*Draft, error) {
	var found []*Draft
	err := s.db.Read(ctx, func(tx *dbx.Tx) (err error) {
		found, err = s.query(ctx, tx, `owner = $1 AND case_id = '' AND expires > $2`, owner.key(), s.clock())
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list drafts: %w", err)
	}
	return found, nil
}

func (s *Store) query(ctx context.Context, tx *dbx.Tx, where string, args ...any) ([]*Draft, error) {
	rows, err := tx.Query(ctx, `
		SELECT id, submission_key, service, hash, field_values, page, case_id, created, updated, expires, version
		FROM draft WHERE `+where+` ORDER BY updated DESC, id DESC`, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []*Draft
	for rows.Next() {
		var d Draft
		var encoded string
		if err := rows.Scan(&d.ID, &d.Key, &d.Service, &d.Hash, &encoded, &d.Page, &d.Case, &d.Created, &d.Updated, &d.Expires, &d.Version); err != nil {
			return nil, err
		}
		if err := json.Unmarshal([]byte(encoded), &d.Values); err != nil {
			return nil, fmt.Errorf("draft %s: %w", d.ID, err)
		}
		out = append(out, &d)
	}
	return out, rows.Err()
}

func files(ctx context.Context, tx *dbx.Tx, id string) ([]File, error) {
	rows, err := tx.Query(ctx, `SELECT id, field, name, media_type, size, hash FROM draft_file WHERE draft = $1 ORDER BY id`, id)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []File
	for rows.Next() {
		var f File
		if err := rows.Scan(&f.ID, &f.Field, &f.Name, &f.MediaType, &f.Size, &f.Hash); err != nil {
			return nil, err
		}
		out = append(out, f)
	}
	return out, rows.Err()
}

// Save writes the draft's values, page and hash, and puts its end off. It returns fault.Gone for a draft that was sent in meanwhile, and fault.Stale for
// one that was saved by another since it was read.
func (s *Store) Save(ctx context.Context, owner Owner, d *Draft) error {
	encoded, err := json.Marshal(d.Values)
	if err != nil {
		return fmt.Errorf("save draft: %w", err)
	}
	now := dbx.Instant(s.clock())
	d.Updated, d.Expires = now, now.Add(owner.life())
	if keep := dbx.Instant(d.Keep); keep.After(d.Expires) {
		d.Expires = keep
	}
	err = s.db.Write(ctx, func(tx *dbx.Tx) error {
		n, err := tx.Exec(ctx, `
			UPDATE draft SET field_values = $3, page = $4, hash = $5, updated = $6, expires = $7, version = version + 1
			WHERE id = $1 AND owner = $2 AND case_id = '' AND version = $8`,
			d.ID, owner.key(), string(encoded), d.Page, d.Hash, d.Updated, d.Expires, d.Version)
		if err != nil || n == 1 {
			return err
		}
		var there int
		err = tx.QueryRow(ctx, `SELECT COUNT(*) FROM draft WHERE id = $1 AND owner = $2 AND case_id = ''`, d.ID, owner.key()).Scan(&there)
		if err == nil && there == 1 {
			return fault.New(fault.Stale, "portal.error.draft_stale")
		}
		return errors.Join(err, fault.New(fault.Gone, "portal.error.draft"))
	})
	if err != nil {
		return fmt.Errorf("save draft: %w", err)
	}
	d.Version++
	return nil
}

// Remove removes the owner's draft; its files' bytes go with the next sweep.
func (s *Store) Remove(ctx context.Context, owner Owner, id string) error {
	return s.change(ctx, "remove draft", `DELETE FROM draft WHERE id = $1 AND owner = $2 AND case_id = ''`, id, owner.key())
}

// MarkSent says which case the draft became, and puts sealed in the place of the submission's key, whose clear text has served.
func (s *Store) MarkSent(ctx context.Context, owner Owner, d *Draft, caseID, sealed string) error {
	d.Case, d.Key = caseID, sealed
	return s.change(ctx, "mark draft sent", `UPDATE draft SET case_id = $3, expires = $4, submission_key = $5 WHERE id = $1 AND owner = $2`,
		d.ID, owner.key(), caseID, s.clock().Add(sentLife), sealed)
}

// change runs an update that must meet exactly one row.
func (s *Store) change(ctx context.Context, what, query string, args ...any) error {
	err := s.db.Write(ctx, func(tx *dbx.Tx) error {
		if n, err := tx.Exec(ctx, query, args...); err != nil || n == 1 {
			return err
		}
		return fault.New(fault.Gone, "portal.error.draft")
	})
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}

// Adopt gives a visitor's drafts to the person who has now logged in.
func (s *Store) Adopt(ctx context.Context, visitor, person Owner) error {
	err := s.db.Write(ctx, func(tx *dbx.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE draft SET owner = $2 WHERE owner = $1`, visitor.key(), person.key())
		return err
	})
	if err != nil {
		return fmt.Errorf("adopt drafts: %w", err)
	}
	return nil
}

// AddFile adds a file whose bytes are stored already, and gives it its id.
func (s *Store) AddFile(ctx context.Context, d *Draft, f File) error {
	id, err := uuid.NewV7()
	if err != nil {
		return fmt.Errorf("add file: %w", err)
	}
	f.ID = id.String()
	err = s.db.Write(ctx, func(tx *dbx.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO draft_file (id, draft, field, name, media_type, size, hash) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			f.ID, d.ID, f.Field, f.Name, f.MediaType, f.Size, f.Hash)
		return err
	})
	if err != nil {
		return fmt.Errorf("add file: %w", err)
	}
	d.Files = append(d.Files, f)
	return nil
}

// RemoveFile takes a file away from the draft. An id that is not the draft's does nothing.
func (s *Store) RemoveFile(ctx context.Context, d *Draft, id string) error {
	err := s.db.Write(ctx, func(tx *dbx.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM draft_file WHERE draft = $1 AND id = $2`, d.ID, id)
		return err
	})
	if err != nil {
		return fmt.Errorf("remove file: %w", err)
	}
	kept := d.Files[:0]
	for _, f := range d.Files {
		if f.ID != id {
			kept = append(kept, f)
		}
	}
	d.Files = kept
	return nil
}

// Sweep removes the drafts that have expired and tells how many they were.
func (s *Store) Sweep(ctx context.Context) (int64, error) {
	var removed int64
	err := s.db.Write(ctx, func(tx *dbx.Tx) (err error) {
		removed, err = tx.Exec(ctx, `DELETE FROM draft WHERE expires <= $1`, s.clock())
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("sweep drafts: %w", err)
	}
	return removed, nil
}

// HasFile tells whether any draft still names the bytes of a hash, so that they may not be removed.
func (s *Store) HasFile(ctx context.Context, hash string) (bool, error) {
	var one int
	err := s.db.Read(ctx, func(tx *dbx.Tx) error {
		return tx.QueryRow(ctx, `SELECT 1 FROM draft_file WHERE hash = $1 LIMIT 1`, hash).Scan(&one)
	})
	if errors.Is(err, dbx.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("has file: %w", err)
	}
	return true, nil
}
