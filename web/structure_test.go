package web

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"forvag/internal/locale"
)

// parse renders a sample and reads the page as a browser does.
func parse(t *testing.T, s sample, lang locale.Lang) *html.Node {
	t.Helper()
	var b bytes.Buffer
	if err := Render(context.Background(), &b, frameFor(s, lang), s.page); err != nil {
		t.Fatal(err)
	}
	doc, err := html.Parse(&b)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// all returns the elements that fit, in the order of the page.
func all(root *html.Node, fits func(*html.Node) bool) []*html.Node {
	var found []*html.Node
	for n := range root.Descendants() {
		if n.Type == html.ElementNode && fits(n) {
			found = append(found, n)
		}
	}
	return found
}

func tagged(root *html.Node, names ...string) []*html.Node {
	return all(root, func(n *html.Node) bool {
		for _, name := range names {
			if n.Data == name {
				return true
			}
		}
		return false
	})
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, key string) bool {
	for _, a := range n.Attr {
		if a.Key == key {
			return true
		}
	}
	return false
}

func words(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// within tells whether n stands inside an element of that name.
func within(n *html.Node, name string) bool {
	for a := range n.Ancestors() {
		if a.Data == name {
			return true
		}
	}
	return false
}

func describe(n *html.Node) string {
	var b bytes.Buffer
	if err := html.Render(&b, n); err != nil {
		return n.Data
	}
	return b.String()[:min(b.Len(), 160)]
}

// TestEveryPageHoldsTheStructure is what holds on every page in both languages: landmarks, headings, names, references, policy.
func TestEveryPageHoldsTheStructure(t *testing.T) {
	invariants := []struct {
		name  string
		fault func(doc *html.Node) []string
	}{
		{"one h1, one main, one title, a language", landmarks},
		{"headings skip no level", headings},
		{"ids are unique and every reference leads to one", references},
		{"every control has a name", controls},
		{"buttons and links have words", wordy},
		{"nothing that the content security policy forbids", policy},
		{"static files and icons exist", assets},
		{"every text has words and all its arguments", texts},
		{"no nested links, buttons or forms", nesting},
	}
	for _, lang := range locale.Langs() {
		for _, s := range samples() {
			t.Run(string(lang)+"/"+s.name, func(t *testing.T) {
				doc := parse(t, s, lang)
				for _, in := range invariants {
					for _, fault := range in.fault(doc) {
						t.Errorf("%s: %s", in.name, fault)
					}
				}
				if got := attr(tagged(doc, "html")[0], "lang"); got != string(lang) {
					t.Errorf("lang = %q, want %q", got, lang)
				}
			})
		}
	}
}

func landmarks(doc *html.Node) []string {
	var faults []string
	for _, name := range []string{"h1", "main", "title", "footer"} {
		if n := tagged(doc, name); len(n) != 1 || words(n[0]) == "" {
			faults = append(faults, "not one with words: "+name)
		}
	}
	if h1 := tagged(doc, "h1"); len(h1) == 1 && !within(h1[0], "main") {
		faults = append(faults, "h1 outside main")
	}
	return faults
}

func headings(doc *html.Node) []string {
	var faults []string
	level := byte('0')
	for _, h := range tagged(doc, "h1", "h2", "h3", "h4", "h5", "h6") {
		if h.Data[1] > level+1 {
			faults = append(faults, describe(h)+" after h"+string(level))
		}
		level = h.Data[1]
	}
	return faults
}

func references(doc *html.Node) []string {
	var faults []string
	ids := map[string]bool{}
	for _, n := range all(doc, func(n *html.Node) bool { return has(n, "id") }) {
		if id := attr(n, "id"); ids[id] || id == "" || strings.ContainsAny(id, " \t") {
			faults = append(faults, "id twice or not an id: "+describe(n))
		}
		ids[attr(n, "id")] = true
	}
	for _, n := range all(doc, func(*html.Node) bool { return true }) {
		for _, key := range []string{"for", "aria-describedby", "aria-labelledby", "list", "data-copy", "data-preview"} {
			for _, id := range strings.Fields(attr(n, key)) {
				if !ids[id] {
					faults = append(faults, key+" leads nowhere: "+describe(n))
				}
			}
		}
		if id, ok := strings.CutPrefix(attr(n, "href"), "#"); ok && n.Data == "a" && !ids[id] {
			faults = append(faults, "link leads nowhere: "+describe(n))
		}
		id, ok := strings.CutPrefix(attr(n, "formaction"), "#")
		if onMap := attr(n, "type") == "image" || n.Parent != nil && attr(n.Parent, "class") == "moves"; ok && !ids[id] || onMap && !ok {
			faults = append(faults, "a press on the map does not lead back to it: "+describe(n))
		}
	}
	return faults
}

func controls(doc *html.Node) []string {
	labelled := map[string]bool{}
	for _, l := range tagged(doc, "label") {
		if words(l) != "" {
			labelled[attr(l, "for")] = true
		}
	}
	var faults []string
	for _, c := range tagged(doc, "input", "select", "textarea") {
		switch attr(c, "type") {
		case "hidden":
			continue
		case "image":
			if attr(c, "alt") == "" {
				faults = append(faults, "picture without alt: "+describe(c))
			}
			continue
		}
		if !labelled[attr(c, "id")] {
			faults = append(faults, "no label: "+describe(c))
		}
		if attr(c, "name") == "" {
			faults = append(faults, "posts nothing: "+describe(c))
		}
	}
	for _, f := range tagged(doc, "fieldset") {
		if legend := tagged(f, "legend"); len(legend) == 0 || words(legend[0]) == "" || legend[0].Parent != f {
			faults = append(faults, "no legend: "+describe(f))
		}
	}
	for _, f := range tagged(doc, "form") {
		if !has(f, "action") {
			faults = append(faults, "posts to nowhere: "+describe(f))
		}
	}
	return faults
}

func wordy(doc *html.Node) []string {
	var faults []string
	for _, n := range tagged(doc, "a", "button", "summary", "th", "legend") {
		if words(n) == "" && attr(n, "aria-hidden") != "true" {
			faults = append(faults, describe(n))
		}
	}
	return faults
}

func policy(doc *html.Node) []string {
	var faults []string
	for _, n := range all(doc, func(*html.Node) bool { return true }) {
		for _, a := range n.Attr {
			if a.Key == "style" || strings.HasPrefix(a.Key, "on") || strings.HasPrefix(strings.ToLower(a.Val), "javascript:") {
				faults = append(faults, a.Key+" in "+describe(n))
			}
		}
		if n.Data == "style" || n.Data == "script" && n.FirstChild != nil {
			faults = append(faults, describe(n))
		}
	}
	return faults
}

// TestIconsStandOnceInTheSprite holds the sprite to one symbol for each name.
func TestIconsStandOnceInTheSprite(t *testing.T) {
	names := IconNames()
	slices.Sort(names)
	for i := 1; i < len(names); i++ {
		if names[i] == names[i-1] {
			t.Errorf("%s stands there twice", names[i])
		}
	}
}

func assets(doc *html.Node) []string {
	sprite := string(embedded("icons.svg"))
	var faults []string
	for _, n := range all(doc, func(*html.Node) bool { return true }) {
		for _, key := range []string{"href", "src"} {
			path, icon, isIcon := strings.Cut(attr(n, key), "#")
			if !strings.HasPrefix(path, PathStatic) || n.Data == "input" {
				continue
			}
			if _, ok := own.File(path); !ok {
				faults = append(faults, "no such file: "+path)
			}
			if isIcon && !strings.Contains(sprite, `<symbol id="`+icon+`"`) {
				faults = append(faults, "no such icon: "+icon)
			}
		}
	}
	return faults
}

func texts(doc *html.Node) []string {
	var faults []string
	check := func(text string) {
		if strings.Contains(text, "⟦") || strings.Contains(text, "{0}") || strings.Contains(text, "{1}") {
			faults = append(faults, text)
		}
	}
	check(words(doc))
	for _, n := range all(doc, func(*html.Node) bool { return true }) {
		for _, a := range n.Attr {
			check(a.Val)
		}
	}
	return faults
}

func nesting(doc *html.Node) []string {
	var faults []string
	for _, name := range []string{"a", "button"} {
		for _, n := range tagged(doc, name) {
			if within(n, "a") || within(n, "button") {
				faults = append(faults, describe(n))
			}
		}
	}
	return faults
}
