package portal_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"forvag/internal/identity"
	"forvag/internal/locale"
	"forvag/portal/login"
	"forvag/portal/portaltest"
)

// staffDirectory lets in whoever comes, as somebody.
type staffDirectory struct{ calls string }

func (staffDirectory) ID() string        { return "medarbetare" }
func (staffDirectory) Name() locale.Text { return locale.Text{SV: "Medarbetare", EN: "Staff"} }
func (staffDirectory) About() locale.Text {
	return locale.Text{SV: "För medarbetare.", EN: "For staff."}
}
func (staffDirectory) Officers() bool            { return true }
func (staffDirectory) Level() identity.Assurance { return identity.AssuranceSubstantial }

func (staffDirectory) Begin(context.Context, string) (string, []byte, error) {
	return "/logga-in/medarbetare/klar", nil, nil
}

func (d staffDirectory) Finish(context.Context, string, []byte, url.Values) (login.Identity, error) {
	return login.Identity{Staff: d.calls, Assurance: identity.AssuranceSubstantial}, nil
}

// TestWhoIsNotAmongTheOfficers is told what the directory calls them, which is what whoever runs the portal has to write in kommun.yaml.
func TestWhoIsNotAmongTheOfficers(t *testing.T) {
	site := portaltest.New(t)
	for _, called := range []string{"Qm9yZ2VzLUFsbWJ5LXN1YmplY3QtMQ", "8b1f3c52-0d7e-4b7a-9a53-1c2d3e4f5a6b"} {
		site.Logins = []login.Provider{staffDirectory{called}}
		page := site.Visitor(t).Get("/logga-in/medarbetare").Want(http.StatusForbidden)
		reads(t, page, text("portal.login.no_officer", called))
	}
	officer := site.Municipality.Staff[0]
	site.Logins = []login.Provider{staffDirectory{string(officer.ID)}}
	if page := site.Visitor(t).Get("/logga-in/medarbetare").Want(http.StatusOK); strings.Contains(page.Text(), "Du finns inte") {
		t.Errorf("%s is not let in", officer.Name)
	}
}
