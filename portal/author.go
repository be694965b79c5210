package portal

import (
	"cmp"
	"errors"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"forvag/internal/catalog"
	"forvag/internal/fault"
	"forvag/internal/identity"
	"forvag/internal/locale"
	"forvag/internal/words"
	"forvag/knowledge"
	"forvag/knowledge/authored"
	"forvag/web"
)

// How many services and situations the editor asks for.
const (
	draftServices   = 3
	draftSituations = 2
)

// author shows a draft, and how it reads.
func (r *request) author() error {
	if err := r.mayWrite(); err != nil {
		return err
	}
	d, err := r.Writing.Store.Draft(r.ctx(), r.Params("written"))
	if err != nil {
		return err
	}
	return r.authorPage(http.StatusOK, &d, false, "")
}

// saveArticle saves a draft whatever stands in it, and then publishes it, throws it away, or tells what is wrong.
func (r *request) saveArticle() error {
	if err := r.mayWrite(); err != nil {
		return err
	}
	d, err := r.Writing.Store.Draft(r.ctx(), r.Params("written"))
	if err != nil {
		return err
	}
	if r.FormValue("do") == web.DoDiscard {
		if err := r.Writing.Store.Discard(r.ctx(), d.ID); err != nil {
			return err
		}
		return r.done(web.PathWriting+"?lista="+writingDrafts, "utkast-borta")
	}
	seen, err := strconv.ParseInt(r.FormValue("version"), 10, 64)
	if err != nil || seen < 1 {
		return fault.New(fault.Invalid, "portal.error.form")
	}
	stored := d.Version
	d.Officer, d.Version = r.principal.Actor, seen
	r.readDraft(&d)
	saved, err := r.Writing.Store.Save(r.ctx(), d)
	if errors.Is(err, fault.Stale) { // what was written stays on the page, to be saved over the other's
		d.Version = stored
		return r.authorPage(http.StatusConflict, &d, false, r.t("author.stale"))
	}
	if err != nil {
		return err
	}
	if r.FormValue("do") == web.DoPublish {
		return r.publishArticle(&saved)
	}
	return r.authorPage(http.StatusOK, &saved, false, "")
}

// publishArticle makes a draft what residents read, where nothing is wrong with it.
func (r *request) publishArticle(d *authored.Draft) error {
	if !r.mayPublish(identity.BoardID(d.Board)) {
		return r.authorPage(http.StatusUnprocessableEntity, d, true, r.t("author.not_yours"))
	}
	if d.Existing {
		stands, err := r.articleAt(d.Article, d.Base)
		if err != nil {
			return err
		}
		if !r.answersFor(stands) {
			return r.authorPage(http.StatusUnprocessableEntity, d, true, r.t("author.not_theirs", r.boardName(stands.Board)))
		}
	}
	texts := d.Texts(r.today())
	for _, tried := range r.Library.Try(r.today(), texts...) {
		if len(tried.Faults) > 0 {
			return r.authorPage(http.StatusUnprocessableEntity, d, true, "")
		}
	}
	if !d.Existing && r.Library.Written(locale.SV, d.Article) != nil {
		return r.authorPage(http.StatusUnprocessableEntity, d, true, r.t("author.taken", d.Article))
	}
	base, err := r.baseOf(d)
	if err != nil {
		return err
	}
	err = r.Writing.Store.Publish(r.ctx(), d.Article, base, r.principal.Actor, d.ID, texts...)
	if errors.Is(err, fault.Stale) {
		return r.authorPage(http.StatusConflict, d, true, r.t("author.newer"))
	}
	if err != nil {
		return err
	}
	r.followWriting()
	return r.done(writingPath(d.Article), "publicerad")
}

// baseOf is the number of the version that a draft takes the place of. That of a new article has none, or the one by which another article of the same
// address was withdrawn.
func (r *request) baseOf(d *authored.Draft) (int, error) {
	if d.Existing {
		return d.Base, nil
	}
	versions, err := r.Writing.Store.Versions(r.ctx(), d.Article)
	if err != nil || len(versions) == 0 || !versions[0].Withdraws() {
		return d.Base, err
	}
	return versions[0].Number, nil
}

