package sqlstore

import (
	"context"
	"slices"

	"forvag/internal/dbx"
	"forvag/internal/identity"
)

// Notice is what has come and nobody has seen to yet, whichever process took it.
type Notice struct {
	// Told says that another system has told something: see Told.
	Told bool
	// Imported says that files were imported into the population register: see Imports.
	Imported bool
}

// Notice looks whether anything has come. It is one query by index, for looking often.
func (s *Store) Notice(ctx context.Context) (n Notice, err error) {
	err = s.db.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM life_touched WHERE told), EXISTS (SELECT 1 FROM life_imports)`).Scan(&n.Told, &n.Imported)
	return n, err
}

// Imported keeps that files were imported into the population register, for a process that looks at it at once.
func (s *Store) Imported(ctx context.Context) error {
	_, err := s.change(ctx, `INSERT INTO life_imports (id) VALUES ($1)`, identity.NewID())
	return err
}

// Imports lists the imports that were kept.
func (s *Store) Imports(ctx context.Context) (all []string, err error) {
	err = s.db.Read(ctx, func(tx *dbx.Tx) error {
		all, err = dbx.All(ctx, tx, dbx.Value[string], `SELECT id FROM life_imports ORDER BY id`)
		return err
	})
	return all, err
}

// ImportsSeen says that the register was looked at after those imports. What was imported since stays.
func (s *Store) ImportsSeen(ctx context.Context, all []string) error {
	for part := range slices.Chunk(all, batch) {
		ids := make([]any, len(part))
		for i, id := range part {
			ids[i] = id
		}
		if _, err := s.change(ctx, `DELETE FROM life_imports WHERE id IN (`+dbx.List(1, len(ids))+`)`, ids...); err != nil {
			return err
		}
	}
	return nil
}
