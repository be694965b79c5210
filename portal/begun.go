package portal

import (
	"maps"
	"slices"

	"forvag/internal/catalog"
	"forvag/internal/identity"
	"forvag/internal/residents"
	"forvag/portal/draft"
	"forvag/web"
)

// beginNew is posted by who wants a new form although they have begun one.
const beginNew = "ny"

// begun leads who has begun the service's form already back to it: at once where nothing is written in it, else they choose. One that an offer filled in for a
// child counts as written. It is false where there is nothing to go back to.
func (r *request) begun(owner draft.Owner, service *catalog.Service, values map[string][]string) (bool, error) {
	drafts, err := r.draftsOf(owner, service)
	if err != nil || len(drafts) == 0 {
		return false, err
	}
	var written []*draft.Draft
	for _, d := range drafts {
		switch {
		case d.Page == "" && d.Hash == service.Hash && maps.EqualFunc(d.Values, values, slices.Equal):
			return true, r.seeOther("/ansok/" + d.ID)
		case d.Page != "", childIn(service, d) != "":
			written = append(written, d)
		}
	}
	return r.goOnOrNew(service, written, servicePath(service)+"/borja")
}

// begunFor is begun for who says yes to an offer about a child, and has begun a form for the same child before.
func (r *request) begunFor(owner draft.Owner, service *catalog.Service, child identity.PersonID, action string) (bool, error) {
	drafts, err := r.draftsOf(owner, service)
	if err != nil {
		return false, err
	}
	return r.goOnOrNew(service, slices.DeleteFunc(drafts, func(d *draft.Draft) bool { return childIn(service, d) != child }), action)
}

// goOnOrNew lets the reader choose between forms that they have begun and a new one, which is begun by posting to action what was posted now. It is false where
// there are none.
func (r *request) goOnOrNew(service *catalog.Service, written []*draft.Draft, action string) (bool, error) {
	if len(written) == 0 {
		return false, nil
	}
	view := web.BegunPage{Service: web.Link{Text: service.Title.In(r.lang), Href: servicePath(service)}, Action: action,
		Hidden: []web.HiddenField{{Name: beginNew, Value: "ja"}}}
	var err error
	for _, name := range slices.Sorted(maps.Keys(r.posted)) {
		for _, v := range r.posted[name] {
			view.Hidden = append(view.Hidden, web.HiddenField{Name: name, Value: v})
		}
	}
	if view.Drafts, err = r.rowsOf(written); err != nil {
		return false, err
	}
	return true, r.page(web.SectionServices, view)
}

// draftsOf are the owner's begun forms of a service, the one changed last first.
func (r *request) draftsOf(owner draft.Owner, service *catalog.Service) ([]*draft.Draft, error) {
	drafts, err := r.Drafts.List(r.ctx(), owner)
	return slices.DeleteFunc(drafts, func(d *draft.Draft) bool { return d.Service != service.ID }), err
}

// draftRows are the reader's begun forms.
func (r *request) draftRows() ([]web.DraftRow, error) {
	owner, ok := r.owner()
	if !ok {
		return nil, nil
	}
	drafts, err := r.Drafts.List(r.ctx(), owner)
	if err != nil {
		return nil, err
	}
	return r.rowsOf(drafts)
}

// rowsOf are drafts as they are listed, each with the child that it is about. Drafts of services that there are no longer are left out.
func (r *request) rowsOf(drafts []*draft.Draft) ([]web.DraftRow, error) {
	var rows []web.DraftRow
	var children []residents.Child
	for _, d := range drafts {
		s := r.Catalog.Service(d.Service)
		if s == nil {
			continue
		}
		row := web.DraftRow{
			Title: s.Title.In(r.lang), Saved: r.when(d.Updated), Until: r.when(d.Expires),
			Href: "/ansok/" + d.ID, Remove: "/ansok/" + d.ID + "/ta-bort",
		}
		if id := childIn(s, d); id != "" && r.principal.Kind == identity.Resident {
			if children == nil {
				var err error
				if children, err = r.Residents.Children(r.ctx(), r.principal.Actor, r.today()); err != nil {
					return nil, err
				}
			}
			for _, c := range children {
				if c.ID == id {
					row.About = c.Name()
				}
			}
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// childIn is the child that a draft is about, as far as anybody has written; empty for none.
func childIn(s *catalog.Service, d *draft.Draft) identity.PersonID {
	for i := range s.Pages {
		for j := range s.Pages[i].Fields {
			if f := &s.Pages[i].Fields[j]; f.Type == catalog.ChildField {
				return identity.PersonID(first(d.Values[f.ID]))
			}
		}
	}
	return ""
}
