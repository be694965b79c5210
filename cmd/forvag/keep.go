package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"forvag/internal/content"
	"forvag/internal/dbx"
)

type migrateCmd struct{ storage }

// Help stands under the command's flags.
func (migrateCmd) Help() string {
	return `Makes the tables that this version needs and prints each step; a database that has them is left as it is. Steps only go forward: make a
backup first. Several processes may do it at once, and the portal may run meanwhile.`
}

// Run brings the tables up to date.
func (c *migrateCmd) Run(ctx context.Context, out *console) error {
	if err := c.makeFolder(); err != nil {
		return err
	}
	db, err := c.connect(ctx)
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
	return `Copies the database as it is at one moment, and every file that it names, while the portal runs. The copy is a SQLite file whatever the
database is, and restores into either. The key is not in the backup: keep a copy of it somewhere else.`
}

// Run makes the backup: files, then the database, then the files that came meanwhile. A file that the database's rows name is then in one of the two,
// even if the portal disposes of it during the backup.
func (c *backupCmd) Run(ctx context.Context, out *console) error {
	if entries, err := os.ReadDir(c.To); err == nil && len(entries) > 0 {
		return fmt.Errorf("%s is not empty: name a folder that does not exist", c.To)
	}
	db, err := c.existing(ctx)
	if err != nil {
		return err
	}
	defer db.Close()
	if err := os.MkdirAll(c.To, 0o700); err != nil {
		return err
	}
	damaged := map[content.Damage]bool{}
	if err := copyFiles(ctx, c.files(), filepath.Join(c.To, backupFiles), damaged); err != nil {
		return err
	}
	if err := dbx.Backup(ctx, db, filepath.Join(c.To, backupDatabase), modules...); err != nil {
		return err
	}
	if err := copyFiles(ctx, c.files(), filepath.Join(c.To, backupFiles), damaged); err != nil {
		return err
	}
	out.printf("backup in %s (the key is not in it)\n", c.To)
	return out.damaged(damaged)
}

// copyFiles copies stored files from one folder to another, and notes those that are damaged and were not copied.
func copyFiles(ctx context.Context, from, to string, damaged map[content.Damage]bool) error {
	source, err := content.OpenBlobs(from)
	if err != nil {
		return err
	}
	defer source.Close()
	target, err := content.OpenBlobs(to)
	if err != nil {
		return err
	}
	err = source.CopyTo(ctx, target, func(d content.Damage) { damaged[d] = true })
	return errors.Join(err, target.Close())
}

// damaged tells of files that were not copied; the error is nil where there are none.
func (c *console) damaged(files map[content.Damage]bool) error {
	for _, d := range slices.SortedFunc(maps.Keys(files), func(a, b content.Damage) int { return strings.Compare(a.Name, b.Name) }) {
		c.printf("file %s: %s\n", d.Name, d.Kind)
	}
	if len(files) == 0 {
		return nil
	}
	return exitCode{code: 1, words: fmt.Sprintf("%s not copied; forvag verify says which cases name them", count(len(files), "damaged file"))}
}

type restoreCmd struct {
	storage
	From string `arg:"" type:"existingdir" placeholder:"DIR" help:"Folder that forvag backup made."`
	// broken are files of the backup that were damaged and not copied.
	broken map[content.Damage]bool
}

// Help stands under the command's flags.
func (restoreCmd) Help() string {
	return `Puts a backup into an empty data folder, or an empty PostgreSQL schema, and refuses one that holds anything. Put the key back too: without it
personal numbers cannot be read. A backup that an older version made is brought forward. Each case that the backup does not have whole, such as one whose
file is missing in it, is told, and the exit code then is 1. A restore that fails takes away what it had made. One that was broken off leaves the file
RESTORE-NOT-FINISHED in the data folder, where no other command then opens anything, until a restore has come to its end.`
}

