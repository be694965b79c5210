package residents

import (
	"context"
	"time"

	"forvag/internal/dbx"
)

// SetAside keeps what was left out of a file, in the place of what was left out of it before.
func (s *Store) SetAside(ctx context.Context, file string, rows []BadRow, at time.Time) error {
	return s.db.Write(ctx, func(tx *dbx.Tx) error {
		if _, err := tx.Exec(ctx, `DELETE FROM resident_aside WHERE file = $1`, file); err != nil {
			return err
		}
		for _, r := range rows {
			_, err := tx.Exec(ctx, `INSERT INTO resident_aside (file, line, reason, at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`, file, r.Row, r.Reason, at)
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// AsideRow is a row of a file that was left out.
type AsideRow struct {
	File string
	BadRow
	At time.Time
}

// Asides lists what was left out of files, the latest file first, in the order of each.
func (s *Store) Asides(ctx context.Context) (all []AsideRow, err error) {
	err = s.db.Read(ctx, func(tx *dbx.Tx) error {
		all, err = dbx.All(ctx, tx, func(sc dbx.Scanner) (a AsideRow, err error) {
			err = sc.Scan(&a.File, &a.Row, &a.Reason, &a.At)
			return a, err
		}, `SELECT file, line, reason, at FROM resident_aside ORDER BY at DESC, file, line, reason`)
		return err
	})
	return all, err
}
