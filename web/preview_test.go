package web

import (
	"bytes"
	"context"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"forvag/internal/locale"
)

var previewDir = flag.String("preview", "", "folder to write all sample pages and static files to, for looking at in a browser")

// TestPreview writes every sample page as a folder that any web server can serve: go test ./web -run TestPreview -preview /tmp/pages
func TestPreview(t *testing.T) {
	dir := *previewDir
	if dir == "" {
		dir = t.TempDir()
	}
	write := func(name string, body []byte) {
		t.Helper()
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, body, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, lang := range locale.Langs() {
		for _, s := range samples() {
			var b bytes.Buffer
			if err := Render(context.Background(), &b, frameFor(s, lang), s.page); err != nil {
				t.Fatalf("%s in %s: %v", s.name, lang, err)
			}
			write(string(lang)+"/"+s.name+".html", b.Bytes())
		}
	}
	for path, a := range own.byPath {
		write(path, a.Body)
	}
	write(PathManifest, own.Manifest(almby.Name).Body)
	write("static/hero.svg", embedded("hero.svg"))
}
