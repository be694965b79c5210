package content

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"time"

	"forvag/internal/fault"
)

// uploads is the folder for bytes that are not whole yet.
const uploads = "uploads"

// Blobs keeps attachments in a directory: ab/<hash> for the hash ab…. Several processes may share the directory, and no name leads
// out of it. Safe for concurrent use. Close it when done.
type Blobs struct{ root *os.Root }

// OpenBlobs opens the directory and makes it, readable by its owner alone, where it does not exist.
func OpenBlobs(dir string) (*Blobs, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("content: %w", err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("content: %w", err)
	}
	if err := root.MkdirAll(uploads, 0o700); err != nil {
		return nil, errors.Join(fmt.Errorf("content: %w", err), root.Close())
	}
	return &Blobs{root}, nil
}

// Close releases the directory.
func (b *Blobs) Close() error { return b.root.Close() }

// place is where a hash's bytes stand; the same answer for malformed hashes as for unknown ones.
func place(h Hash) (string, error) {
	if !h.valid() {
		return "", fmt.Errorf("content: malformed hash: %w", fault.NotFound)
	}
	return path.Join(string(h[:2]), string(h)), nil
}

// Put reads all of r, at most limit bytes, and returns when the bytes are safe on disk, so that a row may name them. Bytes that are there
// already are written anew, which mends them if they were damaged. More than limit bytes is fault.TooLarge; an error leaves nothing behind.
func (b *Blobs) Put(ctx context.Context, r io.Reader, limit int64) (h Hash, size int64, err error) {
	temp := path.Join(uploads, rand.Text())
	f, err := b.root.OpenFile(temp, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return "", 0, fmt.Errorf("content: put: %w", err)
	}
	defer func() {
		if err != nil {
			h, size = "", 0
			err = fmt.Errorf("content: put: %w", err)
			_ = b.root.Remove(temp) // gone if it has its name already; otherwise Sweep removes what this cannot
		}
	}()
	sum := sha256.New()
	size, err = io.Copy(io.MultiWriter(f, sum), io.LimitReader(contextReader{ctx, r}, limit+1))
	if err == nil && size > limit {
		err = fault.TooLarge
	}
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return "", 0, err
	}
	h = Hash(hex.EncodeToString(sum.Sum(nil)))
	return h, size, b.keep(temp, h)
}

// keep gives whole bytes their name and makes the name itself safe on disk.
func (b *Blobs) keep(temp string, h Hash) error {
	to, err := place(h)
	if err != nil {
		return err
	}
	folder := path.Dir(to)
	switch err := b.root.Mkdir(folder, 0o700); {
	case err == nil:
		if err := b.sync("."); err != nil {
			return err
		}
	case !errors.Is(err, fs.ErrExist):
		return err
	}
	if err := b.root.Rename(temp, to); err != nil {
		return err
	}
	return b.sync(folder)
}

func (b *Blobs) sync(folder string) error {
	d, err := b.root.Open(folder)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// Open opens the bytes for reading; the caller closes them. fault.NotFound where there are none.
func (b *Blobs) Open(h Hash) (*os.File, error) {
	name, err := place(h)
	if err != nil {
		return nil, err
	}
	f, err := b.root.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("content: %s: %w", h, fault.NotFound)
	}
	if err != nil {
		return nil, fmt.Errorf("content: %w", err)
	}
	return f, nil
}

// Exists tells whether there are bytes of that hash. It does not read them: Verify does.
func (b *Blobs) Exists(h Hash) (bool, error) {
	name, err := place(h)
	if err != nil {
		return false, nil
	}
	_, err = b.root.Stat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

// Delete disposes of the bytes, unless they were put again after the given instant; it tells whether they are gone. The caller has seen that
// no row names them, and takes the instant before looking: whoever puts the same bytes meanwhile keeps them.
func (b *Blobs) Delete(h Hash, before time.Time) (bool, error) {
	name, err := place(h)
	if err != nil {
		return true, nil
	}
	info, err := b.root.Stat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return true, nil
	}
	if err != nil {
		return false, fmt.Errorf("content: delete: %w", err)
	}
	if info.ModTime().After(before) {
		return false, nil
	}
	if err := b.root.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return false, fmt.Errorf("content: delete: %w", err)
	}
	return true, b.sync(path.Dir(name))
}

// Sweep removes what broken uploads left before the given instant, and tells how many.
func (b *Blobs) Sweep(before time.Time) (n int, err error) {
	entries, err := fs.ReadDir(b.root.FS(), uploads)
	if err != nil {
		return 0, fmt.Errorf("content: sweep: %w", err)
	}
	for _, e := range entries {
		info, err := e.Info()
		if errors.Is(err, fs.ErrNotExist) || (err == nil && info.ModTime().After(before)) {
			continue
		}
		if err := b.root.Remove(path.Join(uploads, e.Name())); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return n, fmt.Errorf("content: sweep: %w", err)
		}
		n++
	}
	return n, nil
}

// contextReader ends a long upload when the request ends.
type contextReader struct {
	ctx context.Context
	r   io.Reader
}

func (c contextReader) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}
