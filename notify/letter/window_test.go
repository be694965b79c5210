package letter

import (
	"bytes"
	"compress/zlib"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"

	"forvag/internal/locale"
)

// placed is a text as it stands on a page, in millimetres from its upper left corner to the beginning of its base line.
type placed struct {
	x, y, size float64
	text       string
}

var (
	streams  = regexp.MustCompile(`/Length (\d+)>>\nstream\n`)
	writings = regexp.MustCompile(`(?s)BT /F\w+ ([\d.]+) Tf ET|BT ([\d.]+) ([\d.]+) Td \((.*?[^\\]|)\) ?Tj`)
	escapes  = strings.NewReplacer(`\\`, `\`, `\(`, `(`, `\)`, `)`, `\r`, "\r")
)

// read finds the texts of a PDF, page by page, as a reader of it would.
func read(t *testing.T, letters ...*Letter) (pages [][]placed) {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, made, letters...); err != nil {
		t.Fatal(err)
	}
	const point = 25.4 / 72
	for _, s := range streams.FindAllSubmatchIndex(b.Bytes(), -1) {
		length, err := strconv.Atoi(string(b.Bytes()[s[2]:s[3]]))
		if err != nil {
			t.Fatal(err)
		}
		unpacked, err := zlib.NewReader(bytes.NewReader(b.Bytes()[s[1] : s[1]+length]))
		if err != nil {
			continue
		}
		content, err := io.ReadAll(unpacked)
		if err != nil || !bytes.Contains(content, []byte(")Tj")) {
			continue
		}
		var page []placed
		size := 0.0
		number := func(text []byte) float64 {
			f, err := strconv.ParseFloat(string(text), 64)
			if err != nil {
				t.Fatal(err)
			}
			return f
		}
		for _, w := range writings.FindAllSubmatch(content, -1) {
			if len(w[1]) > 0 {
				size = number(w[1])
				continue
			}
			units, raw := []uint16{}, []byte(escapes.Replace(string(w[4])))
			for i := 0; i+1 < len(raw); i += 2 {
				units = append(units, uint16(raw[i])<<8|uint16(raw[i+1]))
			}
			page = append(page, placed{number(w[2]) * point, pageHeight - number(w[3])*point, size * point, string(utf16.Decode(units))})
		}
		pages = append(pages, page)
	}
	return pages
}

// TestTheWindowShowsTheAddressAlone reads the PDF: wherever the sheet lies in the envelope the window shows the address whole, and nothing else. The measures are the
// envelope's, written out here once more.
func TestTheWindowShowsTheAddressAlone(t *testing.T) {
	long := sample(6)
	long.To = []string{"Ängsvägens bostadsrättsförening och samfällighet i Almby med omnejd", "Att: Åsa Öberg-Lindqvist", "Ängsvägen 4, lgh 1102", "999 01 ALMBY"}
	for name, l := range map[string]*Letter{"three lines": sample(1), "four, of which one is long": long} {
		t.Run(name, func(t *testing.T) {
			pdf := newPDF(made)
			seen := []string{}
			for _, p := range read(t, l)[0] {
				pdf.SetFont(family, "", p.size*72/25.4)
				width, top, under := pdf.GetStringWidth(p.text), p.y-0.75*p.size, p.y+0.25*p.size
				if slices.Contains(l.To, p.text) {
					seen = append(seen, p.text)
					for _, across := range []float64{0, 229 - 210} { // the sheet at the envelope's left edge, and at its right
						for _, down := range []float64{0, 162 - 148.5} {
							x, y := p.x+across, top+down
							if x < 229-15-105 || x+width > 229-15 || y < 44 || under+down > 44+35 {
								t.Errorf("%q stands at %.1f–%.1f, %.1f–%.1f mm, and the window does not show all of it", p.text, x, x+width, y, under+down)
							}
						}
					}
					continue
				}
				if p.x+width > 229-15-105-19 && under > 44-13.5 && top < 44+35 {
					t.Errorf("%q stands at %.1f, %.1f mm, and shows in the window", p.text, p.x, p.y)
				}
			}
			if !slices.Equal(seen, l.To) {
				t.Errorf("the address reads %q, want %q", seen, l.To)
			}
		})
	}
}

// TestAFileOfLettersHasATitleAndALanguage: of one the letter's own, of several how many they are.
func TestAFileOfLettersHasATitleAndALanguage(t *testing.T) {
	one, english, test := sample(1), sample(1), sample(1)
	english.Lang, english.Title, test.Test = locale.EN, "Decision", true
	for _, c := range []struct {
		name        string
		letters     []*Letter
		title, lang string
	}{
		{"one", []*Letter{one}, one.Title, "sv"},
		{"one in English", []*Letter{english}, "Decision", "en"},
		{"a bundle", []*Letter{one, one, one}, "3 brev", "sv"},
		{"a bundle in English", []*Letter{english, english}, "2 brev", "en"},
		{"a bundle in both", []*Letter{english, one}, "2 brev", "sv"},
		{"a test", []*Letter{test}, "TEST: " + test.Title, "sv"},
		{"a bundle with a test", []*Letter{one, test}, "TEST: 2 brev", "sv"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var b bytes.Buffer
			if err := Write(&b, made, c.letters...); err != nil {
				t.Fatal(err)
			}
			title := []byte{0xfe, 0xff}
			for _, u := range utf16.Encode([]rune(c.title)) {
				title = append(title, byte(u>>8), byte(u))
			}
			if !bytes.Contains(b.Bytes(), append([]byte("/Title ("), title...)) || !bytes.Contains(b.Bytes(), []byte("/Lang ("+c.lang+")")) {
				t.Errorf("it is not called %q in %q", c.title, c.lang)
			}
		})
	}
}
