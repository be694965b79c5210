package search_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"forvag/internal/locale"
	"forvag/internal/search"
)

func keywords(sv, en string) map[locale.Lang][]string {
	return map[locale.Lang][]string{locale.SV: strings.Split(sv, ", "), locale.EN: strings.Split(en, ", ")}
}

// shelf is a few documents about different things.
func shelf() *search.Index {
	docs := []search.Document{
		{Kind: search.Service, ID: "skolskjuts", Title: locale.Text{SV: "Skolskjuts", EN: "School transport"}, Text: locale.Text{SV: "Åka buss till skolan.", EN: "Go by bus to school."}, Keywords: keywords("skolbuss, taxi till skolan, lång väg", "school bus, taxi")},
		{Kind: search.Service, ID: "ledighet", Title: locale.Text{SV: "Ledighet från skolan", EN: "Leave from school"}, Text: locale.Text{SV: "Sök ledigt för en resa.", EN: "Apply for time off."}, Keywords: keywords("semester, ta ledigt, bröllop", "holiday, time off, wedding")},
		{Kind: search.Service, ID: "parkering", Title: locale.Text{SV: "Parkeringstillstånd", EN: "Parking permit"}, Text: locale.Text{SV: "För dig med svårt att gå.", EN: "For those who find it hard to walk."}, Keywords: keywords("handikapparkering, rullstol", "blue badge, wheelchair")},
		{Kind: search.Service, ID: "larm", Title: locale.Text{SV: "Trygghetslarm", EN: "Personal alarm"}, Text: locale.Text{SV: "Tryck på knappen.", EN: "Press the button."}, Keywords: keywords("larmknapp, larm, trygghet", "alarm button")},
		{Kind: search.Link, ID: "pass", Title: locale.Text{SV: "Pass", EN: "Passport"}, Text: locale.Text{SV: "Boka tid hos polisen.", EN: "Book a time with the police."}, Keywords: keywords("id-kort", "id card")},
		{Kind: search.Board, ID: "BUN", Title: locale.Text{SV: "Barn- och utbildningsnämnden", EN: "Children and Education Board"}, Text: locale.Text{SV: "Förskola och skola.", EN: "Preschool and school."}},
	}
	for _, word := range []string{"altan", "garage", "hund", "brygga", "marknad", "flytt", "avlopp", "eldning", "lotteri", "stipendium"} {
		docs = append(docs, search.Document{Kind: search.Link, ID: word, Title: locale.Text{SV: word, EN: word}, Text: locale.Text{SV: "Om " + word + ".", EN: "On " + word + "."}})
	}
	return search.New(docs)
}

// TestBest holds that the first few are always among those worth showing, and of the others those that meet the query nearly as well.
func TestBest(t *testing.T) {
	for _, tc := range []struct {
		name   string
		scores []float64
		want   int
	}{
		{"nothing", nil, 0}, {"one", []float64{3}, 1}, {"three that are unlike", []float64{9, 1, .5}, 3}, {"a fourth that is not worth it", []float64{10, 1, 1, 1}, 3},
		{"alike", []float64{10, 9, 8, 7, 4.5, 4.4, 4.3}, 5}, {"all", []float64{2, 2, 2, 2, 2}, 5},
	} {
		var f search.Found
		for _, s := range tc.scores {
			f.Hits = append(f.Hits, search.Hit{Score: s})
		}
		if got := len(f.Best()); got != tc.want {
			t.Errorf("%s: %d, want %d", tc.name, got, tc.want)
		}
	}
}

