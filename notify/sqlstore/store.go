// Package sqlstore keeps notices, deliveries and preferences in the database, on SQLite and on PostgreSQL.
package sqlstore

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"strings"
	"time"

	"forvag/internal/casework"
	"forvag/internal/dbx"
	"forvag/internal/fault"
	"forvag/internal/identity"
	"forvag/internal/outbox"
	"forvag/notify"
)

//go:embed migrations
var migrations embed.FS

// Module is the package's tables. They need those of package outbox beside them.
var Module = dbx.Embedded("notify", migrations)

// Store implements notify.Store. Safe for concurrent use.
type Store struct{ db *dbx.DB }

// New returns a store on a database that has the Module's tables.
func New(db *dbx.DB) *Store { return &Store{db} }

var _ notify.Store = (*Store)(nil)

// missing turns an empty result into fault.NotFound.
func missing(err error) error {
	if errors.Is(err, dbx.ErrNoRows) {
		return fault.New(fault.NotFound, "access.not_found")
	}
	return err
}

const noticeColumns = `n.id, n.person, n.party, n.case_id, n.number, n.event_id, n.seq, n.matter, n.at, n.read_at, n.board`

func scanNotice(row dbx.Scanner) (n notify.Notice, err error) {
	err = row.Scan(&n.ID, &n.Person, &n.Party, &n.Case, &n.Number, &n.Event, &n.Seq, &n.Matter, &n.At, dbx.OrZero(&n.Read), &n.Board)
	return n, err
}

// Add implements notify.Store.
func (s *Store) Add(ctx context.Context, n notify.Notice, plan func([]notify.Earlier) notify.Step) error {
	return s.write(ctx, "add notice", func(tx *dbx.Tx) error {
		added, err := tx.Exec(ctx, `INSERT INTO notify_notice (id, person, party, case_id, number, event_id, seq, matter, at, read_at, board)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (event_id, person, matter) DO NOTHING`,
			n.ID, n.Person, n.Party, n.Case, n.Number, n.Event, n.Seq, n.Matter, n.At, dbx.OrNull(n.Read), n.Board)
		if err != nil || added == 0 {
			return err
		}
		earlier, err := earlier(ctx, tx, n)
		if err != nil {
			return err
		}
		return step(ctx, tx, n, 0, n.At, plan(earlier))
	})
}

// Further implements notify.Store.
func (s *Store) Further(ctx context.Context, id string, at time.Time, plan func([]notify.Channel, []notify.Earlier) notify.Step) error {
	return s.write(ctx, "plan further", func(tx *dbx.Tx) error {
		n, err := notice(ctx, tx, id)
		if err != nil {
			return err
		}
		tried, err := dbx.All(ctx, tx, dbx.Value[notify.Channel], `SELECT DISTINCT d.channel FROM notify_delivery_notice x
			JOIN notify_delivery d ON d.id = x.delivery WHERE x.notice = $1`, id)
		if err != nil {
			return err
		}
		earlier, err := earlier(ctx, tx, n)
		if err != nil {
			return err
		}
		return step(ctx, tx, n, len(tried), at, plan(tried, earlier))
	})
}

// recent is how many earlier deliveries a plan is told of.
const recent = 50

func earlier(ctx context.Context, tx *dbx.Tx, n notify.Notice) ([]notify.Earlier, error) {
	return dbx.All(ctx, tx, func(row dbx.Scanner) (e notify.Earlier, err error) {
		err = row.Scan(&e.ID, &e.Channel, &e.Address, &e.Matter, &e.State, dbx.OrZero(&e.Sent))
		return e, err
	}, `SELECT id, channel, address, matter, state, sent_at FROM notify_delivery WHERE case_id = $1 AND person = $2 ORDER BY made DESC, id DESC LIMIT $3`,
		n.Case, n.Person, recent)
}

