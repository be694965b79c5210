package portal

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"forvag/internal/casework"
	"forvag/internal/catalog"
	"forvag/internal/identity"
	"forvag/internal/locale"
	"forvag/web"
)

// caseSteps are the six steps with what happened in each, as the reader may see it.
func (r *request) caseSteps(f *casework.File, service *catalog.Service, names names) []web.CaseStep {
	times, own := r.ownSteps(f, service)
	follows := r.follows(f)
	steps := make([]web.CaseStep, 0, len(times)+1)
	current := 0
	for i, st := range times {
		if !f.Case.Step.Before(st.Step) {
			current = i
		}
	}
	_, refused := f.OnlySent(r.principal)
	over := f.Case.IsClosed() || !f.Withdrawn.IsZero() || refused
	for i, st := range times {
		step := web.CaseStep{Title: cmp.Or(own[st.Step].Title.In(r.lang), r.t("case.step."+string(st.Step)))}
		switch {
		case st.At.IsZero() && (over || i < current):
			continue // a step that the case passed over, or ended without, says nothing
		case st.At.IsZero() && i != current && own == nil && !ahead(st.Step, service):
			continue
		case i < current || over || st.Step == casework.Decide && i == current && f.Decision() != nil:
			step.State = web.StepDone
		case i == current:
			step.State = web.StepNow
		case follows:
			step.Text = r.t("case.follow.step." + string(st.Step))
		default:
			step.Text = cmp.Or(own[st.Step].Next.In(r.lang), r.t("case.step."+string(st.Step)+".next"))
		}
		if !st.At.IsZero() {
			step.When = r.when(st.At)
		}
		steps = append(steps, step)
	}
	for _, e := range f.Events {
		if i := stepOf(times, e.At, len(steps)); i >= 0 {
			steps[i].Events = append(steps[i].Events, web.CaseEvent{Text: r.eventText(&e, f), When: r.when(e.At), Who: r.eventActor(&e, names)})
		}
	}
	if f.Case.IsClosed() {
		steps = append(steps, web.CaseStep{State: web.StepDone, Title: r.t("case.step.closed"), When: r.day(f.Case.Closed)})
	}
	return steps
}

// ownSteps are the steps with when the case came to them: those that the service's file says that such a case has, by step with their words, or all six and
// nil where it leaves that to the portal. What happened in a step that the file leaves out is told under the one before.
func (r *request) ownSteps(f *casework.File, service *catalog.Service) ([]casework.StepTime, map[casework.Step]catalog.Step) {
	times := f.StepTimes()
	steps := service.CaseSteps(r.caseAnswers(f), r.moment())
	if steps == nil {
		return times, nil
	}
	own := map[casework.Step]catalog.Step{}
	for _, step := range steps {
		own[casework.Step(step.Step)] = step
	}
	return slices.DeleteFunc(times, func(t casework.StepTime) bool {
		_, has := own[t.Step]
		return !has
	}), own
}

// ahead says whether a step that a case has not come to is worth telling about: what ends in a decision is decided, all else is planned and done.
func ahead(s casework.Step, service *catalog.Service) bool {
	switch s {
	case casework.Decide:
		return len(service.Decisions) > 0
	case casework.Arrange, casework.CarryOut:
		return len(service.Decisions) == 0
	case casework.FollowUp:
		return false
	default:
		return true
	}
}

// stepOf is the last shown step that had been reached at an instant; -1 where there is none.
func stepOf(times []casework.StepTime, at time.Time, shown int) int {
	found, i := -1, -1
	for _, st := range times {
		if st.At.IsZero() {
			continue
		}
		i++
		if i < shown && !at.Before(st.At) {
			found = i
		}
	}
	return found
}

