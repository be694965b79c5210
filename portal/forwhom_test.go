package portal_test

import (
	"io/fs"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"forvag/internal/casework"
	"forvag/internal/catalog"
	"forvag/internal/civil"
	"forvag/internal/identity"
	"forvag/internal/locale"
	"forvag/portal"
	"forvag/portal/draft"
	"forvag/portal/portaltest"
)

// parkingFor is a form for a parking permit that somebody sends for whom a number names.
func parkingFor(w *world, name, number string) portal.Form {
	form := portal.Form{Service: "parkeringstillstand", Key: "a key of at least 128 bits for " + name + number, Lang: locale.SV, Values: map[string][]string{
		"for_whom": {"other"}, "holder.name": {name}, "holder.number": {number}, "kind": {"first"}, "role": {"driver"}, "can_walk": {"yes"}, "walk": {"60"},
		"lasting": {"always"}, "certificate_date": {"2026-11-01"}, "can_sign": {"no"}, "address": {"Storgatan 12, 999 01 Almby"}, "phone": {"070-174 06 05"},
	}}
	for _, field := range []string{"power", "certificate", "photo"} {
		doc := w.stored(field+".pdf", pdf)
		media := doc.MediaType
		if field == "photo" {
			media = "image/jpeg"
		}
		form.Files = append(form.Files, draft.File{ID: field, Field: field, Name: doc.Filename, MediaType: media, Hash: doc.Hash, Size: doc.Size})
	}
	return form
}

func (w *world) numberOf(id identity.PersonID) string {
	w.t.Helper()
	n, err := w.Residents.Number(w.t.Context(), id)
	if err != nil {
		w.t.Fatal(err)
	}
	return n.Digits()
}

func (w *world) resident(id identity.PersonID) identity.Principal {
	return identity.Principal{Kind: identity.Resident, Actor: id, Assurance: identity.AssuranceSubstantial, On: w.Today()}
}

// Somebody sends a form for another: that one is the applicant, what the register says is about them, and the sender learns nothing from the number.
func TestFormSentForSomebodyElse(t *testing.T) {
	w := newWorld(t)
	anna, gunvor, jenny := portaltest.PersonID("000101"), portaltest.PersonID("000601"), portaltest.PersonID("000701")
	elsewhere := identity.TestNumber(civil.Must("1948-02-03"), 980).Digits()
	pages := map[string]string{}
	for _, c := range []struct {
		name, number string
		here         string // what the rules are told of the applicant
		protected    bool
	}{
		{"in the register", w.numberOf(gunvor), `"registered_here":true`, false},
		{"elsewhere", elsewhere, `"registered_here":false`, false},
		{"protected", w.numberOf(jenny), `"registered_here":`, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			in, err := w.Submission(t.Context(), w.resident(anna), w.Now(), parkingFor(w, "Min Granne", c.number))
			if err != nil {
				t.Fatal(err)
			}
			n, err := identity.ParseNumber(c.number, w.Today())
			if err != nil {
				t.Fatal(err)
			}
			holder, err := w.Residents.ByNumber(t.Context(), n)
			if err != nil {
				t.Fatal(err)
			}
			want := []casework.Party{{Person: anna, Role: identity.Sender}, {Person: holder.ID, Role: identity.Applicant}}
			if !slices.Equal(in.Parties, want) || in.Protected != c.protected || in.Recommendation.Automatic {
				t.Errorf("got parties %+v, protected %v", in.Parties, in.Protected)
			}
			if strings.Contains(string(in.Answers), c.number[2:]) || !strings.Contains(string(in.Answers), string(holder.ID)) {
				t.Errorf("answers: %s", in.Answers)
			}
			if !strings.Contains(string(in.Recommendation.Grounds.Facts), c.here) {
				t.Errorf("facts: %s, want %s", in.Recommendation.Grounds.Facts, c.here)
			}
			made, err := w.Cases.Submit(t.Context(), w.resident(anna), in)
			if err != nil {
				t.Fatal(err)
			}
			page := w.get("/arenden/"+string(made.Case), w.as("Anna"))
			if page.status != 200 || !strings.Contains(page.body, "Min Granne") || !holder.Outside && strings.Contains(page.body, holder.Family) {
				t.Errorf("the agent's page, %d: shows another name than was written", page.status)
			}
			list := w.get("/arenden?q="+url.QueryEscape(made.Diary.String()), w.as("Anna"))
			varies := strings.NewReplacer(string(made.Case), "CASE", made.Diary.String(), "NUMBER", url.QueryEscape(made.Diary.String()), "NUMBER")
			pages[c.name] = newID.ReplaceAllString(varies.Replace(page.body+list.body), "ID")
			if c.name == "elsewhere" {
				w.Demo.People = append(w.Demo.People, portal.DemoPerson{ID: holder.ID, Name: holder.Name()})
			}
			own := w.get("/arenden/"+string(made.Case), w.logIn(holder.ID))
			if own.status != 200 || !strings.Contains(own.body, text("case.role.sender")) {
				t.Errorf("the applicant's page: %d", own.status)
			}
			if strings.Contains(page.body, c.number[8:]) {
				t.Error("the agent's page shows the number")
			}
		})
	}
	for name, page := range pages {
		if page != pages["in the register"] {
			t.Errorf("the pages of who sends for somebody %s differ: %s", name, firstDifference(page, pages["in the register"]))
		}
	}
	if strings.Contains(w.log.String(), elsewhere[2:]) {
		t.Error("the log holds a personal number")
	}
}

