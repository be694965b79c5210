package main

import (
	"context"
	"errors"
	"log/slog"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"forvag/assistant"
	"forvag/assistant/chat"
	"forvag/assistant/journal"
	"forvag/internal/apikey"
	"forvag/internal/booking"
	"forvag/internal/casework"
	"forvag/internal/casework/sqlstore"
	"forvag/internal/civil"
	"forvag/internal/content"
	"forvag/internal/dbx"
	"forvag/internal/locale"
	"forvag/internal/notice"
	"forvag/internal/outbox"
	"forvag/internal/residents"
	"forvag/knowledge"
	"forvag/knowledge/authored"
	"forvag/lifeevents/intake"
	lifestore "forvag/lifeevents/sqlstore"
	"forvag/notify"
	"forvag/notify/contact"
	"forvag/notify/push"
	notifystore "forvag/notify/sqlstore"
	"forvag/portal"
	"forvag/portal/draft"
	"forvag/portal/linkreport"
	"forvag/portal/session"
)

// modules are every package's tables.
var modules = []dbx.Module{outbox.Module, content.Module, residents.Module, sqlstore.Module, session.Module, draft.Module, linkreport.Module, booking.Module,
	notice.Module, knowledge.Module, notifystore.Module, push.Module, contact.Module, journal.Module, lifestore.Module, apikey.Module, chat.Module, authored.Module}

// instance is one municipality in this process: its database and files, open, and the site made of them.
type instance struct {
	db       *dbx.DB
	blobs    *content.Blobs
	versions *content.Versions
	queue    *outbox.Queue
	// life is what life events have come to.
	life *lifestore.Store
	// core is what the case core stands on.
	core   casework.Config
	types  *portal.CaseTypes
	folder folder // the municipality's own files
	// writings counts how a language model takes part.
	writings *writings
	// site is as it was when the process began; its content may be read anew (reloading), and then the server has a later one.
	site *portal.Site
	// codes sends the codes that verify addresses.
	codes *contact.Courier
	// officers tells officers that cases need them.
	officers *notify.Officers
	// current is the latest site.
	current func() *portal.Site
	clock   func() time.Time
	log     *slog.Logger
	// heard says that another system has told something, catching is held by who runs the rules for it, and learning by who looks at the register.
	heard    chan struct{}
	catching sync.Mutex
	learning sync.Mutex
	// stop ends what runs beside, which Close waits for before the database is closed.
	stop   context.CancelFunc
	beside sync.WaitGroup
}

// gcAtStart is GOGC while a municipality is opened: most of what is read stays, so that looking for what can be thrown away in between is work for nothing.
const gcAtStart = 400

// sparing is how the collector is spared while municipalities are opened, maybe several at once. GOGC is the process's: the first one sets it, and the last
// one sets it back.
var sparing spare

type spare struct {
	mu     sync.Mutex
	opened int // how many are being opened now
	before int // GOGC without them
}

// begin spares the collector until what it returns is called.
func (s *spare) begin() (end func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.opened++; s.opened == 1 {
		s.before = debug.SetGCPercent(gcAtStart)
	}
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.opened--; s.opened == 0 {
			debug.SetGCPercent(s.before)
		}
	}
}

