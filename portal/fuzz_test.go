package portal_test

import (
	"net/url"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"forvag/portal"
)

func FuzzParseView(f *testing.F) {
	for _, s := range []string{"402000,6530000,1000", "402000,6530000,499", "0,0,0", "1,2", ",,", "9223372036854775807,6530000,1000", "402000,6530000,1e3", " 1,2,3"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		written, ok := portal.ParseView(s)
		if !ok {
			return
		}
		if again, ok := portal.ParseView(written); !ok || again != written {
			t.Errorf("%q is read as %s, and that as %s", s, written, again)
		}
	})
}

func FuzzLocal(f *testing.F) {
	for _, s := range append([]string{"/", "/arenden?q=1#x", ""}, elsewhere...) {
		f.Add(s)
	}
	base, err := url.Parse("https://portal.example/logga-in")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := portal.Local(s, "/fallback")
		if got != s && got != "/fallback" {
			t.Fatalf("%q became %q", s, got)
		}
		// What browsers do before they read an address (WHATWG URL, 4.4): drop tabs and line ends, and take \ for /.
		read := strings.NewReplacer("\t", "", "\n", "", "\r", "", `\`, "/").Replace(strings.TrimFunc(got, func(c rune) bool { return c <= ' ' }))
		if !strings.HasPrefix(read, "/") || strings.HasPrefix(read, "//") {
			t.Errorf("%q leads away", s)
		}
		if to, err := base.Parse(read); err == nil && to.Host != "portal.example" {
			t.Errorf("%q leads to %s", s, to.Host)
		}
	})
}

func FuzzFileName(f *testing.F) {
	for _, s := range []string{"intyg.pdf", `C:\Users\x\intyg.pdf`, "../../etc/passwd", "", ".", "..", "/", "\u202efdp.exe", "a\r\nb", strings.Repeat("å", 400), "\xff\xfe", "\x00", "…"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := portal.FileName(s)
		if got == "" || got == "." || got == ".." || !utf8.ValidString(got) || utf8.RuneCountInString(got) > 120 || strings.ContainsAny(got, `/\`) {
			t.Errorf("%q became %q", s, got)
		}
		for _, c := range got {
			if unicode.IsControl(c) || unicode.Is(unicode.Bidi_Control, c) {
				t.Errorf("%q became %q", s, got)
			}
		}
		if again := portal.FileName(got); again != got {
			t.Errorf("%q became %q, and that %q", s, got, again)
		}
	})
}

func FuzzReadForm(f *testing.F) {
	const form = "application/x-www-form-urlencoded"
	media, body := multi(part{name: "text", content: "hej"}, part{name: "f", file: "a.pdf", content: string(pdf)})
	f.Add(media, body)
	f.Add(media, body[:len(body)/2])
	f.Add(form, []byte("a=b&a=c&%ff=%00"))
	f.Add(form, []byte("text=%1b%5b31m"))
	f.Add("text/plain", []byte("x"))
	f.Add("", []byte(nil))
	app := fiber.New()
	f.Fuzz(func(t *testing.T, media string, body []byte) {
		var raw fasthttp.RequestCtx
		raw.Request.Header.SetMethod("POST")
		raw.Request.Header.SetContentType(media)
		raw.Request.SetBody(body)
		c := app.AcquireCtx(&raw)
		defer app.ReleaseCtx(c)
		values, _, err := portal.ReadForm(c)
		if err != nil {
			if values != nil {
				t.Error("a form that cannot be read still has values")
			}
			return
		}
		n := 0
		for name, list := range values {
			n += len(list)
			for _, v := range append([]string{name}, list...) {
				if !utf8.ValidString(v) || strings.ContainsRune(v, 0) || len(v) > 20_000 {
					t.Errorf("%q holds %.100q", name, v)
				}
			}
		}
		if n > 400 {
			t.Errorf("%d values", n)
		}
	})
}
