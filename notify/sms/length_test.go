package sms_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"forvag/notify/sms"
)

func TestLength(t *testing.T) {
	cases := []struct {
		name, text      string
		units, segments int
		gsm             bool
	}{
		{"nothing", "", 0, 0, true},
		{"Swedish letters are in the alphabet", "Åsa åt ärtor i Örebro", 21, 1, true},
		{"a euro sign takes two places", "€", 2, 1, true},
		{"one whole message", strings.Repeat("a", 160), 160, 1, true},
		{"one place more makes two", strings.Repeat("a", 161), 161, 2, true},
		{"two whole parts", strings.Repeat("a", 306), 306, 2, true},
		{"an escaped character is not cut in two", strings.Repeat("a", 152) + "€" + strings.Repeat("a", 152), 306, 3, true},
		{"a dash makes it UCS-2", "a–b", 3, 1, false},
		{"seventy of those", strings.Repeat("–", 70), 70, 1, false},
		{"and one more", strings.Repeat("–", 71), 71, 2, false},
		{"a smile is two units", "😀", 2, 1, false},
	}
	for _, c := range cases {
		units, segments, gsm := sms.Length(c.text)
		if units != c.units || segments != c.segments || gsm != c.gsm {
			t.Errorf("%s: %d units in %d parts, GSM %v; want %d, %d, %v", c.name, units, segments, gsm, c.units, c.segments, c.gsm)
		}
	}
}

// TestLongerIsNeverLess holds that what is added never makes a message shorter or cheaper.
func TestLongerIsNeverLess(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text, added := rapid.String().Draw(t, "text"), rapid.SampledFrom([]rune("aå€–😀")).Draw(t, "added")
		_, before, _ := sms.Length(text)
		if _, after, _ := sms.Length(text + string(added)); after < before || after > before*3+1 {
			t.Fatalf("%d parts, and %d with %q added", before, after, added)
		}
	})
}
