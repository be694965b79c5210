package casework

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"forvag/internal/civil"
	"forvag/internal/identity"
)

func TestReadingDays(t *testing.T) {
	at := func(text string) time.Time {
		instant, err := time.ParseInLocation("2006-01-02 15:04", text, civil.Zone())
		if err != nil {
			t.Fatal(err)
		}
		return instant.UTC()
	}
	read := func(who identity.PersonID, when string, d DocumentID) Reading {
		return Reading{Reader: who, At: at(when), Board: "BN", Role: identity.CaseOfficer, Document: d}
	}
	f := File{Readings: []Reading{
		read("ada", "2026-03-11 00:10", ""), read("bo", "2026-03-10 23:50", "d2"), read("ada", "2026-03-10 17:46", ""), read("bo", "2026-03-10 12:00", "d1"),
		read("ada", "2026-03-10 09:00", "d1"), read("bo", "2026-03-10 08:00", "d2"), read("ada", "2026-03-10 08:00", ""),
	}}
	day := func(who identity.PersonID, on string, times int, last string, docs ...DocumentID) ReadingDay {
		return ReadingDay{Reader: who, Board: "BN", Role: identity.CaseOfficer, On: civil.Must(on), Times: times, Last: at(last), Documents: docs}
	}
	want := []ReadingDay{
		day("ada", "2026-03-11", 1, "2026-03-11 00:10"),
		day("bo", "2026-03-10", 0, "2026-03-10 23:50", "d2", "d1"),
		day("ada", "2026-03-10", 2, "2026-03-10 17:46", "d1"),
	}
	if diff := cmp.Diff(f.ReadingDays(), want, cmp.Comparer(func(a, b civil.Date) bool { return a == b })); diff != "" {
		t.Errorf("got, want:\n%s", diff)
	}
	if got := (&File{}).ReadingDays(); got != nil {
		t.Errorf("nobody has read it: %+v", got)
	}
}

// TestReadingDaysLoseNothing holds that no reading of the case is lost or told twice, and that no officer has two rows of a day in one capacity.
func TestReadingDaysLoseNothing(t *testing.T) {
	start := civil.Must("2026-03-28").Start()
	rapid.Check(t, func(t *rapid.T) {
		var f File
		for range rapid.IntRange(0, 30).Draw(t, "readings") {
			f.Readings = append(f.Readings, Reading{
				At:     start.Add(time.Duration(rapid.IntRange(0, 80).Draw(t, "hours")) * time.Hour),
				Reader: rapid.SampledFrom([]identity.PersonID{"ada", "bo"}).Draw(t, "who"), Board: "BN",
				Role:     rapid.SampledFrom([]identity.Role{identity.CaseOfficer, identity.Registrar}).Draw(t, "role"),
				Document: rapid.SampledFrom([]DocumentID{"", "d1", "d2"}).Draw(t, "document"),
			})
		}
		slices.SortStableFunc(f.Readings, func(a, b Reading) int { return b.At.Compare(a.At) })
		want, got := 0, 0
		for _, r := range f.Readings {
			if r.Document == "" {
				want++
			}
		}
		type key struct {
			who  identity.PersonID
			role identity.Role
			on   civil.Date
		}
		seen := map[key]bool{}
		for _, d := range f.ReadingDays() {
			k := key{d.Reader, d.Role, d.On}
			if seen[k] || civil.Of(d.Last) != d.On || d.Times == 0 && len(d.Documents) == 0 {
				t.Fatalf("%+v", d)
			}
			seen[k] = true
			got += d.Times
		}
		if got != want {
			t.Fatalf("%d readings told, want %d", got, want)
		}
	})
}
