package assistant

import (
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"forvag/internal/catalog"
	"forvag/internal/civil"
	"forvag/internal/locale"
	"forvag/internal/municipality"
	"forvag/internal/rules"
)

var today = civil.Must("2026-11-23")

var services = sync.OnceValues(func() (*catalog.Catalog, []catalog.Fault) {
	return catalog.Load(os.DirFS("../portal/services"), catalog.Options{Municipality: municipality.Default().Catalog(), Today: func() civil.Date { return today }})
})

func service(t testing.TB, id string) (*catalog.Service, catalog.Moment) {
	t.Helper()
	c, faults := services()
	if len(faults) > 0 {
		t.Fatal(faults[0])
	}
	return c.Service(id), catalog.Moment{Today: today, Municipality: municipality.Default().Catalog()}
}

func TestFactsInAMessage(t *testing.T) {
	for _, c := range []struct {
		service, asked, say string
		lang                locale.Lang
		want                map[string]string
	}{
		{"bygglov", "", "Behöver jag bygglov för ett växthus på 28 kvm?", locale.SV, map[string]string{"measure": "shed", "building_area": "2800"}},
		{"bygglov", "", "jag vill bygga altan som är 1,2 meter hög", locale.SV, map[string]string{"measure": "deck"}},
		{"bygglov", "", "får jag bygga ett uterum på 12,5 m²", locale.SV, map[string]string{"measure": "extension", "extension_area": "1250"}},
		{"bygglov", "", "do I need a permit for a greenhouse of 10 square metres", locale.EN, map[string]string{"measure": "shed", "building_area": "1000"}},
		{"bygglov", "", "behöver jag bygglov", locale.SV, map[string]string{}},
		{"bygglov", "", "jag vill ha ett staket 3 meter från tomtgränsen", locale.SV, map[string]string{}},
		{"bygglov", "measure", "5", locale.SV, map[string]string{"measure": "deck"}},
		{"bygglov", "measure", "en altan", locale.SV, map[string]string{"measure": "deck"}},
		{"bygglov", "measure", "vet inte riktigt", locale.SV, map[string]string{}},
		{"bygglov", "plan", "vet inte", locale.SV, map[string]string{"plan": "unknown"}},
		{"bygglov", "plan", "ja", locale.SV, map[string]string{"plan": "inside"}},
		{"bygglov", "plan", "nej det gör det inte", locale.SV, map[string]string{"plan": "outside"}},
		{"bygglov", "building_area", "28", locale.SV, map[string]string{"building_area": "2800"}},
		{"bygglov", "building_area", "ungefär 1 200 kvm", locale.SV, map[string]string{"building_area": "120000"}},
		{"bygglov", "ridge_height", "350 cm", locale.SV, map[string]string{"ridge_height": "350"}},
		{"bygglov", "ridge_height", "3 m", locale.SV, map[string]string{"ridge_height": "300"}},
		{"bygglov", "ridge_height", "30 kronor", locale.SV, map[string]string{}},
		{"bygglov", "inside_plot", "ja", locale.SV, map[string]string{"inside_plot": "true"}},
		{"bygglov", "inside_plot", "yes it is", locale.EN, map[string]string{"inside_plot": "true"}},
		{"bygglov", "inside_plot", "det är inte mindre än 15 meter", locale.SV, map[string]string{}},
		{"bygglov", "inside_plot", "jag har inte kollat det", locale.SV, map[string]string{}},
		{"bygglov", "inside_plot", "nej det gör den inte", locale.SV, map[string]string{"inside_plot": "false"}},
		{"bygglov", "inside_plot", "inte alls", locale.SV, map[string]string{"inside_plot": "false"}},
		{"bygglov", "inside_plot", "ja eller nej", locale.SV, map[string]string{}},
		{"eldning", "", "får jag elda löv i trädgården", locale.SV, map[string]string{"fire": "garden"}},
	} {
		t.Run(c.say, func(t *testing.T) {
			s, m := service(t, c.service)
			got := check(s, Checking{Service: c.service, Asked: c.asked}, nil, c.lang, c.say, m)
			facts := map[string]string{}
			for id, v := range got.Facts {
				facts[id] = written(v)
			}
			if diff := cmp.Diff(facts, c.want); diff != "" {
				t.Errorf("got -, want +\n%s", diff)
			}
			if c.asked != "" && got.Understood != (len(c.want) > 0) {
				t.Errorf("understood: %v", got.Understood)
			}
		})
	}
}