func TestSearch(t *testing.T) {
	x := shelf()
	for _, tc := range []struct {
		name, query, want string
		lang              locale.Lang
	}{
		{"the word", "skolskjuts", "skolskjuts", locale.SV},
		{"with a sign", "Skolskjuts!", "skolskjuts", locale.SV},
		{"another form", "skolskjutsen", "skolskjuts", locale.SV},
		{"its beginning", "skolsk", "skolskjuts", locale.SV},
		{"a letter missing", "skolkjuts", "skolskjuts", locale.SV},
		{"two letters changed places", "skolsjkuts", "skolskjuts", locale.SV},
		{"without å and ä", "lang vag", "skolskjuts", locale.SV},
		{"a sentence", "jag vill att min dotter får åka buss", "skolskjuts", locale.SV},
		{"a compound of words that stand apart", "skolledighet", "ledighet", locale.SV},
		{"a compound that stands apart in the query", "handikapp parkering", "parkering", locale.SV},
		{"both apart and misspelt", "trygghets lrm", "larm", locale.SV},
		{"half a compound", "larmarmband", "larm", locale.SV},
		{"a word of a compound", "tillstånd", "parkering", locale.SV},
		{"what means the same", "åka buss till plugget", "skolskjuts", locale.SV},
		{"English", "time off", "ledighet", locale.EN},
		{"English misspelt", "weding", "ledighet", locale.EN},
		{"English by a reader of Swedish", "wheelchair", "parkering", locale.SV},
		{"Swedish by a reader of English", "rullstol", "parkering", locale.EN},
		{"a language that there is not", "skolskjuts", "skolskjuts", "fi"},
		{"another kind", "passet", "pass", locale.SV},
	} {
		t.Run(tc.name, func(t *testing.T) {
			hits := x.Search(tc.lang, tc.query).Hits
			if len(hits) == 0 || hits[0].ID != tc.want {
				t.Errorf("%q: got %v, want %s first", tc.query, hits, tc.want)
			}
		})
	}
}

func TestNothingIsFound(t *testing.T) {
	x := shelf()
	for _, query := range []string{"", "  ", "jag vill", "xylofon", strings.Repeat("å", 500), "\xff\x00", "🙂"} {
		if found := x.Search(locale.SV, query); len(found.Hits) > 0 || found.DidYouMean != "" {
			t.Errorf("%q: got %v", query, found)
		}
	}
}

func TestDidYouMean(t *testing.T) {
	x := shelf()
	for query, want := range map[string]string{
		"skolkjuts": "skolskjuts", "skolskjuts": "", "skolskjuts taxo": "skolskjuts taxi", "skolskjutsen": "", "wheelchair": "", "larmarmband": "",
	} {
		if got := x.Search(locale.SV, query).DidYouMean; got != want {
			t.Errorf("%s: got %q, want %q", query, got, want)
		}
	}
}

// Whatever is typed, results are ordered by a positive score, each once, and the same every time.
func TestResultsAreInOrder(t *testing.T) {
	x := shelf()
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(rapid.SampledFrom([]string{"skola", "buss", "larm", "knap", "semster", "pass", "badge", "é", "från", "xx"}), 0, 20).Draw(t, "words")
		query := strings.Join(words, " ") + rapid.String().Draw(t, "tail")
		lang := rapid.SampledFrom(locale.Langs()).Draw(t, "lang")
		found := x.Search(lang, query)
		if diff := cmp.Diff(found, x.Search(lang, query)); diff != "" {
			t.Fatal(diff)
		}
		seen := map[string]bool{}
		for i, h := range found.Hits {
			if h.Score <= 0 || seen[string(h.Kind)+h.ID] || i > 0 && h.Score > found.Hits[i-1].Score {
				t.Fatalf("%q: %v", query, found.Hits)
			}
			seen[string(h.Kind)+h.ID] = true
		}
	})
}

