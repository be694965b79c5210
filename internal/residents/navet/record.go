package navet

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"forvag/internal/civil"
	"forvag/internal/fault"
	"forvag/internal/identity"
)

// Record is one person as a file tells of them: all that holds of them, not what changed.
type Record struct {
	// Line is where it begins, from 1.
	Line int
	// Bad is why the record as a whole cannot be used; empty for one that can. It holds nothing of what the record says.
	Bad    string
	Number identity.Number
	// Later is the number that the person has from now on, where it is another; the zero number otherwise.
	Later identity.Number
	// Marked is sekretessmarkering and Registered skyddad folkbokföring.
	Marked, Registered bool
	// Unclear says that a term is not in the table, or a mark neither yes nor no: the record may hold a mark that was not read, so that it lifts none.
	Unclear bool
	// Leaving is why they were struck off, on the day LeftOn; zero where they were not, or the day is not told.
	Leaving Leaving
	LeftOn  civil.Date
	// Given are the names by which the person is called, and Family the family name with the one before it. Both are empty where no name is told.
	Given, Family string
	// Since is the day from which they are registered at the address; zero where it is not told.
	Since civil.Date
	// Municipality is SCB's four digits; empty where it is not told.
	Municipality string
	// Street is the address with its number, Postcode five digits, and Apartment the lägenhetsnummer; empty where they are not told.
	Street, Postcode, Apartment string
	Civil                       Civil
	CivilSince                  civil.Date
	// Relations are all that the record names; none where nothing at all is told of whom the person is related to.
	Relations []Relation
	// Partial says that relations could not all be read: a kind that is not told or not in the table, or a guardian without number. Who is not among them may be
	// related all the same.
	Partial bool
	// Asides are what could not be used, while the rest can.
	Asides []Aside
}

// Relation is somebody whom a person is related to. Number is zero for who has none.
type Relation struct {
	Line         int
	Number       identity.Number
	Kin          Kin
	Since, Until civil.Date
}

// Aside is a line that was left out, and why: it holds no personal data.
type Aside struct {
	Line   int
	Reason string
}

// draft is a record while its terms come.
type draft struct {
	Record
	codes          *Codes
	today          civil.Date
	call           string
	names          [3]string // given, middle and family
	county, within string
	kinds          int  // how many kinds the relation that was begun last has
	gone           bool // it is with somebody who has died
}

// field takes one term.
func (d *draft) field(line int, code, value string) {
	is, known := d.codes.terms[code]
	if !known {
		d.Unclear = true
		d.aside(line, "there is no term %s in the table of codes", plainCode(code))
		return
	}
	if value == "" && is != "relation" { // somebody related may have no number
		return
	}
	switch is {
	case "number":
		d.Number = d.number(line, value)
	case "new_number", "refers_to":
		d.Later = d.number(line, value)
	case "marked":
		d.Marked = d.flag(line, value)
	case "registered":
		d.Registered = d.flag(line, value)
	case "leaving":
		d.Leaving = lookUp(d, line, d.codes.leaving, value, "leaving", true)
	case "left_on":
		d.LeftOn = d.date(line, value)
	case "call_name":
		d.call = value
	case "given":
		d.names[0] = value
	case "middle":
		d.names[1] = value
	case "family":
		d.names[2] = value
	case "since":
		d.Since = d.date(line, value)
	case "county":
		d.county = value
	case "municipality":
		d.within = value
	case "street":
		d.Street = value
	case "postcode":
		d.Postcode = strings.ReplaceAll(value, " ", "")
	case "apartment":
		d.Apartment = value
	case "civil":
		d.Civil = lookUp(d, line, d.codes.civil, value, "civil", false)
	case "civil_since":
		d.CivilSince = d.date(line, value)
	case "relation", "relation_kind", "relation_since", "relation_until", "relation_left":
		d.relation(line, is, value)
	}
}

// relation takes a term of a relation.
func (d *draft) relation(line int, is Meaning, value string) {
	if is == "relation" {
		d.endRelation()
		d.Relations = append(d.Relations, Relation{Line: line, Number: d.related(line, value)})
		return
	}
	if len(d.Relations) == 0 {
		d.Partial = true
		d.aside(line, "a relation's term stands before any relation")
		return
	}
	r := &d.Relations[len(d.Relations)-1]
	switch is {
	case "relation_kind":
		if d.kinds++; d.kinds > 1 {
			d.aside(line, "a relation has more than one kind")
			return
		}
		r.Kin = lookUp(d, line, d.codes.kin, value, "relations", false)
	case "relation_since":
		r.Since = d.date(line, value)
	case "relation_until":
		r.Until = d.date(line, value)
	case "relation_left":
		d.gone = lookUp(d, line, d.codes.leaving, value, "leaving", false) == Died
	}
}

// endRelation ends the one that was begun last. It drops one with somebody who has died: that is over.
func (d *draft) endRelation() {
	if n := len(d.Relations); n > 0 {
		r := &d.Relations[n-1]
		if d.gone {
			r.Kin = OtherKin
		}
		d.Partial = d.Partial || d.kinds > 1 || r.Kin == "" || r.Kin == Guardian && r.Number.IsZero()
	}
	d.kinds, d.gone = 0, false
}

