// Package sqlstore keeps what life events have come to: events, effects with their unique keys, who wants to be left alone, switches and runs.
package sqlstore

import (
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"forvag/internal/civil"
	"forvag/internal/dbx"
	"forvag/internal/fault"
	"forvag/internal/identity"
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
	// At is when it came about; zero in work that was put before it was told.
	At time.Time `json:"at,omitzero"`
}

// batch is how many effects one transaction makes at most, so that nobody waits long for the writer.
const batch = 200

// Store keeps them. Safe for concurrent use.
type Store struct{ db *dbx.DB }

// New makes a store on a database that has the Module's tables, and the outbox's.
func New(db *dbx.DB) *Store { return &Store{db: db} }

// making is an effect for one receiver, to be made.
type making struct {
	*lifeevents.Effect
	receiver identity.PersonID
}

func (o making) key() string { return string(o.Subject) + "\n" + o.Period + "\n" + string(o.receiver) }

// settledFor is the key under which it is settled for every receiver.
func (o making) settledFor() string { return string(o.Subject) + "\n" + o.Period }

// Apply implements lifeevents.Store.
func (s *Store) Apply(ctx context.Context, r *lifeevents.Rule, effects []lifeevents.Effect, now time.Time) (made, reopened int, err error) {
	settled, err := s.settled(ctx, r, effects)
	if err != nil {
		return 0, 0, err
	}
	var todo []making
	for i := range effects {
		e := &effects[i]
		for _, receiver := range e.Receivers {
			todo = append(todo, making{e, receiver})
		}
		if len(e.Receivers) == 0 {
			todo = append(todo, making{e, ""})
		}
	}
	for len(todo) > 0 {
		var part []making
		for len(todo) > 0 && len(part) < batch {
			if !settled[todo[0].key()] && !settled[todo[0].settledFor()] {
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

// few is up to how many effects their keys are looked up, and of more all of the rule's are read.
const few = 1000

// settled are the keys of a rule's effects that no run changes, as far as they are about the same people; nil where there is nothing to make. What a trained officer
// has seen to is settled for everybody, under settledFor. What waits for one becomes a case once it may, where the rule opens cases.
func (s *Store) settled(ctx context.Context, r *lifeevents.Rule, effects []lifeevents.Effect) (map[string]bool, error) {
	keys := map[string]bool{}
	if len(effects) > few {
		return keys, s.settledWhere(ctx, keys, ``, r.ID, lifeevents.GroundGone, r.Effect == lifeevents.Case)
	}
	for part := range slices.Chunk(effects, batch) {
		args := []any{r.ID, lifeevents.GroundGone, r.Effect == lifeevents.Case}
		for i := range part {
			args = append(args, part[i].Subject)
		}
		if err := s.settledWhere(ctx, keys, ` AND subject IN (`+dbx.List(4, len(part))+`)`, args...); err != nil {
			return nil, err
		}
	}
	return keys, nil
}

func (s *Store) settledWhere(ctx context.Context, keys map[string]bool, where string, args ...any) error {
	return s.db.Read(ctx, func(tx *dbx.Tx) error {
		rows, err := tx.Query(ctx, `SELECT subject, period, receiver, kind, state FROM life_effects
			WHERE rule = $1 AND state <> 'opening' AND NOT (state = 'withdrawn' AND reason = $2) AND NOT (state = 'review' AND $3)`+where, args...)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			o, l := making{Effect: &lifeevents.Effect{}}, lifeevents.Life{}
			if err := rows.Scan(&o.Subject, &o.Period, &o.receiver, &l.Kind, &l.State); err != nil {
				return err
			}
			keys[o.key()] = true
			if l.Settles() {
				keys[o.settledFor()] = true
			}
		}
		return rows.Err()
	})
}

// make makes one effect unless its key is there or it is done for all, and otherwise lets its ground come again.
func (s *Store) make(ctx context.Context, tx *dbx.Tx, r *lifeevents.Rule, o making, now time.Time) (made, reopened int, err error) {
	if done, err := doneForAll(ctx, tx, o.Rule, o.Period); err != nil || done {
		return 0, 0, err
	}
	rec := lifeevents.Record{ID: identity.NewID(), Rule: o.Rule, Hash: o.Hash, Subject: o.Subject, Receiver: o.receiver, Period: o.Period, Ground: o.Ground,
		Event: o.Event, Permit: o.Permit, Made: now, Why: o.Effect.Why(r)}
	ground := lifeevents.Ground{Kind: o.Kind, Until: o.Until}
	life, jobs, err := rec.After(ground, now)
	if err != nil {
		return 0, 0, err
	}
	rec.Life = life
	fresh, err := insert(ctx, tx, rec)
	if err != nil {
		return 0, 0, err
	}
	if fresh {
		return 1, 0, put(ctx, tx, &rec, jobs, now)
	}
	there, err := one(ctx, tx, `WHERE rule = $1 AND subject = $2 AND period = $3 AND receiver = $4`, o.Rule, o.Subject, o.Period, o.receiver)
	if err != nil {
		return 0, 0, err
	}
	changed, err := advance(ctx, tx, there, ground, now)
	if err != nil || !changed {
		return 0, 0, err
	}
	why, err := json.Marshal(rec.Why)
	if err != nil {
		return 0, 0, err
	}
	_, err = tx.Exec(ctx, `UPDATE life_effects SET why = $2, hash = $3, ground = $4, event = $5, permit = $6 WHERE id = $1`,
		there.ID, string(why), rec.Hash, rec.Ground, rec.Event, rec.Permit)
	return 0, 1, err
}

// Standing implements lifeevents.Store.
func (s *Store) Standing(ctx context.Context, rule string) ([]lifeevents.Record, error) {
	return s.list(ctx, `WHERE rule = $1 AND state IN ('open', 'review', 'opening', 'awaiting', 'agreed') ORDER BY id`, rule)
}

// Expire implements lifeevents.Store.
func (s *Store) Expire(ctx context.Context, day civil.Date, now time.Time) (n int, err error) {
	passed := lifeevents.Passed{Day: day}
	if err := s.changeAll(ctx, passed, now, &n, `WHERE state = 'open' AND until IS NOT NULL AND until < $1`, day); err != nil {
		return n, err
	}
	return n, s.changeAll(ctx, passed, now, &n, `WHERE state = 'awaiting' AND until < $1`, day)
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
