package catalog

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"forvag/internal/civil"
	"forvag/internal/rules"
)

// Length is a span of time: a period ("10 weeks"), or a number of units that a local setting holds ("setting.svarstid working days"). The
// zero Length is none.
type Length struct {
	// Period is the span; where Setting is given only its unit counts.
	Period  civil.Period
	Setting string
}

var settingForm = regexp.MustCompile(`^setting\.([a-z][a-z0-9_]*) (.+)$`)

// UnmarshalScalar reads "10 weeks", "1 year" or "setting.name working days".
func (l *Length) UnmarshalScalar(raw string) error {
	number, setting := raw, ""
	if m := settingForm.FindStringSubmatch(raw); m != nil {
		number, setting = "1 "+m[2], m[1]
	}
	p, err := civil.ParsePeriod(number)
	if err != nil || p.N <= 0 {
		return errors.New(`want a number above zero or setting.NAME, then days, working days, weeks, months or years; for example "10 weeks"`)
	}
	*l = Length{Period: p, Setting: setting}
	return nil
}

// IsZero says whether there is no length.
func (l Length) IsZero() bool { return l == Length{} }

// On resolves the length for a case on a day: zero where its setting has no value then.
func (l Length) On(day civil.Date, m Municipality) civil.Period {
	if l.Setting == "" {
		return l.Period
	}
	v, ok := m.Setting(l.Setting, day)
	if !ok || v.Type != rules.Int || v.N < 1 || v.N > 36500 {
		return civil.Period{}
	}
	return civil.Period{N: int(v.N), Unit: l.Period.Unit}
}

// Metres is a distance: a number of metres, or a local setting that holds one. The zero Metres is none.
type Metres struct {
	N       int64
	Setting string
}

// maxRadius is how far off, in metres, something may still count as the same place.
const maxRadius = 5000

var settingOnly = regexp.MustCompile(`^setting\.([a-z][a-z0-9_]*)$`)

// UnmarshalScalar reads "60" or "setting.name".
func (d *Metres) UnmarshalScalar(raw string) error {
	if m := settingOnly.FindStringSubmatch(raw); m != nil {
		*d = Metres{Setting: m[1]}
		return nil
	}
	n, err := strconv.ParseInt(raw, 10, 32)
	if err != nil || n < 1 || n > maxRadius {
		return fmt.Errorf("want 1–%d metres, or a setting that holds them; for example 60 or setting.fault_near", maxRadius)
	}
	*d = Metres{N: n}
	return nil
}

// On is the distance in metres on a day: zero where its setting has no value then.
func (d Metres) On(day civil.Date, m Municipality) int {
	if d.Setting == "" {
		return int(d.N)
	}
	v, ok := m.Setting(d.Setting, day)
	if !ok || v.Type != rules.Int || v.N < 1 || v.N > maxRadius {
		return 0
	}
	return int(v.N)
}

// Keep is how long something is kept: for ever (Preserve) or for years after the case was closed.
type Keep struct {
	Preserve bool
	Years    int
}

var keepForm = regexp.MustCompile(`^(\d{1,3}) years?$`)

// UnmarshalScalar reads "preserve" or "2 years".
func (k *Keep) UnmarshalScalar(raw string) error {
	if raw == "preserve" {
		*k = Keep{Preserve: true}
		return nil
	}
	m := keepForm.FindStringSubmatch(raw)
	if m == nil {
		return errors.New(`want preserve, or a number of years after the case was closed; for example "2 years"`)
	}
	years, _ := strconv.Atoi(m[1])
	*k = Keep{Years: years}
	return nil
}

// Bound is the least or most that a field takes: a number, or a day given as a date or relative to today ("today-30d", "today+1y").
type Bound struct {
	Set bool
	N   int64
	// Date is set for a fixed day, zero otherwise.
	Date civil.Date
	// Today says that the bound is today plus Years, Months and Days.
	Today               bool
	Years, Months, Days int
}

var todayForm = regexp.MustCompile(`^today(?:([+-])(\d{1,5})([dwmy]))?$`)

// UnmarshalScalar reads a whole number, a date (2026-12-01), or today with an offset in d, w, m or y.
func (b *Bound) UnmarshalScalar(raw string) error {
	if n, err := strconv.ParseInt(raw, 10, 64); err == nil {
		*b = Bound{Set: true, N: n}
		return nil
	}
	if d, err := civil.Parse(raw); err == nil {
		*b = Bound{Set: true, Date: d}
		return nil
	}
	m := todayForm.FindStringSubmatch(raw)
	if m == nil {
		return errors.New("want a whole number, a date (2026-12-01), or today with an offset (today-30d, today+1y)")
	}
	*b = Bound{Set: true, Today: true}
	n, _ := strconv.Atoi(m[2])
	if m[1] == "-" {
		n = -n
	}
	switch m[3] {
	case "d":
		b.Days = n
	case "w":
		b.Days = 7 * n
	case "m":
		b.Months = n
	case "y":
		b.Years = n
	}
	return nil
}

// On is the day that the bound means for somebody who answers today.
func (b Bound) On(today civil.Date) civil.Date {
	if !b.Today {
		return b.Date
	}
	return today.AddMonths(12*b.Years + b.Months).AddDays(b.Days)
}

// IsDay says whether the bound is a day and not a number.
func (b Bound) IsDay() bool { return b.Today || !b.Date.IsZero() }

// Values are what a browser would send for one field: none, one or several texts. In a file it is a scalar or a list of scalars.
type Values []string

// UnmarshalScalar reads one value. Yes and no come as the words true and false.
func (v *Values) UnmarshalScalar(raw string) error {
	if strings.ContainsRune(raw, 0) {
		return errors.New("want text without NUL")
	}
	*v = Values{raw}
	return nil
}
