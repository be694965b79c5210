package lifeevents

import (
	"cmp"
	"slices"

	"forvag/internal/civil"
	"forvag/internal/identity"
	"forvag/internal/rules"
)

// Effect is what a rule comes to for one subject: what is done, for whom, and why. Its key is rule, subject and period: the same effect is made once.
type Effect struct {
	// Rule is the rule's id and Hash its version.
	Rule, Hash string
	Kind       Kind
	Subject    identity.PersonID
	// Period tells this time from another: the age that was reached, the season's day, the event or the permit's end.
	Period string
	// Receivers are those who are told, each for themself, in the order of their ids; nobody for a case and a review.
	Receivers []identity.PersonID
	// Near are those whom a review would have told, were no protected identity near, and the parties of a grant beside the subject; nil for all else.
	Near []identity.PersonID
	// Ground is the day that set the rule off. Until is the last day to answer; zero for no end.
	Ground, Until civil.Date
	// Event is the event's id, and Permit the permit's; empty for what the calendar knows.
	Event, Permit string
	// Facts are those that the rule looked at, and Trace each condition with its words. Missing are the facts that the offer asks for.
	Facts   rules.Facts
	Trace   []rules.Step
	Missing []string
}

// Plan asks a rule of everybody, and returns what follows, in the order of subjects and periods. What was set off before since is left out; the zero
// date leaves nothing out that the rule still speaks of. Where two events of a kind have the same period, the first counts.
func Plan(r *Rule, w *World, since civil.Date) []Effect {
	effects, _ := r.plan(w, func(speak func(cause)) { r.causes(w, since, speak) })
	return effects
}

// plan is what follows of causes, each once, with how many there were.
func (r *Rule) plan(w *World, causes func(speak func(cause))) (all []Effect, looked int) {
	if !r.holds(w.Day) {
		return nil, 0
	}
	causes(func(c cause) {
		looked++
		if e, ok := r.effect(&sight{w, c}, nil); ok {
			all = append(all, e)
		}
	})
	slices.SortStableFunc(all, func(a, b Effect) int {
		return cmp.Or(cmp.Compare(a.Subject, b.Subject), cmp.Compare(a.Period, b.Period))
	})
	return slices.CompactFunc(all, func(a, b Effect) bool { return a.Subject == b.Subject && a.Period == b.Period }), looked
}

// holds says whether the rule is used on a day.
func (r *Rule) holds(day civil.Date) bool {
	return (r.From.IsZero() || !day.Before(r.From)) && (r.Until.IsZero() || !day.After(r.Until))
}

// Sent is an effect that was made, as it is asked whether its ground still stands.
type Sent struct {
	Subject  identity.PersonID
	Receiver identity.PersonID
	Period   string
	Ground   civil.Date
	// Event is nil, and Permit too, for what the calendar knows; and where it is gone.
	Event  *Event
	Permit *Permit
	// Asked are the answers to what the offer asks.
	Asked rules.Facts
}

// Standing is what has become of an effect that was made.
type Standing struct {
	// Stands says that the ground is there: the conditions hold or hang on what is asked, and the receiver is still to be told.
	Stands bool
	// Decision is what the conditions come to now.
	Decision rules.Decision
	Facts    rules.Facts
}

// Ask asks again whether what was sent stands on a day. It stands no more where the subject or the receiver has died, moved or come under protection,
// where the receiver is no guardian any more or has opted out, where the permit or the event is gone, or where a condition no longer holds. That time
// has passed since the day that set it off is no reason.
func Ask(r *Rule, w *World, s Sent) Standing {
	see := r.see(w, s)
	if see == nil || r.shy(see) {
		return Standing{}
	}
	facts := r.facts(see, s.Asked)
	out := Standing{Decision: r.program.decide.Decide(facts), Facts: facts}
	hangs := out.Decision.Outcome == rules.Unknown && r.askable(out.Decision.Missing)
	out.Stands = (out.Decision.Outcome == rules.Yes || hangs) && slices.Contains(r.receivers(see), s.Receiver)
	return out
}

// Shy says of what was left to a trained officer whether it still is: a protected identity is near, and the conditions hold.
func Shy(r *Rule, w *World, s Sent) bool {
	see := r.see(w, s)
	return see != nil && r.shy(see) && r.program.decide.Decide(r.facts(see, s.Asked)).Outcome != rules.No
}

// Holds says of what waits for its case whether that is to be opened: the conditions hold, and no protected identity is near.
func Holds(r *Rule, w *World, s Sent) bool {
	see := r.see(w, s)
	if see == nil || r.shy(see) || r.Effect == Grant && !r.mayGrant(see) {
		return false
	}
	return r.program.decide.Decide(r.facts(see, s.Asked)).Outcome == rules.Yes
}

