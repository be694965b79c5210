package municipality

import (
	"strings"

	"forvag/internal/strict"
)

// What New writes where only the municipality knows its code and its number. Both have the right form, and are nobody's.
const (
	noCode      = "0000"
	noOrgNumber = "999999-9999"
)

// Invented is a local setting whose value nobody in the municipality has decided: its decided says ToFillIn, and its value is what New wrote.
type Invented struct {
	// Fault stands at the setting's decided.
	strict.Fault
	// Name is the setting's.
	Name string
}

// Undecided are the local settings of a municipality's file whose values are invented, in its order. file is the name that they carry. There are none in a
// file with faults.
func Undecided(file string, data []byte) (all []Invented) {
	m, d := decode(file, data)
	if len(d.Faults()) > 0 {
		return nil
	}
	for _, b := range blanks(d, m, data) {
		if name := b.setting(); name != "" {
			b.File = file
			all = append(all, Invented{b.Fault, name})
		}
	}
	return all
}

// Nobody tells of a code and of an organisation number that are no municipality's. file is the name that the faults carry. There are none in a file with
// faults.
func Nobody(file string, data []byte) []strict.Fault {
	m, d := decode(file, data)
	if len(d.Faults()) > 0 {
		return nil
	}
	if m.NoCode() {
		d.Faultf("code", "%s is no municipality's code: who is registered here would be taken for somebody from elsewhere", m.Code)
	}
	if m.OrgNumber == noOrgNumber {
		d.Faultf("organisation_number", "%s is no municipality's organisation number", m.OrgNumber)
	}
	return d.Faults()
}

// NoCode says whether the municipality's code is that of none.
func (m *Municipality) NoCode() bool { return m.Code == noCode }

// written is the setting's last value as the file has it, with its unit.
func (s *Setting) written() string {
	if len(s.Values) == 0 {
		return "none"
	}
	is := s.Values[len(s.Values)-1].Is
	if s.kind() == Words {
		return `"` + is.SV + `"`
	}
	return strings.TrimSpace(is.One + " " + string(s.Unit))
}
