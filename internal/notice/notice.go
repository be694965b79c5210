// Package notice keeps the municipality's notice board (anslagstavla, KL 8:9): what is announced, by which board, since when and until when.
//
// It is a package of its own, since most of what stands on the board, such as when a board meets, belongs to no case. What does belong to one is decided
// there: the case says that a decision was announced, on what day and in what words, and the news of it comes here through the outbox, with the decision as
// its key, so that it may come twice. The day from which the time for appeal counts and the day on the board are therefore the same.
package notice

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"forvag/internal/civil"
	"forvag/internal/dbx"
	"forvag/internal/fault"
	"forvag/internal/identity"
)

//go:embed migrations
var migrations embed.FS

// Module is the package's tables.
var Module = dbx.Embedded("notice", migrations)

// Kind is what is announced (KL 8:10).
type Kind string

// The kinds: that minutes are adjusted (KL 8:12), that a building permit was granted (kungörelse, PBL 9 kap.), that a board or the council meets, and
// what else is to be known.
const (
	Minutes Kind = "minutes"
	Permit  Kind = "permit"
	Meeting Kind = "meeting"
	Other   Kind = "other"
)

// Kinds returns every kind.
func Kinds() []Kind { return []Kind{Minutes, Permit, Meeting, Other} }

// Stays says whether a time for appeal counts from the notice, so that it may not be taken down before it is out (KL 8:12).
func (k Kind) Stays() bool { return k == Minutes || k == Permit }

// Notice is one announcement (anslag).
type Notice struct {
	ID string
	// Key is unique: the same key again is the same notice.
	Key   string
	Kind  Kind
	Board identity.BoardID
	// Title says what it is about and Text more, in Swedish, with no more about a person than must stand there. Link leads to the document; may be empty.
	Title, Text, Link string
	// Number is the case's in the diary; empty for what is no case's.
	Number string
	// Meeting is the day on which the board met or meets, Adjusted the day on which its minutes were adjusted; zero for none.
	Meeting, Adjusted civil.Date
	// Posted is the first day and Until the last on which it stands.
	Posted, Until civil.Date
	// By is the officer.
	By identity.PersonID
	// Corrections are what has been mended in it since, the oldest first.
	Corrections []Correction
}

// AppealTime is how long minutes stand: KL 13:5.
var AppealTime = civil.Period{N: 3, Unit: civil.Weeks}

// The longest texts, in bytes.
const (
	MaxTitle = 400
	MaxText  = 4000
	MaxLink  = 500
)

// Check says what is wrong with a notice's words: fault.Invalid.
func Check(title, text, link string) error {
	switch {
	case strings.TrimSpace(title) == "" || len(title) > MaxTitle:
		return fault.New(fault.Invalid, "notice.title")
	case len(text) > MaxText || strings.ContainsRune(title+text, 0):
		return fault.New(fault.Invalid, "notice.text")
	case link != "" && !strings.HasPrefix(link, "https://") || len(link) > MaxLink || strings.ContainsAny(link, " \t\r\n\x00"):
		return fault.New(fault.Invalid, "notice.link")
	default:
		return nil
	}
}

// check says what is wrong with a notice.
func (n *Notice) check() error {
	switch err := Check(n.Title, n.Text, n.Link); {
	case err != nil:
		return err
	case n.Until.Before(n.Posted) || n.Kind.Stays() && n.Until.Before(civil.Deadline(n.Posted, AppealTime)):
		return fault.New(fault.Invalid, "notice.until")
	default:
		return nil
	}
}

// Store keeps notices. Safe for concurrent use.
type Store struct{ db *dbx.DB }

// NewStore makes a store on a database that has the Module's tables.
func NewStore(db *dbx.DB) *Store { return &Store{db: db} }

const columns = `id, key, kind, board, title, body, link, number, meeting, adjusted, posted, until, by_whom`

func scan(row dbx.Scanner) (n Notice, err error) {
	err = row.Scan(&n.ID, &n.Key, &n.Kind, &n.Board, &n.Title, &n.Text, &n.Link, &n.Number, &n.Meeting, &n.Adjusted, &n.Posted, &n.Until, &n.By)
	return n, err
}

