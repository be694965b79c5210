package portal

import (
	"slices"

	"forvag/internal/casework"
	"forvag/internal/civil"
	"forvag/internal/locale"
	"forvag/notify"
	"forvag/web"
)

// reachAlerts say on top of the page whom what was sent has not reached, how it failed, and what is to be done: of the question that is open, of the decision, and
// of what else must reach. What the person has read, or an officer has seen to, is not among it.
func (r *request) reachAlerts(f *casework.File, notices []notify.Notice, names names, may casework.Options) []web.Notice {
	if f.Case.IsClosed() && f.Decision() == nil {
		return nil
	}
	var out []web.Notice
	for _, n := range notices {
		if n.Reach != notify.ReachNobody {
			continue
		}
		i := slices.IndexFunc(f.Events, func(e casework.Event) bool { return e.ID == n.Event })
		if i < 0 {
			continue
		}
		alert := web.Notice{Tone: web.Danger, Title: r.t("desk.reach", names.of(n.Person), r.lostHow(n.Lost)), Lines: []string{r.t("desk.reach.done")},
			Link: &web.Link{Text: r.t("desk.reach.sent"), Href: web.PathSent}}
		e, open := &f.Events[i], f.OpenRequest()
		switch {
		case e.Kind == casework.Requested || n.Matter == notify.AnswerLate:
			if open == nil || e.Kind == casework.Requested && e.Details.Request.ID != open.ID {
				continue // it is waited for no longer
			}
			alert.Text = r.t("desk.reach.request", locale.Date(r.lang, open.Due))
			if open.Formal {
				alert.Text += " " + r.t("desk.reach.formal")
			}
		case e.Kind == casework.Decided && e.Details.Decision != nil:
			d := f.Decision()
			if d == nil || d.ID != e.Details.Decision.ID || d.NoticedTo(n.Party) {
				continue
			}
			alert.Text = r.t("desk.reach.decision")
			alert.Lines = slices.Insert(alert.Lines, 0, r.appealUnread(*d, n.Party))
			if may.Can(casework.Noticed) {
				alert.Lines = append(alert.Lines, r.t("desk.reach.notice", r.t("desk.act.delgivning")))
			}
		default:
			alert.Text = r.t("desk.reach.other", r.t("notify.matter."+string(n.Matter)))
		}
		out = append(out, alert)
	}
	return out
}

// appealUnread is what it means for the time to appeal that party has not got a decision: only where the time runs from what they got has it not begun.
func (r *request) appealUnread(d casework.Decision, party string) string {
	until := d.AppealUntil(party)
	switch {
	case !d.Appeal.Appealable():
		return r.t("desk.review.appeal." + string(d.Appeal))
	case !until.IsZero():
		return r.t("desk.reach.appeal.announced", locale.Date(r.lang, until))
	case d.Appeal == casework.Legality:
		return r.t("desk.reach.appeal.announce")
	default:
		return r.t("desk.reach.appeal.begins")
	}
}

// lostHow is how the last that was sent of something failed, and when.
func (r *request) lostHow(d notify.Delivery) string {
	switch {
	case d.Reason == notify.ReasonReturned:
		return r.t("desk.reach.returned", locale.Date(r.lang, civil.Of(d.Ended)))
	case d.Channel == "":
		return r.t("desk.reach.nowhere")
	default:
		return r.t("desk.reach.failed", r.channelName(&d))
	}
}

// unreachedIn are those of the cases in a list in which what they wait for has reached nobody: the question, or the decision.
func (r *request) unreachedIn(rows []casework.DeskRow) (map[casework.CaseID]bool, error) {
	ids := make([]casework.CaseID, 0, len(rows))
	for i := range rows {
		if s := rows[i].Status; s == casework.StatusWaitingYou || s == casework.StatusDecided {
			ids = append(ids, rows[i].ID)
		}
	}
	lost, err := r.Notify.Store.Unreached(r.ctx(), ids)
	if err != nil {
		return nil, err
	}
	out := map[casework.CaseID]bool{}
	for i := range rows {
		c := &rows[i].Case
		out[c.ID] = slices.ContainsFunc(lost[c.ID], func(m notify.Matter) bool {
			return c.Status == casework.StatusWaitingYou && (m == notify.Asked || m == notify.AnswerLate) || c.Status == casework.StatusDecided && m == notify.Decision
		})
	}
	return out, nil
}
