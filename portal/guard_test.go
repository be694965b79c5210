package portal_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"
	"golang.org/x/net/html"

	"forvag/internal/dbx/dbtest"
	"forvag/internal/locale"
	"forvag/portal"
	"forvag/portal/portaltest"
)

func TestOtherSitesCannotPost(t *testing.T) {
	w := newWorld(t)
	refused := text("portal.error.cross_origin")
	for _, tc := range []struct {
		name   string
		header map[string]string
		ok     bool
	}{
		{"our own page", map[string]string{"Sec-Fetch-Site": "same-origin"}, true},
		{"our own page in an old browser", nil, true},
		{"typed by hand", map[string]string{"Sec-Fetch-Site": "none", "Origin": ""}, true},
		{"no browser at all", map[string]string{"Origin": ""}, true},
		{"another site", map[string]string{"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}, false},
		{"another site, origin hidden", map[string]string{"Sec-Fetch-Site": "cross-site", "Origin": "null"}, false},
		{"another site that claims our origin", map[string]string{"Sec-Fetch-Site": "cross-site"}, false},
		{"a sister site", map[string]string{"Sec-Fetch-Site": "same-site"}, false},
		{"another site in an old browser", map[string]string{"Origin": "https://evil.example"}, false},
		{"our host on another port", map[string]string{"Origin": "http://127.0.0.1:1"}, false},
	} {
		for _, a := range w.server.Addresses() {
			if a.Method != "POST" {
				continue
			}
			got := w.do(ask{method: "POST", path: a.Path, form: url.Values{}, header: tc.header})
			if tc.ok && strings.Contains(got.body, refused) || !tc.ok && (got.status != http.StatusForbidden || !strings.Contains(got.body, refused)) {
				t.Errorf("%s posts to %s: %d", tc.name, a.Path, got.status)
			}
		}
	}
}

// TestEveryAnswerIsGuarded asks every address as several people, and addresses that are none, and looks at the headers and the elements of what comes
// back.
func TestEveryAnswerIsGuarded(t *testing.T) {
	w := newWorld(t)
	w.staffed()
	var asks []ask
	for _, role := range []string{"nobody", "Anna", "Johan"} {
		for _, a := range w.server.Addresses() {
			form := url.Values{}
			for name, v := range posts[a.Method+" "+a.Path] {
				form[name] = v
			}
			path, _ := w.things(a.Method+" "+a.Path, form)
			q := ask{method: a.Method, path: path, cookie: w.as(role)}
			if a.Method == "POST" {
				if path == "/logga-ut" {
					continue
				}
				q.form = form
			}
			asks = append(asks, q)
			if a.Method == "GET" {
				asks = append(asks, ask{method: "HEAD", path: path, cookie: w.as(role)})
			}
		}
		asks = append(asks, ask{method: "GET", path: "/finns-inte", cookie: w.as(role)}, ask{method: "DELETE", path: "/", cookie: w.as(role)},
			ask{method: "POST", path: "/sprak", cookie: w.as(role), media: "text/plain", body: []byte("x")}, ask{method: "GET", path: "/static/none.css"})
	}
	for _, q := range asks {
		a := w.do(q)
		where := q.method + " " + q.path
		guarded(t, where, a)
		if q.method == "HEAD" && (a.status == http.StatusNotFound) != (w.get(q.path, q.cookie).status == http.StatusNotFound) {
			t.Errorf("%s: %d, otherwise than GET", where, a.status)
		}
	}
}

// guarded looks at one answer: the headers of every answer, and of a page its elements.
func guarded(t *testing.T, where string, a answer) {
	t.Helper()
	for name, want := range map[string]string{
		"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "X-Frame-Options": "DENY",
		"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
	} {
		if got := a.header.Get(name); got != want {
			t.Errorf("%s: %s is %q", where, name, got)
		}
	}
	file := strings.Contains(where, "/fil/") || strings.Contains(where, "/handling/")
	switch csp := a.header.Get("Content-Security-Policy"); {
	case file && a.status == http.StatusOK:
		if !strings.Contains(csp, "default-src 'none'") || !strings.Contains(csp, "sandbox") || strings.Contains(csp, "unsafe") {
			t.Errorf("%s: a file under %q", where, csp)
		}
	case csp != portal.Policy || strings.Contains(csp, "unsafe"):
		t.Errorf("%s: policy %q", where, csp)
	}
	if cache := a.header.Get("Cache-Control"); cache != "no-store" && !strings.Contains(where, "/static/") && !slices.ContainsFunc(
		[]string{"/karta.svg", "/sw.js", "/manifest", "/favicon", "/robots"}, func(s string) bool { return strings.Contains(where, s) }) {
		t.Errorf("%s: Cache-Control %q", where, cache)
	}
	for _, line := range a.header.Values("Set-Cookie") {
		c, err := http.ParseSetCookie(line)
		if err != nil || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" {
			t.Errorf("%s: cookie %q", where, strings.Split(line, "=")[0])
		}
	}
	if strings.HasPrefix(a.header.Get("Content-Type"), "text/html") {
		nothingInline(t, where, a.body)
	}
}

// nothingInline holds a page to its policy: what that would block must not be there, and what markup somebody wrote must not have become any.
func nothingInline(t *testing.T, where, page string) {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		attrs := map[string]string{}
		for _, a := range n.Attr {
			attrs[a.Key] = a.Val
			if strings.HasPrefix(a.Key, "on") || a.Key == "style" || a.Key == "srcdoc" {
				t.Errorf("%s: <%s %s>", where, n.Data, a.Key)
			}
			if a.Key == "href" || a.Key == "src" || a.Key == "action" || a.Key == "formaction" {
				u, err := url.Parse(strings.TrimSpace(a.Val))
				if err != nil || !slices.Contains([]string{"", "http", "https", "mailto", "tel"}, u.Scheme) {
					t.Errorf("%s: <%s %s=%.60q>", where, n.Data, a.Key, a.Val)
				}
			}
		}
		own := strings.HasPrefix(attrs["src"], "/") && !strings.HasPrefix(attrs["src"], "//")
		if n.Data == "script" && !own || n.Data == "style" || n.Data == "iframe" || n.Data == "object" || n.Data == "base" || attrs["id"] == "hostile" {
			t.Errorf("%s: <%s>", where, n.Data)
		}
	}
}

