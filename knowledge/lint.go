package knowledge

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"forvag/internal/catalog"
	"forvag/internal/identity"
	"forvag/internal/locale"
	"forvag/internal/strict"
)

// The least that residents' own words for a matter may be, and the most sentences of a lead.
const (
	minQuestions = 3
	maxLead      = 3
)

var (
	// address is what looks like a page or a mailbox.
	address = regexp.MustCompile(`https?://\S+|www\.\S+|[\w.+-]+@[\w-]+\.\w+`)
	// money is an amount, which belongs among the settings.
	money = regexp.MustCompile(`(?i)\d[\d\s\x{a0}.,]*(kr|kronor|sek)([^\pL]|$)|\bSEK[\s\x{a0}]\d`)
)

// lint checks all files, each against the others where they belong together.
func (r *reading) lint() {
	known := map[string]bool{}
	for _, f := range r.files {
		known[f.article.ID] = true
	}
	ids := slices.Sorted(maps.Keys(known))
	for _, f := range r.files {
		l := linter{file: f, options: r.options, articles: ids}
		l.all()
	}
	r.pairs()
	for _, f := range r.files {
		r.faults = append(r.faults, f.header.Faults()...)
		r.faults = append(r.faults, f.body.faults...)
	}
}

// linter checks one file.
type linter struct {
	*file
	options  Options
	articles []string
}

// all checks everything but what an article says in another language.
func (l *linter) all() {
	l.headerKeys()
	l.names()
	l.structure()
	l.leads()
}

// lint is all that is wrong with one file among articles with these ids.
func (f *file) lint(o Options, ids []string) []strict.Fault {
	l := linter{file: f, options: o, articles: ids}
	l.all()
	return strict.Sort(slices.Concat(f.header.Faults(), f.body.faults))
}

// lack reports what the municipality does not have: as a fault, or as the reason to leave out an article that the program carries.
func (l *linter) lack(fault func(words string), format string, args ...any) {
	words := fmt.Sprintf(format, args...)
	if !l.carried {
		fault(words)
		return
	}
	l.lacks = cmp.Or(l.lacks, words)
}

func (l *linter) inHeader(path string, offset int) func(string) {
	return func(words string) { l.header.FaultIn(path, offset, "%s", words) }
}

func (l *linter) inBody(offset int) func(string) {
	return func(words string) { l.body.faultf(offset, "%s", words) }
}

func (l *linter) headerKeys() {
	if !l.header.Has("") {
		return // no YAML: that everything is missing goes without saying
	}
	a := l.article
	if !idForm.MatchString(a.ID) {
		l.header.Faultf("", "%q cannot be an article's id; call the file by lower-case letters, digits and hyphens", a.ID)
	}
	for _, name := range []string{"title", "topic", "board", "owner", "reviewed", "questions"} {
		if !l.header.Has(name) {
			l.header.Faultf(name, "%s is missing", name)
		}
	}
	if n := len(a.Questions); l.header.Has("questions") && n < minQuestions {
		l.header.Faultf("questions", "want at least %d ways in which residents put it, not %d", minQuestions, n)
	}
	if !a.From.IsZero() && !a.To.IsZero() && a.To.Before(a.From) {
		l.header.Faultf("to", "to is before from")
	}
	if a.Board != "" && l.options.Municipality.Board(a.Board) == nil {
		l.lack(l.inHeader("board", 0), "there is no board %q%s", a.Board, strict.Suggest(string(a.Board), l.boards()))
	}
	a.Services = l.had("services", "service", a.Services, l.options.Services)
	a.Situations = l.had("situations", "situation", a.Situations, l.options.Situations)
}

// had are those of the ids that a key names which there are. One that there is not is a fault; in an article that the program carries it is left out,
// and the article with it where none remains.
func (l *linter) had(key, kind string, ids, known []string) []string {
	if known == nil {
		return ids
	}
	var there []string
	for i, id := range ids {
		switch {
		case slices.Contains(known, id):
			there = append(there, id)
		case !l.carried || i == len(ids)-1 && len(there) == 0:
			l.lack(l.inHeader(fmt.Sprintf("%s[%d]", key, i), 0), "there is no %s %q%s", kind, id, strict.Suggest(id, known))
		}
	}
	return there
}

