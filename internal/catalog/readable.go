package catalog

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"forvag/internal/locale"
)

// HardReason says why a text is harder to read than the limit, as where the law's own words must stand.
type HardReason struct {
	// Text is where the text stands, as check writes it: "status.decided.sv".
	Text string `yaml:"text"`
	Why  string `yaml:"why"`
}

// Readability is how one file reads.
type Readability struct {
	File string
	// Texts is how many texts for people there are, In how many of them in each language.
	Texts int
	In    map[locale.Lang]int
	// Lix is the index of all texts together in each language.
	Lix map[locale.Lang]int
	// Same are the texts that read alike in both languages, so that nobody can have translated them: they count as Swedish alone.
	Same []string
	// Hard are the texts at or over the limit, the hardest first.
	Hard []HardText
}

// HardText is a text at or over the limit.
type HardText struct {
	// Path is where it stands, with the language: "pages[0].fields[2].hint.sv".
	Path       string
	Lix, Words int
	Sentence   string
	// Why is the reason that the file gives; empty where it gives none. A text of fewer than LixWords words needs none.
	Why string
}

// shownWords is how many words a text has at least to be listed as hard. Of fewer the index says nothing.
const shownWords = 15

// ReadabilityOf measures every service at the top of fsys, by file. Files that cannot be read are left out: check tells of them.
func ReadabilityOf(fsys fs.FS, o Options) []Readability {
	services, documents := decode(fsys, o.ready())
	var all []Readability
	for i, d := range documents {
		if services[i] == nil {
			continue
		}
		l := linter{Document: d, service: services[i], options: o.ready()}
		r := l.readability()
		r.File = services[i].ID + ".yaml"
		all = append(all, r)
	}
	return all
}

// readability measures the service's texts for residents.
func (l *linter) readability() Readability {
	r := Readability{In: map[locale.Lang]int{}, Lix: map[locale.Lang]int{}}
	all := map[locale.Lang]*strings.Builder{locale.SV: {}, locale.EN: {}}
	l.service.eachText(func(path string, t *locale.Text) {
		if t.IsZero() || strings.HasPrefix(path, "owner") {
			return
		}
		r.Texts++
		for lang, own := range map[locale.Lang]string{locale.SV: t.SV, locale.EN: t.EN} {
			if own == "" {
				continue
			}
			if lang == locale.EN && untranslated(path, t) {
				r.Same = append(r.Same, path)
				continue
			}
			r.In[lang]++
			all[lang].WriteString(own + "\n\n")
			if lix, n := locale.Lix(own), len(strings.Fields(own)); lix >= MaxLix && n >= shownWords {
				at := path + "." + string(lang)
				r.Hard = append(r.Hard, HardText{at, lix, n, locale.Hardest(own), l.reason(at)})
			}
		}
	})
	for _, lang := range locale.Langs() {
		r.Lix[lang] = locale.Lix(all[lang].String())
	}
	slices.SortStableFunc(r.Hard, func(a, b HardText) int { return b.Lix - a.Lix })
	return r
}

// untranslated says whether a text is the same in both languages although it hardly can be: a title, or several words. One word, such as Budget or Lunch,
// may be the label of something in both.
func untranslated(path string, t *locale.Text) bool {
	isTitle := path == "title" || path == "secrecy.public_title"
	return t.SV == t.EN && (isTitle || len(strings.Fields(t.SV)) > 1)
}

func (l *linter) reason(at string) string {
	for _, reason := range l.service.Lix {
		if reason.Text == at {
			return reason.Why
		}
	}
	return ""
}

// readable holds texts for residents under the limit, each long one by itself and all together, unless the file says why not.
func (l *linter) readable() {
	r := l.readability()
	for _, h := range r.Hard {
		if h.Words >= LixWords && h.Why == "" {
			l.Faultf(h.Path, "%s. Where the law's own words force it, say so: lix: [{text: %s, why: …}]", TooHard(h.Lix, h.Sentence), h.Path)
		}
	}
	for _, lang := range locale.Langs() {
		if lix := r.Lix[lang]; lix >= MaxLix {
			l.Faultf("title."+string(lang), "all texts together have LIX %d in this language; want under %d", lix, MaxLix)
		}
	}
	for i, reason := range l.service.Lix {
		path := fmt.Sprintf("lix[%d]", i)
		if reason.Why == "" {
			l.Faultf(path, "a reason needs why: what forces the words")
		}
		if !slices.ContainsFunc(r.Hard, func(h HardText) bool { return h.Path == reason.Text }) {
			l.Faultf(path, "no text %q has LIX %d or more; take the reason away", reason.Text, MaxLix)
		}
	}
}

// TooHard are the words of a fault: a text's index, and its hardest sentence.
func TooHard(lix int, sentence string) string {
	if r := []rune(sentence); len(r) > 90 {
		sentence = string(r[:90]) + "…"
	}
	return fmt.Sprintf("the text has LIX %d; want under %d. Hardest is %q: split it, or take shorter words", lix, MaxLix, sentence)
}
