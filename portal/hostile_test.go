package portal_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"maps"
	"mime/multipart"
	"net"
	"net/http"
	"net/textproto"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"forvag/internal/dbx"
	"forvag/internal/dbx/dbtest"
	"forvag/portal/draft"
	"forvag/portal/portaltest"
)

// markup would show on a page as an element with this id, if it became one.
const markup = `"'><script id=hostile>alert(1)</script><img id=hostile src=x onerror=alert(1)>`

// hostile are values that nobody means well with, by what is wrong with them.
var hostile = map[string]string{
	"markup":            markup,
	"template":          "{{.}}${7*7}<%= 1 %>",
	"SQL":               "' OR '1'='1'; DROP TABLE work_case; --",
	"LIKE":              "%_%\\",
	"very long":         strings.Repeat("å", 3000),
	"huge number":       "99999999999999999999999999999999999999999",
	"largest number":    "9223372036854775807",
	"smallest number":   "-9223372036854775808",
	"not a number":      "NaN",
	"exponent":          "1e309",
	"bidi":              "\u202Eevil\u2066\u2069",
	"control":           "a\x01\x02\x1b[31m\x7f\u0085b",
	"NUL":               "a\x00b",
	"broken UTF-8":      "a\xff\xfe\xc3(",
	"surrogate":         "\xed\xa0\x80",
	"overlong":          "\xc0\xaf..\xc0\xaf",
	"last character":    "\U0010FFFF\uFFFE",
	"combining":         "a" + strings.Repeat("\u0301", 500),
	"lines":             strings.Repeat("\r\n", 300),
	"path":              "../../../../etc/passwd",
	"date that is none": "2026-02-31",
	"date far away":     "9999-12-31",
	"date long ago":     "0000-00-00",
	"empty":             "",
	"space":             " \u00a0\u2003\t",
}

// held fails the test where an answer is none that a reader should meet: an error of ours, a trace, markup that became an element, another language.
func held(t *testing.T, where string, a answer, lang string) {
	t.Helper()
	if a.status >= 500 || a.status < 200 {
		t.Errorf("%s: status %d", where, a.status)
	}
	for _, leak := range []string{"goroutine ", "panic:", ".go:", "SQLSTATE", "sqlite", "pgx", "runtime error", "%!"} {
		if strings.Contains(a.body, leak) {
			t.Errorf("%s: the answer says %q", where, leak)
		}
	}
	if !strings.HasPrefix(a.header.Get("Content-Type"), "text/html") || a.status == http.StatusSeeOther {
		return
	}
	if !strings.Contains(a.body, `lang="`+lang+`"`) {
		t.Errorf("%s: not in %s", where, lang)
	}
	nothingInline(t, where, a.body)
}

// alone runs a sweep on SQLite and reads the log afterwards.
func alone(t *testing.T, sweep func(t *testing.T, w *world)) {
	w := newWorld(t)
	w.staffed()
	sweep(t, w)
	w.nothingPersonal(t)
}

// each is alone on SQLite and on PostgreSQL, for sweeps of what is looked up and stored: what one database takes, the other may refuse.
func each(t *testing.T, sweep func(t *testing.T, w *world)) {
	dbtest.Each(t, portaltest.Modules, func(t *testing.T, db *dbx.DB) {
		w := worldOn(t, db, false)
		w.staffed()
		sweep(t, w)
		w.nothingPersonal(t)
	})
}

// deal is a hostile value for a place, so that in a few rounds every place meets some and every value meets many places.
func deal(round, place int) (name, value string) {
	names := slices.Sorted(maps.Keys(hostile))
	name = names[(round*rounds+place*7)%len(names)]
	return name, hostile[name]
}

// rounds are how often each place is dealt a value.
const rounds = 4

