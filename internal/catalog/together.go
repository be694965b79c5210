package catalog

import (
	"fmt"
	"slices"
	"strings"

	"forvag/internal/civil"
	"forvag/internal/strict"
)

// Together lets each of the child's guardians answer the form, in the same case. What they answer stands side by side for the officer, and both are told
// where they differ; neither reads more of the other's answers than that.
type Together struct {
	// Until is the date field that says on which day the answers can be given or changed for the last time.
	Until string `yaml:"until"`
	// Compare are the fields in which the guardians are to say the same, since they decide them together (FB 6 kap. 11 and 13 §§). Both are told how they
	// have answered them; of what is sensitive, only that they differ. All other fields are each guardian's own.
	Compare []string `yaml:"compare"`
	// Agree are the services whose cases wait while the guardians differ in what is passed on to them, or in whether they are opened at all: services
	// under opens, or this one.
	Agree []string `yaml:"agree"`
}

// Difference is a question that two guardians have answered differently.
type Difference struct {
	Field *Field
	// Mine and Theirs are empty where one of them was not asked.
	Mine, Theirs Answer
}

// Differences are the questions that two guardians are to answer alike and have not, in the order of the form. What only one of them was asked is no
// difference: the answer that it depends on is.
func (s *Service) Differences(mine, theirs Answers) []Difference {
	if s.CoGuardian == nil || s.CoGuardian.Together == nil {
		return nil
	}
	var out []Difference
	for i := range s.Pages {
		for j := range s.Pages[i].Fields {
			f := &s.Pages[i].Fields[j]
			a, ok := mine[f.ID]
			b, both := theirs[f.ID]
			if ok && both && slices.Contains(s.CoGuardian.Together.Compare, f.ID) && !f.Alike(a, b) {
				out = append(out, Difference{Field: f, Mine: a, Theirs: b})
			}
		}
	}
	return out
}

// Alike says whether two answers say the same. Capitals and spaces in a text don't count, nor does the order of choices.
func (f *Field) Alike(a, b Answer) bool {
	switch {
	case a.Number != nil && b.Number != nil:
		return *a.Number == *b.Number
	case a.Date != nil && b.Date != nil:
		return *a.Date == *b.Date
	case a.Yes != nil && b.Yes != nil:
		return *a.Yes == *b.Yes
	case a.Address != nil && b.Address != nil:
		return plain(a.Address.Street+a.Address.Postcode+a.Address.City) == plain(b.Address.Street+b.Address.Postcode+b.Address.City)
	case f.Type == ChoicesField:
		x, y := slices.Clone(a.Choices), slices.Clone(b.Choices)
		slices.Sort(x)
		slices.Sort(y)
		return slices.Equal(x, y)
	default:
		return plain(a.Text) == plain(b.Text)
	}
}

func plain(text string) string { return strings.ToLower(strings.Join(strings.Fields(text), "")) }

// Until is the last day on which the guardians can answer, as the answers say; zero where the form is the sender's alone.
func (s *Service) Until(a Answers) civil.Date {
	if s.CoGuardian == nil || s.CoGuardian.Together == nil {
		return civil.Date{}
	}
	if day := a[s.CoGuardian.Together.Until].Date; day != nil {
		return *day
	}
	return civil.Date{}
}

// Concerns says whether a difference stands in the way of a service's case: whether the field is passed on to it, or says if it is opened.
func (s *Service) Concerns(d Difference, service string) bool {
	if service == s.ID {
		return true
	}
	i := slices.IndexFunc(s.Opens, func(o Open) bool { return o.Service == service })
	if i < 0 {
		return false
	}
	for _, own := range s.Opens[i].Answers {
		if own == d.Field.ID {
			return true
		}
	}
	when := s.program.opens[i]
	return when != nil && slices.Contains(when.Refs(), d.Field.ID)
}

// compared are the types of field in which two people can say the same.
var compared = []FieldType{TextField, LongText, NumberField, DateField, YesNoField, ChoiceField, ChoicesField, AddressField}

// together checks what guardians answer together.
func (l *linter) together(t *Together) {
	const path = "co_guardian.together"
	l.fieldOf(path+".until", t.Until, DateField)
	for _, page := range l.service.Pages {
		for _, f := range page.Fields {
			if f.ID != t.Until || f.Type != DateField || l.service.program.later {
				continue
			}
			if f.Optional || !l.service.certain("page "+page.ID, nil) || !l.service.certain(f.ID, nil) {
				l.Faultf(path+".until", "%s is not asked everybody, so that nobody knows the last day", t.Until)
			}
		}
	}
	if len(t.Compare) == 0 {
		l.Faultf(path, "compare is missing: the questions that the guardians are to answer alike")
	}
	for i, id := range t.Compare {
		at, f := fmt.Sprintf("%s.compare[%d]", path, i), l.service.Field(id)
		switch {
		case f == nil:
			l.Faultf(at, "there is no field %q%s", id, strict.Suggest(id, l.fieldNames()))
		case f.Entry > 0:
			l.Faultf(at, "what is asked once for each of several cannot be compared")
		case !slices.Contains(compared, f.Type):
			l.Faultf(at, "answers of type %s cannot be compared", f.Type)
		case slices.Contains(t.Compare[:i], id):
			l.Faultf(at, "%s stands here twice", id)
		}
	}
	opened := []string{l.service.ID}
	for _, o := range l.service.Opens {
		opened = append(opened, o.Service)
	}
	for i, id := range t.Agree {
		if !slices.Contains(opened, id) {
			l.Faultf(fmt.Sprintf("%s.agree[%d]", path, i), "the form opens no case of %q%s", id, strict.Suggest(id, opened))
		}
	}
}

// siblings checks what is the same for a sibling.
func (l *linter) siblings() {
	child := slices.ContainsFunc(l.service.Pages, func(p Page) bool {
		return slices.ContainsFunc(p.Fields, func(f Field) bool { return f.Type == ChildField })
	})
	if len(l.service.Siblings) > 0 && !child {
		l.Faultf("siblings", "the form asks for no child, so that there is no sibling either")
	}
	for i, id := range l.service.Siblings {
		at, f := fmt.Sprintf("siblings[%d]", i), l.service.Field(id)
		switch {
		case f == nil:
			l.Faultf(at, "there is no field %q%s", id, strict.Suggest(id, l.fieldNames()))
		case f.Entry > 0:
			l.Faultf(at, "what is asked once for each of several is not carried over to a sibling")
		case f.Type == ChildField || f.Type == FilesField || f.Type == InfoField || f.Type == SlotField || f.Type == PersonField:
			l.Faultf(at, "%s is of type %s, which is not carried over to a sibling", id, f.Type)
		}
	}
}

func (l *linter) fieldNames() []string {
	var names []string
	for _, page := range l.service.Pages {
		for _, f := range page.Fields {
			names = append(names, f.ID)
		}
	}
	return names
}
