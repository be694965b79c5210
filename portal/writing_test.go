package portal_test

import (
	"context"
	"errors"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"forvag/internal/locale"
	"forvag/portal"
)

// writers is a portal whose search is its own, so that what is published there is seen by no other test.
func writers(t *testing.T) *world {
	t.Helper()
	w := newWorld(t)
	w.staffed()
	w.Search = portal.NewSearchable(w.Catalog, w.Directory, w.Municipality, w.Library)
	w.Writing.Follow = func(ctx context.Context) error {
		site, err := w.server.Site().Rewritten(ctx)
		if err == nil {
			w.server.Use(site)
		}
		return err
	}
	return w
}

var article = url.Values{
	"do": {"publish"}, "board": {"BUN"}, "topic": {"trafik"}, "title-sv": {"Var kan jag låna en cykel?"}, "owner-sv": {"Gatuenheten"},
	"body-sv":      {"Du kan hyra en lånecykel vid kommunhuset.\r\n\r\n## På landet\r\nPrata med byalaget om en lådcykel."},
	"questions-sv": {"var finns lånecyklar\r\nhyra cykel\r\nlådcykel till familjen"},
}

// with is a form with other values in it.
func with(form url.Values, pairs ...string) url.Values {
	out := url.Values{}
	for k, v := range form {
		out[k] = v
	}
	for i := 0; i < len(pairs); i += 2 {
		out.Set(pairs[i], pairs[i+1])
	}
	return out
}

func TestAnArticleIsWrittenPublishedAndWithdrawn(t *testing.T) {
	w := writers(t)
	asks := func() string {
		a := w.do(ask{method: "POST", path: "/api/v1/ask", media: "application/json", body: []byte(`{"question": "var finns lånecyklar att hyra"}`)})
		got := decoded[asked](t, a)
		if len(got.Citations) == 0 {
			return ""
		}
		return got.Citations[0].URL
	}
	if got := asks(); got == "/bra-att-veta/var-kan-jag-lana-en-cykel" {
		t.Fatalf("answered before it is written: %s", got)
	}
	begun := w.do(ask{method: "POST", path: "/handlaggning/artiklar", cookie: w.as("Johan"), form: url.Values{"question": {"var finns lånecyklar", "hyra cykel"}, "lang": {"sv"}}})
	draft := begun.location()
	if !strings.HasPrefix(draft, "/handlaggning/artiklar/utkast/") {
		t.Fatalf("%d %s", begun.status, draft)
	}
	if page := w.do(ask{method: "GET", path: draft, cookie: w.as("Johan")}); !strings.Contains(page.body, "var finns lånecyklar\nhyra cykel") {
		t.Error("the questions are not filled in")
	}

	for _, step := range []struct {
		name, who string
		form      url.Values
		status    int
		says      string
	}{
		{"a form without the version", "Johan", article, http.StatusBadRequest, "gick inte att läsa"},
		{"a version that none has", "Johan", with(article, "version", "0"), http.StatusBadRequest, "gick inte att läsa"},
		{"a version that is no number", "Johan", with(article, "version", "ett"), http.StatusBadRequest, "gick inte att läsa"},
		{"nothing is lost by what is wrong", "Johan", with(article, "version", "1", "title-sv", "", "body-sv", "Det kostar 500 kr. Läs [mer](article:bygga-alta)."), http.StatusUnprocessableEntity,
			"Det kostar 500 kr. Läs [mer](article:bygga-alta)."},
		{"the fault stands at its field, with what was meant", "Johan", with(article, "version", "2", "body-sv", "Läs [mer](article:bygga-alta)."), http.StatusUnprocessableEntity, "Menar du ”bygga-altan”?"},
		{"somebody else has saved it", "uncleared", with(article, "version", "1", "title-sv", "Mitt"), http.StatusConflict, "Någon annan har sparat"},
		{"who may not publish", "uncleared", with(article, "version", "3"), http.StatusUnprocessableEntity, "Utkastet är sparat"},
		{"an address that is taken", "Johan", with(article, "version", "4", "id", "bygga-altan"), http.StatusUnprocessableEntity, "Det finns redan en artikel"},
		{"it is published", "Johan", with(article, "version", "5", "id", ""), http.StatusSeeOther, ""},
	} {
		a := w.do(ask{method: "POST", path: draft, cookie: w.as(step.who), form: step.form})
		if a.status != step.status || !strings.Contains(a.body, step.says) {
			t.Fatalf("%s: %d, want %d with %q\n%s", step.name, a.status, step.status, step.says, regexp.MustCompile(`ds-error-summary[^$]{0,900}`).FindString(a.body))
		}
	}
	path := "/bra-att-veta/var-kan-jag-lana-en-cykel"
	if got := asks(); got != path {
		t.Errorf("the assistant answers by %q, want %s", got, path)
	}
	if a := w.do(ask{method: "GET", path: path}); a.status != http.StatusOK || !strings.Contains(a.body, "Prata med byalaget") {
		t.Errorf("the article: %d", a.status)
	}
	if a := w.do(ask{method: "GET", path: "/api/v1/search?q=lådcykel"}); !strings.Contains(a.body, path) {
		t.Errorf("the search does not find it: %s", a.body)
	}

	desk := w.do(ask{method: "GET", path: "/handlaggning/artiklar/var-kan-jag-lana-en-cykel", cookie: w.as("Johan")})
	if !strings.Contains(desk.body, "Version 1") || !strings.Contains(desk.body, "Johan Ekblad") {
		t.Error("the version and who made it do not stand on the article's page in the desk")
	}
	withdraw := func(who, version string) int {
		return w.do(ask{method: "POST", path: "/handlaggning/artiklar/var-kan-jag-lana-en-cykel/dra-tillbaka", cookie: w.as(who), form: url.Values{"version": {version}}}).status
	}
	for who, want := range map[string]int{"uncleared": http.StatusForbidden, "Erik": http.StatusForbidden} {
		if got := withdraw(who, "1"); got != want {
			t.Errorf("%s withdraws: %d, want %d", who, got, want)
		}
	}
	if got := withdraw("Johan", "1"); got != http.StatusSeeOther {
		t.Errorf("withdrawn: %d", got)
	}
	if got := asks(); got == path {
		t.Error("what is withdrawn answers still")
	}
	if a := w.do(ask{method: "GET", path: path}); a.status != http.StatusNotFound {
		t.Errorf("what is withdrawn is read: %d", a.status)
	}

	anew := w.do(ask{method: "POST", path: "/handlaggning/artiklar", cookie: w.as("Johan"), form: url.Values{}}).location()
	if a := w.do(ask{method: "POST", path: anew, cookie: w.as("Johan"), form: with(article, "version", "1")}); a.status != http.StatusSeeOther {
		t.Errorf("a new article at an address that was withdrawn: %d\n%s", a.status, regexp.MustCompile(`ds-error-summary[^$]{0,900}`).FindString(a.body))
	}
	if got := asks(); got != path {
		t.Errorf("the assistant answers by %q, want %s again", got, path)
	}
}

