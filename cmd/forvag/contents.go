package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"reflect"
	"slices"
	"strings"
	"time"

	"forvag/assistant"
	"forvag/internal/catalog"
	"forvag/internal/civil"
	"forvag/internal/directory"
	"forvag/internal/municipality"
	"forvag/internal/strict"
	"forvag/knowledge"
	"forvag/lifeevents"
	"forvag/notify/messages"
	"forvag/portal"
	"forvag/web"
)

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

// load reads a municipality's content as the portal needs it. The error, where the content is at fault, is faults: all at once.
func (f folder) load(clock func() time.Time) (*contents, error) {
	m, found, err := f.municipality()
	if err != nil {
		return nil, err
	}
	services, err := f.services(m)
	if err != nil {
		return nil, err
	}
	look, err := f.lookFaults(m)
	if err != nil {
		return nil, err
	}
	hidden, err := f.hiddenFaults(m)
	if err != nil {
		return nil, err
	}
	o := options(m, clock)
	o.Checked = f.carried(m)
	cat, wrong := catalog.Load(services, o)
	if found = slices.Concat(found, look, hidden, f.inFolder(servicesFolder, wrong)); len(found) > 0 {
		return nil, faults(strict.Sort(found))
	}
	if err := retire(cat, m, o); err != nil {
		return nil, err
	}
	if found, err = f.enquiries(m, cat); err != nil {
		return nil, err
	}
	if len(found) > 0 {
		return nil, faults(found)
	}
	sources, err := f.directory(m)
	if err != nil {
		return nil, err
	}
	dir, wrong := directory.Load(sources, f.directoryOptions(ids(cat.Services())))
	if len(wrong) > 0 {
		return nil, faults(f.inFolder(situationsFolder, wrong))
	}
	articles, err := f.articles(m)
	if err != nil {
		return nil, err
	}
	library, wrong := knowledge.Load(articles, f.articleOptions(m, cat, dir, clock))
	if len(wrong) > 0 {
		return nil, faults(f.inFolder(articlesFolder, wrong))
	}
	rules, err := f.rules(m)
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

// retire gives the catalog the program's services that the municipality does not have, for the cases that came by them while it had.
func retire(cat *catalog.Catalog, m *municipality.Municipality, o catalog.Options) error {
	for _, id := range m.Services.Without {
		data, err := fs.ReadFile(portal.Services(), id+".yaml")
		if err != nil {
			return fmt.Errorf("%s: %w", id, err)
		}
		cat.Retire(catalog.Stored(id, data, o))
	}
	return nil
}

func ids(services []*catalog.Service) []string {
	out := make([]string, len(services))
	for i, s := range services {
		out[i] = s.ID
	}
	return out
}

func options(m *municipality.Municipality, clock func() time.Time) catalog.Options {
	return catalog.Options{Municipality: m.Catalog(), Icons: web.IconNames(), Today: func() civil.Date { return civil.Today(clock) }}
}

// directoryOptions are what links and situations are checked against.
func (f folder) directoryOptions(services []string) directory.Options {
	o := directory.Options{Services: services, Icons: web.IconNames()}
	if f.dir != "" {
		o.Carried = func(file string) bool { return !f.has(path.Join(situationsFolder, file)) }
	}
	return o
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
