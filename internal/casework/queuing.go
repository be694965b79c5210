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

// maxQueue is how many rows of a queue are read at once.
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
		if place, err = s.freePlace(ctx, t, unit); err != nil {
			return err
		}
		err = s.offer(ctx, p, ref, t, in, place)
		if key, _, _ := fault.Words(err); !errors.Is(err, fault.Exists) || key != PlaceTaken {
			return err
		}
	}
	return err
}

// PlaceTaken is the key of the fault that a place is offered or held already.
const PlaceTaken = "queue.place_taken"

func (s *Service) offer(ctx context.Context, p identity.Principal, ref Ref, t CaseType, in NewOffer, place int) error {
	next, err := s.next(ctx, t.ID, in.Unit)
	if err != nil {
		return err
	}
	var delegation string
	return s.do(ctx, p, ref, command{kind: Offered, audience: Parties,
		allow: func(f *File) (err error) {
			delegation, err = s.mayOffer(p, f, t)
			return err
		},
		details: func(f *File) (Details, error) {
			if next != f.Case.ID && strings.TrimSpace(in.Reason) == "" {
				return Details{}, fault.New(fault.Invalid, "queue.reason_missing")
			}
			o := &Offer{ID: OfferID(identity.NewID()), Unit: in.Unit, Place: place, From: in.From, Made: s.today(), Due: in.Due, Reason: in.Reason, By: p.Actor,
				Delegation: delegation, Declined: t.Queue.Declined, Expired: t.Queue.Expired, Law: in.Law}
			if o.Due.IsZero() {
				o.Due = civil.Deadline(o.Made, t.Queue.AnswerWithin)
			}
			if kind, ok := t.Decision(t.Queue.Decision); ok {
				o.Type, o.Appeal = kind.ID, kind.Appeal
			}
			return Details{Offer: o}, nil
		}})
}

// mayOffer answers by which delegation p offers places; empty for the board's decision makers, and where places are given by agreement.
func (s *Service) mayOffer(p identity.Principal, f *File, t CaseType) (delegation string, err error) {
	if t.Queue.Decision != "" {
		return s.mayDecide(p, f, t.Queue.Decision, false)
	}
	return "", identity.Allow(p, identity.Close, f.object())
}

// freePlace is the lowest number in the unit that nobody has.
func (s *Service) freePlace(ctx context.Context, t CaseType, unit QueueUnit) (int, error) {
	holds, err := s.store.Holds(ctx, t.ID)
	if err != nil {
		return 0, err
	}
	for n := unit.Taken + 1; n <= unit.Places; n++ {
		if !slices.ContainsFunc(holds, func(h Hold) bool { return h.Unit == unit.ID && h.Place == n }) {
			return n, nil
		}
	}
	return 0, fault.New(fault.Illegal, "queue.full")
}

