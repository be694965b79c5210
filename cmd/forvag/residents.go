package main

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
	"unicode"

	"forvag/internal/civil"
	"forvag/internal/dbx"
	"forvag/internal/municipality"
	"forvag/internal/residents"
	"forvag/internal/residents/navet"
	"forvag/internal/strict"
	lifestore "forvag/lifeevents/sqlstore"
)

type residentsCmd struct {
	Import importCmd `cmd:"" help:"Import files with people, addresses, guardians, pupils, organisations or signatories, or from Navet."`
	Aside  asideCmd  `cmd:"" help:"List what was left out of imported files, and why."`
	Seal   sealCmd   `cmd:"" help:"Encrypt officers' personal numbers for kommun.yaml."`
}

type importCmd struct {
	storage
	Content string   `env:"FORVAG_CONTENT" type:"path" placeholder:"DIR" help:"The municipality's folder, for its code, its schools and its navet.yaml. Without it, what the program carries."`
	Kind    string   `placeholder:"KIND" help:"What the files are about: addresses, people, guardians, pupils, organisations or signatories. Empty: each file's name says."`
	Format  string   `placeholder:"FORMAT" enum:",csv,ndjson,navet" default:"" help:"How the files are written: csv, ndjson, or navet for Skatteverket's text format. Empty: seen from their content."`
	Files   []string `arg:"" type:"existingfile" placeholder:"FILE" help:"Files, told apart by content. A name such as people-2026-11.csv says what the file is about; one from Navet may be called anything."`
}

// Help stands under the command's flags.
func (importCmd) Help() string {
	return `Adds what is new and changes what differs; nobody is removed for not being in a file, and importing a file again changes nothing. A row that is
wrong is left out and printed as file:line: reason; the exit code is then 1, and the good rows are kept. Several files are taken in the order that they need: addresses
before people, people before guardians. The columns are in docs/registers.md, and what is read of Navet's text files; forvag residents aside lists what
was left out.

  forvag residents import register/*.csv
  forvag residents import --content /etc/forvag navet_20261122.txt`
}

// navetFormat is the text format of Skatteverket's Navet.
const navetFormat residents.Format = "navet"

// registerFile is a file to import. One from Navet is about people and their guardians.
type registerFile struct {
	path   string
	kind   residents.Kind
	format residents.Format
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
	store, bad, news := register(db, keys), 0, false
	defer func() {
		if news || err != nil { // what was taken before it broke off is there
			err = errors.Join(err, lifestore.New(db).Imported(context.WithoutCancel(ctx)))
		}
	}()
	for _, file := range files {
		report, err := c.take(ctx, out, store, file)
		if err != nil {
			return fmt.Errorf("%s: %w", file.path, err)
		}
		bad += len(report.Bad)
		news = news || report.Added+report.Changed+report.Families > 0
	}
	if bad > 0 {
		return exitCode{code: 1, words: count(bad, "row") + " left out\nforvag residents aside lists them"}
	}
	return nil
}

// take imports one file, tells of it and keeps what was left out.
func (c *importCmd) take(ctx context.Context, out *console, store *residents.Store, file registerFile) (residents.Report, error) {
	report, err := c.importFile(ctx, out, store, file)
	for _, row := range report.Bad {
		out.printf("%s:%d: %s\n", file.path, row.Row, row.Reason)
	}
	out.printf("%s: %d added, %d changed, %d as before, %d bad\n", file.path, report.Added, report.Changed, report.Same, len(report.Bad))
	if slices.ContainsFunc(report.Bad, func(b residents.BadRow) bool { return strings.HasSuffix(b.Reason, "is not UTF-8") }) {
		out.printf("%s: is not written in UTF-8: in Excel, save it as \"CSV UTF-8 (Comma delimited)\"\n", file.path)
	}
	if report.Families > 0 {
		out.printf("%s: guardians began or ended for %s\n", file.path, childrenOf(report.Families))
	}
	return report, errors.Join(err, store.SetAside(ctx, filepath.Base(file.path), report.Bad, time.Now()))
}

func childrenOf(n int) string {
	if n == 1 {
		return "1 child"
	}
	return fmt.Sprintf("%d children", n)
}

