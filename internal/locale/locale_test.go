package locale_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"forvag/internal/civil"
	"forvag/internal/locale"
)

func TestNegotiate(t *testing.T) {
	for header, want := range map[string]locale.Lang{
		"":                                       locale.SV,
		"sv-SE,sv;q=0.9,en;q=0.8":                locale.SV,
		"en-GB,en;q=0.9":                         locale.EN,
		"en;q=0.5,sv;q=0.9":                      locale.SV,
		"fi,sv;q=0.5,en;q=0.2":                   locale.SV,
		"de-DE,de;q=0.9,en;q=0.5":                locale.EN,
		"ar,so":                                  locale.SV,
		"not a header;;;q=x":                     locale.SV,
		"en," + strings.Repeat("en;q=0.1,", 500): locale.SV,
	} {
		if got := locale.Negotiate(header); got != want {
			t.Errorf("%.40q: got %s, want %s", header, got, want)
		}
	}
}

func FuzzNegotiate(f *testing.F) {
	f.Add("sv-SE,sv;q=0.9")
	f.Fuzz(func(t *testing.T, header string) {
		if _, ok := locale.Of(string(locale.Negotiate(header))); !ok {
			t.Errorf("%q gives a language that is not spoken", header)
		}
	})
}

func TestTextFallsBackOnTheOtherLanguage(t *testing.T) {
	if got := (locale.Text{SV: "Bygglov"}).In(locale.EN); got != "Bygglov" {
		t.Errorf("got %q", got)
	}
	if got := (locale.Text{SV: "Bygglov", EN: "Building permit"}).In(locale.EN); got != "Building permit" {
		t.Errorf("got %q", got)
	}
	if !(locale.Text{}).IsZero() {
		t.Error("no text is not zero")
	}
}

func TestUnknownKeyIsSeen(t *testing.T) {
	if got := locale.T(locale.SV, "no.such.key"); got != "⟦no.such.key⟧" {
		t.Errorf("got %q", got)
	}
}

func TestSortSwedish(t *testing.T) {
	names := []string{"Öberg", "Zetterlund", "Ångström", "Äng", "andersson", "Wik", "Vik", "Édith"}
	locale.Sort(locale.SV, names, func(s string) string { return s })
	if diff := cmp.Diff([]string{"andersson", "Édith", "Vik", "Wik", "Zetterlund", "Ångström", "Äng", "Öberg"}, names); diff != "" {
		t.Error(diff)
	}
	english := []string{"Öberg", "Zetterlund", "Persson"}
	locale.Sort(locale.EN, english, func(s string) string { return s })
	if !slices.Equal(english, []string{"Öberg", "Persson", "Zetterlund"}) {
		t.Errorf("in English: %v", english)
	}
}

