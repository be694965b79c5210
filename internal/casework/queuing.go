package casework

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"forvag/internal/civil"
	"forvag/internal/fault"
	"forvag/internal/identity"
)

// NewOffer is an offer to be made.
type NewOffer struct {
	Unit string
	// From is the day from which the place can be had; zero for at once.
	From civil.Date
	// Due is the last day to answer; zero for what the queue's rule says.
	Due civil.Date
	// Reason is why others are passed by; needed where it is not the case's turn.
	Reason string
	// Law is what the decision that it becomes rests on.
	Law []string
}

// maxQueue is how many rows of a queue are read at once, at most.
const maxQueue = 500

// offerTries is how often another free place is tried, where colleagues take the same ones at the same time.
const offerTries = 8

// Offer offers a free place in a unit to the party of a case that stands in line to it: by somebody who may make the decision that it becomes, or,
// where places are given by agreement, by who handles cases. It is fault.Illegal where no place is free, and fault.Invalid where it is somebody
// else's turn and no reason is given. No place is ever offered twice: of two officers, one gets another place, or none.
func (s *Service) Offer(ctx context.Context, p identity.Principal, ref Ref, in NewOffer) error {
	t, unit, err := s.offerable(ctx, ref.ID, in.Unit)
	if err != nil {
		return err
	}
	for range offerTries {
		var place int
		if place, err = s.freePlace(ctx, t, unit, in.From); err != nil {
			return err
		}
		err = s.do(ctx, p, ref, s.offering(p, t, in, place))
		if key, _, _ := fault.Words(err); !errors.Is(err, fault.Exists) || key != PlaceTaken {
			return err
		}
	}
	return err
}

// WouldOffer is the case as Offer would leave it: what who offers reads before they do. Nothing is written, and the faults are those of Offer; whose turn it is may be
// another when the offer is made.
func (s *Service) WouldOffer(ctx context.Context, p identity.Principal, ref Ref, in NewOffer) (*File, error) {
	t, unit, err := s.offerable(ctx, ref.ID, in.Unit)
	if err != nil {
		return nil, err
	}
	place, err := s.freePlace(ctx, t, unit, in.From)
	if err != nil {
		return nil, err
	}
	f, err := s.would(ctx, p, ref, s.offering(p, t, in, place))
	if err != nil || strings.TrimSpace(in.Reason) != "" {
		return f, err
	}
	standings, err := s.store.Standings(ctx, []CaseID{ref.ID})
	if err != nil {
		return nil, err
	}
	if slices.ContainsFunc(standings, func(st StandingRow) bool { return st.Unit == in.Unit && st.Number > 1 }) {
		return nil, fault.New(fault.Invalid, TurnMissing)
	}
	return f, nil
}

// offerable are the type of a case and the unit in which a place is to be offered.
func (s *Service) offerable(ctx context.Context, id CaseID, unit string) (t CaseType, u QueueUnit, err error) {
	if t, err = s.typeOf(ctx, id); err != nil {
		return t, u, err
	}
	if t.Queue == nil {
		return t, u, fault.New(fault.Illegal, "queue.none")
	}
	u, ok := t.Queue.unit(unit)
	if !ok {
		return t, u, fault.New(fault.Invalid, "queue.not_wished")
	}
	return t, u, nil
}

// PlaceTaken is the key of the fault that a place is offered or held already, TurnMissing of the fault that it is somebody else's turn and no reason to pass
// them by is given.
const (
	PlaceTaken  = "queue.place_taken"
	TurnMissing = "queue.reason_missing"
)

func (s *Service) offering(p identity.Principal, t CaseType, in NewOffer, place int) command {
	var delegation string
	return command{kind: Offered, audience: Parties,
		allow: func(f *File) (err error) {
			delegation, err = s.mayOffer(p, f, t)
			return err
		},
		details: func(f *File) (Details, error) {
			o := &Offer{ID: OfferID(identity.NewID()), Unit: in.Unit, Place: place, From: in.From, Made: s.today(), Due: in.Due, Reason: in.Reason, By: p.Actor,
				Delegation: delegation, Declined: t.Queue.Declined, Expired: t.Queue.Expired, Law: in.Law}
			if o.Due.IsZero() {
				o.Due = civil.Deadline(o.Made, t.Queue.AnswerWithin)
			}
			if kind, ok := t.Decision(t.Queue.Decision); ok {
				o.Type, o.Appeal = kind.ID, kind.Appeal
			}
			return Details{Offer: o}, nil
		},
		then: func(c *Change) error {
			if strings.TrimSpace(in.Reason) == "" {
				c.Turn = in.Unit
			}
			return nil
		}}
}

