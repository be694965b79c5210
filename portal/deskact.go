package portal

import (
	"strconv"
	"strings"

	"forvag/internal/casework"
	"forvag/internal/catalog"
	"forvag/internal/civil"
	"forvag/internal/fault"
	"forvag/internal/identity"
	"forvag/web"
)

// deskForm is something that an officer can do to a case: the form for it, and what it does.
type deskForm struct {
	id    string
	icon  web.Icon
	tone  web.Tone
	shown func(f *casework.File) bool
	// fields are the form's, filled in with what the officer wrote before; nil for a button alone.
	fields func(r *request, f *casework.File, names names) []web.Field
	upload bool
	do     func(r *request, ref casework.Ref) error
}

// deskForms are all that an officer can do, in the order of a case's way. What the state does not allow is not shown; what the officer may not do is
// refused by the case core, with words.
func deskForms() []deskForm {
	open := func(f *casework.File) bool { return !f.Case.IsClosed() }
	undecided := func(f *casework.File) bool { return open(f) && f.Decision() == nil }
	decided := func(f *casework.File) bool { return f.Decision() != nil }
	return []deskForm{
		{id: "ta", icon: web.IconAccount, shown: func(f *casework.File) bool { return open(f) }, do: (*request).deskTake},
		{id: "tilldela", icon: web.IconPeople, shown: open, fields: (*request).assignFields, do: (*request).deskAssign},
		{id: "meddelande", icon: web.IconMessage, shown: func(*casework.File) bool { return true }, fields: (*request).messageFields, do: (*request).deskMessage, upload: true},
		{id: "komplettering", icon: web.IconHelp, shown: func(f *casework.File) bool { return undecided(f) && f.OpenRequest() == nil }, fields: (*request).requestFields, do: (*request).deskRequestCompletion},
		{id: "anteckning", icon: web.IconNote, shown: func(*casework.File) bool { return true }, fields: (*request).noteFields, do: (*request).deskNote},
		{id: "handling", icon: web.IconFile, shown: func(*casework.File) bool { return true }, fields: (*request).documentFields, do: (*request).deskAddDocument, upload: true},
		{id: "flytta", icon: web.IconArrow, shown: open, fields: (*request).moveFields, do: (*request).deskMove},
		{id: "vanta", icon: web.IconClock, shown: func(f *casework.File) bool { return open(f) && f.Wait == nil }, fields: (*request).waitFields, do: (*request).deskWait},
		{id: "ateruppta", icon: web.IconArrow, shown: func(f *casework.File) bool { return f.Wait != nil }, do: (*request).deskResume},
		{id: "besluta", icon: web.IconGavel, shown: undecided, fields: (*request).decideFields, do: (*request).deskDecide},
		{id: "delgivning", icon: web.IconMail, shown: decided, fields: (*request).noticeFields, do: (*request).deskNotice},
		{id: "anslag", icon: web.IconFlag, shown: func(f *casework.File) bool { return decided(f) && f.Decision().Announced.IsZero() }, fields: (*request).announceFields, do: (*request).deskAnnounce},
		{id: "overklagande", icon: web.IconScale, shown: decided, fields: (*request).appealFields, do: (*request).deskAppeal},
		{id: "sekretess", icon: web.IconLock, shown: open, fields: (*request).secrecyFields, do: (*request).deskSecrecy},
		{id: "avsluta", icon: web.IconDone, shown: open, fields: (*request).closeFields, do: (*request).deskClose},
		{id: "oppna", icon: web.IconUndo, tone: web.Danger, shown: func(f *casework.File) bool { return f.Case.IsClosed() || decided(f) }, fields: (*request).reopenFields, do: (*request).deskReopen},
	}
}

// deskActions are the forms that the case's state allows.
func (r *request) deskActions(f *casework.File, _ *catalog.Service, names names) []web.Action {
	var out []web.Action
	for _, form := range deskForms() {
		if !form.shown(f) || form.id == "ta" && f.Case.Assignee == r.principal.Actor {
			continue
		}
		out = append(out, r.deskAction(form, f, names))
	}
	return out
}

