package lifeevents

import (
	"time"

	"forvag/internal/civil"
	"forvag/internal/fault"
	"forvag/internal/identity"
)

// Life is where one effect stands, for one receiver: all that decides what may come next. The zero Life is of one that has not been made.
//
// It changes by After alone, which knows neither store nor clock. The store reads a Life, writes down the one that comes of it, and puts the jobs in the
// outbox, in one transaction.
type Life struct {
	Kind   Kind
	State  State
	Reason string
	// Until is the last day to answer; zero for no end. Later is the first day on which it is shown again, as its receiver wished; zero for none.
	Until, Later civil.Date
	// Seen and Answered are when the receiver first read it, and when it came to its end; zero before.
	Seen, Answered time.Time
	// Reminded is how many times its receiver has been reminded, and Urged the day of the last time; zero before.
	Reminded int
	Urged    civil.Date
	// Turn is how many times its ground has come: once, and again each time that it came back. It grows as well when what all had said yes to is asked anew.
	Turn int
	// Since is the day from which a guardian's form has waited for others' yes, of all whom it concerns; zero where none does. Others are those whose yes the
	// receiver's own form waits for; nil where it is not theirs that waits.
	Since  civil.Date
	Others []identity.PersonID
	// Asked are the answers to what it asks, as they were written, by fact.
	Asked map[string][]string
	// Draft is the form that was begun from it, and Case what it became; empty before. A review has a Case that was opened before it was shielded.
	Draft, Case string
	// By is the officer who closed a review, and Note what they wrote; empty for all else.
	By   identity.PersonID
	Note string
}

// State is where an effect that was made stands.
type State string

// The states.
const (
	// Open waits for its receiver, or is there to be read.
	Open State = "open"
	// Accepted, Declined and Expired are what became of an offer: said yes to, said no to, and not answered in time.
	Accepted State = "accepted"
	Declined State = "declined"
	Expired  State = "expired"
	// Withdrawn was taken back: Reason says why.
	Withdrawn State = "withdrawn"
	// Reviewed waits for a trained officer, and Opening for its case to be opened.
	Reviewed State = "review"
	Opening  State = "opening"
	// Done is a case that is opened, or a review that an officer has closed: Reason says how.
	Done State = "done"
	// Awaiting is a guardian's yes that waits for another's, and Agreed that all have said yes: the form is being sent.
	Awaiting State = "awaiting"
	Agreed   State = "agreed"
)

// Why an effect came to its end.
const (
	// GroundGone says that its ground fell away. It is opened again if the ground comes back.
	GroundGone = "ground"
	// Taken says that another, such as the other guardian or somebody else who signs for the company, has accepted it.
	Taken = "taken"
	// LeftAlone says that the receiver has opted out.
	LeftAlone = "left_alone"
	// ByHand and NotNeeded are how an officer closed a review: what the rule comes to was done another way, or is not to be done.
	ByHand    = "by_hand"
	NotNeeded = "not_needed"
	// Disagreed says that one guardian said yes and another no, and Silent that another has not answered in time.
	Disagreed = "disagreed"
	Silent    = "silent"
	// ByOfficer says that nothing goes on by itself: who wants it turns to the municipality. It never tells why.
	ByOfficer = "by_officer"
)

// Job is work that a change leaves to the outbox.
type Job struct {
	Kind JobKind
	// N is which reminder it is, counted from one, or ToldAsked, ToldUrged or ToldEnded; zero for the others.
	N int
}

// JobKind is what sort of work it is.
type JobKind string

// The kinds of work.
const (
	// Tell is to tell the receiver of it, or with N to remind them.
	Tell JobKind = "tell"
	// OpenCase is to open its case, and to decide it where the rule grants.
	OpenCase JobKind = "case"
)

// Change is something that happens to an effect: one of the types below.
type Change interface {
	change(l Life, at time.Time) (Life, []Job, error)
}

// The changes that a run makes. None of them is ever refused: what does not fit changes nothing.
type (
	// Ground is that the rule comes to it: it is made, or opened again where its ground had fallen away. What waits for its case goes to a trained officer
	// where a protected identity has come near meanwhile, and what waits for a trained officer becomes the case again once no such identity is near.
	Ground struct {
		Kind  Kind
		Until civil.Date
	}
	// GroundLost is that it stands no more.
	GroundLost struct{}
	// Remind is that its receiver is reminded the Nth time, on a day.
	Remind struct {
		N  int
		On civil.Date
	}
	// Passed is that a day has come.
	Passed struct{ Day civil.Date }
	// Opened is that its case is there.
	Opened struct{ Case string }
)

