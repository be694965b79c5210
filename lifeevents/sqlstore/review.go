package sqlstore

import (
	"context"
	"errors"
	"time"

	"forvag/internal/dbx"
	"forvag/internal/identity"
	"forvag/lifeevents"
)

// Reviewing lists what waits for a trained officer by the rules, the oldest first.
func (s *Store) Reviewing(ctx context.Context, rules []string) ([]lifeevents.Record, error) {
	return s.reviews(ctx, rules, `state = 'review' AND rule IN (`+dbx.List(1, len(rules))+`) ORDER BY made, id`)
}

// closedReviews is how many closed ones are listed at most.
const closedReviews = 50

// Reviewed lists what trained officers have closed last by the rules, the latest first.
func (s *Store) Reviewed(ctx context.Context, rules []string) ([]lifeevents.Record, error) {
	n := dbx.List(len(rules)+1, 1)
	return s.reviews(ctx, rules, `kind = 'review' AND state = 'done' AND rule IN (`+dbx.List(1, len(rules))+`) ORDER BY answered DESC, id DESC LIMIT `+n, closedReviews)
}

func (s *Store) reviews(ctx context.Context, rules []string, where string, more ...any) ([]lifeevents.Record, error) {
	if len(rules) == 0 {
		return nil, nil
	}
	args := make([]any, len(rules))
	for i, r := range rules {
		args[i] = r
	}
	return s.list(ctx, `WHERE `+where, append(args, more...)...)
}

// Review reads one that waits for a trained officer, or that one has closed; fault.NotFound where there is none.
func (s *Store) Review(ctx context.Context, id string) (lifeevents.Record, error) {
	r, err := s.Find(ctx, id)
	if err == nil && r.Kind != lifeevents.Review {
		err = gone()
	}
	return r, err
}

// ReadReview notes that an officer reads one, and returns who has read it before and when, the latest first.
func (s *Store) ReadReview(ctx context.Context, id string, by identity.PersonID, now time.Time) (before []lifeevents.Reading, err error) {
	err = s.db.Write(ctx, func(tx *dbx.Tx) error {
		before, err = dbx.All(ctx, tx, func(row dbx.Scanner) (r lifeevents.Reading, err error) {
			err = row.Scan(&r.By, &r.At)
			return r, err
		}, `SELECT reader, at FROM life_readings WHERE effect = $1 ORDER BY at DESC, reader`, id)
		_, insert := tx.Exec(ctx, `INSERT INTO life_readings (effect, at, reader) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`, id, now, by)
		return errors.Join(err, insert)
	})
	return before, err
}

// CloseReview closes one. fault.NotFound where there is none, and the faults of lifeevents.CloseReview.
func (s *Store) CloseReview(ctx context.Context, id string, c lifeevents.CloseReview, now time.Time) error {
	_, err := s.Change(ctx, id, c, now)
	return err
}
