package mail

import (
	_ "embed"
	"fmt"
	"html/template"
	"math"
	"strconv"
	"strings"

	"forvag/internal/locale"
	"forvag/notify"
)

// Look is who speaks, and how they look.
type Look struct {
	// Name is the municipality's.
	Name string
	// Colour is its brand's, "#rrggbb".
	Colour string
	// Contact is where questions go, in words: a telephone number, an address. Empty where there is none.
	Contact string
	// Settings is where the reader chooses how to be told; empty where a message is no part of that.
	Settings string
}

// words are a message's, from which both its text and its HTML are made.
type words struct {
	Lang       locale.Lang
	Title      string
	Paragraphs []string
	Link       link
	Look       Look
	// Ink is the colour of words on the brand's.
	Ink string
	// Small stands below, each a line or a link.
	Small []small
}

type link struct{ Text, Href string }

// small is a line at the end: words, or a link.
type small struct{ Text, Href string }

func wordsOf(m notify.Message, l Look) words {
	w := words{Lang: m.Lang, Title: m.Title, Link: link{m.LinkText, m.Link}, Look: l, Ink: ink(l.Colour)}
	for p := range strings.SplitSeq(m.Text, "\n\n") {
		if p = strings.TrimSpace(p); p != "" {
			w.Paragraphs = append(w.Paragraphs, p)
		}
	}
	t := func(key string, args ...any) string { return locale.T(m.Lang, key, args...) }
	if m.Matter != "" {
		w.Small = append(w.Small, small{Text: t("mail.why", l.Name)})
	}
	if l.Contact != "" {
		w.Small = append(w.Small, small{Text: t("mail.noreply") + " " + t("mail.contact", l.Name, l.Contact)})
	} else {
		w.Small = append(w.Small, small{Text: t("mail.noreply")})
	}
	if m.Matter != "" && l.Settings != "" {
		w.Small = append(w.Small, small{t("mail.change"), l.Settings})
	}
	if m.Unsubscribe != "" {
		w.Small = append(w.Small, small{t("mail.unsubscribe"), m.Unsubscribe})
	}
	return w
}

// text is the message for who reads no HTML.
func (w words) text() string {
	var b strings.Builder
	for _, p := range w.Paragraphs {
		b.WriteString(p + "\n\n")
	}
	if w.Link.Href != "" {
		fmt.Fprintf(&b, "%s: %s\n\n", w.Link.Text, w.Link.Href)
	}
	b.WriteString("-- \n" + w.Look.Name + "\n\n") // RFC 3676, 4.3
	for _, s := range w.Small {
		if s.Href != "" {
			fmt.Fprintf(&b, "%s: %s\n", s.Text, s.Href)
		} else {
			b.WriteString(s.Text + "\n")
		}
	}
	return b.String()
}

//go:embed message.html
var page string

var layout = template.Must(template.New("message").Funcs(template.FuncMap{
	"lines": func(p string) []string { return strings.Split(p, "\n") },
}).Parse(page))

// html is the message as a page: one column, with its looks in its elements, since many readers drop all else.
func (w words) html() (string, error) {
	var b strings.Builder
	if err := layout.Execute(&b, w); err != nil {
		return "", fmt.Errorf("mail: %w", err)
	}
	return b.String(), nil
}

// ink is white or black, whichever reads better on a colour (WCAG 2.2, 1.4.3); white on one that cannot be read.
func ink(colour string) string {
	n, err := strconv.ParseUint(strings.TrimPrefix(colour, "#"), 16, 32)
	if err != nil {
		return "#ffffff"
	}
	channel := func(shift int) float64 {
		c := float64(n>>shift&0xff) / 255
		if c <= 0.04045 {
			return c / 12.92
		}
		return math.Pow((c+0.055)/1.055, 2.4)
	}
	light := 0.2126*channel(16) + 0.7152*channel(8) + 0.0722*channel(0)
	if 1.05/(light+0.05) >= (light+0.05)/0.05 {
		return "#ffffff"
	}
	return "#000000"
}
