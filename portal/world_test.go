package portal_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"forvag/internal/casework"
	"forvag/internal/dbx"
	"forvag/internal/dbx/dbtest"
	"forvag/internal/identity"
	"forvag/internal/locale"
	"forvag/internal/municipality"
	"forvag/portal"
	"forvag/portal/draft"
	"forvag/portal/portaltest"
)

// world is a portal whose log is kept, and that is asked in single requests, without following redirects.
type world struct {
	*portaltest.Site
	t       *testing.T
	server  *portal.Server
	url     string
	log     *kept
	metrics *prometheus.Registry
	cookies map[string]string // by role, as the Cookie header
}

// kept is everything that was logged.
type kept struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (k *kept) Write(p []byte) (int, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.buf.Write(p)
}

func (k *kept) String() string {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.buf.String()
}

func newWorld(t *testing.T) *world { return worldOn(t, dbtest.SQLite(t, portaltest.Modules...), false) }

func worldOn(t *testing.T, db *dbx.DB, secure bool) *world {
	t.Helper()
	w := &world{Site: portaltest.On(t, db), t: t, log: &kept{}, metrics: prometheus.NewRegistry(), cookies: map[string]string{}}
	w.server = portal.New(w.Site.Site, portal.Options{
		Log: slog.New(slog.NewJSONHandler(w.log, &slog.HandlerOptions{Level: slog.LevelDebug})), Clock: w.Now, Metrics: w.metrics, Gatherer: w.metrics,
		Version: "test", TrustedProxies: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, Secure: secure,
	})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w.url = "http://" + l.Addr().String()
	served := make(chan error, 1)
	go func() { served <- w.server.Serve(l) }()
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := errors.Join(w.server.Shutdown(ctx), <-served); err != nil {
			t.Errorf("shutdown: %v", err)
		}
	})
	return w
}

// hire adds an officer to the staff and to those whom one may log in as.
func (w *world) hire(digits, name string, grants ...municipality.Grant) {
	id := portaltest.PersonID(digits)
	w.Municipality.Staff = append(w.Municipality.Staff, municipality.Officer{ID: id, Name: name, Grants: grants})
	w.Demo.People = append(w.Demo.People, portal.DemoPerson{ID: id, Officer: true, Name: name})
}

// may lets one log in as a resident whom the demo does not offer.
func (w *world) may(digits string) {
	w.Demo.People = append(w.Demo.People, portal.DemoPerson{ID: portaltest.PersonID(digits), Name: digits})
}

// ask is one request. The zero header is a browser's on our own page.
type ask struct {
	method, path, cookie string
	form                 url.Values
	media                string
	body                 []byte
	header               map[string]string
}

// answer is what came back, read to its end but for a stream.
type answer struct {
	status int
	header http.Header
	body   string
}

func (a answer) location() string { return a.header.Get("Location") }

// outcome is the answer in the words of the access tables.
func (a answer) outcome() string {
	switch {
	case a.status == http.StatusSeeOther && strings.HasPrefix(a.location(), "/logga-in?"):
		return "login"
	case a.status < 400:
		return "ok"
	case a.status == http.StatusForbidden:
		return "no"
	case a.status == http.StatusNotFound:
		return "none"
	case a.status < 500:
		return "told"
	default:
		return fmt.Sprint(a.status)
	}
}

var askers atomic.Uint32

