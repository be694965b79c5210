package catalog

import (
	"slices"

	"forvag/internal/civil"
	"forvag/internal/identity"
	"forvag/internal/rules"
)

// Answer is what somebody answered to one field. Only what the field's type uses is set.
type Answer struct {
	// Text of text, longtext, email, phone (E.164) and property fields; the id of a choice; a child's person id.
	Text string `json:"text,omitempty"`
	// Number in the field's unit.
	Number *int64 `json:"number,omitempty"`
	// Date is nil for other fields.
	Date *civil.Date `json:"date,omitempty"`
	Yes  *bool       `json:"yes,omitempty"`
	// Choices are ids, in the order of the field.
	Choices []string `json:"choices,omitempty"`
	Address *Address `json:"address,omitempty"`
	Place   *Place   `json:"place,omitempty"`
	Person  *Person  `json:"person,omitempty"`
	Company *Company `json:"company,omitempty"`
	Files   []File   `json:"files,omitempty"`
	// Case is of no field: a case that the form opened too.
	Case *OpenedCase `json:"case,omitempty"`
}

// OpenedCase is a case that came by the form of another service.
type OpenedCase struct {
	ID string `json:"id"`
	// Service is the opened case's own.
	Service string `json:"service"`
	// Number is its diary number.
	Number string `json:"number"`
}

// Address is where somebody lives or something is.
type Address struct {
	Street   string `json:"street"`
	Postcode string `json:"postcode"`
	City     string `json:"city"`
}

// Place is a point, a description of it, or both.
type Place struct {
	// Lat and Lon are in millionths of a degree (WGS 84); both zero where no point was given.
	Lat  int64  `json:"lat,omitempty"`
	Lon  int64  `json:"lon,omitempty"`
	Text string `json:"text,omitempty"`
}

// HasPoint says whether a point was given.
func (p Place) HasPoint() bool { return p.Lat != 0 || p.Lon != 0 }

// Person is somebody else that the form tells about.
type Person struct {
	// ID is the opaque person, where the field names the case's applicant and the form has been sent; empty otherwise.
	ID    identity.PersonID `json:"id,omitempty"`
	Name  string            `json:"name"`
	Email string            `json:"email,omitempty"`
	Phone string            `json:"phone,omitempty"`
	// Number is read only where the field names the case's applicant. It is never written: ID takes its place.
	Number identity.Number `json:"-"`
}

// Company is an organisation. Number is its ten digits.
type Company struct {
	Name   string `json:"name"`
	Number string `json:"number"`
}

// File is an uploaded file that the portal keeps under ID.
type File struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	// Size in bytes.
	Size int64    `json:"size"`
	Type FileType `json:"type"`
}

// Answers hold what was answered, by field id. They can be written as JSON and read back.
type Answers map[string]Answer

// Moment is when and where a service is used: the rules of that day and that municipality apply.
type Moment struct {
	Today        civil.Date
	Municipality Municipality
	// Registered is what the registers say of the sender and of the child that was chosen, which is empty before. It may be nil: nobody is known.
	// The checks of a form look at it.
	Registered func(child string) map[RegisterFact]rules.Value
}

// value is an answer as rules see it; no value where rules cannot see that type.
func (f *Field) value(a Answer) rules.Value {
	switch f.Type {
	case NumberField, EntriesField:
		if a.Number != nil {
			return rules.OfInt(*a.Number)
		}
	case DateField:
		if a.Date != nil {
			return rules.OfDate(*a.Date)
		}
	case YesNoField:
		if a.Yes != nil {
			return rules.OfBool(*a.Yes)
		}
	case ChoicesField:
		return rules.OfList(a.Choices)
	case FilesField:
		return rules.OfInt(int64(len(a.Files)))
	case ChoiceField, TextField, LongText, EmailField, PhoneField, PropertyField:
		if a.Text != "" {
			return rules.OfEnum(a.Text)
		}
	}
	return rules.Value{}
}

// fact declares the field to rules; false where rules cannot see its type.
func (f *Field) fact(name string) (rules.Fact, bool) {
	d := rules.Fact{Name: name}
	switch f.Type {
	case NumberField, FilesField, EntriesField:
		d.Type = rules.Int
	case DateField:
		d.Type = rules.Date
	case YesNoField:
		d.Type = rules.Bool
	case ChoicesField:
		d.Type, d.Max = rules.List, max(1, len(f.Choices))
	case ChoiceField:
		d.Type, d.Values = rules.Enum, f.choiceIDs()
	case TextField, LongText, EmailField, PhoneField, PropertyField:
		d.Type = rules.Enum
	default:
		return d, false
	}
	return d, true
}

func (f *Field) choiceIDs() []string {
	ids := make([]string, len(f.Choices))
	for i, c := range f.Choices {
		ids[i] = c.ID
	}
	return ids
}

// Visible tells which fields show, by id, given the answers so far. A condition that cannot be decided yet hides its field.
func (s *Service) Visible(a Answers, m Moment) map[string]bool {
	shown := map[string]bool{}
	s.walk(m, func(_ *Page, f *Field) (Answer, bool) {
		shown[f.ID] = true
		answer, given := a[f.ID]
		return answer, given
	}, nil)
	return shown
}

