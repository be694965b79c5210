package portal_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"forvag/portal/portaltest"
)

// TestChildFirst asks for the child alone where none is chosen, since the choice fills in the school and the class.
func TestChildFirst(t *testing.T) {
	site := portaltest.New(t)
	p := site.LogIn(t, "Anna Lindqvist").Get("/tjanster/ledighet-elev").Form("/borja").Submit().Want(http.StatusOK)
	p = p.Form(p.URL.Path).Submit("do=next").Want(http.StatusUnprocessableEntity)
	if got := p.Errors(); len(got) != 1 || !strings.Contains(got[0], "barn") {
		t.Errorf("without a child: %q", got)
	}
	f := p.Form(p.URL.Path)
	p = f.Set("child", f.Options("child")[0]).Submit("do=next").Want(http.StatusOK)
	if !strings.HasSuffix(p.URL.Path, "/sida/dagarna") {
		t.Errorf("with a child the form goes on to %s, %q", p.URL.Path, p.Errors())
	}
	p = site.LogIn(t, "Hodan Warsame").Get("/tjanster/ledighet-elev").Form("/borja").Submit().Want(http.StatusOK)
	f = p.Form(p.URL.Path) // the second child is two years old and goes to no school: nobody lets choose them, and who posts them all the same is told
	ilyas := string(portaltest.PersonID("001004"))
	if slices.Contains(f.Options("child"), ilyas) {
		t.Error("a child that is too young can be chosen")
	}
	p = f.Force("child", ilyas).Submit("do=next").Want(http.StatusUnprocessableEntity)
	if got := p.Errors(); len(got) != 1 || !strings.Contains(got[0], "Barnet har inte börjat skolan.") {
		t.Errorf("with a child that is too young, and so without a school: %q", got)
	}
	p = site.LogIn(t, "Hodan Warsame").Get("/tjanster/specialkost").Form("/borja").Submit().Want(http.StatusOK)
	f = p.Form(p.URL.Path)
	p = f.Set("child", f.Options("child")[1]).Submit("do=next").Want(http.StatusUnprocessableEntity)
	if got := p.Errors(); len(got) != 2 || !strings.Contains(got[1], "Var äter barnet?") {
		t.Errorf("with a child and no school: %q", got)
	}
}

// TestAppealIsSaidOnce holds that a way to appeal stands once on a service's page, however many decisions it is the same for.
func TestAppealIsSaidOnce(t *testing.T) {
	site := portaltest.New(t)
	for service, want := range map[string]int{"ledighet-elev": 1, "skolskjuts": 2, "parkeringstillstand": 1} {
		p := site.Visitor(t).Get("/tjanster/" + service)
		seen := map[string]bool{}
		for _, way := range p.Find("section", "aria-labelledby=appeal").All("p") {
			words := way.Text()
			if i := strings.Index(words, ": "); i >= 0 && want > 1 {
				words = words[i:]
			}
			if seen[words] {
				t.Errorf("%s says twice %q", service, words)
			}
			seen[words] = true
		}
		if len(seen) != want {
			t.Errorf("%s says %d ways, want %d", service, len(seen), want)
		}
	}
}

// TestMapIsMovedByButtons holds that each button of the map shows what it does, and that the way back from each is there.
func TestMapIsMovedByButtons(t *testing.T) {
	p := portaltest.New(t).Visitor(t).Get("/tjanster/felanmalan").Form("/borja").Submit()
	p = p.Form(p.URL.Path).Set("fault", "lamp", "danger", "no").Submit("do=next").Want(http.StatusOK)
	moves := p.Find("div", "class=moves").All("button")
	pictures := map[string]bool{}
	for _, b := range moves {
		picture := b.Find("use").Attr("href")
		if picture == "" || pictures[picture] {
			t.Errorf("%q shows %q", b.Text(), picture)
		}
		pictures[picture] = true
	}
	if len(moves) != 6 {
		t.Errorf("%d buttons move the map, want 6", len(moves))
	}
}

