// Package authored keeps the articles that staff write in the desk: drafts as they were typed, right or wrong, and the versions that were published, by
// hash. A published version stands over the files, in both languages, until it is withdrawn.
package authored

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strconv"
	"strings"
	"time"

	"forvag/internal/civil"
	"forvag/internal/identity"
	"forvag/internal/locale"
	"forvag/internal/strict"
	"forvag/knowledge"
)

// Draft is an article on its way, as it was typed: nothing in it need be right.
type Draft struct {
	ID string `json:"-"`
	// Article is the id that it is to have; Base is the number of the desk's version that it began from, zero where the desk has none.
	Article string
	Base    int
	// Existing says that the article is there already, so that its id is settled.
	Existing bool

	Topic, Board         string
	Services, Situations []string
	// From and To are days as they were written; empty where there is none.
	From, To string
	// SV is the Swedish text, EN the English, which may be left out.
	SV, EN Words

	Officer identity.PersonID `json:"-"`
	Saved   time.Time         `json:"-"`
	// Version is what a later save must match; zero before the first.
	Version int64 `json:"-"`
}

// Words are an article in one language.
type Words struct {
	Title, Body string
	// Owner is the function that answers for the text.
	Owner string
	// Law is the legal basis, and Questions are how residents put it, one a line.
	Law, Questions string
	// Lix is why the text is harder to read than the limit.
	Lix string
}

// IsZero says that nothing is written.
func (w Words) IsZero() bool {
	return strings.TrimSpace(w.Title+w.Body+w.Questions) == ""
}

// Of are the words in a language.
func (d *Draft) Of(lang locale.Lang) *Words {
	if lang == locale.EN {
		return &d.EN
	}
	return &d.SV
}

// Texts are the draft as files: Swedish, and English where something is written in it. reviewed is the day that stands as when somebody last read it.
func (d *Draft) Texts(reviewed civil.Date) []knowledge.Text {
	texts := []knowledge.Text{{ID: d.Article, Lang: locale.SV, Data: d.source(locale.SV, reviewed).Bytes()}}
	if !d.EN.IsZero() {
		texts = append(texts, knowledge.Text{ID: d.Article, Lang: locale.EN, Data: d.source(locale.EN, reviewed).Bytes()})
	}
	return texts
}

// FieldOf is the name of what a fault is about in a text that Texts gave: a key of the header, such as "title", or "body", or "id" where it is the
// article's own.
func FieldOf(text []byte, f strict.Fault) string {
	if m := aboutKey.FindStringSubmatch(f.Words); m != nil {
		return m[1]
	}
	if aboutID.MatchString(f.Words) {
		return "id"
	}
	field := "title"
	for i, l := range strings.Split(string(text), "\n") {
		if i > 0 && l == "---" {
			field = "body"
		} else if key, _, found := strings.Cut(l, ":"); field != "body" && found && headerKey.MatchString(key) {
			field = key
		}
		if i+1 >= f.Line {
			break
		}
	}
	return field
}

// What is missing from a header has no line of its own.
var (
	aboutKey = regexp.MustCompile(`^(\w+) is missing$`)
	aboutID  = regexp.MustCompile(`cannot be an article's id|^there is no article .* in Swedish`)
)

var headerKey = regexp.MustCompile(`^[a-z]+$`)

// source is the file.
func (d *Draft) source(lang locale.Lang, reviewed civil.Date) *bytes.Buffer {
	var b bytes.Buffer
	w := d.Of(lang)
	line := func(key, value string) {
		if value = strings.TrimSpace(value); value != "" {
			b.WriteString(key + ": " + scalar(value) + "\n")
		}
	}
	list := func(key string, values []string) {
		if len(values) == 0 {
			return
		}
		b.WriteString(key + ":\n")
		for _, v := range values {
			b.WriteString("  - " + scalar(v) + "\n")
		}
	}
	b.WriteString("---\n")
	line("title", w.Title)
	line("topic", d.Topic)
	list("services", d.Services)
	list("situations", d.Situations)
	list("law", Lines(w.Law))
	line("board", d.Board)
	line("owner", w.Owner)
	line("from", d.From)
	line("to", d.To)
	line("reviewed", reviewed.String())
	list("questions", Lines(w.Questions))
	line("lix", w.Lix)
	b.WriteString("---\n")
	b.WriteString(strings.TrimSpace(strings.ReplaceAll(w.Body, "\r\n", "\n")) + "\n")
	return &b
}

// plain is what YAML reads as the text that it is.
var plain = regexp.MustCompile(`^[\pL\d][\pL\d §.,;?!()/–%]*(-[\pL\d]+[\pL\d .,?!]*)*$`)

// reserved is what YAML, in one version or another, reads as something else than text.
var reserved = regexp.MustCompile(`(?i)^(true|false|yes|no|on|off|y|n|null|[\d.,_ +-]+(e\d+)?|0[xo].*)$`)

func scalar(text string) string {
	if day, err := civil.Parse(text); err == nil && day.String() == text || plain.MatchString(text) && !reserved.MatchString(text) {
		return text
	}
	var b bytes.Buffer
	quoted := json.NewEncoder(&b)
	quoted.SetEscapeHTML(false)
	if quoted.Encode(text) != nil { // a string can always be written
		return strconv.Quote(text)
	}
	return strings.TrimSpace(b.String())
}

// Lines are the lines of a text that have something on them.
func Lines(text string) []string {
	var out []string
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}

// From makes a draft of an article in both languages; en may be nil.
func From(sv, en *knowledge.Article) Draft {
	d := Draft{Article: sv.ID, Existing: true, Topic: string(sv.Topic), Board: string(sv.Board), Services: sv.Services, Situations: sv.Situations, From: day(sv.From),
		To: day(sv.To), SV: wordsOf(sv)}
	if en != nil {
		d.EN = wordsOf(en)
	}
	return d
}

func day(d civil.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.String()
}

func wordsOf(a *knowledge.Article) Words {
	_, rest, _ := bytes.Cut(a.Source, []byte("---\n"))
	_, body, _ := bytes.Cut(rest, []byte("\n---\n"))
	return Words{Title: a.Title, Body: strings.TrimSpace(string(body)), Owner: a.Owner, Law: strings.Join(a.Law, "\n"), Questions: strings.Join(a.Questions, "\n"),
		Lix: a.Lix}
}
