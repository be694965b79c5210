package notify

import (
	"slices"
	"time"

	"forvag/internal/civil"
)

// Reader is one whom a matter is told to, as far as the plan depends on them.
type Reader struct {
	// Tell says that they are to be reached outside the portal. It is false of who has died or has seen it, and of all where nobody is reached.
	Tell        bool
	Preferences Preferences
	// Protected says that the person, or somebody who lives with them, has a protected identity.
	Protected bool
	// Answers says that they answer for the case: only they are written letters.
	Answers bool
	// Addresses are where they can be reached, by channel.
	Addresses map[Channel][]Address
}

// Earlier is a delivery that was made before to the same person about the same case.
type Earlier struct {
	ID      string
	Channel Channel
	Address string
	Matter  Matter
	State   State
	// Sent is when it was; zero if it was not.
	Sent time.Time
}

// Step is one step of a plan: what is sent now, and when to look whether that was enough.
type Step struct {
	Planned []PlannedDelivery
	// Next is when the next way is tried, unless the person has seen it by then; zero where there is none.
	Next time.Time
	// Nobody says that it must reach and that no way is left: unless an earlier one led to the person, somebody has to look.
	Nobody bool
}

// PlannedDelivery is one delivery to be.
type PlannedDelivery struct {
	Channel Channel
	Address Address
	// Due is when it may go.
	Due time.Time
	// Join is the delivery, not yet sent, that speaks of this as well; empty for one of its own.
	Join string
}

// How long each way is given before the next is tried.
const (
	patience = 24 * time.Hour
	// beforeLetter is in working days.
	beforeLetter = 3
)

// digest is how long somebody is left alone after a message about a case, before the next that can wait.
const digest = 2 * time.Hour

// Plan says how somebody is told of a matter, at an instant. tried are the channels on which they have been told of it already, none at first. It is
// pure, and has no random part: the same again gives the same.
func Plan(m Matter, r Reader, tried []Channel, earlier []Earlier, now time.Time) Step {
	ways := r.ways(m)
	var step Step
	add := func(c Channel) {
		tried = append(slices.Clip(tried), c)
		for _, a := range r.at(c) {
			step.Planned = append(step.Planned, r.delivery(m, c, a, earlier, now))
		}
	}
	if m.Formal() && r.reaches(Mailbox) && !slices.Contains(tried, Mailbox) {
		add(Mailbox)
	}
	i := slices.IndexFunc(ways, func(c Channel) bool { return !slices.Contains(tried, c) })
	if i < 0 {
		step.Nobody = r.Tell && m.Must() && len(step.Planned) == 0
		return step
	}
	add(ways[i])
	if i++; i < len(ways) {
		step.Next = r.next(m, ways[i], now)
	}
	return step
}

// next is when a further way is tried.
func (r Reader) next(m Matter, c Channel, now time.Time) time.Time {
	if c == Letter {
		return at(civil.AddWorkingDays(civil.Of(now), beforeLetter), opens)
	}
	return Open(now.Add(patience), m.Must(), r.Preferences.Anytime)
}

// ways are the channels on which the reader can be told of a matter, in the order in which they are tried: what they chose, then, for what must reach,
// every other that reaches them, and at last a letter, unless a digital mailbox has it.
func (r Reader) ways(m Matter) []Channel {
	order := slices.Clone(r.Preferences.Of(m.Kind()))
	if m.Must() {
		order = append(order, Choosable()...)
	}
	if m.Formal() && r.Answers && !r.reaches(Mailbox) {
		order = append(order, Letter)
	}
	var ways []Channel
	for _, c := range order {
		if r.reaches(c) && !slices.Contains(ways, c) {
			ways = append(ways, c)
		}
	}
	return ways
}

// reaches says whether the reader may and can be reached on a channel.
func (r Reader) reaches(c Channel) bool { return len(r.at(c)) > 0 }

// at are the addresses where the reader may be reached on a channel. Who is protected is told only on a device that they added themselves, in their own
// digital mailbox, and by letters that the Tax Agency sends on (folkbokföringslagen 16 §): any other address or number can give away where they are.
func (r Reader) at(c Channel) []Address {
	if !r.Protected || c == Push || c == Mailbox {
		return r.Addresses[c]
	}
	if c != Letter {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(r.Addresses[c]), func(a Address) bool { return !a.Safe })
}

// address is what a delivery's address is called today; empty where the reader can or may not be reached there any longer.
func (r Reader) address(d Delivery) string {
	for _, a := range r.at(d.Channel) {
		if a.ID == d.Address || a.Was != "" && a.Was == d.Address {
			return a.ID
		}
	}
	return ""
}

// delivery plans one delivery. What can wait joins what already waits for the same address, and comes a while after what came last.
func (r Reader) delivery(m Matter, c Channel, a Address, earlier []Earlier, now time.Time) PlannedDelivery {
	p := PlannedDelivery{Channel: c, Address: a, Due: now}
	if traits[m].chatty {
		for _, e := range earlier {
			if e.Channel != c || e.Address != a.ID {
				continue
			}
			if e.State == StatePlanned && traits[e.Matter].chatty {
				return PlannedDelivery{Channel: c, Address: a, Join: e.ID}
			}
			if later := e.Sent.Add(digest); !e.Sent.IsZero() && later.After(p.Due) {
				p.Due = later
			}
		}
	}
	if c != Mailbox && c != Letter { // these make no sound
		p.Due = Open(p.Due, m.Must(), r.Preferences.Anytime)
	}
	return p
}
