package portal

import (
	"forvag/internal/casework"
	"forvag/internal/catalog"
	"forvag/internal/identity"
	"forvag/internal/locale"
	"forvag/web"
)

// caseDecision is a decision with its grounds and how to appeal it.
func (r *request) caseDecision(f *casework.File, d *casework.Decision, service *catalog.Service, names names, base string) web.CaseDecision {
	kind := decisionType(service, d.Type)
	dec := web.CaseDecision{
		ID: string(d.ID), Title: kind.Title.In(r.lang), Outcome: r.outcome(d.Outcome), When: r.day(d.On),
		Grounds: paragraphs(d.Grounds.Circumstances),
	}
	if dec.Title == "" {
		dec.Title = service.Title.In(r.lang)
	}
	if d.Text != "" {
		dec.Grounds = append(paragraphs(d.Text), dec.Grounds...)
	}
	switch {
	case d.Automatic:
		dec.By = r.t("case.decision.automatic", d.Delegation)
	case d.Delegation != "":
		dec.By = r.t("case.decision.delegated", names.of(d.By), d.Delegation)
	default:
		dec.By = names.of(d.By)
	}
	for _, c := range d.Grounds.Conditions {
		dec.Conditions = append(dec.Conditions, web.Condition{State: web.ConditionMet, Text: c})
	}
	for _, law := range d.Grounds.Law {
		dec.Law = append(dec.Law, web.LawRef{Text: law})
	}
	for _, c := range d.Corrections {
		dec.Grounds = append(dec.Grounds, r.t("case.decision.corrected", locale.Date(r.lang, c.On), c.Text))
	}
	for _, n := range d.Notices {
		if r.isMe(f, n.Party) {
			dec.Noticed = r.day(n.On)
		}
	}
	dec.Appeal = r.appealOf(f, d, kind, base)
	return dec
}

// appealOf says how a decision is appealed; nil where it cannot be, or where there is nothing to appeal.
func (r *request) appealOf(f *casework.File, d *casework.Decision, kind catalog.DecisionType, base string) *web.Appeal {
	if !d.Appeal.Appealable() {
		return nil
	}
	a := &web.Appeal{Text: paragraphs(r.t("case.appeal." + string(d.Appeal)))}
	if body := kind.Body(); body != "" {
		a.Text = append(a.Text, r.t("case.appeal.to."+string(body)))
	}
	if me, ok := r.myParty(f); ok {
		until := d.AppealUntil(me.ID)
		a.Until, a.Passed = r.day(until), !until.IsZero() && until.Before(r.today())
	}
	// laglighetsprövning is filed with the court itself (KL 13:5), everything else with us (FL 43 §)
	if d.Appeal != casework.Legality && !a.Passed && r.principal.Kind == identity.Resident {
		a.Action, a.Key = base+"/overklaga/"+string(d.ID), newKey()
		a.Field = web.LongField{Question: web.Question{Name: "text", Label: r.t("case.appeal.why"), Hint: r.t("case.appeal.why_hint")}, MaxLength: maxMessage}
	}
	return a
}

// decisionType finds a kind of decision in the service; zero where this version has none of that name.
func decisionType(service *catalog.Service, id string) catalog.DecisionType {
	for _, d := range service.Decisions {
		if d.ID == id {
			return d
		}
	}
	return catalog.DecisionType{}
}
