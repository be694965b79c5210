package browser_test

import (
	"embed"
	"fmt"
	"image/png"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"forvag/internal/browser"
)

//go:embed testdata
var testdata embed.FS

func TestMain(m *testing.M) { browser.Main(m) }

// policy is the strictest that the checks must work under.
const policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'"

// site serves a page without faults, what it links to, and any other page as its path says.
func site(t *testing.T, more map[string]string) string {
	t.Helper()
	mux := http.NewServeMux()
	page := func(path, html string) {
		mux.HandleFunc("GET "+path, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			w.Header().Set("Content-Security-Policy", policy)
			io.WriteString(w, html)
		})
	}
	file := func(name string) string {
		b, err := testdata.ReadFile("testdata/" + name)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	page("/{$}", file("good.html"))
	page("/more", document("<h1>Ring oss</h1><p>Telefon 040-12 34 56</p>"))
	for path, html := range more {
		page(path, html)
	}
	mux.HandleFunc("GET /style.css", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/css")
		io.WriteString(w, file("style.css"))
	})
	mux.HandleFunc("GET /live.js", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/javascript")
		io.WriteString(w, `setTimeout(() => { document.querySelector("#live").textContent = "Nu med skript"; }, 60);`)
	})
	mux.HandleFunc("GET /fault.js", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/javascript")
		io.WriteString(w, `missing.call();`)
	})
	mux.HandleFunc("POST /send", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		if r.FormValue("vad") == "" {
			w.WriteHeader(http.StatusUnprocessableEntity)
			io.WriteString(w, document("<h1>Något saknas</h1>"))
			return
		}
		size := int64(-1)
		if _, head, err := r.FormFile("bild"); err == nil {
			size = head.Size
		}
		http.SetCookie(w, &http.Cookie{Name: "sent", Value: "1", Path: "/"})
		io.WriteString(w, document(fmt.Sprintf("<h1>Tack</h1><p id=got>%s, %s, %s, %s, %d byte</p>",
			r.FormValue("vad"), r.FormValue("dag"), r.FormValue("slag"), r.FormValue("svar"), size)))
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server.URL
}

// document wraps the content of main in a page without faults.
func document(main string) string {
	return `<!DOCTYPE html><html lang="sv"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">` +
		`<title>Almby kommun</title><link rel="icon" href="data:,"><link rel="stylesheet" href="/style.css"></head>` +
		`<body><main>` + main + `</main></body></html>`
}

// TestAsksForSwedish holds that pages get a new visitor's language from the header, where Chromium without a head would ask for English.
func TestAsksForSwedish(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		io.WriteString(w, document("<h1>"+r.Header.Get("Accept-Language")+"</h1>"))
	}))
	t.Cleanup(server.Close)
	if asked := browser.Open(t, server.URL).Goto("/").Text("h1"); !strings.HasPrefix(asked, "sv-SE,sv") {
		t.Errorf("it asks for %q", asked)
	}
}

// recorder takes down what a check reports, in place of failing the test.
type recorder struct {
	testing.TB
	said []string
}

func (r *recorder) Helper() {}

func (r *recorder) Errorf(format string, args ...any) {
	r.said = append(r.said, fmt.Sprintf(format, args...))
}

func TestGoodPagePassesEveryCheck(t *testing.T) {
	p := browser.Open(t, site(t, nil))
	for _, script := range []bool{true, false} {
		t.Run(fmt.Sprintf("script %v", script), func(t *testing.T) {
			p := p.In(t).Script(script)
			p.Phone().Goto("/")
			p.Accessible(t)
			p.Desktop().Goto("/")
			p.Accessible(t)
			p.ValidHTML(t)
		})
	}
}

