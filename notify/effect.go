package notify

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"forvag/internal/casework"
	"forvag/internal/civil"
	"forvag/internal/fault"
	"forvag/internal/identity"
)

// Effects is what the service asks of what life events have come to.
type Effects interface {
	// Effect reads what somebody was offered or told: fault.NotFound where it is not theirs.
	Effect(ctx context.Context, receiver identity.PersonID, id string) (Effect, error)
}

// Effect is something that the municipality came first with.
type Effect struct {
	// Waits says that it waits for its receiver, who may still be told of its subject, and Ended that what became of it may be told.
	Waits, Ended bool
	// Seen says that they have read it.
	Seen bool
	// Offer says that it can be accepted; otherwise it tells something.
	Offer bool
	// Until is its last day; zero for none.
	Until civil.Date
	// Board answers for the rule that it came by.
	Board identity.BoardID
}

// What a reminder's number says beside which one it is, as package lifeevents numbers them: that another guardian's yes waits for the receiver's, a reminder of that,
// and what became of a yes that waited.
const (
	Consulted = 100
	Urged     = 101
	Settled   = 102
)

// effectPrefix tells what is about an effect from what is about a case.
const effectPrefix = "life/"

// OfEffect is what notices of an effect stand under, where those of a case stand under its id.
func OfEffect(id string) casework.CaseID { return casework.CaseID(effectPrefix + id) }

// Effect is the id of the effect that a notice is about; false for one about a case.
func (n Notice) Effect() (string, bool) { return strings.CutPrefix(string(n.Case), effectPrefix) }

// Effect is the id of the effect that a delivery is about; false for one about a case.
func (d Delivery) Effect() (string, bool) { return strings.CutPrefix(string(d.Case), effectPrefix) }

// FollowEffect writes the notice of an effect, or that its receiver is reminded of it the nth time, and plans how they are told. It may be asked again.
func (s *Service) FollowEffect(ctx context.Context, receiver identity.PersonID, id string, reminder int, at time.Time) error {
	e, err := s.Effects.Effect(ctx, receiver, id)
	if errors.Is(err, fault.NotFound) || err == nil && !e.Waits && !(reminder == Settled && e.Ended) { // answered, taken back or disposed of meanwhile
		return nil
	}
	if err != nil {
		return err
	}
	n := Notice{ID: identity.NewID(), Person: receiver, Case: OfEffect(id), Event: casework.EventID(fmt.Sprintf("%s%s/%d", effectPrefix, id, reminder)), Seq: reminder,
		Board: e.Board, Matter: e.matter(reminder), At: at}
	if e.Seen && reminder == 0 || s.Now().Sub(at) > stale {
		n.Read = s.Now()
	}
	var r Reader
	if n.Read.IsZero() {
		if r, err = s.reader(ctx, about{}, n); err != nil {
			return err
		}
	}
	return s.Store.Add(ctx, n, func(earlier []Earlier) Step { return Plan(n.Matter, r, nil, earlier, s.Now()) })
}

// matter is what an effect is to its receiver.
func (e Effect) matter(reminder int) Matter {
	switch {
	case reminder == Consulted:
		return Proposed
	case reminder == Settled:
		return Advised
	case reminder > 0:
		return Reminded
	case e.Offer:
		return Proposed
	default:
		return Advised
	}
}

// aboutEffect is what is about an effect. Who has read an offer is reminded all the same: they have not answered.
func (s *Service) aboutEffect(ctx context.Context, n Notice, id string) (about, error) {
	e, err := s.Effects.Effect(ctx, n.Person, id)
	if errors.Is(err, fault.NotFound) {
		return about{}, nil
	}
	return about{may: e.Waits || n.Seq == Settled && e.Ended, seen: e.Seen && n.Seq == 0, due: e.Until, path: "/erbjudanden/" + id}, err
}