// open opens a municipality's database, files and content, brings the tables up to date, and wires its site. Close it when done.
func open(ctx context.Context, s settings, clock func() time.Time, log *slog.Logger) (_ *instance, err error) {
	in := &instance{clock: clock, log: log, writings: newWritings(), heard: make(chan struct{}, 1)}
	beside, stop := context.WithCancel(ctx)
	in.stop = stop
	defer func() {
		if err != nil {
			err = errors.Join(err, in.Close())
		}
	}()
	own, err := openFolder(s.Content)
	if err != nil {
		return in, err
	}
	own.demo = s.demo
	in.folder = own
	defer sparing.begin()()
	c, err := own.load(clock)
	if err != nil {
		return in, err
	}
	assets, err := own.assets(c.municipality)
	if err != nil {
		return in, err
	}
	m, cat := c.municipality, c.catalog
	if err := s.makeFolder(); err != nil {
		return in, err
	}
	if in.db, err = s.connect(ctx); err != nil {
		return in, err
	}
	if err := dbx.Migrate(ctx, in.db, modules...); err != nil {
		return in, err
	}
	keys, err := s.keys(ctx, in.db)
	if err != nil {
		return in, err
	}
	if err := unseal(m, keys, log); err != nil {
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
	in.life = lifestore.New(in.db)
	in.types, err = portal.NewCaseTypes(ctx, cat, m, in.versions, clock)
	if err != nil {
		return in, err
	}
	people := residents.New(in.db, keys, func() civil.Date { return civil.Today(clock) })
	staff := portal.Staff{Municipality: in.types.Municipality, Residents: people}
	in.core = casework.Config{Store: sqlstore.New(in.db), Types: in.types, Delegations: in.types, Staff: staff, Managers: staff, Tokens: locale.Tokens, Now: clock}
	in.site = &portal.Site{
		Municipality: m, Rules: m.Catalog(), Catalog: cat, Book: c.rules, Offers: in.life, Reviews: in.life, Ruling: in.life, Versions: in.versions, Types: in.types, Directory: c.directory, Library: c.library,
		Assistant: s.Model(assistant.New(assistant.DefaultGuards(), 0).Judging(c.judge, s.AnswerGate), chat.NewBudget(in.db, clock, s.ChatBudget), in.writings.observe, clock, log),
		Search:    portal.NewSearchable(cat, c.directory, m, c.library), Cases: casework.New(in.core),
		Residents: people, Blobs: in.blobs, Sessions: session.NewStore(in.db, clock, s.SessionIdle), Drafts: draft.NewStore(in.db, clock), LinkReports: linkreport.NewStore(in.db, clock), Bookings: booking.NewStore(in.db, clock), Notices: notice.NewStore(in.db),
		Keys: keys, Logins: providers, Snapshot: in.db.Snapshot, Ping: in.db.Ping, Assets: assets,
	}
	in.site.Journal = journal.New(in.db, clock, journal.Options{Kept: time.Duration(s.QuestionsKept) * 24 * time.Hour, Names: in.staffNames, Log: log})
	in.site.Search.Passages = in.passages(beside, s.Embedding)
	in.site.Writing = portal.Writing{Store: authored.NewStore(in.db, in.versions, clock), Files: c.library}
	if in.site, err = in.site.Rewritten(ctx); err != nil {
		return in, err
	}
	if s.BaseURL != nil {
		in.site.Origin = strings.TrimRight(s.BaseURL.String(), "/")
	}
	in.site.Hearing = portal.Hearing{Keys: apikey.New(in.db, clock), Reader: &intake.Reader{People: people, Now: clock}, Store: alert{in.life, in.heard}}
	in.site.Trials = newTrials(beside, in)
	in.current = func() *portal.Site { return in.site }
	return in, in.tell(s, c)
}

// staffNames are the names of those who work there.
func (in *instance) staffNames() []string {
	staff := in.types.Municipality().Staff
	names := make([]string, len(staff))
	for i, o := range staff {
		names[i] = o.Name
	}
	return names
}

// passages makes indexes of passages, one after the other: the vectors of one are kept for the next, and come until ctx ends or the next is made. Nobody asks
// for one while the instance is closed.
func (in *instance) passages(ctx context.Context, e knowledge.Embedding) func([]knowledge.Chunk) knowledge.Index {
	var mu sync.Mutex
	stop := func() {}
	return func(chunks []knowledge.Chunk) knowledge.Index {
		mu.Lock()
		defer mu.Unlock()
		stop()
		var running context.Context
		running, stop = context.WithCancel(ctx)
		x, run := e.Index(running, in.db, chunks, in.clock, in.log)
		in.beside.Go(func() { run(running) })
		return x
	}
}

// Close ends what runs beside, and closes what is open.
func (in *instance) Close() error {
	in.stop()
	in.beside.Wait()
	var errs []error
	if in.blobs != nil {
		errs = append(errs, in.blobs.Close())
	}
	if in.db != nil {
		errs = append(errs, in.db.Close())
	}
	return errors.Join(errs...)
}
