package municipality

import (
	"forvag/internal/civil"
	"forvag/internal/locale"
)

// Unit is what a setting counts in. Amounts are whole numbers of small units, never fractions.
type Unit string

// Values lists what a file may say; they are those of the catalog.
func (Unit) Values() []string {
	return []string{"ore", "kr", "dm2", "m2", "cm", "m", "km", "days", "workdays", "weeks", "months", "years", "count", "percent"}
}

// Setting is a local number that rules and texts use, with the days from which each value holds. A case is decided by the value of its day.
type Setting struct {
	What locale.Text `yaml:"what"`
	Unit Unit        `yaml:"unit"`
	// Decided says who decided and when, "BUN 2026-05-20 § 41".
	Decided string  `yaml:"decided"`
	Values  []Value `yaml:"values"` // the earliest first
}

// Value is a setting's value from a day until the next one.
type Value struct {
	From civil.Date `yaml:"from"`
	Is   int64      `yaml:"is"`
}

// On returns the value that holds on a day, and false before the first.
func (s *Setting) On(day civil.Date) (int64, bool) {
	for i := len(s.Values) - 1; i >= 0; i-- {
		if !day.Before(s.Values[i].From) {
			return s.Values[i].Is, true
		}
	}
	return 0, false
}

// Setting returns a setting's value on a day, and false where there is no such setting or it has no value then.
func (m *Municipality) Setting(name string, on civil.Date) (int64, bool) {
	s, ok := m.Settings[name]
	if !ok {
		return 0, false
	}
	return s.On(on)
}
