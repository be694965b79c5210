package chat

import (
	"context"
	"embed"
	"fmt"
	"time"

	"forvag/assistant"
	"forvag/internal/civil"
	"forvag/internal/dbx"
)

//go:embed migrations
var migrations embed.FS

// Module is the table of tokens by day.
var Module = dbx.Embedded("chat", migrations)

// Budget counts an installation's tokens by day, in its database, so that processes share it and a restart does not fill it. It is safe for concurrent
// use.
type Budget struct {
	db    *dbx.DB
	clock func() time.Time
	most  int64
}

// NewBudget allows most tokens a day; zero is no limit, and they are counted all the same.
func NewBudget(db *dbx.DB, clock func() time.Time, most int64) *Budget {
	return &Budget{db, clock, most}
}

// reserve takes tokens for a request before it is made, so that requests at the same time cannot use the same ones. settle must be called with what
// was used of them. Where the day's are not enough the error is assistant.FallbackBudget.
func (b *Budget) reserve(ctx context.Context, tokens int64) (settle func(used int64) error, err error) {
	day := civil.Today(b.clock).String()
	err = b.db.Write(ctx, func(tx *dbx.Tx) error {
		if _, err := tx.Exec(ctx, `INSERT INTO chat_budget (day, tokens) VALUES ($1, 0) ON CONFLICT (day) DO NOTHING`, day); err != nil {
			return err
		}
		n, err := tx.Exec(ctx, `UPDATE chat_budget SET tokens = tokens + $2 WHERE day = $1 AND ($3 = 0 OR tokens + $2 <= $3)`, day, tokens, b.most)
		if err == nil && n == 0 {
			err = assistant.FallbackBudget
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("chat: reserve tokens: %w", err)
	}
	return func(used int64) error {
		err := b.db.Write(ctx, func(tx *dbx.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE chat_budget SET tokens = tokens + $2 WHERE day = $1`, day, used-tokens)
			return err
		})
		if err != nil {
			return fmt.Errorf("chat: settle tokens: %w", err)
		}
		return nil
	}, nil
}

// Used is how many tokens a day has used.
func (b *Budget) Used(ctx context.Context, day civil.Date) (tokens int64, err error) {
	err = b.db.QueryRow(ctx, `SELECT COALESCE(SUM(tokens), 0) FROM chat_budget WHERE day = $1`, day.String()).Scan(&tokens)
	if err != nil {
		return 0, fmt.Errorf("chat: tokens of a day: %w", err)
	}
	return tokens, nil
}
