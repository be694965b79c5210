package portal

import (
	"net/url"
	"slices"
	"strconv"

	"forvag/internal/casework"
	"forvag/internal/catalog"
	"forvag/internal/civil"
	"forvag/internal/identity"
	"forvag/internal/locale"
	"forvag/web"
)

// queueServices are the services with a queue on the officer's boards.
func (r *request) queueServices() []*catalog.Service {
	boards := r.principal.Boards()
	var out []*catalog.Service
	for _, s := range r.Catalog.Handled() {
		if s.Queue != nil && slices.Contains(boards, identity.BoardID(s.Board)) {
			out = append(out, s)
		}
	}
	locale.Sort(r.lang, out, func(s *catalog.Service) string { return s.Title.In(r.lang) })
	return out
}

func queuePath(service, unit string) string { return web.PathQueues + "/" + service + "/" + unit }

// queues lists the queues of the officer's boards, unit by unit.
func (r *request) queues() error {
	if err := identity.Allow(r.principal, identity.ListDesk, identity.Object{Kind: identity.DeskObject}); err != nil {
		return err
	}
	var view web.QueuesPage
	for _, s := range r.queueServices() {
		holds, err := r.Cases.Holds(r.ctx(), r.principal, s.ID)
		if err != nil {
			return err
		}
		waiting, err := r.Cases.QueueLengths(r.ctx(), r.principal, s.ID)
		if err != nil {
			return err
		}
		summary := web.QueueSummary{Title: s.Title.In(r.lang)}
		for _, u := range s.QueueUnits() {
			summary.Units = append(summary.Units, r.queueUnit(s, u, holds, waiting[u.ID]))
		}
		view.Queues = append(view.Queues, summary)
	}
	return r.page(web.SectionDesk, view)
}

func (r *request) queueUnit(s *catalog.Service, u catalog.QueueUnit, holds []casework.Hold, waiting int) web.QueueUnit {
	out := web.QueueUnit{Name: u.Name.In(r.lang), Group: u.Group.In(r.lang), Places: u.Places, Waiting: waiting, Href: queuePath(s.ID, u.ID)}
	taken := map[int]bool{}
	for _, h := range holds {
		if h.Unit != u.ID {
			continue
		}
		taken[h.Place] = true
		if !h.Due.IsZero() {
			out.Offered++
		}
	}
	out.Free = max(0, u.Places-u.Taken-len(taken))
	if soon := freeFrom(u.ID, holds); !soon.IsZero() {
		out.Soon = r.t("desk.queue.soon", locale.Date(r.lang, soon))
	}
	return out
}

// freeFrom is the first day on which a place that somebody leaves can be had by another; zero where nobody leaves one.
func freeFrom(unit string, holds []casework.Hold) (from civil.Date) {
	for _, h := range holds {
		next := slices.ContainsFunc(holds, func(o casework.Hold) bool { return o.Unit == unit && o.Place == h.Place && o.Until.IsZero() })
		if h.Unit == unit && !h.Until.IsZero() && !next && (from.IsZero() || h.Until.Before(from)) {
			from = h.Until.AddDays(1)
		}
	}
	return from
}

// queuePage is how many of those who wait a page shows.
const queuePage = 100

