package main

import (
	"context"

	"forvag/internal/civil"
	"forvag/internal/locale"
	"forvag/internal/notice"
)

// board puts on the notice board what belongs to no case: a meeting to come, adjusted minutes, and a hearing. What cases announce comes by itself.
func (t *teller) board(ctx context.Context) error {
	today := civil.Today(t.clock)
	council, met, hearing := today.AddDays(8), today.AddDays(-5), today.AddDays(20)
	for _, n := range []notice.Notice{
		{Key: "demo/hearing", Kind: notice.Other, Board: "MSN", Title: "Förslag till ny taxa för avfall",
			Text:   "Förslaget finns att läsa på kommunhuset. Lämna dina synpunkter senast " + locale.Date(locale.SV, hearing) + ".",
			Posted: today.AddDays(-10), Until: hearing},
		{Key: "demo/council", Kind: notice.Meeting, Board: "KS", Title: "Kommunfullmäktige sammanträder " + locale.Date(locale.SV, council),
			Text:    "Klockan 18 i sessionssalen, kommunhuset. Sammanträdet är öppet för alla.",
			Meeting: council, Posted: today.AddDays(-4), Until: council},
		{Key: "demo/minutes", Kind: notice.Minutes, Board: "BUN", Title: "Protokoll från barn- och utbildningsnämnden " + locale.Date(locale.SV, met),
			Text:    "Protokollet finns på kommunhuset och går att läsa vardagar klockan 8–16.",
			Meeting: met, Adjusted: today.AddDays(-3), Posted: today.AddDays(-2), Until: civil.Deadline(today.AddDays(-2), notice.AppealTime)},
	} {
		if err := t.site.Notices.Post(ctx, n); err != nil {
			return err
		}
	}
	return nil
}
