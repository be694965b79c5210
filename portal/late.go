package portal

import (
	"forvag/internal/casework"
	"forvag/internal/catalog"
	"forvag/internal/identity"
	"forvag/internal/locale"
	"forvag/web"
)

// promised tells whoever the case is for when they have their answer: by the day that the desk keeps too; once that has passed, that the municipality is late,
// and what they can do about it.
func (r *request) promised(now *web.CaseNow, f *casework.File, service *catalog.Service) {
	switch f.Case.Status {
	case casework.StatusReceived, casework.StatusInProgress, casework.StatusWaitingOther:
		switch {
		case r.late(f):
			r.tellLate(now, f)
		case f.Case.Status != casework.StatusWaitingOther:
			now.Expected = r.day(f.Case.Due)
		}
	case casework.StatusWaitingYou:
		r.tellWhileAsked(now, f, service)
	}
}

// late says whether the day by which an answer was to come has passed.
func (r *request) late(f *casework.File) bool {
	return !f.Case.Due.IsZero() && f.Case.Due.Before(r.today())
}

// tellLate says that the answer is late, and whom to ask; and, of a case that the law lets a party press, the right to know why (FL 11 §) and to demand that
// it be decided (FL 12 §).
func (r *request) tellLate(now *web.CaseNow, f *casework.File) {
	now.Tone = web.Warning
	now.Text = append(now.Text, r.t("case.late", locale.Date(r.lang, f.Case.Due)), r.t("case.late.ask", r.Municipality.Contact.Phone))
	from := f.Case.Received.AddMonths(6)
	switch {
	case r.principal.Kind != identity.Resident || !f.MayDemand(laterOf(from, r.today())):
	case f.MayDemand(r.today()):
		now.Text = append(now.Text, r.t("case.late.why"), r.t("case.late.demand"))
	default:
		now.Text = append(now.Text, r.t("case.late.why"), r.t("case.late.demand_from", locale.Date(r.lang, from)))
	}
}

// tellWhileAsked says what becomes of the time while the case waits for the reader: it begins when everything is there, it runs on, or it is over already.
// Of a time that stands still, the paused words tell.
func (r *request) tellWhileAsked(now *web.CaseNow, f *casework.File, service *catalog.Service) {
	if f.OpenRequest() == nil {
		return // it is an offer that waits
	}
	for _, c := range f.Clocks {
		switch {
		case c.Due.IsZero() && c.Stopped.IsZero() && startsComplete(&c, service):
			now.Text = append(now.Text, r.t("case.now.when_complete"))
			return
		case c.Runs() && c.Due == f.Case.Due && r.late(f):
			now.Text = append(now.Text, r.t("case.late", locale.Date(r.lang, c.Due)), r.t("case.late.answer"))
			return
		case c.Runs() && c.Due == f.Case.Due && !c.Pauses:
			now.Text = append(now.Text, r.t("case.now.runs_on", locale.Date(r.lang, c.Due)))
			return
		}
	}
}
