package main

import (
	"context"
	_ "embed"
	"time"

	"forvag/assistant"
	"forvag/assistant/journal"
	"forvag/internal/civil"
	"forvag/internal/dbx"
	"forvag/internal/locale"
	"forvag/internal/strict"
)

// demoAsked is what residents of the demo have asked the assistant.
//
//go:embed demoasked.yaml
var demoAsked []byte

// asked is one question of the demo, and how many asked it within how many days.
type asked struct {
	Text  string         `yaml:"text"`
	Lang  string         `yaml:"lang"`
	Times int            `yaml:"times"`
	Days  int            `yaml:"days"`
	Thumb int            `yaml:"thumb"`
	Why   journal.Reason `yaml:"why"`
	Words string         `yaml:"words"`
}

// askAround has the demo's residents ask, spread over the last days, so that the desk has something to learn from.
func askAround(ctx context.Context, in *instance) error {
	var all struct {
		Questions []asked `yaml:"questions"`
	}
	if wrong := strict.Decode("demoasked.yaml", demoAsked, &all).Faults(); len(wrong) > 0 {
		return faults(wrong)
	}
	now := dbx.Instant(in.clock())
	at := now
	j := journal.New(in.db, func() time.Time { return at }, journal.Options{Kept: 30 * 24 * time.Hour, Names: in.staffNames, Log: in.log})
	if before, err := j.Between(ctx, now.AddDate(0, -1, -1), now, 1); err != nil || len(before) > 0 { // a demo that is kept has been asked already
		return err
	}
	contents := in.site.Search.Contents(civil.Of(now))
	for k, q := range all.Questions {
		a, err := in.site.Assistant.Ask(ctx, contents, assistant.Question{Text: q.Text, Lang: locale.Lang(q.Lang)})
		if err != nil {
			return err
		}
		for i := range max(q.Times, 1) {
			at = now.Add(-time.Duration((i*7+k*3)%max(q.Days, 1))*24*time.Hour - time.Duration(k%9)*time.Hour)
			e := journal.EntryOf(a)
			e.Took = 4 * time.Millisecond
			id := j.Record(e)
			if i > 0 || q.Thumb == 0 {
				continue
			}
			if err := j.Thumb(ctx, id, q.Thumb > 0, q.Why, q.Words); err != nil {
				return err
			}
		}
	}
	return j.Flush(ctx)
}
