package portal

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"

	"forvag/internal/casework"
	"forvag/internal/catalog"
	"forvag/internal/civil"
	"forvag/internal/identity"
	"forvag/internal/residents"
)

// joint is a case in which a child's guardians answer each for themself, with those that came by the same form. The files are whole: what a guardian is
// shown of them is no more than where the two differ.
type joint struct {
	service *catalog.Service
	own     *casework.File
	// opened are the cases that came by the form, by service, and parts those of them that can still be answered in.
	opened map[string]catalog.OpenedCase
	parts  map[string]*casework.File
}

// whole reads a case as the program does.
func (r *caller) whole(id casework.CaseID) (*casework.File, error) {
	return r.Cases.Case(r.ctx(), identity.Principal{Kind: identity.System, On: r.today()}, id)
}

// jointOf gathers what belongs to a case in which guardians answer each for themself; nil where they don't.
func (r *caller) jointOf(own *casework.File) (*joint, error) {
	service := r.serviceOf(own.Case.Type, own.Case.Received)
	if own.StateUntil.IsZero() || service.CoGuardian == nil || service.CoGuardian.Together == nil {
		return nil, nil
	}
	j := &joint{service: service, own: own, opened: map[string]catalog.OpenedCase{}, parts: map[string]*casework.File{}}
	for _, s := range own.Statements {
		for _, c := range openedIn(answersOf(s.Answers)) {
			j.opened[c.Service] = c
		}
	}
	for id, c := range j.opened {
		part, err := r.whole(casework.CaseID(c.ID))
		if err != nil {
			return nil, err
		}
		if !part.StateUntil.IsZero() {
			j.parts[id] = part
		}
	}
	return j, nil
}

// running says whether a case can still be answered in.
func running(f *casework.File) bool {
	return !f.Case.IsClosed() && f.Decision() == nil && f.Withdrawn.IsZero()
}

// joinable finds the running case that the form's answers belong to: the reader's own, or the one that the child's other guardian has opened, about the
// same child and school year. It is nil where there is none, and where the guardians may know nothing of each other.
func (r *caller) joinable(f *filling) (*joint, error) {
	until, child := f.service.Until(f.answers), f.chosenChild()
	if until.IsZero() || child == "" || r.principal.Kind != identity.Resident {
		return nil, nil
	}
	rows, err := r.Cases.Mine(r.ctx(), r.principal, casework.MineFilter{Only: casework.OnlyOpen, Limit: 100})
	if err != nil {
		return nil, err
	}
	for _, row := range rows {
		if row.Type.ID != f.service.ID {
			continue
		}
		own, err := r.whole(row.Case)
		if err != nil {
			return nil, err
		}
		if childOf(own) != child || schoolYear(own.StateUntil) != schoolYear(until) || !own.MayState(r.principal, r.today()) {
			continue
		}
		if told, err := r.mayKnow(own); err != nil || !told && !r.openedIt(own) {
			return nil, err
		}
		return r.jointOf(own)
	}
	return nil, nil
}

// schoolYear is the year in which the school year of a day began. It begins on 1 July (skolförordningen 3 kap. 1 §).
func schoolYear(d civil.Date) int {
	if d.Month() >= time.July {
		return d.Year()
	}
	return d.Year() - 1
}

// childOf is the child that a case is about; empty for none.
func childOf(f *casework.File) identity.PersonID {
	for _, p := range f.Parties {
		if p.Role == identity.Child {
			return p.Person
		}
	}
	return ""
}

// openedIt says whether the reader opened the case.
func (r *caller) openedIt(f *casework.File) bool {
	me, ok := f.PartyOf(r.principal)
	return ok && me.Role == identity.Guardian
}

// mayKnow says whether the case's guardians may know of each other today: nobody in either home is protected.
func (r *caller) mayKnow(f *casework.File) (bool, error) {
	me, ok := f.PartyOf(r.principal)
	if !ok || f.Case.Protected {
		return false, nil
	}
	others, withheld, err := r.Residents.OtherGuardians(r.ctx(), childOf(f), me.Person, r.today())
	if err != nil || withheld {
		return false, err
	}
	people := []identity.PersonID{}
	for _, p := range f.Parties {
		people = append(people, p.Person)
	}
	if protected, err := r.Residents.Protected(r.ctx(), people...); err != nil || protected {
		return false, err
	}
	known := false
	for _, p := range f.Parties {
		if p.Person == me.Person || p.Role == identity.Child {
			continue
		}
		if !slices.ContainsFunc(others, func(g residents.Guardian) bool { return g.ID == p.Person }) {
			return false, nil
		}
		known = true
	}
	return known, nil
}

// other is the guardian besides one; false where there is none.
func (j *joint) other(person identity.PersonID) (casework.Party, bool) {
	i := slices.IndexFunc(j.own.Parties, func(p casework.Party) bool { return p.Role != identity.Child && p.Person != "" && p.Person != person })
	if i < 0 {
		return casework.Party{}, false
	}
	return j.own.Parties[i], true
}

// statement is what a person has answered last in a case.
func statement(f *casework.File, person identity.PersonID) (casework.Statement, bool) {
	for _, p := range f.Parties {
		if p.Person == person {
			return f.Statement(p.ID)
		}
	}
	return casework.Statement{}, false
}

// said is everything that a guardian stands for: their own answers, wherever they were passed on to, or the other's with whom they agree. It is nil for
// one who has not answered, or who agreed with what has been changed since.
func (j *joint) said(person identity.PersonID) catalog.Answers {
	s, ok := statement(j.own, person)
	if !ok {
		return nil
	}
	if s.Stance == casework.Agrees {
		other, _ := j.other(person)
		theirs, ok := statement(j.own, other.Person)
		if !ok || theirs.Stance == casework.Agrees || theirs.Seq > s.Seq {
			return nil
		}
		return j.said(other.Person)
	}
	all := answersOf(s.Answers)
	maps.DeleteFunc(all, func(id string, _ catalog.Answer) bool { return strings.HasPrefix(id, "_") })
	for _, o := range j.service.Opens {
		part, ok := j.parts[o.Service]
		if !ok || !part.Withdrawn.IsZero() {
			continue
		}
		in, _ := statement(part, person)
		if in.Stance != casework.OwnAnswers {
			continue
		}
		theirs := answersOf(in.Answers)
		for id, own := range o.Answers {
			if a, ok := theirs[id]; ok {
				all[own] = a
			}
		}
	}
	return all
}

// differences are where two guardians differ; both is false until both have answered.
func (j *joint) differences(me identity.PersonID) (differ []catalog.Difference, both bool) {
	other, _ := j.other(me)
	mine, theirs := j.said(me), j.said(other.Person)
	if mine == nil || theirs == nil {
		return nil, false
	}
	return j.service.Differences(mine, theirs), true
}

func answersOf(raw json.RawMessage) catalog.Answers {
	var answers catalog.Answers
	if len(raw) > 0 && json.Unmarshal(raw, &answers) != nil {
		return nil
	}
	return answers
}

// openedIn are the cases that answers name, in order.
func openedIn(answers catalog.Answers) []catalog.OpenedCase {
	var out []catalog.OpenedCase
	for _, key := range slices.Sorted(maps.Keys(answers)) {
		if c := answers[key].Case; c != nil && strings.HasPrefix(key, openedKey) {
			out = append(out, *c)
		}
	}
	return out
}
