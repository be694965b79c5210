package portal_test

import (
	"bytes"
	"io/fs"
	"net/url"
	"strings"
	"testing"
	"testing/fstest"

	"forvag/internal/casework"
	"forvag/internal/catalog"
	"forvag/internal/civil"
	"forvag/portal"
	"forvag/portal/draft"
	"forvag/portal/portaltest"
)

// rewrites puts a service with other words in the place of one, as when its file was changed and read again.
func (w *world) rewrites(id string, pairs ...string) {
	w.t.Helper()
	text, err := fs.ReadFile(portal.Services(), id+".yaml")
	if err != nil {
		w.t.Fatal(err)
	}
	for i := 0; i < len(pairs); i += 2 {
		if !bytes.Contains(text, []byte(pairs[i])) {
			w.t.Fatalf("%s has no %q", id, pairs[i])
		}
		text = bytes.Replace(text, []byte(pairs[i]), []byte(pairs[i+1]), 1)
	}
	c, wrong := catalog.Load(fstest.MapFS{id + ".yaml": {Data: text}}, catalog.Options{
		Municipality: w.Municipality.Catalog(), Today: func() civil.Date { return civil.Today(w.Now) },
	})
	if len(wrong) > 0 {
		w.t.Fatal(wrong)
	}
	w.use(c)
}

func (w *world) use(c *catalog.Catalog) {
	w.t.Helper()
	if err := w.Types.Use(w.t.Context(), c, w.Municipality); err != nil {
		w.t.Fatal(err)
	}
	next := *w.Site.Site
	next.Catalog = c
	w.server.Use(&next)
}

// begun is a form that Anna has filled in whole.
func (w *world) begun() (*draft.Draft, draft.Owner) {
	w.t.Helper()
	anna := draft.Owner{Person: string(portaltest.PersonID("000101"))}
	s := w.Catalog.Service("synpunkt")
	d, err := w.Drafts.Start(w.t.Context(), anna, s.ID, s.Hash, map[string][]string{
		"intent": {"praise"}, "area": {"nature"}, "heading": {"Fler bänkar"}, "text": {"Min mormor vill vila."}, "answer": {"here"}, "where": {"Vid sjön"},
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return d, anna
}

func TestDraftIsBroughtOver(t *testing.T) {
	w := newWorld(t)
	cookie := w.as("Anna")
	d, anna := w.begun()
	review := "/ansok/" + d.ID + "/granska"
	if a := w.get(review, cookie); a.status != 200 || strings.Contains(a.body, text("portal.draft.changed.title")) {
		t.Fatalf("before: status %d, or told of a change", a.status)
	}
	w.rewrites("synpunkt",
		"          - id: praise\n            label: {sv: Ge beröm, en: Give praise}\n", "",
		"      - id: heading\n", "      - {id: since, type: text, optional: true, label: {sv: Sedan när?, en: Since when?}}\n      - id: subject\n")
	// What was kept before is told, and not sent unseen.
	a := w.post(review, cookie, url.Values{"declare": {"yes"}})
	if a.status == 303 && strings.HasSuffix(a.location(), "/kvitto") {
		t.Fatal("a form that the resident has not seen was sent")
	}
	a = w.get("/ansok/"+d.ID+"/sida/slag", cookie)
	for _, words := range []string{
		text("portal.draft.changed.title"), text("portal.draft.changed.new", "Sedan när?"),
		text("portal.draft.changed.again", "Välj det som passar bäst") + " " + text("portal.draft.changed.answer", "Ge beröm"),
		text("portal.draft.changed.answer", "Fler bänkar"),
	} {
		if !strings.Contains(a.body, words) {
			t.Errorf("the form does not say %q", words)
		}
	}
	got, err := w.Drafts.Get(t.Context(), anna, d.ID)
	if err != nil {
		t.Fatal(err)
	}
	for name, values := range got.Values {
		if all := strings.Join(values, " "); strings.HasPrefix(name, "_") && (strings.Contains(all, "Sedan när?") || strings.Contains(all, "Ge beröm") || strings.Contains(all, "frågan")) {
			t.Errorf("the draft keeps words of ours: %s: %s", name, all)
		}
	}
	english := map[string]string{"Accept-Language": "en"}
	if a := w.do(ask{method: "GET", path: "/ansok/" + d.ID + "/sida/slag", cookie: cookie, header: english}); !strings.Contains(a.body, "Since when?") || !strings.Contains(a.body, "Give praise") {
		t.Error("what changed is not told in English to who reads English")
	}
	if got.Hash == d.Hash || got.Values["intent"] != nil || got.Values["heading"] != nil || got.Values["text"] == nil || got.Values["area"] == nil {
		t.Errorf("the draft is %+v", got)
	}
}

func TestCaseKeepsTheVersionThatItCameBy(t *testing.T) {
	w := newWorld(t)
	ref := casework.TypeRef{ID: "felanmalan", Hash: w.Catalog.Service("felanmalan").Hash}
	before := w.Catalog.Service("felanmalan").Status.Received.SV
	w.rewrites("felanmalan", before, "Något helt annat.")
	day := civil.Today(w.Now)
	for _, step := range []string{"changed", "taken away"} {
		s, err := w.Types.Service(t.Context(), ref, day)
		if err != nil || s.Status.Received.SV != before || s.Hash != ref.Hash {
			t.Errorf("%s: %v, %v", step, s, err)
		}
		if !strings.Contains(s.Time.SV, "3\u00a0arbetsdagar") {
			t.Errorf("%s: the case reads %q", step, s.Time.SV)
		}
		w.rewrites("synpunkt")
	}
	if s, err := w.Types.Service(t.Context(), casework.TypeRef{ID: "felanmalan"}, day); err == nil {
		t.Errorf("a service that is gone is %v", s.ID)
	}
}
