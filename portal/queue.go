package portal

import (
	"encoding/json"
	"slices"

	"forvag/internal/casework"
	"forvag/internal/catalog"
	"forvag/internal/civil"
	"forvag/internal/fault"
	"forvag/internal/identity"
	"forvag/internal/locale"
	"forvag/portal/draft"
	"forvag/web"
)

// queueing is what a form asks of its service's queue; nil for a service without one, and where nothing is wished for.
func (r *caller) queueing(f *filling) *casework.Queueing {
	if f.service.Queue == nil {
		return nil
	}
	asked, _ := r.askedFacts(f.service, f.draft.Values)
	facts := f.service.Facts(catalog.Known{Answers: f.answers, Register: r.registerFacts(f), Asked: asked}, r.moment())
	q := &casework.Queueing{From: f.service.QueueFrom(f.answers)}
	for _, w := range f.service.QueueWishes(f.answers, facts) {
		wish := casework.Wish{Unit: w.Unit}
		for _, m := range w.Marks {
			wish.Marks = append(wish.Marks, casework.Mark{Rule: m.Rule, Day: m.Day, Dated: m.Dated, Holds: m.Holds, Asked: m.Asked})
		}
		q.Wishes = append(q.Wishes, wish)
	}
	if len(q.Wishes) == 0 {
		return nil
	}
	return q
}

// queuedFault is the key of the fault that a child stands in the queue by a case that the reader may see.
const queuedFault = "queue.earlier_child"

// standsAlready finds a fault with a child who stands in the service's queue already, or has a place in it. The draft's own case is none such.
func (r *caller) standsAlready(f *filling) error {
	child := f.chosenChild()
	if f.service.Queue == nil || child == "" || r.principal.Kind != identity.Resident {
		return nil
	}
	cases, err := r.Cases.Queued(r.ctx(), r.principal, f.service.ID, f.draft.Key, child)
	if err != nil || len(cases[child]) == 0 {
		return err
	}
	f.queued = &cases[child][0]
	for i := range f.service.Pages {
		for j := range f.service.Pages[i].Fields {
			if field := &f.service.Pages[i].Fields[j]; field.Type == catalog.ChildField {
				f.faults = append(f.faults, catalog.FieldFault{Field: field.ID, Key: queuedFault, Args: []any{f.queued.Diary.String()}})
				return nil
			}
		}
	}
	return nil
}

// tellQueued leads to the case by which the child stands in the queue, where that is among what is wrong.
func (r *request) tellQueued(f *filling, faults []catalog.FieldFault) {
	if f.queued == nil || !slices.ContainsFunc(faults, func(x catalog.FieldFault) bool { return x.Key == queuedFault }) {
		return
	}
	number := f.queued.Diary.String()
	r.notices = append(r.notices, web.Notice{Tone: web.Warning, Text: r.t(queuedFault, number),
		Link: &web.Link{Text: r.t("queue.earlier_link", number), Href: web.PathCases + "/" + string(f.queued.Case)}})
}

// tellEarlier says that somebody has asked for the same before. A child is not let into a queue twice, but there may be several boats.
func (r *request) tellEarlier(f *filling) error {
	if f.service.Queue == nil || r.principal.Kind != identity.Resident || f.chosenChild() != "" {
		return nil
	}
	rows, err := r.Cases.Mine(r.ctx(), r.principal, casework.MineFilter{Only: casework.OnlyOpen, Limit: 100})
	if err != nil {
		return err
	}
	rows = slices.DeleteFunc(rows, func(row casework.MineRow) bool { return row.Type.ID != f.service.ID })
	lines, err := r.lines(rows)
	if err != nil {
		return err
	}
	for _, row := range rows {
		if len(lines[row.Case]) > 0 {
			r.notices = append(r.notices, web.Notice{Tone: web.Warning, Text: r.t("queue.earlier", row.Diary.String(), locale.Date(r.lang, row.Received))})
			return nil
		}
	}
	return nil
}

// unitName is what a unit of the case's queue is called; its id where it is not there any longer.
func (r *request) unitName(f *casework.File, unit string) string { return r.unitOf(f.Case.Type, unit) }