// Post puts a notice up; ID is the store's to make. A key that has been used before changes nothing. fault.Invalid for what cannot stand there.
func (s *Store) Post(ctx context.Context, n Notice) error {
	if err := n.check(); err != nil {
		return err
	}
	n.ID = identity.NewID()
	err := s.db.Write(ctx, func(tx *dbx.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO notices (`+columns+`) VALUES (`+dbx.List(1, 13)+`) ON CONFLICT (key) DO NOTHING`,
			n.ID, n.Key, n.Kind, n.Board, n.Title, n.Text, n.Link, n.Number, n.Meeting, n.Adjusted, n.Posted, n.Until, n.By)
		return err
	})
	if err != nil {
		return fmt.Errorf("post notice: %w", err)
	}
	return nil
}

// On lists what stands on the board on a day, the latest first.
func (s *Store) On(ctx context.Context, day civil.Date) ([]Notice, error) {
	return s.list(ctx, `WHERE posted <= $1 AND until >= $1`, day)
}

// most is how many notices are listed at once; a municipality has some tens at a time.
const most = 500

// All lists what stands on the board and what has stood there, the latest first, 500 at most.
func (s *Store) All(ctx context.Context) ([]Notice, error) { return s.list(ctx, ``) }

func (s *Store) list(ctx context.Context, where string, args ...any) (all []Notice, err error) {
	err = s.db.Read(ctx, func(tx *dbx.Tx) error {
		all, err = dbx.All(ctx, tx, scan, `SELECT `+columns+` FROM notices n `+where+` ORDER BY posted DESC, id DESC LIMIT `+strconv.Itoa(most), args...)
		if err != nil {
			return err
		}
		mended, err := corrections(ctx, tx, where, args...)
		for i := range all {
			all[i].Corrections = mended[all[i].ID]
		}
		return err
	})
	return all, err
}

// Find returns a notice: fault.NotFound where there is none.
func (s *Store) Find(ctx context.Context, id string) (n Notice, err error) {
	err = s.db.Read(ctx, func(tx *dbx.Tx) error {
		if n, err = scan(tx.QueryRow(ctx, `SELECT `+columns+` FROM notices WHERE id = $1`, id)); err != nil {
			return err
		}
		mended, err := corrections(ctx, tx, `WHERE n.id = $1`, id)
		n.Corrections = mended[id]
		return err
	})
	if errors.Is(err, dbx.ErrNoRows) {
		return n, fault.New(fault.NotFound, "access.not_found")
	}
	return n, err
}

// TakeDown ends a notice on a day, which is its first without it. What a time for appeal counts from is fault.Illegal until that is out (KL 8:12).
func (s *Store) TakeDown(ctx context.Context, id string, on civil.Date) error {
	n, err := s.Find(ctx, id)
	if err != nil {
		return err
	}
	if n.Kind.Stays() && !on.After(n.Until) {
		return fault.New(fault.Illegal, "notice.stays", n.Until)
	}
	return s.db.Write(ctx, func(tx *dbx.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE notices SET until = $2 WHERE id = $1 AND until >= $3`, id, on.AddDays(-1), on)
		return err
	})
}

// keptYears is how long a notice is kept for officers after it has been taken down. Who is told that a decision was announced reads it in the case.
const keptYears = 1

// Sweep removes notices that were taken down more than a year before a day, and returns how many.
func (s *Store) Sweep(ctx context.Context, on civil.Date) (n int64, err error) {
	err = s.db.Write(ctx, func(tx *dbx.Tx) error {
		last := on.AddYears(-keptYears)
		if _, err = tx.Exec(ctx, `DELETE FROM notice_corrections WHERE notice IN (SELECT id FROM notices WHERE until < $1)`, last); err != nil {
			return err
		}
		n, err = tx.Exec(ctx, `DELETE FROM notices WHERE until < $1`, last)
		return err
	})
	return n, err
}
