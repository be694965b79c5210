// Package portal is what people meet: residents' pages, forms and cases, and the officers' desk, over HTTP.
package portal

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"forvag/assistant"
	"forvag/assistant/journal"
	"forvag/internal/booking"
	"forvag/internal/casework"
	"forvag/internal/catalog"
	"forvag/internal/civil"
	"forvag/internal/content"
	"forvag/internal/directory"
	"forvag/internal/fault"
	"forvag/internal/identity"
	"forvag/internal/locale"
	"forvag/internal/municipality"
	"forvag/internal/notice"
	"forvag/internal/residents"
	"forvag/knowledge"
	"forvag/lifeevents"
	"forvag/notify"
	"forvag/notify/contact"
	"forvag/notify/push"
	"forvag/portal/draft"
	"forvag/portal/linkreport"
	"forvag/portal/login"
	"forvag/portal/session"
	"forvag/web"
)

// Site is one municipality as a running process serves it: its database, content and brand. Everything in it is safe for concurrent use.
type Site struct {
	Municipality *municipality.Municipality
	// Rules are the municipality's settings and delegations as services read them.
	Rules   catalog.Municipality
	Catalog *catalog.Catalog
	// Directory is what the municipality points to: links and life situations; Library what it has written. Search finds all of it, and services and
	// boards.
	Directory *directory.Directory
	Library   *knowledge.Library
	Search    *Searchable
	// Writing is what staff write in the desk, which Library has over its files.
	Writing   Writing
	Assistant *assistant.Assistant
	// Journal keeps what the assistant was asked; nil keeps nothing.
	Journal *journal.Journal
	// Types are the services in the versions that cases came by.
	Types     *CaseTypes
	Cases     *casework.Service
	Residents *residents.Store
	Blobs     *content.Blobs
	// Map is drawn where a place is asked for; nil where the municipality has none.
	Map      []residents.Feature
	Sessions *session.Store
	Drafts   *draft.Store
	Bookings *booking.Store
	// Book holds the rules of life events, Offers what they have come to, and Reviews what they have left to a trained officer.
	Book    *lifeevents.Book
	Offers  Offers
	Reviews Reviews
	// Ruling keeps which rules are on, and what their runs have done; Versions the words that cases, offers and reviews rest on.
	Ruling Ruling
	// Trials simulates rules; nil where nobody can.
	Trials   Trials
	Versions *content.Versions
	// Hearing takes what other systems tell of life events.
	Hearing Hearing
	// Notices are what stands on the notice board.
	Notices *notice.Store
	// Notify tells people what happens in their cases; Devices are those that they added to be told on.
	Notify  *notify.Service
	Devices *push.Store
	// Contacts holds which e-mail addresses and mobile numbers are verified.
	Contacts *contact.Store
	// LinkReports are what residents say about links that do not work.
	LinkReports *linkreport.Store
	Keys        *identity.Keyring
	Logins      []login.Provider
	// Assets are the static files, with the municipality's own logotype and colours.
	Assets *web.Assets
	// Origin is how residents reach the portal, as https://host; empty for the address that each request came to.
	Origin string
	// Snapshot runs a function with a context under which what the database is asked is answered as of one instant; nothing is written under it.
	Snapshot func(context.Context, func(context.Context) error) error
	// Ping tells whether the database answers.
	Ping func(context.Context) error
	// Faults are what is wrong in the municipality's folder, as file:line:column: words; only a demonstration tells of them in its pages.
	Faults []string
	// Outdated says that the folder has faults that keep it from being shown, so that this is how it was before them.
	Outdated bool
	// Demo is nil for a real municipality.
	Demo *Demo
}

// Demo is what only a demonstration has: fictional people to log in as, and time that can be moved on.
type Demo struct {
	People []DemoPerson
	// Leap moves the demo's clock on to a day, and lets happen what would have happened meanwhile; nil where time only goes as it does.
	Leap func(ctx context.Context, to civil.Date) error
	// Lately is what has come about since time was last moved on; it returns nil before anything has. It may itself be nil.
	Lately func() *Lately
	// Offered lists what was offered last, one for each receiver, the latest first; nil where visitors may be nobody but People.
	Offered func(ctx context.Context, on civil.Date) ([]lifeevents.Record, error)
}

// serviceOf is the service that a case came by, as it was then, with its texts as they read on a day: the one when the case came in. A version that
// is not to be found is told about as the service is now.
func (c *caller) serviceOf(t casework.TypeRef, day civil.Date) *catalog.Service {
	key := servedBy{t, day}
	service := c.served[key]
	if service == nil {
		if service = c.findService(t, day); c.served == nil {
			c.served = map[servedBy]*catalog.Service{}
		}
		c.served[key] = service
	}
	return service
}

