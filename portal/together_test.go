package portal_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"forvag/internal/casework"
	"forvag/internal/casework/sqlstore"
	"forvag/internal/dbx"
	"forvag/internal/dbx/dbtest"
	"forvag/internal/identity"
	"forvag/internal/locale"
	"forvag/internal/residents"
	"forvag/portal"
	"forvag/portal/draft"
	"forvag/portal/portaltest"
)

// sent sends somebody's form before a school start in, and returns the case.
func (w *world) sent(by, key string, values map[string][]string) casework.CaseID {
	w.t.Helper()
	r, err := w.Site.Send(w.t.Context(), w.guardian(by), w.Now(), portal.Form{Service: "skolstart", Key: key, Lang: locale.SV, Values: values})
	if err != nil {
		w.t.Fatal(err)
	}
	return r.Case
}

func (w *world) guardian(digits string) identity.Principal {
	return identity.Principal{Kind: identity.Resident, Actor: portaltest.PersonID(digits), Assurance: identity.AssuranceSubstantial, On: w.Today()}
}

// parts are the cases that came by a form, by service.
func (w *world) parts(id casework.CaseID) map[string]*casework.File {
	w.t.Helper()
	out := map[string]*casework.File{}
	for _, s := range w.File(id).Statements {
		answers := w.answersIn(s.Answers)
		for _, key := range slices.Sorted(maps.Keys(answers)) {
			if c := answers[key].Case; c != nil {
				out[c.Service] = w.File(casework.CaseID(c.ID))
			}
		}
	}
	return out
}

// Two guardians who want different things: nothing is written over, both are told in which questions, the school waits, and the officer sees both.
func TestGuardiansDiffer(t *testing.T) {
	dbtest.Each(t, portaltest.Modules, func(t *testing.T, db *dbx.DB) {
		w := worldOn(t, db, false)
		w.may("000102")
		anna, mikael := w.as("Anna"), w.as("Mikael")
		id := w.sent("000101", "anna", start())
		page := "/arenden/" + string(id)

		told := w.get(page, mikael).body
		for _, want := range []string{"Svara du också", "Alskolan", "Jag håller med", "Svara själv"} {
			if !strings.Contains(told, want) {
				t.Errorf("Mikael is not told %q", want)
			}
		}
		for _, secret := range []string{"anna@almby.example", "Nötter"} {
			if strings.Contains(told, secret) {
				t.Errorf("Mikael reads %q", secret)
			}
		}

		his := start()
		maps.Copy(his, map[string][]string{"school": {"Björkskolan"}, "want_transport": {"no"}, "want_care": {"yes"}, "occupation": {"work"}, "two_adults": {"no"},
			"care_needs": {"no"}, "days": {"monday"}, "leaves": {"16.30"}, "holidays": {"no"}, "varies": {"no"}, "income_given": {"highest"}, "siblings": {"0"},
			"allergies": {"milk"}, "email": {"mikael@almby.example"}})
		for range 2 {
			if got := w.sent("000102", "mikael", his); got != id {
				t.Fatalf("Mikael got a case of his own: %s", got)
			}
		}
		parts := w.parts(id)
		if diff := cmp.Diff([]string{"fritidshem", "skolskjuts", "skolval", "specialkost"}, slices.Sorted(maps.Keys(parts))); diff != "" {
			t.Fatal(diff)
		}
		stances := map[string][]casework.Stance{}
		for service, f := range parts {
			for _, s := range f.Statements {
				stances[service] = append(stances[service], s.Stance)
			}
			if waits := f.Wait != nil; waits != (service == "skolval") {
				t.Errorf("%s waits: %v", service, waits)
			}
		}
		if diff := cmp.Diff(map[string][]casework.Stance{"fritidshem": {"own"}, "skolskjuts": {"own", "declines"}, "skolval": {"own", "own"},
			"specialkost": {"own", "own"}}, stances); diff != "" {
			t.Error(diff)
		}
		if got := w.answersIn(parts["skolval"].Answers)["school"].Text; got != "Alskolan" {
			t.Errorf("the school case is handled by %q", got)
		}

		for name, cookie := range map[string]string{"Anna": anna, "Mikael": mikael} {
			body := w.get(page, cookie).body
			for _, want := range []string{"Ni har svarat olika", "Alskolan", "Björkskolan", "Vad tål barnet inte?", "Behöver barnet fritids?", "väntar det här: Välj eller byt skola"} {
				if !strings.Contains(body, want) {
					t.Errorf("%s is not told %q", name, want)
				}
			}
			for _, secret := range []string{"Mjölkprotein", "Nötter"} {
				if strings.Contains(body, secret) {
					t.Errorf("%s reads %q", name, secret)
				}
			}
		}
		desk := w.get("/handlaggning/"+string(parts["skolval"].Case.ID), w.as("Samira")).body
		for _, want := range []string{"Båda vårdnadshavarnas svar", "Alskolan", "Björkskolan", "kommer överens"} {
			if !strings.Contains(desk, want) {
				t.Errorf("the officer does not see %q", want)
			}
		}

		// Mikael changes his mind with one tap, and the school case goes on.
		if a := w.post(page+"/haller-med", mikael, url.Values{"key": {"k"}}); a.status != 303 {
			t.Fatalf("agree: %d", a.status)
		}
		if f := w.parts(id)["skolval"]; f.Wait != nil {
			t.Error("the school case waits still")
		}
		if f := w.parts(id)["fritidshem"]; f.Withdrawn.IsZero() {
			t.Error("what Mikael alone asked for is not taken back")
		}
		if body := w.get(page, anna).body; !strings.Contains(body, "Ni har svarat lika") || strings.Contains(body, "aterkalla") {
			t.Error("Anna is not told that they agree, or may take the matter back alone")
		}
		// Anna changes what he agreed with: he is asked again.
		hers := start()
		hers["school"] = []string{"Granskolan"}
		w.sent("000101", "anna again", hers)
		if body := w.get(page, mikael).body; !strings.Contains(body, "Svara du också") || !strings.Contains(body, "Granskolan") {
			t.Error("Mikael is not asked again")
		}
		if got := w.answersIn(w.parts(id)["skolval"].Answers)["school"].Text; got != "Granskolan" {
			t.Errorf("the school case is handled by %q", got)
		}
	})
}

