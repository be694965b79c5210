package main

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode"

	"forvag/internal/dbx"
	"forvag/internal/residents"
	"forvag/internal/strict"
)

type residentsCmd struct {
	Import importCmd `cmd:"" help:"Import files with people, addresses, guardians, pupils, organisations or signatories."`
	Seal   sealCmd   `cmd:"" help:"Encrypt officers' personal numbers for kommun.yaml."`
}

type importCmd struct {
	storage
	Kind  string   `placeholder:"KIND" help:"What the files are about: addresses, people, guardians, pupils, organisations or signatories. Empty: each file's name says."`
	Files []string `arg:"" type:"existingfile" placeholder:"FILE" help:"Files in CSV or NDJSON, told apart by content. A name such as people-2026-11.csv says what the file is about."`
}

// Help stands under the command's flags.
func (importCmd) Help() string {
	return `Adds what is new and changes what differs; nothing is removed, and importing a file again changes nothing. A row that is wrong is left out and
printed as file:line: reason; the exit code is then 1, and the good rows are kept. Several files are taken in the order that they need: addresses
before people, people before guardians. The columns are in docs/registers.md.

  forvag residents import register/*.csv`
}

// registerFile is a file to import.
type registerFile struct {
	path string
	kind residents.Kind
}

// Run imports the files.
func (c *importCmd) Run(ctx context.Context, out *console) (err error) {
	files, err := c.sorted()
	if err != nil {
		return exitCode{code: 2, words: "forvag: " + err.Error()}
	}
	if err := c.makeFolder(); err != nil {
		return err
	}
	db, err := c.connect(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := dbx.Migrate(ctx, db, modules...); err != nil {
		return err
	}
	keys, err := c.keys(ctx, db)
	if err != nil {
		return err
	}
	store, bad := register(db, keys), 0
	for _, file := range files {
		report, err := importFile(ctx, store, file)
		for _, row := range report.Bad {
			out.printf("%s:%d: %s\n", file.path, row.Row, row.Reason)
		}
		out.printf("%s: %d added, %d changed, %d as before, %d bad\n", file.path, report.Added, report.Changed, report.Same, len(report.Bad))
		if err != nil {
			return fmt.Errorf("%s: %w", file.path, err)
		}
		bad += len(report.Bad)
	}
	if bad > 0 {
		return exitCode{code: 1, words: count(bad, "row") + " left out"}
	}
	return nil
}

// sorted tells what each file is about, and puts the files in the order in which they are imported.
func (c *importCmd) sorted() ([]registerFile, error) {
	var files []registerFile
	for _, path := range c.Files {
		name := c.Kind
		if name == "" {
			name = strings.ToLower(filepath.Base(path))
			if end := strings.IndexFunc(name, func(r rune) bool { return !unicode.IsLetter(r) }); end >= 0 {
				name = name[:end]
			}
		}
		if !slices.Contains(residents.Kinds(), residents.Kind(name)) {
			return nil, unknownKind(path, name, c.Kind != "")
		}
		files = append(files, registerFile{path, residents.Kind(name)})
	}
	slices.SortStableFunc(files, func(a, b registerFile) int {
		return cmp.Compare(slices.Index(residents.Kinds(), a.kind), slices.Index(residents.Kinds(), b.kind))
	})
	return files, nil
}

// unknownKind says what kinds there are.
func unknownKind(path, name string, given bool) error {
	var kinds []string
	for _, k := range residents.Kinds() {
		kinds = append(kinds, string(k))
	}
	all := strings.Join(kinds, ", ")
	if given {
		return fmt.Errorf("--kind is one of %s, not %q%s", all, name, strict.Suggest(name, kinds))
	}
	return fmt.Errorf("%s: what is it about? Say --kind with one of %s%s", path, all, strict.Suggest(name, kinds))
}

// importFile imports one file. What was done before an error is in the report.
func importFile(ctx context.Context, store *residents.Store, file registerFile) (residents.Report, error) {
	f, err := os.Open(file.path)
	if err != nil {
		return residents.Report{}, err
	}
	defer f.Close()
	in := bufio.NewReader(f)
	format, err := formatOf(in)
	if err != nil {
		return residents.Report{}, err
	}
	return store.Import(ctx, file.kind, format, in)
}

// formatOf tells NDJSON, whose first line begins with a brace, from CSV, where a brace begins no column's name.
func formatOf(in *bufio.Reader) (residents.Format, error) {
	head, err := in.Peek(512)
	if err != nil && !errors.Is(err, io.EOF) {
		return "", err
	}
	if head = bytes.TrimSpace(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf"))); bytes.HasPrefix(head, []byte("{")) {
		return residents.NDJSON, nil
	}
	return residents.CSV, nil
}