// do sends a request from an address of its own, so that no limit is met, unless the header says otherwise.
func (w *world) do(q ask) answer {
	w.t.Helper()
	ctx, cancel := context.WithCancel(w.t.Context())
	defer cancel()
	body := q.body
	if q.form != nil {
		q.media, body = "application/x-www-form-urlencoded", []byte(q.form.Encode())
	}
	req, err := http.NewRequestWithContext(ctx, q.method, w.url, bytes.NewReader(body))
	if err != nil {
		w.t.Fatal(err)
	}
	req.URL.Opaque = "//" + req.URL.Host + q.path // as it stands, however it is written
	n := askers.Add(1)
	req.Header.Set("X-Forwarded-For", fmt.Sprintf("10.%d.%d.%d", byte(n>>16), byte(n>>8), byte(n)))
	req.Header.Set("Accept-Language", "sv")
	if q.cookie != "" {
		req.Header.Set("Cookie", q.cookie)
	}
	if q.media != "" {
		req.Header.Set("Content-Type", q.media)
	}
	if q.method == http.MethodPost {
		req.Header.Set("Origin", w.url)
	}
	for name, value := range q.header {
		req.Header.Del(name)
		if name == "Host" {
			req.Host = value
		} else if value != "" {
			req.Header.Set(name, value)
		}
	}
	a, err := send(req)
	for again := 0; again < 2 && err != nil && torn(err); again++ {
		req.Body = io.NopCloser(bytes.NewReader(body))
		a, err = send(req)
	}
	if err != nil {
		w.t.Fatalf("%s %.200q: %v", q.method, q.path, err)
	}
	return a
}

// send sends a request and reads the answer to its end, but for a stream.
func send(req *http.Request) (answer, error) {
	resp, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		return answer{}, err
	}
	defer resp.Body.Close()
	a := answer{status: resp.StatusCode, header: resp.Header}
	if !strings.HasPrefix(resp.Header.Get("Content-Type"), "text/event-stream") {
		raw, err := io.ReadAll(resp.Body)
		if err != nil {
			return a, err
		}
		a.body = string(raw)
	}
	return a, nil
}

// torn says that the connection went while the request was still being sent: a server that refuses what it has only begun to read cannot make sure that
// the client hears it, so the client asks again.
func torn(err error) bool {
	return errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE) || errors.Is(err, net.ErrClosed) || errors.Is(err, io.ErrUnexpectedEOF) ||
		strings.Contains(err.Error(), "closed network connection")
}

func (w *world) get(path, cookie string) answer {
	return w.do(ask{method: "GET", path: path, cookie: cookie})
}

func (w *world) post(path, cookie string, form url.Values) answer {
	if form == nil {
		form = url.Values{}
	}
	return w.do(ask{method: "POST", path: path, cookie: cookie, form: form})
}

// session is the session's cookie in an answer; empty where it sets none.
func (a answer) session() string {
	for _, line := range a.header.Values("Set-Cookie") {
		if c, err := http.ParseSetCookie(line); err == nil && (c.Name == "forvag" || c.Name == "__Host-forvag") && c.Value != "" {
			return c.Name + "=" + c.Value
		}
	}
	return ""
}

// logIn is the cookie of somebody who has just logged in.
func (w *world) logIn(id identity.PersonID) string {
	w.t.Helper()
	a := w.post("/logga-in/demo", "", url.Values{"person": {string(id)}})
	if a.session() == "" {
		w.t.Fatalf("log in as %s: %d", id, a.status)
	}
	return a.session()
}

// Everybody who meets the sweep. The officers are each of another reach.
var people = map[string]string{
	"Anna": "000101", "Mikael": "000102", "Linh": "001301", "Lars": "001201", "Jenny": "000701", "Daniel": "000801", "Omar": "000302", "Gunvor": "000601",
	"Samira": "000301", "Johan": "000902", "Erik": "000501", "Amina": "000903", "Kerstin": "000904", "Ali": "000905", "Lena": "000901", "uncleared": "000991", "reader": "000992",
}

// as is the cookie of a role: somebody by name, nobody, a visitor with a session, the holder of the report's code, or Tomasz for his firm.
func (w *world) as(role string) string {
	w.t.Helper()
	if c, ok := w.cookies[role]; ok {
		return c
	}
	c := ""
	switch role {
	case "nobody":
	case "visitor":
		c = w.post("/tjanster/synpunkt/borja", "", nil).session()
	case "firm":
		c = w.logIn(portaltest.PersonID("001101"))
		if a := w.post("/konto/foretrad?org=01900000-0000-7000-8000-0000000b0001", c, nil); a.location() != "/arenden" {
			w.t.Fatalf("act for the firm: %d %s", a.status, a.location())
		}
	default:
		c = w.logIn(portaltest.PersonID(people[role]))
	}
	w.cookies[role] = c
	return c
}

