package browser

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	cdp "github.com/chromedp/chromedp"
)

// hear takes down what the browser tells about the tab. It is called in order, one event at a time, and must not block.
func (b *tab) hear(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	main := string(cdp.FromContext(b.ctx).Target.TargetID)
	switch e := event.(type) {
	case *page.EventFrameStartedNavigating:
		sameDocument := e.NavigationType == page.FrameStartedNavigatingNavigationTypeSameDocument ||
			e.NavigationType == page.FrameStartedNavigatingNavigationTypeHistorySameDocument
		if string(e.FrameID) == main && !sameDocument {
			b.setLoading(true)
		}
	case *page.EventFrameStoppedLoading:
		if string(e.FrameID) == main {
			b.setLoading(false)
		}
	case *network.EventResponseReceived:
		if e.Type == network.ResourceTypeDocument && string(e.FrameID) == main {
			b.url, b.status, b.request = e.Response.URL, e.Response.Status, e.RequestID
		}
	case *runtime.EventExceptionThrown:
		words := e.ExceptionDetails.Text
		if x := e.ExceptionDetails.Exception; x != nil {
			words = x.Description
		}
		b.fault("script: " + words)
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError || e.Type == runtime.ConsoleAPICalledTypeAssert {
			b.fault("console: " + spell(e.Args))
		}
	case *log.EventEntryAdded:
		// The browser also notes that the document itself was answered by 404 or 422, which the test knows and may want.
		if e.Entry.Level == log.EntryLevelError && !(e.Entry.Source == log.EntrySourceNetwork && e.Entry.URL == b.url) {
			b.fault(strings.TrimSpace(fmt.Sprintf("%s: %s %s", e.Entry.Source, e.Entry.Text, e.Entry.URL)))
		}
	}
}

func (b *tab) setLoading(loading bool) {
	if b.loading != loading {
		b.loading = loading
		close(b.changed)
		b.changed = make(chan struct{})
	}
}

func (b *tab) fault(words string) {
	if b.deaf == 0 {
		b.faults = append(b.faults, words)
	}
}

// mute keeps what a check of ours does in the page out of the page's own faults, until the returned function is called.
func (b *tab) mute() (unmute func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.deaf++
	return func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.deaf--
	}
}

func spell(args []*runtime.RemoteObject) string {
	words := make([]string, 0, len(args))
	for _, arg := range args {
		if arg.Description != "" {
			words = append(words, arg.Description)
		} else {
			words = append(words, strings.Trim(string(arg.Value), `"`))
		}
	}
	return strings.Join(words, " ")
}

// ConsoleErrors reports every script error, failed fetch, breach of the content security policy and console.error since the
// page was opened or since the last call. A test that provokes such a fault on purpose names a part of its text in expected;
// one that then did not occur is reported too.
func (p *Page) ConsoleErrors(t testing.TB, expected ...string) {
	t.Helper()
	// An answer to a command is heard after the events before it.
	Eval[int](p, "1")
	p.tab.mu.Lock()
	faults := p.tab.faults
	p.tab.faults = nil
	p.tab.mu.Unlock()
	met := make([]bool, len(expected))
	for _, fault := range faults {
		i := slices.IndexFunc(expected, func(part string) bool { return strings.Contains(fault, part) })
		if i < 0 {
			t.Errorf("%s: %s", p.Path(), fault)
			continue
		}
		met[i] = true
	}
	for i, part := range expected {
		if !met[i] {
			t.Errorf("%s: expected a console error with %q", p.Path(), part)
		}
	}
}
