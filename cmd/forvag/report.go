package main

import (
	"fmt"
	"text/tabwriter"
	"time"

	"forvag/internal/catalog"
	"forvag/internal/locale"
	"forvag/internal/municipality"
	"forvag/knowledge"
)

// report tells how every service reads.
func (f folder) report(out *console) error {
	m, _, err := f.municipality()
	if err != nil {
		return err
	}
	services, err := f.services(m)
	if err != nil {
		return err
	}
	all := catalog.ReadabilityOf(services, options(m, time.Now))
	w := tabwriter.NewWriter(out.out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "SERVICE\tTEXTS\tSWEDISH\tENGLISH\tLIX SV\tLIX EN\tHARD TEXTS")
	for _, r := range all {
		fmt.Fprintf(w, "%s\t%d\t%s\t%s\t%d\t%d\t%d\n", r.File, r.Texts, percent(r.In[locale.SV], r.Texts), percent(r.In[locale.EN], r.Texts),
			r.Lix[locale.SV], r.Lix[locale.EN], len(r.Hard))
	}
	if err := w.Flush(); err != nil {
		return err
	}
	for _, r := range all {
		for _, path := range r.Same {
			out.printf("%s %s: the same in both languages; translate it\n", r.File, path)
		}
		for _, h := range r.Hard {
			out.printf("%s %s: LIX %d in %d words%s: %s\n", r.File, h.Path, h.Lix, h.Words, because(h), h.Sentence)
		}
	}
	return f.articleReport(out, m)
}

// articleReport tells how every article reads, and which are not used today.
func (f folder) articleReport(out *console, m *municipality.Municipality) error {
	articles, err := f.articles(m)
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(out.out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "ARTICLE\tWORDS\tLIX\tENGLISH\tREVIEWED\tUSED")
	for _, r := range knowledge.ReadabilityOf(articles, f.articleOptions(m, nil, nil, time.Now)) {
		english := ""
		if r.English {
			english = "yes"
		}
		fmt.Fprintf(w, "%s\t%d\t%d\t%s\t%s\t%s\n", r.File, r.Words, r.Lix, english, r.Article.Reviewed, used(r))
	}
	return w.Flush()
}

// used says whether an article is used, and why not.
func used(r knowledge.Readability) string {
	switch r.Flag {
	case knowledge.Passed:
		return fmt.Sprintf("no: its last day was %s", r.Article.To)
	case knowledge.Coming:
		return fmt.Sprintf("no: from %s", r.Article.From)
	case knowledge.Lacks:
		return "no: " + r.What
	}
	return "yes"
}

// because is the reason for a hard text, or that it is too short to need one.
func because(h catalog.HardText) string {
	switch {
	case h.Why != "":
		return " (" + h.Why + ")"
	case h.Words < catalog.LixWords:
		return " (short)"
	default:
		return ""
	}
}

func percent(n, of int) string {
	if of == 0 {
		return "–"
	}
	return fmt.Sprintf("%d %%", 100*n/of)
}