// whole is the record once its last term has come.
func (d *draft) whole() Record {
	d.endRelation()
	d.Given, d.Family = called(d.names[0], d.call), strings.Join(strings.Fields(d.names[1]+" "+d.names[2]), " ")
	if d.within != "" {
		d.Municipality = d.within
		if len(d.within) == 2 {
			d.Municipality = d.county + d.within
		}
	}
	switch {
	case d.Bad != "":
	case d.Number.IsZero():
		d.Bad = "there is no personal number"
	case d.Leaving == Renumbered && d.Later.IsZero():
		d.Bad = "it says that the number is an old one, and not which is the new one"
	}
	if d.Later == d.Number {
		d.Later = identity.Number{}
	}
	if d.Apartment == "" {
		d.Street, d.Apartment = apartment(d.Street)
	}
	return d.Record
}

func (d *draft) aside(line int, format string, args ...any) {
	d.Asides = append(d.Asides, Aside{line, fmt.Sprintf(format, args...)})
}

// bad says why the record as a whole cannot be used, and keeps the first reason.
func (d *draft) bad(line int, format string, args ...any) {
	if d.Bad == "" {
		d.Bad, d.Line = fmt.Sprintf(format, args...), line
	}
}

func (d *draft) number(line int, value string) identity.Number {
	n, err := identity.ParseNumber(value, d.today)
	if err != nil {
		d.bad(line, "a number is no personal number")
	}
	return n
}

// related is the number of somebody related, which may be left out or be a day of birth alone.
func (d *draft) related(line int, value string) identity.Number {
	n, err := identity.ParseNumber(value, d.today)
	if f, ok := errors.AsType[*fault.Error](err); ok && f.Key == identity.NumberWrong {
		d.aside(line, "the number of somebody related is no personal number")
	}
	return n
}

// flag reads J or N. What it is not certain is taken for a yes: it says that somebody is protected.
func (d *draft) flag(line int, value string) bool {
	switch strings.ToUpper(value) {
	case "N", "NEJ", "0":
		return false
	case "J", "JA", "1":
	default:
		d.Unclear = true
		d.aside(line, "a mark of protection is neither J nor N, and is taken for J")
	}
	return true
}

func (d *draft) date(line int, value string) civil.Date {
	digits := strings.ReplaceAll(value, "-", "")
	if len(digits) == 8 {
		if day, err := civil.Parse(digits[:4] + "-" + digits[4:6] + "-" + digits[6:]); err == nil {
			return day
		}
	}
	d.aside(line, "a date is not whole, or no day, and is left out")
	return civil.Date{}
}

// lookUp finds what a code means. An unknown one that decides whether somebody lives here makes the whole record bad.
func lookUp[T ~string](d *draft, line int, table map[string]T, value, name string, decides bool) T {
	means, known := table[strings.ToUpper(value)]
	switch {
	case known:
	case decides:
		d.bad(line, "the code %s is not in the table %s", plainCode(value), name)
	default:
		d.aside(line, "the code %s is not in the table %s", plainCode(value), name)
	}
	return means
}

// plainCode is a code as it may be shown. What is too long for a code may be anybody's name.
func plainCode(code string) string {
	const most = 5
	if len(code) > most || strings.ContainsFunc(code, func(r rune) bool { return r < '0' || r > 'Z' && r < 'Ä' }) {
		return "(not shown)"
	}
	return code
}

// apartment parts an address from the number of the apartment behind it, as in "Storgatan 4 B lgh 1101".
func apartment(street string) (address, number string) {
	words := strings.Fields(street)
	if n := len(words); n > 2 && strings.EqualFold(words[n-2], "lgh") {
		return strings.Join(words[:n-2], " "), words[n-1]
	}
	return strings.Join(words, " "), ""
}

// called are the names that somebody is called by, of all given names: mark has two digits, the places of one or two of them, where a name with a hyphen
// counts as two. All names where there is no mark, or it points at none.
func called(given, mark string) string {
	type part struct {
		text  string
		bound bool // by a hyphen to the one before
	}
	var parts []part
	for _, name := range strings.Fields(given) {
		for i, text := range strings.Split(name, "-") {
			parts = append(parts, part{text, i > 0})
		}
	}
	all := strings.Join(strings.Fields(given), " ")
	if len(mark) != 2 || mark[0] < '1' || mark[0] > '9' || mark[1] < '0' || mark[1] > '9' {
		return all
	}
	places := []int{int(mark[0] - '1')}
	if mark[1] != '0' {
		places = append(places, int(mark[1]-'1'))
	}
	slices.Sort(places)
	var b strings.Builder
	for i, at := range places {
		if at >= len(parts) {
			return all
		}
		switch {
		case i > 0 && parts[at].bound && places[i-1] == at-1:
			b.WriteByte('-')
		case i > 0:
			b.WriteByte(' ')
		}
		b.WriteString(parts[at].text)
	}
	return b.String()
}
