package portal_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// decoded is an answer's JSON.
func decoded[T any](t *testing.T, a answer) (out T) {
	t.Helper()
	if err := json.Unmarshal([]byte(a.body), &out); err != nil {
		t.Fatalf("%v in %s", err, a.body)
	}
	return out
}

type found struct {
	Results []struct{ Kind, ID, Title, URL string }
}

type trouble struct {
	Type, Detail string
	Status       int
}

func TestAPISearch(t *testing.T) {
	w := newWorld(t)
	for _, tc := range []struct {
		name, q, lang, kind, id, title, url string
	}{
		{"a service", "skolskuts", "sv", "service", "skolskjuts", "Skolskjuts", "/tjanster/skolskjuts"},
		{"a service in English", "school bus", "en", "service", "skolskjuts", "School transport", "/tjanster/skolskjuts"},
		{"a link leads where it leads", "föräldrapenning", "sv", "link", "forsakringskassan", "Försäkringskassan", "https://www.forsakringskassan.se"},
		{"a link in English", "parental benefit", "en", "link", "forsakringskassan", "The Social Insurance Agency", "https://www.forsakringskassan.se/english"},
		{"a situation", "vänta barn", "sv", "situation", "vanta-barn", "Vänta eller få barn", "/livssituation/vanta-barn"},
		{"a board", "byggnadsnämnden", "sv", "board", "BN", "Byggnadsnämnden", "/namnder/BN"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			a := w.do(ask{method: "GET", path: "/api/v1/search?" + url.Values{"q": {tc.q}, "lang": {tc.lang}}.Encode()})
			if a.status != http.StatusOK || !strings.HasPrefix(a.header.Get("Content-Type"), "application/json") {
				t.Fatalf("%d %s", a.status, a.header.Get("Content-Type"))
			}
			results := decoded[found](t, a).Results
			if len(results) == 0 {
				t.Fatal("nothing is found")
			}
			got := results[0]
			if diff := cmp.Diff([]string{tc.kind, tc.id, tc.title, tc.url}, []string{got.Kind, got.ID, got.Title, got.URL}); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
	if a := w.do(ask{method: "GET", path: "/api/v1/search?q=xyzzyx"}); strings.TrimSpace(a.body) != `{"results":[]}` {
		t.Errorf("nothing found: %s", a.body)
	}
}

type verdict struct {
	Outcome   string
	Missing   []string
	Questions []struct {
		Fact, Type, Unit, Label string
		Values                  []struct{ Value, Label string }
	}
	Trace []struct{ Condition, Outcome, Words string }
	Say   string
	URL   string
}

// TestAPICheckIsTheSameAsThePage asks about school transport until there is an answer, as the page would.
func TestAPICheckIsTheSameAsThePage(t *testing.T) {
	w := newWorld(t)
	check := func(facts string) verdict {
		t.Helper()
		a := w.do(ask{method: "POST", path: "/api/v1/services/bygglov/check?lang=en", media: "application/json; charset=utf-8", body: []byte(`{"facts": ` + facts + `}`)})
		if a.status != http.StatusOK {
			t.Fatalf("%d %s", a.status, a.body)
		}
		return decoded[verdict](t, a)
	}
	start := check(`{}`)
	if start.Outcome != "unknown" || len(start.Missing) == 0 || len(start.Missing) != len(start.Questions) || start.Missing[0] != start.Questions[0].Fact {
		t.Fatalf("with no facts: %+v", start)
	}
	if q := start.Questions[0]; q.Label == "" || q.Type == "choice" && len(q.Values) < 2 {
		t.Errorf("the first question is %+v", q)
	}
	if len(start.Trace) == 0 {
		t.Error("there is no trace")
	}
	if same := check(`{"` + start.Missing[0] + `": null}`); same.Outcome != "unknown" {
		t.Errorf("null is an answer: %+v", same)
	}
	done := check(`{"measure": "technical"}`)
	if done.Outcome == "unknown" || done.Say == "" || len(done.Missing) != 0 || done.URL != "/tjanster/bygglov?measure=technical" {
		t.Errorf("answered: %+v", done)
	}
}

func TestAPIRefusesInTheReadersLanguage(t *testing.T) {
	w := newWorld(t)
	const bygglov = "/api/v1/services/bygglov/check"
	for _, tc := range []struct {
		name, method, path, media, body string
		want                            trouble
	}{
		{"no query", "GET", "/api/v1/search", "", "", trouble{"invalid", "Skriv vad du söker i q, högst 200 tecken.", 400}},
		{"no query in English", "GET", "/api/v1/search?lang=en", "", "", trouble{"invalid", "Say what to search for in q, 200 characters at most.", 400}},
		{"a long query", "GET", "/api/v1/search?lang=en&q=" + strings.Repeat("a", 201), "", "", trouble{"invalid", "Say what to search for in q, 200 characters at most.", 400}},
		{"another language", "GET", "/api/v1/search?q=x&lang=fi", "", "", trouble{"invalid", "Det språket har vi inte. Välj svenska eller engelska.", 400}},
		{"no such address", "GET", "/api/v1/nothing", "", "", trouble{"not-found", "Sidan finns inte, eller så får du inte se den.", 404}},
		{"no such service", "POST", "/api/v1/services/nothing/check", "application/json", "{}", trouble{"not-found", "Tjänsten finns inte. Sök efter den du behöver.", 404}},
		{"no check", "POST", "/api/v1/services/synpunkt/check", "application/json", "{}", trouble{"not-found", "Tyck till: klaga, berömma eller föreslå har inget test. Läs om tjänsten, eller ansök.", 404}},
		{"a form", "POST", bygglov, "application/x-www-form-urlencoded", "facts=1", trouble{"media-type", "Skicka JSON, med Content-Type application/json.", 415}},
		{"no JSON", "POST", bygglov, "application/json", "{", trouble{"invalid", "Skicka ett JSON-objekt med facts och inget annat.", 400}},
		{"more than one value", "POST", bygglov, "application/json", `{"facts": {}} {}`, trouble{"invalid", "Skicka ett JSON-objekt med facts och inget annat.", 400}},
		{"another key", "POST", bygglov, "application/json", `{"fact": {}}`, trouble{"invalid", "Skicka ett JSON-objekt med facts och inget annat.", 400}},
		{"too large", "POST", bygglov, "application/json", `{"facts": {"measure": "` + strings.Repeat("a", 70_000) + `"}}`, trouble{"too-large", "Formuläret är för stort. Korta texterna och försök igen.", 413}},
		{"a fact misspelt", "POST", bygglov + "?lang=en", "application/json", `{"facts": {"mesure": "technical"}}`, trouble{"invalid", "The check does not ask about mesure. It asks about: measure.", 400}},
		{"a fact of another type", "POST", bygglov + "?lang=en", "application/json", `{"facts": {"measure": true}}`, trouble{"invalid", "measure is of the wrong type. The question is of type choice.", 400}},
		{"a value that there is not", "POST", bygglov + "?lang=en", "application/json", `{"facts": {"measure": "castle"}}`, trouble{"invalid", "measure: Choose one of the options.", 400}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			a := w.do(ask{method: tc.method, path: tc.path, media: tc.media, body: []byte(tc.body)})
			if got := a.header.Get("Content-Type"); got != "application/problem+json" {
				t.Errorf("Content-Type is %q", got)
			}
			got := decoded[trouble](t, a)
			if diff := cmp.Diff(tc.want, got); diff != "" || a.status != tc.want.Status {
				t.Errorf("status %d, -want +got:\n%s", a.status, diff)
			}
		})
	}
}

func TestDeadLinksReachTheDesk(t *testing.T) {
	w := newWorld(t)
	w.staffed()
	erik := w.as("Erik")
	if a := w.do(ask{method: "GET", path: "/handlaggning", cookie: erik}); strings.Contains(a.body, "/handlaggning/lankar") {
		t.Error("the desk speaks of broken links before there are any")
	}
	for range 2 {
		if a := w.do(ask{method: "POST", path: "/lankar/csn/trasig", form: url.Values{}}); a.location() != "/lankar/csn?klart=lank" {
			t.Fatalf("%d to %s", a.status, a.location())
		}
	}
	if a := w.do(ask{method: "GET", path: "/lankar/csn?klart=lank"}); !strings.Contains(a.body, "Tack. Vi ser efter") {
		t.Error("the reader is not thanked")
	}
	if a := w.do(ask{method: "GET", path: "/handlaggning", cookie: erik}); !strings.Contains(a.body, "1 trasig länk") {
		t.Error("the desk does not speak of the link")
	}
	if a := w.do(ask{method: "GET", path: "/handlaggning/lankar", cookie: erik}); !strings.Contains(a.body, "https://www.csn.se") || !strings.Contains(a.body, "2 gånger") {
		t.Error("the list does not hold the link")
	}
	if a := w.do(ask{method: "POST", path: "/handlaggning/lankar/csn", cookie: erik, form: url.Values{}}); a.location() != "/handlaggning/lankar?klart=lankklar" {
		t.Errorf("%d to %s", a.status, a.location())
	}
	if a := w.do(ask{method: "GET", path: "/handlaggning/lankar", cookie: erik}); strings.Contains(a.body, "csn") {
		t.Error("the link is still on the list")
	}
	if a := w.do(ask{method: "POST", path: "/lankar/nothing/trasig", form: url.Values{}}); a.status != http.StatusNotFound {
		t.Errorf("a link that does not exist: %d", a.status)
	}
}
