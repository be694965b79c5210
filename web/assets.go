package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/andybalholm/brotli"
)

//go:embed static
var static embed.FS

// Asset is a static file, ready to be served.
type Asset struct {
	Type      string // content type
	ETag      string // strong, quoted
	Body      []byte
	Immutable bool // its address names its content: it can be cached for ever

	gzip, brotli []byte // nil where compression does not pay
}

// Static is the file that is served at a path: hashed ones below PathStatic, and the few that must have fixed addresses (PathWorker,
// /robots.txt, /favicon.ico). The Asset is shared: its bytes must not be changed.
func Static(path string) (Asset, bool) {
	a, ok := files().byPath[path]
	return a, ok
}

// URL is the address of a static file by its plain name, "app.css". The address changes when the content does.
func URL(name string) string {
	if url, ok := files().urls[name]; ok {
		return url
	}
	return PathStatic + name
}

// Encode is the body in the best encoding that the reader's Accept-Encoding allows, and what to say in Content-Encoding ("" for none). Answers
// vary by Accept-Encoding.
func (a Asset) Encode(accept string) (body []byte, encoding string) {
	switch {
	case a.brotli != nil && accepts(accept, "br"):
		return a.brotli, "br"
	case a.gzip != nil && accepts(accept, "gzip"):
		return a.gzip, "gzip"
	default:
		return a.Body, ""
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

// Manifest is the web app manifest of a municipality, served at PathManifest.
func Manifest(b Brand) Asset {
	type picture struct {
		Src     string `json:"src"`
		Sizes   string `json:"sizes"`
		Type    string `json:"type"`
		Purpose string `json:"purpose,omitempty"`
	}
	type shortcut struct {
		Name string `json:"name"`
		URL  string `json:"url"`
	}
	manifest := struct {
		ID          string     `json:"id"`
		Name        string     `json:"name"`
		ShortName   string     `json:"short_name"`
		Description string     `json:"description"`
		Lang        string     `json:"lang"`
		StartURL    string     `json:"start_url"`
		Scope       string     `json:"scope"`
		Display     string     `json:"display"`
		Background  string     `json:"background_color"`
		Theme       string     `json:"theme_color"`
		Icons       []picture  `json:"icons"`
		Shortcuts   []shortcut `json:"shortcuts"`
	}{
		ID: "/", Name: b.Name, ShortName: strings.TrimSuffix(b.Name, " kommun"), Description: "Sök, ansök och följ dina ärenden.", Lang: "sv",
		StartURL: PathHome, Scope: "/", Display: "standalone", Background: "#f3f5f4", Theme: "#145c4a",
		Icons: []picture{
			{URL("icon-192.png"), "192x192", "image/png", ""},
			{URL("icon-512.png"), "512x512", "image/png", ""},
			{URL("maskable-512.png"), "512x512", "image/png", "maskable"},
			{URL("favicon.svg"), "any", "image/svg+xml", ""},
		},
		Shortcuts: []shortcut{{"Mina ärenden", PathCases}, {"Tjänster", PathServices}},
	}
	body, err := json.MarshalIndent(manifest, "", "  ")
	if err != nil {
		panic(err) // strings alone cannot fail
	}
	return newAsset("manifest.webmanifest", body)
}

// library is all static files by address, and the addresses by plain name.
type library struct {
	byPath map[string]Asset
	urls   map[string]string
}

// precached is what the service worker keeps for use without a network.
var precached = []string{"app.css", "app.js", "inter.woff2", "icons.svg", "favicon.svg", "hero.svg", "icon-192.png"}

// files reads, names and compresses the embedded files once, at first use.
var files = sync.OnceValue(func() library {
	l := library{byPath: map[string]Asset{}, urls: map[string]string{}}
	for _, name := range []string{
		"inter.woff2", "icons.svg", "hero.svg", "favicon.svg", "apple-touch-icon.png", "icon-192.png", "icon-512.png", "maskable-512.png", "app.js",
	} {
		l.add(name, embedded(name))
	}
	l.add("app.css", l.linked(slices.Concat(embedded("system.css"), uncommented(embedded("app.css")))))
	l.fixed(PathWorker, "sw.js", l.worker())
	l.fixed("/robots.txt", "robots.txt", embedded("robots.txt"))
	l.fixed("/favicon.ico", "icon-192.png", embedded("icon-192.png"))
	return l
})

func embedded(name string) []byte {
	body, err := static.ReadFile("static/" + name)
	if err != nil {
		panic(err) // the file is part of the program
	}
	return body
}

func (l library) add(name string, body []byte) {
	a := newAsset(name, body)
	a.Immutable = true
	ext := path.Ext(name)
	url := PathStatic + strings.TrimSuffix(name, ext) + "." + strings.Trim(a.ETag, `"`)[:12] + ext
	l.urls[name], l.byPath[url] = url, a
}

func (l library) fixed(url, name string, body []byte) { l.byPath[url] = newAsset(name, body) }

var (
	cssURL     = regexp.MustCompile(`url\("?([a-z0-9-]+\.(?:woff2|svg))"?\)`)
	cssComment = regexp.MustCompile(`(?s)/\*.*?\*/\n*`)
)

// linked is a style sheet whose url(name) have become the hashed addresses.
func (l library) linked(css []byte) []byte {
	return cssURL.ReplaceAllFunc(css, func(m []byte) []byte {
		return []byte(`url("` + l.urls[string(cssURL.FindSubmatch(m)[1])] + `")`)
	})
}

func uncommented(css []byte) []byte { return cssComment.ReplaceAll(css, nil) }

// worker is the service worker with the list of what it keeps; a new list makes a new cache.
func (l library) worker() []byte {
	urls := make([]string, len(precached))
	for i, name := range precached {
		urls[i] = l.urls[name]
	}
	sum := sha256.Sum256([]byte(strings.Join(urls, " ")))
	list, err := json.Marshal(struct {
		Version string   `json:"version"`
		Offline string   `json:"offline"`
		Files   []string `json:"files"`
	}{hex.EncodeToString(sum[:6]), PathOffline, urls})
	if err != nil {
		panic(err) // strings alone cannot fail
	}
	return slices.Concat([]byte("const kept = "), list, []byte(";\n"), embedded("sw.js"))
}

func newAsset(name string, body []byte) Asset {
	sum := sha256.Sum256(body)
	a := Asset{Type: contentType(name), ETag: `"` + hex.EncodeToString(sum[:16]) + `"`, Body: body}
	if strings.HasPrefix(a.Type, "text/") || strings.Contains(a.Type, "json") || strings.Contains(a.Type, "svg") {
		a.gzip, a.brotli = squeeze(body)
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

// squeeze compresses a text; a form that is not smaller is left out.
func squeeze(body []byte) (gz, br []byte) {
	var g, b bytes.Buffer
	w, err := gzip.NewWriterLevel(&g, gzip.BestCompression)
	if err != nil {
		panic(err) // the level is a valid one
	}
	w.Write(body) // a bytes.Buffer takes all
	w.Close()
	bw := brotli.NewWriterLevel(&b, 9)
	bw.Write(body)
	bw.Close()
	if g.Len() < len(body) {
		gz = g.Bytes()
	}
	if b.Len() < len(body) {
		br = b.Bytes()
	}
	return gz, br
}
