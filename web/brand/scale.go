package brand

import (
	"bytes"
	"fmt"
	"math"
	"slices"
	"strings"
)

// step is one of the colours that a theme has of each main colour: its name, and how light it is in each scheme. They are Designsystemet's.
type step struct {
	name      string
	luminance [2]float64
}

var steps = []step{
	{"background-default", [2]float64{1, .009}},
	{"background-tinted", [2]float64{.9, .014}},
	{"surface-default", [2]float64{1, .021}},
	{"surface-tinted", [2]float64{.81, .027}},
	{"surface-hover", [2]float64{.7, .036}},
	{"surface-active", [2]float64{.59, .056}},
	{"border-subtle", [2]float64{.5, .08}},
	{"border-default", [2]float64{.19, .22}},
	{"border-strong", [2]float64{.11, .39}},
	{"text-subtle", [2]float64{.11, .39}},
	{"text-default", [2]float64{.0245, .84}},
}

// main is the colour of buttons, links and headings: what a municipality means by its own.
const mainColour = "primary"

// scale makes the colours of a theme out of one, as Designsystemet's tool does. base is how light buttons are, 0–100, and hover how much lighter they
// become while somebody points at them, negative for darker.
func scale(c colour, s Scheme, base, hover float64) colours {
	made := colours{}
	tint := c
	if s == Dark {
		tint = c.muted(.7)
	}
	for _, st := range steps {
		made[mainColour+"-"+st.name] = tint.at(st.luminance[s])
	}
	button := c
	if s == Dark || base != c.lightness() {
		button = c.at(luminanceOf(base))
	}
	made[mainColour+"-base-default"] = button
	made[mainColour+"-base-hover"] = c.at(luminanceOf(base + hover))
	made[mainColour+"-base-active"] = c.at(luminanceOf(base + 2*hover))
	white, black := colour{r: 255, g: 255, b: 255}, colour{}
	away, text := 60.0, white
	if l := button.lightness(); l > 40 && l < 60 {
		away = 50
	}
	if contrast(button, white) < contrast(button, black) {
		away, text = -away, black
	}
	made[mainColour+"-base-contrast-default"] = text
	made[mainColour+"-base-contrast-subtle"] = button.at(luminanceOf(button.lightness() + away))
	return made
}

// usual is how light the tool makes buttons in a scheme, and how much lighter while somebody points at them.
func usual(c colour, s Scheme) (base, hover float64) {
	base = c.lightness()
	if s == Dark && base <= 30 {
		base = 70
	} else if s == Dark {
		base = 100 - base
	}
	if base <= 30 || base >= 49 && base <= 65 {
		return base, 8
	}
	return base, -8
}

// readable makes the colours of one scheme out of a colour so that everybody can tell them apart. In the dark scheme, where buttons are not of the
// colour itself anyhow, they become as much lighter as they must. The first pair that no shade holds apart is told where it cannot be done.
func readable(c colour, s Scheme, others colours) (colours, *pair) {
	base, hover := usual(c, s)
	var short *pair
	for {
		for _, h := range []float64{hover, -hover} {
			made := scale(c, s, base, h)
			p := tooClose(made, others)
			if p == nil {
				return made, nil
			}
			if short == nil {
				short = p
			}
		}
		if base += 2; s == Light || base > 90 {
			return nil, short // buttons are of the colour that the municipality said, or as light as anything on a dark page should be
		}
	}
}

// tooClose is the first pair with one of the colours made in it that some cannot tell apart; nil for none.
func tooClose(made, others colours) *pair {
	for _, p := range pairs() {
		front, isFront := made[p.front]
		ground, isGround := made[p.ground]
		if !isFront && !isGround {
			continue
		}
		if !isFront {
			front = others[p.front]
		}
		if !isGround {
			ground = others[p.ground]
		}
		if contrast(front, ground) < p.least {
			return &p
		}
	}
	return nil
}

// Tinted is the theme that the program carries with the municipality's colour, "#rrggbb", in place of its own. The error says why the colour cannot be
// the one that buttons have in the light scheme, and which shade of it can.
func Tinted(main string) ([]byte, error) {
	c, ok := parseColour(main)
	if !ok || len(main) != 7 {
		return nil, fmt.Errorf(`want a colour such as "#0b5d57", not %q`, main)
	}
	schemes, wrong := readTheme(carried)
	if len(wrong) > 0 {
		return nil, Faults(wrong)
	}
	var made [2]colours
	for _, s := range []Scheme{Light, Dark} {
		var short *pair
		if made[s], short = readable(c, s, schemes[s]); short != nil {
			return nil, fmt.Errorf("%s cannot be the colour of buttons: in the %s scheme %s would have contrast below %g:1, and some could not see it. "+
				"The nearest shade that can is %q", main, s, short.what, short.least, nearest(c, schemes).hex())
		}
	}
	return recoloured(made), nil
}

