package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"forvag/internal/browser"
	"forvag/internal/civil"
	"forvag/internal/locale"
)

// sight is a page, or a state of one, that must work for everybody.
type sight struct {
	name string
	// reach brings the visitor there from anywhere.
	reach  func(t *testing.T, tw *town, p *browser.Page)
	status int // where it is not 200, or 422 of a form
}

// at is a sight with an address.
func at(path string) func(*testing.T, *town, *browser.Page) {
	return func(_ *testing.T, _ *town, p *browser.Page) { p.Goto(path) }
}

// begun is the form of a service, at its first page, sent empty.
func begun(service string) func(*testing.T, *town, *browser.Page) {
	return func(_ *testing.T, _ *town, p *browser.Page) {
		p.Goto("/tjanster/" + service)
		beginForm(p)
		follow(p, next)
		p.WaitFor("#errors")
	}
}

// begunAlready is what stands in place of a form that the visitor has written in before.
func begunAlready(service string) func(*testing.T, *town, *browser.Page) {
	return func(t *testing.T, tw *town, p *browser.Page) {
		begun(service)(t, tw, p)
		p.Goto("/tjanster/" + service)
		follow(p, "aside form button")
		p.WaitFor("main form:has([name=ny])")
	}
}

// entries is the page of a form that is asked once for each of several, with two of them and what is missing in both.
func entries(_ *testing.T, _ *town, p *browser.Page) {
	actFor(p, "Kowalczyk Bygg AB")
	p.Goto("/tjanster/serveringsansvarig-personal")
	beginForm(p)
	p.Fill("main [name=place_name]", "Krogen vid torget")
	p.Fill("main [name=address]", "Torggatan 5, 999 01 Almby")
	p.Fill("main [name=from]", civil.Today(time.Now).String())
	follow(p, next)
	follow(p, "main [name=do][value=add]")
	p.WaitFor("main fieldset.entry ~ fieldset.entry")
	follow(p, next)
	p.WaitFor("#errors")
}

// first opens the first case of a list, with every box of the page open.
func first(list string) func(*testing.T, *town, *browser.Page) {
	return func(_ *testing.T, _ *town, p *browser.Page) {
		p.Goto(list)
		follow(p, "main td.what a, main ul.rows a, main ul.cases a, main li a[href^='/arenden/']")
		browser.Eval[any](p, `document.querySelectorAll("main details").forEach(box => { box.open = true; })`)
	}
}

// tooLarge sends more words than a form may hold.
func tooLarge(_ *testing.T, _ *town, p *browser.Page) {
	p.Goto("/tillganglighet")
	browser.Eval[any](p, `document.querySelector("[name=what]").value = "x".repeat(2 << 20)`)
	follow(p, "main form .ds-button")
}

// tooMany tries so many wrong codes that no more are taken from the address, which is not the visitor's usual one.
func tooMany(t *testing.T, tw *town, p *browser.Page) {
	p.From("10.9.9.9").Goto("/folj")
	for range 12 {
		p.Fill("#f-code", "ABCD-EFGH")
		follow(p, "main form button")
		if p.Status() == 429 {
			p.WaitText("main .lead", locale.T(locale.SV, "portal.error.too_many"))
			return
		}
	}
	t.Errorf("%s: a dozen wrong codes are taken", p.Path())
}

// says asks the assistant.
func says(question string) func(*testing.T, *town, *browser.Page) {
	return func(_ *testing.T, _ *town, p *browser.Page) {
		p.Goto("/fraga").WaitFor("main [data-conversation]")
		p.WaitUntil(ready)
		before := p.Count("main .talk > li")
		p.Fill("main .asks-box [name=question]", question)
		p.Click("main .asks-box [data-send]")
		p.WaitUntil(fmt.Sprintf(`document.querySelectorAll("main .talk > li:not(.waiting)").length > %d`, before))
	}
}

