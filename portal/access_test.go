package portal_test

import (
	"net/url"
	"strconv"
	"strings"
	"testing"

	"forvag/internal/dbx"
	"forvag/internal/dbx/dbtest"
	"forvag/knowledge/authored"
	"forvag/portal/portaltest"
)

// The doors: who comes where. The case is Anna's application for leave for her daughter, which Mikael, the other guardian, is told of, and which the
// schools' board (BUN) keeps secret; the draft is Anna's too. Where an agent is asked for it is a case that Linh has sent for Anna.
//
//	ok     comes in          login  is sent to the login
//	no     403, may know of it and not do this
//	none   404, the same as for what does not exist
//	told   came in, and is told in words why it cannot be done: 400, 409, 410, 413, 415, 422
const doors = `
	                                            nobody visitor Anna   Mikael Linh   firm   Johan  uncleared Erik   Ali
	GET /                                       ok     ok      ok     ok     ok     ok     ok     ok        ok     ok
	GET /tjanster                               ok     ok      ok     ok     ok     ok     ok     ok        ok     ok
	GET /tjanster/:service                      ok     ok      ok     ok     ok     ok     ok     ok        ok     ok
	GET /tjanster/:service/kolla                ok     ok      ok     ok     ok     ok     ok     ok        ok     ok
	GET /livssituation                          ok     ok      ok     ok     ok     ok     ok     ok        ok     ok
	GET /livssituation/:situation               ok     ok      ok     ok     ok     ok     ok     ok        ok     ok
	GET /fraga                                  ok     ok      ok     ok     ok     ok     ok     ok        ok     ok
	GET /fraga/manniska                         ok     ok      ok     ok     ok     ok     ok     ok        ok     ok
	GET /bra-att-veta                           ok     ok      ok     ok     ok     ok     ok     ok        ok     ok
	GET /bra-att-veta/:article                  ok     ok      ok     ok     ok     ok     ok     ok        ok     ok
	GET /lankar                                 ok     ok      ok     ok     ok     ok     ok     ok        ok     ok
	GET /lankar/:link                           ok     ok      ok     ok     ok     ok     ok     ok        ok     ok
	GET /namnder/:board                         ok     ok      ok     ok     ok     ok     ok     ok        ok     ok
	GET /anslagstavla                           ok     ok      ok     ok     ok     ok     ok     ok        ok     ok
	GET /handlaggning/anslagstavla              login  login   no     no     no     no     ok     ok        ok     no
	POST /handlaggning/anslagstavla             login  login   no     no     no     no     told   told      told   no
	POST /handlaggning/anslagstavla/:notice/ta-ner login login no     no     no     no     none   none      none   no
	GET /handlaggning/anslagstavla/:notice/ratta login login   no     no     no     no     none   none      none   no
	POST /handlaggning/anslagstavla/:notice/ratta login login  no     no     no     no     none   none      none   no
	GET /api/v1/search                          ok     ok      ok     ok     ok     ok     ok     ok        ok     ok
	GET /ansok/:draft                           none   none    ok     none   none   none   none   none      none   none
	GET /ansok/:draft/granska                   none   none    ok     none   none   none   none   none      none   none
	GET /ansok/:draft/kvitto                    none   none    ok     none   none   none   none   none      none   none
	GET /ansok/:draft/fil/:file                 none   none    ok     none   none   none   none   none      none   none
	GET /ansok/:draft/sida/:page                none   none    ok     none   none   none   none   none      none   none
	GET /ansok/:draft/folj/:case                none   none    ok     none   none   none   none   none      none   none
	GET /adresser                               ok     ok      ok     ok     ok     ok     ok     ok        ok     ok
	GET /karta.svg                              ok     ok      ok     ok     ok     ok     ok     ok        ok     ok
	GET /arenden                                login  login   ok     ok     ok     ok     no     no        no     no
	GET /erbjudanden                            login  login   ok     ok     ok     ok     no     no        no     no
	POST /erbjudanden                           login  login   ok     ok     ok     ok     no     no        no     no
	GET /erbjudanden/:proposal                  login  login   ok     none   none   none   no     no        no     no
	POST /erbjudanden/:proposal                 login  login   ok     none   none   none   no     no        no     no
	GET /folj                                   ok     ok      ok     ok     ok     ok     ok     ok        ok     ok
	GET /arenden/:case                          login  login   ok     ok     none   none   no     no        no     no
	GET /arenden/:case/live                     login  login   ok     ok     none   none   no     no        no     no
	GET /arenden/:case/handling/:document       login  login   ok     none   none   none   no     no        no     no
	GET /arenden/:case/:action                  login  login   ok     ok     none   none   no     no        no     no
	GET /arenden/:case/:action/:of              login  login   ok     ok     none   none   no     no        no     no
	GET /logga-in                               ok     ok      ok     ok     ok     ok     ok     ok        ok     ok
	GET /logga-in/:provider                     none   none    none   none   none   none   none   none      none   none
	GET /logga-in/:provider/klar                none   none    none   none   none   none   none   none      none   none
	GET /konto                                  login  login   ok     ok     ok     ok     no     no        no     no
	GET /handlaggning                           login  login   no     no     no     no     ok     ok        ok     no
	GET /handlaggning/konto                     login  login   no     no     no     no     ok     ok        ok     ok
	GET /handlaggning/nytt                      login  login   no     no     no     no     ok     ok        ok     no
	GET /arenden/:case/tid.ics                  login  login   none   none   none   none   no     no        no     no
	GET /handlaggning/lokaler                   login  login   no     no     no     no     ok     ok        ok     no
	GET /handlaggning/lokaler/:service/:room    login  login   no     no     no     no     none   none      none   no
	POST /handlaggning/lokaler/:service/:room   login  login   no     no     no     no     none   none      none   no
	POST /handlaggning/lokaler/:service/:room/slapp/:booking login login no no no no none none none no
	GET /handlaggning/ko                        login  login   no     no     no     no     ok     ok        ok     no
	GET /handlaggning/ko/:service/:unit         login  login   no     no     no     no     none   none      none   no
	GET /handlaggning/fragor                    login  login   no     no     no     no     ok     ok        ok     no
	GET /handlaggning/fragor.csv                login  login   no     no     no     no     ok     ok        ok     no
	GET /handlaggning/artiklar                  login  login   no     no     no     no     ok     ok        ok     no
	POST /handlaggning/artiklar                 login  login   no     no     no     no     ok     ok        ok     no
	GET /handlaggning/artiklar/utkast/:written  login  login   no     no     no     no     ok     ok        ok     no
	POST /handlaggning/artiklar/utkast/:written login  login   no     no     no     no     told   told      told   no
	GET /handlaggning/artiklar/:article         login  login   no     no     no     no     ok     ok        ok     no
	POST /handlaggning/artiklar/:article/dra-tillbaka login login no no no no no no no no
	GET /handlaggning/lankar                    login  login   no     no     no     no     ok     ok        ok     no
	GET /handlaggning/:case                     login  login   no     no     no     no     ok     no        none   none
	GET /handlaggning/:case/live                login  login   no     no     no     no     ok     no        none   none
	GET /handlaggning/:case/handling/:document  login  login   no     no     no     no     ok     no        none   none
	GET /handlaggning/:case/:action             login  login   no     no     no     no     ok     no        none   none
	GET /tillganglighet                         ok     ok      ok     ok     ok     ok     ok     ok        ok     ok
	GET /om                                     ok     ok      ok     ok     ok     ok     ok     ok        ok     ok
	GET /offline                                ok     ok      ok     ok     ok     ok     ok     ok        ok     ok
	GET /static/*                               ok     ok      ok     ok     ok     ok     ok     ok        ok     ok
	GET /manifest.webmanifest                   ok     ok      ok     ok     ok     ok     ok     ok        ok     ok
	GET /sw.js                                  ok     ok      ok     ok     ok     ok     ok     ok        ok     ok
	GET /favicon.ico                            ok     ok      ok     ok     ok     ok     ok     ok        ok     ok
	GET /robots.txt                             ok     ok      ok     ok     ok     ok     ok     ok        ok     ok
	GET /healthz                                ok     ok      ok     ok     ok     ok     ok     ok        ok     ok
	GET /readyz                                 ok     ok      ok     ok     ok     ok     ok     ok        ok     ok
	GET /metrics                                ok     ok      ok     ok     ok     ok     ok     ok        ok     ok
	POST /tjanster/:service/kolla               ok     ok      ok     ok     ok     ok     ok     ok        ok     ok
	POST /tjanster/:service/borja               login  login   ok     ok     ok     ok     no     no        no     no
	POST /lankar/:link/trasig                   ok     ok      ok     ok     ok     ok     ok     ok        ok     ok
	POST /api/v1/ask                            told   told    told   told   told   told   told   told      told   told
	POST /fraga                                 told   told    told   told   told   told   told   told      told   told
	POST /fraga/live                            ok     ok      ok     ok     ok     ok     ok     ok        ok     ok
	POST /fraga/ruta                            ok     ok      ok     ok     ok     ok     ok     ok        ok     ok
	POST /fraga/manniska                        ok     ok      ok     ok     ok     ok     ok     ok        ok     ok
	POST /fraga/omdome                          none   none    none   none   none   none   none   none      none   none
	POST /api/v1/events                         told   told    told   told   told   told   told   told      told   told
	POST /api/v1/services/:service/check        ok     ok      ok     ok     ok     ok     ok     ok        ok     ok
	POST /handlaggning/lankar/:link             login  login   no     no     no     no     ok     none      none   no
	POST /ansok/:draft/granska                  none   none    ok     none   none   none   none   none      none   none
	POST /ansok/:draft/ta-bort                  none   none    ok     none   none   none   none   none      none   none
	POST /ansok/:draft/sida/:page               none   none    told   none   none   none   none   none      none   none
	POST /ansok/:draft/folj/:case               none   none    ok     none   none   none   none   none      none   none
	POST /folj                                  told   told    told   told   told   told   told   told      told   told
	POST /arenden/:case/meddelande              login  login   ok     ok     none   none   no     no        no     no
	POST /arenden/:case/komplettering/:request  login  login   ok     no     none   none   no     no        no     no
	POST /arenden/:case/ombud/:party            login  login   ok     none   no     none   no     no        no     no
	POST /arenden/:case/aterkalla               login  login   ok     no     none   none   no     no        no     no
	POST /arenden/:case/erbjudande/:offer       login  login   told   no     none   none   no     no        no     no
	POST /arenden/:case/onskemal                login  login   told   told   none   none   no     no        no     no
	POST /arenden/:case/plats                   login  login   told   no     none   none   no     no        no     no
	POST /arenden/:case/avboka                  login  login   told   no     none   none   no     no        no     no
	POST /arenden/:case/haller-med              login  login   none   none   none   none   no     no        no     no
	POST /arenden/:case/syskon/:child           login  login   ok     ok     none   none   no     no        no     no
	POST /arenden/:case/svara-sjalv             login  login   none   none   none   none   no     no        no     no
	POST /arenden/:case/begar-avgorande         login  login   told   no     none   none   no     no        no     no
	POST /arenden/:case/overklaga/:decision     login  login   told   told   none   none   no     no        no     no
	POST /logga-in/demo                         none   none    none   none   none   none   none   none      none   none
	POST /demo/tid                              none   none    none   none   none   none   none   none      none   none
	POST /logga-ut                              ok     ok      ok     ok     ok     ok     ok     ok        ok     ok
	POST /konto                                 login  login   ok     ok     ok     ok     no     no        no     no
	POST /konto/foretrad                        login  login   ok     ok     ok     ok     no     no        no     no
	GET /aviseringar                            login  login   ok     ok     ok     ok     no     no        no     no
	GET /konto/aviseringar                      login  login   ok     ok     ok     ok     no     no        no     no
	POST /konto/aviseringar                     login  login   ok     ok     ok     ok     no     no        no     no
	GET /konto/bekrafta/:way                    login  login   ok     ok     ok     ok     no     no        no     no
	POST /konto/bekrafta/:way                   login  login   told   told   told   told   no     no        no     no
	POST /konto/enheter                         login  login   told   told   told   told   no     no        no     no
	POST /konto/enheter/:device/ta-bort         login  login   ok     ok     ok     ok     no     no        no     no
	GET /avisering/av/:token                    none   none    none   none   none   none   none   none      none   none
	POST /avisering/sms/:token                  none   none    none   none   none   none   none   none      none   none
	POST /avisering/av/:token                   none   none    none   none   none   none   none   none      none   none
	GET /handlaggning/granskning                login  login   no     no     no     no     no     no        no     no
	GET /handlaggning/granskning/:review        login  login   no     no     no     no     no     no        no     no
	POST /handlaggning/granskning/:review       login  login   no     no     no     no     no     no        no     no
	GET /handlaggning/regler                    login  login   no     no     no     no     ok     ok        ok     no
	GET /handlaggning/regler/:rule              login  login   no     no     no     no     ok     ok        none   no
	POST /handlaggning/regler/:rule             login  login   no     no     no     no     ok     no        none   no
	POST /handlaggning/regler/:rule/prova       login  login   no     no     no     no     ok     ok        none   no
	GET /handlaggning/utskick                   login  login   no     no     no     no     ok     ok        ok     no
	GET /handlaggning/utskick/texter            login  login   no     no     no     no     ok     ok        ok     no
	POST /handlaggning/utskick/:delivery        login  login   no     no     no     no     none   none      none   no
	GET /handlaggning/brev                      login  login   no     no     no     no     ok     ok        ok     no
	POST /handlaggning/brev                     login  login   no     no     no     no     told   told      told   no
	GET /handlaggning/brev/:batch/brev.pdf      login  login   no     no     no     no     none   none      none   no
	POST /handlaggning/brev/:batch              login  login   no     no     no     no     none   none      none   no
	POST /sprak                                 ok     ok      ok     ok     ok     ok     ok     ok        ok     ok
	POST /handlaggning/nytt                     login  login   no     no     no     no     told   told      told   no
	POST /handlaggning/:case/:action            login  login   no     no     no     no     ok     no        none   none
	POST /tillganglighet                        ok     ok      ok     ok     ok     ok     ok     ok        ok     ok
`

