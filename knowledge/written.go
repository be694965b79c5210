package knowledge

import (
	"cmp"
	"maps"
	"slices"

	"forvag/internal/civil"
	"forvag/internal/locale"
	"forvag/internal/strict"
)

// Text is an article's file in one language, from somewhere else than a folder.
type Text struct {
	ID   string
	Lang locale.Lang
	Data []byte
}

// name is the file that a text would be: sv/bygga-altan.md.
func (t Text) name() string { return fileName(t.Lang, t.ID) }

// With is the library with texts over its own: an article that has a text among them has no other. What has become wrong with a text since it was
// written, such as a setting that is gone, leaves its article out, flagged, as it does for those that the program carries.
func (l *Library) With(texts []Text) *Library {
	r := &reading{options: l.options}
	for _, t := range texts {
		if f, _ := parse(t.name(), t.Lang, t.Data); f != nil {
			f.carried = true
			r.files = append(r.files, f)
		}
	}
	over := map[string]bool{}
	for _, f := range r.files {
		over[f.article.ID] = true
	}
	next := r.library()
	next.lacking = maps.Clone(l.lacking)
	for _, a := range l.articles {
		if !over[a.ID] {
			next.articles = append(next.articles, a)
		}
	}
	next.sort()
	ids := next.ids()
	for _, f := range r.files {
		faults := f.lint(l.options, ids)
		if len(faults) > 0 {
			f.lacks = cmp.Or(f.lacks, faults[0].Words)
		}
		if f.lacks != "" {
			next.lacking[f.article] = f.lacks
		}
	}
	return next
}

// Written is a file as its library has it: without values in place of names. Nil where there is none.
func (l *Library) Written(lang locale.Lang, id string) *Article {
	for _, a := range l.articles {
		if a.ID == id && a.Lang == lang {
			return a
		}
	}
	return nil
}

// IDs are those of all articles, used or not, in order.
func (l *Library) IDs() []string { return l.ids() }

func (l *Library) ids() []string {
	var ids []string
	for _, a := range l.articles {
		ids = append(ids, a.ID)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// Tried is how a text reads and what is wrong with it.
type Tried struct {
	// Article is as it would read on the day; nil where the header cannot be told from the text.
	Article *Article
	// Lix is the readability index, and Hardest the sentence that makes it so.
	Lix     int
	Hardest string
	// Faults are all that Check would find.
	Faults []strict.Fault
}

// Try says how the texts of one article, one for each language, would stand in the library, and what Check would say of them.
func (l *Library) Try(day civil.Date, texts ...Text) []Tried {
	o := l.options
	o.Today, o.Carried = day, nil
	r := &reading{options: o}
	out := make([]Tried, len(texts))
	at := map[*file]int{}
	ids := l.ids()
	for i, t := range texts {
		f, wrong := parse(t.name(), t.Lang, t.Data)
		out[i].Faults = wrong
		if f != nil {
			r.files, ids, at[f] = append(r.files, f), append(ids, t.ID), i
		}
	}
	v := values{m: o.Municipality, day: day, usable: func(_ locale.Lang, to Link) bool { return to.Kind != ToArticle || slices.Contains(ids, to.ID) }}
	for _, f := range r.files {
		l := linter{file: f, options: o, articles: ids}
		l.all()
	}
	r.pairs()
	for f, i := range at {
		f.readable(o)
		out[i].Faults = strict.Sort(slices.Concat(out[i].Faults, f.header.Faults(), f.body.faults))
		out[i].Article = f.article.filled(v)
		out[i].Lix, out[i].Hardest, _ = f.lix(o)
	}
	return out
}
