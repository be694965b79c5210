package content_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"forvag/internal/content"
)

func layer(files map[string]string) fstest.MapFS {
	out := fstest.MapFS{}
	for name, text := range files {
		out[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return out
}

func TestOverlayFileByFile(t *testing.T) {
	folder := t.TempDir()
	for name, text := range map[string]string{"services/bygglov.yaml": "ours", "services/egen.yaml": "ours", "articles": "a file"} {
		name = filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	upper, err := content.Folder(folder)
	if err != nil {
		t.Fatal(err)
	}
	lower := layer(map[string]string{
		"services/bygglov.yaml": "embedded", "services/synpunkt.yaml": "embedded", "articles/sv/avfall.md": "hidden", "links.yaml": "embedded",
	})
	o := content.Overlay(upper, nil, lower)
	if err := fstest.TestFS(o, "services/bygglov.yaml", "services/egen.yaml", "services/synpunkt.yaml", "articles", "links.yaml"); err != nil {
		t.Error(err)
	}
	got := map[string]string{}
	err = fs.WalkDir(o, ".", func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		text, err := fs.ReadFile(o, path)
		got[path] = string(text)
		return err
	})
	want := map[string]string{
		"services/bygglov.yaml": "ours", "services/egen.yaml": "ours", "services/synpunkt.yaml": "embedded", "articles": "a file", "links.yaml": "embedded",
	}
	if diff := cmp.Diff(got, want); err != nil || diff != "" {
		t.Error(err, diff)
	}
	for _, hidden := range []string{"articles/sv/avfall.md", "articles/sv", "nothing", "../x"} {
		if _, err := fs.Stat(o, hidden); err == nil {
			t.Errorf("%s is seen", hidden)
		}
	}
}

func TestOverlayOfOneLayerIsThatLayer(t *testing.T) {
	one := layer(map[string]string{"a/b.txt": "b", "c.txt": "c"})
	if err := fstest.TestFS(content.Overlay(one), "a/b.txt", "c.txt"); err != nil {
		t.Error(err)
	}
	if _, err := content.Overlay().Open("a"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("empty overlay: %v, want fs.ErrNotExist", err)
	}
}

func TestFolderIsClosedToLinksOut(t *testing.T) {
	outside := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(outside, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.Symlink(outside, filepath.Join(dir, "link")); err != nil {
		t.Fatal(err)
	}
	f, err := content.Folder(dir)
	if err != nil {
		t.Fatal(err)
	}
	if text, err := fs.ReadFile(f, "link"); err == nil {
		t.Errorf("read %q through a link out of the folder", text)
	}
	if _, err := content.Folder(filepath.Join(dir, "missing")); err == nil {
		t.Error("a folder that does not exist was opened")
	}
}
