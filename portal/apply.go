package portal

import (
	"forvag/internal/casework"
	"forvag/internal/catalog"
	"forvag/internal/fault"
	"forvag/internal/identity"
	"forvag/internal/locale"
	"forvag/internal/rules"
	"forvag/web"
)

// begin starts a form: with what the register knows, and with what was answered in the guided check.
func (r *request) begin() error {
	service, err := r.serviceAt()
	if err != nil {
		return err
	}
	who, err := r.applicant(service)
	if err != nil {
		return err
	}
	if err := r.visit(); err != nil {
		return err
	}
	if service.ForOrganisations() && who.acting == "" {
		return r.beginFor(service, who)
	}
	return r.beginWith(service, who)
}

// beginWith starts the form for whom the reader acts for.
func (r *request) beginWith(service *catalog.Service, who applicant) error {
	owner, ok := r.owner()
	if !ok {
		return fault.New(fault.Forbidden, "portal.error.as_resident")
	}
	asked, _ := r.askedFacts(service, r.posted)
	values := r.firstValues(service, who, asked)
	if first(r.posted[beginNew]) == "" {
		if begun, err := r.begun(owner, service, values); err != nil || begun {
			return err
		}
	}
	d, err := r.Drafts.Start(r.ctx(), owner, service.ID, service.Hash, values)
	if err != nil {
		return err
	}
	return r.seeOther("/ansok/" + d.ID)
}

// firstValues are what a form starts with.
func (r *caller) firstValues(s *catalog.Service, who applicant, asked rules.Facts) map[string][]string {
	values := map[string][]string{}
	for id, answer := range s.Carry(asked) {
		if v := r.writeAnswer(s.Field(id), answer); len(v) > 0 {
			values[id] = v
		}
	}
	for name, v := range asked {
		values[askedPrefix+name] = r.writeFact(s.Question(name), v)
	}
	for i := range s.Pages {
		for j := range s.Pages[i].Fields {
			f := &s.Pages[i].Fields[j]
			if f.Type == catalog.ChildField && len(who.children) == 1 && values[f.ID] == nil {
				values[f.ID] = []string{string(who.children[0].ID)}
				values[prefilledKey] = append(values[prefilledKey], f.ID)
			}
			if f.Type == catalog.CompanyField && who.acting != "" && values[f.ID] == nil {
				values[f.ID] = []string{string(who.acting)}
				values[prefilledKey] = append(values[prefilledKey], f.ID)
			}
			if known := who.prefill(r, f.Prefill); known != "" && values[f.ID] == nil {
				values[f.ID] = []string{known}
				values[prefilledKey] = append(values[prefilledKey], f.ID)
			}
		}
	}
	return values
}

// writeAnswer writes a typed answer as the field's input would hold it.
func (r *caller) writeAnswer(f *catalog.Field, a catalog.Answer) []string {
	switch {
	case f == nil:
		return nil
	case a.Number != nil:
		return []string{f.ShowInput(r.lang, *a.Number)}
	case a.Date != nil:
		return []string{a.Date.String()}
	case a.Yes != nil && *a.Yes:
		return []string{"yes"}
	case a.Yes != nil:
		return []string{"no"}
	case len(a.Choices) > 0:
		return a.Choices
	case a.Address != nil:
		return []string{a.Address.Street + ", " + postcodeWords(a.Address.Postcode) + " " + a.Address.City}
	case a.Text != "":
		return []string{a.Text}
	default:
		return nil
	}
}

// review shows everything that will be sent. A form with something missing goes back to the page where it is.
func (r *request) review() error {
	f, err := r.filling()
	if err != nil {
		return err
	}
	if f.draft.Sent() {
		return r.seeOther(f.path("/kvitto"))
	}
	if to := r.firstFault(f); to != "" {
		return r.seeOther(to)
	}
	return r.reviewPage(f, nil)
}

// firstFault is the first page with something wrong; empty where all is well.
func (r *request) firstFault(f *filling) string {
	for _, p := range f.pages(r) {
		if len(f.faultsOn(p)) > 0 {
			return f.pagePath(p) + "?fel=1"
		}
	}
	return ""
}