func TestHostileAddresses(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		f, d := w.leave(), w.draft()
		real := map[string]string{":case": string(f.Case.ID), ":document": string(f.Documents[0].ID), ":request": string(f.Requests[0].ID), ":draft": d.ID,
			":file": d.Files[0].ID, ":service": "skolskjuts", ":page": "barnet", ":action": "anteckning", ":decision": "x", ":provider": "demo"}
		for _, a := range w.server.Addresses() {
			if a.Path == "/logga-ut" {
				continue
			}
			role := "Anna"
			if strings.HasPrefix(a.Path, "/handlaggning") {
				role = "Johan"
			}
			parts := strings.Split(a.Path, "/")
			for i, part := range parts {
				if !strings.HasPrefix(part, ":") && part != "*" {
					continue
				}
				for _, name := range []string{"markup", "NUL", "broken UTF-8", "overlong", "path", "huge number", "very long", "bidi", "SQL"} {
					value := hostile[name]
					if len(value) > 1000 {
						value = value[:1000]
					}
					to := slices.Clone(parts)
					for j := range to {
						if id, ok := real[to[j]]; ok {
							to[j] = id
						}
					}
					to[i] = url.PathEscape(value)
					for _, lang := range []string{"sv", "en"} {
						got := w.do(ask{method: a.Method, path: strings.Join(to, "/"), cookie: w.as(role), form: formFor(a.Method), header: map[string]string{"Accept-Language": lang}})
						where := a.Method + " " + a.Path + " with " + name + " as " + part
						held(t, where, got, lang)
						if got.status < 300 && value != "" && got.status != 422 {
							t.Errorf("%s: %d", where, got.status)
						}
						if name != "markup" {
							break
						}
					}
				}
			}
		}
	})
}

func formFor(method string) url.Values {
	if method == "POST" {
		return url.Values{"version": {"1"}, "note": {"x"}}
	}
	return nil
}

func TestHostileQueries(t *testing.T) {
	alone(t, func(t *testing.T, w *world) {
		names := []string{"q", "visa", "fran", "sida", "lista", "namnd", "tjanst", "ordning", "fel", "next", "klart", "v", "p", "org", "grade", "chosen", "home", "key"}
		for _, a := range w.server.Addresses() {
			if a.Method != "GET" || strings.Contains(a.Path, ":case") || strings.Contains(a.Path, ":draft") {
				continue
			}
			role := "Anna"
			if strings.HasPrefix(a.Path, "/handlaggning") {
				role = "Johan"
			}
			path, _ := w.things("GET "+a.Path, nil)
			path, _, _ = strings.Cut(path, "?")
			for name, value := range hostile {
				long := value[:min(len(value), 900)]
				value = value[:min(len(value), 150)] // so that all of them fit in a header, which at more than 16 kB never reaches a handler
				var all []string
				for _, n := range names {
					all = append(all, n+"="+url.QueryEscape(value))
				}
				for _, query := range []string{
					"lista=all&sida=" + url.QueryEscape(long), "q=" + url.QueryEscape(long),
					strings.Join(all, "&") + "&" + url.QueryEscape(value) + "=x&%zz=%",
				} {
					held(t, "GET "+a.Path+" with "+name, w.get(path+"?"+query, w.as(role)), "sv")
				}
			}
			held(t, "GET "+a.Path+" with a deep query", w.get(path+"?"+strings.Repeat("a[b]=c&", 1500), w.as(role)), "sv")
		}
	})
}

func TestPathTricks(t *testing.T) {
	w := newWorld(t)
	for _, path := range []string{
		"/%2e%2e/%2e%2e/etc/passwd", "/static/%2e%2e/app.css", "/static/..%2f..%2fgo.mod", "/static/../go.mod", "//arenden", "/arenden//", "///", "/arenden/%00",
		"/%ff%fe", "/arenden/%c0%af", "/static/%5c..%5c", "/./", "/arenden/..", "/handlaggning/%2e%2e", "/HANDLAGGNING", "/arenden/x/LIVE", "/logga-in/", "/;/", "/%25%32%65",
		"/arenden/" + strings.Repeat("a/", 2000), "/tjanster/bygglov%20", "/tjanster/bygglov/", "/tjanster/%62ygglov/%2e%2e/%2e%2e/handlaggning", "/*", "/:case", "/arenden/:case",
		"/static/*", "/karta.svg/", "/tjanster/../handlaggning",
	} {
		for _, role := range []string{"nobody", "Anna"} {
			a := w.get(path, w.as(role))
			held(t, path, a, "sv")
			if a.status < 300 && path != "//" && path != "/./" && path != "///" {
				t.Errorf("%.60s as %s: %d", path, role, a.status)
			}
		}
	}
}

