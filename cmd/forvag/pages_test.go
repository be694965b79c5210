package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"forvag/internal/browser"
)

// sight is a page, or a state of one, that must work for everybody.
type sight struct {
	name string
	// reach brings the visitor there from anywhere.
	reach func(t *testing.T, tw *town, p *browser.Page)
	// expected are console errors that belong to the state.
	expected []string
}

// at is a sight with an address.
func at(path string) func(*testing.T, *town, *browser.Page) {
	return func(_ *testing.T, _ *town, p *browser.Page) { p.Goto(path) }
}

// begun is the form of a service, at its first page, sent empty.
func begun(service string) func(*testing.T, *town, *browser.Page) {
	return func(_ *testing.T, _ *town, p *browser.Page) {
		p.Goto("/tjanster/" + service)
		follow(p, "aside form button")
		follow(p, next)
		p.WaitFor("#errors")
	}
}

// first opens the first case of a list, with every box of the page open.
func first(list string) func(*testing.T, *town, *browser.Page) {
	return func(_ *testing.T, _ *town, p *browser.Page) {
		p.Goto(list)
		follow(p, "main td.what a, main ul.rows a, main ul.cases a, main li a[href^='/arenden/']")
		browser.Eval[any](p, `document.querySelectorAll("main details").forEach(box => { box.open = true; })`)
	}
}

// sights are by who sees them; nobody is who has not logged in.
var sights = map[string][]sight{
	"": {
		{name: "front", reach: at("/")},
		{name: "services", reach: at("/tjanster")},
		{name: "search", reach: at("/tjanster?q=gararge")},
		{name: "search in vain", reach: at("/tjanster?q=xyzzy")},
		{name: "service", reach: at("/tjanster/bygglov")},
		{name: "guide", reach: at("/tjanster/bygglov/kolla")},
		{name: "guide answered", reach: at("/tjanster/bygglov/kolla?measure=technical")},
		{name: "form with errors", reach: begun("felanmalan")},
		{name: "login", reach: at("/logga-in?next=/arenden")},
		{name: "follow", reach: at("/folj")},
		{name: "wrong code", reach: func(_ *testing.T, _ *town, p *browser.Page) {
			p.Goto("/folj").Fill("#f-code", "ABCD-EFGH")
			follow(p, "main form button")
		}},
		{name: "accessibility", reach: at("/tillganglighet")},
		{name: "about", reach: at("/om")},
		{name: "offline", reach: at("/offline")},
		{name: "no such page", reach: at("/finns-inte")},
	},
	"Anna Lindqvist": {
		{name: "mina arenden", reach: at("/arenden")},
		{name: "case", reach: first("/arenden")},
		{name: "account", reach: at("/konto")},
		{name: "child and choices", reach: begun("skolskjuts")},
		{name: "permit form", reach: begun("bygglov")},
		{name: "leave form", reach: begun("ledighet-elev")},
	},
	"Erik Sandberg": {
		{name: "desk", reach: at("/handlaggning?lista=open")},
		{name: "desk case", reach: first("/handlaggning?lista=open")},
	},
}

// TestEveryPageWorksForEverybody holds every page and state to WCAG 2.2 AA as far as a program can tell, in light and dark, on a phone and a desktop
// screen, at 400 % zoom and with the keyboard; to valid HTML; and to a console without errors.
func TestEveryPageWorksForEverybody(t *testing.T) {
	tw := demoTown(t)
	for who, list := range sights {
		t.Run("as "+who, func(t *testing.T) {
			t.Parallel()
			p := tw.visit(t, phone)
			if who != "" {
				logIn(p, who)
			}
			for _, s := range list {
				t.Run(s.name, func(t *testing.T) {
					p := p.In(t).Phone()
					s.reach(t, tw, p)
					p.ValidHTML(t)
					p.Accessible(t)
					shoot(p, s.name+" phone")
					p.Desktop()
					for _, scheme := range []func() *browser.Page{p.Dark, p.Light} {
						scheme().Axe(t)
						p.Contrast(t)
					}
					p.TargetSize(t)
					p.KeyboardOrder(t)
					p.ConsoleErrors(t, s.expected...)
					shoot(p, s.name+" desktop")
				})
			}
		})
	}
}

// shoot takes a picture of the whole page into the folder of FORVAG_SCREENS, when somebody wants to look.
func shoot(p *browser.Page, name string) {
	if folder := os.Getenv("FORVAG_SCREENS"); folder != "" {
		p.FullScreenshot(filepath.Join(folder, strings.ReplaceAll(name, " ", "-")+".png"))
	}
}

// firstViewMax is how many bytes a resident's first page view may take over the wire, everything with it (90 kB).
const firstViewMax = 90_000

func TestPagesAreFast(t *testing.T) {
	tw := demoTown(t)
	p := tw.visit(t, phone)
	for _, c := range []struct {
		name  string
		reach func(*testing.T, *town, *browser.Page)
	}{
		{"front", at("/")},
		{"service", at("/tjanster/bygglov")},
		{"mina arenden", func(t *testing.T, tw *town, p *browser.Page) { logIn(p, "Anna Lindqvist"); p.Goto("/arenden") }},
		{"case", first("/arenden")},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := p.In(t)
			c.reach(t, tw, p)
			scores := p.Lighthouse(t, 95)
			t.Log(scores)
		})
	}
}

func TestFirstViewIsSmall(t *testing.T) {
	tw := demoTown(t)
	for _, path := range []string{"/", "/tjanster/bygglov"} {
		p := tw.visit(t, phone).Goto(path)
		// What the service worker fetches beside the page is not of this view: it waits until the page has loaded.
		size := browser.Eval[int](p, `[...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
			.reduce((sum, entry) => sum + entry.transferSize, 0)`)
		t.Logf("%s: %d bytes", path, size)
		if size == 0 || size > firstViewMax {
			t.Errorf("%s takes %d bytes over the wire, %d are allowed", path, size, firstViewMax)
		}
	}
}

// TestServiceWorkerKeepsNothingPersonal takes the portal off the net: a page says so, and what was read before is not shown again.
func TestServiceWorkerKeepsNothingPersonal(t *testing.T) {
	tw := newTown(t, storage{Data: t.TempDir()})
	p := tw.visit(t, phone)
	logIn(p, "Anna Lindqvist")
	p.Goto("/arenden").WaitUntil(`navigator.serviceWorker.ready.then(() => !!navigator.serviceWorker.controller)`)
	kept := browser.Eval[[]string](p, `(async () => {
		const all = [];
		for (const name of await caches.keys()) for (const request of await (await caches.open(name)).keys()) all.push(new URL(request.url).pathname);
		return all;
	})()`)
	if len(kept) == 0 {
		t.Error("the service worker keeps nothing")
	}
	for _, path := range kept {
		if !strings.HasPrefix(path, "/static/") && path != "/offline" {
			t.Errorf("the service worker keeps %s", path)
		}
	}
	name := p.Text("main h1")
	tw.stop()
	p.Goto("/arenden")
	if said := p.Text("main h1"); said == name || p.Count("[data-reload]") == 0 {
		t.Errorf("off the net the page says %q", said)
	}
	shoot(p, "off the net")
}
