package browser

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"github.com/chromedp/cdproto/input"
	cdp "github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// Goto opens a path of the site ("/arenden") or a whole address, and waits until it has loaded. An error page is a page: ask
// Status.
func (p *Page) Goto(path string) *Page {
	p.t.Helper()
	if strings.HasPrefix(path, "/") {
		path = p.base + path
	}
	ctx, cancel := p.limit()
	defer cancel()
	if _, err := cdp.RunResponse(ctx, cdp.Navigate(path)); err != nil {
		p.t.Fatalf("open %s: %v", path, err)
	}
	p.settle(ctx)
	return p
}

// Reload fetches the page again.
func (p *Page) Reload() *Page {
	p.t.Helper()
	ctx, cancel := p.limit()
	defer cancel()
	if err := cdp.Do(ctx, cdp.Reload()); err != nil {
		p.t.Fatalf("reload: %v", err)
	}
	p.settle(ctx)
	return p
}

// Back returns to the page before in the history.
func (p *Page) Back() *Page {
	p.t.Helper()
	ctx, cancel := p.limit()
	defer cancel()
	// history.back() would lose its answer where the page goes away before it has given it.
	if err := cdp.Do(ctx, cdp.NavigateBack()); err != nil {
		p.t.Fatalf("back: %v", err)
	}
	p.settle(ctx)
	return p
}

// Status is the HTTP status of the document that the page shows.
func (p *Page) Status() int {
	p.tab.mu.Lock()
	defer p.tab.mu.Unlock()
	return int(p.tab.status)
}

// Path is the path and query of the page's address.
func (p *Page) Path() string {
	p.t.Helper()
	return Eval[string](p, "location.pathname + location.search")
}

// Click clicks the first element that the CSS selector matches, when it is visible, enabled and not covered, and waits until a
// page that the click opens has loaded.
func (p *Page) Click(selector string) *Page {
	p.t.Helper()
	return p.click(fmt.Sprintf("document.querySelector(%s)", quote(selector)), selector, 0.5, 0.5)
}

// ClickAt is Click at a place within the element: a share, from 0 to 1, of its width from the left and of its height from the top.
func (p *Page) ClickAt(selector string, across, down float64) *Page {
	p.t.Helper()
	return p.click(fmt.Sprintf("document.querySelector(%s)", quote(selector)), selector, across, down)
}

// ClickText clicks the first visible link, button, label or summary whose text is, or else contains, words.
func (p *Page) ClickText(words string) *Page {
	p.t.Helper()
	return p.click(fmt.Sprintf(`(w => {
		const all = [...document.querySelectorAll("a,button,summary,label,[role=button],[role=tab]")].filter(e => e.checkVisibility());
		const text = e => e.innerText.replace(/\s+/g, " ").trim();
		return all.find(e => text(e) === w) || all.find(e => text(e).includes(w));
	})(%s)`, quote(words)), words, 0.5, 0.5)
}

func (p *Page) click(element, name string, across, down float64) *Page {
	p.t.Helper()
	ctx, cancel := p.limit()
	defer cancel()
	var at struct {
		X, Y   float64
		Hinder string
	}
	p.until(ctx, func() string {
		found, err := evaluate[struct {
			X, Y   float64
			Hinder string
		}](ctx, fmt.Sprintf("(%s)(%s, %g, %g)", pointScript, element, across, down))
		if err != nil {
			return err.Error()
		}
		at = found
		return at.Hinder
	}, "click %s", name)
	if err := cdp.Do(ctx, cdp.MouseClickXY(at.X, at.Y)); err != nil {
		p.t.Fatalf("click %s: %v", name, err)
	}
	p.settle(ctx)
	return p
}

// Fill writes a value into a field as typing does, in place of what it held. For select, date, time and colour it chooses the
// value.
func (p *Page) Fill(selector, value string) *Page {
	p.t.Helper()
	ctx, cancel := p.limit()
	defer cancel()
	var typed bool
	p.until(ctx, func() string {
		kind, err := evaluate[string](ctx, fmt.Sprintf("(%s)(document.querySelector(%s), %s)", fillScript, quote(selector), quote(value)))
		if err != nil {
			return err.Error()
		}
		typed = kind == "type"
		if kind == "type" || kind == "done" {
			return ""
		}
		return kind
	}, "fill %s", selector)
	if typed && value != "" {
		call(p, input.InsertText, input.InsertTextParams{Text: value})
	} else if typed {
		p.Press("Delete")
	}
	return p
}

// Upload chooses files for a file field.
func (p *Page) Upload(selector string, paths ...string) *Page {
	p.t.Helper()
	for i, path := range paths {
		whole, err := filepath.Abs(path)
		if err != nil {
			p.t.Fatal(err)
		}
		paths[i] = whole
	}
	ctx, cancel := p.limit()
	defer cancel()
	if err := cdp.Do(ctx, cdp.SetUploadFiles(cdp.CSS(selector), paths, cdp.NodeReady)); err != nil {
		p.t.Fatalf("upload to %s: %v", selector, err)
	}
	return p
}

// keys are the names that Press knows beside single characters.
var keys = map[string]string{
	"Tab": kb.Tab, "Enter": kb.Enter, "Escape": kb.Escape, "Space": " ", "Backspace": kb.Backspace, "Delete": kb.Delete,
	"ArrowUp": kb.ArrowUp, "ArrowDown": kb.ArrowDown, "ArrowLeft": kb.ArrowLeft, "ArrowRight": kb.ArrowRight,
	"Home": kb.Home, "End": kb.End, "PageUp": kb.PageUp, "PageDown": kb.PageDown,
}

