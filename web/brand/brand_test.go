package brand

import (
	"bytes"
	"image"
	"image/png"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

const goodLogo = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 44"><path fill="#145c4a" d="M4 2h32v40H4Z"/></svg>`

func folder(files map[string]string) fstest.MapFS {
	m := fstest.MapFS{}
	for name, body := range files {
		m[name] = &fstest.MapFile{Data: []byte(body)}
	}
	return m
}

// svg is a picture with that inside.
func svg(inner string) string {
	return `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 40 44">` + inner + `</svg>`
}

func square(t *testing.T, side int) string {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewRGBA(image.Rect(0, 0, side, side))); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestPicturesThatAreRefused(t *testing.T) {
	tests := []struct {
		name, body, want string
	}{
		{"script", svg(`<script>alert(1)</script>`), "may not run script"},
		{"script under another prefix", svg(`<s:script xmlns:s="http://www.w3.org/2000/svg">alert(1)</s:script>`), "may not run script"},
		{"script in XHTML", svg(`<script xmlns="http://www.w3.org/1999/xhtml">alert(1)</script>`), "may not run script"},
		{"handler", svg(`<path d="M0 0" onclick="alert(1)"/>`), "onclick"},
		{"handler in capitals", svg(`<path d="M0 0" ONLOAD="alert(1)"/>`), "ONLOAD> is refused: a picture may not run script"},
		{"handler on the root", `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1" onload="x()"/>`, "onload"},
		{"picture from elsewhere", svg(`<image href="https://example.org/a.png"/>`), "<image> is refused"},
		{"use from elsewhere", svg(`<use xlink:href="https://example.org/a.svg#b"/>`), "reach outside itself"},
		{"link", svg(`<a href="#x"><path d="M0 0"/></a>`), "may not hold links"},
		{"page", svg(`<foreignObject/>`), "may not hold pages"},
		{"style that fetches", svg(`<style>path{fill:url(https://example.org/a)}</style>`), "url(https://example.org/a) is refused"},
		{"style in CDATA that fetches", svg(`<style><![CDATA[@import "https://example.org/a.css";]]></style>`), "@import"},
		{"style attribute that fetches", svg(`<path style="fill:URL( 'http://example.org/' )" d="M0 0"/>`), "is refused"},
		{"hidden by a backslash", svg(`<style>path{fill:u\72l(https://example.org/a)}</style>`), "backslash"},
		{"fill that fetches", svg(`<path fill="url(//example.org/a#b)" d="M0 0"/>`), "reach outside itself"},
		{"animation", svg(`<animate attributeName="href"/>`), "stand still"},
		{"set", svg(`<set attributeName="onclick" to="x()"/>`), "<set> is refused"},
		{"text", svg(`<text>Almby</text>`), "convert text to paths"},
		{"base", svg(`<g xml:base="https://example.org/"/>`), "xml:base"},
		{"document type", `<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>` + goodLogo, "document type"},
		{"entity", svg(`<title>&x;</title>`), "not well-formed"},
		{"style sheet", `<?xml-stylesheet href="https://example.org/a.css"?>` + goodLogo, "xml-stylesheet"},
		{"cut off", goodLogo[:60], "not well-formed"},
		{"page instead", `<html xmlns="http://www.w3.org/1999/xhtml"/>`, "not an SVG picture"},
		{"without namespace", `<svg viewBox="0 0 1 1"/>`, "not an SVG picture"},
		{"no text at all", " \n", "not an SVG picture"},
		{"without size", `<svg xmlns="http://www.w3.org/2000/svg"/>`, "viewBox"},
		{"without width", `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 0 44"/>`, "viewBox"},
		{"endless", `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 NaN Inf"/>`, "viewBox"},
		{"deep", svg(strings.Repeat("<g>", 100) + strings.Repeat("</g>", 100)), "deep"},
		{"too large", svg(strings.Repeat(" ", 25<<10)), "larger than 24 kB"},
		{"empty", "", "empty"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b, wrong, err := Read(folder(map[string]string{Logo: tt.body}), "")
			if err != nil || b != nil || len(wrong) == 0 {
				t.Fatalf("brand = %v, faults = %v, error %v; want faults alone", b, wrong, err)
			}
			if got := Faults(wrong).Error(); !strings.Contains(got, tt.want) || !strings.HasPrefix(got, "brand/logo.svg") {
				t.Errorf("faults = %s; want %q", got, tt.want)
			}
		})
	}
}

