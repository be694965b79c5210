package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"forvag/internal/browser"
)

// words are what a page says in one language: what its title and headings are, and what can be pressed or filled in.
type words struct {
	Lang, Title string
	Headings    []string
	Controls    []string
}

func wordsOf(p *browser.Page) words {
	return browser.Eval[words](p, `(text => ({
		Lang: document.documentElement.lang, Title: document.title, Headings: text("main h1, main h2, main h3"),
		Controls: text("button, nav a, label, legend, th, summary, dt"),
	}))(selector => [...document.querySelectorAll(selector)].filter(e => e.checkVisibility() && !e.closest("[lang]:not(html)"))
		.map(e => e.innerText.replace(/\s+/g, " ").trim()).filter(Boolean))`)
}

// sameWords are those that are rightly the same in both languages: names, an instrument, and the number of somebody in a list.
var sameWords = []string{"forvag", "sprak", "ask", "Elsa Lindqvist", "Hugo Lindqvist", "Linh Nguyen Student", "Kowalczyk Bygg AB", "Piano", "Person 1", "Person 2"}

// TestEveryPageSpeaksBothLanguages switches the language on every page, and finds nothing of the one language in the other.
func TestEveryPageSpeaksBothLanguages(t *testing.T) {
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
					p := p.In(t)
					s.reach(t, tw, p)
					if p.Count("#ask [data-close]") > 0 { // on a phone it lies over the button
						p.Click("#ask [data-close]").WaitGone("#ask")
					}
					swedish := wordsOf(p)
					follow(p, "form.lang button")
					english := wordsOf(p)
					follow(p, "form.lang button")
					if swedish.Lang != "sv" || english.Lang != "en" || browser.Eval[string](p, "document.documentElement.lang") != "sv" {
						t.Errorf("the page is in %s and then in %s", swedish.Lang, english.Lang)
					}
					if swedish.Title == english.Title {
						t.Errorf("%q is the title in both languages", swedish.Title)
					}
					if len(swedish.Headings) == 0 || slices.Equal(swedish.Headings, english.Headings) {
						t.Errorf("%q are the headings in both languages", swedish.Headings)
					}
					for _, w := range swedish.Controls {
						if slices.Contains(english.Controls, w) && strings.ContainsFunc(w, isLetter) && !slices.Contains(sameWords, w) {
							t.Errorf("%q stands in both languages", w)
						}
					}
				})
			}
		})
	}
}

func isLetter(c rune) bool { return c >= 'A' }

// TestEnglishJourney gives an opinion in English, from the front page to the case.
func TestEnglishJourney(t *testing.T) {
	tw := demoTown(t)
	p := tw.visit(t, phone).Goto("/")
	follow(p, "form.lang button")
	p.Fill("#q", "feedback")
	expect(p, func() { p.Press("Enter") })
	follow(p, "main a[href='/tjanster/synpunkt']")
	beginForm(p)
	a := maps.Clone(filled["synpunkt"].with)
	a["heading"], a["text"] = "More benches by the lake", "There are too few benches along the path by the lake."
	tw.fillForm(t, p, phone, a, nil)
	number := send(p)
	follow(p, "main section.code form button")
	if w := wordsOf(p); w.Lang != "en" {
		t.Errorf("%s is in %s: %q", number, w.Lang, w.Headings)
	}
	p.ConsoleErrors(t)
}

// TestCompanyApplies has somebody who signs for a company apply in its name. The case is then the company's, and not in the person's own list.
func TestCompanyApplies(t *testing.T) {
	tw := demoTown(t)
	p := tw.visit(t, phone)
	logIn(p, "Tomasz Kowalczyk")
	listed := func(number string) bool {
		p.Goto("/arenden")
		return strings.Contains(p.Text("main"), number)
	}
	actFor(p, "Kowalczyk Bygg AB")
	p.WaitText("nav", "Kowalczyk Bygg AB")
	p.Goto("/tjanster/bygglov")
	beginForm(p)
	tw.fillForm(t, p, phone, shed, nil)
	number := send(p)
	if !listed(number) {
		t.Errorf("%s is not in the company's list", number)
	}
	actFor(p, "Tomasz Kowalczyk")
	if listed(number) {
		t.Errorf("%s is in the person's own list", number)
	}
	p.ConsoleErrors(t)
}

// TestKeyboardAlone gives an opinion, with a mistake on the way, without a mouse.
func TestKeyboardAlone(t *testing.T) {
	p := demoTown(t).visit(t, desktop).Goto("/tjanster/synpunkt")
	reach := func(selector string) {
		t.Helper()
		for range 80 {
			if browser.Eval[bool](p, fmt.Sprintf(`document.activeElement.matches(%q)`, selector)) {
				return
			}
			p.Press("Tab")
		}
		t.Fatalf("%s: Tab does not lead to %s", p.Path(), selector)
	}
	enter := func(selector string) {
		t.Helper()
		reach(selector)
		expect(p, func() { p.Press("Enter") })
	}
	choose := func(name, value string) {
		t.Helper()
		reach(fmt.Sprintf("[name=%q]", name))
		p.Press("Space")
		for range 20 {
			if browser.Eval[bool](p, fmt.Sprintf(`document.activeElement.matches('[name=%q][value=%q]:checked')`, name, value)) {
				return
			}
			p.Press("ArrowDown")
		}
		t.Fatalf("%s: no arrow leads to %s", p.Path(), value)
	}
	write := func(name, text string) {
		t.Helper()
		reach(fmt.Sprintf("[name=%q]", name))
		p.Press(strings.Split(text, "")...)
	}
	enter("aside form button")
	choose("intent", "suggestion")
	choose("area", "nature")
	enter(".buttons [value=next]")
	write("heading", "Fler träd")
	enter(".buttons [value=next]")
	if !browser.Eval[bool](p, `document.activeElement.id === "errors"`) {
		t.Error("the error summary has no focus")
	}
	reach("#errors a")
	p.Press("Enter")
	write("text", "Plantera fler träd.")
	enter(".buttons [value=next]")
	choose("answer", "here")
	enter(".buttons [value=next]")
	reach("[name=declare]")
	p.Press("Space")
	enter("[value=submit]")
	if number := p.Text(".receipt .big"); !strings.HasPrefix(number, "KS ") {
		t.Errorf("diary number %q", number)
	}
	p.ConsoleErrors(t)
}

// TestDeskListIsOrderedOnAPhone orders the list by what was last changed, where its column heads are not shown.
func TestDeskListIsOrderedOnAPhone(t *testing.T) {
	p := demoTown(t).visit(t, phone)
	logIn(p, "Erik Sandberg")
	p.Goto("/handlaggning?lista=open")
	order := func() []string {
		return browser.Eval[[]string](p, `[...document.querySelectorAll(".worklist tbody .nr")].map(e => e.innerText)`)
	}
	usual := order()
	follow(p, ".sorts li:last-child a")
	if p.Count(".sorts li:last-child [aria-current]") != 1 {
		t.Error("the page does not say how it is ordered")
	}
	if slices.Equal(usual, order()) {
		t.Errorf("the list is the same in either order: %q", usual)
	}
}
