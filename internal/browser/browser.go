package browser

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	cdp "github.com/chromedp/chromedp"
)

// timeout bounds each action and each wait. It is long because a loaded machine is slow, not because a page may be.
const timeout = 20 * time.Second

// process is the one Chromium of this test binary, and the HTML checker beside it.
var process struct {
	sync.Mutex
	inMain bool
	ctx    context.Context // of the browser; nil until the first Open
	stop   func()
}

// Main runs the tests of a package, ends the browser and the HTML checker if any test started them, calls what is to come after, and exits.
// Call it from TestMain.
func Main(m *testing.M, after ...func()) {
	process.Lock()
	process.inMain = true
	process.Unlock()
	code := m.Run()
	if process.stop != nil {
		process.stop()
	}
	stopChecker()
	for _, f := range after {
		f()
	}
	os.Exit(code)
}

// chromium returns the context of the running browser, after starting it when this is the first use.
func chromium() (context.Context, error) {
	process.Lock()
	defer process.Unlock()
	if !process.inMain {
		return nil, fmt.Errorf("no browser: the package needs func TestMain(m *testing.M) { browser.Main(m) }")
	}
	if process.ctx != nil {
		return process.ctx, nil
	}
	path, err := chromiumPath()
	if err != nil {
		return nil, err
	}
	options := append(cdp.DefaultExecAllocatorOptions[:],
		cdp.ExecPath(path),
		cdp.DisableGPU,
		cdp.Flag("lang", "sv-SE"),
		cdp.Flag("accept-lang", "sv-SE,sv"),
		cdp.Flag("disable-component-update", true),
		cdp.Flag("disable-features", "Translate,BackForwardCache"), // going back loads the page, which can be waited for
		cdp.Flag("disable-quic", true),
		cdp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"),
	)
	if os.Geteuid() == 0 { // Chromium refuses to run its sandbox as root
		options = append(options, cdp.NoSandbox)
	}
	allocator, stopAllocator := cdp.NewExecAllocator(context.Background(), options...)
	ctx, stopBrowser := cdp.NewContext(allocator)
	stop := func() {
		_ = cdp.Cancel(ctx) // asks the browser to close, so that it removes its folder; the tests are over
		stopBrowser()
		stopAllocator()
	}
	if err := cdp.Do(ctx); err != nil { // a time limit here would end the browser when it ran out
		stop()
		return nil, fmt.Errorf("starting %s: %w", path, err)
	}
	process.ctx, process.stop = ctx, stop
	return ctx, nil
}

// chromiumPath is what CHROME_PATH says, or else the first browser of a known name that is installed.
func chromiumPath() (string, error) {
	if path := os.Getenv("CHROME_PATH"); path != "" {
		return path, nil
	}
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", fmt.Errorf("no Chromium in PATH and no CHROME_PATH: run ./test setup")
}

// tool returns the path of a file from an npm package, found in node_modules beside go.mod.
func tool(name ...string) (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		up := filepath.Dir(dir)
		if up == dir {
			return "", fmt.Errorf("no go.mod above the working folder")
		}
		dir = up
	}
	path := filepath.Join(append([]string{dir, "node_modules"}, name...)...)
	if _, err := os.Stat(path); err != nil {
		return "", fmt.Errorf("run ./test setup: %w", err)
	}
	return path, nil
}
