package knowledge

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// unended are abbreviations, without their last full stop, after which a sentence goes on.
var unended = map[string]bool{
	"t.ex": true, "kl": true, "kap": true, "nr": true, "tel": true, "ca": true, "s.k": true, "fr.o.m": true, "t.o.m": true, "p.g.a": true, "pga": true,
	"bl.a": true, "d.v.s": true, "dvs": true, "jfr": true, "resp": true, "e.g": true, "i.e": true, "dr": true, "no": true, "art": true, "enl": true,
}

// SentenceEnds are the offsets in a text where sentences end: after the mark and the quotes or brackets that close with it. The last is the text's
// length, unless the text is empty.
func SentenceEnds(text string) []int {
	var ends []int
	for i, r := range text {
		if !strings.ContainsRune(".!?", r) {
			continue
		}
		end := i + 1
		for end < len(text) {
			next, size := utf8.DecodeRuneInString(text[end:])
			if !strings.ContainsRune(`.!?"”’)»`, next) {
				break
			}
			end += size
		}
		rest := strings.TrimLeft(text[end:], " \n\t")
		if rest == "" || len(rest) == len(text[end:]) || !begins(rest) || r == '.' && abbreviated(text[:i]) {
			continue
		}
		ends = append(ends, end)
	}
	if text != "" {
		ends = append(ends, len(text))
	}
	return ends
}

// begins says whether a text begins as a sentence does.
func begins(text string) bool {
	first, _ := utf8.DecodeRuneInString(text)
	return unicode.IsUpper(first) || unicode.IsDigit(first) || strings.ContainsRune(`"”’(»{–`, first)
}

// abbreviated says whether a text's last word is an abbreviation or a single capital, so that the full stop after it does not end a sentence.
func abbreviated(text string) bool {
	word := text[strings.LastIndexAny(text, " \n\t(")+1:]
	r, size := utf8.DecodeRuneInString(word)
	return unended[strings.ToLower(word)] || size > 0 && size == len(word) && unicode.IsUpper(r)
}

// sentences cuts spans where sentences end.
func sentences(spans []Span) []Sentence {
	var all strings.Builder
	for _, s := range spans {
		all.WriteString(s.Text)
	}
	text := all.String()
	var out []Sentence
	from := 0
	for _, end := range SentenceEnds(text) {
		if s := cut(spans, from, end); len(s) > 0 {
			out = append(out, s)
		}
		from = end
	}
	return out
}

// cut is the part of spans between two offsets in their joined text, without white space at either end.
func cut(spans []Span, from, to int) Sentence {
	var out Sentence
	at := 0
	for _, s := range spans {
		begin, end := max(from-at, 0), min(to-at, len(s.Text))
		at += len(s.Text)
		if begin < end {
			s.Text = s.Text[begin:end]
			out = append(out, s)
		}
	}
	for len(out) > 0 {
		out[0].Text = strings.TrimLeft(out[0].Text, " ")
		if out[0].Text != "" {
			break
		}
		out = out[1:]
	}
	for len(out) > 0 {
		last := &out[len(out)-1]
		last.Text = strings.TrimRight(last.Text, " ")
		if last.Text != "" {
			break
		}
		out = out[:len(out)-1]
	}
	return out
}
