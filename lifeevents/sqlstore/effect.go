package sqlstore

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"time"

	"forvag/internal/dbx"
	"forvag/internal/identity"
	"forvag/internal/outbox"
	"forvag/lifeevents"
)

const columns = `id, rule, hash, subject, receiver, period, ground, event, permit, made, why,
	kind, state, reason, until, later, seen, answered, reminded, turn, asked, draft, case_id, closed_by, note, since, others, urged`

func scan(row dbx.Scanner) (r lifeevents.Record, err error) {
	var asked, why, others string
	err = row.Scan(&r.ID, &r.Rule, &r.Hash, &r.Subject, &r.Receiver, &r.Period, &r.Ground, &r.Event, &r.Permit, &r.Made, &why,
		&r.Kind, &r.State, &r.Reason, &r.Until, &r.Later, dbx.OrZero(&r.Seen), dbx.OrZero(&r.Answered), &r.Reminded, &r.Turn, &asked, &r.Draft, &r.Case, &r.By, &r.Note, &r.Since, &others, &r.Urged)
	if err != nil {
		return r, err
	}
	if others != "" {
		err = json.Unmarshal([]byte(others), &r.Others)
	}
	return r, errors.Join(err, json.Unmarshal([]byte(asked), &r.Asked), json.Unmarshal([]byte(why), &r.Why))
}

// lived are a life's columns, in the order of columns.
func lived(l lifeevents.Life) ([]any, error) {
	if l.Asked == nil {
		l.Asked = map[string][]string{}
	}
	asked, err := json.Marshal(l.Asked)
	others := []byte(nil)
	if l.Others != nil {
		others, _ = json.Marshal(l.Others) // ids alone
	}
	return []any{l.Kind, l.State, l.Reason, l.Until, l.Later, dbx.OrNull(l.Seen), dbx.OrNull(l.Answered), l.Reminded, l.Turn, string(asked), l.Draft, l.Case, l.By, l.Note, l.Since, string(others), l.Urged}, err
}

// insert makes an effect; false where its key is there.
func insert(ctx context.Context, tx *dbx.Tx, r lifeevents.Record) (fresh bool, err error) {
	why, err := json.Marshal(r.Why)
	if err != nil {
		return false, err
	}
	life, err := lived(r.Life)
	if err != nil {
		return false, err
	}
	args := append([]any{r.ID, r.Rule, r.Hash, r.Subject, r.Receiver, r.Period, r.Ground, r.Event, r.Permit, r.Made, string(why)}, life...)
	n, err := tx.Exec(ctx, `INSERT INTO life_effects (`+columns+`) VALUES (`+dbx.List(1, len(args))+`) ON CONFLICT (rule, subject, period, receiver) DO NOTHING`, args...)
	return n == 1, err
}

// one reads an effect to change it, and holds it until the transaction ends: dbx.ErrNoRows where there is none.
func one(ctx context.Context, tx *dbx.Tx, where string, args ...any) (lifeevents.Record, error) {
	return scan(tx.QueryRow(ctx, `SELECT `+columns+` FROM life_effects `+where+tx.Dialect().ForUpdate(), args...))
}

// advance lets something happen to an effect that was read by one, and says whether anything changed.
func advance(ctx context.Context, tx *dbx.Tx, r lifeevents.Record, c lifeevents.Change, now time.Time) (bool, error) {
	next, jobs, err := r.After(c, now)
	if err != nil || len(jobs) == 0 && reflect.DeepEqual(next, r.Life) {
		return false, err
	}
	together := r.Together()
	r.Life = next
	if err := write(ctx, tx, &r, jobs, now); err != nil {
		return false, err
	}
	if together || r.Together() {
		err = settle(ctx, tx, r, now)
	}
	return true, err
}