// mayOffer answers by which delegation p offers places; empty for the board's decision makers, and where places are given by agreement.
func (s *Service) mayOffer(p identity.Principal, f *File, t CaseType) (delegation string, err error) {
	if t.Queue.Decision != "" {
		return s.mayDecide(p, f, t.Queue.Decision, false)
	}
	return "", identity.Allow(p, identity.Close, f.object())
}

// freePlace is the lowest number in the unit that nobody has from a day on, zero for at once. Where one is given up later than that, the fault says from
// which day it is free.
func (s *Service) freePlace(ctx context.Context, t CaseType, unit QueueUnit, from civil.Date) (int, error) {
	if from.Before(s.today()) {
		from = s.today()
	}
	holds, err := s.store.Holds(ctx, t.ID, from)
	if err != nil {
		return 0, err
	}
	var soon civil.Date
	for n := unit.Taken + 1; n <= unit.Places; n++ {
		switch until, free := lastDay(holds, unit.ID, n); {
		case !free:
		case until.IsZero():
			return n, nil
		case soon.IsZero() || until.Before(soon):
			soon = until
		}
	}
	if !soon.IsZero() {
		return 0, fault.New(fault.Illegal, "queue.free_later", soon.AddDays(1))
	}
	return 0, fault.New(fault.Illegal, "queue.full")
}

// lastDay is the last day of who leaves a place, zero where nobody does; false where somebody has it, or has been offered it.
func lastDay(holds []Hold, unit string, place int) (until civil.Date, free bool) {
	for _, h := range holds {
		switch {
		case h.Unit != unit || h.Place != place:
		case h.Until.IsZero():
			return civil.Date{}, false
		case until.Before(h.Until):
			until = h.Until
		}
	}
	return until, true
}

// AcceptOffer takes an offered place, by a party, on its last day at the latest. The offer becomes the decision that it carries, by who made it; where
// places are given by agreement, the case goes on to be arranged.
func (s *Service) AcceptOffer(ctx context.Context, p identity.Principal, id CaseID, offer OfferID) error {
	return s.do(ctx, p, Ref{ID: id}, command{kind: OfferAccepted, audience: Parties, details: with(Details{Offer: &Offer{ID: offer}}),
		done: func(f *File) bool {
			held := f.HeldPlace()
			return held != nil && held.ID == offer
		},
		then: func(c *Change) error {
			o := *c.File.HeldPlace()
			if o.Type == "" {
				return c.system(Moved, Everyone, Details{From: c.File.Case.Step, To: Arrange})
			}
			d := &Decision{ID: DecisionID(identity.NewID()), Type: o.Type, Appeal: o.Appeal, Outcome: Granted, On: c.day(), By: o.By, Delegation: o.Delegation,
				Grounds: Grounds{Law: o.Law}}
			return c.system(Decided, Parties, Details{Decision: d})
		}})
}

// DeclineOffer says no to an offered place, by a party. The queue's rule says what that means for their turn.
func (s *Service) DeclineOffer(ctx context.Context, p identity.Principal, id CaseID, offer OfferID) error {
	return s.do(ctx, p, Ref{ID: id}, command{kind: OfferDeclined, audience: Parties, details: with(Details{Offer: &Offer{ID: offer}}), then: leave,
		done: func(f *File) bool {
			return f.offer(func(o Offer) bool { return o.ID == offer && o.Outcome == OfferRefused }) != nil
		}})
}

// leave takes a case out of the queue where the offer that just ended says so, or no wish is left: as if it had been taken back, to be written off.
func leave(c *Change) error {
	o := c.File.Queue.last()
	after := o.Declined
	if o.Outcome == OfferTimedOut {
		after = o.Expired
	}
	if after != LeavesQueue && len(c.File.Queue.Wishes) > 0 {
		return nil
	}
	return c.system(Withdrawn, Parties, Details{})
}

// last is the latest offer.
func (q *Queue) last() Offer { return q.Offers[len(q.Offers)-1] }