func (l *linter) boards() []string {
	codes := make([]string, len(l.options.Municipality.Boards))
	for i, b := range l.options.Municipality.Boards {
		codes[i] = string(b.Code)
	}
	return codes
}

// names checks what stands in braces, in the title and the questions and in the body.
func (l *linter) names() {
	check := func(text string, at func(offset int) func(string)) {
		for _, m := range braces.FindAllStringIndex(text, -1) {
			l.name(text[m[0]:m[1]], at(m[0]))
		}
	}
	check(l.article.Title, func(offset int) func(string) { return l.inHeader("title", len([]rune(l.article.Title[:offset]))) })
	for i, q := range l.article.Questions {
		check(q, func(offset int) func(string) {
			return l.inHeader(fmt.Sprintf("questions[%d]", i), len([]rune(q[:offset])))
		})
	}
	check(string(l.body.data[l.body.start:]), l.inBody)
}

var nameKinds = []string{"setting", "board", "municipality", "place"}

func (l *linter) name(written string, fault func(string)) {
	name := strings.Trim(written, "{}")
	kind, rest, _ := strings.Cut(name, ".")
	m := l.options.Municipality
	switch kind {
	case "municipality":
		if rest != "" {
			fault("the municipality's name is {municipality}")
		}
	case "board":
		if m.Board(identity.BoardID(rest)) == nil {
			l.lack(fault, "there is no board %q%s", rest, strict.Suggest(rest, l.boards()))
		}
	case "setting":
		s := m.Settings[rest]
		if s == nil {
			near := cmp.Or(strict.Suggest(rest, slices.Sorted(maps.Keys(m.Settings))), "; they stand under settings in kommun.yaml")
			l.lack(fault, "there is no setting %q%s", rest, near)
		} else if _, ok := s.On(l.options.Today); !ok {
			l.lack(fault, "the setting %q has no value today; give it one in kommun.yaml, with the day from which it holds", rest)
		}
	case "place":
		l.place(rest, fault)
	default:
		fault(fmt.Sprintf("want {setting.NAME}, {board.CODE}, {municipality} or {place.ID.name}, not %s%s", written, strict.Suggest(kind, nameKinds)))
	}
}

func (l *linter) place(name string, fault func(string)) {
	id, part, _ := strings.Cut(name, ".")
	p := l.options.Municipality.PlaceByID(id)
	switch {
	case !slices.Contains(placeParts, part):
		fault(fmt.Sprintf("a text can say of a place its %s, not %q%s", strings.Join(placeParts, ", "), part, strict.Suggest(part, placeParts)))
	case p == nil:
		ids := make([]string, len(l.options.Municipality.Places))
		for i, p := range l.options.Municipality.Places {
			ids[i] = p.ID
		}
		l.lack(fault, "there is no place %q%s", id, cmp.Or(strict.Suggest(id, ids), "; they stand under places in kommun.yaml"))
	case placeText(p, part).IsZero():
		l.lack(fault, "the place %q has no %s in kommun.yaml", id, part)
	}
}

// structure checks what the text is made of: a lead, headings with text under them, no addresses and no amounts.
func (l *linter) structure() {
	a := l.article
	if len(a.Lead()) == 0 || a.Passages[0].Blocks[0].Kind != Paragraph {
		l.body.faultf(0, "the text begins with a paragraph that answers by itself, before any heading")
	} else if n := len(a.Lead()); n > maxLead {
		l.body.faultf(l.firstText(), "the first paragraph answers in one to %d sentences; this has %d", maxLead, n)
	}
	for _, p := range a.Passages[1:] {
		if len(p.Blocks) == 0 {
			l.body.faultf(l.headingOffset(p), "there is nothing under the heading %q", p.Heading)
		}
	}
	text := l.body.data[l.body.start:]
	for _, m := range address.FindAllIndex(text, -1) {
		l.body.faultf(m[0], "no addresses stand in the text; an outside page is a link of links.yaml, written [words](link:ID)")
	}
	for _, m := range money.FindAllIndex(text, -1) {
		l.body.faultf(m[0], "amounts are settings of kommun.yaml, written {setting.NAME}")
	}
}

