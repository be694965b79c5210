package portal_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"forvag/internal/civil"
	"forvag/internal/identity"
	"forvag/lifeevents"
	"forvag/portal/draft"
	"forvag/portal/portaltest"
)

const firstPlace = "forskola-forsta-plats"

// TestOfferMeetsAFormBegunBefore holds that the form of an offer and another of the same service for the same child are not begun beside each other unasked.
func TestOfferMeetsAFormBegunBefore(t *testing.T) {
	const told = "Du har redan börjat"
	elsa, anna := portaltest.PersonID("000103"), portaltest.PersonID("000101")
	yes := url.Values{"way": {"forskola"}}
	forms := func(w *world) int {
		t.Helper()
		all, err := w.Drafts.List(t.Context(), draft.Owner{Person: string(anna)})
		if err != nil {
			t.Fatal(err)
		}
		return len(all)
	}
	t.Run("the offer first", func(t *testing.T) {
		w := newWorld(t)
		as := w.as("Anna")
		form := w.do(ask{method: "POST", path: "/erbjudanden/" + w.Offered(firstPlace, elsa, anna), cookie: as, form: yes}).location()
		a := w.do(ask{method: "POST", path: "/tjanster/forskola/borja", cookie: as})
		if !strings.Contains(a.body, told) || !strings.Contains(a.body, form) || forms(w) != 1 {
			t.Errorf("a second form: %d %q, %d forms", a.status, a.location(), forms(w))
		}
	})
	t.Run("the form first", func(t *testing.T) {
		w := newWorld(t)
		as, s := w.as("Anna"), w.Catalog.Service("forskola")
		d, err := w.Drafts.Start(t.Context(), draft.Owner{Person: string(anna)}, s.ID, s.Hash, map[string][]string{"child": {string(elsa)}})
		if err != nil {
			t.Fatal(err)
		}
		id := w.Offered(firstPlace, elsa, anna)
		a := w.do(ask{method: "POST", path: "/erbjudanden/" + id, cookie: as, form: yes})
		if !strings.Contains(a.body, told) || !strings.Contains(a.body, "/ansok/"+d.ID) || forms(w) != 1 {
			t.Errorf("a second form: %d %q, %d forms", a.status, a.location(), forms(w))
		}
		a = w.do(ask{method: "POST", path: "/erbjudanden/" + id, cookie: as, form: url.Values{"way": {"forskola"}, "ny": {"ja"}}})
		if !strings.HasPrefix(a.location(), "/ansok/") || forms(w) != 2 {
			t.Errorf("a new one all the same: %d %q, %d forms", a.status, a.location(), forms(w))
		}
	})
}

