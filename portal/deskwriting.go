package portal

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"forvag/internal/fault"
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

func writingPath(id string) string { return web.PathWriting + "/" + id }

// writingArticle shows one article and the versions that the desk has made of it.
func (r *request) writingArticle() error {
	if err := r.mayWrite(); err != nil {
		return err
	}
	id := r.Params("article")
	versions, err := r.Writing.Store.Versions(r.ctx(), id)
	if err != nil {
		return err
	}
	all := r.standings()
	at := slices.IndexFunc(all, func(s standing) bool { return s.article.ID == id })
	if at < 0 && len(versions) == 0 {
		return unknownAddress()
	}
	view := web.WritingArticlePage{Name: id, Edit: web.PathWriting, Article: id}
	for i, v := range versions {
		view.Versions = append(view.Versions, r.versionView(v, i == 0))
	}
	if at < 0 { // withdrawn, and in no file, or published and not read yet
		if versions[0].Withdraws() {
			view.Reason = r.t("writing.why.withdrawn")
		}
		return r.page(web.SectionDesk, view)
	}
	s := &all[at]
	a := s.article
	view.Name, view.Marks, view.Reason = a.Title, r.standingMarks(s), r.whyUnused(s.flag)
	if s.flag.Kind == "" {
		view.Public = ArticlePath(id)
	}
	if s.desk && r.answersFor(a) && r.answersFor(r.Writing.Files.Written(locale.SV, id)) {
		view.Withdraw = r.withdrawal(id, len(versions))
	}
	fact := func(key, value string) {
		if value != "" {
			view.Facts = append(view.Facts, web.Fact{Label: r.t("writing.fact." + key), Value: value})
		}
	}
	fact("topic", a.Topic.Name().In(r.lang))
	fact("board", r.boardName(a.Board))
	fact("owner", a.Owner)
	fact("reviewed", locale.Date(r.lang, a.Reviewed))
	if !a.From.IsZero() {
		fact("from", locale.Date(r.lang, a.From))
	}
	if !a.To.IsZero() {
		fact("to", locale.Date(r.lang, a.To))
	}
	fact("questions", strings.Join(a.Questions, "\n"))
	fact("id", id)
	return r.page(web.SectionDesk, view)
}

func (r *request) versionView(v authored.Version, newest bool) web.WritingVersion {
	view := web.WritingVersion{Name: r.t("writing.version", v.Number), Made: r.when(v.Made), By: r.staffName(v.Officer)}
	switch {
	case v.Withdraws():
		view.Status = web.Status{Text: r.t("writing.version.withdrawn")}
	case newest:
		view.Status = web.Status{Text: r.t("writing.version.holds"), Tone: web.Success}
	default:
		view.Status = web.Status{Text: r.t("writing.version.earlier")}
	}
	if !v.Withdraws() {
		view.Restore = strconv.Itoa(v.Number)
	}
	return view
}

func (r *request) withdrawal(id string, base int) *web.Action {
	text := r.t("writing.withdraw.new")
	if r.Writing.Files.Written(locale.SV, id) != nil {
		text = r.t("writing.withdraw.file")
	}
	return &web.Action{ID: "dra-tillbaka", Icon: web.IconUndo, Title: r.t("writing.withdraw"), Text: text, Button: r.t("writing.withdraw"), Tone: web.Danger,
		Action: writingPath(id) + "/dra-tillbaka", Hidden: []web.HiddenField{{Name: "version", Value: strconv.Itoa(base)}}}
}

// withdrawArticle takes away what the desk has made of an article. Who does it answers for that, and for the file's text, which then holds again.
func (r *request) withdrawArticle() error {
	if err := r.mayWrite(); err != nil {
		return err
	}
	id := r.Params("article")
	if r.Library.Written(locale.SV, id) == nil {
		return unknownAddress()
	}
	base, _ := strconv.Atoi(r.FormValue("version"))
	stands, err := r.articleAt(id, base)
	if err != nil {
		return err
	}
	if !r.answersFor(stands) || !r.answersFor(r.Writing.Files.Written(locale.SV, id)) {
		return fault.New(fault.Forbidden, "access.role")
	}
	if base < 1 {
		return fault.New(fault.Invalid, "portal.error.form")
	}
	if err := r.Writing.Store.Publish(r.ctx(), id, base, r.principal.Actor, ""); err != nil {
		return err
	}
	r.followWriting()
	return r.done(writingPath(id), "tillbakadragen")
}