func TestFaultyPageFailsItsCheck(t *testing.T) {
	check := map[string]func(*browser.Page, testing.TB){
		"axe":       (*browser.Page).Axe,
		"schemes":   (*browser.Page).Schemes,
		"sideways":  (*browser.Page).NoSidewaysScroll,
		"target":    (*browser.Page).TargetSize,
		"contrast":  (*browser.Page).Contrast,
		"keyboard":  (*browser.Page).KeyboardOrder,
		"console":   func(p *browser.Page, t testing.TB) { p.ConsoleErrors(t) },
		"validhtml": (*browser.Page).ValidHTML,
	}
	style := func(css, main string) string {
		return strings.Replace(document("<h1>Almby</h1>"+main), "/style.css", "/css?"+css, 1)
	}
	visitor := browser.Open(t, "")
	for _, tc := range []struct {
		name, check, page, want string
	}{
		{"field without label", "axe", document(`<h1>Almby</h1><p><input></p>`), "label (critical)"},
		{"faint text", "axe", style("p{color:%23bbb}", `<p>Grå text</p>`), "color-contrast (serious)"},
		{"page without heading", "axe", document(`<p>Text</p>`), "page-has-heading-one"},
		{"faint text in dark", "schemes", style("@media(prefers-color-scheme:dark){p{color:%23bbb}}", `<p>Grå text</p>`), "color-contrast (serious)"},
		{"field without label that only dark shows", "schemes", style("input{display:none}@media(prefers-color-scheme:dark){input{display:inline}}", `<p>Svar <input></p>`),
			"label (critical)"},
		{"wide box", "sideways", style("p{width:600px}", `<p>Bred</p>`), "scrolls sideways: 608 px in a window of 320"},
		{"button out of reach", "sideways", style("body{overflow-x:clip}p{position:relative;left:400px}", `<p><button>Skicka</button></p>`),
			"to "},
		{"small button", "target", style("button{width:20px;height:20px;padding:0;border:0}", `<button>x</button>`), "target of 20 × 20 px"},
		{"small check box without label", "target", style("input{width:10px;height:10px}", `<input type="checkbox" aria-label="Ja">`),
			"target of 10 × 10 px"},
		{"buttons that touch", "target", style("button{display:block;width:90px;height:40px}", `<button>Ja</button><button>Nej</button>`),
			"buttons 0 px from each other: <button>Ja</button> and <button>Nej</button>"},
		{"buttons that touch, without blue or border", "target", style("button{display:block;width:90px;height:40px;border:0;background:%23fc0}", `<button>Ja</button><button>Nej</button>`),
			"buttons 0 px from each other: <button>Ja</button> and <button>Nej</button>"},
		{"button like its surface", "contrast", style("button{background:%23fff9e0;border:0}", `<button>Skicka</button>`),
			"button stands out 1.0"},
		{"button like its surface, in another colour space", "contrast",
			style("button{background:oklch(95%25 0.05 100);border:0}", `<button>Skicka</button>`), "button stands out 1."},
		{"click without a key", "keyboard", style("", `<a href="/more">Ring</a><p role="button">Skicka</p>`),
			`the keyboard does not reach: <p role="button">`},
		{"focus not seen", "keyboard", style(":focus{outline:none}", `<a href="/more">Ring</a>`), "focus is not seen: <a"},
		{"focus hidden under a bar", "keyboard", style("header{position:fixed;inset:0;background:white}", `<a href="/more">Ring</a><header>Almby</header>`),
			"has focus but is hidden"},
		{"focus leaps", "keyboard", style("", `<a href="/more">Ring</a><a href="/" tabindex="3">Hem</a>`), "focus leaps"},
		{"keyboard trap", "keyboard", document(`<h1>Almby</h1><p><input id="trap"></p><a href="/more">Ring</a><script src="/trap.js"></script>`),
			"the keyboard does not reach: <a"},
		{"script fault", "console", document(`<h1>Almby</h1><script src="/fault.js"></script>`), "missing is not defined"},
		{"inline script", "console", document(`<h1>Almby</h1><script>1</script>`), "Content Security Policy"},
		{"inline style", "console", document(`<h1 style="color:red">Almby</h1>`), "Content Security Policy"},
		{"missing picture", "console", document(`<h1>Almby</h1><img src="/none.png" alt="">`), "404"},
		{"foreign host", "console", document(`<h1>Almby</h1><img src="http://example.org/x.png" alt="">`), "Content Security Policy"},
		{"unclosed element", "validhtml", document(`<h1>Almby</h1><div>`), "nclosed element"},
		{"two of one id", "validhtml", document(`<h1 id="a">Almby</h1><p id="a">`), "Duplicate ID"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			p := visitor.In(t).Goto(styled(t, tc.page))
			said := &recorder{TB: t}
			check[tc.check](p, said)
			if got := strings.Join(said.said, "\n"); !strings.Contains(got, tc.want) {
				t.Errorf("%s reported %q; want a report with %q", tc.check, got, tc.want)
			}
		})
	}
}

// styled serves one page, and as its style sheet what the query of /css says.
func styled(t *testing.T, html string) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/":
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			w.Header().Set("Content-Security-Policy", policy)
			io.WriteString(w, html)
		case "/css":
			w.Header().Set("Content-Type", "text/css")
			css := strings.NewReplacer("%23", "#", "%25", "%", "%20", " ").Replace(r.URL.RawQuery)
			io.WriteString(w, "body{background:#fff;color:#000;margin:8px}"+css)
		case "/style.css":
			w.Header().Set("Content-Type", "text/css")
			io.WriteString(w, "body{background:#fff;color:#000}")
		case "/fault.js":
			w.Header().Set("Content-Type", "text/javascript")
			io.WriteString(w, "missing.call();")
		case "/trap.js":
			w.Header().Set("Content-Type", "text/javascript")
			io.WriteString(w, `document.querySelector("#trap").onkeydown = (e) => e.preventDefault();`)
		default:
			http.NotFound(w, r)
		}
	}))
	t.Cleanup(server.Close)
	return server.URL
}

