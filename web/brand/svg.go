package brand

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

const (
	svgSpace = "http://www.w3.org/2000/svg"
	svgDepth = 64
)

// size is a picture's, in its own unit; zero where it is not known.
type size struct{ width, height float64 }

// drawing are the elements that draw and do nothing else. What runs (script, animations), fetches (image, foreignObject) or looks different on each
// machine (text) is not among them.
var drawing = []string{
	"svg", "g", "defs", "symbol", "use", "title", "desc", "style", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon",
	"linearGradient", "radialGradient", "stop", "pattern", "clipPath", "mask",
}

// reasons say why some elements are refused; the others do not draw.
var reasons = map[string]string{
	"script":        "a picture may not run script",
	"foreignObject": "a picture may not hold pages",
	"image":         "a picture may not fetch or hold another; draw it with paths",
	"a":             "a picture may not hold links",
	"text":          "letters look different on each machine; convert text to paths",
	"metadata":      "save as plain SVG, without the drawing program's own data",
	"animate":       "pictures stand still, for those who cannot bear movement",
}

// svgReader reads one picture and notes what is wrong.
type svgReader struct {
	file  string
	body  []byte
	dec   *xml.Decoder
	wrong []Fault
	size  size
	depth int
	style bool // within an element style
	start int  // where the current token begins
}

// readSVG reads a picture (SVG 1.1) and finds everything in it that runs script, reacts to the reader, reaches outside itself or cannot be drawn.
func readSVG(name string, body []byte) (size, []Fault) {
	r := &svgReader{file: name, body: body, dec: xml.NewDecoder(bytes.NewReader(body))}
	r.read()
	if len(r.wrong) == 0 && (r.size.width <= 0 || r.size.height <= 0) {
		r.fault("the svg element needs a viewBox, such as \"0 0 40 44\", that says how wide and high it is")
	}
	return r.size, r.wrong
}

func (r *svgReader) fault(format string, args ...any) {
	r.wrong = append(r.wrong, at(r.file, r.body, r.start, format, args...))
}

func (r *svgReader) read() {
	elements := 0
	for {
		r.start = int(r.dec.InputOffset())
		token, err := r.dec.Token()
		if errors.Is(err, io.EOF) {
			if elements == 0 {
				r.fault("not an SVG picture")
			}
			return
		}
		if err != nil {
			r.fault("not well-formed: %v", err)
			return
		}
		switch t := token.(type) {
		case xml.Directive:
			r.fault("a document type can define entities that read other files; delete the line <!DOCTYPE …>")
		case xml.ProcInst:
			if t.Target != "xml" {
				r.fault("<?%s …?> can fetch a style sheet; delete it", t.Target)
			}
		case xml.CharData:
			if r.style {
				r.css(string(t))
			}
		case xml.StartElement:
			if elements++; elements == 1 {
				if !r.root(t) {
					return
				}
			}
			if r.depth++; r.depth > svgDepth {
				r.fault("elements stand within each other more than %d deep", svgDepth)
				return
			}
			r.element(t)
		case xml.EndElement:
			r.depth, r.style = r.depth-1, false
		}
	}
}

// root reads the size from the outermost element, and tells whether it is a picture.
func (r *svgReader) root(e xml.StartElement) bool {
	if e.Name.Local != "svg" || e.Name.Space != svgSpace {
		r.fault("not an SVG picture: the outermost element must be <svg xmlns=%q>", svgSpace)
		return false
	}
	var width, height float64
	for _, a := range e.Attr {
		switch a.Name.Local {
		case "viewBox":
			if box := strings.Fields(strings.ReplaceAll(a.Value, ",", " ")); len(box) == 4 {
				r.size = size{number(box[2]), number(box[3])}
			}
		case "width":
			width = number(a.Value)
		case "height":
			height = number(a.Value)
		}
	}
	if r.size == (size{}) {
		r.size = size{width, height}
	}
	return true
}

// number is a length without its unit px; 0 where it is none that a screen can show.
func number(s string) float64 {
	n, err := strconv.ParseFloat(strings.TrimSuffix(s, "px"), 64)
	if err != nil || !(n > 0 && n < 1e6) {
		return 0
	}
	return n
}

func (r *svgReader) element(e xml.StartElement) {
	name := e.Name.Local
	if e.Name.Space != svgSpace || !slices.Contains(drawing, name) {
		why, ok := reasons[name]
		if !ok {
			why = "it does not draw; save as plain SVG"
		}
		r.fault("<%s> is refused: %s", name, why)
	}
	r.style = name == "style"
	for _, a := range e.Attr {
		r.attribute(name, a)
	}
}

func (r *svgReader) attribute(element string, a xml.Attr) {
	name, value := strings.ToLower(a.Name.Local), strings.TrimSpace(a.Value)
	switch {
	case strings.HasPrefix(name, "on"):
		r.fault("<%s %s> is refused: a picture may not run script", element, a.Name.Local)
	case name == "href" || name == "src":
		if !strings.HasPrefix(value, "#") {
			r.fault("<%s %s=%q> is refused: a picture may not reach outside itself", element, name, shorten(value))
		}
	case name == "base" && a.Name.Space != "":
		r.fault("xml:base is refused: a picture may not reach outside itself")
	case a.Name.Space == "xmlns" || name == "xmlns":
	default:
		r.css(value)
	}
}

var (
	cssCall    = regexp.MustCompile(`(?i)([a-z-]*url|image|image-set|src|expression|cross-fade|element)\(\s*["']?\s*([^"')]*)`)
	cssForeign = regexp.MustCompile(`(?i)@import|@font-face|javascript:|-moz-binding|behavior\s*:`)
)

// css looks through a style or an attribute that may hold one.
func (r *svgReader) css(text string) {
	if strings.Contains(text, `\`) {
		r.fault("a backslash in a style can hide what it says; write the letters")
	}
	if m := cssForeign.FindString(text); m != "" {
		r.fault("%q is refused: a picture may not reach outside itself", m)
	}
	for _, m := range cssCall.FindAllStringSubmatch(text, -1) {
		if !strings.EqualFold(m[1], "url") || !strings.HasPrefix(m[2], "#") {
			r.fault("%s(%s) is refused: a picture may not reach outside itself", m[1], shorten(m[2]))
		}
	}
}

func shorten(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}