// The changes that residents make. Those that answer it are refused with fault.Illegal once it is not open any more.
type (
	// See is that its receiver reads it.
	See struct{}
	// Decline is a no; of a reminder, that it is read.
	Decline struct{}
	// Postpone lets it rest until a day.
	Postpone struct{ Until civil.Date }
	// Answer is what was written in answer to what it asks.
	Answer struct{ Asked map[string][]string }
	// Begin is that a form was begun from it.
	Begin struct{ Draft string }
	// Accept is that the form became a case. It holds whatever else has become of the offer while the form was written: the case is there.
	Accept struct{ Case string }
	// OtherAccepted is that another receiver has accepted. Who has said yes with them is a party to the case.
	OtherAccepted struct{ Case string }
	// DoneByOther is that somebody else has accepted for all, whose case it alone is: who waits is told that it is done.
	DoneByOther struct{}
	// LeaveAlone is that the receiver wants no more of its rule.
	LeaveAlone struct{}
)

// CloseReview is that a trained officer closes what was left to them, and how: ByHand or NotNeeded. fault.Illegal where it does not wait for one, and
// fault.Invalid without words.
type CloseReview struct {
	By     identity.PersonID
	Reason string
	Note   string
}

// After is what becomes of a life by a change, and the work that it leaves. It is pure. The same change again changes nothing and leaves no work, unless it
// is an answer, which is refused.
func (l Life) After(c Change, at time.Time) (Life, []Job, error) { return c.change(l, at) }

func (g Ground) change(l Life, _ time.Time) (Life, []Job, error) {
	gone := l.State == Withdrawn && l.Reason == GroundGone
	shielded := l.State == Opening && g.Kind == Review
	freed := l.State == Reviewed && g.Kind == Case
	if l.State != "" && !gone && !shielded && !freed {
		return l, nil, nil
	}
	l.Kind, l.State, l.Reason, l.Until, l.Answered = g.Kind, g.Kind.begins(), "", g.Until, time.Time{}
	l.Since, l.Others = civil.Date{}, nil
	l.Turn++
	switch {
	case l.State == Opening:
		return l, []Job{{Kind: OpenCase}}, nil
	case l.State == Open && l.Turn == 1: // nobody is told a second time
		return l, []Job{{Kind: Tell}}, nil
	}
	return l, nil, nil
}

// begins is the state in which an effect of a kind begins.
func (k Kind) begins() State {
	switch k {
	case Review:
		return Reviewed
	case Case, Grant:
		return Opening
	default:
		return Open
	}
}

// Who has said yes, and waits for another's, is told that it is over.
func (GroundLost) change(l Life, at time.Time) (Life, []Job, error) {
	switch l.State {
	case Open, Reviewed, Opening:
		return l.end(Withdrawn, GroundGone, at), nil, nil
	case Awaiting, Agreed:
		return l.end(Withdrawn, GroundGone, at), []Job{{Kind: Tell, N: ToldEnded}}, nil
	}
	return l, nil, nil
}

func (r Remind) change(l Life, _ time.Time) (Life, []Job, error) {
	if !l.Waits(r.On) || l.Reminded != r.N-1 {
		return l, nil, nil
	}
	l.Reminded, l.Urged = r.N, r.On
	return l, []Job{{Kind: Tell, N: r.N}}, nil
}

func (p Passed) change(l Life, at time.Time) (Life, []Job, error) {
	switch over := !l.Until.IsZero() && l.Until.Before(p.Day); {
	case over && l.State == Open:
		return l.end(Expired, "", at), nil, nil
	case over && l.State == Awaiting:
		return l.end(Expired, Silent, at), []Job{{Kind: Tell, N: ToldEnded}}, nil
	}
	return l, nil, nil
}

// A case that was opened is there, also where the ground fell away while it was. Where a protected identity came near meanwhile it goes on waiting for a
// trained officer, who is told of the case.
func (o Opened) change(l Life, at time.Time) (Life, []Job, error) {
	switch opens := l.Kind.begins() == Opening && (l.State == Opening || l.State == Withdrawn); {
	case opens:
		l = l.end(Done, "", at)
		l.Case = o.Case
	case l.State == Reviewed && l.Turn > 1 && l.Case == "":
		l.Case = o.Case
	}
	return l, nil, nil
}

