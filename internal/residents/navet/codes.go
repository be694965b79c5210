package navet

import (
	_ "embed"
	"slices"
	"sync"

	"forvag/internal/strict"
)

// Meaning is what a term holds.
type Meaning string

// Values lists what a table may say. relation begins somebody whom the person is related to, and the other terms of a relation are of the last one begun.
func (Meaning) Values() []string {
	return []string{"number", "new_number", "refers_to", "marked", "registered", "leaving", "left_on", "call_name", "given", "middle", "family", "since", "county",
		"municipality", "street", "postcode", "apartment", "civil", "civil_since", "relation", "relation_kind", "relation_since", "relation_until", "relation_left",
		"unused"}
}

// Leaving is why somebody was struck off the register; empty for who was not.
type Leaving string

// The reasons, as far as they differ here.
const (
	Died       Leaving = "died"
	Away       Leaving = "away"
	Renumbered Leaving = "renumbered"
)

// Values lists what a table may say.
func (Leaving) Values() []string { return []string{"died", "away", "renumbered"} }

// Civil is somebody's civil status; empty where it is not told.
type Civil string

// The civil statuses.
const (
	Unmarried Civil = "unmarried"
	Married   Civil = "married"
	Divorced  Civil = "divorced"
	Widowed   Civil = "widowed"
)

// Values lists what a table may say.
func (Civil) Values() []string { return []string{"unmarried", "married", "divorced", "widowed"} }

// Kin is what a relation is.
type Kin string

// The relations that matter here: the other is the person's guardian, or the person theirs.
const (
	Guardian Kin = "guardian"
	Ward     Kin = "ward"
	OtherKin Kin = "other"
)

// Values lists what a table may say.
func (Kin) Values() []string { return []string{"guardian", "ward", "other"} }

// Codes is what the codes in files mean: a table, since Skatteverket adds to it and orders differ.
type Codes struct {
	terms   map[string]Meaning
	leaving map[string]Leaving
	civil   map[string]Civil
	kin     map[string]Kin
	unsure  int
}

// Unsure is how many of the terms that are read have a number that has not been compared with Skatteverket's own list.
func (c *Codes) Unsure() int { return c.unsure }

// code is one row of a table.
type code[T any] struct {
	Code  string `yaml:"code"`
	Means T      `yaml:"means"`
	Name  string `yaml:"name"`
}

// term is a row of the table of terms.
type term struct {
	Code string  `yaml:"code"`
	Is   Meaning `yaml:"is"`
	// Name is Skatteverket's word for it.
	Name string `yaml:"name"`
	// Unsure says that the number has not been compared with Skatteverket's own list.
	Unsure bool `yaml:"unsure"`
}

// needed are the meanings that every table must have. Without the marks of protection each record would seem to lift them.
var needed = []struct{ is, words string }{
	{"number", "the personal number"}, {"marked", "sekretessmarkering"}, {"registered", "skyddad folkbokföring"},
}

// Parse reads a table. Where there are faults the codes are not to be used.
func Parse(file string, data []byte) (*Codes, []strict.Fault) {
	var t struct {
		Terms     []term          `yaml:"terms"`
		Leaving   []code[Leaving] `yaml:"leaving"`
		Civil     []code[Civil]   `yaml:"civil"`
		Relations []code[Kin]     `yaml:"relations"`
	}
	d := strict.Decode(file, data, &t)
	c := &Codes{terms: map[string]Meaning{}, leaving: map[string]Leaving{}, civil: map[string]Civil{}, kin: map[string]Kin{}}
	for _, row := range t.Terms {
		if _, twice := c.terms[row.Code]; twice || row.Code == "" {
			d.Faultf("terms", "the code %q is empty or stands twice", row.Code)
		}
		c.terms[row.Code] = row.Is
		if row.Unsure && row.Is != "unused" {
			c.unsure++
		}
	}
	table(d, "leaving", t.Leaving, c.leaving)
	table(d, "civil", t.Civil, c.civil)
	table(d, "relations", t.Relations, c.kin)
	for _, must := range needed {
		if !slices.ContainsFunc(t.Terms, func(row term) bool { return string(row.Is) == must.is }) {
			d.Faultf("terms", "no term is %s", must.words)
		}
	}
	return c, d.Faults()
}

func table[T any](d *strict.Document, path string, rows []code[T], into map[string]T) {
	for _, row := range rows {
		if _, twice := into[row.Code]; twice || row.Code == "" {
			d.Faultf(path, "the code %q is empty or stands twice", row.Code)
		}
		into[row.Code] = row.Means
	}
}

//go:embed codes.yaml
var carried []byte

// Carried is the table that the program carries.
var Carried = sync.OnceValue(func() *Codes {
	c, faults := Parse("codes.yaml", carried)
	if len(faults) > 0 {
		panic(faults[0].String()) // a test holds that there is none
	}
	return c
})
