package portal

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"

	"forvag/internal/casework"
	"forvag/internal/catalog"
	"forvag/internal/civil"
	"forvag/internal/identity"
	"forvag/internal/locale"
	"forvag/internal/rules"
	"forvag/web"
)

func (r *request) deskBase() string { return web.PathDesk + "/" + r.Params("case") }

// deskCase shows a case with everything that the officer may see. The reading is logged before the page leaves.
func (r *request) deskCase() error {
	f, err := r.Cases.Case(r.ctx(), r.principal, r.caseID())
	if err != nil {
		return err
	}
	return r.deskCaseWith(200, f, nil)
}

// deskCaseWith shows the case, with an action's form as it was written where that could not be done.
func (r *request) deskCaseWith(status int, f *casework.File, wrong *wrongAction) error {
	if err := r.tellReaders(f); err != nil {
		return err
	}
	var who []identity.PersonID
	for _, reading := range f.Readings {
		who = append(who, reading.Reader)
	}
	names, err := r.namesIn(f, append(who, f.Case.Assignee))
	if err != nil {
		return err
	}
	service := r.serviceOf(f.Case.Type, f.Case.Received)
	view := web.DeskCasePage{
		Name: f.Case.Title, Number: f.Case.Diary.String(), Service: service.Title.In(r.lang), Board: r.boardName(f.Case.Board),
		Code: f.Case.Classification, Kind: r.t("case.kind." + string(f.Case.Kind)), Channel: r.t("case.channel." + string(f.Case.Channel)),
		Status: r.deskStatus(f.Case.Status, f.Decision()), Step: r.t("desk.step." + string(f.Case.Step)), Received: r.when(f.Case.ReceivedAt),
		Officer: r.staffName(f.Case.Assignee), Secrecy: f.Case.Secrecy.Law, Retention: r.deskCaseKept(f), Version: int(f.Case.Version),
		Clocks: r.deskClocks(f, service), Answers: append(r.togetherSections(f), r.sentSections(f, service, names)...), Messages: r.deskMessages(f, names),
		Permits: r.permits(f.Permits, names), Live: livePath(r.deskBase(), f.Case.Seq),
	}
	if f.Case.Protected {
		view.Protected = r.t("desk.protected_words")
	}
	if view.Parties, err = r.deskParties(f, names); err != nil {
		return err
	}
	for i := range f.Documents {
		d := &f.Documents[i]
		view.Documents = append(view.Documents, web.DeskDocument{CaseDocument: r.caseDocument(d, service, names, r.deskBase()), Visible: d.Audience != casework.Internal,
			Retention: r.deskKept(f, d)})
	}
	for _, q := range f.Requests {
		view.Requests = append(view.Requests, r.deskRequest(&q))
	}
	for _, e := range f.Events {
		if e.Kind == casework.Noted && e.Details.Text != "" {
			view.Notes = append(view.Notes, web.DeskNote{From: names.of(e.Actor), Text: e.Details.Text, When: r.when(e.At)})
		}
		view.Events = append(view.Events, r.deskEvent(&e, f, names))
	}
	for i := range f.Decisions {
		view.Decisions = append(view.Decisions, r.deskDecision(f, &f.Decisions[i], service, names))
	}
	view.Queue, view.Booking = r.deskStanding(f, service), r.deskBooked(f, service)
	view.Proposal = r.proposal(f, service)
	view.Readers = web.CaseReaders{Rows: r.caseReaders(f, names), More: r.moreReaders(f, r.deskBase()), Earlier: r.Query(beforeParameter) != ""}
	notices, err := r.Notify.Store.NoticesOf(r.ctx(), f.Case.ID, "")
	if err != nil {
		return err
	}
	if view.Told, err = r.caseToldOf(f, notices, names, ""); err != nil {
		return err
	}
	may, err := r.Cases.Options(r.ctx(), r.principal, f)
	if err != nil {
		return err
	}
	view.Actions = r.deskActions(f, may, names, wrong)
	besideAgents(&view, f)
	if view.Deciders, err = r.deciders(f, service, may); err != nil {
		return err
	}
	if wrong != nil && wrong.words != "" {
		view.Errors = []web.FieldError{{Field: wrong.anchor(), Text: wrong.words}}
		for _, other := range wrong.also {
			view.Errors = append(view.Errors, web.FieldError{Field: other.anchor(), Text: other.words})
		}
	}
	besides, err := r.besides(f)
	if err != nil {
		return err
	}
	view.Alerts = slices.Concat(r.urgentAlert(f), r.reachAlerts(f, notices, names, may), r.lapsedAlert(f, may), r.leftAlert(f, may, names), r.othersCase(f, may),
		r.deskAlerts(f, service), r.reminderAlerts(f, may), r.bookingAlerts(f, service), besides)
	slices.SortStableFunc(view.Alerts, func(a, b web.Notice) int { return alertOrder(a.Tone) - alertOrder(b.Tone) })
	view.Compared = r.compared(f, service, names)
	return r.pageStatus(status, web.SectionDesk, view)
}

