package assistant

import (
	_ "embed"
	"slices"

	"forvag/internal/locale"
	"forvag/internal/strict"
)

// Class is a kind of question that no text of a municipality answers, such as what the weather will be.
type Class struct {
	ID string `yaml:"id"`
	// Cause is why such a question is refused.
	Cause Cause `yaml:"cause"`
	// When are the phrases that mean it; Unless are those that show that it is about something else.
	When   []Pattern `yaml:"when"`
	Unless []Pattern `yaml:"unless"`
	// Always says that the class holds however alike the question is to what somebody has written: texts are about the matter, but never have the answer.
	Always bool `yaml:"always"`
	// Say is what the reader is told; empty where the cause says it.
	Say locale.Text `yaml:"say"`
	// Links are ids of linked services to turn to, the first one first.
	Links []string `yaml:"links"`
}

//go:embed classes.yaml
var classesFile []byte

//go:embed matters.yaml
var mattersFile []byte

// readMatters reads a file of what residents ask municipalities about, as classes of questions without a text.
func readMatters(file string, data []byte) ([]Class, []strict.Fault) {
	var f struct {
		Matters []Class `yaml:"matters"`
	}
	d := strict.Decode(file, data, &f)
	for i := range f.Matters {
		f.Matters[i].Cause = NoContent
	}
	return f.Matters, d.Faults()
}

// readClasses reads a file of classes.
func readClasses(file string, data []byte) ([]Class, []strict.Fault) {
	var f struct {
		Classes []Class `yaml:"classes"`
	}
	d := strict.Decode(file, data, &f)
	return f.Classes, d.Faults()
}

// of is the phrases by which a question, as its folded words, is of the class; none where it is not.
func (c *Class) of(words []string) []Pattern {
	var by []Pattern
	for _, p := range c.When {
		if p.In(words) {
			by = append(by, p)
		}
	}
	if len(by) == 0 || slices.ContainsFunc(c.Unless, func(p Pattern) bool { return p.In(words) }) {
		return nil
	}
	return by
}
