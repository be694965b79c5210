package municipality

import (
	"fmt"
	"slices"

	"forvag/internal/civil"
	"forvag/internal/strict"
)

// LifeRecord is a kind of record that life events leave (handlingstyp).
type LifeRecord string

// The kinds.
const (
	// OfferRecord is what residents were offered and told, counted from when it was answered, taken back or ended. What was accepted is a case as well, which is
	// kept by its own rules.
	OfferRecord LifeRecord = "offer"
	// ReviewRecord is what was left to a trained officer, with what they wrote and who has read it, counted from when it was closed.
	ReviewRecord LifeRecord = "review"
	// EventRecord is what happened, counted from the day on which it did.
	EventRecord LifeRecord = "event"
	// RegisterRecord is what the population register said of those who have died or moved away, counted from that day.
	RegisterRecord LifeRecord = "register"
	// RunRecord is what each run of the rules did, counted from the run.
	RunRecord LifeRecord = "run"
)

// Values lists what a file may say.
func (LifeRecord) Values() []string { return []string{"offer", "review", "event", "register", "run"} }

// LifeKeep is how long a kind of record of life events is kept. Without one for its kind a record is kept for ever: nothing is disposed of but by a rule that
// has been decided (arkivlagen 10 §).
type LifeKeep struct {
	// Record is what is kept: offer, review, event, register or run.
	Record LifeRecord `yaml:"record"`
	// Keep is how long, at least two years for all but register and run.
	Keep civil.Period `yaml:"keep"`
	// Plan is where it was decided, "Dokumenthanteringsplan KS 2.7".
	Plan string `yaml:"plan"`
}

// shortest is how long each kind must be kept for the rules to work, in days: what happened, what was offered and what a run did are looked back at for two
// years, so that nothing is offered twice; and who has been away for sixty days is known again.
var shortest = map[LifeRecord]int{OfferRecord: 730, ReviewRecord: 730, EventRecord: 730, RegisterRecord: 60, RunRecord: 7}

// LifeBefore is the day before which records of a kind have had their time, on a day; false where they are kept for ever.
func (m *Municipality) LifeBefore(r LifeRecord, on civil.Date) (civil.Date, bool) {
	i := slices.IndexFunc(m.Lives, func(k LifeKeep) bool { return k.Record == r })
	if i < 0 {
		return civil.Date{}, false
	}
	back := m.Lives[i].Keep
	back.N = -back.N
	return back.After(on), true
}

// lives checks how long what life events leave is kept.
func (c *checker) lives() {
	seen := map[string]bool{}
	for i, k := range c.m.Lives {
		path := fmt.Sprintf("life_events[%d]", i)
		c.need(path+".record", string(k.Record))
		c.need(path+".plan", k.Plan)
		c.once(seen, path+".record", string(k.Record))
		least, known := shortest[k.Record]
		switch from := civil.Must("2027-01-01"); {
		case !known && k.Record != "":
			c.Faultf(path+".record", "there is no record %q%s", k.Record, strict.Suggest(string(k.Record), LifeRecord("").Values()))
		case k.Keep.Unit == civil.WorkingDays:
			c.Faultf(path+".keep", "a time of retention counts days, weeks, months or years")
		case known && from.DaysUntil(k.Keep.After(from)) < least:
			c.Faultf(path+".keep", "the rules of life events need this for %d days at least", least)
		}
	}
}
