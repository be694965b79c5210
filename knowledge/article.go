package knowledge

import (
	"strings"

	"forvag/internal/civil"
	"forvag/internal/content"
	"forvag/internal/identity"
	"forvag/internal/locale"
)

// Article is one answer that the municipality has written, in one language. Articles that a Library has given are never changed and are safe for
// concurrent use.
type Article struct {
	// ID is the file's name without .md, the same in both languages.
	ID   string      `yaml:"-"`
	Lang locale.Lang `yaml:"-"`
	// Title is what the reader sees: a question or a plain statement.
	Title string `yaml:"title"`
	Topic Topic  `yaml:"topic"`
	// Services are the e-services that fit, best first.
	Services []string `yaml:"services"`
	// Situations are the ids of pages of life situations.
	Situations []string `yaml:"situations"`
	// Law is the legal basis, as in files of services.
	Law []string `yaml:"law"`
	// Board answers for the matter; Owner is the function that answers for the text.
	Board identity.BoardID `yaml:"board"`
	Owner string           `yaml:"owner"`
	// From and To are the first and the last day on which the text holds; zero where there is no such day.
	From civil.Date `yaml:"from"`
	To   civil.Date `yaml:"to"`
	// Reviewed is the day when somebody last read the text through.
	Reviewed civil.Date `yaml:"reviewed"`
	// Questions are how residents put it.
	Questions []string `yaml:"questions"`
	// Lix is why the text is harder to read than the limit; empty where it is not.
	Lix string `yaml:"lix"`

	// Passages are the text: first what stands before any heading, with the lead, then one for each heading. Never empty in a loaded article.
	Passages []Passage `yaml:"-"`
	// Hash names the file's bytes, Source.
	Hash   content.Hash `yaml:"-"`
	Source []byte       `yaml:"-"`
}

// Passage is what stands under one heading: the least that is found and shown.
type Passage struct {
	// ID is the heading as the end of an address, unique within the article; empty for the first passage.
	ID string
	// Heading is empty for the first passage.
	Heading string
	Blocks  []Block
}

// BlockKind is how a block is set.
type BlockKind string

// The kinds of block.
const (
	Paragraph BlockKind = "paragraph" // one item
	Bullets   BlockKind = "bullets"
	Steps     BlockKind = "steps" // in their order
)

// Block is a paragraph or a list.
type Block struct {
	Kind  BlockKind
	Items []Item
}

// Item is the sentences of a paragraph or of a point in a list.
type Item []Sentence

// Sentence is text with strong words and links. Its spans together are the sentence, without white space at either end.
type Sentence []Span

// Span is a run of text that is set in one way.
type Span struct {
	Text   string
	Strong bool
	// Link is where the words lead; zero where they lead nowhere.
	Link Link
}

// LinkKind is what a link leads to.
type LinkKind string

// The kinds of link that a text may have.
const (
	ToService   LinkKind = "service"
	ToCheck     LinkKind = "check" // the guided check of a service
	ToSituation LinkKind = "situation"
	ToArticle   LinkKind = "article"
	ToLink      LinkKind = "link" // somebody else's page, by its id in links.yaml
)

// Link is a link as a token: whoever shows it makes the address, so that no text can lead anywhere else.
type Link struct {
	Kind LinkKind
	ID   string
}

// String is the link as files write it: service:bygglov.
func (l Link) String() string { return string(l.Kind) + ":" + l.ID }

// Lead is the article's first paragraph: the answer in one to three sentences.
func (a *Article) Lead() Item {
	if len(a.Passages) == 0 || len(a.Passages[0].Blocks) == 0 || len(a.Passages[0].Blocks[0].Items) == 0 {
		return nil
	}
	return a.Passages[0].Blocks[0].Items[0]
}

// Passage finds a passage by its id; nil where there is none.
func (a *Article) Passage(id string) *Passage {
	for i := range a.Passages {
		if a.Passages[i].ID == id {
			return &a.Passages[i]
		}
	}
	return nil
}

// Text is the whole body as plain text, headings too, with blank lines between blocks.
func (a *Article) Text() string {
	var parts []string
	for _, p := range a.Passages {
		if p.Heading != "" {
			parts = append(parts, p.Heading)
		}
		parts = append(parts, p.Text())
	}
	return strings.Join(parts, "\n\n")
}

// Text is the passage without its heading as plain text, with blank lines between blocks and between the points of a list.
func (p Passage) Text() string {
	var parts []string
	for _, b := range p.Blocks {
		for _, i := range b.Items {
			parts = append(parts, i.Text())
		}
	}
	return strings.Join(parts, "\n\n")
}

// Sentences are all sentences of the passage in their order.
func (p Passage) Sentences() []Sentence {
	var all []Sentence
	for _, b := range p.Blocks {
		for _, i := range b.Items {
			all = append(all, i...)
		}
	}
	return all
}

// Text is the sentences with a space between them.
func (i Item) Text() string {
	parts := make([]string, len(i))
	for j, s := range i {
		parts[j] = s.Text()
	}
	return strings.Join(parts, " ")
}

// Text is the sentence without marks.
func (s Sentence) Text() string {
	var b strings.Builder
	for _, span := range s {
		b.WriteString(span.Text)
	}
	return b.String()
}

// Links are where the sentence leads.
func (s Sentence) Links() []Link {
	var all []Link
	for _, span := range s {
		if span.Link != (Link{}) && (len(all) == 0 || all[len(all)-1] != span.Link) {
			all = append(all, span.Link)
		}
	}
	return all
}
