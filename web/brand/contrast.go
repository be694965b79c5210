package brand

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Contrast demanded by WCAG 2.2 AA, which DOS-lagen (2018:1937) requires through EN 301 549.
const (
	textContrast    = 4.5 // 1.4.3, text of ordinary size
	controlContrast = 3.0 // 1.4.11, what a control or a picture is known by
)

// parseColour reads #rrggbb or #rgb.
func parseColour(s string) (colour, bool) {
	hex, ok := strings.CutPrefix(s, "#")
	if ok && len(hex) == 3 {
		hex = string([]byte{hex[0], hex[0], hex[1], hex[1], hex[2], hex[2]})
	}
	n, err := strconv.ParseUint(hex, 16, 32)
	if !ok || len(hex) != 6 || err != nil {
		return colour{}, false
	}
	return colour{r: uint8(n >> 16), g: uint8(n >> 8), b: uint8(n)}, true
}

func (c colour) hex() string { return fmt.Sprintf("#%02x%02x%02x", c.r, c.g, c.b) }

// luminance is WCAG's relative luminance, 0 for black to 1 for white.
func (c colour) luminance() float64 { return rgb{float64(c.r), float64(c.g), float64(c.b)}.luminance() }

// contrast is WCAG's contrast ratio of two colours, 1 to 21, in either order.
func contrast(a, b colour) float64 {
	l, m := a.luminance(), b.luminance()
	return (max(l, m) + 0.05) / (min(l, m) + 0.05)
}

// pair is two colours that the pages lay upon each other.
type pair struct {
	front, ground string
	least         float64
	what          string // that stands upon the ground
}

// pairs are all those that the design system's components and the portal's own style sheet use.
func pairs() []pair {
	var all []pair
	on := func(front string, least float64, what string, grounds ...string) {
		for _, ground := range grounds {
			all = append(all, pair{front, ground, least, what})
		}
	}
	for _, c := range []string{"primary", "accent", "neutral", "info", "success", "warning", "danger"} {
		in := func(names ...string) []string {
			for i := range names {
				names[i] = c + "-" + names[i]
			}
			return names
		}
		on(c+"-text-default", textContrast, "text",
			in("background-default", "background-tinted", "surface-default", "surface-tinted", "surface-hover", "surface-active")...)
		on(c+"-text-subtle", textContrast, "text", in("background-default", "background-tinted", "surface-default", "surface-tinted")...)
		on(c+"-text-subtle", textContrast, "text", "neutral-surface-default", "neutral-background-tinted")
		on(c+"-base-contrast-default", textContrast, "text on buttons and marks", in("base-default", "base-hover", "base-active")...)
		on(c+"-border-default", controlContrast, "the border of a control", "neutral-surface-default")
	}
	on("primary-base-default", controlContrast, "a button", "neutral-surface-default", "neutral-background-tinted")
	on("success-base-default", controlContrast, "a mark", "neutral-surface-default")
	on("danger-base-default", controlContrast, "a mark", "neutral-surface-default")
	on("focus-outer", controlContrast, "the mark of focus", "focus-inner")
	return all
}

// unreadable finds the pairs of a theme that some cannot tell apart, and the colours that are missing.
func unreadable(css []byte, schemes [2]colours) []Fault {
	var wrong []Fault
	for _, s := range []Scheme{Light, Dark} {
		missing := map[string]bool{}
		for _, p := range pairs() {
			front, ok := schemes[s][p.front]
			if !ok {
				missing[p.front] = true
			}
			ground, ok := schemes[s][p.ground]
			if !ok {
				missing[p.ground] = true
			}
			if missing[p.front] || missing[p.ground] {
				continue
			}
			if got := contrast(front, ground); got < p.least {
				wrong = append(wrong, at(themeCSS, css, front.offset,
					"in the %s scheme %s (%s, %s) has contrast %.2f:1 to %s (%s); at least %g:1 is needed, or some cannot see it. "+
						"Set overrides in theme.json, or choose another colour, and build the theme again",
					s, p.what, p.front, front.hex(), math.Floor(got*100)/100, p.ground, ground.hex(), p.least))
			}
		}
		for _, p := range pairs() {
			for _, name := range []string{p.front, p.ground} {
				if missing[name] {
					delete(missing, name)
					wrong = append(wrong, Fault{File: themeCSS, Words: fmt.Sprintf(
						"%s%s is missing in the %s scheme: the colours must have the names that those in web/brand/theme.json have", colourStart, name, s)})
				}
			}
		}
	}
	return wrong
}