func (r *request) unitOf(t casework.TypeRef, unit string) string {
	if u, ok := r.serviceOf(t, r.today()).QueueUnit(unit); ok {
		return u.Name.In(r.lang)
	}
	return unit
}

// queueNow says that one stands in line, or has got a place, in the words above the case.
func (r *request) queueNow(now *web.CaseNow, f *casework.File, service *catalog.Service) {
	switch {
	case service.Queue == nil:
	case f.OpenOffer() != nil:
		now.Title, now.Text = r.t("queue.now.offer"), web.Paragraphs{r.t("queue.now.offer_text")}
	case f.PlaceOn(r.today()) != nil && !f.Case.IsClosed():
		now.Title, now.Tone = r.t("queue.now.placed", r.unitName(f, f.PlaceOn(r.today()).Unit)), web.Success
	case f.InLine() && (f.Case.Status == casework.StatusReceived || f.Case.Status == casework.StatusInProgress):
		now.Title = r.t("queue.now.line")
	}
}

// queueParts adds an offer, the standing in line and the place to the page of a case.
func (r *request) queueParts(page *web.CasePage, f *casework.File, service *catalog.Service, base string) {
	if f.Queue == nil || service.Queue == nil {
		return
	}
	mine := f.May(r.principal, identity.Answer)
	if o := f.OpenOffer(); o != nil {
		page.Offer = r.caseOffer(f, o, service, base, mine)
	}
	if o := f.PlaceOn(r.today()); o != nil {
		page.Place = r.casePlace(f, o, service, base)
	}
	if f.InLine() && f.OpenOffer() == nil { // the offer comes first
		page.Queue = r.caseQueue(f, service, base, mine)
	}
}

func (r *request) caseOffer(f *casework.File, o *casework.Offer, service *catalog.Service, base string, mine bool) *web.CaseOffer {
	declined, expired := f.AfterOffer(o)
	view := &web.CaseOffer{Unit: r.unitName(f, o.Unit), Text: paragraphs(service.Queue.Offer.In(r.lang)), Due: r.day(o.Due), Decline: r.t("queue.decline." + string(declined))}
	view.Facts = r.placeFacts(o, service)
	view.Text = append(view.Text, r.t("queue.expire."+string(expired)))
	if mine {
		view.Action = base + "/erbjudande/" + string(o.ID)
	}
	return view
}

func (r *request) placeFacts(o *casework.Offer, service *catalog.Service) []web.Fact {
	facts := []web.Fact{{Label: r.t("queue.fact.unit"), Value: r.unitOf(casework.TypeRef{ID: service.ID}, o.Unit)}}
	if service.Queue.Numbered {
		facts = append(facts, web.Fact{Label: r.t("queue.fact.number"), Value: locale.Number(r.lang, int64(o.Place))})
	}
	if !o.From.IsZero() {
		facts = append(facts, web.Fact{Label: r.t("queue.fact.from"), Value: locale.Date(r.lang, o.From)})
	}
	if !o.Ended.IsZero() {
		facts = append(facts, web.Fact{Label: r.t("queue.fact.until"), Value: locale.Date(r.lang, o.Ended)})
	}
	return facts
}

func (r *request) casePlace(f *casework.File, o *casework.Offer, service *catalog.Service, base string) *web.CasePlace {
	view := &web.CasePlace{Title: r.t("queue.place"), Facts: r.placeFacts(o, service)}
	if o.Ended.IsZero() && f.May(r.principal, identity.Withdraw) {
		view.Action = base + "/plats"
		view.Fields = []web.Field{web.DateField{Question: web.Question{Name: "on", Label: r.t("queue.place.last_day")}, Min: r.today().String()}}
	}
	return view
}