// beside asks the assistant in the panel beside a page.
func beside(path, question string) func(*testing.T, *town, *browser.Page) {
	return func(_ *testing.T, _ *town, p *browser.Page) {
		p.Goto(path)
		openPanel(p)
		asks(p, question)
	}
}

// changedMeanwhile acts on a case that another has changed since the page was shown.
func changedMeanwhile(t *testing.T, tw *town, p *browser.Page) {
	first("/handlaggning?lista=mine")(t, tw, p)
	browser.Eval[any](p, `document.querySelectorAll("#part-actions :is([name=version],[name=seen])").forEach(e => { e.value = "1"; })`)
	p.Fill("#komplettering [name=komplettering-what]", "Skicka en bild till.")
	follow(p, "#komplettering form > .ds-button")
}

// sights are by who sees them; nobody is who has not logged in.
var sights = map[string][]sight{
	"": {
		{name: "front", reach: at("/")},
		{name: "services", reach: at("/tjanster")},
		{name: "search", reach: at("/tjanster?q=gararge")},
		{name: "search in vain", reach: at("/tjanster?q=xyzzy")},
		{name: "situations", reach: at("/livssituation")},
		{name: "situation", reach: at("/livssituation/vanta-barn")},
		{name: "ask", reach: at("/fraga")},
		{name: "ask, a check", reach: says("Behöver jag bygglov för ett växthus på 28 kvm?")},
		{name: "ask, an answer", reach: says("vad kostar förskolan?")},
		{name: "ask, an emergency", reach: says("det brinner hos grannen")},
		{name: "ask, a refusal", reach: says("zzz qqq")},
		{name: "ask, a person", reach: says("jag vill prata med en människa")},
		{name: "ask, beside a service", reach: beside("/tjanster/skolskjuts", "Behöver jag bygglov för ett växthus på 28 kvm?")},
		{name: "a person answers", reach: at("/fraga/manniska")},
		{name: "articles", reach: at("/bra-att-veta")},
		{name: "article", reach: at("/bra-att-veta/bygga-altan")},
		{name: "links", reach: at("/lankar")},
		{name: "link", reach: at("/lankar/forsakringskassan")},
		{name: "notice board", reach: at("/anslagstavla")},
		{name: "board", reach: at("/namnder/BUN")},
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
		{name: "no such page", reach: at("/finns-inte"), status: 404},
		{name: "too large", reach: tooLarge, status: 413},
		{name: "too many", reach: tooMany, status: 429},
		{name: "place", reach: func(_ *testing.T, tw *town, p *browser.Page) {
			tw.reportAt(p, phone, "lamp")
			p.Fill("#f-place", "Storgatan 9")
			follow(p, "main [value=locate]")
		}},
		{name: "nearby", reach: func(_ *testing.T, tw *town, p *browser.Page) {
			tw.reportAt(p, phone, "lamp")
			p.Fill("#f-place", "Storgatan 9")
			follow(p, next)
		}},
	},
	"Anna Lindqvist": {
		{name: "mina arenden", reach: at("/arenden")},
		{name: "case", reach: first("/arenden")},
		{name: "ask, own cases", reach: beside("/konto", "vad väntar ni på?")},
		{name: "account", reach: at("/konto")},
		{name: "how to be told", reach: at("/konto/aviseringar")},
		{name: "not for residents", reach: at("/handlaggning"), status: 403},
		{name: "child and choices", reach: begun("skolskjuts")},
		{name: "permit form", reach: begun("bygglov")},
		{name: "leave form", reach: begun("ledighet-elev")},
		{name: "begun already", reach: begunAlready("modersmal")},
	},
	"Tomasz Kowalczyk": {
		{name: "entries", reach: entries},
	},
	"Samira Haddad": {
		{name: "what waits for a trained officer", reach: at("/handlaggning/granskning")},
		{name: "one of them", reach: func(_ *testing.T, _ *town, p *browser.Page) {
			p.Goto("/handlaggning/granskning")
			follow(p, "main ul.rows a")
			follow(p, "#avsluta form > .ds-button")
		}},
		{name: "rules", reach: at("/handlaggning/regler")},
		{name: "rule that another switches", reach: at("/handlaggning/regler/skolstart")},
	},
	"Johan Ekblad": {
		{name: "rule that is switched without a reason", reach: func(_ *testing.T, _ *town, p *browser.Page) {
			p.Goto("/handlaggning/regler/forskola-uppsokande")
			browser.Eval[any](p, `document.querySelectorAll("main details").forEach(box => { box.open = true; })`)
			browser.Eval[any](p, `document.querySelector("#slag [name=under]").value = "x".repeat(201)`)
			follow(p, "#slag form > .ds-button")
			p.WaitFor("#errors")
		}},
	},
	"Erik Sandberg": {
		{name: "desk", reach: at("/handlaggning?lista=open")},
		{name: "desk case", reach: first("/handlaggning?lista=open")},
		{name: "staff account", reach: at("/handlaggning/konto")},
		{name: "register", reach: at("/handlaggning/nytt")},
		{name: "dead links", reach: func(_ *testing.T, _ *town, p *browser.Page) {
			p.Goto("/lankar/csn")
			follow(p, "main form button")
			p.Goto("/handlaggning/lankar")
		}},
		{name: "keeping the notice board", reach: at("/handlaggning/anslagstavla")},
		{name: "letters to post", reach: at("/handlaggning/brev")},
		{name: "changed meanwhile", reach: changedMeanwhile, status: 409},
	},
	"Tomas Berglund": {
		{name: "offer past the queue", reach: func(t *testing.T, tw *town, p *browser.Page) {
			pastTheQueue(t, tw, p)
			p.Fill("#erbjud [name=erbjud-reason]", "Lektionen passar bara den här eleven.")
			follow(p, "#erbjud form > .ds-button")
			p.WaitText("main", "Går förbi")
		}},
		{name: "offer past the queue without a reason", reach: func(t *testing.T, tw *town, p *browser.Page) {
			pastTheQueue(t, tw, p)
			follow(p, "#erbjud form > .ds-button")
			p.WaitText("#errors", "Skriv varför du går förbi kön.")
		}},
	},
}

