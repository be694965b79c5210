package portal

import (
	"slices"
	"strings"

	"forvag/internal/casework"
	"forvag/internal/catalog"
	"forvag/internal/fault"
	"forvag/internal/identity"
	"forvag/internal/locale"
	"forvag/internal/municipality"
	"forvag/web"
)

// decideFields are a decision's, filled in from what the rules recommend. Where they recommend nothing, the officer must choose.
func (a *act) decideFields() []web.Field {
	service := a.serviceOf(a.file.Case.Type, a.file.Case.Received)
	rec := casework.Recommendation{}
	if a.file.Recommendation != nil {
		rec = *a.file.Recommendation
	}
	kinds := a.decisionKinds(service)
	if rec.Type == "" && len(kinds) == 1 {
		rec.Type = kinds[0].Value
	}
	reasons := reasonsOf(&rec)
	if !a.file.Withdrawn.IsZero() { // there is one thing to decide, and nothing was tried
		rec.Outcome, reasons = casework.WrittenOff, a.t("desk.act.besluta.withdrawn", locale.Date(a.lang, a.file.Withdrawn))
	}
	law := rec.Grounds.Law
	if len(law) == 0 {
		law = decisionType(service, rec.Type).Law
	}
	fields := []web.Field{
		a.choose(a.question("type"), "type", rec.Type, kinds),
		a.choose(a.question("outcome"), "outcome", string(rec.Outcome), worded(a, "case.outcome.", a.may.Outcomes)),
		a.long(a.hinted(a.question("circumstances"), "circumstances"), "circumstances", reasons),
		web.LongField{Question: a.hinted(a.question("law"), "law"), Value: a.or("law", strings.Join(law, "\n")), Rows: 3, MaxLength: 1000},
		web.LongField{Question: a.hinted(a.optional("conditions"), "conditions"), Value: a.value("conditions"), Rows: 2, MaxLength: 2000},
		a.long(a.hinted(a.optional("text"), "text"), "text", ""),
	}
	if g := givenBy(service); g != nil {
		q := a.hinted(a.optional("given"), "given")
		q.Label = g.Label.In(a.lang)
		fields = slices.Insert(fields, 2, web.Field(web.TextField{Question: q, Value: a.or("given", a.answered(g.From)), MaxLength: 200}))
	}
	if m := a.meetings(); m != noMeeting {
		fields = append(fields, a.meetingFields(m)...)
	}
	if service.Permit != nil && service.Permit.From != catalog.FromFinal {
		fields = append(fields,
			web.DateField{Question: a.optional("from"), Value: a.or("from", a.today().String())},
			web.DateField{Question: a.hinted(a.optional("to"), "to"), Value: a.value("to")})
	}
	if held := a.heldPermits(); len(held) > 0 {
		fields = append(fields, a.choose(a.hinted(a.optional("permit"), "permit"), "permit", "", held))
	}
	return fields
}

// reasonsOf are the reasons that the rules give in the party's own words; empty where the officer writes them. Of cases that came in before the two were
// told apart, it is not known for whom the words were written: then they are the officer's alone.
func reasonsOf(rec *casework.Recommendation) string {
	if rec.Note == "" {
		return ""
	}
	return rec.Grounds.Circumstances
}

// givenBy is what a grant of the service names; nil for nothing.
func givenBy(service *catalog.Service) *catalog.Given {
	for _, d := range service.Decisions {
		if d.Gives != nil {
			return d.Gives
		}
	}
	return nil
}

// answered is what the case's applicant answered in a field, in words; empty for nothing.
func (a *act) answered(field string) string {
	f := a.serviceOf(a.file.Case.Type, a.file.Case.Received).Field(field)
	answer, ok := a.caseAnswers(a.file)[field]
	if f == nil || !ok {
		return ""
	}
	return a.answerWords(f, answer)
}

// decisionKinds are the kinds of decision that the officer may make, each with how it is appealed.
func (a *act) decisionKinds(service *catalog.Service) []web.Option {
	var out []web.Option
	for _, d := range a.may.Decisions {
		title := decisionType(service, d.ID).Title.In(a.lang)
		if title == "" {
			title = d.ID
		}
		out = append(out, web.Option{Value: d.ID, Label: title + " (" + a.t("case.appeal_kind."+string(d.Appeal)) + ")"})
	}
	return out
}

// heldPermits are the permits that a decision can revoke.
func (a *act) heldPermits() []web.Option {
	var out []web.Option
	for _, p := range a.file.Permits {
		if p.Revoked.IsZero() {
			out = append(out, web.Option{Value: string(p.ID), Label: p.Kind})
		}
	}
	return out
}