// nearest is the shade of a colour that is most like it among those that can be told apart in both schemes.
func nearest(c colour, schemes [2]colours) colour {
	start := c.lightness()
	for away := 1.0; away <= 100; away++ {
		for _, l := range []float64{start - away, start + away} {
			if l <= 0 || l >= 100 {
				continue
			}
			shade := c.at(luminanceOf(l))
			if _, short := readable(shade, Light, schemes[Light]); short != nil {
				continue
			}
			if _, short := readable(shade, Dark, schemes[Dark]); short == nil {
				return shade
			}
		}
	}
	return colour{}
}

// recoloured writes the colours into the theme that the program carries.
func recoloured(made [2]colours) []byte {
	declared, _ := declarations(carried)
	var out bytes.Buffer
	from := 0
	for _, d := range declared {
		name, ok := strings.CutPrefix(d.name, colourStart)
		s, inScheme := d.scheme()
		c, known := made[s][name]
		if !ok || !inScheme || !known {
			continue
		}
		at := d.offset + bytes.Index(carried[d.offset:], []byte(d.value))
		out.Write(carried[from:at])
		out.WriteString(c.hex())
		from = at + len(d.value)
	}
	out.Write(carried[from:])
	return out.Bytes()
}

// scheme is the colour scheme that a declaration belongs to; false for one that holds in all of them.
func (d declaration) scheme() (Scheme, bool) {
	for _, s := range []Scheme{Light, Dark} {
		if slices.Contains(d.blocks, "@layer ds.theme.color-scheme."+s.String()) {
			return s, true
		}
	}
	return Light, false
}

// at is the colour mixed with white or black until it has the luminance, 0–1.
func (c colour) at(luminance float64) colour {
	switch {
	case luminance <= 0:
		return colour{}
	case luminance >= 1:
		return colour{r: 255, g: 255, b: 255}
	}
	low, high := rgb{}, rgb{float64(c.r), float64(c.g), float64(c.b)}
	if c.luminance() <= luminance {
		low, high = high, rgb{255, 255, 255}
	}
	middle := low.between(high)
	for range 20 {
		got := middle.luminance()
		if math.Abs(got-luminance) < 1e-7 {
			break
		}
		if got > luminance {
			high = middle
		} else {
			low = middle
		}
		middle = low.between(high)
	}
	return middle.round()
}

// lightness is how light a colour looks, 0–100 (CIE L*).
func (c colour) lightness() float64 {
	y := c.luminance()
	if y <= 216.0/24389 {
		return y * 24389 / 27
	}
	return 116*math.Cbrt(y) - 16
}

// luminanceOf is the luminance of the grey that looks that light, 0–100.
func luminanceOf(lightness float64) float64 {
	lightness = min(max(lightness, 0), 100)
	y := lightness * 27 / 24389
	if lightness > 8 {
		y = math.Pow((lightness+16)/116, 3)
	}
	grey := encoded(y) * 255
	return rgb{grey, grey, grey}.round().luminance()
}

// muted is the colour with a share of its colourfulness left, and as light as it was (Oklch).
func (c colour) muted(share float64) colour {
	r, g, b := linear(float64(c.r)/255), linear(float64(c.g)/255), linear(float64(c.b)/255)
	l := math.Cbrt(0.4122214708*r + 0.5363325363*g + 0.0514459929*b)
	m := math.Cbrt(0.2119034982*r + 0.6806995451*g + 0.1073969566*b)
	s := math.Cbrt(0.0883024619*r + 0.2817188376*g + 0.6299787005*b)
	light := 0.2104542553*l + 0.793617785*m - 0.0040720468*s
	a := share * (1.9779984951*l - 2.428592205*m + 0.4505937099*s)
	bb := share * (0.0259040371*l + 0.7827717662*m - 0.808675766*s)
	cube := func(x float64) float64 { return x * x * x }
	l, m, s = cube(light+0.3963377774*a+0.2158037573*bb), cube(light-0.1055613458*a-0.0638541728*bb), cube(light-0.0894841775*a-1.291485548*bb)
	return rgb{
		255 * encoded(4.0767416621*l-3.3077115913*m+0.2309699292*s),
		255 * encoded(-1.2684380046*l+2.6097574011*m-0.3413193965*s),
		255 * encoded(-0.0041960863*l-0.7034186147*m+1.707614701*s),
	}.round()
}

// rgb is a colour between those that a screen can show, each channel 0–255.
type rgb [3]float64

func (a rgb) between(b rgb) rgb { return rgb{(a[0] + b[0]) / 2, (a[1] + b[1]) / 2, (a[2] + b[2]) / 2} }

func (a rgb) luminance() float64 {
	return 0.2126*linear(a[0]/255) + 0.7152*linear(a[1]/255) + 0.0722*linear(a[2]/255)
}

func (a rgb) round() colour {
	channel := func(v float64) uint8 { return uint8(math.Round(min(max(v, 0), 255))) }
	return colour{r: channel(a[0]), g: channel(a[1]), b: channel(a[2])}
}

// linear takes a channel, 0–1, from what a screen is told to the light that it gives (sRGB), and encoded back.
func linear(v float64) float64 {
	if v <= 0.04045 {
		return v / 12.92
	}
	return math.Pow((v+0.055)/1.055, 2.4)
}

func encoded(v float64) float64 {
	if v <= 0.0031308 {
		return v * 12.92
	}
	return 1.055*math.Pow(v, 1/2.4) - 0.055
}