// newID is what differs from page to page: ids, the keys of forms, and how many cases the list has.
var newID = regexp.MustCompile(`<span class="count">\d+</span>|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\b[A-Z2-7]{26}\b`)

func firstDifference(a, b string) string {
	i := 0
	for i < min(len(a), len(b)) && a[i] == b[i] {
		i++
	}
	from := max(0, i-80)
	return a[from:min(len(a), i+80)] + "\n\tand " + b[from:min(len(b), i+80)]
}

// Who names themself is the applicant, and nobody's agent.
func TestFormSentForOneself(t *testing.T) {
	w := newWorld(t)
	anna := portaltest.PersonID("000101")
	in, err := w.Submission(t.Context(), w.resident(anna), w.Now(), parkingFor(w, "Anna", w.numberOf(anna)))
	if err != nil || !slices.Equal(in.Parties, []casework.Party{{Person: anna, Role: identity.Applicant}}) {
		t.Errorf("got %+v, %v", in.Parties, err)
	}
}

// Without login the applicant alone is a party; without a number nobody is. An agent who gives no number is the agent of somebody unknown.
func TestFormSentWithoutLogin(t *testing.T) {
	w := newWorld(t)
	source, err := fs.ReadFile(portal.Services(), "parkeringstillstand.yaml")
	if err != nil {
		t.Fatal(err)
	}
	file := strings.Replace(string(source), "who: [resident, guardian, agent]\n  level: 3", "who: [anonymous, resident, guardian, agent]\n  level: 0", 1)
	start := strings.Index(file, "permit:\n  title")
	file = file[:start] + file[strings.Index(file, "examples:"):]
	var faults []catalog.Fault
	w.Catalog, faults = catalog.Load(fstest.MapFS{"parkeringstillstand.yaml": {Data: []byte(file)}}, catalog.Options{Municipality: w.Rules})
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	nobody, anna, gunvor := identity.Principal{Kind: identity.Nobody, On: w.Today()}, portaltest.PersonID("000101"), portaltest.PersonID("000601")
	number := w.numberOf(gunvor)
	for _, c := range []struct {
		name, number string
		sender       identity.Principal
		want         []casework.Party
	}{
		{"without login", number, nobody, []casework.Party{{Person: gunvor, Role: identity.Applicant}}},
		{"without login or number", "", nobody, nil},
		{"an agent without number", "", w.resident(anna), []casework.Party{{Person: anna, Role: identity.Sender}}},
	} {
		in, err := w.Submission(t.Context(), c.sender, w.Now(), parkingFor(w, "Gunvor", c.number))
		if err != nil || !slices.Equal(in.Parties, c.want) || in.Anonymous != (c.sender.Kind == identity.Nobody) {
			t.Errorf("%s: got %+v, %v", c.name, in.Parties, err)
		}
		if facts := string(in.Recommendation.Grounds.Facts); c.number == "" && strings.Contains(facts, "registered_here") {
			t.Errorf("%s: the rules are told of the sender: %s", c.name, facts)
		}
	}
}

