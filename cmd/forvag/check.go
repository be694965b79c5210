package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"time"

	"forvag/assistant"
	"forvag/internal/catalog"
	"forvag/internal/civil"
	"forvag/internal/content"
	"forvag/internal/directory"
	"forvag/internal/locale"
	"forvag/internal/municipality"
	"forvag/internal/strict"
	"forvag/knowledge"
	"forvag/lifeevents"
	"forvag/notify/messages"
	"forvag/portal"
	"forvag/web"
	"forvag/web/brand"
)

type checkCmd struct {
	Dir    string `arg:"" optional:"" type:"existingdir" help:"The municipality's folder. Without it, what the program carries is checked."`
	Report bool   `help:"Tell how every service and article reads: LIX in each language, how complete it is, the texts that are hard, and articles not used."`
}

// Help stands under the command's flags.
func (checkCmd) Help() string {
	return `Reads kommun.yaml, services/*.yaml, links.yaml, situations/*.yaml, articles/<lang>/*.md, messages/<lang>/*.yaml, rules/*.yaml and brand/ as the portal would,
with what the program carries beneath, and runs every example.
Each fault is one line on standard output, file:line:column: words. The exit code is 1 where there is any. What is no fault, but may not be what was
meant, such as a file that nothing reads, is a note on standard error.

  forvag check --report min-kommun     also lists LIX and how complete each service is in each language, and articles`
}

// Run checks a folder.
func (c *checkCmd) Run(out *console) error {
	own, err := openFolder(c.Dir)
	if err != nil {
		return err
	}
	found, counted, err := own.check(time.Now)
	if err != nil {
		return err
	}
	for _, f := range found {
		out.printf("%s\n", f)
	}
	if c.Report {
		if err := own.report(out); err != nil {
			return err
		}
	}
	notes, err := own.notes()
	if err != nil {
		return err
	}
	for _, n := range notes {
		fmt.Fprintf(out.err, "note: %s\n", n)
	}
	if len(found) > 0 {
		return exitCode{code: 1, words: count(len(found), "fault")}
	}
	out.printf("%s, %s, %s, no faults\n", count(counted.services, "service"), count(counted.articles, "article"), count(counted.rules, "rule"))
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
	servicesFolder   = "services"
	situationsFolder = "situations"
	articlesFolder   = "articles"
	rulesFolder      = "rules"
	brandFolder      = "brand"
)