// walk goes through the form in order and asks answer for each field that shows. What it answers decides what shows further on. After is called
// with the facts so far for each field that was answered; it may be nil. The facts at the end are returned.
func (s *Service) walk(m Moment, answer func(*Page, *Field) (Answer, bool), after func(*Field, rules.Facts)) rules.Facts {
	facts := s.ground(m)
	s.learn(facts, m, "")
	for i := range s.Pages {
		page := &s.Pages[i]
		if !s.program.shows("page "+page.ID, facts) {
			continue
		}
		for j := range page.Fields {
			f := &page.Fields[j]
			if !s.program.shows(f.ID, facts) {
				continue
			}
			a, given := answer(page, f)
			if v := f.value(a); v.Type != "" && (given || f.counts()) {
				facts[f.ID] = v
			}
			if given && f.Type == ChildField {
				s.learn(facts, m, a.Text)
			}
			if given && after != nil {
				after(f, facts)
			}
		}
	}
	return facts
}

// learn adds the register facts that are known once the child is chosen. A field with the name of one is the answer to it.
func (s *Service) learn(facts rules.Facts, m Moment, child string) {
	if m.Registered == nil {
		return
	}
	register := m.Registered(child)
	for _, f := range s.Declared {
		if v := register[f.Register]; f.Source == FromRegister && s.program.fields[f.ID] == nil && v.Type != "" {
			facts[f.ID] = v
		}
	}
}

// counts says whether no answer is an answer: no files, none of the choices.
func (f *Field) counts() bool { return f.Type == FilesField || f.Type == ChoicesField }

// VisiblePages lists the pages that have something to show, in order.
func (s *Service) VisiblePages(a Answers, m Moment) []*Page {
	shown := s.Visible(a, m)
	var pages []*Page
	for i := range s.Pages {
		for _, f := range s.Pages[i].Fields {
			if shown[f.ID] {
				pages = append(pages, &s.Pages[i])
				break
			}
		}
	}
	return pages
}

// MayGrow says whether more pages can show by the questions on these pages that nobody has answered yet.
func (s *Service) MayGrow(a Answers, pages []*Page, m Moment) bool {
	shown, open := s.Visible(a, m), map[string]bool{}
	for _, p := range pages {
		for i := range p.Fields {
			f := &p.Fields[i]
			if _, answered := a[f.ID]; shown[f.ID] && !answered {
				open[f.ID] = true
			}
		}
	}
	waits := func(key string) bool {
		c := s.program.visible[key]
		return c != nil && slices.ContainsFunc(c.Refs(), func(name string) bool { return open[name] })
	}
	for i := range s.Pages {
		p := &s.Pages[i]
		asked := func(f Field) bool { return shown[f.ID] }
		if !slices.ContainsFunc(p.Fields, asked) && (waits("page "+p.ID) || slices.ContainsFunc(p.Fields, func(f Field) bool { return waits(f.ID) })) {
			return true
		}
	}
	return false
}

// Field finds a field by id; nil where there is none.
func (s *Service) Field(id string) *Field { return s.program.fields[id] }

// ground is what every expression may know: the day and the settings that hold on it.
func (s *Service) ground(m Moment) rules.Facts {
	facts := rules.Facts{rules.Today: rules.OfDate(m.Today)}
	for _, name := range s.program.settings {
		if v, ok := m.Municipality.Setting(name, m.Today); ok {
			facts["setting."+name] = v
		}
	}
	return facts
}

// Has says whether the page asks a field.
func (p *Page) Has(field string) bool {
	for i := range p.Fields {
		if p.Fields[i].ID == field {
			return true
		}
	}
	return false
}

// Names says whether the field names the case's applicant, who is somebody else than the sender.
func (s *Service) Names(f *Field) bool { return s.Access.Applicant == f.ID && f.Type == PersonField }

// ApplicantIn is whom the answers name as the case's applicant instead of the sender; nil where they name nobody.
func (s *Service) ApplicantIn(a Answers) *Person {
	if f := s.program.fields[s.Access.Applicant]; f != nil && s.Names(f) {
		return a[f.ID].Person
	}
	return nil
}

// ForOrganisations says whether only organisations apply: the applicant is then one, whoever signs for it.
func (s *Service) ForOrganisations() bool {
	return slices.Contains(s.Access.Who, Signatory) && !slices.ContainsFunc(s.Access.Who, func(a Applicant) bool {
		return a == Resident || a == Guardian || a == Anonymous
	})
}

// Decides says whether other fields or pages show or hide by the answer to this one.
func (s *Service) Decides(field string) bool {
	for _, p := range s.program.visible {
		if slices.Contains(p.Refs(), field) {
			return true
		}
	}
	return false
}

// Answered is the answer that a value stands for in the field; the zero Answer for a field that holds files.
func (f *Field) Answered(v rules.Value) Answer {
	switch f.Type {
	case NumberField:
		return Answer{Number: &v.N}
	case DateField:
		return Answer{Date: &v.D}
	case YesNoField:
		return Answer{Yes: &v.B}
	case ChoicesField:
		return Answer{Choices: slices.Clone(v.L)}
	case FilesField:
		return Answer{}
	default:
		return Answer{Text: v.S}
	}
}