func TestCookiesOverHTTPS(t *testing.T) {
	w := worldOn(t, dbtest.SQLite(t, portaltest.Modules...), true)
	for path, form := range map[string]url.Values{
		"/logga-in/demo": {"person": {string(portaltest.PersonID("000101"))}}, "/tjanster/synpunkt/borja": {}, "/sprak": {"lang": {"en"}}, "/logga-ut": {},
	} {
		cookie := ""
		if path == "/logga-ut" {
			cookie = w.logIn(portaltest.PersonID("000101"))
		}
		a := w.post(path, cookie, form)
		lines := a.header.Values("Set-Cookie")
		if len(lines) != 1 {
			t.Errorf("%s: cookies %q", path, lines)
			continue
		}
		c, err := http.ParseSetCookie(lines[0])
		if err != nil || !c.Secure || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" {
			t.Errorf("%s: %+v", path, c)
		}
		if want := map[bool]string{true: "sprak", false: "__Host-forvag"}[path == "/sprak"]; c.Name != want {
			t.Errorf("%s: cookie %s, want %s", path, c.Name, want)
		}
		if gone := c.Value == ""; gone != (path == "/logga-ut") {
			t.Errorf("%s: value %q", path, c.Value)
		}
		if hsts := a.header.Get("Strict-Transport-Security"); !strings.HasPrefix(hsts, "max-age=") {
			t.Errorf("%s: Strict-Transport-Security %q", path, hsts)
		}
	}
}

