package sqlstore

import (
	"context"
	"encoding/json"
	"time"

	"forvag/internal/civil"
	"forvag/internal/dbx"
	"forvag/internal/identity"
	"forvag/lifeevents"
)

// Tell keeps events, and returns how many were new. One that is known already is brought up to date with the day and the data as they are now told.
func (s *Store) Tell(ctx context.Context, events []lifeevents.Event, now time.Time) (fresh int, err error) {
	for len(events) > 0 {
		part := events[:min(batch, len(events))]
		events = events[len(part):]
		var n int
		err := s.db.Write(ctx, func(tx *dbx.Tx) error {
			n, err = tell(ctx, tx, part, now)
			return err
		})
		if err != nil {
			return fresh, err
		}
		fresh += n
	}
	return fresh, nil
}

// tell keeps events in a transaction.
func tell(ctx context.Context, tx *dbx.Tx, events []lifeevents.Event, now time.Time) (fresh int, err error) {
	for _, e := range events {
		data, err := json.Marshal(e.Data)
		if err != nil {
			return fresh, err
		}
		inserted, err := tx.Exec(ctx, `INSERT INTO life_events (id, kind, subject, other, day, data, shared, known) VALUES (`+dbx.List(1, 8)+`)
			ON CONFLICT (id) DO NOTHING`, e.ID, e.Kind, e.Subject, e.Other, e.Day, string(data), e.Shared, now)
		if err != nil {
			return fresh, err
		}
		fresh += int(inserted)
		if err := touch(ctx, tx, e.Subject, true); err != nil {
			return fresh, err
		}
		if inserted == 0 {
			if _, err := tx.Exec(ctx, `UPDATE life_events SET day = $2, data = $3 WHERE id = $1`, e.ID, e.Day, string(data)); err != nil {
				return fresh, err
			}
		}
	}
	return fresh, nil
}

// Events lists what happened on a day or later, in the order of their ids.
func (s *Store) Events(ctx context.Context, since civil.Date) ([]lifeevents.Event, error) {
	return s.events(ctx, `WHERE day >= $1 ORDER BY id`, since)
}

func (s *Store) events(ctx context.Context, where string, args ...any) (all []lifeevents.Event, err error) {
	err = s.db.Read(ctx, func(tx *dbx.Tx) error {
		all, err = dbx.All(ctx, tx, func(row dbx.Scanner) (e lifeevents.Event, err error) {
			var data string
			if err := row.Scan(&e.ID, &e.Kind, &e.Subject, &e.Other, &e.Day, &data, &e.Shared); err != nil {
				return e, err
			}
			return e, json.Unmarshal([]byte(data), &e.Data)
		}, `SELECT id, kind, subject, other, day, data, shared FROM life_events `+where, args...)
		return err
	})
	return all, err
}

// OptedOut says of everybody whether they want to be left alone by a rule.
func (s *Store) OptedOut(ctx context.Context) (func(who identity.PersonID, rule string) bool, error) {
	type pair struct {
		person identity.PersonID
		rule   string
	}
	out := map[pair]bool{}
	err := s.db.Read(ctx, func(tx *dbx.Tx) error {
		all, err := dbx.All(ctx, tx, func(row dbx.Scanner) (p pair, err error) {
			err = row.Scan(&p.person, &p.rule)
			return p, err
		}, `SELECT person, rule FROM life_left_alone`)
		for _, p := range all {
			out[p] = true
		}
		return err
	})
	return func(who identity.PersonID, rule string) bool { return out[pair{who, ""}] || out[pair{who, rule}] }, err
}

// Granted says which case a grant was decided in, and keeps for each of its parties that it was, in one transaction. It changes nothing where that is known. Where a protected
// identity has come near meanwhile nobody is told: a trained officer is.
func (s *Store) Granted(ctx context.Context, id, caseID string, parties []identity.PersonID, now time.Time) error {
	return s.db.Write(ctx, func(tx *dbx.Tx) error {
		r, err := one(ctx, tx, `WHERE id = $1`, id)
		if err != nil {
			return err
		}
		opened := lifeevents.Opened{Case: caseID}
		next, _, err := r.After(opened, now)
		if err != nil {
			return err
		}
		changed, err := advance(ctx, tx, r, opened, now)
		if err != nil || !changed || next.State != lifeevents.Done {
			return err
		}
		for _, who := range parties {
			told := r
			told.ID, told.Receiver, told.Made = identity.NewID(), who, now
			told.Life = lifeevents.Life{Kind: lifeevents.Grant, State: lifeevents.Done, Answered: now, Turn: 1, Case: caseID}
			if _, err := insert(ctx, tx, told); err != nil {
				return err
			}
		}
		return nil
	})
}

// Opened says which case an effect's work came to. It changes nothing where that is known.
func (s *Store) Opened(ctx context.Context, id, caseID string, now time.Time) error {
	_, err := s.Change(ctx, id, lifeevents.Opened{Case: caseID}, now)
	return err
}