// see is what was sent as the rule sees it now; nil where the subject, the event or the permit is gone, or the subject is not alive.
func (r *Rule) see(w *World, s Sent) *sight {
	i, ok := w.People.find(s.Subject)
	if !ok || len(r.Trigger.Events) > 0 && s.Event == nil || r.Trigger.Permit != nil && s.Permit == nil {
		return nil
	}
	see := &sight{w, cause{subject: i, ground: s.Ground, period: s.Period, event: s.Event, permit: s.Permit}}
	if !r.alive(see) {
		return nil
	}
	return see
}

// shy says whether a protected identity is near: the subject's, a guardian's, one of theirs at home, or one of those who are to be told.
func (r *Rule) shy(s *sight) bool {
	return s.People.exposed(s.subject, s.Day) || r.reaches(s, isExposed)
}

// effect is what follows for one subject; false where nothing does.
func (r *Rule) effect(s *sight, asked rules.Facts) (Effect, bool) {
	if !r.alive(s) {
		return Effect{}, false
	}
	facts := r.facts(s, asked)
	d := r.program.decide.Decide(facts)
	hangs := d.Outcome == rules.Unknown && r.Effect == Offer && r.askable(d.Missing)
	if d.Outcome != rules.Yes && !hangs {
		return Effect{}, false
	}
	e := Effect{Rule: r.ID, Hash: r.Hash, Kind: r.Effect, Subject: s.People.ids[s.subject], Period: s.period, Ground: s.ground,
		Facts: facts, Trace: d.Trace, Missing: d.Missing}
	if s.event != nil {
		e.Event = s.event.ID
	}
	if s.permit != nil {
		e.Permit = s.permit.ID
	}
	switch {
	case r.shy(s):
		e.Kind, e.Missing, e.Near = Review, nil, r.speaks(s, 0)
		return e, true
	case r.Effect == Case:
		return e, true
	case r.Effect == Grant:
		e.Near = r.receivers(s)
		return e, r.mayGrant(s)
	}
	if e.Receivers = r.receivers(s); len(e.Receivers) == 0 {
		return Effect{}, false
	}
	if !r.Answer.IsZero() {
		e.Until = r.Answer.After(s.Day)
	}
	return e, true
}

// askable says whether the one who is offered can be asked for all that is missing.
func (r *Rule) askable(missing []string) bool {
	return len(missing) > 0 && !slices.ContainsFunc(missing, func(id string) bool { return !r.program.asks[id] })
}

// alive says whether the subject lives; of a rule about a death, whether they have died, as the register still has it.
func (r *Rule) alive(s *sight) bool {
	death := s.event != nil && s.event.Kind == Died
	return s.People.lives(s.subject) != death
}

// told calls fn for everybody who is to be told before it is asked who may be.
func (r *Rule) told(s *sight, fn func(who int32)) {
	p, day := s.People, dayOf(s.Day)
	if r.To == ToSubject || r.To == ToBoth {
		fn(s.subject)
	}
	switch r.To {
	case ToGuardians:
		p.guardians.holding(s.subject, day, fn)
	case ToBoth:
		if a := r.Trigger.Age; a != nil && *a == (Age{Years: majority}) { // of that day the guardians are told once more
			day = min(day, dayOf(dateOf(p.born[s.subject]).AddYears(majority))-1)
		}
		p.guardians.holding(s.subject, day, fn)
	case ToHome:
		for _, j := range p.household(s.subject) {
			if j != s.subject && p.age(j, s.Day) >= majority {
				fn(j)
			}
		}
	case ToOther:
		if s.event != nil {
			if other, ok := p.find(s.event.Other); ok {
				fn(other)
			}
		}
	}
}

// besides are those whom the rule tells and who live, but for the receiver: of a child, the other guardians.
func (r *Rule) besides(w *World, s Sent) (others []identity.PersonID) {
	if see := r.see(w, s); see != nil {
		r.told(see, func(who int32) {
			if id := w.People.ids[who]; id != s.Receiver && w.People.lives(who) {
				others = append(others, id)
			}
		})
	}
	slices.Sort(others)
	return slices.Compact(others)
}

// reaches says whether one of those who are to be told has a flag.
func (r *Rule) reaches(s *sight, f flag) (found bool) {
	r.told(s, func(who int32) { found = found || s.People.flags[who]&f != 0 })
	return found
}

// spokenTo is the age from which somebody is told anything themselves; of who is younger, guardians are told.
const spokenTo = 15

// receivers are those who are told: alive, old enough, with no protected identity near them, and not opted out.
func (r *Rule) receivers(s *sight) []identity.PersonID { return r.speaks(s, isExposed) }

// speaks are those who may be told, but for who has a flag, in the order of their ids.
func (r *Rule) speaks(s *sight, but flag) []identity.PersonID {
	var all []identity.PersonID
	r.told(s, func(who int32) {
		id := s.People.ids[who]
		out := s.OptedOut != nil && s.OptedOut(id, r.ID) || s.People.age(who, s.Day) < spokenTo
		if s.People.lives(who) && s.People.flags[who]&but == 0 && !out {
			all = append(all, id)
		}
	})
	slices.Sort(all)
	return slices.Compact(all)
}