// Two guardians who send the form in at the same time meet in the same cases, and nothing of what either answered is lost.
func TestGuardiansAtOnce(t *testing.T) {
	dbtest.Each(t, portaltest.Modules, func(t *testing.T, db *dbx.DB) {
		w := worldOn(t, db, false)
		w.may("000102")
		for round, child := range []string{"000103", "000104"} {
			var wait sync.WaitGroup
			var ids [2]casework.CaseID
			var errs [2]error
			for i, by := range []string{"000101", "000102"} {
				values := start()
				values["child"] = []string{string(portaltest.PersonID(child))}
				values["school"] = []string{[]string{"Alskolan", "Björkskolan"}[i]}
				wait.Go(func() {
					r, err := w.Site.Send(t.Context(), w.guardian(by), w.Now(), portal.Form{Service: "skolstart", Key: fmt.Sprint(by, round), Lang: locale.SV, Values: values})
					ids[i], errs[i] = r.Case, err
				})
			}
			wait.Wait()
			if err := errors.Join(errs[:]...); err != nil {
				t.Fatal(err)
			}
			if ids[0] != ids[1] {
				t.Fatalf("round %d: two cases", round)
			}
			if got := w.annas() - 4*round; got != 4 {
				t.Errorf("round %d: %d cases, want the form's and three that it opens", round, got)
			}
			for service, f := range w.parts(ids[0]) {
				if len(f.Statements) != 2 {
					t.Errorf("%s has %d answers", service, len(f.Statements))
				}
			}
			if f := w.parts(ids[0])["skolval"]; f == nil || f.Wait == nil {
				t.Error("the school case does not wait")
			}
		}
	})
}

// A life-threatening allergy marks its case, and no other, in the lists of those who may open it: also where the other guardian alone tells of it.
func TestUrgentIsMarked(t *testing.T) {
	const words = "Bråttom: tala med skolan i dag"
	w := newWorld(t)
	w.may("000102")
	calm := start()
	calm["danger"] = []string{"no"}
	id := w.sent("000101", "calm", calm)
	if w.parts(id)["specialkost"].Case.Urgent || strings.Contains(w.get("/handlaggning?lista=open", w.as("Samira")).body, words) {
		t.Fatal("it is urgent from the start")
	}
	his := start()
	maps.Copy(his, map[string][]string{"danger": {"yes"}, "reaction": {"Svullnar i halsen inom minuter."}, "smell": {"no"}})
	w.sent("000102", "urgent", his)
	for service, f := range w.parts(id) {
		if f.Case.Urgent != (service == "specialkost") {
			t.Errorf("%s is urgent: %v", service, f.Case.Urgent)
		}
	}
	desk := w.get("/handlaggning?lista=open", w.as("Samira")).body
	if n := strings.Count(desk, words); n != 1 {
		t.Errorf("%d cases are marked in the list", n)
	}
	if strings.Contains(desk, "halsen") {
		t.Error("the list tells of the child's health")
	}
	if page := w.get("/handlaggning/"+string(w.parts(id)["specialkost"].Case.ID), w.as("Samira")).body; !strings.Contains(page, words) {
		t.Error("the case is not marked")
	}
	if other := w.get("/handlaggning?lista=open", w.as("Erik")).body; strings.Contains(other, words) {
		t.Error("another board sees the mark")
	}
}