// door is one route with something to post there; a path's parameters are filled in with what belongs to Anna.
var posts = map[string]url.Values{
	"POST /arenden/:case/meddelande":              {"text": {"Hej"}},
	"POST /arenden/:case/komplettering/:request":  {"text": {"Här är det"}},
	"POST /arenden/:case/overklaga/:decision":     {"text": {"Jag överklagar"}},
	"POST /arenden/:case/erbjudande/:offer":       {"do": {"yes"}},
	"POST /arenden/:case/ombud/:party":            {"do": {"confirm"}},
	"POST /handlaggning/granskning/:review":       {"how": {"by_hand"}, "note": {"Ringde upp"}},
	"POST /handlaggning/regler/:rule":             {"do": {"on"}, "under": {"BUN 3.1"}},
	"POST /erbjudanden":                           {"do": {"on"}},
	"POST /erbjudanden/:proposal":                 {"do": {"later"}},
	"POST /arenden/:case/plats":                   {"on": {"2026-12-31"}},
	"POST /arenden/:case/avboka":                  {"fee": {"0"}},
	"POST /handlaggning/:case/:action":            {"anteckning-text": {"Ringde upp"}},
	"POST /handlaggning/artiklar/utkast/:written": {"version": {"1"}, "board": {"BUN"}, "do": {"publish"}},
	"POST /konto":                {"email": {"a@almby.example"}},
	"POST /sprak":                {"lang": {"en"}},
	"POST /tillganglighet":       {"what": {"Knappen syns inte"}},
	"POST /logga-in/demo":        {"person": {"ingen"}},
	"POST /folj":                 {"code": {"AAAA-BBBB-CCCC-DDDD"}},
	"POST /ansok/:draft/granska": {"declare": {"yes"}},
}