// step writes what a step plans.
func step(ctx context.Context, tx *dbx.Tx, n notify.Notice, number int, at time.Time, s notify.Step) error {
	for _, p := range s.Planned {
		if p.Join != "" {
			joined, err := join(ctx, tx, p.Join, n.ID)
			if err != nil {
				return err
			}
			if joined {
				continue
			}
			p.Due = at // it went meanwhile
		}
		if err := deliver(ctx, tx, n, number, at, p); err != nil {
			return err
		}
	}
	if s.Nobody {
		return unreached(ctx, tx, n, number, at)
	}
	if s.Next.IsZero() {
		return nil
	}
	return outbox.Put(ctx, tx, outbox.Job{Key: fmt.Sprintf("%s/%s/%d", notify.NextTopic, n.ID, number), Topic: notify.NextTopic,
		Payload: notify.NextJob{Notice: n.ID}, Due: s.Next})
}

// join has a delivery that waits speak of a notice too; false where it waits no longer.
func join(ctx context.Context, tx *dbx.Tx, delivery, notice string) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE notify_delivery SET matter = $1 WHERE id = $2 AND state = $3`, notify.Several, delivery, notify.StatePlanned)
	if err != nil || n == 0 {
		return false, err
	}
	return true, link(ctx, tx, delivery, notice)
}

func link(ctx context.Context, tx *dbx.Tx, delivery, notice string) error {
	_, err := tx.Exec(ctx, `INSERT INTO notify_delivery_notice (delivery, notice) VALUES ($1, $2) ON CONFLICT DO NOTHING`, delivery, notice)
	return err
}

func deliver(ctx context.Context, tx *dbx.Tx, n notify.Notice, number int, at time.Time, p notify.PlannedDelivery) error {
	id := identity.NewID()
	added, err := tx.Exec(ctx, `INSERT INTO notify_delivery (id, key, person, case_id, number, matter, channel, address, name, step, state, made, due, evidence,
		reason, test, title, body, texts, board) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, '', '', $14, '', '', '', $15) ON CONFLICT (key) DO NOTHING`,
		id, fmt.Sprintf("%s/%s/%s", n.ID, p.Channel, p.Address.ID), n.Person, n.Case, n.Number, n.Matter, p.Channel, p.Address.ID, p.Address.Name, number,
		notify.StatePlanned, at, p.Due, false, boardOf(n))
	if err != nil || added == 0 {
		return err
	}
	if err := link(ctx, tx, id, n.ID); err != nil {
		return err
	}
	return outbox.Put(ctx, tx, sendJob(id, p.Due))
}

// unreached writes that a notice has reached nobody, unless one of its deliveries has or still may, has failed and says so itself, or was let go.
func unreached(ctx context.Context, tx *dbx.Tx, n notify.Notice, number int, at time.Time) error {
	_, err := tx.Exec(ctx, `INSERT INTO notify_delivery (id, key, person, case_id, number, matter, channel, address, name, step, state, made, due, ended_at, evidence,
		reason, test, title, body, texts, board) SELECT $1, $2, $3, $4, $5, $6, '', '', '', $7, $8, $9, $9, $9, '', $10, $11, '', '', '', $16 WHERE NOT EXISTS
		(SELECT 1 FROM notify_delivery_notice x JOIN notify_delivery d ON d.id = x.delivery WHERE x.notice = $12 AND (d.state <> $13 OR d.reason NOT IN ($14, $15)))
		ON CONFLICT (key) DO NOTHING`,
		identity.NewID(), n.ID+"/"+string(notify.StateUnreached), n.Person, n.Case, n.Number, n.Matter, number, notify.StateUnreached, at, notify.ReasonNowhere, false,
		n.ID, notify.StateSkipped, notify.ReasonAddress, notify.ReasonOff, boardOf(n))
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO notify_delivery_notice (delivery, notice) SELECT id, $2 FROM notify_delivery WHERE key = $1 ON CONFLICT DO NOTHING`,
		n.ID+"/"+string(notify.StateUnreached), n.ID)
	return err
}

// boardOf is whose matter a notice is of: the rule's that came first, or the case's, whose diary number begins with the board's code, which never changes.
func boardOf(n notify.Notice) identity.BoardID {
	if n.Board != "" {
		return n.Board
	}
	board, _, _ := strings.Cut(n.Number, " ")
	return identity.BoardID(board)
}