// What the sender answered before comes back in the form that changes it.
func TestAnswerAgain(t *testing.T) {
	w := newWorld(t)
	anna := w.as("Anna")
	id := w.sent("000101", "anna", start())
	a := w.post("/arenden/"+string(id)+"/svara-sjalv", anna, nil)
	if a.status != 303 {
		t.Fatalf("got %d", a.status)
	}
	if review := w.get(a.location()+"/granska", anna); review.status != 200 || !strings.Contains(review.body, "Nötter") || !strings.Contains(review.body, "Alskolan") {
		t.Errorf("the form is not as it was sent: %d %s", review.status, review.location())
	}
	if a := w.post("/arenden/"+string(id)+"/svara-sjalv", w.as("Gunvor"), nil); a.status != 404 {
		t.Errorf("a stranger: got %d", a.status)
	}
}

// A form for another child, or another school year, is a matter of its own.
func TestAnotherMatter(t *testing.T) {
	w := newWorld(t)
	id := w.sent("000101", "one", start())
	for name, change := range map[string]map[string][]string{
		"another child": {"child": {string(portaltest.PersonID("000104"))}},
		"another year":  {"start_date": {portaltest.Start.AddDate(0, 11, 0).Format("2006-01-02")}},
	} {
		values := start()
		maps.Copy(values, change)
		if got := w.sent("000102", name, values); got == id {
			t.Errorf("%s: it went into the same case", name)
		}
	}
}

// Where somebody in the family is protected, the guardians are told nothing of each other, and the officer finds both cases.
func TestProtectedGuardiansAnswerApart(t *testing.T) {
	w := newWorld(t)
	id := w.sent("000101", "one", start())
	w.may("000102")
	w.protect("000102")
	other := w.sent("000102", "two", start())
	if other == id {
		t.Fatal("their answers stand in the same case")
	}
	for cookie, page := range map[string]casework.CaseID{w.as("Anna"): id, w.as("Mikael"): other} {
		body := w.get("/arenden/"+string(page), cookie).body
		if strings.Contains(body, "Ni har svarat") || strings.Contains(body, "den andra") {
			t.Error("one is told of the other")
		}
	}
	if desk := w.get("/handlaggning/"+string(other), w.as("Samira")).body; !strings.Contains(desk, w.File(id).Case.Diary.String()) {
		t.Error("the officer does not find the other case")
	}
}

var errStopped = errors.New("stopped")

// stopping is a store that takes so many cases and then no more, as where the program ends between two.
type stopping struct {
	casework.Store
	left int
}

func (s *stopping) Create(ctx context.Context, c casework.Creation) (casework.Case, bool, error) {
	if s.left == 0 {
		return casework.Case{}, false, errStopped
	}
	s.left--
	return s.Store.Create(ctx, c)
}

// annas is how many cases Anna has.
func (w *world) annas() int {
	w.t.Helper()
	rows, err := w.Cases.Mine(w.t.Context(), w.guardian("000101"), casework.MineFilter{Limit: 100})
	if err != nil {
		w.t.Fatal(err)
	}
	return len(rows)
}

// protect gives one of the demo's people protected personal data.
func (w *world) protect(digits string) {
	w.t.Helper()
	p, err := w.Residents.Person(w.t.Context(), portaltest.PersonID(digits))
	if err != nil {
		w.t.Fatal(err)
	}
	number, err := w.Residents.Number(w.t.Context(), p.ID)
	if err != nil {
		w.t.Fatal(err)
	}
	a, err := w.Residents.Address(w.t.Context(), p.Address)
	if err != nil {
		w.t.Fatal(err)
	}
	row := strings.Join([]string{string(p.ID), number.Digits(), p.Given, p.Family, a.Label(), "marked"}, ";")
	report, err := w.Residents.Import(w.t.Context(), residents.People, residents.CSV, strings.NewReader("id;number;given;family;address;protection\n"+row+"\n"))
	if err != nil || len(report.Bad) > 0 || report.Changed != 1 {
		w.t.Fatal(report, err)
	}
}

