package casework

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"forvag/internal/civil"
	"forvag/internal/identity"
)

// OfferID names an offer of a place.
type OfferID string

// AfterNo is what happens to somebody's turn in a queue when they say no to an offer.
type AfterNo string

// The ways: they keep their turn to the other units that they wished for; they keep all wishes but go last; they leave the queue.
const (
	KeepsTurn   AfterNo = "keeps"
	GoesLast    AfterNo = "last"
	LeavesQueue AfterNo = "leaves"
)

// QueueRule is what the core needs to know of a case type's queue. The units are those of today.
type QueueRule struct {
	Units []QueueUnit
	// AnswerWithin is how long an offer holds.
	AnswerWithin civil.Period
	// Declined and Expired are what a no, and no answer, mean for the turn.
	Declined, Expired AfterNo
	// Decision is the DecisionType that an offer carries, empty where places are given by agreement.
	Decision string
}

// QueueUnit is something that has places, numbered from 1. The first Taken of them were given outside of the queue.
type QueueUnit struct {
	ID            string
	Places, Taken int
}

// unit finds a unit by id; false where there is none.
func (r *QueueRule) unit(id string) (QueueUnit, bool) {
	i := slices.IndexFunc(r.Units, func(u QueueUnit) bool { return u.ID == id })
	if i < 0 {
		return QueueUnit{}, false
	}
	return r.Units[i], true
}

// Wish is a unit that a case stands in line to, with what its turn there rests on.
type Wish struct {
	Unit  string `json:"unit"`
	Marks []Mark `json:"marks,omitempty"`
}

// Mark is what one rule of the queue's order says of a wish.
type Mark struct {
	Rule string `json:"rule"`
	// Day is for a rule by a day, which Dated says that it is: the earliest goes first, no day last.
	Day   civil.Date `json:"day,omitzero"`
	Dated bool       `json:"dated,omitempty"`
	// Holds says that the rule's condition holds: those go first. Asked says that the party claims so, and no officer has looked at it.
	Holds bool `json:"holds,omitempty"`
	Asked bool `json:"asked,omitempty"`
	// Unit is, of what an officer found, the one unit that it is about; empty for all, and in a wish's own marks.
	Unit string `json:"unit,omitempty"`
}

// Queueing is what one asks of a queue: units, the dearest first, and from when a place is wanted (zero for any time).
type Queueing struct {
	Wishes []Wish     `json:"wishes"`
	From   civil.Date `json:"from,omitzero"`
}

// Queue is a case's standing in its queue.
type Queue struct {
	Queueing
	// Since is the instant from which the case has stood in line: that it came in, or that it last went to the end.
	Since time.Time
	// Offers are those made, the oldest first.
	Offers []Offer
	// found is what officers found about rules that waited for them, the oldest first. It outlives the wishes that it was found of.
	found []Mark
}

// OfferOutcome is how an offer ended; empty while it is open.
type OfferOutcome string

// The outcomes: yes, no, no answer in time, taken back by the authority, and lapsed since the case ended.
const (
	OfferTaken     OfferOutcome = "accepted"
	OfferRefused   OfferOutcome = "declined"
	OfferTimedOut  OfferOutcome = "expired"
	OfferTakenBack OfferOutcome = "withdrawn"
	OfferLapsed    OfferOutcome = "lapsed"
)

// Offer is a place that is offered to whoever the case is for. It is made by somebody who may decide: accepted, it is the decision.
type Offer struct {
	ID   OfferID `json:"id"`
	Unit string  `json:"unit,omitempty"`
	// Place is the number of the place within the unit, from 1.
	Place int `json:"place,omitempty"`
	// From is the day from which the place can be had; zero for at once.
	From civil.Date `json:"from,omitzero"`
	// Made is the day of the offer, Due the last day to answer.
	Made civil.Date `json:"made,omitzero"`
	Due  civil.Date `json:"due,omitzero"`
	// Reason is why somebody was passed by, empty where it was the case's turn. It is for the authority alone.
	Reason string `json:"reason,omitempty"`
	// By is who made it, Delegation by which reference, Type and Appeal the kind of decision that it becomes; Type is empty for an agreement.
	By         identity.PersonID `json:"by,omitempty"`
	Delegation string            `json:"delegation,omitempty"`
	Type       string            `json:"type,omitempty"`
	Appeal     AppealKind        `json:"appeal,omitempty"`
	Law        []string          `json:"law,omitempty"`
	// Declined and Expired are what a no, and no answer, mean for the turn.
	Declined AfterNo `json:"declined,omitempty"`
	Expired  AfterNo `json:"expired,omitempty"`

	Outcome OfferOutcome `json:"outcome,omitempty"`
	// Answered is the day it ended; zero while it is open.
	Answered civil.Date `json:"answered,omitzero"`
	// Ended is the last day of an accepted place; zero while it has no end.
	Ended civil.Date `json:"ended,omitzero"`
}

