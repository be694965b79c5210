package directory

import (
	"cmp"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"forvag/internal/catalog"
	"forvag/internal/locale"
	"forvag/internal/strict"
)

// Fault is one mistake in a file; its String is file:line:column: words.
type Fault = strict.Fault

// File is a file of links.
type File struct {
	Name string
	Data []byte
}

// Sources are what a directory is read from.
type Sources struct {
	// Links are files of links, the program's first. A link or an organisation in a later file replaces one with the same id.
	Links []File
	// Situations has a file for each life situation at its top.
	Situations fs.FS
}

// Options are what the directory is checked against.
type Options struct {
	// Services are the ids of the municipality's e-services.
	Services []string
	// Icons are the names of the icons that there are. Nil leaves icons unchecked.
	Icons []string
	// Carried says whether a situation's file is the program's and not the municipality's own: what it names that the municipality does not have is
	// then left out, and no fault. Nil means that none is.
	Carried func(file string) bool
}

// Directory is a loaded set of links and situations. It is never changed and is safe for concurrent use.
type Directory struct {
	links      []*Link
	situations []*Situation
}

// Load reads links and situations. Where there is any fault the directory is nil and all faults come at once.
func Load(s Sources, o Options) (*Directory, []Fault) {
	r := read(s, o)
	if faults := r.faults(); len(faults) > 0 {
		return nil, faults
	}
	return r.directory(), nil
}

// Check is Load with what only matters before a file is used: words that are easy to read. It is what forvag check runs.
func Check(s Sources, o Options) []Fault {
	r := read(s, o)
	for i, f := range r.linkFiles {
		readable(r.linkDocs[i], f)
	}
	for i, f := range r.situations {
		readable(r.situationDocs[i], f)
	}
	return r.faults()
}

// reading is a directory on its way in: what each file says, and what is wrong in it.
type reading struct {
	options       Options
	linkFiles     []*linkFile
	linkDocs      []*strict.Document
	situations    []*Situation
	situationDocs []*strict.Document
	missing       []Fault
}

func read(s Sources, o Options) *reading {
	r := &reading{options: o}
	for _, f := range s.Links {
		links := &linkFile{}
		r.linkDocs = append(r.linkDocs, strict.Decode(f.Name, f.Data, links))
		r.linkFiles = append(r.linkFiles, links)
	}
	names, err := fs.Glob(s.Situations, "*.yaml")
	if err != nil || len(names) == 0 {
		r.missing = append(r.missing, Fault{File: ".", Words: "there is no file of a life situation (*.yaml) here"})
	}
	slices.Sort(names)
	for _, name := range names {
		data, err := fs.ReadFile(s.Situations, name)
		situation := &Situation{}
		d := strict.Decode(name, data, situation)
		if err != nil {
			d.Faultf("", "the file cannot be read: %v", err)
		}
		if id := strings.TrimSuffix(path.Base(name), ".yaml"); d.Has("id") && situation.ID != id {
			d.Faultf("id", "the file is called %s, so the id is %q", path.Base(name), id)
		}
		if o.Carried != nil && o.Carried(name) {
			for i := range situation.Steps {
				step := &situation.Steps[i]
				step.Services = slices.DeleteFunc(step.Services, func(id string) bool { return !slices.Contains(o.Services, id) })
			}
		}
		r.situations, r.situationDocs = append(r.situations, situation), append(r.situationDocs, d)
	}
	r.lint()
	return r
}

func (r *reading) faults() []Fault {
	all := r.missing
	for _, d := range slices.Concat(r.linkDocs, r.situationDocs) {
		all = append(all, d.Faults()...)
	}
	return strict.Sort(all)
}

// directory lays the files over each other. It is called where there are no faults.
func (r *reading) directory() *Directory {
	organisations := map[string]*Organisation{}
	links := map[string]*Link{}
	for _, f := range r.linkFiles {
		for _, id := range f.Without {
			delete(links, id)
		}
		for _, o := range f.Organisations {
			organisations[o.ID] = o
		}
		for _, l := range f.Links {
			links[l.ID] = l
		}
	}
	for _, s := range r.situations {
		for i := range s.Steps {
			s.Steps[i].Links = slices.DeleteFunc(s.Steps[i].Links, func(id string) bool { return links[id] == nil })
		}
	}
	d := &Directory{situations: slices.Clone(r.situations)}
	for _, l := range links {
		l.Organisation = organisations[l.By]
		l.URL.EN = cmp.Or(l.URL.EN, l.URL.SV)
		d.links = append(d.links, l)
	}
	slices.SortFunc(d.links, func(a, b *Link) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortFunc(d.situations, func(a, b *Situation) int { return cmp.Or(cmp.Compare(a.Order, b.Order), cmp.Compare(a.ID, b.ID)) })
	return d
}

// Links lists all links, by id.
func (d *Directory) Links() []*Link { return slices.Clone(d.links) }

// Link finds one by id; nil where there is none.
func (d *Directory) Link(id string) *Link {
	i, found := slices.BinarySearchFunc(d.links, id, func(l *Link, id string) int { return cmp.Compare(l.ID, id) })
	if !found {
		return nil
	}
	return d.links[i]
}

// LinksFor lists the links of a life situation, by id.
func (d *Directory) LinksFor(s catalog.Situation) []*Link {
	return slices.DeleteFunc(d.Links(), func(l *Link) bool { return !slices.Contains(l.Situations, s) })
}

// Situations lists the pages of life situations, in the order of the front page.
func (d *Directory) Situations() []*Situation { return slices.Clone(d.situations) }

// Situation finds a page by its id; nil where there is none.
func (d *Directory) Situation(id string) *Situation {
	i := slices.IndexFunc(d.situations, func(s *Situation) bool { return s.ID == id })
	if i < 0 {
		return nil
	}
	return d.situations[i]
}

// PageOf finds the page of a life situation by what services call it; nil where there is none.
func (d *Directory) PageOf(s catalog.Situation) *Situation {
	i := slices.IndexFunc(d.situations, func(p *Situation) bool { return p.Situation == s })
	if i < 0 {
		return nil
	}
	return d.situations[i]
}

// readable holds texts for residents under the readability index, each long one by itself and all of a file together.
func readable(d *strict.Document, data any) {
	all := map[locale.Lang]*strings.Builder{locale.SV: {}, locale.EN: {}}
	catalog.Texts(data, func(at string, t locale.Text) {
		if strings.HasSuffix(at, ".url") || strings.HasPrefix(at, "organisations") {
			return
		}
		for _, lang := range locale.Langs() {
			text := t.In(lang)
			all[lang].WriteString(text + "\n\n")
			if len(strings.Fields(text)) < catalog.LixWords {
				continue
			}
			if lix := locale.Lix(text); lix >= catalog.MaxLix {
				d.Faultf(at+"."+string(lang), "%s", catalog.TooHard(lix, locale.Hardest(text)))
			}
		}
	})
	for _, lang := range locale.Langs() {
		if lix := locale.Lix(all[lang].String()); lix >= catalog.MaxLix {
			d.Faultf("", "%s", fmt.Sprintf("all texts together have LIX %d in %s; want under %d", lix, lang.Name(), catalog.MaxLix))
		}
	}
}