// eventText is what happened, in one line. What the disposal of a case has left of an event may be its kind alone.
func (r *request) eventText(e *casework.Event, f *casework.File) string {
	text := r.t("case.event." + string(e.Kind))
	switch {
	case e.Kind == casework.Noticed && e.ActorKind == casework.ByOfficer:
		text = r.t("case.event.noticed_noted")
	case e.Kind == casework.Moved && e.Details.To != "":
		text = r.t("case.event.moved_to", strings.ToLower(r.t("case.step."+string(e.Details.To))))
	case e.Kind == casework.Decided && e.Details.Decision != nil:
		text = r.t("case.event.decided_as", strings.ToLower(r.t("case.outcome."+string(e.Details.Decision.Outcome))))
	case e.Kind == casework.Requested && e.Details.Request != nil:
		text = r.t("case.event.requested_by", locale.Date(r.lang, e.Details.Request.Due)) + ": " + cmp.Or(e.Details.Request.What, r.t("case.words.disposed"))
	case e.Kind == casework.Answered && e.Details.Request != nil && e.Details.Request.Answer != "":
		text += ": " + e.Details.Request.Answer
	case e.Details.Reminder != nil:
		text = r.remindedWords(e, f)
	case e.Details.Offer != nil && e.Details.Offer.Unit != "":
		text = r.t("case.event.offered_in", r.unitName(f, e.Details.Offer.Unit), locale.Date(r.lang, e.Details.Offer.Due))
	case e.Kind == casework.AgentConfirmed && e.Details.Agency != nil:
		text += ": " + r.t("desk.agent_ground."+string(e.Details.Agency.Ground))
	case e.Kind == casework.BookingMoved && e.Details.Booking != nil:
		service := r.serviceOf(f.Case.Type, f.Case.Received)
		text = r.t("case.event.booking_moved_to", r.roomName(service, e.Details.Booking.Room), r.bookingTime(e.Details.Booking))
	case e.Kind == casework.Noticed && e.Actor != "" && e.Actor == r.principal.Actor && r.principal.Kind == identity.Resident:
		text = r.t("case.event.noticed_you")
	case e.Kind == casework.NoticeCorrected && e.Details.Notice != nil:
		text = r.noticeCorrected(e.Details.Notice, f)
	case e.Kind == casework.Waiting && e.Details.Wait != nil:
		text = r.t("case.event.waiting_for", r.waitWords(e.Details.Wait))
	}
	if e.Details.Reason != "" {
		text += ": " + e.Details.Reason
	}
	if said := e.Details.Text; said != "" && (e.Kind == casework.Closed || e.Kind == casework.Resumed || e.Kind == casework.AppealSettled) {
		text += ": " + said
	}
	return text
}

// noticeCorrected says which day holds now, and to the party themself until when they can appeal by it.
func (r *request) noticeCorrected(n *casework.Notice, f *casework.File) string {
	text := r.t("case.event.notice_corrected_to", locale.Date(r.lang, n.On))
	if !r.isMe(f, n.Party) {
		return text
	}
	for _, d := range f.Decisions {
		if d.Notices = []casework.Notice{*n}; d.ID == n.Decision && !d.AppealUntil(n.Party).IsZero() {
			return r.t("case.event.notice_corrected_you", locale.Date(r.lang, n.On), locale.Date(r.lang, d.AppealUntil(n.Party)))
		}
	}
	return text
}

// eventActor is who did it, as the reader may know it.
func (r *request) eventActor(e *casework.Event, names names) string {
	switch {
	case e.Kind == casework.Assigned:
		return names.of(e.Details.Assignee) // who has the case matters, not who gave it to them
	case e.ActorKind == casework.BySystem:
		return r.t("case.actor.system")
	case e.Actor == "" && e.ActorKind == casework.ByOfficer:
		return r.t("case.actor.officer")
	case e.Kind == casework.Joined && e.Actor == "":
		return r.t("case.actor.follower")
	case e.Actor == "" && r.principal.Kind == identity.CodeHolder && !r.principal.Follows:
		return r.t("case.actor.you")
	case e.Actor == "":
		return r.t("case.actor.party")
	case e.Actor == r.principal.Actor:
		return r.t("case.actor.you")
	default:
		return names.of(e.Actor)
	}
}
