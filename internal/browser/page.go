package browser

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/browser"
	proto "github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	cdp "github.com/chromedp/chromedp"
)

// Page is one tab. Its actions report to the test that opened it (or that In named) and are not safe for concurrent use;
// several pages may be driven by turns, as a resident's and an officer's are.
type Page struct {
	t    testing.TB
	tab  *tab
	base string // "http://host:port", before every path that Goto takes

	width, height int64
	mobile        bool
	scheme        string // "light" or "dark"
	scriptless    bool
}

// tab is the part of a page that outlives navigation and is written by the browser's events.
type tab struct {
	ctx context.Context

	mu      sync.Mutex
	changed chan struct{} // closed and replaced whenever loading changes
	loading bool
	url     string // of the document last answered
	status  int64  // of that answer
	request network.RequestID
	faults  []string
	deaf    int // above zero while a check of ours runs in the page
}

// Open opens a page with cookies and storage of its own: a new visitor, at a desk, in light, in Swedish. It is closed when
// the test ends. When the test has failed, a screenshot is in the test's artifact folder (go test -artifacts).
func Open(t testing.TB, base string) *Page {
	t.Helper()
	return open(t, base, cdp.WithNewBrowserContext())
}

// NewTab opens another page of the same visitor: it shares cookies and storage.
func (p *Page) NewTab() *Page {
	p.t.Helper()
	return open(p.t, p.base, cdp.WithExistingBrowserContext(cdp.FromContext(p.tab.ctx).BrowserContextID))
}

func open(t testing.TB, base string, owner cdp.ContextOption) *Page {
	t.Helper()
	parent, err := chromium()
	if err != nil {
		t.Fatal(err)
	}
	ctx, closeTab := cdp.NewContext(parent, owner)
	t.Cleanup(closeTab)
	p := &Page{t: t, base: strings.TrimSuffix(base, "/"), tab: &tab{ctx: ctx, changed: make(chan struct{})}}
	if err := cdp.Do(ctx); err != nil { // opens the tab, whose life a time limit here would bound
		t.Fatal(err)
	}
	if err := cdp.Listen(ctx, p.tab.hear); err != nil {
		t.Fatal(err)
	}
	call(p, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true})
	t.Cleanup(func() {
		if t.Failed() {
			p.photograph(filepath.Join(t.ArtifactDir(), "failed.png"))
		}
	})
	return p.Desktop().Light()
}

// In returns the same page reporting to another test, such as a subtest.
func (p *Page) In(t testing.TB) *Page {
	q := *p
	q.t = t
	return &q
}

// Phone shows the page as a phone of 390 × 844 CSS pixels with a touch screen.
func (p *Page) Phone() *Page {
	p.t.Helper()
	p.width, p.height, p.mobile = 390, 844, true
	return p.resize(p.width, p.height, p.mobile)
}

// Desktop shows the page in a window of 1280 × 900 CSS pixels.
func (p *Page) Desktop() *Page {
	p.t.Helper()
	p.width, p.height, p.mobile = 1280, 900, false
	return p.resize(p.width, p.height, p.mobile)
}

// Light asks for the light colour scheme.
func (p *Page) Light() *Page { p.t.Helper(); return p.paint("light") }

// Dark asks for the dark colour scheme.
func (p *Page) Dark() *Page { p.t.Helper(); return p.paint("dark") }

// Script switches the page's own script on or off, for documents that are loaded afterwards.
func (p *Page) Script(on bool) *Page {
	p.t.Helper()
	p.scriptless = !on
	call(p, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !on})
	return p
}

// Offline takes the network away from the page and its service worker, or gives it back.
func (p *Page) Offline(on bool) *Page {
	p.t.Helper()
	rules := []*network.Conditions{}
	if on {
		rules = append(rules, &network.Conditions{Offline: true, DownloadThroughput: -1, UploadThroughput: -1})
	}
	call(p, network.EmulateNetworkConditionsByRule,
		network.EmulateNetworkConditionsByRuleParams{EmulateOfflineServiceWorker: &on, MatchedNetworkConditions: rules})
	call(p, network.OverrideNetworkState,
		network.OverrideNetworkStateParams{Offline: on, DownloadThroughput: -1, UploadThroughput: -1})
	return p
}