func (r *request) caseQueue(f *casework.File, service *catalog.Service, base string, mine bool) *web.CaseQueue {
	view := &web.CaseQueue{Title: r.t("queue.title"), Means: paragraphs(service.Queue.Means.In(r.lang)), Rules: r.turnRules(service)}
	if len(view.Means) == 0 {
		view.Means = web.Paragraphs{r.t("queue.means")}
	}
	standings, err := r.Cases.Standings(r.ctx(), r.principal, f.Case.ID)
	if err != nil {
		r.server.Log.Error("standing in a queue", "error", err)
	}
	for _, s := range standings[f.Case.ID] {
		place := web.QueuePlace{Unit: r.unitName(f, s.Unit), Number: s.Number, Words: r.standing(f.Case.Type, s)}
		for _, w := range f.Queue.Wishes {
			if w.Unit == s.Unit {
				place.Note = r.marked(w.Marks, service, "queue.mark.asked")
			}
		}
		view.Places = append(view.Places, place)
	}
	if mine {
		view.Change = &web.QueueChange{Action: base + "/onskemal", Fields: r.wishFields(f, service, nil)}
	}
	return view
}

// standing is where one stands, in a sentence.
func (r *request) standing(t casework.TypeRef, s casework.Standing) string {
	if s.Number == 0 {
		return r.t("queue.standing.offered", r.unitOf(t, s.Unit))
	}
	return r.t("queue.standing", s.Number, r.unitOf(t, s.Unit))
}

// turnRules are what the turn depends on, in words.
func (r *request) turnRules(service *catalog.Service) []string {
	var out []string
	for _, rule := range service.Queue.Turn {
		out = append(out, rule.Say.In(r.lang))
	}
	return out
}

// marked are the rules that let somebody go first, or that wait for an officer, in one line.
func (r *request) marked(marks []casework.Mark, service *catalog.Service, asked string) string {
	out := ""
	for _, m := range marks {
		i := slices.IndexFunc(service.Queue.Turn, func(t catalog.TurnRule) bool { return t.ID == m.Rule })
		if i < 0 || !m.Holds && !m.Asked {
			continue
		}
		if out != "" {
			out += " "
		}
		out += service.Queue.Turn[i].Say.In(r.lang)
		if m.Asked {
			out += " " + r.t(asked)
		}
	}
	return out
}

// wishFields ask for units, as they are wished for now or as they were just written.
func (r *request) wishFields(f *casework.File, service *catalog.Service, wrong map[string]string) []web.Field {
	var fields []web.Field
	for i, id := range service.Queue.Wishes {
		field := service.Field(id)
		chosen := ""
		if i < len(f.Queue.Wishes) {
			chosen = f.Queue.Wishes[i].Unit
		}
		if r.posted != nil {
			chosen = first(r.posted[id])
		}
		q := web.Question{Name: id, Label: field.Label.In(r.lang), Optional: field.Optional, Error: wrong[id]}
		options := []web.Option{{Label: r.t("queue.no_wish"), Chosen: chosen == ""}}
		for _, c := range field.Choices {
			options = append(options, web.Option{Value: c.ID, Label: c.Label.In(r.lang), Chosen: chosen == c.ID})
		}
		fields = append(fields, web.SelectField{Question: q, Options: options})
	}
	return fields
}

// answerOffer takes the reader's yes or no to an offered place.
func (r *request) answerOffer() error {
	id := casework.OfferID(r.Params("offer"))
	switch r.FormValue("do") {
	case web.DoAccept:
		if err := r.Cases.AcceptOffer(r.ctx(), r.principal, r.caseID(), id); err != nil {
			return err
		}
		return r.done(r.casePath(), "erbjudande-ja")
	case web.DoDecline:
		if err := r.Cases.DeclineOffer(r.ctx(), r.principal, r.caseID(), id); err != nil {
			return err
		}
		return r.done(r.casePath(), "erbjudande-nej")
	default:
		return fault.New(fault.Invalid, "portal.error.form")
	}
}