func (r *request) reviewPage(f *filling, errors []web.FieldError) error {
	if err := r.tellChanges(f); err != nil {
		return err
	}
	pages := f.pages(r)
	if err := r.tellEarlier(f); err != nil {
		return err
	}
	if err := r.tellJoint(f); err != nil {
		return err
	}
	c, err := r.consentOf(f)
	if err != nil {
		return err
	}
	f.together = c != nil && !c.withheld
	view := web.ReviewPage{
		Service:  web.Link{Text: f.service.Title.In(r.lang), Href: "/tjanster/" + f.service.ID},
		Progress: web.Progress{Step: len(pages) + 1, Steps: len(pages) + 1}, Action: f.path("/granska"), Key: f.draft.ID, CanSave: true, Errors: errors,
		Fee: f.service.Cost.In(r.lang), Informs: r.informs(f),
		Consents: []web.ConsentField{{Question: web.Question{Name: "declare", Label: r.t("portal.review.declare")}}},
	}
	r.tellTiming(f.outside)
	view.Held = f.held()
	if b := r.bookingOf(f); b != nil {
		view.Fee, view.Sends = r.termsWords(b), r.t("booking.send")
	}
	if len(pages) > 0 {
		view.Back = f.pagePath(pages[len(pages)-1])
	}
	if len(errors) > 0 {
		view.Consents[0].Error = errors[0].Text
	}
	view.Sections = r.answerSections(f.service, f.answers, f.nameOfChild, f.pagePath)
	return r.page(web.SectionServices, view)
}

// informs says who else is told, and what happens to what is sent.
func (r *request) informs(f *filling) web.Paragraphs {
	var out web.Paragraphs
	if becomes := r.becomes(f); becomes != "" {
		out = append(out, becomes)
	}
	if f.service.CoGuardian != nil && f.chosenChild() != "" && f.together {
		out = append(out, r.t("life.consent.before_sending"))
	} else if f.service.CoGuardian != nil && f.chosenChild() != "" {
		out = append(out, r.t("portal.review.co_guardian"))
	}
	if named := f.service.ApplicantIn(f.answers); named != nil {
		out = append(out, r.t("portal.review.for", named.Name))
		if r.principal.Kind != identity.Resident && !named.Number.IsZero() {
			out = append(out, r.t("portal.review.for_without_login"))
		}
	}
	return append(out, r.t("portal.review.public_record"))
}

// submit sends the form in. It answers only when the case is durable, and a repeated submission finds the same case.
func (r *request) submit() error {
	var f *filling
	var all sending
	faulty, declared := "", r.FormValue("declare") == "yes"
	err := r.snapshot(func() (err error) {
		if f, err = r.opened(); err != nil || f.draft.Sent() {
			return err
		}
		faulty = r.firstFault(f)
		if faulty == "" && declared && !f.held() && f.service.ApplicantIn(f.answers) == nil {
			all, err = r.sending(f)
		}
		return err
	})
	if err != nil {
		return err
	}
	if f.draft.Sent() {
		return r.seeOther(f.path("/kvitto"))
	}
	if f.changed {
		if err := r.settle(f); err != nil {
			return err
		}
	}
	if faulty != "" {
		return r.seeOther(faulty)
	}
	if f.changed || f.held() {
		return r.reviewPage(f, nil)
	}
	if !declared {
		return r.reviewPage(f, []web.FieldError{{Field: "f-declare", Text: r.t("portal.review.declare_missing")}})
	}
	if err := r.hold(f); err != nil { // once more, for as long as it takes to send in
		return err
	}
	if to := r.firstFault(f); to != "" {
		return r.seeOther(to)
	}
	if f.service.ApplicantIn(f.answers) != nil { // whom it is sent for may have to be made known, which no snapshot can
		if err := r.findHolder(f); err != nil {
			return err
		}
		if all, err = r.sending(f); err != nil {
			return err
		}
	}
	if waits, err := r.awaitOthers(f); waits || err != nil {
		return err
	}
	receipt, err := r.send(all)
	if err != nil {
		return err
	}
	r.followBooking(f.service, receipt.Case, casework.Submitted)
	if err := r.Offers.Accept(r.ctx(), f.draft.ID, string(receipt.Case), r.now); err != nil {
		return err
	}
	if err := r.Drafts.MarkSent(r.ctx(), f.owner, f.draft, string(receipt.Case), r.sealKey(f.draft)); err != nil {
		return err
	}
	return r.seeOther(f.path("/kvitto"))
}