// WithdrawOffer takes an offer back, with a reason that the parties see. Their turn is as it was.
func (s *Service) WithdrawOffer(ctx context.Context, p identity.Principal, ref Ref, offer OfferID, reason string) error {
	return s.do(ctx, p, ref, command{kind: OfferWithdrawn, audience: Parties, details: with(Details{Offer: &Offer{ID: offer}, Reason: reason})})
}

// ExpireOffers ends the offers whose last day has passed, at most limit, and returns how many. The queue's rule says what that means for the turn. For the
// system.
func (s *Service) ExpireOffers(ctx context.Context, p identity.Principal, limit int) (int, error) {
	if p.Kind != identity.System {
		return 0, fault.New(fault.Forbidden, "access.forbidden")
	}
	ids, err := s.store.DueOffers(ctx, s.today(), limit)
	if err != nil {
		return 0, err
	}
	n := 0
	for _, id := range ids {
		err := s.store.Update(ctx, Ref{ID: id}, Key{}, func(f *File) (*Change, error) {
			o := f.OpenOffer()
			if o == nil || !o.Due.Before(s.today()) {
				return nil, nil // answered meanwhile
			}
			c := s.change(p, f)
			if err := c.system(OfferExpired, Parties, Details{Offer: &Offer{ID: o.ID}}); err != nil {
				return nil, err
			}
			return c, leave(c)
		})
		if err != nil {
			return n, fmt.Errorf("expire the offer in %s: %w", id, err)
		}
		n++
		s.watchers.signal(id)
	}
	return n, nil
}

// SetWishes changes what a case stands in line to, by a party or an officer. The day that the turn counts from stays.
func (s *Service) SetWishes(ctx context.Context, p identity.Principal, id CaseID, q Queueing) error {
	t, err := s.typeOf(ctx, id)
	if err != nil {
		return err
	}
	if !t.Queue.has(q.Wishes) {
		return fault.New(fault.Invalid, "queue.no_wishes")
	}
	return s.do(ctx, p, Ref{ID: id}, command{kind: WishesSet, audience: Parties, details: func(f *File) (Details, error) {
		return Details{Queue: f.agreed(q)}, nil
	}})
}

// agreed keeps what officers have found about rules that wait for them, be it yes or no.
func (f *File) agreed(q Queueing) *Queueing {
	out := Queueing{From: q.From}
	for _, w := range q.Wishes {
		w.Marks = slices.Clone(w.Marks)
		for i := range w.Marks {
			if found := f.foundOf(w.Unit, &w.Marks[i]); found != nil {
				w.Marks[i].Holds, w.Marks[i].Asked = found.Holds, false
			}
		}
		out.Wishes = append(out.Wishes, w)
	}
	return &out
}

// foundOf is what an officer last found about a mark of a wish, nil where none has looked at it.
func (f *File) foundOf(unit string, mark *Mark) *Mark {
	if f.Queue == nil {
		return nil
	}
	for i := len(f.Queue.found) - 1; i >= 0; i-- {
		if m := &f.Queue.found[i]; m.about(unit, mark) {
			return m
		}
	}
	return nil
}

// has says whether all wishes are for units of the queue, each once, and there is one.
func (r *QueueRule) has(wishes []Wish) bool {
	seen := map[string]bool{}
	for _, w := range wishes {
		if r == nil {
			return false
		}
		if _, ok := r.unit(w.Unit); !ok || seen[w.Unit] {
			return false
		}
		seen[w.Unit] = true
	}
	return len(wishes) > 0
}

// SetTurn notes what an officer found about a rule of the order that waited for them, such as a need of special support, with a reason that the
// parties see. found names the rule, and the unit where it is about one alone.
func (s *Service) SetTurn(ctx context.Context, p identity.Principal, ref Ref, found Mark, reason string) error {
	return s.do(ctx, p, ref, command{kind: TurnSet, audience: Parties, details: with(Details{Mark: &found, Reason: reason})})
}

// EndPlace gives up a place that the party has, by them or by an officer; on is its last day, today at the earliest for a party. From the day after, the
// place can be offered to the next in turn. It is fault.Illegal for a day before the place was taken, or more than two years ahead.
func (s *Service) EndPlace(ctx context.Context, p identity.Principal, ref Ref, on civil.Date, text string) error {
	if on.IsZero() || p.Kind != identity.Officer && on.Before(s.today()) {
		return fault.New(fault.Invalid, "queue.end_day")
	}
	return s.do(ctx, p, ref, command{kind: PlaceEnded, audience: Parties, details: with(Details{On: on, Text: text})})
}
