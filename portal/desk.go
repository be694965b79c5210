package portal

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"forvag/internal/casework"
	"forvag/internal/identity"
	"forvag/internal/locale"
	"forvag/web"
)

// deskPage is how many cases a page of the desk shows.
const deskPage = 50

// lastDeskPage is the last page that can be asked for.
const lastDeskPage = 100_000

// deskLists are the desk's lists, in order.
var deskLists = []casework.DeskList{
	casework.ListUnassigned, casework.ListMine, casework.ListReminded, casework.ListOverdue, casework.ListWaiting, casework.ListAgents, casework.ListWithdrawn,
	casework.ListOpen, casework.ListClosed, casework.ListAll,
}

// countedLists are those whose numbers are told without opening them: what is to be done.
var countedLists = []casework.DeskList{
	casework.ListUnassigned, casework.ListMine, casework.ListReminded, casework.ListOverdue, casework.ListWaiting, casework.ListAgents,
	casework.ListWithdrawn, casework.ListOpen,
}

// desk lists the cases of the officer's boards, of every type.
func (r *request) desk() error {
	filter := casework.DeskFilter{
		List: casework.DeskList(r.Query("lista")), Board: identity.BoardID(r.Query("namnd")), Type: r.Query("tjanst"),
		Query: strings.TrimSpace(r.Query("q")), Sort: casework.DeskSort(r.Query("ordning")), Page: min(max(0, r.QueryInt("sida")), lastDeskPage), Size: deskPage,
	}
	chosen := slices.Contains(deskLists, filter.List)
	if !chosen {
		filter.List = casework.ListMine
	}
	rows, total, err := r.Cases.Desk(r.ctx(), r.principal, filter)
	if err == nil && total == 0 && !chosen && filter.Query == "" { // who has nothing begins with what nobody has
		filter.List = casework.ListUnassigned
		rows, total, err = r.Cases.Desk(r.ctx(), r.principal, filter)
	}
	if err == nil && total == 0 && filter.Query != "" && filter.List != casework.ListAll {
		filter.List = casework.ListAll // who searches wants to find
		rows, total, err = r.Cases.Desk(r.ctx(), r.principal, filter)
	}
	if err != nil {
		return err
	}
	view := web.DeskPage{
		Query: filter.Query, Tab: string(filter.List), Sort: string(filter.Sort), Total: total, Boards: r.boardFilter(filter), Services: r.serviceFilter(filter),
		Columns: r.deskColumns(filter),
	}
	counts, err := r.Cases.DeskCounts(r.ctx(), r.principal, filter, countedLists)
	if err != nil {
		return err
	}
	for _, list := range deskLists {
		count, counted := counts[list]
		switch {
		case list == filter.List:
			count = total
		case !counted:
			count = -1
		}
		other := filter
		other.List, other.Page = list, 0
		view.Tabs = append(view.Tabs, web.Tab{Text: r.t("desk.list." + string(list)), Href: deskPath(other), Count: count, Current: list == filter.List})
	}
	if len(r.bookable()) > 0 {
		view.Rooms = web.PathRooms
	}
	if len(r.queueServices()) > 0 {
		view.Queues = web.PathQueues
	}
	if r.mayReview() == nil {
		view.Reviews = web.PathReviews
	}
	if r.maySeeRules("") == nil {
		view.Rules = web.PathRules
	}
	if identity.Allow(r.principal, identity.SeeQuestions, identity.Object{Kind: identity.DeskObject}) == nil {
		view.Questions = web.PathQuestions
	}
	if len(r.mayPost()) > 0 {
		view.Notices = web.PathNotices
	}
	if len(r.registrable()) > 0 {
		view.Register = registerPath
	}
	dead, err := r.LinkReports.List(r.ctx())
	if err != nil {
		return err
	}
	if len(dead) > 0 {
		view.Reports = &web.Link{Text: r.t("portal.link.dead", len(dead)), Href: linkReportsPath}
	}
	unreached, err := r.unreachedIn(rows)
	if err != nil {
		return err
	}
	for i := range rows {
		row := r.deskRow(&rows[i])
		if unreached[rows[i].ID] {
			row.Unreached = r.t("desk.reach.mark")
		}
		if filter.List == casework.ListReminded {
			row.Todo = r.reminderText(&rows[i])
		}
		view.Rows = append(view.Rows, row)
	}
	if filter.Page > 0 {
		before := filter
		before.Page--
		view.Prev = deskPath(before)
	}
	if (filter.Page+1)*deskPage < total {
		after := filter
		after.Page++
		view.Next = deskPath(after)
	}
	return r.page(web.SectionDesk, view)
}