// nothing is an id that nothing has.
const nothing = "019aaaaa-0000-7000-8000-000000000000"

// things fills in a path's parameters: what the sweep is after, new for every request, since a request may change it.
func (w *world) things(route string, form url.Values) (path string, unknown string) {
	ids := map[string]string{":service": "skolskjuts", ":page": "barnet", ":provider": "bankid", ":action": "anteckning", ":of": "del", ":decision": "beslut", ":offer": "erbjudande", ":unit": "enhet", ":room": "sal", ":booking": nothing, ":notice": nothing,
		":situation": "vanta-barn", ":way": "epost", ":link": "csn", ":article": "bygga-altan", ":board": "BUN"}
	known := []string{":rule", ":way", ":situation", ":link", ":article", ":board", ":service", ":page", ":provider", ":action", ":of", ":decision", ":offer", ":unit", ":room"}
	if strings.Contains(route, ":written") {
		d, err := w.Writing.Store.Save(w.t.Context(), authored.Draft{Board: "BUN"})
		if err != nil {
			w.t.Fatal(err)
		}
		ids[":written"] = d.ID
	}
	if strings.Contains(route, ":draft") {
		d := w.draft()
		ids[":draft"], ids[":file"] = d.ID, d.Files[0].ID
	}
	if strings.Contains(route, ":draft") && strings.Contains(route, ":case") {
		ids[":case"] = string(w.report().Case)
	} else if strings.Contains(route, ":party") {
		f := w.sentForAnna()
		ids[":case"], ids[":party"] = string(f.Case.ID), f.Parties[0].ID
	} else if strings.Contains(route, ":case") {
		f := w.leave()
		ids[":case"], ids[":document"], ids[":request"] = string(f.Case.ID), string(f.Documents[0].ID), string(f.Requests[0].ID)
		if form != nil {
			form.Set("version", strconv.FormatInt(f.Case.Version, 10))
		}
	}
	if strings.Contains(route, ":review") {
		ids[":review"] = w.Left("forskola-forsta-plats", portaltest.PersonID("000103"), portaltest.PersonID("000101"))
	}
	ids[":rule"] = "forskola-forsta-plats"
	if strings.Contains(route, "/erbjudanden/:proposal") {
		ids[":proposal"] = w.Offered("forskola-forsta-plats", portaltest.PersonID("000103"), portaltest.PersonID("000101"))
	}
	_, path, _ = strings.Cut(route, " ")
	path = strings.Replace(path, "/karta.svg", "/karta.svg?v=402000,6530000,1000", 1)
	path = strings.Replace(path, "/api/v1/search", "/api/v1/search?q=skolskjuts", 1)
	path = strings.Replace(path, "/static/*", w.Site.Assets.URL("app.css"), 1)
	unknown = path
	for name, id := range ids {
		path = strings.ReplaceAll(path, name, id)
		for _, k := range known {
			if k == name {
				unknown = strings.ReplaceAll(unknown, name, id)
			}
		}
		unknown = strings.ReplaceAll(unknown, name, nothing)
	}
	return path, unknown
}

