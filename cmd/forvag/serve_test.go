package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"forvag/internal/casework"
	"forvag/internal/civil"
	"forvag/internal/identity"
	"forvag/portal/portaltest"
	"forvag/web"
)

// served is a portal in a process of its own.
type served struct {
	t   *testing.T
	url string
	cmd *exec.Cmd
	log *logged
}

// logged is what the process writes on stderr.
type logged struct {
	sync.Mutex
	bytes.Buffer
}

func (l *logged) Write(b []byte) (int, error) {
	l.Lock()
	defer l.Unlock()
	return l.Buffer.Write(b)
}

func (l *logged) text() string {
	l.Lock()
	defer l.Unlock()
	return l.String()
}

// serve starts a portal and waits until it listens. It is stopped when the test ends, unless the test did it.
func serve(t *testing.T, s storage) *served {
	t.Helper()
	p := &served{t: t, log: &logged{}}
	p.cmd = exec.Command(filepath.Join(programs(t), "forvag"), "serve", "--listen", "127.0.0.1:0", "--log-level", "DEBUG",
		"--data", s.Data, "--database-url", s.DatabaseURL)
	p.cmd.Stderr = p.log
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if p.cmd.ProcessState == nil {
			p.stop()
		}
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	url, ok := strings.CutPrefix(strings.TrimSpace(line), "listening on ")
	if err != nil || !ok {
		p.cmd.Process.Kill()
		t.Fatalf("the portal says %q, %v\n%s", line, err, p.log.text())
	}
	t.Logf("listening after %v", time.Since(began).Round(time.Millisecond))
	p.url = url
	return p
}

// stop asks the process to end, and holds that it does so with exit code 0.
func (p *served) stop() {
	p.t.Helper()
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		p.t.Error(err)
	}
	p.ended()
}

func (p *served) ended() {
	p.t.Helper()
	if err := p.cmd.Wait(); err != nil {
		p.t.Errorf("the portal ended with %v\n%s", err, p.log.text())
	}
	if words := p.log.text(); strings.Contains(words, `"level":"ERROR"`) || strings.Contains(words, "goroutine ") {
		p.t.Errorf("the portal logged errors:\n%s", words)
	}
}

// get reads an address of the portal.
func (p *served) get(path string) (int, string) {
	p.t.Helper()
	answer, err := http.Get(p.url + path)
	if err != nil {
		p.t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	return answer.StatusCode, string(body)
}

// TestServeOnNothing starts on an empty data folder, and answers what those who run it ask.
func TestServeOnNothing(t *testing.T) {
	eachStorage(t, func(t *testing.T, s storage) {
		s.Data = filepath.Join(s.Data, "made", "at", "start")
		p := serve(t, s)
		for _, page := range []struct{ path, want string }{
			{"/healthz", "ok"}, {"/readyz", "ok"}, {"/", "Almby"}, {"/tjanster/synpunkt", "<h1"}, {"/metrics", "# TYPE forvag_request_seconds histogram"},
		} {
			if status, body := p.get(page.path); status != http.StatusOK || !strings.Contains(body, page.want) {
				t.Errorf("%s answers %d and does not say %q", page.path, status, page.want)
			}
		}
		if _, body := p.get("/metrics"); !strings.Contains(body, `forvag_request_seconds_count{route="/tjanster/:service",status="200"}`) ||
			!strings.Contains(body, "process_open_fds") {
			t.Errorf("the metrics lack requests by route, or the process:\n%s", body)
		}
		info, err := os.Stat(s.keyFile())
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("key file: %v, %v", info, err)
		}
		if _, err := os.Stat(filepath.Join(s.Data, "forvag.db")); os.IsNotExist(err) != (s.DatabaseURL != "") {
			t.Errorf("SQLite's file beside %q: %v", s.DatabaseURL, err)
		}
		listen := strings.TrimPrefix(p.url, "http://")
		for _, address := range []string{listen, listen[strings.Index(listen, ":"):]} { // and as in a container: every interface
			if code := run(t.Context(), []string{"health", "--listen", address}, io.Discard, io.Discard); code != 0 {
				t.Errorf("health of a portal that is ready, at %s: exit code %d", address, code)
			}
		}
		var words bytes.Buffer
		code := run(t.Context(), []string{"serve", "--listen", listen, "--data", s.Data, "--database-url", s.DatabaseURL}, io.Discard, &words)
		if code != 1 || !strings.Contains(words.String(), "address already in use (name another address with --listen or FORVAG_LISTEN)") {
			t.Errorf("a second portal on the same address: exit code %d\n%s", code, words.String())
		}
		p.stop()
		for _, words := range []string{`"msg":"listening","url":"` + p.url + `"`, `"residents have no way to log in","set":"FORVAG_OIDC_ISSUER"`,
			`"officers have no way to log in: nobody can open the desk","set":"FORVAG_STAFF_OIDC_ISSUER"`} {
			if strings.Count(p.log.text(), words) != 1 {
				t.Errorf("the log does not say %s once:\n%s", words, p.log.text())
			}
		}
		for line := range strings.Lines(p.log.text()) {
			if !json.Valid([]byte(line)) {
				t.Errorf("a line of the log is no JSON: %s", line)
			}
		}
		if code := run(t.Context(), []string{"health", "--listen", listen}, io.Discard, io.Discard); code != 1 {
			t.Errorf("health of a portal that has stopped: exit code %d", code)
		}
	})
}

