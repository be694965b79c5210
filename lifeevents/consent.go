package lifeevents

import (
	"slices"
	"time"

	"forvag/internal/civil"
	"forvag/internal/fault"
	"forvag/internal/identity"
)

// Consent is what a rule asks where a child's guardians decide together (FB 6 kap. 11 and 13 §§): the form that one of them fills in is sent when each of the
// others has said yes to it. Who alone is guardian just sends it.
type Consent struct {
	// Law is why both decide.
	Law []string `yaml:"law"`
	// Shows are the form's fields that the other is shown: what they decide together, and nothing that is the one's own.
	Shows []string `yaml:"shows"`
	// Answer is how long the other has, and Remind when they are reminded, once; both from when they are asked.
	Answer civil.Period `yaml:"answer"`
	Remind civil.Period `yaml:"remind"`
}

// What a Tell's N says beside which reminder it is.
const (
	// ToldAsked is that another guardian has said yes, and theirs is waited for. ToldUrged reminds of that.
	ToldAsked = 100
	ToldUrged = 101
	// ToldEnded is what became of a yes that waited.
	ToldEnded = 102
)

// The changes by which guardians say yes together, and those that the register and the program make to it.
type (
	// Hold is a yes, with a form that waits for the others': from On until Until. The same form again changes nothing. It is refused with fault.Exists where
	// another guardian's form waits already.
	Hold struct {
		Draft     string
		Others    []identity.PersonID
		On, Until civil.Date
	}
	// Agree is a yes to the form of another guardian. Again it changes nothing.
	Agree struct{}
	// Consult is that others than before are guardians beside the one whose form waits. Nobody may be left, and then nobody is waited for.
	Consult struct{ Others []identity.PersonID }
	// HandOver is that nothing goes on by itself: an officer sees to it.
	HandOver struct{}
	// Returned is that the form could not be sent as it is, though all had said yes.
	Returned struct{}
)

// holds says that the receiver's form waits, or is being sent.
func (l Life) holds() bool { return l.Others != nil && (l.State == Awaiting || l.State == Agreed) }

// Asks says that another guardian's form waits for the receiver's yes.
func (l Life) Asks() bool { return l.State == Open && !l.Since.IsZero() }

// Together says that it has to do with a yes that waits: what happens to it may matter to the others who were told the same.
func (l Life) Together() bool { return !l.Since.IsZero() || l.State == Awaiting || l.State == Agreed }

func (h Hold) change(l Life, _ time.Time) (Life, []Job, error) {
	switch {
	case l.holds() && l.Draft == h.Draft:
		return l, nil, nil
	case l.Asks() || l.State == Awaiting || l.State == Agreed:
		return l, nil, fault.New(fault.Exists, "life.consent.waits")
	case l.State != Open:
		return l, nil, answered()
	}
	l.State, l.Draft, l.Others = Awaiting, h.Draft, slices.Sorted(slices.Values(h.Others))
	if l.Others == nil {
		l.Others = []identity.PersonID{}
	}
	l.Since, l.Until, l.Later = h.On, h.Until, civil.Date{}
	return l, nil, nil
}

func (Agree) change(l Life, _ time.Time) (Life, []Job, error) {
	switch {
	case (l.State == Awaiting || l.State == Agreed || l.State == Accepted) && !l.Since.IsZero() && l.Others == nil:
		return l, nil, nil
	case !l.Asks():
		return l, nil, answered()
	}
	l.State = Awaiting
	return l, nil, nil
}

func (c Consult) change(l Life, _ time.Time) (Life, []Job, error) {
	others := slices.Sorted(slices.Values(c.Others))
	if !l.holds() || slices.Equal(l.Others, others) {
		return l, nil, nil
	}
	if l.State == Agreed {
		l.State = Awaiting
		l.Turn++
	}
	if l.Others = others; others == nil {
		l.Others = []identity.PersonID{}
	}
	return l, nil, nil
}

func (HandOver) change(l Life, at time.Time) (Life, []Job, error) {
	if l.State == Open || l.State == Awaiting || l.State == Agreed {
		l = l.end(Withdrawn, ByOfficer, at)
	}
	return l, nil, nil
}

func (Returned) change(l Life, _ time.Time) (Life, []Job, error) {
	if l.State != Agreed || l.Others == nil {
		return l, nil, nil
	}
	l.State, l.Reason, l.Others, l.Since = Open, "", nil, civil.Date{}
	l.Turn++
	return l, []Job{{Kind: Tell, N: ToldEnded}}, nil
}

// Step is what becomes of one record, with the work that it leaves. One without an id is to be made.
type Step struct {
	Record
	Jobs []Job
}

// Settle is what becomes of all who were told the same, after something happened to one of them, where a guardian's form waits for the others' yes. It is pure, and
// on what it has come to it comes to nothing more. OptedOut says who wants nothing of the rule, and is not asked.
func Settle(group []Record, optedOut func(identity.PersonID) bool, at time.Time) []Step {
	s := settling{group: slices.Clone(group), out: optedOut, at: at}
	holder := slices.IndexFunc(s.group, func(r Record) bool { return r.holds() })
	switch {
	case slices.ContainsFunc(s.group, func(r Record) bool { return r.State == Accepted }): // the case is there, and its parties are told of that
	case holder < 0:
		s.release()
	case s.group[holder].State == Awaiting:
		s.count(holder)
	case !s.unanimous(holder):
		l := s.group[holder].Life
		l.State = Awaiting
		l.Turn++
		s.set(holder, l)
		s.count(holder)
	}
	return s.steps
}

