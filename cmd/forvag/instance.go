package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"strings"
	"time"

	"forvag/internal/casework"
	"forvag/internal/casework/sqlstore"
	"forvag/internal/catalog"
	"forvag/internal/civil"
	"forvag/internal/content"
	"forvag/internal/dbx"
	"forvag/internal/identity"
	"forvag/internal/locale"
	"forvag/internal/municipality"
	"forvag/internal/outbox"
	"forvag/internal/residents"
	"forvag/internal/strict"
	"forvag/portal"
	"forvag/portal/draft"
	"forvag/portal/session"
	"forvag/web"
)

// modules are every package's tables.
var modules = []dbx.Module{outbox.Module, content.Module, residents.Module, sqlstore.Module, session.Module, draft.Module}

// instance is one municipality in this process: its database and files, open, and the site made of them.
type instance struct {
	db       *dbx.DB
	blobs    *content.Blobs
	versions *content.Versions
	queue    *outbox.Queue
	// core is what the case core stands on.
	core  casework.Config
	site  *portal.Site
	clock func() time.Time
	log   *slog.Logger
}

// open opens a municipality's database, files and content, brings the tables up to date, and wires its site. Close it when done.
func open(ctx context.Context, s settings, clock func() time.Time, log *slog.Logger) (_ *instance, err error) {
	in := &instance{clock: clock, log: log}
	defer func() {
		if err != nil {
			err = errors.Join(err, in.Close())
		}
	}()
	folder, err := s.content()
	if err != nil {
		return in, err
	}
	m, cat, err := load(folder)
	if err != nil {
		return in, err
	}
	assets, err := brandAssets(folder)
	if err != nil {
		return in, err
	}
	keys, err := s.keys()
	if err != nil {
		return in, err
	}
	if in.db, err = dbx.Open(ctx, s.source()); err != nil {
		return in, err
	}
	if err := dbx.Migrate(ctx, in.db, modules...); err != nil {
		return in, err
	}
	if in.blobs, err = content.OpenBlobs(s.files()); err != nil {
		return in, err
	}
	providers, err := s.Providers(clock)
	if err != nil {
		return in, err
	}
	in.versions, in.queue = content.NewVersions(in.db, clock), outbox.NewQueue(in.db, clock)
	types, err := portal.NewCaseTypes(ctx, cat, m, in.versions, clock)
	if err != nil {
		return in, err
	}
	in.core = casework.Config{Store: sqlstore.New(in.db), Types: types, Delegations: m.Delegations(), Tokens: locale.Tokens, Now: clock}
	in.site = &portal.Site{
		Municipality: m, Rules: m.Catalog(), Catalog: cat, Cases: casework.New(in.core),
		Residents: residents.New(in.db, keys, func() civil.Date { return civil.Today(clock) }),
		Blobs:     in.blobs, Sessions: session.NewStore(in.db, clock, s.SessionIdle), Drafts: draft.NewStore(in.db, clock),
		Keys: keys, Logins: providers, Ping: in.db.Ping, Assets: assets,
	}
	if s.BaseURL != nil {
		in.site.Origin = strings.TrimRight(s.BaseURL.String(), "/")
	}
	return in, nil
}

// Close closes what is open.
func (in *instance) Close() error {
	var errs []error
	if in.blobs != nil {
		errs = append(errs, in.blobs.Close())
	}
	if in.db != nil {
		errs = append(errs, in.db.Close())
	}
	return errors.Join(errs...)
}

// keys reads the keys that encrypt personal data, and makes them at the first start where nothing says otherwise.
func (s storage) keys() (*identity.Keyring, error) {
	if s.Key != "" {
		return identity.ParseKeyring(s.Key)
	}
	if err := os.MkdirAll(s.Data, 0o700); err != nil {
		return nil, fmt.Errorf("data folder: %w", err)
	}
	if s.KeyFile == "" {
		if err := identity.WriteKeyring(s.keyFile()); err != nil && !errors.Is(err, fs.ErrExist) {
			return nil, err
		}
	}
	return identity.ReadKeyring(s.keyFile())
}

// content is the municipality's own folder; an empty one where none is configured.
func (s settings) content() (fs.FS, error) {
	if s.Content == "" {
		return emptyFolder{}, nil
	}
	return content.Folder(s.Content)
}

// emptyFolder holds nothing.
type emptyFolder struct{}

// Open finds nothing.
func (emptyFolder) Open(name string) (fs.File, error) {
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

// faults are everything that is wrong with a municipality's content.
type faults []strict.Fault

// Error is one line for each fault.
func (f faults) Error() string {
	lines := make([]string, len(f))
	for i, fault := range f {
		lines[i] = fault.String()
	}
	return strings.Join(lines, "\n")
}

// load reads a municipality's content, laid over what the program carries. The error, where the content is at fault, is faults: all at once.
func load(folder fs.FS) (*municipality.Municipality, *catalog.Catalog, error) {
	m, wrong, err := municipality.Load(folder)
	if err != nil {
		return nil, nil, err
	}
	if len(wrong) > 0 {
		return nil, nil, faults(wrong)
	}
	services, err := serviceFiles(folder)
	if err != nil {
		return nil, nil, err
	}
	cat, wrong := catalog.Load(services, catalog.Options{Municipality: m.Catalog()})
	if len(wrong) > 0 {
		return nil, nil, faults(wrong)
	}
	return m, cat, nil
}

// serviceFiles are the e-services: the program's own, and over them the municipality's.
func serviceFiles(folder fs.FS) (fs.FS, error) {
	own, err := fs.Sub(folder, "services")
	if err != nil {
		return nil, fmt.Errorf("services: %w", err)
	}
	return content.Overlay(own, portal.Services()), nil
}

// brandAssets are the portal's static files with the municipality's brand folder laid over.
func brandAssets(folder fs.FS) (*web.Assets, error) {
	own, err := fs.Sub(folder, "brand")
	if err != nil {
		return nil, fmt.Errorf("brand: %w", err)
	}
	return web.NewAssets(own)
}
