package municipality

import (
	_ "embed"
	"errors"
	"regexp"
	"strconv"
	"strings"

	"forvag/internal/civil"
)

//go:embed scaffold/kommun.yaml
var scaffold string

// ToFillIn stands in a new kommun.yaml where only the municipality itself knows what to write: "fill in".
const ToFillIn = "FYLL I"

// What of the sample a new file does not take over: by what number in its order a board has delegated, who has decided on a local number, and where a board
// of Almby gets its mail.
var (
	refLine     = regexp.MustCompile(`(?m)^(    )ref: .*\n`)
	decidedLine = regexp.MustCompile(`(?m)^(    decided: ).*$`)
	emailLine   = regexp.MustCompile(`(?m)^    email: .*\n`)
	managerLine = regexp.MustCompile(`(?m)^    manager: .*\n`)
)

// New is the kommun.yaml of a municipality by its name ("Falkenbergs kommun") and its place ("Falkenberg"), with a comment at each key, which passes Decode and has every board, delegation
// and setting that the services of the program need. What has to be written stands as ToFillIn. There is no staff in it, nothing is delegated, and
// today is when its accessibility statement was last looked through.
func New(name, place string, today civil.Date) (string, error) {
	name, place = strings.TrimSpace(name), strings.TrimSpace(place)
	if name == "" || place == "" || strings.ContainsFunc(name+place, func(r rune) bool { return r < ' ' }) {
		return "", errors.New("a municipality's name is some words on one line, as Falkenbergs kommun; its place is Falkenberg")
	}
	sample := sections()
	return strings.NewReplacer(
		"@COMMENT@", name, "@NAME@", strconv.Quote(name), "@ENGLISH@", strconv.Quote("Municipality of "+place), "@PLACE@", strconv.Quote(place), "@TODAY@", today.String(),
		"@BOARDS@", firstManager(emailLine.ReplaceAllString(sample["boards"], "#:    email: "+ToFillIn+"\n")),
		"@DELEGATION@", refLine.ReplaceAllString(sample["delegation"], "#:    ref: KS 1.1             # "+ToFillIn+": the number in your own order\n"),
		"@SETTINGS@", decidedLine.ReplaceAllString(sample["settings"], "${1}"+ToFillIn),
	).Replace(scaffold), nil
}

// topKey is where a key of the file begins that no other key holds.
var topKey = regexp.MustCompile(`(?m)^([a-z_]+):`)

// sections are the texts of Almby's file by their keys, without the comments before the next.
func sections() map[string]string {
	data, err := embedded.ReadFile("default.yaml")
	if err != nil {
		panic(err)
	}
	text, out := string(data), map[string]string{}
	starts := topKey.FindAllStringSubmatchIndex(text, -1)
	for i, at := range starts {
		end := len(text)
		if i+1 < len(starts) {
			end = starts[i+1][0]
		}
		body, _, _ := strings.Cut(text[at[0]:end], "\n\n") // a blank line ends a section, and what comments on the next follows it
		out[text[at[2]:at[3]]] = strings.TrimRight(body, "\n") + "\n"
	}
	return out
}

// firstManager leaves of the boards' managers a line at the first board, with the head of administration whom the file has as an example.
func firstManager(boards string) string {
	first := true
	return managerLine.ReplaceAllStringFunc(boards, func(string) string {
		if !first {
			return ""
		}
		first = false
		return "#:    manager: 0192f0c1-7a52-7c3e-9d54-3f1b8f0c2a13   # whom the board's cases are handed up to when nobody does anything with them\n"
	})
}
