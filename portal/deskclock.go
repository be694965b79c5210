package portal

import (
	"strings"

	"forvag/internal/casework"
	"forvag/internal/catalog"
	"forvag/internal/locale"
	"forvag/web"
)

// deskClocks are the case's time limits: how long is left, and, of those that are over, whether they were kept.
func (r *request) deskClocks(f *casework.File, service *catalog.Service) []web.DeskClock {
	var out []web.DeskClock
	for _, c := range f.Clocks {
		row := web.DeskClock{Name: r.clockName(&c, service), Due: r.day(c.Due)}
		switch {
		case !c.Due.IsZero() && !c.Stopped.IsZero():
			r.clockEnded(&row, &c, f)
		case !c.Due.IsZero():
			r.clockRuns(&row, &c, f)
		case c.Stopped.IsZero() && f.OpenRequest() != nil && startsComplete(&c, service):
			row.Left, row.Note = r.t("desk.clock.waits"), r.t("desk.clock.when_complete")
		default:
			continue // it has not begun
		}
		out = append(out, row)
	}
	return out
}

// clockEnded says whether a time was kept.
func (r *request) clockEnded(row *web.DeskClock, c *casework.Clock, f *casework.File) {
	ended := locale.Date(r.lang, c.Stopped)
	switch {
	case c.Stopped == f.Withdrawn:
		row.Left, row.Note = r.t("desk.clock.withdrawn"), r.t("desk.clock.withdrawn_on", ended)
	case c.Met():
		row.Left, row.Note, row.Tone = r.t("desk.clock.met"), r.t("desk.clock.done", ended), web.Success
	default:
		row.Left, row.Note, row.Tone = r.t("desk.clock.missed", c.Due.DaysUntil(c.Stopped)), r.t("desk.clock.done", ended), web.Danger
	}
}

// clockRuns says how long is left, and what waiting for a party does to it.
func (r *request) clockRuns(row *web.DeskClock, c *casework.Clock, f *casework.File) {
	left, paused := r.today().DaysUntil(c.Due), f.PausedUntil(r.today())
	switch {
	case left < 0:
		row.Left, row.Tone = r.t("desk.clock.over", -left), web.Danger
		return
	case c.Pauses && !paused.IsZero():
		row.Left, row.Note, row.Tone = r.t("desk.clock.paused"), r.t("desk.clock.paused_until", locale.Date(r.lang, paused)), web.Info
		return
	case left <= 7:
		row.Left, row.Tone = r.t("desk.clock.left", left), web.Warning
	default:
		row.Left = r.t("desk.clock.left", left)
	}
	switch {
	case !paused.IsZero():
		row.Note = r.t("desk.clock.runs_on")
	case c.Waited > 0:
		row.Note = r.t("desk.clock.moved", c.Waited)
	}
}

// startsComplete says whether a time counts from when everything was there.
func startsComplete(c *casework.Clock, service *catalog.Service) bool {
	for _, rule := range service.Clocks {
		if rule.ID == c.ID {
			return clockStarts[rule.Starts] == casework.FromComplete
		}
	}
	return false
}

// clockName is what a time limit is called, with its provision.
func (r *request) clockName(c *casework.Clock, service *catalog.Service) string {
	name := r.t("desk.clock")
	for _, rule := range service.Clocks {
		if rule.ID == c.ID {
			name = rule.Title.In(r.lang)
		}
	}
	if c.Law != "" {
		name += " (" + c.Law + ")"
	}
	return name
}

// whileAsked tells an officer who asks a party for something what that does to the times to keep; empty where none runs.
func (a *act) whileAsked() string {
	service := a.serviceOf(a.file.Case.Type, a.file.Case.Received)
	var words []string
	for _, c := range a.file.Clocks {
		if while := a.file.WhileAsked(c, a.today()); while != "" {
			words = append(words, a.t("desk.asked."+string(while), a.clockName(&c, service), locale.Date(a.lang, c.Due)))
		}
	}
	return strings.Join(words, " ")
}
