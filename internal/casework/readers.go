package casework

import (
	"slices"
	"time"

	"forvag/internal/civil"
	"forvag/internal/identity"
)

// ReadingDay is what one officer read of a case in one capacity on one legal day; all in that capacity, where Reader is empty.
type ReadingDay struct {
	Reader identity.PersonID
	Board  identity.BoardID
	Role   identity.Role
	On     civil.Date
	// Times is how often the case itself was read, Last when anything of it was.
	Times int
	Last  time.Time
	// Documents are those that were read, each once, the latest first.
	Documents []DocumentID
}

// ReadingDays sums up who has read the case: a row for each officer, capacity and day, the latest first.
func (f *File) ReadingDays() []ReadingDay {
	var days []ReadingDay
	for _, r := range f.Readings {
		on := civil.Of(r.At)
		i := slices.IndexFunc(days, func(d ReadingDay) bool {
			return d.Reader == r.Reader && d.Board == r.Board && d.Role == r.Role && d.On == on
		})
		if i < 0 {
			i = len(days)
			days = append(days, ReadingDay{Reader: r.Reader, Board: r.Board, Role: r.Role, On: on, Last: r.At})
		}
		switch d := &days[i]; {
		case r.Document == "":
			d.Times++
		case !slices.Contains(d.Documents, r.Document):
			d.Documents = append(d.Documents, r.Document)
		}
	}
	return days
}
