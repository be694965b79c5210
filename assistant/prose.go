package assistant

import (
	"regexp"
	"strconv"
	"strings"

	"forvag/knowledge"
)

// prose takes what a model writes as it comes and gives its sentences as they are complete.
type prose struct{ open string }

var (
	// cites is one citation or several, [1] or [1, 3]; citesLast are those that stand after a sentence's last mark, where they belong before it.
	cites     = regexp.MustCompile(`\[[0-9]{1,3}(?: ?, ?[0-9]{1,3})*\]`)
	citesLast = regexp.MustCompile(`([.!?][.!?"”’)»]*)((?: ?` + cites.String() + `)+)`)
	bullet    = regexp.MustCompile(`^\s*(?:[-*•–]|#+|[0-9]{1,2}[.)])(?:\s+|$)`)
	token     = regexp.MustCompile(`⟦([^⟦⟧]*)⟧`)
)

// add takes more text and gives the sentences that it completes. One is complete when the next has begun, or the line has ended.
func (p *prose) add(text string) []string {
	p.open += text
	var out []string
	for {
		line, rest, ended := strings.Cut(p.open, "\n")
		if !ended {
			break
		}
		p.open = line
		out, p.open = append(out, p.end()...), rest
	}
	p.open = citesLast.ReplaceAllString(p.open, "$2$1")
	ends := knowledge.SentenceEnds(p.open)
	from := 0
	for _, end := range ends[:max(0, len(ends)-1)] {
		out = appendSentence(out, p.open[from:end])
		from = end
	}
	p.open = p.open[from:]
	return out
}

// end gives what is left.
func (p *prose) end() []string {
	text := citesLast.ReplaceAllString(p.open, "$2$1")
	p.open = ""
	var out []string
	from := 0
	for _, end := range knowledge.SentenceEnds(text) {
		out = appendSentence(out, text[from:end])
		from = end
	}
	return out
}

// appendSentence leaves out the marks of lists and headings, and what is empty without them.
func appendSentence(out []string, text string) []string {
	text = strings.TrimSpace(strings.ReplaceAll(bullet.ReplaceAllString(text, ""), "**", ""))
	if text == "" {
		return out
	}
	return append(out, text)
}

// claim is a sentence that a model wrote, taken apart.
type claim struct {
	// cites are the numbers of the sources that it names.
	cites []int
	// spans are its words with links; text is its words without what links are called, which is ours.
	spans knowledge.Sentence
	text  string
}

var (
	// misplaced is what no sentence of an answer has: addresses, marks of HTML and Markdown, brackets that are neither citation nor link.
	misplaced = regexp.MustCompile("://|(?i)\\bwww\\.|@|[<>`|\\\\⟦⟧\\[\\]{}]|[\\p{L}\\p{N}-]{3,}\\.\\p{L}{2,}")
	spaces    = regexp.MustCompile(`\s+`)
	beforeEnd = regexp.MustCompile(` +([.,;:!?)])`)
)

// parse takes a sentence apart. It says false where it has a link that was not offered, or something that no answer has.
func parse(raw string, links []Destination) (claim, bool) {
	var c claim
	raw = cites.ReplaceAllStringFunc(raw, func(list string) string {
		for _, n := range strings.Split(strings.Trim(list, "[]"), ",") {
			number, _ := strconv.Atoi(strings.TrimSpace(n)) // at most three digits, says the pattern
			c.cites = append(c.cites, number)
		}
		return ""
	})
	raw = beforeEnd.ReplaceAllString(spaces.ReplaceAllString(strings.Map(visible, raw), " "), "$1")
	raw = strings.TrimSpace(raw)
	var words strings.Builder
	from := 0
	say := func(text string) {
		words.WriteString(text)
		if text != "" {
			c.spans = append(c.spans, knowledge.Span{Text: text})
		}
	}
	for _, at := range token.FindAllStringIndex(raw, -1) {
		d := destination(links, raw[at[0]:at[1]])
		if d == nil {
			return c, false
		}
		say(raw[from:at[0]])
		c.spans = append(c.spans, knowledge.Span{Text: d.Title, Link: d.link})
		words.WriteString(" ")
		from = at[1]
	}
	say(raw[from:])
	c.text = words.String()
	return c, !misplaced.MatchString(c.text)
}

func destination(links []Destination, token string) *Destination {
	for i := range links {
		if links[i].Token == token {
			return &links[i]
		}
	}
	return nil
}