// part is one part of a multipart body.
type part struct{ name, file, media, content string }

func multi(parts ...part) (media string, body []byte) {
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for _, p := range parts {
		h := textproto.MIMEHeader{}
		d := `form-data; name="` + p.name + `"`
		if p.file != "" {
			d += `; filename="` + p.file + `"`
		}
		h.Set("Content-Disposition", d)
		if p.media != "" {
			h.Set("Content-Type", p.media)
		}
		w, _ := m.CreatePart(h) // a buffer takes everything
		_, _ = io.WriteString(w, p.content)
	}
	m.Close()
	return m.FormDataContentType(), b.Bytes()
}

// TestHostileBodies posts to every route what is no form of ours. What cannot be read is refused in words, and nothing comes of it.
func TestHostileBodies(t *testing.T) {
	var zipped bytes.Buffer
	z := gzip.NewWriter(&zipped)
	_, _ = z.Write(bytes.Repeat([]byte("a=b&"), 100_000))
	z.Close()
	many := strings.Repeat("a=b&", 5000)
	wide, deep := make([]part, 1200), strings.Repeat("--x\r\n", 3000)
	for i := range wide {
		wide[i] = part{name: fmt.Sprint(i), content: "x"}
	}
	manyMedia, manyParts := multi(wide...)
	truncatedMedia, whole := multi(part{name: "text", content: "hej"}, part{name: "f", file: "a.pdf", content: string(pdf)})
	nulMedia, nul := multi(part{name: "a\x00b", content: "x"})
	const form = "application/x-www-form-urlencoded"
	alone(t, func(t *testing.T, w *world) {
		before := w.count(t)
		for _, tc := range []struct {
			name, media string
			body        []byte
			header      map[string]string
			want        int
		}{
			{"JSON", "application/json", []byte(`{"a":1}`), nil, 415},
			{"XML with an entity", "text/xml", []byte(`<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>`), nil, 415},
			{"no type", "", []byte("text=x"), nil, 415},
			{"a type that is none", ";;;", []byte("text=x"), nil, 415},
			{"compressed", form, zipped.Bytes(), map[string]string{"Content-Encoding": "gzip"}, 415},
			{"compressed parts", truncatedMedia, zipped.Bytes(), map[string]string{"Content-Encoding": "gzip"}, 415},
			{"five thousand fields", form, []byte(many), nil, 413},
			{"a long value", form, []byte("text=" + strings.Repeat("x", 30_000)), nil, 413},
			{"a long name", form, []byte(strings.Repeat("x", 30_000) + "=1"), nil, 413},
			{"broken UTF-8", form, []byte("text=%ff%fe"), nil, 400},
			{"a name with NUL", form, []byte("te%00xt=1"), nil, 400},
			{"many parts", manyMedia, manyParts, nil, 413},
			{"parts without an end", "multipart/form-data; boundary=x", []byte(deep), nil, 400},
			{"parts without a boundary", "multipart/form-data", whole, nil, 400},
			{"half a body", truncatedMedia, whole[:len(whole)/2], nil, 400},
			{"a part's name with NUL", nulMedia, nul, nil, 400},
		} {
			for i, a := range w.server.Addresses() {
				if a.Method != "POST" || strings.HasPrefix(a.Path, "/api/") { // the API reads no forms
					continue
				}
				role := "Anna"
				if strings.HasPrefix(a.Path, "/handlaggning") {
					role = "Johan"
				}
				for _, lang := range []string{[]string{"sv", "en"}[i%2]} {
					header := map[string]string{"Accept-Language": lang}
					for k, v := range tc.header {
						header[k] = v
					}
					got := w.do(ask{method: "POST", path: strings.NewReplacer(":service", "synpunkt").Replace(a.Path), cookie: w.as(role), media: tc.media, body: tc.body, header: header})
					where := tc.name + " to " + a.Path
					held(t, where, got, lang)
					if got.status != tc.want && !(got.status == 413 && tc.want == 400) && !(got.status == 400 && tc.want == 413) {
						t.Errorf("%s: %d, want %d", where, got.status, tc.want)
					}
				}
			}
		}
		if after := w.count(t); after != before {
			t.Errorf("of all that, something was kept: %s before, %s after", before, after)
		}
	})
}

