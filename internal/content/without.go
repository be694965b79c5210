package content

import (
	"io/fs"
	"path"
	"slices"
)

// Without is a file system but for some of its files: those of whose path gone says true are not there. Folders stay.
func Without(fsys fs.FS, gone func(name string) bool) fs.FS { return without{fsys, gone} }

type without struct {
	fs.FS
	gone func(name string) bool
}

func (w without) Open(name string) (fs.File, error) {
	info, err := w.Stat(name)
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		return w.FS.Open(name)
	}
	entries, err := w.ReadDir(name)
	if err != nil {
		return nil, err
	}
	return &folder{info: info, path: name, rest: entries}, nil
}

func (w without) Stat(name string) (fs.FileInfo, error) {
	info, err := fs.Stat(w.FS, name)
	if err == nil && !info.IsDir() && w.gone(name) {
		return nil, &fs.PathError{Op: "stat", Path: name, Err: fs.ErrNotExist}
	}
	return info, err
}

func (w without) ReadDir(name string) ([]fs.DirEntry, error) {
	entries, err := fs.ReadDir(w.FS, name)
	return slices.DeleteFunc(entries, func(e fs.DirEntry) bool { return !e.IsDir() && w.gone(path.Join(name, e.Name())) }), err
}
