package municipality

import (
	"cmp"
	"fmt"
	"strings"

	"forvag/internal/catalog"
	"forvag/internal/civil"
	"forvag/internal/locale"
	"forvag/internal/rules"
)

// Unit is what a setting counts in. Amounts are whole numbers of small units, never fractions.
type Unit string

// Values lists what a file may say; they are those of the catalog.
func (Unit) Values() []string {
	return []string{"ore", "kr", "dm2", "m2", "cm", "m", "km", "days", "workdays", "weeks", "months", "years", "count", "percent"}
}

// Kind is what a setting's values are; a number where the file says nothing.
type Kind string

// The kinds.
const (
	Number Kind = "number"
	YesNo  Kind = "yes_no"
	Day    Kind = "date"
	Words  Kind = "text"
)

// Values lists what a file may say.
func (Kind) Values() []string {
	return []string{string(Number), string(YesNo), string(Day), string(Words)}
}

// types are what rules see of each kind.
var types = map[Kind]rules.Type{Number: rules.Int, YesNo: rules.Bool, Day: rules.Date, Words: rules.Text}

// Setting is something local that rules and texts use, with the days from which each value holds: a number, yes or no, a day, or words. A case is
// decided by the value of its day.
type Setting struct {
	// What is what the setting is for.
	What locale.Text `yaml:"what"`
	// Kind is what the values are; a number where it is left out. It is never changed: services are written for it.
	Kind Kind `yaml:"kind"`
	// Unit is what a number counts in, and every number has one; others have none. It is never changed: services are written for it.
	Unit Unit `yaml:"unit"`
	// Say is how texts put the yes and the no of yes_no, as "lottas" and "går i tur och ordning"; ja and nej where it is left out.
	Say *YesNoWords `yaml:"say"`
	// Decided is who decided and when, as BUN 2026-05-20 § 41.
	Decided string `yaml:"decided"`
	// Values are what holds from which day, the earliest first. Add one when it changes; an old case keeps the value of its day.
	Values []Value `yaml:"values"`
}

// YesNoWords are what readers see for yes and for no.
type YesNoWords struct {
	// Yes is what readers see for yes.
	Yes locale.Text `yaml:"yes"`
	// No is what readers see for no.
	No locale.Text `yaml:"no"`
}

// Value is a setting's value from a day until the next one.
type Value struct {
	// From is the first day on which the value holds.
	From civil.Date `yaml:"from"`
	// Is is the value: a whole number in the unit (1 200 kr is 120000 in ore), true or false, a day, or words in both languages.
	Is Written `yaml:"is"`

	value rules.Value
}

// Written is a value as the file has it: one scalar, or words in both languages.
type Written struct {
	One string `yaml:"-"`
	SV  string `yaml:"sv"`
	EN  string `yaml:"en"`
}

// UnmarshalScalar takes the scalar as it stands. What it should be is known by the setting's kind.
func (w *Written) UnmarshalScalar(raw string) error {
	*w = Written{One: raw}
	return nil
}

// kind is what the setting's values are.
func (s *Setting) kind() Kind { return cmp.Or(s.Kind, Number) }

// On returns the value that holds on a day, and false before the first.
func (s *Setting) On(day civil.Date) (rules.Value, bool) {
	value, _, ok := s.Since(day)
	return value, ok
}

// Since returns the value that holds on a day with the day from which it does, and false before the first.
func (s *Setting) Since(day civil.Date) (value rules.Value, from civil.Date, ok bool) {
	for i := len(s.Values) - 1; i >= 0; i-- {
		if v := s.Values[i]; !day.Before(v.From) {
			return v.value, v.From, true
		}
	}
	return rules.Value{}, civil.Date{}, false
}

// Catalog is the setting as e-services see it.
func (s *Setting) Catalog() catalog.Setting {
	c := catalog.Setting{Type: types[s.kind()], Unit: catalog.Unit(s.Unit)}
	if s.Say != nil {
		c.Yes, c.No = s.Say.Yes, s.Say.No
	}
	return c
}

