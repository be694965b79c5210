package main

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"log/slog"
	"maps"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"forvag/internal/browser"
	"forvag/internal/catalog"
)

func TestMain(m *testing.M) { browser.Main(m, closeTown) }

// town is a running demo municipality that the browser visits.
type town struct {
	*process
	files string // folder with what residents upload
	code  string // that follows an anonymous case
	stop  func() // takes the town off the net
}

// shared is the town, on SQLite, that all browser tests but the one on PostgreSQL visit. Each visitor has cookies and an address of their own,
// so that tests do not meet.
var shared struct {
	sync.Once
	*town
	err    error
	folder string
	stop   context.CancelFunc
	ended  <-chan error
}

// closeTown takes the shared town away with everything in it.
func closeTown() {
	if shared.folder == "" {
		return
	}
	shared.stop()
	if shared.ended != nil {
		<-shared.ended
	}
	os.RemoveAll(shared.folder)
}

// demoTown is the shared town. It runs until the test binary ends.
func demoTown(t *testing.T) *town {
	t.Helper()
	shared.Do(func() {
		if shared.folder, shared.err = os.MkdirTemp("", "forvag-almby-"); shared.err != nil {
			return
		}
		var ctx context.Context
		ctx, shared.stop = context.WithCancel(context.Background())
		s := storage{Data: shared.folder}
		s.DatabaseURL = "sqlite:" + s.source() + "?synchronous=off"
		shared.town, shared.ended, shared.err = found(ctx, s, time.Now)
	})
	if shared.err != nil {
		t.Fatal(shared.err)
	}
	return shared.town
}

// newTown is a town of the test's own, on the database that the storage names. It is closed with the test.
func newTown(t *testing.T, s storage) *town {
	t.Helper()
	return townAt(t, s, time.Now)
}

// townAt is newTown with a clock of the test's own, and with settings that change changes.
func townAt(t *testing.T, s storage, clock func() time.Time, change ...func(*settings)) *town {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	tw, ended, err := found(ctx, s, clock, change...)
	if err != nil {
		stop()
		t.Fatal(err)
	}
	tw.stop = sync.OnceFunc(func() {
		stop()
		if err := <-ended; err != nil {
			t.Errorf("the portal ended: %v", err)
		}
	})
	t.Cleanup(tw.stop)
	return tw
}

