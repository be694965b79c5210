package content_test

import (
	"errors"
	"io/fs"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"forvag/internal/content"
)

func TestWithout(t *testing.T) {
	whole := fstest.MapFS{"a.yaml": {Data: []byte("a")}, "b.yaml": {Data: []byte("b")}, "sv/a.md": {Data: []byte("c")}, "sv/b.md": {Data: []byte("d")}}
	w := content.Without(whole, func(name string) bool { return name == "a.yaml" || name == "sv/b.md" || name == "sv" })
	if err := fstest.TestFS(w, "b.yaml", "sv/a.md"); err != nil {
		t.Error(err)
	}
	for pattern, want := range map[string][]string{"*.yaml": {"b.yaml"}, "sv/*.md": {"sv/a.md"}} {
		got, err := fs.Glob(w, pattern)
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("%s: %v %s", pattern, err, diff)
		}
	}
	for _, name := range []string{"a.yaml", "sv/b.md"} {
		if _, err := fs.ReadFile(w, name); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