func (See) change(l Life, at time.Time) (Life, []Job, error) {
	if l.Seen.IsZero() && l.State != "" {
		l.Seen = at
	}
	return l, nil, nil
}

// answered is the fault of an answer to what is open no more.
func answered() error { return fault.New(fault.Illegal, "life.answered") }

// A yes that waits for another's may be taken back.
func (Decline) change(l Life, at time.Time) (Life, []Job, error) {
	if l.State != Open && l.State != Awaiting {
		return l, nil, answered()
	}
	return l.end(Declined, "", at), nil, nil
}

func (p Postpone) change(l Life, _ time.Time) (Life, []Job, error) {
	if l.State != Open {
		return l, nil, answered()
	}
	l.Later = p.Until
	return l, nil, nil
}

func (a Answer) change(l Life, _ time.Time) (Life, []Job, error) {
	if l.State != Open {
		return l, nil, answered()
	}
	l.Asked = a.Asked
	return l, nil, nil
}

func (b Begin) change(l Life, _ time.Time) (Life, []Job, error) {
	if l.State != Open {
		return l, nil, answered()
	}
	l.Draft = b.Draft
	return l, nil, nil
}

func (a Accept) change(l Life, at time.Time) (Life, []Job, error) {
	if l.State == "" || l.State == Accepted {
		return l, nil, nil
	}
	l = l.end(Accepted, "", at)
	l.Case = a.Case
	return l, nil, nil
}

func (o OtherAccepted) change(l Life, at time.Time) (Life, []Job, error) {
	switch {
	case l.State == Open || l.holds():
		l = l.end(Withdrawn, Taken, at)
	case l.State == Awaiting || l.State == Agreed:
		l = l.end(Accepted, "", at)
		l.Case = o.Case
	}
	return l, nil, nil
}

func (DoneByOther) change(l Life, at time.Time) (Life, []Job, error) {
	if l.State != Open {
		return l, nil, nil
	}
	return l.end(Withdrawn, Taken, at), []Job{{Kind: Tell, N: ToldEnded}}, nil
}

func (LeaveAlone) change(l Life, at time.Time) (Life, []Job, error) {
	if l.State == Open {
		l = l.end(Withdrawn, LeftAlone, at)
	}
	return l, nil, nil
}

func (c CloseReview) change(l Life, at time.Time) (Life, []Job, error) {
	switch {
	case c.Note == "" || c.Reason != ByHand && c.Reason != NotNeeded:
		return l, nil, fault.New(fault.Invalid, "life.review.note_missing")
	case l.State != Reviewed:
		return l, nil, fault.New(fault.Illegal, "life.review.closed")
	}
	l = l.end(Done, c.Reason, at)
	l.By, l.Note = c.By, c.Note
	return l, nil, nil
}

// end is the life once it has come to an end, for now or for good.
func (l Life) end(s State, reason string, at time.Time) Life {
	l.State, l.Reason, l.Answered = s, reason, at
	return l
}

// Settles says that the same effect is made for nobody else: a trained officer has seen to it.
func (l Life) Settles() bool { return l.State == Done && l.Kind == Review }

// Waits says whether the receiver has something to answer or read on a day.
func (l Life) Waits(on civil.Date) bool {
	return l.State == Open && (l.Later.IsZero() || !l.Later.After(on)) && (l.Until.IsZero() || !l.Until.Before(on))
}

// Sight is how much of an effect its receiver may be shown.
type Sight int

// The sights, from nothing to all.
const (
	// Unseen is of what is the municipality's own: a case and a review.
	Unseen Sight = iota
	// Fate is what became of it, and nothing of what it said: its subject may be told of no more.
	Fate
	// Past is what it said and rests on, and what became of it.
	Past
	// Answerable is all, with what can be answered.
	Answerable
)

// Sight is how much of it may be shown on a day. told says that the receiver may still be told of the subject, which is asked at each reading.
func (l Life) Sight(on civil.Date, told bool) Sight {
	switch {
	case l.State == "" || l.Kind != Offer && l.Kind != Reminder && l.Kind != Grant:
		return Unseen
	case !told:
		return Fate
	case l.Waits(on):
		return Answerable
	default:
		return Past
	}
}