func (r *request) deskAction(form deskForm, f *casework.File, names names) web.Action {
	a := web.Action{
		ID: form.id, Icon: form.icon, Tone: form.tone, Title: r.t("desk.act." + form.id), Text: r.t("desk.act." + form.id + ".about"),
		Action: web.PathDesk + "/" + string(f.Case.ID) + "/" + form.id, Button: r.t("desk.act." + form.id + ".button"),
		Instant: form.fields == nil, Upload: form.upload,
		Hidden: []web.HiddenField{{Name: "version", Value: strconv.FormatInt(f.Case.Version, 10)}, {Name: "key", Value: newKey()},
			{Name: "seen", Value: strconv.Itoa(f.Case.Seq)}},
	}
	if form.fields != nil {
		a.Fields = form.fields(r, f, names)
	}
	return a
}

// deskAct does what an officer asks. Where somebody else was first, both are shown: what happened, and what the officer wrote.
func (r *request) deskAct() error {
	id := r.Params("action")
	version, err := strconv.ParseInt(r.FormValue("version"), 10, 64)
	if err != nil {
		return fault.New(fault.Invalid, "portal.error.form") // without its cause, which quotes what was sent
	}
	ref := casework.Ref{ID: r.caseID(), Version: version}
	if request, ok := strings.CutPrefix(id, "aterta-"); ok {
		err := r.Cases.WithdrawRequest(r.ctx(), r.principal, ref, casework.RequestID(request), "")
		return r.deskDone(err, ref, deskForm{id: id})
	}
	for _, form := range deskForms() {
		if form.id == id {
			return r.deskDone(form.do(r, ref), ref, form)
		}
	}
	return fault.New(fault.NotFound, "portal.error.not_found")
}

// deskDone goes back to the case, or shows it with what was wrong.
func (r *request) deskDone(err error, ref casework.Ref, form deskForm) error {
	if err == nil {
		return r.done(r.deskBase(), "klart")
	}
	status := statusOf(err)
	if words := r.words(err); words == "" || status >= 500 || status == 403 || status == 404 || form.do == nil {
		return err
	}
	f, failed := r.Cases.Case(r.ctx(), r.principal, ref.ID)
	if failed != nil {
		return failed
	}
	if status == 409 && f.Case.Version != ref.Version {
		return r.conflict(f, ref, form)
	}
	if status == 400 {
		status = 422
	}
	return r.deskCaseWith(status, f, &wrongAction{id: form.id, words: r.words(err)})
}

// wrongAction is an action that could not be done. Its fields are filled in from the request as they were written.
type wrongAction struct{ id, words string }

func (w *wrongAction) show(view *web.DeskCasePage) {
	for i := range view.Actions {
		if a := &view.Actions[i]; a.ID == w.id {
			a.Open = true
			a.Errors = []web.FieldError{{Text: w.words}}
		}
	}
	view.Errors = []web.FieldError{{Field: w.id, Text: w.words}}
}

// conflict says that somebody else was first. The officer's own words come back in the form, on top of what they have now seen.
func (r *request) conflict(f *casework.File, ref casework.Ref, form deskForm) error {
	names, err := r.namesIn(f, nil)
	if err != nil {
		return err
	}
	view := web.ConflictPage{
		Case: web.Link{Text: f.Case.Diary.String() + " " + f.Case.Title, Href: r.deskBase()},
		Kept: r.deskAction(form, f, names),
	}
	seen, _ := strconv.Atoi(r.FormValue("seen"))
	for i := range f.Events {
		if e := &f.Events[i]; e.Seq > seen {
			view.Changes = append(view.Changes, r.deskEvent(e, f, names))
			view.Who, view.When = r.eventActor(e, names), r.when(e.At)
		}
	}
	return r.pageStatus(409, web.SectionDesk, view)
}

// ask is a question of an action's form, with what the officer wrote before.
func (r *request) ask(name, key string) web.Question {
	return web.Question{Name: name, Label: r.t(key)}
}

func (r *request) optional(name, key string) web.Question {
	q := r.ask(name, key)
	q.Optional = true
	return q
}

// formDay is a day in an action's form; zero where none is written. It returns fault.Invalid for what is no day.
func (r *request) formDay(name string) (civil.Date, error) {
	text := strings.TrimSpace(r.FormValue(name))
	if text == "" {
		return civil.Date{}, nil
	}
	d, err := civil.Parse(text)
	if err != nil {
		return d, fault.New(fault.Invalid, "date.invalid", text)
	}
	return d, nil
}

