package casework

import (
	"crypto/rand"
	"fmt"
	"slices"
	"time"

	"forvag/internal/civil"
	"forvag/internal/identity"
)

// Change is what a command does to a case: the new events and the file as it is after them.
type Change struct {
	File    *File
	Events  []Event
	Effects []Effect
	// Tokens are the words that the case is found by; nil leaves them as they are.
	Tokens []string
	// Turn is a unit in whose line nobody may wait before the case, when the change is written; empty where that does not matter. Else the change is refused:
	// fault.Invalid with the key TurnMissing.
	Turn string
	// Code is the hash of a code that somebody is to follow the case by from now on; empty for none.
	Code string
	// Stripped are earlier events that parts have been disposed of from, with the payloads that are left. Files are the hashes of stored files that the case
	// names no more.
	Stripped []Event
	Files    []string
	// Forget removes the keys of commands too, which hold digests of what was said. The submission's stays, without the digest, until the case goes whole:
	// who sends it again makes no second case.
	Forget bool

	by identity.Principal
	at time.Time
}

// change begins a change of f by p, now.
func (s *Service) change(p identity.Principal, f *File) *Change {
	at := s.now().UTC().Truncate(time.Microsecond)
	if n := len(f.Events); n > 0 && at.Before(f.Events[n-1].At) { // clocks of several machines differ a little; a file's events are in order all the same
		at = f.Events[n-1].At
	}
	return &Change{File: f, by: p, at: at}
}

// day is the legal day of the change.
func (c *Change) day() civil.Date { return civil.Of(c.at) }

// record adds an event by the principal, if the table of moves allows it.
func (c *Change) record(kind EventKind, audience Audience, d Details) error {
	actor := ByParty
	switch c.by.Kind {
	case identity.Officer:
		actor = ByOfficer
	case identity.System, identity.Administrator:
		actor = BySystem
	}
	return c.add(Event{Kind: kind, Audience: audience, Details: d, Actor: c.by.Actor, ActorKind: actor})
}

// system adds an event that the program itself causes.
func (c *Change) system(kind EventKind, audience Audience, d Details) error {
	return c.add(Event{Kind: kind, Audience: audience, Details: d, ActorKind: BySystem})
}

func (c *Change) add(e Event) error {
	f := c.File
	if err := check(f, &e.Details, e.Kind, civil.Of(c.at)); err != nil {
		return err
	}
	e.Seq, e.ID, e.Case, e.At = f.Case.Seq+1, EventID(identity.NewID()), f.Case.ID, c.at
	salt := make([]byte, 16)
	rand.Read(salt)
	if err := e.seal(f.Case.Head, salt); err != nil {
		return err
	}
	if err := e.storable(); err != nil {
		return err
	}
	if err := e.open(); err != nil {
		return err
	}
	if !e.aside() && !slices.ContainsFunc(c.Events, func(e Event) bool { return !e.aside() }) {
		f.Case.Version++
	}
	if err := f.apply(e); err != nil {
		return fmt.Errorf("apply %s: %w", e.Kind, err)
	}
	c.Events = append(c.Events, e)
	if effect, told := e.told(); told {
		c.Effects = append(c.Effects, effect)
	}
	return nil
}
