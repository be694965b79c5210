package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"forvag/internal/catalog"
	"forvag/internal/civil"
	"forvag/internal/locale"
	"forvag/internal/municipality"
	"forvag/internal/strict"
	"forvag/portal"
)

// newCmd makes files to begin with.
type newCmd struct {
	Municipality newMunicipalityCmd `cmd:"" help:"Write kommun.yaml: name, boards, staff, delegation order, local settings and places, with a comment at each key."`
	Service      newServiceCmd      `cmd:"" help:"Write the file of a new e-service, which works as it stands."`
}

type newMunicipalityCmd struct {
	Name   string `arg:"" help:"What the municipality is called, as 'Falkenbergs kommun'."`
	Place  string `placeholder:"WORDS" help:"The name alone, as Falkenberg. Left out: the name without its last word."`
	Folder string `env:"FORVAG_CONTENT" type:"path" default:"." placeholder:"DIR" help:"The municipality's folder, where kommun.yaml is written. Made if missing."`
}

// Help stands under the command's flags.
func (newMunicipalityCmd) Help() string {
	return `Writes kommun.yaml in the municipality's folder, with a comment at each key, the keys that it does not use after "#:", and FYLL I ("fill in") where only you
know what to write. It passes forvag check, which tells what is left to fill in. It has no staff, and nothing is delegated in it. Beside it goes
kommun.schema.json, by which an editor completes keys and marks mistakes. Existing files are left as they are. Every key stands in docs/municipality.md.

  forvag new municipality 'Falkenbergs kommun' --place Falkenberg --folder min-kommun
  forvag check min-kommun
  forvag demo --content min-kommun`
}

// Run writes the file.
func (c *newMunicipalityCmd) Run(out *console) error {
	place := c.Place
	if place == "" {
		place = c.Name[:max(strings.LastIndexByte(c.Name, ' '), 0)]
	}
	if place == "" {
		place = c.Name
	}
	text, err := municipality.New(c.Name, place, civil.Today(time.Now))
	if err != nil {
		return err
	}
	if err := os.MkdirAll(c.Folder, 0o755); err != nil {
		return err
	}
	file := filepath.Join(c.Folder, municipality.File)
	err = writeNew(file, text)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s exists: it is left as it is", file)
	}
	if err != nil {
		return err
	}
	m, _ := municipality.Decode(municipality.File, []byte(text))
	schema, err := m.Schema()
	if err != nil {
		return err
	}
	err = writeNew(filepath.Join(c.Folder, "kommun.schema.json"), string(schema)+"\n")
	if err != nil && !errors.Is(err, fs.ErrExist) { // an older one does: forvag schema makes it anew
		return err
	}
	out.printf("%s\nIt passes as it stands. What is left to fill in:  forvag check %s\n", file, c.Folder)
	return nil
}

type newServiceCmd struct {
	ID     string `arg:"" help:"The service's id, as batplats: lower-case letters, digits and hyphens."`
	Title  string `placeholder:"WORDS" help:"What residents call it, in Swedish. The id, where left out."`
	EN     string `name:"en" placeholder:"WORDS" help:"The same in English. Where left out, the Swedish title stands there until you translate it."`
	From   string `placeholder:"ID" help:"Begin with a copy of another service. With the id of one that the program carries, the copy takes its place."`
	Folder string `env:"FORVAG_CONTENT" type:"path" default:"." placeholder:"DIR" help:"The municipality's folder; the file is written to services/ in it. Made if missing."`
}

// Help stands under the command's flags.
func (newServiceCmd) Help() string {
	return `Writes services/ID.yaml in the municipality's folder: a whole service with a comment at each key, and the keys that it does not use after "#:". It
passes forvag check. An existing file is left as it is.

  forvag new service batplats --title Båtplats --en "Boat berth" --folder min-kommun
  forvag new service bygglov --from bygglov --folder min-kommun     to change one that the program carries
  forvag check min-kommun
  forvag demo --content min-kommun`
}

// Run writes the file.
func (c *newServiceCmd) Run(out *console) error {
	if err := catalog.GoodID(c.ID); err != nil {
		return err
	}
	if _, err := fs.Stat(portal.Services(), c.ID+".yaml"); err == nil && c.From != c.ID {
		return fmt.Errorf("the program carries a service %q already: begin with a copy of it by --from %s, or choose another id", c.ID, c.ID)
	}
	if err := os.MkdirAll(filepath.Join(c.Folder, servicesFolder), 0o755); err != nil {
		return err
	}
	text, err := c.text()
	if err != nil {
		return err
	}
	file := filepath.Join(c.Folder, servicesFolder, c.ID+".yaml")
	err = writeNew(file, text)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s exists: change that one, or choose another id", file)
	}
	if err != nil {
		return err
	}
	out.printf("%s\nIt works as it stands. To see it at /tjanster/%s:  forvag demo --content %s\n", file, c.ID, c.Folder)
	if c.From == "" && c.EN == "" {
		out.printf("Its title is in Swedish only. Translate it in the file: title and secrecy.public_title.\n")
	}
	return nil
}

// text is what the file says.
func (c *newServiceCmd) text() (string, error) {
	own, err := openFolder(c.Folder)
	if err != nil {
		return "", err
	}
	if c.From != "" {
		return own.copyOf(c.From, c.ID)
	}
	m, _, err := own.municipality()
	if err != nil {
		return "", err
	}
	title := c.Title
	if title == "" {
		title = spoken(c.ID)
	}
	return catalog.New(c.ID, locale.Text{SV: title, EN: c.EN}, string(m.Boards[0].Code))
}

// idLine is where a service's file says its id.
var idLine = regexp.MustCompile(`(?m)^id:.*$`)

// copyOf is the file of another service, with a new id.
func (f folder) copyOf(from, id string) (string, error) {
	services, err := f.over(servicesFolder, portal.Services(), municipality.Carried{}) // one that the municipality does not have may be a good beginning
	if err != nil {
		return "", err
	}
	data, err := fs.ReadFile(services, from+".yaml")
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrInvalid) {
		files, err := fs.Glob(services, "*.yaml")
		for i := range files {
			files[i] = strings.TrimSuffix(files[i], ".yaml")
		}
		return "", errors.Join(err, fmt.Errorf("there is no service %q to begin with%s", from, strict.Suggest(from, files)))
	}
	if err != nil {
		return "", err
	}
	return idLine.ReplaceAllLiteralString(string(data), "id: "+id), nil
}

// spoken is an id as words: "Ny tjanst" for ny-tjanst.
func spoken(id string) string {
	words := strings.ReplaceAll(id, "-", " ")
	first, size := utf8.DecodeRuneInString(words)
	return string(unicode.ToUpper(first)) + words[size:]
}

// writeNew writes a file that must not exist; the error is fs.ErrExist where it does.
func writeNew(name, text string) error {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	return errors.Join(err, f.Close())
}
