package portal

import (
	"net/http"

	"forvag/internal/identity"
	"forvag/web"
)

// staffAccount is the officer's own page.
func (r *request) staffAccount() error {
	view := web.StaffPage{Name: r.staffName(r.principal.Actor)}
	if o := r.Municipality.Officer(r.principal.Actor); o != nil {
		view.Post = o.Title.In(r.lang)
		if o.Administrator {
			view.Others = web.Paragraphs{r.t("desk.grant.administrator")}
		}
	}
	for _, g := range r.principal.Grants {
		view.Grants = append(view.Grants, web.Fact{Label: r.boardName(g.Board), Value: r.grantWords(g)})
	}
	return r.pageStatus(http.StatusOK, web.SectionAccount, view)
}

// grantWords say what a grant allows.
func (r *request) grantWords(g identity.Grant) string {
	role := r.roleName(g.Role)
	switch {
	case g.Protected:
		return r.t("desk.grant.protected", role)
	case g.Secrecy:
		return r.t("desk.grant.secrecy", role)
	default:
		return role
	}
}
