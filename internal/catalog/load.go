package catalog

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"

	"forvag/internal/civil"
	"forvag/internal/strict"
)

// Fault is one mistake in a service file; its String is file:line:column: words.
type Fault = strict.Fault

// Options are what services are checked against.
type Options struct {
	// Municipality is never nil.
	Municipality Municipality
	// Icons are the names of the icons that there are. Nil leaves icons unchecked.
	Icons []string
	// Today is the day whose values the settings have that texts name. Nil leaves the names in the texts.
	Today func() civil.Date
	// Part says that the files are not all of the services that there are, so that what they open may stand elsewhere. It was checked where all were.
	Part bool
	// Checked says whether a file of such bytes has been checked before, for a municipality whose settings, queue units and rooms are the same to its
	// expressions. They are then compiled when they are first asked about, since nothing is wrong in them. Nil compiles all at once.
	Checked func(file string, data []byte) bool
	// Proven says whether the examples of a file of such bytes have come true in the municipality that they were written for, so that Check need not run them
	// here: another municipality has other queues, rooms and numbers. Nil runs all.
	Proven func(file string, data []byte) bool

	settings map[string]Setting // the municipality's, gathered once
}

func (o Options) ready() Options {
	o.settings = o.Municipality.Settings()
	return o
}

// Catalog is a loaded set of services. Readers never see it change within a day. It is safe for concurrent use.
type Catalog struct {
	options Options
	files   []*Service // as they were read, by id
	retired []*Service // likewise

	mu    sync.Mutex
	today *edition
}

// edition is the catalog as it reads on one day.
type edition struct {
	day      civil.Date
	services []*Service // by id
	byID     map[string]*Service
	retired  []*Service
}

// Load reads every *.yaml file at the top of fsys as one service. Where there is any fault the catalog is nil and all faults come at once.
func Load(fsys fs.FS, o Options) (*Catalog, []Fault) {
	o = o.ready()
	services, documents := decode(fsys, o)
	faults := faultsOf(documents)
	if len(faults) > 0 {
		return nil, faults
	}
	return newCatalog(services, o), nil
}

// Check is Load with everything that only matters before a file is used: words that are easy to read, and examples that come true. It is what
// forvag check runs.
func Check(fsys fs.FS, o Options) []Fault {
	o = o.ready()
	services, documents := decode(fsys, o)
	for i, d := range documents {
		if services[i] == nil {
			continue
		}
		l := linter{Document: d, service: services[i], options: o}
		l.readable()
		if len(d.Faults()) == 0 && (o.Proven == nil || !o.Proven(services[i].ID+".yaml", services[i].Source)) {
			l.examples()
		}
	}
	return faultsOf(documents)
}

// Parse reads one service from a file's bytes, as Load does. The service is nil where there are faults.
func Parse(file string, data []byte, o Options) (*Service, []Fault) {
	s, d := parse(file, data, o.ready())
	if faults := d.Faults(); len(faults) > 0 {
		return nil, faults
	}
	return s, nil
}

// Stored reads a version of a service that was accepted once, for the cases that came by it. What the municipality or the program has taken away
// since, such as a board or a setting, is no fault: rules that rest on it are as those that cannot be told. It is nil where the bytes are no service.
func Stored(id string, data []byte, o Options) *Service {
	s, _ := parse(id+".yaml", data, o.ready())
	return s
}

func decode(fsys fs.FS, o Options) (services []*Service, documents []*strict.Document) {
	files, err := fs.Glob(fsys, "*.yaml")
	if err != nil || len(files) == 0 {
		d := strict.Decode(".", []byte("{}"), &struct{}{})
		d.Faultf("", "there is no service file (*.yaml) here")
		return []*Service{nil}, []*strict.Document{d}
	}
	slices.Sort(files)
	services, documents = make([]*Service, len(files)), make([]*strict.Document, len(files))
	var all errgroup.Group // on every processor, since the program waits for it at start
	all.SetLimit(runtime.GOMAXPROCS(0))
	for i, file := range files {
		all.Go(func() error {
			data, err := fs.ReadFile(fsys, file)
			services[i], documents[i] = parse(file, data, o)
			if err != nil {
				documents[i].Faultf("", "the file cannot be read: %v", err)
			}
			return nil
		})
	}
	_ = all.Wait() // what is wrong stands in the documents
	if !o.Part {
		together(services, documents, o)
	}
	return services, documents
}

