package portal

import (
	"cmp"

	"forvag/internal/locale"
	"forvag/knowledge"
	"forvag/web"
)

// ArticlePath is where an article is read.
func ArticlePath(id string) string { return web.PathArticles + "/" + id }

// article finds an article of today in the reader's language, or else in Swedish; nil where there is none.
func (r *request) article(id string) *knowledge.Article {
	today := r.Library.On(r.today())
	return cmp.Or(today.Article(r.lang, id), today.Article(locale.SV, id))
}

func (r *request) articleHit(a *knowledge.Article) web.Hit {
	return web.Hit{Kind: web.HitInfo, Icon: web.IconBook, Title: a.Title, Text: a.Lead().Text(), Href: ArticlePath(a.ID), Foreign: r.foreign(a)}
}

// foreign is the language of an article that is not in the reader's; empty where it is.
func (r *request) foreign(a *knowledge.Article) string {
	if a.Lang == r.lang {
		return ""
	}
	return string(a.Lang)
}

// articles lists everything that is written, by topic.
func (r *request) articles() error {
	view := web.ArticlesPage{Lists: r.lists(web.PathArticles)}
	byTopic := map[knowledge.Topic][]web.ArticleLink{}
	for _, a := range r.Library.On(r.today()).Articles(locale.SV) {
		a = r.article(a.ID)
		byTopic[a.Topic] = append(byTopic[a.Topic], web.ArticleLink{Title: a.Title, Href: ArticlePath(a.ID), Foreign: r.foreign(a)})
	}
	for _, topic := range knowledge.Topics() {
		if list := byTopic[topic]; len(list) > 0 {
			locale.Sort(r.lang, list, func(l web.ArticleLink) string { return l.Title })
			view.Groups = append(view.Groups, web.ArticleGroup{Title: topic.Name().In(r.lang), ID: string(topic), Articles: list})
		}
	}
	return r.page(web.SectionServices, view)
}

// articlePage shows one.
func (r *request) articlePage() error {
	a := r.article(r.Params("article"))
	if a == nil {
		return unknownAddress()
	}
	view := web.ArticlePage{Name: a.Title, Lead: a.Lead().Text(), Reviewed: r.day(a.Reviewed), Foreign: r.foreign(a)}
	for _, p := range a.Passages {
		passage := web.ArticlePassage{ID: p.ID, Heading: p.Heading}
		passage.Blocks = r.blocks(p.Blocks)
		view.Passages = append(view.Passages, passage)
	}
	for _, id := range a.Services {
		if s := r.Catalog.Service(id); s != nil {
			view.Hits = append(view.Hits, r.serviceHit(s))
		}
	}
	for _, id := range a.Situations {
		if s := r.Directory.Situation(id); s != nil {
			view.Situations = append(view.Situations, web.Link{Text: s.Title.In(r.lang), Href: situationPath(s)})
		}
	}
	for _, law := range a.Law {
		view.Law = append(view.Law, web.LawRef{Text: law})
	}
	if b := r.Municipality.Board(a.Board); b != nil {
		view.Board = &web.Link{Text: b.Name.In(r.lang), Href: boardPath(string(a.Board))}
	}
	return r.page(web.SectionServices, view)
}

// blocks are an article's blocks as a page sets them.
func (r *request) blocks(list []knowledge.Block) []web.ArticleBlock {
	var out []web.ArticleBlock
	for _, b := range list {
		block := web.ArticleBlock{List: b.Kind != knowledge.Paragraph, Ordered: b.Kind == knowledge.Steps}
		for _, item := range b.Items {
			block.Items = append(block.Items, r.spans(item))
		}
		out = append(out, block)
	}
	return out
}

// spans are an item's words as a page sets them, with a space between its sentences.
func (r *request) spans(item knowledge.Item) []web.Span {
	var out []web.Span
	for i, sentence := range item {
		if i > 0 {
			out = append(out, web.Span{Text: " "})
		}
		for _, s := range sentence {
			out = append(out, web.Span{Text: s.Text, Strong: s.Strong, Href: r.tokenPath(s.Link)})
		}
	}
	return out
}

// tokenPath is where a link of a text leads; empty for one that leads nowhere.
func (r *request) tokenPath(to knowledge.Link) string {
	switch to.Kind {
	case knowledge.ToService:
		if s := r.Catalog.Service(to.ID); s != nil {
			return servicePath(s)
		}
	case knowledge.ToCheck:
		if s := r.Catalog.Service(to.ID); s != nil && s.Check != nil {
			return guidePath(s, nil)
		}
	case knowledge.ToSituation:
		if s := r.Directory.Situation(to.ID); s != nil {
			return situationPath(s)
		}
	case knowledge.ToArticle:
		return ArticlePath(to.ID)
	case knowledge.ToLink:
		if l := r.Directory.Link(to.ID); l != nil {
			return linkPath(l)
		}
	}
	return ""
}
