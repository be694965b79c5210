package catalog

import "reflect"

// Changes are what is another in a service's form than it was, for somebody who had begun it.
type Changes struct {
	// New are the questions that there were none of.
	New []*Field
	// Gone are questions of the older version.
	Gone []*Field
	// Changed are questions in other words, with other alternatives, or with other limits.
	Changed []*Field
}

// Since compares the form with an older version of it.
func (s *Service) Since(old *Service) Changes {
	var c Changes
	for _, f := range s.questionsOf() {
		before := old.Field(f.ID)
		switch {
		case before == nil || before.Type == InfoField:
			c.New = append(c.New, f)
		case !f.asks(before):
			c.Changed = append(c.Changed, f)
		}
	}
	for _, f := range old.questionsOf() {
		if now := s.Field(f.ID); now == nil || now.Type == InfoField {
			c.Gone = append(c.Gone, f)
		}
	}
	return c
}

// questionsOf are the fields that are answered, in order.
func (s *Service) questionsOf() []*Field {
	var all []*Field
	for i := range s.Pages {
		for j := range s.Pages[i].Fields {
			if f := &s.Pages[i].Fields[j]; f.Type != InfoField && !f.multiplied() {
				all = append(all, f)
			}
		}
	}
	return all
}

// asks says whether the field asks what another did, so that nobody needs to be told.
func (f *Field) asks(before *Field) bool {
	same := func(f *Field) Field {
		return Field{Type: f.Type, Label: f.Label, Optional: f.Optional, Min: f.Min, Max: f.Max, Pattern: f.Pattern, Unit: f.Unit, Shown: f.Shown, Choices: f.Choices,
			Files: f.Files}
	}
	return reflect.DeepEqual(same(f), same(before))
}

// Keeps says whether what was written in an older version of the field is an answer to this one: of the same type, and a number in the same unit.
func (f *Field) Keeps(before *Field) bool {
	return f.Type == before.Type && f.Unit == before.Unit && f.ShownUnit() == before.ShownUnit()
}

// Offers says whether a choice is among the field's.
func (f *Field) Offers(choice string) bool {
	for _, c := range f.Choices {
		if c.ID == choice {
			return true
		}
	}
	return false
}
