package portal

import (
	"strings"

	"forvag/internal/casework"
	"forvag/internal/locale"
	"forvag/web"
)

// What comes after a decision: that parties get part of it, and that it is appealed.

// maxEvidence is the longest note of what shows that a party got part of a decision, in characters.
const maxEvidence = 300

func (a *act) noticeFields() []web.Field {
	var parties []web.Option
	start := ""
	for _, n := range a.file.Unnoticed() {
		o := web.Option{Value: n.Party, Label: a.t("case.actor.anonymous")}
		if p, ok := a.file.Party(n.Party); ok {
			o.Label = a.partyName(&p, a.names) + ", " + a.t("case.role."+string(p.Role))
		}
		if d := a.file.Decision(); d == nil || d.ID != n.Decision { // one that dismissed an appeal
			o.Value, o.Label = string(n.Decision)+"/"+n.Party, a.t("desk.act.delgivning.late", o.Label)
		}
		parties = append(parties, o)
	}
	if len(parties) == 1 {
		start = parties[0].Value
	}
	return []web.Field{
		a.choose(a.question("party"), "party", start, parties), a.choose(a.hinted(a.question("how"), "how"), "how", "", worded(a, "desk.how.", casework.NotedWays)),
		web.DateField{Question: a.hinted(a.question("on"), "on"), Value: a.or("on", a.today().String()), Max: a.today().String()},
		web.TextField{Question: a.hinted(a.question("evidence"), "evidence"), Value: a.or("evidence", ""), MaxLength: maxEvidence},
	}
}

func (a *act) notice(ref casework.Ref) error {
	party, err := a.text("party", "desk.error.party")
	if err != nil {
		return err
	}
	decision := a.decision()
	if of, to, separate := strings.Cut(party, "/"); separate {
		decision, party = casework.DecisionID(of), to
	}
	on, err := a.day("on")
	if err != nil {
		return err
	}
	how, err := one(a, "how", "desk.error.how", casework.NotedWays)
	if err != nil {
		return err
	}
	evidence, err := a.text("evidence", "case.notice_evidence")
	if err != nil {
		return err
	}
	return a.Cases.Notice(a.ctx(), a.principal, ref, casework.Notice{Decision: decision, Party: party, On: on, How: how, Evidence: evidence})
}

// correctNoticeFields choose among the notices that an officer has noted, and on which nothing rests yet.
func (a *act) correctNoticeFields() []web.Field {
	var noted []web.Option
	start := ""
	for _, n := range a.file.CorrectableNotices(a.today()) {
		o := web.Option{Value: string(n.Decision) + "/" + n.Party, Label: a.t("case.actor.anonymous")}
		if p, ok := a.file.Party(n.Party); ok {
			o.Label = a.partyName(&p, a.names)
		}
		o.Label = a.t("desk.act.ratta-delgivning.noted", o.Label, locale.Date(a.lang, n.On))
		noted = append(noted, o)
	}
	if len(noted) == 1 {
		start = noted[0].Value
	}
	return []web.Field{
		a.choose(a.question("party"), "party", start, noted), web.DateField{Question: a.question("on"), Value: a.value("on"), Max: a.today().String()},
		a.long(a.hinted(a.question("reason"), "reason"), "reason", ""),
	}
}

// correctNotice gives a notice its right day.
func (a *act) correctNotice(ref casework.Ref) error {
	noted, err := a.text("party", "desk.error.party")
	if err != nil {
		return err
	}
	on, err := a.day("on")
	if err != nil {
		return err
	}
	reason, err := a.text("reason", "case.reason_missing")
	if err != nil {
		return err
	}
	decision, party, _ := strings.Cut(noted, "/")
	return a.Cases.CorrectNotice(a.ctx(), a.principal, ref, casework.DecisionID(decision), party, on, reason)
}

