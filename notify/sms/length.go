// Package sms is text messages to telephones.
package sms

import "unicode/utf16"

// The GSM 7-bit default alphabet and its extension table, whose characters take two places (3GPP TS 23.038, 6.2.1). The escape is not a character.
const (
	basic = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
	more  = "\f^{}\\[~]|€"
)

// width is how many places a character takes in the alphabet; 0 where it has none.
var width = func() map[rune]int {
	w := map[rune]int{}
	for _, r := range basic {
		w[r] = 1
	}
	for _, r := range more {
		w[r] = 2
	}
	return w
}()

// Length tells how long a text is on the air: in septets of the GSM alphabet, or, where a character is not in it, in code units of UCS-2; in how many
// parts it goes, each of which is paid for; and whether it is GSM. An empty text has no part.
func Length(text string) (units, segments int, gsm bool) {
	gsm = true
	for _, r := range text {
		n := width[r]
		if n == 0 {
			gsm = false
			break
		}
		units += n
	}
	if gsm {
		return units, parts(text, 160, 153, func(r rune) int { return width[r] }), true
	}
	units = len(utf16.Encode([]rune(text)))
	return units, parts(text, 70, 67, utf16.RuneLen), false
}

// parts counts the parts of a text: one of the size alone, or several that each hold a header too. No character is cut in two.
func parts(text string, alone, each int, of func(rune) int) int {
	total, n, left := 0, 0, 0
	for _, r := range text {
		total += of(r)
		if left < of(r) {
			n, left = n+1, each
		}
		left -= of(r)
	}
	if total <= alone {
		return min(n, 1)
	}
	return n
}
