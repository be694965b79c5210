package municipality

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"

	"forvag/internal/identity"
	"forvag/internal/strict"
)

// Remarks are what in a municipality's file passes and still keeps it from being used in earnest: values that nobody has filled in, what is left of the sample
// (staff who do not exist above all), and a desk that nobody can open. file is the name that they carry. There are none about a file with faults.
func Remarks(file string, data []byte) []strict.Fault {
	m, d := decode(file, data)
	if len(d.Faults()) > 0 {
		return nil
	}
	r := &remarker{Document: d, m: m, sample: sample()}
	r.empty(data)
	r.staff()
	r.served()
	r.left()
	return d.Faults()
}

type remarker struct {
	*strict.Document
	m, sample *Municipality
}

// empty tells what nobody has filled in, each where it stands.
func (r *remarker) empty(data []byte) {
	if r.m.Code == noCode {
		r.Faultf("code", "the municipality's code is not filled in")
	}
	for _, b := range blanks(r.Document, r.m, data) {
		r.At(b.Line, b.Column, "%s", b.Words)
	}
}

// blank is a value that nobody has filled in, with its key.
type blank struct {
	strict.Fault
	key string
}

// setting is the local setting that nobody has said who decided; empty where the blank is something else.
func (b blank) setting() string {
	name, of := strings.CutPrefix(b.key, "settings.")
	name, undecided := strings.CutSuffix(name, ".decided")
	if !of || !undecided {
		return ""
	}
	return name
}

// shown says whether residents read it. Who has decided on a local number stands in no page, and under what rule a record is disposed of in none of theirs.
func (b blank) shown() bool {
	return !strings.HasSuffix(b.key, ".decided") && !strings.HasPrefix(b.key, "life_events")
}

// blanks are the values of a decoded file that still say ToFillIn, in its order; what a comment says is none. A local setting that nobody has decided has
// the value that New wrote.
func blanks(d *strict.Document, m *Municipality, data []byte) (all []blank) {
	for i, line := range strings.Split(string(data), "\n") {
		line, _, _ = strings.Cut(line, "#")
		for from := 0; ; {
			at := strings.Index(line[from:], ToFillIn)
			if at < 0 {
				break
			}
			column := utf8.RuneCountInString(line[:from+at]) + 1
			b := blank{Fault: strict.Fault{Line: i + 1, Column: column}, key: d.KeyAt(i+1, column)}
			b.Words = fmt.Sprintf("%s is still to fill in (%s)", b.key, ToFillIn)
			if s := m.Settings[b.setting()]; s != nil {
				b.Words += fmt.Sprintf(": its value, %s, is made up", s.written())
			}
			all = append(all, b)
			from += at + len(ToFillIn)
		}
	}
	return all
}

// Unfinished are the values of a municipality's file that residents would read as ToFillIn. file is the name that they carry. There are none in a file with
// faults.
func Unfinished(file string, data []byte) (all []strict.Fault) {
	m, d := decode(file, data)
	if len(d.Faults()) > 0 {
		return nil
	}
	for _, b := range blanks(d, m, data) {
		if b.shown() {
			b.File = file
			all = append(all, b.Fault)
		}
	}
	return all
}

// staff tells of a desk that nobody can open, and of officers who do not exist.
func (r *remarker) staff() {
	if len(r.m.Staff) == 0 {
		r.Faultf("staff", "there is no staff: nobody can log in to the desk, and no case is handled")
		return
	}
	var fictional []string
	first := -1
	for i, o := range r.m.Staff {
		if slices.ContainsFunc(r.sample.Staff, func(s Officer) bool { return s.ID == o.ID || s.Name == o.Name }) {
			fictional = append(fictional, o.Name)
			if first < 0 {
				first = i
			}
		}
	}
	if len(fictional) > 0 {
		r.Faultf(fmt.Sprintf("staff[%d]", first), "staff who do not exist, left from the sample: %s; write your own", strings.Join(fictional, ", "))
	}
}

// served tells of boards that nobody decides for, once there is staff: what is sent to them would wait for nobody.
func (r *remarker) served() {
	for i, b := range r.m.Boards {
		does := func(role identity.Role) bool {
			return slices.ContainsFunc(r.m.Staff, func(o Officer) bool {
				return slices.ContainsFunc(o.Grants, func(g Grant) bool { return g.Board == b.Code && identity.Role(g.Role) == role })
			})
		}
		if len(r.m.Staff) > 0 && !does(identity.CaseOfficer) && !does(identity.DecisionMaker) {
			r.Faultf(fmt.Sprintf("boards[%d].code", i), "nobody of the staff handles what is sent to %s: give somebody the role case officer or decision maker on it", b.Code)
		}
	}
}

// left tells what else stands as the sample has it.
func (r *remarker) left() {
	if r.m.OrgNumber == r.sample.OrgNumber {
		r.Faultf("organisation_number", "%s is the sample's organisation number", r.m.OrgNumber)
	}
	if r.m.Code == r.sample.Code {
		r.Faultf("code", "%s is the sample's code", r.m.Code)
	}
	var numbers []string
	for _, name := range slices.Sorted(maps.Keys(r.m.Settings)) {
		if own, theirs := r.m.Settings[name], r.sample.Settings[name]; theirs != nil && own.Decided == theirs.Decided && reflect.DeepEqual(own.Values, theirs.Values) {
			numbers = append(numbers, name)
		}
	}
	if len(numbers) > 0 {
		r.Faultf("settings", "local settings as the sample has them, with decisions that nobody has made, %d of %d: %s", len(numbers), len(r.m.Settings),
			some(numbers))
	}
	var refs []string
	first := 0
	for i, d := range r.m.Delegation {
		if d.Ref != "" && slices.ContainsFunc(r.sample.Delegation, func(s Delegation) bool { return s.Key == d.Key && s.Ref == d.Ref }) {
			if len(refs) == 0 {
				first = i
			}
			refs = append(refs, d.Ref)
		}
	}
	if len(refs) > 0 {
		r.Faultf(fmt.Sprintf("delegation[%d]", first), "references of the sample's delegation order, by which your boards have delegated nothing: %s", some(refs))
	}
	for _, part := range []struct{ path, own, theirs string }{
		{"contact.phone", r.m.Contact.Phone, r.sample.Contact.Phone}, {"contact.email", r.m.Contact.Email, r.sample.Contact.Email},
		{"privacy.email", r.m.Privacy.Email, r.sample.Privacy.Email},
		{"appeals.forvaltningsratten.post", r.m.Appeals["forvaltningsratten"].Post, r.sample.Appeals["forvaltningsratten"].Post},
	} {
		if part.own == part.theirs {
			r.Faultf(part.path, "%s is the sample's: %s", part.path, part.own)
		}
	}
}

// some names the first few of a list.
func some(names []string) string {
	const most = 5
	if len(names) <= most {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), len(names)-most)
}