func TestPicturesThatAreTaken(t *testing.T) {
	tests := []struct{ name, body string }{
		{"plain", goodLogo},
		{"gradient and use within", svg(`<defs><linearGradient id="a"><stop stop-color="red"/></linearGradient><path id="p" d="M0 0"/></defs>
			<use href="#p" fill="url(#a)"/><use xlink:href="#p" style="fill:url('#a')"/>`)},
		{"classes", svg(`<style type="text/css">.st0{fill:#145C4A;}</style><path class="st0" d="M0 0"/>`)},
		{"declaration and comment", `<?xml version="1.0" encoding="utf-8"?><!-- drawn by hand -->` + goodLogo},
		{"size without viewBox", `<svg xmlns="http://www.w3.org/2000/svg" width="40px" height="44"/>`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b, wrong, err := Read(folder(map[string]string{Logo: tt.body}), "")
			if err != nil || len(wrong) > 0 {
				t.Fatalf("faults = %v, error %v", wrong, err)
			}
			if got := b.LogoWidth(44); got != 40 {
				t.Errorf("width at 44 = %d, want 40", got)
			}
			if b.LogoNames() || !b.HasMark() || b.Empty() {
				t.Errorf("names %v, mark %v, empty %v; want only a mark", b.LogoNames(), b.HasMark(), b.Empty())
			}
		})
	}
}

func TestWideLogotypeCarriesTheName(t *testing.T) {
	for width, want := range map[string]bool{"109": false, "110": true, "300": true} {
		b, wrong, err := Read(folder(map[string]string{Logo: strings.Replace(goodLogo, "40 44", width+" 44", 1)}), "")
		if err != nil || len(wrong) > 0 {
			t.Fatal(wrong, err)
		}
		if got := b.LogoNames(); got != want {
			t.Errorf("%s × 44 carries the name: %v, want %v", width, got, want)
		}
	}
}

func TestFilesOfAFolder(t *testing.T) {
	tests := []struct {
		name  string
		files map[string]string
		want  []string // of the faults, in order: file and some words
	}{
		{"nothing", nil, nil},
		{"what is not served", map[string]string{"theme.json": "{}", "README.md": "x", ".DS_Store": "x"}, nil},
		{"icons", map[string]string{"icon-192.png": square(t, 192), "apple-touch-icon.png": square(t, 180)}, nil},
		{"misspelt", map[string]string{"logga.svg": goodLogo}, []string{"brand/logga.svg: not a file of a brand folder"}},
		{"wrong size", map[string]string{"icon-512.png": square(t, 192)}, []string{"brand/icon-512.png: 192 × 192 pixels; it must be 512 × 512"}},
		{"no picture", map[string]string{"icon-192.png": "GIF89a"}, []string{"brand/icon-192.png: not a PNG picture"}},
		{"folder", map[string]string{"logo.svg/x": "x"}, []string{"brand/logo.svg: not a file"}},
		{"dark alone", map[string]string{LogoDark: goodLogo}, []string{"brand/logo-dark.svg: a logotype for dark grounds needs logo.svg"}},
		{"several", map[string]string{Logo: svg("<a/>"), Favicon: svg("<script/>\n<set/>")}, []string{
			"brand/favicon.svg:1:104: <script>", "brand/favicon.svg:2:1: <set>", "brand/logo.svg:1:104: <a>",
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, wrong, err := Read(folder(tt.files), "")
			if err != nil {
				t.Fatal(err)
			}
			if len(wrong) != len(tt.want) {
				t.Fatalf("faults = %v, want %q", wrong, tt.want)
			}
			for i, f := range wrong {
				if !strings.HasPrefix(f.Error(), tt.want[i]) {
					t.Errorf("fault %d = %v, want %s", i, f, tt.want[i])
				}
			}
		})
	}
	if _, _, err := Read(nil, ""); err != nil {
		t.Error(err)
	}
}

