package catalog

import (
	"cmp"
	"net/mail"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/nyaruka/phonenumbers"
	"golang.org/x/text/unicode/norm"

	"forvag/internal/civil"
	"forvag/internal/fault"
	"forvag/internal/identity"
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

func (r *reading) readText(f *Field) (Answer, bool) {
	longest := textMax
	if f.Type == LongText {
		longest = longTextMax
	}
	if f.Max.Set {
		longest = int(f.Max.N)
	}
	text := r.text(f.ID)
	if text == "" || !r.clean(f, text, longest) {
		return Answer{}, false
	}
	if f.Type != LongText && strings.ContainsAny(text, "\n\t") {
		r.fault(f, "field.characters")
		return Answer{}, false
	}
	if f.Min.Set && utf8.RuneCountInString(text) < int(f.Min.N) {
		r.fault(f, "field.too_short", int(f.Min.N))
		return Answer{}, false
	}
	if p := r.service.program.patterns[f.ID]; p != nil && !p.MatchString(text) {
		r.fault(f, "field.pattern", f.PatternSay)
		return Answer{}, false
	}
	return Answer{Text: text}, true
}

func (r *reading) readNumber(f *Field) (Answer, bool) {
	text := r.text(f.ID)
	if text == "" {
		return Answer{}, false
	}
	n, key := f.scale().parse(text)
	if key != "" {
		r.fault(f, key, f.scale().decimals)
		return Answer{}, false
	}
	if f.Min.Set && n < f.Min.N {
		r.fault(f, "field.too_small", f.scale().words(f.Min.N))
		return Answer{}, false
	}
	if f.Max.Set && n > f.Max.N {
		r.fault(f, "field.too_large", f.scale().words(f.Max.N))
		return Answer{}, false
	}
	return Answer{Number: &n}, true
}

// readDate reads 2026-12-01 from one value, or a day, month and year from ID.day, ID.month and ID.year.
func (r *reading) readDate(f *Field) (Answer, bool) {
	text := r.text(f.ID)
	if year, month, day := r.text(f.ID+".year"), r.text(f.ID+".month"), r.text(f.ID+".day"); text == "" && year+month+day != "" {
		text = year + "-" + padded(month) + "-" + padded(day)
	}
	if text == "" {
		return Answer{}, false
	}
	d, err := civil.Parse(text)
	if err != nil || d.Year() < 1850 || d.Year() > 2200 {
		r.fault(f, "field.date")
		return Answer{}, false
	}
	if !r.bounds(f, d) {
		return Answer{}, false
	}
	return Answer{Date: &d}, true
}

func padded(text string) string {
	if len(text) == 1 {
		return "0" + text
	}
	return text
}

func (r *reading) bounds(f *Field, d civil.Date) bool {
	if least := f.Min.On(r.moment.Today); f.Min.Set && d.Before(least) {
		r.fault(f, "field.too_early", least)
		return false
	}
	if most := f.Max.On(r.moment.Today); f.Max.Set && d.After(most) {
		r.fault(f, "field.too_late", most)
		return false
	}
	return true
}

func (r *reading) readChoice(f *Field) (Answer, bool) {
	text := r.text(f.ID)
	if text == "" {
		return Answer{}, false
	}
	if !slices.Contains(f.choiceIDs(), text) {
		r.fault(f, "field.choice")
		return Answer{}, false
	}
	return Answer{Text: text}, true
}

func (r *reading) readChoices(f *Field) (Answer, bool) {
	given := r.raw[f.ID]
	var chosen []string
	for _, id := range f.choiceIDs() {
		if slices.Contains(given, id) {
			chosen = append(chosen, id)
		}
	}
	for _, id := range given {
		if id != "" && !slices.Contains(chosen, id) {
			r.fault(f, "field.choice")
			return Answer{}, false
		}
	}
	switch {
	case len(chosen) == 0:
		return Answer{}, false
	case f.Min.Set && len(chosen) < int(f.Min.N):
		r.fault(f, "field.too_few", int(f.Min.N))
		return Answer{}, false
	case f.Max.Set && len(chosen) > int(f.Max.N):
		r.fault(f, "field.too_many", int(f.Max.N))
		return Answer{}, false
	}
	return Answer{Choices: chosen}, true
}

func (r *reading) readYesNo(f *Field) (Answer, bool) {
	text := r.text(f.ID)
	if text == "" {
		return Answer{}, false
	}
	if text != "true" && text != "false" {
		r.fault(f, "field.choice")
		return Answer{}, false
	}
	yes := text == "true"
	return Answer{Yes: &yes}, true
}

func (r *reading) email(f *Field, key string) (string, bool) {
	text := r.text(key)
	if text == "" {
		return "", false
	}
	a, err := mail.ParseAddress(text)
	_, domain, _ := strings.Cut(text, "@")
	if err != nil || a.Address != text || len(text) > 254 || !strings.Contains(strings.Trim(domain, "."), ".") {
		r.fault(f, "field.email")
		return "", false
	}
	return text, true
}

func (r *reading) phone(f *Field, key string) (string, bool) {
	text := r.text(key)
	if text == "" {
		return "", false
	}
	if len(text) > 40 {
		r.fault(f, "field.phone")
		return "", false
	}
	n, err := phonenumbers.Parse(text, "SE")
	if err != nil || !phonenumbers.IsPossibleNumber(n) {
		r.fault(f, "field.phone")
		return "", false
	}
	return phonenumbers.Format(n, phonenumbers.E164), true
}

func (r *reading) readChild(f *Field) (Answer, bool) {
	id := r.text(f.ID)
	if id == "" {
		return Answer{}, false
	}
	if len(id) > 64 || r.children != nil && !slices.Contains(r.children, id) {
		r.fault(f, "field.choice")
		return Answer{}, false
	}
	return Answer{Text: id}, true
}

func (r *reading) readAddress(f *Field) (Answer, bool) {
	a := Address{r.text(f.ID + ".street"), strings.ReplaceAll(r.text(f.ID+".postcode"), " ", ""), r.text(f.ID + ".city")}
	if a == (Address{}) {
		return Answer{}, false
	}
	if !r.clean(f, a.Street+a.City, textMax) {
		return Answer{}, false
	}
	if a.Street == "" || a.City == "" || !digits(a.Postcode, 5) {
		r.fault(f, "field.address")
		return Answer{}, false
	}
	return Answer{Address: &a}, true
}

func digits(text string, n int) bool {
	return len(text) == n && strings.Trim(text, "0123456789") == ""
}

func (r *reading) readPlace(f *Field) (Answer, bool) {
	p := Place{Text: r.text(f.ID + ".text")}
	lat, lon := r.text(f.ID+".lat"), r.text(f.ID+".lon")
	if lat+lon+p.Text == "" {
		return Answer{}, false
	}
	if !r.clean(f, p.Text, textMax) {
		return Answer{}, false
	}
	if lat+lon != "" {
		var okLat, okLon bool
		p.Lat, okLat = degrees(lat, 90)
		p.Lon, okLon = degrees(lon, 180)
		if !okLat || !okLon {
			r.fault(f, "field.place")
			return Answer{}, false
		}
	}
	return Answer{Place: &p}, true
}

// degrees reads a coordinate into millionths of a degree; more decimals are cut, since a millionth is a tenth of a metre.
func degrees(text string, most int64) (int64, bool) {
	sign := int64(1)
	if strings.HasPrefix(text, "-") {
		sign, text = -1, text[1:]
	}
	whole, part, _ := strings.Cut(text, ".")
	if len(part) > 20 {
		return 0, false
	}
	micro := (part + "000000")[:6]
	if whole == "" || strings.Trim(whole+part, "0123456789") != "" {
		return 0, false
	}
	w, err := strconv.ParseInt(whole, 10, 16)
	m, err2 := strconv.ParseInt(micro, 10, 32)
	n := w*1_000_000 + m
	if cmp.Or(err, err2) != nil || n > most*1_000_000 {
		return 0, false
	}
	return sign * n, true
}

func (r *reading) readPerson(f *Field) (Answer, bool) {
	p := Person{Name: r.text(f.ID + ".name")}
	p.Email, _ = r.email(f, f.ID+".email")
	p.Phone, _ = r.phone(f, f.ID+".phone")
	number := ""
	if r.service.Names(f) {
		number = r.text(f.ID + ".number")
	}
	if number != "" {
		var err error
		if p.Number, err = identity.ParseNumber(number, r.moment.Today); err != nil {
			wrong := "field.person_number"
			if key, _, _ := fault.Words(err); key != "number.invalid" { // it has the form
				wrong = "field.person_number_wrong"
			}
			r.fault(f, wrong)
			return Answer{}, false
		}
	}
	if p == (Person{}) || !r.clean(f, p.Name, textMax) {
		return Answer{}, false
	}
	if p.Name == "" {
		r.fault(f, "field.person")
		return Answer{}, false
	}
	if r.service.Names(f) && r.service.Access.Level > 0 && p.Number.IsZero() {
		r.fault(f, "field.person_number")
		return Answer{}, false
	}
	return Answer{Person: &p}, true
}

func (r *reading) readCompany(f *Field) (Answer, bool) {
	c := Company{r.text(f.ID + ".name"), strings.NewReplacer("-", "", " ", "").Replace(r.text(f.ID + ".number"))}
	if c == (Company{}) || !r.clean(f, c.Name, textMax) {
		return Answer{}, false
	}
	if c.Name == "" || !digits(c.Number, 10) || !luhn(c.Number) {
		r.fault(f, "field.company")
		return Answer{}, false
	}
	return Answer{Company: &c}, true
}

// luhn checks the last digit of a number (modulus 10), as organisation numbers have it.
func luhn(number string) bool {
	sum := 0
	for i, c := range number {
		d := int(c - '0')
		if i%2 == len(number)%2 {
			d *= 2
		}
		sum += d/10 + d%10
	}
	return sum%10 == 0
}

func (r *reading) readFiles(f *Field) (Answer, bool) {
	files, limits := r.files[f.ID], f.Limits()
	if len(files) == 0 {
		return Answer{}, false
	}
	if len(files) > limits.Max {
		r.fault(f, "field.files", limits.Max)
		return Answer{}, false
	}
	for _, file := range files {
		if file.Size > int64(limits.SizeMB)<<20 {
			r.fault(f, "field.file_size", file.Name, limits.SizeMB)
			return Answer{}, false
		}
		if !slices.Contains(limits.Types, file.Type) {
			r.fault(f, "field.file_type", file.Name, fileTypes(limits.Types))
			return Answer{}, false
		}
	}
	return Answer{Files: slices.Clone(files)}, true
}

func fileTypes(types []FileType) string {
	names := make([]string, len(types))
	for i, t := range types {
		names[i] = string(t)
	}
	return strings.Join(names, ", ")
}

// Limits are the field's limits for files, with the usual ones where it says nothing.
func (f *Field) Limits() FileLimits {
	var l FileLimits
	if f.Files != nil {
		l = *f.Files
	}
	l.Max, l.SizeMB = cmp.Or(l.Max, 5), cmp.Or(l.SizeMB, 10)
	if len(l.Types) == 0 {
		l.Types = []FileType{"pdf", "jpeg", "png", "heic"}
	}
	return l
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
