// Package brand reads how a municipality looks, its colours, logotype and icons, from the folder that it brings (docs/brand.md), and refuses what
// would harm its residents: pictures that run or fetch something, colours that some cannot read (WCAG 2.2), files that make the first page slow.
package brand

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"image/png"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// The names of the files that the portal asks for by name.
const (
	Logo     = "logo.svg"
	LogoDark = "logo-dark.svg" // the logotype on a dark ground
	Favicon  = "favicon.svg"
	Hero     = "hero.svg"
	themeCSS = "theme.css"
)

// file is one that a brand folder may hold.
type file struct {
	name  string
	limit int // bytes
	side  int // of a square PNG, in pixels; 0 for other files
}

var files = []file{
	{name: themeCSS, limit: 96 << 10},
	{name: Logo, limit: 24 << 10},
	{name: LogoDark, limit: 24 << 10},
	{name: Favicon, limit: 16 << 10},
	{name: Hero, limit: 32 << 10},
	{name: "icon-192.png", limit: 64 << 10, side: 192},
	{name: "icon-512.png", limit: 256 << 10, side: 512},
	{name: "maskable-512.png", limit: 256 << 10, side: 512},
	{name: "apple-touch-icon.png", limit: 64 << 10, side: 180},
}

// beside are files that may lie in the folder and are not served: what the others were built from, and what people write to each other.
var beside = []string{"theme.json", "README.md"}

// Pictures are the names of the pictures that a folder may hold.
func Pictures() []string {
	var names []string
	for _, f := range files {
		if f.name != themeCSS {
			names = append(names, f.name)
		}
	}
	return names
}

// carried is the theme that the program carries, built from theme.json.
//
//go:embed theme.css
var carried []byte

// Brand is how one municipality looks. It is not changed once read.
type Brand struct {
	files   map[string][]byte
	tinted  []byte // the theme made of the municipality's colour; nil without one
	logo    size
	colours [2]colours
}

// Read reads a municipality's brand folder; nil is an empty one. main is the municipality's colour, "#rrggbb", that the theme is made of where the
// folder brings none; empty for the program's own. What is wrong are faults, all at once, in the order of files and places, those of the colour
// without a file; with any there is no Brand. The error is that the folder cannot be read.
func Read(folder fs.FS, main string) (*Brand, []Fault, error) {
	b := &Brand{files: map[string][]byte{}}
	var wrong []Fault
	if folder != nil {
		found, err := b.read(folder)
		if err != nil {
			return nil, nil, fmt.Errorf("brand: %w", err)
		}
		wrong = append(wrong, found...)
	}
	switch css, err := Tinted(main); {
	case main == "":
	case b.files[themeCSS] != nil:
		wrong = append(wrong, Fault{Words: "the folder brand has a theme.css, which sets the colours: leave the colour out, or the file"})
	case err != nil:
		wrong = append(wrong, Fault{Words: err.Error()})
	default:
		b.tinted = css
	}
	theme, found := readTheme(b.Theme())
	b.colours = theme
	if wrong = append(wrong, found...); len(wrong) > 0 {
		slices.SortStableFunc(wrong, Fault.compare)
		return nil, wrong, nil
	}
	return b, nil, nil
}

// read reads the files and finds what is wrong with each of them but the theme.
func (b *Brand) read(folder fs.FS) ([]Fault, error) {
	entries, err := fs.ReadDir(folder, ".")
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var wrong []Fault
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), ".") || slices.Contains(beside, e.Name()) {
			continue
		}
		i := slices.IndexFunc(files, func(f file) bool { return f.name == e.Name() })
		if i < 0 {
			wrong = append(wrong, Fault{File: e.Name(), Words: "not a file of a brand folder; those are " + names()})
			continue
		}
		body, err := readAtMost(folder, files[i])
		var fault Fault
		switch {
		case errors.As(err, &fault):
			wrong = append(wrong, fault)
			continue
		case err != nil:
			return nil, err
		}
		b.files[e.Name()] = body
		wrong = append(wrong, b.check(files[i], body)...)
	}
	if b.files[LogoDark] != nil && b.files[Logo] == nil {
		wrong = append(wrong, Fault{File: LogoDark, Words: "a logotype for dark grounds needs logo.svg beside it"})
	}
	return wrong, nil
}

// check finds what is wrong with one picture.
func (b *Brand) check(f file, body []byte) []Fault {
	switch {
	case path.Ext(f.name) == ".svg":
		size, wrong := readSVG(f.name, body)
		if f.name == Logo {
			b.logo = size
		}
		return wrong
	case f.side > 0:
		c, err := png.DecodeConfig(bytes.NewReader(body))
		if err != nil {
			return []Fault{{File: f.name, Words: "not a PNG picture"}}
		}
		if c.Width != f.side || c.Height != f.side {
			return []Fault{{File: f.name, Words: fmt.Sprintf("%d × %d pixels; it must be %[3]d × %[3]d", c.Width, c.Height, f.side)}}
		}
	}
	return nil
}

// readAtMost reads one file; larger than its limit, or no file, is a Fault.
func readAtMost(folder fs.FS, f file) ([]byte, error) {
	r, err := folder.Open(f.name)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	if info, err := r.Stat(); err != nil || !info.Mode().IsRegular() {
		return nil, errors.Join(err, Fault{File: f.name, Words: "not a file"})
	}
	body, err := io.ReadAll(io.LimitReader(r, int64(f.limit)+1))
	switch {
	case err != nil:
		return nil, err
	case len(body) > f.limit:
		return nil, Fault{File: f.name, Words: fmt.Sprintf("larger than %d kB; residents on a slow network wait for it", f.limit>>10)}
	case len(body) == 0:
		return nil, Fault{File: f.name, Words: "empty"}
	}
	return body, nil
}

func names() string {
	all := make([]string, len(files))
	for i, f := range files {
		all[i] = f.name
	}
	return strings.Join(all, ", ")
}

// File is a file of the municipality's by name; nil where it brings none. Its bytes must not be changed.
func (b *Brand) File(name string) []byte { return b.files[name] }

// Empty tells whether the municipality brings no file at all, and no colour.
func (b *Brand) Empty() bool { return len(b.files) == 0 && b.tinted == nil }

// Theme is the style sheet with the colours: the municipality's, the one made of its colour, or the one that the program carries.
func (b *Brand) Theme() []byte {
	switch own := b.files[themeCSS]; {
	case own != nil:
		return own
	case b.tinted != nil:
		return b.tinted
	}
	return carried
}

// HasMark tells whether the municipality brings a logotype or icon of its own.
func (b *Brand) HasMark() bool { return b.files[Logo] != nil || b.files[Favicon] != nil }

// LogoWidth is how wide the logotype is where it is that high; 0 where there is none.
func (b *Brand) LogoWidth(height int) int {
	if b.logo.height == 0 {
		return 0
	}
	return max(1, int(b.logo.width/b.logo.height*float64(height)+0.5))
}

// LogoNames tells whether the logotype carries the municipality's name, as one that is at least two and a half times as wide as high does: the name is
// then not written beside it.
func (b *Brand) LogoNames() bool { return b.logo.height > 0 && b.logo.width >= 2.5*b.logo.height }

// Colour is a colour of the theme in a scheme, "#rrggbb", by its name in the design system without --ds-color-.
func (b *Brand) Colour(s Scheme, name string) string { return b.colours[s][name].hex() }
