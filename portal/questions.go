package portal

import (
	"encoding/csv"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"forvag/assistant"
	"forvag/assistant/journal"
	"forvag/internal/fault"
	"forvag/internal/identity"
	"forvag/internal/locale"
	"forvag/web"
)

const (
	// maxEntries is how many questions a page reads, the newest.
	maxEntries = 20_000
	// maxClusters is how many it shows, and maxWays how many ways of putting each.
	maxClusters = 60
	maxWays     = 8
	// maxThumbs is how many of those whom an answer did not help are told of.
	maxThumbs = 6
)

// The lists of what was asked.
const (
	askedAll    = "allt"
	askedUnmet  = "utan-svar"
	askedUnsure = "osakra"
	askedDown   = "hjalpte-inte"
)

var askedLists = []string{askedUnmet, askedUnsure, askedDown, askedAll}

// inList says whether an entry is of a list.
var inList = map[string]func(*journal.Entry) bool{
	askedAll:    func(*journal.Entry) bool { return true },
	askedUnmet:  func(e *journal.Entry) bool { return e.Outcome == assistant.Refused },
	askedUnsure: func(e *journal.Entry) bool { return e.Unsure },
	askedDown:   func(e *journal.Entry) bool { return e.Thumb < 0 },
}

// asking is what staff want to see of what was asked.
type asking struct {
	list  string
	days  int
	lang  locale.Lang
	cause assistant.Cause
}

// The periods that can be chosen, in days.
var askedDays = []int{1, 7, 30, 90}

// The causes that are worth telling apart.
var askedCauses = []assistant.Cause{assistant.NoContent, assistant.OutOfScope, assistant.Unclear, assistant.LoginNeeded, assistant.NotAllowed, assistant.TooLong}

func (r *request) asking() asking {
	a := asking{list: r.Query("lista"), days: r.QueryInt("dagar"), lang: locale.Lang(r.Query("sprak")), cause: assistant.Cause(r.Query("orsak"))}
	if inList[a.list] == nil {
		a.list = askedUnmet
	}
	if !slices.Contains(askedDays, a.days) {
		a.days = 30
	}
	if !slices.Contains(locale.Langs(), a.lang) {
		a.lang = ""
	}
	if !slices.Contains(askedCauses, a.cause) {
		a.cause = ""
	}
	return a
}

func (a asking) path(to string) string {
	q := url.Values{"lista": {a.list}, "dagar": {strconv.Itoa(a.days)}}
	if a.lang != "" {
		q.Set("sprak", string(a.lang))
	}
	if a.cause != "" {
		q.Set("orsak", string(a.cause))
	}
	return to + "?" + q.Encode()
}

// of are the entries that the list and the filters leave.
func (a asking) of(all []journal.Entry) []journal.Entry {
	return slices.DeleteFunc(slices.Clone(all), func(e journal.Entry) bool {
		return !inList[a.list](&e) || a.lang != "" && e.Lang != a.lang || a.cause != "" && e.Cause != a.cause
	})
}

// asked are all questions of the period, and what may be shown of them.
func (r *request) asked(a asking) ([]journal.Entry, *journal.Shower, error) {
	if err := identity.Allow(r.principal, identity.SeeQuestions, identity.Object{Kind: identity.DeskObject}); err != nil {
		return nil, nil, err
	}
	until := r.now.Add(time.Hour)
	all, err := r.Journal.Between(r.ctx(), until.AddDate(0, 0, -a.days), until, maxEntries)
	if err != nil {
		return nil, nil, err
	}
	return all, journal.NewShower(all, r.Search.Knows), nil
}

// questions shows what residents ask.
func (r *request) questions() error {
	a := r.asking()
	all, shower, err := r.asked(a)
	if err != nil {
		return err
	}
	view := web.QuestionsPage{Kept: r.Journal.Days(), Tab: a.list, Export: a.path(web.PathQuestions + ".csv"), Filters: r.askedFilters(a)}
	view.Figures = r.askedFigures(all)
	for _, list := range askedLists {
		other := a
		other.list = list
		count := len(other.of(all))
		if count > 0 && count < journal.ShownFrom {
			count = -1 // not told
		}
		view.Tabs = append(view.Tabs, web.Tab{Text: r.t("questions.list." + list), Href: other.path(web.PathQuestions), Count: count, Current: list == a.list})
	}
	clusters := journal.Clusters(a.of(all))
	for i := range clusters {
		c := &clusters[i]
		switch {
		case !shower.Says(c.Lang, c.Asked[0].Text):
			view.Hidden += len(c.Entries)
		case len(view.Clusters) == maxClusters:
			view.More++
		default:
			view.Clusters = append(view.Clusters, r.clusterView(c, shower, a, i))
		}
	}
	view.Articles, err = r.articlesToSee()
	if err != nil {
		return err
	}
	return r.page(web.SectionDesk, view)
}

// articlesToSee leads to the articles that need somebody.
func (r *request) articlesToSee() ([]web.Link, error) {
	if r.mayWrite() != nil {
		return nil, nil
	}
	used, err := r.citedArticles()
	if err != nil {
		return nil, err
	}
	look, unused := 0, 0
	for _, s := range r.standings() {
		if s.look() {
			look++
		}
		if s.flag.Kind == "" && !used[s.article.ID] {
			unused++
		}
	}
	return []web.Link{
		{Text: r.t("questions.articles.look", look), Href: web.PathWriting + "?lista=" + writingLook},
		{Text: r.t("questions.articles.unused", unused), Href: web.PathWriting + "?lista=" + writingUnused},
	}, nil
}

