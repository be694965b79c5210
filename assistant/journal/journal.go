package journal

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"

	"forvag/assistant"
	"forvag/internal/dbx"
	"forvag/internal/fault"
)

//go:embed migrations
var migrations embed.FS

// Module is the package's tables.
var Module = dbx.Embedded("journal", migrations)

const (
	// waiting is how many entries may wait to be written; where more come, they are lost rather than anybody's answer held up.
	waiting = 2000
	// batch is how many are written at once.
	batch = 200
	// MaxWords is how long the words beside a thumb may be, in characters.
	MaxWords = 300
)

// Options are what a journal needs to know.
type Options struct {
	// Kept is how long an entry is kept; zero keeps none.
	Kept time.Duration
	// Names gives names to redact beside those that the rules tell, such as those of the staff; nil gives none.
	Names func() []string
	Log   *slog.Logger
}

// Journal keeps entries. A nil one keeps none. Safe for concurrent use.
type Journal struct {
	db      *dbx.DB
	clock   func() time.Time
	options Options

	mu      sync.Mutex
	pending []Entry
	lost    int
	writing sync.Mutex    // held while pending entries are written, so that they are written once
	wake    chan struct{} // says that there is something to write
}

// New makes a journal. What is recorded is written by Run.
func New(db *dbx.DB, clock func() time.Time, o Options) *Journal {
	return &Journal{db: db, clock: clock, options: o, wake: make(chan struct{}, 1)}
}

// Days is how many days an entry is kept; zero where none is.
func (j *Journal) Days() int {
	if j == nil {
		return 0
	}
	return int(j.options.Kept / (24 * time.Hour))
}

// Keeps says whether what is recorded is kept at all.
func (j *Journal) Keeps() bool { return j != nil && j.options.Kept > 0 }

// Record takes an entry and gives its id, empty where nothing is kept. It touches no database and cannot fail: the entry is redacted and written soon
// after by Run. ID, Hour and what belongs to a thumb are the journal's to set.
func (j *Journal) Record(e Entry) ID {
	if !j.Keeps() {
		return ""
	}
	e.ID, e.Hour = ID(uuid.NewString()), hourOf(j.clock())
	e.Thumb, e.Reason, e.Words = 0, "", ""
	j.mu.Lock()
	full := len(j.pending) >= waiting
	if full {
		j.lost++
	} else {
		j.pending = append(j.pending, e)
	}
	j.mu.Unlock()
	select {
	case j.wake <- struct{}{}:
	default: // it knows already
	}
	if full {
		return ""
	}
	return e.ID
}

func hourOf(t time.Time) time.Time { return t.UTC().Truncate(time.Hour) }

// Run writes what is recorded until ctx ends, and then what is left. One goroutine runs it.
func (j *Journal) Run(ctx context.Context) {
	for ctx.Err() == nil {
		select {
		case <-ctx.Done():
		case <-j.wake:
			j.flush(ctx)
		}
	}
	j.flush(context.WithoutCancel(ctx))
}

func (j *Journal) flush(ctx context.Context) {
	if err := j.Flush(ctx); err != nil && ctx.Err() == nil {
		j.options.Log.Error("questions are not kept", "error", err)
	}
	j.mu.Lock()
	lost := j.lost
	j.lost = 0
	j.mu.Unlock()
	if lost > 0 {
		j.options.Log.Warn("questions are not kept, since the database is too slow", "questions", lost)
	}
}

// Flush writes what waits to be written. What could not be written waits for the next time.
func (j *Journal) Flush(ctx context.Context) error {
	j.writing.Lock()
	defer j.writing.Unlock()
	for {
		j.mu.Lock()
		these := slices.Clone(j.pending[:min(batch, len(j.pending))])
		j.mu.Unlock()
		if len(these) == 0 {
			return nil
		}
		if err := j.write(ctx, these); err != nil {
			return fmt.Errorf("keep questions: %w", err)
		}
		j.mu.Lock()
		j.pending = slices.Delete(j.pending, 0, len(these))
		j.mu.Unlock()
	}
}

