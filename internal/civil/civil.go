// Package civil holds legal days: the dates on which something was received, falls due or takes effect, as the Swedish calendar and clock say.
//
// An instant is a time.Time in UTC; a legal day is a Date in Europe/Stockholm. Of is the one way from the former to the latter. The time zone
// database is embedded, so the answer is the same on a machine without one.
package civil

import (
	"cmp"
	"database/sql/driver"
	"fmt"
	"iter"
	"time"
	_ "time/tzdata" // Europe/Stockholm must be there on machines and containers without zone files.

	"forvag/internal/fault"
)

// zone is Swedish civil time.
var zone = func() *time.Location {
	loc, err := time.LoadLocation("Europe/Stockholm")
	if err != nil {
		panic("civil: the embedded time zone data lacks Europe/Stockholm: " + err.Error())
	}
	return loc
}()

// Zone returns Europe/Stockholm, for showing instants as clock time.
func Zone() *time.Location { return zone }

// Date is a day in the Gregorian calendar. It is comparable with ==. The zero value means no date; it is written as empty text and as SQL NULL,
// and is before every other date.
type Date struct {
	year  int32
	month uint8
	day   uint8
}

// New returns the date, normalising as time.Date does: 32 January is 1 February.
func New(year int, month time.Month, day int) Date {
	return fromTime(time.Date(year, month, day, 0, 0, 0, 0, time.UTC))
}

// Of returns the legal day in Sweden on which the instant falls. The zero instant gives no date.
func Of(t time.Time) Date {
	if t.IsZero() {
		return Date{}
	}
	return fromTime(t.In(zone))
}

// Today is the legal day that the clock shows.
func Today(clock func() time.Time) Date { return Of(clock()) }

// Parse reads YYYY-MM-DD, nothing else; empty text gives no date. The error is fault.Invalid.
func Parse(s string) (Date, error) {
	if s == "" {
		return Date{}, nil
	}
	t, err := time.Parse(time.DateOnly, s)
	if err != nil || t.Year() < 1 {
		return Date{}, fault.New(fault.Invalid, "date.invalid", s).Because(err)
	}
	return fromTime(t), nil
}

// Must is Parse for dates written in code and data that a test holds; it panics on anything else.
func Must(s string) Date {
	d, err := Parse(s)
	if err != nil || d.IsZero() {
		panic(fmt.Sprintf("civil: %q is no date", s))
	}
	return d
}

func fromTime(t time.Time) Date {
	y, m, d := t.Date()
	return Date{int32(y), uint8(m), uint8(d)}
}

// noon is the day at noon UTC, for arithmetic that no clock change disturbs.
func (d Date) noon() time.Time {
	return time.Date(int(d.year), time.Month(d.month), int(d.day), 12, 0, 0, 0, time.UTC)
}

// IsZero says whether there is no date.
func (d Date) IsZero() bool { return d == Date{} }

// Year returns the year, 0 where there is no date.
func (d Date) Year() int { return int(d.year) }

// Month returns the month, 0 where there is no date.
func (d Date) Month() time.Month { return time.Month(d.month) }

// Day returns the day of the month, 0 where there is no date.
func (d Date) Day() int { return int(d.day) }

// Weekday returns the day of the week; do not ask where there is no date.
func (d Date) Weekday() time.Weekday { return d.noon().Weekday() }

// Week returns the ISO 8601 week and the year that it belongs to, as Swedish calendars print.
func (d Date) Week() (year, week int) { return d.noon().ISOWeek() }

// String is YYYY-MM-DD, empty where there is no date.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.year, d.month, d.day)
}

// Start returns the instant at which the day begins in Sweden, in UTC; the zero instant where there is no date.
func (d Date) Start() time.Time {
	if d.IsZero() {
		return time.Time{}
	}
	return time.Date(int(d.year), time.Month(d.month), int(d.day), 0, 0, 0, 0, zone).UTC()
}

// Compare orders dates: negative where d is before other, 0 where equal.
func (d Date) Compare(other Date) int {
	return cmp.Or(cmp.Compare(d.year, other.year), cmp.Compare(d.month, other.month), cmp.Compare(d.day, other.day))
}

// Before says whether d is an earlier day than other.
func (d Date) Before(other Date) bool { return d.Compare(other) < 0 }

// After says whether d is a later day than other.
func (d Date) After(other Date) bool { return d.Compare(other) > 0 }

// AddDays moves by n days, backwards where n is negative. No date stays no date.
func (d Date) AddDays(n int) Date {
	if d.IsZero() {
		return d
	}
	return fromTime(d.noon().AddDate(0, 0, n))
}

// Through gives the days from d to last, both among them; none where last is earlier, or either is no date.
func (d Date) Through(last Date) iter.Seq[Date] {
	return func(yield func(Date) bool) {
		if d.IsZero() {
			return
		}
		for day := d; !day.After(last); day = day.AddDays(1) {
			if !yield(day) {
				return
			}
		}
	}
}

// AddMonths moves by n months to the day of the same number, or to the month's last day where it has no such day: lag (1930:173) 1 §.
func (d Date) AddMonths(n int) Date {
	if d.IsZero() {
		return d
	}
	first := time.Date(int(d.year), time.Month(d.month)+time.Month(n), 1, 12, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return fromTime(first.AddDate(0, 0, min(int(d.day), last)-1))
}

// AddYears is AddMonths by twelve times n: one year after 29 February is 28 February.
func (d Date) AddYears(n int) Date { return d.AddMonths(12 * n) }

// DaysUntil returns the number of days from d to other, negative where other is earlier. Both must be dates.
func (d Date) DaysUntil(other Date) int {
	return int(other.noon().Sub(d.noon()) / (24 * time.Hour))
}

// Age returns the number of years that somebody born on birth has lived on a day, -1 before birth or where either is no date. An age is
// reached when the birthday begins; who is born on 29 February reaches it on 28 February in other years, as AddYears counts.
func Age(birth, on Date) int {
	if birth.IsZero() || on.Before(birth) {
		return -1
	}
	years := on.Year() - birth.Year()
	if birth.AddYears(years).After(on) {
		years--
	}
	return years
}

// MarshalText writes YYYY-MM-DD, empty where there is no date.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what Parse reads.
func (d *Date) UnmarshalText(b []byte) error {
	parsed, err := Parse(string(b))
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}

// Value stores YYYY-MM-DD, NULL where there is no date.
func (d Date) Value() (driver.Value, error) {
	if d.IsZero() {
		return nil, nil
	}
	return d.String(), nil
}

// Scan reads what Value stored, and what a driver makes of a column of type date.
func (d *Date) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*d = Date{}
		return nil
	case string:
		return d.UnmarshalText([]byte(v))
	case []byte:
		return d.UnmarshalText(v)
	case time.Time:
		*d = fromTime(v)
		return nil
	default:
		return fmt.Errorf("civil: cannot read a date from %T", src)
	}
}
