package sqlstore

import (
	"context"
	"fmt"
	"time"

	"forvag/internal/casework"
	"forvag/internal/civil"
	"forvag/internal/dbx"
	"forvag/internal/fault"
	"forvag/internal/identity"
	"forvag/internal/outbox"
	"forvag/notify"
)

const deliveryColumns = `d.id, d.person, d.case_id, d.number, d.matter, d.channel, d.address, d.name, d.step, d.state, d.made, d.due, d.sent_at, d.delivered_at, d.opened_at,
	d.ended_at, d.evidence, d.reason, d.test, d.title, d.body, d.texts, d.board, (SELECT count(*) FROM notify_delivery_notice x WHERE x.delivery = d.id)`

func scanDelivery(row dbx.Scanner) (d notify.Delivery, err error) {
	err = row.Scan(&d.ID, &d.Person, &d.Case, &d.Number, &d.Matter, &d.Channel, &d.Address, &d.Name, &d.Step, &d.State, &d.Made, &d.Due,
		dbx.OrZero(&d.Sent), dbx.OrZero(&d.Delivered), dbx.OrZero(&d.Opened), dbx.OrZero(&d.Ended), &d.Evidence, &d.Reason, &d.Test, &d.Title, &d.Text, &d.Texts, &d.Board, &d.Notices)
	return d, err
}

func delivery(ctx context.Context, tx *dbx.Tx, id, lock string) (notify.Delivery, error) {
	d, err := scanDelivery(tx.QueryRow(ctx, `SELECT `+deliveryColumns+` FROM notify_delivery d WHERE d.id = $1`+lock, id))
	return d, missing(err)
}

// Begin implements notify.Store.
func (s *Store) Begin(ctx context.Context, id string, now time.Time) (d notify.Delivery, notices []notify.Notice, again bool, wait time.Time, err error) {
	err = s.write(ctx, "begin delivery", func(tx *dbx.Tx) error {
		notices, again, wait = nil, false, time.Time{}
		if d, err = delivery(ctx, tx, id, tx.Dialect().ForUpdate()); err != nil {
			return err
		}
		if d.State != notify.StatePlanned && d.State != notify.StateHanding {
			return nil
		}
		if wait, err = before(ctx, tx, d, now); err != nil || !wait.IsZero() {
			return err
		}
		again = d.State == notify.StateHanding
		if notices, err = spoken(ctx, tx, id); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `UPDATE notify_delivery SET state = $2 WHERE id = $1`, id, notify.StateHanding)
		return err
	})
	return d, notices, again, wait, err
}

// turn is how long a delivery waits for one that is being handed over.
const turn = 5 * time.Second

// before is when to look again, since deliveries that are to go first have not gone: when the last of them can. Zero where there are none.
func before(ctx context.Context, tx *dbx.Tx, d notify.Delivery, now time.Time) (wait time.Time, err error) {
	first, err := dbx.All(ctx, tx, dbx.Value[string], `SELECT e.id FROM notify_delivery e WHERE e.case_id = $1 AND e.person = $2 AND e.channel = $3 AND e.address = $4
		AND e.state IN ($5, $6) AND e.due <= $7 AND e.due >= $8 AND (e.made < $9 OR e.made = $9 AND e.id < $10)`,
		d.Case, d.Person, d.Channel, d.Address, notify.StatePlanned, notify.StateHanding, now, now.Add(-patience), d.Made, d.ID)
	if err != nil {
		return wait, err
	}
	for _, id := range first {
		due, held, runs, err := outbox.Next(ctx, tx, sendJob(id, now).Key)
		if err != nil {
			return wait, err
		}
		if held || due.Before(now.Add(turn)) {
			due = now.Add(turn)
		}
		if runs && due.After(wait) {
			wait = due
		}
	}
	return wait, nil
}

