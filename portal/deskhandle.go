package portal

import (
	"slices"

	"forvag/internal/casework"
	"forvag/internal/fault"
	"forvag/internal/identity"
	"forvag/internal/locale"
	"forvag/internal/municipality"
	"forvag/web"
)

// offersTaking says whether the officer can take the case: it is not theirs, and it is of the kind that they handle.
func (a *act) offersTaking() bool {
	return a.may.Can(casework.Assigned) && a.file.Case.Assignee != a.principal.Actor && a.file.May(a.principal, identity.RequestCompletion)
}

func (a *act) take(ref casework.Ref) error {
	return a.Cases.Assign(a.ctx(), a.principal, ref, a.principal.Actor)
}

func (a *act) unassign(ref casework.Ref) error { return a.Cases.Unassign(a.ctx(), a.principal, ref) }

// colleagues are the staff who may handle the case.
func (r *request) colleagues(f *casework.File) []*municipality.Officer {
	var out []*municipality.Officer
	for i := range r.Municipality.Staff {
		o := &r.Municipality.Staff[i]
		if f.May(r.asOfficer(o), identity.RequestCompletion) {
			out = append(out, o)
		}
	}
	return out
}

// asOfficer is an officer as they are when logged in at the level that secret cases need.
func (r *request) asOfficer(o *municipality.Officer) identity.Principal {
	grants, _ := r.Municipality.Grants(o.ID)
	return identity.Principal{Kind: identity.Officer, Actor: o.ID, Grants: grants, Assurance: identity.AssuranceSubstantial, On: r.today()}
}

func (a *act) assignFields() []web.Field {
	var options []web.Option
	for _, o := range a.colleagues(a.file) {
		if o.ID != a.file.Case.Assignee {
			options = append(options, web.Option{Value: string(o.ID), Label: o.Name + ", " + o.Title.In(a.lang)})
		}
	}
	locale.Sort(a.lang, options, optionLabel)
	return []web.Field{a.choose(a.question("to"), "to", "", options)}
}

// assign gives the case to a colleague who may handle it. The case core refuses those whom it concerns (jäv, FL 16 §).
func (a *act) assign(ref casework.Ref) error {
	o := a.Municipality.Officer(identity.PersonID(a.value("to")))
	if o == nil {
		return fieldFault{"to", fault.New(fault.Invalid, "case.assignee_missing")}
	}
	f, err := a.Cases.Case(a.ctx(), a.principal, ref.ID)
	if err != nil {
		return err
	}
	if !f.May(a.asOfficer(o), identity.RequestCompletion) {
		return fieldFault{"to", fault.New(fault.Invalid, "desk.error.officer", o.Name)}
	}
	return a.Cases.Assign(a.ctx(), a.principal, ref, o.ID)
}

func (a *act) messageFields() []web.Field {
	fields := []web.Field{a.long(a.question("text"), "text", ""), a.filesField(a.optional("files"))}
	if len(a.file.Parties) < 2 {
		return fields
	}
	to := []web.Option{{Label: a.t("desk.act.meddelande.all")}}
	for i := range a.file.Parties {
		if p := &a.file.Parties[i]; p.Role != identity.Follower && p.Role != identity.RefusedAgent {
			to = append(to, web.Option{Value: p.ID, Label: a.partyName(p, a.names) + ", " + a.t("case.role."+string(p.Role))})
		}
	}
	return append([]web.Field{a.choose(a.question("to"), "to", "", to)}, fields...)
}

func (a *act) message(ref casework.Ref) error {
	text, err := a.text("text", "case.messages.empty")
	if err != nil {
		return err
	}
	docs, err := a.attachments()
	if err != nil {
		return err
	}
	return a.Cases.Message(a.ctx(), a.principal, ref.ID, a.FormValue("key"), a.value("to"), text, docs)
}

func (a *act) requestFields() []web.Field {
	due := a.question("due")
	due.Hint = a.whileAsked()
	fields := []web.Field{
		a.long(a.question("what"), "what", ""),
		web.DateField{Question: due, Value: a.or("due", a.file.AnswerBy(a.today()).String()), Min: a.today().String()},
		web.ConsentField{Question: a.hinted(a.optional("formal"), "formal"), Checked: a.ticked("formal")},
	}
	askable := a.file.Askable()
	if len(a.file.In(identity.Sender)) == 0 && !slices.ContainsFunc(askable, func(p casework.Party) bool { return p.ID == casework.Anonymous }) {
		return fields
	}
	from := []web.Option{{Label: a.t("desk.act.meddelande.all")}}
	for i := range askable {
		o := web.Option{Value: askable[i].ID, Label: a.t("desk.act.komplettering.sender")}
		if p := &askable[i]; p.ID != casework.Anonymous {
			o.Label = a.partyName(p, a.names) + ", " + a.t("case.role."+string(p.Role))
		}
		from = append(from, o)
	}
	return append([]web.Field{a.choose(a.question("from"), "from", "", from)}, fields...)
}