// IsOpen says whether the offer waits for its answer.
func (o Offer) IsOpen() bool { return o.Outcome == "" }

// OpenOffer is the offer that waits for its answer, nil where none does.
func (f *File) OpenOffer() *Offer {
	return f.offer(Offer.IsOpen)
}

// HeldPlace is the accepted offer whose place the party has, nil where they have none.
func (f *File) HeldPlace() *Offer {
	return f.offer(func(o Offer) bool { return o.Outcome == OfferTaken && o.Ended.IsZero() })
}

func (f *File) offer(ok func(Offer) bool) *Offer {
	if f.Queue == nil {
		return nil
	}
	if i := slices.IndexFunc(f.Queue.Offers, ok); i >= 0 {
		return &f.Queue.Offers[i]
	}
	return nil
}

// AfterOffer is what a no, and no answer, to an offer mean for the turn as the case stands: who has no other wish leaves the queue where others keep their
// turn.
func (f *File) AfterOffer(o *Offer) (declined, expired AfterNo) {
	other := slices.ContainsFunc(f.Queue.Wishes, func(w Wish) bool { return w.Unit != o.Unit })
	after := func(a AfterNo) AfterNo {
		if a == KeepsTurn && !other {
			return LeavesQueue
		}
		return a
	}
	return after(o.Declined), after(o.Expired)
}

// InLine says whether the case stands in line, an offer waiting for its answer or not.
func (f *File) InLine() bool {
	return f.Queue != nil && len(f.Queue.Wishes) > 0 && !f.Case.Disposed && !f.Case.IsClosed() && f.Withdrawn.IsZero() && !f.decided() &&
		f.offer(func(o Offer) bool { return o.Outcome == OfferTaken }) == nil
}

// LineState is whether somebody in line waits, or has an offer.
type LineState string

// The states.
const (
	LineWaiting LineState = "waiting"
	LineOffered LineState = "offered"
)

// Line is a case's row in the queue to one unit, derived from the file.
type Line struct {
	Type, Unit string
	Case       CaseID
	State      LineState
	// Wish counts from 1, the dearest.
	Wish int
	// Turn sorts the queue, as text.
	Turn string
	// Marks, From and Since are why somebody stands where they stand, and from when they want the place.
	Marks []Mark
	From  civil.Date
	Since time.Time
}

// Lines derives the rows of the units that the case stands in line to; none where it stands in none.
func (f *File) Lines() []Line {
	if !f.InLine() {
		return nil
	}
	state := LineWaiting
	if f.OpenOffer() != nil {
		state = LineOffered
	}
	lines := make([]Line, len(f.Queue.Wishes))
	for i, w := range f.Queue.Wishes {
		lines[i] = Line{Type: f.Case.Type.ID, Unit: w.Unit, Case: f.Case.ID, State: state, Wish: i + 1, Turn: w.turn(f.Queue.Since), Marks: w.Marks,
			From: f.Queue.From, Since: f.Queue.Since}
	}
	return lines
}

// turn is where a wish stands, as text that sorts: each rule in order, then since when. Texts of one queue have the same rules and so the same form.
func (w Wish) turn(since time.Time) string {
	var b strings.Builder
	for _, m := range w.Marks {
		switch {
		case m.Dated && m.Day.IsZero():
			b.WriteString("9999-12-31 ")
		case m.Dated:
			b.WriteString(m.Day.String() + " ")
		case m.Holds:
			b.WriteString("0 ")
		default:
			b.WriteString("1 ")
		}
	}
	return b.String() + since.UTC().Format("2006-01-02T15:04:05.000000Z")
}

