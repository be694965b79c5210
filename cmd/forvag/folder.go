package main

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"forvag/assistant"
	"forvag/internal/catalog"
	"forvag/internal/content"
	"forvag/internal/directory"
	"forvag/internal/municipality"
	"forvag/internal/strict"
	"forvag/knowledge"
	"forvag/lifeevents"
	"forvag/portal"
	"forvag/web"
	"forvag/web/brand"
)

// folder is a municipality's own files, which lie over what the program carries.
type folder struct {
	fs.FS
	dir string // as it was named, for faults; empty where there is none
	// demo says that the municipality is shown to somebody who tries it: it then has the sample's staff beside its own.
	demo bool
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
	return folder{FS: files, dir: dir}, nil
}

// emptyFolder holds nothing.
type emptyFolder struct{}

// Open finds nothing.
func (emptyFolder) Open(name string) (fs.File, error) {
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

// Where a municipality's e-services and its look lie in its folder.
const (
	servicesFolder   = "services"
	situationsFolder = "situations"
	articlesFolder   = "articles"
	rulesFolder      = "rules"
	brandFolder      = "brand"
)

// name is the path of a file of the folder; a file that the program carries keeps its name.
func (f folder) name(file string) string {
	if _, err := fs.Stat(f, file); err != nil {
		return file
	}
	return filepath.Join(f.dir, file)
}

// has tells whether the folder has a file. Where it has no kommun.yaml the portal is Almby's.
func (f folder) has(file string) bool {
	_, err := fs.Stat(f, file)
	return err == nil
}

// over is what the program carries, but for what the municipality does not have, with a folder of its own files laid over it.
func (f folder) over(name string, carried fs.FS, but municipality.Carried) (fs.FS, error) {
	own, err := fs.Sub(f, name)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return content.Overlay(own, content.Without(carried, func(file string) bool { return slices.Contains(but.Without, idOf(file)) })), nil
}

// idOf is what a file describes: bygglov of bygglov.yaml, bygga-altan of sv/bygga-altan.md.
func idOf(file string) string { return strings.TrimSuffix(path.Base(file), path.Ext(file)) }

// inFolder gives faults in a folder's files the names by which an editor finds them. Files of links have theirs already.
func (f folder) inFolder(name string, found []strict.Fault) []strict.Fault {
	for i := range found {
		if file := path.Base(found[i].File); file != portal.LinksFile && !strings.HasPrefix(file, "links-") {
			found[i].File = f.name(path.Join(name, found[i].File))
		}
	}
	return found
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
	if f.demo {
		m.WithSampleStaff()
	}
	return m, found, nil
}

// enquiries is what is wrong with where questions go that only a person can answer.
func (f folder) enquiries(m *municipality.Municipality, services *catalog.Catalog) ([]strict.Fault, error) {
	data, err := fs.ReadFile(f, municipality.File)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s: %w", f.name(municipality.File), err)
	}
	return m.CheckEnquiries(f.name(municipality.File), data, services), nil
}

// services are the e-services: the program's own, and over them the municipality's.
func (f folder) services(m *municipality.Municipality) (fs.FS, error) {
	return f.over(servicesFolder, portal.Services(), m.Services)
}

// directory is what the municipality points to: the program's links with its own over them, and life situations. Almby's own links come along where
// the folder is none but Almby's.
func (f folder) directory(m *municipality.Municipality) (directory.Sources, error) {
	situations, err := f.over(situationsFolder, portal.Situations(), m.Situations)
	if err != nil {
		return directory.Sources{}, err
	}
	s := directory.Sources{Links: []directory.File{portal.Links()}, Situations: situations}
	data, err := fs.ReadFile(f, portal.LinksFile)
	switch {
	case err == nil:
		s.Links = append(s.Links, directory.File{Name: f.name(portal.LinksFile), Data: data})
	case !errors.Is(err, fs.ErrNotExist):
		return directory.Sources{}, fmt.Errorf("%s: %w", f.name(portal.LinksFile), err)
	default:
		if _, err := fs.Stat(f, municipality.File); errors.Is(err, fs.ErrNotExist) {
			s.Links = append(s.Links, portal.AlmbyLinks())
		}
	}
	return s, nil
}

// articles are what is written for residents to read: the program's own, and over them the municipality's.
func (f folder) articles(m *municipality.Municipality) (fs.FS, error) {
	return f.over(articlesFolder, knowledge.Articles(), m.Articles)
}

// rules are those of life events: the program's own, and over them the municipality's.
func (f folder) rules(m *municipality.Municipality) (fs.FS, error) {
	return f.over(rulesFolder, lifeevents.Files(), m.Rules)
}

// judge is what the assistant weighs answers by: what it has learnt from the municipality's own questions, or else from the program's.
func (f folder) judge() (assistant.Judge, []strict.Fault, error) {
	data, err := fs.ReadFile(f, assistant.JudgeFile)
	if errors.Is(err, fs.ErrNotExist) {
		return assistant.DefaultJudge(), nil, nil
	}
	if err != nil {
		return assistant.Judge{}, nil, fmt.Errorf("%s: %w", f.name(assistant.JudgeFile), err)
	}
	j, wrong := assistant.ReadJudge(f.name(assistant.JudgeFile), data)
	return j, wrong, nil
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
func (f folder) lookFaults(m *municipality.Municipality) ([]strict.Fault, error) {
	own, err := f.look()
	if err != nil {
		return nil, err
	}
	_, wrong, err := brand.Read(own, m.Brand.Colour)
	var found []strict.Fault
	for _, w := range wrong {
		if w.File != "" {
			found = append(found, strict.Fault{File: f.name(path.Join(brandFolder, w.File)), Line: w.Line, Column: w.Column, Words: w.Words})
			continue
		}
		said, err := f.inMunicipality("brand.colour", w.Words)
		if err != nil {
			return nil, err
		}
		found = append(found, said...)
	}
	return found, err
}

// assets are the portal's static files, with the look of the municipality laid over.
func (f folder) assets(m *municipality.Municipality) (*web.Assets, error) {
	own, err := f.look()
	if err != nil {
		return nil, err
	}
	return web.NewAssets(own, m.Brand.Colour)
}
