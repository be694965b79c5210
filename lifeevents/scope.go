package lifeevents

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"forvag/internal/civil"
	"forvag/internal/identity"
	"forvag/internal/rules"
)

// Scope is whom a run looks at: those for whom something comes due on a day that no run has seen, and those about whom something has changed. What a rule comes to
// for anybody else is what it came to before.
type Scope struct {
	// since is, by rule, the first day on which what comes due has not been looked at: zero for a rule that is asked of everybody anew.
	since map[string]civil.Date
	// touched are those of whom every rule is asked in full.
	touched map[identity.PersonID]bool
	// everybody says that every rule is asked of everybody.
	everybody bool
}

// Everybody is the scope of a run that asks every rule of everybody anew.
func Everybody() *Scope { return &Scope{everybody: true} }

// Followed is how far a rule has been run.
type Followed struct {
	// Basis is what it rested on: see Rule.Basis.
	Basis string
	// Day is the last day that it was run for.
	Day civil.Date
}

// Basis tells one footing of a rule from another: its version, when it was switched on, by which delegation it grants, and the local settings. On another footing it is asked of everybody anew.
func (r *Rule) Basis(w *World, switched time.Time) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n%s\n", r.Hash, switched.UTC().Format(time.RFC3339Nano))
	if w.Referenced != nil {
		b.WriteString(w.Referenced(r) + "\n")
	}
	for _, name := range slices.Sorted(maps.Keys(w.Settings)) {
		fmt.Fprintf(&b, "%s=%#v\n", name, w.Settings[name])
	}
	sum := sha256.Sum256([]byte(b.String()))
	return hex.EncodeToString(sum[:8])
}

// longest is after how many days without a run a rule is asked of everybody anew.
const longest = 31

// Since is the first day on which what comes due has not been looked at, given how far the rule has been run, and on which basis it stands now: zero where it is
// to be asked of everybody anew.
func (r *Rule) Since(f Followed, basis string, today civil.Date) civil.Date {
	switch {
	case f.Basis != basis || f.Day.IsZero() || f.Day.After(today) || f.Day.AddDays(longest).Before(today):
	case r.moves(daily) || f.Day.Before(r.From): // it was not used by then
	case f.Day.Year() != today.Year() && r.moves(yearly):
	default:
		return f.Day.AddDays(1)
	}
	return civil.Date{}
}

// pace is how often what a rule looks at becomes another without anybody's doing.
type pace int

const (
	// daily is of what may be another on any day.
	daily pace = iota
	// yearly is of what is another on New Year's Day.
	yearly
)

// paces are the facts that change by themselves, but for those that change on birthdays alone, which are looked for.
var paces = map[string]pace{"age_months": daily, "turns": yearly, "preschool_children": yearly, "school_children": yearly}

// moves says whether a rule looks at something that changes at a pace.
func (r *Rule) moves(p pace) bool {
	for i := range r.Facts {
		if of, changes := paces[r.Facts[i].ID]; changes && of == p && r.Facts[i].From == FromRegister {
			return true
		}
	}
	return p == daily && slices.ContainsFunc(r.Conditions, func(c rules.Condition) bool { return strings.Contains(c.If, "today") })
}

// NewScope is the scope of a run: since says for each rule from when on what comes due is looked at, last is the last day that every one of them was run for, and
// changed are those about whom something has changed since. It adds those whose birthday it has been, and all for whom either may matter.
func NewScope(w *World, since map[string]civil.Date, last civil.Date, changed []identity.PersonID) *Scope {
	s := &Scope{since: since, touched: map[identity.PersonID]bool{}}
	for _, id := range changed {
		s.touched[id] = true
	}
	if !last.IsZero() {
		w.People.birthdays(last.AddDays(1), w.Day, func(i int32) { s.touched[w.People.ids[i]] = true })
	}
	s.reach(w)
	return s
}

// reach adds those for whom it matters what somebody is: who lives with them, the children of whom any of these is guardian, and whom an event concerns that names
// one of them.
func (s *Scope) reach(w *World) {
	p, near := w.People, map[int32]bool{}
	for id := range s.touched {
		if i, known := p.find(id); known {
			near[i] = true
			if p.home[i] != none {
				for _, j := range p.homes.of(p.home[i]) {
					near[j] = true
				}
			}
		}
	}
	for child := range int32(len(p.ids)) {
		for at := p.guardians.start[child]; at < p.guardians.start[child+1]; at++ {
			if near[p.guardians.who[at]] {
				s.touched[p.ids[child]] = true
			}
		}
	}
	for i := range near {
		s.touched[p.ids[i]] = true
	}
	for i := range w.Events {
		if e := &w.Events[i]; e.Other != "" && s.touched[e.Other] {
			s.touched[e.Subject] = true
		}
	}
}

// birthdays calls fn for everybody whose birthday has been from one day to another, both counted.
func (p *Population) birthdays(from, to civil.Date, fn func(i int32)) {
	if from.After(to) {
		return
	}
	oldest := 0
	if len(p.byBorn) > 0 {
		oldest = to.Year() - dateOf(p.born[p.byBorn[0]]).Year()
	}
	for years := range oldest + 1 {
		for _, i := range p.bornBetween(from.AddYears(-years).AddDays(-slack), to.AddYears(-years).AddDays(slack)) {
			if day := dateOf(p.born[i]).AddYears(years); !day.Before(from) && !day.After(to) {
				fn(i)
			}
		}
	}
}

// Plan is what a rule comes to for those in the scope, and how many times something set it off.
func (s *Scope) Plan(r *Rule, w *World) (all []Effect, looked int) {
	since := s.since[r.ID]
	if s.whole(r) {
		return r.plan(w, func(speak func(cause)) { r.causes(w, civil.Date{}, speak) })
	}
	return r.plan(w, func(speak func(cause)) {
		r.causes(w, since, speak)
		r.causesOf(w, s.touched, speak)
	})
}

// whole says whether a rule is asked of everybody.
func (s *Scope) whole(r *Rule) bool { return s.everybody || s.since[r.ID].IsZero() }

// PlanOf is Plan for some people alone.
func PlanOf(r *Rule, w *World, people map[identity.PersonID]bool) []Effect {
	effects, _ := r.plan(w, func(speak func(cause)) { r.causesOf(w, people, speak) })
	return effects
}