func TestDaysAndTimes(t *testing.T) {
	at := func(s string) time.Time {
		v, err := time.Parse(time.RFC3339, s)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	now := at("2026-11-22T11:30:00Z")
	for _, tc := range []struct{ name, got, want string }{
		{"date", locale.Date(locale.SV, civil.Must("2026-11-22")), "22 november 2026"},
		{"date in English", locale.Date(locale.EN, civil.Must("2026-05-01")), "1 May 2026"},
		{"no date", locale.Date(locale.SV, civil.Date{}), ""},
		{"weekday", locale.Weekday(locale.SV, civil.Must("2026-11-22").Weekday()), "söndag"},
		{"today", locale.When(locale.SV, at("2026-11-22T08:12:00Z"), now), "i dag 09.12"},
		{"today in English", locale.When(locale.EN, at("2026-11-22T08:12:00Z"), now), "today 09:12"},
		{"today by Swedish clock, yesterday by UTC", locale.When(locale.SV, at("2026-11-21T23:05:00Z"), now), "i dag 00.05"},
		{"yesterday", locale.When(locale.SV, at("2026-11-21T22:59:00Z"), now), "i går 23.59"},
		{"this year", locale.When(locale.SV, at("2026-07-03T08:12:00Z"), now), "3 juli 10.12"},
		{"another year", locale.When(locale.EN, at("2025-12-31T08:12:00Z"), now), "31 December 2025"},
		{"in full", locale.Time(locale.SV, at("2026-11-22T08:12:00Z")), "22 november 2026 kl. 09.12"},
		{"in full, English", locale.Time(locale.EN, at("2026-07-22T08:12:00Z")), "22 July 2026 at 10:12"},
	} {
		if tc.got != tc.want {
			t.Errorf("%s: got %q, want %q", tc.name, tc.got, tc.want)
		}
	}
}

func TestNumbersAndMoney(t *testing.T) {
	for _, tc := range []struct{ got, want string }{
		{locale.Number(locale.SV, 2026), "2026"},
		{locale.Number(locale.SV, 12345), "12\u00a0345"},
		{locale.Number(locale.EN, 1234567), "1,234,567"},
		{locale.Number(locale.SV, -12345), "−12\u00a0345"},
		{locale.Number(locale.SV, 0), "0"},
		{locale.Kronor(locale.SV, 125000), "1\u00a0250\u00a0kr"},
		{locale.Kronor(locale.SV, 1250050), "12\u00a0500,50\u00a0kr"},
		{locale.Kronor(locale.SV, 5), "0,05\u00a0kr"},
		{locale.Kronor(locale.SV, -50), "−0,50\u00a0kr"},
		{locale.Kronor(locale.EN, 1250050), "SEK\u00a012,500.50"},
		{locale.Size(locale.SV, 812), "812\u00a0B"},
		{locale.Size(locale.SV, 812_400), "812\u00a0kB"},
		{locale.Size(locale.SV, 2_440_000), "2,4\u00a0MB"},
		{locale.Size(locale.EN, 10_000_000), "10.0\u00a0MB"},
	} {
		if tc.got != tc.want {
			t.Errorf("got %q, want %q", tc.got, tc.want)
		}
	}
}

func TestLix(t *testing.T) {
	for _, tc := range []struct {
		name, text string
		want       int
	}{
		// 7 words, 2 sentences, none long: 7/2 = 3.5.
		{"short words", "Du får svar av oss. Vi ringer.", 4},
		// 5 words, 1 sentence, 3 longer than six letters (ansöker, bygglov, kommunen): 5 + 60.
		{"long words", "Du ansöker om bygglov hos kommunen.", 6 + 50},
		// "ansöker" has seven letters and is long, "kommun" six and is not: 4 words, 1 sentence: 4 + 25.
		{"six letters are not long", "Du ansöker hos kommun.", 29},
		// The heading is a sentence of its own: 6 words, 2 sentences, 1 long: 3 + 16.7.
		{"blank line ends a heading", "Lämna bil\n\nVi hjälper dig hem.", 20},
		// 6 words ("12,5" and "e-post" are one each), 1 sentence, none long.
		{"marks inside words", "Skriv e-post om 12,5 kr nu!", 6},
		{"quotes after the full stop", "Hon sa \"ja.\" Han sa (nej).", 3},
		{"nothing", " … – ", 0},
	} {
		if got := locale.Lix(tc.text); got != tc.want {
			t.Errorf("%s: got %d, want %d", tc.name, got, tc.want)
		}
	}
}

func TestHardest(t *testing.T) {
	for name, test := range map[string]struct{ text, want string }{
		"the hardest of the long ones": {"Du kan ansöka här när du vill. Handläggningen påbörjas efter registrering av ansökningshandlingarna. Ja.",
			"Handläggningen påbörjas efter registrering av ansökningshandlingarna."},
		"a heading ends by a blank line": {"Ansökningshandlingar\n\nDu får svar av oss om en vecka.", "Du får svar av oss om en vecka."},
		"short ones only":                {"Ansökan. Du.", "Ansökan."},
		"nothing":                        {"", ""},
	} {
		if got := locale.Hardest(test.text); got != test.want {
			t.Errorf("%s: got %q, want %q", name, got, test.want)
		}
	}
}