// few is a count in words, where one under journal.ShownFrom could be known by who asked.
func few(n int, exactly func(n int) string, fewer func(limit int) string) string {
	if n > 0 && n < journal.ShownFrom {
		return fewer(journal.ShownFrom)
	}
	return exactly(n)
}

func (r *request) askedFigures(all []journal.Entry) []web.Figure {
	count := func(such func(*journal.Entry) bool) int {
		n := 0
		for i := range all {
			if such(&all[i]) {
				n++
			}
		}
		return n
	}
	number := func(n int) string {
		return few(n, func(n int) string { return locale.Number(r.lang, int64(n)) }, func(limit int) string { return "< " + strconv.Itoa(limit) })
	}
	figure := func(key, value string, tone web.Tone) web.Figure {
		return web.Figure{Text: r.t("questions.figure." + key), Value: value, Tone: tone}
	}
	helped, emergencies := count((*journal.Entry).Helped), count(func(e *journal.Entry) bool { return e.Outcome == assistant.InEmergency })
	share := "–"
	if n := len(all) - emergencies; n >= journal.ShownFrom {
		share = strconv.Itoa(helped*100/n) + " %"
	}
	return []web.Figure{
		figure("all", number(len(all)), web.Neutral), figure("helped", share, web.Success), figure("unmet", number(count(inList[askedUnmet])), web.Warning),
		figure("unsure", number(count(inList[askedUnsure])), web.Warning),
		figure("up", number(count(func(e *journal.Entry) bool { return e.Thumb > 0 })), web.Success), figure("down", number(count(inList[askedDown])), web.Danger),
		figure("emergency", number(emergencies), web.Neutral),
	}
}

func (r *request) askedFilters(a asking) []web.SelectField {
	field := func(name string) web.SelectField {
		return web.SelectField{Question: web.Question{Name: name, Label: r.t("questions.filter." + name)}}
	}
	days, langs, causes := field("dagar"), field("sprak"), field("orsak")
	for _, n := range askedDays {
		if n <= max(r.Journal.Days(), 30) {
			days.Options = append(days.Options, web.Option{Value: strconv.Itoa(n), Label: r.t("questions.days", n), Chosen: n == a.days})
		}
	}
	langs.Options = []web.Option{{Label: r.t("questions.filter.any"), Chosen: a.lang == ""}}
	for _, l := range locale.Langs() {
		langs.Options = append(langs.Options, web.Option{Value: string(l), Label: r.t("author.language." + string(l)), Chosen: l == a.lang})
	}
	causes.Options = []web.Option{{Label: r.t("questions.filter.any"), Chosen: a.cause == ""}}
	for _, c := range askedCauses {
		causes.Options = append(causes.Options, web.Option{Value: string(c), Label: r.t("questions.cause." + string(c)), Chosen: c == a.cause})
	}
	if a.list != askedUnmet && a.list != askedAll {
		return []web.SelectField{days, langs}
	}
	return []web.SelectField{days, langs, causes}
}

// exportQuestions gives the same as a table for a spreadsheet.
func (r *request) exportQuestions() error {
	a := r.asking()
	all, shower, err := r.asked(a)
	if err != nil {
		return err
	}
	var b strings.Builder
	b.WriteString("\ufeff") // by which spreadsheets know UTF-8
	w := csv.NewWriter(&b)
	w.Comma = ';'
	row := func(cells ...string) error {
		for i, cell := range cells {
			cells[i] = plainCell(cell)
		}
		return w.Write(cells)
	}
	heads := []string{"question", "language", "count", "unanswered", "causes", "unsure", "down", "article"}
	for i, h := range heads {
		heads[i] = r.t("questions.column." + h)
	}
	if err := row(heads...); err != nil {
		return err
	}
	number := func(n int) string {
		return few(n, strconv.Itoa, func(limit int) string { return "< " + strconv.Itoa(limit) })
	}
	clusters := journal.Clusters(a.of(all))
	for i := range clusters {
		c := &clusters[i]
		var causes []string
		for _, cause := range askedCauses {
			if c.Count(func(e *journal.Entry) bool { return e.Cause == cause }) > 0 {
				causes = append(causes, r.t("questions.cause."+string(cause)))
			}
		}
		if err := row(shower.Show(c.Lang, c.Asked[0].Text), string(c.Lang), number(len(c.Entries)), number(c.Count(inList[askedUnmet])), strings.Join(causes, ", "),
			number(c.Count(inList[askedUnsure])), number(c.Count(inList[askedDown])), c.Source()); err != nil {
			return err
		}
	}
	w.Flush()
	if err := w.Error(); err != nil {
		return fault.New(fault.Invalid, "portal.error.form").Because(err)
	}
	r.Set(fiber.HeaderContentType, "text/csv; charset=utf-8")
	r.Set(fiber.HeaderContentDisposition, `attachment; filename="fragor-`+r.today().String()+`.csv"`)
	return r.SendString(b.String())
}

// plainCell keeps a spreadsheet from taking a text for a formula.
func plainCell(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r", rune(text[0])) {
		return "'" + text
	}
	return text
}
