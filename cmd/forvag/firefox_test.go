package main

import (
	"context"
	"fmt"
	"net"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"forvag/internal/browser/firefox"
	"forvag/internal/casework"
	"forvag/internal/identity"
	"forvag/internal/locale"
	"forvag/notify"
	"forvag/notify/push"
	"forvag/notify/push/pushtest"
)

// TestFirefoxSubscribesReceivesAndShows has Anna press the button in a real Firefox, which subscribes at a push service on this machine. What officers decide then
// goes the whole way: through the outbox, encrypted, by the push service, to the service worker, which shows it, with the portal open, with no page of it open, and
// once a Firefox that was off is on again.
func TestFirefoxSubscribesReceivesAndShows(t *testing.T) {
	service := pushtest.Start(t)
	begun, noon := time.Now(), time.Date(2026, 11, 23, 11, 0, 0, 0, time.UTC) // when people may be disturbed
	tw := liveTown(t, service, func() time.Time { return noon.Add(time.Since(begun)) })
	decided := tw.site.Notify.Text(locale.SV, notify.Decision).Push
	body := strings.ReplaceAll(decided.Body, "{municipality}", tw.site.Municipality.Name.SV)

	f := firefox.Open(t, firefox.Push(service.Socket()))
	f.Goto(tw.url() + "/logga-in")
	firefox.Eval[any](f, `[...document.querySelectorAll("main button")].find((b) => b.closest("li, form").innerText.includes("Anna Lindqvist")).click()`)
	f.WaitUntil(`location.pathname !== "/logga-in" && document.readyState === "complete"`)
	f.Goto(tw.url() + "/aviseringar")
	f.WaitUntil(`!!document.querySelector("[data-push-part=off]")?.checkVisibility()`)
	firefox.Eval[any](f, `document.querySelector("[data-push-do=on]").click()`)
	f.WaitUntil(`!!document.querySelector("[data-push-part=on]").checkVisibility()`)
	devices := func() (names []string) {
		all, err := tw.site.Devices.Devices(t.Context(), guardian(tw.instance).Actor)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range all {
			names = append(names, d.Name)
		}
		return names
	}
	if !slices.Contains(devices(), "Firefox, Linux") {
		t.Fatalf("Firefox is not among the devices: %q", devices())
	}

	type shown struct{ Title, Body, To string }
	sees := func(n int) []shown {
		f.WaitUntil(fmt.Sprintf(`navigator.serviceWorker.ready.then((r) => r.getNotifications()).then((all) => all.length >= %d)`, n))
		return firefox.Eval[[]shown](f, `navigator.serviceWorker.ready.then((r) => r.getNotifications()).then((all) => all.map((n) => ({Title: n.title, Body: n.body, To: n.data.navigate})))`)
	}
	waits, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	taken := func(n int) {
		t.Helper()
		all, err := service.WaitTaken(waits, n)
		if err != nil {
			t.Fatal(err)
		}
		if got := all[len(all)-1]; len(all) != n || got.Code != pushtest.Shown || got.Topic == "" {
			t.Fatalf("Firefox says of what it had: %+v", all)
		}
	}
	of := func(made casework.Receipt) shown {
		return shown{decided.Title, body, tw.url() + "/arenden/" + string(made.Case)}
	}

	first := tw.decide(t)
	taken(1)
	want := []shown{of(first)}
	if diff := cmp.Diff(want, sees(1)); diff != "" {
		t.Errorf("with the portal open: %s", diff)
	}

	f.CloseTab()
	second := tw.decide(t)
	taken(2)
	f.Goto(tw.url())
	want = append(want, of(second))
	if diff := cmp.Diff(want, sees(2), cmpopts.SortSlices(func(a, b shown) bool { return a.To < b.To })); diff != "" {
		t.Errorf("with the portal closed: %s", diff)
	}

	f.Close()
	if err := service.WaitAway(waits); err != nil {
		t.Fatal(err)
	}
	third := tw.decide(t)
	if err := service.WaitKept(waits, 1); err != nil {
		t.Fatal(err)
	}
	f.Reopen()
	taken(3)
	f.Goto(tw.url())
	if got := sees(1); !slices.Contains(got, of(third)) {
		t.Errorf("after Firefox was off: %+v", got)
	}

	if !firefox.Eval[bool](f, `navigator.serviceWorker.ready.then((r) => r.pushManager.getSubscription()).then((s) => s.unsubscribe())`) {
		t.Error("Firefox does not unsubscribe")
	}
	tw.decide(t)
	for tick := time.NewTicker(20 * time.Millisecond); slices.Contains(devices(), "Firefox, Linux"); {
		select {
		case <-tick.C:
		case <-waits.Done():
			t.Fatal("a device that has unsubscribed is sent to still")
		}
	}
}

// liveTown is a town that tells people for real, on devices alone, of a push service on this machine.
func liveTown(t *testing.T, service *pushtest.Service, clock func() time.Time) *town {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0") // links in messages name the port, so it must be known before
	if err != nil {
		t.Fatal(err)
	}
	at := l.Addr().String()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	return townAt(t, storage{Data: t.TempDir()}, clock, func(s *settings) {
		s.Listen, s.BaseURL = at, &url.URL{Scheme: "http", Host: at}
		s.notifying = notifying{Notify: string(notify.Live), PushHosts: push.Hosts{service.Host()}}
	})
}

// decide has Anna apply for leave, and an officer grant it.
func (tw *town) decide(t *testing.T) casework.Receipt {
	t.Helper()
	made, err := submit(tw.instance, "intyg")
	if err != nil {
		t.Fatal(err)
	}
	head := identity.Principal{Kind: identity.Officer, Actor: "head", Assurance: identity.AssuranceSubstantial, Grants: []identity.Grant{
		{Board: "BUN", Role: identity.DecisionMaker, Secrecy: true}, {Board: "BUN", Role: identity.CaseOfficer, Secrecy: true}}}
	f, err := tw.site.Cases.Case(t.Context(), head, made.Case)
	if err != nil {
		t.Fatal(err)
	}
	err = tw.site.Cases.Decide(t.Context(), head, casework.Ref{ID: made.Case, Version: f.Case.Version}, casework.NewDecision{Type: "short_leave",
		Outcome: casework.Granted, Text: "Elsa får vara ledig.",
		Grounds: casework.Grounds{Law: []string{"skollagen 7 kap. 18 §"}, Circumstances: "Ledigheten är kort och skälet är personligt."}})
	if err != nil {
		t.Fatal(err)
	}
	return made
}
