package knowledge

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"

	"forvag/internal/civil"
	"forvag/internal/content"
	"forvag/internal/locale"
	"forvag/internal/municipality"
	"forvag/internal/strict"
	"forvag/internal/words"
)

// Options are what articles are checked against, and whose data stands in their text.
type Options struct {
	// Municipality is never nil.
	Municipality *municipality.Municipality
	// Services are the ids of e-services, Checks of those with a guided check. Nil leaves each unchecked, as the next two.
	Services, Checks []string
	// Situations are the ids of pages of life situations, Links those of outside pages.
	Situations, Links []string
	// Today is the day whose values Check reads the texts with.
	Today civil.Date
	// Carried says whether a file, such as "sv/bygga-altan.md", is the program's and not the municipality's own. What such an article names and the
	// municipality does not have leaves the article out, flagged, instead of being a fault. Nil means that none is.
	Carried func(file string) bool
}

// Library is all articles that were read. It is safe for concurrent use.
type Library struct {
	options  Options
	articles []*Article // as they were read, by id and language
	lacking  map[*Article]string

	mu    sync.Mutex
	today *Edition
}

// Load reads every <lang>/<id>.md of fsys. Where there is any fault the library is nil and all faults come at once.
func Load(fsys fs.FS, o Options) (*Library, []strict.Fault) {
	r := read(fsys, o)
	if len(r.faults) > 0 {
		return nil, strict.Sort(r.faults)
	}
	return r.library(), nil
}

// Check is Load with what only matters before a file is used: words that are easy to read. It is what forvag check runs.
func Check(fsys fs.FS, o Options) []strict.Fault {
	r := read(fsys, o)
	for _, f := range r.files {
		r.faults = append(r.faults, f.readable(o)...)
	}
	return strict.Sort(r.faults)
}

// reading is a library on its way in.
type reading struct {
	options Options
	files   []*file
	faults  []strict.Fault
}

// file is one article's file: what it says, and where.
type file struct {
	name    string // sv/bygga-altan.md
	article *Article
	header  *strict.Document
	body    body
	carried bool
	// lacks says what the municipality does not have, of an article that the program carries; empty where there is nothing.
	lacks string
}

// fileName is where an article stands among the articles: sv/bygga-altan.md.
func fileName(lang locale.Lang, id string) string { return string(lang) + "/" + id + ".md" }

var idForm = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

func read(fsys fs.FS, o Options) *reading {
	r := &reading{options: o}
	for _, lang := range locale.Langs() {
		names, err := fs.Glob(fsys, string(lang)+"/*.md")
		if err != nil {
			r.faults = append(r.faults, strict.Fault{File: string(lang), Words: fmt.Sprintf("the folder cannot be read: %v", err)})
		}
		slices.Sort(names)
		for _, name := range names {
			data, err := fs.ReadFile(fsys, name)
			if err != nil {
				r.faults = append(r.faults, strict.Fault{File: name, Words: fmt.Sprintf("the file cannot be read: %v", err)})
				continue
			}
			f, wrong := parse(name, lang, data)
			r.faults = append(r.faults, wrong...)
			if f != nil {
				f.carried = o.Carried != nil && o.Carried(name)
				r.files = append(r.files, f)
			}
		}
	}
	r.lint()
	return r
}

// parse reads one file. It is nil where the header cannot be told from the body.
func parse(name string, lang locale.Lang, data []byte) (*file, []strict.Fault) {
	data = bytes.ReplaceAll(bytes.TrimPrefix(data, []byte("\ufeff")), []byte("\r\n"), []byte("\n"))
	end, err := headerEnd(data)
	if err != nil {
		return nil, []strict.Fault{{File: name, Line: 1, Column: 1, Words: err.Error()}}
	}
	a := &Article{ID: strings.TrimSuffix(path.Base(name), ".md"), Lang: lang, Hash: content.Sum(data), Source: data}
	f := &file{name: name, article: a, header: strict.Decode(name, data[:end], a)}
	f.body = body{file: name, data: data, start: end + len("---\n")}
	a.Passages = f.body.read()
	return f, nil
}

