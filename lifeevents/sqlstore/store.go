// Package sqlstore keeps what life events have come to: events, effects with their unique keys, who wants to be left alone, switches and runs.
package sqlstore

import (
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"forvag/internal/civil"
	"forvag/internal/dbx"
	"forvag/internal/fault"
	"forvag/internal/identity"
	"forvag/internal/outbox"
	"forvag/lifeevents"
)

//go:embed migrations
var migrations embed.FS

// Module is the package's tables.
var Module = dbx.Embedded("lifeevents", migrations)

// The topics of work in the outbox.
const (
	// NewsTopic tells that somebody was offered something or is reminded of it; the payload is News.
	NewsTopic = "life.news"
	// CaseTopic asks for an effect's case to be opened; the payload is News without receiver.
	CaseTopic = "life.case"
)

// News is what an effect's work in the outbox says. Who does the work reads the effect for more.
type News struct {
	Effect   string            `json:"effect"`
	Receiver identity.PersonID `json:"receiver,omitempty"`
	// Reminder is which reminder it is, counted from one; zero for the first news.
	Reminder int `json:"reminder,omitempty"`
}

// batch is how many effects one transaction makes at most, so that nobody waits long for the writer.
const batch = 200

// Store keeps them. Safe for concurrent use.
type Store struct{ db *dbx.DB }

// New makes a store on a database that has the Module's tables, and the outbox's.
func New(db *dbx.DB) *Store { return &Store{db: db} }

const columns = `id, rule, hash, kind, subject, receiver, period, ground, until, event, permit, state, reason, made, seen, answered, later, reminded, asked, why,
	draft, case_id`

func scan(row dbx.Scanner) (r lifeevents.Record, err error) {
	var asked, why string
	var seen, answered *time.Time
	err = row.Scan(&r.ID, &r.Rule, &r.Hash, &r.Kind, &r.Subject, &r.Receiver, &r.Period, &r.Ground, &r.Until, &r.Event, &r.Permit, &r.State, &r.Reason,
		&r.Made, &seen, &answered, &r.Later, &r.Reminded, &asked, &why, &r.Draft, &r.Case)
	if err != nil {
		return r, err
	}
	if seen != nil {
		r.Seen = *seen
	}
	if answered != nil {
		r.Answered = *answered
	}
	return r, errors.Join(json.Unmarshal([]byte(asked), &r.Asked), json.Unmarshal([]byte(why), &r.Why))
}

// one is an effect for one receiver, to be made.
type one struct {
	*lifeevents.Effect
	receiver identity.PersonID
}

func (o one) key() string { return string(o.Subject) + "\n" + o.Period + "\n" + string(o.receiver) }

// Apply implements lifeevents.Store.
func (s *Store) Apply(ctx context.Context, r *lifeevents.Rule, effects []lifeevents.Effect, now time.Time) (made, reopened int, err error) {
	settled, err := s.settled(ctx, r.ID, len(effects))
	if err != nil {
		return 0, 0, err
	}
	var todo []one
	for i := range effects {
		e := &effects[i]
		for _, receiver := range e.Receivers {
			todo = append(todo, one{e, receiver})
		}
		if len(e.Receivers) == 0 {
			todo = append(todo, one{e, ""})
		}
	}
	for len(todo) > 0 {
		var part []one
		for len(todo) > 0 && len(part) < batch {
			if !settled[todo[0].key()] {
				part = append(part, todo[0])
			}
			todo = todo[1:]
		}
		if len(part) == 0 {
			break
		}
		var m, again int
		err := s.db.Write(ctx, func(tx *dbx.Tx) error {
			m, again = 0, 0
			for _, o := range part {
				fresh, back, err := s.make(ctx, tx, r, o, now)
				if err != nil {
					return err
				}
				m, again = m+fresh, again+back
			}
			return nil
		})
		if err != nil {
			return made, reopened, fmt.Errorf("apply: %w", err)
		}
		made, reopened = made+m, reopened+again
	}
	return made, reopened, nil
}

// settled are the keys of a rule's effects that no run changes; nil where there is nothing to make.
func (s *Store) settled(ctx context.Context, rule string, n int) (map[string]bool, error) {
	if n == 0 {
		return nil, nil
	}
	keys := map[string]bool{}
	err := s.db.Read(ctx, func(tx *dbx.Tx) error {
		rows, err := tx.Query(ctx, `SELECT subject, period, receiver FROM life_effects WHERE rule = $1 AND NOT (state = 'withdrawn' AND reason = $2)`,
			rule, lifeevents.GroundGone)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			o := one{Effect: &lifeevents.Effect{}}
			if err := rows.Scan(&o.Subject, &o.Period, &o.receiver); err != nil {
				return err
			}
			keys[o.key()] = true
		}
		return rows.Err()
	})
	return keys, err
}