// receipt says that the submission is durable, with number and what happens next.
func (r *request) receipt() error {
	f, err := r.filling()
	if err != nil {
		return err
	}
	if !f.draft.Sent() {
		return r.seeOther(f.path(""))
	}
	p := r.principal
	view := web.ReceiptPage{Service: f.service.Title.In(r.lang), Case: "/arenden/" + f.draft.Case}
	if p.Kind != identity.Resident {
		view.Code = casework.FollowCode(r.openKey(f.draft))
		p, err = r.Cases.Follow(r.ctx(), view.Code, r.today())
		if err != nil {
			return err
		}
		view.Case = ""
	}
	file, err := r.Cases.Case(r.ctx(), p, casework.CaseID(f.draft.Case))
	if err != nil {
		return err
	}
	view.Number, view.Received = file.Case.Diary.String(), r.when(file.Case.ReceivedAt)
	if p.Follows {
		view.Follows, view.Service = true, r.caseTitle(&file.Case)
		return r.page(web.SectionServices, view)
	}
	view.Answer = f.service.Time.In(r.lang)
	if !file.Case.Due.IsZero() {
		view.Answer = r.t("portal.receipt.answer_by", locale.Date(r.lang, file.Case.Due))
	}
	view.Opened = r.openedCases(file)
	if view.Siblings, err = r.siblings(f); err != nil {
		return err
	}
	if view.Together, err = r.together(file); err != nil {
		return err
	}
	if view.Together != nil {
		view.Together.Agree, view.Together.Answer = "", "" // what was just answered is changed in the case
	}
	if file.Booking != nil && f.service.Booking != nil {
		r.bookedReceipt(&view, file, f.service)
	}
	view.Next = paragraphs(f.service.After.In(r.lang))
	if f.outside.Timing != "" {
		view.Next = append(paragraphs(f.outside.Say.In(r.lang)), view.Next...)
	}
	if d := file.Decision(); d != nil && d.Automatic {
		view.Decided = &web.Result{Verdict: web.VerdictYes, Title: r.t("case.decided." + string(d.Outcome)), Text: paragraphs(d.Grounds.Circumstances), AsOf: r.day(d.On)}
		view.Answer, view.Next = "", []string{r.t("portal.receipt.decided")}
	}
	if hasRole(file, identity.Informed) {
		view.Informed = web.Paragraphs{r.t("portal.receipt.co_guardian")}
	}
	for _, name := range r.writtenNames(file) {
		view.Informed = append(view.Informed, r.t("portal.receipt.for", name))
	}
	if p.Kind == identity.Resident {
		if view.Push, err = r.offersDevice(); err != nil {
			return err
		}
	}
	return r.page(web.SectionServices, view)
}

// bookedReceipt says on the receipt what was booked.
func (r *request) bookedReceipt(view *web.ReceiptPage, file *casework.File, service *catalog.Service) {
	view.Answer = ""
	if r.lostTime(file, service) {
		view.Heading = r.t("booking.now.lost")
		return
	}
	booked := r.bookingFacts(file, service)
	booked.Ics = view.Case + "/tid.ics"
	view.Heading, view.Booking = r.t("booking.receipt"), &booked
}

func hasRole(f *casework.File, role identity.PartyRole) bool {
	for _, p := range f.Parties {
		if p.Role == role {
			return true
		}
	}
	return false
}

// discard removes a draft that the reader no longer wants.
func (r *request) discard() error {
	owner, ok := r.owner()
	if !ok {
		return fault.New(fault.NotFound, "portal.error.draft")
	}
	d, err := r.Drafts.Get(r.ctx(), owner, r.Params("draft"))
	if err != nil {
		return err
	}
	if err := r.untouched(d); err != nil {
		return err
	}
	if err := r.Drafts.Remove(r.ctx(), owner, d.ID); err != nil {
		return err
	}
	return r.seeOther(web.PathCases)
}

// draftFile sends one of the draft's own files back.
func (r *request) draftFile() error {
	f, err := r.filling()
	if err != nil {
		return err
	}
	for _, file := range f.draft.Files {
		if file.ID == r.Params("file") {
			return r.sendBlob(file.Hash, file.Name, file.MediaType)
		}
	}
	return fault.New(fault.NotFound, "portal.error.not_found")
}
