package letter

import (
	"strings"
	"unicode"

	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/text/unicode/norm"
)

// The envelope, in millimetres: a C5 (ISO 269) with the right-hand window, which Swedish standard calls H2. The standard's own text was not at hand, so that these measures of
// the window are not confirmed: they are what a Norwegian guide to window envelopes gives for a C5 with its window on the left, mirrored. An envelope that differs shows in a trial print.
const (
	envelopeWidth, envelopeHeight = 229.0, 162.0
	windowWidth, windowHeight     = 105.0, 35.0
	windowRight, windowTop        = 15.0, 44.0 // from the envelope's right edge, and from its upper one
)

// What of the sheet the window shows, in millimetres from its upper left corner. The sheet is folded once, and has some play in the envelope: shown is what shows
// wherever it lies, and glimpsed what shows where it lies in one of the corners.
const (
	foldedHeight            = pageHeight / 2
	playAcross, playUpright = envelopeWidth - pageWidth, envelopeHeight - foldedHeight
	shownLeft               = envelopeWidth - windowRight - windowWidth
	shownRight              = shownLeft + windowWidth - playAcross
	shownTop                = windowTop
	shownBottom             = shownTop + windowHeight - playUpright
	glimpsedLeft            = shownLeft - playAcross
	glimpsedTop             = shownTop - playUpright
	glimpsedBottom          = shownTop + windowHeight
)

// The page, in millimetres: A4, with the address where the window shows it, and nothing else there.
const (
	pageWidth, pageHeight = 210.0, 297.0
	left, right           = 25.0, 25.0
	textWidth             = pageWidth - left - right
	inset                 = 1.0               // of the address within what shows
	columnRight           = shownLeft + inset // where the address and the facts begin
	addressTop            = shownTop + inset
	addressWidth          = shownRight - inset - columnRight
	addressHeight         = 5.0        // of a line: four of them show
	firstTop, laterTop    = 98.0, 34.0 // where the text begins on the first page, and on the others
	bottom                = 266.0      // where it ends
	footTop               = 274.0
)

// style is how a line looks.
type style struct {
	bold   bool
	size   float64 // in points
	height float64 // of the line, in millimetres
	before float64 // above the first line of a paragraph
	indent float64
}

var (
	titleStyle   = style{bold: true, size: 16, height: 7.5}
	headingStyle = style{bold: true, size: 12, height: 6, before: 5}
	textStyle    = style{size: 11, height: 5.4, before: 2.6}
	pointStyle   = style{size: 11, height: 5.4, before: 1, indent: 5}
)

// line is a line of the text, as broad as the page allows.
type line struct {
	text  string
	style style
	// before is the space above it, unless it is the first on its page.
	before float64
	// keep says that the next line must stand on the same page: no heading is left alone at the end of one, and no paragraph begins there with one line.
	keep bool
	// point marks the first line of a point in a list.
	point bool
}

// wrap breaks a text into lines no broader than a width in millimetres.
type wrap func(text string, s style, width float64) []string

// lines are the text of a letter, line by line.
func (l *Letter) lines(w wrap) []line {
	var all []line
	add := func(text string, s style, point bool) {
		if text = fold(text); text == "" {
			return
		}
		broken := w(text, s, textWidth-s.indent)
		for i, t := range broken {
			next := line{text: t, style: s, point: point && i == 0}
			if i == 0 {
				next.before = s.before
			}
			next.keep = s == headingStyle || s == titleStyle || i == 0 && len(broken) > 1 || i == len(broken)-2
			all = append(all, next)
		}
	}
	add(l.Title, titleStyle, false)
	for _, p := range l.Parts {
		add(p.Heading, headingStyle, false)
		for _, text := range p.Text {
			for piece := range strings.SplitSeq(text, "\n") { // an address or a list that somebody wrote line by line
				add(piece, textStyle, false)
			}
		}
		for _, text := range p.List {
			add(text, pointStyle, true)
		}
	}
	return all
}

// paginate breaks lines into pages.
func paginate(all []line) [][]line {
	pages := [][]line{nil}
	y := firstTop
	for len(all) > 0 {
		n, height := 1, all[0].style.height
		for all[n-1].keep && n < len(all) { // what stands together
			height += all[n].before + all[n].style.height
			n++
		}
		page := &pages[len(pages)-1]
		if before := all[0].before; len(*page) > 0 && y+before+height > bottom && laterTop+height <= bottom {
			pages, y = append(pages, nil), laterTop
			page = &pages[len(pages)-1]
		} else if len(*page) > 0 {
			y += before
		}
		*page, all, y = append(*page, all[:n]...), all[n:], y+height
	}
	return pages
}

// glyphs is the font that everything is written in: the bold one has the same letters.
var glyphs = func() *sfnt.Font {
	f, err := sfnt.Parse(goregular.TTF)
	if err != nil {
		panic("letter: " + err.Error())
	}
	return f
}()

// fold writes a text with the letters that the font has: another loses its marks, and one that is unknown without them becomes a question mark. What
// cannot be seen is left out.
func fold(text string) string {
	var b strings.Builder
	var buf sfnt.Buffer
	has := func(r rune) bool {
		if r > 0xFFFF {
			return false
		}
		i, err := glyphs.GlyphIndex(&buf, r)
		return err == nil && i != 0
	}
	for _, r := range norm.NFC.String(strings.TrimSpace(text)) {
		switch {
		case unicode.IsSpace(r):
			b.WriteByte(' ')
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Mn, r):
		case has(r):
			b.WriteRune(r)
		default:
			if base := []rune(norm.NFKD.String(string(r)))[0]; has(base) && !unicode.IsSpace(base) {
				b.WriteRune(base)
			} else {
				b.WriteByte('?')
			}
		}
	}
	return b.String()
}
