package content_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sync/errgroup"
	"pgregory.net/rapid"

	"forvag/internal/content"
	"forvag/internal/fault"
)

func blobs(t *testing.T) (*content.Blobs, string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "files")
	b, err := content.OpenBlobs(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := b.Close(); err != nil {
			t.Error(err)
		}
	})
	return b, dir
}

func put(t *testing.T, b *content.Blobs, text string) content.Hash {
	t.Helper()
	h, size, err := b.Put(t.Context(), strings.NewReader(text), 1<<20)
	if err != nil || size != int64(len(text)) || h != content.Sum([]byte(text)) {
		t.Fatalf("Put(%q) = %s, %d, %v", text, h, size, err)
	}
	return h
}

func read(t *testing.T, b *content.Blobs, h content.Hash) string {
	t.Helper()
	f, err := b.Open(h)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	text, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// files lists the files in dir by their paths.
func files(t *testing.T, dir string) (all []string) {
	t.Helper()
	err := fs.WalkDir(os.DirFS(dir), ".", func(path string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			all = append(all, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestPutThenOpen(t *testing.T) {
	b, dir := blobs(t)
	rapid.Check(t, func(rt *rapid.T) {
		in := rapid.SliceOfN(rapid.Byte(), 0, 4096).Draw(rt, "bytes")
		h, _, err := b.Put(t.Context(), bytes.NewReader(in), 4096)
		if err != nil {
			rt.Fatal(err)
		}
		if got := read(t, b, h); got != string(in) {
			rt.Fatalf("read %d bytes back, put %d", len(got), len(in))
		}
	})
	for _, f := range files(t, dir) {
		if info, err := os.Stat(filepath.Join(dir, f)); err != nil || info.Mode().Perm() != 0o600 {
			t.Fatalf("%s has mode %v, %v; want readable by the owner alone", f, info.Mode(), err)
		}
	}
}

func TestPutRefusesAndLeavesNothing(t *testing.T) {
	broken := errors.New("connection reset")
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	cases := map[string]struct {
		ctx  context.Context
		r    io.Reader
		want error
	}{
		"too large":      {t.Context(), strings.NewReader("123456"), fault.TooLarge},
		"broken upload":  {t.Context(), io.MultiReader(strings.NewReader("12"), iotest.ErrReader(broken)), broken},
		"ended request":  {ended, strings.NewReader("1"), context.Canceled},
		"endless upload": {t.Context(), endless{}, fault.TooLarge},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			b, dir := blobs(t)
			h, size, err := b.Put(c.ctx, c.r, 5)
			if !errors.Is(err, c.want) || h != "" || size != 0 {
				t.Errorf("Put = %q, %d, %v; want %v", h, size, err, c.want)
			}
			if left := files(t, dir); len(left) != 0 {
				t.Errorf("left behind: %v", left)
			}
		})
	}
	b, _ := blobs(t)
	if _, _, err := b.Put(t.Context(), strings.NewReader("12345"), 5); err != nil {
		t.Errorf("exactly the limit: %v", err)
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }

func TestNamesAreNotTrusted(t *testing.T) {
	b, dir := blobs(t)
	if err := os.WriteFile(filepath.Join(filepath.Dir(dir), "secret"), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"", "..", "../secret", strings.Repeat("A", 64), strings.Repeat("a", 63), strings.Repeat("../", 20) + "etc/", "uploads"} {
		if _, err := content.ParseHash(name); !errors.Is(err, fault.Invalid) {
			t.Errorf("ParseHash(%q): %v, want fault.Invalid", name, err)
		}
		h := content.Hash(name)
		if _, err := b.Open(h); !errors.Is(err, fault.NotFound) {
			t.Errorf("Open(%q): %v, want fault.NotFound", name, err)
		}
		if exists, err := b.Exists(h); exists || err != nil {
			t.Errorf("Exists(%q) = %v, %v", name, exists, err)
		}
		if gone, err := b.Delete(h, time.Now()); !gone || err != nil {
			t.Errorf("Delete(%q) = %v, %v", name, gone, err)
		}
	}
	if _, err := b.Open(content.Sum([]byte("never put"))); !errors.Is(err, fault.NotFound) {
		t.Errorf("Open of an unknown hash: %v, want fault.NotFound", err)
	}
}

func TestVerifyNamesWhatIsWrong(t *testing.T) {
	b, dir := blobs(t)
	good, changed, gone := put(t, b, "good"), put(t, b, "changed"), put(t, b, "gone")
	path := func(h content.Hash) string { return filepath.Join(dir, string(h[:2]), string(h)) }
	for name, text := range map[string]string{path(changed): "chanGed", filepath.Join(dir, "notes.txt"): "?", path(good) + ".bak": "good"} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Remove(path(gone)); err != nil {
		t.Fatal(err)
	}
	var got []content.Damage
	looked, err := b.Verify(t.Context(), slices.Values([]content.Hash{good, changed, gone}), func(d content.Damage) { got = append(got, d) })
	want := map[content.Damage]bool{
		{Name: string(changed), Kind: content.Corrupt}:                              true,
		{Name: string(gone), Kind: content.Missing}:                                 true,
		{Name: "notes.txt", Kind: content.Stray}:                                    true,
		{Name: string(good[:2]) + "/" + string(good) + ".bak", Kind: content.Stray}: true,
	}
	found := map[content.Damage]bool{}
	for _, d := range got {
		found[d] = true
	}
	if looked != 2 {
		t.Errorf("%d files were looked at", looked)
	}
	if diff := cmp.Diff(found, want); err != nil || diff != "" {
		t.Error(err, diff)
	}
	put(t, b, "changed")
	if text := read(t, b, changed); text != "changed" {
		t.Errorf("putting damaged bytes again left %q", text)
	}
}

func TestDeleteSparesWhatWasPutAgain(t *testing.T) {
	b, dir := blobs(t)
	h := put(t, b, "text")
	info, err := os.Stat(filepath.Join(dir, string(h[:2]), string(h)))
	if err != nil {
		t.Fatal(err)
	}
	if gone, err := b.Delete(h, info.ModTime().Add(-time.Nanosecond)); gone || err != nil {
		t.Errorf("Delete of newer bytes = %v, %v; want false", gone, err)
	}
	if gone, err := b.Delete(h, info.ModTime()); !gone || err != nil {
		t.Errorf("Delete = %v, %v; want true", gone, err)
	}
	if exists, err := b.Exists(h); exists || err != nil {
		t.Errorf("Exists after Delete = %v, %v", exists, err)
	}
}

func TestSweepRemovesBrokenUploads(t *testing.T) {
	b, dir := blobs(t)
	h := put(t, b, "whole")
	if err := os.WriteFile(filepath.Join(dir, "uploads", "HALF"), []byte("ha"), 0o600); err != nil {
		t.Fatal(err)
	}
	if n, err := b.Sweep(time.Now().Add(-time.Hour)); n != 0 || err != nil {
		t.Errorf("swept %d running uploads, %v", n, err)
	}
	if n, err := b.Sweep(time.Now().Add(time.Hour)); n != 1 || err != nil {
		t.Errorf("swept %d, %v; want 1", n, err)
	}
	if got := read(t, b, h); got != "whole" {
		t.Errorf("sweep changed whole bytes to %q", got)
	}
}

func TestConcurrentPutsOfTheSameBytes(t *testing.T) {
	b, dir := blobs(t)
	var g errgroup.Group
	for range 8 {
		g.Go(func() error {
			_, _, err := b.Put(t.Context(), strings.NewReader("same"), 9)
			return err
		})
	}
	if err := g.Wait(); err != nil {
		t.Fatal(err)
	}
	if all := files(t, dir); len(all) != 1 {
		t.Errorf("files: %v, want one", all)
	}
}

func TestCopyTo(t *testing.T) {
	from, dir := blobs(t)
	to, _ := blobs(t)
	good, bad := put(t, from, "good"), put(t, from, "bad")
	if err := os.WriteFile(filepath.Join(dir, string(bad[:2]), string(bad)), []byte("baD"), 0o600); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		var damage []content.Damage
		if err := from.CopyTo(t.Context(), to, func(d content.Damage) { damage = append(damage, d) }); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(damage, []content.Damage{{Name: string(bad), Kind: content.Corrupt}}); diff != "" {
			t.Error(diff)
		}
	}
	var got []content.Hash
	err := to.Walk(t.Context(), func(h content.Hash, size int64) error {
		got = append(got, h)
		return nil
	})
	if diff := cmp.Diff(got, []content.Hash{good}); err != nil || diff != "" {
		t.Error(err, diff)
	}
}
