package lifeevents_test

import (
	"testing"

	"forvag/internal/civil"
	"forvag/internal/rules"
	"forvag/lifeevents"
	"forvag/lifeevents/synthetic"
)

// benchSettings are the local settings that the program's rules ask for.
var benchSettings = map[string]rules.Value{"preschool_free_hours": rules.OfInt(525), "school_transport_f_3": rules.OfInt(2000)}

// BenchmarkPlan asks all of the program's rules of a municipality of 100,000: for one night by the indexes, and for everything that they still speak of.
func BenchmarkPlan(b *testing.B) {
	const n = 100_000
	book, faults := lifeevents.Load(lifeevents.Files(), options(b))
	for _, f := range faults {
		b.Fatal(f)
	}
	day := civil.Must("2027-01-20") // when both the school start and summer jobs are spoken of
	w := synthetic.Town{Seed: 1, People: n, Day: day}.World()
	w.Settings = benchSettings
	for _, bench := range []struct {
		name  string
		since civil.Date
	}{{"night", day}, {"everything", civil.Date{}}} {
		b.Run(bench.name, func(b *testing.B) {
			effects := 0
			for b.Loop() {
				effects = 0
				for _, r := range book.Rules() {
					effects += len(lifeevents.Plan(r, w, bench.since))
				}
			}
			b.ReportMetric(float64(effects), "effects")
		})
	}
}
