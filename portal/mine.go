package portal

import (
	"net/url"
	"slices"

	"forvag/internal/booking"
	"forvag/internal/casework"
	"forvag/internal/locale"
	"forvag/web"
)

// minePage is how many of the reader's cases a page shows.
const minePage = 50

// mine is Mina ärenden: what needs the reader first, then what is ongoing, then what is closed.
func (r *request) mine() error {
	return r.snapshot(func() error {
		view, err := r.mineView()
		if err != nil {
			return err
		}
		return r.page(web.SectionCases, view)
	})
}

func (r *request) mineView() (view web.CasesPage, err error) {
	filter := casework.MineFilter{Query: r.Query("q"), Only: casework.Only(r.Query("visa")), Limit: minePage, Cursor: r.Query("fran")}
	rows, err := r.Cases.Mine(r.ctx(), r.principal, filter)
	if err != nil {
		return view, err
	}
	all := filter.Only == casework.OnlyAll && filter.Query == "" && filter.Cursor == ""
	counts := casework.CountsOf(rows)
	if !all || len(rows) == minePage { // there are others
		if counts, err = r.Cases.Counts(r.ctx(), r.principal); err != nil {
			return view, err
		}
	}
	r.counted = &counts
	view = web.CasesPage{Query: filter.Query, Tabs: r.mineTabs(filter, counts)}
	facts, err := r.rowFacts(rows)
	if err != nil {
		return view, err
	}
	if len(rows) == minePage {
		view.More = minePath(filter.Only, filter.Query, rows[len(rows)-1].Cursor())
	}
	byDue(rows)
	for _, row := range rows {
		switch row.Rank {
		case casework.RankNeedsMe:
			view.NeedsMe = append(view.NeedsMe, r.caseRow(&row, facts))
		case casework.RankClosed:
			view.Closed = append(view.Closed, r.caseRow(&row, facts))
		default:
			view.Ongoing = append(view.Ongoing, r.caseRow(&row, facts))
		}
	}
	unread, err := r.Notify.Store.Unread(r.ctx(), r.principal.Actor)
	if err != nil {
		return view, err
	}
	view.Inbox = web.Link{Text: r.t("web.inbox.title"), Href: web.PathInbox}
	if unread > 0 {
		view.Inbox.Text = r.t("web.inbox.unread", unread)
	}
	if all {
		if view.Drafts, err = r.draftRows(); err != nil {
			return view, err
		}
		if view.Offers, err = r.offerCards(); err != nil {
			return view, err
		}
	}
	return view, nil
}

// byDue puts what needs the reader in the order in which it is due, what has no last day after that, and leaves the rest as it stands: what happened last
// first. The order holds within a page; few have more than that many cases that need them.
func byDue(rows []casework.MineRow) {
	needs := rows[:0:0]
	for _, row := range rows {
		if row.Rank == casework.RankNeedsMe {
			needs = append(needs, row)
		}
	}
	slices.SortStableFunc(needs, func(a, b casework.MineRow) int {
		switch {
		case a.NeedsDue == b.NeedsDue:
			return 0
		case a.NeedsDue.IsZero() || !b.NeedsDue.IsZero() && b.NeedsDue.Before(a.NeedsDue):
			return 1
		default:
			return -1
		}
	})
	copy(rows, needs) // they rank before the others
}

func minePath(only casework.Only, query, cursor string) string {
	q := url.Values{}
	for name, value := range map[string]string{"visa": string(only), "q": query, "fran": cursor} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if len(q) == 0 {
		return web.PathCases
	}
	return web.PathCases + "?" + q.Encode()
}

func (r *request) mineTabs(f casework.MineFilter, c casework.Counts) []web.Tab {
	tab := func(only casework.Only, key string, count int) web.Tab {
		return web.Tab{Text: r.t(key), Href: minePath(only, f.Query, ""), Count: count, Current: f.Only == only}
	}
	return []web.Tab{
		tab(casework.OnlyAll, "portal.mine.all", c.NeedsMe+c.Ongoing+c.Closed),
		tab(casework.OnlyNeedsMe, "portal.mine.needs_me", c.NeedsMe),
		tab(casework.OnlyOngoing, "portal.mine.ongoing", c.Ongoing),
		tab(casework.OnlyClosed, "portal.mine.closed", c.Closed),
	}
}

