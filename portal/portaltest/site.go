// Package portaltest runs a whole portal for tests, on a database of its own and a clock that stands still, and visits it as a browser without
// script would: it follows links, and it posts the forms that stand on the page, with what the page put in them.
package portaltest

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"forvag/assistant"
	"forvag/assistant/journal"
	"forvag/internal/apikey"
	"forvag/internal/booking"
	"forvag/internal/casework"
	"forvag/internal/casework/sqlstore"
	"forvag/internal/catalog"
	"forvag/internal/civil"
	"forvag/internal/content"
	"forvag/internal/dbx"
	"forvag/internal/dbx/dbtest"
	"forvag/internal/directory"
	"forvag/internal/identity"
	"forvag/internal/locale"
	"forvag/internal/municipality"
	"forvag/internal/notice"
	"forvag/internal/outbox"
	"forvag/internal/residents"
	"forvag/knowledge"
	"forvag/knowledge/authored"
	"forvag/lifeevents"
	"forvag/lifeevents/intake"
	lifestore "forvag/lifeevents/sqlstore"
	"forvag/notify"
	"forvag/notify/contact"
	"forvag/notify/letter"
	"forvag/notify/mail"
	"forvag/notify/messages"
	"forvag/notify/push"
	notifystore "forvag/notify/sqlstore"
	"forvag/portal"
	"forvag/portal/draft"
	"forvag/portal/linkreport"
	"forvag/portal/session"
	"forvag/web"
)

// Modules are the tables of a portal.
var Modules = []dbx.Module{outbox.Module, content.Module, residents.Module, sqlstore.Module, session.Module, draft.Module, linkreport.Module, booking.Module, notice.Module,
	journal.Module, lifestore.Module, notifystore.Module, push.Module, contact.Module, authored.Module, apikey.Module}

// Start is when a site's clock stands still at first: a Monday morning.
var Start = time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)

// Site is a running portal of Almby with the demo's people. It stops when the test ends.
type Site struct {
	*portal.Site
	// URL is where it listens, without a slash at the end.
	URL string
	// APIKeys makes keys for other systems.
	APIKeys *apikey.Store
	// Queue is the outbox, which nobody works at.
	Queue *outbox.Queue
	t     testing.TB
	now   atomic.Pointer[time.Time]
}

// New starts a portal on a fresh SQLite file.
func New(t testing.TB) *Site {
	t.Helper()
	return On(t, dbtest.SQLite(t, Modules...))
}

