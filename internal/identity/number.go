package identity

import (
	"fmt"
	"log/slog"
	"strings"
	"time"

	"forvag/internal/civil"
	"forvag/internal/fault"
)

// Number is a personal identity number (personnummer, folkbokföringslagen 18 §) or a coordination number (samordningsnummer). It prints masked
// everywhere, logs and errors included; Digits is the one way to the number itself. Comparable; the zero value is none.
type Number struct {
	digits string // YYYYMMDDNNNC
}

// NumberWrong is the key of the fault that a number has all twelve digits and is nobody's: its date, serial or Luhn digit is not right.
const NumberWrong = "number.wrong"

// NumberFuture is the key of the fault that a number's date is to come.
const NumberFuture = "number.future"

// ParseNumber reads YYYYMMDDNNNC or YYMMDDNNNC, with "-" or "+" before the last four digits or nothing, and spaces around. In the short form "+" says
// that the person turns a hundred or more during today's year. Luhn digit, date and serial must be right: serial 000 is not given out, and
// interim numbers with letters are not accepted. The error is fault.Invalid and does not repeat what was written.
func ParseNumber(s string, today civil.Date) (Number, error) {
	s = strings.TrimSpace(s)
	invalid := fault.New(fault.Invalid, "number.invalid")
	if len(s) < 10 || len(s) > 13 {
		return Number{}, invalid
	}
	head, mark, tail := s[:len(s)-4], byte(0), s[len(s)-4:]
	if last := head[len(head)-1]; last == '-' || last == '+' {
		head, mark = head[:len(head)-1], last
	}
	if !allDigits(head + tail) {
		return Number{}, invalid
	}
	switch len(head) {
	case 6:
		head = century(head, mark, today) + head
	case 8:
		if mark == '+' && today.Year()-number(head[:4]) < 100 {
			return Number{}, invalid
		}
	default:
		return Number{}, invalid
	}
	if mark == 0 && len(s) == 12 || mark != 0 && len(s) == 13 {
		invalid = fault.New(fault.Invalid, NumberWrong)
	}
	n := Number{head + tail}
	if !n.dated() || tail[:3] == "000" || !luhn(n.digits[2:]) {
		return Number{}, invalid
	}
	if n.BirthDate().After(today) {
		return Number{}, fault.New(fault.Invalid, NumberFuture)
	}
	return n, nil
}

// century returns the two digits that the short form leaves out. Without a mark, the latest date that has been is meant.
func century(yymmdd string, mark byte, today civil.Date) string {
	year := today.Year() - (today.Year()-number(yymmdd[:2]))%100
	day := number(yymmdd[4:])
	if day > 60 {
		day -= 60
	}
	future := civil.New(year, time.Month(number(yymmdd[2:4])), day).After(today)
	if mark == '+' || (mark == 0 && future) {
		year -= 100
	}
	return twoDigits(year / 100)
}

func twoDigits(n int) string { return string([]byte{byte('0' + n/10%10), byte('0' + n%10)}) }

// number reads decimal digits that were checked before.
func number(digits string) int {
	n := 0
	for _, d := range digits {
		n = 10*n + int(d-'0')
	}
	return n
}

func allDigits(s string) bool {
	for _, r := range s {
		if r < '0' || r > '9' {
			return false
		}
	}
	return true
}

// luhn checks ten digits, the last of which is the check digit.
func luhn(digits string) bool {
	sum := 0
	for i, d := range digits {
		v := int(d-'0') * (2 - i%2)
		sum += v/10 + v%10
	}
	return sum%10 == 0
}

// dated says whether the first eight digits are a day, or 60 more than one. Coordination numbers may leave month and day out as 00 and 60.
func (n Number) dated() bool {
	year, month, day := number(n.digits[:4]), number(n.digits[4:6]), number(n.digits[6:8])
	if n.IsCoordination() {
		day -= 60
		if (month == 0 || day == 0) && month <= 12 && day <= 31 {
			return year > 0
		}
	}
	d := civil.New(year, time.Month(month), day)
	return year > 0 && d.Year() == year && int(d.Month()) == month && d.Day() == day
}

// TestNumber returns the test number of a birth date with a serial from 980 to 999, even for women and odd for men. Nobody has such numbers:
// Skatteverket keeps them for tests. It panics on another serial, for it is for data that a test holds.
func TestNumber(born civil.Date, serial int) Number {
	if serial < 980 || serial > 999 || born.IsZero() {
		panic(fmt.Sprintf("identity: %s %d makes no test number", born, serial))
	}
	head := fmt.Sprintf("%04d%02d%02d%d", born.Year(), born.Month(), born.Day(), serial)
	for check := byte('0'); ; check++ {
		if digits := head + string(check); luhn(digits[2:]) {
			return Number{digits}
		}
	}
}

// IsZero says whether there is no number.
func (n Number) IsZero() bool { return n.digits == "" }

// IsCoordination says whether it is a coordination number, which is the birth date with 60 added to the day.
func (n Number) IsCoordination() bool { return !n.IsZero() && n.digits[6] >= '6' }

// IsTest says whether it is one of the numbers that Skatteverket publishes for tests and that nobody has: serials 980 to 999.
func (n Number) IsTest() bool { return !n.IsZero() && n.digits[8:11] >= "980" }

// BirthDate is the date in the number, no date where a coordination number leaves it out. The true birth date may differ by some days, since the
// numbers of a day can run out; the register has it.
func (n Number) BirthDate() civil.Date {
	if n.IsZero() {
		return civil.Date{}
	}
	month, day := number(n.digits[4:6]), number(n.digits[6:8])%60
	if month == 0 || day == 0 {
		return civil.Date{}
	}
	return civil.New(number(n.digits[:4]), time.Month(month), day)
}

// Digits is the number in full, YYYYMMDDNNNC. Never log it.
func (n Number) Digits() string { return n.digits }

// String is the number masked: YYYYMMDD-****.
func (n Number) String() string {
	if n.IsZero() {
		return ""
	}
	return n.digits[:8] + "-****"
}

// GoString keeps %#v masked too.
func (n Number) GoString() string { return n.String() }

// LogValue shows nothing at all in logs: a birth date is personal data as well.
func (n Number) LogValue() slog.Value { return slog.StringValue("[personal number]") }

// MarshalText is masked, so that no encoder leaks a number by accident.
func (n Number) MarshalText() ([]byte, error) { return []byte(n.String()), nil }

// OrgNumber is an organisation number (organisationsnummer), NNNNNN-NNNN. Comparable; empty is none.
type OrgNumber string

// ParseOrgNumber reads ten digits with or without "-", or twelve beginning with 16. The third digit is at least 2, which tells it from a
// personal number, and the last is the Luhn digit. The error is fault.Invalid.
func ParseOrgNumber(s string) (OrgNumber, error) {
	s = strings.TrimSpace(s)
	if len(s) >= 5 && s[len(s)-5] == '-' {
		s = s[:len(s)-5] + s[len(s)-4:]
	}
	if len(s) == 12 {
		s = strings.TrimPrefix(s, "16")
	}
	if len(s) != 10 || !allDigits(s) || s[2] < '2' || s[0] == '0' || !luhn(s) {
		return "", fault.New(fault.Invalid, "number.organisation")
	}
	return OrgNumber(s[:6] + "-" + s[6:]), nil
}

// Digits is the number without its hyphen.
func (n OrgNumber) Digits() string { return strings.ReplaceAll(string(n), "-", "") }
