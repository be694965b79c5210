package portal_test

import (
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"forvag/internal/casework"
	"forvag/internal/identity"
	"forvag/portal/portaltest"
)

// TestWhoReadTheCase has two officers open a case on two days. The resident meets them by role alone, an officer by name.
func TestWhoReadTheCase(t *testing.T) {
	site := portaltest.New(t)
	id := site.Case(portaltest.Leave()).Case
	officer := func(name string) identity.Principal {
		p := identity.Principal{Kind: identity.Officer, Actor: site.Staff(name), Assurance: identity.AssuranceSubstantial}
		p.Grants, _ = site.Municipality.Grants(p.Actor)
		return p
	}
	johan, lena := officer("Johan Ekblad"), officer("Lena Hedström")
	read := func(p identity.Principal, times int) {
		t.Helper()
		for range times {
			p.On = site.Today()
			if _, err := site.Cases.Case(t.Context(), p, id); err != nil {
				t.Fatal(err)
			}
			site.Pass(time.Minute)
		}
	}
	read(johan, 3)
	read(lena, 1)
	site.Pass(24 * time.Hour)
	read(johan, 1)

	readers := func(page *portaltest.Page) (rows []string) {
		for _, row := range page.Want(http.StatusOK).ByID("part-readers").All("li") {
			if who := row.All("p"); len(who) > 0 { // the days lie in it
				rows = append(rows, strings.Join(portaltest.Texts(append(who, row.All("span")...)), " | "))
			}
		}
		return rows
	}
	want := []string{
		"Beslutsfattare | Barn- och utbildningsnämnden | Läste ärendet | i dag 09.04 | Läste ärendet 3 gånger | senast i går 09.02",
		"Registrator | Barn- och utbildningsnämnden | Läste ärendet | i går 09.03",
	}
	if rows := readers(site.LogIn(t, "Anna Lindqvist").Get("/arenden/" + string(id))); !slices.Equal(rows, want) {
		t.Errorf("a party reads %q, want %q", rows, want)
	}
	want = []string{
		"Samira Haddad | Handläggare, Barn- och utbildningsnämnden | Läste ärendet | i dag 09.05",
		"Johan Ekblad | Beslutsfattare, Barn- och utbildningsnämnden | Läste ärendet | i dag 09.04 | Läste ärendet 3 gånger | senast i går 09.02",
		"Lena Hedström | Registrator, Barn- och utbildningsnämnden | Läste ärendet | i går 09.03",
	}
	if rows := readers(site.LogIn(t, "Samira Haddad").Get("/handlaggning/" + string(id))); !slices.Equal(rows, want) {
		t.Errorf("an officer reads %q, want %q", rows, want)
	}
}

// TestNamesakesAreTwoReaders: a colleague sees that two have read the case, though they are called the same, and what each of them did.
func TestNamesakesAreTwoReaders(t *testing.T) {
	site := portaltest.New(t)
	id := site.Case(portaltest.Leave()).Case
	grants, _ := site.Municipality.Grants(site.Staff("Samira Haddad"))
	for _, actor := range []identity.PersonID{site.Staff("Johan Ekblad"), site.Staff("Lena Hedström")} {
		site.Municipality.Officer(actor).Name = "Anna Svensson"
		p := identity.Principal{Kind: identity.Officer, Actor: actor, Grants: grants, Assurance: identity.AssuranceSubstantial, On: site.Today()}
		if _, err := site.Cases.Case(t.Context(), p, id); err != nil {
			t.Fatal(err)
		}
	}
	rows := 0
	for _, row := range site.LogIn(t, "Samira Haddad").Get("/handlaggning/" + string(id)).Want(http.StatusOK).ByID("part-readers").All("li") {
		if who := row.All("p"); len(who) > 0 && strings.Contains(strings.Join(portaltest.Texts(who), " "), "Anna Svensson") {
			rows++
		}
	}
	if rows != 2 {
		t.Errorf("two of the same name are %d rows", rows)
	}
}

// TestAnOfficerWithProtectedData writes to a resident, who is not told the name; a colleague is.
func TestAnOfficerWithProtectedData(t *testing.T) {
	site := portaltest.New(t)
	id := site.Case(portaltest.Leave()).Case
	site.Municipality.Officer(site.Staff("Johan Ekblad")).NameHidden = true
	site.LogIn(t, "Johan Ekblad").Get("/handlaggning/"+string(id)).Form("/meddelande").Set("meddelande-text", "Tack för din ansökan.").Submit().Want(http.StatusOK)
	if words := site.LogIn(t, "Anna Lindqvist").Get("/arenden/" + string(id)).Text(); strings.Contains(words, "Johan Ekblad") || !strings.Contains(words, "En tjänsteperson") {
		t.Errorf("the resident reads %s", words)
	}
	if words := site.LogIn(t, "Samira Haddad").Get("/handlaggning/" + string(id)).Text(); !strings.Contains(words, "Johan Ekblad") {
		t.Errorf("the colleague reads %s", words)
	}
}

// TestManyReadingsComeInPages: a case that is read very often tells of all its readings, so many at a time, and nobody else is told more.
func TestManyReadingsComeInPages(t *testing.T) {
	site := portaltest.New(t)
	id := site.Case(portaltest.Leave()).Case
	johan := identity.Principal{Kind: identity.Officer, Actor: site.Staff("Johan Ekblad"), Assurance: identity.AssuranceSubstantial}
	johan.Grants, _ = site.Municipality.Grants(johan.Actor)
	const reads = casework.ReadingsShown + 3
	for range reads {
		johan.On = site.Today()
		if _, err := site.Cases.Case(t.Context(), johan, id); err != nil {
			t.Fatal(err)
		}
		site.Pass(10 * time.Hour)
	}
	for name, path := range map[string]string{"Anna Lindqvist": "/arenden/", "Johan Ekblad": "/handlaggning/"} {
		c := site.LogIn(t, name)
		read := regexp.MustCompile(`Läste ärendet(?: (\d+) gånger)?`)
		total, pages := 0, 0
		for next := path + string(id); next != ""; pages++ {
			part := c.Get(next).Want(http.StatusOK).ByID("part-readers")
			for _, m := range read.FindAllStringSubmatch(part.Text(), -1) {
				n, err := strconv.Atoi(m[1])
				if err != nil {
					n = 1
				}
				total += n
			}
			next = ""
			if more := part.All("a"); len(more) == 1 {
				next, _, _ = strings.Cut(more[0].Attr("href"), "#")
			}
		}
		want := reads
		if name == "Johan Ekblad" {
			want += 1 // his own, of the first page, before it was told
		}
		if total < want || pages != 2 {
			t.Errorf("%s: %d readings on %d pages, want %d on 2", name, total, pages, want)
		}
	}
	follower := site.Visitor(t)
	if p := follower.Get("/arenden/" + string(id) + "?lasta-fore=2027-01-01T00:00:00Z"); p.Status == http.StatusOK && strings.Contains(p.Text(), "Läste ärendet") {
		t.Error("a stranger is told who read it")
	}
	for _, junk := range []string{"igår", "2026-99-99T00:00:00Z"} {
		site.LogIn(t, "Anna Lindqvist").Get("/arenden/" + string(id) + "?lasta-fore=" + junk).Want(http.StatusOK)
	}
}
