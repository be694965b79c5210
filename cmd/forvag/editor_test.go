package main

import (
	"strings"
	"testing"

	"forvag/internal/browser"
)

// TestWritingAnArticle writes in the editor as an officer does: what is wrong is listed, leads to its field and takes nothing away, what is saved is there when the
// page is opened again, and a draft that is not wanted goes.
func TestWritingAnArticle(t *testing.T) {
	tw := demoTown(t)
	for _, d := range []device{phone, desktop} {
		t.Run(d.name, func(t *testing.T) {
			p := tw.visit(t, d)
			logIn(p, "Johan Ekblad")
			p.Goto("/handlaggning/artiklar")
			follow(p, ".head form[data-guard] button")
			draft := p.Path()
			if !strings.HasPrefix(draft, "/handlaggning/artiklar/utkast/") {
				t.Fatalf("a new article is written at %s", draft)
			}
			const body = "Du kan hyra en lånecykel. Läs [mer](article:bygga-alta)."
			p.Fill(`[name="title-sv"]`, "Var kan jag låna en cykel?").Fill(`[name="body-sv"]`, body)
			follow(p, ".author .buttons button[value=save]")
			if !browser.Eval[bool](p, `[...document.querySelectorAll("#author .faults a")].some(a => a.hash === "#f-body-sv" && a.innerText.includes("bygga-altan"))`) {
				t.Errorf("what is wrong is %q, without what the dead link was meant to be", p.Text("#author .faults"))
			}
			if got := p.Value(`[name="body-sv"]`); got != body {
				t.Errorf("the text is %q", got)
			}
			p.Accessible(t)
			p.Fill(`[name="body-sv"]`, "Du kan hyra en lånecykel vid kommunhuset.")
			follow(p, ".author .buttons button[value=save]")
			p.Goto(draft)
			if got := p.Value(`[name="title-sv"]`) + " " + p.Value(`[name="body-sv"]`); got != "Var kan jag låna en cykel? Du kan hyra en lånecykel vid kommunhuset." {
				t.Errorf("saved is %q", got)
			}
			if !browser.Eval[bool](p, `[...document.querySelectorAll("#author .note")].some(n => n.innerText.includes("Sparat"))`) {
				t.Error("it does not say when it was saved")
			}
			follow(p, ".author .buttons button[value=discard]")
			if at := p.Goto(draft).Status(); at != 404 && at != 410 {
				t.Errorf("the draft is there still: %d", at)
			}
		})
	}
}