// Run restores a backup: files first, so that no row names a file that is not there.
func (c *restoreCmd) Run(ctx context.Context, out *console) error {
	for _, name := range []string{backupDatabase, backupFiles} {
		if _, err := os.Stat(filepath.Join(c.From, name)); err != nil {
			return fmt.Errorf("%s is no backup: it has no %s", c.From, name)
		}
	}
	if err := c.makeFolder(); err != nil {
		return err
	}
	db, err := c.empty(ctx)
	if err != nil {
		return err
	}
	if err := c.fill(ctx, db); err != nil {
		return err
	}
	lacking, err := c.lacking(ctx, out, db)
	if err = errors.Join(err, db.Close()); err != nil {
		return err
	}
	out.printf("restored from %s; now put the key back and run forvag verify\n", c.From)
	if err := out.damaged(c.broken); err != nil || lacking == 0 {
		return err
	}
	return exitCode{code: 1, words: fmt.Sprintf("%s in what was restored; is there another backup that has the files?", count(lacking, "problem"))}
}

// empty opens the database that is to be filled, and refuses one that holds anything. What a restore that was broken off left in SQLite is removed first.
func (c *restoreCmd) empty(ctx context.Context) (*dbx.DB, error) {
	if _, err := os.Stat(c.unfinishedRestore()); err == nil {
		if err := c.removeDatabase(); err != nil {
			return nil, err
		}
	}
	db, err := c.dial(ctx)
	if err != nil {
		return nil, err
	}
	filled, err := dbx.Filled(ctx, db)
	if err == nil && filled != "" {
		err = fmt.Errorf("there is data already (in the table %s): restore into an empty data folder or an empty PostgreSQL schema", filled)
	}
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// fill puts the backup's files and rows in their places. Where that fails, what it had made is taken away and the database is closed.
func (c *restoreCmd) fill(ctx context.Context, db *dbx.DB) error {
	held, err := holdsFiles(c.files())
	if err == nil {
		err = os.WriteFile(c.unfinishedRestore(), []byte("forvag restore has not come to its end here. Run it again.\n"), 0o600)
	}
	if err != nil {
		return errors.Join(err, db.Close())
	}
	c.broken = map[content.Damage]bool{}
	if err = copyFiles(ctx, filepath.Join(c.From, backupFiles), c.files(), c.broken); err == nil {
		err = dbx.Restore(ctx, filepath.Join(c.From, backupDatabase), db, modules...)
	}
	if err == nil {
		return os.Remove(c.unfinishedRestore())
	}
	err = errors.Join(err, db.Close(), c.removeDatabase())
	if !held {
		err = errors.Join(err, os.RemoveAll(c.files()))
	}
	if c.DatabaseURL == "" {
		err = errors.Join(err, os.Remove(c.unfinishedRestore()))
	}
	if errors.Is(err, dbx.ErrDamaged) {
		return fmt.Errorf("%s cannot be restored; take another backup. Nothing of it is left in %s (%w)", c.From, c.Data, err)
	}
	return err
}

// removeDatabase removes SQLite's files; of PostgreSQL nothing is left, since rows come in one transaction.
func (c *restoreCmd) removeDatabase() error {
	if c.DatabaseURL != "" {
		return nil
	}
	var wrong []error
	for _, suffix := range []string{"", "-wal", "-shm", "-journal"} {
		if err := os.Remove(c.source() + suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
			wrong = append(wrong, err)
		}
	}
	return errors.Join(wrong...)
}

// holdsFiles says whether there is anything in the folder of uploaded files.
func holdsFiles(dir string) (bool, error) {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return len(entries) > 0, err
}

// lacking tells of each case that the backup did not have whole, such as one whose file is missing, and counts them.
func (c *restoreCmd) lacking(ctx context.Context, out *console, db *dbx.DB) (int, error) {
	blobs, err := content.OpenBlobs(c.files())
	if err != nil {
		return 0, err
	}
	v := newVerification(out, db, blobs)
	err = v.cases(ctx)
	return v.problems, errors.Join(err, blobs.Close())
}
