package portaltest_test

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"forvag/internal/casework"
	"forvag/portal/portaltest"
)

func TestLogInAndSeeOwnPages(t *testing.T) {
	site := portaltest.New(t)
	desk := site.LogIn(t, "Samira Haddad").Get("/handlaggning").Want(http.StatusOK)
	if got := desk.Find("h1").Text(); got == "" {
		t.Error("the desk has no heading")
	}
	site.LogIn(t, "Anna Lindqvist").Get("/arenden").Want(http.StatusOK)
	if p := site.Visitor(t).Get("/arenden").Want(http.StatusOK); p.URL.Path != "/logga-in" {
		t.Errorf("a visitor ends at %s", p.URL.Path)
	}
}

func TestCasesAreMadeWithoutForms(t *testing.T) {
	site := portaltest.New(t)
	made := site.Case(portaltest.Leave())
	f := site.File(made.Case)
	if diff := cmp.Diff(casework.StatusReceived, f.Case.Status); diff != "" {
		t.Error(diff)
	}
	site.LogIn(t, "Anna Lindqvist").Get("/arenden/" + string(made.Case)).Want(http.StatusOK)
}

func TestAFormIsPostedAsItStands(t *testing.T) {
	site := portaltest.New(t)
	p := site.Visitor(t).Get("/tjanster/synpunkt").Want(http.StatusOK).Form("/borja").Submit().Want(http.StatusOK)
	form := p.Form(p.URL.Path)
	if got := form.Options("intent"); len(got) == 0 {
		t.Fatalf("no choices of intent on %s", p.URL.Path)
	}
	if again := form.Submit().Want(http.StatusUnprocessableEntity); len(again.Errors()) == 0 {
		t.Error("nothing was wrong with an empty page")
	}
}