func deskPath(f casework.DeskFilter) string {
	q := url.Values{"lista": {string(f.List)}}
	for name, value := range map[string]string{"namnd": string(f.Board), "tjanst": f.Type, "q": f.Query, "ordning": string(f.Sort)} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if f.Page > 0 {
		q.Set("sida", strconv.Itoa(f.Page))
	}
	return web.PathDesk + "?" + q.Encode()
}

func (r *request) boardFilter(f casework.DeskFilter) web.SelectField {
	field := web.SelectField{Question: web.Question{Name: "namnd"}}
	field.Options = append(field.Options, web.Option{Label: r.t("desk.filter.all_boards"), Chosen: f.Board == ""})
	for _, code := range r.principal.Boards() {
		field.Options = append(field.Options, web.Option{Value: string(code), Label: r.boardName(code), Chosen: f.Board == code})
	}
	locale.Sort(r.lang, field.Options[1:], optionLabel)
	return field
}

func optionLabel(o web.Option) string { return o.Label }

func (r *request) serviceFilter(f casework.DeskFilter) web.SelectField {
	field := web.SelectField{Question: web.Question{Name: "tjanst"}}
	field.Options = append(field.Options, web.Option{Label: r.t("desk.filter.all_services"), Chosen: f.Type == ""})
	boards := r.principal.Boards()
	for _, s := range r.Catalog.Handled() {
		if !slices.Contains(boards, identity.BoardID(s.Board)) {
			continue
		}
		field.Options = append(field.Options, web.Option{Value: s.ID, Label: s.Title.In(r.lang), Chosen: f.Type == s.ID})
	}
	locale.Sort(r.lang, field.Options[1:], optionLabel)
	return field
}

// deskColumns are the list's columns, in the order of web.DeskRow.
func (r *request) deskColumns(f casework.DeskFilter) []web.DeskColumn {
	column := func(key string, sort casework.DeskSort, order web.SortOrder) web.DeskColumn {
		c := web.DeskColumn{Text: r.t(key)}
		if sort == "" {
			return c
		}
		if f.Sort == sort || f.Sort == "" && sort == casework.SortDue {
			c.Order = order
		}
		other := f
		other.Sort, other.Page = sort, 0
		c.Href = deskPath(other)
		return c
	}
	return []web.DeskColumn{
		column("desk.column.number", casework.SortReceived, web.Ascending), column("desk.column.title", "", web.Unsorted),
		column("desk.column.status", "", web.Unsorted), column("desk.column.officer", "", web.Unsorted),
		column("desk.column.due", casework.SortDue, web.Ascending), column("desk.column.updated", casework.SortChanged, web.Descending),
	}
}

// urgentWords mark a case that brooks no delay; empty for others.
func (r *request) urgentWords(c *casework.Case) string {
	u := r.serviceOf(c.Type, c.Received).Urgent
	if !c.Urgent || u == nil || c.IsClosed() {
		return ""
	}
	return u.Say.In(r.lang)
}

func (r *request) deskRow(row *casework.DeskRow) web.DeskRow {
	c, until := &row.Case, row.Until(r.today())
	view := web.DeskRow{
		Number: c.Diary.String(), Title: c.Title, Service: r.serviceOf(c.Type, c.Received).Title.In(r.lang),
		Received: r.day(c.Received), Step: r.t("desk.step." + string(c.Step)),
		Status: r.deskStatus(c.Status, nil), Officer: r.staffName(c.Assignee), Due: r.day(until), Updated: r.when(c.ChangedAt),
		Overdue: !until.IsZero() && until.Before(r.today()) && !c.IsClosed(), Secrecy: c.Secrecy.Law, Href: web.PathDesk + "/" + string(c.ID),
	}
	if len(r.principal.Boards()) > 1 {
		view.Board = r.boardName(c.Board)
	}
	switch {
	case !c.Secrecy.IsOpen(): // a secret case is called by its service alone: number, days and step tell it from the others
		view.Title, view.Service = view.Service, ""
	case view.Title == view.Service:
		view.Service = ""
	}
	if c.IsClosed() {
		view.Step = ""
	}
	if c.Protected {
		view.Secrecy = r.t("desk.protected")
	}
	view.Urgent = r.urgentWords(c)
	view.Reminder = r.reminderMark(row)
	if row.AgentWaits {
		view.Agent = r.t("desk.agent.waits")
	}
	if row.Unanswered {
		view.Unread = 1
	}
	return view
}

// deskStatus is the status as an officer says it: a case that waits for the party does not wait for the reader.
func (r *request) deskStatus(s casework.Status, d *casework.Decision) web.Status {
	status := r.status(s, d)
	if s == casework.StatusWaitingYou {
		status.Text = r.t("desk.status.waiting_for_party")
	}
	return status
}
