package portal_test

import (
	"encoding/json"
	"io/fs"
	"maps"
	"net/url"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"forvag/internal/casework"
	"forvag/internal/catalog"
	"forvag/internal/dbx"
	"forvag/internal/dbx/dbtest"
	"forvag/internal/identity"
	"forvag/internal/locale"
	"forvag/portal"
	"forvag/portal/draft"
	"forvag/portal/portaltest"
)

// start is Anna's form before Elsa's school start: a school, special food and transport, which makes four cases.
func start() map[string][]string {
	return map[string][]string{
		"child": {string(portaltest.PersonID("000103"))}, "matter": {"start"}, "grade": {"f"}, "school": {"Alskolan"}, "start_date": {portaltest.Start.AddDate(0, 2, 0).Format("2006-01-02")},
		"want_school": {"yes"}, "want_care": {"no"}, "want_diet": {"yes"}, "want_language": {"no"}, "want_transport": {"yes"},
		"sibling": {"no"}, "school_home": {"registered"}, "agreed": {"both"}, "school_needs": {"no"},
		"meals": {"lunch"}, "needs": {"allergy"}, "allergies": {"nuts"}, "danger": {"no"},
		"school_year": {"next"}, "school_kind": {"compulsory"}, "same_school": {"no"}, "chosen": {"no"}, "reasons": {"distance"}, "trips": {"both"}, "travel_home": {"registered"}, "walking": {"3,1"},
		"email": {"anna@almby.example"}, "phone": {"070-174 06 05"},
	}
}

// drafted is a draft of Anna's with the values.
func (w *world) drafted(values map[string][]string) *draft.Draft {
	w.t.Helper()
	s := w.Catalog.Service("skolstart")
	d, err := w.Drafts.Start(w.t.Context(), draft.Owner{Person: string(portaltest.PersonID("000101"))}, s.ID, s.Hash, values)
	if err != nil {
		w.t.Fatal(err)
	}
	return d
}

// mine are Anna's cases of the services that a school start is about, by service.
func (w *world) mine(cookie string) map[string]int {
	out := map[string]int{}
	page := w.get("/arenden", cookie).body
	for _, id := range []string{"skolstart", "skolval", "fritidshem", "specialkost", "modersmal", "skolskjuts"} {
		if n := strings.Count(page, ">"+w.Catalog.Service(id).Title.SV+"<"); n > 0 {
			out[id] = n
		}
	}
	return out
}

func TestOneFormBecomesSeveralCases(t *testing.T) {
	dbtest.Each(t, portaltest.Modules, func(t *testing.T, db *dbx.DB) {
		w := worldOn(t, db, false)
		anna := w.as("Anna")
		before := w.mine(anna)
		d := w.drafted(start())
		review := w.get("/ansok/"+d.ID+"/granska", anna)
		if !strings.Contains(review.body, "Det här blir 4 ärenden") {
			t.Errorf("the review says nothing of four cases: %d %s", review.status, review.location())
		}
		for range 2 {
			if a := w.post("/ansok/"+d.ID+"/granska", anna, url.Values{"declare": {"yes"}}); !strings.HasSuffix(a.location(), "/kvitto") {
				t.Fatalf("send: %d %s", a.status, a.location())
			}
		}
		want := map[string]int{"skolstart": 1, "skolval": 1, "specialkost": 1, "skolskjuts": 1}
		got := w.mine(anna)
		for id, n := range before {
			got[id] -= n
		}
		maps.DeleteFunc(got, func(_ string, n int) bool { return n == 0 })
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}

		receipt := w.get("/ansok/"+d.ID+"/kvitto", anna).body
		sent, err := w.Drafts.Get(t.Context(), draft.Owner{Person: string(portaltest.PersonID("000101"))}, d.ID)
		if err != nil {
			t.Fatal(err)
		}
		own := w.answers(casework.CaseID(sent.Case))
		page := w.get("/arenden/"+sent.Case, anna).body
		var services []string
		for _, key := range slices.Sorted(maps.Keys(own)) {
			c := own[key].Case
			if c == nil {
				continue
			}
			services = append(services, c.Service)
			for where, body := range map[string]string{"receipt": receipt, "case page": page} {
				if !strings.Contains(body, c.Number) || !strings.Contains(body, `href="/arenden/`+c.ID+`"`) {
					t.Errorf("the %s lacks %s %s", where, c.Service, c.Number)
				}
			}
			if opened := w.get("/arenden/"+c.ID, anna); !strings.Contains(opened.body, "Kom med formuläret: Inför skolstarten") {
				t.Errorf("%s does not say which form it came by: %d", c.Service, opened.status)
			}
			if c.Service == "specialkost" {
				if got := w.answers(casework.CaseID(c.ID))["allergies"].Choices; !slices.Equal(got, []string{"nuts"}) {
					t.Errorf("the kitchen reads %v", got)
				}
			}
		}
		if diff := cmp.Diff([]string{"skolval", "specialkost", "skolskjuts"}, services); diff != "" {
			t.Error(diff)
		}
		if _, ok := own["allergies"]; ok {
			t.Error("what only the kitchen is to read stands in the form's own case too")
		}
	})
}