// make makes one effect unless its key is there. One whose ground had gone is opened again, as the rule has it now, and nobody is told a second time; a case
// that was left to an officer before is opened then.
func (s *Store) make(ctx context.Context, tx *dbx.Tx, r *lifeevents.Rule, o one, now time.Time) (made, reopened int, err error) {
	state := lifeevents.Open
	switch o.Kind {
	case lifeevents.Review:
		state = lifeevents.Reviewed
	case lifeevents.Case:
		state = lifeevents.Opening
	}
	why, err := json.Marshal(o.Effect.Why(r))
	if err != nil {
		return 0, 0, err
	}
	id := identity.NewID()
	n, err := tx.Exec(ctx, `INSERT INTO life_effects (`+columns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, '', $13, NULL, NULL, NULL, 0, '{}', $14, '', '')
		ON CONFLICT (rule, subject, period, receiver) DO NOTHING`,
		id, o.Rule, o.Hash, o.Kind, o.Subject, o.receiver, o.Period, o.Ground, o.Until, o.Event, o.Permit, state, now, string(why))
	if err != nil || n == 1 {
		if err == nil && state != lifeevents.Reviewed {
			topic := NewsTopic
			if state == lifeevents.Opening {
				topic = CaseTopic
			}
			err = outbox.Put(ctx, tx, outbox.Job{Key: "life/" + id, Topic: topic, Payload: News{Effect: id, Receiver: o.receiver}, Due: now})
		}
		return int(n), 0, err
	}
	n, err = tx.Exec(ctx, `UPDATE life_effects SET state = $5, kind = $6, reason = '', answered = NULL, why = $7, hash = $9, ground = $10, until = $11,
			event = $12, permit = $13
		WHERE rule = $1 AND subject = $2 AND period = $3 AND receiver = $4 AND state = 'withdrawn' AND reason = $8`,
		o.Rule, o.Subject, o.Period, o.receiver, state, o.Kind, string(why), lifeevents.GroundGone, o.Hash, o.Ground, o.Until, o.Event, o.Permit)
	if err != nil || n == 0 || state != lifeevents.Opening {
		return 0, int(n), err
	}
	err = tx.QueryRow(ctx, `SELECT id FROM life_effects WHERE rule = $1 AND subject = $2 AND period = $3 AND receiver = $4`,
		o.Rule, o.Subject, o.Period, o.receiver).Scan(&id)
	if err != nil {
		return 0, 0, err
	}
	return 0, 1, outbox.Put(ctx, tx, outbox.Job{Key: "life/" + id + "/case", Topic: CaseTopic, Payload: News{Effect: id}, Due: now})
}

// Standing implements lifeevents.Store.
func (s *Store) Standing(ctx context.Context, rule string) ([]lifeevents.Record, error) {
	return s.list(ctx, `WHERE rule = $1 AND state IN ('open', 'review') ORDER BY id`, rule)
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

// Withdraw implements lifeevents.Store.
func (s *Store) Withdraw(ctx context.Context, id, reason string, now time.Time) (bool, error) {
	return s.change(ctx, `UPDATE life_effects SET state = 'withdrawn', reason = $2, answered = $3 WHERE id = $1 AND state IN ('open', 'review')`, id, reason, now)
}

// Remind implements lifeevents.Store.
func (s *Store) Remind(ctx context.Context, id string, n int, now time.Time) (told bool, err error) {
	err = s.db.Write(ctx, func(tx *dbx.Tx) error {
		told = false
		var receiver identity.PersonID
		changed, err := tx.Exec(ctx, `UPDATE life_effects SET reminded = $2 WHERE id = $1 AND reminded = $3 AND state = 'open'`, id, n, n-1)
		if err != nil || changed == 0 {
			return err
		}
		if err := tx.QueryRow(ctx, `SELECT receiver FROM life_effects WHERE id = $1`, id).Scan(&receiver); err != nil {
			return err
		}
		told = true
		return outbox.Put(ctx, tx, outbox.Job{Key: fmt.Sprintf("life/%s/%d", id, n), Topic: NewsTopic, Payload: News{id, receiver, n}, Due: now})
	})
	return told, err
}

// Expire implements lifeevents.Store.
func (s *Store) Expire(ctx context.Context, day civil.Date, now time.Time) (n int, err error) {
	err = s.db.Write(ctx, func(tx *dbx.Tx) error {
		changed, err := tx.Exec(ctx, `UPDATE life_effects SET state = 'expired', answered = $2 WHERE state = 'open' AND until IS NOT NULL AND until < $1`, day, now)
		n = int(changed)
		return err
	})
	return n, err
}

// LogRun implements lifeevents.Store.
func (s *Store) LogRun(ctx context.Context, r lifeevents.Run) error {
	_, err := s.change(ctx, `INSERT INTO life_runs (id, at, day, people, rules, made, reopened, withdrawn, expired, reminded) VALUES (`+dbx.List(1, 10)+`)`,
		identity.NewID(), r.At, r.Day, r.People, r.Rules, r.Made, r.Reopened, r.Withdrawn, r.Expired, r.Reminded)
	return err
}

// Reviews counts what waits for a trained officer, by rule. A rule for which nothing waits is not among them.
func (s *Store) Reviews(ctx context.Context) (map[string]int, error) {
	waiting := map[string]int{}
	err := s.db.Read(ctx, func(tx *dbx.Tx) error {
		clear(waiting)
		all, err := dbx.All(ctx, tx, dbx.Value[string], `SELECT rule FROM life_effects WHERE state = 'review'`)
		for _, rule := range all {
			waiting[rule]++
		}
		return err
	})
	return waiting, err
}

// Ran says whether rules were run for a day. Runs for other days, before or after, say nothing of it.
func (s *Store) Ran(ctx context.Context, day civil.Date) (ran bool, err error) {
	err = s.db.Read(ctx, func(tx *dbx.Tx) error {
		var n int
		err := tx.QueryRow(ctx, `SELECT count(*) FROM life_runs WHERE day = $1`, day).Scan(&n)
		ran = n > 0
		return err
	})
	return ran, err
}

// gone is what a receiver is told of an effect that is not theirs, or not there.
func gone() error { return fault.New(fault.NotFound, "access.not_found") }
