package main

import (
	"fmt"
	"strings"
	"testing"

	"forvag/internal/browser"
	"forvag/internal/dbx/dbtest"
)

// shed is a garage near the neighbour that needs a permit.
var shed = answers{
	"measure": "shed", "property": "Almby Berget 1:23", "plan": "inside", "special": "none",
	"building_area": "25", "other_area": "0", "ridge_height": "3,2", "smaller_than_main": "yes", "inside_plot": "yes",
	"boundary": "2", "railway": "no", "consent": "no", "small_house": "yes",
	"description": "Ett garage i trä med plåttak, målat i samma röda färg som huset.", "shore": "no",
	"site_map": "@ritning.pdf", "drawings": "@ritning.pdf", "manager_needed": "no", "payer": "me",
	"invoice_address": "Granbyvägen 8, 999 02 Almby", "email": "anna@almby.example", "phone": "070-174 06 05",
}

func TestJourney(t *testing.T) {
	for _, d := range devices {
		t.Run(d.name, func(t *testing.T) {
			t.Parallel()
			journey(t, demoTown(t), d)
		})
	}
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		journey(t, newTown(t, storage{Data: t.TempDir(), DatabaseURL: dbtest.PostgresDSN(t)}), phone)
	})
}

// journey is a building permit's whole way: a resident finds the service, tries whether a permit is needed, applies, and follows the case while an
// officer handles and decides it.
func journey(t *testing.T, tw *town, d device) {
	resident, officer := tw.visit(t, d), tw.visit(t, device{scriptless: d.scriptless})

	logIn(resident, "Anna Lindqvist")
	resident.Goto("/").Fill("#q", "bygga gararge")
	expect(resident, func() { resident.Press("Enter") })
	followText(resident, "Behöver jag bygglov?")
	tw.check(t, resident, shed)
	if words := resident.Text(".verdict h2"); !strings.HasPrefix(words, "Ja") {
		t.Errorf("the guided check says %q", words)
	}
	followText(resident, "Till tjänsten, med dina svar ifyllda")
	beginForm(resident)

	tw.fillForm(t, resident, d, shed, func(page string) {
		if page == "beskriv" {
			tw.mistake(t, resident, d, "description", shed["description"])
		}
	})
	follow(resident, "main [value=submit]") // without having confirmed
	errorSummary(t, resident, d)
	number := send(resident)
	if !strings.HasPrefix(number, "BN ") {
		t.Fatalf("diary number %q", number)
	}
	resident.Reload() // sends nothing again
	if again := resident.Text(".receipt .big"); again != number {
		t.Errorf("the receipt says %s, and then %s", number, again)
	}
	resident.Goto("/arenden")
	if n := browser.Eval[int](resident, `document.querySelector("main").innerText.split("`+number+`").length - 1`); n != 1 {
		t.Errorf("%s stands %d times in Mina ärenden", number, n)
	}
	caseOf(resident, number)

	logIn(officer, "Erik Sandberg")
	officer.Goto("/handlaggning?lista=unassigned").Fill("#q", number)
	expect(officer, func() { officer.Press("Enter") })
	officer.WaitText(".worklist", number)
	follow(officer, ".worklist td.what a")
	follow(officer, "#ta button")
	officer.WaitText("#part-summary", "Erik Sandberg")

	act(officer, d, "komplettering", answers{"what": "Skicka en fasadritning i skala 1:100."})
	shows(resident, d, "#part-requests", "Skicka en fasadritning i skala 1:100.")
	resident.Fill("#part-requests textarea", "Här är ritningen.")
	resident.Upload("#part-requests [type=file]", tw.file("foto.png"))
	follow(resident, "#part-requests [value=submit]")
	resident.WaitGone("#part-requests form")
	shows(officer, d, "#part-documents", "foto.png")

	act(officer, d, "meddelande", answers{"text": "Tack! Nu har vi allt."})
	shows(resident, d, "#part-messages", "Tack! Nu har vi allt.")
	resident.Fill(".chat textarea", "Vad bra.")
	follow(resident, ".chat form button")
	resident.WaitText("#part-messages", "Vad bra.")
	shows(officer, d, "#part-messages", "Vad bra.")

	if officer.Count(".proposal") == 0 {
		t.Error("the officer sees no recommendation")
	}
	if officer.Count(".proposal .conds li") == 0 {
		t.Error("the officer does not see how the rules' conditions answer what was applied for")
	}
	act(officer, d, "besluta", answers{"outcome": "granted", "circumstances": "Garaget följer detaljplanen."})
	officer.WaitText("h1", "Granska beslutet")
	officer.WaitText(".decision", "Garaget följer detaljplanen.")
	follow(officer, "[name=steg][value=fatta]")
	shows(resident, d, "#part-decisions", "Garaget följer detaljplanen.")
	resident.WaitText("#part-decisions", "överklaga")
	act(officer, d, "avsluta", answers{"reason": "Beslutet kungörs på anslagstavlan i morgon."})
	shows(resident, d, "#part-head", "Avslutat")
	resident.ConsoleErrors(t)
	officer.ConsoleErrors(t)
}

