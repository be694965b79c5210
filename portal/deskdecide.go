package portal

import (
	"crypto/rand"
	"strings"

	"forvag/internal/casework"
	"forvag/internal/civil"
	"forvag/internal/fault"
	"forvag/web"
)

// newKey makes a command that is posted twice happen once.
func newKey() string { return rand.Text() }

// or is what the officer wrote, or what the form starts with.
func (r *request) or(name, start string) string {
	if v := r.FormValue(name); v != "" {
		return v
	}
	return start
}

// decideFields are a decision's, filled in from what the rules recommend.
func (r *request) decideFields(f *casework.File, _ names) []web.Field {
	service := r.serviceOf(f.Case.Type)
	kind, outcome := web.SelectField{Question: r.ask("type", "desk.act.besluta.type")}, web.SelectField{Question: r.ask("outcome", "desk.act.besluta.outcome")}
	proposed, law, circumstances := casework.Recommendation{}, "", ""
	if f.Recommendation != nil {
		proposed = *f.Recommendation
		law, circumstances = strings.Join(proposed.Grounds.Law, "\n"), proposed.Grounds.Circumstances
	}
	for _, d := range service.Decisions {
		label := d.Title.In(r.lang) + " (" + r.t("case.appeal_kind."+string(d.Appeal)) + ")"
		kind.Options = append(kind.Options, web.Option{Value: d.ID, Label: label, Chosen: d.ID == r.or("type", proposed.Type)})
	}
	for _, o := range casework.Outcomes() {
		if o != casework.Revoked {
			outcome.Options = append(outcome.Options, web.Option{Value: string(o), Label: r.t("case.outcome." + string(o)), Chosen: string(o) == r.or("outcome", string(proposed.Outcome))})
		}
	}
	hint := func(q web.Question, key string) web.Question { q.Hint = r.t(key); return q }
	fields := []web.Field{
		kind, outcome,
		web.LongField{Question: r.ask("circumstances", "desk.act.besluta.circumstances"), Value: r.or("circumstances", circumstances), MaxLength: maxMessage},
		web.LongField{Question: hint(r.optional("law", "desk.act.besluta.law"), "desk.act.one_per_line"), Value: r.or("law", law), Rows: 3, MaxLength: 1000},
		web.LongField{Question: hint(r.optional("conditions", "desk.act.besluta.conditions"), "desk.act.one_per_line"), Value: r.FormValue("conditions"), Rows: 2, MaxLength: 2000},
		web.LongField{Question: r.optional("decision", "desk.act.besluta.text"), Value: r.FormValue("decision"), MaxLength: maxMessage},
	}
	if service.Permit != nil {
		fields = append(fields,
			web.DateField{Question: r.optional("from", "desk.act.besluta.from"), Value: r.or("from", r.today().String())},
			web.DateField{Question: hint(r.optional("to", "desk.act.besluta.to"), "desk.act.besluta.to_hint"), Value: r.FormValue("to")})
	}
	return fields
}

func (r *request) deskDecide(ref casework.Ref) error {
	f, err := r.Cases.Case(r.ctx(), r.principal, ref.ID)
	if err != nil {
		return err
	}
	in := casework.NewDecision{
		Type: r.FormValue("type"), Outcome: casework.Outcome(r.FormValue("outcome")), Text: strings.TrimSpace(r.FormValue("decision")),
		Grounds: casework.Grounds{
			Law: lines(r.FormValue("law")), Circumstances: strings.TrimSpace(r.FormValue("circumstances")), Conditions: lines(r.FormValue("conditions")),
		},
	}
	if rec := f.Recommendation; rec != nil { // what the rules said stays with the decision, whether it was followed or not
		in.Grounds.RuleHash, in.Grounds.Facts, in.Grounds.Trace = rec.Grounds.RuleHash, rec.Grounds.Facts, rec.Grounds.Trace
	}
	if in.From, err = r.formDay("from"); err != nil {
		return err
	}
	if in.To, err = r.formDay("to"); err != nil {
		return err
	}
	return r.Cases.Decide(r.ctx(), r.principal, ref, in)
}

