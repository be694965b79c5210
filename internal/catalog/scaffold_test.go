package catalog_test

import (
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"forvag/internal/catalog"
	"forvag/internal/locale"
)

func scaffold(t testing.TB) string {
	t.Helper()
	text, err := catalog.New("batplats", locale.Text{SV: `Båtplats: "norra" hamnen`, EN: "Boat berth"}, "KFN")
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestNewServicePasses(t *testing.T) {
	o := options
	o.Icons = []string{"file-text"}
	text := scaffold(t)
	// Also with every key that is only shown: what an author uncomments is right as it stands.
	all := strings.ReplaceAll(text, "\n#:", "\n")
	for name, text := range map[string]string{"as it stands": text, "with all keys": all} {
		t.Run(name, func(t *testing.T) {
			for _, f := range catalog.Check(fstest.MapFS{"batplats.yaml": {Data: []byte(text)}}, o) {
				t.Error(f)
			}
		})
	}
}

// A title that nobody has translated is not taken for English.
func TestUntranslatedIsNotComplete(t *testing.T) {
	o := options
	o.Icons = []string{"file-text"}
	for _, tc := range []struct {
		name  string
		title locale.Text
		want  []string
	}{
		{"translated", locale.Text{SV: "Båtplats", EN: "Boat berth"}, nil},
		{"one language", locale.Text{SV: "Båtplats"}, []string{"title", "secrecy.public_title"}},
		{"several words", locale.Text{SV: "Plats i norra hamnen", EN: "Plats i norra hamnen"}, []string{"title", "secrecy.public_title"}},
	} {
		text, err := catalog.New("batplats", tc.title, "KFN")
		if err != nil {
			t.Fatal(err)
		}
		r := catalog.ReadabilityOf(fstest.MapFS{"batplats.yaml": {Data: []byte(text)}}, o)[0]
		if diff := cmp.Diff(tc.want, r.Same); diff != "" {
			t.Errorf("%s: %s", tc.name, diff)
		}
		if r.In[locale.SV] != r.Texts || r.In[locale.EN] != r.Texts-len(tc.want) {
			t.Errorf("%s: %d texts, %v", tc.name, r.Texts, r.In)
		}
	}
	if r := catalog.ReadabilityOf(fstest.MapFS{"bus.yaml": {Data: read(t, "testdata/bus.yaml")}}, options)[0]; len(r.Same) > 0 {
		t.Errorf("bus.yaml is translated, and yet %v", r.Same)
	}
}

// Whoever writes a new service meets every key there is.
func TestNewServiceShowsEveryKey(t *testing.T) {
	text := scaffold(t)
	for _, name := range keysOf(false) {
		if !regexp.MustCompile(`\b` + name + `:`).MatchString(text) {
			t.Errorf("scaffold/service.yaml does not show the key %q", name)
		}
	}
}

func TestGoodID(t *testing.T) {
	for id, want := range map[string]string{
		"batplats": "", "enskilt-avlopp": "", "a1": "",
		"Båtplats":     `"Båtplats" is no id: it has lower-case letters a–z, digits and hyphens between them; batplats would do`,
		"ny e-tjänst!": `"ny e-tjänst!" is no id: it has lower-case letters a–z, digits and hyphens between them; ny-e-tjanst would do`,
		"../x":         `"../x" is no id: it has lower-case letters a–z, digits and hyphens between them; x would do`,
		"-":            "an id has lower-case letters a–z, digits and hyphens between them, at most 60; for example batplats",
		"":             "an id has lower-case letters a–z, digits and hyphens between them, at most 60; for example batplats",
	} {
		got := ""
		if err := catalog.GoodID(id); err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("%q: got %q, want %q", id, got, want)
		}
	}
}