func (c *caller) findService(t casework.TypeRef, day civil.Date) *catalog.Service {
	if service, err := c.Types.Service(c.ctx(), t, day); err == nil {
		return service
	}
	if service := c.Catalog.Service(t.ID); service != nil {
		return service
	}
	return &catalog.Service{ID: t.ID, Title: locale.Text{SV: t.ID, EN: t.ID}}
}

// boardName is a board's name in the reader's language.
func (r *request) boardName(code identity.BoardID) string {
	if b := r.Municipality.Board(code); b != nil {
		return b.Name.In(r.lang)
	}
	return string(code)
}

// frame is what surrounds a page.
func (r *request) frame(section web.Section) (web.Frame, error) {
	m := r.Municipality
	if section == web.SectionCases && r.principal.Kind != identity.Resident { // a code opens one case, and no list of one's own
		section = web.SectionNone
	}
	f := web.Frame{
		Lang: r.lang, Path: r.OriginalURL(), Section: section, Demo: r.Demo != nil, Reader: r.readerTag(), Notices: slices.Concat(r.contentFaults(), r.notices, r.flash()),
		Brand: web.Brand{
			Name: m.Name.In(r.lang), Tagline: m.Tagline.In(r.lang), Phone: m.Contact.Phone, Email: m.Contact.Email,
			Visit: m.Contact.Visit.In(r.lang), Hours: r.openingHours(), Assets: r.Assets,
		},
	}
	switch r.principal.Kind {
	case identity.Officer:
		f.User = web.User{Officer: true, Name: r.staffName(r.principal.Actor)}
	case identity.Resident:
		name, acts, err := r.calls()
		if err != nil {
			return f, err
		}
		f.User = web.User{Resident: true, Name: name, ActsFor: acts}
		if f.NeedsMe, err = r.needsMeCount(); err != nil {
			return f, err
		}
	}
	return f, nil
}

// contentFaults tell whoever writes content what is wrong with it.
func (r *request) contentFaults() []web.Notice {
	if len(r.Faults) == 0 {
		return nil
	}
	n := web.Notice{Tone: web.Warning, Title: r.t("portal.content.title", len(r.Faults)), Text: r.t("portal.content.shown"), Lines: r.Faults}
	if r.Outdated {
		n.Tone, n.Text = web.Danger, r.t("portal.content.outdated")
	}
	return []web.Notice{n}
}

// calls is what the reader is called, and whom they act for.
func (r *request) calls() (name, acts string, err error) {
	me, org := r.principal.Actor, r.principal.Acting().Org
	who := r.named
	if who.Person(me) == "" || org != "" && who.Org(org) == "" {
		if who, err = r.Residents.Names(r.ctx(), []identity.PersonID{me}, orgs(org)); err != nil {
			return "", "", err
		}
	}
	return cmp.Or(who.Person(me), r.t("case.actor.you")), who.Org(org), nil // who lives elsewhere may have no name here
}

// needsMeCount is how many of the reader's cases need something of them.
func (r *request) needsMeCount() (int, error) {
	if r.counted != nil {
		return r.counted.NeedsMe, nil
	}
	return r.Cases.NeedsMe(r.ctx(), r.principal)
}

func orgs(id identity.OrgID) []identity.OrgID {
	if id == "" {
		return nil
	}
	return []identity.OrgID{id}
}

// openingHours are today's, in words.
func (r *request) openingHours() string {
	hours, open := r.Municipality.Contact.On(r.today())
	if !open {
		return r.t("portal.hours.closed")
	}
	return r.t("portal.hours.today", hours.Open.In(r.lang), hours.To.In(r.lang))
}

// names are what people and organisations in a case are called.
type names struct {
	residents residents.Names
	staff     map[identity.PersonID]string
	// written are what the reader called those for whom they sent a form; nil for officers.
	written map[identity.PersonID]string
	// stated are what the sender called those of whom the register has no name.
	stated  map[identity.PersonID]string
	unknown string
}

// of is a person's name: an officer's, or a resident's.
func (n names) of(id identity.PersonID) string {
	if name, ok := n.staff[id]; ok {
		return name
	}
	if name, ok := n.written[id]; ok {
		return name
	}
	if name := n.residents.Person(id); name != "" {
		return name
	}
	if name, ok := n.stated[id]; ok {
		return name
	}
	return n.unknown
}

func (n names) ofOrg(id identity.OrgID) string {
	if name := n.residents.Org(id); name != "" {
		return name
	}
	return n.unknown
}