// TestAFilesArticleIsChangedInTheDesk holds that the desk's text stands over the file's, and that the file's comes back.
func TestAFilesArticleIsChangedInTheDesk(t *testing.T) {
	w := writers(t)
	path := "/bra-att-veta/skolskjuts-ratt"
	var board string
	for _, id := range w.Library.IDs() {
		if a := w.Library.Written(locale.SV, id); a.Board == "BUN" && a.Lix == "" {
			path, board = "/bra-att-veta/"+id, string(a.Board)
			break
		}
	}
	id := strings.TrimPrefix(path, "/bra-att-veta/")
	before := w.Library.Written(locale.SV, id).Title
	draft := w.do(ask{method: "POST", path: "/handlaggning/artiklar", cookie: w.as("Johan"), form: url.Values{"article": {id}}}).location()
	form := with(article, "version", "1", "board", board, "id", "another-id", "title-sv", "En ny rubrik för texten?")
	if a := w.do(ask{method: "POST", path: draft, cookie: w.as("Johan"), form: form}); a.status != http.StatusSeeOther || a.location() != "/handlaggning/artiklar/"+id+"?klart=publicerad" {
		t.Fatalf("%d %s", a.status, a.location())
	}
	title := func(want string) {
		t.Helper()
		if a := w.do(ask{method: "GET", path: path}); !strings.Contains(a.body, html.EscapeString(want)) {
			t.Errorf("the article is not called %q", want)
		}
	}
	title("En ny rubrik för texten?")
	again := w.do(ask{method: "POST", path: "/handlaggning/artiklar", cookie: w.as("Johan"), form: url.Values{"article": {id}, "version": {"1"}}}).location()
	if a := w.do(ask{method: "GET", path: again, cookie: w.as("Johan")}); !strings.Contains(a.body, "En ny rubrik för texten?") {
		t.Error("a draft of a version does not have its words")
	}
	w.do(ask{method: "POST", path: "/handlaggning/artiklar/" + id + "/dra-tillbaka", cookie: w.as("Johan"), form: url.Values{"version": {"1"}}})
	title(before)
	if a := w.do(ask{method: "POST", path: again, cookie: w.as("Johan"), form: with(form, "version", "1")}); a.status != http.StatusConflict || !strings.Contains(a.body, "En nyare version") {
		t.Errorf("publish over what was withdrawn meanwhile: %d", a.status)
	}
}

