package portal

import (
	"cmp"
	"slices"
	"strings"

	"forvag/internal/identity"
	"forvag/internal/locale"
	"forvag/internal/words"
	"forvag/knowledge"
	"forvag/knowledge/authored"
	"forvag/web"
)

// mayWrite refuses who may not draft articles.
func (r *request) mayWrite() error {
	return identity.Allow(r.principal, identity.WriteArticle, identity.Object{Kind: identity.DeskObject})
}

// mayPublish says whether the officer may publish what a board answers for.
func (r *request) mayPublish(board identity.BoardID) bool {
	return board != "" && identity.Allow(r.principal, identity.PublishArticle, identity.Object{Kind: identity.DeskObject, Board: board}) == nil
}

// articleAt is an article as a version of the desk's has it, and as the files have it where that version withdraws or the number is 0; nil where neither
// has. What is published or withdrawn rests on a version by its number, so it is this article, and no later one, that it takes the place of.
func (r *request) articleAt(id string, number int) (*knowledge.Article, error) {
	versions, err := r.Writing.Store.Versions(r.ctx(), id)
	if err != nil {
		return nil, err
	}
	var texts []knowledge.Text
	if at := slices.IndexFunc(versions, func(v authored.Version) bool { return v.Number == number }); at >= 0 {
		if texts, err = r.Writing.Store.Texts(r.ctx(), versions[at]); err != nil {
			return nil, err
		}
	}
	return r.Writing.Files.With(texts).Written(locale.SV, id), nil
}

// answersFor says whether the officer may put something else in the place of an article. Nobody answers for nil, or for what names a board that the
// municipality does not have.
func (r *request) answersFor(a *knowledge.Article) bool {
	return a == nil || r.Municipality.Board(a.Board) == nil || r.mayPublish(a.Board)
}

// The lists of articles in the desk.
const (
	writingAll    = "alla"
	writingLook   = "se-over" // to look through: passed, lacking, or not read for a year
	writingUnused = "oanvanda"
	writingDesk   = "skrivna" // written in the desk
	writingDrafts = "utkast"
)

var writingLists = []string{writingLook, writingDrafts, writingDesk, writingUnused, writingAll}

// reviewYears is how old a review may be.
const reviewYears = 1

// standing is an article with what staff need to know of it.
type standing struct {
	article *knowledge.Article
	english bool
	flag    knowledge.Flag
	// old says that nobody has read it through for a year; desk that its text is written in the desk.
	old, desk bool
}

// look says whether somebody should look it through.
func (s *standing) look() bool {
	return s.old || s.flag.Kind == knowledge.Passed || s.flag.Kind == knowledge.Lacks
}

// standings are all articles, by their Swedish title.
func (r *request) standings() []standing {
	today := r.today()
	flags := map[*knowledge.Article]knowledge.Flag{}
	for _, f := range r.Library.On(today).Flags {
		flags[f.Article] = f
	}
	var out []standing
	for _, id := range r.Library.IDs() {
		a := r.Library.Written(locale.SV, id)
		if a == nil {
			continue // in English alone, which no file that is read is
		}
		file := r.Writing.Files.Written(locale.SV, id)
		s := standing{article: a, english: r.Library.Written(locale.EN, id) != nil, flag: flags[a], desk: file == nil || file.Hash != a.Hash}
		s.old = a.Reviewed.AddYears(reviewYears).Before(today)
		out = append(out, s)
	}
	locale.Sort(r.lang, out, func(s standing) string { return s.article.Title })
	return out
}

// maxWriting is how many articles a list shows.
const maxWriting = 300

