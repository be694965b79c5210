// Package navet reads the text files in which Skatteverket's Navet tells what the population register says of people: one record (post) for each, of terms
// (#UP code value) whose codes a table explains. It says what stands there and keeps nothing.
//
// A record tells all that holds of somebody, never what changed. What cannot be used is left out with its reason, and never stops the rest.
package navet

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"forvag/internal/civil"
)

// The lines that are known. A line of another word with # before it describes the delivery, and says nothing of anybody.
const (
	postStart = "#POST_START"
	postEnd   = "#POST_SLUT"
	termLine  = "#UP"
	created   = "#SKAPAD"
)

// The most that is read of one line, in bytes, and of one record, in terms.
const (
	maxLine  = 4 << 10
	maxTerms = 500
)

// Is says whether a file that begins so is one of Navet's.
func Is(head []byte) bool {
	head = bytes.TrimSpace(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")))
	return bytes.HasPrefix(head, []byte("#"))
}

// Created is the day on which a file says that it was made, which may stand last in it; zero where it does not say.
func Created(r io.Reader) (day civil.Date, err error) {
	err = lines(r, func(_ int, text string, _ bool) error {
		if word, rest, _ := strings.Cut(text, " "); word == created && len(rest) >= 8 {
			d, _, _ := strings.Cut(strings.TrimSpace(rest), " ")
			d = strings.ReplaceAll(d, "-", "")
			if len(d) == 8 {
				if found, err := civil.Parse(d[:4] + "-" + d[4:6] + "-" + d[6:]); err == nil {
					day = found
				}
			}
		}
		return nil
	})
	return day, err
}

// Read calls record for each record of a file, in order, and aside for what stands outside of any and is no line of Navet's. today is for reading numbers.
// An error of record ends it.
func Read(r io.Reader, codes *Codes, today civil.Date, record func(Record) error, aside func(Aside)) error {
	var open *draft
	terms := 0
	err := lines(r, func(n int, text string, long bool) error {
		word, rest, _ := strings.Cut(text, " ")
		switch {
		case open != nil && (word == postStart || word == postEnd):
			if word == postStart {
				open.bad(n, "the record has no end")
			}
			done := open.whole()
			if open = nil; word == postStart {
				open, terms = &draft{Record: Record{Line: n}, codes: codes, today: today}, 0
			}
			return record(done)
		case word == postStart:
			open, terms = &draft{Record: Record{Line: n}, codes: codes, today: today}, 0
		case open == nil && strings.HasPrefix(word, "#") && word != termLine && word != postEnd || text == "":
		case open == nil:
			aside(Aside{n, "the line stands outside of any record"})
		case long || word != termLine:
			open.bad(n, "the line is no term of a record")
		default:
			if terms++; terms > maxTerms {
				open.bad(n, "the record has more than %d terms", maxTerms)
				return nil
			}
			code, value, _ := strings.Cut(strings.TrimSpace(rest), " ")
			open.field(n, code, strings.TrimSpace(value))
		}
		return nil
	})
	if err == nil && open != nil {
		open.bad(open.Line, "the record has no end")
		err = record(open.whole())
	}
	return err
}

// lines calls fn with each line of a file, without what ends it, counted from 1. One that is not UTF-8 is in ISO 8859-1. One that is too long comes cut.
func lines(r io.Reader, fn func(n int, text string, long bool) error) error {
	in := bufio.NewReaderSize(r, maxLine)
	for n := 1; ; n++ {
		line, err := in.ReadSlice('\n')
		long := errors.Is(err, bufio.ErrBufferFull)
		text := decode(line)
		for errors.Is(err, bufio.ErrBufferFull) {
			_, err = in.ReadSlice('\n')
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return fmt.Errorf("line %d: %w", n, err)
		}
		if n == 1 {
			text = strings.TrimPrefix(text, "\ufeff")
		}
		if failed := fn(n, text, long); failed != nil {
			return failed
		}
		if err != nil {
			return nil
		}
	}
}

// decode makes text of a line. Control characters become spaces.
func decode(line []byte) string {
	text := string(line)
	if !utf8.Valid(line) {
		runes := make([]rune, len(line))
		for i, b := range line {
			runes[i] = rune(b)
		}
		text = string(runes)
	}
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r < ' ' || r >= 0x7f && r < 0xa0 {
			return ' '
		}
		return r
	}, text))
}
