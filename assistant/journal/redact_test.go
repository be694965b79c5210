package journal

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"forvag/internal/locale"
)

func TestRedact(t *testing.T) {
	for _, tc := range []struct{ name, text, want string }{
		{"mail", "skicka till eva.ek@almby.example tack", "skicka till [e-postadress] tack"},
		{"mail with words for the sign", "min adress är lo (at) post.example", "min adress är [e-postadress]"},
		{"web", "se www.exempel.se/jag", "se [webbadress]"},
		{"mobile", "ring mig på 070-123 45 67", "ring mig på [telefonnummer]"},
		{"mobile in a row", "0701234567 nås jag på", "[telefonnummer] nås jag på"},
		{"abroad", "+46 70 123 45 67", "[telefonnummer]"},
		{"opening hours are no telephone", "har ni öppet 08-16 eller kl 14:30", "har ni öppet 08-16 eller kl 14:30"},
		{"street", "bygga på Storgatan 12 B lgh 1101", "bygga på [adress]"},
		{"street of two words", "jag bor på Stora Nygatan 3", "jag bor på [adress]"},
		{"street with a mark first", "Ängsvägen 3", "[adress]"},
		{"street without a number", "det är mörkt på Storgatan", "det är mörkt på Storgatan"},
		{"post code", "till 123 45 Almby", "till [adress]"},
		{"property", "gränsen mot Almby 4:12", "gränsen mot [fastighet]"},
		{"block", "vad får jag göra på fastigheten kvarnen 3", "vad får jag göra på fastigheten [fastighet]"},
		{"law is no property", "enligt 6:37", "enligt 6:37"},
		{"plate", "bilen ABC 12D står fel", "bilen [registreringsnummer] står fel"},
		{"plate in lower case", "abc123", "[registreringsnummer]"},
		{"a limit is no plate", "max 500 meter och 100 kvm", "max 500 meter och 100 kvm"},
		{"case", "hur går det med BN 2026-000123", "hur går det med [ärendenummer]"},
		{"years are no case", "läsåret 2026-2027", "läsåret 2026-2027"},
		{"follow code", "min kod ABCD-EFGH-JK12", "min kod [nummer]"},
		{"day of birth", "född 2019-03-04", "född [nummer]"},
		{"a law's number", "lag 2010:900", "lag 2010:900"},
		{"name after words", "hej jag heter Zlata Ibra och", "hej jag heter [namn] och"},
		{"given name", "kan anna byta skola", "kan [namn] byta skola"},
		{"given name with a surname", "kan Anna Ek byta skola", "kan [namn] byta skola"},
		{"genitive", "Annas plats i kön", "[namn] plats i kön"},
		{"surname", "min granne Bo Persson eldar", "min granne [namn] eldar"},
		{"surname in lower case", "min granne persson eldar", "min granne [namn] eldar"},
		{"cheese is no name", "var slänger man osten", "var slänger man osten"},
		{"staff", "varför svarar inte Siv Alm", "varför svarar inte [namn]"},
		{"a mark stays", "barnet [personnummer] och [namn]", "barnet [personnummer] och [namn]"},
		{"sizes stay", "altan på 28 m² och 1,8 m hög, 4,5 m från gränsen", "altan på 28 m² och 1,8 m hög, 4,5 m från gränsen"},
		{"ordinary", "Vad kostar förskolan om jag är arbetslös?", "Vad kostar förskolan om jag är arbetslös?"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := Redact(locale.SV, tc.text, []string{"Siv Alm"}); got != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
	if got, want := Redact(locale.EN, "my name is Eva Ek", nil), "my name is [name]"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// Whatever is written around them, an address for mail, a telephone number, a street with its number and a name do not come through.
func TestRedactSeesThroughWhatIsAround(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		around := rapid.StringMatching(`[A-Za-zåäöÅÄÖ0-9 .,:;()/-]{0,20}`)
		secret := rapid.SampledFrom([]string{"eva.ek@post.example", "070-123 45 67", "Storgatan 12", "Persson", "850712 9805 00"}).Draw(t, "secret")
		text := around.Draw(t, "before") + " " + secret + " " + around.Draw(t, "after")
		if got := Redact(locale.SV, text, nil); strings.Contains(got, secret) {
			t.Fatalf("%q became %q", text, got)
		}
	})
}

func FuzzRedact(f *testing.F) {
	f.Add("ring Anna på 070-123 45 67 Storgatan 1")
	f.Add("\xff 4:12")
	f.Fuzz(func(t *testing.T, text string) { Redact(locale.SV, text, []string{"Siv Alm"}) })
}
