package portaltest

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// Page is an answer: where it came from in the end, and its elements where it is HTML.
type Page struct {
	Node
	t      testing.TB
	client *Client
	Status int
	Header http.Header
	URL    *url.URL
	Body   []byte
}

// Want fails the test unless the page has the status.
func (p *Page) Want(status int) *Page {
	p.t.Helper()
	if p.Status != status {
		p.t.Fatalf("%s: status %d, want %d: %s", p.URL.Path, p.Status, status, p.Find("h1").Text())
	}
	return p
}

// Notices are what the page says was done.
func (p *Page) Notices() []string {
	var out []string
	for _, n := range p.All("div", "role=status") {
		out = append(out, n.Text())
	}
	return out
}

// Errors are the entries of the error summary.
func (p *Page) Errors() []string {
	var out []string
	for _, n := range p.ByID("errors").All("li") {
		out = append(out, n.Text())
	}
	return out
}

// Click follows the first link whose words begin so.
func (p *Page) Click(words string) *Page {
	p.t.Helper()
	for _, a := range p.All("a") {
		if strings.HasPrefix(a.Text(), words) {
			return p.client.Get(p.resolve(a.Attr("href")))
		}
	}
	p.t.Fatalf("%s: no link says %q", p.URL.Path, words)
	return nil
}

func (p *Page) resolve(href string) string {
	to, err := p.URL.Parse(href)
	if err != nil {
		p.t.Fatal(err)
	}
	return to.RequestURI()
}

// Form returns the form whose action ends so. It fails the test where there is none, or more than one.
func (p *Page) Form(action string) *Form {
	p.t.Helper()
	var found []Node
	for _, f := range p.All("form") {
		if path, _, _ := strings.Cut(f.Attr("action"), "?"); strings.HasSuffix(path, action) {
			found = append(found, f)
		}
	}
	if len(found) != 1 {
		p.t.Fatalf("%s: %d forms go to %q, want 1 (%s)", p.URL.Path, len(found), action, p.Find("h1").Text())
	}
	return newForm(p, found[0])
}

// HasForm says whether a form's action ends so.
func (p *Page) HasForm(action string) bool {
	return slices.ContainsFunc(p.All("form"), func(f Node) bool { return strings.HasSuffix(f.Attr("action"), action) })
}

// Node is an element of a page. The zero Node is none: it has no words, no attributes and nothing in it.
type Node struct{ *html.Node }

// IsZero says whether there is no such element.
func (n Node) IsZero() bool { return n.Node == nil }

// All returns the elements with a tag, in order, that have all the attributes, each as name=value or a name alone. An empty tag is any.
func (n Node) All(tag string, attributes ...string) []Node {
	if n.Node == nil {
		return nil
	}
	var out []Node
	for d := range n.Descendants() {
		if d.Type == html.ElementNode && (tag == "" || d.Data == tag) && (Node{d}).matches(attributes) {
			out = append(out, Node{d})
		}
	}
	return out
}

func (n Node) matches(attributes []string) bool {
	for _, a := range attributes {
		name, value, exact := strings.Cut(a, "=")
		switch {
		case !n.Has(name):
			return false
		case name == "class" && !slices.Contains(strings.Fields(n.Attr(name)), value):
			return false
		case exact && name != "class" && n.Attr(name) != value:
			return false
		}
	}
	return true
}

// Find returns the first of All, or the zero Node.
func (n Node) Find(tag string, attributes ...string) Node {
	if all := n.All(tag, attributes...); len(all) > 0 {
		return all[0]
	}
	return Node{}
}

// ByID returns the element with the id, or the zero Node.
func (n Node) ByID(id string) Node { return n.Find("", "id="+id) }

// Attr returns an attribute; empty where there is none.
func (n Node) Attr(name string) string {
	if n.Node == nil {
		return ""
	}
	for _, a := range n.Node.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// Has says whether the element has the attribute.
func (n Node) Has(name string) bool {
	return n.Node != nil && slices.ContainsFunc(n.Node.Attr, func(a html.Attribute) bool { return a.Key == name })
}

// Text is all words in the element, with single spaces.
func (n Node) Text() string {
	if n.Node == nil {
		return ""
	}
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
			b.WriteByte(' ')
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// Texts are the words of each element.
func Texts(nodes []Node) []string {
	out := make([]string, len(nodes))
	for i, n := range nodes {
		out[i] = n.Text()
	}
	return out
}
