package portal

import (
	"net/url"
	"strings"

	"forvag/internal/catalog"
	"forvag/internal/directory"
	"forvag/internal/identity"
	"forvag/internal/locale"
	"forvag/internal/search"
	"forvag/web"
)

// Bounds of a search.
const (
	// maxQuery is how many characters are read.
	maxQuery = 200
	// maxHits is how many results are shown.
	maxHits = 30
)

// query is what the reader searches for, empty where they do not.
func (r *request) query() string {
	query := strings.TrimSpace(r.Query("q"))
	if runes := []rune(query); len(runes) > maxQuery {
		query = string(runes[:maxQuery])
	}
	return query
}

// kinds are the kinds of result that a reader may choose among.
var kinds = []search.Kind{search.Service, search.Article, search.Link, search.Situation, search.Board}

// results fills in what a search found, and the choice among its kinds.
func (r *request) results(view *web.ServicesPage) {
	found := r.Search.On(r.today()).Search(r.lang, view.Query)
	if words := found.DidYouMean; words != "" {
		view.DidYouMean = []web.Link{{Text: words, Href: searchPath(words)}}
	}
	for _, s := range r.Catalog.Retired() {
		if s.ID == found.Absent {
			view.Absent = r.t("portal.search.absent", r.Municipality.Name.In(r.lang), s.Title.In(r.lang))
		}
	}
	var all []web.Hit
	var of []search.Kind
	count := map[search.Kind]int{}
	for _, h := range found.Best() {
		if row := r.hit(h); row.Href != "" {
			all, of = append(all, row), append(of, h.Kind)
			count[h.Kind]++
		}
	}
	only := search.Kind(r.Query("typ"))
	if count[only] == 0 {
		only = ""
	}
	if len(count) > 1 {
		view.Kinds = []web.Tab{{Text: r.t("portal.kind.all"), Href: searchPath(view.Query), Count: len(all), Current: only == ""}}
		for _, k := range kinds {
			if count[k] > 0 {
				view.Kinds = append(view.Kinds, web.Tab{
					Text: r.t("portal.kind." + string(k)), Href: searchPath(view.Query) + "&" + url.Values{"typ": {string(k)}}.Encode(), Count: count[k], Current: only == k,
				})
			}
		}
	}
	for i, row := range all {
		if only != "" && only != of[i] {
			continue
		}
		if view.Found++; view.Found <= maxHits {
			view.Hits = append(view.Hits, row)
		}
	}
}

// hit is the row of a result; empty where it leads nowhere.
func (r *request) hit(h search.Hit) web.Hit {
	switch h.Kind {
	case search.Service:
		if s := r.Catalog.Service(h.ID); s != nil {
			return r.serviceHit(s)
		}
	case search.Article:
		if a := r.article(h.ID); a != nil {
			return r.articleHit(a)
		}
	case search.Link:
		if l := r.Directory.Link(h.ID); l != nil {
			return r.linkHit(l)
		}
	case search.Situation:
		if s := r.Directory.Situation(h.ID); s != nil {
			return r.situationHit(s)
		}
	case search.Board:
		if b := r.Municipality.Board(identity.BoardID(h.ID)); b != nil {
			return web.Hit{Kind: web.HitBoard, Icon: web.IconBuilding, Title: b.Name.In(r.lang), Text: b.Does.In(r.lang), Href: boardPath(h.ID)}
		}
	}
	return web.Hit{}
}

// serviceHit is a service with its guided check, which spares people forms that they do not need.
func (r *request) serviceHit(s *catalog.Service) web.Hit {
	h := web.Hit{
		Kind: web.HitService, Icon: web.Icon(s.Icon), Title: s.Title.In(r.lang), Text: s.Summary.In(r.lang), Href: servicePath(s), Login: s.Access.Level > 0,
	}
	if s.Check != nil {
		h.Check = &web.Link{Text: s.Check.Question.In(r.lang), Href: guidePath(s, nil)}
	}
	return h
}

func (r *request) linkHit(l *directory.Link) web.Hit {
	return web.Hit{
		Kind: web.HitLink, Icon: web.IconExternal, Title: l.Title.In(r.lang), Text: l.Text.In(r.lang), Href: linkPath(l), By: l.Organisation.Name.In(r.lang),
	}
}

func (r *request) situationHit(s *directory.Situation) web.Hit {
	return web.Hit{Kind: web.HitSituation, Icon: web.Icon(s.Icon), Title: s.Title.In(r.lang), Text: s.Lead.In(r.lang), Href: situationPath(s)}
}

// sortHits orders results by name.
func (r *request) sortHits(hits []web.Hit) {
	locale.Sort(r.lang, hits, func(h web.Hit) string { return h.Title })
}