// followWriting has this process answer by what was published just now. It is published whatever comes of that, and looked for again soon.
func (r *request) followWriting() {
	if r.Writing.Follow == nil {
		return
	}
	if err := r.Writing.Follow(r.ctx()); err != nil {
		r.server.Log.Warn("what was published in the desk is read later", "error", err)
	}
}

// beginArticle begins a draft: of a new article, with questions perhaps, or of one that there is, as it stands or as it stood in a version.
func (r *request) beginArticle() error {
	if err := r.mayWrite(); err != nil {
		return err
	}
	d, err := r.newDraft()
	if err != nil {
		return err
	}
	d.Officer = r.principal.Actor
	d, err = r.Writing.Store.Save(r.ctx(), d)
	if err != nil {
		return err
	}
	return r.seeOther(authorPath(d.ID))
}

func (r *request) newDraft() (authored.Draft, error) {
	id := r.FormValue("article")
	if id == "" {
		return r.draftFromQuestions(), nil
	}
	versions, err := r.Writing.Store.Versions(r.ctx(), id)
	if err != nil {
		return authored.Draft{}, err
	}
	sv, en := r.Library.Written(locale.SV, id), r.Library.Written(locale.EN, id)
	if number := r.FormValue("version"); number != "" {
		at := slices.IndexFunc(versions, func(v authored.Version) bool { return strconv.Itoa(v.Number) == number })
		if at < 0 {
			return authored.Draft{}, unknownAddress()
		}
		texts, err := r.Writing.Store.Texts(r.ctx(), versions[at])
		if err != nil {
			return authored.Draft{}, err
		}
		then := r.Library.With(texts)
		sv, en = then.Written(locale.SV, id), nil
		if len(texts) > 1 {
			en = then.Written(locale.EN, id)
		}
	}
	if sv == nil {
		return authored.Draft{}, unknownAddress()
	}
	d := authored.From(sv, en)
	d.Base = len(versions)
	return d, nil
}

// maxPrefilled is how many questions a new draft begins with.
const maxPrefilled = 8

// draftFromQuestions is a draft that answers what was asked: the questions are filled in, and the services that were offered.
func (r *request) draftFromQuestions() authored.Draft {
	var d authored.Draft
	lang := locale.Lang(r.FormValue("lang"))
	asked := r.posted["question"]
	d.Of(lang).Questions = strings.Join(asked[:min(len(asked), maxPrefilled)], "\n")
	if lang == locale.EN {
		d.SV.Questions = ""
	}
	for _, id := range r.posted["service"] {
		s := r.Catalog.Service(id)
		if s == nil || len(d.Services) >= draftServices {
			continue
		}
		d.Services = append(d.Services, id)
		d.Board = cmp.Or(d.Board, string(s.Board))
	}
	if boards := r.principal.Boards(); d.Board == "" && len(boards) == 1 {
		d.Board = string(boards[0])
	}
	return d
}

// citedArticles are the ids of those that answers rested on while questions are kept.
func (r *request) citedArticles() (map[string]bool, error) {
	entries, err := r.Journal.Between(r.ctx(), r.now.AddDate(-1, 0, 0), r.now.AddDate(0, 0, 1), maxEntries)
	if err != nil {
		return nil, err
	}
	used := map[string]bool{}
	for _, e := range entries {
		for _, c := range e.Cited {
			used[c.Article] = true
		}
	}
	return used, nil
}

func authorPath(draft string) string { return web.PathWriting + "/utkast/" + url.PathEscape(draft) }