// together checks what services say of each other.
func together(services []*Service, documents []*strict.Document, o Options) {
	byID := map[string]*Service{}
	for _, s := range services {
		if s != nil {
			byID[s.ID] = s
		}
	}
	for i, s := range services {
		if s != nil && s.program != nil {
			l := linter{Document: documents[i], service: s, options: o}
			l.opens(byID)
		}
	}
}

func parse(file string, data []byte, o Options) (*Service, *strict.Document) {
	s := &Service{Source: slices.Clone(data)}
	sum := sha256.Sum256(data)
	s.Hash = hex.EncodeToString(sum[:])
	d := strict.Decode(file, data, s)
	if !d.Has("") {
		return nil, d
	}
	if id := strings.TrimSuffix(path.Base(file), ".yaml"); s.ID != id && d.Has("id") {
		d.Faultf("id", "the file is called %s, so the id is %q", path.Base(file), id)
	}
	l := linter{Document: d, service: s, options: o}
	l.names()
	c := compiler{Document: d, service: s, options: o, named: s.named(), editions: &editions{by: map[string]*Service{}},
		later: o.Checked != nil && o.Checked(file, data)}
	if o.Today != nil {
		m := Moment{Today: o.Today(), Municipality: o.Municipality}
		s.fill(valuesOf(c.named, o, m))
		c.editions.by[string(appendKey(nil, c.named, m))] = s
	}
	c.compile()
	l.lint()
	return s, d
}

func faultsOf(documents []*strict.Document) []Fault {
	var all []Fault
	for _, d := range documents {
		all = append(all, d.Faults()...)
	}
	return strict.Sort(all)
}

func newCatalog(services []*Service, o Options) *Catalog {
	slices.SortFunc(services, func(a, b *Service) int { return cmp.Compare(a.ID, b.ID) })
	c := &Catalog{options: o, files: services}
	c.current() // so that the first reader need not wait
	return c
}

// At is the same catalog by another clock. What was read and compiled is shared.
func (c *Catalog) At(today func() civil.Date) *Catalog {
	o := c.options
	o.Today = today
	return &Catalog{options: o, files: c.files, retired: c.retired}
}

// Retire adds a service that nobody can begin in, for the cases in it that go on. Call it before anybody else has the catalog.
func (c *Catalog) Retire(s *Service) { c.retired, c.today = append(c.retired, s), nil }

// current is the edition of the day.
func (c *Catalog) current() *edition {
	var m Moment
	if c.options.Today != nil {
		m = Moment{Today: c.options.Today(), Municipality: c.options.Municipality}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.today != nil && c.today.day == m.Today {
		return c.today
	}
	e := &edition{day: m.Today, byID: map[string]*Service{}}
	for _, s := range c.files {
		if c.options.Today != nil {
			s = s.On(m)
		}
		e.services, e.byID[s.ID] = append(e.services, s), s
	}
	for _, s := range c.retired {
		if c.options.Today != nil {
			s = s.On(m)
		}
		e.retired = append(e.retired, s)
	}
	c.today = e
	return e
}

// Services lists all, by id, as their texts read today.
func (c *Catalog) Services() []*Service { return slices.Clone(c.current().services) }

// Service finds one by id, as its texts read today; nil where there is none.
func (c *Catalog) Service(id string) *Service { return c.current().byID[id] }

// Handled lists the services that cases may be in: those that there are, and after them those that nobody can begin in any more.
func (c *Catalog) Handled() []*Service {
	e := c.current()
	return slices.Concat(e.services, e.retired)
}

// Retired lists the services that nobody can begin in any more.
func (c *Catalog) Retired() []*Service { return slices.Clone(c.current().retired) }

// Error gathers faults into one error, for a program that cannot start with them.
type Error []Fault

// Error lists the faults, one on each line.
func (e Error) Error() string {
	lines := make([]string, len(e))
	for i, f := range e {
		lines[i] = f.String()
	}
	return fmt.Sprintf("%d faults in service files:\n%s", len(e), strings.Join(lines, "\n"))
}
