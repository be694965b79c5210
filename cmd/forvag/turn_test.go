package main

import (
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"forvag/internal/browser"
)

// everybody holds the page as it stands to what TestEveryPageWorksForEverybody holds others to, as far as it depends on what is in the page.
func everybody(t *testing.T, p *browser.Page) {
	t.Helper()
	p.NoSidewaysScroll(t)
	for _, scheme := range []func() *browser.Page{p.Dark, p.Light} {
		scheme().Axe(t)
		p.Contrast(t)
	}
}

// unscripted are a phone, with script and without.
var unscripted = []device{phone, {name: "phone without script", phone: true, scriptless: true}}

// TestQueue lets a child stand in line for violin: the officer offers a place to the next in turn, the guardian says yes on the phone. Another gets an
// offer too, and does not answer in time.
func TestQueue(t *testing.T) {
	for _, d := range unscripted {
		t.Run(d.name, func(t *testing.T) {
			t.Parallel()
			var later atomic.Int64
			tw := townAt(t, storage{Data: t.TempDir()}, func() time.Time { return time.Now().Add(time.Duration(later.Load())) })
			queueJourney(t, tw, d, func(days int) { later.Add(int64(days) * 24 * int64(time.Hour)) })
		})
	}
}

// inLine applies for a place with the violin for a child, and opens the case.
func inLine(t *testing.T, tw *town, p *browser.Page, d device, who, child string) string {
	t.Helper()
	tw.leaveQueue(t, who, "kulturskola")
	logIn(p, who)
	p.Goto("/tjanster/kulturskola")
	beginForm(p)
	tw.fillIn(t, p, d, answers{"for_whom": "child", "child": child, "first": "fiol"}, tw.site.Catalog.Service("kulturskola"), nil)
	everybody(t, p)
	number := send(p)
	caseOf(p, number)
	return number
}

// offerNext offers a place to the next in turn for the violin, from the queue.
func offerNext(t *testing.T, officer *browser.Page, number string) {
	t.Helper()
	officer.Goto("/handlaggning/ko")
	followText(officer, "Fiol och cello")
	officer.WaitText("ol.queue", number)
	everybody(t, officer)
	follow(officer, "ol.queue li:first-child form > .ds-button")
	officer.WaitText("main", "Erbjudandet är inte skickat än")
	everybody(t, officer)
	follow(officer, "main form.buttons > .ds-button:first-of-type")
	officer.WaitText("main", "Erbjudanden som väntar på svar")
	everybody(t, officer)
}

func queueJourney(t *testing.T, tw *town, d device, pass func(days int)) {
	resident, other, officer := tw.visit(t, d), tw.visit(t, d), tw.visit(t, device{scriptless: d.scriptless})
	number := inLine(t, tw, resident, d, "Anna Lindqvist", "01900000-0000-7000-8000-000000000103")
	resident.WaitText("#part-queue", "Du är nummer 1 i kön till Fiol och cello")
	resident.WaitText("#part-steps", "I kö")
	everybody(t, resident)

	logIn(officer, "Tomas Berglund")
	offerNext(t, officer, number)
	shows(resident, d, "#part-offer", "Plats i Fiol och cello")
	resident.WaitText("#part-offer", "Om du inte svarar i tid")
	everybody(t, resident)
	follow(resident, "#part-offer [value=yes]")
	resident.WaitText("#part-now", "Platsen är din: Fiol och cello")
	everybody(t, resident)
	resident.ConsoleErrors(t)
	resident.Goto("/") // what is followed live ends with the session

	second := inLine(t, tw, other, d, "Sara Nyström", "01900000-0000-7000-8000-000000000202")
	offerNext(t, officer, second)
	shows(other, d, "#part-offer", "Plats i Fiol och cello")
	path := other.Path()
	pass(60)
	if err := tw.sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	logIn(other, "Sara Nyström")
	other.Goto(path).WaitText("#part-head", "Inte i kö")
	other.WaitText("#part-steps", "Tiden att svara på erbjudandet gick ut")
	everybody(t, other)
	officer.ConsoleErrors(t)
}

// TestTwoWantOneTime lets two residents want the same time in the same room: the second is told, keeps what they wrote and chooses another. The first then
// cancels, and the officer sees the week.
func TestTwoWantOneTime(t *testing.T) {
	tw := demoTown(t)
	for i, d := range unscripted {
		t.Run(d.name, func(t *testing.T) { // one after the other: a person's devices share what they have begun
			timeJourney(t, tw, d, []string{"almbyhallen", "alskolan-sal"}[i])
		})
	}
}

// times opens the free times in a room, the week after next.
func times(t *testing.T, tw *town, p *browser.Page, d device, who, room string) []string {
	t.Helper()
	logIn(p, who)
	p.Goto("/tjanster/lokalbokning")
	beginForm(p)
	tw.answer(p, d, answers{"room": room, "group": "other", "hours": "2"}, map[string]bool{})
	follow(p, next)
	for range 2 {
		follow(p, ".week [name=do]:last-of-type")
	}
	return browser.Eval[[]string](p, `[...document.querySelectorAll("[name=when]")].map(e => e.value)`)
}

func timeJourney(t *testing.T, tw *town, d device, room string) {
	one, two, officer := tw.visit(t, d), tw.visit(t, d), tw.visit(t, device{scriptless: d.scriptless})
	free := times(t, tw, one, d, "Anna Lindqvist", room)
	if len(free) < 8 {
		t.Fatalf("%d free times", len(free))
	}
	everybody(t, one)
	times(t, tw, two, d, "Linh Nguyen", room)
	choose := func(p *browser.Page, value string) {
		t.Helper()
		p.Click(fmt.Sprintf("main [name=when][value=%q]", value))
		follow(p, next)
	}
	finish := func(p *browser.Page) string {
		t.Helper()
		tw.fillForm(t, p, d, answers{"purpose": "Kalas", "people": "12", "phone": "070-174 06 05", "email": "anna@almby.example"}, nil)
		p.WaitText("main", "800\u00a0kr för 2 timmar")
		everybody(t, p)
		return send(p)
	}
	choose(one, free[0])
	choose(two, free[0])
	two.WaitText("#errors", "Någon annan hann före")
	if two.Count(fmt.Sprintf("[name=when][value=%q]", free[0])) != 0 {
		t.Error("a time that is taken is shown as free")
	}
	everybody(t, two)
	choose(two, free[len(free)-1])
	number := finish(one)
	one.WaitText("main", "Tiden är bokad")
	everybody(t, one)
	if other := finish(two); other == number || !strings.HasPrefix(other, "KFN ") {
		t.Errorf("the second's booking is %q", other)
	}

	logIn(officer, "Tomas Berglund")
	day, _, _ := strings.Cut(free[0], "T")
	officer.Goto("/handlaggning/lokaler/lokalbokning/"+room+"?vecka="+day).WaitText(".timetable", "Bokad")
	everybody(t, officer)
	officer.Phone()
	everybody(t, officer)
	officer.Desktop()
	follow(officer, ".timetable th.shown a")
	officer.WaitText(".timetable", "Bokad")
	everybody(t, officer)

	caseOf(one, number)
	one.WaitText("#part-head", "Bokad")
	one.Click("#part-booking summary")
	everybody(t, one)
	follow(one, "#part-booking form .ds-button")
	one.WaitText("#part-booking", "Ingen avgift")
	one.WaitText("#part-head", "Avbokad")
	everybody(t, one)
	one.ConsoleErrors(t)
	officer.ConsoleErrors(t)
}