func (r *request) deskTake(ref casework.Ref) error {
	return r.Cases.Assign(r.ctx(), r.principal, ref, r.principal.Actor)
}

func (r *request) assignFields(f *casework.File, _ names) []web.Field {
	field := web.SelectField{Question: r.ask("to", "desk.act.tilldela.to")}
	for _, id := range r.colleagues(f.Case.Board) {
		field.Options = append(field.Options, web.Option{Value: string(id), Label: r.staffName(id), Chosen: string(id) == r.FormValue("to")})
	}
	return []web.Field{field}
}

func (r *request) deskAssign(ref casework.Ref) error {
	to := identity.PersonID(r.FormValue("to"))
	if r.Municipality.Officer(to) == nil {
		return fault.New(fault.Invalid, "desk.error.officer")
	}
	return r.Cases.Assign(r.ctx(), r.principal, ref, to)
}

func (r *request) messageFields(*casework.File, names) []web.Field {
	return []web.Field{
		web.LongField{Question: r.ask("message", "desk.act.meddelande.text"), Value: r.FormValue("message"), MaxLength: maxMessage},
		r.filesField("message-files", r.t("desk.act.files")),
	}
}

func (r *request) deskMessage(ref casework.Ref) error {
	text, err := r.written("message", "case.messages.empty")
	if err != nil {
		return err
	}
	docs, err := r.attached("message-files", (&catalog.Field{}).Limits())
	if err != nil {
		return err
	}
	return r.Cases.Message(r.ctx(), r.principal, ref.ID, r.FormValue("key"), "", text, docs)
}

func (r *request) requestFields(*casework.File, names) []web.Field {
	due := r.FormValue("due")
	if due == "" {
		due = civil.Deadline(r.today(), civil.Period{N: 2, Unit: civil.Weeks}).String()
	}
	return []web.Field{
		web.LongField{Question: r.ask("what", "desk.act.komplettering.what"), Value: r.FormValue("what"), MaxLength: maxMessage},
		web.DateField{Question: r.ask("due", "desk.act.komplettering.due"), Value: due, Min: r.today().String()},
		web.ConsentField{Question: web.Question{Name: "formal", Label: r.t("desk.act.komplettering.formal"), Hint: r.t("desk.act.komplettering.formal_hint"), Optional: true}, Checked: r.FormValue("formal") == "yes"},
	}
}

func (r *request) deskRequestCompletion(ref casework.Ref) error {
	what, err := r.written("what", "desk.error.what")
	if err != nil {
		return err
	}
	due, err := r.formDay("due")
	if err != nil {
		return err
	}
	return r.Cases.Request(r.ctx(), r.principal, ref, what, due, r.FormValue("formal") == "yes")
}

func (r *request) noteFields(*casework.File, names) []web.Field {
	return []web.Field{web.LongField{Question: r.ask("note", "desk.act.anteckning.text"), Value: r.FormValue("note"), MaxLength: maxMessage}}
}

func (r *request) deskNote(ref casework.Ref) error {
	text, err := r.written("note", "desk.error.note")
	if err != nil {
		return err
	}
	return r.Cases.Note(r.ctx(), r.principal, ref.ID, text)
}

func (r *request) documentFields(*casework.File, names) []web.Field {
	kind := web.SelectField{Question: r.ask("kind", "desk.act.handling.kind")}
	for _, k := range []casework.DocumentKind{casework.DocumentEstablished, casework.DocumentReceived, casework.DocumentWorking} {
		kind.Options = append(kind.Options, web.Option{Value: string(k), Label: r.t("case.document." + string(k)), Chosen: string(k) == r.FormValue("kind")})
	}
	return []web.Field{
		r.filesField("document", r.t("desk.act.handling.file")), kind,
		web.TextField{Question: r.optional("title", "desk.act.handling.title"), Value: r.FormValue("title"), MaxLength: 200},
		web.ConsentField{Question: r.optional("visible", "desk.act.handling.visible"), Checked: r.FormValue("visible") == "yes"},
	}
}