// TestFollowAReportNearby reports a lamp without login, opens it with the code, and has somebody else who is not logged in find it and follow it instead.
func TestFollowAReportNearby(t *testing.T) {
	site := portaltest.New(t)
	place := func(c *portaltest.Client) *portaltest.Page {
		p := c.Get("/tjanster/felanmalan").Form("/borja").Submit()
		p = p.Form(p.URL.Path).Set("fault", "lamp", "danger", "no").Submit("do=next").Want(http.StatusOK)
		return p.Form(p.URL.Path).Set("place", "Storgatan 1").Submit("do=next").Want(http.StatusOK)
	}
	follow := func(p *portaltest.Page) *portaltest.Page {
		for _, f := range p.All("form") {
			if action := f.Attr("action"); strings.Contains(action, "/folj/") {
				return p.Form(action).Submit().Want(http.StatusOK)
			}
		}
		t.Fatalf("%s offers no report to follow", p.URL.Path)
		return nil
	}
	p := place(site.Visitor(t))
	p = p.Form(p.URL.Path).Set("lamp_fault", "one", "description", "Lampan är släckt.").Submit("do=next").Want(http.StatusOK)
	p = p.Form(p.URL.Path).Submit("do=next").Want(http.StatusOK)
	p = p.Form(p.URL.Path).Set("declare", "yes").Submit("do=submit").Want(http.StatusOK)
	code := p.ByID("follow-code").Text()
	p = p.Form("/folj").Submit().Want(http.StatusOK)
	if back := p.Find("nav", "class=crumbs").Find("a"); !strings.HasPrefix(p.URL.Path, "/arenden/") || back.Attr("href") != "/folj" {
		t.Fatalf("the code %s opens %s, and the way back is to %s", code, p.URL.Path, back.Attr("href"))
	}
	if said := p.Find("main").Text(); strings.Contains(said, "Part i ärendet") {
		t.Errorf("the reporter reads of themself: %s", said)
	}

	other := site.Visitor(t)
	p = place(other)
	if said := p.Find("main").Text(); !strings.Contains(said, "Du får en egen kod") || !strings.Contains(said, "På samma plats") {
		t.Errorf("somebody else reads %s", said)
	}
	next := p.Click("Logga in om du hellre").URL.Query().Get("next")
	for _, who := range site.Demo.People {
		if who.Name == "Linh Nguyen" {
			p = other.Post("/logga-in/demo", url.Values{"person": {string(who.ID)}, "next": {next}}).Want(http.StatusOK)
		}
	}
	if said := p.Find("main").Text(); strings.Contains(said, "Du får en egen kod") {
		t.Errorf("logged in, they still read %s", said)
	}
	p = follow(p)
	if !strings.HasPrefix(p.URL.Path, "/arenden/") || !strings.Contains(p.Find("h1").Text(), "Gatlampa") {
		t.Errorf("they come to %s, %s", p.URL.Path, p.Find("h1").Text())
	}

	third := site.Visitor(t)
	p = follow(place(third))
	own := p.ByID("follow-code").Text()
	if own == code || len(own) != len(code) {
		t.Errorf("who follows gets the code %q, the reporter had %q", own, code)
	}
	if said := p.Find("main").Text(); strings.Contains(said, "tagit emot") || strings.Contains(said, "skriva till oss") {
		t.Errorf("who has sent nothing reads %s", said)
	}
	again := third.Get(p.URL.Path).Want(http.StatusOK).ByID("follow-code").Text()
	if again != own {
		t.Errorf("loading the receipt anew shows %q, want %q", again, own)
	}
	p = p.Form("/folj").Submit().Want(http.StatusOK)
	said := p.Find("main").Text()
	if !strings.Contains(p.Find("h1").Text(), "Gatlampa") || strings.Contains(said, "Lampan är släckt.") || p.HasForm(p.URL.Path+"/meddelande") ||
		p.HasForm(p.URL.Path+"/aterkalla") || !p.ByID("part-readers").IsZero() {
		t.Errorf("who follows by a code reads %s", said)
	}
	third.Post(p.URL.Path+"/meddelande", url.Values{"text": {"Hej"}, "key": {"k"}}).Want(http.StatusForbidden)
	third.Post(p.URL.Path+"/aterkalla", nil).Want(http.StatusForbidden)

	p = site.LogIn(t, "Gunvor Åkerlund").Post("/folj", url.Values{"code": {own}}).Want(http.StatusOK)
	if said := p.Find("main").Text(); strings.Contains(said, "Lampan är släckt.") || p.HasForm(p.URL.Path+"/aterkalla") {
		t.Errorf("who logs in with a code to follow by reads %s", said)
	}
}

