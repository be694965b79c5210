package assistant

import (
	"regexp"
	"strings"

	"forvag/internal/locale"
)

// What may be a personal identity number, a co-ordination number (day + 60) or a payment card: digits in groups. What surrounds them is looked at
// after the match, since the two kinds overlap.
var (
	personDigits = regexp.MustCompile(`(?:(?:19|20)[ ]?)?[0-9]{2}[ ./\p{Pd}−]?(?:0[1-9]|1[0-2])[ ./\p{Pd}−]?(?:0[1-9]|[12][0-9]|3[01]|6[1-9]|[78][0-9]|9[01])(?:[ ]?[\p{Pd}−+][ ]?|[ ])?[0-9]{4}`)
	cardDigits   = regexp.MustCompile(`[0-9](?:[ \p{Pd}−]?[0-9]){12,18}`)
)

// MailAddress and PhoneNumber are what may be an address for mail and a telephone number.
var (
	MailAddress = regexp.MustCompile(`(?i)[\pL\pN._%+-]+\s?(?:@|\(at\)|\[at\]|snabel-?a)\s?[\pL\pN-]+(?:\.[\pL\pN-]+)+`)
	PhoneNumber = regexp.MustCompile(`(?:\+|\b00)\d[\d \p{Pd}()]{6,16}\d\b|\b0\d{1,3}[ \p{Pd}/]{0,3}\d{2,3}(?:[ \p{Pd}]?\d{2,3}){1,3}\b`)
)

// forWriter is a clean text as a language model is given it: without addresses for mail and telephone numbers too. Names and the rest stay.
func forWriter(lang locale.Lang, text string) string {
	text = MailAddress.ReplaceAllLiteralString(text, locale.T(lang, "assistant.redacted.mail"))
	return PhoneNumber.ReplaceAllLiteralString(text, locale.T(lang, "assistant.redacted.phone"))
}

// Mask replaces payment card numbers, and personal identity and co-ordination numbers, by a word in brackets. A number that is written with its hyphen,
// plus or space is masked though its check digit is wrong, since who mistypes means the same; ten or twelve digits in a row only where the check
// digit holds, since most such rows are telephone numbers.
func Mask(lang locale.Lang, text string) string {
	text = replaceDigits(cardDigits, text, locale.T(lang, "assistant.masked.card"), func(digits, _ string) bool { return len(digits) <= 19 && luhn(digits) })
	return replaceDigits(personDigits, text, locale.T(lang, "assistant.masked.person"), func(digits, written string) bool {
		return len(written) > len(digits) || luhn(digits[len(digits)-10:])
	})
}

// unmasked is a masked text without the words in brackets that Mask left.
func unmasked(lang locale.Lang, text string) string {
	return strings.Join(strings.Fields(strings.NewReplacer(locale.T(lang, "assistant.masked.card"), " ", locale.T(lang, "assistant.masked.person"), " ").Replace(text)), " ")
}

// replaceDigits replaces each match that does not go on in more digits and that is meant.
func replaceDigits(pattern *regexp.Regexp, text, by string, meant func(digits, written string) bool) string {
	var out strings.Builder
	last := 0
	for from := 0; from < len(text); {
		at := pattern.FindStringIndex(text[from:])
		if at == nil {
			break
		}
		start, end := from+at[0], from+at[1]
		written := text[start:end]
		if !digitAt(text, start-1) && !digitAt(text, end) && meant(onlyDigits(written), written) {
			out.WriteString(text[last:start])
			out.WriteString(by)
			last, from = end, end
			continue
		}
		from = start + 1
	}
	out.WriteString(text[last:])
	return out.String()
}

func digitAt(text string, i int) bool {
	return i >= 0 && i < len(text) && text[i] >= '0' && text[i] <= '9'
}

func onlyDigits(text string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, text)
}

// luhn says whether the last digit is the check digit of those before it (ISO/IEC 7812-1 annex B).
func luhn(digits string) bool {
	sum := 0
	for i := range len(digits) {
		d := int(digits[len(digits)-1-i] - '0')
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}