// settling is a group while it is settled.
type settling struct {
	group []Record
	out   func(identity.PersonID) bool
	at    time.Time
	steps []Step
}

// unanimous says that what all said yes to stands: each of them still has.
func (s *settling) unanimous(holder int) bool {
	return !slices.ContainsFunc(s.group[holder].Others, func(other identity.PersonID) bool {
		return !slices.ContainsFunc(s.group, func(r Record) bool { return r.Receiver == other && r.State == Agreed })
	})
}

// set gives a record a new life.
func (s *settling) set(i int, l Life, jobs ...Job) {
	s.group[i].Life = l
	s.steps = append(s.steps, Step{s.group[i], jobs})
}

// end ends one, and tells its receiver what became of it.
func (s *settling) end(i int, state State, reason string) {
	s.set(i, s.group[i].end(state, reason, s.at), Job{Kind: Tell, N: ToldEnded})
}

// release lets those who were asked, or said yes, to a form that waits no more have their own offer again, and tells who said yes; where it waited in vain, what they
// were asked is over.
func (s *settling) release() {
	vain := slices.ContainsFunc(s.group, func(r Record) bool { return r.Others != nil && r.State == Expired && r.Reason == Silent })
	for i := range s.group {
		l := s.group[i].Life
		if !l.Asks() && l.State != Awaiting && l.State != Agreed {
			continue
		}
		var jobs []Job
		if !l.Asks() {
			jobs = []Job{{Kind: Tell, N: ToldEnded}}
		}
		if l.Reason, l.Others = "", nil; vain {
			l = l.end(Expired, "", s.at)
		} else {
			l.State, l.Since = Open, civil.Date{}
		}
		s.set(i, l, jobs...)
	}
}

// count looks at who has said what to the form that one of them has filled in.
func (s *settling) count(holder int) {
	waits, no, silent, unasked := false, false, false, false
	for _, other := range s.group[holder].Others {
		i := slices.IndexFunc(s.group, func(r Record) bool { return r.Receiver == other })
		switch {
		case i < 0 && s.out(other):
			unasked = true
		case i < 0:
			s.group = append(s.group, s.copied(holder, other))
			s.ask(len(s.group)-1, holder)
			waits = true
		case s.group[i].Asks():
			waits = true
		case s.group[i].State == Awaiting || s.group[i].State == Agreed:
		case s.group[i].State == Declined:
			no = true
		case s.group[i].State == Expired && !s.group[i].Since.IsZero():
			silent = true
		case s.out(other) || s.group[i].State == Withdrawn && s.group[i].Reason != GroundGone:
			unasked = true
		default: // it is open, was not answered in time, or had lost its ground before the register had this one as guardian again
			s.ask(i, holder)
			waits = true
		}
	}
	switch {
	case no:
		s.disagree(holder)
	case unasked:
		s.end(holder, Withdrawn, ByOfficer)
		s.release()
	case silent:
		s.end(holder, Expired, Silent)
		s.release()
	case !waits:
		s.agree(holder)
	}
}

// copied is what another guardian is asked of who was never told.
func (s *settling) copied(holder int, other identity.PersonID) Record {
	r := s.group[holder]
	r.ID, r.Receiver, r.Made = "", other, s.at
	r.Life = Life{Kind: r.Kind, Turn: 1}
	return r
}

// ask asks for somebody's yes.
func (s *settling) ask(i, holder int) {
	l := s.group[i].Life
	l.State, l.Reason, l.Answered, l.Later, l.Others = Open, "", time.Time{}, civil.Date{}, nil
	l.Since, l.Until, l.Reminded = s.group[holder].Since, s.group[holder].Until, max(l.Reminded, ToldAsked)
	s.set(i, l, Job{Kind: Tell, N: ToldAsked})
}

// disagree ends it where one has said yes and another no. Who said no before they were asked is told of the yes.
func (s *settling) disagree(holder int) {
	for i := range s.group {
		l := s.group[i].Life
		if l.State != Declined || !slices.Contains(s.group[holder].Others, s.group[i].Receiver) {
			continue
		}
		before := l.Since.IsZero()
		if l.Reason = Disagreed; before {
			l.Since = s.group[holder].Since
			s.set(i, l, Job{Kind: Tell, N: ToldEnded})
		} else {
			s.set(i, l)
		}
	}
	s.end(holder, Withdrawn, Disagreed)
	s.release()
}

// agree lets the form be sent, since everybody has said yes.
func (s *settling) agree(holder int) {
	for i := range s.group {
		l := s.group[i].Life
		if l.State != Awaiting || i != holder && !slices.Contains(s.group[holder].Others, s.group[i].Receiver) {
			continue
		}
		if l.State = Agreed; i == holder {
			s.set(i, l, Job{Kind: OpenCase})
		} else {
			s.set(i, l)
		}
	}
}