// alertOrder is where a notice stands among those on top of a case: what is wrong first, then what is to be thought of.
func alertOrder(t web.Tone) int {
	switch t {
	case web.Danger:
		return 0
	case web.Warning:
		return 1
	default:
		return 2
	}
}

func (r *request) roleName(role identity.Role) string {
	return r.t("desk.role." + strings.ReplaceAll(string(role), " ", "_"))
}

// deskAlerts are what an officer must not miss.
func (r *request) deskAlerts(f *casework.File, service *catalog.Service) []web.Notice {
	var out []web.Notice
	warn := func(tone web.Tone, key string, args ...any) {
		out = append(out, web.Notice{Tone: tone, Text: r.t(key, args...)})
	}
	date := func(d civil.Date) string { return locale.Date(r.lang, d) }
	if f.Case.IsClosed() {
		return nil
	}
	switch {
	case f.Withdrawn.IsZero() || f.Booking != nil:
	case service.NeedsDecision() && f.Decision() == nil:
		warn(web.Warning, "desk.alert.withdrawn", date(f.Withdrawn))
	default:
		warn(web.Warning, "desk.alert.withdrawn_close", date(f.Withdrawn))
	}
	if !f.Demanded.IsZero() && f.DemandAnswered.IsZero() && f.Decision() == nil {
		warn(web.Warning, "desk.alert.demanded", date(f.Demanded))
	}
	if f.OpenAppeal() != nil {
		warn(web.Warning, "desk.alert.appeal")
	}
	switch w := f.Wait; {
	case w == nil:
	case w.Late(r.today()):
		warn(web.Danger, "desk.alert.wait_late", r.waitWords(w), date(w.Until))
	case w.Until.IsZero():
		warn(web.Info, "desk.alert.waiting", r.waitWords(w))
	default:
		warn(web.Info, "desk.alert.waiting_until", r.waitWords(w), date(w.Until))
	}
	if len(f.In(identity.Sender)) > 0 {
		warn(web.Warning, "desk.alert.agent")
	}
	if f.Unanswered() != nil {
		warn(web.Info, "desk.alert.message")
	}
	return out
}

func (r *request) deskMessages(f *casework.File, names names) []web.Message {
	messages := r.messages(f, names, r.deskBase())
	for i, m := range f.Messages {
		messages[i].Mine, messages[i].Unread = m.FromOfficer, false
		if m.By == r.principal.Actor {
			messages[i].From = r.t("case.actor.you")
		} else if m.By != "" {
			messages[i].From = names.of(m.By)
		}
	}
	return messages
}

// deskParties are the parties with what an officer needs to reach them. The personal number is masked: who needs it whole has it in the register.
func (r *request) deskParties(f *casework.File, names names) ([]web.DeskParty, error) {
	var out []web.DeskParty
	for _, p := range f.Parties {
		row := web.DeskParty{Role: r.t("case.role." + string(p.Role)), Secret: f.Case.Protected, Note: r.agencyNote(&p, names), Unconfirmed: p.Role == identity.Sender}
		if p.Org != "" {
			o, err := r.Residents.Organisation(r.ctx(), p.Org)
			if err != nil {
				return nil, err
			}
			row.Name, row.Number = o.Name, string(o.Number)
			out = append(out, row)
			continue
		}
		row.Name = names.of(p.Person)
		contact, err := r.Residents.Contact(r.ctx(), p.Person)
		if err != nil {
			return nil, err
		}
		if number, err := r.Residents.Number(r.ctx(), p.Person); err == nil {
			row.Number = number.String()
		}
		for _, c := range []string{contact.Email, phoneWords(contact.Phone)} {
			if c != "" && !f.Case.Protected {
				row.Contact = append(row.Contact, c)
			}
		}
		if !p.Until.IsZero() {
			row.Note = r.t("desk.party.until", locale.Date(r.lang, p.Until.AddDays(-1)))
		}
		out = append(out, row)
	}
	return out, nil
}