// caseOf opens a case of the visitor's from Mina ärenden.
func caseOf(p *browser.Page, number string) {
	p.Goto("/arenden?q=" + strings.ReplaceAll(number, " ", "+"))
	follow(p, ".cases a, main li a[href^='/arenden/']")
	p.WaitText("#part-head", number)
}

// act does something to the case that the officer has open, once the page shows the case as it is.
func act(p *browser.Page, d device, id string, a answers) {
	if d.scriptless {
		p.Reload()
	} else {
		p.WaitUntil(`fetch(location.pathname).then(answer => answer.text()).then(html => {
			const version = page => page.querySelector("#part-actions [name=version]").value;
			return version(new DOMParser().parseFromString(html, "text/html")) === version(document);
		})`)
	}
	if !browser.Eval[bool](p, `document.getElementById("`+id+`").open`) {
		p.Click("#" + id + " summary")
	}
	for name, value := range a {
		p.Fill(fmt.Sprintf("#%s [name=%q]", id, id+"-"+name), value)
	}
	follow(p, "#"+id+" form > .ds-button")
}

// shows waits until the open page shows what somebody else did. Without script it must be fetched again.
func shows(p *browser.Page, d device, selector, words string) {
	if d.scriptless {
		p.Reload()
	}
	p.WaitText(selector, words)
}

// errorSummary checks that the page's error summary is read first, and that each of its links leads to a field.
func errorSummary(t *testing.T, p *browser.Page, d device) {
	t.Helper()
	p.WaitFor("#errors")
	if !d.scriptless && !browser.Eval[bool](p, `document.activeElement.id === "errors"`) {
		t.Errorf("%s: the error summary has no focus", p.Path())
	}
	if p.Count("#errors a") == 0 {
		t.Errorf("%s: the error summary leads nowhere", p.Path())
	}
	p.Click("#errors a")
	if !browser.Eval[bool](p, `document.activeElement.matches("input,select,textarea") && document.activeElement.getAttribute("aria-describedby").includes("error")`) {
		t.Errorf("%s: the error summary's link leads to no field that says what is wrong", p.Path())
	}
}

// mistake leaves a field of the page empty, and sees that it is told, and that all else is kept.
func (tw *town) mistake(t *testing.T, p *browser.Page, d device, name, value string) {
	t.Helper()
	control := fmt.Sprintf("main [name=%q]", name)
	kept := browser.Eval[[]field](p, fieldsScript)
	p.Fill(control, "")
	follow(p, next)
	errorSummary(t, p, d)
	for i, f := range browser.Eval[[]field](p, fieldsScript) {
		if f.Name != name && (i >= len(kept) || f.Value != kept[i].Value) {
			t.Errorf("%s lost its %q", f.Name, kept[i].Value)
		}
	}
	p.Fill(control, value)
}

// check answers the guided check until it says what it found.
func (tw *town) check(t *testing.T, p *browser.Page, a answers) {
	t.Helper()
	for p.Count(".verdict") == 0 {
		asked := browser.Eval[[]field](p, fieldsScript)
		if len(asked) == 0 || a[asked[0].Name] == "" {
			t.Fatalf("the check asks %v", asked)
		}
		tw.fill(p, asked[0], a[asked[0].Name])
		follow(p, "main [value=next]")
	}
}
