// Package firefox drives a real Firefox in tests, by WebDriver BiDi (https://w3c.github.io/webdriver-bidi/), for what only a browser that subscribes at a push
// service can show. All else is tested in Chromium by package browser.
package firefox

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/coder/websocket/wsjson"
)

// timeout bounds the start, each action and each wait. It is long because a loaded machine is slow.
const timeout = 60 * time.Second

// quiet keeps a Firefox from asking the internet, and its user, for anything.
var quiet = map[string]any{
	"app.update.disabledForTesting":                      true,
	"browser.aboutwelcome.enabled":                       false,
	"browser.safebrowsing.downloads.remote.enabled":      false,
	"browser.safebrowsing.malware.enabled":               false,
	"browser.safebrowsing.phishing.enabled":              false,
	"browser.shell.checkDefaultBrowser":                  false,
	"browser.startup.page":                               0,
	"datareporting.policy.dataSubmissionEnabled":         false,
	"extensions.update.enabled":                          false,
	"intl.accept_languages":                              "sv-SE,sv",
	"network.captive-portal-service.enabled":             false,
	"network.connectivity-service.enabled":               false,
	"remote.prefs.recommended":                           false, // they switch push off
	"services.settings.server":                           "data:,#",
	"termsofuse.bypassNotification":                      true,
	"toolkit.telemetry.enabled":                          false,
	"toolkit.telemetry.reportingpolicy.firstRun":         false,
	"toolkit.shutdown.fastShutdownStage":                 0, // what it knows is on the disk when it has ended
	"browser.sessionstore.resume_from_crash":             false,
	"browser.newtabpage.activity-stream.feeds.telemetry": false,
}

// Push has a Firefox subscribe at a push service on this machine, which is at a ws:// address, and lets every site show notifications, as somebody does who says
// yes when they are asked.
func Push(service string) map[string]any {
	return map[string]any{
		"dom.push.serverURL":                       service,
		"dom.push.connection.enabled":              true,
		"dom.push.testing.allowInsecureServerURL":  true,
		"permissions.default.desktop-notification": 1,
		"alerts.useSystemBackend":                  false,
	}
}

// Firefox is one with a profile of its own, which outlives Close and is removed with the test. It is not safe for concurrent use.
type Firefox struct {
	t       testing.TB
	profile string
	process *exec.Cmd
	ended   chan struct{}
	socket  *websocket.Conn
	asked   int
	tab     string
}

