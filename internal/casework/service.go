package casework

import (
	"context"
	"time"

	"forvag/internal/civil"
	"forvag/internal/fault"
	"forvag/internal/identity"
)

// Service is the case core: everything that people and programs do with cases goes through its methods. Each takes the principal who asks and
// lets identity.Allow answer whether they may. It is safe for concurrent use.
//
// Faults that every method may return: NotFound where there is no such case, or none that the principal may know of; Forbidden where they may
// know but not do; Illegal where the case's state does not allow the move; Stale where an officer's Ref is not the case's version any longer;
// Invalid for input that cannot be used; Exists where an idempotency key has been used for something else; Gone where the case has been
// disposed of.
type Service struct {
	store       Store
	types       Types
	delegations Delegations
	staff       Staff
	managers    Managers
	tokens      func(string) []string
	now         func() time.Time
	watchers    *watchers
}

// Config is what a Service stands on.
type Config struct {
	Store Store
	Types Types
	// Delegations may be nil: then only decision makers decide.
	Delegations Delegations
	// Staff may be nil: then an officer is near to themself alone.
	Staff Staff
	// Managers may be nil: then nothing is handed up.
	Managers Managers
	// Tokens cuts a text into the folded and stemmed words that cases are found by; the same function for texts and for questions.
	Tokens func(text string) []string
	// Now is the clock.
	Now func() time.Time
}

// New makes a Service.
func New(c Config) *Service {
	if c.Delegations == nil {
		c.Delegations = noDelegations{}
	}
	return &Service{store: c.Store, types: c.Types, delegations: c.Delegations, staff: c.Staff, managers: c.Managers, tokens: c.Tokens, now: c.Now, watchers: newWatchers()}
}

// Staff tells in which matters officers have an interest of their own.
type Staff interface {
	// Near returns the people whom an officer's interest reaches to, themself among them, and the organisations (jäv, FL 16 §).
	Near(ctx context.Context, officer identity.PersonID) ([]identity.PersonID, []identity.OrgID, error)
}

type noDelegations struct{}

func (noDelegations) Officer(identity.BoardID, string, string) string { return "" }

// today is the legal day.
func (s *Service) today() civil.Date { return civil.Today(s.now) }

// command is one move that somebody wants to make.
type command struct {
	kind     EventKind
	audience Audience
	key      Key
	// allow replaces the table's actions, for the few that ask more; nil for the table.
	allow func(f *File) error
	// done says that it has happened before, so that nothing more happens; nil for never.
	done func(f *File) bool
	// details says what happens, given the file as it is under lock; nil where the kind says it all.
	details func(f *File) (Details, error)
	// then adds what follows at once; nil for nothing.
	then func(c *Change) error
}

// with is for details that don't depend on the file.
func with(d Details) func(*File) (Details, error) {
	return func(*File) (Details, error) { return d, nil }
}

// do makes one move: locks, asks whether p may, whether the state allows it, records the event and writes it.
func (s *Service) do(ctx context.Context, p identity.Principal, ref Ref, cmd command) error {
	err := s.store.Update(ctx, ref, cmd.key, func(f *File) (*Change, error) { return s.try(p, ref, cmd, f) })
	if err == nil {
		s.watchers.signal(ref.ID)
	}
	return err
}

// try makes one move on a file, of which nothing is written: nil where it has happened before.
func (s *Service) try(p identity.Principal, ref Ref, cmd command, f *File) (*Change, error) {
	m := moves[cmd.kind]
	allow := cmd.allow
	if allow == nil {
		allow = func(f *File) error { return allowMove(p, m, f) }
	}
	if err := allow(f); err != nil {
		return nil, err
	}
	if f.Case.Disposed {
		return nil, fault.New(fault.Gone, "case.disposed")
	}
	if m.fresh && ref.Version == 0 && p.Kind == identity.Officer {
		return nil, fault.New(fault.Stale, "case.stale")
	}
	if cmd.done != nil && cmd.done(f) {
		return nil, nil
	}
	var d Details
	if cmd.details != nil {
		var err error
		if d, err = cmd.details(f); err != nil {
			return nil, err
		}
	}
	c := s.change(p, f)
	if err := c.record(cmd.kind, cmd.audience, d); err != nil {
		return nil, err
	}
	if cmd.then != nil {
		return c, cmd.then(c)
	}
	return c, nil
}
