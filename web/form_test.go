package web

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	"forvag/internal/locale"
)

func pageOf(t *testing.T, name string) *html.Node {
	t.Helper()
	for _, s := range samples() {
		if s.name == name {
			return parse(t, s, locale.SV)
		}
	}
	t.Fatalf("no sample %q", name)
	return nil
}

func byID(t *testing.T, doc *html.Node, id string) *html.Node {
	t.Helper()
	found := all(doc, func(n *html.Node) bool { return attr(n, "id") == id })
	if len(found) != 1 {
		t.Fatalf("%d elements with id %q, want 1", len(found), id)
	}
	return found[0]
}

func TestEveryFieldKindPostsUnderItsNames(t *testing.T) {
	main := tagged(pageOf(t, "form-every"), "main")[0]
	var got []string
	for _, c := range tagged(main, "input", "select", "textarea") {
		if name := attr(c, "name"); !slices.Contains(got, name) {
			got = append(got, name)
		}
	}
	want := []string{
		"name", "mail", "tel", "area", "from", "kind", "school", "lives", "home", "home.choice", "neighbour.name", "neighbour.number",
		"neighbour.email", "neighbour.phone", "child", "company", "company.number", "files", "true",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("names (-want +got):\n%s", diff)
	}
}

func TestWhatIsWrittenIsKept(t *testing.T) {
	doc := pageOf(t, "form-every")
	for id, want := range map[string]string{"f-name": "Maja Ekström", "f-mail": "maja@", "f-area": "24,5", "f-from": "2026-12-14", "f-home": "Alvägen"} {
		if got := attr(byID(t, doc, id), "value"); got != want {
			t.Errorf("%s = %q, want %q", id, got, want)
		}
	}
	for _, id := range []string{"f-kind", "f-lives", "f-child"} {
		if !has(byID(t, doc, id), "checked") {
			t.Errorf("%s is not checked", id)
		}
	}
	if got := words(byID(t, pageOf(t, "desk-case"), "f-grounds")); !strings.HasPrefix(got, "Vägen till skolan") {
		t.Errorf("grounds = %q", got)
	}
}

func TestAnErrorIsBoundToItsControl(t *testing.T) {
	doc := pageOf(t, "form-every")
	for _, id := range []string{"f-mail", "f-home", "f-true"} {
		control := byID(t, doc, id)
		if attr(control, "aria-invalid") != "true" {
			t.Errorf("%s is not marked invalid", id)
		}
		if !slices.Contains(strings.Fields(attr(control, "aria-describedby")), id+"-error") {
			t.Errorf("%s is not described by its error", id)
		}
	}
	if control := byID(t, doc, "f-name"); has(control, "aria-invalid") {
		t.Error("a right answer is marked invalid")
	}
	summary := byID(t, doc, "errors")
	if attr(summary, "tabindex") != "-1" || !has(summary, "data-focus") {
		t.Error("the summary cannot take focus")
	}
	if got := len(tagged(summary, "a")); got != 3 {
		t.Errorf("%d links in the summary, want 3", got)
	}
	if title := words(tagged(doc, "title")[0]); !strings.HasPrefix(title, "Fel: ") {
		t.Errorf("title = %q", title)
	}
}

// TestEnterGoesOn: a browser presses a form's first submit button on Enter, which must be the way forward and never the map.
func TestEnterGoesOn(t *testing.T) {
	for _, name := range []string{"form", "form-every", "form-one"} {
		form := all(pageOf(t, name), func(n *html.Node) bool { return n.Data == "form" && has(n, "data-guard") })[0]
		first := all(form, func(n *html.Node) bool {
			return n.Data == "button" && attr(n, "type") != "button" || n.Data == "input" && (attr(n, "type") == "image" || attr(n, "type") == "submit")
		})[0]
		if attr(first, "name") != "do" || attr(first, "value") != DoNext {
			t.Errorf("%s: first is %s", name, describe(first))
		}
	}
}

