package portal

import (
	"errors"
	"maps"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"forvag/internal/casework"
	"forvag/internal/catalog"
	"forvag/internal/civil"
	"forvag/internal/fault"
	"forvag/internal/identity"
	"forvag/internal/locale"
	"forvag/internal/residents"
	"forvag/internal/rules"
	"forvag/portal/draft"
	"forvag/web"
)

// filling is a form that is being filled in: the draft, its service, and the answers as far as they hold.
type filling struct {
	service *catalog.Service
	draft   *draft.Draft
	owner   draft.Owner
	applicant
	// holder is whom the form names as the case's applicant, once it is sent in; zero where it names nobody, or gives no number.
	holder  residents.Person
	answers catalog.Answers
	faults  []catalog.FieldFault
	// moved says that the draft was brought over to another version just now, changed that the reader has not seen what changed thereby, and lost are files
	// that have no place in it.
	moved, changed bool
	lost           []draft.File
	// opened are the forms of other services that this one opens, as its answers fill them in; cameBy is the service whose form opens this one, nil for none.
	opened []*filling
	cameBy *catalog.Service
	// queued is the case by which the chosen child stands in the service's queue already; nil for none.
	queued *casework.Queued
	// outside is where today stands to the service's window, where that is for a form with these answers and it is not the time; zero else.
	outside catalog.Timed
	// together says that the form is sent when the child's other guardian has said yes to it too.
	together bool
	// waitsSince is the day on which the form was handed over to wait for what others say; zero for one that its sender sends in themself.
	waitsSince civil.Date
}

// filling opens the draft of the address, and keeps what bringing it over to the version that holds now came to. It returns fault.NotFound for a draft
// that is not the reader's.
func (r *request) filling() (*filling, error) {
	f, err := r.opened()
	if err != nil {
		return nil, err
	}
	return f, r.settle(f)
}

// opened is filling, without writing anything.
func (r *request) opened() (*filling, error) {
	owner, ok := r.owner()
	if !ok {
		return nil, fault.New(fault.NotFound, "portal.error.draft")
	}
	d, err := r.Drafts.Get(r.ctx(), owner, r.Params("draft"))
	if err != nil {
		return nil, err
	}
	if err := r.untouched(d); err != nil {
		return nil, err
	}
	f := &filling{draft: d, owner: owner}
	if f.service = r.Catalog.Service(d.Service); f.service == nil {
		return nil, fault.New(fault.Gone, "portal.error.service_gone")
	}
	if f.applicant, err = r.applicant(f.service); err != nil {
		return nil, err
	}
	if err := r.bringOver(f); err != nil {
		return nil, err
	}
	return f, f.read(&r.caller)
}

// read makes typed answers of what is written.
func (f *filling) read(r *caller) error {
	raw, err := r.rawAnswers(f)
	if err != nil {
		return err
	}
	f.answers, f.faults = f.service.Validate(catalog.Input{Raw: raw, Files: f.uploads(), Children: f.childIDs()}, r.momentOf(f))
	f.outside = catalog.Timed{}
	if t, ok := f.service.TimedFor(f.answers, f.inTime(r.momentOf(f))); ok && t.Timing != catalog.InWindow {
		f.outside = t
		if t.Hold {
			f.draft.Keep = t.Opens.AddDays(keptAfterOpening).Start()
		}
	}
	f.childFirst()
	if err := r.standsAlready(f); err != nil {
		return err
	}
	return f.readOpened(r)
}

// inTime is the moment by which a form is early, in time or late: that at which it was handed over, also where others' yes to it comes later.
func (f *filling) inTime(m catalog.Moment) catalog.Moment {
	if !f.waitsSince.IsZero() {
		m.Today = f.waitsSince
	}
	return m
}

// keptAfterOpening is how many days a form that waits for a window to open is kept after that.
const keptAfterOpening = 14