func rows(table string) (columns []string, out map[string][]string, order []string) {
	out = map[string][]string{}
	for _, line := range strings.Split(strings.TrimSpace(table), "\n") {
		f := strings.Fields(line)
		if columns == nil {
			columns = f
			continue
		}
		n := len(f) - len(columns)
		if n < 1 {
			panic("row without as many cells as columns: " + line)
		}
		name := strings.Join(f[:n], " ")
		out[name] = f[n:]
		order = append(order, name)
	}
	return columns, out, order
}

func TestEveryDoor(t *testing.T) {
	dbtest.Each(t, portaltest.Modules, func(t *testing.T, db *dbx.DB) {
		w := worldOn(t, db, false)
		w.staffed()
		columns, want, order := rows(doors)
		seen := map[string]bool{}
		for _, a := range w.server.Addresses() {
			route := a.Method + " " + a.Path
			seen[route] = true
			if want[route] == nil {
				t.Errorf("%s has no row in the table of doors", route)
				want[route] = make([]string, len(columns))
			}
			var got []string
			for _, role := range columns {
				got = append(got, w.door(t, a.Method, route, role))
			}
			if g, x := strings.Join(got, " "), strings.Join(want[route], " "); g != x {
				t.Errorf("%s\n\t got %s\n\twant %s", route, g, x)
			}
		}
		for _, route := range order {
			if !seen[route] {
				t.Errorf("the table of doors has a row for %s, which is no address", route)
			}
		}
	})
}