// Open starts Firefox, without a window on any screen, on a profile with settings. It is closed with the test.
func Open(t testing.TB, settings map[string]any) *Firefox {
	t.Helper()
	f := &Firefox{t: t, profile: t.TempDir()}
	var words strings.Builder
	for _, some := range []map[string]any{quiet, settings} {
		for name, value := range some {
			text, err := json.Marshal(value)
			if err != nil {
				t.Fatal(err)
			}
			fmt.Fprintf(&words, "user_pref(%q, %s);\n", name, text)
		}
	}
	if err := os.WriteFile(filepath.Join(f.profile, "user.js"), []byte(words.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(f.end)
	f.start()
	return f
}

// Reopen starts it again after Close, with what it knew.
func (f *Firefox) Reopen() *Firefox {
	f.t.Helper()
	f.start()
	return f
}

// Close ends Firefox as its user does.
func (f *Firefox) Close() {
	f.t.Helper()
	f.do("browser.close", struct{}{}, nil)
	select {
	case <-f.ended:
	case <-time.After(timeout):
		f.t.Error("Firefox did not end")
	}
	f.end()
}

// end ends what runs, however it may.
func (f *Firefox) end() {
	if f.process == nil {
		return
	}
	if f.socket != nil {
		_ = f.socket.CloseNow()
	}
	_ = f.process.Process.Kill()
	<-f.ended
	f.process, f.socket = nil, nil
}

var listens = regexp.MustCompile(`WebDriver BiDi listening on (ws://\S+)`)

func (f *Firefox) start() {
	f.t.Helper()
	path, err := path()
	if err != nil {
		f.t.Fatal(err)
	}
	home := filepath.Join(f.profile, "home") // root's may be somebody else's
	if err := os.MkdirAll(home, 0o700); err != nil {
		f.t.Fatal(err)
	}
	cmd := exec.Command(path, "--headless", "--no-remote", "--profile", f.profile, "--remote-debugging-port", "0", "about:blank")
	cmd.Env = append(os.Environ(), "HOME="+home, "XDG_CACHE_HOME="+home, "MOZ_CRASHREPORTER_DISABLE=1")
	out, err := cmd.StderrPipe()
	if err != nil {
		f.t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		f.t.Fatal(err)
	}
	f.process, f.ended = cmd, make(chan struct{})
	at := make(chan string, 1)
	go func() {
		defer close(f.ended)
		for lines := bufio.NewScanner(out); lines.Scan(); {
			if found := listens.FindStringSubmatch(lines.Text()); found != nil {
				at <- found[1]
				break
			}
		}
		close(at)
		_, _ = io.Copy(io.Discard, out)
		_ = cmd.Wait() // it is killed, as a rule
	}()
	ctx, cancel := context.WithTimeout(f.t.Context(), timeout)
	defer cancel()
	select {
	case address, ok := <-at:
		if !ok {
			f.t.Fatalf("%s ended at once", path)
		}
		if f.socket, _, err = websocket.Dial(ctx, address+"/session", nil); err != nil {
			f.t.Fatal(err)
		}
	case <-ctx.Done():
		f.t.Fatalf("%s does not listen", path)
	}
	f.socket.SetReadLimit(1 << 24)
	f.do("session.new", map[string]any{"capabilities": struct{}{}}, nil)
	var tree struct{ Contexts []struct{ Context string } }
	f.do("browsingContext.getTree", map[string]any{"maxDepth": 0}, &tree)
	if len(tree.Contexts) == 0 {
		f.t.Fatal("Firefox has no tab")
	}
	f.tab = tree.Contexts[0].Context
}

// path is what FIREFOX_PATH says, or else the first of a known name that is installed.
func path() (string, error) {
	if path := os.Getenv("FIREFOX_PATH"); path != "" {
		return path, nil
	}
	for _, name := range []string{"firefox-esr", "firefox"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", errors.New("no Firefox in PATH and no FIREFOX_PATH: run ./test setup")
}

// do gives a command of WebDriver BiDi and reads its result into v, where that is not nil.
func (f *Firefox) do(method string, params, v any) {
	f.t.Helper()
	ctx, cancel := context.WithTimeout(f.t.Context(), timeout)
	defer cancel()
	f.asked++
	if err := wsjson.Write(ctx, f.socket, map[string]any{"id": f.asked, "method": method, "params": params}); err != nil {
		f.t.Fatalf("%s: %v", method, err)
	}
	for {
		var answer struct {
			Type, Error, Message string
			ID                   int
			Result               json.RawMessage
		}
		if err := wsjson.Read(ctx, f.socket, &answer); err != nil {
			f.t.Fatalf("%s: %v", method, err)
		}
		if answer.Type == "event" || answer.ID != f.asked {
			continue
		}
		if answer.Type == "error" {
			f.t.Fatalf("%s: %s: %s", method, answer.Error, answer.Message)
		}
		if v != nil {
			if err := json.Unmarshal(answer.Result, v); err != nil {
				f.t.Fatalf("%s: %v", method, err)
			}
		}
		return
	}
}

// Goto opens an address and waits until the page is there.
func (f *Firefox) Goto(url string) *Firefox {
	f.t.Helper()
	f.do("browsingContext.navigate", map[string]any{"context": f.tab, "url": url, "wait": "complete"}, nil)
	return f
}

// CloseTab closes the page, and leaves an empty one, so that no page of any site is open.
func (f *Firefox) CloseTab() *Firefox {
	f.t.Helper()
	var fresh struct{ Context string }
	f.do("browsingContext.create", map[string]any{"type": "tab"}, &fresh)
	f.do("browsingContext.close", map[string]any{"context": f.tab}, nil)
	f.tab = fresh.Context
	return f
}

// Eval evaluates an expression in the page, as if somebody had just pressed something there, and returns its value; where it is a promise, what that comes to.
func Eval[T any](f *Firefox, expression string) (value T) {
	f.t.Helper()
	var said struct {
		Type      string
		Result    struct{ Value string }
		Exception struct{ Text string } `json:"exceptionDetails"`
	}
	f.do("script.evaluate", map[string]any{
		"expression": "Promise.resolve(" + expression + ").then((v) => JSON.stringify(v ?? null))", "target": map[string]any{"context": f.tab},
		"awaitPromise": true, "userActivation": true,
	}, &said)
	if said.Type != "success" {
		f.t.Fatalf("%.200s: %s", expression, said.Exception.Text)
	}
	if err := json.Unmarshal([]byte(said.Result.Value), &value); err != nil {
		f.t.Fatalf("%.200s: %v", expression, err)
	}
	return value
}

// WaitUntil waits until an expression is true in the page.
func (f *Firefox) WaitUntil(expression string) *Firefox {
	f.t.Helper()
	ends := time.Now().Add(timeout)
	for tick := time.NewTicker(50 * time.Millisecond); ; <-tick.C {
		if Eval[bool](f, expression) {
			return f
		}
		if time.Now().After(ends) {
			f.t.Fatalf("it is not so that %.200s", expression)
		}
	}
}