// Setting returns a setting's value on a day, and false where there is no such setting or it has no value then.
func (m *Municipality) Setting(name string, on civil.Date) (rules.Value, bool) {
	s, ok := m.Settings[name]
	if !ok {
		return rules.Value{}, false
	}
	return s.On(on)
}

// settings checks the local settings and reads their values.
func (c *checker) settings() {
	for name, s := range c.m.Settings {
		path := "settings." + name
		if !nameForm.MatchString(name) {
			c.Faultf(path, "want a name of small letters, digits and _, not %q", name)
		}
		c.text(path+".what", s.What)
		if types[s.kind()] == "" {
			continue // told by the decoder
		}
		c.suits(path, s)
		if len(s.Values) == 0 {
			c.Faultf(path, "%s has no values", path)
		}
		for i := range s.Values {
			v, at := &s.Values[i], fmt.Sprintf("%s.values[%d]", path, i)
			switch {
			case v.From.IsZero():
				c.Faultf(at, "the value needs the day from which it holds (from)")
			case i > 0 && !v.From.After(s.Values[i-1].From):
				c.Faultf(at+".from", "%s does not come after %s", v.From, s.Values[i-1].From)
			}
			c.value(at+".is", s.kind(), v)
		}
	}
}

// suits checks the keys that only one kind of setting has.
func (c *checker) suits(path string, s *Setting) {
	if s.kind() == Number {
		c.need(path+".unit", string(s.Unit))
	} else if s.Unit != "" {
		c.Faultf(path+".unit", "only a number has a unit; this is kind: %s", s.Kind)
	}
	switch {
	case s.Say != nil && s.kind() != YesNo:
		c.Faultf(path+".say", "only kind: yes_no has words for yes and for no")
	case s.Say == nil:
	case !c.Has(path+".say.yes") || !c.Has(path+".say.no"):
		c.Faultf(path+".say", "want words for both answers: say: {yes: {sv: …, en: …}, no: {sv: …, en: …}}")
	default:
		c.text(path+".say.yes", s.Say.Yes)
		c.text(path+".say.no", s.Say.No)
	}
}

// value reads one value by the setting's kind.
func (c *checker) value(path string, kind Kind, v *Value) {
	keys := c.Has(path+".sv") || c.Has(path+".en")
	switch {
	case !c.Has(path):
		c.Faultf(path, "the value itself is missing (is)")
	case kind == Words && !keys:
		c.Faultf(path, "want words in both languages, {sv: …, en: …}, not %q", v.Is.One)
	case kind == Words:
		words := locale.Text{SV: v.Is.SV, EN: v.Is.EN}
		c.text(path, words)
		for lang, text := range map[string]string{"sv": words.SV, "en": words.EN} {
			if i := strings.IndexAny(text, "{}"); i >= 0 {
				c.FaultIn(path+"."+lang, len([]rune(text[:i])), "a setting's words name no other setting; write them out")
			}
		}
		v.value = rules.OfText(words)
	case keys:
		c.Faultf(path, "want %s, not words in two languages; those are kind: text", wanted[kind])
	default:
		var err error
		if v.value, err = rules.Parse(types[kind], []string{v.Is.One}); err != nil {
			c.Faultf(path, "is: %v%s", err, holding(v.Is.One))
		} else if v.value.N < 0 {
			c.Faultf(path, "want no negative number")
		}
	}
}

// holding says of which other kind a setting is that holds a value.
func holding(written string) string {
	for _, kind := range []Kind{YesNo, Day} {
		if _, err := rules.Parse(types[kind], []string{written}); err == nil {
			return fmt.Sprintf("; such values are kind: %s", kind)
		}
	}
	return ""
}

// wanted is each kind in words.
var wanted = map[Kind]string{Number: "a whole number", YesNo: "true or false", Day: "a date (2026-12-01)"}
