package outbox

import (
	"context"
	"errors"
	"fmt"
	"time"

	"forvag/internal/dbx"
)

// Postponed is an error by which a handler says when its job can go on. Where it has no cause, nothing failed: the job waits for something else to be done
// first, and no attempt is counted. With a cause it is a failed attempt after which the other side wants to be left alone until then, at least.
type Postponed struct {
	Until time.Time
	Cause error
}

func (p *Postponed) Error() string {
	if p.Cause == nil {
		return fmt.Sprintf("postponed until %s", p.Until.Format(time.RFC3339))
	}
	return p.Cause.Error()
}

// Unwrap returns the cause.
func (p *Postponed) Unwrap() error { return p.Cause }

// Postpone lets the job run at due, as if it had not been claimed. fault.Stale as for Done.
func (q *Queue) Postpone(ctx context.Context, c Claim, due time.Time) error {
	return q.finish(ctx, c, `due = $3, attempts = attempts - 1`, due)
}

// Next tells when a job that is not done can run: held says that a worker has it now, and due then is when its lease ends. ok is false where there is no
// such job, or it is done or dead: it will not run by itself.
func Next(ctx context.Context, tx *dbx.Tx, key string) (due time.Time, held, ok bool, err error) {
	err = tx.QueryRow(ctx, `SELECT due, lease IS NOT NULL FROM outbox_job WHERE key = $1 AND state = 'ready'`, key).Scan(&due, &held)
	if errors.Is(err, dbx.ErrNoRows) {
		return due, false, false, nil
	}
	return due, held, err == nil, err
}

// Again adds job to the transaction tx as Put does, and lets one with the same key that is done or dead run again, with all its attempts before it.
func Again(ctx context.Context, tx *dbx.Tx, job Job) error {
	if err := Put(ctx, tx, job); err != nil {
		return err
	}
	payload, err := encode(job)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE outbox_job SET state = 'ready', attempts = 0, payload = $1, due = $2 WHERE key = $3 AND state <> 'ready'`,
		payload, job.due(), job.Key)
	return err
}
