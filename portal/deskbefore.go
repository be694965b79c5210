package portal

import (
	"maps"
	"slices"
	"strings"

	"forvag/internal/casework"
	"forvag/internal/catalog"
	"forvag/internal/civil"
	"forvag/internal/identity"
	"forvag/internal/locale"
	"forvag/web"
)

// keptParams are what each form of a case carries beside its fields.
var keptParams = []string{"version", "key", "seen", "decision", "next"}

// reviewDecision shows the decision as the parties will read it, who they are and what begins with it, before it is made.
func (a *act) reviewDecision(ref casework.Ref) error {
	in, err := a.writtenDecision(ref)
	if err != nil {
		return err
	}
	f, err := a.Cases.WouldDecide(a.ctx(), a.principal, ref, in)
	if err != nil {
		return err
	}
	names, err := a.namesIn(f, []identity.PersonID{a.principal.Actor, f.Case.Assignee})
	if err != nil {
		return err
	}
	service, d := a.serviceOf(f.Case.Type, f.Case.Received), f.Decision()
	return a.page(web.SectionDesk, web.DecisionReviewPage{
		Review: a.review(f), Decision: a.caseDecision(f, d, service, names, a.deskBase()), Receivers: a.receivers(f, names), Starts: a.beginsWith(f, d, service),
	})
}

// review is what every page has on which something is read before it is done: the case, what was written, and the two buttons.
func (a *act) review(f *casework.File) web.Review {
	view := web.Review{
		Case: web.Link{Text: f.Case.Diary.String() + " " + f.Case.Title, Href: a.deskBase()}, Action: a.deskBase() + "/" + a.id,
		Do: web.HiddenField{Name: stageParam, Value: stageDo}, Change: web.HiddenField{Name: stageParam, Value: stageChange},
	}
	if words := a.othersWords(f); words != "" {
		view.Alerts = []web.Notice{{Tone: web.Warning, Text: words}}
	}
	for _, name := range slices.Sorted(maps.Keys(a.posted)) {
		for _, value := range a.posted[name] {
			if strings.HasPrefix(name, a.name("")) || slices.Contains(keptParams, name) {
				view.Kept = append(view.Kept, web.HiddenField{Name: name, Value: value})
			}
		}
	}
	return view
}

// reviewRefusal shows the separate decision that refuses a party's demand for one (FL 12 §), as they will read it, before it is made.
func (a *act) reviewRefusal(ref casework.Ref) error {
	reasons, err := a.text("text", "desk.error.refuse")
	if err != nil {
		return err
	}
	f, err := a.Cases.WouldRefuseDemand(a.ctx(), a.principal, ref, reasons)
	if err != nil {
		return err
	}
	names, err := a.namesIn(f, []identity.PersonID{a.principal.Actor, f.Case.Assignee})
	if err != nil {
		return err
	}
	return a.page(web.SectionDesk, web.DecisionReviewPage{
		Review: a.review(f), Decision: a.caseDecision(f, &f.Decisions[len(f.Decisions)-1], a.serviceOf(f.Case.Type, f.Case.Received), names, a.deskBase()),
		Receivers: a.whoAnswers(f, names), Starts: []string{a.t("desk.review.refusal"), a.t("desk.review.goes_on"), a.t("desk.review.final")},
	})
}