// found starts a town, which runs until ctx ends.
func found(ctx context.Context, s storage, clock func() time.Time, change ...func(*settings)) (*town, <-chan error, error) {
	tw := &town{files: filepath.Join(s.Data, "mine")}
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError}))
	set := settings{
		storage: s, Listen: "127.0.0.1:0", QuestionsKept: 30, SessionIdle: time.Hour, ShutdownGrace: time.Second,
		TrustedProxies: []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")},
	}
	for _, f := range change {
		f(&set)
	}
	p, err := start(ctx, set, clock, log, func(ctx context.Context, in *instance) (err error) {
		tw.code, err = populated(ctx, in)
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	tw.process = p
	ended := make(chan error, 1)
	go func() { ended <- p.run(ctx, &console{out: io.Discard, err: io.Discard}, "") }()
	return tw, ended, tw.write()
}

// populated gives a municipality all that the demo has, at once.
func populated(ctx context.Context, in *instance) (code string, err error) {
	code, almby, err := populate(ctx, in)
	if err != nil {
		return "", err
	}
	return code, almby.settle(ctx, 0)
}

// write makes the files that residents upload: a drawing, a photograph, and a program that pretends to be a picture.
func (tw *town) write() error {
	picture := image.NewRGBA(image.Rect(0, 0, 320, 240))
	for i := range picture.Pix {
		picture.Pix[i] = color.RGBA{R: 90, G: 140, B: 120, A: 255}.A - byte(i%7)
	}
	var photo bytes.Buffer
	if err := png.Encode(&photo, picture); err != nil {
		return err
	}
	if err := os.MkdirAll(tw.files, 0o700); err != nil {
		return err
	}
	for name, content := range map[string][]byte{
		"ritning.pdf": []byte("%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"),
		"foto.png":    photo.Bytes(),
		"falsk.png":   []byte("MZ\x90\x00\x03\x00\x00\x00not a picture"),
	} {
		if err := os.WriteFile(filepath.Join(tw.files, name), content, 0o600); err != nil {
			return err
		}
	}
	return nil
}

func (tw *town) file(name string) string { return filepath.Join(tw.files, name) }

var visitors atomic.Int64

// visit is a new visitor to the town, on the device.
func (tw *town) visit(t *testing.T, d device) *browser.Page {
	t.Helper()
	n := visitors.Add(1)
	p := browser.Open(t, tw.url()).From(fmt.Sprintf("10.0.%d.%d", n/250, n%250+1))
	if d.phone {
		p.Phone()
	}
	return p.Script(!d.scriptless)
}

// logIn makes the visitor one of the demo's people.
func logIn(p *browser.Page, name string) {
	p.Goto("/logga-in")
	followText(p, name)
}

// actFor makes the visitor act for an organisation that they sign for, or for themselves again, by name.
func actFor(p *browser.Page, name string) {
	p.Goto("/konto")
	expect(p, func() {
		browser.Eval[any](p, fmt.Sprintf(`[...document.querySelectorAll("main li, main .row, main form")].findLast(e => e.innerText.includes(%q) && e.querySelector("button")).querySelector("button").click()`, name))
	})
}

// device is what somebody visits with.
type device struct {
	name              string
	phone, scriptless bool
}

var (
	phone   = device{name: "phone", phone: true}
	desktop = device{name: "desktop"}
)

// devices are all that the whole journey must work on.
var devices = []device{
	phone, desktop,
	{name: "phone without script", phone: true, scriptless: true},
	{name: "desktop without script", scriptless: true},
}

// answers are what somebody writes in a form, by field name. Several choices stand with commas between; a file's name follows an @.
type answers map[string]string

// field is a control that the page shows. Option is what a radio button or a checkbox stands for, or the first that a list offers.
type field struct {
	Name, Kind, Value, Option string
	Refresh                   bool
}

// fieldsScript lists what can be filled in, in order.
const fieldsScript = `[...document.querySelectorAll("main form input, main form select, main form textarea")]
	.filter(e => e.name && e.checkVisibility() && !["hidden", "image", "search"].includes(e.type))
	.map(e => ({
		Name: e.name, Kind: e.localName === "input" ? e.type : e.localName, Refresh: !!e.closest("[data-refresh]"),
		Option: e.localName === "select" ? [...e.options].find(o => o.value)?.value ?? "" : e.value,
		Value: ["radio", "checkbox"].includes(e.type) ? document.querySelector('[name="' + e.name + '"]:checked')?.value ?? "" : e.type === "file" ? "" : e.value,
	}))`

// answer fills in the fields of the page that a have answers for, also those that an answer brings forth. It returns how many.
func (tw *town) answer(p *browser.Page, d device, a answers, done map[string]bool) int {
	return tw.answerOr(p, d, a, done, nil)
}

// answerOr is answer, with what or says, where it is not nil and says something, about a field that a has no answer for.
func (tw *town) answerOr(p *browser.Page, d device, a answers, done map[string]bool, or func(field) string) int {
	count := 0
	for {
		var now *field
		for _, f := range browser.Eval[[]field](p, fieldsScript) {
			if _, ok := a[f.Name]; !ok && or != nil && !done[f.Name] {
				if v := or(f); v != "" {
					a[f.Name] = v
				}
			}
			if _, ok := a[f.Name]; ok && !done[f.Name] {
				now = &f
				break
			}
		}
		if now == nil {
			return count
		}
		done[now.Name] = true
		count++
		if now.Value == a[now.Name] {
			continue
		}
		if now.Refresh && !d.scriptless {
			browser.Eval[any](p, `document.querySelector("main").dataset.before = "yes"`)
		}
		tw.fill(p, *now, a[now.Name])
		if now.Refresh && !d.scriptless {
			p.Press("Tab").WaitUntil(`!document.querySelector("main").dataset.before`)
		}
	}
}

func (tw *town) fill(p *browser.Page, f field, value string) {
	switch f.Kind {
	case "radio", "checkbox":
		for _, v := range strings.Split(value, ",") {
			p.Click(fmt.Sprintf("main [name=%q][value=%q]", f.Name, v))
		}
	case "file":
		p.Upload(fmt.Sprintf("main [name=%q]", f.Name), tw.file(strings.TrimPrefix(value, "@")))
	default:
		p.Fill(fmt.Sprintf("main [name=%q]", f.Name), value)
	}
}

// next is the button of a form's page that leads on.
const next = "main form.form .buttons [value=next]"

// fillForm goes through the form's pages from where the visitor stands, until the page where all is checked. each, where not nil, is called on every
// page when it is filled in.
func (tw *town) fillForm(t *testing.T, p *browser.Page, d device, a answers, each func(page string)) {
	t.Helper()
	tw.fillIn(t, p, d, a, nil, each)
}

// fillIn is fillForm with an answer to every question of the service that a says nothing about; nil asks for none.
func (tw *town) fillIn(t *testing.T, p *browser.Page, d device, a answers, s *catalog.Service, each func(page string)) {
	t.Helper()
	a, done := maps.Clone(a), map[string]bool{}
	var or func(field) string
	if s != nil {
		or = func(f field) string { return anyAnswer(s, f) }
	}
	if a == nil {
		a = answers{}
	}
	for !strings.HasSuffix(p.Path(), "/granska") {
		at := p.Path()
		filled := tw.answerOr(p, d, a, done, or)
		if each != nil {
			each(at[strings.LastIndex(at, "/")+1:])
		}
		if p.Count(next) == 0 {
			t.Fatalf("%s leads nowhere: %s", at, p.Text("main"))
		}
		follow(p, next)
		if p.Path() == at && filled == 0 {
			t.Fatalf("%s: %s", at, p.Text("main"))
		}
	}
	for name := range a {
		if !done[name] {
			t.Errorf("the form never asked for %s", name)
		}
	}
}

// follow clicks what leads to another document, a link or a button that posts a form, and waits until that one is there.
func follow(p *browser.Page, selector string) {
	expect(p, func() { p.Click(selector) })
}

// beginForm begins the form of the service whose page is open: one of the test's own, whatever the same person begins in another test at the same time.
func beginForm(p *browser.Page) {
	browser.Eval[any](p, `document.querySelector("aside form:has(button)").insertAdjacentHTML("beforeend", '<input type="hidden" name="ny" value="ja">')`)
	follow(p, "aside form button")
}

// followText is follow for a link or button by its words.
func followText(p *browser.Page, words string) {
	expect(p, func() { p.ClickText(words) })
}

// expect waits until what act does has brought another document.
func expect(p *browser.Page, act func()) {
	browser.Eval[any](p, `document.documentElement.dataset.left = "yes"`)
	act()
	p.WaitUntil(`!document.documentElement.dataset.left && document.readyState === "complete"`)
	everyTextIsThere(p)
}

// everyTextIsThere ends the test where the page shows a key in place of its text.
func everyTextIsThere(p *browser.Page) {
	browser.Eval[any](p, `(key => { if (key) throw new Error("no text for " + key); })(/⟦[^⟧]*⟧?/.exec(document.documentElement.outerHTML)?.[0])`)
}

// send confirms and submits what is checked, and returns the diary number of the receipt.
func send(p *browser.Page) string {
	p.Click("main [name=declare]")
	follow(p, "main [value=submit]")
	return p.Text(".receipt .big")
}
