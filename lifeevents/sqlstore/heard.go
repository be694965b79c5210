package sqlstore

import (
	"context"
	"fmt"
	"time"

	"forvag/internal/dbx"
	"forvag/lifeevents"
)

// Hear takes what another system tells of, so that Notice tells of it, in one transaction: false for what was heard before, which changes nothing.
func (s *Store) Hear(ctx context.Context, source, id string, events []lifeevents.Event, now time.Time) (fresh bool, err error) {
	err = s.db.Write(ctx, func(tx *dbx.Tx) error {
		fresh = false
		n, err := tx.Exec(ctx, `INSERT INTO life_heard (source, id, at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`, source, id, now)
		if err != nil || n == 0 {
			return err
		}
		fresh = true
		if _, err := tell(ctx, tx, events, now); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `DELETE FROM life_aside WHERE source = $1 AND id = $2`, source, id)
		return err
	})
	if err != nil {
		return false, fmt.Errorf("hear: %w", err)
	}
	return fresh, nil
}

// Aside is something that another system told and that was left out.
type Aside struct {
	Source, ID string
	At         time.Time
	Reason     string
}

// PutAside keeps that something was left out, and why; again, why it was left out last. What has no source or id is not kept.
func (s *Store) PutAside(ctx context.Context, a Aside) error {
	if a.Source == "" || a.ID == "" {
		return nil
	}
	_, err := s.change(ctx, `INSERT INTO life_aside (source, id, at, reason) VALUES ($1, $2, $3, $4)
		ON CONFLICT (source, id) DO UPDATE SET at = excluded.at, reason = excluded.reason`, a.Source, a.ID, a.At, a.Reason)
	return err
}

// Aside lists what was left out, the latest first.
func (s *Store) Aside(ctx context.Context) (all []Aside, err error) {
	err = s.db.Read(ctx, func(tx *dbx.Tx) error {
		all, err = dbx.All(ctx, tx, func(row dbx.Scanner) (a Aside, err error) {
			err = row.Scan(&a.Source, &a.ID, &a.At, &a.Reason)
			return a, err
		}, `SELECT source, id, at, reason FROM life_aside ORDER BY at DESC, source, id`)
		return err
	})
	return all, err
}
