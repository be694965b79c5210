package main

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"forvag/internal/catalog"
	"forvag/internal/civil"
	"forvag/internal/content"
	"forvag/internal/municipality"
	"forvag/internal/strict"
	"forvag/portal"
	"forvag/web"
	"forvag/web/brand"
)

type checkCmd struct {
	Dir string `arg:"" optional:"" type:"existingdir" help:"The municipality's folder. Without it, what the program carries is checked."`
}

// Help stands under the command's flags.
func (checkCmd) Help() string {
	return `Reads kommun.yaml, services/*.yaml and brand/ as the portal would, with what the program carries beneath, and runs every example.
Each fault is one line on standard output, file:line:column: words. The exit code is 1 where there is any.`
}

// Run checks a folder.
func (c *checkCmd) Run(out *console) error {
	own, err := openFolder(c.Dir)
	if err != nil {
		return err
	}
	found, services, err := own.check(time.Now)
	if err != nil {
		return err
	}
	for _, f := range found {
		out.printf("%s\n", f)
	}
	if len(found) > 0 {
		return exitCode{code: 1, words: count(len(found), "fault")}
	}
	out.printf("%s, no faults\n", count(services, "service"))
	return nil
}

// count is a number of things, in words: "1 fault", "2 faults".
func count(n int, thing string) string {
	if n != 1 {
		thing += "s"
	}
	return fmt.Sprintf("%d %s", n, thing)
}

// folder is a municipality's own files, which lie over what the program carries.
type folder struct {
	fs.FS
	dir string // as it was named, for faults; empty where there is none
}

// openFolder opens a municipality's folder; an empty one where dir is empty.
func openFolder(dir string) (folder, error) {
	if dir == "" {
		return folder{FS: emptyFolder{}}, nil
	}
	files, err := content.Folder(dir)
	if err != nil {
		return folder{}, fmt.Errorf("the municipality's folder: %w", err)
	}
	return folder{files, dir}, nil
}

// emptyFolder holds nothing.
type emptyFolder struct{}

// Open finds nothing.
func (emptyFolder) Open(name string) (fs.File, error) {
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

// Where a municipality's e-services and its look lie in its folder.
const (
	servicesFolder = "services"
	brandFolder    = "brand"
)

// load reads a municipality's content as the portal needs it. The error, where the content is at fault, is faults: all at once.
func (f folder) load(clock func() time.Time) (*municipality.Municipality, *catalog.Catalog, error) {
	m, found, err := f.municipality()
	if err != nil {
		return nil, nil, err
	}
	services, err := f.services()
	if err != nil {
		return nil, nil, err
	}
	look, err := f.lookFaults()
	if err != nil {
		return nil, nil, err
	}
	cat, wrong := catalog.Load(services, options(m, clock))
	if found = slices.Concat(found, look, f.inServices(wrong)); len(found) > 0 {
		return nil, nil, faults(strict.Sort(found))
	}
	return m, cat, nil
}

// check finds everything that is wrong with the content, examples and misplaced files too, in the order of files and lines, and counts the services.
func (f folder) check(clock func() time.Time) ([]strict.Fault, int, error) {
	m, found, err := f.municipality()
	if err != nil {
		return nil, 0, err
	}
	services, err := f.services()
	if err != nil {
		return nil, 0, err
	}
	files, err := fs.Glob(services, "*.yaml")
	if err != nil {
		return nil, 0, err
	}
	strays, err := f.strays()
	if err != nil {
		return nil, 0, err
	}
	look, err := f.lookFaults()
	if err != nil {
		return nil, 0, err
	}
	found = slices.Concat(found, strays, look, f.inServices(catalog.Check(services, options(m, clock))))
	return strict.Sort(found), len(files), nil
}

func options(m *municipality.Municipality, clock func() time.Time) catalog.Options {
	return catalog.Options{Municipality: m.Catalog(), Icons: web.IconNames(), Today: func() civil.Date { return civil.Today(clock) }}
}

// municipality reads kommun.yaml, or what the program carries where there is none. With faults it is what could be read, for checking the services.
func (f folder) municipality() (*municipality.Municipality, []strict.Fault, error) {
	data, err := fs.ReadFile(f, municipality.File)
	if errors.Is(err, fs.ErrNotExist) {
		return municipality.Default(), nil, nil
	}
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", f.name(municipality.File), err)
	}
	m, found := municipality.Decode(f.name(municipality.File), data)
	if len(m.Boards) == 0 {
		m = municipality.Default() // nothing could be read
	}
	return m, found, nil
}

// services are the e-services: the program's own, and over them the municipality's.
func (f folder) services() (fs.FS, error) {
	own, err := fs.Sub(f, servicesFolder)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", servicesFolder, err)
	}
	return content.Overlay(own, portal.Services()), nil
}

// look are the municipality's colours and logotypes.
func (f folder) look() (fs.FS, error) {
	own, err := fs.Sub(f, brandFolder)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", brandFolder, err)
	}
	return own, nil
}

// lookFaults are what is wrong with them.
func (f folder) lookFaults() ([]strict.Fault, error) {
	own, err := f.look()
	if err != nil {
		return nil, err
	}
	_, wrong, err := brand.Read(own)
	found := make([]strict.Fault, len(wrong))
	for i, w := range wrong {
		found[i] = strict.Fault{File: f.name(path.Join(brandFolder, w.File)), Line: w.Line, Column: w.Column, Words: w.Words}
	}
	return found, err
}

// assets are the portal's static files, with the municipality's look laid over.
func (f folder) assets() (*web.Assets, error) {
	own, err := f.look()
	if err != nil {
		return nil, err
	}
	return web.NewAssets(own)
}

// inServices gives faults in services the names by which an editor finds the files.
func (f folder) inServices(found []strict.Fault) []strict.Fault {
	for i := range found {
		found[i].File = f.name(path.Join(servicesFolder, found[i].File))
	}
	return found
}

// name is the path of a file of the folder; a file that the program carries keeps its name.
func (f folder) name(file string) string {
	if _, err := fs.Stat(f, file); err != nil {
		return file
	}
	return filepath.Join(f.dir, file)
}

// strays are files that look as if they were meant to be read, and are not.
func (f folder) strays() ([]strict.Fault, error) {
	if f.dir == "" {
		return nil, nil
	}
	var found []strict.Fault
	entries, err := fs.ReadDir(f, ".")
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		known := []string{municipality.File, servicesFolder, brandFolder}
		if near := strict.Nearest(e.Name(), known); near != "" {
			found = append(found, strict.Fault{File: f.name(e.Name()), Words: fmt.Sprintf("is not read; did you mean %q?", near)})
		}
	}
	entries, err = fs.ReadDir(f, servicesFolder)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	for _, e := range entries {
		if name, ok := strings.CutSuffix(e.Name(), ".yml"); ok {
			file := f.name(path.Join(servicesFolder, e.Name()))
			found = append(found, strict.Fault{File: file, Words: fmt.Sprintf("is not read; call it %s.yaml", name)})
		}
	}
	return found, nil
}

// faults are everything that is wrong with a municipality's content.
type faults []strict.Fault

// Error is one line for each fault, after one that says how many.
func (f faults) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s in the municipality's folder", count(len(f), "fault"))
	for _, fault := range f {
		b.WriteString("\n" + fault.String())
	}
	return b.String()
}