// Press presses keys one after the other: names such as Tab, Enter, Space, ArrowDown, Shift+Tab, or single characters. It waits
// until a page that a key opens has loaded.
func (p *Page) Press(names ...string) *Page {
	p.t.Helper()
	for _, name := range names {
		p.key(name)
	}
	ctx, cancel := p.limit()
	defer cancel()
	p.settle(ctx)
	return p
}

func (p *Page) key(name string) {
	p.t.Helper()
	bare, shift := strings.CutPrefix(name, "Shift+")
	key, ok := keys[bare]
	if !ok {
		key = bare
	}
	var options []cdp.KeyOption
	if shift {
		options = append(options, cdp.KeyModifiers(kb.ModifierShift))
	}
	ctx, cancel := p.limit()
	defer cancel()
	if err := cdp.Do(ctx, cdp.KeyEvent(key, options...)); err != nil {
		p.t.Fatalf("press %s: %v", name, err)
	}
}

// Text is the visible text of the first element that the selector matches, which it waits for.
func (p *Page) Text(selector string) string {
	p.t.Helper()
	p.WaitFor(selector)
	return strings.TrimSpace(Eval[string](p, fmt.Sprintf("document.querySelector(%s).innerText", quote(selector))))
}

// Value is what a field holds.
func (p *Page) Value(selector string) string {
	p.t.Helper()
	p.WaitFor(selector)
	return Eval[string](p, fmt.Sprintf("document.querySelector(%s).value", quote(selector)))
}

// Count is how many elements the selector matches now.
func (p *Page) Count(selector string) int {
	p.t.Helper()
	return Eval[int](p, fmt.Sprintf("document.querySelectorAll(%s).length", quote(selector)))
}

// WaitFor waits until the selector matches a visible element.
func (p *Page) WaitFor(selector string) *Page {
	p.t.Helper()
	return p.WaitUntil(fmt.Sprintf("[...document.querySelectorAll(%s)].some(e => e.checkVisibility({visibilityProperty: true}))",
		quote(selector)))
}

// WaitGone waits until the selector matches no visible element.
func (p *Page) WaitGone(selector string) *Page {
	p.t.Helper()
	return p.WaitUntil(fmt.Sprintf("![...document.querySelectorAll(%s)].some(e => e.checkVisibility({visibilityProperty: true}))",
		quote(selector)))
}

// WaitText waits until the visible text of an element that the selector matches contains words.
func (p *Page) WaitText(selector, words string) *Page {
	p.t.Helper()
	return p.WaitUntil(fmt.Sprintf("[...document.querySelectorAll(%s)].some(e => e.innerText.includes(%s))",
		quote(selector), quote(words)))
}

// WaitUntil waits until a JavaScript expression is true, also across a change of page.
func (p *Page) WaitUntil(expression string) *Page {
	p.t.Helper()
	ctx, cancel := p.limit()
	defer cancel()
	p.until(ctx, func() string {
		ok, err := evaluate[bool](ctx, expression)
		switch {
		case err != nil:
			return err.Error()
		case !ok:
			return "not so at " + p.describe(ctx)
		}
		return ""
	}, "wait for %s", expression)
	return p
}

// Eval evaluates a JavaScript expression in the page, awaits it when it is a promise, and decodes its value into T. It works also
// where the page's own script is off.
func Eval[T any](p *Page, expression string) T {
	p.t.Helper()
	ctx, cancel := p.limit()
	defer cancel()
	value, err := evaluate[T](ctx, expression)
	if err != nil {
		p.t.Fatalf("%.200s: %v", expression, err)
	}
	return value
}

func evaluate[T any](ctx context.Context, expression string) (T, error) {
	return cdp.Run(ctx, cdp.Evaluate[T](expression, cdp.EvalAwaitPromise))
}

// until asks again and again, until hinder returns no reason to wait, and ends the test with the last reason when time is out.
func (p *Page) until(ctx context.Context, hinder func() string, format string, args ...any) {
	p.t.Helper()
	tick := time.NewTicker(25 * time.Millisecond)
	defer tick.Stop()
	last := ""
	for {
		now := hinder()
		if now == "" {
			return
		}
		if ctx.Err() == nil {
			last = now
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			p.t.Fatalf("%s: %s", fmt.Sprintf(format, args...), last)
		}
	}
}

// settle waits, when the last action starts to load another document, until that one has loaded. The browser tells of a start
// within a few milliseconds.
func (p *Page) settle(ctx context.Context) {
	p.t.Helper()
	grace := time.After(40 * time.Millisecond)
	for {
		p.tab.mu.Lock()
		loading, changed := p.tab.loading, p.tab.changed
		p.tab.mu.Unlock()
		if loading {
			grace = nil
		} else if grace == nil {
			return
		}
		select {
		case <-changed:
		case <-grace:
			return
		case <-ctx.Done():
			p.t.Fatal("the page does not finish loading")
		}
	}
}

// describe names what the page shows, for the message of a wait in vain.
func (p *Page) describe(ctx context.Context) string {
	words, err := evaluate[string](ctx, `location.pathname + ": " + document.title + ": " +
		(document.querySelector("main") || document.body).innerText.replace(/\s+/g, " ").slice(0, 300)`)
	if err != nil {
		return err.Error()
	}
	return words
}

// quote writes a string as a JavaScript literal.
func quote(s string) string {
	literal, err := json.Marshal(s)
	if err != nil {
		panic(err) // a string always encodes
	}
	return string(literal)
}
