package main

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"forvag/internal/locale"
	"forvag/internal/municipality"
	"forvag/internal/strict"
	"forvag/knowledge"
	"forvag/portal"
)

// known are what is read in a municipality's folder.
var known = []string{municipality.File, servicesFolder, situationsFolder, portal.LinksFile, brandFolder, articlesFolder, rulesFolder, messagesFolder}

// translated are the Swedish names that somebody may give what is known, without an ending.
var translated = map[string]string{
	"artiklar": articlesFolder, "meddelanden": messagesFolder, "regler": rulesFolder, "livshändelser": rulesFolder, "livshandelser": rulesFolder, "tjanster": servicesFolder, "tjänster": servicesFolder, "e-tjänster": servicesFolder, "e-tjanster": servicesFolder,
	"situationer": situationsFolder, "livssituationer": situationsFolder, "länkar": portal.LinksFile, "lankar": portal.LinksFile,
	"profil": brandFolder, "varumärke": brandFolder, "logotyp": brandFolder,
}

// meant is what of the known a file or folder seems to be; empty where it seems to be none, or is one.
func meant(name string) string {
	if slices.Contains(known, name) {
		return ""
	}
	if near := translated[strings.ToLower(strings.TrimSuffix(name, path.Ext(name)))]; near != "" {
		return near
	}
	return strict.Nearest(name, known)
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
		if near := meant(e.Name()); near != "" {
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

// languages finds articles that do not stand in both languages. One that the program carries is at fault; one of the municipality's own is Swedish for
// readers in English too, which is worth a note, as is an own text in Swedish beside the program's in English.
func (f folder) languages(articles fs.FS) (wrong []strict.Fault, notes []string, err error) {
	alone, err := knowledge.SwedishOnly(articles)
	if err != nil {
		return nil, nil, err
	}
	for _, id := range alone {
		file := path.Join(string(locale.SV), id+".md")
		if !f.has(path.Join(articlesFolder, file)) {
			wrong = append(wrong, strict.Fault{File: file, Line: 1, Column: 1, Words: fmt.Sprintf("stands in Swedish alone; write en/%s.md", id)})
			continue
		}
		notes = append(notes, fmt.Sprintf("%s: stands in Swedish alone, which readers in English get, marked as such; write %s", f.name(path.Join(articlesFolder, file)),
			path.Join(f.dir, articlesFolder, string(locale.EN), id+".md")))
	}
	own, err := fs.Glob(f, path.Join(articlesFolder, string(locale.SV), "*.md"))
	if err != nil {
		return nil, nil, err
	}
	for _, file := range own {
		twin := path.Join(articlesFolder, string(locale.EN), path.Base(file))
		if _, err := fs.Stat(articles, path.Join(string(locale.EN), path.Base(file))); err == nil && !f.has(twin) {
			notes = append(notes, fmt.Sprintf("%s: replaces the program's in Swedish alone, and readers in English get the program's text; write %s", f.name(file), path.Join(f.dir, twin)))
		}
	}
	return wrong, notes, nil
}

// remarks are what keeps kommun.yaml from being used in earnest, though it has no faults; none where the folder has no such file.
func (f folder) remarks() ([]strict.Fault, error) { return f.through(municipality.Remarks) }

// unfinished are the values of kommun.yaml that residents would read as "fill in"; none where the folder has no such file.
func (f folder) unfinished() ([]strict.Fault, error) { return f.through(municipality.Unfinished) }

// through has kommun.yaml looked through.
func (f folder) through(fn func(file string, data []byte) []strict.Fault) ([]strict.Fault, error) {
	return lookThrough(f, fn)
}

// lookThrough has a folder's kommun.yaml looked through; it finds nothing where there is none.
func lookThrough[T any](f folder, fn func(file string, data []byte) []T) ([]T, error) {
	data, err := fs.ReadFile(f, municipality.File)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.name(municipality.File), err)
	}
	return fn(f.name(municipality.File), data), nil
}

// notes are what is no fault in the folder, but may not be what was meant. Hidden files, a README and an editor's schema are nobody's mistake.
func (f folder) notes() ([]string, error) {
	if f.dir == "" {
		return nil, nil
	}
	entries, err := fs.ReadDir(f, ".")
	if err != nil {
		return nil, err
	}
	var notes []string
	for _, e := range entries {
		name := e.Name()
		if slices.Contains(known, name) || meant(name) != "" || strings.HasPrefix(name, ".") || strings.HasPrefix(name, "README") ||
			strings.HasSuffix(name, ".schema.json") {
			continue
		}
		notes = append(notes, fmt.Sprintf("%s: is not read; what is read is %s", f.name(name), strings.Join(known, ", ")))
	}
	m, _, err := f.municipality()
	if err != nil {
		return nil, err
	}
	pointing, err := f.hiddenNotes(m, time.Now)
	if err != nil {
		return nil, err
	}
	articles, err := f.articles(m)
	if err != nil {
		return nil, err
	}
	_, alone, err := f.languages(articles)
	if err != nil {
		return nil, err
	}
	notes = slices.Concat(notes, pointing, alone)
	if !f.has(municipality.File) {
		notes = append(notes, fmt.Sprintf("%s has no %s: the portal is Almby's, which does not exist", f.dir, municipality.File))
	}
	return notes, nil
}
