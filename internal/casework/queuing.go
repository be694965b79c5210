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
	t, err := s.typeOf(ctx, ref.ID)
	if err != nil {
		return err
	}
	if t.Queue == nil {
		return fault.New(fault.Illegal, "queue.none")
	}
	unit, ok := t.Queue.unit(in.Unit)
	if !ok {
		return fault.New(fault.Invalid, "queue.not_wished")
	}
	for range offerTries {
		var place int
		if place, err = s.freePlace(ctx, t, unit, in.From); err != nil {
			return err
		}
		err = s.offer(ctx, p, ref, t, in, place)
		if key, _, _ := fault.Words(err); !errors.Is(err, fault.Exists) || key != PlaceTaken {
			return err
		}
	}
	return err
}

// PlaceTaken is the key of the fault that a place is offered or held already, TurnMissing of the fault that it is somebody else's turn and no reason to pass
// them by is given.
const (
	PlaceTaken  = "queue.place_taken"
	TurnMissing = "queue.reason_missing"
)

func (s *Service) offer(ctx context.Context, p identity.Principal, ref Ref, t CaseType, in NewOffer, place int) error {
	var delegation string
	return s.do(ctx, p, ref, command{kind: Offered, audience: Parties,
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
		}})
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

// Standing is where a case stands in line to one unit.
type Standing struct {
	Case CaseID
	Unit string
	Wish int
	// Number counts from 1 those who wait; 0 for who has an offer. Of is how many wait in all.
	Number, Of int
	// Subject is whom the place is for: the child, or who applied. Empty for an organisation.
	Subject identity.PersonID
}

// Standings tells where the principal's own cases stand, by case, in the order of their wishes. A case that stands in no line, or that they may not see, is not
// among them.
func (s *Service) Standings(ctx context.Context, p identity.Principal, ids ...CaseID) (map[CaseID][]Standing, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	rows, err := s.store.Standings(ctx, ids)
	if err != nil {
		return nil, err
	}
	out := map[CaseID][]Standing{}
	for _, row := range rows {
		if identity.Allow(p, identity.ReadCase, row.Who.object()) != nil {
			continue
		}
		row.Subject, _ = row.Who.subject()
		out[row.Case] = append(out[row.Case], row.Standing)
	}
	return out, nil
}

// ChildStands is the key of the fault that a child stands in the queue, or has a place in it, by another case.
const ChildStands = "queue.child_stands"

// QueuedRow is a case by which a child stands in a queue, or has a place, as the store gives it.
type QueuedRow struct {
	Child Holder
	Who   Waiter
}

// Queued is a case by which a child stands in a queue, or has a place.
type Queued struct {
	Case  CaseID
	Diary Diary
}

// Queued tells by which cases children stand in the queue of a type, or have a place in it, by child. Cases that p may not read are not among them, nor is
// the one that p has submitted with the key, where it is not empty.
func (s *Service) Queued(ctx context.Context, p identity.Principal, caseType, key string, children ...identity.PersonID) (map[identity.PersonID][]Queued, error) {
	if len(children) == 0 {
		return nil, nil
	}
	holders := make([]Holder, len(children))
	for i, child := range children {
		holders[i] = HolderOf(child, "")
	}
	var but Key
	if key != "" {
		but = keyOf(p, key)
	}
	rows, err := s.store.Queued(ctx, caseType, holders, but)
	if err != nil {
		return nil, err
	}
	out := map[identity.PersonID][]Queued{}
	for _, row := range rows {
		if identity.Allow(p, identity.ReadCase, row.Who.object()) != nil {
			continue
		}
		child, _ := row.Child.split()
		out[child] = append(out[child], Queued{row.Who.Case.ID, row.Who.Case.Diary})
	}
	return out, nil
}

// QueueQuery chooses a part of the queue to a unit: those who wait, by turn, or those with an offer. From says how many come before the part, Limit how
// long it is at most; zero for as much as is read at once.
type QueueQuery struct {
	Type, Unit  string
	State       LineState
	From, Limit int
}

// Waiter is whose row in a queue it is, as the store gives it.
type Waiter struct {
	Case Case
	// Parties are the case's, in the order of their rows.
	Parties []Holding
}

