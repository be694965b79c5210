package civil

import (
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/se"

	"forvag/internal/fault"
)

// named are the days that lag (1989:253) om allmänna helgdagar names and the three eves that lag (1930:173) 2 § treats as such. The library's
// own list leaves out Easter Day and Whit Sunday, which are Sundays anyway, but have names.
var named = append([]*cal.Holiday{se.Paskdagen, se.Pingstdagen}, se.Holidays...)

// years caches each year's named days: map[int]map[Date]string.
var years sync.Map

func holidays(year int) map[Date]string {
	if m, ok := years.Load(year); ok {
		return m.(map[Date]string)
	}
	m := make(map[Date]string, len(named))
	for _, h := range named {
		if actual, _ := h.Calc(year); !actual.IsZero() {
			m[fromTime(actual)] = h.Name
		}
	}
	years.Store(year, m)
	return m
}

// Holiday returns the Swedish name of a public holiday (allmän helgdag), or of Midsummer Eve, Christmas Eve or New Year's Eve; empty on other
// days, ordinary Sundays included.
func Holiday(d Date) string { return holidays(d.Year())[d] }

// IsWorkingDay says whether the day is neither Saturday, Sunday, public holiday, Midsummer Eve, Christmas Eve nor New Year's Eve: the days on
// which, by lag (1930:173) 2 §, a time limit does not end.
func IsWorkingDay(d Date) bool {
	wd := d.Weekday()
	return wd != time.Saturday && wd != time.Sunday && Holiday(d) == ""
}

// NextWorkingDay returns d itself where it is a working day, or the first working day after it.
func NextWorkingDay(d Date) Date {
	for !d.IsZero() && !IsWorkingDay(d) {
		d = d.AddDays(1)
	}
	return d
}

// AddWorkingDays returns the nth working day after d, or before d where n is negative. d itself need not be a working day; n = 0 gives d.
func AddWorkingDays(d Date, n int) Date {
	step := 1
	if n < 0 {
		step, n = -1, -n
	}
	for n > 0 && !d.IsZero() {
		if d = d.AddDays(step); IsWorkingDay(d) {
			n--
		}
	}
	return d
}

// Unit is what a Period counts.
type Unit string

// The units, as written in data files.
const (
	Days        Unit = "days"
	WorkingDays Unit = "working days"
	Weeks       Unit = "weeks"
	Months      Unit = "months"
	Years       Unit = "years"
)

// Period is a length of time in whole units, as a law or a promise says it: "3 weeks". The zero value is no period.
type Period struct {
	N    int
	Unit Unit
}

// ParsePeriod reads "10 days", "1 week", "5 working days", "4 months", "5 years"; singular and plural. The number is between 0 and 36500. Empty
// text gives no period. The error is fault.Invalid.
func ParsePeriod(s string) (Period, error) {
	if s == "" {
		return Period{}, nil
	}
	number, unit, _ := strings.Cut(s, " ")
	n, err := strconv.Atoi(number)
	if err != nil || n < 0 || n > 36500 {
		return Period{}, fault.New(fault.Invalid, "period.invalid", s)
	}
	for _, u := range []Unit{Days, WorkingDays, Weeks, Months, Years} {
		if unit == string(u) || unit == strings.TrimSuffix(string(u), "s") {
			return Period{n, u}, nil
		}
	}
	return Period{}, fault.New(fault.Invalid, "period.invalid", s)
}

// IsZero says whether there is no period.
func (p Period) IsZero() bool { return p == Period{} }

// String is what ParsePeriod reads.
func (p Period) String() string {
	if p.IsZero() {
		return ""
	}
	unit := string(p.Unit)
	if p.N == 1 {
		unit = strings.TrimSuffix(unit, "s")
	}
	return fmt.Sprintf("%d %s", p.N, unit)
}

// MarshalText writes what UnmarshalText reads.
func (p Period) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalText reads what ParsePeriod reads.
func (p *Period) UnmarshalText(b []byte) error {
	parsed, err := ParsePeriod(string(b))
	if err != nil {
		return err
	}
	*p = parsed
	return nil
}

// After returns the day that lies p after d, by lag (1930:173) 1 §: the day of the same name or number, or the month's last. The start day is not
// counted. A period without unit gives d.
func (p Period) After(d Date) Date {
	switch p.Unit {
	case Days:
		return d.AddDays(p.N)
	case WorkingDays:
		return AddWorkingDays(d, p.N)
	case Weeks:
		return d.AddDays(7 * p.N)
	case Months:
		return d.AddMonths(p.N)
	case Years:
		return d.AddYears(p.N)
	default:
		return d
	}
}

// Deadline returns the last day of a time limit that began on start: p after it, moved to the next working day where it ends on a day that lag
// (1930:173) 2 § excepts. No start or no period gives no date.
func Deadline(start Date, p Period) Date {
	if start.IsZero() || p.IsZero() {
		return Date{}
	}
	return NextWorkingDay(p.After(start))
}
