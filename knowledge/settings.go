package knowledge

import (
	"context"
	"errors"
	"log/slog"
	"net/url"
	"time"

	"forvag/internal/dbx"
)

// Embedding says where vectors come from. Without them passages are found by their words.
type Embedding struct {
	EmbedURL   *url.URL `env:"FORVAG_EMBED_URL" placeholder:"URL" help:"Where an API for embeddings in OpenAI's manner begins, as https://host/v1. Empty: passages are found by their words alone."`
	EmbedKey   string   `env:"FORVAG_EMBED_KEY" secret:"" placeholder:"KEY" help:"Key for that API; empty where it needs none."`
	EmbedModel string   `env:"FORVAG_EMBED_MODEL" placeholder:"NAME" help:"The model whose vectors are used. Another name makes all vectors anew, in the background."`
}

// Validate says what cannot be.
func (s Embedding) Validate() error {
	switch {
	case s.EmbedURL == nil && s.EmbedModel == "" && s.EmbedKey == "":
		return nil
	case s.EmbedURL == nil || s.EmbedModel == "":
		return errors.New("FORVAG_EMBED_URL and FORVAG_EMBED_MODEL belong together")
	case s.EmbedURL.Host == "" || s.EmbedURL.Scheme != "https" && s.EmbedURL.Scheme != "http":
		return errors.New("FORVAG_EMBED_URL must be an address such as https://host/v1")
	}
	return nil
}

// Index makes an index of chunks: by words, and by meaning too where the settings name an endpoint; then run must run, until ctx ends, for vectors to
// come. It asks no endpoint itself. Where PostgreSQL has no pgvector, vectors are compared in memory as on SQLite.
func (s Embedding) Index(ctx context.Context, db *dbx.DB, chunks []Chunk, clock func() time.Time, log *slog.Logger) (x Index, run func(ctx context.Context)) {
	if s.EmbedURL == nil {
		return NewMemory(chunks...), func(context.Context) {}
	}
	h := NewHybrid(chunks, s.vectors(ctx, db, log), NewEndpoint(s.EmbedURL.String(), s.EmbedKey, s.EmbedModel), clock, log)
	return h, h.Run
}

func (s Embedding) vectors(ctx context.Context, db *dbx.DB, log *slog.Logger) Vectors {
	if db.Dialect() == dbx.Postgres {
		v, err := NewApproximate(ctx, db, s.EmbedModel)
		if err == nil {
			return v
		}
		log.Warn("vectors are compared in memory", "error", err)
	}
	return NewExact(db, s.EmbedModel)
}
