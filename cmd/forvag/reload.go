package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"
	"time"

	"forvag/internal/catalog"
	"forvag/internal/strict"
	"forvag/lifeevents"
	"forvag/portal"
	"forvag/web"
)

// on is a site with other contents and another look, and what staff have written over them.
func (c *contents) on(ctx context.Context, site *portal.Site, look *web.Assets) (*portal.Site, error) {
	next := *site
	next.Municipality, next.Rules, next.Catalog, next.Directory, next.Library = c.municipality, c.municipality.Catalog(), c.catalog, c.directory, c.library
	next.Book = c.rules
	next.Search, next.Assets = portal.NewSearchable(c.catalog, c.directory, c.municipality, c.library), look
	next.Search.Passages, next.Writing = site.Search.Passages, site.Writing.Read(c.library)
	return next.Rewritten(ctx)
}

// reloading brings a running portal to what its folder says now.
type reloading struct {
	process *process
	mu      sync.Mutex
	// seen are the folder and the look in it as they were last read.
	seen, look string
	// unsound says that the folder was found to have faults when it was last read.
	unsound bool
}

func newReloading(p *process) *reloading {
	r := &reloading{process: p}
	r.seen, r.look = p.folder.stamp("."), p.folder.stamp(brandFolder)
	return r
}

// read reads the folder again and serves what it says, and tells whether anything in it has changed since it was last read. Where it has faults, all that
// forvag check finds, examples too, or would keep serve closed, the portal goes on as it was, and the error says why.
func (r *reloading) read(ctx context.Context) (changed bool, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	now := r.process.folder.stamp(".")
	changed, r.seen = now != r.seen, now
	if changed || r.unsound {
		err := r.sound()
		if r.unsound = err != nil; r.unsound {
			return changed, err
		}
	}
	return changed, r.reread(ctx, now)
}

// sound is what is wrong with the folder.
func (r *reloading) sound() error {
	found, _, err := r.process.folder.check(r.process.clock)
	if err == nil && len(found) > 0 {
		err = faults(found)
	}
	if err != nil || r.process.settings.Unfinished {
		return err
	}
	return r.process.folder.closed()
}

// reread serves what the folder says, unless that is no longer what stamped says that was looked at; empty where nothing was.
func (r *reloading) reread(ctx context.Context, stamped string) error {
	p := r.process
	look := p.folder.stamp(brandFolder)
	next, err := p.folder.load(p.clock)
	if err != nil {
		return err
	}
	if stamped != "" && p.folder.stamp(".") != stamped {
		return errors.New("the folder was changed while it was read: ask again")
	}
	assets := p.server.Site().Assets
	if look != r.look || next.municipality.Brand != p.server.Site().Municipality.Brand {
		if assets, err = p.folder.assets(next.municipality); err != nil {
			return err
		}
	}
	if err := unseal(next.municipality, p.server.Site().Keys, p.log); err != nil {
		return err
	}
	if err := p.types.Use(ctx, next.catalog, next.municipality); err != nil {
		return err
	}
	site, err := next.on(ctx, p.server.Site(), assets)
	if err != nil {
		return err
	}
	p.server.Use(site)
	p.site.Notify.Use(next.told())
	r.look = look
	return nil
}

// followEvery is how soon what staff publish in another process is seen in this one.
const followEvery = 2 * time.Second

// follow serves the articles that staff have published since it last looked.
func (r *reloading) follow(ctx context.Context) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	site, err := r.process.server.Site().Rewritten(ctx)
	if err != nil {
		return err
	}
	r.process.server.Use(site)
	return nil
}

// follows looks for what staff have published in other processes, until ctx ends.
func (p *process) follows(ctx context.Context) {
	tick := time.NewTicker(followEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if err := p.reload.follow(ctx); err != nil && ctx.Err() == nil {
			p.log.Error("articles written in the desk are not read", "error", err)
		}
	}
}

// refresh reads the folder where it has changed, and lets pages tell what is wrong in it. It is what a demonstration does before each page.
func (r *reloading) refresh(ctx context.Context) {
	r.mu.Lock()
	defer r.mu.Unlock()
	now := r.process.folder.stamp(".")
	if now == r.seen {
		return
	}
	r.seen = now
	err := r.reread(ctx, "")
	if err != nil {
		r.process.log.Warn("the folder is not read", "error", err)
	}
	r.process.tell(err)
}

// tell puts what is wrong in the folder before whoever reads the pages: what kept it from being read, or else what only forvag check finds.
func (p *process) tell(err error) {
	next := *p.server.Site()
	next.Faults, next.Outdated = nil, err != nil
	var wrong faults
	switch {
	case errors.As(err, &wrong):
	case err != nil:
		next.Faults = []string{err.Error()}
	default:
		wrong = p.folder.examples(p.clock)
	}
	for _, f := range wrong {
		next.Faults = append(next.Faults, f.String())
	}
	p.server.Use(&next)
}

// stamp tells whether anything in a folder was changed: names, sizes and times of what is in it.
func (f folder) stamp(dir string) string {
	var b strings.Builder
	_ = fs.WalkDir(f, dir, func(path string, d fs.DirEntry, err error) error { // what cannot be read is told when it is read
		if err != nil || d.IsDir() {
			return nil
		}
		if info, err := d.Info(); err == nil {
			fmt.Fprintln(&b, path, info.Size(), info.ModTime().UnixNano())
		}
		return nil
	})
	return b.String()
}

// proof are the faults in the services and rules that the folder has itself, of those that only forvag check and a reading by SIGHUP look for: words that are
// hard to read, and examples that do not come true. There are none where the folder has faults that keep it from being read.
func (f folder) proof(clock func() time.Time) (faults, error) {
	rules, err := fs.Sub(f, rulesFolder)
	if err != nil {
		return nil, err
	}
	files, err := fs.Glob(rules, "*.yaml")
	found := f.examples(clock)
	if err != nil || len(files)+len(found) == 0 {
		return nil, err
	}
	c, err := f.load(clock)
	if wrong := (faults)(nil); errors.As(err, &wrong) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return append(found, f.inFolder(rulesFolder, lifeevents.Check(rules, f.ruleOptions(c.municipality, c.catalog, nil, nil)))...), nil
}

// examples are the faults that keep nothing from being shown, in the services that the folder has itself: words that are hard to read, and examples
// that do not come true.
func (f folder) examples(clock func() time.Time) faults {
	own, err := fs.Sub(f, servicesFolder)
	if err != nil {
		return nil
	}
	m, _, err := f.municipality()
	if files, none := fs.Glob(own, "*.yaml"); err != nil || none != nil || len(files) == 0 {
		return nil
	}
	o := options(m, clock)
	o.Part = true
	strays, _ := f.strays() // a folder that cannot be read has been told of
	return strict.Sort(slices.Concat(strays, f.inFolder(servicesFolder, catalog.Check(own, o))))
}
