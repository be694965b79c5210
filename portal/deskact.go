package portal

import (
	"errors"
	"strconv"
	"strings"

	"forvag/internal/casework"
	"forvag/internal/fault"
	"forvag/internal/identity"
	"forvag/web"
)

// deskForm is something that an officer can do to a case: the form for it, and what it does.
type deskForm struct {
	// id is the last part of its address, and names its words.
	id   string
	icon web.Icon
	tone web.Tone
	// main stands first and by itself, the others behind a heading of their own.
	main bool
	// offered says whether it is shown: the case's state allows it, and the officer may.
	offered func(a *act) bool
	// fields are the form's, filled in; nil for a button alone.
	fields func(a *act) []web.Field
	upload bool
	// review shows what would be done, for the officer to read before it is; nil for what is done at once.
	review func(a *act, ref casework.Ref) error
	do     func(a *act, ref casework.Ref) error
}

// can offers what the case core says can be done.
func can(kind casework.EventKind) func(a *act) bool {
	return func(a *act) bool { return a.may.Can(kind) }
}

// deskForms are all that an officer can do: what most cases need first, and the rest in the order of a case's way.
var deskForms = []deskForm{
	{main: true, id: "ta", icon: web.IconAccount, offered: (*act).offersTaking, do: (*act).take},
	{main: true, id: confirmAgentForm, icon: web.IconDone, offered: can(casework.AgentConfirmed), fields: (*act).confirmAgentFields, do: (*act).confirmAgent},
	{main: true, id: "besluta", icon: web.IconGavel, offered: can(casework.Decided), fields: (*act).decideFields, review: (*act).reviewDecision, do: (*act).decide},
	{main: true, id: "komplettering", icon: web.IconHelp, offered: can(casework.Requested), fields: (*act).requestFields, do: (*act).requestCompletion},
	{main: true, id: "meddelande", icon: web.IconMessage, offered: can(casework.Messaged), fields: (*act).messageFields, do: (*act).message, upload: true},
	{main: true, id: "erbjud", icon: web.IconMail, offered: can(casework.Offered), fields: (*act).offerFields, review: (*act).reviewOffer, do: (*act).offer},
	{main: true, id: "ateruppta", icon: web.IconArrow, offered: can(casework.Resumed), fields: (*act).resumeFields, do: (*act).resume},
	{main: true, id: "avsluta", icon: web.IconDone, offered: can(casework.Closed), fields: (*act).closeFields, do: (*act).close},
	{id: "tilldela", icon: web.IconPeople, offered: can(casework.Assigned), fields: (*act).assignFields, do: (*act).assign},
	{id: "slapp", icon: web.IconUndo, offered: can(casework.Unassigned), do: (*act).unassign},
	{id: refuseAgentForm, icon: web.IconAlert, offered: can(casework.AgentRefused), fields: (*act).refuseAgentFields, do: (*act).refuseAgent},
	{id: "anteckning", icon: web.IconNote, offered: can(casework.Noted), fields: (*act).noteFields, do: (*act).note},
	{id: "handling", icon: web.IconFile, offered: can(casework.DocumentAdded), fields: (*act).documentFields, do: (*act).addDocument, upload: true},
	{id: "flytta", icon: web.IconArrow, offered: can(casework.Moved), fields: (*act).moveFields, do: (*act).move},
	{id: "vanta", icon: web.IconClock, offered: can(casework.Waiting), fields: (*act).waitFields, do: (*act).wait},
	{id: "drojsmal", icon: web.IconClock, offered: can(casework.Delayed), fields: (*act).delayFields, do: (*act).delay},
	{id: "forlang", icon: web.IconClock, offered: can(casework.Extended), fields: (*act).extendFields, do: (*act).extend},
	{id: "ta-tillbaka", icon: web.IconUndo, offered: can(casework.OfferWithdrawn), fields: (*act).takeBackFields, do: (*act).takeBack},
	{id: "tur", icon: web.IconPeople, offered: (*act).offersTurn, fields: (*act).turnFields, do: (*act).setTurn},
	{id: "platsslut", icon: web.IconDone, offered: can(casework.PlaceEnded), fields: (*act).endPlaceFields, do: (*act).endPlace},
	{id: "flytta-tid", icon: web.IconCalendar, offered: can(casework.BookingMoved), fields: (*act).moveTimeFields, do: (*act).moveTime},
	{id: "avboka", icon: web.IconUndo, tone: web.Danger, offered: can(casework.BookingCancelled), fields: (*act).cancelTimeFields, do: (*act).cancelTime},
	{id: "avsla-begaran", icon: web.IconGavel, offered: can(casework.DemandRefused), fields: (*act).refuseFields, review: (*act).reviewRefusal, do: (*act).refuse},
	{id: "delgivning", icon: web.IconMail, offered: can(casework.Noticed), fields: (*act).noticeFields, do: (*act).notice},
	{id: "ratta-delgivning", icon: web.IconEdit, offered: can(casework.NoticeCorrected), fields: (*act).correctNoticeFields, do: (*act).correctNotice},
	{id: "anslag", icon: web.IconFlag, offered: can(casework.Announced), fields: (*act).announceFields, do: (*act).announce},
	{id: "ratta", icon: web.IconEdit, offered: can(casework.Corrected), fields: (*act).correctFields, do: (*act).correct},
	{id: "overklagande", icon: web.IconScale, offered: can(casework.Appealed), fields: (*act).appealFields, do: (*act).appeal},
	{id: "lamna-over", icon: web.IconScale, offered: can(casework.AppealForwarded), fields: (*act).forwardFields, do: (*act).forward},
	{id: "avgor-overklagande", icon: web.IconScale, offered: can(casework.AppealSettled), fields: (*act).settleFields, do: (*act).settle},
	{id: "sekretess", icon: web.IconLock, offered: can(casework.SecrecySet), fields: (*act).secrecyFields, do: (*act).setSecrecy},
	{id: "oppna", icon: web.IconUndo, tone: web.Danger, offered: can(casework.Reopened), fields: (*act).reopenFields, do: (*act).reopen},
}