// writtenDecision is the decision that stands in the form.
func (a *act) writtenDecision(ref casework.Ref) (in casework.NewDecision, err error) {
	in = casework.NewDecision{
		Type: a.value("type"), Given: a.value("given"), Outcome: casework.Outcome(a.value("outcome")), Revokes: casework.PermitID(a.value("permit")),
		Grounds: casework.Grounds{Law: lines(a.value("law")), Conditions: lines(a.value("conditions"))},
	}
	var text, circumstances, meeting, from, to error
	in.Text, text = a.text("text", "")
	in.Grounds.Circumstances, circumstances = a.text("circumstances", "")
	in.Meeting, meeting = a.meeting()
	in.From, from = a.day("from")
	in.To, to = a.day("to")
	if circumstances == nil {
		circumstances = reasonsMissing(in)
	}
	err = faults(a.chosen("type", "case.decision_type"), a.chosen("outcome", "case.outcome"), circumstances, text, meeting, from, to)
	if err != nil {
		return in, err
	}
	f, err := a.Cases.Case(a.ctx(), a.principal, ref.ID)
	if err != nil {
		return in, err
	}
	if err := a.otherReasons(f.Recommendation, &in); err != nil {
		return in, err
	}
	if rec := f.Recommendation; rec != nil { // what the rules said stays with the decision, whether it was followed or not
		in.Grounds.RuleHash, in.Grounds.Facts, in.Grounds.Trace = rec.Grounds.RuleHash, rec.Grounds.Facts, rec.Grounds.Trace
	}
	return in, nil
}

// reasonsMissing refuses a decision that can go against a party without reasons; one without an outcome too, with words that say when they are needed.
func reasonsMissing(in casework.NewDecision) error {
	switch {
	case in.Grounds.Circumstances != "" && len(in.Grounds.Law) > 0 || !in.Outcome.Against():
		return nil
	case in.Outcome == "":
		return fieldFault{"circumstances", fault.New(fault.Invalid, "desk.error.reasons_if")}
	default:
		return fieldFault{"circumstances", fault.New(fault.Invalid, "case.grounds_missing")}
	}
}

// otherReasons refuses a decision with another outcome than the rules recommend whose reasons are still those that the rules gave for theirs.
func (a *act) otherReasons(rec *casework.Recommendation, in *casework.NewDecision) error {
	if rec == nil || rec.Outcome == in.Outcome || reasonsOf(rec) == "" {
		return nil
	}
	if !slices.Equal(strings.Fields(reasonsOf(rec)), strings.Fields(in.Grounds.Circumstances)) {
		return nil
	}
	return fieldFault{"circumstances", fault.New(fault.Invalid, "desk.error.other_reasons", a.t("case.outcome."+string(rec.Outcome)))}
}

func (a *act) decide(ref casework.Ref) error {
	in, err := a.writtenDecision(ref)
	if err != nil {
		return err
	}
	return a.Cases.Decide(a.ctx(), a.principal, ref, in)
}

func (a *act) refuseFields() []web.Field { return []web.Field{a.long(a.question("text"), "text", "")} }

// refuse refuses a party's demand that the case be decided (FL 12 §).
func (a *act) refuse(ref casework.Ref) error {
	reasons, err := a.text("text", "desk.error.refuse")
	if err != nil {
		return err
	}
	return a.Cases.RefuseDemand(a.ctx(), a.principal, ref, reasons)
}

func (a *act) correctFields() []web.Field { return []web.Field{a.long(a.question("text"), "text", "")} }

// correct mends an obvious slip in the decision (FL 36 §).
func (a *act) correct(ref casework.Ref) error {
	text, err := a.text("text", "desk.error.correct")
	if err != nil {
		return err
	}
	return a.Cases.Correct(a.ctx(), a.principal, ref, a.decision(), text)
}

// decision is the one that the form was about.
func (r *request) decision() casework.DecisionID { return casework.DecisionID(r.FormValue("decision")) }

// deciders tells an officer who may not decide the case who does; empty where they may, or where nothing can be decided now.
func (r *request) deciders(f *casework.File, service *catalog.Service, may casework.Options) (string, error) {
	if len(service.Decisions) == 0 || len(may.Decisions) > 0 || !f.MayBeDecided(r.today()) {
		return "", nil
	}
	var staff []identity.Principal
	for i := range r.Municipality.Staff {
		p := r.asOfficer(&r.Municipality.Staff[i])
		if !slices.Contains(p.Boards(), f.Case.Board) {
			continue
		}
		var err error
		known := Staff{func() *municipality.Municipality { return r.Municipality }, r.Residents}
		if p.Near, p.NearOrgs, err = known.Near(r.ctx(), p.Actor); err != nil { // whom the case concerns does not decide it (jäv, FL 16 §)
			return "", err
		}
		staff = append(staff, p)
	}
	ids, err := r.Cases.Deciders(r.ctx(), f, staff)
	if err != nil {
		return "", err
	}
	var names []string
	for _, id := range ids {
		o := r.Municipality.Officer(id)
		names = append(names, o.Name+" ("+o.Title.In(r.lang)+")")
	}
	if len(names) == 0 {
		return r.t("desk.deciders.nobody", r.boardName(f.Case.Board)), nil
	}
	return r.t("desk.deciders", strings.Join(names, ", ")), nil
}