// TestPlaceFarAway tells who gives a position far from all addresses, such as their own on a journey.
func TestPlaceFarAway(t *testing.T) {
	p := portaltest.New(t).Visitor(t).Get("/tjanster/felanmalan").Form("/borja").Submit()
	p = p.Form(p.URL.Path).Set("fault", "lamp", "danger", "no").Submit("do=next").Want(http.StatusOK)
	home := p.Form(p.URL.Path).Set("place", "Storgatan 1").Submit("do=locate").Want(http.StatusOK).Form(p.URL.Path)
	for _, c := range []struct{ lat, lon, want string }{
		{"59.274100", "15.206600", "Mer än en kilometer från närmaste adress"}, {home.Value("place.lat"), home.Value("place.lon"), "Storgatan 1"},
	} {
		f := p.Form(p.URL.Path).Set("place", "").Force("place.lat", c.lat).Force("place.lon", c.lon)
		if said := f.Submit("do=locate").Want(http.StatusOK).Find("p", "class=chosen").Text(); !strings.Contains(said, c.want) {
			t.Errorf("%s, %s: %q, want %q", c.lat, c.lon, said, c.want)
		}
	}
}

// TestNothingThere says once that a page is not there, and lets the reader search for another.
func TestNothingThere(t *testing.T) {
	site := portaltest.New(t)
	for _, path := range []string{"/finns-inte", "/arenden/finns-inte"} {
		p := site.LogIn(t, "Anna Lindqvist").Get(path).Want(http.StatusNotFound)
		if head, said := p.Find("h1").Text(), p.Find("p", "class=lead").Text(); strings.Contains(said, head) {
			t.Errorf("%s: %q, and again %q", path, head, said)
		}
		if found := p.Form("/tjanster").Set("q", "gatlampa").Submit().Want(http.StatusOK); found.URL.Query().Get("q") != "gatlampa" {
			t.Errorf("%s: the search leads to %s", path, found.URL)
		}
	}
}

// TestTelephoneIsWrittenAsPeopleDo holds one way of writing a telephone number where the reader's own is filled in.
func TestTelephoneIsWrittenAsPeopleDo(t *testing.T) {
	me := portaltest.New(t).LogIn(t, "Anna Lindqvist")
	p := me.Get("/konto").Form("/konto").Set("phone", "+46 70 174 06 99").Submit().Want(http.StatusOK)
	if got := p.Form("/konto").Value("phone"); got != "070-174 06 99" {
		t.Errorf("the account says %q after a change", got)
	}
	begun := me.Get("/tjanster/felanmalan").Form("/borja").Submit().Want(http.StatusOK)
	form := me.Get(strings.Replace(begun.URL.Path, "/felet", "/kontakt", 1)).Want(http.StatusOK)
	if got := form.Form(form.URL.Path).Value("phone"); got != "070-174 06 99" {
		t.Errorf("a form says %q", got)
	}
	if p = me.Get("/konto").Form("/konto").Set("phone", "12").Submit().Want(http.StatusUnprocessableEntity); p.Form("/konto").Value("phone") != "12" {
		t.Errorf("what was wrong stands as %q", p.Form("/konto").Value("phone"))
	}
}

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
