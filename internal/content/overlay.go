package content

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
)

// Folder is a municipality's folder as a file system that no symbolic link leads out of.
func Folder(dir string) (fs.FS, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("content: %w", err)
	}
	return root.FS(), nil
}

// Overlay is several file systems as one, file by file: a file is that of the first layer that has the path; a folder holds what all layers
// have. Layers that are nil are passed over. A file in one layer hides a folder of the same path in those after it.
func Overlay(layers ...fs.FS) fs.FS {
	return overlay(slices.DeleteFunc(slices.Clone(layers), func(l fs.FS) bool { return l == nil }))
}

type overlay []fs.FS

func (o overlay) Open(name string) (fs.File, error) {
	layer, info, err := o.find("open", name)
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		return layer.Open(name)
	}
	entries, err := o.ReadDir(name)
	if err != nil {
		return nil, err
	}
	return &folder{info: info, path: name, rest: entries}, nil
}

func (o overlay) Stat(name string) (fs.FileInfo, error) {
	_, info, err := o.find("stat", name)
	return info, err
}

// ReadDir merges the layers' folders, sorted by name.
func (o overlay) ReadDir(name string) ([]fs.DirEntry, error) {
	_, info, err := o.find("readdir", name)
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		return nil, &fs.PathError{Op: "readdir", Path: name, Err: errors.New("not a directory")}
	}
	seen := map[string]fs.DirEntry{}
	for _, layer := range o {
		info, err := fs.Stat(layer, name)
		if hides(layer, path.Dir(name)) || (err == nil && !info.IsDir()) {
			break // a file here hides the folders below
		}
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		entries, err := fs.ReadDir(layer, name)
		if err != nil {
			return nil, err
		}
		for _, e := range entries {
			if _, hidden := seen[e.Name()]; !hidden {
				seen[e.Name()] = e
			}
		}
	}
	out := make([]fs.DirEntry, 0, len(seen))
	for _, e := range seen {
		out = append(out, e)
	}
	slices.SortFunc(out, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return out, nil
}

// find gives the first layer that has the path. A file on the way to it hides what lies under the same name in later layers.
func (o overlay) find(op, name string) (fs.FS, fs.FileInfo, error) {
	if !fs.ValidPath(name) {
		return nil, nil, &fs.PathError{Op: op, Path: name, Err: fs.ErrInvalid}
	}
	for _, layer := range o {
		info, err := fs.Stat(layer, name)
		if err == nil {
			return layer, info, nil
		}
		if hides(layer, path.Dir(name)) {
			break
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return nil, nil, err
		}
	}
	return nil, nil, &fs.PathError{Op: op, Path: name, Err: fs.ErrNotExist}
}

// hides tells whether dir or a folder above it is a file in the layer.
func hides(layer fs.FS, dir string) bool {
	for ; dir != "."; dir = path.Dir(dir) {
		if info, err := fs.Stat(layer, dir); err == nil {
			return !info.IsDir()
		}
	}
	return false
}

// folder is an open merged folder.
type folder struct {
	info fs.FileInfo
	path string
	rest []fs.DirEntry
}

func (f *folder) Stat() (fs.FileInfo, error) { return f.info, nil }
func (f *folder) Close() error               { return nil }

func (f *folder) Read([]byte) (int, error) {
	return 0, &fs.PathError{Op: "read", Path: f.path, Err: errors.New("is a directory")}
}

func (f *folder) ReadDir(n int) ([]fs.DirEntry, error) {
	if n <= 0 || n > len(f.rest) {
		if n > 0 && len(f.rest) == 0 {
			return nil, io.EOF
		}
		n = len(f.rest)
	}
	out := f.rest[:n]
	f.rest = f.rest[n:]
	return out, nil
}
