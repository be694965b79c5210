package portal

import (
	"slices"

	"forvag/internal/catalog"
	"forvag/internal/directory"
	"forvag/internal/fault"
	"forvag/internal/identity"
	"forvag/web"
)

func situationPath(s *directory.Situation) string { return web.PathSituations + "/" + s.ID }
func linkPath(l *directory.Link) string           { return web.PathLinks + "/" + l.ID }
func boardPath(code string) string                { return "/namnder/" + code }

// lists are the ways to look through everything; at is the one that the reader looks at.
func (r *request) lists(at string) []web.Tab {
	var tabs []web.Tab
	for _, l := range []struct{ key, path string }{
		{"portal.list.subjects", web.PathServices}, {"web.situations.title", web.PathSituations}, {"web.articles.title", web.PathArticles}, {"web.links.title", web.PathLinks},
	} {
		tabs = append(tabs, web.Tab{Text: r.t(l.key), Href: l.path, Count: -1, Current: l.path == at})
	}
	return tabs
}

// situationTiles are all life situations.
func (r *request) situationTiles() []web.Situation {
	var out []web.Situation
	for _, s := range r.Directory.Situations() {
		out = append(out, web.Situation{Icon: web.Icon(s.Icon), Title: s.Title.In(r.lang), Text: s.Short.In(r.lang), Href: situationPath(s)})
	}
	return out
}

// situations lists the life situations.
func (r *request) situations() error {
	return r.page(web.SectionServices, web.SituationsPage{Lists: r.lists(web.PathSituations), Situations: r.situationTiles()})
}

// situation tells about one.
func (r *request) situation() error {
	s := r.Directory.Situation(r.Params("situation"))
	if s == nil {
		return unknownAddress()
	}
	view := web.SituationPage{Icon: web.Icon(s.Icon), Name: s.Title.In(r.lang), Lead: s.Lead.In(r.lang)}
	named := map[string]bool{}
	for _, step := range s.Steps {
		row := web.SituationStep{When: step.When.In(r.lang), Name: step.Title.In(r.lang), Text: step.Text.In(r.lang)}
		for _, t := range step.You {
			row.You = append(row.You, t.In(r.lang))
		}
		for _, t := range step.Comes {
			row.Comes = append(row.Comes, t.In(r.lang))
		}
		for _, id := range step.Services {
			if service := r.Catalog.Service(id); service != nil {
				row.Hits, named[service.ID] = append(row.Hits, r.serviceHit(service)), true
			}
		}
		for _, id := range step.Links {
			if link := r.Directory.Link(id); link != nil {
				row.Hits, named["link "+link.ID] = append(row.Hits, r.linkHit(link)), true
			}
		}
		for _, law := range step.Law {
			row.Law = append(row.Law, web.LawRef{Text: law})
		}
		view.Steps = append(view.Steps, row)
	}
	for _, service := range r.Catalog.Services() {
		if slices.Contains(service.Situations, s.Situation) && !named[service.ID] {
			view.More = append(view.More, r.serviceHit(service))
		}
	}
	for _, link := range r.Directory.LinksFor(s.Situation) {
		if !named["link "+link.ID] {
			view.More = append(view.More, r.linkHit(link))
		}
	}
	return r.page(web.SectionServices, view)
}

// links lists what others run, by subject.
func (r *request) links() error {
	view := web.LinksPage{Lists: r.lists(web.PathLinks)}
	for _, id := range catalog.Category("").Values() {
		group := web.LinkGroup{Title: r.t("portal.category." + id), ID: id}
		for _, l := range r.Directory.Links() {
			if string(l.Category) == id {
				group.Links = append(group.Links, r.linkHit(l))
			}
		}
		if len(group.Links) > 0 {
			r.sortHits(group.Links)
			view.Groups = append(view.Groups, group)
		}
	}
	return r.page(web.SectionServices, view)
}

// linkAt is the link of the address.
func (r *request) linkAt() (*directory.Link, error) {
	l := r.Directory.Link(r.Params("link"))
	if l == nil {
		return nil, unknownAddress()
	}
	return l, nil
}

