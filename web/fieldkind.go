package web

import "strconv"

// state is the class that marks a field with an error.
func (q Question) state() string {
	if q.Error != "" {
		return "wrong"
	}
	return ""
}

// optionID is the id of the i-th control of a group; the first has the field's own, so that the error summary leads there.
func (q Question) optionID(i int) string {
	if i == 0 {
		return q.ID()
	}
	return q.ID() + "-" + strconv.Itoa(i)
}

// aboutID is of the words below an option; the question's own hint is another.
func (q Question) aboutID(i int) string { return q.optionID(i) + "-about" }

func (k TextKind) inputType() string {
	switch k {
	case TextEmail:
		return "email"
	case TextPhone:
		return "tel"
	default:
		return "text"
	}
}

func (k TextKind) inputMode() string {
	switch k {
	case TextOrgNumber, TextPersonalNumber, TextCode:
		return "numeric"
	default:
		return ""
	}
}

func (f TextField) autocomplete() string {
	if f.Autocomplete != "" {
		return f.Autocomplete
	}
	switch f.Kind {
	case TextEmail:
		return "email"
	case TextPhone:
		return "tel"
	case TextCode:
		return "one-time-code"
	case TextOrgNumber, TextPersonalNumber:
		return "off"
	default:
		return ""
	}
}

func (f LongField) rows() int {
	if f.Rows == 0 {
		return 5
	}
	return f.Rows
}

func (f NumberField) unitIDs() []string {
	if f.Unit == "" {
		return nil
	}
	return []string{f.ID() + "-unit"}
}

func (f FilesField) limitIDs() []string {
	if f.Limits == "" {
		return nil
	}
	return []string{f.ID() + "-limits"}
}

// control is the question without the words that the group around the address already says.
func (f PlaceField) control() Question {
	return Question{Name: f.Name, Error: f.Error, Optional: f.Optional}
}

// part is a line of the person's fieldset, with its words and the names that it posts under.
func (f PersonField) part(field TextField, name, label, hint string) TextField {
	field.Name, field.Label = f.Name+"."+name, label
	if field.Hint == "" {
		field.Hint = hint
	}
	field.Optional = field.Optional || f.Optional
	return field
}

func (f PersonField) name(label string) TextField {
	return f.part(f.PersonName, "name", label, "")
}

func (f PersonField) number(label, hint string) TextField {
	part := f.part(f.Number, "number", label, hint)
	part.Kind = TextPersonalNumber
	return part
}

func (f PersonField) email(label string) TextField {
	part := f.part(f.Email, "email", label, "")
	part.Kind, part.Autocomplete = TextEmail, "off"
	return part
}

func (f PersonField) phone(label string) TextField {
	part := f.part(f.Phone, "phone", label, "")
	part.Kind, part.Autocomplete = TextPhone, "off"
	return part
}

// atMap sends the form as ever, and shows the answer where the map is, so that nobody on a phone begins anew at the top for each step of it.
func (f PlaceField) atMap() string { return "#" + f.ID() + "-map" }

// ID implements Field: the name is the first control.
func (f PersonField) ID() string { return "f-" + f.Name + ".name" }

func (f CompanyField) number(label, hint string) TextField {
	part := f.Number
	part.Name, part.Kind, part.Label, part.Hint = f.Name+".number", TextOrgNumber, label, hint
	part.Optional = len(f.Companies) > 0 || f.Optional
	return part
}

// ID implements Field: the first company, or the number where the reader signs for none.
func (f CompanyField) ID() string {
	if len(f.Companies) == 0 {
		return "f-" + f.Name + ".number"
	}
	return f.Question.ID()
}

func hasFiles(fields []Field) bool {
	for _, f := range fields {
		if _, ok := f.(FilesField); ok {
			return true
		}
		if e, ok := f.(EntryField); ok && hasFiles(e.Fields) {
			return true
		}
	}
	return false
}

// asksOne tells whether a field is the page's heading.
func asksOne(fields []Field) bool {
	for _, f := range fields {
		if f.heading() {
			return true
		}
	}
	return false
}

func (q Question) heading() bool { return q.Heading }
