package brand

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
)

// Scheme is one of the two colour schemes that a reader's device asks for.
type Scheme int

// The colour schemes.
const (
	Light Scheme = iota
	Dark
)

// String is the scheme's name in CSS.
func (s Scheme) String() string { return [...]string{"light", "dark"}[s] }

const (
	themeDepth  = 8
	colourStart = "--ds-color-"
)

// colours are a scheme's by name, without --ds-color-.
type colours map[string]colour

// colour is an opaque one, and where it stands in the file.
type colour struct {
	r, g, b uint8
	offset  int
}

// declaration is a property in a style sheet, within its blocks from the outermost.
type declaration struct {
	blocks      []string
	name, value string
	offset      int
}

// readTheme reads a style sheet as Designsystemet's tool writes it: custom properties and nothing that fetches. Its colours are held to contrast.
func readTheme(css []byte) ([2]colours, []Fault) {
	declared, wrong := declarations(css)
	if len(wrong) > 0 {
		return [2]colours{}, wrong
	}
	schemes := [2]colours{{}, {}}
	for _, d := range declared {
		if fault, ok := d.fault(css); ok {
			wrong = append(wrong, fault)
		}
		name, ok := strings.CutPrefix(d.name, colourStart)
		if !ok {
			continue
		}
		for _, s := range []Scheme{Light, Dark} {
			if !d.in(s) {
				continue
			}
			c, ok := parseColour(d.value)
			if !ok {
				continue // one that names another; a missing one is told of below
			}
			c.offset = d.offset
			schemes[s][name] = c
		}
	}
	if len(wrong) == 0 {
		wrong = unreadable(css, schemes)
	}
	return schemes, wrong
}

// tight writes a block's head without spaces and with double quotes.
var tight = strings.NewReplacer(" ", "", "'", `"`)

// in tells whether the declaration holds for a reader whose device asks for the scheme: pages say data-color-scheme="auto".
func (d declaration) in(s Scheme) bool {
	media, auto := false, false
	for _, b := range d.blocks {
		b = tight.Replace(b)
		media = media || b == "@media(prefers-color-scheme:"+s.String()+")"
		auto = auto || b == `[data-color-scheme="auto"]`
	}
	return media && auto
}

var (
	themeBlock = regexp.MustCompile(`^(@layer|@media|@supports|[:\[*a-z])`)
	themeCall  = regexp.MustCompile(`([A-Za-z-]+)\(`)
	themeCalls = []string{"var", "calc", "min", "max", "clamp", "round", "rgb", "rgba", "hsl"}
)

// fault tells what a declaration may not say.
func (d declaration) fault(css []byte) (Fault, bool) {
	if !strings.HasPrefix(d.name, "--") && d.name != "color-scheme" {
		return at(themeCSS, css, d.offset, "%q is refused: a theme sets custom properties (--…) only; build it with web/brand/build.mjs", d.name), true
	}
	for _, m := range themeCall.FindAllStringSubmatch(d.value, -1) {
		if !slices.Contains(themeCalls, strings.ToLower(m[1])) {
			return at(themeCSS, css, d.offset, "%s: %s(…) is refused: a theme may not reach outside itself", d.name, m[1]), true
		}
	}
	return Fault{}, false
}

var comment = regexp.MustCompile(`(?s)/\*.*?\*/`)

// declarations takes a style sheet apart. It knows blocks and declarations, which is all that the tool writes; anything else is a fault.
func declarations(css []byte) ([]declaration, []Fault) {
	if i := bytes.IndexAny(css, "\\<\x00"); i >= 0 {
		return nil, []Fault{at(themeCSS, css, i, "%q has no place in a theme; build it with web/brand/build.mjs", css[i])}
	}
	plain := comment.ReplaceAllFunc(css, func(c []byte) []byte { return bytes.Repeat([]byte(" "), len(c)) })
	var found []declaration
	var blocks []string
	var wrong []Fault
	start := 0
	for i, c := range plain {
		if c != '{' && c != '}' && c != ';' {
			continue
		}
		text := string(plain[start:i])
		offset := start + len(text) - len(strings.TrimLeft(text, " \t\r\n"))
		text = strings.TrimSpace(text)
		start = i + 1
		switch {
		case c == '{':
			if !themeBlock.MatchString(text) || len(blocks) == themeDepth {
				return nil, append(wrong, at(themeCSS, css, offset, "a block %q is refused; build the theme with web/brand/build.mjs", shorten(text)))
			}
			blocks = append(blocks, text)
		case strings.HasPrefix(text, "@") && !strings.EqualFold(text, `@charset "utf-8"`):
			wrong = append(wrong, at(themeCSS, css, offset, "%q is refused: a theme may not reach outside itself", shorten(text)))
		case text != "" && text[0] != '@':
			name, value, ok := strings.Cut(text, ":")
			if !ok || len(blocks) == 0 {
				return nil, append(wrong, at(themeCSS, css, offset, "%q is no declaration in a block", shorten(text)))
			}
			found = append(found, declaration{slices.Clone(blocks), strings.TrimSpace(name), strings.TrimSpace(value), offset})
		}
		if c == '}' {
			if len(blocks) == 0 {
				return nil, append(wrong, at(themeCSS, css, i, "a } too many"))
			}
			blocks = blocks[:len(blocks)-1]
		}
	}
	if len(blocks) > 0 || strings.TrimSpace(string(plain[start:])) != "" {
		wrong = append(wrong, at(themeCSS, css, len(css), "the file ends in the middle of a block"))
	}
	return found, wrong
}
