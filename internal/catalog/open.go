package catalog

import (
	"fmt"
	"maps"
	"slices"

	"forvag/internal/rules"
	"forvag/internal/strict"
)

// Open says that a form, when it is sent in, opens a case of another service too: what used to be two forms is one.
type Open struct {
	// Service whose case is opened. It opens nothing itself, and has neither queue nor booking.
	Service string `yaml:"service"`
	// When is CEL over the form's answers and the register facts that says whether it is opened; empty means always.
	When string `yaml:"when"`
	// Answers are the opened service's fields, by id, with the field of this form that each is answered by. Types are the same, and choices too. A
	// field of this form that does not show answers nothing.
	Answers map[string]string `yaml:"answers"`
	// Fixed are answers that this form never asks for, by the opened service's fields, as a browser would send them. What the register knows is
	// filled in where neither says anything.
	Fixed map[string]Values `yaml:"fixed"`
}

// Opened are the services whose cases the answers open, in the order of the file. What cannot be decided yet opens nothing.
func (s *Service) Opened(a Answers, m Moment) []*Open {
	if len(s.Opens) == 0 {
		return nil
	}
	facts := s.ground(m)
	s.walk(m, func(_ *Page, f *Field) (Answer, bool) {
		answer, given := a[f.ID]
		return answer, given
	}, func(_ *Field, seen rules.Facts) { facts = seen })
	var out []*Open
	for i := range s.Opens {
		if when := s.program.opens[i]; when == nil || when.Eval(facts).True() {
			out = append(out, &s.Opens[i])
		}
	}
	return out
}

// Asks is the field of this form that a fault in the opened service's field is put right at: the one that answers it, else one that the field shows by,
// else one that decides whether the service is opened. It is empty where there is none.
func (s *Service) Asks(o *Open, opened *Service, field string) string {
	if own := o.Answers[field]; own != "" {
		return own
	}
	if shows := opened.program.visible[field]; shows != nil {
		for _, name := range shows.Refs() {
			if own := o.Answers[name]; own != "" {
				return own
			}
		}
	}
	if when := s.program.opens[slices.IndexFunc(s.Opens, func(x Open) bool { return x.Service == o.Service })]; when != nil {
		for _, name := range when.Refs() {
			if s.Field(name) != nil {
				return name
			}
		}
	}
	for _, own := range slices.Sorted(maps.Values(o.Answers)) {
		return own
	}
	return ""
}

// compileOpens compiles when each service is opened, over the whole form.
func (c *compiler) compileOpens() {
	for i, o := range c.service.Opens {
		var when *rules.Program
		if o.When != "" {
			when = c.expression(c.checks, o.When, fmt.Sprintf("opens[%d].when", i), len(c.position))
		}
		c.program.opens = append(c.program.opens, when)
	}
}

// opens checks what a service opens against the services that there are: they exist and take the answers that they are given, and no case comes in
// without one that is always needed.
func (l *linter) opens(services map[string]*Service) {
	seen := map[string]bool{}
	for i := range l.service.Opens {
		o, path := &l.service.Opens[i], fmt.Sprintf("opens[%d]", i)
		opened, known := services[o.Service]
		switch {
		case o.Service == "":
			l.Faultf(path, "service is missing: the one whose case is opened")
			continue
		case !known:
			l.Faultf(path+".service", "there is no service %q%s", o.Service, strict.Suggest(o.Service, slices.Sorted(maps.Keys(services))))
			continue
		case seen[o.Service]:
			l.Faultf(path+".service", "the service %q stands here twice", o.Service)
			continue
		case o.Service == l.service.ID || opened != nil && len(opened.Opens) > 0:
			l.Faultf(path+".service", "the service %q opens others itself; what is opened opens nothing", o.Service)
			continue
		}
		seen[o.Service] = true
		if opened == nil || opened.program == nil {
			continue // its own faults are told in its own file
		}
		if opened.Queue != nil || opened.Booking != nil {
			l.Faultf(path+".service", "%s gives places or times, which only its own form can ask for", o.Service)
			continue
		}
		if opened.Access.Level > l.service.Access.Level {
			l.Faultf(path+".service", "%s needs a login of level %d; this form takes level %d", o.Service, opened.Access.Level, l.service.Access.Level)
		}
		for _, who := range l.service.Access.Who {
			if !slices.Contains(opened.Access.Who, who) {
				l.Faultf(path+".service", "%s may use this form but not %s", who, o.Service)
			}
		}
		l.handed(o, path, opened)
		if !l.service.program.later || !opened.program.later { // else it was checked when both were, and to look at what is shown is to compile it
			l.fixed(o, path, opened)
		}
	}
}