// load reads a municipality's content as the portal needs it. The error, where the content is at fault, is faults: all at once.
func (f folder) load(clock func() time.Time) (*contents, error) {
	m, found, err := f.municipality()
	if err != nil {
		return nil, err
	}
	services, err := f.services()
	if err != nil {
		return nil, err
	}
	look, err := f.lookFaults()
	if err != nil {
		return nil, err
	}
	o := options(m, clock)
	o.Checked = f.carried(m)
	cat, wrong := catalog.Load(services, o)
	if found = slices.Concat(found, look, f.inFolder(servicesFolder, wrong)); len(found) > 0 {
		return nil, faults(strict.Sort(found))
	}
	if found, err = f.enquiries(m, cat); err != nil {
		return nil, err
	}
	if len(found) > 0 {
		return nil, faults(found)
	}
	sources, err := f.directory()
	if err != nil {
		return nil, err
	}
	dir, wrong := directory.Load(sources, directory.Options{Services: ids(cat.Services()), Icons: web.IconNames()})
	if len(wrong) > 0 {
		return nil, faults(f.inFolder(situationsFolder, wrong))
	}
	articles, err := f.articles()
	if err != nil {
		return nil, err
	}
	library, wrong := knowledge.Load(articles, f.articleOptions(m, cat, dir, clock))
	if len(wrong) > 0 {
		return nil, faults(f.inFolder(articlesFolder, wrong))
	}
	rules, err := f.rules()
	if err != nil {
		return nil, err
	}
	texts, err := fs.Glob(articles, "*/*.md")
	if err != nil {
		return nil, err
	}
	ruling := f.ruleOptions(m, cat, dir, texts)
	ruling.Checked = f.carriedRules(m)
	book, wrong := lifeevents.Load(rules, ruling)
	if len(wrong) > 0 {
		return nil, faults(f.inFolder(rulesFolder, wrong))
	}
	told, wrong, err := f.texts()
	if err != nil {
		return nil, err
	}
	if len(wrong) > 0 {
		return nil, faults(wrong)
	}
	judge, wrong, err := f.judge()
	if err != nil {
		return nil, err
	}
	if len(wrong) > 0 {
		return nil, faults(wrong)
	}
	return &contents{m, cat, dir, library, book, told, judge}, nil
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

// contents are what a municipality has to show.
type contents struct {
	municipality *municipality.Municipality
	catalog      *catalog.Catalog
	directory    *directory.Directory
	library      *knowledge.Library
	rules        *lifeevents.Book
	messages     *messages.Set
	judge        assistant.Judge
}

func ids(services []*catalog.Service) []string {
	out := make([]string, len(services))
	for i, s := range services {
		out[i] = s.ID
	}
	return out
}

// counted is how much was checked.
type counted struct{ services, articles, rules int }

// check finds everything that is wrong with the content, examples and misplaced files too, in the order of files and lines, and counts it.
func (f folder) check(clock func() time.Time) ([]strict.Fault, counted, error) {
	m, found, err := f.municipality()
	if err != nil {
		return nil, counted{}, err
	}
	services, err := f.services()
	if err != nil {
		return nil, counted{}, err
	}
	files, err := fs.Glob(services, "*.yaml")
	if err != nil {
		return nil, counted{}, err
	}
	strays, err := f.strays()
	if err != nil {
		return nil, counted{}, err
	}
	look, err := f.lookFaults()
	if err != nil {
		return nil, counted{}, err
	}
	sources, err := f.directory()
	if err != nil {
		return nil, counted{}, err
	}
	articles, err := f.articles()
	if err != nil {
		return nil, counted{}, err
	}
	texts, err := fs.Glob(articles, "*/*.md")
	if err != nil {
		return nil, counted{}, err
	}
	names := make([]string, len(files))
	for i, file := range files {
		names[i] = strings.TrimSuffix(file, ".yaml")
	}
	pointed := directory.Check(sources, directory.Options{Services: names, Icons: web.IconNames()})
	cat, _ := catalog.Load(services, options(m, clock)) // nil where there are faults, which are told anyhow
	if cat != nil {
		asked, err := f.enquiries(m, cat)
		if err != nil {
			return nil, counted{}, err
		}
		found = append(found, asked...)
	}
	dir, _ := directory.Load(sources, directory.Options{Services: names, Icons: web.IconNames()})
	alone, _, err := f.languages(articles)
	if err != nil {
		return nil, counted{}, err
	}
	written := slices.Concat(knowledge.Check(articles, f.articleOptions(m, cat, dir, clock)), alone)
	rules, err := f.rules()
	if err != nil {
		return nil, counted{}, err
	}
	events, err := fs.Glob(rules, "*.yaml")
	if err != nil {
		return nil, counted{}, err
	}
	_, told, err := f.texts()
	if err != nil {
		return nil, counted{}, err
	}
	ruled := lifeevents.Check(rules, f.ruleOptions(m, cat, dir, texts))
	found = slices.Concat(found, strays, look, told, f.inFolder(servicesFolder, catalog.Check(services, options(m, clock))), f.inFolder(situationsFolder, pointed),
		f.inFolder(articlesFolder, written), f.inFolder(rulesFolder, ruled))
	return strict.Sort(found), counted{len(files), len(texts), len(events)}, nil
}

// articles are what is written for residents to read: the program's own, and over them the municipality's.
func (f folder) articles() (fs.FS, error) { return f.over(articlesFolder, knowledge.Articles()) }

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

// articleOptions are what articles are checked against. A catalog or a directory that is nil, since its files have faults, leaves unchecked what it
// would have. An article that the program carries may name what a municipality with a kommun.yaml or links.yaml of its own does not have: it is left
// out there.
func (f folder) articleOptions(m *municipality.Municipality, cat *catalog.Catalog, dir *directory.Directory, clock func() time.Time) knowledge.Options {
	o := knowledge.Options{Municipality: m, Today: civil.Today(clock)}
	if cat != nil {
		o.Services, o.Checks = []string{}, []string{}
		for _, s := range cat.Services() {
			o.Services = append(o.Services, s.ID)
			if s.Check != nil {
				o.Checks = append(o.Checks, s.ID)
			}
		}
	}
	if dir != nil {
		o.Situations, o.Links = []string{}, []string{}
		for _, s := range dir.Situations() {
			o.Situations = append(o.Situations, s.ID)
		}
		for _, l := range dir.Links() {
			o.Links = append(o.Links, l.ID)
		}
	}
	if f.has(municipality.File) || f.has(portal.LinksFile) {
		o.Carried = func(file string) bool {
			_, err := fs.Stat(f, path.Join(articlesFolder, file))
			return err != nil
		}
	}
	return o
}

// rules are those of life events: the program's own, and over them the municipality's.
func (f folder) rules() (fs.FS, error) {
	own, err := fs.Sub(f, rulesFolder)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", rulesFolder, err)
	}
	return content.Overlay(own, lifeevents.Files()), nil
}

