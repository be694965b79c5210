package sqlstore

import (
	"context"
	"fmt"

	"forvag/internal/civil"
	"forvag/internal/dbx"
	"forvag/internal/identity"
)

// Disposal says, for each kind of record, the day before which it has had its time (gallring); the zero day keeps the kind for ever.
type Disposal struct {
	Offers, Reviews, Events, Register, Runs civil.Date
}

// Disposed is what a disposal took.
type Disposed struct {
	// Effects are the ids of offers and reviews.
	Effects                []string
	Events, Register, Runs int
}

// Ended are the effects that have had their time, at most limit of each kind: whoever keeps something of one takes it away before Dispose. What waits for
// somebody is not among them, but for what only told something and has no end.
func (s *Store) Ended(ctx context.Context, d Disposal, limit int) (ids []string, err error) {
	err = s.db.Read(ctx, func(tx *dbx.Tx) error {
		ids, err = ended(ctx, tx, d, limit)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("ended: %w", err)
	}
	return ids, nil
}

// Dispose takes away the effects, those of Ended, and what else has had its time, at most limit of each kind. An effect whose ground has come back since stays.
func (s *Store) Dispose(ctx context.Context, d Disposal, effects []string, limit int) (out Disposed, err error) {
	err = s.db.Write(ctx, func(tx *dbx.Tx) error {
		out = Disposed{}
		for _, id := range effects {
			n, err := tx.Exec(ctx, `DELETE FROM life_effects WHERE id = $1 AND `+isOver, id)
			if err != nil {
				return err
			}
			if n == 0 {
				continue
			}
			if _, err := tx.Exec(ctx, `DELETE FROM life_readings WHERE effect = $1`, id); err != nil {
				return err
			}
			out.Effects = append(out.Effects, id)
		}
		if out.Events, err = dispose(ctx, tx, `life_events`, `day < $1`, d.Events, d.Events, limit); err != nil {
			return err
		}
		if !d.Events.IsZero() {
			for _, table := range []string{"life_heard", "life_aside"} {
				if _, err := tx.Exec(ctx, `DELETE FROM `+table+` WHERE at < $1`, d.Events.Start()); err != nil {
					return err
				}
			}
		}
		if out.Runs, err = dispose(ctx, tx, `life_runs`, `at < $1`, d.Runs, d.Runs.Start(), limit); err != nil || d.Runs.IsZero() {
			return err
		}
		_, err = tx.Exec(ctx, `DELETE FROM life_rule_runs WHERE at < $1`, d.Runs.Start())
		return err
	})
	if err == nil && !d.Register.IsZero() {
		out.Register, err = s.forget(ctx, d.Register, limit)
	}
	if err != nil {
		return out, fmt.Errorf("dispose: %w", err)
	}
	return out, nil
}

// isOver is of effects that nobody has anything to answer or do about.
const isOver = `(state NOT IN ('open', 'review', 'opening', 'awaiting', 'agreed') OR state = 'open' AND kind = 'reminder' AND until IS NULL)`

// ended are the effects that have had their time.
func ended(ctx context.Context, tx *dbx.Tx, d Disposal, limit int) (ids []string, err error) {
	for _, kind := range []struct {
		which  string
		before civil.Date
	}{{`kind <> 'review'`, d.Offers}, {`kind = 'review'`, d.Reviews}} {
		if kind.before.IsZero() {
			continue
		}
		some, err := dbx.All(ctx, tx, dbx.Value[string], `SELECT id FROM life_effects WHERE `+kind.which+` AND
			(state NOT IN ('open', 'review', 'opening', 'awaiting', 'agreed') AND answered < $1 OR state = 'open' AND kind = 'reminder' AND until IS NULL AND made < $1) ORDER BY id LIMIT $2`,
			kind.before.Start(), limit)
		if err != nil {
			return nil, err
		}
		ids = append(ids, some...)
	}
	return ids, nil
}

// dispose takes away the rows of a table that have had their time; none where before is zero.
func dispose(ctx context.Context, tx *dbx.Tx, table, where string, before civil.Date, arg any, limit int) (int, error) {
	if before.IsZero() {
		return 0, nil
	}
	n, err := tx.Exec(ctx, `DELETE FROM `+table+` WHERE id IN (SELECT id FROM `+table+` WHERE `+where+` ORDER BY id LIMIT $2)`, arg, limit)
	return int(n), err
}

// forget takes away what the register said of those who died or moved away before a day.
func (s *Store) forget(ctx context.Context, before civil.Date, limit int) (int, error) {
	known, err := s.known(ctx)
	if err != nil {
		return 0, err
	}
	var gone []identity.PersonID
	for id, k := range known {
		if last, away := k.Gone(); away && last.Before(before) && len(gone) < limit {
			gone = append(gone, id)
		}
	}
	if len(gone) == 0 {
		return 0, nil
	}
	err = s.db.Write(ctx, func(tx *dbx.Tx) error {
		for _, id := range gone {
			if _, err := tx.Exec(ctx, `DELETE FROM life_known WHERE person = $1`, id); err != nil {
				return err
			}
		}
		return nil
	})
	return len(gone), err
}

// Versions are the rules, and the versions of them, that anything rests on, by rule and hash.
func (s *Store) Versions(ctx context.Context) (all [][2]string, err error) {
	err = s.db.Read(ctx, func(tx *dbx.Tx) error {
		all, err = dbx.All(ctx, tx, func(row dbx.Scanner) (v [2]string, err error) {
			err = row.Scan(&v[0], &v[1])
			return v, err
		}, `SELECT DISTINCT rule, hash FROM life_effects ORDER BY rule, hash`)
		return err
	})
	return all, err
}
