package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"forvag/internal/civil"
	"forvag/internal/dbx"
	"forvag/internal/identity"
	"forvag/internal/residents"
)

// storage says where the municipality's data is. Every command that touches data takes it.
type storage struct {
	Data        string `env:"FORVAG_DATA" default:"data" type:"path" placeholder:"DIR" help:"Folder for SQLite, uploaded files and the key. Made if missing."`
	DatabaseURL string `env:"FORVAG_DATABASE_URL" secret:"" placeholder:"URL" help:"postgres://… for PostgreSQL 15 or later. Empty: SQLite in the data folder."`
	Key         string `env:"FORVAG_KEY" secret:"" placeholder:"1:BASE64" help:"Key that encrypts personal numbers, as 1:BASE64 of 32 bytes. Empty: the key file."`
	KeyFile     string `env:"FORVAG_KEY_FILE" type:"path" placeholder:"FILE" help:"File with the key. Empty: key in the data folder, made at first start. Back it up apart from the database."`
}

// keyFile is where the key is read from when it does not stand in the environment.
func (s storage) keyFile() string {
	if s.KeyFile != "" {
		return s.KeyFile
	}
	return filepath.Join(s.Data, "key")
}

// keyName says where the key comes from.
func (s storage) keyName() string {
	if s.Key != "" {
		return "the key in FORVAG_KEY"
	}
	return "the key in " + s.keyFile()
}

// source names the database for dbx.Open.
func (s storage) source() string {
	if s.DatabaseURL != "" {
		return s.DatabaseURL
	}
	return filepath.Join(s.Data, "forvag.db")
}

// files is the folder of uploaded files.
func (s storage) files() string { return filepath.Join(s.Data, "files") }

// Validate is called by the command-line parser.
func (s storage) Validate() error {
	if s.DatabaseURL == "" {
		return nil
	}
	u, err := url.Parse(s.DatabaseURL)
	if err != nil || (u.Scheme != "postgres" && u.Scheme != "postgresql") {
		return fmt.Errorf("FORVAG_DATABASE_URL must start with postgres:// (leave it empty for SQLite)")
	}
	return nil
}

// makeFolder makes the data folder where it is missing, and tells at once where nothing can be written there.
func (s storage) makeFolder() error {
	err := os.MkdirAll(s.Data, 0o700)
	if err == nil {
		var probe *os.File
		if probe, err = os.CreateTemp(s.Data, ".probe-"); err == nil {
			err = errors.Join(probe.Close(), os.Remove(probe.Name()))
		}
	}
	if err != nil {
		return fmt.Errorf("the data folder cannot be written: %w (name another with --data or FORVAG_DATA)", err)
	}
	return nil
}

// connect opens the database, and makes it where it is missing. It refuses one that a restore has not filled to its end.
func (s storage) connect(ctx context.Context) (*dbx.DB, error) {
	if _, err := os.Stat(s.unfinishedRestore()); err == nil {
		return nil, fmt.Errorf("a restore into %s was broken off, and what is there is not whole: run forvag restore again (%s says so)", s.Data, s.unfinishedRestore())
	}
	return s.dial(ctx)
}

// unfinishedRestore is the file that stands in the data folder while it is filled from a backup.
func (s storage) unfinishedRestore() string { return filepath.Join(s.Data, "RESTORE-NOT-FINISHED") }

// dial opens the database as it is, and makes it where it is missing.
func (s storage) dial(ctx context.Context) (*dbx.DB, error) {
	db, err := dbx.Open(ctx, s.source())
	if err != nil && s.DatabaseURL != "" {
		return nil, fmt.Errorf("%w (FORVAG_DATABASE_URL says where the database is)", err)
	}
	return db, err
}

// existing opens a database that is there and has this version's tables, for commands that look at what is kept.
func (s storage) existing(ctx context.Context) (*dbx.DB, error) {
	if s.DatabaseURL == "" {
		if _, err := os.Stat(s.source()); err != nil {
			return nil, fmt.Errorf("there is no database in %s: name the data folder with --data or FORVAG_DATA, or set FORVAG_DATABASE_URL", s.Data)
		}
	}
	db, err := s.connect(ctx)
	if err != nil {
		return nil, err
	}
	pending, err := db.Pending(ctx, modules...)
	if err == nil && len(pending) > 0 {
		err = errors.New("the database does not have this version's tables: is it the right one? If so, run forvag migrate first")
	}
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// keys reads the keys that encrypt personal data, and makes them at the first start where nothing says otherwise. It refuses keys that are not
// those that the database was written with.
func (s storage) keys(ctx context.Context, db *dbx.DB) (*identity.Keyring, error) {
	made := false
	if s.Key == "" && s.KeyFile == "" {
		err := identity.WriteKeyring(s.keyFile())
		if err != nil && !errors.Is(err, fs.ErrExist) {
			return nil, err
		}
		made = err == nil
	}
	keys, err := s.readKeys()
	if err != nil {
		return nil, err
	}
	people := register(db, keys)
	err = people.CheckKeys(ctx)
	if err == nil {
		err = people.Claim(ctx)
	}
	if err != nil {
		if made {
			err = errors.Join(err, os.Remove(s.keyFile()))
		}
		return nil, fmt.Errorf("the key is not the one that the database is encrypted with: put that one back as %s, or set FORVAG_KEY (%w)",
			s.keyFile(), err)
	}
	return keys, nil
}

// readKeys reads the keys from where they are.
func (s storage) readKeys() (*identity.Keyring, error) {
	if s.Key == "" {
		keys, err := identity.ReadKeyring(s.keyFile())
		if errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("there is no key file %s: make one with \"forvag key %s\", or put the installation's own there (%w)", s.keyFile(), s.keyFile(), err)
		}
		if errors.Is(err, fs.ErrPermission) {
			return nil, fmt.Errorf("the key file %s cannot be read by the user that this runs as: give it to the service's user (chown forvag %s), mode 600 (%w)", s.keyFile(), s.keyFile(), err)
		}
		return keys, err
	}
	keys, err := identity.ParseKeyring(s.Key)
	if err != nil {
		return nil, fmt.Errorf("FORVAG_KEY: %w", err)
	}
	return keys, nil
}

// register is the population register in a database.
func register(db *dbx.DB, keys *identity.Keyring) *residents.Store {
	return residents.New(db, keys, func() civil.Date { return civil.Today(time.Now) })
}
