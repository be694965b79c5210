package sqlstore

import (
	"context"
	"strings"

	"forvag/internal/dbx"
	"forvag/internal/identity"
	"forvag/notify"
)

// Preferences implements notify.Store.
func (s *Store) Preferences(ctx context.Context, person identity.PersonID) (p notify.Preferences, err error) {
	type row struct {
		kind     notify.Kind
		channels string
	}
	err = s.db.Read(ctx, func(tx *dbx.Tx) error {
		rows, err := dbx.All(ctx, tx, func(sc dbx.Scanner) (r row, err error) {
			err = sc.Scan(&r.kind, &r.channels)
			return r, err
		}, `SELECT kind, channels FROM notify_preference WHERE person = $1`, person)
		if err != nil {
			return err
		}
		p = notify.Preferences{}
		for _, r := range rows {
			if p.Order == nil {
				p.Order = map[notify.Kind][]notify.Channel{}
			}
			p.Order[r.kind] = []notify.Channel{}
			for _, c := range strings.Fields(r.channels) {
				p.Order[r.kind] = append(p.Order[r.kind], notify.Channel(c))
			}
		}
		return tx.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM notify_anytime WHERE person = $1)`, person).Scan(&p.Anytime)
	})
	return p, err
}

// SetPreferences implements notify.Store.
func (s *Store) SetPreferences(ctx context.Context, person identity.PersonID, p notify.Preferences) error {
	if err := p.Check(); err != nil {
		return err
	}
	return s.write(ctx, "keep preferences", func(tx *dbx.Tx) error {
		for _, query := range []string{`DELETE FROM notify_preference WHERE person = $1`, `DELETE FROM notify_anytime WHERE person = $1`} {
			if _, err := tx.Exec(ctx, query, person); err != nil {
				return err
			}
		}
		for kind, order := range p.Order {
			words := make([]string, len(order))
			for i, c := range order {
				words[i] = string(c)
			}
			_, err := tx.Exec(ctx, `INSERT INTO notify_preference (person, kind, channels) VALUES ($1, $2, $3)`, person, kind, strings.Join(words, " "))
			if err != nil {
				return err
			}
		}
		if !p.Anytime {
			return nil
		}
		_, err := tx.Exec(ctx, `INSERT INTO notify_anytime (person) VALUES ($1)`, person)
		return err
	})
}
