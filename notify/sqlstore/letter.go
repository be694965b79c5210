package sqlstore

import (
	"context"
	"fmt"
	"time"

	"forvag/internal/civil"
	"forvag/internal/dbx"
	"forvag/internal/fault"
	"forvag/internal/identity"
	"forvag/notify"
)

// Spoken implements notify.Store.
func (s *Store) Spoken(ctx context.Context, delivery string) (all []notify.Notice, err error) {
	err = s.db.Read(ctx, func(tx *dbx.Tx) error {
		all, err = spoken(ctx, tx, delivery)
		return err
	})
	return all, err
}

func spoken(ctx context.Context, tx *dbx.Tx, delivery string) ([]notify.Notice, error) {
	return dbx.All(ctx, tx, scanNotice, `SELECT `+noticeColumns+` FROM notify_delivery_notice x JOIN notify_notice n ON n.id = x.notice
		WHERE x.delivery = $1 ORDER BY n.seq, n.id`, delivery)
}

// Enqueue implements notify.Store.
func (s *Store) Enqueue(ctx context.Context, id string, content []byte, pages int) error {
	return s.write(ctx, "queue letter", func(tx *dbx.Tx) error {
		d, err := delivery(ctx, tx, id, tx.Dialect().ForUpdate())
		if err != nil || d.State != notify.StateHanding {
			return err
		}
		_, err = tx.Exec(ctx, `INSERT INTO notify_letter (delivery, content, pages, batch) VALUES ($1, $2, $3, '')
			ON CONFLICT (delivery) DO UPDATE SET content = excluded.content, pages = excluded.pages, batch = ''`, id, content, pages)
		return err
	})
}

// scanPaper reads the columns of a delivery, and after them those of its letter.
func scanPaper(row dbx.Scanner) (p notify.Paper, err error) {
	p.Delivery, err = scanDelivery(with{row, []any{&p.Pages, &p.Batch}})
	return p, err
}

// scanWhole is scanPaper with the content as well.
func scanWhole(row dbx.Scanner) (p notify.Paper, err error) {
	p.Delivery, err = scanDelivery(with{row, []any{&p.Pages, &p.Batch, &p.Content}})
	return p, err
}

// with is a row with more columns at its end.
type with struct {
	dbx.Scanner
	more []any
}

func (w with) Scan(dest ...any) error { return w.Scanner.Scan(append(dest, w.more...)...) }

const (
	paperColumns = deliveryColumns + `, l.pages, l.batch`
	papers       = ` FROM notify_letter l JOIN notify_delivery d ON d.id = l.delivery `
)

// Queued implements notify.Store.
func (s *Store) Queued(ctx context.Context, boards []identity.BoardID, limit int) (all []notify.Paper, err error) {
	if len(boards) == 0 {
		return nil, nil
	}
	args := []any{notify.StateQueued, limit}
	for _, b := range boards {
		args = append(args, b)
	}
	err = s.db.Read(ctx, func(tx *dbx.Tx) error {
		all, err = dbx.All(ctx, tx, scanPaper, `SELECT `+paperColumns+papers+`WHERE d.state = $1 AND d.board IN (`+dbx.List(3, len(boards))+`)
			ORDER BY d.made, d.id LIMIT $2`, args...)
		return err
	})
	return all, err
}

// Print implements notify.Store.
func (s *Store) Print(ctx context.Context, b notify.Batch, deliveries []string) (n int, err error) {
	err = s.write(ctx, "print letters", func(tx *dbx.Tx) error {
		n = 0
		added, err := tx.Exec(ctx, `INSERT INTO notify_batch (id, made_by, made_at, posted_by) VALUES ($1, $2, $3, '') ON CONFLICT DO NOTHING`, b.ID, b.By, b.Made)
		if err != nil || added == 0 {
			return err
		}
		for _, id := range deliveries {
			taken, err := tx.Exec(ctx, `UPDATE notify_delivery SET state = $2 WHERE id = $1 AND state = $3`, id, notify.StatePrinted, notify.StateQueued)
			if err != nil {
				return err
			}
			if taken == 0 {
				continue
			}
			n++
			if _, err := tx.Exec(ctx, `UPDATE notify_letter SET batch = $2 WHERE delivery = $1`, id, b.ID); err != nil {
				return err
			}
		}
		if n == 0 {
			_, err = tx.Exec(ctx, `DELETE FROM notify_batch WHERE id = $1`, b.ID)
		}
		return err
	})
	return n, err
}

func scanBatch(row dbx.Scanner) (b notify.Batch, err error) {
	err = row.Scan(&b.ID, &b.By, &b.Made, &b.Posted, &b.PostedBy)
	return b, err
}

const batchColumns = `b.id, b.made_by, b.made_at, b.posted_on, b.posted_by`

// Batch implements notify.Store.
func (s *Store) Batch(ctx context.Context, id string) (b notify.Batch, err error) {
	err = s.db.Read(ctx, func(tx *dbx.Tx) error {
		if b, err = batch(ctx, tx, id, ""); err != nil {
			return err
		}
		b.Papers, err = dbx.All(ctx, tx, scanWhole, `SELECT `+paperColumns+`, l.content`+papers+`WHERE l.batch = $1 ORDER BY d.made, d.id`, id)
		return err
	})
	return b, err
}

