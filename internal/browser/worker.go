package browser

import (
	"strings"

	"github.com/chromedp/cdproto/browser"
	proto "github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/serviceworker"
	cdp "github.com/chromedp/chromedp"
)

// Notifications lets the site show notifications, as somebody who said yes when they were asked.
func (p *Page) Notifications() *Page {
	p.t.Helper()
	ctx, cancel := p.limit()
	defer cancel()
	if _, err := cdp.CallBrowser(ctx, browser.SetPermission, browser.SetPermissionParams{
		Permission: &browser.PermissionDescriptor{Name: "notifications"}, Setting: browser.PermissionSettingGranted, BrowserContextID: cdp.FromContext(p.tab.ctx).BrowserContextID,
	}); err != nil {
		p.t.Fatalf("allow notifications: %v", err)
	}
	return p
}

// Worker is the site's service worker, as DevTools name it. It goes on when the page leaves the site, and when it is closed.
type Worker struct{ registration serviceworker.RegistrationID }

// Worker waits for the site's service worker.
func (p *Page) Worker() Worker {
	p.t.Helper()
	found := make(chan serviceworker.RegistrationID, 1)
	err := cdp.Listen(p.tab.ctx, func(event any) {
		updated, ok := event.(*serviceworker.EventWorkerRegistrationUpdated)
		if !ok {
			return
		}
		for _, r := range updated.Registrations {
			if !r.IsDeleted && strings.HasPrefix(r.ScopeURL, p.base) {
				select {
				case found <- r.RegistrationID:
				default: // one is enough
				}
			}
		}
	})
	if err != nil {
		p.t.Fatal(err)
	}
	call(p, serviceworker.Enable, proto.Empty{})
	ctx, cancel := p.limit()
	defer cancel()
	select {
	case id := <-found:
		return Worker{id}
	case <-ctx.Done():
		p.t.Fatalf("%s has no service worker", p.base)
		return Worker{}
	}
}

// Push hands a worker a message, as a push service does when it has come. The page may be anywhere.
func (p *Page) Push(to Worker, data string) *Page {
	p.t.Helper()
	call(p, serviceworker.Enable, proto.Empty{})
	call(p, serviceworker.DeliverPushMessage, serviceworker.DeliverPushMessageParams{Origin: p.base, RegistrationID: to.registration, Data: data})
	return p
}
