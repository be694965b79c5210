package outbox

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"

	"forvag/internal/dbx"
	"forvag/internal/fault"
)

// Claim is a job that this process holds until the lease ends.
type Claim struct {
	Key   string
	Topic string
	// Payload is the job's JSON.
	Payload json.RawMessage
	// Attempt counts from 1; claims that were lost to a crash count too.
	Attempt int
	lease   string
}

// Decode unmarshals the payload into v.
func (c Claim) Decode(v any) error {
	if err := json.Unmarshal(c.Payload, v); err != nil {
		return fmt.Errorf("outbox: payload of %s: %w", c.Topic, err)
	}
	return nil
}

// Queue claims and finishes jobs, and shows what stands in the outbox. Safe for concurrent use.
type Queue struct {
	db    *dbx.DB
	clock func() time.Time
}

// NewQueue gives the queue of one database. clock tells the time.
func NewQueue(db *dbx.DB, clock func() time.Time) *Queue { return &Queue{db, clock} }

// Claim takes up to limit due jobs of the topics, the longest due first, and holds them for the time of lease: a claimed job is due again
// when the lease ends, unless it was finished.
func (q *Queue) Claim(ctx context.Context, topics []string, limit int, lease time.Duration) ([]Claim, error) {
	if len(topics) == 0 || limit < 1 {
		return nil, nil
	}
	now, token := q.clock(), uuid.NewString()
	args := []any{now, limit}
	for _, t := range topics {
		args = append(args, t)
	}
	if idle, err := q.idle(ctx, now); err != nil || idle {
		return nil, err
	}
	var claims []Claim
	err := q.db.Write(ctx, func(tx *dbx.Tx) (err error) {
		claims, err = dbx.All(ctx, tx, scanClaim, `SELECT key, topic, payload, attempts FROM outbox_job
			WHERE state = 'ready' AND due <= $1 AND topic IN (`+dbx.List(3, len(topics))+`)
			ORDER BY due, key LIMIT $2`+tx.Dialect().SkipLocked(), args...)
		if err != nil {
			return err
		}
		for i := range claims {
			c := &claims[i]
			c.Attempt, c.lease = c.Attempt+1, token
			_, err := tx.Exec(ctx, `UPDATE outbox_job SET attempts = $1, lease = $2, due = $3 WHERE key = $4`,
				c.Attempt, token, now.Add(lease), c.Key)
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("outbox: claim: %w", err)
	}
	return claims, nil
}

// idle looks without the write lock, since most looks find nothing.
func (q *Queue) idle(ctx context.Context, now time.Time) (idle bool, err error) {
	err = q.db.Read(ctx, func(tx *dbx.Tx) error {
		return tx.QueryRow(ctx, `SELECT NOT EXISTS (SELECT 1 FROM outbox_job WHERE state = 'ready' AND due <= $1)`, now).Scan(&idle)
	})
	if err != nil {
		return false, fmt.Errorf("outbox: look: %w", err)
	}
	return idle, nil
}

func scanClaim(row dbx.Scanner) (c Claim, err error) {
	var payload string
	err = row.Scan(&c.Key, &c.Topic, &payload, &c.Attempt)
	c.Payload = json.RawMessage(payload)
	return c, err
}

// Done finishes the job and clears its payload. It returns fault.Stale when the lease was lost: another worker has the job.
func (q *Queue) Done(ctx context.Context, c Claim) error {
	return q.finish(ctx, c, `state = 'done', payload = 'null', last_error = '', due = $3`, q.clock())
}

// Retry lets the job run again at due. cause is kept for whoever looks at the outbox. fault.Stale as for Done.
func (q *Queue) Retry(ctx context.Context, c Claim, due time.Time, cause error) error {
	return q.finish(ctx, c, `due = $3, last_error = $4`, due, words(cause))
}

// Bury makes the job a dead letter, which stays with its payload and cause until Requeue or Discard. fault.Stale as for Done.
func (q *Queue) Bury(ctx context.Context, c Claim, cause error) error {
	return q.finish(ctx, c, `state = 'dead', due = $3, last_error = $4`, q.clock(), words(cause))
}

// Release gives an unfinished job back at once, as if it had not been claimed: for a process that is about to end. fault.Stale as for Done.
func (q *Queue) Release(ctx context.Context, c Claim) error {
	return q.finish(ctx, c, `due = $3, attempts = attempts - 1`, q.clock())
}

func (q *Queue) finish(ctx context.Context, c Claim, set string, args ...any) error {
	err := q.db.Write(ctx, func(tx *dbx.Tx) error {
		n, err := tx.Exec(ctx, `UPDATE outbox_job SET lease = NULL, `+set+` WHERE key = $1 AND lease = $2 AND state = 'ready'`,
			append([]any{c.Key, c.lease}, args...)...)
		if err == nil && n == 0 {
			return fault.Stale
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("outbox: finish %s: %w", c.Topic, err)
	}
	return nil
}

// words cuts an error's text to what is worth keeping.
func words(err error) string {
	const most = 1000
	if err == nil {
		return ""
	}
	text := []rune(err.Error())
	return string(text[:min(len(text), most)])
}
