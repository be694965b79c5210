package portal_test

import (
	"context"
	"io/fs"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"forvag/internal/civil"
	"forvag/internal/identity"
	"forvag/internal/locale"
	"forvag/internal/municipality"
	"forvag/internal/rules"
	"forvag/lifeevents"
	lifestore "forvag/lifeevents/sqlstore"
	"forvag/portal/portaltest"
)

const firstPlacePath = "/handlaggning/regler/" + firstPlace

// ruled has one who decides for the schools' board, one who handles its cases, and one of another board.
func ruled(t *testing.T) (w *world, decides, handles, elsewhere string) {
	w = newWorld(t)
	for digits, g := range map[string]municipality.Grant{
		"000993": {Board: "BUN", Role: municipality.Role(identity.DecisionMaker)},
		"000994": {Board: "BUN", Role: municipality.Role(identity.CaseOfficer)},
		"000995": {Board: "SN", Role: municipality.Role(identity.DecisionMaker)},
	} {
		w.hire(digits, "Någon "+digits, g)
	}
	return w, w.logIn(portaltest.PersonID("000993")), w.logIn(portaltest.PersonID("000994")), w.logIn(portaltest.PersonID("000995"))
}

// TestARuleIsSwitchedByWhoDecidesAndOnce switches a rule on and off as an officer does, twice at a time.
func TestARuleIsSwitchedByWhoDecidesAndOnce(t *testing.T) {
	w, decides, handles, elsewhere := ruled(t)
	post := func(as string, form url.Values) answer {
		return w.do(ask{method: "POST", path: firstPlacePath, cookie: as, form: form})
	}
	on, off := url.Values{"do": {"on"}, "under": {"BUN 3.1"}}, url.Values{"do": {"off"}}
	for _, tc := range []struct {
		name   string
		as     string
		form   url.Values
		status int
		says   string
	}{
		{"on without a reference", decides, url.Values{"do": {"on"}, "under": {"  "}}, http.StatusUnprocessableEntity, "Skriv punkten i delegationsordningen eller nämndens beslut"},
		{"with words without end", decides, url.Values{"do": {"on"}, "under": {strings.Repeat("x", 201)}}, http.StatusUnprocessableEntity, "Skriv högst 200 tecken."},
		{"neither on nor off", decides, url.Values{"do": {"toggle"}, "under": {"BUN 3.1"}}, http.StatusBadRequest, ""},
		{"by who only handles cases", handles, on, http.StatusForbidden, "Bara beslutsfattare för Barn- och utbildningsnämnden slår på och av den här regeln."},
		{"by who decides for another board", elsewhere, on, http.StatusNotFound, ""},
	} {
		if a := post(tc.as, tc.form); a.status != tc.status || !strings.Contains(a.body, tc.says) {
			t.Errorf("%s: %d, want %d with %q", tc.name, a.status, tc.status, tc.says)
		}
	}
	switched := func() []lifeevents.Switch {
		t.Helper()
		all, err := w.Ruling.Switched(t.Context(), firstPlace)
		if err != nil {
			t.Fatal(err)
		}
		return all
	}
	if n := len(switched()); n != 0 {
		t.Fatalf("switched %d times by those who were refused", n)
	}
	for range 2 {
		if a := post(decides, on); a.status != http.StatusSeeOther {
			t.Fatalf("switched on: %d", a.status)
		}
	}
	all := switched()
	if len(all) != 1 || !all[0].On || all[0].By != "Någon 000993" || all[0].Under != "BUN 3.1" || all[0].Hash != w.Book.Rule(firstPlace).Hash {
		t.Errorf("pressed twice: %+v", all)
	}
	page := w.get(firstPlacePath, handles)
	for _, want := range []string{"Någon 000993", "BUN 3.1", "Bara beslutsfattare"} {
		if !strings.Contains(page.body, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	if strings.Contains(page.body, `id="slag"`) {
		t.Error("who may not switch it is offered to")
	}
	for range 2 {
		if a := post(decides, off); a.status != http.StatusSeeOther {
			t.Fatalf("switched off: %d", a.status)
		}
	}
	if all := switched(); len(all) != 2 || all[0].On {
		t.Errorf("switched off twice: %+v", all)
	}
}

// TestARulesPageTellsWhatItSaysAndWhatCameOfIt reads the page of a rule that has been run.
func TestARulesPageTellsWhatItSaysAndWhatCameOfIt(t *testing.T) {
	w, _, handles, elsewhere := ruled(t)
	w.Offered(firstPlace, portaltest.PersonID("000103"), portaltest.PersonID("000101"))
	run := lifeevents.RuleRun{At: w.Now(), Day: civil.Of(w.Now()), Rule: firstPlace, Looked: 12, Made: 7, Withdrawn: 2, Error: "database is locked"}
	if err := w.Ruling.(*lifestore.Store).LogRule(t.Context(), run); err != nil {
		t.Fatal(err)
	}
	page := w.get(firstPlacePath, handles)
	for _, want := range []string{
		"Förskola till [förnamn]?", "Preschool for [first name]?", "Barnet har inte fyllt ett år.", "Barnet har fyllt ett år.", "age_months &lt; 12", "skollagen 8 kap. 5 §",
		"Ålder, månader", "ur folkbokföringen eller skolans register", "När någon blir 6 månader", "varje vårdnadshavare för sig", "Regeln har aldrig varit på.",
		"Händelser som satte i gång regeln: 12", "Erbjudanden: 7", "Tillbakatagna: färre än 5", "Bröts av. Orsaken står i loggen.",
	} {
		if !strings.Contains(page.body, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	if strings.Contains(page.body, run.Error) {
		t.Error("the page shows an officer what broke it off in the log's words")
	}
	list := w.get("/handlaggning/regler", handles)
	if !strings.Contains(list.body, firstPlacePath) || strings.Contains(list.body, "/handlaggning/regler/trygghetslarm") || !strings.Contains(list.body, "Bröts av") {
		t.Error("the list does not have the board's rules, has others, or does not tell of what was broken off")
	}
	if a := w.get(firstPlacePath, elsewhere); a.status != http.StatusNotFound {
		t.Errorf("an officer of another board reads it: %d", a.status)
	}
}

// TestNoRunGivesASmallNumberAway has a run of many and a run of few, whose sum the page tells.
func TestNoRunGivesASmallNumberAway(t *testing.T) {
	w, _, handles, _ := ruled(t)
	for i, made := range []int{40, 2} {
		run := lifeevents.RuleRun{At: w.Now(), Day: civil.Of(w.Now()).AddDays(i), Rule: firstPlace, Looked: 90, Made: made}
		if err := w.Ruling.(*lifestore.Store).LogRule(t.Context(), run); err != nil {
			t.Fatal(err)
		}
	}
	page := w.get(firstPlacePath, handles).body
	if strings.Contains(page, "Erbjudanden: 40") || !strings.Contains(page, "Erbjudanden: visas inte") || !strings.Contains(page, "Erbjudanden: färre än 5") {
		t.Error("the large number is told beside the small one")
	}
}

// TestReviewsOfARuleThatIsGoneAreListed takes a rule away, or gives it another name, while something waits for a trained officer.
func TestReviewsOfARuleThatIsGoneAreListed(t *testing.T) {
	w := newWorld(t)
	w.hire("000993", "Tränad Handläggare", municipality.Grant{Board: "BUN", Role: municipality.Role(identity.CaseOfficer), Secrecy: true, Protected: true})
	w.hire("000995", "Annan Nämnd", municipality.Grant{Board: "SN", Role: municipality.Role(identity.CaseOfficer), Secrecy: true, Protected: true})
	as, elsewhere := w.logIn(portaltest.PersonID("000993")), w.logIn(portaltest.PersonID("000995"))
	id := w.Left(firstPlace, portaltest.PersonID("000103"), portaltest.PersonID("000101"))
	if _, err := w.Versions.Ensure(t.Context(), "rule", firstPlace, w.Book.Rule(firstPlace).Source); err != nil {
		t.Fatal(err)
	}
	book, faults := lifeevents.Load(without(lifeevents.Files(), firstPlace+".yaml"), lifeevents.Options{Municipality: w.Rules})
	for _, f := range faults {
		t.Fatal(f)
	}
	w.Book = book
	list := w.get("/handlaggning/granskning", as)
	if !strings.Contains(list.body, id) || !strings.Contains(list.body, "Regeln är borttagen") || !strings.Contains(list.body, "Plats i förskola när barnet är ett halvår") {
		t.Errorf("%d: what a rule that is gone has left is not listed", list.status)
	}
	if other := w.get("/handlaggning/granskning", elsewhere); strings.Contains(other.body, id) {
		t.Error("it is listed for another board")
	}
	if a := w.get("/handlaggning/granskning/"+id, elsewhere); a.status != http.StatusNotFound {
		t.Errorf("another board's officer reads it: %d", a.status)
	}
	if page := w.get("/handlaggning/granskning/"+id, as); page.status != http.StatusOK || !strings.Contains(page.body, "Barnet har inte fyllt ett år.") {
		t.Errorf("%d: it cannot be read", page.status)
	}
	if rules := w.get("/handlaggning/regler", as); !strings.Contains(rules.body, "Regler som har tagits bort") {
		t.Error("the rules do not tell of the one that is gone")
	}
	closed := ask{method: "POST", path: "/handlaggning/granskning/" + id, cookie: as, form: url.Values{"how": {"not_needed"}, "note": {"Regeln är borta."}}}
	if a := w.do(closed); a.status != http.StatusSeeOther {
		t.Errorf("closed: %d", a.status)
	}
}

// hidden is a folder without one of its files.
type hidden struct {
	fs.FS
	name string
}

// without hides a file at the top of a folder.
func without(fsys fs.FS, name string) fs.FS { return hidden{fsys, name} }

// Open implements fs.FS.
func (h hidden) Open(name string) (fs.File, error) {
	if name == h.name {
		return nil, fs.ErrNotExist
	}
	return h.FS.Open(name)
}

// ReadDir implements fs.ReadDirFS.
func (h hidden) ReadDir(name string) ([]fs.DirEntry, error) {
	all, err := fs.ReadDir(h.FS, name)
	return slices.DeleteFunc(all, func(e fs.DirEntry) bool { return e.Name() == h.name }), err
}

// counter is a simulator whose counting ends when the test says so.
type counter struct {
	store *lifestore.Store
	now   func() time.Time
	done  chan struct{}
	begun int
	of    lifeevents.Trial // the one begun last
}

func (c *counter) Start(ctx context.Context, r *lifeevents.Rule, by string) (<-chan struct{}, error) {
	of := lifeevents.Trial{Begun: c.now(), By: by}
	begun, err := c.store.BeginTrial(ctx, r, of.By, of.Begun)
	if begun {
		c.begun, c.of = c.begun+1, of
	}
	return c.done, err
}

func (c *counter) Last(ctx context.Context, r *lifeevents.Rule) (*lifeevents.Trial, error) {
	return c.store.Trial(ctx, r.ID, r.Hash, c.now())
}

// counts lets rules be simulated, without ever coming to the end.
func (w *world) counts() *counter {
	c := &counter{store: w.Ruling.(*lifestore.Store), now: w.Now, done: make(chan struct{})}
	close(c.done)
	w.Trials = c
	return c
}

// TestARuleIsTriedBeforeItIsSwitchedOn counts from the page, twice at a time, and reads what was counted.
func TestARuleIsTriedBeforeItIsSwitchedOn(t *testing.T) {
	w, _, handles, elsewhere := ruled(t)
	c := w.counts()
	try := func(as string) answer { return w.do(ask{method: "POST", path: firstPlacePath + "/prova", cookie: as}) }
	if a := try(elsewhere); a.status != http.StatusNotFound || c.begun != 0 {
		t.Errorf("an officer of another board counts: %d", a.status)
	}
	for range 2 {
		if a := try(handles); a.status != http.StatusSeeOther || a.location() != firstPlacePath+"#prova" {
			t.Fatalf("counted: %d %s", a.status, a.location())
		}
	}
	if c.begun != 1 {
		t.Errorf("two presses begin %d counts", c.begun)
	}
	if page := w.get(firstPlacePath, handles); !strings.Contains(page.body, "Vi räknar.") || strings.Contains(page.body, `action="`+firstPlacePath+`/prova"`) {
		t.Error("the page does not tell that it is being counted, or lets one begin again")
	}
	rule := w.Book.Rule(firstPlace)
	before, err := w.Versions.Ensure(t.Context(), "rule", rule.ID, []byte("as it was"))
	if err != nil {
		t.Fatal(err)
	}
	done := &lifeevents.Simulation{Rule: rule.ID, Hash: rule.Hash, Day: civil.Of(w.Now()), People: 4200, Subjects: 31, Receivers: 58, Reviews: 2,
		Ages: []lifeevents.Group{{Name: "0-4", Count: 31}}, Areas: []lifeevents.Group{{Name: "", Count: lifeevents.Hidden}, {Name: "999 01 Almby", Count: 4}},
		Samples: []lifeevents.Sample{{Group: "0-4", Reasons: []lifeevents.Reason{{Outcome: rules.Yes, Words: locale.Text{SV: "Barnet bor här.", EN: "The child lives here."}}}}},
		Change:  &lifeevents.VersionChange{Before: string(before), Added: 12, Gone: 0}}
	c.of.Done = done
	if err := c.store.EndTrial(t.Context(), rule, c.of, w.Now()); err != nil {
		t.Fatal(err)
	}
	page := w.get(firstPlacePath, handles)
	for _, want := range []string{"bland 4200 personer", "<dd>31</dd>", "<dd>58</dd>", "färre än 5", "visas inte", "0-4 år", "Området är inte känt", "Mot versionen före, från " + locale.Date(locale.SV, civil.Of(w.Now())), "Den här versionen sedan", "Kommer till",
		"Barnet bor här.", "Någon 000994"} {
		if !strings.Contains(page.body, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	for _, hash := range []string{rule.Hash[:12], string(before)[:12]} {
		if strings.Contains(page.body, hash) {
			t.Errorf("the page says %s, which tells an officer nothing", hash)
		}
	}
}

// TestWhomARuleTellsIsSaidByWhatSetsItOff: who holds a permit is of any age, who turns eighteen is not.
func TestWhomARuleTellsIsSaidByWhatSetsItOff(t *testing.T) {
	w := newWorld(t)
	w.hire("000993", "Någon", municipality.Grant{Board: "SN", Role: municipality.Role(identity.DecisionMaker)},
		municipality.Grant{Board: "KFN", Role: municipality.Role(identity.DecisionMaker)}, municipality.Grant{Board: "TN", Role: municipality.Role(identity.DecisionMaker)},
		municipality.Grant{Board: "KS", Role: municipality.Role(identity.DecisionMaker)}, municipality.Grant{Board: "MSN", Role: municipality.Role(identity.DecisionMaker)})
	officer := w.logIn(portaltest.PersonID("000993"))
	for rule, want := range map[string]string{
		"parkeringstillstand-slutar": "innehavaren, och varje vårdnadshavare om hen är under 18 år", "myndig": "den unga och varje vårdnadshavare",
	} {
		if page := w.get("/handlaggning/regler/"+rule, officer); !strings.Contains(page.body, want) {
			t.Errorf("%s (%d) does not say %q", rule, page.status, want)
		}
	}
}
