package main

import (
	"testing"

	"forvag/internal/browser"
)

// TestStoppingAnAnswer stops an answer that does not come: the reader is told, by ear too, may write again at once, and the next question is answered.
func TestStoppingAnAnswer(t *testing.T) {
	tw := demoTown(t)
	for _, d := range []device{phone, desktop} {
		t.Run(d.name, func(t *testing.T) {
			p := tw.visit(t, d).Goto("/tjanster/bygglov")
			openPanel(p)
			if p.Count("#ask [data-stop]:not([hidden])") > 0 {
				t.Error("there is something to stop before anything is asked")
			}
			browser.Eval[any](p, `(() => {
				window.answered = window.fetch;
				window.fetch = (url, with_) => new Promise((_, no) => with_.signal.addEventListener("abort", () => no(new DOMException("stopped", "AbortError"))));
			})()`)
			p.Fill("#ask .asks-box textarea", "vad kostar förskolan?").Press("Enter")
			p.WaitFor("#ask [data-stop]").WaitGone("#ask [data-send]")
			p.Click("#ask [data-stop]")
			p.WaitFor("#ask [data-send]").WaitGone("#ask [data-stop]")
			p.WaitText("#ask .talk > li", "Du stoppade svaret.")
			if said := browser.Eval[string](p, `document.querySelector("#ask [data-aloud]").textContent.trim()`); said != "Du stoppade svaret." {
				t.Errorf("read out is %q", said)
			}
			browser.Eval[any](p, `(() => { window.fetch = window.answered; })()`)
			asks(p, "vad kostar sophämtningen?")
			if n := p.Count("#ask .talk [data-answered]"); n != 1 {
				t.Errorf("%d answers, want the second question's", n)
			}
			p.ConsoleErrors(t)
		})
	}
}