// withdrawPrefix begins the address of what takes back a request for completion, before the request's id.
const withdrawPrefix = "aterta-"

func deskFormOf(action string) (deskForm, bool) {
	if id, ok := strings.CutPrefix(action, withdrawPrefix); ok {
		return deskForm{id: "aterta", do: func(a *act, ref casework.Ref) error {
			return a.Cases.WithdrawRequest(a.ctx(), a.principal, ref, casework.RequestID(id), "")
		}}, true
	}
	for _, form := range deskForms {
		if form.id == action {
			return form, true
		}
	}
	return deskForm{}, false
}

// deskActions are the forms that can be offered, and the one that could not be taken, with what was written.
func (r *request) deskActions(f *casework.File, may casework.Options, names names, wrong *wrongAction) []web.Action {
	var out []web.Action
	for _, form := range deskForms {
		a := &act{request: r, id: form.id, file: f, names: names, may: may}
		if wrong != nil && wrong.id == form.id {
			a.wrong = wrong
		} else if !form.offered(a) {
			continue
		}
		out = append(out, a.view(form))
	}
	return out
}

// view is the form as it is shown.
func (a *act) view(form deskForm) web.Action {
	c := &a.file.Case
	out := web.Action{
		ID: form.id, Icon: form.icon, Tone: form.tone, Title: a.t("desk.act." + form.id), Text: a.t("desk.act." + form.id + ".about"),
		Action: web.PathDesk + "/" + string(c.ID) + "/" + form.id, Button: a.t("desk.act." + form.id + ".button"),
		Instant: form.fields == nil, More: !form.main, Upload: form.upload, Open: a.wrong != nil || a.Query(openParam) == form.id,
		Hidden: []web.HiddenField{{Name: "version", Value: strconv.FormatInt(c.Version, 10)}, {Name: "key", Value: newKey()},
			{Name: "seen", Value: strconv.Itoa(c.Seq)}},
	}
	if d := a.file.Decision(); d != nil {
		out.Hidden = append(out.Hidden, web.HiddenField{Name: "decision", Value: string(d.ID)})
	}
	if form.fields != nil {
		out.Fields = form.fields(a)
	}
	if a.wrong != nil && a.wrong.field == "" && a.wrong.words != "" {
		out.Errors = []web.FieldError{{Text: a.wrong.words}}
	}
	return out
}

