package knowledge

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"forvag/internal/strict"
)

// body reads an article's Markdown.
type body struct {
	file   string
	data   []byte // the whole file
	start  int    // where the body begins in it
	faults []strict.Fault
	// links are where the text leads, headings that it has, each with its place in the file.
	links []placedLink
	ids   map[string]bool
}

type placedLink struct {
	Link
	at int
}

var markdown = goldmark.DefaultParser()

// read parses the body into passages. What an article may not have is a fault.
func (b *body) read() []Passage {
	source := b.data[b.start:]
	doc := markdown.Parse(text.NewReader(source), parser.WithContext(parser.NewContext()))
	passages := []Passage{{}}
	b.ids = map[string]bool{"": true}
	for n := doc.FirstChild(); n != nil; n = n.NextSibling() {
		here := &passages[len(passages)-1]
		switch n := n.(type) {
		case *ast.Heading:
			if n.Level != 2 {
				b.faultf(b.offset(n), "a heading is written with ##, not %s", strings.Repeat("#", n.Level))
			}
			heading := plain(b.inline(n, false))
			passages = append(passages, Passage{Heading: heading, ID: b.id(heading)})
		case *ast.Paragraph, *ast.TextBlock:
			here.Blocks = append(here.Blocks, Block{Paragraph, []Item{sentences(b.inline(n, false))}})
		case *ast.List:
			here.Blocks = append(here.Blocks, b.list(n))
		default:
			b.faultf(b.offset(n), "an article has paragraphs, headings with ##, lists, ** and links; not this (%s)", n.Kind())
		}
	}
	return passages
}

// id makes a heading into the end of an address that no other heading of the article has.
func (b *body) id(heading string) string {
	base := slug(heading)
	id := base
	for i := 2; b.ids[id]; i++ {
		id = fmt.Sprintf("%s-%d", base, i)
	}
	b.ids[id] = true
	return id
}

func (b *body) list(l *ast.List) Block {
	kind := Bullets
	if l.IsOrdered() {
		kind = Steps
	}
	out := Block{Kind: kind}
	for n := l.FirstChild(); n != nil; n = n.NextSibling() {
		var item Item
		for c := n.FirstChild(); c != nil; c = c.NextSibling() {
			switch c.(type) {
			case *ast.Paragraph, *ast.TextBlock:
				item = append(item, sentences(b.inline(c, false))...)
			default:
				b.faultf(b.offset(c), "a point of a list has text only; not this (%s)", c.Kind())
			}
		}
		if len(item) == 0 {
			b.faultf(b.offset(l), "a point of the list is empty")
			continue
		}
		out.Items = append(out.Items, item)
	}
	return out
}

// inline reads the text of a block.
func (b *body) inline(parent ast.Node, strong bool) []Span {
	var out []Span
	add := func(s Span) {
		if k := len(out) - 1; k >= 0 && out[k].Strong == s.Strong && out[k].Link == s.Link {
			out[k].Text += s.Text
			return
		}
		out = append(out, s)
	}
	source := b.data[b.start:]
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.Text:
			t := string(util.UnescapePunctuations(n.Segment.Value(source)))
			if n.SoftLineBreak() || n.HardLineBreak() {
				t += " "
			}
			add(Span{Text: t, Strong: strong})
		case *ast.Emphasis:
			if n.Level != 2 {
				b.faultf(b.offset(n), "strong words stand between **; * is not used")
			}
			for _, s := range b.inline(n, true) {
				add(s)
			}
		case *ast.Link:
			link := b.link(n)
			for _, s := range b.inline(n, strong) {
				if s.Link != (Link{}) {
					continue // told already: a link in a link
				}
				s.Link = link
				add(s)
			}
		default:
			b.faultf(b.offset(n), "an article has text, ** and links; not this (%s)", n.Kind())
		}
	}
	return out
}

func plain(spans []Span) string { return strings.TrimSpace(Sentence(spans).Text()) }

var linkKinds = []string{string(ToService), string(ToCheck), string(ToSituation), string(ToArticle), string(ToLink)}

// link reads where a link leads. A link that leads nowhere that we know is a fault, and zero.
func (b *body) link(n *ast.Link) Link {
	at := b.destination(n)
	kind, id, found := strings.Cut(string(n.Destination), ":")
	switch {
	case strings.Contains(string(n.Destination), "/"):
		b.faultf(at, "an outside page is a link of links.yaml, written link:ID; not %q", n.Destination)
	case !found || id == "":
		b.faultf(at, "want a link such as service:bygglov, not %q", n.Destination)
	case !slices.Contains(linkKinds, kind):
		b.faultf(at, "%q is not one of %s%s", kind, strings.Join(linkKinds, ", "), strict.Suggest(kind, linkKinds))
	case n.FirstChild() == nil:
		b.faultf(at, "the link has no words")
	default:
		b.links = append(b.links, placedLink{Link{LinkKind(kind), id}, at + len(kind) + 1})
		return Link{LinkKind(kind), id}
	}
	return Link{}
}

// destination is where in the body a link's destination stands.
func (b *body) destination(n *ast.Link) int {
	at := b.offset(n)
	if i := bytes.Index(b.data[b.start+at:], []byte("](")); i >= 0 {
		return at + i + 2
	}
	return at
}

// offset is where in the body a node's text begins; where it has none, where the next text around it does.
func (b *body) offset(n ast.Node) int {
	found := -1
	_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if t, ok := n.(*ast.Text); ok && found < 0 {
			found = t.Segment.Start
			return ast.WalkStop, nil
		}
		if n.Type() == ast.TypeBlock && n.Lines() != nil && n.Lines().Len() > 0 && found < 0 {
			found = n.Lines().At(0).Start
			return ast.WalkStop, nil
		}
		return ast.WalkContinue, nil
	})
	if found >= 0 {
		return found
	}
	if n.PreviousSibling() != nil {
		return b.offset(n.PreviousSibling())
	}
	if n.Parent() != nil && n.Parent().Kind() != ast.KindDocument {
		return b.offset(n.Parent())
	}
	return 0
}

// faultf reports a fault at an offset in the body.
func (b *body) faultf(offset int, format string, args ...any) {
	before := b.data[:b.start+offset]
	line := bytes.Count(before, []byte{'\n'}) + 1
	column := utf8.RuneCount(before[bytes.LastIndexByte(before, '\n')+1:]) + 1
	b.faults = append(b.faults, strict.Fault{File: b.file, Line: line, Column: column, Words: fmt.Sprintf(format, args...)})
}