// next is whose turn it is; empty where nobody waits.
func (s *Service) next(ctx context.Context, caseType, unit string) (CaseID, error) {
	rows, err := s.store.Queue(ctx, QueueQuery{Type: caseType, Unit: unit, Limit: 1})
	if err != nil || len(rows) == 0 || rows[0].State != LineWaiting {
		return "", err
	}
	return rows[0].Case.ID, nil
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

// agreed keeps what an officer has found about rules that wait for them.
func (f *File) agreed(q Queueing) *Queueing {
	out := Queueing{From: q.From}
	for _, w := range q.Wishes {
		w.Marks = slices.Clone(w.Marks)
		for i := range w.Marks {
			if m := &w.Marks[i]; m.Asked && f.found(m.Rule) {
				m.Holds, m.Asked = true, false
			}
		}
		out.Wishes = append(out.Wishes, w)
	}
	return &out
}

// found says whether an officer has agreed that a rule holds.
func (f *File) found(rule string) bool {
	if f.Queue == nil {
		return false
	}
	return slices.ContainsFunc(f.Queue.Wishes, func(w Wish) bool {
		return slices.ContainsFunc(w.Marks, func(m Mark) bool { return m.Rule == rule && m.Holds })
	})
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
// parties see.
func (s *Service) SetTurn(ctx context.Context, p identity.Principal, ref Ref, rule string, holds bool, reason string) error {
	return s.do(ctx, p, ref, command{kind: TurnSet, audience: Parties, details: with(Details{Mark: &Mark{Rule: rule, Holds: holds}, Reason: reason})})
}

// EndPlace gives up a place that the party has, by them or by an officer; on is its last day. The place can then be offered to the next in turn.
func (s *Service) EndPlace(ctx context.Context, p identity.Principal, ref Ref, on civil.Date, text string) error {
	if on.IsZero() {
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
}

// Standings tells where the principal's own cases stand, by case, in the order of their wishes. A case that stands in no line, or that they may not see, is not
// among them.
func (s *Service) Standings(ctx context.Context, p identity.Principal, ids ...CaseID) (map[CaseID][]Standing, error) {
	var mine []CaseID
	for _, id := range ids {
		f, err := s.store.Load(ctx, id)
		if errors.Is(err, fault.NotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if f.InLine() && identity.Allow(p, identity.ReadCase, f.object()) == nil {
			mine = append(mine, id)
		}
	}
	if len(mine) == 0 {
		return nil, nil
	}
	rows, err := s.store.Standings(ctx, mine)
	out := map[CaseID][]Standing{}
	for _, row := range rows {
		out[row.Case] = append(out[row.Case], row)
	}
	return out, err
}

// QueueQuery chooses a queue.
type QueueQuery struct {
	Type, Unit string
	Limit      int
}

// QueueRow is somebody in line, as the store gives it.
type QueueRow struct {
	Line
	Case Case
	// Parties are the case's, in the order of their rows.
	Parties []Holding
}

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

// Queue lists who stands in line to a unit, for officers of the type's board: by turn, and then those with an offer. Whoever the officer may not see
// counts all the same.
func (s *Service) Queue(ctx context.Context, p identity.Principal, caseType, unit string) ([]Queuer, error) {
	if err := s.mayQueue(ctx, p, caseType); err != nil {
		return nil, err
	}
	rows, err := s.store.Queue(ctx, QueueQuery{Type: caseType, Unit: unit, Limit: maxQueue})
	if err != nil {
		return nil, err
	}
	out := make([]Queuer, 0, len(rows))
	for i, row := range rows {
		q := Queuer{Line: row.Line, Diary: row.Case.Diary, Version: row.Case.Version, Due: row.Case.Due}
		if row.State == LineWaiting {
			q.Number = i + 1
		}
		q.Subject, q.Org = row.subject()
		if identity.Allow(p, identity.ReadCase, row.object()) != nil {
			q = Queuer{Number: q.Number, Line: Line{Type: row.Type, Unit: row.Unit, State: row.State, Wish: row.Wish}, Hidden: true}
		}
		out = append(out, q)
	}
	return out, nil
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
func (r *QueueRow) object() identity.Object {
	f := File{Case: r.Case}
	for _, h := range r.Parties {
		person, org := h.Holder.split()
		f.Parties = append(f.Parties, Party{Person: person, Org: org, Role: h.Role, Until: h.Until})
	}
	return f.object()
}

// subject is whom the place is for.
func (r *QueueRow) subject() (identity.PersonID, identity.OrgID) {
	for _, role := range []identity.PartyRole{identity.Child, identity.Applicant, identity.Guardian} {
		for _, h := range r.Parties {
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

// Holds lists the places of a type that are offered or held, for officers of its board: numbers and last days, and nobody's name.
func (s *Service) Holds(ctx context.Context, p identity.Principal, caseType string) ([]Hold, error) {
	if err := s.mayQueue(ctx, p, caseType); err != nil {
		return nil, err
	}
	return s.store.Holds(ctx, caseType)
}
