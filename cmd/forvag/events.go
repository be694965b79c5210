package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"forvag/internal/civil"
	"forvag/lifeevents/intake"
)

type eventsCmd struct {
	Ingest eventsIngestCmd `cmd:"" help:"Take life events from a file of CloudEvents, one on each line."`
	Aside  eventsAsideCmd  `cmd:"" help:"List what other systems told that was left out, and why."`
}

type eventsIngestCmd struct {
	municipal
	File string `arg:"" type:"existingfile" help:"A file with one CloudEvent 1.0 in JSON on each line (NDJSON)."`
}

// Help stands under the command's flags.
func (eventsIngestCmd) Help() string {
	return `Takes the same events as POST /api/v1/events, which docs/api.md describes. An event that was told before is taken once. A line that is wrong is left
out and printed as file:line: reason, and the rest is taken; the exit code is then 1. It may run beside the portal, which runs the rules of what was
taken at once.`
}

// told is how many lines there are between two words on how far it has come.
const told = 10_000

// Run ingests.
func (c *eventsIngestCmd) Run(ctx context.Context, out *console) error {
	f, err := os.Open(c.File)
	if err != nil {
		return err
	}
	defer f.Close()
	return c.with(ctx, out, func(in *instance) error {
		var accepted, duplicate, bad int
		err := lines(f, func(n int, line []byte, long bool) error {
			if n%told == 0 {
				fmt.Fprintf(out.err, "%d lines, %d accepted, %d told before, %d left out\n", n, accepted, duplicate, bad)
			}
			if long {
				bad++
				out.printf("%s:%d: the line is longer than %d bytes\n", c.File, n, maxEventLine)
				return nil
			}
			if len(bytes.TrimSpace(line)) == 0 {
				return nil
			}
			fresh, _, err := in.site.Hearing.Hear(ctx, line, in.clock())
			reason, left := errors.AsType[intake.Bad](err)
			switch {
			case left:
				bad++
				out.printf("%s:%d: %s\n", c.File, n, reason)
			case err != nil:
				return fmt.Errorf("%s:%d: %w", c.File, n, err)
			case fresh:
				accepted++
			default:
				duplicate++
			}
			return nil
		})
		out.printf("%s: %d accepted, %d told before, %d left out\n", c.File, accepted, duplicate, bad)
		if err == nil && bad > 0 {
			err = exitCode{code: 1, words: count(bad, "line") + " left out"}
		}
		return err
	})
}

// maxEventLine is the longest line of a file of events, in bytes.
const maxEventLine = 1 << 20

// lines calls fn with each line of a file, counted from 1. One that is too long comes without its text.
func lines(r io.Reader, fn func(n int, line []byte, long bool) error) error {
	in := bufio.NewReaderSize(r, maxEventLine)
	for n := 1; ; n++ {
		line, err := in.ReadSlice('\n')
		long := errors.Is(err, bufio.ErrBufferFull)
		for errors.Is(err, bufio.ErrBufferFull) {
			_, err = in.ReadSlice('\n')
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		if long {
			line = nil
		}
		if len(line) > 0 || long {
			if failed := fn(n, line, long); failed != nil {
				return failed
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
	}
}

type eventsAsideCmd struct{ municipal }

// Run lists.
func (c *eventsAsideCmd) Run(ctx context.Context, out *console) error {
	return c.with(ctx, out, func(in *instance) error {
		all, err := in.life.Aside(ctx)
		if err != nil {
			return err
		}
		for _, a := range all {
			out.printf("%s  %s  %s: %s\n", civil.Of(a.At), a.Source, a.ID, a.Reason)
		}
		return nil
	})
}