func batch(ctx context.Context, tx *dbx.Tx, id, lock string) (notify.Batch, error) {
	b, err := scanBatch(tx.QueryRow(ctx, `SELECT `+batchColumns+` FROM notify_batch b WHERE b.id = $1`+lock, id))
	return b, missing(err)
}

// Batches implements notify.Store.
func (s *Store) Batches(ctx context.Context, boards []identity.BoardID, posted bool, limit int) (all []notify.Batch, err error) {
	if len(boards) == 0 {
		return nil, nil
	}
	is := `IS NULL`
	if posted {
		is = `IS NOT NULL`
	}
	args := []any{limit}
	for _, b := range boards {
		args = append(args, b)
	}
	err = s.db.Read(ctx, func(tx *dbx.Tx) error {
		all, err = dbx.All(ctx, tx, scanBatch, `SELECT `+batchColumns+` FROM notify_batch b WHERE b.posted_on `+is+` AND EXISTS (SELECT 1`+papers+`
			WHERE l.batch = b.id AND d.board IN (`+dbx.List(2, len(boards))+`)) ORDER BY b.made_at DESC, b.id DESC LIMIT $1`, args...)
		for i := range all {
			if err == nil {
				all[i].Papers, err = dbx.All(ctx, tx, scanPaper, `SELECT `+paperColumns+papers+`WHERE l.batch = $1 ORDER BY d.made, d.id`,
					all[i].ID)
			}
		}
		return err
	})
	return all, err
}

// inBatch changes a batch that is posted or not, as said; fault.Illegal for another.
func (s *Store) inBatch(ctx context.Context, what, id string, posted bool, fn func(*dbx.Tx) error) error {
	return s.write(ctx, what, func(tx *dbx.Tx) error {
		b, err := batch(ctx, tx, id, tx.Dialect().ForUpdate())
		if err != nil {
			return err
		}
		if b.Posted.IsZero() == posted {
			return fault.New(fault.Illegal, "letters.changed_meanwhile")
		}
		return fn(tx)
	})
}

const ofBatch = ` AND id IN (SELECT delivery FROM notify_letter WHERE batch = $1)`

// Unprint implements notify.Store.
func (s *Store) Unprint(ctx context.Context, id string) error {
	return s.inBatch(ctx, "put letters back", id, false, func(tx *dbx.Tx) error {
		for _, query := range []string{
			`UPDATE notify_delivery SET state = '` + string(notify.StateQueued) + `' WHERE state = '` + string(notify.StatePrinted) + `'` + ofBatch,
			`UPDATE notify_letter SET batch = '' WHERE batch = $1`,
			`DELETE FROM notify_batch WHERE id = $1`,
		} {
			if _, err := tx.Exec(ctx, query, id); err != nil {
				return err
			}
		}
		return nil
	})
}

// Post implements notify.Store.
func (s *Store) Post(ctx context.Context, id string, on civil.Date, by identity.PersonID) error {
	sent := time.Date(on.Year(), on.Month(), on.Day(), 12, 0, 0, 0, civil.Zone()).UTC()
	return s.inBatch(ctx, "post letters", id, false, func(tx *dbx.Tx) error {
		posted, err := tx.Exec(ctx, `UPDATE notify_delivery SET state = $2, sent_at = $3, evidence = $4 WHERE state = $5`+ofBatch, id, notify.StateSent, sent,
			fmt.Sprintf("posted %s", on), notify.StatePrinted)
		if err != nil {
			return err
		}
		if posted == 0 {
			return fault.New(fault.NotFound, "access.not_found")
		}
		_, err = tx.Exec(ctx, `UPDATE notify_batch SET posted_on = $2, posted_by = $3 WHERE id = $1`, id, on, by)
		return err
	})
}

// Unpost implements notify.Store.
func (s *Store) Unpost(ctx context.Context, id string) error {
	return s.inBatch(ctx, "take back that letters were posted", id, true, func(tx *dbx.Tx) error {
		if _, err := tx.Exec(ctx, `UPDATE notify_delivery SET state = $2, sent_at = NULL, evidence = '' WHERE state = $3`+ofBatch, id, notify.StatePrinted,
			notify.StateSent); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `UPDATE notify_batch SET posted_on = NULL, posted_by = '' WHERE id = $1`, id)
		return err
	})
}

// Drop implements notify.Store.
func (s *Store) Drop(ctx context.Context, id, reason string, at time.Time) error {
	return s.write(ctx, "drop letter", func(tx *dbx.Tx) error {
		n, err := tx.Exec(ctx, `UPDATE notify_delivery SET state = $2, reason = $3, ended_at = $4 WHERE id = $1 AND state = $5`, id, notify.StateSkipped, reason, at,
			notify.StateQueued)
		switch {
		case err != nil:
			return err
		case n == 0:
			return fault.New(fault.Illegal, "notify.not_stuck")
		case reason == notify.ReasonAddress:
			return onwards(ctx, tx, id, at)
		default:
			return nil
		}
	})
}
