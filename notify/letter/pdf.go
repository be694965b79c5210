package letter

import (
	"fmt"
	"io"
	"slices"
	"time"

	"codeberg.org/go-pdf/fpdf"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"

	"forvag/internal/locale"
)

// family is the font: Go, by Bigelow & Holmes for the Go project, under its licence (BSD). Every Swedish letter is in it.
const family = "go"

// Write writes letters as one PDF, in the order in which they are given. Each begins on a sheet of its own, also where both sides are printed.
func Write(w io.Writer, made time.Time, letters ...*Letter) error {
	pdf := newPDF(made)
	for _, l := range letters {
		for _, sheet := range l.sheets() {
			if pdf.PageNo()%2 == 1 {
				pdf.AddPage()
			}
			pdf.letter(sheet)
		}
	}
	pdf.SetTitle(title(letters), true)
	pdf.SetLang(string(language(letters)))
	if err := pdf.Output(w); err != nil {
		return fmt.Errorf("write letters: %w", err)
	}
	return nil
}

// title is what a file of letters is called: a single one by its own heading. What is only a test begins with that.
func title(letters []*Letter) string {
	test := slices.ContainsFunc(letters, func(l *Letter) bool { return l.Test })
	words := locale.T(locale.SV, "letter.bundle", len(letters)) // which only officers open
	if len(letters) == 1 {
		words = letters[0].Title
	}
	if test {
		return "TEST: " + words
	}
	return words
}

// language is the one that all letters are in; Swedish where they differ, since it is officers who print them.
func language(letters []*Letter) locale.Lang {
	for _, l := range letters {
		if l.Lang != letters[0].Lang {
			return locale.SV
		}
	}
	if len(letters) == 0 {
		return locale.SV
	}
	return letters[0].Lang
}

// Pages is how many pages a letter has, with its cover.
func Pages(l *Letter) int {
	pdf := newPDF(time.Time{})
	n := 0
	for _, sheet := range l.sheets() {
		n += len(paginate(sheet.lines(pdf.wrap)))
	}
	return n
}

// document is a PDF in the making.
type document struct{ *fpdf.Fpdf }

func newPDF(made time.Time) document {
	d := document{fpdf.New("P", "mm", "A4", "")}
	d.AddUTF8FontFromBytes(family, "", goregular.TTF)
	d.AddUTF8FontFromBytes(family, "B", gobold.TTF)
	d.SetAutoPageBreak(false, 0)
	d.SetMargins(0, 0, 0)
	d.SetCellMargin(0)
	d.SetCatalogSort(true)
	d.SetCreationDate(made)
	d.SetModificationDate(made)
	d.SetProducer("", false)
	return d
}

// use writes in a style from now on.
func (d document) use(s style) {
	weight := ""
	if s.bold {
		weight = "B"
	}
	d.SetFont(family, weight, s.size)
}

// wrap is a wrap.
func (d document) wrap(text string, s style, width float64) []string {
	d.use(s)
	return d.SplitText(text, width)
}

// letter writes one letter.
func (d document) letter(l *Letter) {
	pages := paginate(l.lines(d.wrap))
	for i, lines := range pages {
		d.AddPage()
		if l.Test {
			d.stamp()
		}
		d.head(l, i+1, len(pages))
		y := laterTop
		if i == 0 {
			y = firstTop
			d.address(l.To)
		}
		for j, next := range lines {
			if j > 0 {
				y += next.before
			}
			d.use(next.style)
			if next.point {
				d.put(left, y, next.style.height, "•")
			}
			d.put(left+next.style.indent, y, next.style.height, next.text)
			y += next.style.height
		}
		d.foot(l)
	}
}

// head is who writes, when, about what, and which page of how many it is.
func (d document) head(l *Letter, page, of int) {
	d.column(left, 15, 5.4, style{bold: true, size: 12}, []string{l.From.Name})
	d.column(left, 20.6, 5, style{size: 10}, []string{l.From.Board})
	facts := []string{l.On.String()}
	if l.Number != "" {
		facts = append(facts, locale.T(l.Lang, "letter.case", l.Number))
	}
	d.column(columnRight, 15, 5, style{size: 10}, facts)
	d.use(style{size: 10})
	number := fmt.Sprintf("%d (%d)", page, of)
	d.put(pageWidth-right-d.GetStringWidth(number), 15, 5, number)
}

// foot is how the sender is reached.
func (d document) foot(l *Letter) {
	d.SetDrawColor(150, 150, 150)
	d.SetLineWidth(0.2)
	d.Line(left, footTop-2, pageWidth-right, footTop-2)
	d.column(left, footTop, 4.2, style{size: 9}, l.From.Foot)
}

func (d document) column(x, y, height float64, s style, lines []string) {
	d.use(s)
	for _, text := range lines {
		d.put(x, y, height, fold(text))
		y += height
	}
}

// address writes whom the letter is to, for the envelope's window. A line that is too long for it is written smaller.
func (d document) address(lines []string) {
	for i, text := range lines {
		text = fold(text)
		s := style{size: 11}
		for d.use(s); s.size > 6 && d.GetStringWidth(text) > addressWidth; d.use(s) {
			s.size -= 0.5
		}
		d.put(columnRight, addressTop+float64(i)*addressHeight, addressHeight, text)
	}
}

func (d document) put(x, y, height float64, text string) {
	d.SetXY(x, y)
	d.CellFormat(0, height, text, "", 0, "L", false, 0, "")
}

// stamp says across the page that nobody is to get it.
func (d document) stamp() {
	d.use(style{bold: true, size: 120})
	d.SetTextColor(225, 225, 225)
	d.TransformBegin()
	d.TransformRotate(45, pageWidth/2, pageHeight/2)
	d.put(pageWidth/2-d.GetStringWidth("TEST")/2, pageHeight/2-20, 40, "TEST")
	d.TransformEnd()
	d.SetTextColor(0, 0, 0)
}