// queue shows who stands in line to a unit, and why, with the offers that wait for their answer.
func (r *request) queue() error {
	if err := identity.Allow(r.principal, identity.ListDesk, identity.Object{Kind: identity.DeskObject}); err != nil {
		return err
	}
	i := slices.IndexFunc(r.queueServices(), func(s *catalog.Service) bool { return s.ID == r.Params("service") })
	if i < 0 {
		return unknownAddress()
	}
	s := r.queueServices()[i]
	u, ok := s.QueueUnit(r.Params("unit"))
	if !ok {
		return unknownAddress()
	}
	holds, err := r.Cases.Holds(r.ctx(), r.principal, s.ID)
	if err != nil {
		return err
	}
	lengths, err := r.Cases.QueueLengths(r.ctx(), r.principal, s.ID)
	if err != nil {
		return err
	}
	query := casework.QueueQuery{Type: s.ID, Unit: u.ID, State: casework.LineWaiting, From: max(0, r.QueryInt(fromParam)), Limit: queuePage}
	line, err := r.Cases.Queue(r.ctx(), r.principal, query)
	if err != nil {
		return err
	}
	offered, err := r.Cases.Queue(r.ctx(), r.principal, casework.QueueQuery{Type: s.ID, Unit: u.ID, State: casework.LineOffered})
	if err != nil {
		return err
	}
	view := web.QueuePage{Service: s.Title.In(r.lang), Unit: r.queueUnit(s, u, holds, lengths[u.ID]), Rules: r.turnRules(s)}
	if query.From > 0 {
		view.Prev = queuePart(s.ID, u.ID, max(0, query.From-queuePage))
	}
	if query.From+queuePage < lengths[u.ID] {
		view.Next = queuePart(s.ID, u.ID, query.From+queuePage)
	}
	for _, other := range s.QueueUnits() {
		view.Units = append(view.Units, web.Tab{Text: other.Name.In(r.lang), Href: queuePath(s.ID, other.ID), Count: -1, Current: other.ID == u.ID})
	}
	names, err := r.queuerNames(slices.Concat(line, offered))
	if err != nil {
		return err
	}
	doubles, err := r.doubles(s, slices.Concat(line, offered))
	if err != nil {
		return err
	}
	for _, q := range offered {
		for _, h := range holds { // the offer may be of a place in another unit
			if h.Case == q.Case && h.Unit == u.ID {
				row := r.queueRow(&q, s, names, doubles)
				row.Due, row.Overdue = r.day(h.Due), h.Due.Before(r.today())
				view.Offers = append(view.Offers, row)
			}
		}
	}
	from := r.today()
	if view.Unit.Free == 0 {
		from = freeFrom(u.ID, holds)
	}
	for _, q := range line {
		row := r.queueRow(&q, s, names, doubles)
		if !from.IsZero() && !q.Hidden && r.handles(s) {
			r.queueOffer(&row, &q, s, u, from)
		}
		view.Rows = append(view.Rows, row)
	}
	return r.page(web.SectionDesk, view)
}

// fromParam says how many come before the page of a queue.
const fromParam = "fran"

func queuePart(service, unit string, from int) string {
	return queuePath(service, unit) + "?" + fromParam + "=" + strconv.Itoa(from)
}

// queuerNames looks up who stands in line, as far as the officer may see.
func (r *request) queuerNames(line []casework.Queuer) (names, error) {
	n := names{unknown: r.t("case.actor.unknown")}
	var people []identity.PersonID
	var organisations []identity.OrgID
	for _, q := range line {
		if q.Subject != "" {
			people = append(people, q.Subject)
		}
		if q.Org != "" {
			organisations = append(organisations, q.Org)
		}
	}
	var err error
	n.residents, err = r.Residents.Names(r.ctx(), people, organisations)
	return n, err
}

// doubles are the other cases by which the children in line stand in the queue too, or have a place, by child.
func (r *request) doubles(s *catalog.Service, line []casework.Queuer) (map[identity.PersonID][]casework.Queued, error) {
	var children []identity.PersonID
	for _, q := range line {
		if q.Subject != "" {
			children = append(children, q.Subject)
		}
	}
	return r.Cases.Queued(r.ctx(), r.principal, s.ID, "", children...)
}

