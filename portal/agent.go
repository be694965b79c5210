package portal

import (
	"forvag/internal/casework"
	"forvag/internal/fault"
	"forvag/internal/identity"
	"forvag/internal/locale"
	"forvag/web"
)

// Whoever sends a form for somebody else says that they are an agent (ombud). An officer, or the applicant, confirms that or refuses it (FL 14–15 §§).

// agentNow is what somebody is told who sent the case for another, and is not, or not yet, confirmed as agent: the same whoever the applicant is.
func (r *request) agentNow(now *web.CaseNow, f *casework.File) {
	only, refused := f.OnlySent(r.principal)
	switch {
	case refused:
		me, _ := r.myParty(f)
		now.Title, now.Tone, now.Expected = r.t("case.agent.refused"), web.Neutral, web.When{}
		now.Text = web.Paragraphs{r.t("case.agent.refused_text"), r.agencyReason(me.Agency), r.t("case.agent.refused_contact", f.Case.Diary.String())}
	case only && r.principal.Kind == identity.CodeHolder:
		now.Text = web.Paragraphs{r.t("case.agent.by_code")}
	case only:
		now.Text = web.Paragraphs{r.t("case.agent.unconfirmed")}
	}
	if only && f.Case.Status == casework.StatusWaitingYou {
		now.Text = append(web.Paragraphs{r.t("case.now.waiting_for_you")}, now.Text...)
	}
}

// agencyReason is why an agent was refused, in words for both.
func (r *request) agencyReason(a casework.Agency) string {
	if a.ByApplicant {
		return r.t("case.agent.ended")
	}
	return r.t("case.agent.reason", a.Reason)
}

// caseAgents are those who act for the reader, or say so, as the applicant meets them: who they are, by what right, and a button to confirm or end it.
func (r *request) caseAgents(f *casework.File, names names, base string) []web.CaseAgent {
	if !f.May(r.principal, identity.ConfirmAgent) {
		return nil
	}
	var out []web.CaseAgent
	for _, q := range f.In(identity.Sender, identity.Agent, identity.RefusedAgent) {
		name, action := r.partyName(&q, names), base+"/ombud/"+q.ID
		view := web.CaseAgent{ID: q.ID, Action: action}
		switch q.Role {
		case identity.Sender:
			view.Title, view.Tone = r.t("case.agents.unconfirmed", name), web.Warning
			view.Text = web.Paragraphs{r.t("case.agents.unconfirmed_text")}
			view.Confirm, view.End = r.t("case.agents.confirm"), r.t("case.agents.deny")
		case identity.Agent:
			view.Title, view.Tone = r.t("case.agents.confirmed", name), web.Info
			view.Text = web.Paragraphs{r.t("case.agents.confirmed_text"), r.agencyGround(q.Agency)}
			view.End = r.t("case.agents.end")
		default:
			view.Title, view.Tone = r.t("case.agents.refused", name), web.Neutral
			view.Text = web.Paragraphs{r.t("case.agents.refused_text")}
			if !q.Agency.ByApplicant {
				view.Text = append(view.Text, r.agencyReason(q.Agency))
			}
			view.Confirm = r.t("case.agents.confirm")
		}
		out = append(out, view)
	}
	return out
}

// agencyGround is by what an agent was confirmed, and when.
func (r *request) agencyGround(a casework.Agency) string {
	return r.t("case.agent.ground."+string(a.Ground), locale.Date(r.lang, a.On))
}

// agency is the applicant's word on who acts for them.
func (r *request) agency() error {
	ref, party := casework.Ref{ID: r.caseID()}, r.Params("party")
	switch r.FormValue("do") {
	case "confirm":
		if err := r.Cases.ConfirmAgent(r.ctx(), r.principal, ref, party, casework.GroundApplicant); err != nil {
			return err
		}
		return r.done(r.casePath(), "ombud-ja")
	case "end":
		if err := r.Cases.RefuseAgent(r.ctx(), r.principal, ref, party, ""); err != nil {
			return err
		}
		return r.done(r.casePath(), "ombud-nej")
	default:
		return fault.New(fault.Invalid, "portal.error.form")
	}
}

// The officer's side: two forms beside the agent among the parties.
const confirmAgentForm, refuseAgentForm = "bekrafta-ombud", "neka-ombud"

// agentChoice asks which of those in the capacities it is about; the only one is chosen.
func (a *act) agentChoice(roles ...identity.PartyRole) web.Field {
	var options []web.Option
	for _, q := range a.file.In(roles...) {
		options = append(options, web.Option{Value: q.ID, Label: a.partyName(&q, a.names)})
	}
	start := ""
	if len(options) == 1 {
		start = options[0].Value
	}
	return a.choose(a.question("party"), "party", start, options)
}

func (a *act) confirmAgentFields() []web.Field {
	return []web.Field{
		a.agentChoice(identity.Sender, identity.RefusedAgent),
		a.choose(a.question("ground"), "ground", "", worded(a, "desk.agent_ground.", casework.AgencyGrounds())),
	}
}

func (a *act) confirmAgent(ref casework.Ref) error {
	party, err := a.text("party", "desk.error.agent")
	if err != nil {
		return err
	}
	ground, err := one(a, "ground", "case.agency_ground", casework.AgencyGrounds())
	if err != nil {
		return err
	}
	return a.Cases.ConfirmAgent(a.ctx(), a.principal, ref, party, ground)
}

func (a *act) refuseAgentFields() []web.Field {
	return []web.Field{a.agentChoice(identity.Sender, identity.Agent), a.long(a.hinted(a.question("reason"), "reason"), "reason", "")}
}

func (a *act) refuseAgent(ref casework.Ref) error {
	party, err := a.text("party", "desk.error.agent")
	if err != nil {
		return err
	}
	reason, err := a.text("reason", "case.reason_missing")
	if err != nil {
		return err
	}
	return a.Cases.RefuseAgent(a.ctx(), a.principal, ref, party, reason)
}

// besideAgents puts what can be done about an agent beside the first of them.
func besideAgents(view *web.DeskCasePage, f *casework.File) {
	var rest []web.Action
	for _, action := range view.Actions {
		at := -1
		if action.ID == confirmAgentForm || action.ID == refuseAgentForm {
			for i, q := range f.Parties {
				if q.Role.ActsForOther() {
					at = i
					break
				}
			}
		}
		if at < 0 {
			rest = append(rest, action)
		} else {
			view.Parties[at].Actions = append(view.Parties[at].Actions, action)
		}
	}
	view.Actions = rest
}

// agencyNote is what an officer must know of an agent's right.
func (r *request) agencyNote(q *casework.Party, names names) string {
	a := q.Agency
	switch {
	case q.Role == identity.Sender:
		return r.t("desk.agent.unconfirmed")
	case q.Role == identity.Agent && a.ByApplicant:
		return r.agencyGround(a)
	case q.Role == identity.Agent:
		return r.agencyGround(a) + ", " + names.of(a.By)
	case q.Role == identity.RefusedAgent && a.ByApplicant:
		return r.t("desk.agent.ended", locale.Date(r.lang, a.On))
	case q.Role == identity.RefusedAgent:
		return r.t("desk.agent.refused", locale.Date(r.lang, a.On), a.Reason)
	default:
		return ""
	}
}