// pastTheQueue opens the form by which somebody is offered a place before those who wait for it before them.
func pastTheQueue(_ *testing.T, _ *town, p *browser.Page) {
	p.Goto("/handlaggning/ko/kulturskola/gitarr")
	followText(p, "Erbjud före de andra")
	p.WaitFor("#erbjud[open]")
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
					if got := p.Status(); got != s.status && (s.status != 0 || got != 200 && got != 422) {
						t.Errorf("%s: status %d, want %d", p.Path(), got, s.status)
					}
					everyTextIsThere(p)
					p.ValidHTML(t)
					p.Accessible(t)
					shoot(p, s.name+" phone")
					p.Desktop()
					p.Schemes(t)
					p.TargetSize(t)
					p.KeyboardOrder(t)
					p.ConsoleErrors(t)
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

// TestOutage takes the database from the portal, and then the portal off the net: a page says so, and what was read before is not shown again.
func TestOutage(t *testing.T) {
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
	if err := tw.db.Close(); err != nil {
		t.Fatal(err)
	}
	p.Goto("/arenden")
	if p.Status() != 500 || p.Count("main .oops") == 0 || p.Text("main h1") == name {
		t.Errorf("without its database the portal answers %d: %s", p.Status(), p.Text("main"))
	}
	p.Accessible(t)
	p.ValidHTML(t)
	tw.stop()
	p.Goto("/arenden")
	if said := p.Text("main h1"); said == name || p.Count("[data-reload]") == 0 {
		t.Errorf("off the net the page says %q", said)
	}
	shoot(p, "off the net")
}