// onwards has the next way tried at once for what a delivery that did not arrive spoke of, where it is not read and no other delivery of it has arrived or
// still may. It is in the same transaction as what it follows from, so that neither is there without the other.
func onwards(ctx context.Context, tx *dbx.Tx, delivery string, at time.Time) error {
	notices, err := dbx.All(ctx, tx, dbx.Value[string], `SELECT n.id FROM notify_delivery_notice x JOIN notify_notice n ON n.id = x.notice WHERE x.delivery = $1
		AND n.read_at IS NULL AND NOT EXISTS (SELECT 1 FROM notify_delivery_notice y JOIN notify_delivery d ON d.id = y.delivery WHERE y.notice = n.id AND d.id <> $1
		AND d.state IN ($2, $3, $4, $5, $6, $7, $8)) ORDER BY n.id`,
		delivery, notify.StatePlanned, notify.StateHanding, notify.StateQueued, notify.StatePrinted, notify.StateSent, notify.StateDelivered, notify.StateOpened)
	if err != nil {
		return err
	}
	for _, n := range notices {
		job := outbox.Job{Key: notify.NextTopic + "/" + n + "/after/" + delivery, Topic: notify.NextTopic, Payload: notify.NextJob{Notice: n}, Due: at}
		if err := outbox.Again(ctx, tx, job); err != nil {
			return err
		}
	}
	return nil
}

// End implements notify.Store.
func (s *Store) End(ctx context.Context, id string, f notify.Finish) error {
	return s.write(ctx, "end delivery", func(tx *dbx.Tx) error {
		var sent, arrived, ended *time.Time
		switch f.State {
		case notify.StateSent:
			sent = &f.At
		case notify.StateDelivered:
			sent, arrived = &f.At, &f.At
		case notify.StateFailed, notify.StateSkipped:
			ended = &f.At
		}
		written, err := tx.Exec(ctx, `UPDATE notify_delivery SET state = $2, sent_at = $3, ended_at = $4, evidence = $5, reason = $6, test = $7, title = $8, body = $9,
			texts = $10, delivered_at = $11 WHERE id = $1 AND state = $12`, id, f.State, sent, ended, f.Evidence, f.Reason, f.Test, f.Title, f.Text, f.Texts, arrived, notify.StateHanding)
		lost := f.State == notify.StateFailed || f.State == notify.StateSkipped && f.Reason == notify.ReasonAddress
		if err != nil || written == 0 || !lost {
			return err
		}
		return onwards(ctx, tx, id, f.At)
	})
}

// Report implements notify.Store.
func (s *Store) Report(ctx context.Context, r notify.Report) error {
	return s.write(ctx, "report delivery", func(tx *dbx.Tx) error {
		d, err := delivery(ctx, tx, r.Delivery, tx.Dialect().ForUpdate())
		if err != nil {
			return err
		}
		at := r.At
		switch {
		case d.State == notify.StateHanding: // what becomes of it is not written yet
			return fault.New(fault.Stale, "notify.not_stuck")
		case r.State == notify.StateDelivered && (d.State == notify.StateSent || d.State == notify.StateFailed && d.Reason == notify.ReasonUnsure):
			_, err = tx.Exec(ctx, `UPDATE notify_delivery SET state = $2, delivered_at = $3, evidence = $4, reason = '', ended_at = NULL WHERE id = $1`, d.ID, r.State, at, r.Evidence)
		case r.State == notify.StateOpened && (d.State == notify.StateSent || d.State == notify.StateDelivered):
			_, err = tx.Exec(ctx, `UPDATE notify_delivery SET state = $2, opened_at = $3 WHERE id = $1`, d.ID, r.State, at)
		case r.State == notify.StateFailed && d.State == notify.StateSent:
			if _, err = tx.Exec(ctx, `UPDATE notify_delivery SET state = $2, ended_at = $3, reason = $4 WHERE id = $1`, d.ID, r.State, at, r.Evidence); err == nil {
				err = onwards(ctx, tx, d.ID, at)
			}
		}
		return err
	})
}

// OfCase implements notify.Store.
func (s *Store) OfCase(ctx context.Context, id casework.CaseID, person identity.PersonID) ([]notify.Delivery, error) {
	return s.deliveries(ctx, `WHERE d.case_id = $1 AND (d.person = $2 OR $2 = '') ORDER BY d.made, d.id`, id, person)
}

