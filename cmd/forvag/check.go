package main

import (
	"cmp"
	"fmt"
	"io/fs"
	"slices"

	"forvag/internal/catalog"
	"forvag/internal/content"
	"forvag/internal/municipality"
	"forvag/internal/strict"
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
	var folder fs.FS = emptyFolder{}
	if c.Dir != "" {
		var err error
		if folder, err = content.Folder(c.Dir); err != nil {
			return err
		}
	}
	found, services, err := check(folder)
	if err != nil {
		return err
	}
	for _, f := range found {
		out.printf("%s\n", f)
	}
	if len(found) > 0 {
		return exitCode{code: 1, words: fmt.Sprintf("%d faults", len(found))}
	}
	out.printf("%d services, no faults\n", services)
	return nil
}

// check finds everything that is wrong with a municipality's folder, in the order of files and lines, and counts the services.
func check(folder fs.FS) ([]strict.Fault, int, error) {
	m, found, err := municipality.Load(folder)
	if err != nil {
		return nil, 0, err
	}
	if m == nil {
		m = municipality.Default() // so that services are checked all the same
	}
	services, err := serviceFiles(folder)
	if err != nil {
		return nil, 0, err
	}
	files, err := fs.Glob(services, "*.yaml")
	if err != nil {
		return nil, 0, err
	}
	found = append(found, catalog.Check(services, catalog.Options{Municipality: m.Catalog(), Icons: web.IconNames()})...)
	own, err := fs.Sub(folder, "brand")
	if err != nil {
		return nil, 0, err
	}
	_, look, err := brand.Read(own)
	if err != nil {
		return nil, 0, err
	}
	for _, f := range look {
		found = append(found, strict.Fault{File: "brand/" + f.File, Line: f.Line, Column: f.Column, Words: f.Words})
	}
	slices.SortStableFunc(found, func(a, b strict.Fault) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return found, len(files), nil
}
