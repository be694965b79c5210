package lifeevents

import (
	"slices"
	"strings"

	"forvag/internal/identity"
	"forvag/internal/rules"
	"forvag/internal/strict"
)

// examples runs each example, and reports at the expectation that did not come true.
func (l *linter) examples() {
	for i := range l.rule.Examples {
		l.example(&l.rule.Examples[i], at("examples[%d]", i))
	}
}

func (l *linter) example(e *Example, path string) {
	if e.Today.IsZero() || len(e.People) == 0 || e.Expect == "" {
		l.Faultf(path, "an example needs today, people and expect")
		return
	}
	w, ok := l.world(e, path)
	if !ok {
		return
	}
	got, told, asks := "none", []string(nil), []string(nil)
	subject := identity.PersonID(e.People[0].Name)
	for _, effect := range Plan(l.rule, w, e.Today.AddYears(-200)) {
		if effect.Subject != subject {
			continue
		}
		got, asks = string(effect.Kind), effect.Missing
		for _, who := range slices.Concat(effect.Receivers, granted(effect)) {
			told = append(told, string(who))
		}
	}
	if got != string(e.Expect) {
		l.Faultf(path+".expect", "comes to %s, not %s%s", got, e.Expect, l.because(w, e))
		return
	}
	same := func(a, b []string) bool {
		return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
	}
	if l.Has(path+".told") && !same(told, e.Told) {
		l.Faultf(path+".told", "told are %s", or(strings.Join(told, ", "), "nobody"))
	}
	if l.Has(path+".asks") && !same(asks, e.Asks) {
		l.Faultf(path+".asks", "asked is %s", or(strings.Join(asks, ", "), "nothing"))
	}
}

// granted are the parties of a grant, who are told of it.
func granted(e Effect) []identity.PersonID {
	if e.Kind != Grant {
		return nil
	}
	return e.Near
}

func or(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}

// because tells which condition kept an example from an effect.
func (l *linter) because(w *World, e *Example) string {
	var words string
	r := l.rule
	r.causes(w, e.Today.AddYears(-200), func(c cause) {
		if c.subject != 0 || words != "" {
			return
		}
		for _, step := range r.program.decide.Decide(r.facts(&sight{w, c}, nil)).Trace {
			if step.Outcome != rules.Yes {
				words = ": " + step.Condition + " is " + string(step.Outcome)
				return
			}
		}
		words = ": every condition holds"
	})
	return or(words, ": nothing sets it off on that day")
}

// world makes an example's people, events and permits.
func (l *linter) world(e *Example, path string) (*World, bool) {
	var b Builder
	out := map[identity.PersonID]bool{}
	for i, p := range e.People {
		id := identity.PersonID(p.Name)
		if p.Name == "" || p.Born.IsZero() {
			l.Faultf(at("%s.people[%d]", path, i), "somebody in an example needs name and born")
			return nil, false
		}
		distance := p.Distance
		if distance == 0 {
			distance = -1
		}
		q := Person{ID: id, Born: p.Born, Died: p.Died, Home: or(p.Home, "home"), Here: !p.Away, Protected: p.Protected, SchoolDistance: distance}
		if p.Grade != nil {
			q.Pupil, q.Grade = true, *p.Grade
		}
		b.Add(q)
		out[id] = p.OptedOut
	}
	subject := identity.PersonID(e.People[0].Name)
	for _, p := range e.People {
		if p.Guards {
			b.Guardian(subject, identity.PersonID(p.Name), p.Born, e.Today.AddYears(100))
		}
	}
	w := &World{Day: e.Today, People: b.Build(), Settings: map[string]rules.Value{}}
	w.OptedOut = func(who identity.PersonID, _ string) bool { return out[who] }
	w.Referenced = func(*Rule) string { return map[bool]string{false: "1.1"}[e.Undelegated] }
	if e.Event != nil {
		w.Events = []Event{{ID: "event", Kind: e.Event.Kind, Subject: subject, Other: identity.PersonID(e.Event.Other), Day: e.Event.Day, Data: e.Event.Data}}
	}
	if t := l.rule.Trigger.Permit; t != nil && !e.PermitEnds.IsZero() {
		w.Permits = []Permit{{ID: "permit", Service: t.Service, Holder: subject, Begin: e.PermitEnds, End: e.PermitEnds}}
	}
	for name := range l.options.Municipality.Settings() {
		if v, ok := l.options.Municipality.Setting(name, e.Today); ok {
			w.Settings[name] = v
		}
	}
	return w, l.given(e, path, w)
}

// given takes the facts that the example gives directly.
func (l *linter) given(e *Example, path string, w *World) bool {
	has := map[string]bool{}
	for id, values := range e.Facts {
		f := l.rule.Fact(id)
		if name, ok := strings.CutPrefix(id, "setting."); ok {
			v, err := rules.Parse(l.options.Municipality.Settings()[name].Type, values)
			if err != nil {
				l.Faultf(path+".facts."+id, "%v", err)
				return false
			}
			w.Settings[name] = v
			continue
		}
		if f == nil || f.From != FromCases {
			l.Faultf(path+".facts."+id, "an example gives facts of cases and settings; others follow from its people and event%s", strict.Suggest(id, l.caseFacts()))
			return false
		}
		if len(values) == 1 && values[0] == "true" {
			has[f.Service] = true
		}
	}
	w.Has = func(_ identity.PersonID, service string) bool { return has[service] }
	return true
}

func (l *linter) caseFacts() []string {
	var ids []string
	for _, f := range l.rule.Facts {
		if f.From == FromCases {
			ids = append(ids, f.ID)
		}
	}
	return ids
}