// Hold is a place that is offered or held, or that has been given up from a day, derived from the file. No place has two that offer or hold it.
type Hold struct {
	Type, Unit string
	Place      int
	Case       CaseID
	Offer      OfferID
	// Due is the last day to answer; zero for a place that somebody has.
	Due civil.Date
	// Until is the last day of a place that has been given up; zero for others.
	Until civil.Date
}

// Hold derives the place that is kept for the case, or that it has given up, nil where there is none.
func (f *File) Hold() *Hold {
	if f.Case.Disposed {
		return nil
	}
	if o := f.OpenOffer(); o != nil {
		return &Hold{Type: f.Case.Type.ID, Unit: o.Unit, Place: o.Place, Case: f.Case.ID, Offer: o.ID, Due: o.Due}
	}
	if o := f.offer(func(o Offer) bool { return o.Outcome == OfferTaken }); o != nil {
		return &Hold{Type: f.Case.Type.ID, Unit: o.Unit, Place: o.Place, Case: f.Case.ID, Offer: o.ID, Until: o.Ended}
	}
	return nil
}

// PlaceOn is the accepted offer whose place the party has on a day, also where it has been given up from a later one; nil where they have none.
func (f *File) PlaceOn(day civil.Date) *Offer {
	return f.offer(func(o Offer) bool { return o.Outcome == OfferTaken && (o.Ended.IsZero() || !o.Ended.Before(day)) })
}

// stand puts the case in the queue, or gives it other wishes.
func (f *File) stand(q *Queueing, since time.Time) {
	if q == nil {
		return
	}
	if f.Queue == nil {
		f.Queue = &Queue{Since: since}
	}
	f.Queue.Queueing = Queueing{Wishes: slices.Clone(q.Wishes), From: q.From}
}

// endOffer ends the open offer, and gives the turn what a no means for it.
func (f *File) endOffer(outcome OfferOutcome, e *Event) {
	o := f.OpenOffer()
	o.Outcome, o.Answered = outcome, e.day()
	after := o.Declined
	if outcome == OfferTimedOut {
		after = o.Expired
	}
	switch {
	case outcome != OfferRefused && outcome != OfferTimedOut:
	case after == GoesLast:
		f.Queue.Since = e.At
	case after == KeepsTurn:
		f.Queue.Wishes = keep(f.Queue.Wishes, func(w Wish) bool { return w.Unit != o.Unit })
	}
}

// lapseOffer ends an open offer, since the matter ends.
func (f *File) lapseOffer(on civil.Date) {
	if o := f.OpenOffer(); o != nil {
		o.Outcome, o.Answered = OfferLapsed, on
	}
}

// confirm notes what an officer found about a rule of the order that waited for them.
func (f *File) confirm(m *Mark) {
	f.Queue.found = append(slices.Clone(f.Queue.found), *m)
	wishes := make([]Wish, len(f.Queue.Wishes))
	for i, w := range f.Queue.Wishes {
		wishes[i] = Wish{Unit: w.Unit, Marks: slices.Clone(w.Marks)}
		for j := range wishes[i].Marks {
			if mark := &wishes[i].Marks[j]; m.about(w.Unit, mark) {
				mark.Holds, mark.Asked = m.Holds, false
			}
		}
	}
	f.Queue.Wishes = wishes
}

// about says whether what an officer found is about a mark of a wish for the unit.
func (m *Mark) about(unit string, mark *Mark) bool {
	return mark.Rule == m.Rule && !mark.Dated && (m.Unit == "" || m.Unit == unit)
}

// firstOffer is the day of the first offer that was not taken back; zero where there is none.
func (f *File) firstOffer() civil.Date {
	if o := f.offer(func(o Offer) bool { return o.Outcome != OfferTakenBack }); o != nil {
		return o.Made
	}
	return civil.Date{}
}

// standing is the queue as a reader may see it: why somebody else was passed by is for the authority alone.
func (q *Queue) standing(authority bool) *Queue {
	if q == nil {
		return nil
	}
	out := *q
	out.Offers = slices.Clone(q.Offers)
	for i := range out.Offers {
		if !authority {
			out.Offers[i].Reason = ""
		}
	}
	return &out
}

// words is everything in a line but whose it is, for comparison.
func (l Line) words() string {
	b, err := json.Marshal(l)
	if err != nil {
		return err.Error() // texts, numbers and days always encode
	}
	return string(b)
}