// link tells about a service that somebody else runs.
func (r *request) link() error {
	l, err := r.linkAt()
	if err != nil {
		return err
	}
	view := web.LinkPage{
		Name: l.Title.In(r.lang), Lead: l.Text.In(r.lang), By: l.Organisation.Name.In(r.lang),
		ByKind: r.t("portal.organisation." + string(l.Organisation.Kind)), Phone: l.Organisation.Phone,
		Href: l.URL.In(r.lang), Host: l.Host(r.lang), Reviewed: r.day(l.Reviewed), Report: linkPath(l) + "/trasig",
	}
	for _, n := range l.Needs {
		view.Needs = append(view.Needs, n.In(r.lang))
	}
	for _, id := range l.Situations {
		if s := r.Directory.PageOf(id); s != nil {
			view.Situations = append(view.Situations, web.Link{Text: s.Title.In(r.lang), Href: situationPath(s)})
		}
	}
	return r.page(web.SectionServices, view)
}

// reportLink notes that a link does not work, for the officers who keep the list.
func (r *request) reportLink() error {
	l, err := r.linkAt()
	if err != nil {
		return err
	}
	if err := r.LinkReports.Note(r.ctx(), l.ID, l.URL.SV); err != nil {
		return err
	}
	return r.done(linkPath(l), "lank")
}

// board tells about a board and what it has to offer.
func (r *request) board() error {
	b := r.Municipality.Board(identity.BoardID(r.Params("board")))
	if b == nil {
		return unknownAddress()
	}
	view := web.BoardPage{Name: b.Name.In(r.lang), Lead: b.Does.In(r.lang), Email: b.Email}
	for _, s := range r.Catalog.Services() {
		if s.Board == string(b.Code) {
			view.Services = append(view.Services, r.serviceCard(s))
		}
	}
	if s := r.Catalog.Service(documentService); s != nil {
		view.Ask = &web.Link{Text: s.Title.In(r.lang), Href: servicePath(s)}
	}
	return r.page(web.SectionServices, view)
}

// documentService is the service by which public documents are asked for.
const documentService = "allman-handling"

// linkReportsPath is where officers see which links are said to be dead.
const linkReportsPath = web.PathDesk + "/lankar"

// linkReports lists them.
func (r *request) linkReports() error {
	if err := identity.Allow(r.principal, identity.ListDesk, identity.Object{Kind: identity.DeskObject}); err != nil {
		return err
	}
	mends := r.mendsLinks() == nil
	reports, err := r.LinkReports.List(r.ctx())
	if err != nil {
		return err
	}
	view := web.LinkReportsPage{}
	for _, rep := range reports {
		row := web.LinkReport{
			Name: rep.Link, Href: rep.URL, Count: rep.Count, First: r.when(rep.First), Last: r.when(rep.Last), Done: linkReportsPath + "/" + rep.Link,
		}
		if !mends {
			row.Done = ""
		}
		if l := r.Directory.Link(rep.Link); l != nil {
			row.Name, row.By = l.Title.In(r.lang), l.Organisation.Name.In(r.lang)
		}
		view.Reports = append(view.Reports, row)
	}
	return r.page(web.SectionDesk, view)
}

// mendsLinks asks whether the officer may take links off the list.
func (r *request) mendsLinks() error {
	return identity.Allow(r.principal, identity.MendLinks, identity.Object{Kind: identity.DeskObject})
}

// clearLinkReport takes one off the list.
func (r *request) clearLinkReport() error {
	if err := r.mendsLinks(); err != nil {
		return err
	}
	id := r.Params("link")
	reports, err := r.LinkReports.List(r.ctx())
	if err != nil {
		return err
	}
	for _, rep := range reports {
		if rep.Link != id {
			continue
		}
		if err := r.LinkReports.Clear(r.ctx(), id); err != nil {
			return err
		}
		return r.done(linkReportsPath, "lankklar")
	}
	return fault.New(fault.NotFound, "portal.error.not_found")
}
