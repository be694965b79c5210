// Package session keeps who is logged in. A session is a random token in a cookie; only the token's hash is stored.
package session

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"errors"
	"fmt"
	"time"

	"forvag/internal/dbx"
	"forvag/internal/fault"
	"forvag/internal/identity"
)

//go:embed migrations
var migrations embed.FS

// Module is the package's table.
var Module = dbx.Embedded("session", migrations)

// Lives of a session. Idle is the default of New.
const (
	// longest is how long a login lasts however busy it is.
	longest = 12 * time.Hour
	// visitor is how long a visitor's session without login lasts: it holds a begun form.
	visitor = 7 * 24 * time.Hour
	// touch is how seldom the time of the last page is written down.
	touch = time.Minute
)

// Session is a visitor of the portal, logged in or not.
type Session struct {
	// ID is the hash of the cookie's token. It identifies the session within the database and owns a visitor's drafts.
	ID string
	// Person is who logged in; empty for a visitor without login.
	Person identity.PersonID
	// Officer says that the login was to the desk.
	Officer bool
	// For is the organisation that the person acts for; empty for themself.
	For       identity.OrgID
	Assurance identity.Assurance
	// Case is the anonymous case that a follow code opened; empty for none.
	Case string
	// Follows says that the code was one to follow somebody else's report by.
	Follows bool
	Created time.Time
	Seen    time.Time
	Expires time.Time
}

// Login is what a login provider found out.
type Login struct {
	Person    identity.PersonID
	Officer   bool
	Assurance identity.Assurance
}

// Store keeps sessions. Safe for concurrent use.
type Store struct {
	db    *dbx.DB
	clock func() time.Time
	idle  time.Duration
}

// NewStore makes a store whose logins end after idle without a page.
func NewStore(db *dbx.DB, clock func() time.Time, idle time.Duration) *Store {
	return &Store{db: db, clock: clock, idle: idle}
}

// Open begins a session without login and returns its token, which goes into the cookie and nowhere else.
func (s *Store) Open(ctx context.Context) (*Session, string, error) {
	return s.insert(ctx, Session{}, visitor)
}

// LogIn begins a session for the person, and ends the session that they had before, so that a token from before the login is worth nothing after.
// It returns the old session's id too, for what belonged to the visitor, such as a begun form.
func (s *Store) LogIn(ctx context.Context, before *Session, l Login) (*Session, string, error) {
	if before != nil {
		if err := s.End(ctx, before); err != nil {
			return nil, "", err
		}
	}
	return s.insert(ctx, Session{Person: l.Person, Officer: l.Officer, Assurance: l.Assurance}, s.idle)
}

func (s *Store) insert(ctx context.Context, n Session, life time.Duration) (*Session, string, error) {
	raw := make([]byte, 32)
	rand.Read(raw)
	token := base64.RawURLEncoding.EncodeToString(raw)
	now := dbx.Instant(s.clock())
	n.ID, n.Created, n.Seen, n.Expires = idOf(token), now, now, now.Add(life)
	err := s.db.Write(ctx, func(tx *dbx.Tx) error {
		_, err := tx.Exec(ctx, `
			INSERT INTO session (id, person, officer, acts_for, assurance, case_id, follows, created, seen, expires)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
			n.ID, string(n.Person), n.Officer, string(n.For), int(n.Assurance), n.Case, n.Follows, n.Created, n.Seen, n.Expires)
		return err
	})
	if err != nil {
		return nil, "", fmt.Errorf("open session: %w", err)
	}
	return &n, token, nil
}

// Get returns the session of a token, which keeps it alive. It returns fault.NotFound for a token that is unknown or has ended.
func (s *Store) Get(ctx context.Context, token string) (*Session, error) {
	n, err := s.Peek(ctx, token)
	if err != nil {
		return nil, err
	}
	if now := s.clock(); now.Sub(n.Seen) >= touch {
		return n, s.see(ctx, n, now)
	}
	return n, nil
}

// Peek is Get without keeping the session alive: for what goes on by itself, such as a page that is followed live.
func (s *Store) Peek(ctx context.Context, token string) (*Session, error) {
	var n Session
	err := s.db.QueryRow(ctx, `
		SELECT id, person, officer, acts_for, assurance, case_id, follows, `+dbx.Instants("created", "seen", "expires")+` FROM session WHERE id = $1`,
		idOf(token)).Scan(&n.ID, &n.Person, &n.Officer, &n.For, &n.Assurance, &n.Case, &n.Follows, &n.Created, &n.Seen, &n.Expires)
	switch {
	case errors.Is(err, dbx.ErrNoRows) || (err == nil && !n.Expires.After(s.clock())):
		return nil, fault.New(fault.NotFound, "portal.error.session")
	case err != nil:
		return nil, fmt.Errorf("get session: %w", err)
	}
	return &n, nil
}

// see moves the end of an idle session forward.
func (s *Store) see(ctx context.Context, n *Session, now time.Time) error {
	n.Seen, n.Expires = now, now.Add(visitor)
	if n.Person != "" {
		n.Expires = now.Add(s.idle)
		if last := n.Created.Add(longest); n.Expires.After(last) {
			n.Expires = last
		}
	}
	return s.update(ctx, `UPDATE session SET seen = $2, expires = $3 WHERE id = $1`, n.ID, n.Seen, n.Expires)
}

// ActFor has the session act for an organisation; empty for the person themself. The caller has checked the right to it.
func (s *Store) ActFor(ctx context.Context, n *Session, org identity.OrgID) error {
	n.For = org
	return s.update(ctx, `UPDATE session SET acts_for = $2 WHERE id = $1`, n.ID, string(org))
}

// Follow lets the session read the case whose code was given; follows says that it was a code to follow somebody else's report by.
func (s *Store) Follow(ctx context.Context, n *Session, caseID string, follows bool) error {
	n.Case, n.Follows = caseID, follows
	return s.update(ctx, `UPDATE session SET case_id = $2, follows = $3 WHERE id = $1`, n.ID, caseID, follows)
}

// End ends a session: its token is worth nothing from now on.
func (s *Store) End(ctx context.Context, n *Session) error {
	return s.update(ctx, `DELETE FROM session WHERE id = $1`, n.ID)
}

// Sweep removes the sessions that have ended and tells how many they were.
func (s *Store) Sweep(ctx context.Context) (int64, error) {
	var removed int64
	err := s.db.Write(ctx, func(tx *dbx.Tx) (err error) {
		removed, err = tx.Exec(ctx, `DELETE FROM session WHERE expires <= $1`, s.clock())
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("sweep sessions: %w", err)
	}
	return removed, nil
}

func (s *Store) update(ctx context.Context, query string, args ...any) error {
	err := s.db.Write(ctx, func(tx *dbx.Tx) error {
		_, err := tx.Exec(ctx, query, args...)
		return err
	})
	if err != nil {
		return fmt.Errorf("update session: %w", err)
	}
	return nil
}

// idOf is what a token is known by in the database.
func idOf(token string) string {
	sum := sha256.Sum256([]byte(token))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}
