package portal_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"forvag/portal/portaltest"
)

// TestLateIsSaidFirstAndReceived goes through a service whose last day has passed: it is said before anything is filled in, what is sent is received all
// the same, and who handles it sees that it came late. The API says the same.
func TestLateIsSaidFirstAndReceived(t *testing.T) {
	const late, later = "Sista dagen att nominera var 28 februari 2027", "läser juryn ditt förslag nästa gång"
	w := newWorld(t)
	visitor := w.Visitor(t)
	if got := said(visitor.Get("/tjanster/gala-nominering")); len(got) > 0 {
		t.Errorf("in time the page says %q", got)
	}
	w.Pass(98 * 24 * time.Hour) // 1 March 2027
	told := func(p *portaltest.Page) {
		t.Helper()
		if got := said(p); len(got) != 1 || !strings.Contains(got[0], late) || !strings.Contains(got[0], later) {
			t.Errorf("%s says first %q", p.URL.Path, got)
		}
	}
	visitor = w.Visitor(t)
	p := visitor.Get("/tjanster/gala-nominering")
	told(p)
	p = p.Form("/borja").Submit().Want(http.StatusOK)
	told(p)
	p = p.Form(p.URL.Path).Set("prize", "association").Submit("do=next").Want(http.StatusOK)
	if got := said(p); len(got) > 0 {
		t.Errorf("%s says again %q", p.URL.Path, got)
	}
	p = nominated(p)
	told(p)
	p = p.Form(p.URL.Path).Set("declare", "yes").Submit("do=submit").Want(http.StatusOK)
	if text := p.Find("main").Text(); !strings.Contains(text, late) {
		t.Errorf("the receipt does not say that it came late: %s", text)
	}
	api := w.do(ask{method: "POST", path: "/api/v1/services/gala-nominering/check", media: "application/json", body: []byte(`{"facts":{}}`)})
	got := decoded[struct {
		Outcome string
		Window  struct {
			State, Closes, Say string
			Sends              bool
		}
	}](t, api)
	if got.Outcome != "maybe" || got.Window.State != "late" || got.Window.Closes != "2027-02-28" || !got.Window.Sends || !strings.Contains(got.Window.Say, late) {
		t.Errorf("the API says %s", api.body)
	}
}

// TestBarredIsSaidFirst holds that a guardian is told before they begin which of their children a service is not for, and that one with none that it is for
// is told why and given nothing to begin.
func TestBarredIsSaidFirst(t *testing.T) {
	site := portaltest.New(t)
	p := site.LogIn(t, "Hodan Warsame").Get("/tjanster/ledighet-elev")
	if got := said(p); len(got) != 1 || !strings.Contains(got[0], "Ilyas Warsame: Barnet har inte börjat skolan.") || strings.Contains(got[0], "Ayaan") {
		t.Errorf("with a child of seven and one of two: %q", got)
	}
	if !p.HasForm("/borja") {
		t.Error("the elder child's guardian cannot begin")
	}
	p = site.LogIn(t, "Anna Lindqvist").Get("/tjanster/forskola")
	if got := said(p); len(got) != 1 || !strings.Contains(got[0], "Du kan inte ansöka här just nu") || !strings.Contains(got[0], "Elsa Lindqvist, Hugo Lindqvist: ") {
		t.Errorf("with children in school: %q", got)
	}
	if p.HasForm("/borja") {
		t.Error("a form is begun that takes none of the children")
	}
	p = site.LogIn(t, "Anna Lindqvist").Get("/tjanster/kulturstipendium")
	if got := said(p); len(got) != 1 || !strings.Contains(got[0], "Stipendiet är för dig som är mellan") || p.HasForm("/borja") {
		t.Errorf("past the age: %q", got)
	}
	p = site.LogIn(t, "Zofia Kowalczyk").Get("/tjanster/feriearbete")
	if got := said(p); len(got) > 0 || !p.HasForm("/borja") {
		t.Errorf("whom it is for is told %q", got)
	}
	if p = site.Visitor(t).Get("/tjanster/forskola"); len(said(p)) > 0 || !p.HasForm("/borja") {
		t.Errorf("who has not logged in is told %q", said(p))
	}
}

// TestOnlyChildrenThatAFormTakes holds that a form lets choose among the children that it takes, and says of the others why not.
func TestOnlyChildrenThatAFormTakes(t *testing.T) {
	p := portaltest.New(t).LogIn(t, "Hodan Warsame").Get("/tjanster/ledighet-elev").Form("/borja").Submit().Want(http.StatusOK)
	got := p.Form(p.URL.Path).Options("child")
	if len(got) != 1 || got[0] != string(portaltest.PersonID("001003")) {
		t.Errorf("among one in school and one of two years, %q can be chosen", got)
	}
	if said := said(p); len(said) != 1 || !strings.Contains(said[0], "Ilyas Warsame: Barnet har inte börjat skolan.") {
		t.Errorf("said of the other: %q", said)
	}
}