func TestLimitsBite(t *testing.T) {
	w := newWorld(t)
	for i, tc := range []struct {
		name, path, cookie string
		most               int
	}{
		{"login", "/logga-in/demo", "", 100}, {"follow code", "/folj", "", 20}, {"report", "/tillganglighet", "", 60},
		{"begin a form", "/tjanster/synpunkt/borja", w.as("Anna"), 60},
	} {
		from := fmt.Sprintf("192.0.2.%d", i)
		var got answer
		n := 0
		for got.status != http.StatusTooManyRequests && n < tc.most {
			lang := []string{"sv", "en"}[n%2]
			// what stands before the proxy's own word, anybody can write
			got = w.do(ask{method: "POST", path: tc.path, cookie: tc.cookie, form: url.Values{},
				header: map[string]string{"X-Forwarded-For": fmt.Sprintf("203.0.113.%d, %s", n, from), "Accept-Language": lang}})
			n++
			if got.status == http.StatusTooManyRequests {
				if words := locale.T(locale.Lang(lang), "portal.error.too_many"); !strings.Contains(got.body, words) || !strings.Contains(got.body, `lang="`+lang) {
					t.Errorf("%s: no words in %s", tc.name, lang)
				}
				guarded(t, tc.name, got)
			}
		}
		if got.status != http.StatusTooManyRequests || got.header.Get("Retry-After") == "" {
			t.Errorf("%s: %d after %d posts, Retry-After %q", tc.name, got.status, n, got.header.Get("Retry-After"))
		}
		other := w.do(ask{method: "POST", path: tc.path, cookie: tc.cookie, form: url.Values{}, header: map[string]string{"X-Forwarded-For": "198.51.100.7"}})
		if other.status == http.StatusTooManyRequests {
			t.Errorf("%s: another address is refused as well", tc.name)
		}
		if tc.cookie == "" {
			continue
		}
		colleague := w.do(ask{method: "POST", path: tc.path, cookie: w.as("Linh"), form: url.Values{}, header: map[string]string{"X-Forwarded-For": from}})
		if colleague.status == http.StatusTooManyRequests {
			t.Errorf("%s: somebody else who is logged in at the same address is refused as well", tc.name)
		}
	}
}

func TestIPv6HouseholdIsOne(t *testing.T) {
	w := newWorld(t)
	for n := range 60 {
		a := w.do(ask{method: "POST", path: "/folj", form: url.Values{}, header: map[string]string{"X-Forwarded-For": fmt.Sprintf("2001:db8:1:2::%x", n+1)}})
		if a.status == http.StatusTooManyRequests {
			return
		}
	}
	t.Error("sixty addresses of one network tried sixty codes")
}

