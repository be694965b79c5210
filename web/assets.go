package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"io"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/andybalholm/brotli"

	"forvag/internal/locale"
	"forvag/web/brand"
)

//go:embed static
var static embed.FS

// Asset is a static file, ready to be served.
type Asset struct {
	Type      string // content type
	ETag      string // strong, quoted
	Body      []byte
	Immutable bool // its address names its content: it can be cached for ever

	gzip, brotli func() []byte // made at first use, nil where that does not pay; no function for what is compressed already
}

// Assets are the static files of one municipality's portal: those that the program carries, and laid over them those of the municipality's
// brand folder. Safe for concurrent use.
type Assets struct {
	byPath map[string]Asset
	urls   map[string]string // by plain name
	icons  string            // the address of the icons, which a page links to many times
	brand  *brand.Brand
}

// NewAssets reads a municipality's brand folder (docs/brand.md), lays it over the program's own files, and names them. Only what
// differs needs to be there; nil is a folder without anything. main is the municipality's colour, "#rrggbb"; empty where it has said none, or has
// a theme in the folder. The error, where the folder's files or the colour are at fault, is a brand.Faults with all of them at once.
func NewAssets(folder fs.FS, main string) (*Assets, error) {
	b, wrong, err := brand.Read(folder, main)
	if err != nil {
		return nil, err
	}
	if len(wrong) > 0 {
		return nil, brand.Faults(wrong)
	}
	if b.Empty() {
		return Carried(), nil
	}
	return newAssets(b), nil
}

// Carried are the program's own files, for a municipality that brings none. They are made once, at first use.
func Carried() *Assets { return carried() }

var carried = sync.OnceValue(func() *Assets {
	b, wrong, err := brand.Read(nil, "")
	if err != nil || len(wrong) > 0 {
		panic(brand.Faults(wrong).Error()) // the files are part of the program
	}
	return newAssets(b)
})

// File is what is served at a path: hashed files below PathStatic, and the few that must have fixed addresses (PathWorker, /robots.txt,
// /favicon.ico). The Asset is shared: its bytes must not be changed.
func (a *Assets) File(path string) (Asset, bool) {
	f, ok := a.byPath[path]
	return f, ok
}

// URL is the address of a static file by its plain name, "app.css", or empty where the municipality has no such file. The address changes when
// the content does.
func (a *Assets) URL(name string) string { return a.urls[name] }

// Encode is the body in the best encoding that the reader's Accept-Encoding allows, and what to say in Content-Encoding ("" for none). Answers
// vary by Accept-Encoding.
func (a Asset) Encode(accept string) (body []byte, encoding string) {
	if a.brotli != nil && accepts(accept, "br") {
		if body := a.brotli(); body != nil {
			return body, "br"
		}
	}
	if a.gzip != nil && accepts(accept, "gzip") {
		if body := a.gzip(); body != nil {
			return body, "gzip"
		}
	}
	return a.Body, ""
}

// Compress makes the compressed forms that are not made yet, so that no reader waits for them.
func (a *Assets) Compress() {
	for _, f := range a.byPath {
		if f.brotli != nil {
			f.brotli()
			f.gzip()
		}
	}
}

// accepts tells whether an Accept-Encoding header (RFC 9110 § 12.5.3) names a coding with a quality above zero.
func accepts(header, coding string) bool {
	for part := range strings.SplitSeq(header, ",") {
		name, params, _ := strings.Cut(part, ";")
		if !strings.EqualFold(strings.TrimSpace(name), coding) {
			continue
		}
		quality, found := strings.CutPrefix(strings.ReplaceAll(params, " ", ""), "q=")
		if !found {
			return true
		}
		q, err := strconv.ParseFloat(quality, 64)
		return err == nil && q > 0
	}
	return false
}

// colour is one of the theme, "#rrggbb".
func (a *Assets) colour(s brand.Scheme, name string) string { return a.brand.Colour(s, name) }

// precached is what the service worker keeps for use without a network, where the municipality has it.
var precached = []string{
	"app.css", "app.js", "inter.woff2", "icons.svg", "favicon.svg", "hero.svg", brand.Logo, brand.LogoDark, "icon-192.png",
}

// newAssets names the files.
func newAssets(b *brand.Brand) *Assets {
	a := &Assets{byPath: map[string]Asset{}, urls: map[string]string{}, brand: b}
	for _, name := range []string{"inter.woff2", "icons.svg", "app.js", "ask.js", "push.js"} {
		a.add(name, embedded(name))
	}
	for _, name := range brand.Pictures() {
		if body := a.picture(name); body != nil {
			a.add(name, body)
		}
	}
	a.add("app.css", a.linked(slices.Concat(layers, a.brand.Theme(), embedded("system.css"), uncommented(embedded("app.css")))))
	a.icons = a.urls["icons.svg"] + "#"
	a.fixed(PathWorker, "sw.js", a.worker())
	a.fixed("/robots.txt", "robots.txt", embedded("robots.txt"))
	if icon := a.picture("icon-192.png"); icon != nil {
		a.fixed("/favicon.ico", "icon-192.png", icon)
	}
	return a
}