// Stuck implements notify.Store.
func (s *Store) Stuck(ctx context.Context, before time.Time, posted civil.Date, p notify.Page) ([]notify.Delivery, error) {
	day := time.Date(posted.Year(), posted.Month(), posted.Day(), 0, 0, 0, 0, civil.Zone()).UTC()
	return s.page(ctx, p, `(d.state IN ($1, $2) OR d.state IN ($3, $4) AND d.due < $5 OR d.state IN ($6, $7) AND d.due < $8)`,
		notify.StateFailed, notify.StateUnreached, notify.StatePlanned, notify.StateHanding, before, notify.StateQueued, notify.StatePrinted, day)
}

// Latest implements notify.Store.
func (s *Store) Latest(ctx context.Context, p notify.Page) ([]notify.Delivery, error) {
	return s.page(ctx, p, `TRUE`)
}

// page lists those of which a condition, with its arguments, is true.
func (s *Store) page(ctx context.Context, p notify.Page, where string, args ...any) ([]notify.Delivery, error) {
	if len(p.Boards) == 0 {
		return nil, nil
	}
	where = `WHERE ` + where + ` AND d.board IN (` + dbx.List(len(args)+1, len(p.Boards)) + `)`
	for _, b := range p.Boards {
		args = append(args, b)
	}
	if p.After.ID != "" {
		where += fmt.Sprintf(` AND (d.made < $%[1]d OR d.made = $%[1]d AND d.id < $%[2]d)`, len(args)+1, len(args)+2)
		args = append(args, p.After.Made, p.After.ID)
	}
	return s.deliveries(ctx, where+fmt.Sprintf(` ORDER BY d.made DESC, d.id DESC LIMIT $%d`, len(args)+1), append(args, p.Limit)...)
}

func (s *Store) deliveries(ctx context.Context, where string, args ...any) (all []notify.Delivery, err error) {
	err = s.db.Read(ctx, func(tx *dbx.Tx) error {
		all, err = dbx.All(ctx, tx, scanDelivery, `SELECT `+deliveryColumns+` FROM notify_delivery d `+where, args...)
		return err
	})
	return all, err
}

// Delivery implements notify.Store.
func (s *Store) Delivery(ctx context.Context, id string) (d notify.Delivery, err error) {
	err = s.db.Read(ctx, func(tx *dbx.Tx) error {
		d, err = delivery(ctx, tx, id, "")
		return err
	})
	return d, err
}

// patience is how long after it was due a delivery is no longer expected to go by itself: those after it wait for it no longer, and a person must
// look.
const patience = 24 * time.Hour

// stuck returns a delivery that failed, one that there is no way for, or one that should have gone long ago.
func stuck(ctx context.Context, tx *dbx.Tx, id string, at time.Time) (notify.Delivery, error) {
	d, err := delivery(ctx, tx, id, tx.Dialect().ForUpdate())
	waits := d.State == notify.StatePlanned || d.State == notify.StateHanding
	if err == nil && d.State != notify.StateFailed && d.State != notify.StateUnreached && !(waits && d.Due.Before(at.Add(-patience))) {
		err = fault.New(fault.Illegal, "notify.not_stuck")
	}
	return d, err
}

// Again implements notify.Store.
func (s *Store) Again(ctx context.Context, id string, at time.Time) error {
	return s.write(ctx, "send again", func(tx *dbx.Tx) error {
		d, err := stuck(ctx, tx, id, at)
		if err != nil {
			return err
		}
		if d.State == notify.StateUnreached { // there is nowhere to send it to
			return fault.New(fault.Illegal, "notify.not_stuck")
		}
		if _, err := tx.Exec(ctx, `UPDATE notify_delivery SET state = $2, due = $3, ended_at = NULL, reason = '' WHERE id = $1`, id, notify.StatePlanned, at); err != nil {
			return err
		}
		return outbox.Again(ctx, tx, sendJob(id, at))
	})
}

// GiveUp implements notify.Store.
func (s *Store) GiveUp(ctx context.Context, id, reason string, at time.Time) error {
	return s.write(ctx, "give delivery up", func(tx *dbx.Tx) error {
		d, err := stuck(ctx, tx, id, at)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE notify_delivery SET state = $2, ended_at = $3, reason = $4 WHERE id = $1`, id, notify.StateSkipped, at, reason); err != nil || d.State == notify.StateUnreached {
			return err
		}
		return outbox.Again(ctx, tx, sendJob(id, at)) // finds it ended, and is done
	})
}