// staffed hires who the default staff lacks: on the schools' board, one without clearance and one who only reads.
func (w *world) staffed() {
	w.hire("000991", "Utan Behörighet", municipality.Grant{Board: "BUN", Role: municipality.Role(identity.CaseOfficer)})
	w.hire("000992", "Läser Bara", municipality.Grant{Board: "BUN", Role: municipality.Role(identity.Reader), Secrecy: true})
	w.may("000102")
	w.counts()
	w.may("000302")
}

// pdf is the smallest file that passes for a PDF.
var pdf = []byte("%PDF-1.4\n%%EOF\n")

// stored puts bytes among the stored files and returns them as a document to be.
func (w *world) stored(name string, content []byte) casework.NewDocument {
	w.t.Helper()
	hash, size, err := w.Blobs.Put(w.t.Context(), bytes.NewReader(content), 1<<20)
	if err != nil {
		w.t.Fatal(err)
	}
	return casework.NewDocument{Filename: name, MediaType: "application/pdf", Hash: string(hash), Size: size}
}

// leave is Anna's application with a document, and a request for completion that waits for her.
func (w *world) leave() *casework.File {
	w.t.Helper()
	in := portaltest.Leave()
	in.Documents = []casework.NewDocument{w.stored("intyg.pdf", pdf)}
	made := w.Case(in)
	johan := w.officerNamed("000902")
	ref := casework.Ref{ID: made.Case, Version: w.File(made.Case).Case.Version}
	if err := w.Cases.Request(w.t.Context(), johan, ref, "Skicka ett intyg.", w.Today().AddDays(14), false); err != nil {
		w.t.Fatal(err)
	}
	return w.File(made.Case)
}

// officerNamed is one of the staff as they are when logged in, by the six digits in the data.
func (w *world) officerNamed(digits string) identity.Principal {
	p := identity.Principal{Kind: identity.Officer, Actor: portaltest.PersonID(digits), Assurance: identity.AssuranceSubstantial, On: w.Today()}
	p.Grants, _ = w.Municipality.Grants(p.Actor)
	return p
}

// sentForAnna is an application that Linh has sent, who says that she is Anna's agent.
func (w *world) sentForAnna() *casework.File {
	w.t.Helper()
	return w.File(w.Case(casework.Submission{Type: "parkeringstillstand", Documents: []casework.NewDocument{w.stored("fullmakt.pdf", pdf)}, Parties: []casework.Party{
		{Person: portaltest.PersonID("001301"), Role: identity.Sender}, {Person: portaltest.PersonID("000101"), Role: identity.Applicant},
	}}).Case)
}

// draft is one of Anna's, of an application for leave, with a file.
func (w *world) draft() *draft.Draft {
	w.t.Helper()
	s := w.Catalog.Service("ledighet-elev")
	d, err := w.Drafts.Start(w.t.Context(), draft.Owner{Person: string(portaltest.PersonID("000101"))}, s.ID, s.Hash, nil)
	if err != nil {
		w.t.Fatal(err)
	}
	doc := w.stored("plan.pdf", pdf)
	if err := w.Drafts.AddFile(w.t.Context(), d, draft.File{Field: "attachments", Name: doc.Filename, MediaType: doc.MediaType, Hash: doc.Hash, Size: doc.Size}); err != nil {
		w.t.Fatal(err)
	}
	return d
}

// report is an anonymous report of a broken lamp, that others may follow.
func (w *world) report() casework.Receipt {
	w.t.Helper()
	in := casework.Submission{Type: "felanmalan", Anonymous: true, Place: &casework.Place{North: 6530000, East: 402000, Address: "Torggatan 3"}}
	return w.Case(in)
}

// text is a text of the portal in Swedish.
func text(key string, args ...any) string { return locale.T(locale.SV, key, args...) }
