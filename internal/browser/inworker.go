package browser

import (
	"context"
	"strings"

	proto "github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/serviceworker"
	"github.com/chromedp/cdproto/target"
	cdp "github.com/chromedp/chromedp"
)

// Inside is the inside of the site's service worker while it runs. The worker ends with the test.
type Inside struct {
	p   *Page
	ctx context.Context
}

// Inside waits until the site's service worker runs, and goes into it.
func (p *Page) Inside() Inside {
	p.t.Helper()
	ctx, leave := cdp.NewContext(p.tab.ctx, cdp.WithTargetID(p.workerTarget()))
	p.t.Cleanup(leave) // not before: to leave ends the worker
	if err := cdp.Do(ctx); err != nil {
		p.t.Fatal(err)
	}
	return Inside{p, ctx}
}

// EvalIn is Eval in a service worker.
func EvalIn[T any](in Inside, expression string) T {
	in.p.t.Helper()
	ctx, cancel := context.WithTimeout(in.ctx, timeout)
	defer cancel()
	value, err := evaluate[T](ctx, expression)
	if err != nil {
		in.p.t.Fatalf("in the service worker: %.200s: %v", expression, err)
	}
	return value
}

// workerTarget waits until the site's service worker runs.
func (p *Page) workerTarget() target.ID {
	p.t.Helper()
	found := make(chan target.ID, 1)
	err := cdp.Listen(p.tab.ctx, func(event any) {
		updated, ok := event.(*serviceworker.EventWorkerVersionUpdated)
		if !ok {
			return
		}
		for _, v := range updated.Versions {
			if v.TargetID != "" && v.RunningStatus == serviceworker.VersionRunningStatusRunning && strings.HasPrefix(v.ScriptURL, p.base) {
				select {
				case found <- v.TargetID:
				default: // one is enough
				}
			}
		}
	})
	if err != nil {
		p.t.Fatal(err)
	}
	call(p, serviceworker.Disable, proto.Empty{}) // what is enabled tells nothing anew
	call(p, serviceworker.Enable, proto.Empty{})
	ctx, cancel := p.limit()
	defer cancel()
	select {
	case id := <-found:
		return id
	case <-ctx.Done():
		p.t.Fatalf("no service worker of %s runs", p.base)
		return ""
	}
}