func (l *linter) firstText() int {
	text := l.body.data[l.body.start:]
	return len(text) - len(bytes.TrimLeft(text, "\n "))
}

func (l *linter) headingOffset(p Passage) int {
	return max(bytes.Index(l.body.data[l.body.start:], []byte("## "+p.Heading)), 0)
}

// leads checks that links lead somewhere.
func (l *linter) leads() {
	options := map[LinkKind][]string{
		ToService: l.options.Services, ToCheck: l.options.Checks, ToSituation: l.options.Situations, ToArticle: l.articles, ToLink: l.options.Links,
	}
	for _, to := range l.body.links {
		if options[to.Kind] == nil || slices.Contains(options[to.Kind], to.ID) {
			continue
		}
		switch near := strict.Suggest(to.ID, options[to.Kind]); to.Kind {
		case ToCheck:
			l.lack(l.inBody(to.at), "no service %q has a guided check%s", to.ID, near)
		case ToLink: // a municipality may leave out links, which does not make an article wrong
			l.lack(l.inBody(to.at), "there is no link %q%s", to.ID, cmp.Or(near, "; they stand in links.yaml"))
		case ToArticle:
			if !l.carried { // one that is not used is named without a link
				l.body.faultf(to.at, "there is no %s %q%s", to.Kind, to.ID, near)
			}
		default:
			l.lack(l.inBody(to.at), "there is no %s %q%s", to.Kind, to.ID, near)
		}
	}
}

// pairs checks that an article says the same of itself in both languages, and that none stands in English alone.
func (r *reading) pairs() {
	swedish := map[string]*file{}
	for _, f := range r.files {
		if f.article.Lang == locale.SV {
			swedish[f.article.ID] = f
		}
	}
	for _, f := range r.files {
		if f.article.Lang == locale.SV {
			continue
		}
		sv := swedish[f.article.ID]
		if sv == nil {
			f.header.Faultf("", "there is no article %q in Swedish%s", f.article.ID, strict.Suggest(f.article.ID, slices.Sorted(maps.Keys(swedish))))
			continue
		}
		a, b := f.article, sv.article
		for _, pair := range []struct {
			key  string
			same bool
		}{
			{"topic", a.Topic == b.Topic}, {"services", slices.Equal(a.Services, b.Services)}, {"situations", slices.Equal(a.Situations, b.Situations)},
			{"board", a.Board == b.Board}, {"from", a.From == b.From}, {"to", a.To == b.To},
		} {
			if !pair.same {
				f.header.Faultf(pair.key, "%s is not as in Swedish", pair.key)
			}
		}
		if f.lacks == "" {
			f.lacks = sv.lacks
		}
	}
}

// readable holds the text under the readability index, unless the header says why not. It gives all faults of the header, those known before too.
func (f *file) readable(o Options) []strict.Fault {
	lix, hardest, n := f.lix(o)
	d := f.header
	switch {
	case lix >= catalog.MaxLix && f.article.Lix == "" && n >= catalog.LixWords:
		d.Faultf("title", "%s. Where the law's own words force it, say so: lix: why", catalog.TooHard(lix, hardest))
	case (lix < catalog.MaxLix || n < catalog.LixWords) && d.Has("lix"):
		d.Faultf("lix", "the text has LIX %d; take the reason away", lix)
	}
	return d.Faults()
}

// lix is the readability index of the text as it reads today, its hardest sentence, and its number of words.
func (f *file) lix(o Options) (index int, hardest string, count int) {
	text := f.article.filled(values{m: o.Municipality, day: o.Today}).Text()
	return locale.Lix(text), locale.Hardest(text), len(strings.Fields(text))
}