// answers are what a case came with.
func (w *world) answers(id casework.CaseID) catalog.Answers { return w.answersIn(w.File(id).Answers) }

func (w *world) answersIn(raw json.RawMessage) (answers catalog.Answers) {
	w.t.Helper()
	if len(raw) == 0 {
		return nil
	}
	if err := json.Unmarshal(raw, &answers); err != nil {
		w.t.Fatal(err)
	}
	return answers
}

// What came in before the program stopped is found again, and the rest is sent.
func TestSendingAgainCompletes(t *testing.T) {
	w := newWorld(t)
	anna := identity.Principal{Kind: identity.Resident, Actor: portaltest.PersonID("000101"), Assurance: identity.AssuranceSubstantial, On: w.Today()}
	values := start()
	form := portal.Form{Service: "skolstart", Key: "the same", Lang: locale.SV, Values: values}
	school := portal.Form{Service: "skolval", Key: "the same/skolval", Lang: locale.SV, Values: map[string][]string{}}
	for _, o := range w.Catalog.Service("skolstart").Opens {
		if o.Service == "skolval" {
			for id, from := range o.Answers {
				school.Values[id] = values[from]
			}
		}
	}
	first, err := w.Site.Send(t.Context(), anna, w.Now(), form)
	if err != nil {
		t.Fatal(err)
	}
	again, err := w.Site.Send(t.Context(), anna, w.Now(), form)
	if err != nil || again.Case != first.Case || !again.Again {
		t.Errorf("sent again: got %+v, %v; want the case %s", again, err, first.Case)
	}
	// A case of the form's that came by itself, with the same key but not by the form, is no part of it.
	if _, err := w.Site.Send(t.Context(), anna, w.Now(), school); err == nil {
		t.Error("another submission took the key of a part")
	}
}

func TestAFaultInAnOpenedFormComesBackHere(t *testing.T) {
	w := newWorld(t)
	w.narrow()
	cases := func() int { return strings.Count(w.get("/arenden", w.as("Anna")).body, `href="/arenden/0`) }
	before := cases()
	for _, c := range []struct{ name, field, value, page string }{
		{"missing there and here", "meals", "", "maten"},
		{"refused there alone", "walking", "3,2", "vagen"},
		{"asked for there alone", "trips", "morning", "skjuts"},
		{"of the whole form", "phone", "12", "kontakt"},
	} {
		t.Run(c.name, func(t *testing.T) {
			values := start()
			values["walking"] = []string{"1,9"}
			values[c.field] = []string{c.value}
			d := w.drafted(values)
			for _, a := range []answer{w.get("/ansok/"+d.ID+"/granska", w.as("Anna")), w.post("/ansok/"+d.ID+"/granska", w.as("Anna"), url.Values{"declare": {"yes"}})} {
				if want := "/sida/" + c.page + "?fel=1"; !strings.HasSuffix(a.location(), want) {
					t.Errorf("got %d %s, want %s", a.status, a.location(), want)
				}
			}
		})
	}
	if got := cases(); got != before {
		t.Errorf("faulty forms made %d cases", got-before)
	}
}

// narrow lets school transport refuse what the form takes: a walk over two kilometres, and a journey in the morning alone without a word about it.
func (w *world) narrow() {
	w.t.Helper()
	files := fstest.MapFS{}
	names, err := fs.Glob(portal.Services(), "*.yaml")
	if err != nil {
		w.t.Fatal(err)
	}
	for _, name := range names {
		data, err := fs.ReadFile(portal.Services(), name)
		if err != nil {
			w.t.Fatal(err)
		}
		files[name] = &fstest.MapFile{Data: data}
	}
	bus := strings.Replace(string(files["skolskjuts.yaml"].Data), "max: 100000", "max: 2000", 1)
	bus = strings.Replace(bus, "\n  - id: kontakt\n", `
  - id: bara
    title: {sv: Bara ena vägen, en: One way only}
    visible: trips == "morning"
    fields:
      - id: one_way
        type: text
        label: {sv: Varför?, en: Why?}
        visible: trips == "morning"

  - id: kontakt
`, 1)
	files["skolskjuts.yaml"].Data = []byte(bus)
	site := *w.Site.Site
	var faults []catalog.Fault
	if site.Catalog, faults = catalog.Load(files, catalog.Options{Municipality: w.Municipality.Catalog(), Today: w.Today}); len(faults) > 0 {
		w.t.Fatal(faults)
	}
	w.server.Use(&site)
}

// What is answered goes before what the register says, in what is opened too.
func TestAnswersGoBeforeTheRegister(t *testing.T) {
	w := newWorld(t)
	values := start()
	values["child"], values["school"] = []string{string(portaltest.PersonID("000202"))}, []string{"Almbyskolan"}
	for service, f := range w.parts(w.sent("000201", "sara", values)) {
		if got := w.answersIn(f.Answers)["school"].Text; got != "Almbyskolan" {
			t.Errorf("%s is told %q", service, got)
		}
	}
}