// lines are a text's lines that are not empty.
func lines(text string) []string {
	var out []string
	for _, line := range strings.Split(text, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}

// waysOfNotice are how a party can get part of a decision, as an officer notes it.
var waysOfNotice = []casework.How{casework.NoticeLetter, casework.NoticeServed, casework.NoticeMailbox, casework.NoticeOral}

func (r *request) noticeFields(f *casework.File, names names) []web.Field {
	party, how := web.SelectField{Question: r.ask("party", "desk.act.delgivning.party")}, web.SelectField{Question: r.ask("how", "desk.act.delgivning.how")}
	for i := range f.Parties {
		p := &f.Parties[i]
		party.Options = append(party.Options, web.Option{Value: p.ID, Label: r.partyName(p, names), Chosen: p.ID == r.FormValue("party")})
	}
	for _, h := range waysOfNotice {
		how.Options = append(how.Options, web.Option{Value: string(h), Label: r.t("desk.how." + string(h)), Chosen: string(h) == r.FormValue("how")})
	}
	return []web.Field{party, web.DateField{Question: r.ask("on", "desk.act.on"), Value: r.or("on", r.today().String()), Max: r.today().String()}, how}
}

func (r *request) deskNotice(ref casework.Ref) error {
	d, on, err := r.decidedOn(ref)
	if err != nil {
		return err
	}
	n := casework.Notice{Decision: d.ID, Party: r.FormValue("party"), On: on, How: casework.How(r.FormValue("how"))}
	return r.Cases.Notice(r.ctx(), r.principal, ref, n)
}

// decidedOn is the latest decision of the case, and the day that the form says.
func (r *request) decidedOn(ref casework.Ref) (*casework.Decision, civil.Date, error) {
	on, err := r.formDay("on")
	if err != nil {
		return nil, on, err
	}
	f, err := r.Cases.Case(r.ctx(), r.principal, ref.ID)
	if err != nil {
		return nil, on, err
	}
	d := f.Decision()
	if d == nil {
		return nil, on, fault.New(fault.Illegal, "case.decision_missing")
	}
	return d, on, nil
}

func (r *request) announceFields(*casework.File, names) []web.Field {
	return []web.Field{web.DateField{Question: r.ask("on", "desk.act.on"), Value: r.or("on", r.today().String()), Max: r.today().String()}}
}

func (r *request) deskAnnounce(ref casework.Ref) error {
	d, on, err := r.decidedOn(ref)
	if err != nil {
		return err
	}
	return r.Cases.Announce(r.ctx(), r.principal, ref, d.ID, on)
}

func (r *request) appealFields(f *casework.File, names names) []web.Field {
	party := web.SelectField{Question: r.optional("party", "desk.act.overklagande.party")}
	party.Options = append(party.Options, web.Option{Label: r.t("desk.act.overklagande.other")})
	for i := range f.Parties {
		p := &f.Parties[i]
		party.Options = append(party.Options, web.Option{Value: p.ID, Label: r.partyName(p, names), Chosen: p.ID == r.FormValue("party")})
	}
	return []web.Field{
		party, web.DateField{Question: r.ask("on", "desk.act.overklagande.on"), Value: r.or("on", r.today().String()), Max: r.today().String()},
		web.LongField{Question: r.ask("appeal", "desk.act.overklagande.text"), Value: r.FormValue("appeal"), MaxLength: maxMessage},
	}
}

func (r *request) deskAppeal(ref casework.Ref) error {
	text, err := r.written("appeal", "case.appeal.empty")
	if err != nil {
		return err
	}
	d, on, err := r.decidedOn(ref)
	if err != nil {
		return err
	}
	a := casework.Appeal{Decision: d.ID, Party: r.FormValue("party"), Text: text, Received: on}
	return r.Cases.RegisterAppeal(r.ctx(), r.principal, ref.ID, r.FormValue("key"), a)
}
