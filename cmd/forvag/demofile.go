package main

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"path"
	"strings"

	"golang.org/x/text/encoding/charmap"
)

// demoFile makes the bytes of a file by its name: a picture of what it is called, or a document with its lines.
func demoFile(name string) ([]byte, string, error) {
	if path.Ext(name) == ".pdf" {
		b, err := pdf(demoDocuments[name])
		return b, "application/pdf", err
	}
	draw := demoPictures[name]
	if draw == nil {
		return nil, "", fmt.Errorf("demo: there is no file %q", name)
	}
	c := canvas{image.NewPaletted(image.Rect(0, 0, 640, 480), demoPalette)}
	draw(c)
	var b bytes.Buffer
	err := (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(&b, c)
	return b.Bytes(), "image/png", err
}

// demoDocuments are the lines of documents, the heading first.
var demoDocuments = map[string][]string{
	"lakarintyg.pdf": {"Läkarintyg för parkeringstillstånd", "Patienten har artros i båda knäna.", "Gångsträcka på plan mark: cirka 60 meter med rollator.",
		"Besvären är bestående.", "Vårdcentralen Almby (påhittad)"},
	"lakarintyg-nytt.pdf": {"Läkarintyg, komplettering", "Gångsträckan bedöms vara högst 80 meter, med vila.", "Tillståndet väntas vara i minst tre år.",
		"Vårdcentralen Almby (påhittad)"},
	"ritningar.pdf":       {"Ritningar, skala 1:100", "Plan, fasader och sektion", "Byggnadsarea 48,0 m²", "Nockhöjd 4,2 m"},
	"situationsplan.pdf":  {"Situationsplan, skala 1:500", "Avstånd till gräns: 5,2 m mot norr, 6,0 m mot öster", "Färdig golvhöjd +42,30"},
	"grannes-ja.pdf":      {"Medgivande från granne", "Vi har sett ritningarna och har inget emot bygget.", "Ägarna till grannfastigheten"},
	"fullmakt.pdf":        {"Fullmakt", "Den som skickar in får söka för mig, läsa ärendet och svara för mig.", "Undertecknad av sökanden"},
	"kontrollplan.pdf":    {"Förslag till kontrollplan", "1. Lägesplacering", "2. Grund och bärande delar", "3. Brandskydd", "4. Slutbesiktning"},
	"kallelse.pdf":        {"Kallelse till ungdomsturnering", "Almby IF, flickor 8-9 år", "Samling vid klubbhuset klockan 07.00"},
	"vaxelvis-schema.pdf": {"Schema för växelvis boende", "Jämna veckor: Storgatan 4 A", "Udda veckor: Åsvägen 5", "Byte på fredagar efter skolan."},
	"intyg-skolvag.pdf":   {"Intyg om skolväg", "Eleven orkar gå korta sträckor.", "Behöver sitta ned under resan."},
	"beslut.pdf":          {"Protokollsutdrag", "Beslut enligt delegationsordningen", "Se ärendet för skäl och hur man överklagar."},
	"karta.pdf":           {"Karta över skolvägen", "Uppmätt gångväg: 2 650 m", "Mätt i kommunens karta"},
}

// pdf makes a document of one page.
func pdf(lines []string) ([]byte, error) {
	if len(lines) == 0 {
		return nil, fmt.Errorf("demo: a document without lines")
	}
	var text strings.Builder
	text.WriteString("BT /F1 20 Tf 60 770 Td 26 TL\n")
	for i, line := range lines {
		if i == 1 {
			text.WriteString("/F1 12 Tf 20 TL T*\n")
		}
		encoded, err := charmap.Windows1252.NewEncoder().String(line)
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(&text, "(%s) Tj T*\n", strings.NewReplacer(`\`, `\\`, `(`, `\(`, `)`, `\)`).Replace(encoded))
	}
	text.WriteString("ET")
	objects := []string{
		"<< /Type /Catalog /Pages 2 0 R >>",
		"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
		fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", text.Len(), text.String()),
		"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
	}
	var out bytes.Buffer
	out.WriteString("%PDF-1.4\n")
	offsets := make([]int, len(objects))
	for i, o := range objects {
		offsets[i] = out.Len()
		fmt.Fprintf(&out, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	start := out.Len()
	fmt.Fprintf(&out, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, at := range offsets {
		fmt.Fprintf(&out, "%010d 00000 n \n", at)
	}
	fmt.Fprintf(&out, "trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, start)
	return out.Bytes(), nil
}

// Colours of the pictures, by their place in demoPalette.
const (
	night uint8 = iota
	sky
	asphalt
	grass
	brick
	paper
	ink
	skin
	lit
	snow
)

var demoPalette = color.Palette{
	color.RGBA{28, 34, 58, 255}, color.RGBA{176, 208, 230, 255}, color.RGBA{86, 88, 92, 255}, color.RGBA{104, 146, 84, 255}, color.RGBA{164, 82, 64, 255},
	color.RGBA{246, 244, 238, 255}, color.RGBA{24, 24, 28, 255}, color.RGBA{224, 184, 152, 255}, color.RGBA{250, 226, 140, 255}, color.RGBA{232, 238, 244, 255},
}

// canvas is a picture of 640 × 480 points.
type canvas struct{ *image.Paletted }

// box fills a rectangle.
func (c canvas) box(x0, y0, x1, y1 int, colour uint8) {
	for y := y0; y < y1; y++ {
		for x := x0; x < x1; x++ {
			c.SetColorIndex(x, y, colour)
		}
	}
}

// disc fills an ellipse about a point.
func (c canvas) disc(x, y, rx, ry int, colour uint8) {
	for dy := -ry; dy <= ry; dy++ {
		for dx := -rx; dx <= rx; dx++ {
			if dx*dx*ry*ry+dy*dy*rx*rx <= rx*rx*ry*ry {
				c.SetColorIndex(x+dx, y+dy, colour)
			}
		}
	}
}

// street is a road with houses behind it.
func (c canvas) street(above uint8) {
	c.box(0, 0, 640, 300, above)
	c.box(40, 140, 220, 300, brick)
	c.box(300, 170, 560, 300, brick)
	c.box(0, 300, 640, 480, asphalt)
	for x := 20; x < 640; x += 120 {
		c.box(x, 385, x+60, 393, paper)
	}
}

// demoPictures draw what photographs and drawings show.
var demoPictures = map[string]func(canvas){
	"gatlampa.png": func(c canvas) {
		c.street(night)
		c.box(266, 70, 274, 320, ink)
		c.box(266, 70, 330, 78, ink)
		c.disc(330, 84, 16, 8, asphalt)
	},
	"hal-i-vagen.png": func(c canvas) {
		c.street(sky)
		c.disc(330, 410, 90, 30, ink)
		c.disc(324, 404, 70, 20, night)
	},
	"klotter.png": func(c canvas) {
		c.box(0, 0, 640, 480, brick)
		for x := 80; x < 560; x += 4 {
			c.disc(x, 240+60*((x/80)%2)-(x%80), 9, 9, lit)
		}
	},
	"gunga.png": func(c canvas) {
		c.box(0, 0, 640, 260, sky)
		c.box(0, 260, 640, 480, grass)
		c.box(160, 90, 480, 100, ink)
		c.box(160, 90, 170, 380, ink)
		c.box(470, 90, 480, 380, ink)
		c.box(260, 100, 264, 300, ink)
		c.box(340, 100, 344, 250, ink)
		c.box(255, 300, 350, 310, brick)
	},
	"halka.png": func(c canvas) {
		c.street(sky)
		c.box(0, 300, 640, 370, snow)
		c.disc(200, 420, 160, 30, snow)
	},
	"tomtkarta.png": func(c canvas) {
		c.box(0, 0, 640, 480, paper)
		for _, edge := range [][4]int{{60, 50, 580, 54}, {60, 426, 580, 430}, {60, 50, 64, 430}, {576, 50, 580, 430}} {
			c.box(edge[0], edge[1], edge[2], edge[3], ink)
		}
		c.box(140, 140, 340, 300, asphalt)
		c.box(420, 110, 520, 190, brick)
		c.box(60, 340, 580, 344, grass)
	},
	"ansikte.png": func(c canvas) {
		c.box(0, 0, 640, 480, snow)
		c.disc(320, 470, 170, 110, night)
		c.disc(320, 220, 100, 130, skin)
		c.disc(320, 130, 104, 60, asphalt)
		c.disc(285, 215, 9, 6, ink)
		c.disc(355, 215, 9, 6, ink)
		c.box(290, 285, 350, 291, brick)
	},
	"namnteckning.png": func(c canvas) {
		c.box(0, 0, 640, 480, paper)
		for x := 120; x < 520; x++ {
			wave := (x % 60) * (60 - x%60) / 15
			c.disc(x, 250-wave, 3, 3, ink)
		}
		c.box(100, 300, 540, 303, asphalt)
	},
}