// childFirst leaves out what the choice of a child fills in, such as its school, from what is missing while no child is chosen.
func (f *filling) childFirst() {
	if !slices.ContainsFunc(f.faults, func(q catalog.FieldFault) bool {
		field := f.service.Field(q.Field)
		return field != nil && field.Type == catalog.ChildField
	}) {
		return
	}
	f.faults = slices.DeleteFunc(f.faults, func(q catalog.FieldFault) bool {
		field := f.service.Field(q.Field)
		return field != nil && strings.HasPrefix(string(field.Prefill), "child.") && first(f.draft.Values[field.ID]) == ""
	})
}

// readWithHome is read, after which the sender's home stands prefilled only where the form is their own.
func (f *filling) readWithHome(r *caller) error {
	if err := f.read(r); err != nil || !f.prefillHome(r) {
		return err
	}
	return f.read(r)
}

// momentOf is now, with what the registers say of those whom the form is about.
func (r *caller) momentOf(f *filling) catalog.Moment {
	m := r.moment()
	m.Registered = func(child string) map[catalog.RegisterFact]rules.Value {
		return r.registerFactsOf(f, identity.PersonID(child))
	}
	return m
}

// uploads are the draft's files as the catalog knows them.
func (f *filling) uploads() map[string][]catalog.File {
	out := map[string][]catalog.File{}
	for _, file := range f.draft.Files {
		for kind, t := range mediaTypes {
			if t.media == file.MediaType {
				out[file.Field] = append(out[file.Field], catalog.File{ID: file.ID, Name: file.Name, Size: file.Size, Type: kind})
			}
		}
	}
	return out
}

func (f *filling) path(to string) string { return "/ansok/" + f.draft.ID + to }

func (f *filling) pagePath(p *catalog.Page) string { return f.path("/sida/" + p.ID) }

// pages are the pages that have something to ask, given the answers so far.
func (f *filling) pages(r *request) []*catalog.Page {
	return f.service.VisiblePages(f.answers, r.moment())
}

// faultsOn are the faults of one page's fields.
func (f *filling) faultsOn(p *catalog.Page) []catalog.FieldFault {
	var out []catalog.FieldFault
	for _, x := range f.faults {
		if slices.ContainsFunc(p.Fields, func(field catalog.Field) bool { return field.ID == x.Field }) {
			out = append(out, x)
		}
	}
	return out
}

// resume goes to the page that the reader left.
func (r *request) resume() error {
	f, err := r.filling()
	if err != nil {
		return err
	}
	if f.draft.Sent() {
		return r.seeOther(f.path("/kvitto"))
	}
	pages := f.pages(r)
	for _, p := range pages {
		if p.ID == f.draft.Page {
			return r.seeOther(f.pagePath(p))
		}
	}
	if f.draft.Page != "" || len(pages) == 0 {
		return r.seeOther(f.path("/granska"))
	}
	return r.seeOther(f.pagePath(pages[0]))
}

// form shows one page of the form as it was last written.
func (r *request) form() error {
	f, page, err := r.formAt()
	if err != nil {
		return err
	}
	var faults []catalog.FieldFault
	if r.Query("fel") != "" {
		if err := r.hold(f); err != nil {
			return err
		}
		faults = f.faultsOn(page)
	}
	return r.formPage(fiber.StatusOK, f, page, faults, nil)
}

// formAt opens the form at the page of the address. Where the form has no such page, the error is fault.NotFound and comes with the form.
func (r *request) formAt() (*filling, *catalog.Page, error) {
	f, err := r.filling()
	if err != nil {
		return nil, nil, err
	}
	if f.draft.Sent() {
		return nil, nil, fault.New(fault.Gone, "portal.error.sent")
	}
	for _, p := range f.pages(r) {
		if p.ID == r.Params("page") {
			return f, p, nil
		}
	}
	return f, nil, fault.New(fault.NotFound, "portal.error.form_page")
}

// savesAtOnce is how often a page's answers are taken anew because the draft was saved meanwhile.
const savesAtOnce = 5

// formAnswer takes what was written on a page. Whatever is wrong, nothing that was written is lost: what another tab saves between the reading and the
// saving is read too, and told as everything that another tab saved.
func (r *request) formAnswer() error {
	var refused []web.FieldError
	for range savesAtOnce {
		err := r.takeAnswers(&refused)
		if !errors.Is(err, fault.Stale) {
			return err
		}
		r.files = nil // the draft has them
	}
	return r.takeAnswers(&refused)
}

