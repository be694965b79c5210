// Package outbox holds work that was decided on in a transaction and is done after it: sending a message, making a case from an offer.
//
// The job is written in the same transaction as its cause, so that it exists exactly when the cause does. Workers in any number of processes
// claim jobs under a lease; a worker that dies loses its lease and another takes over; a worker that was slow cannot finish a job that another
// has claimed since. A job is therefore done at least once, and a handler must bear being called again with the same key.
// Jobs are not ordered: a handler that needs the newest state reads it.
package outbox

import (
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"forvag/internal/dbx"
)

//go:embed migrations
var migrations embed.FS

// Module is the outbox's table.
var Module = dbx.Embedded("outbox", migrations)

// Job is work to do.
type Job struct {
	// Key is unique for ever: the same key again, even after the job is done, adds nothing. For example "notify/<event id>/<person id>".
	Key string
	// Topic chooses the handler, for example "notify".
	Topic string
	// Payload is marshalled to JSON. It is cleared when the job is done; put ids in it rather than personal data.
	Payload any
	// Due is the instant from which the job may run, usually the caller's now; zero means at once.
	Due time.Time
}

// Put adds job to the transaction tx. A key that is already there is left as it is, which is no error.
func Put(ctx context.Context, tx *dbx.Tx, job Job) error {
	if job.Key == "" || job.Topic == "" {
		return errors.New("outbox: a job needs a key and a topic")
	}
	payload, err := encode(job)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO outbox_job (key, topic, payload, state, due, attempts, last_error)
		VALUES ($1, $2, $3, 'ready', $4, 0, '') ON CONFLICT (key) DO NOTHING`,
		job.Key, job.Topic, payload, job.due())
	if err != nil {
		return fmt.Errorf("outbox: put %s: %w", job.Topic, err)
	}
	return nil
}

func encode(job Job) (string, error) {
	payload, err := json.Marshal(job.Payload)
	if err != nil {
		return "", fmt.Errorf("outbox: payload of %s: %w", job.Topic, err)
	}
	return string(payload), nil
}

// due is the instant from which the job may run; the beginning of time for at once.
func (job Job) due() time.Time {
	if job.Due.IsZero() {
		return time.Unix(0, 0)
	}
	return job.Due
}
