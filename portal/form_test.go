package portal_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"forvag/portal/portaltest"
)

// TestAnswerBringsForthMore posts a page as a browser without script does: what an answer brings forth has not been seen yet, so that the page is shown
// again with it, and with nothing wrong about it until it is sent empty.
func TestAnswerBringsForthMore(t *testing.T) {
	site := portaltest.New(t)
	begin := func(t *testing.T, service string) *portaltest.Page {
		return site.Visitor(t).Get("/tjanster/" + service).Form("/borja").Submit().Want(http.StatusOK)
	}
	next := func(p *portaltest.Page, answers ...string) *portaltest.Page {
		return p.Form(p.URL.Path).Set(answers...).Submit("do=next")
	}
	at := func(t *testing.T, p *portaltest.Page, status int, page string, errors int, told bool) {
		t.Helper()
		p.Want(status)
		said := slices.ContainsFunc(p.Notices(), func(words string) bool { return words != "" })
		if !strings.HasSuffix(p.URL.Path, "/sida/"+page) || len(p.Errors()) != errors || said != told {
			t.Errorf("%s, %q, %q; want %s, %d errors, and a notice: %v", p.URL.Path, p.Errors(), p.Notices(), page, errors, told)
		}
	}

	t.Run("words", func(t *testing.T) {
		p := next(begin(t, "felanmalan"), "fault", "road", "danger", "yes")
		at(t, p, http.StatusOK, "felet", 0, true)
		at(t, next(p), http.StatusOK, "platsen", 0, false)
	})
	t.Run("a required question", func(t *testing.T) {
		p := next(begin(t, "synpunkt"), "intent", "praise", "area", "culture")
		p = next(p, "heading", "Fint bibliotek", "text", "Biblioteket är vackert i kvällssol.")
		p = next(p, "answer", "phone")
		at(t, p, http.StatusOK, "svar", 0, true)
		p = next(p)
		at(t, p, http.StatusUnprocessableEntity, "svar", 1, false)
		if p = next(p, "phone", "070-174 06 05"); !strings.HasSuffix(p.URL.Path, "/granska") {
			t.Errorf("the form goes on to %s", p.URL.Path)
		}
	})
	t.Run("nothing", func(t *testing.T) {
		at(t, next(begin(t, "felanmalan"), "fault", "road", "danger", "no"), http.StatusOK, "platsen", 0, false)
	})
	t.Run("beside a mistake", func(t *testing.T) {
		at(t, next(begin(t, "felanmalan"), "danger", "yes"), http.StatusUnprocessableEntity, "felet", 1, false)
	})
}
