package catalog

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"forvag/internal/rules"
)

// FieldFault is something wrong with one answer. Key names the words in package locale, which Args fill.
type FieldFault struct {
	Field string
	Key   string
	Args  []any
}

// Input is what a browser sent.
type Input struct {
	// Page is the id of the page that was sent; empty means the whole form.
	Page string
	// Raw holds form values by field id. Composite fields have parts: ID.street, ID.postcode, ID.city (address), ID.lat, ID.lon, ID.text (place),
	// ID.name, ID.email, ID.phone and, of an applicant, ID.number (person), ID.name, ID.number (company).
	Raw map[string][]string
	// Files are the uploads that belong to each files field.
	Files map[string][]File
	// Before are the answers from other pages.
	Before Answers
	// Children are the ids of the children that the applicant may choose. Nil allows any, for examples only.
	Children []string
}

const (
	textMax     = 200
	longTextMax = 5000
	numberMax   = 1_000_000_000_000
)

// Validate reads a page's form values into typed answers, together with those from before. Answers to hidden fields are dropped. A faulty answer
// is left out; the caller shows the raw value again. It never panics on what a browser sends.
func (s *Service) Validate(in Input, m Moment) (Answers, []FieldFault) {
	out := Answers{}
	r := reading{service: s, moment: m, raw: in.Raw, files: in.Files, children: in.Children}
	s.walk(m, func(page *Page, f *Field) (Answer, bool) {
		if in.Page != "" && page.ID != in.Page {
			answer, given := in.Before[f.ID]
			if given {
				out[f.ID] = answer
			}
			return answer, given
		}
		if f.Type == InfoField {
			return Answer{}, false
		}
		before := len(r.faults)
		answer, given := r.read(f)
		if len(r.faults) > before {
			return Answer{}, false
		}
		if given {
			out[f.ID] = answer
		} else if !f.Optional {
			r.fault(f, "field.required."+string(f.Type))
		}
		return answer, given
	}, r.compare)
	return out, r.faults
}

// Complete checks answers that were read before, as when a draft is sent in: nothing required is missing, and comparisons and dates still hold
// today.
func (s *Service) Complete(a Answers, m Moment) []FieldFault {
	r := reading{service: s, moment: m}
	s.walk(m, func(_ *Page, f *Field) (Answer, bool) {
		answer, given := a[f.ID]
		switch {
		case f.Type == InfoField:
		case !given && !f.Optional:
			r.fault(f, "field.required."+string(f.Type))
		case answer.Date != nil:
			r.bounds(f, *answer.Date)
		}
		return answer, given
	}, r.compare)
	return r.faults
}

// reading is one form being read.
type reading struct {
	service  *Service
	moment   Moment
	raw      map[string][]string
	files    map[string][]File
	children []string
	faults   []FieldFault
}

func (r *reading) fault(f *Field, key string, args ...any) {
	r.faults = append(r.faults, FieldFault{f.ID, key, args})
}

// text is one form value, trimmed, in composed Unicode, with \n between lines.
func (r *reading) text(key string) string {
	values := r.raw[key]
	if len(values) == 0 {
		return ""
	}
	if !utf8.ValidString(values[0]) {
		return "\x00"
	}
	return strings.TrimSpace(norm.NFC.String(strings.ReplaceAll(values[0], "\r\n", "\n")))
}

// clean refuses text that is too long or holds control characters.
func (r *reading) clean(f *Field, text string, longest int) bool {
	if utf8.RuneCountInString(text) > longest {
		r.fault(f, "field.too_long", longest)
		return false
	}
	for _, c := range text {
		if unicode.IsControl(c) && c != '\n' && c != '\t' {
			r.fault(f, "field.characters")
			return false
		}
	}
	return true
}

// read reads one field's answer; false where nothing was answered.
func (r *reading) read(f *Field) (Answer, bool) {
	switch f.Type {
	case EntriesField:
		return r.readEntries(f)
	case TextField, LongText, PropertyField:
		return r.readText(f)
	case NumberField:
		return r.readNumber(f)
	case DateField:
		return r.readDate(f)
	case ChoiceField:
		return r.readChoice(f)
	case ChoicesField:
		return r.readChoices(f)
	case SlotField:
		return r.readSlot(f)
	case YesNoField:
		return r.readYesNo(f)
	case EmailField:
		text, ok := r.email(f, f.ID)
		return Answer{Text: text}, ok
	case PhoneField:
		text, ok := r.phone(f, f.ID)
		return Answer{Text: text}, ok
	case ChildField:
		return r.readChild(f)
	case AddressField:
		return r.readAddress(f)
	case PlaceField:
		return r.readPlace(f)
	case PersonField:
		return r.readPerson(f)
	case CompanyField:
		return r.readCompany(f)
	case FilesField:
		return r.readFiles(f)
	}
	return Answer{}, false
}

// compare runs the field's checks against earlier answers. A check that cannot be decided passes: what is missing is reported where it is missing.
func (r *reading) compare(f *Field, facts rules.Facts) {
	for i, check := range r.service.program.checks[f.ID] {
		if v := check.Eval(facts).Value; v.Type == rules.Bool && !v.B {
			r.fault(f, "field.check", f.Checks[i].Say)
			return
		}
	}
	r.wishes(f, facts)
}
