package web

// ArticlesPage lists what the municipality has written, by topic.
type ArticlesPage struct {
	Lists  []Tab
	Groups []ArticleGroup
}

// ArticleGroup is a topic and its articles.
type ArticleGroup struct {
	Title    string
	ID       string // the anchor, unique on the page
	Articles []ArticleLink
}

// ArticleLink leads to an article by its title.
type ArticleLink struct {
	Title, Href string
	// Foreign is the language of the title where it is not the reader's; empty where it is.
	Foreign string
}

// ArticlePage is one article.
type ArticlePage struct {
	Name string
	Lead string
	// Passages are the text, the lead's among them.
	Passages []ArticlePassage
	// Hits are the services that fit, best first.
	Hits       []Hit
	Situations []Link
	Law        []LawRef
	Board      *Link
	Reviewed   When
	// Foreign is the language of the text where it is not the reader's; empty where it is.
	Foreign string
}

// ArticlePassage is what stands under one heading.
type ArticlePassage struct {
	ID, Heading string // both empty for the first
	Blocks      []ArticleBlock
}

// ArticleBlock is a paragraph of one item, or a list.
type ArticleBlock struct {
	List    bool
	Ordered bool
	Items   [][]Span
}

// Span is a run of text.
type Span struct {
	Text   string
	Strong bool
	Href   string // empty where it leads nowhere
}