func (a *act) requestCompletion(ref casework.Ref) error {
	what, noWords := a.text("what", "desk.error.what")
	due, noDay := a.day("due")
	if noDay == nil && due.Before(a.today()) {
		noDay = fieldFault{"due", fault.New(fault.Invalid, "desk.error.due_past")}
	}
	if err := faults(noWords, noDay); err != nil {
		return err
	}
	return a.Cases.RequestFrom(a.ctx(), a.principal, ref, a.value("from"), what, due, a.ticked("formal"))
}

func (a *act) noteFields() []web.Field { return []web.Field{a.long(a.question("text"), "text", "")} }

func (a *act) note(ref casework.Ref) error {
	text, err := a.text("text", "desk.error.note")
	if err != nil {
		return err
	}
	return a.Cases.Note(a.ctx(), a.principal, ref.ID, text)
}

// deskKinds and deskAudiences are what an officer chooses among for a document.
var (
	deskKinds     = []casework.DocumentKind{casework.DocumentEstablished, casework.DocumentReceived, casework.DocumentWorking}
	deskAudiences = []casework.Audience{casework.Internal, casework.Applicants, casework.Parties}
)

func (a *act) documentFields() []web.Field {
	return []web.Field{
		a.filesField(a.question("files")), a.choose(a.question("kind"), "kind", string(casework.DocumentEstablished), worded(a, "case.document.", deskKinds)),
		web.TextField{Question: a.hinted(a.optional("title"), "title"), Value: a.value("title"), MaxLength: 200},
		a.choose(a.question("audience"), "audience", string(casework.Internal), worded(a, "desk.audience.", deskAudiences)),
		web.SelectField{Question: a.hinted(a.optional("record"), "record"), Options: a.records()},
	}
}

// deskRecords are what an officer can say that a document is kept as.
var deskRecords = []casework.Record{casework.WholeCase, casework.AttachmentRecord, casework.DecisionRecord, casework.PermitRecord}

// records are those kinds of record, after the one that follows from what the document is.
func (a *act) records() []web.Option {
	options := []web.Option{{Label: a.t("desk.act.handling.record.usual")}}
	for _, record := range deskRecords {
		options = append(options, web.Option{Value: string(record), Label: a.t("desk.record." + string(record))})
	}
	for i := range options {
		options[i].Chosen = options[i].Value == a.value("record")
	}
	return options
}

func (a *act) addDocument(ref casework.Ref) error {
	kind, err := one(a, "kind", "desk.error.kind", deskKinds)
	if err != nil {
		return err
	}
	audience, err := one(a, "audience", "desk.error.audience", deskAudiences)
	if err != nil {
		return err
	}
	if kind == casework.DocumentWorking && audience != casework.Internal {
		return fieldFault{"audience", fault.New(fault.Invalid, "desk.error.working")}
	}
	docs, err := a.attachments()
	if err != nil {
		return err
	}
	if len(docs) == 0 {
		return fieldFault{"files", fault.New(fault.Invalid, "desk.error.document")}
	}
	if a.value("record") != "" {
		record, err := one(a, "record", "desk.error.record", deskRecords)
		if err != nil {
			return err
		}
		for i := range docs {
			docs[i].Record = record
		}
	}
	if title := a.value("title"); title != "" {
		docs[0].Title = title
	}
	return a.Cases.AddDocument(a.ctx(), a.principal, ref.ID, a.FormValue("key"), kind, audience, docs)
}

func (a *act) moveFields() []web.Field {
	return []web.Field{
		a.choose(a.question("step"), "step", "", worded(a, "desk.step.", a.may.Steps)),
		web.TextField{Question: a.hinted(a.optional("reason"), "reason"), Value: a.value("reason"), MaxLength: 500},
	}
}

func (a *act) move(ref casework.Ref) error {
	step, err := one(a, "step", "desk.error.step", casework.Steps())
	if err != nil {
		return err
	}
	return a.Cases.Move(a.ctx(), a.principal, ref, step, a.value("reason"))
}

func (a *act) waitFields() []web.Field {
	return []web.Field{
		web.TextField{Question: a.hinted(a.question("whom"), "whom"), Value: a.value("whom"), MaxLength: 200},
		web.DateField{Question: a.optional("until"), Value: a.value("until"), Min: a.today().String()},
	}
}

func (a *act) wait(ref casework.Ref) error {
	until, err := a.day("until")
	if err != nil {
		return err
	}
	return a.Cases.Wait(a.ctx(), a.principal, ref, a.value("whom"), until)
}

func (a *act) resumeFields() []web.Field {
	return []web.Field{a.long(a.optional("text"), "text", "")}
}