// needsMe are the reader's first cases, those that need something of them before the rest.
func (r *request) needsMe(n int) ([]web.CaseRow, error) {
	rows, err := r.Cases.Mine(r.ctx(), r.principal, casework.MineFilter{Only: casework.OnlyOpen, Limit: n})
	if err != nil {
		return nil, err
	}
	facts, err := r.rowFacts(rows)
	if err != nil {
		return nil, err
	}
	byDue(rows)
	var out []web.CaseRow
	for _, row := range rows {
		out = append(out, r.caseRow(&row, facts))
	}
	return out, nil
}

// newest is the last thing that happened, in words.
func (r *request) newest(row *casework.MineRow) string {
	switch row.Newest {
	case casework.Moved:
		return r.t("case.step." + string(row.Step))
	case casework.Noticed:
		if row.Own {
			return r.t("case.event.noticed_you")
		}
		return r.t("portal.mine.noticed") // it may be the reader who got it, by letter
	case casework.Decided, casework.Requested, casework.Waiting, "": // who follows another's report may have seen no event of it yet
		return r.t("case.status." + string(row.Status))
	default:
		return r.t("case.event." + string(row.Newest))
	}
}

// rowFacts is what is read of all cases of a list at once: where they stand in queues, and what they have booked.
type rowFacts struct {
	lines map[casework.CaseID][]casework.Standing
	times map[string]booking.Booking
}

func (r *request) rowFacts(rows []casework.MineRow) (out rowFacts, err error) {
	if out.lines, err = r.lines(rows); err != nil {
		return out, err
	}
	var booked []string
	for _, row := range rows {
		if row.Rank != casework.RankClosed && r.serviceOf(row.Type, r.today()).Booking != nil {
			booked = append(booked, string(row.Case))
		}
	}
	out.times, err = r.Bookings.OfEach(r.ctx(), booked...)
	return out, err
}

// rowStatus is the status of a case in the reader's list.
func (r *request) rowStatus(row *casework.MineRow) web.Status {
	service := r.serviceOf(row.Type, r.today())
	if service.Booking != nil && row.Rank == casework.RankClosed && row.Status == casework.StatusBeingDelivered {
		return r.bookingOver()
	}
	return r.statusIn(service, row.Status, nil)
}

// caseRow is a case in the reader's list.
func (r *request) caseRow(row *casework.MineRow, all rowFacts) web.CaseRow {
	view := web.CaseRow{
		Title: row.Title, Number: row.Diary.String(), Status: r.rowStatus(row), Updated: r.when(row.NewestAt),
		Href: "/arenden/" + string(row.Case), Next: r.newest(row),
	}
	if r.lang != locale.SV {
		view.Title = r.titleIn(row.Title, r.serviceOf(row.Type, r.today()))
	}
	if where := r.shortly(row, all.lines[row.Case]); where != "" {
		view.Next = where
	}
	if b, ok := all.times[string(row.Case)]; ok {
		view.Next = r.bookingTime(&casework.Booking{Day: b.Day, Minute: b.Minute, Length: b.Length})
	}
	if row.Unseen && !row.Own {
		view.Unread = 1
	}
	switch row.Needs {
	case casework.NeedOffer:
		view.Due, view.Next = r.day(row.NeedsDue), r.t("portal.mine.offer_by", locale.Date(r.lang, row.NeedsDue))
	case casework.NeedAnswer:
		view.Due, view.Next = r.day(row.NeedsDue), r.t("portal.mine.answer_by", locale.Date(r.lang, row.NeedsDue))
		if row.NeedsDue.Before(r.today()) {
			view.Next = r.t("portal.mine.answer_late", locale.Date(r.lang, row.NeedsDue))
		}
	case casework.NeedDecision:
		view.Next = r.t("portal.mine.read_decision")
	}
	return view
}
