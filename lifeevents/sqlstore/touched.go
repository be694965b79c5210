package sqlstore

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"forvag/internal/civil"
	"forvag/internal/dbx"
	"forvag/internal/identity"
	"forvag/lifeevents"
)

// Touched is that something about somebody has changed, or been told, since rules last looked at them.
type Touched struct {
	ID     string
	Person identity.PersonID
}

// touch keeps that something about somebody has changed; told says that it is an event that another system told of.
func touch(ctx context.Context, tx *dbx.Tx, person identity.PersonID, told bool) error {
	_, err := tx.Exec(ctx, `INSERT INTO life_touched (id, person, told) VALUES ($1, $2, $3)`, identity.NewID(), person, told)
	return err
}

// Touched lists all of it.
func (s *Store) Touched(ctx context.Context) ([]Touched, error) {
	return s.touched(ctx, `SELECT id, person FROM life_touched ORDER BY id`)
}

// Told lists those of whom something was told, the first told first.
func (s *Store) Told(ctx context.Context, limit int) ([]Touched, error) {
	return s.touched(ctx, `SELECT id, person FROM life_touched WHERE told ORDER BY id LIMIT $1`, limit)
}

func (s *Store) touched(ctx context.Context, query string, args ...any) (all []Touched, err error) {
	err = s.db.Read(ctx, func(tx *dbx.Tx) error {
		all, err = dbx.All(ctx, tx, func(row dbx.Scanner) (t Touched, err error) {
			err = row.Scan(&t.ID, &t.Person)
			return t, err
		}, query, args...)
		return err
	})
	return all, err
}

// Seen says that a run has looked at those whom it lists. What has come since stays.
func (s *Store) Seen(ctx context.Context, all []Touched) error {
	return s.each(ctx, `DELETE FROM life_touched WHERE id IN `, all)
}

// Caught says that the rules that are set off by events have been run for those of whom something was told. The next run looks at them all the same.
func (s *Store) Caught(ctx context.Context, all []Touched) error {
	return s.each(ctx, `UPDATE life_touched SET told = FALSE WHERE id IN `, all)
}

func (s *Store) each(ctx context.Context, query string, all []Touched) error {
	for part := range slices.Chunk(all, batch) {
		ids := make([]any, len(part))
		for i, t := range part {
			ids[i] = t.ID
		}
		if _, err := s.change(ctx, query+`(`+dbx.List(1, len(ids))+`)`, ids...); err != nil {
			return err
		}
	}
	return nil
}

// Followed is how far each rule has been run, by rule.
func (s *Store) Followed(ctx context.Context) (map[string]lifeevents.Followed, error) {
	all := map[string]lifeevents.Followed{}
	err := s.db.Read(ctx, func(tx *dbx.Tx) error {
		rows, err := tx.Query(ctx, `SELECT rule, basis, day FROM life_followed`)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var rule string
			var f lifeevents.Followed
			if err := rows.Scan(&rule, &f.Basis, &f.Day); err != nil {
				return err
			}
			all[rule] = f
		}
		return rows.Err()
	})
	return all, err
}

// Follow keeps how far rules have been run, on what basis each, and forgets it of all others: they are asked of everybody anew when they are on again. Several may at
// once, as where each process has its night: what the last one says holds.
func (s *Store) Follow(ctx context.Context, basis map[string]string, day civil.Date) error {
	return s.db.Write(ctx, func(tx *dbx.Tx) error {
		kept := make([]any, 0, len(basis))
		for _, rule := range slices.Sorted(maps.Keys(basis)) { // in one order, so that none waits for one that waits for it
			_, err := tx.Exec(ctx, `INSERT INTO life_followed (rule, basis, day) VALUES ($1, $2, $3)
				ON CONFLICT (rule) DO UPDATE SET basis = excluded.basis, day = excluded.day`, rule, basis[rule], day)
			if err != nil {
				return err
			}
			kept = append(kept, rule)
		}
		others := ``
		if len(kept) > 0 {
			others = ` WHERE rule NOT IN (` + dbx.List(1, len(kept)) + `)`
		}
		_, err := tx.Exec(ctx, `DELETE FROM life_followed`+others, kept...)
		return err
	})
}

// EventsOf lists what happened to some people on a day or later, in the order of the events' ids.
func (s *Store) EventsOf(ctx context.Context, people []identity.PersonID, since civil.Date) (all []lifeevents.Event, err error) {
	for part := range slices.Chunk(people, batch) {
		args := []any{since}
		for _, id := range part {
			args = append(args, id)
		}
		some, err := s.events(ctx, `WHERE day >= $1 AND subject IN (`+dbx.List(2, len(part))+`) ORDER BY id`, args...)
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	slices.SortFunc(all, func(a, b lifeevents.Event) int { return cmp.Compare(a.ID, b.ID) })
	return all, nil
}