func (r *request) queueRow(q *casework.Queuer, s *catalog.Service, names names, doubles map[identity.PersonID][]casework.Queued) web.QueueRow {
	row := web.QueueRow{Number: q.Number, Wish: r.t("desk.queue.wish", q.Wish)}
	if q.Hidden {
		return row
	}
	row.Name, row.Case, row.Href = names.of(q.Subject), q.Diary.String(), web.PathDesk+"/"+string(q.Case)
	if q.Org != "" {
		row.Name = names.ofOrg(q.Org)
	}
	row.Since, row.Wanted = r.day(civil.Of(q.Since)), r.day(q.From)
	row.Due, row.Overdue = r.day(q.Due), !q.Due.IsZero() && q.Due.Before(r.today())
	if why := r.marked(q.Marks, s, "desk.queue.asked"); why != "" {
		row.Why = []string{why}
	}
	for _, other := range doubles[q.Subject] {
		if other.Case != q.Case {
			row.Why = append(row.Why, r.t("desk.queue.double", other.Diary.String()))
		}
	}
	return row
}

// queueOffer lets the officer offer a place that is free from a day: to the next in turn here, to anybody else with a reason in their case.
func (r *request) queueOffer(row *web.QueueRow, q *casework.Queuer, s *catalog.Service, u catalog.QueueUnit, from civil.Date) {
	if q.Number > 1 {
		row.OutOfTurn = row.Href + "?" + url.Values{openParam: {"erbjud"}, unitParam: {u.ID}}.Encode() + "#erbjud"
		return
	}
	a := &act{request: r, id: "erbjud"}
	row.Offer = &web.Action{
		ID: a.id, Icon: web.IconMail, Title: r.t("desk.act.erbjud"), Text: r.t("desk.queue.next"), Button: r.t("desk.act.erbjud.button"), Open: true,
		Action: row.Href + "/" + a.id, Fields: []web.Field{a.offerFrom(q.From, from), a.offerDue(s)},
		Hidden: []web.HiddenField{{Name: "version", Value: strconv.FormatInt(q.Version, 10)}, {Name: a.name("unit"), Value: u.ID}, {Name: "next", Value: r.Path()}},
	}
}

// handles says whether the officer handles cases of the service, or decides them.
func (r *request) handles(s *catalog.Service) bool {
	return slices.ContainsFunc(r.principal.Grants, func(g identity.Grant) bool {
		return g.Board == identity.BoardID(s.Board) && (g.Role == identity.CaseOfficer || g.Role == identity.DecisionMaker)
	})
}

// standsAt is where a case stands in line to each unit; nothing where that cannot be read, which is logged.
func (r *request) standsAt(id casework.CaseID) []casework.Standing {
	standings, err := r.Cases.Standings(r.ctx(), r.principal, id)
	if err != nil {
		r.server.Log.Error("standing in a queue", "error", err)
	}
	return standings[id]
}

// deskStanding is where a case stands in line, or which place it holds.
func (r *request) deskStanding(f *casework.File, service *catalog.Service) *web.DeskQueue {
	if f.Queue == nil || service.Queue == nil {
		return nil
	}
	view := &web.DeskQueue{}
	add := func(label, value string) { view.Facts = append(view.Facts, web.Fact{Label: label, Value: value}) }
	for _, s := range r.standsAt(f.Case.ID) {
		if s.Number > 0 {
			add(r.unitName(f, s.Unit), r.t("desk.queue.number", s.Number, s.Of))
		}
	}
	for _, w := range f.Queue.Wishes {
		view.Queues = append(view.Queues, web.Link{Text: r.unitName(f, w.Unit), Href: queuePath(service.ID, w.Unit)})
	}
	if len(f.Queue.Wishes) > 0 {
		if why := r.marked(f.Queue.Wishes[0].Marks, service, "desk.queue.asked"); why != "" {
			add(r.t("desk.queue.why"), why)
		}
	}
	for _, o := range f.Queue.Offers {
		words := r.t("desk.queue.offer."+string(o.Outcome), locale.Date(r.lang, o.Due))
		if o.IsOpen() {
			words = r.t("desk.queue.offer.open", locale.Date(r.lang, o.Due))
		}
		if o.Reason != "" {
			words += " " + r.t("desk.queue.passed", o.Reason)
		}
		add(r.t("desk.queue.offered", r.unitName(f, o.Unit), strconv.Itoa(o.Place)), words)
	}
	return view
}
