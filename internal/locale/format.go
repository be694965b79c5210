package locale

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"forvag/internal/civil"
)

var (
	months = map[Lang][12]string{
		SV: {"januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober", "november", "december"},
		EN: {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
	}
	weekdays = map[Lang][7]string{
		SV: {"söndag", "måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag"},
		EN: {"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"},
	}
)

// known returns l, or Swedish for a language that the program does not speak.
func known(l Lang) Lang {
	if l == EN {
		return EN
	}
	return SV
}

// Date writes a day as "22 november 2026" or "22 November 2026"; empty where there is no date.
func Date(l Lang, d civil.Date) string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%d %s %d", d.Day(), months[known(l)][d.Month()-1], d.Year())
}

// YearDay writes a day of any year as "22 november" or "22 November".
func YearDay(l Lang, m time.Month, day int) string {
	return fmt.Sprintf("%d %s", day, months[known(l)][m-1])
}

// Weekday names the day of the week, "söndag" or "Sunday".
func Weekday(l Lang, d time.Weekday) string { return weekdays[known(l)][d] }

// Clock writes an instant's time of day in Sweden as "09.12", in English "09:12".
func Clock(l Lang, t time.Time) string {
	if l == EN {
		return t.In(civil.Zone()).Format("15:04")
	}
	return t.In(civil.Zone()).Format("15.04")
}

// Time writes an instant in full: "22 november 2026 kl. 09.12", "22 November 2026 at 09:12".
func Time(l Lang, t time.Time) string {
	if l == EN {
		return Date(l, civil.Of(t)) + " at " + Clock(l, t)
	}
	return Date(l, civil.Of(t)) + " kl. " + Clock(l, t)
}

// When writes an instant as seen from now: "i dag 09.12", "i går 09.12", the date with time of day this year ("3 november 09.12"), the full
// date in other years. Legal days decide what is today.
func When(l Lang, t, now time.Time) string {
	day, today := civil.Of(t), civil.Of(now)
	switch {
	case day == today:
		return Text{"i dag ", "today "}.In(l) + Clock(l, t)
	case day == today.AddDays(-1):
		return Text{"i går ", "yesterday "}.In(l) + Clock(l, t)
	case day.Year() == today.Year():
		return fmt.Sprintf("%d %s %s", day.Day(), months[known(l)][day.Month()-1], Clock(l, t))
	default:
		return Date(l, day)
	}
}

// Number groups the digits of a whole number from five digits up, as both languages' style guides have it: "12 345" with a no-break space,
// in English "12,345". A year is thereby written as a year.
func Number(l Lang, n int64) string {
	return grouped(l, n, 5)
}

// grouped writes a whole number, its digits in groups of three where it has at least so many of them.
func grouped(l Lang, n int64, least int) string {
	digits := strconv.FormatInt(n, 10)
	sign := ""
	if n < 0 {
		sign, digits = "−", digits[1:]
	}
	if len(digits) < least {
		return sign + digits
	}
	group := "\u00a0"
	if l == EN {
		group = ","
	}
	var b strings.Builder
	for i, r := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteString(group)
		}
		b.WriteRune(r)
	}
	return sign + b.String()
}

// Kronor writes an amount in öre: "1 250 kr", "12 500,50 kr", in English "SEK 12,500.50". Whole kronor have no decimals. Digits are grouped from
// four up, unlike in other numbers: no amount is a year, and amounts stand side by side.
func Kronor(l Lang, öre int64) string {
	sign := ""
	if öre < 0 {
		sign, öre = "−", -öre
	}
	amount := sign + grouped(l, öre/100, 4)
	comma := ","
	if l == EN {
		comma = "."
	}
	if rest := öre % 100; rest != 0 {
		amount += fmt.Sprintf("%s%02d", comma, rest)
	}
	if l == EN {
		return "SEK\u00a0" + amount
	}
	return amount + "\u00a0kr"
}

// Size writes a number of bytes as files are spoken of: "812 kB", "2,4 MB".
func Size(l Lang, bytes int64) string {
	comma := ","
	if l == EN {
		comma = "."
	}
	switch {
	case bytes < 1000:
		return fmt.Sprintf("%d\u00a0B", bytes)
	case bytes < 1_000_000:
		return fmt.Sprintf("%d\u00a0kB", (bytes+500)/1000)
	default:
		tenths := (bytes + 50_000) / 100_000
		return fmt.Sprintf("%d%s%d\u00a0MB", tenths/10, comma, tenths%10)
	}
}
