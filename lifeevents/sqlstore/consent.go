package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"time"

	"forvag/internal/dbx"
	"forvag/internal/identity"
	"forvag/lifeevents"
)

// settle brings all who were told the same as one up to date with what happened to it, where a guardian's form waits for the others' yes.
func settle(ctx context.Context, tx *dbx.Tx, r lifeevents.Record, now time.Time) error {
	group, err := dbx.All(ctx, tx, scan, `SELECT `+columns+` FROM life_effects WHERE rule = $1 AND subject = $2 AND period = $3 AND receiver <> '' ORDER BY id`+
		tx.Dialect().ForUpdate(), r.Rule, r.Subject, r.Period)
	if err != nil {
		return err
	}
	out := func(who identity.PersonID) bool {
		var n int
		query := `SELECT count(*) FROM life_left_alone WHERE person = $1 AND (rule = $2 OR rule = '')`
		err = errors.Join(err, tx.QueryRow(ctx, query, who, r.Rule).Scan(&n))
		return n > 0
	}
	steps := lifeevents.Settle(group, out, now)
	if err != nil {
		return err
	}
	for _, step := range steps {
		if step.ID != "" {
			err = write(ctx, tx, &step.Record, step.Jobs, now)
		} else {
			step.ID = identity.NewID()
			if _, err = insert(ctx, tx, step.Record); err == nil {
				err = put(ctx, tx, &step.Record, step.Jobs, now)
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// Hold is a guardian's yes with a form that waits for the others'. fault.Exists where another guardian's waits already.
func (s *Store) Hold(ctx context.Context, receiver identity.PersonID, id string, h lifeevents.Hold, now time.Time) error {
	return s.theirs(ctx, receiver, id, h, now)
}

// Agree is a guardian's yes to the form of another.
func (s *Store) Agree(ctx context.Context, receiver identity.PersonID, id string, now time.Time) error {
	return s.theirs(ctx, receiver, id, lifeevents.Agree{}, now)
}

// Held is the effect from which a form was begun; false for one that was begun from none.
func (s *Store) Held(ctx context.Context, draft string) (r lifeevents.Record, found bool, err error) {
	all, err := s.list(ctx, `WHERE draft = $1 AND draft <> ''`, draft)
	if err != nil || len(all) == 0 {
		return r, false, err
	}
	return all[0], true, nil
}

// Beside is the effect of the guardian whose form waits for somebody's yes; false where none does.
func (s *Store) Beside(ctx context.Context, r lifeevents.Record) (holder lifeevents.Record, found bool, err error) {
	all, err := s.list(ctx, `WHERE rule = $1 AND subject = $2 AND period = $3 AND others <> '' AND state IN ('awaiting', 'agreed')`, r.Rule, r.Subject, r.Period)
	if err != nil || len(all) == 0 {
		return holder, false, err
	}
	return all[0], true, nil
}

// HandOver leaves what guardians were to say yes to together to a trained officer, as a review of its own, and lets nothing go on by itself.
func (s *Store) HandOver(ctx context.Context, id string, near []identity.PersonID, now time.Time) error {
	err := s.db.Write(ctx, func(tx *dbx.Tx) error {
		r, err := one(ctx, tx, `WHERE id = $1`, id)
		if errors.Is(err, dbx.ErrNoRows) {
			return gone()
		}
		if err != nil {
			return err
		}
		review := r
		review.ID, review.Receiver, review.Made, review.Why.Near = identity.NewID(), "", now, near
		review.Life = lifeevents.Life{Kind: lifeevents.Review, State: lifeevents.Reviewed, Turn: 1}
		if _, err := insert(ctx, tx, review); err != nil {
			return err
		}
		all, err := dbx.All(ctx, tx, dbx.Value[string], `SELECT id FROM life_effects WHERE rule = $1 AND subject = $2 AND period = $3 AND receiver <> '' ORDER BY id`,
			r.Rule, r.Subject, r.Period)
		if err != nil {
			return err
		}
		// First the one whose form waits, so that nobody is asked of it anew.
		_, err = changeEach(ctx, tx, append([]string{r.ID}, all...), lifeevents.HandOver{}, now)
		return err
	})
	if err != nil {
		return fmt.Errorf("hand over: %w", err)
	}
	return nil
}