// TestNoChildToShow holds that a guardian from whom a protected child is withheld reads, and can do, exactly what somebody without children does: nothing that
// is not so of either, and a way forward.
func TestNoChildToShow(t *testing.T) {
	site := portaltest.New(t)
	for _, service := range []string{"ledighet-elev", "forskola", "skolskjuts"} {
		var same string
		for _, who := range []string{"Linh Nguyen", "Daniel Falk"} { // Daniel's Milo is protected
			p := site.LogIn(t, who).Get("/tjanster/" + service)
			got := said(p)
			if len(got) != 1 || !strings.Contains(got[0], "vi kan inte visa något barn") || strings.Contains(got[0], "olkbokföring") {
				t.Errorf("%s, %s: %q", service, who, got)
				continue
			}
			if p.HasForm("/borja") || !strings.Contains(got[0], "Ring oss på ") || p.Find("a", "href=/tjanster/synpunkt").IsZero() {
				t.Errorf("%s, %s: there is a form to begin, or no way forward: %q", service, who, got)
			}
			if same != "" && got[0] != same {
				t.Errorf("%s, %s: %q, and for others %q", service, who, got[0], same)
			}
			same = got[0]
		}
	}
}

// TestHeldIsKeptAndNotSent holds that a form that waits for its first day is filled in, kept past that day, and not sent in until then.
func TestHeldIsKeptAndNotSent(t *testing.T) {
	site := portaltest.New(t)
	window := site.Catalog.Service("gala-nominering").Window
	before := *window
	t.Cleanup(func() { *window = before })
	window.Opens, window.Early = "school_choice_opens", window.Late // 11 January 2027
	window.Early.Hold = true
	p := site.LogIn(t, "Linh Nguyen").Get("/tjanster/gala-nominering").Form("/borja").Submit().Want(http.StatusOK)
	if got := said(p); len(got) != 1 || !strings.Contains(got[0], "Du skickar in när tiden har kommit.") {
		t.Errorf("said first: %q", got)
	}
	p = nominated(p.Form(p.URL.Path).Set("prize", "association").Submit("do=next").Want(http.StatusOK))
	if !p.Find("button", "value=submit").IsZero() {
		t.Error("the form can be sent")
	}
	review := p.URL.Path
	p = p.Form(review).Set("declare", "yes").Force("do", "submit").Submit().Want(http.StatusOK)
	if !p.Find("output", "id=follow-code").IsZero() || len(said(p)) != 1 {
		t.Errorf("sent all the same, it comes to %s, %q", p.URL.Path, said(p))
	}
	site.Pass(50 * 24 * time.Hour) // 12 January, when an ordinary draft would be gone
	p = site.LogIn(t, "Linh Nguyen").Get(review).Want(http.StatusOK)
	p = p.Form(review).Set("declare", "yes").Submit("do=submit").Want(http.StatusOK)
	if !strings.HasSuffix(p.URL.Path, "/kvitto") {
		t.Errorf("when the time has come the form comes to %s, %q, %q", p.URL.Path, said(p), p.Errors())
	}
}

// TestEarlyLivesItsUsualLife holds that a form that can be sent before the window opens is not kept until then.
func TestEarlyLivesItsUsualLife(t *testing.T) {
	site := portaltest.New(t)
	window := site.Catalog.Service("gala-nominering").Window
	before := *window
	t.Cleanup(func() { *window = before })
	window.Opens, window.Early = "school_choice_opens", window.Late // 11 January 2027
	p := site.LogIn(t, "Linh Nguyen").Get("/tjanster/gala-nominering").Form("/borja").Submit().Want(http.StatusOK)
	p = nominated(p.Form(p.URL.Path).Set("prize", "association").Submit("do=next").Want(http.StatusOK))
	if p.Find("button", "value=submit").IsZero() {
		t.Fatal("the form cannot be sent")
	}
	site.Pass(50 * 24 * time.Hour)
	site.LogIn(t, "Linh Nguyen").Get(p.URL.Path).Want(http.StatusNotFound)
}

// said are the notices of a page that say something.
func said(p *portaltest.Page) []string {
	return slices.DeleteFunc(p.Notices(), func(text string) bool { return text == "" })
}

// nominated fills in the rest of a nomination, and returns the page where it is looked through.
func nominated(p *portaltest.Page) *portaltest.Page {
	answers := map[string]string{"nominee": "Almby IK", "nominee_where": "Idrottsplatsen", "knows": "yes", "reason": "De har startat gratis fotboll för alla."}
	for !strings.HasSuffix(p.URL.Path, "/granska") {
		f := p.Form(p.URL.Path)
		for name, value := range answers {
			if !p.Find("", "name="+name).IsZero() {
				f.Set(name, value)
			}
		}
		from := p.URL.Path
		if p = f.Submit("do=next").Want(http.StatusOK); p.URL.Path == from {
			break
		}
	}
	return p
}