// TestBrightYellowIsRefused holds a colour to what the tool makes of it: a primary button that is as dark as the page in the dark scheme, and as
// light in the light one. Each colour is readable by itself, so nothing else sees it.
func TestBrightYellowIsRefused(t *testing.T) {
	_, wrong, err := Read(os.DirFS("testdata/yellow"), "")
	if err != nil {
		t.Fatal(err)
	}
	got := make([]string, len(wrong))
	for i, f := range wrong {
		got[i], _, _ = strings.Cut(f.Words, ";")
		if f.File != "theme.css" || f.Line == 0 {
			t.Errorf("stands at %s:%d", f.File, f.Line)
		}
	}
	want := []string{
		"in the light scheme a button (primary-base-default, #ffcc00) has contrast 1.51:1 to neutral-surface-default (#ffffff)",
		"in the light scheme a button (primary-base-default, #ffcc00) has contrast 1.37:1 to neutral-background-tinted (#f3f4f3)",
		"in the dark scheme a button (primary-base-default, #302600) has contrast 1.01:1 to neutral-surface-default (#222a27)",
		"in the dark scheme a button (primary-base-default, #302600) has contrast 1.09:1 to neutral-background-tinted (#1a211e)",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("faults (-want +got):\n%s", diff)
	}
}

func TestThemesThatAreRefused(t *testing.T) {
	own := string(carried)
	change := func(old, new string) string {
		t.Helper()
		if !strings.Contains(own, old) {
			t.Fatalf("the theme has no %s", old)
		}
		return strings.ReplaceAll(own, old, new)
	}
	tests := []struct{ name, css, want string }{
		{"text too light", change("--ds-color-neutral-text-subtle:#565f5c", "--ds-color-neutral-text-subtle:#aaaaaa"), "in the light scheme text (neutral-text-subtle"},
		{"colour missing", change("--ds-color-accent-", "--ds-color-other-"), "--ds-color-accent-text-default is missing in the light scheme"},
		{"colour by name", change("--ds-color-primary-base-default:#145C4A", "--ds-color-primary-base-default:green"), "primary-base-default is missing"},
		{"import", `@import "https://example.org/a.css";` + own, "@import"},
		{"fetches", own + `:root{--x:url(https://example.org/a)}`, "url(…) is refused"},
		{"fetches a set", own + `:root{--x:image-set("a" 1x)}`, "image-set(…) is refused"},
		{"rule of its own", own + `body{display:none}`, `"display" is refused`},
		{"typeface", own + `@font-face{src:x}`, "@font-face"},
		{"escape", own + `:root{--x:u\72l(x)}`, "has no place"},
		{"page", "<html></html>", "has no place"},
		{"too many ends", own + "}", "too many"},
		{"cut off", own[:len(own)-20], "ends in the middle"},
		{"words", "hello", "ends in the middle"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, wrong, err := Read(folder(map[string]string{"theme.css": tt.css}), "")
			if err != nil {
				t.Fatal(err)
			}
			if got := Faults(wrong).Error(); !strings.Contains(got, tt.want) {
				t.Errorf("faults = %s; want %q", got, tt.want)
			}
		})
	}
}

func TestContrast(t *testing.T) {
	tests := []struct {
		a, b string
		want float64
	}{
		{"#000", "#ffffff", 21}, {"#fff", "#FFFFFF", 1}, {"#767676", "#fff", 4.54}, {"#fff", "#767676", 4.54}, {"#ff0000", "#fff", 4},
	}
	for _, tt := range tests {
		a, okA := parseColour(tt.a)
		b, okB := parseColour(tt.b)
		if got := contrast(a, b); !okA || !okB || got < tt.want-0.005 || got > tt.want+0.005 {
			t.Errorf("contrast of %s and %s = %.3f, want %.2f", tt.a, tt.b, got, tt.want)
		}
	}
	for _, s := range []string{"", "fff", "#ffff", "#+fffff", "#gggggg", "red", "#ffffff80"} {
		if _, ok := parseColour(s); ok {
			t.Errorf("%q is read as a colour", s)
		}
	}
}

// FuzzRead holds that no bytes end the program, and that what is taken holds nothing that runs.
func FuzzRead(f *testing.F) {
	f.Add([]byte(goodLogo), []byte(":root{--a:b}"))
	f.Add([]byte(svg(`<script/>`)), []byte("@media x{}"))
	f.Fuzz(func(t *testing.T, logo, css []byte) {
		if _, wrong := readSVG(Logo, logo); len(wrong) == 0 && bytes.Contains(bytes.ToLower(logo), []byte("<script")) &&
			!bytes.Contains(logo, []byte("<!--")) && !bytes.Contains(logo, []byte("<![CDATA[")) {
			t.Errorf("taken: %q", logo)
		}
		readTheme(css)
	})
}
