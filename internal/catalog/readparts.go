package catalog

import (
	"cmp"
	"net/mail"
	"slices"
	"strconv"
	"strings"

	"github.com/nyaruka/phonenumbers"

	"forvag/internal/fault"
	"forvag/internal/identity"
)

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
