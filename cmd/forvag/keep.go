package main

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"time"

	"forvag/internal/casework"
	"forvag/internal/casework/sqlstore"
	"forvag/internal/content"
	"forvag/internal/dbx"
	"forvag/internal/identity"
)

type migrateCmd struct{ storage }

// Run brings the tables up to date.
func (c *migrateCmd) Run(ctx context.Context, out *console) error {
	db, err := dbx.Open(ctx, c.source())
	if err != nil {
		return err
	}
	pending, err := db.Pending(ctx, modules...)
	if err == nil {
		err = dbx.Migrate(ctx, db, modules...)
	}
	if err != nil {
		return errors.Join(err, db.Close())
	}
	for _, name := range pending {
		out.printf("applied %s\n", name)
	}
	if len(pending) == 0 {
		out.printf("nothing to do\n")
	}
	return db.Close()
}

// What a backup folder holds.
const (
	backupDatabase = "forvag.db"
	backupFiles    = "files"
)

type backupCmd struct {
	storage
	To string `arg:"" type:"path" placeholder:"DIR" help:"Folder to make the backup in. It must not exist, or be empty."`
}

// Help stands under the command's flags.
func (backupCmd) Help() string {
	return `Copies the database as it is at one moment, then every file that it names, while the portal runs. The copy is a SQLite file whatever the
database is, and restores into either. The key is not in the backup: keep a copy of it somewhere else.`
}

// Run makes the backup: the database first, so that every file that its rows name is there when the files are copied.
func (c *backupCmd) Run(ctx context.Context, out *console) error {
	if entries, err := os.ReadDir(c.To); err == nil && len(entries) > 0 {
		return fmt.Errorf("%s is not empty", c.To)
	}
	if err := os.MkdirAll(c.To, 0o700); err != nil {
		return err
	}
	db, err := dbx.Open(ctx, c.source())
	if err != nil {
		return err
	}
	err = dbx.Backup(ctx, db, filepath.Join(c.To, backupDatabase), modules...)
	if err := errors.Join(err, db.Close()); err != nil {
		return err
	}
	if err := copyFiles(ctx, c.files(), filepath.Join(c.To, backupFiles), out); err != nil {
		return err
	}
	out.printf("backup in %s (the key is not in it)\n", c.To)
	return nil
}

// copyFiles copies stored files from one folder to another and fails where one is damaged.
func copyFiles(ctx context.Context, from, to string, out *console) error {
	source, err := content.OpenBlobs(from)
	if err != nil {
		return err
	}
	defer source.Close()
	target, err := content.OpenBlobs(to)
	if err != nil {
		return err
	}
	damaged := 0
	err = source.CopyTo(ctx, target, func(d content.Damage) {
		damaged++
		out.printf("file %s: %s\n", d.Name, d.Kind)
	})
	if err := errors.Join(err, target.Close()); err != nil {
		return err
	}
	if damaged > 0 {
		return exitCode{code: 1, words: fmt.Sprintf("%d damaged files were not copied", damaged)}
	}
	return nil
}

type restoreCmd struct {
	storage
	From string `arg:"" type:"existingdir" placeholder:"DIR" help:"Folder that forvag backup made."`
}

// Help stands under the command's flags.
func (restoreCmd) Help() string {
	return `Puts a backup into an empty data folder, or an empty PostgreSQL schema. Put the key back too: without it personal numbers cannot be read.`
}

// Run restores a backup: files first, so that no row names a file that is not there.
func (c *restoreCmd) Run(ctx context.Context, out *console) error {
	if err := copyFiles(ctx, filepath.Join(c.From, backupFiles), c.files(), out); err != nil {
		return err
	}
	db, err := dbx.Open(ctx, c.source())
	if err != nil {
		return err
	}
	err = dbx.Restore(ctx, filepath.Join(c.From, backupDatabase), db, modules...)
	if err := errors.Join(err, db.Close()); err != nil {
		return err
	}
	out.printf("restored from %s; now run forvag verify\n", c.From)
	return nil
}

type verifyCmd struct{ storage }

// Help stands under the command's flags.
func (verifyCmd) Help() string {
	return `Reads every case's chain of events, every diary's numbers, every stored text and every file, and prints one line for each thing that is not as it
was written. The exit code is 1 where there is any. It may run beside the portal.`
}

// Run verifies everything that is kept.
func (c *verifyCmd) Run(ctx context.Context, out *console) error {
	db, err := dbx.Open(ctx, c.source())
	if err != nil {
		return err
	}
	defer db.Close()
	blobs, err := content.OpenBlobs(c.files())
	if err != nil {
		return err
	}
	defer blobs.Close()
	v := verification{out: out, named: map[content.Hash]bool{}}
	if err := v.cases(ctx, db); err != nil {
		return err
	}
	if err := v.files(ctx, db, blobs); err != nil {
		return err
	}
	out.printf("%d cases' files named, %d problems\n", len(v.named), v.problems)
	if v.problems > 0 {
		return exitCode{code: 1}
	}
	return nil
}

// verification gathers what is wrong.
type verification struct {
	out      *console
	problems int
	named    map[content.Hash]bool
}

func (v *verification) report(format string, args ...any) {
	v.problems++
	v.out.printf(format+"\n", args...)
}

// Check implements casework.Files: it notes which files cases name. That they are whole is seen when the files are read.
func (v *verification) Check(_ context.Context, hash string) error {
	h, err := content.ParseHash(hash)
	if err != nil {
		return err
	}
	v.named[h] = true
	return nil
}

func (v *verification) cases(ctx context.Context, db *dbx.DB) error {
	core := casework.New(casework.Config{Store: sqlstore.New(db), Now: time.Now, Tokens: func(string) []string { return nil }})
	for problem, err := range core.Verify(ctx, identity.Principal{Kind: identity.System}, v) {
		if err != nil {
			return err
		}
		v.report("case %s %s: %s", problem.Diary, problem.Case, problem.What)
	}
	return nil
}

func (v *verification) files(ctx context.Context, db *dbx.DB, blobs *content.Blobs) error {
	if err := content.NewVersions(db, time.Now).Verify(ctx, func(d content.Damage) { v.report("text %s: %s", d.Name, d.Kind) }); err != nil {
		return err
	}
	return blobs.Verify(ctx, v.hashes(), func(d content.Damage) { v.report("file %s: %s", d.Name, d.Kind) })
}

func (v *verification) hashes() iter.Seq[content.Hash] {
	return func(yield func(content.Hash) bool) {
		for h := range v.named {
			if !yield(h) {
				return
			}
		}
	}
}