func (r *request) deskRequest(q *casework.Request) web.DeskRequest {
	row := web.DeskRequest{Text: cmp.Or(r.goneOn(q.WhatDisposed, "case.words.gone"), q.What), Sent: r.day(q.Asked), Due: r.day(q.Due)}
	if q.Formal {
		row.Formal = r.t("desk.request.formal")
	}
	switch {
	case !q.Answered.IsZero():
		row.Status = web.Status{Text: r.t("desk.request.answered"), Tone: web.Success}
		if words := cmp.Or(r.goneOn(q.AnswerDisposed, "case.words.gone"), q.Answer); words != "" {
			row.Answer = r.t("desk.request.answer", words)
		}
	case !q.Withdrawn.IsZero():
		row.Status = web.Status{Text: r.t("desk.request.withdrawn")}
	case q.Due.Before(r.today()):
		row.Status = web.Status{Text: r.t("desk.request.late"), Tone: web.Danger}
	default:
		row.Status = web.Status{Text: r.t("desk.request.open"), Tone: web.Warning}
	}
	if q.IsOpen() {
		row.Action = r.deskBase() + "/aterta-" + string(q.ID)
	}
	return row
}

func (r *request) deskEvent(e *casework.Event, f *casework.File, names names) web.DeskEvent {
	row := web.DeskEvent{Text: r.eventText(e, f), Who: r.eventActor(e, names), When: r.when(e.At), Internal: e.Audience == casework.Internal}
	if e.Kind == casework.Assigned {
		row.Detail = names.of(e.Details.Assignee)
	} else if e.Details.Disposal != nil {
		row.Detail = r.disposalWords(f, e.Details.Disposal)
	} else if e.Kind != casework.Noted {
		row.Detail = e.Details.Text
	}
	return row
}

func (r *request) deskDecision(f *casework.File, d *casework.Decision, service *catalog.Service, names names) web.DeskDecision {
	view := web.DeskDecision{CaseDecision: r.caseDecision(f, d, service, names, r.deskBase()), AppealKind: r.t("case.appeal_kind." + string(d.Appeal))}
	if view.Appeal != nil {
		view.Appeal.Action = ""
	}
	for _, n := range d.Notices {
		words := r.t("desk.notice", locale.Date(r.lang, n.On), r.noticedHow(r.t("desk.how."+string(n.How)), n))
		if until := d.AppealUntil(n.Party); !until.IsZero() {
			words += ", " + r.t("desk.notice.until", locale.Date(r.lang, until))
		}
		name := r.t("case.actor.anonymous")
		if p, ok := f.Party(n.Party); ok {
			name = r.partyName(&p, names)
		}
		view.Notices = append(view.Notices, web.Fact{Label: name, Value: words})
	}
	if !d.Announced.IsZero() {
		words := locale.Date(r.lang, d.Announced)
		if !d.Adjusted.IsZero() {
			words += ", " + r.t("desk.adjusted", locale.Date(r.lang, d.Adjusted))
		}
		if d.AnnouncedLate() {
			words += ". " + r.t("desk.announced.late")
		}
		view.Notices = append(view.Notices, web.Fact{Label: r.t("desk.announced"), Value: words})
	}
	for _, a := range f.Appeals {
		if a.Decision != d.ID {
			continue
		}
		words := cmp.Or(r.goneOn(a.Disposed, "case.words.gone"), a.Text)
		if a.Late {
			words = r.t("desk.appeal.late") + "\n" + words
		}
		if !a.Forwarded.IsZero() {
			words += "\n" + r.t("desk.appeal.forwarded", a.To, locale.Date(r.lang, a.Forwarded))
		}
		if a.Outcome != "" {
			words += "\n" + r.t("desk.appeal_outcome."+string(a.Outcome)) + ", " + locale.Date(r.lang, a.Settled)
			if !a.Until.IsZero() {
				words += ", " + r.t("desk.appeal.until", locale.Date(r.lang, a.Until))
			}
		}
		view.Appeals = append(view.Appeals, web.Fact{Label: r.t("desk.appeal.received", locale.Date(r.lang, a.Received)), Value: words})
	}
	return view
}

// noticedHow is how a party got part of a decision, with what shows it.
func (r *request) noticedHow(how string, n casework.Notice) string {
	if n.Evidence == "" {
		return how
	}
	return r.t("desk.notice.evidence", how, n.Evidence)
}

