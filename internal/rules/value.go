package rules

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"forvag/internal/civil"
	"forvag/internal/locale"
)

// Type of a fact. There are no floats: amounts are whole öre, areas whole dm², lengths whole cm.
type Type string

// The types.
const (
	Int  Type = "int"
	Bool Type = "bool"
	Date Type = "date"
	Enum Type = "enum"
	List Type = "list"
	// Text is words in two languages. Only a local setting is one, and no expression can look at it.
	Text Type = "text"
)

// Values lists the types that a file may give a fact.
func (Type) Values() []string { return []string{"int", "bool", "date", "enum", "list"} }

// Value is one fact's value. Only the field that Type names counts. The zero Value is no value.
type Value struct {
	Type Type
	N    int64
	B    bool
	D    civil.Date
	S    string
	L    []string
	T    locale.Text
}

// OfInt makes a whole number.
func OfInt(n int64) Value { return Value{Type: Int, N: n} }

// OfBool makes a truth value.
func OfBool(b bool) Value { return Value{Type: Bool, B: b} }

// OfDate makes a day. A zero date makes no value.
func OfDate(d civil.Date) Value {
	if d.IsZero() {
		return Value{}
	}
	return Value{Type: Date, D: d}
}

// OfEnum makes one of an enumeration's values.
func OfEnum(s string) Value { return Value{Type: Enum, S: s} }

// OfText makes words in two languages. Words that are empty in both make no value.
func OfText(t locale.Text) Value {
	if t.IsZero() {
		return Value{}
	}
	return Value{Type: Text, T: t}
}

// OfList makes a list of texts.
func OfList(l []string) Value { return Value{Type: List, L: slices.Clone(l)} }

// Equal says whether two values are the same. Lists are compared in order.
func (v Value) Equal(w Value) bool {
	return v.Type == w.Type && v.N == w.N && v.B == w.B && v.D == w.D && v.S == w.S && v.T == w.T && slices.Equal(v.L, w.L)
}

// Parse reads a value of a type from texts as a form or a file gives them: one, or for a list any number.
func Parse(t Type, texts []string) (Value, error) {
	if t == List {
		return OfList(texts), nil
	}
	if len(texts) != 1 {
		return Value{}, fmt.Errorf("want one value, not %d", len(texts))
	}
	switch text := texts[0]; t {
	case Int:
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return Value{}, fmt.Errorf("want a whole number, not %q", text)
		}
		return OfInt(n), nil
	case Bool:
		if text != "true" && text != "false" {
			return Value{}, fmt.Errorf("want true or false, not %q", text)
		}
		return OfBool(text == "true"), nil
	case Date:
		d, err := civil.Parse(text)
		if err != nil || d.IsZero() {
			return Value{}, fmt.Errorf("want a date (2026-12-01), not %q", text)
		}
		return OfDate(d), nil
	case Enum:
		return OfEnum(text), nil
	case Text:
		return Value{}, errors.New("words in two languages are given in kommun.yaml alone, and no rule looks at them")
	}
	return Value{}, fmt.Errorf("no such type: %q", t)
}

// MarshalJSON writes the bare value: 250, true, "2026-12-01", "villa", ["a"], {"sv": "ja", "en": "yes"}; null for no value.
func (v Value) MarshalJSON() ([]byte, error) {
	switch v.Type {
	case Int:
		return json.Marshal(v.N)
	case Bool:
		return json.Marshal(v.B)
	case Date:
		return json.Marshal(v.D)
	case Enum:
		return json.Marshal(v.S)
	case List:
		if v.L == nil {
			return []byte("[]"), nil
		}
		return json.Marshal(v.L)
	case Text:
		return json.Marshal(v.T)
	}
	return []byte("null"), nil
}

// Facts are what is known, by fact name. A fact that is not there is unknown.
type Facts map[string]Value

// Fact declares what may be asked about.
type Fact struct {
	// Name is lower-case letters, digits and underscores; a local setting's is "setting.NAME".
	Name string
	Type Type
	// Values of an enumeration; others are faults.
	Values []string
	// Max is how long a list may be; zero means 20.
	Max int
}

// maxList is the longest list that any fact may be.
const maxList = 100

// size is how long the fact's list may be.
func (f Fact) size() int {
	if f.Max == 0 {
		return 20
	}
	return min(f.Max, maxList)
}

// holds says whether v is a value that the declaration allows.
func (f Fact) holds(v Value) bool {
	if v.Type != f.Type {
		return false
	}
	switch v.Type {
	case Enum:
		return len(f.Values) == 0 || slices.Contains(f.Values, v.S)
	case Date:
		return !v.D.IsZero()
	case List:
		return len(v.L) <= f.size()
	}
	return true
}