func (r *request) deskAddDocument(ref casework.Ref) error {
	docs, err := r.attached("document", (&catalog.Field{}).Limits())
	if err != nil {
		return err
	}
	if len(docs) == 0 {
		return fault.New(fault.Invalid, "desk.error.document")
	}
	kind, audience := casework.DocumentKind(r.FormValue("kind")), casework.Internal
	if r.FormValue("visible") == "yes" && kind != casework.DocumentWorking {
		audience = casework.Applicants
	}
	if title := strings.TrimSpace(r.FormValue("title")); title != "" {
		docs[0].Title = title
	}
	return r.Cases.AddDocument(r.ctx(), r.principal, ref.ID, r.FormValue("key"), kind, audience, docs)
}

func (r *request) moveFields(f *casework.File, _ names) []web.Field {
	step := web.SelectField{Question: r.ask("step", "desk.act.flytta.step")}
	for _, s := range casework.Steps() {
		if s != f.Case.Step {
			step.Options = append(step.Options, web.Option{Value: string(s), Label: r.t("desk.step." + string(s)), Chosen: string(s) == r.FormValue("step")})
		}
	}
	reason := r.optional("reason", "desk.act.reason")
	reason.Hint = r.t("desk.act.flytta.reason_hint")
	return []web.Field{step, web.TextField{Question: reason, Value: r.FormValue("reason"), MaxLength: 500}}
}

func (r *request) deskMove(ref casework.Ref) error {
	return r.Cases.Move(r.ctx(), r.principal, ref, casework.Step(r.FormValue("step")), strings.TrimSpace(r.FormValue("reason")))
}

func (r *request) waitFields(*casework.File, names) []web.Field {
	return []web.Field{
		web.TextField{Question: r.ask("whom", "desk.act.vanta.whom"), Value: r.FormValue("whom"), MaxLength: 200},
		web.DateField{Question: r.optional("until", "desk.act.vanta.until"), Value: r.FormValue("until"), Min: r.today().String()},
	}
}

func (r *request) deskWait(ref casework.Ref) error {
	until, err := r.formDay("until")
	if err != nil {
		return err
	}
	whom := strings.TrimSpace(r.FormValue("whom"))
	if whom == "" {
		return fault.New(fault.Invalid, "desk.error.whom")
	}
	return r.Cases.Wait(r.ctx(), r.principal, ref, whom, until)
}

func (r *request) deskResume(ref casework.Ref) error {
	return r.Cases.Resume(r.ctx(), r.principal, ref, "")
}

func (r *request) closeFields(*casework.File, names) []web.Field {
	return []web.Field{web.LongField{Question: r.optional("closing", "desk.act.avsluta.text"), Value: r.FormValue("closing"), MaxLength: maxMessage}}
}

func (r *request) deskClose(ref casework.Ref) error {
	return r.Cases.Close(r.ctx(), r.principal, ref, strings.TrimSpace(r.FormValue("closing")))
}

func (r *request) reopenFields(*casework.File, names) []web.Field {
	return []web.Field{web.LongField{Question: r.ask("reason", "desk.act.reason"), Value: r.FormValue("reason"), MaxLength: maxMessage}}
}

func (r *request) deskReopen(ref casework.Ref) error {
	return r.Cases.Reopen(r.ctx(), r.principal, ref, strings.TrimSpace(r.FormValue("reason")))
}

func (r *request) secrecyFields(f *casework.File, _ names) []web.Field {
	law := r.FormValue("law")
	if law == "" {
		law = f.Case.Secrecy.Law
	}
	strength := web.SelectField{Question: r.ask("strength", "desk.act.sekretess.strength")}
	for _, s := range []casework.Strength{casework.Open, casework.Straight, casework.Reversed, casework.Absolute} {
		chosen := s == f.Case.Secrecy.Strength
		strength.Options = append(strength.Options, web.Option{Value: string(s), Label: r.t("desk.secrecy." + string(s)), Chosen: chosen})
	}
	return []web.Field{strength, web.TextField{Question: r.optional("law", "desk.act.sekretess.law"), Value: law, MaxLength: 60}}
}

func (r *request) deskSecrecy(ref casework.Ref) error {
	to := casework.Secrecy{Strength: casework.Strength(r.FormValue("strength")), Law: strings.TrimSpace(r.FormValue("law"))}
	if to.Strength == casework.Open {
		to = casework.Secrecy{}
	} else if to.Law == "" {
		return fault.New(fault.Invalid, "desk.error.secrecy_law")
	}
	return r.Cases.SetSecrecy(r.ctx(), r.principal, ref, "", to)
}