func (r *request) partyName(p *casework.Party, names names) string {
	if p.Org != "" {
		return names.ofOrg(p.Org)
	}
	return names.of(p.Person)
}

// proposal is the decision that the rules recommend, with every condition that they tried.
func (r *request) proposal(f *casework.File, service *catalog.Service) *web.Result {
	rec := f.Recommendation
	if rec == nil || f.Decision() != nil {
		return nil
	}
	conditions := r.deskConditions(traceOf(rec.Grounds.Trace), service)
	if rec.Outcome == "" && rec.Note == "" && len(conditions) == 0 {
		return nil // the service has no rules, or none that say anything of this
	}
	res := &web.Result{Verdict: web.VerdictMaybe, Title: r.t("desk.proposal.look"), Text: paragraphs(cmp.Or(rec.Note, rec.Grounds.Circumstances))}
	switch rec.Outcome {
	case casework.Granted:
		res.Verdict, res.Title = web.VerdictYes, r.t("desk.proposal.grant")
	case casework.Refused:
		res.Verdict, res.Title = web.VerdictNo, r.t("desk.proposal.refuse")
	}
	res.Conditions = conditions
	if len(res.Text) == 0 && service.Recommendation == nil {
		res.Title, res.Text = r.t("desk.proposal.none"), web.Paragraphs{r.t("desk.proposal.check")}
	}
	if len(res.Text) == 0 && slices.ContainsFunc(res.Conditions, func(c web.Condition) bool { return c.State == web.ConditionUnknown }) {
		res.Text = web.Paragraphs{r.t("desk.proposal.unknown")}
	}
	for _, law := range rec.Grounds.Law {
		res.Law = append(res.Law, web.LawRef{Text: law})
	}
	return res
}

// traceOf is how the rules came to what they recommended, as it was kept with the case; nil where nothing was. What each condition was given is not read: a
// value is kept without its type.
func traceOf(kept json.RawMessage) (trace []rules.Step) {
	var steps []struct {
		rules.Step
		Facts json.RawMessage `json:"facts"`
	}
	if json.Unmarshal(kept, &steps) != nil {
		return nil
	}
	for _, step := range steps {
		trace = append(trace, step.Step)
	}
	return trace
}

// deskConditions are the conditions that the rules tried, as the guided check shows them, and for the officer those that they could not settle too, which come
// first: what would hold if it did, and what is missing.
func (r *request) deskConditions(trace []rules.Step, service *catalog.Service) []web.Condition {
	var out []web.Condition
	for _, step := range trace {
		if step.Outcome == rules.Yes || step.Outcome == rules.No {
			out = append(out, r.conditions([]rules.Step{step})...)
			continue
		}
		i := slices.IndexFunc(service.Conditions, func(c rules.Condition) bool { return c.ID == step.Condition })
		if i < 0 {
			continue // the file names it otherwise now
		}
		row := web.Condition{State: web.ConditionUnknown, Text: service.Conditions[i].Yes.In(r.lang), Law: step.Law}
		for _, name := range step.Missing {
			if words := r.factWords(name, service); words != "" {
				row.Facts = append(row.Facts, web.Fact{Label: r.t("desk.proposal.missing"), Value: words})
			}
		}
		out = append(out, row)
	}
	open := func(c web.Condition) int {
		if c.State == web.ConditionUnknown {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(out, func(a, b web.Condition) int { return open(a) - open(b) })
	return out
}

// factWords is what a fact is called: its question, or the label of its field; empty where the file says neither.
func (r *request) factWords(name string, service *catalog.Service) string {
	i := slices.IndexFunc(service.Declared, func(f catalog.Fact) bool { return f.ID == name })
	if i < 0 {
		return ""
	}
	fact := &service.Declared[i]
	if words := fact.Ask.In(r.lang); words != "" {
		return words
	}
	if field := service.Field(cmp.Or(fact.Field, fact.ID)); field != nil {
		return field.Label.In(r.lang)
	}
	return ""
}

// deskLive tells the officer's page when something happened.
func (r *request) deskLive() error { return r.live() }

// deskDocument sends a document of the case to an officer. The reading is logged.
func (r *request) deskDocument() error { return r.document() }

// urgentAlert is the mark of a case that brooks no delay.
func (r *request) urgentAlert(f *casework.File) []web.Notice {
	if words := r.urgentWords(&f.Case); words != "" {
		return []web.Notice{{Tone: web.Danger, Text: words}}
	}
	return nil
}