// changeWishes takes other wishes. Their turn is worked out from what the registers say today.
func (r *request) changeWishes() error {
	file, err := r.Cases.Case(r.ctx(), r.principal, r.caseID())
	if err != nil {
		return err
	}
	f := &filling{service: r.serviceOf(file.Case.Type, file.Case.Received)}
	if f.service.Queue == nil || file.Queue == nil {
		return fault.New(fault.Illegal, "queue.none")
	}
	if f.applicant, err = r.applicant(f.service); err != nil {
		return err
	}
	if err := json.Unmarshal(file.Answers, &f.answers); err != nil {
		return err
	}
	for _, id := range f.service.Queue.Wishes {
		delete(f.answers, id)
		unit := first(r.posted[id])
		if _, ok := f.service.QueueUnit(unit); ok {
			f.answers[id] = catalog.Answer{Text: unit}
		}
	}
	wrong := map[string]string{}
	for _, x := range f.service.CheckWishes(f.answers, r.momentOf(f)) {
		wrong[x.Field] = r.t(x.Key, x.Args...)
	}
	if len(wrong) > 0 {
		return r.wishesRefused(file, f.service, wrong)
	}
	f.draft = &draft.Draft{}
	q := r.queueing(f)
	if q == nil {
		return fault.New(fault.Invalid, "queue.no_wishes")
	}
	if err := r.Cases.SetWishes(r.ctx(), r.principal, file.Case.ID, *q); err != nil {
		return err
	}
	return r.done(r.casePath()+"#queue", "onskemal")
}

// wishesRefused shows the case with the wishes as they were written, and what is wrong with them.
func (r *request) wishesRefused(f *casework.File, service *catalog.Service, wrong map[string]string) error {
	page, err := r.caseView(f)
	if err != nil {
		return err
	}
	if page.Queue != nil && page.Queue.Change != nil {
		page.Queue.Change.Fields, page.Queue.Change.Open = r.wishFields(f, service, wrong), true
	}
	for _, id := range service.Queue.Wishes {
		if words := wrong[id]; words != "" {
			page.Errors = append(page.Errors, web.FieldError{Field: web.Question{Name: id}.ID(), Question: service.Field(id).Label.In(r.lang), Text: words})
		}
	}
	return r.pageStatus(422, web.SectionCases, page)
}

// endPlace gives up the reader's place.
func (r *request) endPlace() error {
	on, _ := civil.Parse(r.FormValue("on")) // no day is refused as the wrong one is
	err := r.Cases.EndPlace(r.ctx(), r.principal, casework.Ref{ID: r.caseID()}, on, "")
	if key, args, ok := fault.Words(err); ok && (key == "queue.end_day" || key == "queue.end_range") {
		return r.placeRefused(r.t(key, args...))
	}
	if err != nil {
		return err
	}
	return r.done(r.casePath(), "plats-slut")
}

// placeRefused shows the case with what was written as the last day of a place, and the words about it.
func (r *request) placeRefused(words string) error {
	f, err := r.Cases.Case(r.ctx(), r.principal, r.caseID())
	if err != nil {
		return err
	}
	page, err := r.caseView(f)
	if err != nil {
		return err
	}
	if page.Place != nil {
		page.Place.Open = true
		for i := range page.Place.Fields {
			if d, ok := page.Place.Fields[i].(web.DateField); ok {
				d.Value, d.Error = r.FormValue("on"), words
				page.Place.Fields[i] = d
				page.Errors = append(page.Errors, web.FieldError{Field: d.ID(), Text: words})
			}
		}
	}
	return r.pageStatus(422, web.SectionCases, page)
}

// lines tells where those of the reader's cases that may stand in a queue do.
func (r *request) lines(rows []casework.MineRow) (map[casework.CaseID][]casework.Standing, error) {
	var ids []casework.CaseID
	for _, row := range rows {
		if row.Rank != casework.RankClosed && r.serviceOf(row.Type, r.today()).Queue != nil {
			ids = append(ids, row.Case)
		}
	}
	return r.Cases.Standings(r.ctx(), r.principal, ids...)
}

// shortly is where a case stands in its dearest queue, in a line; empty where it waits in none.
func (r *request) shortly(row *casework.MineRow, lines []casework.Standing) string {
	if len(lines) == 0 || lines[0].Number == 0 {
		return ""
	}
	return r.standing(row.Type, lines[0])
}