// TestAnOfferIsReadAndAnswered goes through everything that a guardian can do with an offer.
func TestAnOfferIsReadAndAnswered(t *testing.T) {
	w := newWorld(t)
	anna, elsa, as := portaltest.PersonID("000101"), portaltest.PersonID("000103"), w.as("Anna")
	read := func(id string) lifeevents.Record {
		t.Helper()
		rec, err := w.Offers.Get(t.Context(), anna, id)
		if err != nil {
			t.Fatal(err)
		}
		return rec
	}
	answer := func(id string, form url.Values) answer {
		t.Helper()
		return w.do(ask{method: "POST", path: "/erbjudanden/" + id, cookie: as, form: form})
	}

	id := w.Offered(firstPlace, elsa, anna)
	for _, path := range []string{"/", "/arenden", "/erbjudanden"} {
		if page := w.get(path, as); !strings.Contains(page.body, "Förskola till Elsa?") || !strings.Contains(page.body, "/erbjudanden/"+id) {
			t.Errorf("%s does not tell of the offer", path)
		}
	}
	if other := w.get("/", w.as("Linh")); strings.Contains(other.body, "/erbjudanden/") {
		t.Error("somebody else is told of it")
	}
	page := w.get("/erbjudanden/"+id, as)
	for _, want := range []string{"Förskola till Elsa?", "Barnet har inte fyllt ett år.", "skollagen 8 kap. 5 §", "Ålder, månader", "ur folkbokföringen", "Om du inte gör något",
		"Ja, ställ i kö", "Skicka inte sådant här igen"} {
		if !strings.Contains(page.body, want) {
			t.Errorf("the offer does not say %q", want)
		}
	}
	if page.header.Get("Cache-Control") != "no-store" || read(id).Seen.IsZero() {
		t.Error("a personal page may be kept, or was not seen")
	}

	// Yes leads into the form, begun with what is known; the same form the second time.
	yes := answer(id, url.Values{"way": {"forskola"}})
	if !strings.HasPrefix(yes.location(), "/ansok/") {
		t.Fatalf("yes leads to %d %q", yes.status, yes.location())
	}
	if form := w.get(yes.location(), as); form.status == http.StatusSeeOther {
		form = w.get(form.location(), as)
		if !strings.Contains(form.body, `value="2027-05-23"`) {
			t.Error("the form does not begin with the day six months ahead")
		}
	}
	if again := answer(id, url.Values{"way": {"forskola"}}); again.location() != yes.location() {
		t.Errorf("yes again leads to %q", again.location())
	}
	if page := w.get("/erbjudanden/"+id, as); !strings.Contains(page.body, "Du har börjat.") {
		t.Error("the offer does not lead back to the form")
	}
	if other := answer(id, url.Values{"way": {"bygglov"}}); other.status != http.StatusNotFound {
		t.Errorf("a way that is not the offer's: %d", other.status)
	}

	// Later, no, and never.
	if a := answer(id, url.Values{"do": {"later"}}); a.status != http.StatusSeeOther || read(id).Later != civil.Must("2026-12-23") {
		t.Errorf("later: %d, %s", a.status, read(id).Later)
	}
	if page := w.get("/erbjudanden/"+id, as); !strings.Contains(page.body, "23 december 2026") || strings.Contains(page.body, `name="way"`) {
		t.Error("an offer that rests can be answered")
	}
	id = w.Offered(firstPlace, elsa, anna)
	if a := answer(id, url.Values{"do": {"decline"}}); a.status != http.StatusSeeOther || read(id).State != lifeevents.Declined {
		t.Errorf("no: %d, %s", a.status, read(id).State)
	}
	if a := answer(id, url.Values{"way": {"forskola"}}); a.status != http.StatusConflict {
		t.Errorf("yes after no: %d", a.status)
	}
	id = w.Offered(firstPlace, elsa, anna)
	if a := answer(id, url.Values{"do": {"never"}}); a.status != http.StatusSeeOther || read(id).Reason != lifeevents.LeftAlone {
		t.Errorf("never: %d, %s", a.status, read(id).Reason)
	}
	page = w.get("/erbjudanden", as)
	for _, want := range []string{"Du sa nej", "Tillbakataget", "Plats i förskola när barnet är ett halvår"} {
		if !strings.Contains(page.body, want) {
			t.Errorf("the page of offers does not say %q", want)
		}
	}
	w.do(ask{method: "POST", path: "/erbjudanden", cookie: as, form: url.Values{"do": {"on"}, "rule": {firstPlace}}})
	if off, err := w.Offers.LeftAlone(t.Context(), anna); err != nil || len(off) != 0 {
		t.Errorf("switched on again: %v, %v", off, err)
	}
	if a := w.do(ask{method: "POST", path: "/erbjudanden", cookie: as, form: url.Values{"do": {"off"}, "rule": {"finns-inte"}}}); a.status != http.StatusNotFound {
		t.Errorf("a switch of no rule: %d", a.status)
	}
}

// TestAnOldOfferTellsNothingOfThoseWhoAreProtected reads what was offered and answered before somebody near the child got a protected identity.
func TestAnOldOfferTellsNothingOfThoseWhoAreProtected(t *testing.T) {
	w := newWorld(t)
	anna, elsa, as := portaltest.PersonID("000101"), portaltest.PersonID("000103"), w.as("Anna")
	past, open := w.Offered(firstPlace, elsa, anna), w.Offered(firstPlace, elsa, anna)
	w.do(ask{method: "POST", path: "/erbjudanden/" + past, cookie: as, form: url.Values{"do": {"decline"}}})
	secret := []string{"Elsa", "Ålder, månader", "Barnet har inte fyllt ett år.", "Ja, ställ i kö"}
	shown := func(path string) (found int) {
		page := w.get(path, as)
		if page.status != http.StatusOK {
			t.Errorf("%s answers %d", path, page.status)
		}
		body := page.body[strings.Index(page.body, "<main"):]
		for _, words := range secret {
			if strings.Contains(body, words) {
				found++
			}
		}
		return found
	}
	paths := []string{"/erbjudanden", "/erbjudanden/" + past, "/erbjudanden/" + open}
	for _, path := range paths {
		if shown(path) == 0 {
			t.Errorf("%s tells nothing while the register lets it", path)
		}
	}
	w.protect("000102") // the other guardian
	for _, path := range paths {
		if n := shown(path); n != 0 {
			t.Errorf("%s still tells %d things", path, n)
		}
	}
	if page := w.get("/erbjudanden/"+past, as); !strings.Contains(page.body, "Ett äldre erbjudande") || strings.Contains(page.body, `id="why"`) || !strings.Contains(page.body, "Du har sagt nej.") {
		t.Error("the old offer does not say what became of it")
	}
	if yes := w.do(ask{method: "POST", path: "/erbjudanden/" + open, cookie: as, form: url.Values{"way": {"forskola"}}}); yes.status != http.StatusConflict {
		t.Errorf("yes to it: %d", yes.status)
	}
}

