package main

import (
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"forvag/internal/browser"
	"forvag/internal/locale"
	"forvag/notify"
	"forvag/notify/push"
)

// TestAPushIsShownAlsoWhenThePortalIsClosed hands the service worker what the program sends to a device, with the portal open and with no page of it open.
// Where a press leads is read from it; another test presses.
func TestAPushIsShownAlsoWhenThePortalIsClosed(t *testing.T) {
	tw := demoTown(t)
	p := tw.visit(t, phone).Notifications()
	logIn(p, "Anna Lindqvist")
	p.Goto("/arenden").WaitUntil(`navigator.serviceWorker.ready.then(() => !!navigator.serviceWorker.controller)`)
	link := browser.Eval[string](p, `document.querySelector("main a[href^='/arenden/']").href`)
	title := browser.Eval[string](p, `document.querySelector("main a[href^='/arenden/']").textContent.trim()`)
	message := func(matter notify.Matter, topic string) string {
		t.Helper()
		text := tw.site.Notify.Text(locale.SV, matter)
		payload, err := push.Payload(notify.Message{Lang: locale.SV, Title: text.Push.Title, Text: text.Push.Body, Link: link, Topic: topic, NeedsMe: 2})
		if err != nil {
			t.Fatal(err)
		}
		return string(payload)
	}
	type shown struct{ Title, Body, Tag, To string }
	const notifications = `navigator.serviceWorker.ready.then((r) => r.getNotifications()).then((all) => all.map((n) => ({Title: n.title, Body: n.body, Tag: n.tag, To: n.data.navigate})))`
	decided, asked := tw.site.Notify.Text(locale.SV, notify.Decision).Push, tw.site.Notify.Text(locale.SV, notify.Asked).Push
	worker := p.Worker()

	for range 2 { // one that comes again takes its own place
		p.Push(worker, message(notify.Decision, "one"))
		p.WaitUntil(`navigator.serviceWorker.ready.then((r) => r.getNotifications({tag: "one"})).then((all) => all.length === 1)`)
	}
	want := []shown{{decided.Title, decided.Body, "one", link}}
	if diff := cmp.Diff(want, browser.Eval[[]shown](p, notifications)); diff != "" {
		t.Error(diff)
	}
	if strings.Contains(decided.Title+decided.Body, title) {
		t.Errorf("a locked screen says what it is about: %s", title)
	}

	p.Goto("about:blank").Push(worker, message(notify.Asked, "two"))
	p.Goto("/arenden").WaitUntil(`navigator.serviceWorker.ready.then((r) => r.getNotifications()).then((all) => all.length === 2)`)
	want = append(want, shown{asked.Title, asked.Body, "two", link})
	if diff := cmp.Diff(want, browser.Eval[[]shown](p, notifications)); diff != "" {
		t.Error(diff)
	}
	u, err := url.Parse(link) // where a press leads
	if err != nil {
		t.Fatal(err)
	}
	p.Goto(u.Path)
	if h1 := p.Text("main h1"); h1 == "" || p.Status() != 200 {
		t.Errorf("a press leads to %d %q", p.Status(), h1)
	}
}
