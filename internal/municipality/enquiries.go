package municipality

import (
	"maps"
	"slices"

	"forvag/internal/catalog"
	"forvag/internal/strict"
)

// Enquiries is the service that takes the questions that only a person can answer, and how its form is begun.
type Enquiries struct {
	// Service is the id of the service that takes the questions.
	Service string `yaml:"service"`
	// Question is the field of it that the question is written in, with the conversation before it where the resident sends that along.
	Question string `yaml:"question"`
	// Heading is the field for the question in short; left out where there is none.
	Heading string `yaml:"heading"`
	// Answers are what other fields hold from the start, by field: the value of a text, or the id of a choice.
	Answers map[string]string `yaml:"answers"`
}

// usual is where questions go in a municipality whose file does not say: to the service for opinions, which the program carries.
func usual() Enquiries {
	return Enquiries{Service: "synpunkt", Question: "text", Heading: "heading", Answers: map[string]string{"intent": "question"}}
}

// CheckEnquiries finds what in a municipality's file does not fit the services: a service or a field that is not there, or is of another kind. file is
// the name that faults carry; data may be nil, for a municipality without a file of its own.
func (m *Municipality) CheckEnquiries(file string, data []byte, services *catalog.Catalog) []strict.Fault {
	if data == nil {
		data = []byte("{}")
	}
	d, e := strict.Decode(file, data, &Municipality{}), m.Enquiries
	if len(d.Faults()) > 0 {
		return nil // which are told of by themselves
	}
	s := services.Service(e.Service)
	if s == nil {
		var ids []string
		for _, s := range services.Services() {
			ids = append(ids, s.ID)
		}
		d.Faultf("enquiries.service", "there is no service %q to take questions%s", e.Service, strict.Suggest(e.Service, ids))
		return d.Faults()
	}
	text := func(path, id string, kinds ...catalog.FieldType) {
		if f := s.Field(id); f == nil {
			d.Faultf(path, "%s has no field %q%s", e.Service, id, strict.Suggest(id, fieldsOf(s)))
		} else if !slices.Contains(kinds, f.Type) {
			d.Faultf(path, "the field %s of %s is of type %s; want %v", id, e.Service, f.Type, kinds)
		}
	}
	text("enquiries.question", e.Question, catalog.LongText)
	if e.Heading != "" {
		text("enquiries.heading", e.Heading, catalog.TextField)
	}
	for _, id := range slices.Sorted(maps.Keys(e.Answers)) {
		path := "enquiries.answers." + id
		text(path, id, catalog.TextField, catalog.LongText, catalog.ChoiceField)
		f := s.Field(id)
		if f == nil || f.Type != catalog.ChoiceField {
			continue
		}
		var choices []string
		for _, c := range f.Choices {
			choices = append(choices, c.ID)
		}
		if !slices.Contains(choices, e.Answers[id]) {
			d.Faultf(path, "%s has no choice %q%s", id, e.Answers[id], strict.Suggest(e.Answers[id], choices))
		}
	}
	return d.Faults()
}

func fieldsOf(s *catalog.Service) []string {
	var ids []string
	for i := range s.Pages {
		for j := range s.Pages[i].Fields {
			ids = append(ids, s.Pages[i].Fields[j].ID)
		}
	}
	return ids
}
