package catalog

import (
	"slices"

	"forvag/internal/locale"
	"forvag/internal/rules"
)

// Barred is an answer to one of the form's first questions that the form does not take, by what is known before anybody has filled it in.
type Barred struct {
	// Field is the question, a choice or which child.
	Field *Field
	// Value is the id of the choice, or of the child.
	Value string
	Say   locale.Text
}

// Barred are the answers on the form's first page that its checks refuse by today, the local settings and the registers alone, and whether nothing is left
// that the form takes. Children are those that could be chosen; the moment's Registered tells what is known of them.
func (s *Service) Barred(children []string, m Moment) (barred []Barred, closed bool) {
	if s.program == nil || len(s.Pages) == 0 {
		return nil, false
	}
	shut := map[string]bool{} // fields that no answer is left to
	var choices []*Field
	for i := range s.Pages[0].Fields {
		f := &s.Pages[0].Fields[i]
		var values []string
		switch f.Type {
		case ChildField:
			values = children
		case ChoiceField:
			values = f.choiceIDs()
			choices = append(choices, f)
		default:
			continue
		}
		before := len(barred)
		for _, v := range values {
			child := ""
			if f.Type == ChildField {
				child = v
			}
			if say, refused := s.barred(f, child, Answer{Text: v}, m); refused {
				barred = append(barred, Barred{f, v, say})
			}
		}
		shut[f.ID] = len(barred)-before == len(values)
		closed = closed || shut[f.ID] && f.Visible == ""
	}
	return barred, closed || slices.ContainsFunc(choices, func(c *Field) bool { return c.Visible == "" && s.leadsNowhere(c, barred, shut, m) })
}

// leadsNowhere says whether each alternative of a choice is refused, or shows a question of the same page that no answer is left to.
func (s *Service) leadsNowhere(c *Field, barred []Barred, shut map[string]bool, m Moment) bool {
	return !slices.ContainsFunc(c.choiceIDs(), func(id string) bool {
		if slices.ContainsFunc(barred, func(b Barred) bool { return b.Field == c && b.Value == id }) {
			return false
		}
		facts := s.ground(m)
		facts[c.ID] = c.value(Answer{Text: id})
		return !slices.ContainsFunc(s.Pages[0].Fields, func(f Field) bool { return shut[f.ID] && f.Visible != "" && s.program.shows(f.ID, facts) })
	})
}

// NeedsChild says whether every form of the service is about a child of who sends it.
func (s *Service) NeedsChild() bool {
	for i := range s.Pages {
		for j := range s.Pages[i].Fields {
			if f := &s.Pages[i].Fields[j]; f.Type == ChildField {
				return f.Visible == "" && s.Pages[i].Visible == "" && !f.Optional
			}
		}
	}
	return false
}

// barred says why the form would refuse an answer.
func (s *Service) barred(f *Field, child string, a Answer, m Moment) (locale.Text, bool) {
	facts := s.ground(m)
	s.learn(facts, m, child)
	if v := f.value(a); v.Type != "" {
		facts[f.ID] = v
	}
	checks := s.program.checks[f.ID]
	i := slices.IndexFunc(checks, func(check *rules.Program) bool {
		v := check.Eval(facts).Value
		return v.Type == rules.Bool && !v.B
	})
	if i < 0 {
		return locale.Text{}, false
	}
	return f.Checks[i].Say, true
}