// On starts a portal on a database with the tables of Modules.
func On(t testing.TB, db *dbx.DB) *Site {
	t.Helper()
	s := &Site{t: t}
	s.now.Store(&Start)
	all, err := Almby()
	if err != nil {
		t.Fatal(err)
	}
	m, cat := municipality.Default(), all.Catalog.At(s.today)
	keyFile := filepath.Join(t.TempDir(), "key")
	if err := identity.WriteKeyring(keyFile); err != nil {
		t.Fatal(err)
	}
	keys, err := identity.ReadKeyring(keyFile)
	if err != nil {
		t.Fatal(err)
	}
	blobs, err := content.OpenBlobs(filepath.Join(t.TempDir(), "files"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { blobs.Close() })
	versions := content.NewVersions(db, s.Now)
	types, err := portal.NewCaseTypes(t.Context(), cat, m, versions, s.Now)
	if err != nil {
		t.Fatal(err)
	}
	people := residents.New(db, keys, s.today)
	staff := portal.Staff{Municipality: types.Municipality, Residents: people}
	s.Site = &portal.Site{
		Municipality: m, Rules: m.Catalog(), Catalog: cat, Types: types, Directory: all.Directory, Library: all.Library, Search: all.Search, Book: all.Book,
		Offers: lifestore.New(db), Reviews: lifestore.New(db), Ruling: lifestore.New(db), Versions: versions,
		Assistant: assistant.New(assistant.DefaultGuards(), 0), Journal: journal.New(db, s.Now, journal.Options{Kept: 30 * 24 * time.Hour}),
		Cases: casework.New(casework.Config{
			Store: sqlstore.New(db), Types: types, Delegations: m.Delegations(),
			Staff: staff, Managers: staff, Tokens: locale.Tokens, Now: s.Now,
		}),
		Residents: people, Blobs: blobs, Keys: keys, Snapshot: db.Snapshot, Ping: db.Ping, Map: residents.DemoMap(),
		Sessions: session.NewStore(db, s.Now, 12*time.Hour), Drafts: draft.NewStore(db, s.Now), LinkReports: linkreport.NewStore(db, s.Now), Bookings: booking.NewStore(db, s.Now), Notices: notice.NewStore(db), Demo: &portal.Demo{},
		Assets:  web.Carried(),
		Writing: portal.Writing{Store: authored.NewStore(db, versions, s.Now), Files: all.Library},
	}
	s.APIKeys, s.Queue = apikey.New(db, s.Now), outbox.NewQueue(db, s.Now)
	s.Site.Hearing = portal.Hearing{Keys: s.APIKeys, Reader: &intake.Reader{People: people, Now: s.Now}, Store: lifestore.New(db)}
	if err := s.people(); err != nil {
		t.Fatal(err)
	}
	if err := s.tell(db); err != nil {
		t.Fatal(err)
	}
	s.listen()
	return s
}

// tell has the site tell people in test mode, on their devices and by e-mail.
func (s *Site) tell(db *dbx.DB) error {
	texts, wrong := messages.Load(messages.Files(), notify.Specs())
	if len(wrong) > 0 {
		return catalog.Error(wrong)
	}
	s.Devices = push.NewStore(db, s.Keys, push.Known(), s.Now)
	s.Contacts = contact.NewStore(db, s.Keys, s.Residents, s.Now)
	server, err := mail.ParseServer("smtp://localhost")
	if err != nil {
		return err
	}
	mails, err := mail.NewSender(s.Contacts, mail.Options{Server: server, Keys: s.Keys, Now: s.Now})
	if err != nil {
		return err
	}
	store, site := notifystore.New(db), func() *portal.Site { return s.Site }
	letters := &letter.Route{Composer: portal.Letters{Site: site, Now: s.Now}, People: s.Residents, Queue: store, Keys: s.Keys, Forwards: func() bool { return true }}
	s.Notify = notify.New(notify.Config{
		Store: store, Cases: s.Cases, People: s.Residents, Effects: portal.ToldOffers{Site: site, Now: s.Now}, Mode: notify.Test,
		Keys: s.Keys, Now: s.Now, Origin: func() string { return "https://almby.example" },
		Routes: map[notify.Channel]notify.Route{notify.Push: push.NewSender(s.Devices, "kontakt@almby.example"), notify.Mail: mails, notify.Letter: letters},
	}, notify.Content{Texts: texts, Name: s.Municipality.Name})
	return nil
}

// Content is what Almby has to show.
type Content struct {
	Catalog   *catalog.Catalog
	Directory *directory.Directory
	Library   *knowledge.Library
	Search    *portal.Searchable
	Book      *lifeevents.Book
}

// Almby reads it once. None of it ever changes, so all sites share it.
var Almby = sync.OnceValues(func() (*Content, error) {
	m := municipality.Default()
	cat, wrong := catalog.Load(portal.Services(), catalog.Options{Municipality: m.Catalog(), Today: func() civil.Date { return civil.Of(Start) }})
	if len(wrong) > 0 {
		return nil, catalog.Error(wrong)
	}
	var ids []string
	for _, service := range cat.Services() {
		ids = append(ids, service.ID)
	}
	dir, wrong := directory.Load(directory.Sources{
		Links: []directory.File{portal.Links(), portal.AlmbyLinks()}, Situations: portal.Situations(),
	}, directory.Options{Services: ids})
	if len(wrong) > 0 {
		return nil, catalog.Error(wrong)
	}
	library, wrong := knowledge.Load(knowledge.Articles(), knowledge.Options{Municipality: m, Today: civil.Of(Start)})
	if len(wrong) > 0 {
		return nil, catalog.Error(wrong)
	}
	services := map[string]*catalog.Service{}
	for _, s := range cat.Services() {
		services[s.ID] = s
	}
	book, wrong := lifeevents.Load(lifeevents.Files(), lifeevents.Options{Municipality: m.Catalog(), Services: services})
	if len(wrong) > 0 {
		return nil, catalog.Error(wrong)
	}
	return &Content{cat, dir, library, portal.NewSearchable(cat, dir, m, library), book}, nil
})

// people fills the register and lists whom one may log in as: everybody in it, and the staff.
func (s *Site) people() error {
	ctx := s.t.Context()
	if err := s.Residents.LoadDemo(ctx); err != nil {
		return err
	}
	for _, l := range residents.DemoLogins() {
		p, err := s.Residents.Person(ctx, l.ID)
		if err != nil {
			return fmt.Errorf("demo login %s: %w", l.ID, err)
		}
		s.Demo.People = append(s.Demo.People, portal.DemoPerson{ID: l.ID, Name: p.Name(), About: l.Why})
	}
	for _, o := range s.Municipality.Staff {
		s.Demo.People = append(s.Demo.People, portal.DemoPerson{ID: o.ID, Officer: true, Name: o.Name, About: o.Title})
	}
	return nil
}

func (s *Site) listen() {
	registry := prometheus.NewRegistry()
	server := portal.New(s.Site, portal.Options{
		Log: slog.New(failing{s.t}), Clock: s.Now, Metrics: registry, Gatherer: registry, Version: "test",
		TrustedProxies: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")},
	})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		s.t.Fatal(err)
	}
	s.URL = "http://" + l.Addr().String()
	served := make(chan error, 1)
	go func() { served <- server.Serve(l) }()
	s.t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := errors.Join(server.Shutdown(ctx), <-served); err != nil {
			s.t.Errorf("shutdown: %v", err)
		}
	})
}

// Staff is the id of one of the staff, by name.
func (s *Site) Staff(name string) identity.PersonID {
	s.t.Helper()
	for _, o := range s.Municipality.Staff {
		if o.Name == name {
			return o.ID
		}
	}
	s.t.Fatalf("none of the staff is called %q", name)
	return ""
}

// Now is the site's clock.
func (s *Site) Now() time.Time { return *s.now.Load() }

func (s *Site) today() civil.Date { return civil.Today(s.Now) }

// Today is the site's legal day.
func (s *Site) Today() civil.Date { return s.today() }

// Pass lets time go by.
func (s *Site) Pass(d time.Duration) {
	now := s.Now().Add(d)
	s.now.Store(&now)
}

// failing fails the test for what a running portal would log as an error: nothing that a visitor does may be one.
type failing struct{ t testing.TB }

func (failing) Enabled(_ context.Context, l slog.Level) bool { return l >= slog.LevelError }

func (f failing) Handle(_ context.Context, r slog.Record) error {
	words := r.Message
	r.Attrs(func(a slog.Attr) bool { words += " " + a.String(); return true })
	f.t.Errorf("the portal logged an error: %s", words)
	return nil
}

func (f failing) WithAttrs([]slog.Attr) slog.Handler { return f }

func (f failing) WithGroup(string) slog.Handler { return f }