// TestAnOfferBecomesTheCaseOfItsForm sends the form in that was begun from an offer.
func TestAnOfferBecomesTheCaseOfItsForm(t *testing.T) {
	w := newWorld(t)
	anna, elsa, as := portaltest.PersonID("000101"), portaltest.PersonID("000103"), w.as("Anna")
	id, opinion := w.Offered(firstPlace, elsa, anna), w.Catalog.Service("synpunkt")
	d, err := w.Drafts.Start(t.Context(), draft.Owner{Person: string(anna)}, opinion.ID, opinion.Hash, map[string][]string{
		"intent": {"complaint"}, "area": {"culture"}, "heading": {"Rubrik"}, "text": {"Det här är vad jag tycker om saken."}, "answer": {"here"},
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Offers.Begin(t.Context(), anna, id, d.ID); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		w.do(ask{method: "POST", path: "/ansok/" + d.ID + "/granska", cookie: as, form: url.Values{"declare": {"yes"}}})
	}
	rec, err := w.Offers.Get(t.Context(), anna, id)
	if err != nil || rec.State != lifeevents.Accepted || rec.Case == "" {
		t.Fatalf("%+v, %v", rec, err)
	}
	if page := w.get("/erbjudanden/"+id, as); !strings.Contains(page.body, "/arenden/"+rec.Case) {
		t.Error("the offer does not lead to its case")
	}
}

// TestOneSignsForTheCompany offers a company's permits to two who sign for it. One says yes: the other is told that it is done, and is led to no case.
func TestOneSignsForTheCompany(t *testing.T) {
	w := newWorld(t)
	anna, mikael := portaltest.PersonID("000101"), portaltest.PersonID("000102")
	w.OfferedForAll("nytt-foretag", anna, mikael)
	only := func(who identity.PersonID) lifeevents.Record {
		t.Helper()
		all, err := w.Offers.Of(t.Context(), who)
		if err != nil || len(all) != 1 {
			t.Fatalf("%d, %v", len(all), err)
		}
		return all[0]
	}
	if err := w.Offers.Begin(t.Context(), anna, only(anna).ID, "form"); err != nil {
		t.Fatal(err)
	}
	if err := w.Offers.Accept(t.Context(), "form", "case", w.Now()); err != nil {
		t.Fatal(err)
	}
	page := w.get("/erbjudanden/"+only(mikael).ID, w.as("Mikael"))
	if !strings.Contains(page.body, "Någon annan som tecknar firma för företaget har redan sagt ja.") || strings.Contains(page.body, "/arenden/case") || strings.Contains(page.body, `name="do"`) {
		t.Errorf("Mikael reads %s", page.body)
	}
}

// TestAnOfferStandsInTheInbox follows an offer there, until somebody near the child gets a protected identity.
func TestAnOfferStandsInTheInbox(t *testing.T) {
	w := newWorld(t)
	anna, as := portaltest.PersonID("000101"), w.as("Anna")
	id := w.Offered(firstPlace, portaltest.PersonID("000103"), anna)
	follow := func(reminder int) {
		t.Helper()
		if err := w.Notify.FollowEffect(t.Context(), anna, id, reminder, w.Now()); err != nil {
			t.Fatal(err)
		}
	}
	unread := func() int {
		n, err := w.Notify.Store.Unread(t.Context(), anna)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	follow(0)
	if page := w.get("/aviseringar", as); !strings.Contains(page.body, "Vi har ett erbjudande till dig: Förskola till Elsa?") || !strings.Contains(page.body, "/erbjudanden/"+id) {
		t.Error("the inbox does not tell of the offer")
	}
	if unread() != 1 {
		t.Errorf("%d unread, want one", unread())
	}
	w.get("/erbjudanden/"+id, as)
	if unread() != 0 {
		t.Errorf("%d unread once the offer is read", unread())
	}
	follow(1)
	if page := w.get("/aviseringar", as); !strings.Contains(page.body, "Du har inte svarat än: Förskola till Elsa?") {
		t.Error("the inbox does not remind of it")
	}
	w.protect("000102") // the other guardian
	if page := w.get("/aviseringar", as); strings.Contains(page.body, "Elsa?") || !strings.Contains(page.body, "Ett äldre erbjudande") {
		t.Error("the inbox still names the child")
	}
	follow(2)
	if page := w.get("/aviseringar", as); strings.Count(page.body, "Du har inte svarat än") != 1 {
		t.Error("somebody is reminded of what they may no longer be told")
	}
}