func TestConsoleErrorsThatAreExpected(t *testing.T) {
	p := browser.Open(t, styled(t, document(`<h1>Almby</h1><script src="/fault.js"></script>`))).Goto("/")
	p.ConsoleErrors(t, "missing is not defined")
	said := &recorder{TB: t}
	p.ConsoleErrors(said, "missing is not defined")
	if len(said.said) != 1 {
		t.Errorf("an expected fault that did not occur gave %q; want one report", said.said)
	}
}

func TestJourney(t *testing.T) {
	base := site(t, nil)
	picture := filepath.Join(t.TempDir(), "bild.png")
	if err := os.WriteFile(picture, []byte("12345"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, script := range []bool{true, false} {
		t.Run(fmt.Sprintf("script %v", script), func(t *testing.T) {
			p := browser.Open(t, base).Script(script).Phone()
			p.Goto("/")
			if script {
				p.WaitText("#live", "Nu med skript")
			} else if got := p.Text("main > p"); !strings.HasPrefix(got, "Är det bråttom?") {
				t.Errorf("text of the first paragraph: %q", got)
			}
			p.Fill("#vad", "Gamla ord").Fill("#vad", "Lyktan på Åvägen är släckt")
			p.Fill("#dag", "2026-03-02").Fill("#slag", "vag").Upload("#bild", picture)
			p.ClickText("Ja, tack")
			p.ClickText("Skicka anmälan")
			want := "Lyktan på Åvägen är släckt, 2026-03-02, vag, ja, 5 byte"
			if got := p.Text("#got"); got != want {
				t.Errorf("after sending: %q; want %q", got, want)
			}
			if diff := cmp.Diff([]string{"200", "/send"}, []string{fmt.Sprint(p.Status()), p.Path()}); diff != "" {
				t.Error(diff)
			}
			p.Back().Click(`a[href="/more"]`).WaitFor("h1")
			if got := p.Text("h1"); got != "Ring oss" {
				t.Errorf("heading %q; want %q", got, "Ring oss")
			}
		})
	}
}

func TestErrorPageIsAPage(t *testing.T) {
	p := browser.Open(t, site(t, nil)).Goto("/").Click("form button")
	if got := p.Status(); got != http.StatusUnprocessableEntity {
		t.Errorf("status %d; want 422", got)
	}
	p.ConsoleErrors(t)
	if got, want := p.Source(), "<h1>Något saknas</h1>"; !strings.Contains(got, want) {
		t.Errorf("source %q; want it to contain %q", got, want)
	}
}

func TestKeyboardAlone(t *testing.T) {
	p := browser.Open(t, site(t, nil)).Goto("/").Press("Tab", "Enter")
	if got := browser.Eval[string](p, "location.hash"); got != "#innehall" {
		t.Errorf("the skip link led to %q; want #innehall", got)
	}
	p.Press("Tab", "Tab", "h", "å", "l", "Shift+Tab")
	if got := p.Value("#vad"); got != "hål" {
		t.Errorf("typed %q; want %q", got, "hål")
	}
	p.Press("Enter").WaitText("h1", "Ring oss")
}

func TestVisitorsAreApart(t *testing.T) {
	base := site(t, nil)
	one, other := browser.Open(t, base).Goto("/"), browser.Open(t, base).Goto("/")
	one.Fill("#vad", "x").Click("form button")
	cookie := func(p *browser.Page) string { return browser.Eval[string](p, "document.cookie") }
	if got := cookie(one.NewTab().Goto("/")); got != "sent=1" {
		t.Errorf("the same visitor's new tab has cookie %q; want sent=1", got)
	}
	if got := cookie(other.Goto("/")); got != "" {
		t.Errorf("another visitor has cookie %q; want none", got)
	}
}

func TestOffline(t *testing.T) {
	p := browser.Open(t, site(t, nil)).Goto("/").Offline(true)
	fetch := `fetch("/more").then(r => r.status, () => 0)`
	if got := browser.Eval[int](p, fetch); got != 0 {
		t.Errorf("offline, a fetch gave %d; want 0", got)
	}
	if browser.Eval[bool](p, "navigator.onLine") {
		t.Error("offline, the page believes that it is online")
	}
	p.Offline(false)
	if got := browser.Eval[int](p, fetch); got != 200 {
		t.Errorf("online again, a fetch gave %d; want 200", got)
	}
}

func TestScreenshot(t *testing.T) {
	p := browser.Open(t, site(t, nil)).Phone().Dark().Goto("/")
	path := filepath.Join(t.TempDir(), "screens", "front.png")
	p.Screenshot(path)
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	picture, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	if got := picture.Bounds().Size().String(); got != "(390,844)" {
		t.Errorf("size %s; want (390,844)", got)
	}
	if r, g, b, _ := picture.At(1, 1).RGBA(); r+g+b > 3*0x4000 {
		t.Error("the dark page is light")
	}
}
