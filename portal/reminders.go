package portal

import (
	"forvag/internal/casework"
	"forvag/internal/civil"
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
	switch {
	case e.Kind == casework.HandedUp:
		return r.t("case.reminded.up", r.staffName(m.To), words)
	case m.ToParty():
		return words
	case m.To == "":
		return r.t("case.reminded.to_nobody", words)
	default:
		return r.t("case.reminded.to", r.staffName(m.To), words)
	}
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

// reminderMark says in a list since when the desk is reminded of a case, and that it was handed up to the reader; empty where neither.
func (r *request) reminderMark(row *casework.DeskRow) string {
	switch {
	case row.Reminded.IsZero():
		return ""
	case row.HandedTo != "" && row.HandedTo == r.principal.Actor:
		return r.t("desk.remind.handed_to_you", locale.Date(r.lang, row.Reminded))
	default:
		return r.t("desk.remind.since", locale.Date(r.lang, row.Reminded))
	}
}

// reminderText says in a list what the desk was reminded of, and what is to be done; empty where nothing presses.
func (r *request) reminderText(row *casework.DeskRow) string {
	m := &row.Pressing
	if m.Of == "" {
		return ""
	}
	return r.t("desk.remind.row."+string(m.Of), locale.Date(r.lang, m.Day), r.clockOf(m.About, row))
}

// clockOf is what a time limit of a case in a list is called.
func (r *request) clockOf(id string, row *casework.DeskRow) string {
	return r.clockName(&casework.Clock{ID: id}, r.serviceOf(row.Type, row.Received)) // without the law
}

// reminderAlerts are what the desk was reminded of and has not done, with the action that it asks for. What should have come stands above them, day by day.
func (r *request) reminderAlerts(f *casework.File, may casework.Options) []web.Notice {
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
		switch m.Of {
		case casework.OfForward:
			alert.Tone = web.Danger
		case casework.OfClockOver:
			alert.Tone, alert.Title = web.Danger, alert.Text
			r.tellsOfDelay(&alert, f, may, m.Day)
		}
		if words := handed[m.Of]; words != "" {
			alert.Lines = append(alert.Lines, words)
		}
		out = append(out, alert)
	}
	return out
}

// tellsOfDelay says what is to be done about a time that has ended: to be done with it, or to tell the parties that it takes longer, and what that does and does
// not do to the time (FL 11 §). Where they have been told since, it says when, and what they were promised.
func (r *request) tellsOfDelay(alert *web.Notice, f *casework.File, may casework.Options, due civil.Date) {
	switch d := f.Delay; {
	case d != nil && !d.Told.Before(due) && !d.Until.IsZero():
		alert.Text = r.t("desk.delay.told_until", locale.Date(r.lang, d.Told), locale.Date(r.lang, d.Until))
	case d != nil && !d.Told.Before(due):
		alert.Text = r.t("desk.delay.told", locale.Date(r.lang, d.Told))
	case may.Can(casework.Delayed):
		alert.Text, alert.Link = r.t("desk.delay.tell"), &web.Link{Text: r.t("desk.act.drojsmal"), Href: openForm(r.deskBase(), "drojsmal")}
	case may.Can(casework.Messaged):
		alert.Text, alert.Link = r.t("desk.delay.write"), &web.Link{Text: r.t("desk.act.meddelande"), Href: openForm(r.deskBase(), "meddelande")}
	default:
		alert.Text = r.t("desk.delay.ask")
	}
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
		alert.Link = &web.Link{Text: r.t("desk.lapsed.decide"), Href: openForm(r.deskBase(), "besluta")}
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
		alert.Link = &web.Link{Text: r.t("desk.act.anslag"), Href: openForm(r.deskBase(), "anslag")}
	case left[0].Party != "" && may.Can(casework.Noticed):
		alert.Link = &web.Link{Text: r.t("desk.act.delgivning"), Href: openForm(r.deskBase(), "delgivning")}
	}
	for _, m := range f.Reminded() {
		if m.Up && m.Of == casework.OfNotice {
			alert.Lines = append(alert.Lines, r.t("desk.remind.handed", r.staffName(m.To), locale.Date(r.lang, m.On)))
		}
	}
	return []web.Notice{alert}
}