func TestReadPhrasings(t *testing.T) {
	for _, tc := range []struct {
		name, text string
		want       []string
	}{
		{"good", "phrasings:\n  - {say: buss, how: spoken, want: [larm]}\n", nil},
		{"empty", "phrasings: []\n", []string{"x.yaml:1:1: there are no phrasings"}},
		{"twice", "phrasings:\n  - {say: Buss, how: spoken, want: [larm]}\n  - {say: buss, how: formal, want: [larm]}\n", []string{`x.yaml:3:11: "buss" stands here twice`}},
		{"unknown service", "phrasings:\n  - {say: buss, how: spoken, want: [larn]}\n", []string{`x.yaml:2:37: there is no service "larn"; did you mean "larm"?`}},
		{"unknown manner", "phrasings:\n  - {say: buss, how: sung, want: [larm]}\n", []string{`x.yaml:2:22: how: "sung" is not one of spoken, misspelt, compound, formal, english`}},
		{"nothing wanted", "phrasings:\n  - {say: buss, how: spoken}\n", []string{"x.yaml:2:5: a phrasing needs say, how and want"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, faults := search.ReadPhrasings("x.yaml", []byte(tc.text), []string{"larm"})
			var got []string
			for _, f := range faults {
				got = append(got, f.String())
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// The report says what was missed in one half only.
func TestEvaluate(t *testing.T) {
	x := shelf()
	var set search.Phrasings
	for _, say := range []string{"skolbuss", "larmknapp", "rullstol", "semester", "xylofon", "zebra", "qwerty", "gitarr", "banan", "kiosk"} {
		want := map[string]string{"skolbuss": "skolskjuts", "larmknapp": "larm", "rullstol": "parkering", "semester": "ledighet"}[say]
		if want == "" {
			want = "nothing"
		}
		set.Phrasings = append(set.Phrasings, search.Phrasing{Say: say, How: "spoken", Want: []string{want}})
	}
	r := x.Evaluate(set)
	if r.Development.Phrasings+r.Test.Phrasings != 10 || r.Development.Found+r.Test.Found != 4 || r.Documents != x.Len() {
		t.Errorf("got %+v", r)
	}
	if got, want := len(r.Missed), r.Development.Phrasings-r.Development.Found; got != want {
		t.Errorf("%d misses are told of, want %d", got, want)
	}
	for _, m := range r.Missed {
		i := slices.IndexFunc(set.Phrasings, func(p search.Phrasing) bool { return p.Say == m.Say })
		if !set.Phrasings[i].Development() {
			t.Errorf("%q belongs to the half that only measures", m.Say)
		}
	}
}

func FuzzSearch(f *testing.F) {
	x := shelf()
	f.Add("får mitt barn åka buss?", "sv")
	f.Add("\xff ÅÄÖ İ ß", "en")
	f.Fuzz(func(t *testing.T, query, lang string) {
		for _, h := range x.Search(locale.Lang(lang), query).Hits {
			if !(h.Score > 0) {
				t.Errorf("%q: %v", query, h)
			}
		}
	})
}

// TestShortWordsKeepTheirLetters holds that å, ä and ö tell short words apart where the reader writes them, and only there.
func TestShortWordsKeepTheirLetters(t *testing.T) {
	one := func(id, title string) search.Document {
		return search.Document{Kind: search.Article, ID: id, Title: locale.Text{SV: title, EN: id}}
	}
	docs := []search.Document{one("rights", "Få uppgifter rättade"), one("dish", "En varm maträtt"), one("rats", "Skadedjur och råttor"), one("heel", "Häl och fot"), one("hole", "Hål i vägen")}
	for _, word := range []string{"altan", "garage", "hund", "brygga", "marknad", "flytt"} {
		docs = append(docs, one(word, word))
	}
	x := search.New(docs)
	for _, tc := range []struct {
		query string
		want  []string
	}{
		{"råttor", []string{"rats"}},
		{"rätta", []string{"rights"}},
		{"hål", []string{"heel", "hole"}}, // both are there, and one letter off is better than nothing
		{"hal", []string{"heel", "hole"}},
	} {
		var got []string
		for _, h := range x.Search(locale.SV, tc.query).Hits {
			got = append(got, h.ID)
		}
		slices.Sort(got)
		if diff := cmp.Diff(tc.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tc.query, diff)
		}
	}
}

// TestAbsent holds that what the municipality does not have is told where the query fits it best, is never a hit, and does not stand in the way of what there is.
func TestAbsent(t *testing.T) {
	x := search.New([]search.Document{
		{Kind: search.Absent, ID: "batplats", Title: locale.Text{SV: "Båtplats", EN: "Boat berth"}, Keywords: map[locale.Lang][]string{locale.SV: {"hamn", "brygga"}}},
		{Kind: search.Service, ID: "forskola", Title: locale.Text{SV: "Plats i förskola", EN: "Preschool place"}},
		{Kind: search.Link, ID: "gasthamn", Title: locale.Text{SV: "Gästhamn", EN: "Guest harbour"}},
	})
	for query, want := range map[string]string{"båtplats": "batplats", "brygga": "batplats", "förskola": "", "gästhamn": "", "plats i förskola": "", "xyzzy": ""} {
		found := x.Search(locale.SV, query)
		if found.Absent != want {
			t.Errorf("%s: absent is %q, want %q; %v", query, found.Absent, want, found.Hits)
		}
		for _, h := range found.Hits {
			if h.Kind == search.Absent {
				t.Errorf("%s finds what is absent: %v", query, found.Hits)
			}
		}
		if best := found.Best(); query == "brygga" && len(best) > 0 {
			t.Errorf("%s: %v are shown as near", query, best)
		}
	}
}
