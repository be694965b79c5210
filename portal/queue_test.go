package portal_test

import (
	"net/url"
	"regexp"
	"strings"
	"testing"

	"forvag/portal/portaltest"
)

// inLine goes through the form for a berth, and returns the case's path.
func (w *world) inLine(t *testing.T, cookie string) string {
	t.Helper()
	path := w.post("/tjanster/batplats/borja", cookie, nil).location()
	w.post(path+"/sida/baten", cookie, url.Values{"length": {"4,8"}, "width": {"1,9"}, "kind": {"motor"}})
	w.post(path+"/sida/hamnen", cookie, url.Values{"first": {"sodra-smal"}, "second": {"norra"}, "swap": {"no"}})
	w.post(path+"/sida/kontakt", cookie, url.Values{"phone": {"070-174 06 05"}, "email": {"a@almby.example"}})
	if sent := w.post(path+"/granska", cookie, url.Values{"declare": {"yes"}}); !strings.HasSuffix(sent.location(), "/kvitto") {
		t.Fatalf("sent: %d %s", sent.status, sent.location())
	}
	return regexp.MustCompile(`/arenden/[0-9a-f-]{36}`).FindString(w.get(path+"/kvitto", cookie).body)
}

func TestFromQueueToPlace(t *testing.T) {
	w := newWorld(t)
	w.staffed()
	anna, linh, tomas := w.logIn(portaltest.PersonID("000101")), w.logIn(portaltest.PersonID("001301")), ""
	for _, o := range w.Municipality.Staff {
		if o.Name == "Tomas Berglund" {
			tomas = w.logIn(o.ID)
		}
	}
	first, second := w.inLine(t, anna), w.inLine(t, linh)
	has := func(what string, a answer, words ...string) {
		t.Helper()
		for _, x := range words {
			if !strings.Contains(a.body, x) {
				t.Errorf("%s does not say %q (%d)", what, x, a.status)
			}
		}
	}
	has("the second's case", w.get(second, linh), "Du är nummer 2 i kön till Södra hamnen, smal plats", "Du är nummer 2 i kön till Norra bryggan")
	has("the second's list", w.get("/arenden", linh), "Du är nummer 2 i kön till Södra hamnen")
	draft := w.post("/tjanster/batplats/borja", anna, nil).location()
	w.post(draft+"/sida/baten", anna, url.Values{"length": {"4,8"}, "width": {"1,9"}, "kind": {"motor"}})
	w.post(draft+"/sida/hamnen", anna, url.Values{"first": {"norra"}, "swap": {"no"}})
	w.post(draft+"/sida/kontakt", anna, url.Values{"phone": {"070-174 06 05"}, "email": {"a@almby.example"}})
	has("a second form", w.get(draft+"/granska", anna), "Du står redan i kö med ärende")
	same := w.post(first+"/onskemal", anna, url.Values{"first": {"norra"}, "second": {"norra"}})
	if same.status != 422 {
		t.Errorf("the same twice: %d", same.status)
	}
	line := w.get("/handlaggning/ko/batplats/sodra-smal", tomas)
	has("the desk's queue", line, "Anna Lindqvist", "Linh Nguyen", "Erbjud före de andra")
	desk2 := strings.Replace(second, "/arenden/", "/handlaggning/", 1)
	has("the way past the queue", line, desk2+"?plats=sodra-smal&amp;visa=erbjud#erbjud")
	past := w.get(desk2+"?plats=sodra-smal&visa=erbjud", tomas)
	if !regexp.MustCompile(`<details class="panel more-box action" id="erbjud" open`).MatchString(past.body) ||
		!regexp.MustCompile(`<option value="sodra-smal" selected`).MatchString(past.body) {
		t.Error("the form past the queue is closed, or the place is not chosen")
	}
	if why := regexp.MustCompile(`Varför går du förbi kön\?[^/]*frivilligt`).FindString(past.body); why != "" {
		t.Errorf("the reason is optional: %s", why)
	}
	pass := url.Values{"version": {"1"}, "erbjud-unit": {"sodra-smal"}}
	if a := w.post(desk2+"/erbjud", tomas, pass); a.status != 422 || !strings.Contains(a.body, "Skriv varför du går förbi kön") {
		t.Errorf("past the queue without a reason, the form answers %d", a.status)
	}
	pass.Set("erbjud-reason", "Båten passar bara där.")
	has("the offer past the queue", w.post(desk2+"/erbjud", tomas, pass), "Granska erbjudandet", "Går förbi", "nummer 1 i kön", "Båten passar bara där.")
	has("the next in turn's form", w.get(strings.Replace(first, "/arenden/", "/handlaggning/", 1), tomas), "Varför går du förbi kön?")
	version := regexp.MustCompile(`name="version" value="(\d+)"`).FindStringSubmatch(line.body)
	if version == nil {
		t.Fatal("the next in turn cannot be offered a place")
	}
	desk := strings.Replace(first, "/arenden/", "/handlaggning/", 1)
	offer := url.Values{"version": {version[1]}, "erbjud-unit": {"sodra-smal"}, "next": {"/handlaggning/ko/batplats/sodra-smal"}}
	review := w.post(desk+"/erbjud", tomas, offer)
	if review.status != 200 || strings.Contains(w.get(first, anna).body, "Ja, jag tackar ja till platsen") {
		t.Errorf("offered before it was read: %d", review.status)
	}
	has("the offer before it is sent", review, "Granska erbjudandet", "Södra hamnen, smal plats", "Anna Lindqvist", "Skicka erbjudandet",
		`name="next" value="/handlaggning/ko/batplats/sodra-smal"`)
	offer.Set("steg", "fatta")
	offered := w.post(desk+"/erbjud", tomas, offer)
	if offered.status != 303 || !strings.HasPrefix(offered.location(), "/handlaggning/ko/batplats/sodra-smal") {
		t.Fatalf("offer: %d %s", offered.status, offered.location())
	}
	passed := w.post(strings.Replace(second, "/arenden/", "/handlaggning/", 1)+"/erbjud", tomas, url.Values{"version": {"1"}, "erbjud-unit": {"sodra-smal"}})
	if passed.status != 409 && passed.status != 422 {
		t.Errorf("a place that is offered already: %d", passed.status)
	}
	page := w.get(first, anna)
	has("the offer", page, "Plats i Södra hamnen, smal plats", "Ja, jag tackar ja till platsen", "28")
	answer := regexp.MustCompile(`/arenden/[0-9a-f-]{36}/erbjudande/[0-9a-f-]{36}`).FindString(page.body)
	if stranger := w.post(answer, linh, url.Values{"do": {"yes"}}); stranger.status != 404 {
		t.Errorf("somebody else's yes: %d", stranger.status)
	}
	if yes := w.post(answer, anna, url.Values{"do": {"yes"}}); yes.status != 303 {
		t.Fatalf("yes: %d", yes.status)
	}
	has("the place", w.get(first, anna), "Platsen är din: Södra hamnen, smal plats", "Lämna platsen")
	has("the next", w.get(second, linh), "Du är nummer 1 i kön till Södra hamnen, smal plats")
}

