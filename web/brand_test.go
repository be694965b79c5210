package web

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/net/html"

	"forvag/internal/locale"
	"forvag/web/brand"
)

const mark = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 60"><path d="M0 0h30v60z"/></svg>`

// branded are the static files of a municipality with that folder.
func branded(t *testing.T, folder fs.FS) *Assets {
	t.Helper()
	a, err := NewAssets(folder, "")
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// front is the front page of a municipality.
func front(t *testing.T, name string, a *Assets) *html.Node {
	t.Helper()
	var b bytes.Buffer
	f := Frame{Lang: locale.SV, Path: "/", Brand: Brand{Name: name, Tagline: "En väg in", Assets: a}}
	if err := Render(context.Background(), &b, f, FrontPage{}); err != nil {
		t.Fatal(err)
	}
	doc, err := html.Parse(&b)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func TestTwoMunicipalitiesInOneProcess(t *testing.T) {
	granfors := branded(t, os.DirFS("testdata/granfors"))
	for _, name := range []string{"app.css", "favicon.svg", "icon-192.png", "icon-512.png", "maskable-512.png", "apple-touch-icon.png"} {
		if granfors.URL(name) == "" || granfors.URL(name) == own.URL(name) {
			t.Errorf("%s has the same address for both: %q", name, granfors.URL(name))
		}
	}
	for _, name := range []string{"app.js", "inter.woff2", "icons.svg", "hero.svg"} {
		if granfors.URL(name) != own.URL(name) {
			t.Errorf("%s differs, but the municipality brings none", name)
		}
	}
	for name, a := range map[string]*Assets{"Granfors kommun": granfors, "Almby kommun": own} {
		doc := front(t, name, a)
		linked := 0
		for _, n := range all(doc, func(*html.Node) bool { return true }) {
			for _, key := range []string{"href", "src", "srcset"} {
				path, _, _ := strings.Cut(attr(n, key), "#")
				if !strings.HasPrefix(path, PathStatic) {
					continue
				}
				linked++
				if _, ok := a.File(path); !ok {
					t.Errorf("%s: links to %s, which it does not serve", name, path)
				}
			}
		}
		if linked < 6 {
			t.Errorf("%s: only %d links to static files", name, linked)
		}
	}
	if a, b := workerVersion(t, own), workerVersion(t, granfors); a == b {
		t.Errorf("both service workers keep the same files: %s", a)
	}
	var m struct {
		Name       string
		ThemeColor string `json:"theme_color"`
	}
	if err := json.Unmarshal(granfors.Manifest("Granfors kommun").Body, &m); err != nil {
		t.Fatal(err)
	}
	if m.Name != "Granfors kommun" || m.ThemeColor != "#8a1c4a" {
		t.Errorf("manifest = %+v", m)
	}
}

func workerVersion(t *testing.T, a *Assets) string {
	t.Helper()
	f, ok := a.File(PathWorker)
	if !ok {
		t.Fatal("no service worker")
	}
	first, _, _ := strings.Cut(string(f.Body), "\n")
	var kept struct {
		Version string
		Files   []string
	}
	if err := json.Unmarshal([]byte(strings.TrimSuffix(strings.TrimPrefix(first, "const kept = "), ";")), &kept); err != nil {
		t.Fatal(err)
	}
	for _, path := range kept.Files {
		if _, ok := a.File(path); !ok {
			t.Errorf("keeps %q, which is not served", path)
		}
	}
	return kept.Version
}

// TestLogotypeInTheHeader holds who says the municipality's name: the words beside a mark, or the logotype that carries it; never both, never none.
func TestLogotypeInTheHeader(t *testing.T) {
	wide := strings.Replace(mark, "30 60", "300 60", 1)
	file := func(s string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(s)} }
	tests := []struct {
		name         string
		folder       fs.FS
		img, alt     string // width of the picture, "" for the program's mark
		words        string
		plate, touch bool
	}{
		{"nothing of its own", nil, "", "", "Granfors kommun En väg in", false, true},
		{"only colours", fstest.MapFS{"theme.json": file("{}")}, "", "", "Granfors kommun En väg in", false, true},
		{"only a mark", fstest.MapFS{brand.Logo: file(mark)}, "20", "", "Granfors kommun En väg in", true, false},
		{"mark for both grounds", fstest.MapFS{brand.Logo: file(mark), brand.LogoDark: file(mark)}, "20", "", "Granfors kommun En väg in", false, false},
		{"logotype with the name", fstest.MapFS{brand.Logo: file(wide)}, "200", "Granfors kommun", "", true, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := branded(t, tt.folder)
			doc := front(t, "Granfors kommun", a)
			link := all(doc, func(n *html.Node) bool { return n.Data == "a" && attr(n, "class") == "brand" })[0]
			if got := words(link); got != tt.words {
				t.Errorf("words = %q, want %q", got, tt.words)
			}
			var width, alt string
			plate := false
			for _, img := range tagged(link, "img") {
				width, alt, plate = attr(img, "width"), attr(img, "alt"), attr(img, "class") == "plate"
				if !has(img, "alt") {
					t.Error("the picture has no alt")
				}
			}
			if width != tt.img || alt != tt.alt || plate != tt.plate {
				t.Errorf("width %q, alt %q, plate %v; want %q, %q, %v", width, alt, plate, tt.img, tt.alt, tt.plate)
			}
			touch := all(doc, func(n *html.Node) bool { return attr(n, "rel") == "apple-touch-icon" })
			if got := len(touch) == 1; got != tt.touch {
				t.Errorf("icon of the program's own municipality is linked: %v, want %v", got, tt.touch)
			}
			if _, ok := a.File("/favicon.ico"); ok != tt.touch {
				t.Errorf("favicon.ico is served: %v, want %v", ok, tt.touch)
			}
			if a.URL(brand.Favicon) == "" {
				t.Error("no icon for the tab")
			}
		})
	}
}

func TestFolderAtFaultIsRefused(t *testing.T) {
	_, err := NewAssets(fstest.MapFS{"logo.svg": {Data: []byte(`<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>`)}}, "")
	var wrong brand.Faults
	if !errors.As(err, &wrong) || len(wrong) != 1 || wrong[0].File != "logo.svg" {
		t.Errorf("error = %v", err)
	}
}

// TestSecondMunicipalityIsSmallToo holds the budget of a first page with a logotype of its own.
func TestSecondMunicipalityIsSmallToo(t *testing.T) {
	a := branded(t, os.DirFS("testdata/granfors"))
	total := 0
	for _, name := range []string{"app.css", "app.js", "inter.woff2", "icons.svg", "hero.svg", "favicon.svg", brand.Logo, brand.LogoDark} {
		f, ok := a.File(a.URL(name))
		if !ok {
			t.Fatalf("no %s", name)
		}
		body, _ := f.Encode("br")
		total += len(body)
	}
	const html = 6_000 // of the largest first page, compressed
	if t.Logf("total %d", total); total+html > 90_000 {
		t.Errorf("first view is %d bytes and the page, budget 90000", total)
	}
}