// namesIn looks up everybody who is named in a case, and others, in one query.
func (r *request) namesIn(f *casework.File, others []identity.PersonID) (names, error) {
	people := slices.Clone(others)
	var organisations []identity.OrgID
	for _, p := range f.Parties {
		if p.Person != "" {
			people = append(people, p.Person)
		}
		if p.Org != "" {
			organisations = append(organisations, p.Org)
		}
	}
	for _, day := range f.Readings {
		people = append(people, day.Reader)
	}
	for _, e := range f.Events {
		if e.Details.Assignee != "" {
			people = append(people, e.Details.Assignee)
		}
		if e.Actor != "" {
			people = append(people, e.Actor)
		}
	}
	n := names{staff: map[identity.PersonID]string{}, unknown: r.t("case.actor.unknown")}
	n.stated = r.writtenNames(f)
	if r.principal.Kind == identity.Officer {
		for id, name := range n.stated {
			n.stated[id] = r.t("case.actor.stated", name)
		}
	} else {
		n.written = maps.Clone(n.stated)
		delete(n.written, r.principal.Actor)
	}
	people = slices.DeleteFunc(people, func(id identity.PersonID) bool {
		o := r.Municipality.Officer(id)
		switch {
		case o == nil:
		case o.NameHidden && r.principal.Kind != identity.Officer:
			n.staff[id] = r.t("case.actor.nameless")
		default:
			n.staff[id] = o.Name
		}
		return o != nil
	})
	slices.Sort(people)
	var err error
	n.residents, err = r.Residents.Names(r.ctx(), slices.Compact(people), organisations)
	r.named = n.residents
	return n, err
}

func (r *request) staffName(id identity.PersonID) string {
	if o := r.Municipality.Officer(id); o != nil {
		return o.Name
	}
	return ""
}

// flashes are the messages that a page may show after a post, by the name that travels in the address.
var flashes = map[string]string{
	"meddelande": "case.message.sent", "svar": "case.answer.sent", "aterkallat": "case.withdrawn.done", "begaran": "case.demand.sent",
	"overklagat": "case.appeal.sent", "svarat": "together.agreed", "kopplat": "case.claimed.done", "sparat": "portal.account.saved", "borttaget": "portal.draft.removed",
	"ombud-ja": "case.agents.confirm_done", "ombud-nej": "case.agents.end_done",
	"foljer": "portal.nearby.followed", "valj-forening": "portal.account.choose",
	"erbjudande-ja": "queue.accepted", "erbjudande-nej": "queue.declined", "onskemal": "queue.wishes_saved", "plats-slut": "queue.ended",
	"erbjudanden-val": "life.done.switched", "erbjudande-svarat": "life.done.declined", "erbjudande-senare": "life.done.later", "erbjudande-aldrig": "life.done.never",
	"avbokat": "booking.cancel.done", "sparrad": "booking.blocked", "slappt": "booking.unblocked",
	"publicerad": "writing.done.published", "tillbakadragen": "writing.done.withdrawn", "utkast-borta": "writing.done.discarded",
	"anslaget": "notice.posted", "nertaget": "notice.taken_down", "rattat": "notice.corrected_done", "lank": "portal.link.reported", "lankklar": "portal.link.cleared",
	"aviseringar": "notify.tell.done", "enhet": "notify.device.removed", "bekraftad": "contact.done", "adress-borta": "contact.removed", "utskick-igen": "notify.sent.again", "granskat": "life.review.flash", "regel-pa": "rules.done.on", "regel-av": "rules.done.off", "utskick-slappt": "notify.sent.dropped",
	"brev-uttagna": "letters.done.taken", "brev-inget": "letters.done.nothing", "brev-postade": "letters.done.posted", "brev-opostade": "letters.done.unposted",
	"brev-tillbaka": "letters.done.back", "brev-retur": "letters.done.returned",
}

// flashName is the parameter that carries it.
const flashName = "klart"

// done goes on after a post, and has the next page say what was done.
func (r *request) done(path, flash string) error {
	path, fragment, _ := strings.Cut(path, "#")
	separator := "?"
	if strings.Contains(path, "?") {
		separator = "&"
	}
	path += separator + flashName + "=" + flash
	if fragment != "" {
		path += "#" + fragment
	}
	return r.seeOther(path)
}

// flash is what the page before has done.
func (r *request) flash() []web.Notice {
	name := r.Query(flashName)
	key, ok := flashes[name]
	if action, desk := strings.CutPrefix(name, deskFlash); desk && r.principal.Kind == identity.Officer {
		key = "desk.done." + action
		ok = locale.Has(key)
	}
	if !ok {
		return nil
	}
	return []web.Notice{{Tone: web.Success, Text: r.t(key)}}
}

// unknownAddress answers what is no route.
func unknownAddress() error { return fault.New(fault.NotFound, "portal.error.not_found") }

// child is a child's name by id, for answers that name one.
func (n names) child(id string) string { return n.of(identity.PersonID(id)) }