// ruleOptions are what rules of life events are checked against: articles are their files. What is nil, since its files have faults, leaves unchecked
// what it would have.
func (f folder) ruleOptions(m *municipality.Municipality, cat *catalog.Catalog, dir *directory.Directory, articles []string) lifeevents.Options {
	o := lifeevents.Options{Municipality: m.Catalog(), Icons: web.IconNames()}
	if cat != nil {
		o.Services = map[string]*catalog.Service{}
		for _, s := range cat.Services() {
			o.Services[s.ID] = s
		}
	}
	if dir != nil {
		o.Reading = []string{}
		for _, l := range dir.Links() {
			o.Reading = append(o.Reading, l.ID)
		}
		for _, file := range articles {
			o.Reading = append(o.Reading, strings.TrimSuffix(path.Base(file), ".md"))
		}
	}
	if f.dir != "" {
		o.Carried = func(file string) bool { return !f.has(path.Join(rulesFolder, file)) }
	}
	return o
}

func options(m *municipality.Municipality, clock func() time.Time) catalog.Options {
	return catalog.Options{Municipality: m.Catalog(), Icons: web.IconNames(), Today: func() civil.Date { return civil.Today(clock) }}
}

// carried tells which services are the program's own, in a municipality that gives their expressions nothing else than the program's own does. They
// were checked when the program was built, so that a portal need not compile them before it is ready.
func (f folder) carried(m *municipality.Municipality) func(file string, data []byte) bool {
	own, ours := f.places(m)
	known := knowsAsMuch(own, ours)
	return func(file string, data []byte) bool {
		id := strings.TrimSuffix(file, ".yaml")
		return known && isOurs(portal.Services(), file, data) &&
			reflect.DeepEqual(own.QueueUnits(id), ours.QueueUnits(id)) && reflect.DeepEqual(own.Rooms(id), ours.Rooms(id))
	}
}

// carriedRules tells which rules of life events are the program's own, as carried does of services.
func (f folder) carriedRules(m *municipality.Municipality) func(file string, data []byte) bool {
	known := knowsAsMuch(f.places(m))
	return func(file string, data []byte) bool { return known && isOurs(lifeevents.Files(), file, data) }
}

// places are the municipality as its files see it, and the one that the program carries, which is the same where the folder has none.
func (f folder) places(m *municipality.Municipality) (own, ours catalog.Municipality) {
	own = m.Catalog()
	if _, err := fs.Stat(f, municipality.File); errors.Is(err, fs.ErrNotExist) {
		return own, own
	}
	return own, municipality.Default().Catalog()
}

// knowsAsMuch says whether a municipality has every setting of ours, each of the same kind.
func knowsAsMuch(own, ours catalog.Municipality) bool {
	settings := own.Settings()
	for name, setting := range ours.Settings() {
		if known, ok := settings[name]; !ok || !known.Same(setting) {
			return false
		}
	}
	return true
}

// isOurs says whether a file's bytes are those that the program carries.
func isOurs(ours fs.FS, file string, data []byte) bool {
	same, err := fs.ReadFile(ours, file)
	return err == nil && bytes.Equal(data, same)
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

// enquiries is what is wrong with where questions go that only a person can answer.
func (f folder) enquiries(m *municipality.Municipality, services *catalog.Catalog) ([]strict.Fault, error) {
	data, err := fs.ReadFile(f, municipality.File)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s: %w", f.name(municipality.File), err)
	}
	return m.CheckEnquiries(f.name(municipality.File), data, services), nil
}

// over is what the program carries with a folder of the municipality's own files laid over it.
func (f folder) over(name string, carried fs.FS) (fs.FS, error) {
	own, err := fs.Sub(f, name)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return content.Overlay(own, carried), nil
}

// services are the e-services: the program's own, and over them the municipality's.
func (f folder) services() (fs.FS, error) { return f.over(servicesFolder, portal.Services()) }

// directory is what the municipality points to: the program's links with its own over them, and life situations. Almby's own links come along where
// the folder is none but Almby's.
func (f folder) directory() (directory.Sources, error) {
	own, err := fs.Sub(f, situationsFolder)
	if err != nil {
		return directory.Sources{}, fmt.Errorf("%s: %w", situationsFolder, err)
	}
	s := directory.Sources{Links: []directory.File{portal.Links()}, Situations: content.Overlay(own, portal.Situations())}
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

// inFolder gives faults in a folder's files the names by which an editor finds them. Files of links have theirs already.
func (f folder) inFolder(name string, found []strict.Fault) []strict.Fault {
	for i := range found {
		if file := path.Base(found[i].File); file != portal.LinksFile && !strings.HasPrefix(file, "links-") {
			found[i].File = f.name(path.Join(name, found[i].File))
		}
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

// has tells whether the folder has a file. Where it has no kommun.yaml the portal is Almby's.
func (f folder) has(file string) bool {
	_, err := fs.Stat(f, file)
	return err == nil
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
	articles, err := f.articles()
	if err != nil {
		return nil, err
	}
	_, alone, err := f.languages(articles)
	if err != nil {
		return nil, err
	}
	notes = append(notes, alone...)
	if !f.has(municipality.File) {
		notes = append(notes, fmt.Sprintf("%s has no %s: the portal is Almby's, which does not exist", f.dir, municipality.File))
	}
	return notes, nil
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
