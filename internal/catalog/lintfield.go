package catalog

import (
	"fmt"
	"slices"
)

// field checks that a field's keys go with its type.
func (c *compiler) field(f *Field, path string) {
	if f.Type == "" {
		c.Faultf(path, "the field has no type")
		return
	}
	if f.Type == InfoField {
		if f.Text.IsZero() {
			c.Faultf(path, "an info field needs text")
		}
	} else if f.Label.IsZero() {
		c.Faultf(path, "the field has no label")
	}
	c.onlyFor(f, path)
	c.choices(f, path)
	c.bounds(f, path)
	if f.Pattern != "" && f.PatternSay.IsZero() {
		c.Faultf(path+".pattern", "a pattern needs pattern_say: what is expected, in words")
	}
	for k, check := range f.Checks {
		if check.Say.IsZero() {
			c.Faultf(fmt.Sprintf("%s.checks[%d]", path, k), "a check needs say: what is wrong, in words")
		}
	}
	if f.Files != nil {
		if f.Files.Max < 0 || f.Files.Max > 20 || f.Files.SizeMB < 0 || f.Files.SizeMB > 50 {
			c.Faultf(path+".files", "max is 1–20 files and size_mb 1–50")
		}
	}
	shown := measures[f.Shown]
	if f.Shown != "" && (shown.of != measures[f.Unit].of || shown.size < measures[f.Unit].size) {
		c.Faultf(path+".shown", "a number kept in %q cannot be shown in %q", f.Unit, f.Shown)
	}
}

// onlyFor refuses keys that mean nothing for the field's type.
func (c *compiler) onlyFor(f *Field, path string) {
	for _, k := range []struct {
		key   string
		types []FieldType
	}{
		{"text", []FieldType{InfoField}},
		{"choices", []FieldType{ChoiceField, ChoicesField}},
		{"unit", []FieldType{NumberField}},
		{"shown", []FieldType{NumberField}},
		{"pattern", []FieldType{TextField, PropertyField}},
		{"files", []FieldType{FilesField}},
		{"min", []FieldType{NumberField, DateField, TextField, LongText, PropertyField, ChoicesField}},
		{"max", []FieldType{NumberField, DateField, TextField, LongText, PropertyField, ChoicesField}},
	} {
		if c.Has(path+"."+k.key) && !slices.Contains(k.types, f.Type) {
			c.Faultf(path+"."+k.key, "a field of type %s has no %s", f.Type, k.key)
		}
	}
	if f.Type == NumberField && f.Unit == "" {
		c.Faultf(path, "a number needs its unit; use count for a plain number")
	}
}

func (c *compiler) choices(f *Field, path string) {
	if f.Type != ChoiceField && f.Type != ChoicesField {
		return
	}
	if len(f.Choices) < 2 {
		c.Faultf(path, "a field of type %s needs at least two choices", f.Type)
	}
	seen := map[string]bool{}
	for i, choice := range f.Choices {
		at := fmt.Sprintf("%s.choices[%d]", path, i)
		if choice.ID == "" || choice.Label.IsZero() {
			c.Faultf(at, "a choice needs id and label")
		} else if seen[choice.ID] {
			c.Faultf(at+".id", "the choice %q stands here twice", choice.ID)
		}
		seen[choice.ID] = true
	}
}

func (c *compiler) bounds(f *Field, path string) {
	for _, b := range []struct {
		key   string
		bound Bound
	}{{"min", f.Min}, {"max", f.Max}} {
		if b.bound.Set && b.bound.IsDay() != (f.Type == DateField) {
			c.Faultf(path+"."+b.key, "%s of a field of type %s: want %s", b.key, f.Type, map[bool]string{true: "a day", false: "a whole number"}[f.Type == DateField])
			return
		}
	}
	if !f.Min.Set || !f.Max.Set {
		return
	}
	if !f.Min.IsDay() && f.Min.N > f.Max.N {
		c.Faultf(path+".min", "min is more than max")
	}
}