// The program stops when some of the cases are durable: sent again, the form completes them, and its receipt names them all.
func TestStopHalfway(t *testing.T) {
	dbtest.Each(t, portaltest.Modules, func(t *testing.T, db *dbx.DB) {
		w := worldOn(t, db, false)
		for stop := range 4 {
			values, key := start(), "half "+string(rune('a'+stop))
			values["child"] = []string{string(portaltest.PersonID([]string{"000103", "000104"}[stop%2]))}
			values["start_date"] = []string{w.Today().AddMonths(2 + 6*(stop/2)).String()}
			before := w.annas()
			half := *w.Site.Site
			half.Cases = casework.New(casework.Config{Store: &stopping{sqlstore.New(db), stop}, Types: w.Types, Delegations: w.Municipality.Delegations(),
				Tokens: locale.Tokens, Now: w.Now})
			if _, err := half.Send(t.Context(), w.guardian("000101"), w.Now(), portal.Form{Service: "skolstart", Key: key, Lang: locale.SV, Values: values}); !errors.Is(err, errStopped) {
				t.Fatalf("got %v", err)
			}
			if got := w.annas() - before; got != stop {
				t.Fatalf("%d cases were durable, want %d", got, stop)
			}
			id := w.sent("000101", key, values)
			again := w.sent("000101", key, values)
			if got := w.annas() - before; got != 4 || again != id {
				t.Errorf("stopped after %d: %d cases, %s and %s", stop, got, id, again)
			}
			if got := slices.Sorted(maps.Keys(w.parts(id))); !slices.Equal(got, []string{"skolskjuts", "skolval", "specialkost"}) {
				t.Errorf("stopped after %d: the form's case names %v", stop, got)
			}
		}
	})
}

// The receipt offers the form for a sibling whom the school takes by then, with what is the same filled in, and the school that is nearest to home.
func TestSiblingIsOffered(t *testing.T) {
	w := newWorld(t)
	anna := w.as("Anna")
	values := start()
	values["school_home"] = []string{"both"}
	d := w.drafted(values)
	if a := w.post("/ansok/"+d.ID+"/granska", anna, url.Values{"declare": {"yes"}}); !strings.HasSuffix(a.location(), "/kvitto") {
		t.Fatalf("send: %d %s", a.status, a.location())
	}
	receipt := w.get("/ansok/"+d.ID+"/kvitto", anna).body
	at := strings.Index(receipt, "/syskon/"+string(portaltest.PersonID("000104")))
	if at < 0 || !strings.Contains(receipt, "Fyll i för Hugo Lindqvist") {
		t.Fatal("Hugo is not offered")
	}
	begin := receipt[strings.LastIndex(receipt[:at], `"`)+1:]
	begin = begin[:strings.Index(begin, `"`)]
	next := w.post(begin, anna, nil)
	if next.status != 303 {
		t.Fatalf("begin: %d", next.status)
	}
	again, err := w.Drafts.Get(t.Context(), draft.Owner{Person: string(portaltest.PersonID("000101"))}, strings.TrimPrefix(next.location(), "/ansok/"))
	if err != nil {
		t.Fatal(err)
	}
	got := map[string][]string{}
	for _, id := range []string{"child", "start_date", "school", "school_home", "email", "meals", "want_diet", "grade"} {
		got[id] = again.Values[id]
	}
	want := map[string][]string{"child": {string(portaltest.PersonID("000104"))}, "start_date": values["start_date"], "school": {"Alskolan"}, "school_home": {"both"},
		"email": values["email"], "meals": nil, "want_diet": nil, "grade": nil}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if a := w.post(begin, w.as("Gunvor"), nil); a.status != 404 {
		t.Errorf("a stranger: %d", a.status)
	}
	// Once it is sent for Hugo too, he is not offered again.
	his := start()
	his["child"] = []string{string(portaltest.PersonID("000104"))}
	w.sent("000101", "hugo", his)
	if receipt := w.get("/ansok/"+d.ID+"/kvitto", anna).body; strings.Contains(receipt, "/syskon/") {
		t.Error("Hugo is offered although it is sent for him")
	}
}
