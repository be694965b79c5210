package letter

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"forvag/internal/civil"
	"forvag/internal/locale"
)

var made = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

func sample(paragraphs int) *Letter {
	l := &Letter{Lang: locale.SV, From: Sender{Name: "Almby kommun", Board: "Barn- och utbildningsnämnden", Foot: []string{"Almby kommun, 999 01 Almby"}},
		To: []string{"Åsa Öberg", "Ängsvägen 4, lgh 1102", "999 01 ALMBY"}, Number: "BUN 2026-000123", On: civil.Must("2026-11-23"), Title: "Beslut i ärende BUN 2026-000123"}
	for i := range paragraphs {
		l.Parts = append(l.Parts, Part{Heading: fmt.Sprintf("Del %d", i), Text: []string{strings.Repeat("Vi beviljar skolskjuts från och med läsårets början. ", 9)}, List: []string{"skollagen 10 kap. 32 §"}})
	}
	return l
}

// pages counts the pages of a PDF.
func pages(t *testing.T, letters ...*Letter) int {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, made, letters...); err != nil {
		t.Fatal(err)
	}
	if !bytes.HasPrefix(b.Bytes(), []byte("%PDF-")) || !bytes.Contains(b.Bytes(), []byte("/Lang (sv)")) {
		t.Fatal("it is no PDF in Swedish")
	}
	return bytes.Count(b.Bytes(), []byte("<</Type /Page\n"))
}

func TestEachLetterBeginsOnASheetOfItsOwn(t *testing.T) {
	short, long := sample(1), sample(6)
	if n := Pages(short); n != 1 {
		t.Fatalf("the short one has %d pages", n)
	}
	if n := Pages(long); n < 2 {
		t.Fatalf("the long one has %d pages", n)
	}
	if got := pages(t, short); got != 1 {
		t.Errorf("%d pages alone, want 1", got)
	}
	if got := pages(t, short, short, short); got != 5 {
		t.Errorf("%d pages of three, want 5: no letter on another's back", got)
	}
	covered := sample(1)
	covered.Cover = sample(1)
	if n := Pages(covered); n != 2 {
		t.Errorf("%d pages with a cover, want 2", n)
	}
	if got := pages(t, covered); got != 3 {
		t.Errorf("%d pages with a cover, want 3: the letter goes in an envelope of its own", got)
	}
}

func TestTheSameLetterIsTheSameFile(t *testing.T) {
	var a, b bytes.Buffer
	if err := Write(&a, made, sample(3)); err != nil {
		t.Fatal(err)
	}
	if err := Write(&b, made, sample(3)); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(a.Bytes(), b.Bytes()) {
		t.Error("it differs from one printing to the next")
	}
}

func TestFold(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"Swedish", "Åsa Öberg, Ängsvägen: é ü", "Åsa Öberg, Ängsvägen: é ü"},
		{"written with marks of their own", "A\u030asa", "Åsa"},
		{"signs of the law", "10 kap. 32 § – ”så här”", "10 kap. 32 § – ”så här”"},
		{"Romanian", "Ioan Ștefănescu", "Ioan Ștefănescu"},
		{"Vietnamese", "Nguyễn Thị", "Nguyen Thi"},
		{"another script", "Фёдор 😀 名", "Фёдор ? ?"},
		{"nothing to see", "a\u200bb\u0007c\u00a0d", "abc d"},
	} {
		if got := fold(c.in); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// TestPagesHoldEveryLine holds, for whatever a letter says, that each line stands on a page once and in order, that no page is written beyond its end, and
// that no heading is left alone at the end of one.
func TestPagesHoldEveryLine(t *testing.T) {
	pdf := newPDF(made)
	words := rapid.SliceOfN(rapid.SampledFrom([]string{"beslut", "skolskjuts", "är", "Barn- och utbildningsnämnden", "§", strings.Repeat("lång", 60), "😀"}), 0, 200)
	text := rapid.Map(words, func(w []string) string { return strings.Join(w, " ") })
	rapid.Check(t, func(t *rapid.T) {
		l := &Letter{Lang: locale.SV, Title: rapid.SampledFrom([]string{"Beslut", "", strings.Repeat("Beslut ", 40)}).Draw(t, "title")}
		for range rapid.IntRange(0, 8).Draw(t, "parts") {
			l.Parts = append(l.Parts, Part{Heading: rapid.SampledFrom([]string{"", "Så överklagar du"}).Draw(t, "heading"),
				Text: rapid.SliceOfN(text, 0, 3).Draw(t, "text"), List: rapid.SliceOfN(text, 0, 3).Draw(t, "list")})
		}
		all := l.lines(pdf.wrap)
		var got []line
		for i, page := range paginate(all) {
			y := laterTop
			if i == 0 {
				y = firstTop
			}
			for j, next := range page {
				if j > 0 {
					y += next.before
				}
				y += next.style.height
				pdf.use(next.style)
				if w := pdf.GetStringWidth(next.text); w > textWidth-next.style.indent+1 {
					t.Fatalf("a line is %.0f mm broad: %q", w, next.text)
				}
			}
			if y > bottom+0.01 {
				t.Fatalf("page %d ends at %.0f mm, after %.0f", i+1, y, bottom)
			}
			if n := len(page); n > 0 && len(got)+n < len(all) && page[n-1].style == headingStyle {
				t.Fatalf("page %d ends with a heading", i+1)
			}
			got = append(got, page...)
		}
		if diff := cmp.Diff(len(all), len(got)); diff != "" {
			t.Fatal(diff)
		}
		for i := range all {
			if all[i] != got[i] {
				t.Fatalf("line %d is %q, want %q", i, got[i].text, all[i].text)
			}
		}
	})
}
