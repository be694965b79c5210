package outbox

import (
	"context"
	"fmt"
	"time"

	"forvag/internal/dbx"
	"forvag/internal/fault"
)

// Counts is what stands in the outbox, for metrics.
type Counts struct {
	// Due jobs could run now; Waiting jobs have a later time, or are held by a worker.
	Due, Waiting int
	// Dead jobs need a person.
	Dead int
	// Oldest is since when the first due job has waited; zero when none is due.
	Oldest time.Time
}

// Counts counts the jobs that are not done.
func (q *Queue) Counts(ctx context.Context) (c Counts, err error) {
	now := q.clock()
	err = q.db.Read(ctx, func(tx *dbx.Tx) error {
		err := tx.QueryRow(ctx, `SELECT count(*), min(due) FROM outbox_job WHERE state = 'ready' AND due <= $1`, now).Scan(&c.Due, dbx.OrZero(&c.Oldest))
		if err != nil {
			return err
		}
		err = tx.QueryRow(ctx, `SELECT count(*) FROM outbox_job WHERE state = 'ready' AND due > $1`, now).Scan(&c.Waiting)
		if err != nil {
			return err
		}
		return tx.QueryRow(ctx, `SELECT count(*) FROM outbox_job WHERE state = 'dead'`).Scan(&c.Dead)
	})
	if err != nil {
		return Counts{}, fmt.Errorf("outbox: count: %w", err)
	}
	return c, nil
}

// Letter is a dead letter.
type Letter struct {
	Key, Topic, LastError string
	Attempts              int
	// Died is when the worker gave up.
	Died time.Time
}

// Dead lists up to limit dead letters, the newest first.
func (q *Queue) Dead(ctx context.Context, limit int) (letters []Letter, err error) {
	err = q.db.Read(ctx, func(tx *dbx.Tx) error {
		letters, err = dbx.All(ctx, tx, func(row dbx.Scanner) (l Letter, err error) {
			err = row.Scan(&l.Key, &l.Topic, &l.LastError, &l.Attempts, &l.Died)
			return l, err
		}, `SELECT key, topic, last_error, attempts, due FROM outbox_job WHERE state = 'dead' ORDER BY due DESC, key LIMIT $1`, limit)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("outbox: list dead letters: %w", err)
	}
	return letters, nil
}

// Requeue lets a dead letter run again, with all its attempts before it. fault.NotFound where no dead letter has that key.
func (q *Queue) Requeue(ctx context.Context, key string) error {
	return q.dead(ctx, key, `UPDATE outbox_job SET state = 'ready', attempts = 0, due = $1 WHERE key = $2 AND state = 'dead'`, q.clock(), key)
}

// Discard gives a dead letter up: it counts as done and its payload is cleared. fault.NotFound where no dead letter has that key.
func (q *Queue) Discard(ctx context.Context, key string) error {
	return q.dead(ctx, key, `UPDATE outbox_job SET state = 'done', payload = 'null', due = $1 WHERE key = $2 AND state = 'dead'`, q.clock(), key)
}

func (q *Queue) dead(ctx context.Context, key, query string, args ...any) error {
	err := q.db.Write(ctx, func(tx *dbx.Tx) error {
		n, err := tx.Exec(ctx, query, args...)
		if err == nil && n == 0 {
			return fault.NotFound
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("outbox: dead letter %s: %w", key, err)
	}
	return nil
}

// Prune forgets jobs that were done before the given instant and tells how many. Their keys are free again.
func (q *Queue) Prune(ctx context.Context, before time.Time) (n int64, err error) {
	err = q.db.Write(ctx, func(tx *dbx.Tx) error {
		n, err = tx.Exec(ctx, `DELETE FROM outbox_job WHERE state = 'done' AND due < $1`, before)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("outbox: prune: %w", err)
	}
	return n, nil
}
