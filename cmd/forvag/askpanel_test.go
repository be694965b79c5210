package main

import (
	"fmt"
	"strings"
	"testing"

	"forvag/internal/browser"
)

// ready is when the conversation's own script has taken over the page.
const ready = `document.querySelector("[data-conversation]")?.dataset.ready === "yes"`

// openPanel opens the conversation beside the page.
func openPanel(p *browser.Page) {
	p.WaitUntil(`document.querySelector("[data-ask]")?.getAttribute("role") === "button"`)
	p.Click("[data-ask]")
	p.WaitFor("#ask[open] textarea")
	p.WaitUntil(ready)
}

// asks writes a question in the panel and waits for its answer.
func asks(p *browser.Page, question string) {
	before := p.Count("#ask .talk > li")
	p.Fill("#ask .asks-box textarea", question).Press("Enter")
	p.WaitUntil(fmt.Sprintf(`document.querySelectorAll("#ask .talk > li:not(.waiting)").length > %d`, before))
}

const focused = `document.activeElement.matches("#ask .asks-box textarea")`

// TestAskingBesideAPage asks with the keyboard alone: focus stays in the box, the answer is read out, Escape leads back, and the conversation goes on from
// page to page until the reader logs in or out.
func TestAskingBesideAPage(t *testing.T) {
	tw := demoTown(t)
	for _, d := range []device{phone, desktop} {
		t.Run(d.name, func(t *testing.T) {
			p := tw.visit(t, d).Goto("/tjanster/bygglov")
			p.WaitUntil(`document.querySelector("[data-ask]").getAttribute("role") === "button"`)
			for range 40 {
				if browser.Eval[bool](p, `document.activeElement.matches("[data-ask]")`) {
					break
				}
				p.Press("Tab")
			}
			p.Press("Enter").WaitFor("#ask[open] textarea").WaitUntil(focused)
			asks(p, "vad kostar förskolan?")
			if !browser.Eval[bool](p, focused) || p.Value("#ask .asks-box textarea") != "" {
				t.Error("the box is not ready for the next question")
			}
			aloud := browser.Eval[[]string](p, `["[data-aloud]", "[data-answered]"].map(s => document.querySelector("#ask " + s).innerText.replace(/\s+/g, " ").trim())`)
			if aloud[0] == "" || aloud[0] != aloud[1] {
				t.Errorf("read out is %q; the answer is %q", aloud[0], aloud[1])
			}
			p.Press("Escape").WaitGone("#ask")
			if !browser.Eval[bool](p, `document.activeElement.matches("[data-ask][aria-expanded=false]")`) {
				t.Error("the focus does not come back to where it came from")
			}
			p.Press("Enter").WaitFor("#ask[open] textarea")
			p.Goto("/")
			if p.Count("#ask[open]") > 0 {
				t.Error("the conversation stands before a page that the reader has just gone to")
			}
			openPanel(p)
			if p.Count("#ask .talk > li") != 1 {
				t.Error("the conversation is gone")
			}
			if !d.phone {
				p.ClickText("Tjänster")
				p.WaitUntil(`location.pathname === "/tjanster"`) // the page beside goes on to work
			}
			logIn(p, "Anna Lindqvist")
			if kept := browser.Eval[string](p, `sessionStorage.getItem("ask") ?? ""`); kept != "" {
				t.Errorf("a visitor's conversation is kept for who logs in: %s", kept)
			}
			openPanel(p)
			asks(p, "var är mitt ärende?")
			p.WaitFor("#ask .own a[href^='/arenden/']")
			p.Press("Escape").Goto("/konto")
			follow(p, "form[action='/logga-ut'] button")
			if kept := browser.Eval[string](p, `sessionStorage.getItem("ask") ?? ""`); kept != "" {
				t.Errorf("a conversation is kept after logging out: %s", kept)
			}
			p.ConsoleErrors(t)
		})
	}
}

// TestAskingTakesNothing holds that what is half written in a form stays, whatever is done in the panel.
func TestAskingTakesNothing(t *testing.T) {
	tw := demoTown(t)
	for _, d := range []device{phone, desktop} {
		t.Run(d.name, func(t *testing.T) {
			p := tw.visit(t, d).Goto("/tjanster/synpunkt")
			beginForm(p)
			p.Click("main [name=intent][value=question]")
			at := p.Path()
			openPanel(p)
			asks(p, "vad kostar förskolan?")
			p.WaitFor("#ask [data-unsaved]")
			p.Click("#ask .answer a") // the source, in a tab of its own
			p.Click("#ask [data-close]").WaitGone("#ask")
			if p.Path() != at || !browser.Eval[bool](p, `document.querySelector("main [name=intent][value=question]").checked`) {
				t.Errorf("at %s what was chosen is gone", p.Path())
			}
			p.ConsoleErrors(t)
		})
	}
}

// TestAskingShiftsNothing holds that a page with a conversation going on is laid out once.
func TestAskingShiftsNothing(t *testing.T) {
	p := demoTown(t).visit(t, desktop).Goto("/")
	openPanel(p)
	asks(p, "vad kostar förskolan?")
	p.Goto("/tjanster").WaitFor("[data-going]")
	shift := browser.Eval[float64](p, `new Promise(done => {
		let sum = 0;
		new PerformanceObserver(list => { for (const e of list.getEntries()) sum += e.value; }).observe({type: "layout-shift", buffered: true});
		setTimeout(() => done(sum), 300);
	})`)
	if shift > 0.01 {
		t.Errorf("the page shifts by %.3f", shift)
	}
}

// TestAskingWithoutScript follows the link to the page of its own.
func TestAskingWithoutScript(t *testing.T) {
	p := demoTown(t).visit(t, device{name: "phone without script", phone: true, scriptless: true}).Goto("/")
	follow(p, "nav [href='/fraga']")
	p.Fill("main .asks-box textarea", "Behöver jag bygglov för ett växthus på 28 kvm?")
	follow(p, "main [data-send]")
	p.WaitText("main .talk", "Finns det en detaljplan där?")
	follow(p, "main .options-row button")
	p.WaitText("main .talk", "andra sådana byggnaderna")
	p.Fill("main .asks-box textarea", "vad kostar förskolan?")
	follow(p, "main [data-send]")
	follow(p, "main .thumbs [value=down]")
	p.Click("main .thumbs [value=lacking]")
	follow(p, "main .thumbs [value=why]")
	p.WaitText("main .thumbs", "gör texterna bättre")
	follow(p, "main [formaction='/fraga/manniska']")
	if got := p.Value("#f-question"); got != "vad kostar förskolan?" {
		t.Errorf("a person is asked %q", got)
	}
	p.Click("#f-attach")
	follow(p, "main form .ds-button")
	if !strings.HasPrefix(p.Path(), "/ansok/") {
		t.Errorf("at %s and not in a form", p.Path())
	}
}