// From makes the page's requests carry address in X-Forwarded-For, as those of a visitor behind a trusted proxy do: what the server
// counts by address is then counted for this visitor alone. The service worker's own requests do not carry it.
func (p *Page) From(address string) *Page {
	p.t.Helper()
	call(p, network.SetExtraHTTPHeaders, network.SetExtraHTTPHeadersParams{Headers: network.Headers{"X-Forwarded-For": address}})
	return p
}

// Position lets the site ask where the visitor is, and has the device say this place, in degrees (WGS 84).
func (p *Page) Position(latitude, longitude float64) *Page {
	p.t.Helper()
	ctx, cancel := p.limit()
	defer cancel()
	if _, err := cdp.CallBrowser(ctx, browser.SetPermission, browser.SetPermissionParams{
		Permission: &browser.PermissionDescriptor{Name: "geolocation"}, Setting: browser.PermissionSettingGranted, BrowserContextID: cdp.FromContext(p.tab.ctx).BrowserContextID,
	}); err != nil {
		p.t.Fatalf("allow the position: %v", err)
	}
	accuracy := 5.0 // metres
	call(p, emulation.SetGeolocationOverride, emulation.SetGeolocationOverrideParams{Latitude: &latitude, Longitude: &longitude, Accuracy: &accuracy})
	return p
}

func (p *Page) resize(width, height int64, mobile bool) *Page {
	p.t.Helper()
	call(p, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{
		Width: width, Height: height, DeviceScaleFactor: 1, Mobile: mobile})
	call(p, emulation.SetTouchEmulationEnabled, emulation.SetTouchEmulationEnabledParams{Enabled: mobile})
	return p
}

// paint sets the colour scheme, and stills animations, so that colours and focus marks can be measured at once.
func (p *Page) paint(scheme string) *Page {
	p.t.Helper()
	p.scheme = scheme
	call(p, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
		{Name: "prefers-color-scheme", Value: scheme},
		{Name: "prefers-reduced-motion", Value: "reduce"},
	}})
	return p
}

// Screenshot writes what the screen shows to a PNG file, and makes its folder.
func (p *Page) Screenshot(path string) {
	p.t.Helper()
	if err := p.photograph(path); err != nil {
		p.t.Fatalf("screenshot: %v", err)
	}
}

// FullScreenshot is Screenshot of the whole page, also what one must scroll to.
func (p *Page) FullScreenshot(path string) {
	p.t.Helper()
	ctx, cancel := p.limit()
	defer cancel()
	picture, err := cdp.Run(ctx, cdp.FullScreenshot(100))
	if err == nil {
		err = save(path, picture)
	}
	if err != nil {
		p.t.Fatalf("screenshot: %v", err)
	}
}

func (p *Page) photograph(path string) error {
	ctx, cancel := p.limit()
	defer cancel()
	picture, err := cdp.Run(ctx, cdp.CaptureScreenshot())
	if err != nil {
		return err
	}
	return save(path, picture)
}

func save(path string, content []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, content, 0o644)
}

// Source is the HTML of the document as the server sent it, before any script changed it.
func (p *Page) Source() string {
	p.t.Helper()
	p.tab.mu.Lock()
	request := p.tab.request
	p.tab.mu.Unlock()
	return string(call(p, network.GetResponseBody, network.GetResponseBodyParams{RequestID: request}).Body)
}

// limit is the page's context with the time limit of one action.
func (p *Page) limit() (context.Context, context.CancelFunc) {
	return context.WithTimeout(p.tab.ctx, timeout)
}

// call sends one DevTools command to the page and ends the test when it fails.
func call[P, R any](p *Page, command proto.Command[P, R], params P) R {
	p.t.Helper()
	ctx, cancel := p.limit()
	defer cancel()
	result, err := cdp.Call(ctx, command, params)
	if err != nil {
		p.t.Fatalf("%s: %v", command.Method, err)
	}
	return result
}
