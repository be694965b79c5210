package portal_test

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"forvag/internal/casework"
	"forvag/internal/civil"
	"forvag/internal/dbx"
	"forvag/internal/dbx/dbtest"
	"forvag/internal/identity"
	"forvag/portal"
	"forvag/portal/draft"
	"forvag/portal/portaltest"
	"forvag/portal/session"
	"forvag/web"
)

// What the benchmarks stand on; docs/speed.md says how to run them.
var (
	benchCases = flag.Int("cases", 200_000, "cases in the benchmarks' database, five events each and twenty to a household; 2000 with -short")
	benchKeep  = flag.String("keep", "", "folder where the benchmarks' databases are kept from one run to the next; empty for none")
)

// slice is how long one target is asked before it is another's turn, so that what else the machine does meets them alike.
const slice = 250 * time.Millisecond

// town is a portal with many cases, and people who are logged in.
type town struct {
	*portaltest.Site
	households int
	people     []resident
}

// resident is somebody who is logged in.
type resident struct {
	household
	token string
	cases []casework.CaseID
}

func (r resident) principal(on civil.Date) identity.Principal {
	return identity.Principal{Kind: identity.Resident, Actor: r.guardian(), Assurance: identity.AssuranceSubstantial, On: on}
}

// logins is how many different people ask.
const logins = 500

// open starts a portal on a filled database, with people from all over it logged in.
func openTown(b *testing.B, db *dbx.DB, households int) *town {
	b.Helper()
	t := &town{Site: portaltest.On(b, db), households: households}
	for i := range min(logins, households) {
		r := resident{household: household(i * (households / min(logins, households)))}
		var err error
		if _, r.token, err = t.Sessions.LogIn(b.Context(), nil, session.Login{Person: r.guardian(), Assurance: identity.AssuranceSubstantial}); err != nil {
			b.Fatal(err)
		}
		rows, err := t.Cases.Mine(b.Context(), r.principal(t.Today()), casework.MineFilter{})
		if err != nil || len(rows) != perHousehold {
			b.Fatal(len(rows), err)
		}
		for _, row := range rows {
			r.cases = append(r.cases, row.Case)
		}
		t.people = append(t.people, r)
	}
	return t
}

// ask is a request as a browser sends it.
func (t *town) ask(r resident, method, path, body string) []byte {
	var out bytes.Buffer
	fmt.Fprintf(&out, "%s %s HTTP/1.1\r\nHost: %s\r\nCookie: forvag=%s\r\nAccept-Language: sv\r\n", method, path, strings.TrimPrefix(t.URL, "http://"), r.token)
	if method == http.MethodPost {
		fmt.Fprintf(&out, "Origin: %s\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n", t.URL, len(body))
	}
	out.WriteString("\r\n" + body)
	return out.Bytes()
}

// asks are requests for a page of each of the people, made before anything is measured.
func (t *town) asks(path func(i int, r resident) string) func(n int) []byte {
	all := make([][]byte, len(t.people))
	for i, r := range t.people {
		all[i] = t.ask(r, http.MethodGet, path(i, r), "")
	}
	return func(n int) []byte { return all[n*7919%len(all)] }
}

// BenchmarkPortal measures, over HTTP on loopback with 64 connections, what residents wait for. For a page it measures in the same run, a slice of
// time each in turn, the same page rendered from memory, and a bare answer of the same bytes.
func BenchmarkPortal(b *testing.B) {
	households := *benchCases / perHousehold
	if testing.Short() {
		households = 100
	}
	b.Run("sqlite", func(b *testing.B) { benchmarkTown(b, openTown(b, filledSQLite(b, households), households)) })
	b.Run("postgres", func(b *testing.B) { benchmarkTown(b, openTown(b, filledPostgres(b, households), households)) })
}

func benchmarkTown(b *testing.B, t *town) {
	b.Run("mine", func(b *testing.B) {
		view, err := portal.ViewMine(b.Context(), t.Site.Site, t.people[0].principal(t.Today()), t.Now())
		if err != nil {
			b.Fatal(err)
		}
		t.page(b, view, func(int, resident) string { return web.PathCases })
	})
	b.Run("case", func(b *testing.B) {
		view, err := portal.ViewCase(b.Context(), t.Site.Site, t.people[0].principal(t.Today()), t.Now(), t.people[0].cases[0])
		if err != nil {
			b.Fatal(err)
		}
		t.page(b, view, func(i int, r resident) string { return "/arenden/" + string(r.cases[i%len(r.cases)]) })
	})
	b.Run("submit", t.submit)
}

// differing are the only bytes in which two answers of a page differ: what makes a form's repeated posting the same one, which is random, and what tells one
// login from another.
var differing = regexp.MustCompile(`name="key" value="[A-Z2-7]{26}"|data-reader="[A-Za-z0-9_-]*"`)

