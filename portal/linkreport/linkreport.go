// Package linkreport keeps what residents say about links that do not work: how often, and since when, for each address. Nothing is kept about who
// said it.
package linkreport

import (
	"context"
	"embed"
	"fmt"
	"time"

	"forvag/internal/dbx"
)

//go:embed migrations
var migrations embed.FS

// Module is the package's tables.
var Module = dbx.Embedded("linkreport", migrations)

// Report is one address that is said to be dead.
type Report struct {
	// Link is the link's id, URL its Swedish address when it was reported.
	Link, URL   string
	Count       int
	First, Last time.Time
}

// Store keeps reports. Safe for concurrent use.
type Store struct {
	db    *dbx.DB
	clock func() time.Time
}

// NewStore makes a store.
func NewStore(db *dbx.DB, clock func() time.Time) *Store { return &Store{db: db, clock: clock} }

// Note counts one more report. Where the link has another address than the one that was reported before, the count begins anew.
func (s *Store) Note(ctx context.Context, link, url string) error {
	now := dbx.Instant(s.clock())
	err := s.db.Write(ctx, func(tx *dbx.Tx) error {
		if _, err := tx.Exec(ctx, `DELETE FROM link_report WHERE link = $1 AND url <> $2`, link, url); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `
			INSERT INTO link_report (link, url, reports, first_said, last_said) VALUES ($1, $2, 1, $3, $3)
			ON CONFLICT (link) DO UPDATE SET reports = link_report.reports + 1, last_said = excluded.last_said`, link, url, now)
		return err
	})
	if err != nil {
		return fmt.Errorf("note a dead link: %w", err)
	}
	return nil
}

// List returns all reports, the most reported first.
func (s *Store) List(ctx context.Context) ([]Report, error) {
	var out []Report
	err := s.db.Read(ctx, func(tx *dbx.Tx) error {
		rows, err := tx.Query(ctx, `SELECT link, url, reports, first_said, last_said FROM link_report ORDER BY reports DESC, link`)
		if err != nil {
			return err
		}
		defer rows.Close()
		out = nil
		for rows.Next() {
			var r Report
			if err := rows.Scan(&r.Link, &r.URL, &r.Count, &r.First, &r.Last); err != nil {
				return err
			}
			out = append(out, r)
		}
		return rows.Err()
	})
	if err != nil {
		return nil, fmt.Errorf("list dead links: %w", err)
	}
	return out, nil
}

// Clear takes a link off the list, as somebody who has looked at it does. It is no error where the link is not there.
func (s *Store) Clear(ctx context.Context, link string) error {
	err := s.db.Write(ctx, func(tx *dbx.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM link_report WHERE link = $1`, link)
		return err
	})
	if err != nil {
		return fmt.Errorf("clear a dead link: %w", err)
	}
	return nil
}
