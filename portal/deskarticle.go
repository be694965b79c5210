package portal

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"forvag/internal/fault"
	"forvag/internal/locale"
	"forvag/knowledge/authored"
	"forvag/web"
)

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