// reviewOffer shows an offer of a place before it is sent: to whom, of what, and until when they can answer.
func (a *act) reviewOffer(ref casework.Ref) error {
	in, err := a.writtenOffer(ref)
	if err != nil {
		return err
	}
	f, err := a.Cases.WouldOffer(a.ctx(), a.principal, ref, in)
	if err != nil {
		return err
	}
	names, err := a.namesIn(f, []identity.PersonID{a.principal.Actor, f.Case.Assignee})
	if err != nil {
		return err
	}
	o := f.OpenOffer()
	view := web.OfferReviewPage{Review: a.review(f), Receivers: a.whoAnswers(f, names), Starts: []string{
		a.t("desk.review.offer_kept", locale.Date(a.lang, o.Due)), a.t("desk.review.offer_told"), a.t("desk.review.offer_taken"),
	}}
	add := func(key, value string) {
		if value != "" {
			view.Offer = append(view.Offer, web.Fact{Label: a.t(key), Value: value})
		}
	}
	add("desk.act.erbjud.unit", a.unitName(f, o.Unit))
	add("desk.act.erbjud.for", a.children(f, names))
	if !o.From.IsZero() {
		add("desk.act.erbjud.from", locale.Date(a.lang, o.From))
	}
	add("desk.act.erbjud.due", locale.Date(a.lang, o.Due))
	for _, s := range a.standsAt(f.Case.ID) {
		if s.Unit == o.Unit && s.Number > 1 {
			add("desk.review.offer_passes", a.t("desk.review.offer_passed", s.Number-1))
		}
	}
	add("desk.act.erbjud.reason", o.Reason)
	return a.page(web.SectionDesk, view)
}

// whoAnswers are those who answer for the case, with what they are in it.
func (r *request) whoAnswers(f *casework.File, names names) []web.Fact {
	var out []web.Fact
	for _, p := range f.In(identity.Applicant, identity.Guardian, identity.CoGuardian, identity.Agent) {
		out = append(out, web.Fact{Label: r.partyName(&p, names), Value: r.t("case.role." + string(p.Role))})
	}
	return out
}

// receivers are who gets the decision, and how they come to read it.
func (r *request) receivers(f *casework.File, names names) []web.Fact {
	var out []web.Fact
	for _, n := range f.Unnoticed() {
		if p, ok := f.Party(n.Party); ok && p.Role == identity.Child {
			out = append(out, web.Fact{Label: r.partyName(&p, names), Value: r.t("case.role."+string(p.Role)) + ". " + r.t("desk.review.child")})
		} else if ok {
			out = append(out, web.Fact{Label: r.partyName(&p, names), Value: r.t("case.role."+string(p.Role)) + ". " + r.t("desk.review.reads")})
		} else {
			out = append(out, web.Fact{Label: r.t("case.actor.anonymous"), Value: r.t("desk.review.reads_by_code")})
		}
	}
	return out
}

// beginsWith is what begins when the decision is made: the time for appeal, a permit, and times to keep.
func (r *request) beginsWith(f *casework.File, d *casework.Decision, service *catalog.Service) []string {
	out := []string{r.t("desk.review.appeal." + string(d.Appeal))}
	date := func(day civil.Date) string { return locale.Date(r.lang, day) }
	for _, p := range f.Permits {
		switch {
		case p.Decision == d.ID && p.From.IsZero():
			out = append(out, r.t("desk.review.permit_final", p.Kind))
		case p.Decision == d.ID && p.To.IsZero():
			out = append(out, r.t("desk.review.permit_from", p.Kind, date(p.From)))
		case p.Decision == d.ID:
			out = append(out, r.t("desk.review.permit", p.Kind, date(p.From), date(p.To)))
		case p.ID == d.Revokes:
			out = append(out, r.t("desk.review.revoked", p.Kind, date(p.Revoked)))
		}
	}
	for _, c := range f.Clocks {
		if c.Runs() && c.Start == d.On {
			out = append(out, r.t("desk.review.clock", r.clockName(&c, service), date(c.Due)))
		}
	}
	return append(out, r.t("desk.review.final"))
}

// othersCase says to who may act in a case that a colleague has it.
func (r *request) othersCase(f *casework.File, may casework.Options) []web.Notice {
	if words := r.othersWords(f); words != "" && (may.Can(casework.Decided) || may.Can(casework.Requested)) {
		return []web.Notice{{Tone: web.Warning, Text: words}}
	}
	return nil
}

// othersWords name the colleague who has the case; empty where it is the reader's own, or nobody's.
func (r *request) othersWords(f *casework.File) string {
	if f.Case.Assignee == "" || f.Case.Assignee == r.principal.Actor || f.Case.IsClosed() {
		return ""
	}
	name := r.staffName(f.Case.Assignee)
	if given, _, ok := strings.Cut(name, " "); ok {
		return r.t("desk.alert.others", name, given)
	}
	return r.t("desk.alert.others", name, name)
}