// headerEnd is where the line stands that ends the header.
func headerEnd(data []byte) (int, error) {
	if len(data) > strict.MaxBytes {
		return 0, fmt.Errorf("the file is larger than %d kB", strict.MaxBytes>>10)
	}
	if !bytes.HasPrefix(data, []byte("---\n")) {
		return 0, errors.New("an article begins with a line of ---, then its header, then a line of --- again")
	}
	i := bytes.Index(data[3:], []byte("\n---\n"))
	if i < 0 {
		return 0, errors.New("the header has no end; want a line of --- after it")
	}
	return 3 + i + 1, nil
}

func (r *reading) library() *Library {
	l := &Library{options: r.options, lacking: map[*Article]string{}}
	for _, f := range r.files {
		l.articles = append(l.articles, f.article)
		if f.lacks != "" {
			l.lacking[f.article] = f.lacks
		}
	}
	l.sort()
	return l
}

func (l *Library) sort() {
	slices.SortFunc(l.articles, func(a, b *Article) int { return cmp.Or(cmp.Compare(a.ID, b.ID), -cmp.Compare(a.Lang, b.Lang)) })
}

// Edition is the articles as they read on one day. It is never changed and is safe for concurrent use.
type Edition struct {
	Day      civil.Date
	articles []*Article
	byKey    map[key]*Article
	// Flags are the articles that are not used, by id and language.
	Flags []Flag
}

type key struct {
	lang locale.Lang
	id   string
}

// FlagKind is why an article is not used.
type FlagKind string

// The kinds of flag.
const (
	Passed FlagKind = "passed"  // its last day was before today
	Coming FlagKind = "coming"  // its first day is after today
	Lacks  FlagKind = "lacking" // the municipality does not have what it names
)

// Flag is an article that is not used.
type Flag struct {
	Article *Article
	Kind    FlagKind
	// What says what is lacking; empty for other kinds.
	What string
}

// On is the edition of a day. That of the day that was asked for last is kept.
func (l *Library) On(day civil.Date) *Edition {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.today == nil || l.today.Day != day {
		l.today = l.edition(day)
	}
	return l.today
}

func (l *Library) edition(day civil.Date) *Edition {
	e := &Edition{Day: day, byKey: map[key]*Article{}}
	used := map[key]bool{}
	var kept []*Article
	for _, a := range l.articles {
		if flag := l.flag(a, day); flag.Kind != "" {
			e.Flags = append(e.Flags, flag)
			continue
		}
		kept, used[key{a.Lang, a.ID}] = append(kept, a), true
	}
	v := values{m: l.options.Municipality, day: day, usable: func(lang locale.Lang, to Link) bool {
		return to.Kind != ToArticle || used[key{lang, to.ID}] || used[key{locale.SV, to.ID}]
	}}
	for _, a := range kept {
		a = a.filled(v)
		e.articles, e.byKey[key{a.Lang, a.ID}] = append(e.articles, a), a
	}
	return e
}

func (l *Library) flag(a *Article, day civil.Date) Flag {
	switch {
	case l.lacking[a] != "":
		return Flag{a, Lacks, l.lacking[a]}
	case !a.To.IsZero() && a.To.Before(day):
		return Flag{Article: a, Kind: Passed}
	case a.From.After(day):
		return Flag{Article: a, Kind: Coming}
	}
	return Flag{}
}

// Articles are those of a language, by id.
func (e *Edition) Articles(lang locale.Lang) []*Article {
	return slices.DeleteFunc(slices.Clone(e.articles), func(a *Article) bool { return a.Lang != lang })
}

// Article finds one by id in a language; nil where the edition has none.
func (e *Edition) Article(lang locale.Lang, id string) *Article { return e.byKey[key{lang, id}] }

// slug is a heading as the end of an address.
func slug(heading string) string {
	return strings.Join(strings.FieldsFunc(words.Fold(heading), func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') }), "-")
}
