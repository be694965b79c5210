package main

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"forvag/internal/browser"
	"forvag/internal/locale"
	"forvag/notify"
	"forvag/notify/push"
)

// TestAPressOpensTheCaseAndTheBadgeCounts presses a notification as far as DevTools let one: the event is made up, and so a window may not be raised by it, which
// is left out. All else is the service worker's own.
func TestAPressOpensTheCaseAndTheBadgeCounts(t *testing.T) {
	tw := demoTown(t)
	p := tw.visit(t, phone).Notifications()
	logIn(p, "Anna Lindqvist")
	p.Goto("/arenden").WaitUntil(`navigator.serviceWorker.ready.then(() => !!navigator.serviceWorker.controller)`)
	link := browser.Eval[string](p, `document.querySelector("main a[href^='/arenden/']").href`)
	payload, err := push.Payload(notify.Message{Lang: locale.SV, Title: "Du har fått ett beslut", Text: "Det finns ett beslut till dig.", Link: link, Topic: "one", NeedsMe: 3})
	if err != nil {
		t.Fatal(err)
	}
	worker, inside := p.Worker(), p.Inside()
	browser.EvalIn[bool](inside, `(() => {
		self.badges = [];
		self.navigator.setAppBadge = async (n) => { self.badges.push(n); };
		WindowClient.prototype.focus = async function () { return this; };
		return true;
	})()`)
	p.Push(worker, string(payload))
	p.WaitUntil(`navigator.serviceWorker.ready.then((r) => r.getNotifications()).then((all) => all.length === 1)`)
	if diff := cmp.Diff([]int{3}, browser.EvalIn[[]int](inside, `self.badges`)); diff != "" {
		t.Errorf("the badge: %s", diff)
	}
	browser.EvalIn[int](inside, `(async () => {
		const [notification] = await self.registration.getNotifications();
		const press = new NotificationEvent("notificationclick", { notification });
		const work = [];
		press.waitUntil = (what) => work.push(what);
		self.dispatchEvent(press);
		await Promise.all(work);
		return work.length;
	})()`)
	p.WaitUntil(`location.href === "` + link + `"`)
	p.WaitUntil(`navigator.serviceWorker.ready.then((r) => r.getNotifications()).then((all) => all.length === 0)`)
	if p.Text("main h1") == "" {
		t.Error("a press leads to an empty page")
	}
}