func (a *act) resume(ref casework.Ref) error {
	text, err := a.text("text", "")
	if err != nil {
		return err
	}
	return a.Cases.Resume(a.ctx(), a.principal, ref, text)
}

func (a *act) delayFields() []web.Field {
	return []web.Field{
		a.long(a.question("reason"), "reason", ""),
		web.DateField{Question: a.hinted(a.optional("until"), "until"), Value: a.value("until"), Min: a.today().String()},
	}
}

func (a *act) delay(ref casework.Ref) error {
	reason, err := a.text("reason", "case.reason_missing")
	if err != nil {
		return err
	}
	until, err := a.day("until")
	if err != nil {
		return err
	}
	return a.Cases.Delay(a.ctx(), a.principal, ref, reason, until)
}

func (a *act) extendFields() []web.Field {
	service := a.serviceOf(a.file.Case.Type, a.file.Case.Received)
	var clocks []web.Option
	start := ""
	for _, c := range a.file.Clocks {
		for _, id := range a.may.Clocks {
			if c.ID == id {
				clocks = append(clocks, web.Option{Value: id, Label: a.clockName(&c, service)})
			}
		}
	}
	if len(clocks) == 1 {
		start = clocks[0].Value
	}
	return []web.Field{a.choose(a.question("clock"), "clock", start, clocks), a.long(a.question("reason"), "reason", "")}
}

func (a *act) extend(ref casework.Ref) error {
	reason, err := a.text("reason", "case.reason_missing")
	if err != nil {
		return err
	}
	return a.Cases.Extend(a.ctx(), a.principal, ref, a.value("clock"), reason)
}

// strengths are how hard secrecy presses, in order.
var deskStrengths = []casework.Strength{casework.Open, casework.Straight, casework.Reversed, casework.Absolute}

func (a *act) secrecyFields() []web.Field {
	now := a.file.Case.Secrecy
	of := []web.Option{{Label: a.t("desk.act.sekretess.whole")}}
	for _, d := range a.file.Documents {
		if d.IsDisposed() {
			continue
		}
		of = append(of, web.Option{Value: string(d.ID), Label: d.Title})
	}
	strengths := make([]web.Option, len(deskStrengths))
	for i, s := range deskStrengths {
		strengths[i] = web.Option{Value: string(s), Label: a.t("desk.secrecy." + string(s))}
	}
	strengths[0].Label = a.t("desk.secrecy.open")
	return []web.Field{
		a.choose(a.question("document"), "document", "", of),
		a.choose(a.question("strength"), "strength", string(now.Strength), strengths),
		web.TextField{Question: a.hinted(a.optional("law"), "law"), Value: a.or("law", now.Law), MaxLength: 60},
	}
}

func (a *act) setSecrecy(ref casework.Ref) error {
	strength, err := one(a, "strength", "case.secrecy_invalid", deskStrengths)
	if err != nil {
		return err
	}
	to := casework.Secrecy{Strength: strength, Law: a.value("law")}
	if strength == casework.Open {
		to = casework.Secrecy{}
	}
	return a.Cases.SetSecrecy(a.ctx(), a.principal, ref, casework.DocumentID(a.value("document")), to)
}

func (a *act) closeFields() []web.Field {
	fields := []web.Field{a.long(a.hinted(a.optional("text"), "text"), "text", "")}
	if len(a.file.Left()) > 0 {
		why := a.hinted(a.question("reason"), "reason")
		fields = append(fields, web.TextField{Question: why, Value: a.value("reason"), MaxLength: 500})
	}
	var drafts []web.Option
	for _, d := range a.file.Documents {
		if d.Kind == casework.DocumentWorking && !d.IsDisposed() {
			drafts = append(drafts, web.Option{Value: string(d.ID), Label: d.Title, Chosen: slices.Contains(a.posted[a.name("keep")], string(d.ID))})
		}
	}
	if len(drafts) > 0 {
		fields = append(fields, web.ChoicesField{Question: a.hinted(a.optional("keep"), "keep"), Options: drafts})
	}
	return fields
}

func (a *act) close(ref casework.Ref) error {
	text, err := a.text("text", "")
	if err != nil {
		return err
	}
	var kept []casework.DocumentID
	for _, id := range a.posted[a.name("keep")] {
		kept = append(kept, casework.DocumentID(id))
	}
	return a.Cases.CloseEarly(a.ctx(), a.principal, ref, text, a.value("reason"), kept...)
}

func (a *act) reopenFields() []web.Field {
	return []web.Field{a.long(a.question("reason"), "reason", "")}
}

func (a *act) reopen(ref casework.Ref) error {
	reason, err := a.text("reason", "case.reason_missing")
	if err != nil {
		return err
	}
	return a.Cases.Reopen(a.ctx(), a.principal, ref, reason)
}
