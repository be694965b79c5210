package catalog

import (
	"cmp"

	"forvag/internal/civil"
	"forvag/internal/locale"
	"forvag/internal/rules"
)

// Municipality is what services need to know of the municipality that they run in.
type Municipality interface {
	// Boards lists the codes of its boards.
	Boards() []string
	// Settings lists its local settings by name, with their types, units and words.
	Settings() map[string]Setting
	// Setting is a setting's value on a day; false where it has none then.
	Setting(name string, day civil.Date) (rules.Value, bool)
	// QueueUnits are the units that a service's queue has places in, nil where the municipality says nothing of its own.
	QueueUnits(service string) []QueueUnit
	// Rooms are what a service's bookings are of, nil where the municipality says nothing of its own.
	Rooms(service string) []Room
	// Delegations lists the keys of the delegation order, whether their references are set or not.
	Delegations() []string
	// Delegation is the reference of an entry, for example "BUN 4.2"; empty where the board has not delegated.
	Delegation(key string) string
}

// Setting describes a local setting.
type Setting struct {
	Type rules.Type
	// Unit of a number; empty for others.
	Unit Unit
	// Yes and No are how texts put the answers of a yes or no; ja and nej where they are empty.
	Yes, No locale.Text
}

// Same says whether expressions and form see two settings as the same; what texts say of them may differ.
func (s Setting) Same(other Setting) bool { return s.Type == other.Type && s.Unit == other.Unit }

var yes, no = locale.Text{SV: "ja", EN: "yes"}, locale.Text{SV: "nej", EN: "no"}

// Say writes a value of the setting as readers see it in a running text: a number with its unit, "15 mars 2027", the words themselves.
func (s Setting) Say(v rules.Value) locale.Text {
	switch v.Type {
	case rules.Int:
		return s.Unit.Say(v.N)
	case rules.Bool:
		if v.B {
			return cmp.Or(s.Yes, yes)
		}
		return cmp.Or(s.No, no)
	case rules.Date:
		return locale.Text{SV: locale.Date(locale.SV, v.D), EN: locale.Date(locale.EN, v.D)}
	default:
		return v.T
	}
}