// page measures a page beside its view from memory, and beside its bytes.
func (t *town) page(b *testing.B, view portal.View, path func(i int, r resident) string) {
	render := func(w io.Writer) error { return web.Render(b.Context(), w, view.Frame, view.Page) }
	var rendered bytes.Buffer
	if err := render(&rendered); err != nil {
		b.Fatal(err)
	}
	if got := t.get(b, t.people[0], path(0, t.people[0])); !bytes.Equal(differing.ReplaceAll(got, nil), differing.ReplaceAll(rendered.Bytes(), nil)) {
		b.Fatalf("the portal answers %d bytes that are not the %d from memory", len(got), rendered.Len())
	}
	ask := t.asks(path)
	real := dial(b, strings.TrimPrefix(t.URL, "http://"), ask)
	memory := dial(b, serveBare(b, func(c *fiber.Ctx) error {
		var page bytes.Buffer
		if err := render(&page); err != nil {
			return err
		}
		c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
		return c.Send(page.Bytes())
	}), ask)
	bare := dial(b, serveBare(b, func(c *fiber.Ctx) error {
		c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
		return c.Send(rendered.Bytes())
	}), ask)
	real.round(func(n int) bool { return n < 4*len(t.people) }) // everybody has been there: what is measured is a day's work, not a start
	real.forget()
	for b.Loop() {
		real.during(slice)
		memory.during(slice)
		bare.during(slice)
	}
	real.report()
	b.ReportMetric(real.within(0.99)/real.within(0.50), "p99/p50")
	b.ReportMetric(memory.rate(), "memory-req/s")
	b.ReportMetric(bare.rate(), "bare-req/s")
	b.ReportMetric(real.rate()/memory.rate(), "of-memory")
	b.ReportMetric(real.rate()/bare.rate(), "of-bare")
	b.ReportMetric(memory.cost()/real.cost(), "of-memory-cpu")
}

func (t *town) get(b *testing.B, r resident, path string) []byte {
	req, err := http.NewRequestWithContext(b.Context(), http.MethodGet, t.URL+path, nil)
	if err != nil {
		b.Fatal(err)
	}
	req.Header.Set("Cookie", "forvag="+r.token)
	answer, err := http.DefaultClient.Do(req)
	if err != nil {
		b.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		b.Fatal(answer.Status, err)
	}
	return body
}

// submit measures sending in a form that is filled in: what the resident waits for until the case is durable.
func (t *town) submit(b *testing.B) {
	const each = 2 * connections
	var drafts []*draft.Draft
	submit := dial(b, strings.TrimPrefix(t.URL, "http://"), func(n int) []byte {
		return t.ask(t.people[n%len(t.people)], http.MethodPost, "/ansok/"+drafts[n].ID+"/granska", url.Values{"declare": {"yes"}}.Encode())
	})
	submit.status = http.StatusSeeOther
	submit.answered = func(answer *fasthttp.Response) error {
		if to := answer.Header.Peek("Location"); !bytes.HasSuffix(to, []byte("/kvitto")) {
			return fmt.Errorf("sent on to %s", to)
		}
		return nil
	}
	service := t.Catalog.Service("synpunkt")
	for b.Loop() {
		submit.asked.Store(int64(len(drafts)))
		for n := len(drafts); len(drafts) < n+each; {
			owner := draft.Owner{Person: string(t.people[len(drafts)%len(t.people)].guardian())}
			d, err := t.Drafts.Start(b.Context(), owner, service.ID, service.Hash, opinion(len(drafts)).Values)
			if err != nil {
				b.Fatal(err)
			}
			drafts = append(drafts, d)
		}
		submit.round(func(n int) bool { return n < len(drafts) })
	}
	submit.report()
}

// filledFile is a filled SQLite file, a copy of what is kept: a run leaves its own traces.
func filledFile(b *testing.B, households int) (path string) {
	b.Helper()
	folder := *benchKeep
	if folder == "" {
		folder = b.TempDir()
	}
	kept := filepath.Join(folder, fmt.Sprintf("cases-%d.db", households*perHousehold))
	if _, err := os.Stat(kept); err != nil {
		start := time.Now()
		fillFile(b, kept, households)
		b.Logf("%d cases in %v", households*perHousehold, time.Since(start).Round(time.Second))
	}
	path = filepath.Join(b.TempDir(), "cases.db")
	from, err := os.Open(kept)
	if err != nil {
		b.Fatal(err)
	}
	defer from.Close()
	to, err := os.Create(path)
	if err != nil {
		b.Fatal(err)
	}
	if _, err := io.Copy(to, from); err != nil {
		b.Fatal(err)
	}
	if err := to.Close(); err != nil {
		b.Fatal(err)
	}
	return path
}

// filledSQLite opens a filled database as a portal does in earnest: what is answered is on the disk.
func filledSQLite(b *testing.B, households int) *dbx.DB {
	b.Helper()
	return dbtest.Open(b, filledFile(b, households), portaltest.Modules...)
}

// fillFile fills a file without waiting for the disk, and gives it its name when it is whole.
func fillFile(b *testing.B, path string, households int) {
	b.Helper()
	db, err := dbx.Open(b.Context(), path+".new?synchronous=off")
	if err != nil {
		b.Fatal(err)
	}
	if err := dbx.Migrate(b.Context(), db, portaltest.Modules...); err != nil {
		b.Fatal(err)
	}
	fill(b, db, households)
	if err := db.Close(); err != nil {
		b.Fatal(err)
	}
	if err := os.Rename(path+".new", path); err != nil {
		b.Fatal(err)
	}
}

// filledPostgres copies the filled SQLite database into a schema.
func filledPostgres(b *testing.B, households int) *dbx.DB {
	b.Helper()
	source := filledSQLite(b, households)
	db := dbtest.Postgres(b, portaltest.Modules...)
	if err := dbx.Copy(b.Context(), source, db); err != nil {
		b.Fatal(err)
	}
	return db
}
