package content

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"

	"forvag/internal/fault"
)

// Damage is something wrong with stored bytes.
type Damage struct {
	// Name is the hash, or the path of a file that is none of ours.
	Name string
	Kind DamageKind
}

// String is "missing <hash>" and the like, for the report.
func (d Damage) String() string { return string(d.Kind) + " " + d.Name }

// DamageKind is what is wrong.
type DamageKind string

// The kinds of damage.
const (
	Missing DamageKind = "missing" // a row names bytes that are not there
	Corrupt DamageKind = "corrupt" // the bytes are not those that the name promises
	Stray   DamageKind = "stray"   // a file that nothing of ours put there
)

// Walk calls fn with each hash that has bytes and their number, in the order of hashes, until fn returns an error, which Walk returns.
func (b *Blobs) Walk(ctx context.Context, fn func(h Hash, size int64) error) error {
	return b.walk(ctx, func(file string, e fs.DirEntry) error {
		h := Hash(e.Name())
		if at, err := place(h); err != nil || at != file {
			return nil
		}
		info, err := e.Info()
		if errors.Is(err, fs.ErrNotExist) {
			return nil // disposed of since the folder was read
		}
		if err != nil {
			return err
		}
		return fn(h, info.Size())
	})
}

func (b *Blobs) walk(ctx context.Context, fn func(file string, e fs.DirEntry) error) error {
	return fs.WalkDir(b.root.FS(), ".", func(file string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return fmt.Errorf("content: walk: %w", err)
		case ctx.Err() != nil:
			return ctx.Err()
		case file == uploads:
			return fs.SkipDir
		case e.IsDir():
			return nil
		}
		return fn(file, e)
	})
}

// Verify reads every stored file and calls report with what is wrong: a corrupt or stray file, or a hash of wanted that has no bytes. wanted
// are the hashes that rows name; nil where only the files are to be checked. looked is how many files were read.
func (b *Blobs) Verify(ctx context.Context, wanted iter.Seq[Hash], report func(Damage)) (looked int, err error) {
	err = b.walk(ctx, func(file string, e fs.DirEntry) error {
		h := Hash(e.Name())
		if at, err := place(h); err != nil || at != file || !e.Type().IsRegular() {
			report(Damage{file, Stray})
			return nil
		}
		looked++
		sum, err := b.sum(h)
		if errors.Is(err, fault.NotFound) {
			return nil // disposed of since the folder was read
		}
		if err != nil || sum != h { // a file that cannot be read is as bad as one with other bytes
			report(Damage{string(h), Corrupt})
		}
		return nil
	})
	if err != nil || wanted == nil {
		return looked, err
	}
	for h := range wanted {
		if err := ctx.Err(); err != nil {
			return looked, err
		}
		exists, err := b.Exists(h)
		if err != nil {
			return looked, err
		}
		if !exists {
			report(Damage{string(h), Missing})
		}
	}
	return looked, nil
}

func (b *Blobs) sum(h Hash) (Hash, error) {
	f, err := b.Open(h)
	if err != nil {
		return "", err
	}
	defer f.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, f); err != nil {
		return "", err
	}
	return Hash(hex.EncodeToString(sum.Sum(nil))), nil
}

// CopyTo copies every file to another directory of blobs, for a backup. Files that are there already are not copied again, and bytes that are
// not what their name promises are reported, not copied.
func (b *Blobs) CopyTo(ctx context.Context, to *Blobs, report func(Damage)) error {
	return b.Walk(ctx, func(h Hash, size int64) error {
		if exists, err := to.Exists(h); err != nil || exists {
			return err
		}
		sum, err := b.sum(h)
		if errors.Is(err, fault.NotFound) {
			return nil
		}
		if err != nil || sum != h {
			report(Damage{string(h), Corrupt})
			return nil
		}
		f, err := b.Open(h)
		if err != nil {
			return err
		}
		defer f.Close()
		_, _, err = to.Put(ctx, f, size)
		return err
	})
}