// count tells how much is kept, in a few words.
func (w *world) count(t *testing.T) string {
	t.Helper()
	drafts, err := w.Drafts.List(t.Context(), draft.Owner{Person: string(portaltest.PersonID("000101"))})
	if err != nil {
		t.Fatal(err)
	}
	lena := w.get("/handlaggning?lista=all", w.as("Lena"))
	return fmt.Sprintf("%d drafts, %d cases", len(drafts), strings.Count(lena.body, `href="/handlaggning/0`))
}

// TestHostileAnswers posts every hostile value in every field of every page of every service, and looks at the page that comes back, and at what is
// kept when the page is opened again.
func TestHostileAnswers(t *testing.T) {
	alone(t, func(t *testing.T, w *world) {
		anna := draft.Owner{Person: string(portaltest.PersonID("000101"))}
		for _, s := range w.Catalog.Services() {
			for round := range rounds {
				d, err := w.Drafts.Start(t.Context(), anna, s.ID, s.Hash, nil)
				if err != nil {
					t.Fatal(err)
				}
				for i := range s.Pages {
					path := "/ansok/" + d.ID + "/sida/" + s.Pages[i].ID
					form := url.Values{}
					for j := range s.Pages[i].Fields {
						id := s.Pages[i].Fields[j].ID
						for k, part := range []string{"", ".choice", ".lat", ".lon", ".name", ".email", ".phone", ".number", ".map.x", ".map.y"} {
							_, value := deal(round, i+j+k)
							form.Set(id+part, value)
						}
					}
					_, do := deal(round, i)
					form.Set("do", do)
					where := fmt.Sprintf("%s/%s, round %d", s.ID, s.Pages[i].ID, round)
					a := w.post(path, w.as("Anna"), form)
					held(t, where, a, "sv")
					if a.status == http.StatusOK && strings.HasPrefix(a.header.Get("Content-Type"), "text/html") && strings.Contains(a.body, "kvitto") {
						t.Errorf("%s: taken", where)
					}
					if a.status != http.StatusNotFound {
						held(t, where+", opened again", w.get(path, w.as("Anna")), "sv")
					}
				}
				held(t, fmt.Sprintf("%s reviewed, round %d", s.ID, round), w.get("/ansok/"+d.ID+"/granska", w.as("Anna")), "sv")
				if a := w.post("/ansok/"+d.ID+"/granska", w.as("Anna"), url.Values{"declare": {"yes"}}); a.status != http.StatusSeeOther || strings.Contains(a.location(), "kvitto") {
					t.Errorf("%s was sent in, round %d: %d %s", s.ID, round, a.status, a.location())
				}
			}
		}
	})
}

