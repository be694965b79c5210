package portal

import (
	"errors"
	"slices"
	"strconv"

	"forvag/assistant/journal"
	"forvag/internal/fault"
	"forvag/web"
)

// reasons are why an answer may not have helped, to choose among.
func (r *request) reasons() []web.Reason {
	var out []web.Reason
	for _, code := range journal.Reasons() {
		out = append(out, web.Reason{Code: string(code), Words: r.t("web.thumbs.reason." + string(code))})
	}
	return out
}

// askThumb takes down what the reader thinks of an answer of their conversation.
func (r *request) askThumb() error {
	t := r.openTalk(r.FormValue("talk"))
	number, _ := strconv.Atoi(r.FormValue("number")) // no number is none of the conversation's
	i := slices.IndexFunc(t.Exchanges, func(e web.Exchange) bool { return e.Number == number && e.Entry != "" })
	if i < 0 {
		return fault.New(fault.NotFound, "web.thumbs.gone")
	}
	e, thumb := &t.Exchanges[i], web.Thumb(r.FormValue("thumb"))
	if !slices.Contains([]web.Thumb{web.ThumbUp, web.ThumbDown, web.ThumbWhy}, thumb) {
		return fault.New(fault.Invalid, "web.thumbs.gone")
	}
	err := r.Journal.Thumb(r.ctx(), journal.ID(e.Entry), thumb == web.ThumbUp, journal.Reason(r.FormValue("reason")), r.FormValue("words"))
	if err != nil && !errors.Is(err, fault.NotFound) { // the entry may be gone by now, and the reader has said it all the same
		return err
	}
	e.Thumb = thumb
	view, err := r.conversation(t)
	if err != nil {
		return err
	}
	return r.page(web.SectionAsk, web.AskPage{Conversation: view})
}