// openParam names the form that stands open when a case's page comes.
const openParam = "visa"

// openForm leads to a form on a case's page, and opens it.
func openForm(base, id string) string { return base + "?" + openParam + "=" + id + "#" + id }

// deskAct does what an officer asks, and says on the case's page what was done.
func (r *request) deskAct() error {
	form, ok := deskFormOf(r.Params("action"))
	if !ok {
		return unknownAddress()
	}
	version, err := strconv.ParseInt(r.FormValue("version"), 10, 64)
	if err != nil || version <= 0 {
		return fault.New(fault.Invalid, "portal.error.form") // without its cause, which quotes what was sent
	}
	ref := casework.Ref{ID: r.caseID(), Version: version}
	switch stage := r.FormValue(stageParam); {
	case form.review == nil || stage == stageDo:
	case stage == stageChange:
		f, err := r.Cases.Case(r.ctx(), r.principal, ref.ID)
		if err != nil {
			return err
		}
		return r.deskCaseWith(200, f, &wrongAction{id: form.id})
	default:
		if err := form.review(&act{request: r, id: form.id}, ref); err != nil {
			return r.deskRefused(err, form)
		}
		return nil
	}
	if err := form.do(&act{request: r, id: form.id}, ref); err != nil {
		return r.deskRefused(err, form)
	}
	return r.done(local(r.FormValue("next"), r.deskBase()), deskFlash+form.id)
}

// stageParam says how far an officer has come with what is reviewed before it is done; nothing for what they have just written.
const (
	stageParam  = "steg"
	stageDo     = "fatta"
	stageChange = "andra"
)

// deskFlash begins the names of what the desk says was done.
const deskFlash = "desk-"

// deskRefused shows the case with what was wrong and what was written, where err is of the officer's making; else it returns err. Where somebody
// else was first, both are shown: what happened, and what the officer wrote.
func (r *request) deskRefused(err error, form deskForm) error {
	key, args, ok := fault.Words(err)
	status := statusOf(err)
	if _, login := errors.AsType[identity.LoginNeeded](err); !ok || login || status >= 500 || errors.Is(err, fault.NotFound) {
		return err
	}
	f, failed := r.Cases.Case(r.ctx(), r.principal, r.caseID())
	if failed != nil {
		return failed
	}
	if errors.Is(err, fault.Stale) && form.fields != nil {
		return r.conflict(f, form)
	}
	if status == 400 {
		status = 422
	}
	wrong := &wrongAction{id: form.id, words: r.t(key, args...), field: faultFields[key]}
	if at, ok := errors.AsType[fieldFault](err); ok {
		wrong.field = at.field
	}
	if all, ok := errors.AsType[fieldFaults](err); ok {
		for _, other := range all[1:] {
			key, args, _ := fault.Words(other)
			wrong.also = append(wrong.also, wrongAction{id: form.id, field: other.field, words: r.t(key, args...)})
		}
	}
	if form.upload && r.sentFiles() {
		wrong.words += " " + r.t("desk.error.files_again")
	}
	return r.deskCaseWith(status, f, wrong)
}

// conflict says that somebody else was first. The officer's own words come back in the form, to be sent once more now that they have seen what
// happened.
func (r *request) conflict(f *casework.File, form deskForm) error {
	names, err := r.namesIn(f, []identity.PersonID{f.Case.Assignee})
	if err != nil {
		return err
	}
	may, err := r.Cases.Options(r.ctx(), r.principal, f)
	if err != nil {
		return err
	}
	a := &act{request: r, id: form.id, file: f, names: names, may: may}
	view := web.ConflictPage{Case: web.Link{Text: f.Case.Diary.String() + " " + f.Case.Title, Href: r.deskBase()}, Kept: a.view(form)}
	seen, err := strconv.Atoi(r.FormValue("seen"))
	if err != nil {
		seen = 0
	}
	for i := range f.Events {
		if e := &f.Events[i]; e.Seq > seen {
			view.Changes = append(view.Changes, r.deskEvent(e, f, names))
			view.Who, view.When = r.eventActor(e, names), r.when(e.At)
		}
	}
	return r.pageStatus(409, web.SectionDesk, view)
}