// write keeps an effect's life as it has become, with the work that is left.
func write(ctx context.Context, tx *dbx.Tx, r *lifeevents.Record, jobs []lifeevents.Job, now time.Time) error {
	life, err := lived(r.Life)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE life_effects SET kind = $2, state = $3, reason = $4, until = $5, later = $6, seen = $7, answered = $8, reminded = $9, turn = $10,
		asked = $11, draft = $12, case_id = $13, closed_by = $14, note = $15, since = $16, others = $17, urged = $18 WHERE id = $1`, append([]any{r.ID}, life...)...)
	return errors.Join(err, put(ctx, tx, r, jobs, now))
}

// put puts the work that a change of an effect leaves in the outbox.
func put(ctx context.Context, tx *dbx.Tx, r *lifeevents.Record, jobs []lifeevents.Job, now time.Time) error {
	for _, j := range jobs {
		job := outbox.Job{Key: "life/" + r.ID, Topic: NewsTopic, Payload: News{Effect: r.ID, Receiver: r.Receiver, Reminder: j.N, At: now}, Due: now}
		switch {
		case j.Kind == lifeevents.OpenCase && (r.Turn > 1 || r.Kind == lifeevents.Offer):
			job.Key, job.Topic = fmt.Sprintf("life/%s/case/%d", r.ID, r.Turn), CaseTopic
		case j.Kind == lifeevents.OpenCase:
			job.Topic = CaseTopic
		case j.N > 0:
			job.Key = fmt.Sprintf("life/%s/%d", r.ID, j.N)
		}
		if err := outbox.Put(ctx, tx, job); err != nil {
			return err
		}
	}
	return nil
}

// Change implements lifeevents.Store.
func (s *Store) Change(ctx context.Context, id string, c lifeevents.Change, now time.Time) (changed bool, err error) {
	err = s.db.Write(ctx, func(tx *dbx.Tx) error {
		r, err := one(ctx, tx, `WHERE id = $1`, id)
		if errors.Is(err, dbx.ErrNoRows) {
			return gone()
		}
		if err != nil {
			return err
		}
		changed, err = advance(ctx, tx, r, c, now)
		return err
	})
	return changed, err
}

// changeAll lets the same happen to each effect of a condition, some at a time, and counts those that it changed.
func (s *Store) changeAll(ctx context.Context, c lifeevents.Change, now time.Time, changed *int, where string, args ...any) error {
	var ids []string
	err := s.db.Read(ctx, func(tx *dbx.Tx) (err error) {
		ids, err = dbx.All(ctx, tx, dbx.Value[string], `SELECT id FROM life_effects `+where+` ORDER BY id`, args...)
		return err
	})
	for len(ids) > 0 && err == nil {
		part := ids[:min(batch, len(ids))]
		ids = ids[len(part):]
		n := 0
		err = s.db.Write(ctx, func(tx *dbx.Tx) error {
			n, err = changeEach(ctx, tx, part, c, now)
			return err
		})
		*changed += n
	}
	return err
}

// changeEach lets the same happen to several effects in a transaction, and counts those that it changed.
func changeEach(ctx context.Context, tx *dbx.Tx, ids []string, c lifeevents.Change, now time.Time) (n int, err error) {
	for _, id := range ids {
		r, err := one(ctx, tx, `WHERE id = $1`, id)
		if err != nil {
			return n, err
		}
		changed, err := advance(ctx, tx, r, c, now)
		if err != nil {
			return n, err
		}
		if changed {
			n++
		}
	}
	return n, nil
}

func (s *Store) list(ctx context.Context, where string, args ...any) (all []lifeevents.Record, err error) {
	err = s.db.Read(ctx, func(tx *dbx.Tx) error {
		all, err = dbx.All(ctx, tx, scan, `SELECT `+columns+` FROM life_effects `+where, args...)
		return err
	})
	return all, err
}

// change runs one statement and says whether it changed a row.
func (s *Store) change(ctx context.Context, query string, args ...any) (changed bool, err error) {
	err = s.db.Write(ctx, func(tx *dbx.Tx) error {
		n, err := tx.Exec(ctx, query, args...)
		changed = n > 0
		return err
	})
	return changed, err
}

// theirs lets something happen to one of somebody's; fault.NotFound for one that is not theirs.
func (s *Store) theirs(ctx context.Context, receiver identity.PersonID, id string, c lifeevents.Change, now time.Time) error {
	return s.db.Write(ctx, func(tx *dbx.Tx) error {
		r, err := one(ctx, tx, `WHERE id = $1 AND receiver = $2 AND receiver <> ''`, id, receiver)
		if errors.Is(err, dbx.ErrNoRows) {
			return gone()
		}
		if err != nil {
			return err
		}
		_, err = advance(ctx, tx, r, c, now)
		return err
	})
}
