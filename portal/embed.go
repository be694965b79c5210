package portal

import (
	"embed"
	"io/fs"

	"forvag/internal/directory"
)

//go:embed services/*.yaml situations/*.yaml links.yaml links-almby.yaml phrasings.yaml
var files embed.FS

// Services are the e-services that the program carries: one YAML file each.
func Services() fs.FS { return under("services") }

// Situations are the life situations that the program carries: one YAML file each.
func Situations() fs.FS { return under("situations") }

func under(folder string) fs.FS {
	sub, err := fs.Sub(files, folder)
	if err != nil {
		panic(err) // the folder's name is a constant that fs.Sub takes
	}
	return sub
}

// Files of links.
const (
	// LinksFile is the program's, and a municipality's own in its folder.
	LinksFile = "links.yaml"
	almbyFile = "links-almby.yaml"
	// PhrasingsFile is what residents say when they search.
	PhrasingsFile = "phrasings.yaml"
)

// Links are the links that the program carries.
func Links() directory.File { return carried(LinksFile) }

// AlmbyLinks are what the fictional municipality links to beside them.
func AlmbyLinks() directory.File { return carried(almbyFile) }

// Phrasings are what residents say when they search, with what they should find.
func Phrasings() directory.File { return carried(PhrasingsFile) }

func carried(name string) directory.File {
	data, err := files.ReadFile(name)
	if err != nil {
		panic(err) // embedded
	}
	return directory.File{Name: name, Data: data}
}