func sendJob(delivery string, due time.Time) outbox.Job {
	return outbox.Job{Key: notify.SendTopic + "/" + delivery, Topic: notify.SendTopic, Payload: notify.SendJob{Delivery: delivery}, Due: due}
}

func notice(ctx context.Context, tx *dbx.Tx, id string) (notify.Notice, error) {
	n, err := scanNotice(tx.QueryRow(ctx, `SELECT `+noticeColumns+` FROM notify_notice n WHERE n.id = $1`, id))
	return n, missing(err)
}

// Notice implements notify.Store.
func (s *Store) Notice(ctx context.Context, id string) (n notify.Notice, err error) {
	err = s.db.Read(ctx, func(tx *dbx.Tx) error {
		n, err = notice(ctx, tx, id)
		return err
	})
	return n, err
}

// Read implements notify.Store.
func (s *Store) Read(ctx context.Context, person identity.PersonID, id casework.CaseID, seq int, at time.Time) (n int, err error) {
	err = s.db.Read(ctx, func(tx *dbx.Tx) error { // most often there is nothing new
		return tx.QueryRow(ctx, `SELECT count(*) FROM notify_notice WHERE case_id = $1 AND person = $2 AND seq <= $3 AND read_at IS NULL`, id, person, seq).Scan(&n)
	})
	if err != nil || n == 0 {
		return 0, err
	}
	err = s.write(ctx, "mark notices as read", func(tx *dbx.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE notify_delivery SET opened_at = $4, state = $5 WHERE opened_at IS NULL AND state IN ($6, $7) AND channel <> $8 AND id IN
			(SELECT x.delivery FROM notify_delivery_notice x JOIN notify_notice n ON n.id = x.notice
			WHERE n.case_id = $1 AND n.person = $2 AND n.seq <= $3 AND n.read_at IS NULL)`,
			id, person, seq, at, notify.StateOpened, notify.StateSent, notify.StateDelivered, notify.Mailbox) // which holds all by itself: what is read here was not opened there
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `UPDATE notify_delivery SET state = $4, reason = $5, ended_at = $6 WHERE state IN ($7, $8) AND id IN
			(SELECT x.delivery FROM notify_delivery_notice x JOIN notify_notice n ON n.id = x.notice
			WHERE n.case_id = $1 AND n.person = $2 AND n.seq <= $3 AND n.read_at IS NULL)`,
			id, person, seq, notify.StateSkipped, notify.ReasonSeen, at, notify.StateUnreached, notify.StateQueued)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `UPDATE notify_notice SET read_at = $4 WHERE case_id = $1 AND person = $2 AND seq <= $3 AND read_at IS NULL`, id, person, seq, at)
		return err
	})
	return n, err
}

// Inbox implements notify.Store.
func (s *Store) Inbox(ctx context.Context, person identity.PersonID, before time.Time, limit int) (all []notify.Notice, err error) {
	err = s.db.Read(ctx, func(tx *dbx.Tx) error {
		if before.IsZero() {
			all, err = dbx.All(ctx, tx, scanNotice, `SELECT `+noticeColumns+` FROM notify_notice n WHERE n.person = $1 ORDER BY n.at DESC, n.id DESC LIMIT $2`, person, limit)
			return err
		}
		all, err = dbx.All(ctx, tx, scanNotice, `SELECT `+noticeColumns+` FROM notify_notice n WHERE n.person = $1 AND n.at < $3
			ORDER BY n.at DESC, n.id DESC LIMIT $2`, person, limit, before)
		return err
	})
	return all, err
}

// NoticesOf implements notify.Store.
func (s *Store) NoticesOf(ctx context.Context, id casework.CaseID, person identity.PersonID) (all []notify.Notice, err error) {
	err = s.db.Read(ctx, func(tx *dbx.Tx) error {
		all, err = noticesOf(ctx, tx, id, person)
		return err
	})
	return all, err
}

func noticesOf(ctx context.Context, tx *dbx.Tx, id casework.CaseID, person identity.PersonID) ([]notify.Notice, error) {
	all, err := dbx.All(ctx, tx, scanNotice, `SELECT `+noticeColumns+` FROM notify_notice n WHERE n.case_id = $1 AND (n.person = $2 OR $2 = '') ORDER BY n.at, n.id`,
		id, person)
	if err != nil {
		return nil, err
	}
	told, err := toldOf(ctx, tx, id)
	for i := range all {
		all[i].Reach, all[i].Lost = notify.ReachOf(all[i], told[all[i].ID]), notify.LostOf(told[all[i].ID])
	}
	return all, err
}

// Unreached implements notify.Store. Few cases have a delivery that did not arrive: those alone are looked at.
func (s *Store) Unreached(ctx context.Context, ids []casework.CaseID) (out map[casework.CaseID][]notify.Matter, err error) {
	if len(ids) == 0 {
		return nil, nil
	}
	args := []any{notify.StateFailed, notify.StateUnreached}
	for _, id := range ids {
		args = append(args, id)
	}
	err = s.db.Read(ctx, func(tx *dbx.Tx) error {
		out = map[casework.CaseID][]notify.Matter{}
		lost, err := dbx.All(ctx, tx, dbx.Value[casework.CaseID], `SELECT DISTINCT case_id FROM notify_delivery WHERE state IN ($1, $2)
			AND case_id IN (`+dbx.List(3, len(ids))+`)`, args...)
		if err != nil {
			return err
		}
		for _, id := range lost {
			all, err := noticesOf(ctx, tx, id, "")
			if err != nil {
				return err
			}
			for _, n := range all {
				if n.Reach == notify.ReachNobody {
					out[id] = append(out[id], n.Matter)
				}
			}
		}
		return nil
	})
	return out, err
}

// toldOf are the deliveries in a case by the notices that they speak of, as far as a Reach depends on them, or a Lost tells of them.
func toldOf(ctx context.Context, tx *dbx.Tx, id casework.CaseID) (map[string][]notify.Delivery, error) {
	type row struct {
		notice string
		notify.Delivery
	}
	rows, err := dbx.All(ctx, tx, func(sc dbx.Scanner) (r row, err error) {
		err = sc.Scan(&r.notice, &r.State, &r.Test, &r.Channel, &r.Reason, dbx.OrZero(&r.Ended))
		return r, err
	}, `SELECT x.notice, d.state, d.test, d.channel, d.reason, d.ended_at FROM notify_delivery d JOIN notify_delivery_notice x ON x.delivery = d.id WHERE d.case_id = $1 ORDER BY d.made, d.id`, id)
	told := map[string][]notify.Delivery{}
	for _, r := range rows {
		told[r.notice] = append(told[r.notice], r.Delivery)
	}
	return told, err
}

// Unread implements notify.Store.
func (s *Store) Unread(ctx context.Context, person identity.PersonID) (n int, err error) {
	err = s.db.Read(ctx, func(tx *dbx.Tx) error {
		return tx.QueryRow(ctx, `SELECT count(*) FROM notify_notice WHERE person = $1 AND read_at IS NULL`, person).Scan(&n)
	})
	return n, err
}

// Forget implements notify.Store.
func (s *Store) Forget(ctx context.Context, id casework.CaseID) error {
	return s.write(ctx, "forget case", func(tx *dbx.Tx) error {
		for _, query := range []string{
			`DELETE FROM notify_delivery_notice WHERE notice IN (SELECT id FROM notify_notice WHERE case_id = $1)`,
			`DELETE FROM notify_letter WHERE delivery IN (SELECT id FROM notify_delivery WHERE case_id = $1)`,
			`DELETE FROM notify_delivery WHERE case_id = $1`,
			`DELETE FROM notify_notice WHERE case_id = $1`,
		} {
			if _, err := tx.Exec(ctx, query, id); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *Store) write(ctx context.Context, what string, fn func(*dbx.Tx) error) error {
	if err := s.db.Write(ctx, fn); err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}