func TestSessions(t *testing.T) {
	w := newWorld(t)
	anna := url.Values{"person": {string(portaltest.PersonID("000101"))}}

	t.Run("a session from before the login is worth nothing after", func(t *testing.T) {
		before := w.post("/tjanster/synpunkt/borja", "", nil).session()
		after := w.post("/logga-in/demo", before, anna).session()
		if after == "" || after == before {
			t.Fatalf("the session was kept through the login")
		}
		if a := w.get("/arenden", before); a.outcome() != "login" {
			t.Errorf("the old session: %s", a.outcome())
		}
		if a := w.get("/arenden", after); a.outcome() != "ok" {
			t.Errorf("the new session: %s", a.outcome())
		}
	})
	t.Run("a token that somebody made up is not taken over", func(t *testing.T) {
		a := w.post("/tjanster/synpunkt/borja", "forvag=made-up-by-somebody-else-0000000000000000000", nil)
		if s := a.session(); s == "" || strings.Contains(s, "made-up") {
			t.Errorf("session %q", s)
		}
	})
	t.Run("after logging out it is over, with its streams", func(t *testing.T) {
		in := w.post("/logga-in/demo", "", anna).session()
		f := w.leave()
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		defer cancel()
		req, err := http.NewRequestWithContext(ctx, "GET", w.url+"/arenden/"+string(f.Case.ID)+"/live", nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Cookie", in)
		stream, err := http.DefaultTransport.RoundTrip(req)
		if err != nil {
			t.Fatal(err)
		}
		defer stream.Body.Close()
		lines := bufio.NewReader(stream.Body)
		if _, err := lines.ReadString('\n'); err != nil {
			t.Fatal(err)
		}
		w.post("/logga-ut", in, nil)
		if a := w.get("/arenden", in); a.outcome() != "login" {
			t.Errorf("after logging out: %s", a.outcome())
		}
		rest, err := io.ReadAll(lines)
		if err != nil || !strings.Contains(string(rest), "event: over") {
			t.Errorf("the stream ended with %q, %v", rest, err)
		}
	})
}

// elsewhere are addresses that lead away from the portal, however they are written.
var elsewhere = []string{
	"https://evil.example", "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "http:evil.example", "javascript:alert(1)",
	"/\t/evil.example", "/\n/evil.example", "\t//evil.example", " //evil.example", "/\r\nLocation: https://evil.example", "evil.example", "data:text/html,x",
	"https:/evil.example", "//evil.example/%2f..", "/%0d%0aSet-Cookie:a=b", "//[::1]/", "/\x00/evil.example", "/\u2028/evil.example",
}

func TestNextStaysHere(t *testing.T) {
	w := newWorld(t)
	for _, next := range elsewhere {
		for path, form := range map[string]url.Values{
			"/logga-in/demo": {"person": {string(portaltest.PersonID("000101"))}, "next": {next}}, "/sprak": {"lang": {"sv"}, "next": {next}},
		} {
			a := w.post(path, "", form)
			base, _ := url.Parse("https://portal.example/")
			to, err := base.Parse(a.location())
			if a.status >= 500 || err != nil || a.status == http.StatusSeeOther && to.Host != "portal.example" || len(a.header.Values("Set-Cookie")) > 1 {
				t.Errorf("%s with next %q: %d to %q", path, next, a.status, a.location())
			}
		}
		a := w.get("/logga-in?next="+url.QueryEscape(next), "")
		if strings.Contains(a.body, "evil.example&#34;") || a.status >= 500 {
			t.Errorf("the login page carries %q on", next)
		}
		if strings.ContainsAny(next, "\r\n\x00") {
			continue // no header can hold these
		}
		a = w.do(ask{method: "POST", path: "/konto", form: url.Values{}, header: map[string]string{"Referer": next}})
		if to, _ := url.Parse(a.location()); to == nil || to.Host != "" || strings.Contains(to.Query().Get("next"), "evil") {
			t.Errorf("a post from %q is led to %q", next, a.location())
		}
	}
}

func TestHostIsNotBelieved(t *testing.T) {
	w := newWorld(t)
	for _, header := range []map[string]string{
		{"Host": "evil.example"}, {"X-Forwarded-Host": "evil.example"}, {"Host": "evil.example:80@x"}, {"Forwarded": "host=evil.example"}, {"X-Original-URL": "/evil.example"},
	} {
		for _, path := range []string{"/", "/konto", "/logga-in", "/finns-inte"} {
			a := w.do(ask{method: "GET", path: path, header: header})
			if a.status >= 500 || strings.Contains(a.body, "evil.example") || strings.Contains(a.location(), "evil.example") {
				t.Errorf("%s with %v: %d, location %q", path, header, a.status, a.location())
			}
		}
	}
}

// TestStringsOutliveTheRequest reads everything that handlers read of a request, with the server's own settings, and looks at it again after the next
// request on the same connection.
func TestStringsOutliveTheRequest(t *testing.T) {
	w := newWorld(t)
	if !w.server.Config().Immutable {
		t.Error("Immutable is off: one resident's words may end in another's case")
	}
	var read [][]string
	app := fiber.New(w.server.Config())
	app.Post("/:id", func(c *fiber.Ctx) error {
		form, _, err := portal.ReadForm(c)
		read = append(read, []string{c.Params("id"), c.Query("q"), c.Cookies("a"), c.Get("X-Own"), c.Path(), c.OriginalURL(), form["text"][0]})
		return err
	})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go func() { _ = app.Listener(l) }()
	defer func() { _ = app.Shutdown() }()
	client := &http.Client{Transport: &http.Transport{MaxConnsPerHost: 1}}
	send := func(words string) {
		req, err := http.NewRequestWithContext(t.Context(), "POST", "http://"+l.Addr().String()+"/"+words+"?q="+words, strings.NewReader("text="+words))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("Cookie", "a="+words)
		req.Header.Set("X-Own", words)
		resp, err := client.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, resp.Body)
		resp.Body.Close()
	}
	send("annas-ord")
	for range 3 {
		send("linhs-tal")
	}
	for i, s := range read[0] {
		if !strings.Contains(s, "annas-ord") {
			t.Errorf("string %d of the first request is now %q", i, s)
		}
	}
}