// handed checks the answers that are passed on.
func (l *linter) handed(o *Open, path string, opened *Service) {
	for _, id := range slices.Sorted(maps.Keys(o.Answers)) {
		at := path + ".answers." + id
		to, from := opened.program.fields[id], l.service.program.fields[o.Answers[id]]
		switch {
		case to == nil:
			l.Faultf(at, "%s has no field %q%s", o.Service, id, strict.Suggest(id, slices.Sorted(maps.Keys(opened.program.fields))))
		case from == nil:
			l.Faultf(at, "there is no field %q in this form%s", o.Answers[id], strict.Suggest(o.Answers[id], slices.Sorted(maps.Keys(l.service.program.fields))))
		case from.Entry > 0 || to.Entry > 0:
			l.Faultf(at, "what is asked once for each of several is not passed on")
		default:
			if wrong := from.unlike(to); wrong != "" {
				l.Faultf(at, "%s cannot answer %s of %s: %s", from.ID, id, o.Service, wrong)
			}
		}
	}
}

// fixed checks the answers that are always the same, and that nothing is left out that the opened service asks everybody, or everybody with these.
func (l *linter) fixed(o *Open, path string, opened *Service) {
	m := Moment{Municipality: l.options.Municipality}
	if l.options.Today != nil {
		m.Today = l.options.Today()
	}
	raw := map[string][]string{}
	for _, id := range slices.Sorted(maps.Keys(o.Fixed)) {
		at := path + ".fixed." + id
		f := opened.program.fields[id]
		switch {
		case f == nil:
			l.Faultf(at, "%s has no field %q%s", o.Service, id, strict.Suggest(id, slices.Sorted(maps.Keys(opened.program.fields))))
		case o.Answers[id] != "":
			l.Faultf(at, "%s is answered by %s already", id, o.Answers[id])
		default:
			raw[id] = o.Fixed[id]
		}
	}
	given := map[string]bool{}
	answers, faults := opened.Validate(Input{Raw: raw}, m)
	for id := range raw {
		given[id] = true
	}
	for _, f := range faults {
		if given[f.Field] {
			l.Faultf(path+".fixed."+f.Field, "%v is no answer to %s of %s", []string(o.Fixed[f.Field]), f.Field, o.Service)
		}
	}
	shown := opened.Visible(answers, m)
	for i := range opened.Pages {
		page := &opened.Pages[i]
		for j := range page.Fields {
			f := &page.Fields[j]
			asked := f.Type != InfoField && !f.Optional && shown[f.ID] && opened.certain("page "+page.ID, given) && opened.certain(f.ID, given)
			if asked && o.Answers[f.ID] == "" && !given[f.ID] {
				l.Faultf(path, "%s always asks for %s; give it one of this form's fields under answers, or one answer for all under fixed", o.Service, f.ID)
			}
		}
	}
}

// certain says whether a page or field shows by nothing but the given answers.
func (s *Service) certain(key string, given map[string]bool) bool {
	c := s.program.visible[key]
	return c == nil || !slices.ContainsFunc(c.Refs(), func(name string) bool { return s.program.fields[name] != nil && !given[name] })
}

// unlike is why an answer to f cannot be one to another field; empty where it can.
func (f *Field) unlike(to *Field) string {
	running := func(t FieldType) bool { return t == TextField || t == LongText }
	switch {
	case f.Type == PersonField:
		return "who somebody else is must be asked for in the form that it is sent with"
	case f.Type != to.Type && !(running(f.Type) && running(to.Type)):
		return fmt.Sprintf("it is %s, not %s", f.Type, to.Type)
	case f.Unit != to.Unit || f.Shown != to.Shown:
		return "it is written in another unit"
	case f.Optional && !to.Optional:
		return "it may be left empty here and not there"
	}
	for _, c := range f.Choices {
		if !slices.Contains(to.choiceIDs(), c.ID) {
			return fmt.Sprintf("%q is not one of its choices%s", c.ID, strict.Suggest(c.ID, to.choiceIDs()))
		}
	}
	return ""
}