// takeAnswers is formAnswer on the draft as it stands; the error is fault.Stale where it was saved meanwhile. To refused it adds what is wrong with single
// files.
func (r *request) takeAnswers(refused *[]web.FieldError) error {
	f, page, err := r.formAt()
	if errors.Is(err, fault.NotFound) && f != nil && f.changed {
		return r.keepPosted(f)
	}
	if err != nil {
		return err
	}
	stay := r.mapUsed(f, page, r.posted)
	before, saved, said := f.service.Visible(f.answers, r.moment()), maps.Clone(f.draft.Values), f.answers
	failed, err := r.take(f, page)
	if err != nil {
		return err
	}
	*refused = append(*refused, failed...)
	stay = f.lookAtWeek(first(r.posted["do"])) || stay
	if entries, err := r.takeEntries(f, page); err != nil {
		return err
	} else if entries {
		stay = true
	}
	f.draft.Page = page.ID
	if err := f.readWithHome(&r.caller); err != nil {
		return err
	}
	if other := r.otherTab(f, page, saved, said); len(other) > 0 {
		return r.twoTabs(f, page, other)
	}
	r.savedBy(f.draft)
	if err := r.Drafts.Save(r.ctx(), f.owner, f.draft); err != nil {
		return err
	}
	pages := f.pages(r)
	at := slices.IndexFunc(pages, func(p *catalog.Page) bool { return p.ID == page.ID })
	switch do := first(r.posted["do"]); {
	case len(*refused) > 0:
		return r.formPage(fiber.StatusUnprocessableEntity, f, page, nil, *refused)
	case do == web.DoBack && at > 0:
		return r.seeOther(f.pagePath(pages[at-1]))
	case do == web.DoSave:
		return r.seeOther(r.afterSaving(f))
	case do == web.DoUpload, do == web.DoRefresh, do == web.DoLocate, strings.HasPrefix(do, web.DoRemove), stay:
		return r.formPage(fiber.StatusOK, f, page, nil, nil)
	}
	if f.service.Booking != nil && page.Has(f.service.Booking.Time) {
		if err := r.hold(f); err != nil {
			return err
		}
	}
	appeared := r.appeared(f, page, before)
	faults := slices.DeleteFunc(f.faultsOn(page), func(x catalog.FieldFault) bool { return appeared[x.Field] })
	if len(faults) > 0 {
		return r.formPage(fiber.StatusUnprocessableEntity, f, page, faults, nil)
	}
	if len(appeared) > 0 {
		r.notices = append(r.notices, web.Notice{Tone: web.Info, Text: r.t("portal.form.more")})
		return r.formPage(fiber.StatusOK, f, page, nil, nil)
	}
	near, err := r.nearby(f, page)
	if err != nil {
		return err
	}
	if len(near) > 0 {
		return r.nearbyPage(f, page, near)
	}
	if at >= 0 && at+1 < len(pages) {
		return r.seeOther(f.pagePath(pages[at+1]))
	}
	return r.seeOther(f.path("/granska"))
}

// appeared are the page's fields that what was just posted brings forth: they were not shown before, and nothing of them was sent. A reader without script
// has not seen them yet, so that they are shown before the form goes on, and nothing about them is wrong so far.
func (r *request) appeared(f *filling, page *catalog.Page, before map[string]bool) map[string]bool {
	sent := map[string]bool{}
	for name := range r.posted {
		id, _, _ := strings.Cut(name, ".")
		sent[id] = true
	}
	for id := range r.files {
		sent[id] = true
	}
	now, out := f.service.Visible(f.answers, r.moment()), map[string]bool{}
	for _, field := range page.Fields {
		if now[field.ID] && !before[field.ID] && !sent[field.ID] {
			out[field.ID] = true
		}
	}
	return out
}

// afterSaving is where a reader who saves and leaves ends up.
func (r *request) afterSaving(f *filling) string {
	if f.owner.Person == "" {
		return "/tjanster/" + f.service.ID
	}
	return web.PathCases
}