// readDraft takes what was posted.
func (r *request) readDraft(d *authored.Draft) {
	if !d.Existing {
		d.Article = strings.TrimSpace(r.FormValue("id"))
	}
	d.Topic, d.Board, d.From, d.To = r.FormValue("topic"), r.FormValue("board"), strings.TrimSpace(r.FormValue("from")), strings.TrimSpace(r.FormValue("to"))
	d.Services, d.Situations = r.chosen("services"), r.chosen("situations")
	for _, lang := range locale.Langs() {
		w := d.Of(lang)
		for name, into := range map[string]*string{
			"title": &w.Title, "questions": &w.Questions, "body": &w.Body, "owner": &w.Owner, "law": &w.Law, "lix": &w.Lix,
		} {
			*into = strings.ReplaceAll(r.FormValue(name+"-"+string(lang)), "\r\n", "\n")
		}
	}
	if d.Article == "" {
		d.Article = slug(d.SV.Title)
	}
}

// chosen are what was chosen in the lists of choosers, each once.
func (r *request) chosen(name string) []string {
	var out []string
	for i := 1; i <= maxValues; i++ {
		v, ok := r.posted[listName(name, i)]
		if !ok {
			break
		}
		if id := first(v); id != "" && !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}

// listName is what the list of a number among several is called.
func listName(name string, number int) string {
	if number == 1 {
		return name
	}
	return name + "-" + strconv.Itoa(number)
}

var notSlug = regexp.MustCompile(`[^a-z0-9]+`)

// slug is a title as the end of an address: its first words that say something.
func slug(title string) string {
	s := strings.Trim(notSlug.ReplaceAllString(words.Fold(title), "-"), "-")
	if len(s) > 40 {
		s = s[:40]
		s = s[:max(strings.LastIndex(s, "-"), 1)]
	}
	return s
}

// wrongs are the words about what is wrong, by the name of the field.
type wrongs map[string]string

func (r *request) authorPage(status int, d *authored.Draft, insist bool, said string) error {
	view := web.AuthorPage{Name: cmp.Or(d.SV.Title, r.t("author.new")), Action: authorPath(d.ID), Version: d.Version, Saved: r.when(d.Saved),
		EnglishHas: !d.EN.IsZero(), CanPublish: r.mayPublishAny()}
	if !view.CanPublish {
		view.WhyNot = r.t("author.cannot_publish")
	}
	wrong := wrongs{}
	texts := d.Texts(r.today())
	for i, tried := range r.Library.Try(r.today(), texts...) {
		lang := texts[i].Lang
		p := web.ArticlePreview{Lang: string(lang), Language: r.t("author.language." + string(lang)), Name: d.Of(lang).Title, Lix: r.lixStatus(tried.Lix)}
		for _, f := range tried.Faults {
			name := authorField(authored.FieldOf(texts[i].Data, f), lang)
			said := r.faultWords(f.Words)
			if name == "" { // what both languages share is told once
				continue
			}
			wrong[name] = cmp.Or(wrong[name], said)
			p.Faults = append(p.Faults, web.FieldError{Field: web.Question{Name: name}.ID(), Question: r.fieldLabel(name), Text: said})
		}
		if tried.Article != nil {
			for _, passage := range tried.Article.Passages {
				p.Passages = append(p.Passages, web.ArticlePassage{Heading: passage.Heading, Blocks: r.blocks(passage.Blocks)})
			}
		}
		view.Previews = append(view.Previews, p)
		if insist {
			view.Errors = append(view.Errors, p.Faults...)
		}
	}
	if said != "" {
		view.Errors = append([]web.FieldError{{Text: said}}, view.Errors...)
	}
	if r.isBlank(d) { // nobody is told what is wrong before they have written anything
		view.Previews, wrong = nil, nil
	}
	view.About, view.Swedish, view.English = r.aboutFields(d, wrong), r.wordFields(d, locale.SV, wrong), r.wordFields(d, locale.EN, wrong)
	return r.pageStatus(status, web.SectionDesk, view)
}

// isBlank says that only what a cluster of questions gave is filled in.
func (r *request) isBlank(d *authored.Draft) bool { return d.Version == 1 && d.SV.Title == "" }

// mayPublishAny says whether the officer may publish something.
func (r *request) mayPublishAny() bool {
	return slices.ContainsFunc(r.principal.Boards(), func(b identity.BoardID) bool { return r.mayPublish(b) })
}

func (r *request) lixStatus(lix int) web.Status {
	tone := web.Success
	if lix >= catalog.MaxLix {
		tone = web.Warning
	}
	return web.Status{Text: r.t("author.lix", lix), Tone: tone}
}

// authorField is the name of the editor's field for what a file says: what both languages share stands in one, and the English file's is empty.
func authorField(key string, lang locale.Lang) string {
	switch key {
	case "id", "topic", "board", "services", "situations", "from", "to":
		if lang == locale.EN {
			return ""
		}
		return key
	case "title", "questions", "body", "owner", "law", "lix":
		return key + "-" + string(lang)
	}
	return "body-" + string(lang)
}

func (r *request) fieldLabel(name string) string {
	key, _, _ := strings.Cut(name, "-")
	return r.t("author.field." + key)
}

func (r *request) authorQuestion(name string, wrong wrongs, hinted bool) web.Question {
	key, _, _ := strings.Cut(name, "-")
	q := web.Question{Name: name, Label: r.fieldLabel(name), Error: wrong[name]}
	if hinted {
		q.Hint = r.t("author.hint." + key)
	}
	switch key {
	case "services", "situations", "from", "to", "law", "lix", "id":
		q.Optional = true
	}
	return q
}

func (r *request) wordFields(d *authored.Draft, lang locale.Lang, wrong wrongs) []web.Field {
	w, end := d.Of(lang), "-"+string(lang)
	q := func(name string, hinted bool) web.Question { return r.authorQuestion(name+end, wrong, hinted) }
	fields := []web.Field{
		web.TextField{Question: q("title", true), Value: w.Title, MaxLength: 120, Autocomplete: "off"},
		web.LongField{Question: q("body", true), Value: w.Body, Rows: 14, MaxLength: 12_000},
		web.LongField{Question: q("questions", true), Value: w.Questions, Rows: 5, MaxLength: 2000},
		web.TextField{Question: q("owner", true), Value: w.Owner, MaxLength: 80, Autocomplete: "off"},
		web.LongField{Question: q("law", true), Value: w.Law, Rows: 2, MaxLength: 1000},
	}
	if w.Lix != "" || wrong["title"+end] != "" || wrong["lix"+end] != "" {
		fields = append(fields, web.TextField{Question: q("lix", true), Value: w.Lix, MaxLength: 300, Autocomplete: "off"})
	}
	return fields
}

func (r *request) aboutFields(d *authored.Draft, wrong wrongs) []web.Field {
	q := func(name string, hinted bool) web.Question { return r.authorQuestion(name, wrong, hinted) }
	var topics, boards []web.Option
	for _, t := range knowledge.Topics() {
		topics = append(topics, web.Option{Value: string(t), Label: t.Name().In(r.lang), Chosen: string(t) == d.Topic})
	}
	for _, b := range r.Municipality.Boards {
		boards = append(boards, web.Option{Value: string(b.Code), Label: b.Name.In(r.lang), Chosen: string(b.Code) == d.Board})
	}
	services, situations := map[string]string{}, map[string]string{}
	for _, s := range r.Catalog.Services() {
		services[s.ID] = s.Title.In(r.lang)
	}
	for _, s := range r.Directory.Situations() {
		situations[s.ID] = s.Title.In(r.lang)
	}
	fields := []web.Field{r.chooser(q("topic", false), topics), r.chooser(q("board", false), boards)}
	fields = append(fields, r.choosers(q("services", true), services, d.Services, draftServices)...)
	fields = append(fields, r.choosers(q("situations", false), situations, d.Situations, draftSituations)...)
	fields = append(fields, web.DateField{Question: q("from", false), Value: d.From}, web.DateField{Question: q("to", true), Value: d.To})
	if !d.Existing {
		fields = append(fields, web.TextField{Question: q("id", true), Value: d.Article, MaxLength: 60, Autocomplete: "off"})
	}
	return fields
}

// chooser lets one choose nothing too.
func (r *request) chooser(q web.Question, options []web.Option) web.SelectField {
	none := web.Option{Label: r.t("author.choose"), Chosen: !slices.ContainsFunc(options, func(o web.Option) bool { return o.Chosen })}
	return web.SelectField{Question: q, Options: slices.Insert(options, 0, none)}
}

// choosers are several lists of the same things, one for each that is chosen and at least some.
func (r *request) choosers(q web.Question, names map[string]string, chosen []string, least int) []web.Field {
	ids := make([]string, 0, len(names))
	for id := range names {
		ids = append(ids, id)
	}
	locale.Sort(r.lang, ids, func(id string) string { return names[id] })
	var out []web.Field
	for i := range max(least, len(chosen)) {
		options := make([]web.Option, len(ids))
		for k, id := range ids {
			options[k] = web.Option{Value: id, Label: names[id], Chosen: i < len(chosen) && chosen[i] == id}
		}
		one := q
		if i > 0 {
			one.Name, one.Hint, one.Error, one.Label = listName(q.Name, i+1), "", "", r.t("author.field."+q.Name+"_more", i+1)
		}
		out = append(out, r.chooser(one, options))
	}
	return out
}