func written(v rules.Value) string {
	b, _ := v.MarshalJSON()
	return strings.Trim(string(b), `"`)
}

// What the first message says answers a later question, when it comes, without being asked again.
func TestWhatWasSaidFirstIsRemembered(t *testing.T) {
	s, m := service(t, "bygglov")
	c := check(s, Checking{Service: "bygglov"}, nil, locale.SV, "får jag bygga en altan på tomten som är 1,2 meter hög", m)
	for range 5 {
		if q := c.Question(); q == nil || c.Facts["deck_height"].N != 0 {
			break
		}
		c = check(s, *c.Next(), nil, locale.SV, map[string]string{"deck_roofed": "nej", "plan": "ja"}[c.Question().ID], m)
	}
	if got := c.Facts["deck_height"].N; got != 120 {
		t.Errorf("got %d cm, want 120; asked about %v", got, c.Guidance.Questions)
	}
}

// A conversation comes to the verdict that the guided check's page comes to.
func TestACheckToItsEnd(t *testing.T) {
	s, m := service(t, "bygglov")
	on := &Checking{Service: "bygglov"}
	var last *Checked
	for _, say := range []string{"Behöver jag bygglov för ett växthus på 28 kvm?"} {
		last = check(s, *on, nil, locale.SV, say, m)
		on = last.Next()
	}
	answers := map[string]string{"plan": "ja", "other_area": "0", "ridge_height": "3 meter", "smaller_than_main": "ja", "inside_plot": "ja",
		"boundary": "1", "railway": "nej", "special": "nej", "consent": "nej", "small_house": "ja"}
	for range 20 {
		q := last.Question()
		if q == nil {
			break
		}
		say := answers[q.ID]
		if say == "" {
			t.Fatalf("asked about %s", q.ID)
		}
		if last = check(s, *on, nil, locale.SV, say, m); !last.Understood {
			t.Fatalf("%s: %q was not understood", q.ID, say)
		}
		on = last.Next()
	}
	if last.Guidance.Outcome == rules.Unknown {
		t.Fatalf("got %v", last.Guidance)
	}
	t.Log(last.Guidance.Outcome, last.Guidance.Say.SV)
}

// What a language model read counts for nothing until the reader says that it is right.
func TestFactsThatAModelReadAreConfirmed(t *testing.T) {
	s, m := service(t, "bygglov")
	read := rules.Facts{"measure": rules.OfEnum("shed"), "building_area": rules.OfInt(2800)}
	for _, c := range []struct {
		say        string
		understood bool
		facts      rules.Facts
		waits      int
	}{
		{"ja", true, read, 0},
		{"nej", true, rules.Facts{}, 0},
		{"kanske", false, rules.Facts{}, 2},
	} {
		t.Run(c.say, func(t *testing.T) {
			got := check(s, Checking{Service: s.ID, Unconfirmed: read}, nil, locale.SV, c.say, m)
			if got.Understood != c.understood || len(got.Unconfirmed) != c.waits || got.Question() == nil {
				t.Errorf("got understood %v, unconfirmed %v, question %v", got.Understood, got.Unconfirmed, got.Question())
			}
			if diff := cmp.Diff(got.Facts, c.facts); diff != "" {
				t.Errorf("got -, want +\n%s", diff)
			}
			if next := got.Next(); len(next.Unconfirmed) != c.waits || c.waits > 0 && next.Asked != "" {
				t.Errorf("goes on with %+v", next)
			}
		})
	}
}
