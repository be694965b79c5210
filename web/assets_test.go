package web

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"io"
	"regexp"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"

	"forvag/internal/locale"
)

// own are the static files that the program carries.
var own = carried()

func TestEncode(t *testing.T) {
	css, ok := own.File(own.URL("app.css"))
	if !ok {
		t.Fatal("no style sheet")
	}
	font, ok := own.File(own.URL("inter.woff2"))
	if !ok {
		t.Fatal("no typeface")
	}
	tests := []struct {
		name   string
		asset  Asset
		accept string
		want   string
	}{
		{"best", css, "gzip, deflate, br, zstd", "br"},
		{"only gzip", css, "gzip", "gzip"},
		{"with qualities", css, "br;q=0, gzip;q=0.5", "gzip"},
		{"upper case and spaces", css, " BR ; q=1", "br"},
		{"none asked for", css, "", ""},
		{"nonsense", css, "br;q=x, ;;,", ""},
		{"already compressed", font, "gzip, br", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			body, got := tt.asset.Encode(tt.accept)
			if got != tt.want {
				t.Fatalf("encoding = %q, want %q", got, tt.want)
			}
			var r io.Reader = bytes.NewReader(body)
			switch got {
			case "br":
				r = brotli.NewReader(r)
			case "gzip":
				var err error
				if r, err = gzip.NewReader(r); err != nil {
					t.Fatal(err)
				}
			}
			plain, err := io.ReadAll(r)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(plain, tt.asset.Body) {
				t.Error("does not decode to the file")
			}
		})
	}
}

func TestHashedFilesAreImmutableAndFixedOnesAreNot(t *testing.T) {
	for path, a := range own.byPath {
		if got := strings.HasPrefix(path, PathStatic); got != a.Immutable {
			t.Errorf("%s: immutable = %v", path, a.Immutable)
		}
		if a.Type == "" || len(a.Body) == 0 || !regexp.MustCompile(`^"[0-9a-f]{32}"$`).MatchString(a.ETag) {
			t.Errorf("%s: type %q, %d bytes, etag %s", path, a.Type, len(a.Body), a.ETag)
		}
	}
	if _, ok := own.File(PathStatic + "app.css"); ok {
		t.Error("a plain name is served; only hashed ones may be, since they are cached for ever")
	}
	if _, ok := own.File("/static/../assets.go"); ok {
		t.Error("a file outside is served")
	}
}

func TestStyleSheetLinksToFilesThatExist(t *testing.T) {
	css, _ := own.File(own.URL("app.css"))
	links := regexp.MustCompile(`url\("?(/[^")]*)"?\)`).FindAllSubmatch(css.Body, -1)
	if len(links) < 2 {
		t.Fatalf("%d links, want the typeface and the picture at least", len(links))
	}
	for _, m := range links {
		if _, ok := own.File(string(m[1])); !ok {
			t.Errorf("no such file: %s", m[1])
		}
	}
	if m := regexp.MustCompile(`url\("?[a-z]`).FindIndex(bytes.ReplaceAll(css.Body, []byte(`url("data:`), nil)); m != nil {
		t.Errorf("a link without hash: %s", css.Body[m[0]:min(m[0]+80, len(css.Body))])
	}
}

func TestServiceWorkerKeepsOnlyStaticFilesAndTheOfflinePage(t *testing.T) {
	worker, ok := own.File(PathWorker)
	if !ok {
		t.Fatal("no service worker")
	}
	first, _, _ := strings.Cut(string(worker.Body), "\n")
	var kept struct {
		Version string
		Offline string
		Files   []string
	}
	if err := json.Unmarshal([]byte(strings.TrimSuffix(strings.TrimPrefix(first, "const kept = "), ";")), &kept); err != nil {
		t.Fatal(err)
	}
	if kept.Offline != PathOffline || kept.Version == "" || len(kept.Files) != 7 {
		t.Errorf("kept = %+v", kept)
	}
	for _, path := range kept.Files {
		if a, ok := own.File(path); !ok || !a.Immutable {
			t.Errorf("keeps %s", path)
		}
	}
}

func TestManifestIconsExist(t *testing.T) {
	var m struct {
		Name  string
		Icons []struct{ Src, Purpose string }
	}
	if err := json.Unmarshal(own.Manifest(almby.Name).Body, &m); err != nil {
		t.Fatal(err)
	}
	if m.Name != almby.Name || len(m.Icons) != 4 {
		t.Errorf("manifest = %+v", m)
	}
	for _, i := range m.Icons {
		if _, ok := own.File(i.Src); !ok {
			t.Errorf("no such icon: %s", i.Src)
		}
	}
}

// TestFirstViewIsSmall holds the budget of a resident's first page: HTML, style, typeface, script, icons and picture, as sent.
func TestFirstViewIsSmall(t *testing.T) {
	const budget = 90_000
	var page bytes.Buffer
	w := brotli.NewWriterLevel(&page, 5)
	for _, s := range samples() {
		if s.name == "front-me" {
			if err := Render(context.Background(), w, frameFor(s, locale.SV), s.page); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	total := page.Len()
	t.Logf("html %d", page.Len())
	for _, name := range []string{"app.css", "app.js", "inter.woff2", "icons.svg", "hero.svg", "favicon.svg"} {
		a, ok := own.File(own.URL(name))
		if !ok {
			t.Fatalf("no %s", name)
		}
		body, _ := a.Encode("br")
		t.Logf("%s %d", name, len(body))
		total += len(body)
	}
	t.Logf("total %d", total)
	if total > budget {
		t.Errorf("first view is %d bytes, budget %d", total, budget)
	}
}