// TestHostileWords writes them to the authority and from it, where they are taken if they are words, and reads them back on both sides.
func TestHostileWords(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		f := w.leave()
		mine, desk := "/arenden/"+string(f.Case.ID), "/handlaggning/"+string(f.Case.ID)
		for round := range 2 * rounds {
			name, value := deal(round, round)
			for _, q := range []ask{
				{path: mine + "/meddelande", form: url.Values{"text": {value}, "key": {value}}},
				{path: mine + "/komplettering/" + string(f.Requests[0].ID), form: url.Values{"text": {""}, "key": {value}}},
				{path: mine + "/overklaga/x", form: url.Values{"text": {value}}},
				{path: "/folj", form: url.Values{"code": {value}}},
				{path: "/konto", form: url.Values{"email": {value}, "phone": {value}}},
				{path: "/konto/foretrad?org=" + url.QueryEscape(value), form: url.Values{}},
				{path: "/tillganglighet", form: url.Values{"what": {""}, "where": {value}, "email": {value}}},
				{path: "/sprak", form: url.Values{"lang": {value}, "next": {value}}},
				{path: "/logga-in/demo", form: url.Values{"person": {value}, "next": {value}}},
				{path: "/tjanster/bygglov/kolla", form: url.Values{"measure": {value}, "_asking": {value}}},
				{path: "/tjanster/skolskjuts/borja", form: url.Values{"grade": {value}, "asked.grade": {value}}},
			} {
				q.method, q.cookie = "POST", w.as("Anna")
				held(t, q.path+" with "+name, w.do(q), "sv")
			}
			for _, action := range []string{"ta", "tilldela", "meddelande", "komplettering", "anteckning", "handling", "flytta", "vanta", "ateruppta", "besluta", "delgivning",
				"anslag", "overklagande", "sekretess", "avsluta", "oppna", "aterta-x", value} {
				form := url.Values{"version": {fmt.Sprint(w.File(f.Case.ID).Case.Version)}}
				for i, field := range []string{"to", "message", "key", "what", "due", "note", "kind", "title", "step", "reason", "whom", "until", "closing", "law", "strength",
					"type", "outcome", "circumstances", "conditions", "decision", "from", "party", "how", "on", "appeal", "seen", "visible", "formal"} {
					_, v := deal(round, i)
					form.Set(field, v)
				}
				q := ask{method: "POST", path: desk + "/" + url.PathEscape(action), cookie: w.as("Johan"), form: form}
				held(t, "the desk's "+action+" with "+name, w.do(q), "sv")
				form.Set("steg", "fatta")
				held(t, "the desk's "+action+", reviewed, with "+name, w.do(q), "sv")
				form.Set("version", value)
				held(t, "the desk's "+action+" with version "+name, w.do(q), "sv")
			}
			held(t, "the case after "+name, w.get(mine, w.as("Anna")), "sv")
			held(t, "the desk's case after "+name, w.get(desk, w.as("Johan")), "sv")
		}
		for _, page := range []string{"/", "/arenden", "/konto"} {
			held(t, page+" after all", w.get(page, w.as("Anna")), "sv")
		}
	})
}

var (
	anID     = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`)
	aNumber  = regexp.MustCompile(`\b(19|20)?[0-9]{6}-?[0-9]{4}\b`)
	personal = []string{"Lindqvist", "Haddad", "Anna ", "Elsa", "Ekblad", "Läser hemma", "Skicka ett intyg", "Ringde upp", "Här är det", "intyg.pdf", "plan.pdf", "hostile",
		"DROP TABLE", "passwd", "evil"}
)

// nothingPersonal reads what was logged and counted during a test: no name, number, word of a message, file name, or id of anybody's thing.
func (w *world) nothingPersonal(t *testing.T) {
	t.Helper()
	counted := w.get("/metrics", "").body
	for what, text := range map[string]string{"the log": w.log.String(), "the metrics": counted} {
		if text == "" {
			t.Errorf("%s is empty", what)
		}
		for _, words := range personal {
			if i := strings.Index(text, words); i >= 0 {
				t.Errorf("%s holds %q: %.300q", what, words, text[max(0, i-200):])
			}
		}
		for _, pattern := range []*regexp.Regexp{anID, aNumber} {
			if at := pattern.FindStringIndex(text); at != nil {
				t.Errorf("%s holds something like an id: %.300q", what, text[max(0, at[0]-200):])
			}
		}
	}
	for _, line := range strings.Split(w.log.String(), "\n") {
		if strings.Contains(line, `"level":"ERROR"`) {
			t.Errorf("logged as an error: %.600s", line)
		}
	}
}

// TestAConnectionThatBreaksIsNoFaultOfThePortal breaks connections in the middle of a request: nobody is left to answer, and no error is logged.
func TestAConnectionThatBreaksIsNoFaultOfThePortal(t *testing.T) {
	s := portaltest.New(t)
	at, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	for range 20 {
		conn, err := net.Dial("tcp", at.Host)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := fmt.Fprintf(conn, "GET / HTTP/1.1\r\nHost: %s\r\nX-Half: ", at.Host); err != nil {
			t.Fatal(err)
		}
		s.Visitor(t).Get("/").Want(http.StatusOK) // by when the half of it has been read
		if err := errors.Join(conn.(*net.TCPConn).SetLinger(0), conn.Close()); err != nil {
			t.Fatal(err)
		}
	}
	s.Visitor(t).Get("/").Want(http.StatusOK)
}
