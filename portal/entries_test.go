package portal_test

import (
	"net/url"
	"strings"
	"testing"

	"forvag/portal/draft"
	"forvag/portal/portaltest"
)

const animals = `  - id: djuren
    title: {sv: Vilka djur?, en: Which animals?}
    repeat: {id: animals, item: {sv: Djur, en: Animal}, add: {sv: Lägg till ett djur till, en: Add one more animal}, max: 3}
    fields:
      - {id: animal, type: text, label: {sv: Vad heter djuret?, en: What is the animal called?}}
      - {id: chipped, type: yesno, label: {sv: Är det chipmärkt?, en: Is it chipped?}}
      - {id: chip, type: text, label: {sv: Numret, en: The number}, visible: chipped}
      - {id: picture, type: files, optional: true, label: {sv: Bild, en: Picture}}
  - id: slag
`

// Without script: entries come and go, and nothing that was written is lost, on the page, before it is sent, and in the case.
func TestEntries(t *testing.T) {
	w := newWorld(t)
	w.rewrites("synpunkt", "  - id: slag\n", animals)
	cookie := w.as("Anna")
	d, anna := w.begun()
	page := "/ansok/" + d.ID + "/sida/djuren"
	post := func(do string, form url.Values) answer {
		form.Set("do", do)
		return w.post(page, cookie, form)
	}
	has := func(what string, a answer, status int, words ...string) {
		t.Helper()
		if a.status != status {
			t.Errorf("%s: %d", what, a.status)
		}
		for _, word := range words {
			if no, ok := strings.CutPrefix(word, "no "); ok == strings.Contains(a.body, no) && ok || !ok && !strings.Contains(a.body, word) {
				t.Errorf("%s: %s", what, word)
			}
		}
	}
	has("at first", w.get(page, cookie), 200, "Djur 1", "no Djur 2", "no Ta bort djur", "Lägg till ett djur till", `formaction="`+page+`#f-animals_2"`)
	has("one more, half written", post("add", url.Values{"animal": {"Rut"}}), 200, "Djur 2", `value="Rut"`, "Ta bort djur 1", `name="animal_2"`, `id="f-animals_2"`,
		"no ds-error-summary")
	second := url.Values{"animal": {"Rut"}, "chipped": {"no"}, "animal_2": {"Bo"}, "chipped_2": {"yes"}, "chip_2": {"752"}}
	has("the last", post("add", second), 200, "Djur 3", "Här får högst 3 plats", "no Lägg till ett djur till", `value="752"`)
	third := url.Values{"animal": {"Rut"}, "chipped": {"no"}, "animal_2": {"Bo"}, "chipped_2": {"yes"}, "chip_2": {"752"}, "animal_3": {"Ada"}}
	has("going on", post("next", third), 422, "Djur 3: Är det chipmärkt?")
	third.Set("chipped_3", "no")
	stored, err := w.Drafts.Get(t.Context(), anna, d.ID)
	if err != nil {
		t.Fatal(err)
	}
	for field, name := range map[string]string{"picture": "rut.png", "picture_3": "ada.png"} {
		if err := w.Drafts.AddFile(t.Context(), stored, draft.File{Field: field, Name: name, MediaType: "image/png", Hash: strings.Repeat("a", 64), Size: 9}); err != nil {
			t.Fatal(err)
		}
	}
	has("the first taken out", post("drop:1", third), 200, "Djur 2", "no Djur 3", `value="Bo"`, `value="752"`, `value="Ada"`, "no Rut", "ada.png", "no rut.png")
	for _, odd := range []string{"drop:0", "drop:7", "drop:x"} {
		has(odd, post(odd, url.Values{}), 200, "Djur 2")
	}
	if a := post("next", url.Values{"animal": {"Bo"}, "chipped": {"yes"}, "chip": {"752"}, "animal_2": {"Ada"}, "chipped_2": {"no"}}); a.status != 303 {
		t.Fatalf("going on: %d", a.status)
	}
	review := w.get("/ansok/"+d.ID+"/granska", cookie)
	has("review", review, 200, "Djur 1", "Djur 2", "Bo", "752", "Ada", "ada.png", "no Djur 3")
	if sent := w.post("/ansok/"+d.ID+"/granska", cookie, url.Values{"declare": {"yes"}}); !strings.HasSuffix(sent.location(), "/kvitto") {
		t.Fatalf("sent: %d %s", sent.status, sent.location())
	}
	stored, err = w.Drafts.Get(t.Context(), anna, d.ID)
	if err != nil {
		t.Fatal(err)
	}
	has("the case", w.get("/arenden/"+stored.Case, cookie), 200, "Djur 1", "Djur 2", "752", "Ada")
}

// A new version with room for fewer tells what has no place any longer, and keeps the rest.
func TestFewerEntries(t *testing.T) {
	w := newWorld(t)
	w.rewrites("synpunkt", "  - id: slag\n", animals)
	anna := draft.Owner{Person: string(portaltest.PersonID("000101"))}
	s := w.server.Site().Catalog.Service("synpunkt")
	d, err := w.Drafts.Start(t.Context(), anna, s.ID, s.Hash, map[string][]string{"animals": {"3"}, "animal": {"Rut"}, "animal_2": {"Bo"}, "animal_3": {"Ada"}})
	if err != nil {
		t.Fatal(err)
	}
	w.rewrites("synpunkt", "  - id: slag\n", strings.Replace(animals, "max: 3", "max: 2", 1))
	page := w.get("/ansok/"+d.ID+"/sida/djuren", w.as("Anna")).body
	for _, words := range []string{"Djur 2", `value="Rut"`, `value="Bo"`, text("portal.draft.changed.answer", "Ada")} {
		if !strings.Contains(page, words) {
			t.Errorf("the form does not say %q", words)
		}
	}
	if strings.Contains(page, "Djur 3") {
		t.Error("there are three still")
	}
}
