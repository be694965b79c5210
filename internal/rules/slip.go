package rules

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"
)

// slips are what people write who think in another language than CEL, and what they mean. The longest come first.
var slips = []struct {
	wrong *regexp.Regexp
	right string
}{
	{regexp.MustCompile(`^=<`), "at most is written <="},
	{regexp.MustCompile(`^=>`), "at least is written >="},
	{regexp.MustCompile(`^<>`), "not equal is written !="},
	{regexp.MustCompile(`^(?:={3,}|!==)`), "equal is written ==, and not equal !="},
	{regexp.MustCompile(`^(?:[<>=!]=|&&|\|\|)`), ""}, // right
	{regexp.MustCompile(`^=`), "equal is written =="},
	{regexp.MustCompile(`^&`), "and is written &&"},
	{regexp.MustCompile(`^\|`), "or is written ||"},
	{regexp.MustCompile(`^(?i:and|och)\b`), "and is written &&"},
	{regexp.MustCompile(`^(?i:or|eller)\b`), "or is written ||"},
	{regexp.MustCompile(`^(?i:not|inte)\b`), "not is written !"},
	{regexp.MustCompile(`^[“”„’‘»«]`), `a text stands in straight quotes, "so" or 'so'`},
	{regexp.MustCompile(`^[\pL_][\pL\pN_.]*`), ""}, // a name
	{regexp.MustCompile(`^(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')`), ""},
	{regexp.MustCompile(`^["']`), "the text has no quote at its end"},
}

// slip finds the first slip in an expression that cannot be read; false where it is no known one.
func slip(source string) (*Error, bool) {
	for at := 0; at < len(source); {
		_, step := utf8.DecodeRuneInString(source[at:])
		for _, s := range slips {
			found := s.wrong.FindString(source[at:])
			if found == "" {
				continue
			}
			if s.right != "" {
				return &Error{Offset: utf8.RuneCountInString(source[:at]), Words: fmt.Sprintf("cannot read %s here: %s", found, s.right)}, true
			}
			step = len(found)
			break
		}
		at += step
	}
	if open, closed := strings.Count(source, "("), strings.Count(source, ")"); open > closed {
		return &Error{Offset: utf8.RuneCountInString(source), Words: "the expression ends too early: a parenthesis is not closed"}, true
	}
	return nil, false
}