// A number is kept under key in a draft, and stands on the page again for who wrote it.
func TestNumberInADraftIsSealed(t *testing.T) {
	site := portaltest.New(t)
	number := identity.TestNumber(civil.Must("1948-02-03"), 980).Digits()
	c := site.LogIn(t, "Anna Lindqvist")
	page := c.Get("/tjanster/parkeringstillstand").Form("/tjanster/parkeringstillstand/borja").Submit()
	page = page.Form(page.URL.Path).Set("for_whom", "other").Submit("do=next")
	page.Form(page.URL.Path).Set("holder.name", "Rut Ek", "holder.number", number).Submit("do=save")
	list, err := site.Drafts.List(t.Context(), draft.Owner{Person: string(portaltest.PersonID("000101"))})
	if err != nil || len(list) != 1 {
		t.Fatalf("%d drafts, %v", len(list), err)
	}
	if kept := list[0].Values["holder.number"]; len(kept) != 1 || strings.Contains(kept[0], number[8:]) {
		t.Errorf("the draft keeps %q", kept)
	}
	if home := list[0].Values["address"]; len(home) > 0 {
		t.Errorf("the card would go to the sender's own home, %q", home)
	}
	page = c.Get("/ansok/" + list[0].ID)
	if got := page.Form(page.URL.Path).Value("holder.number"); got != number {
		t.Errorf("the page shows %q, want the number", got)
	}
}

// Somebody whom the register does not know is made known when the form is sent in, page by page as a browser does it.
func TestFormForSomebodyUnknownIsSentIn(t *testing.T) {
	site := portaltest.New(t)
	page := site.Visitor(t).Get("/tjanster/hemtjanst").Form("/tjanster/hemtjanst/borja").Submit().Want(http.StatusOK)
	for _, answers := range [][]string{
		{"for_whom", "other"},
		{"helped.name", "Rut Ek", "helped.number", identity.TestNumber(civil.Must("1948-02-03"), 980).Digits()},
		{"relation", "family", "knows", "yes"},
		{"help", "food"},
		{"urgent", "soon"},
		{"their_address", "Torggatan 5, 999 01 Almby", "lives", "alone"},
		{"call", "me", "name", "Min Granne", "phone", "070-174 06 05"},
	} {
		page = page.Form(page.URL.Path).Set(answers...).Submit("do=next").Want(http.StatusOK)
	}
	page = page.Form(page.URL.Path).Set("declare", "yes").Submit("do=submit").Want(http.StatusOK)
	if !strings.HasSuffix(page.URL.Path, "/kvitto") || len(page.Errors()) > 0 {
		t.Errorf("the form ends at %s with %q, want the receipt", page.URL.Path, page.Errors())
	}
}

// What a sender calls somebody whom the register lacks stands in that case alone, and officers are told that it is what was stated.
func TestStatedNameBelongsToItsCase(t *testing.T) {
	w := newWorld(t)
	number, amina := identity.TestNumber(civil.Must("1948-02-03"), 980).Digits(), portaltest.PersonID("000903")
	names := []string{"Rut Ek", "Någon Elak"}
	for i, sender := range []string{"000101", "001301"} {
		p := w.resident(portaltest.PersonID(sender))
		in, err := w.Submission(t.Context(), p, w.Now(), parkingFor(w, names[i], number))
		if err != nil {
			t.Fatal(err)
		}
		made, err := w.Cases.Submit(t.Context(), p, in)
		if err != nil {
			t.Fatal(err)
		}
		page := w.get("/handlaggning/"+string(made.Case), w.logIn(amina)).body
		if !strings.Contains(page, text("case.actor.stated", names[i])) || strings.Contains(page, names[1-i]) {
			t.Errorf("the officer's page of the case for %q shows other than what was stated there", names[i])
		}
	}
}
