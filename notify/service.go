package notify

import (
	"cmp"
	"context"
	"encoding/base64"
	"errors"
	"log/slog"
	"slices"
	"sync/atomic"
	"time"

	"forvag/internal/casework"
	"forvag/internal/civil"
	"forvag/internal/fault"
	"forvag/internal/identity"
	"forvag/internal/locale"
	"forvag/internal/residents"
	"forvag/notify/messages"
)

// Mode says whether anybody is reached.
type Mode string

// The modes.
const (
	// Off: notices stand in the inbox, and nothing is planned beside.
	Off Mode = "off"
	// Test: what would be sent is written down for the desk to see, and handed to nobody.
	Test Mode = "test"
	// Live: people are told.
	Live Mode = "live"
)

// CaseReader is what the service asks of the case core.
type CaseReader interface {
	Case(ctx context.Context, p identity.Principal, id casework.CaseID) (*casework.File, error)
	NeedsMe(ctx context.Context, p identity.Principal) (int, error)
}

// People is what the service asks of the register.
type People interface {
	Person(ctx context.Context, id identity.PersonID) (residents.Person, error)
	Contact(ctx context.Context, id identity.PersonID) (residents.Contact, error)
	Protected(ctx context.Context, people ...identity.PersonID) (bool, error)
	Signatories(ctx context.Context, org identity.OrgID, on civil.Date) ([]identity.PersonID, error)
}

// Content is what a municipality says and is called; it may change while the program runs.
type Content struct {
	Texts *messages.Set
	Name  locale.Text
}

// Config is what a Service stands on.
type Config struct {
	Store Store
	Cases CaseReader
	// Effects are what life events have come to.
	Effects Effects
	People  People
	// Keep stores the words of a text at its first use and returns their hash; nil for none kept.
	Keep func(ctx context.Context, kind, name string, text []byte) error
	// Routes are the channels that there are. One that is missing is never planned.
	Routes map[Channel]Route
	Mode   Mode
	// Origin is how residents reach the portal, as https://host.
	Origin func() string
	Keys   *identity.Keyring
	Now    func() time.Time
	Log    *slog.Logger
}

// Service tells people. Safe for concurrent use.
type Service struct {
	Config
	content atomic.Pointer[Content]
}

// New makes a service.
func New(c Config, content Content) *Service {
	s := &Service{Config: c}
	s.Use(content)
	return s
}

// Use has the service speak with other texts from now on.
func (s *Service) Use(c Content) { s.content.Store(&c) }

// Live says whether people are reached.
func (s *Service) Live() bool { return s.Mode == Live }

// Specs are the matters as their texts are checked.
func Specs() []messages.Matter {
	specs := make([]messages.Matter, 0, len(traits))
	for _, m := range Matters() {
		specs = append(specs, messages.Matter{Name: string(m), Post: m.Formal(), Due: slices.Contains([]Matter{Asked, Offer, AnswerSoon, AnswerLate, AppealSoon}, m)})
	}
	return specs
}

func (s *Service) today() civil.Date { return civil.Today(s.Now) }

// system is who the service is when it looks at a case.
var system = identity.Principal{Kind: identity.System}

// principal is a person as the case core knows them: at the level of login that the case asks, since they are told only that there is something to log in
// for.
func (s *Service) principal(f *casework.File, person identity.PersonID, party string) identity.Principal {
	p := identity.Principal{Kind: identity.Resident, Actor: person, Assurance: f.Case.Assurance, On: s.today()}
	if q, ok := f.Party(party); ok && q.Org != "" {
		p.For = identity.Mandate{Org: q.Org}
	}
	return p
}

// sees says whether a person may see an event of a case now, by the case core's own word, and whether they have.
func (s *Service) sees(ctx context.Context, f *casework.File, n Notice) (may, seen bool, err error) {
	view, err := s.Cases.Case(ctx, s.principal(f, n.Person, n.Party), f.Case.ID)
	switch {
	case errors.Is(err, fault.NotFound), errors.Is(err, fault.Forbidden), errors.Is(err, fault.Gone):
		return false, false, nil
	case err != nil:
		return false, false, err
	}
	may = slices.ContainsFunc(view.Events, func(e casework.Event) bool { return e.ID == n.Event })
	return may, view.Seen >= n.Seq, nil
}

// reader is a person as a plan needs them. Somebody who has died is told nothing.
func (s *Service) reader(ctx context.Context, a about, n Notice) (r Reader, err error) {
	if s.Mode == Off {
		return r, nil
	}
	person, err := s.People.Person(ctx, n.Person)
	if errors.Is(err, fault.NotFound) || err == nil && !person.Died.IsZero() {
		return r, nil
	}
	if err != nil {
		return r, err
	}
	if r.Protected, err = s.People.Protected(ctx, n.Person); err != nil {
		return r, err
	}
	if r.Preferences, err = s.Store.Preferences(ctx, n.Person); err != nil {
		return r, err
	}
	r.Answers, r.Tell = a.answers, s.Mode == Live
	r.Addresses = map[Channel][]Address{}
	for _, c := range Channels() {
		if r.Addresses[c], err = s.addresses(ctx, c, a, n.Person, r.Protected); err != nil {
			return r, err
		}
	}
	return r, nil
}

// addresses are where somebody is reached on a channel: as who signs for an organisation, where the channel reaches that, at its own. Who has a protected identity is
// reached as themselves alone, since only those ways do not give away where they are.
func (s *Service) addresses(ctx context.Context, c Channel, a about, person identity.PersonID, protected bool) ([]Address, error) {
	route := s.Routes[c]
	if route == nil {
		return nil, nil
	}
	if of, ok := route.(OrgRoute); ok && a.org != "" && !protected {
		return of.OrgAddresses(ctx, a.org)
	}
	return route.Addresses(ctx, person)
}

// language is what a person reads: as they chose, else as the case was written in, else Swedish.
func (s *Service) language(ctx context.Context, a about, person identity.PersonID) (locale.Lang, error) {
	contact, err := s.People.Contact(ctx, person)
	if err != nil {
		return "", err
	}
	if lang, ok := locale.Of(cmp.Or(string(contact.Language), a.lang)); ok {
		return lang, nil
	}
	return locale.SV, nil
}

// topic says nothing, and is what a newer message shares with the older that it takes the place of: everything to a person about a case that can wait.
// What must reach has one of its own, which only the same message coming again shares.
func (s *Service) topic(d Delivery, m Matter) string {
	about := string(d.Person) + "/" + string(d.Case)
	if m.Must() {
		about += "/" + d.ID
	}
	return base64.RawURLEncoding.EncodeToString(s.Keys.Digest("notify topic", about)[:16])
}

// Report writes what a channel tells afterwards of a message that it took over. fault.NotFound where there is no such delivery.
func (s *Service) Report(ctx context.Context, r Report) error { return s.Store.Report(ctx, r) }
