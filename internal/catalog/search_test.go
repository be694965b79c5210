package catalog_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"forvag/internal/catalog"
	"forvag/internal/locale"
)

// library is leave from school and bus, and a hundred services about other things.
func library(t testing.TB) *catalog.Catalog {
	t.Helper()
	files := fstest.MapFS{
		"ledighet-elev.yaml": {Data: read(t, "../../portal/services/ledighet-elev.yaml")},
		"bus.yaml":           {Data: read(t, "testdata/bus.yaml")},
	}
	for i, about := range []string{"altan", "garage", "hund", "brygga", "marknad", "flytt", "avlopp", "eldning", "lotteri", "stipendium"} {
		id := fmt.Sprintf("x%d", i)
		text := strings.NewReplacer("id: bus\n", "id: "+id+"\n", "Åka buss till skolan", about, "Bus to school", about, "Ansök om fri resa till skolan.", about,
			"Apply for a free ride to school.", about, "skolskjuts, skolbuss, taxi", about, "school transport, taxi", about,
			"Du som har ett barn i skolan.", about, "You who have a child in school.", about).Replace(string(files["bus.yaml"].Data))
		files[id+".yaml"] = &fstest.MapFile{Data: []byte(text)}
	}
	c, faults := catalog.Load(files, options)
	for _, f := range faults {
		t.Error(f)
	}
	return c
}

func TestSearchFinds(t *testing.T) {
	c := library(t)
	for query, want := range map[string]string{
		"skolskjuts":                        "bus",
		"Skolskjuts!":                       "bus",
		"skolskjutsen":                      "bus",
		"skolsk":                            "bus",
		"skolkjuts":                         "bus",
		"åka skolbuss":                      "bus",
		"aka buss":                          "bus",
		"jag vill åka buss till skolan":     "bus",
		"ledigt":                            "ledighet-elev",
		"får mitt barn ledigt för bröllop?": "ledighet-elev",
		"semesterresa":                      "ledighet-elev",
		"lediget":                           "ledighet-elev",
		"ledighetsansökan":                  "ledighet-elev",
	} {
		t.Run(query, func(t *testing.T) {
			found := c.Search(locale.SV, query)
			if len(found.Hits) == 0 || found.Hits[0].Service.ID != want {
				t.Errorf("got %v, want %s first", found.Hits, want)
			}
		})
	}
	for query, want := range map[string]string{"school transport": "bus", "time off": "ledighet-elev", "travelling": "ledighet-elev", "funneral": "ledighet-elev"} {
		if found := c.Search(locale.EN, query); len(found.Hits) == 0 || found.Hits[0].Service.ID != want {
			t.Errorf("%s: got %v, want %s first", query, found.Hits, want)
		}
	}
}

func TestSearchFindsNothing(t *testing.T) {
	c := library(t)
	for _, query := range []string{"", "  ", "jag vill", "xylofon", strings.Repeat("å", 500), "\xff\x00", "🙂"} {
		if found := c.Search(locale.SV, query); len(found.Hits) > 0 {
			t.Errorf("%q: got %v", query, found.Hits)
		}
	}
}

func TestDidYouMean(t *testing.T) {
	c := library(t)
	for query, want := range map[string]string{"skolkjuts": "skolskjuts", "skolskjuts": "", "skolskjust taxi": "skolskjuts taxi", "högitd": "högtid"} {
		if got := c.Search(locale.SV, query).DidYouMean; got != want {
			t.Errorf("%s: got %q, want %q", query, got, want)
		}
	}
}

func BenchmarkSearch(b *testing.B) {
	c := library(b)
	for b.Loop() {
		c.Search(locale.SV, "får mitt barn ledigt för en resa")
	}
}
