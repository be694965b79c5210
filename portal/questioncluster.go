package portal

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"forvag/assistant/journal"
	"forvag/internal/civil"
	"forvag/web"
)

// clusterView is a cluster with what may be shown of it.
func (r *request) clusterView(c *journal.Cluster, shower *journal.Shower, a asking, n int) web.QuestionCluster {
	view := web.QuestionCluster{ID: "f" + strconv.Itoa(n+1), Name: shower.Show(c.Lang, c.Asked[0].Text), Count: r.clusterCount(len(c.Entries)), Button: r.t("questions.write")}
	if c.Lang != r.lang {
		view.Lang = string(c.Lang)
	}
	for _, way := range c.Asked[1:] {
		if shown := shower.Show(c.Lang, way.Text); shown != view.Name && !slices.Contains(view.Ways, shown) && len(view.Ways) < maxWays {
			view.Ways = append(view.Ways, shown)
		}
	}
	view.Marks = r.clusterMarks(c)
	if len(c.Entries) >= journal.ShownFrom {
		view.Days, view.DaysText = r.dayBars(c, a.days)
	}
	if id := c.Source(); id != "" {
		if article := r.article(id); article != nil {
			view.Source = &web.Link{Text: article.Title, Href: writingPath(id)}
		}
	}
	var offered []string
	for _, id := range c.Services()[:min(len(c.Services()), draftServices)] {
		if s := r.Catalog.Service(id); s != nil {
			offered = append(offered, s.Title.In(r.lang))
		}
	}
	view.Offered = strings.Join(offered, ", ")
	view.Thumbs = r.thumbWords(c, shower)
	if r.mayWrite() == nil {
		r.offerArticle(&view, c)
	}
	return view
}

// offerArticle lets one begin an article from a cluster, or change the one that answers it.
func (r *request) offerArticle(view *web.QuestionCluster, c *journal.Cluster) {
	view.Write = web.PathWriting
	if view.Source != nil && c.Count((*journal.Entry).Helped) == len(c.Entries) { // it has its article, which may be better
		view.Button, view.Hidden = r.t("questions.change"), []web.HiddenField{{Name: "article", Value: c.Source()}}
		return
	}
	view.Hidden = append(view.Hidden, web.HiddenField{Name: "lang", Value: string(c.Lang)})
	for _, q := range append([]string{view.Name}, view.Ways...) {
		if !strings.Contains(q, journal.Hidden) && !strings.Contains(q, "[") { // what has gaps is nobody's way of putting it
			view.Hidden = append(view.Hidden, web.HiddenField{Name: "question", Value: q})
		}
	}
	for _, id := range c.Services()[:min(len(c.Services()), draftServices)] {
		view.Hidden = append(view.Hidden, web.HiddenField{Name: "service", Value: id})
	}
}

func (r *request) clusterCount(n int) string {
	return few(n, func(n int) string { return r.t("questions.count", n) }, func(limit int) string { return r.t("questions.fewer", limit) })
}

// clusterMarks say how the cluster's questions came out, the causes that are most common first.
func (r *request) clusterMarks(c *journal.Cluster) []web.Status {
	var marks []web.Status
	for _, cause := range askedCauses {
		if c.Count(func(e *journal.Entry) bool { return e.Cause == cause }) > 0 {
			marks = append(marks, web.Status{Text: r.t("questions.cause." + string(cause)), Tone: web.Warning})
		}
	}
	if n := c.Count((*journal.Entry).Helped); n == len(c.Entries) {
		marks = append(marks, web.Status{Text: r.t("questions.helped"), Tone: web.Success})
	} else if n > 0 {
		marks = append(marks, web.Status{Text: r.t("questions.helped_some"), Tone: web.Info})
	}
	if c.Count(func(e *journal.Entry) bool { return e.Unsure }) > 0 {
		marks = append(marks, web.Status{Text: r.t("questions.unsure"), Tone: web.Warning})
	}
	if c.Count(func(e *journal.Entry) bool { return e.Thumb < 0 }) > 0 {
		marks = append(marks, web.Status{Text: r.t("questions.down"), Tone: web.Danger})
	}
	return marks
}

// dayBars are how many asked, by day from the first of the period to today.
func (r *request) dayBars(c *journal.Cluster, days int) ([]web.Bar, string) {
	perDay := map[civil.Date]int{}
	most := 1
	for _, e := range c.Entries {
		d := civil.Of(e.Hour)
		perDay[d]++
		most = max(most, perDay[d])
	}
	if days < 2 {
		return nil, ""
	}
	var out []web.Bar
	for d := range r.today().AddDays(1 - days).Through(r.today()) {
		out = append(out, web.Bar{Share: perDay[d] * 100 / most})
	}
	half := r.today().AddDays(-days / 2)
	late := c.Count(func(e *journal.Entry) bool { return civil.Of(e.Hour).After(half) })
	key := "even"
	switch {
	case late*3 > len(c.Entries)*2:
		key = "more"
	case late*3 < len(c.Entries):
		key = "less"
	}
	return out, r.t("questions.trend."+key, days)
}

// thumbWords are what those said whom an answer did not help.
func (r *request) thumbWords(c *journal.Cluster, shower *journal.Shower) []string {
	var out []string
	for _, e := range c.Entries {
		if e.Thumb >= 0 || len(out) == maxThumbs {
			continue
		}
		said := r.t("questions.reason." + cmp.Or(string(e.Reason), string(journal.OtherWhy)))
		if e.Words != "" {
			said += ": ”" + shower.Show(e.Lang, e.Words) + "”"
		}
		if !slices.Contains(out, said) {
			out = append(out, said)
		}
	}
	return out
}