// layers is the order in which the parts of the style sheet override each other; it must stand first.
var layers = []byte("@layer reset,ds.theme,ds.base,ds.components,app;\n")

// picture is a file by name: the municipality's, or the program's own; nil for none. A municipality with a logotype of its own is never shown
// with the program's marks, which are another municipality's: its logotype stands in where it can, and what else is missing is left out.
func (a *Assets) picture(name string) []byte {
	switch own := a.brand.File(name); {
	case own != nil:
		return own
	case name == brand.Logo || name == brand.LogoDark:
		return nil // the program's own stands among the icons
	case name == brand.Favicon && !a.brand.HasMark():
		return bytes.ReplaceAll(embedded(name), []byte(carriedColour), []byte(a.colour(brand.Light, "primary-base-default")))
	case name == brand.Hero || !a.brand.HasMark():
		return embedded(name)
	case name == brand.Favicon:
		return a.brand.File(brand.Logo)
	default:
		return nil
	}
}

// carriedColour is that of the program's own mark.
const carriedColour = "#145c4a"

func embedded(name string) []byte {
	body, err := static.ReadFile("static/" + name)
	if err != nil {
		panic(err) // the file is part of the program
	}
	return body
}

func (a *Assets) add(name string, body []byte) {
	f := newAsset(name, body)
	f.Immutable = true
	ext := path.Ext(name)
	url := PathStatic + strings.TrimSuffix(name, ext) + "." + strings.Trim(f.ETag, `"`)[:12] + ext
	a.urls[name], a.byPath[url] = url, f
}

func (a *Assets) fixed(url, name string, body []byte) { a.byPath[url] = newAsset(name, body) }

var (
	cssURL     = regexp.MustCompile(`url\("?([a-z0-9-]+\.(?:woff2|svg))"?\)`)
	cssComment = regexp.MustCompile(`(?s)/\*.*?\*/\n*`)
)

// linked is a style sheet whose url(name) have become the hashed addresses.
func (a *Assets) linked(css []byte) []byte {
	return cssURL.ReplaceAllFunc(css, func(m []byte) []byte {
		return []byte(`url("` + a.urls[string(cssURL.FindSubmatch(m)[1])] + `")`)
	})
}

func uncommented(css []byte) []byte { return cssComment.ReplaceAll(css, nil) }

// worker is the service worker with the list of what it keeps; a new list makes a new cache.
func (a *Assets) worker() []byte {
	var urls []string
	for _, name := range precached {
		if url := a.urls[name]; url != "" {
			urls = append(urls, url)
		}
	}
	sum := sha256.Sum256([]byte(strings.Join(urls, " ")))
	list, err := json.Marshal(struct {
		Version string   `json:"version"`
		Offline string   `json:"offline"`
		Files   []string `json:"files"`
		// Of notifications: what one without words is called, its picture, where it leads, and where devices are kept.
		Name    string `json:"name"`
		Icon    string `json:"icon"`
		Inbox   string `json:"inbox"`
		Devices string `json:"devices"`
	}{hex.EncodeToString(sum[:6]), PathOffline, urls, locale.T(locale.SV, "web.inbox.unread", 1), a.urls["icon-192.png"], PathInbox, PathDevices})
	if err != nil {
		panic(err) // strings alone cannot fail
	}
	return slices.Concat([]byte("const kept = "), list, []byte(";\n"), embedded("sw.js"))
}

func newAsset(name string, body []byte) Asset {
	sum := sha256.Sum256(body)
	a := Asset{Type: contentType(name), ETag: `"` + hex.EncodeToString(sum[:16]) + `"`, Body: body}
	if strings.HasPrefix(a.Type, "text/") || strings.Contains(a.Type, "json") || strings.Contains(a.Type, "svg") {
		a.gzip, a.brotli = sync.OnceValue(func() []byte { return gzipped(body) }), sync.OnceValue(func() []byte { return brotlied(body) })
	}
	return a
}

func contentType(name string) string {
	switch path.Ext(name) {
	case ".css":
		return "text/css; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	case ".png":
		return "image/png"
	case ".woff2":
		return "font/woff2"
	case ".webmanifest":
		return "application/manifest+json"
	default:
		return "text/plain; charset=utf-8"
	}
}

// gzipped is a text compressed; nil where that is not smaller.
func gzipped(body []byte) []byte {
	var out bytes.Buffer
	w, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		panic(err) // the level is a valid one
	}
	return squeezed(w, &out, body)
}

// brotlied is a text compressed; nil where that is not smaller.
func brotlied(body []byte) []byte {
	var out bytes.Buffer
	return squeezed(brotli.NewWriterLevel(&out, 9), &out, body)
}

func squeezed(w io.WriteCloser, out *bytes.Buffer, body []byte) []byte {
	w.Write(body) // a bytes.Buffer takes all
	w.Close()
	if out.Len() >= len(body) {
		return nil
	}
	return out.Bytes()
}
