package dbx

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strings"
)

// Backup writes a consistent copy of the whole database to the file dest while others read and write. The copy is a SQLite file whatever
// the database is, so that it can be opened by anyone, and restored into either database. dest must not exist; it appears, readable by its owner
// alone, when it is whole and safe on disk. modules are those that the database was migrated with.
func Backup(ctx context.Context, db *DB, dest string, modules ...Module) (err error) {
	if _, err := os.Lstat(dest); err == nil {
		return fmt.Errorf("backup: %s exists already", dest)
	}
	part := dest + ".part"
	if err := removeSQLite(part); err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	defer func() {
		if err != nil {
			err = fmt.Errorf("backup: %w", errors.Join(err, removeSQLite(part)))
		}
	}()
	if err := makePrivate(part); err != nil {
		return err
	}
	if db.dialect == SQLite {
		if err := backupSQLite(ctx, db, part); err != nil {
			return err
		}
	} else if err := backupPostgres(ctx, db, part, modules); err != nil {
		return err
	}
	if err := syncFile(part); err != nil {
		return err
	}
	if err := os.Rename(part, dest); err != nil {
		return err
	}
	return syncFile(filepath.Dir(dest))
}

// backupSQLite uses a connection of its own: the writer's would hold writers up, and the readers' may not VACUUM.
func backupSQLite(ctx context.Context, db *DB, part string) error {
	own, err := sqliteDB(db.path, url.Values{"_busy_timeout": {"10000"}}, 1)
	if err != nil {
		return err
	}
	_, err = own.ExecContext(ctx, `VACUUM INTO $1`, part)
	return errors.Join(err, own.Close())
}

func backupPostgres(ctx context.Context, db *DB, part string, modules []Module) error {
	lite, err := Open(ctx, "sqlite:"+part+"?synchronous=off")
	if err != nil {
		return err
	}
	if err := Migrate(ctx, lite, modules...); err != nil {
		return errors.Join(err, lite.Close())
	}
	return errors.Join(Copy(ctx, db, lite), lite.Close()) // closing folds the WAL into the file
}

// ErrDamaged means that a backup's file cannot be read as it was written.
var ErrDamaged = errors.New("the backup's database is damaged")

// Restore fills db from a file that Backup wrote, which is not changed. db is migrated first and must hold no rows. A backup that is older than
// the modules is brought forward on the way. A file that is damaged is ErrDamaged, and nothing is written then.
func Restore(ctx context.Context, src string, db *DB, modules ...Module) (err error) {
	dir, err := os.MkdirTemp("", "forvag-restore-")
	if err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	defer func() {
		if err = errors.Join(err, os.RemoveAll(dir)); err != nil {
			err = fmt.Errorf("restore: %w", err)
		}
	}()
	working := filepath.Join(dir, "backup.db")
	if err := copyFile(src, working); err != nil {
		return err
	}
	lite, err := Open(ctx, "sqlite:"+working+"?synchronous=off")
	if err != nil {
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	defer func() { err = errors.Join(err, lite.Close()) }()
	if err := lite.Read(ctx, func(tx *Tx) error { return whole(ctx, tx) }); err != nil {
		return err
	}
	if err := lite.Read(ctx, func(tx *Tx) error {
		if exists, err := tableExists(ctx, tx, "schema_migration"); err != nil || !exists {
			return errors.Join(fmt.Errorf("%s is no backup", src), err)
		}
		return nil
	}); err != nil {
		return err
	}
	if err := Migrate(ctx, lite, modules...); err != nil {
		return err
	}
	if err := Migrate(ctx, db, modules...); err != nil {
		return err
	}
	return Copy(ctx, lite, db)
}

// whole has SQLite read every page of a database, and returns ErrDamaged with the first fault.
func whole(ctx context.Context, tx *Tx) error {
	said, err := All(ctx, tx, Value[string], `PRAGMA integrity_check(1)`)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	if len(said) != 1 || said[0] != "ok" {
		return fmt.Errorf("%w: %s", ErrDamaged, strings.Join(said, "; "))
	}
	return nil
}

func removeSQLite(path string) error {
	for _, suffix := range []string{"", "-wal", "-shm", "-journal"} {
		if err := os.Remove(path + suffix); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	return nil
}

func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}

func syncFile(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
