package portal

import (
	"forvag/internal/casework"
	"forvag/internal/locale"
	"forvag/web"
)

// RemindedPath is where the desk lists what it was reminded of.
const RemindedPath = web.PathDesk + "?lista=" + string(casework.ListReminded)

// remindedWords is what somebody was reminded of by an event, or what it handed up, in one line.
func (r *request) remindedWords(e *casework.Event, f *casework.File) string {
	m := e.Details.Reminder
	words := r.t("case.reminded."+string(m.Of), locale.Date(r.lang, m.Day), r.remindedClock(m, f))
	if m.Quiet {
		return r.t("case.reminded.quiet", words)
	}
	if e.Kind == casework.HandedUp {
		return r.t("case.reminded.up", r.staffName(m.To), words)
	}
	return words
}

// remindedClock is what the time limit is called that a reminder is about; empty for another.
func (r *request) remindedClock(m *casework.Reminder, f *casework.File) string {
	for _, c := range f.Clocks {
		if c.ID == m.About && (m.Of == casework.OfClockNear || m.Of == casework.OfClockOver) {
			return r.clockName(&c, r.serviceOf(f.Case.Type, f.Case.Received))
		}
	}
	return ""
}

// reminderMark says in a list that the desk was reminded of a case, or that it was handed up to the reader; empty where neither.
func (r *request) reminderMark(row *casework.DeskRow) string {
	switch {
	case row.Reminded.IsZero():
		return ""
	case row.HandedTo != "" && row.HandedTo == r.principal.Actor:
		return r.t("desk.remind.handed_to_you")
	default:
		return r.t("desk.remind.since", locale.Date(r.lang, row.Reminded))
	}
}

// reminderAlerts are what the desk was reminded of and has not done. What should have come stands above them, day by day.
func (r *request) reminderAlerts(f *casework.File) []web.Notice {
	var out []web.Notice
	handed := map[casework.ReminderOf]string{}
	for _, m := range f.Reminded() {
		if m.Up {
			handed[m.Of] = r.t("desk.remind.handed", r.staffName(m.To), locale.Date(r.lang, m.On))
		}
	}
	for _, m := range f.Reminded() {
		if m.Up || m.Of == casework.OfUnanswered || m.Of == casework.OfWait || m.Of == casework.OfNotice {
			continue
		}
		alert := web.Notice{Tone: web.Warning, Text: r.t("desk.remind."+string(m.Of), locale.Date(r.lang, m.Day), r.remindedClock(&m, f))}
		if m.Of == casework.OfClockOver || m.Of == casework.OfForward {
			alert.Tone = web.Danger
		}
		if words := handed[m.Of]; words != "" {
			alert.Lines = append(alert.Lines, words)
		}
		out = append(out, alert)
	}
	return out
}

// lapsedAlert says on top of the page that a party has not answered in time, and what may lawfully be done now; nil where that is not so.
func (r *request) lapsedAlert(f *casework.File, may casework.Options) []web.Notice {
	q := f.OpenRequest()
	if q == nil || !q.Late(r.today()) || f.Case.IsClosed() {
		return nil
	}
	alert := web.Notice{Tone: web.Danger, Title: r.t("desk.lapsed", locale.Date(r.lang, q.Due))}
	switch {
	case q.Formal:
		alert.Text = r.t("desk.lapsed.formal")
	default:
		alert.Text = r.t("desk.lapsed.informal")
	}
	if may.Can(casework.Decided) {
		alert.Link = &web.Link{Text: r.t("desk.lapsed.decide"), Href: "#besluta"}
	}
	for _, m := range f.Reminded() {
		if m.Up && m.Of == casework.OfUnanswered {
			alert.Lines = append(alert.Lines, r.t("desk.remind.handed", r.staffName(m.To), locale.Date(r.lang, m.On)))
		}
	}
	return []web.Notice{alert}
}

// leftAlert says what is to be done before the time to appeal can begin, and leads to where it is; nil where nothing is left.
func (r *request) leftAlert(f *casework.File, may casework.Options, names names) []web.Notice {
	left := f.Left()
	if len(left) == 0 || f.Case.IsClosed() {
		return nil
	}
	alert := web.Notice{Tone: web.Warning, Title: r.t("desk.left"), Text: r.t("desk.left.text")}
	for _, one := range left {
		if p, ok := f.Party(one.Party); ok {
			alert.Lines = append(alert.Lines, r.t("desk.left.notice", r.partyName(&p, names)))
		} else {
			alert.Lines = append(alert.Lines, r.t("desk.left.announce"))
		}
	}
	switch {
	case left[0].Party == "" && may.Can(casework.Announced):
		alert.Link = &web.Link{Text: r.t("desk.act.anslag"), Href: "#anslag"}
	case left[0].Party != "" && may.Can(casework.Noticed):
		alert.Link = &web.Link{Text: r.t("desk.act.delgivning"), Href: "#delgivning"}
	}
	for _, m := range f.Reminded() {
		if m.Up && m.Of == casework.OfNotice {
			alert.Lines = append(alert.Lines, r.t("desk.remind.handed", r.staffName(m.To), locale.Date(r.lang, m.On)))
		}
	}
	return []web.Notice{alert}
}