// sorted tells what each file is about, and puts the files in the order in which they are imported.
func (c *importCmd) sorted() ([]registerFile, error) {
	var files []registerFile
	for _, path := range c.Files {
		format, err := c.formatOf(path)
		if err != nil {
			return nil, err
		}
		if format == navetFormat {
			files = append(files, registerFile{path, residents.People, format})
			continue
		}
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
		files = append(files, registerFile{path, residents.Kind(name), format})
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
func (c *importCmd) importFile(ctx context.Context, out *console, store *residents.Store, file registerFile) (residents.Report, error) {
	f, err := os.Open(file.path)
	if err != nil {
		return residents.Report{}, err
	}
	defer f.Close()
	if file.kind == residents.Pupils {
		if c.Content == "" {
			fmt.Fprintf(out.err, "warning: %s: the schools are those of Almby, which does not exist; name your own folder by --content or FORVAG_CONTENT\n", file.path)
		}
		schools, err := c.schools()
		if err != nil {
			return residents.Report{}, err
		}
		store = store.Knowing(schools)
	}
	if file.format != navetFormat {
		return store.Import(ctx, file.kind, file.format, f)
	}
	snapshot, err := c.snapshot()
	if err != nil {
		return residents.Report{}, err
	}
	codes := snapshot.Codes
	if codes == nil {
		codes = navet.Carried()
	}
	if n := codes.Unsure(); n > 0 {
		fmt.Fprintf(out.err, "warning: %s: %d of the terms that are read are marked unsure: compare their numbers with the list that came with your order (Bilaga 1), and put the table without the marks as %s in the municipality's folder; see docs/registers.md\n",
			file.path, n, navetFile)
	}
	if snapshot.AsOf, err = navet.Created(f); err != nil {
		return residents.Report{}, err
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return residents.Report{}, err
	}
	next := told
	snapshot.Progress = func(records int) {
		if records >= next {
			next += told
			fmt.Fprintf(out.err, "%s: %d records\n", file.path, records)
		}
	}
	return store.ImportNavet(ctx, f, snapshot)
}

// own is the municipality's own folder, and what its kommun.yaml says.
func (c *importCmd) own() (folder, *municipality.Municipality, error) {
	own, err := openFolder(c.Content)
	if err != nil {
		return own, nil, err
	}
	m, faults, err := own.municipality()
	if err == nil && len(faults) > 0 {
		err = errors.New(faults[0].String())
	}
	return own, m, err
}

// schools are the ids of the municipality's schools.
func (c *importCmd) schools() (ids []string, err error) {
	_, m, err := c.own()
	if err != nil {
		return nil, err
	}
	for _, p := range m.Places {
		if p.Kind == "school" {
			ids = append(ids, p.ID)
		}
	}
	return ids, nil
}

// navetFile is the municipality's own table of Navet's codes, in its folder.
const navetFile = "navet.yaml"

// snapshot is how the municipality's files from Navet are read.
func (c *importCmd) snapshot() (s residents.Snapshot, err error) {
	own, m, err := c.own()
	if err != nil {
		return s, err
	}
	if !own.has(municipality.File) {
		return s, errors.New("which municipality's file is it? Name the folder with its kommun.yaml by --content or FORVAG_CONTENT: whoever is registered in another has moved away")
	}
	if m.NoCode() {
		return s, fmt.Errorf("%s: the municipality's code is not filled in: everybody in the file would be taken for somebody who has moved away", own.name(municipality.File))
	}
	s.Municipality = m.Code
	if !own.has(navetFile) {
		return s, nil
	}
	data, err := fs.ReadFile(own, navetFile)
	if err != nil {
		return s, err
	}
	codes, faults := navet.Parse(own.name(navetFile), data)
	if len(faults) > 0 {
		err = errors.New(faults[0].String())
	}
	s.Codes = codes
	return s, err
}

// formatOf tells how a file is written: Navet's lines begin with a #, NDJSON's first with a brace, and neither begins a column's name in CSV.
func (c *importCmd) formatOf(path string) (residents.Format, error) {
	if c.Format != "" {
		return residents.Format(c.Format), nil
	}
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	head, err := bufio.NewReader(f).Peek(512)
	if err != nil && !errors.Is(err, io.EOF) {
		return "", err
	}
	switch head = bytes.TrimSpace(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf"))); {
	case navet.Is(head):
		return navetFormat, nil
	case bytes.HasPrefix(head, []byte("{")):
		return residents.NDJSON, nil
	}
	return residents.CSV, nil
}

type asideCmd struct{ storage }

// Help stands under the command's flags.
func (asideCmd) Help() string {
	return `Lists, for each imported file, the lines that were left out and why. The file is named without its folder. Importing a file of the same name again
puts what is left out of it then in their place. What stood in the lines is not kept.`
}

// Run lists.
func (c *asideCmd) Run(ctx context.Context, out *console) (err error) {
	db, err := c.existing(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := dbx.Migrate(ctx, db, modules...); err != nil {
		return err
	}
	all, err := register(db, nil).Asides(ctx)
	for _, a := range all {
		out.printf("%s  %s:%d: %s\n", civil.Of(a.At), a.File, a.Row, a.Reason)
	}
	return err
}