// TestStopping sends SIGTERM while somebody sends a form and somebody follows a case live.
func TestStopping(t *testing.T) {
	eachStorage(t, func(t *testing.T, s storage) {
		p := serve(t, s)
		in, err := openQuietly(s, time.Now)
		if err != nil {
			t.Fatal(err)
		}
		defer in.Close()
		receipt := opinion(t, in)
		live := p.follow(receipt)

		form := "x=y"
		conn, err := net.Dial("tcp", strings.TrimPrefix(p.url, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		fmt.Fprintf(conn, "POST /tjanster/synpunkt/borja HTTP/1.1\r\nHost: %s\r\nOrigin: %s\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n%s",
			strings.TrimPrefix(p.url, "http://"), p.url, len(form), form[:1])
		p.get("/healthz") // the half request was sent before this one, and is being read by now

		if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
			t.Fatal(err)
		}
		if rest, err := io.ReadAll(live); err != nil {
			t.Errorf("the live stream did not end in order: %q, %v", rest, err)
		}
		if _, err := io.WriteString(conn, form[1:]); err != nil {
			t.Fatal(err)
		}
		answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil {
			t.Fatalf("the request that was running was not answered: %v", err)
		}
		if answer.StatusCode != http.StatusSeeOther {
			t.Errorf("the request that was running was answered with %s", answer.Status)
		}
		p.ended()
		for _, words := range []string{`"msg":"stopping"`, `"msg":"stopped"`} {
			if strings.Count(p.log.text(), words) != 1 {
				t.Errorf("the log does not say %s once:\n%s", words, p.log.text())
			}
		}
		for _, secret := range []string{string(receipt.Case), receipt.Code, s.DatabaseURL} {
			if secret != "" && strings.Contains(p.log.text(), secret) {
				t.Errorf("the log says %q", secret)
			}
		}
	})
}

// opinion submits an anonymous case.
func opinion(t *testing.T, in *instance) casework.Receipt {
	t.Helper()
	r, err := in.site.Cases.Submit(t.Context(), identity.Principal{Kind: identity.Nobody, On: civil.Today(in.clock)}, casework.Submission{
		Key: identity.NewID() + identity.NewID(), Type: "synpunkt", Title: "Synpunkt", Answers: []byte("{}"), Anonymous: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// follow opens an anonymous case by its code, and its live stream, of which the first line is read.
func (p *served) follow(r casework.Receipt) *bufio.Reader {
	p.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		p.t.Fatal(err)
	}
	client := &http.Client{Jar: jar}
	post, err := http.NewRequest(http.MethodPost, p.url+web.PathFollow, strings.NewReader(url.Values{"code": {r.Code}}.Encode()))
	if err != nil {
		p.t.Fatal(err)
	}
	post.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	post.Header.Set("Origin", p.url)
	page, err := client.Do(post)
	if err != nil {
		p.t.Fatal(err)
	}
	defer page.Body.Close()
	if page.StatusCode != http.StatusOK || page.Request.URL.Path != "/arenden/"+string(r.Case) {
		p.t.Fatalf("following by code ends at %s with %s", page.Request.URL.Path, page.Status)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	p.t.Cleanup(cancel)
	get, err := http.NewRequestWithContext(ctx, http.MethodGet, page.Request.URL.String()+"/live", nil)
	if err != nil {
		p.t.Fatal(err)
	}
	stream, err := client.Do(get)
	if err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(func() { stream.Body.Close() })
	lines := bufio.NewReader(stream.Body)
	if line, err := lines.ReadString('\n'); err != nil || !strings.HasPrefix(line, "retry:") {
		p.t.Fatalf("the live stream begins with %q, %v", line, err)
	}
	return lines
}

// TestTwoProcesses submits a case at one portal and follows it at another on the same database.
func TestTwoProcesses(t *testing.T) {
	eachStorage(t, func(t *testing.T, s storage) {
		one := serve(t, s)
		two := serve(t, s)
		page := portaltest.Visit(t, one.url).Get("/tjanster/synpunkt").Form("/borja").Submit()
		page = page.Form(page.URL.Path).Set("intent", "suggestion", "area", "nature").Submit()
		page = page.Form(page.URL.Path).Set("heading", "Fler gungor", "text", "Det behövs fler gungor i parken.").Submit()
		page = page.Form(page.URL.Path).Set("answer", "here").Submit().Want(http.StatusOK)
		page = page.Form("/granska").Set("declare", "yes").Submit().Want(http.StatusOK)
		if !strings.HasSuffix(page.URL.Path, "/kvitto") {
			t.Fatalf("the form ends at %s: %v", page.URL.Path, page.Errors())
		}
		in, err := openQuietly(s, time.Now)
		if err != nil {
			t.Fatal(err)
		}
		defer in.Close()
		var receipt casework.Receipt
		var visitor identity.Principal
		words := page.Find("main").Text()
		for _, word := range strings.Fields(words) {
			if p, err := in.site.Cases.Follow(t.Context(), word, civil.Today(in.clock)); err == nil {
				receipt, visitor = casework.Receipt{Case: casework.CaseID(p.CaseID), Code: word}, p
			}
		}
		if receipt.Code == "" {
			t.Fatalf("the receipt shows no follow code: %s", words)
		}
		live := two.follow(receipt)
		if err := in.site.Cases.Message(t.Context(), visitor, receipt.Case, "m1", "", "När?", nil); err != nil {
			t.Fatal(err)
		}
		for {
			line, err := live.ReadString('\n')
			if err != nil {
				t.Fatalf("the other process's page is not told: %v", err)
			}
			if strings.TrimSpace(line) == "event: case" {
				break
			}
		}
		for _, p := range []*served{one, two} {
			p.stop()
			for _, secret := range []string{string(receipt.Case), receipt.Code, "gunga"} {
				if strings.Contains(p.log.text(), secret) {
					t.Errorf("the log says %q", secret)
				}
			}
		}
	})
}