func (j *Journal) write(ctx context.Context, these []Entry) error {
	names := j.names()
	for i := range these {
		these[i].Question = Redact(these[i].Lang, these[i].Question, names)
	}
	return j.db.Write(ctx, func(tx *dbx.Tx) error {
		for _, e := range these {
			_, err := tx.Exec(ctx, `INSERT INTO asked_question (id, hour, lang, question, outcome, cause, cited, services, score, model, millis, unsure, thumb, reason, words)
				VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 0, '', '')`, string(e.ID), e.Hour, string(e.Lang), e.Question, string(e.Outcome), string(e.Cause),
				cited(e.Cited), strings.Join(e.Services, " "), e.Score, e.Model, e.Took.Milliseconds(), e.Unsure)
			if err != nil {
				return err
			}
		}
		return nil
	})
}

func (j *Journal) names() []string {
	if j.options.Names == nil {
		return nil
	}
	return j.options.Names()
}

// cited are sources as the database has them: "article article#passage".
func cited(all []Source) string {
	words := make([]string, len(all))
	for i, s := range all {
		words[i] = s.Article
		if s.Passage != "" {
			words[i] += "#" + s.Passage
		}
	}
	return strings.Join(words, " ")
}

func readCited(text string) (all []Source) {
	for _, word := range strings.Fields(text) {
		article, passage, _ := strings.Cut(word, "#")
		all = append(all, Source{article, passage})
	}
	return all
}

// Thumb notes whether an answer helped: a later thumb of the same answer takes the place of an earlier. Words are redacted and cut to MaxWords; a reason
// that there is not is fault.Invalid, an entry that is not kept, or not any more, fault.NotFound.
func (j *Journal) Thumb(ctx context.Context, id ID, up bool, why Reason, words string) error {
	if j == nil || id == "" {
		return fmt.Errorf("thumb: %w", fault.NotFound)
	}
	if why != "" && !slices.Contains(Reasons(), why) {
		return fmt.Errorf("thumb: reason %q: %w", why, fault.Invalid)
	}
	if err := j.Flush(ctx); err != nil { // the answer may have been given a moment ago
		return err
	}
	thumb := -1
	if up {
		thumb, why, words = 1, "", ""
	}
	err := j.db.Write(ctx, func(tx *dbx.Tx) error {
		var lang string
		err := tx.QueryRow(ctx, `SELECT lang FROM asked_question WHERE id = $1`, string(id)).Scan(&lang)
		if errors.Is(err, dbx.ErrNoRows) {
			return fault.NotFound
		}
		if err != nil {
			return err
		}
		words := Redact(langOf(lang), cut(assistant.Mask(langOf(lang), words)), j.names())
		_, err = tx.Exec(ctx, `UPDATE asked_question SET thumb = $2, reason = $3, words = $4 WHERE id = $1`, string(id), thumb, string(why), words)
		return err
	})
	if err != nil {
		return fmt.Errorf("thumb: %w", err)
	}
	return nil
}

// Between lists the entries of the hours from one instant until before another, the newest first, at most limit of them.
func (j *Journal) Between(ctx context.Context, from, to time.Time, limit int) (all []Entry, err error) {
	if j == nil {
		return nil, nil
	}
	if err := j.Flush(ctx); err != nil {
		return nil, err
	}
	err = j.db.Read(ctx, func(tx *dbx.Tx) error {
		all, err = dbx.All(ctx, tx, scan, `SELECT id, hour, lang, question, outcome, cause, cited, services, score, model, millis, unsure, thumb, reason, words
			FROM asked_question WHERE hour >= $1 AND hour < $2 ORDER BY hour DESC, id LIMIT $3`, from, to, limit)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list questions: %w", err)
	}
	return all, nil
}

func scan(row dbx.Scanner) (e Entry, err error) {
	var sources, services string
	var millis int64
	err = row.Scan(&e.ID, &e.Hour, &e.Lang, &e.Question, &e.Outcome, &e.Cause, &sources, &services, &e.Score, &e.Model, &millis, &e.Unsure, &e.Thumb, &e.Reason, &e.Words)
	e.Cited, e.Took = readCited(sources), time.Duration(millis)*time.Millisecond
	if services != "" {
		e.Services = strings.Fields(services)
	}
	return e, err
}

// Sweep removes what has been kept for its time, and everything where nothing is to be kept; it gives how many.
func (j *Journal) Sweep(ctx context.Context) (removed int, err error) {
	if j == nil {
		return 0, nil
	}
	err = j.db.Write(ctx, func(tx *dbx.Tx) error {
		n, err := tx.Exec(ctx, `DELETE FROM asked_question WHERE hour < $1`, j.clock().Add(-j.options.Kept))
		removed = int(n)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("remove old questions: %w", err)
	}
	return removed, nil
}