// door asks a route as a role. Who is refused gets the same answer as about what does not exist.
func (w *world) door(t *testing.T, method, route, role string) string {
	form := url.Values{}
	for name, v := range posts[route] {
		form[name] = v
	}
	path, unknown := w.things(route, form)
	cookie := w.as(role)
	if route == "POST /logga-ut" {
		delete(w.cookies, role) // the next door finds them logged in anew
	}
	q := ask{method: method, path: path, cookie: cookie}
	switch {
	case strings.Contains(route, "/api/"):
		q.media, q.body = "application/json", []byte(`{"facts": {}}`)
	case method == "POST":
		q.form = form
	}
	a := w.do(q)
	if a.outcome() == "none" && unknown != path {
		q.path = unknown
		if b := w.do(q); b.status != a.status || shape(a, path) != shape(b, unknown) {
			t.Errorf("%s as %s: about another's %d, about nothing %d\n%s\n%s", route, role, a.status, b.status, shape(a, path), shape(b, unknown))
		}
	}
	return a.outcome()
}

// shape is an answer without what it was asked about.
func shape(a answer, path string) string {
	out := a.body
	for _, part := range strings.Split(path, "/") {
		if len(part) == 36 {
			out = strings.ReplaceAll(out, part, "ID")
		}
	}
	return out
}
