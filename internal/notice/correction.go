package notice

import (
	"context"
	"fmt"
	"strings"

	"forvag/internal/civil"
	"forvag/internal/dbx"
	"forvag/internal/fault"
	"forvag/internal/identity"
)

// Correction (rättelse) is that a notice's words were mended while it stood. That it was done, and what was wrong, stands on the board with them.
type Correction struct {
	// On is the day, and By the officer; empty where it was the program.
	On civil.Date
	By identity.PersonID
	// What says what was wrong, to everybody.
	What string
	// Words are what stood there before, for officers; zero where it may not be kept.
	Words
}

// Words are what a notice says in its board's own words.
type Words struct{ Title, Text, Link string }

// Words are the notice's.
func (n *Notice) Words() Words { return Words{n.Title, n.Text, n.Link} }

// Correct gives a notice that stands on the board on a day other words, and says beside them what was wrong. after is how many corrections the officer has
// seen: where another came between, it is fault.Stale; the same correction again changes nothing. fault.Illegal where the notice stands no longer, and
// fault.Invalid for words that cannot stand there.
func (s *Store) Correct(ctx context.Context, id string, after int, to Words, c Correction) error {
	switch err := Check(to.Title, to.Text, to.Link); {
	case err != nil:
		return err
	case strings.TrimSpace(c.What) == "" || len(c.What) > MaxText || strings.ContainsRune(c.What, 0):
		return fault.New(fault.Invalid, "notice.what")
	}
	n, err := s.Find(ctx, id)
	switch {
	case err != nil:
		return err
	case len(n.Corrections) == after+1 && n.Words() == to && n.Corrections[after].What == c.What:
		return nil
	case c.On.After(n.Until):
		return fault.New(fault.Illegal, "notice.not_up")
	case len(n.Corrections) != after:
		return fault.New(fault.Stale, "notice.corrected_meanwhile")
	}
	return s.db.Write(ctx, func(tx *dbx.Tx) error { return correct(ctx, tx, &n, to, c) })
}

// Conceal takes away what a notice says, under a title that tells nothing, with what as the reason, where it may not be told any longer (OSL). Its earlier
// corrections say what too: in an officer's own words of the mistake the secret may stand as well. One that a time for appeal counts from stands on (KL
// 8:12); another is taken down. A key that no notice has, and one that is concealed already, change nothing.
func (s *Store) Conceal(ctx context.Context, key, title, what string, on civil.Date) error {
	return s.db.Write(ctx, func(tx *dbx.Tx) error {
		found, err := dbx.All(ctx, tx, scan, `SELECT `+columns+` FROM notices WHERE key = $1`, key)
		if err != nil || len(found) == 0 {
			return err
		}
		n, to := &found[0], Words{Title: title}
		if _, err := tx.Exec(ctx, `UPDATE notice_corrections SET what = $2, title = '', body = '', link = '' WHERE notice = $1`, n.ID, what); err != nil {
			return fmt.Errorf("conceal notice: %w", err)
		}
		if !n.Kind.Stays() && !on.After(n.Until) {
			if _, err := tx.Exec(ctx, `UPDATE notices SET until = $2 WHERE id = $1`, n.ID, on.AddDays(-1)); err != nil {
				return fmt.Errorf("conceal notice: %w", err)
			}
		}
		if n.Words() == to {
			return nil
		}
		before, err := corrections(ctx, tx, `WHERE n.id = $1`, n.ID)
		if err != nil {
			return err
		}
		n.Corrections = before[n.ID]
		n.Title, n.Text, n.Link = "", "", ""
		return correct(ctx, tx, n, to, Correction{On: on, What: what})
	})
}

// correct gives the notice its new words, and keeps those that it has in a correction. Of two at once the later is fault.Stale.
func correct(ctx context.Context, tx *dbx.Tx, n *Notice, to Words, c Correction) error {
	made, err := tx.Exec(ctx, `INSERT INTO notice_corrections (notice, number, day, by_whom, what, title, body, link) VALUES (`+dbx.List(1, 8)+`)
		ON CONFLICT DO NOTHING`, n.ID, len(n.Corrections)+1, c.On, c.By, c.What, n.Title, n.Text, n.Link)
	if err == nil && made == 0 {
		return fault.New(fault.Stale, "notice.corrected_meanwhile")
	}
	if err == nil {
		_, err = tx.Exec(ctx, `UPDATE notices SET title = $2, body = $3, link = $4 WHERE id = $1`, n.ID, to.Title, to.Text, to.Link)
	}
	if err != nil {
		return fmt.Errorf("correct notice: %w", err)
	}
	return nil
}

// corrections are those of the notices n that a condition names, by notice, the oldest first.
func corrections(ctx context.Context, tx *dbx.Tx, where string, args ...any) (map[string][]Correction, error) {
	type row struct {
		notice string
		Correction
	}
	rows, err := dbx.All(ctx, tx, func(s dbx.Scanner) (r row, err error) {
		err = s.Scan(&r.notice, &r.On, &r.By, &r.What, &r.Title, &r.Text, &r.Link)
		return r, err
	}, `SELECT c.notice, c.day, c.by_whom, c.what, c.title, c.body, c.link FROM notice_corrections c JOIN notices n ON n.id = c.notice `+where+`
		ORDER BY c.notice, c.number`, args...)
	by := map[string][]Correction{}
	for _, r := range rows {
		by[r.notice] = append(by[r.notice], r.Correction)
	}
	return by, err
}