// TestWhatIsPublishedIsToldSo holds that an article whose passages could not be made at once is published all the same, and is read when that can be.
func TestWhatIsPublishedIsToldSo(t *testing.T) {
	w := writers(t)
	follow := w.Writing.Follow
	w.Writing.Follow = func(context.Context) error { return errors.New("no embeddings today") }
	path := "/handlaggning/artiklar/var-kan-jag-lana-en-cykel"
	draft := w.do(ask{method: "POST", path: "/handlaggning/artiklar", cookie: w.as("Johan"), form: url.Values{}}).location()
	if a := w.do(ask{method: "POST", path: draft, cookie: w.as("Johan"), form: with(article, "version", "1")}); a.location() != path+"?klart=publicerad" {
		t.Fatalf("published: %d %s", a.status, a.location())
	}
	if a := w.get(path, w.as("Johan")); a.status != http.StatusOK || !strings.Contains(a.body, "Version 1") || strings.Contains(a.body, "tillbakadragen") {
		t.Errorf("the article's page in the desk: %d", a.status)
	}
	if err := follow(t.Context()); err != nil {
		t.Fatal(err)
	}
	if a := w.get("/bra-att-veta/var-kan-jag-lana-en-cykel", ""); a.status != http.StatusOK {
		t.Errorf("the article, when it is looked for again: %d", a.status)
	}
}

// TestOneBoardDoesNotTakeOverAnothers holds that who replaces or withdraws a text may publish for the board that it belongs to, and for that which the
// next one will.
func TestOneBoardDoesNotTakeOverAnothers(t *testing.T) {
	w := writers(t)
	ids := w.Library.IDs()
	id := ids[slices.IndexFunc(ids, func(id string) bool {
		a := w.Library.Written(locale.SV, id)
		return a.Board == "KS" && a.Lix == ""
	})]
	begin := func(who string) string {
		return w.do(ask{method: "POST", path: "/handlaggning/artiklar", cookie: w.as(who), form: url.Values{"article": {id}}}).location()
	}
	withdraw := func(version string) ask {
		return ask{method: "POST", path: "/handlaggning/artiklar/" + id + "/dra-tillbaka", form: url.Values{"version": {version}}}
	}
	publish := func(draft, version, board string) ask {
		return ask{method: "POST", path: draft, form: with(article, "version", version, "board", board)}
	}
	johans, lenas := begin("Johan"), begin("Lena")
	for _, step := range []struct {
		name, who string
		ask       ask
		status    int
		says      string
	}{
		{"over another board's, as one's own", "Johan", publish(johans, "1", "BUN"), http.StatusUnprocessableEntity, "hör till en annan nämnd: Kommunstyrelsen"},
		{"over another board's, as theirs", "Johan", publish(johans, "2", "KS"), http.StatusUnprocessableEntity, "Bara den som får publicera"},
		{"by who may publish for both", "Lena", publish(lenas, "1", "BUN"), http.StatusSeeOther, ""},
		{"the file's text is another board's", "Johan", withdraw("1"), http.StatusForbidden, ""},
		{"a draft from before is not the first text's either", "Johan", publish(johans, "3", "BUN"), http.StatusUnprocessableEntity, "Kommunstyrelsen"},
		{"over one's own board's", "Johan", publish("", "1", "BUN"), http.StatusSeeOther, ""},
		{"back to the file, by who may publish for both", "Lena", withdraw("2"), http.StatusSeeOther, ""},
		{"and that is the first board's again", "Johan", publish("", "1", "BUN"), http.StatusUnprocessableEntity, "Kommunstyrelsen"},
	} {
		if step.ask.cookie = w.as(step.who); step.ask.path == "" {
			step.ask.path = begin(step.who)
		}
		if a := w.do(step.ask); a.status != step.status || !strings.Contains(a.body, step.says) {
			t.Errorf("%s: %d, want %d with %q", step.name, a.status, step.status, step.says)
		}
	}
}

// TestQuestionsAreShownWithoutWhoAsked shows what was asked without what could point to somebody.
func TestQuestionsAreShownWithoutWhoAsked(t *testing.T) {
	w := writers(t)
	for _, question := range []string{
		"finns det en zeppelinare för elefanter", "finns det en zeppelinare för barn", "finns det zeppelinare här", "vad kostar förskolan", "bor Xantippa kvar på Storgatan 3",
		"det brinner i huset",
	} {
		w.do(ask{method: "POST", path: "/fraga", form: url.Values{"question": {question}}})
	}
	page := w.do(ask{method: "GET", path: "/handlaggning/fragor?lista=allt", cookie: w.as("Johan")})
	for text, want := range map[string]bool{"zeppelinare": true, "elefanter": false, "vad kostar förskolan": true, "Xantippa": false, "Storgatan": false, "brinner": false, "3 frågor": true} {
		if got := strings.Contains(page.body, text); got != want {
			t.Errorf("%q shown: %v, want %v", text, got, want)
		}
	}
	table := w.do(ask{method: "GET", path: "/handlaggning/fragor.csv?lista=allt", cookie: w.as("Johan")})
	if !strings.Contains(table.body, ";3;") || strings.Contains(table.body, "Xantippa") || !strings.Contains(table.body, "< 3") {
		t.Errorf("table: %s", table.body)
	}
}