// formPage shows a page of the form with what is wrong on it.
func (r *request) formPage(status int, f *filling, page *catalog.Page, faults []catalog.FieldFault, more []web.FieldError) error {
	pages := f.pages(r)
	at := slices.IndexFunc(pages, func(p *catalog.Page) bool { return p.ID == page.ID })
	b, err := r.blank(f)
	if err != nil {
		return err
	}
	shown := f.service.Visible(f.answers, r.moment())
	view := web.FormPage{
		Service: web.Link{Text: f.service.Title.In(r.lang), Href: "/tjanster/" + f.service.ID},
		Name:    page.Title.In(r.lang), Lead: page.Intro.In(r.lang), Progress: f.progress(r, pages, at), Action: f.pagePath(page),
		CanSave: true, SavedAt: r.when(f.draft.Updated), Hidden: r.tabFields(f.draft),
	}
	if at > 0 {
		view.Back = f.pagePath(pages[at-1])
	}
	r.tellQueued(f, faults)
	for _, x := range faults {
		wrong := r.fieldError(f.service.Field(x.Field), x)
		if asked := f.service.Field(x.Field); page.Entries(f.answers) > 1 && asked != nil {
			wrong.Question = r.t("portal.form.entry", page.Repeat.Item.In(r.lang), asked.Entry) + ": " + wrong.Question
		}
		b.faults[x.Field] = wrong.Text
		view.Errors = append(view.Errors, wrong)
	}
	for _, e := range more {
		b.faults[strings.TrimPrefix(e.Field, "f-")] = e.Text
	}
	view.Errors = append(view.Errors, more...)
	if err := r.tellChanges(f); err != nil {
		return err
	}
	if at == 0 {
		if t, ok := f.service.Timed(r.moment()); ok {
			r.tellTiming(t)
		}
		r.tellBarred(f)
	}
	if at == 1 { // the first page chose the child
		if err := r.tellJoint(f); err != nil {
			return err
		}
	}
	for i := range page.Fields {
		if field := &page.Fields[i]; shown[field.ID] && page.Repeat == nil {
			view.Fields = append(view.Fields, b.field(field))
		}
	}
	if page.Repeat != nil {
		view.Fields = b.entries(page, f.pagePath(page), shown)
	}
	return r.pageStatus(status, web.SectionServices, view)
}

// progress is how far the page at an index has come. More pages than are known can come by what is asked from here on.
func (f *filling) progress(r *request, pages []*catalog.Page, at int) web.Progress {
	return web.Progress{Step: at + 1, Steps: len(pages) + 1, More: f.service.MayGrow(f.answers, pages[at:], r.moment())}
}

// blank is the form as its fields are shown.
func (r *request) blank(f *filling) (*blank, error) {
	b := &blank{
		request: r, service: f.service, draft: f.draft, values: f.draft.Values, answers: f.answers, faults: map[string]string{},
		children: f.childCards(r), orgs: f.companyCards(), suggestions: map[string][]web.Option{}, holder: f.bookingHolder(),
	}
	b.barred, _ = f.service.Barred(f.childIDs(), r.momentOf(f))
	return b, r.suggest(b)
}

// fieldError is a faulty answer's line in the error summary, which stands far from the question and so names it.
func (r *request) fieldError(asked *catalog.Field, x catalog.FieldFault) web.FieldError {
	out := web.FieldError{Field: "f-" + x.Field, Text: r.fieldWords(x)}
	if asked != nil {
		out.Question = asked.Label.In(r.lang)
	}
	return out
}

// fieldWords are the words about a faulty answer.
func (r *request) fieldWords(x catalog.FieldFault) string {
	args := make([]any, len(x.Args))
	for i, a := range x.Args {
		switch a := a.(type) {
		case locale.Text:
			args[i] = a.In(r.lang)
		default:
			args[i] = a
		}
	}
	if len(args) == 1 && x.Key == "field.check" {
		return args[0].(string)
	}
	return r.t(x.Key, args...)
}