func (a *act) appealFields() []web.Field {
	parties := []web.Option{{Label: a.t("desk.act.overklagande.other")}}
	for i := range a.file.Parties {
		p := &a.file.Parties[i]
		parties = append(parties, web.Option{Value: p.ID, Label: a.partyName(p, a.names)})
	}
	return []web.Field{a.choose(a.question("party"), "party", "", parties), a.pastDay("on"), a.long(a.hinted(a.question("text"), "text"), "text", "")}
}

func (a *act) appeal(ref casework.Ref) error {
	text, err := a.text("text", "desk.error.appeal")
	if err != nil {
		return err
	}
	on, err := a.day("on")
	if err != nil {
		return err
	}
	in := casework.Appeal{Decision: a.decision(), Party: a.value("party"), Text: text, Received: on}
	return a.Cases.RegisterAppeal(a.ctx(), a.principal, ref.ID, a.FormValue("key"), in)
}

// unforwarded says that an appeal has not been handed over.
func unforwarded(p casework.Appeal) bool { return p.Forwarded.IsZero() }

// appealChoice asks which of the open appeals it is about; the only one is chosen. ok is nil for all.
func (a *act) appealChoice(ok func(casework.Appeal) bool) []web.Field {
	var open []web.Option
	for _, p := range a.file.OpenAppeals() {
		if ok != nil && !ok(p) {
			continue
		}
		name := a.t("desk.act.overklagande.other")
		if party, known := a.file.Party(p.Party); known {
			name = a.partyName(&party, a.names)
		}
		label := name + ", " + locale.Date(a.lang, p.Received)
		if p.Late {
			label += ", " + a.t("desk.appeal.late")
		}
		open = append(open, web.Option{Value: string(p.ID), Label: label})
	}
	start := ""
	if len(open) == 1 {
		start = open[0].Value
	}
	return []web.Field{a.choose(a.question("appeal"), "appeal", start, open)}
}

func (a *act) forwardFields() []web.Field {
	to := ""
	if d := a.file.Decision(); d != nil {
		if body := decisionType(a.serviceOf(a.file.Case.Type, a.file.Case.Received), d.Type).Body(); body != "" {
			to = a.t("case.appeal.body." + string(body))
		}
	}
	return append(a.appealChoice(unforwarded), web.TextField{Question: a.question("to"), Value: a.or("to", to), MaxLength: 200}, a.pastDay("on"))
}

// forward notes that the appeal was handed over to the higher instance (FL 46 §).
func (a *act) forward(ref casework.Ref) error {
	to, err := a.text("to", "desk.error.forward")
	if err != nil {
		return err
	}
	on, err := a.day("on")
	if err != nil {
		return err
	}
	return a.Cases.ForwardAppeal(a.ctx(), a.principal, ref, casework.AppealID(a.value("appeal")), to, on)
}

func (a *act) settleFields() []web.Field {
	return append(a.appealChoice(nil),
		a.choose(a.question("outcome"), "outcome", "", worded(a, "desk.appeal_outcome.", casework.AppealOutcomes())),
		web.DateField{Question: a.hinted(a.question("on"), "on"), Value: a.or("on", ""), Max: a.today().String()},
		web.DateField{Question: a.hinted(a.optional("until"), "until"), Value: a.or("until", "")},
		a.long(a.hinted(a.optional("text"), "text"), "text", ""))
}

// settle notes how the appeal ended.
func (a *act) settle(ref casework.Ref) error {
	outcome, err := one(a, "outcome", "case.outcome", casework.AppealOutcomes())
	if err != nil {
		return err
	}
	text, err := a.text("text", "")
	if err != nil {
		return err
	}
	in := casework.Settlement{Outcome: outcome, Text: text}
	if in.On, err = a.day("on"); err != nil {
		return err
	}
	if in.Until, err = a.day("until"); err != nil {
		return err
	}
	return a.Cases.SettleAppeal(a.ctx(), a.principal, ref, casework.AppealID(a.value("appeal")), in)
}