// TestChildStandsOnce holds that a guardian is told at the child's page that the child stands in the queue, and where, and cannot send the form.
func TestChildStandsOnce(t *testing.T) {
	w := newWorld(t)
	w.staffed()
	hodan := w.logIn(portaltest.PersonID("001001"))
	child := url.Values{"child": {"01900000-0000-7000-8000-000000001004"}, "start": {w.Now().AddDate(0, 0, 80).Format("2006-01-02")}}
	answers := []struct {
		page string
		form url.Values
	}{
		{"barnet", child},
		{"behov", url.Values{"occupation": {"work"}, "two_adults": {"no"}, "needs": {"no"}, "support": {"no"}}},
		{"onskemal", url.Values{"first": {"linden"}, "has_sibling": {"no"}}},
		{"kontakt", url.Values{"phone": {"070-174 06 42"}, "email": {"h@almby.example"}}},
	}
	fill := func() string {
		path := w.post("/tjanster/forskola/borja", hodan, url.Values{"ny": {"ja"}}).location()
		for _, a := range answers {
			if got := w.post(path+"/sida/"+a.page, hodan, a.form); got.status != 303 {
				t.Fatalf("%s: %d", a.page, got.status)
			}
		}
		return path
	}
	first, second := fill(), fill()
	declare := url.Values{"declare": {"yes"}}
	if sent := w.post(first+"/granska", hodan, declare); !strings.HasSuffix(sent.location(), "/kvitto") {
		t.Fatalf("sent: %d %s", sent.status, sent.location())
	}
	receipt := w.get(first+"/kvitto", hodan)
	number := regexp.MustCompile(`BUN \d{4}-\d{6}`).FindString(receipt.body)
	stands := regexp.MustCompile(`/arenden/[0-9a-f-]{36}`).FindString(receipt.body)
	if refused := w.post(second+"/granska", hodan, declare); refused.status != 303 || !strings.HasSuffix(refused.location(), "/sida/barnet?fel=1") {
		t.Fatalf("sent once more: %d %s", refused.status, refused.location())
	}
	third := w.post("/tjanster/forskola/borja", hodan, url.Values{"ny": {"ja"}}).location()
	for name, page := range map[string]answer{
		"back from sending": w.get(second+"/sida/barnet?fel=1", hodan),
		"at the first page": w.post(third+"/sida/barnet", hodan, child),
	} {
		for _, words := range []string{"Barnet står redan i kön eller har en plats, med ärende " + number, `href="` + stands + `"`, `id="f-child-error"`} {
			if number == "" || stands == "" || !strings.Contains(page.body, words) {
				t.Errorf("%s does not have %q (%d)", name, words, page.status)
			}
		}
	}
}
