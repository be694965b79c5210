package browser

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/emulation"
)

// The scripts that measure, each one function expression. They run beside the page's own script, which its content security
// policy does not hinder.
var (
	//go:embed checks/point.js
	pointScript string
	//go:embed checks/fill.js
	fillScript string
	//go:embed checks/axe.js
	axeScript string
	//go:embed checks/sideways.js
	sidewaysScript string
	//go:embed checks/targets.js
	targetsScript string
	//go:embed checks/contrast.js
	contrastScript string
	//go:embed checks/keyboard.js
	keyboardScript string
)

// Accessible runs every check on the page as it stands: axe and contrast in light and dark, target size, sideways scroll and the
// keyboard, on the screen that the page has, and then ConsoleErrors. The colour scheme is put back.
func (p *Page) Accessible(t testing.TB) {
	t.Helper()
	p.Schemes(t)
	p.TargetSize(t)
	p.NoSidewaysScroll(t)
	p.KeyboardOrder(t)
	p.ConsoleErrors(t)
}

// Schemes runs axe and contrast in light and in dark, and puts the colour scheme back. In dark, axe looks again at what has to do with colours, and at
// everything where dark shows other elements.
func (p *Page) Schemes(t testing.TB) {
	t.Helper()
	was := p.scheme
	defer func() { p.paint(was) }()
	shown := func() int {
		return Eval[int](p, `[...document.querySelectorAll("body *")].filter(e => e.checkVisibility({visibilityProperty: true})).length`)
	}
	p.paint("light")
	p.Axe(t)
	p.Contrast(t)
	light := shown()
	p.paint("dark")
	if shown() == light {
		p.axe(t, colourRules)
	} else {
		p.Axe(t)
	}
	p.Contrast(t)
}

// Which of axe's rules run, as its runOnly says it.
const (
	everyRule   = `["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]`
	colourRules = `{type: "rule", values: ["color-contrast", "link-in-text-block"]}`
)

var axeSource = sync.OnceValues(func() (string, error) {
	path, err := tool("axe-core", "axe.min.js")
	if err != nil {
		return "", err
	}
	source, err := os.ReadFile(path)
	return string(source), err
})

// Axe runs axe-core's rules for WCAG 2.2 level A and AA and its best practices on the page, and reports each violation with the
// element and what would mend it.
func (p *Page) Axe(t testing.TB) {
	t.Helper()
	p.axe(t, everyRule)
}

func (p *Page) axe(t testing.TB, rules string) {
	t.Helper()
	source, err := axeSource()
	if err != nil {
		t.Fatal(err)
	}
	defer p.tab.mute()()
	ctx, cancel := p.limit()
	defer cancel()
	// Axe needs script. Where it is off for the page, it is on while axe runs: what the page did not run stays not run.
	call(p, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: false})
	defer p.Script(!p.scriptless)
	loaded, err := evaluate[bool](ctx, `typeof axe === "object"`) // by an earlier look at the same document
	if err == nil && !loaded {
		_, err = evaluate[any](ctx, source+"\n;null")
	}
	if err != nil {
		t.Fatalf("loading axe: %v", err)
	}
	p.find(t, axeScript, rules)
}

// NoSidewaysScroll reports what makes the page wider than 320 CSS pixels, which is 400 % zoom in a window of 1280 (WCAG 1.4.10).
// What scrolls within a box of its own, as a wide table may, is allowed.
func (p *Page) NoSidewaysScroll(t testing.TB) {
	t.Helper()
	p.resize(320, 256, false)
	defer func() { p.resize(p.width, p.height, p.mobile) }()
	p.find(t, sidewaysScript)
}

// TargetSize reports links, buttons and fields smaller than 24 × 24 CSS pixels (WCAG 2.5.8), and buttons that lie closer to each other than
// 8. A link within a sentence may be smaller; a check box counts together with its label.
func (p *Page) TargetSize(t testing.TB) {
	t.Helper()
	p.find(t, targetsScript)
}

// Contrast reports buttons whose filled surface, and border if any, stand out less than 3:1 from what they lie on (WCAG 1.4.11).
// A button without fill is told by its text, which Axe measures.
func (p *Page) Contrast(t testing.TB) {
	t.Helper()
	p.find(t, contrastScript)
}

// find runs a script, with arguments in JavaScript, that returns its findings as strings, and reports each.
func (p *Page) find(t testing.TB, script string, arguments ...string) {
	t.Helper()
	defer p.tab.mute()()
	for _, finding := range Eval[[]string](p, fmt.Sprintf("(%s)(%s)", strings.TrimSpace(script), strings.Join(arguments, ", "))) {
		t.Errorf("%s (%s, %d px): %s", p.Path(), p.scheme, p.width, finding)
	}
}

// KeyboardOrder presses Tab through the page from its start and reports: what can be clicked but not reached; what changes nothing
// to look at when it has focus (outline, shadow or border; WCAG 2.4.7); what has focus but is wholly hidden under something else
// (2.4.11); and focus that leaps, by a positive tabindex (2.4.3). When a modal dialog is open, the page is the dialog.
func (p *Page) KeyboardOrder(t testing.TB) {
	t.Helper()
	defer p.tab.mute()()
	var state struct {
		Left     int // interactive elements not reached so far
		Findings []string
	}
	ask := func(step string) {
		t.Helper()
		answer := Eval[string](p, fmt.Sprintf("(%s)(%q)", strings.TrimSpace(keyboardScript), step))
		if err := json.Unmarshal([]byte(answer), &state); err != nil {
			t.Fatalf("keyboard: %v", err)
		}
	}
	ask("start")
	// A radio group, a date field or a player takes several steps; a trap takes them all.
	for steps := 4*state.Left + 10; steps > 0 && state.Left > 0; steps-- {
		p.key("Tab")
		ask("step")
	}
	ask("end")
	for _, finding := range state.Findings {
		t.Errorf("%s (%s, %d px): %s", p.Path(), p.scheme, p.width, finding)
	}
}