// QueueRow is somebody in line, and StandingRow where somebody stands, as the store gives them.
type (
	QueueRow struct {
		Line
		Who Waiter
	}
	StandingRow struct {
		Standing
		Who Waiter
	}
)

// Queuer is somebody in line, as an officer sees them.
type Queuer struct {
	// Number counts from 1 those who wait; 0 for who has an offer.
	Number int
	Line
	// Hidden says that the officer may not see the case: then nothing is said but that somebody stands there.
	Hidden bool
	// Diary, Status, Version and Due (of the first running clock) are the case's.
	Diary   Diary
	Version int64
	Due     civil.Date
	// Subject is whom the place is for: the child, or who applied.
	Subject identity.PersonID
	Org     identity.OrgID
}

// Queue lists a part of who stands in line to a unit, for officers of the type's board. Whoever the officer may not see counts all the same.
func (s *Service) Queue(ctx context.Context, p identity.Principal, query QueueQuery) ([]Queuer, error) {
	if err := s.mayQueue(ctx, p, query.Type); err != nil {
		return nil, err
	}
	query.From = max(query.From, 0)
	if query.Limit <= 0 || query.Limit > maxQueue {
		query.Limit = maxQueue
	}
	rows, err := s.store.Queue(ctx, query)
	if err != nil {
		return nil, err
	}
	out := make([]Queuer, 0, len(rows))
	for i, row := range rows {
		c := row.Who.Case
		q := Queuer{Line: row.Line, Diary: c.Diary, Version: c.Version, Due: c.Due}
		if row.State == LineWaiting {
			q.Number = query.From + i + 1
		}
		q.Subject, q.Org = row.Who.subject()
		if identity.Allow(p, identity.ReadCase, row.Who.object()) != nil {
			q = Queuer{Number: q.Number, Line: Line{Type: row.Type, Unit: row.Unit, State: row.State, Wish: row.Wish}, Hidden: true}
		}
		out = append(out, q)
	}
	return out, nil
}

// QueueLengths tells how many wait in line to each unit, for officers of the type's board.
func (s *Service) QueueLengths(ctx context.Context, p identity.Principal, caseType string) (map[string]int, error) {
	if err := s.mayQueue(ctx, p, caseType); err != nil {
		return nil, err
	}
	return s.store.QueueLengths(ctx, caseType)
}

func (s *Service) mayQueue(ctx context.Context, p identity.Principal, caseType string) error {
	t, err := s.types.CaseType(ctx, caseType, "")
	if err != nil {
		return err
	}
	if t.Queue == nil {
		return fault.New(fault.NotFound, "access.not_found")
	}
	return identity.Allow(p, identity.ListDesk, identity.Object{Kind: identity.DeskObject, Board: t.Board})
}

// object is what identity.Allow needs to know of a row's case.
func (w *Waiter) object() identity.Object {
	f := File{Case: w.Case}
	for _, h := range w.Parties {
		person, org := h.Holder.split()
		f.Parties = append(f.Parties, Party{Person: person, Org: org, Role: h.Role, Until: h.Until})
	}
	return f.object()
}

// subject is whom the place is for.
func (w *Waiter) subject() (identity.PersonID, identity.OrgID) {
	for _, role := range []identity.PartyRole{identity.Child, identity.Applicant, identity.Guardian} {
		for _, h := range w.Parties {
			if h.Role == role {
				return h.Holder.split()
			}
		}
	}
	return "", ""
}

// split is the person or the organisation that a holder is.
func (h Holder) split() (identity.PersonID, identity.OrgID) {
	if org, ok := strings.CutPrefix(string(h), "o:"); ok {
		return "", identity.OrgID(org)
	}
	return identity.PersonID(strings.TrimPrefix(string(h), "p:")), ""
}

// Holds lists the places of a type that are offered or held, or that somebody leaves later, for officers of its board: numbers and last days, and
// nobody's name.
func (s *Service) Holds(ctx context.Context, p identity.Principal, caseType string) ([]Hold, error) {
	if err := s.mayQueue(ctx, p, caseType); err != nil {
		return nil, err
	}
	return s.store.Holds(ctx, caseType, s.today())
}