func TestFormsWithFilesCanCarryThem(t *testing.T) {
	for _, name := range []string{"form", "form-every", "form-one", "case", "desk-case", "review"} {
		for _, form := range tagged(pageOf(t, name), "form") {
			files := all(form, func(n *html.Node) bool { return attr(n, "type") == "file" })
			if len(files) > 0 && attr(form, "enctype") != "multipart/form-data" {
				t.Errorf("%s: %s", name, describe(form))
			}
		}
	}
}

func TestEveryChangeOfADeskCaseCarriesTheVersion(t *testing.T) {
	for _, form := range all(tagged(pageOf(t, "desk-case"), "main")[0], func(n *html.Node) bool { return n.Data == "form" }) {
		if strings.HasSuffix(attr(form, "action"), "/overklaga") {
			continue // the party's own form, shown with the decision
		}
		version := all(form, func(n *html.Node) bool { return attr(n, "name") == "version" })
		if len(version) != 1 || attr(version[0], "value") != "7" {
			t.Errorf("no version in %s", describe(form))
		}
	}
}

func TestReviewCarriesTheKey(t *testing.T) {
	key := all(pageOf(t, "review"), func(n *html.Node) bool { return attr(n, "name") == "key" })
	if len(key) != 1 || attr(key[0], "value") != "01JD" {
		t.Errorf("key = %v", key)
	}
}

func TestGuideCarriesItsAnswers(t *testing.T) {
	main := tagged(pageOf(t, "guide"), "main")[0]
	got := map[string]string{}
	for _, in := range all(main, func(n *html.Node) bool { return attr(n, "type") == "hidden" }) {
		got[attr(in, "name")] = attr(in, "value")
	}
	if diff := cmp.Diff(map[string]string{"plan": "yes", "height": "140"}, got); diff != "" {
		t.Error(diff)
	}
}

// TestCaseOrder is the order that serves the resident: now, what to do, decision, steps, then the rest.
func TestCaseOrder(t *testing.T) {
	for name, want := range map[string][]string{
		"case":         {"now", "request-r1", "steps", "documents"},
		"case-decided": {"now", "decision-d1", "steps", "documents", "permits"},
	} {
		var got []string
		for _, h := range tagged(tagged(pageOf(t, name), "main")[0], "h2") {
			if id := attr(h, "id"); slices.Contains(want, id) {
				got = append(got, id)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestTextIsNeverMarkup(t *testing.T) {
	evil := `<script>alert(1)</script>"'><img src=x onerror=alert(1)>`
	page := openCase
	page.Name, page.Messages.Messages = evil, []Message{{ID: "1", From: evil, Text: evil}}
	page.Documents = []CaseDocument{{Name: evil, Href: "javascript:alert(1)"}}
	doc := parse(t, sample{"evil", visitor, page}, locale.SV)
	if got := tagged(tagged(doc, "main")[0], "script", "img"); len(got) != 0 {
		t.Errorf("markup came through: %s", describe(got[0]))
	}
	if faults := policy(doc); len(faults) != 0 {
		t.Errorf("the policy is broken: %v", faults)
	}
	if got := words(tagged(doc, "h1")[0]); got != evil {
		t.Errorf("h1 = %q", got)
	}
}

func TestNavigationFollowsTheReader(t *testing.T) {
	tests := []struct {
		name string
		user User
		want []string
	}{
		{"nobody", User{}, []string{PathHome, PathServices, PathAsk, PathCases, PathLogin}},
		{"resident", User{Name: "Maja", Resident: true}, []string{PathHome, PathServices, PathAsk, PathCases, PathAccount}},
		{"officer", User{Name: "Karin", Officer: true}, []string{PathHome, PathServices, PathAsk, PathDesk, PathStaffAccount}},
		{"both", User{Name: "Olle", Officer: true, Resident: true}, []string{PathHome, PathServices, PathAsk, PathCases, PathDesk, PathAccount}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			doc := parse(t, sample{"nav", func(f Frame) Frame { f.User = tt.user; return f }, FollowPage{}}, locale.SV)
			var got []string
			for _, a := range tagged(tagged(tagged(doc, "header")[0], "nav")[0], "a") {
				got = append(got, attr(a, "href"))
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}
