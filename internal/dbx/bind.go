package dbx

import (
	"database/sql"
	"database/sql/driver"
	"fmt"
	"reflect"
	"time"
)

// sqliteTime is how SQLite keeps an instant: always UTC and of one width, so that comparing texts compares instants.
const sqliteTime = "2006-01-02 15:04:05.000000+00:00"

// sqliteTimes are the forms that SQLite's own functions and the driver may give back.
var sqliteTimes = []string{"2006-01-02 15:04:05.999999999-07:00", time.RFC3339Nano, "2006-01-02 15:04:05.999999999"}

// Instant cuts t to what the databases keep: UTC, microseconds. Use it where a value must equal what is read back later.
func Instant(t time.Time) time.Time { return t.UTC().Truncate(time.Microsecond) }

// OrNull is an instant as an argument, for a column that has NULL where the zero value is meant.
func OrNull(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// OrZero scans such a column: NULL becomes the zero value.
func OrZero(t *time.Time) sql.Scanner {
	return timeTarget{func(v time.Time, _ bool) error { *t = v; return nil }}
}

// bind prepares arguments: the one place where times are cut.
func bind(d Dialect, args []any) ([]any, error) {
	out := make([]any, len(args))
	for i, arg := range args {
		v, err := bindOne(d, arg)
		if err != nil {
			return nil, fmt.Errorf("argument $%d: %w", i+1, err)
		}
		out[i] = v
	}
	return out, nil
}

func bindOne(d Dialect, arg any) (any, error) {
	switch v := arg.(type) {
	case nil, string, int, int64, bool, []byte, float64:
		return v, nil
	case time.Time:
		if d == SQLite {
			return v.UTC().Format(sqliteTime), nil // Format cuts, it does not round
		}
		return Instant(v), nil
	case *time.Time:
		if v == nil {
			return nil, nil
		}
		return bindOne(d, *v)
	case driver.Valuer:
		if rv := reflect.ValueOf(v); rv.Kind() == reflect.Pointer && rv.IsNil() {
			return nil, nil
		}
		value, err := v.Value()
		if err != nil {
			return nil, err
		}
		if t, ok := value.(time.Time); ok {
			return bindOne(d, t)
		}
		return value, nil
	}
	return arg, nil
}

// targets puts a reader of times around each destination that is one.
func targets(dest []any) []any {
	for i, d := range dest {
		switch p := d.(type) {
		case *time.Time:
			dest[i] = timeTarget{func(t time.Time, null bool) error {
				if null {
					return fmt.Errorf("null where an instant is needed")
				}
				*p = t
				return nil
			}}
		case **time.Time:
			dest[i] = timeTarget{func(t time.Time, null bool) error {
				if *p = nil; !null {
					*p = &t
				}
				return nil
			}}
		case *sql.NullTime:
			dest[i] = timeTarget{func(t time.Time, null bool) error { *p = sql.NullTime{Time: t, Valid: !null}; return nil }}
		case *sql.Null[time.Time]:
			dest[i] = timeTarget{func(t time.Time, null bool) error { *p = sql.Null[time.Time]{V: t, Valid: !null}; return nil }}
		}
	}
	return dest
}

// timeTarget scans an instant. SQLite gives text where a column's declared type is lost, as in max(at).
type timeTarget struct {
	set func(t time.Time, null bool) error
}

func (t timeTarget) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		return t.set(time.Time{}, true)
	case time.Time:
		return t.set(v.UTC(), false)
	case string:
		return t.parse(v)
	case []byte:
		return t.parse(string(v))
	}
	return fmt.Errorf("no instant: %T", src)
}

func (t timeTarget) parse(s string) error {
	if at, ok := parseOwn(s); ok {
		return t.set(at, false)
	}
	for _, layout := range sqliteTimes {
		if v, err := time.Parse(layout, s); err == nil {
			return t.set(v.UTC(), false)
		}
	}
	return fmt.Errorf("no instant: %q", s)
}

// parseOwn reads what sqliteTime writes, a dozen times as fast as time.Parse; false for anything else.
func parseOwn(s string) (time.Time, bool) {
	const form = "0000-00-00 00:00:00.000000+00:00"
	if len(s) != len(form) || s[26:] != form[26:] {
		return time.Time{}, false
	}
	var fields [7]int
	field := 0
	for i := range 26 {
		switch c := s[i]; {
		case form[i] != '0' && c == form[i]:
			field++
		case form[i] == '0' && '0' <= c && c <= '9':
			fields[field] = 10*fields[field] + int(c-'0')
		default:
			return time.Time{}, false
		}
	}
	at := time.Date(fields[0], time.Month(fields[1]), fields[2], fields[3], fields[4], fields[5], 1000*fields[6], time.UTC)
	// What time.Date had to normalise was no time of day, or no day.
	return at, at.Day() == fields[2] && at.Month() == time.Month(fields[1]) && at.Hour() == fields[3] && at.Minute() == fields[4] && at.Second() == fields[5]
}