// writing lists the articles.
func (r *request) writing() error {
	if err := r.mayWrite(); err != nil {
		return err
	}
	list := r.Query("lista")
	if !slices.Contains(writingLists, list) {
		list = writingLook
	}
	query := strings.TrimSpace(r.Query("q"))
	drafts, err := r.Writing.Store.Drafts(r.ctx())
	if err != nil {
		return err
	}
	used, err := r.citedArticles()
	if err != nil {
		return err
	}
	all := r.standings()
	in := map[string]func(*standing) bool{
		writingAll: func(*standing) bool { return true }, writingLook: (*standing).look, writingDesk: func(s *standing) bool { return s.desk },
		writingUnused: func(s *standing) bool { return s.flag.Kind == "" && !used[s.article.ID] },
	}
	view := web.WritingPage{Query: query, Tab: list, New: web.PathWriting}
	for _, name := range writingLists {
		count := len(drafts)
		if keep := in[name]; keep != nil {
			count = 0
			for i := range all {
				if keep(&all[i]) {
					count++
				}
			}
		}
		view.Tabs = append(view.Tabs, web.Tab{Text: r.t("writing.list." + name), Href: web.PathWriting + "?lista=" + name, Count: count, Current: name == list})
	}
	if list == writingDrafts {
		for i := range drafts {
			if alike(query, drafts[i].SV.Title, drafts[i].Article) {
				view.Rows = append(view.Rows, r.draftRow(&drafts[i]))
			}
		}
	} else {
		for i := range all {
			if s := &all[i]; in[list](s) && alike(query, s.article.Title, s.article.ID, strings.Join(s.article.Questions, " ")) {
				view.Rows = append(view.Rows, r.standingRow(s))
			}
		}
	}
	view.Total = len(view.Rows)
	view.More = max(0, len(view.Rows)-maxWriting)
	view.Rows = view.Rows[:min(len(view.Rows), maxWriting)]
	return r.page(web.SectionDesk, view)
}

// alike says whether all words of a query stand somewhere in some texts, folded.
func alike(query string, texts ...string) bool {
	text := words.Fold(strings.Join(texts, " "))
	for _, w := range words.Split(words.Fold(query)) {
		if !strings.Contains(text, w) {
			return false
		}
	}
	return true
}

func (r *request) draftRow(d *authored.Draft) web.WritingRow {
	return web.WritingRow{Name: cmp.Or(d.SV.Title, r.t("writing.untitled")), Href: authorPath(d.ID), Marks: []web.Status{{Text: r.t("writing.mark.draft"), Tone: web.Info}},
		Facts: present(r.boardName(identity.BoardID(d.Board)), r.staffName(d.Officer)), DayIs: r.t("writing.saved"), Day: r.when(d.Saved)}
}

func (r *request) standingRow(s *standing) web.WritingRow {
	a := s.article
	return web.WritingRow{Name: a.Title, Href: writingPath(a.ID), Marks: r.standingMarks(s), Reason: r.whyUnused(s.flag),
		Facts: present(a.Topic.Name().In(r.lang), r.boardName(a.Board), a.Owner), DayIs: r.t("writing.reviewed"), Day: r.day(a.Reviewed)}
}

// present are the texts that are not empty.
func present(texts ...string) []string {
	return slices.DeleteFunc(texts, func(t string) bool { return t == "" })
}

func (r *request) standingMarks(s *standing) []web.Status {
	var marks []web.Status
	if s.flag.Kind != "" {
		tone := web.Warning
		if s.flag.Kind == knowledge.Coming {
			tone = web.Info
		}
		marks = append(marks, web.Status{Text: r.t("writing.flag." + string(s.flag.Kind)), Tone: tone})
	}
	if s.old {
		marks = append(marks, web.Status{Text: r.t("writing.mark.old"), Tone: web.Warning})
	}
	if s.desk {
		marks = append(marks, web.Status{Text: r.t("writing.mark.desk"), Tone: web.Info})
	}
	if !s.english {
		marks = append(marks, web.Status{Text: r.t("writing.mark.swedish_only")})
	}
	return marks
}

// whyUnused says why an article is not used; empty where it is.
func (r *request) whyUnused(f knowledge.Flag) string {
	switch f.Kind {
	case knowledge.Passed:
		return r.t("writing.why.passed", locale.Date(r.lang, f.Article.To))
	case knowledge.Coming:
		return r.t("writing.why.coming", locale.Date(r.lang, f.Article.From))
	case knowledge.Lacks:
		return r.t("writing.why.lacking", r.faultWords(f.What))
	}
	return ""
}
