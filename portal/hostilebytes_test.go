package portal_test

import (
	"archive/zip"
	"bufio"
	"bytes"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"forvag/portal/draft"
	"forvag/portal/portaltest"
)

// TestUploadsThatLie sends files whose name or type is not what they are.
func TestUploadsThatLie(t *testing.T) {
	bomb := func() string {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		for _, name := range []string{"[Content_Types].xml", "word/document.xml"} {
			f, _ := z.Create(name) // a buffer takes everything
			_, _ = f.Write(bytes.Repeat([]byte{0}, 8<<20))
		}
		z.Close()
		return b.String()
	}()
	exe := "MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00" + strings.Repeat("\x00", 200)
	page := "<!DOCTYPE html><html><script id=hostile>alert(1)</script></html>"
	svg := `<svg xmlns="http://www.w3.org/2000/svg"><script id="hostile">alert(1)</script></svg>`
	alone(t, func(t *testing.T, w *world) {
		for _, tc := range []struct {
			name, file, media, content string
			kept                       bool
		}{
			{"a true PDF", "intyg.pdf", "application/pdf", string(pdf), true},
			{"a program named PDF", "intyg.pdf", "application/pdf", exe, false},
			{"an SVG named PNG", "bild.png", "image/png", svg, false},
			{"a page named PDF", "sida.pdf", "application/pdf", page, false},
			{"a page", "sida.html", "text/html", page, false},
			{"a zip named Word", "brev.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "PK\x03\x04" + strings.Repeat("\x00", 40), false},
			{"a PDF that is a page further down", "intyg.pdf", "text/html", string(pdf) + page, true},
			{"a PDF named as a page", "intyg.html", "text/html", string(pdf), true},
			{"nothing", "tom.pdf", "application/pdf", "", false},
			{"over the limit", "stor.pdf", "application/pdf", string(pdf) + strings.Repeat("x", 26<<20), false},
			{"a name with a path", "../../etc/passwd.pdf", "application/pdf", string(pdf), true},
			{"a name with markup", "<img id=hostile src=x onerror=alert(1)>.pdf", "application/pdf", string(pdf), true},
			{"a name read backwards", "\u202Efdp.exe", "application/pdf", string(pdf), true},
			{"a name with lines", "a%0d%0aSet-Cookie: x=y.pdf", "application/pdf", string(pdf), true},
			{"a very long name", strings.Repeat("å", 400) + ".pdf", "application/pdf", string(pdf), true},
			{"a swelling zip named Word", "brev.docx", "application/zip", bomb, false},
		} {
			d := w.draft()
			path := "/ansok/" + d.ID + "/sida/skolarbetet"
			media, body := multi(part{name: "plan", content: "Läser hemma"}, part{name: "do", content: "upload"}, part{"attachments", tc.file, tc.media, tc.content})
			a := w.do(ask{method: "POST", path: path, cookie: w.as("Anna"), media: media, body: body})
			held(t, tc.name, a, "sv")
			after, err := w.Drafts.Get(t.Context(), draft.Owner{Person: string(portaltest.PersonID("000101"))}, d.ID)
			if err != nil {
				t.Fatal(err)
			}
			if kept := len(after.Files) == len(d.Files)+1; kept != tc.kept || !kept && a.status < 400 {
				t.Errorf("%s: kept %v, want %v; status %d", tc.name, kept, tc.kept, a.status)
			}
			if after.Values["plan"] == nil {
				t.Errorf("%s: what was written beside it was lost", tc.name)
			}
			for _, file := range after.Files[len(d.Files):] {
				got := w.get("/ansok/"+d.ID+"/fil/"+file.ID, w.as("Anna"))
				guarded(t, "GET /fil/ "+tc.name, got)
				if ct := got.header.Get("Content-Type"); strings.Contains(ct, "html") || strings.Contains(ct, "svg") || len(got.header.Values("Set-Cookie")) > 0 {
					t.Errorf("%s: sent back as %s", tc.name, ct)
				}
				if name := file.Name; strings.ContainsAny(name, "/\\\r\n\u202e") || len([]rune(name)) > 120 {
					t.Errorf("%s: called %q", tc.name, name)
				}
			}
			held(t, tc.name+", opened again", w.get(path, w.as("Anna")), "sv")
		}
		t.Run("too many", func(t *testing.T) {
			d := w.draft()
			var parts []part
			for range 30 {
				parts = append(parts, part{"attachments", "a.pdf", "", string(pdf)})
			}
			media, body := multi(parts...)
			a := w.do(ask{method: "POST", path: "/ansok/" + d.ID + "/sida/skolarbetet", cookie: w.as("Anna"), media: media, body: body})
			held(t, "too many", a, "sv")
			after, err := w.Drafts.Get(t.Context(), draft.Owner{Person: string(portaltest.PersonID("000101"))}, d.ID)
			if err != nil || a.status != http.StatusUnprocessableEntity || len(after.Files) >= 30 {
				t.Errorf("%d, %d files, %v", a.status, len(after.Files), err)
			}
		})
	})
}

// TestTooLargeIsAnswered sends more than the server takes, and must still hear why: a connection that is closed on a sender shows no page.
func TestTooLargeIsAnswered(t *testing.T) {
	w := newWorld(t)
	media, body := multi(part{"attachments", "stor.pdf", "application/pdf", string(pdf) + strings.Repeat("x", 65<<20)})
	for name, q := range map[string]ask{
		"a form": {media: "application/x-www-form-urlencoded", body: []byte("text=" + strings.Repeat("x", 3<<20))}, "a file": {media: media, body: body},
	} {
		q.method, q.path = "POST", "/sprak"
		a := w.do(q)
		held(t, name, a, "sv")
		guarded(t, name, a)
		if a.status != http.StatusRequestEntityTooLarge {
			t.Errorf("%s: %d", name, a.status)
		}
	}
}

func TestBrokenRequests(t *testing.T) {
	w := newWorld(t)
	for _, tc := range []struct {
		name, raw string
		want      int // 0: the connection may end without an answer
	}{
		{"no HTTP", "hej\r\n\r\n", 400},
		{"no version", "GET /\r\n\r\n", 200},
		{"a method that we have no use for", "TRACE / HTTP/1.1\r\nHost: x\r\n\r\n", 404},
		{"a huge header", "GET / HTTP/1.1\r\nHost: x\r\nX: " + strings.Repeat("x", 40_000) + "\r\n\r\n", 431},
		{"a huge address", "GET /" + strings.Repeat("x", 40_000) + " HTTP/1.1\r\nHost: x\r\n\r\n", 431},
		{"a huge body announced", "POST /sprak HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 99999999999\r\n\r\n", 413},
		{"a negative length", "POST /sprak HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n", 400},
		{"two lengths", "POST /sprak HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nlang=s", 0},
		{"length and chunks", "POST /sprak HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 0},
		{"broken chunks", "POST /sprak HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n", 400},
		{"broken cookies", "GET / HTTP/1.1\r\nHost: x\r\nCookie: ;;;=;forvag;forvag=;sprak=\x01;=a;" + strings.Repeat("a=b;", 500) + "\r\n\r\n", 200},
		{"two sessions", "GET /arenden HTTP/1.1\r\nHost: x\r\nCookie: forvag=a; forvag=b\r\n\r\n", 303},
		{"languages without end", "GET / HTTP/1.1\r\nHost: x\r\nAccept-Language: " + strings.Repeat("a-", 3000) + "\r\n\r\n", 200},
		{"NUL in a header", "GET / HTTP/1.1\r\nHost: x\r\nX-A: a\x00b\r\n\r\n", 0},
		{"whole address", "GET http://evil.example/arenden HTTP/1.1\r\nHost: x\r\n\r\n", 303},
	} {
		conn, err := net.Dial("tcp", strings.TrimPrefix(w.url, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		if err := conn.SetDeadline(time.Now().Add(10 * time.Second)); err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(conn, tc.raw); err != nil {
			t.Fatal(err)
		}
		resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil {
			if tc.want != 0 {
				t.Errorf("%s: %v", tc.name, err)
			}
			conn.Close()
			continue
		}
		raw, _ := io.ReadAll(io.LimitReader(resp.Body, 1<<20)) // the connection may end early
		conn.Close()
		a := answer{status: resp.StatusCode, header: resp.Header, body: string(raw)}
		held(t, tc.name, a, "sv")
		if tc.want != 0 && a.status != tc.want {
			t.Errorf("%s: %d, want %d", tc.name, a.status, tc.want)
		}
		if a.status >= 400 {
			guarded(t, tc.name, a)
		}
		if strings.Contains(a.location(), "evil") {
			t.Errorf("%s: led to %s", tc.name, a.location())
		}
	}
	w.nothingPersonal(t)
}
